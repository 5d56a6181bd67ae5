/* SPDX-License-Identifier: Apache-2.0
 * cofferdamd: settings, then the monitor, or one of its children. */
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cofferdam/settings.h>

#include "daemon/api/api.h"
#include "daemon/common/message.h"
#include "daemon/engine/engine.h"
#include "daemon/monitor/monitor.h"
#include "daemon/monitor/users.h"

#define EXIT_USAGE 2
#define EXIT_FAILED 3

struct options {
    const char *config_path; /* NULL: the default, which may be missing */
    const char *role;        /* NULL: the monitor */
    long parent;             /* with a role: process id of the monitor */
    bool is_test;
};

static const char usage[] =
    "usage: cofferdamd [-c FILE] [-t]\n"
    "\n"
    "Watches what nginx workers report and keeps the ledger. Runs in the foreground, logs to "
    "stderr.\n"
    "\n"
    "  -c, --config FILE  settings (default " CFD_SETTINGS_DEFAULT_PATH "; missing: all defaults)\n"
    "  -t, --test         check the settings and end\n"
    "      --version      print the version and end\n"
    "  -h, --help         this text\n"
    "\n"
    "settings:\n";

static const char examples[] =
    "\n"
    "examples:\n"
    "  cofferdamd -t -c /etc/cofferdam/cofferdam.yaml\n"
    "  cofferdamd -c ./cofferdam.yaml\n"
    "\n"
    "exit: 0 done, 2 wrong usage or settings, 3 could not start, 5 the ledger is damaged\n";

static void print_help(void)
{
    (void)fputs(usage, stdout);
    for (size_t i = 0; i < cfd_setting_row_count; i++) {
        const struct cfd_setting_row *row = &cfd_setting_rows[i];

        (void)printf("  %-18s %s%s%s (default %s)\n", row->name, row->sentence,
                     row->unit[0] != '\0' ? ", in " : "", row->unit, row->default_text);
    }
    (void)fputs(examples, stdout);
}

/* Answers -1 to go on, else the exit code. */
static int read_options(int argc, char **argv, struct options *out)
{
    static const struct option long_options[] = {
        {"config", required_argument, NULL, 'c'},
        {"test", no_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {"role", required_argument, NULL, 'r'},
        {"parent", required_argument, NULL, 'p'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "c:th", long_options, NULL)) != -1) {
        switch (option) {
        case 'c':
            out->config_path = optarg;
            break;
        case 't':
            out->is_test = true;
            break;
        case 'r':
            out->role = optarg;
            break;
        case 'p':
            out->parent = strtol(optarg, NULL, 10);
            break;
        case 'h':
            print_help();
            return 0;
        case 'v':
            (void)puts("cofferdamd " CFD_VERSION);
            return 0;
        default:
            (void)fputs("cofferdamd: see cofferdamd --help\n", stderr);
            return EXIT_USAGE;
        }
    }
    if (optind < argc) {
        (void)fprintf(stderr, "cofferdamd: it takes no argument, see cofferdamd --help\n");
        return EXIT_USAGE;
    }
    return -1;
}

static int load_settings(const struct options *options, struct cfd_settings *out)
{
    const char *path =
        options->config_path != NULL ? options->config_path : CFD_SETTINGS_DEFAULT_PATH;
    struct cfd_error error = {"", 0};
    enum cfd_status status;

    if (options->config_path == NULL && access(path, F_OK) != 0) {
        cfd_settings_default(out);
        return 0;
    }
    status = cfd_settings_load(path, out, &error);
    if (status == CFD_OK)
        return 0;
    if (error.line > 0)
        (void)fprintf(stderr, "cofferdamd: %s:%u: %s\n", path, (unsigned)error.line, error.text);
    else
        (void)fprintf(stderr, "cofferdamd: %s: %s\n", path, error.text);
    return status == CFD_ERR_IO ? EXIT_FAILED : EXIT_USAGE;
}

/* Whether the monitor left a file there. */
static int key_fd(void)
{
    return fcntl(CFD_CHILD_KEY_FD, F_GETFD) < 0 ? -1 : CFD_CHILD_KEY_FD;
}

static int run(const struct options *options, const struct cfd_settings *settings)
{
    struct cfd_engine_fds engine_fds = {.rings = CFD_CHILD_LISTEN_FD,
                                        .api = CFD_CHILD_PAIR_FD,
                                        .key = key_fd(),
                                        .keep = CFD_CHILD_KEEP_FD};

    if (options->role == NULL) {
        cfd_message_open("monitor");
        return cfd_monitor_main(settings, options->config_path);
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* a child does not outlive its monitor */
    if (getppid() != options->parent)
        return EXIT_FAILED; /* it is gone already, or somebody typed this */
    cfd_message_open(options->role);
    if (strcmp(options->role, "engine") == 0)
        return cfd_engine_main(settings, &engine_fds);
    if (strcmp(options->role, "api") == 0)
        return cfd_api_main(CFD_CHILD_LISTEN_FD, CFD_CHILD_PAIR_FD);
    (void)fputs("cofferdamd: --role is for the monitor's own use\n", stderr);
    return EXIT_USAGE;
}

static int test(const struct cfd_settings *settings)
{
    struct cfd_users users;
    int code = cfd_users_find(settings, &users);

    if (code == 0)
        (void)puts("cofferdamd: the settings are good");
    return code;
}

int main(int argc, char **argv)
{
    struct options options = {.config_path = NULL};
    struct cfd_settings settings;
    int code = read_options(argc, argv, &options);

    if (code >= 0)
        return code;
    code = load_settings(&options, &settings);
    if (code != 0)
        return code;
    if (options.is_test)
        return test(&settings);
    (void)signal(SIGPIPE, SIG_IGN);
    return run(&options, &settings);
}
