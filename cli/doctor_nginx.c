/* SPDX-License-Identifier: Apache-2.0
 * nginx's configuration: does it load, with the module in its place, the key and the ring the daemon
 * uses, and may its workers connect? */
#include "cli/doctor.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cofferdam/key.h>

#include "cli/nginx_run.h"
#include "cli/write.h"

#define MODULE_FILE "ngx_http_cofferdam_module.so"
#define GROUPS_MAX 64
#define PATH_BYTES 512u

/* What nginx says when it does not start with the module, and what it means. */
static const struct {
    const char *said;
    const char *check;
    const char *fix;
} reasons[] = {
    {"encodes responses before cofferdam reads", "module order",
     "put the load_module line of that module above the one of " MODULE_FILE},
    {"would run before SSI and sub_filter", "module order",
     "build the module with its own config file: make build"},
    {"is not binary compatible", "module ABI",
     "build or install the module for this nginx: make build, or the package of the same version"},
    {" instead of ", "module ABI",
     "build or install the module for this nginx: make build, or the package of the same version"},
    {"unknown directive \"cofferdam", "module",
     "load_module modules/" MODULE_FILE "; at the top of nginx.conf"},
    {"dlopen() ", "module", "is the file there, and for this machine? see the path in load_module"},
};

/* The line of nginx's words that tells why, without what stands before the reason. */
static void find_reason(const char *said, char *out, size_t out_bytes)
{
    const char *line = strstr(said, "[emerg]");
    const char *text = line == NULL ? said : line + strlen("[emerg] ");
    const char *colon = line == NULL ? NULL : strstr(text, ": ");

    /* "1234#1234: " */
    if (colon != NULL && strspn(text, "0123456789#") == (size_t)(colon - text))
        text = colon + 2;
    (void)snprintf(out, out_bytes, "%.*s", (int)strcspn(text, "\n"), text);
}

static void say_refusal(struct doctor *doctor, const char *said)
{
    char reason[DOCTOR_TEXT_BYTES];

    find_reason(said, reason, sizeof(reason));
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (strstr(reason, reasons[i].said) == NULL)
            continue;
        cfdi_doctor_say(doctor, reasons[i].check, CHECK_FAIL, reasons[i].fix,
                        "nginx does not start: %s", reason);
        return;
    }
    cfdi_doctor_say(doctor, "nginx config", CHECK_FAIL,
                    geteuid() == 0 ? "nginx -t says the same; mend the file"
                                   : "mend the file; if it cannot be read: run doctor as root",
                    "nginx does not start: %s", reason);
}

static void read_conf(struct doctor *doctor, const struct nginx_words *words)
{
    struct cfd_error error = {"no memory", 0};

    if (cfdi_nginx_conf_read(words->conf, words->conf_bytes, &doctor->conf, &error) != CFD_OK) {
        cfdi_doctor_say(doctor, "nginx config", CHECK_WARN,
                        "the checks of locations are left out; please report this file",
                        "nginx accepts it, but line %u cannot be read here: %s",
                        (unsigned)error.line, error.text);
        return;
    }
    doctor->has_conf = true;
    cfdi_doctor_say(doctor, "nginx config", CHECK_OK, NULL,
                    "nginx accepts it: %zu file%s, %zu directives", doctor->conf.file_count,
                    cfdi_plural(doctor->conf.file_count), doctor->conf.row_count - 1);
}

static void check_config(struct doctor *doctor)
{
    struct nginx_words words;
    enum cfd_status status = cfdi_nginx_run(&doctor->run.options, &words);

    if (status != CFD_OK) {
        cfdi_doctor_say(doctor, "nginx config", CHECK_FAIL,
                        "install nginx, or name it: --nginx PROGRAM", "nginx -T cannot be run: %s",
                        strerror(errno));
        return;
    }
    if (words.has_passed)
        read_conf(doctor, &words);
    else
        say_refusal(doctor, words.said);
    cfdi_nginx_words_free(&words);
}

static void check_module(struct doctor *doctor)
{
    const struct nginx_conf *conf = &doctor->conf;

    for (size_t row = cfdi_nginx_find(conf, "load_module", 0); row != 0;
         row = cfdi_nginx_find(conf, "load_module", row)) {
        if (strstr(cfdi_nginx_arg(conf, row, 0), MODULE_FILE) == NULL)
            continue;
        cfdi_doctor_say(doctor, "module", CHECK_OK, NULL,
                        "loaded, of nginx's ABI, and in its place among the filters");
        return;
    }
    cfdi_doctor_say(doctor, "module", CHECK_FAIL,
                    "load_module modules/" MODULE_FILE "; at the top of nginx.conf, then reload",
                    "no load_module line names %s", MODULE_FILE);
}

/* --- the key that nginx and the engine share */

static void check_key_file(struct doctor *doctor, const char *path, struct cfd_key_info *out_info,
                           bool *out_is_read)
{
    struct cfd_error error = {"", 0};
    enum cfd_status status = cfd_key_inspect(path, out_info, &error);
    char fix[PATH_BYTES];

    *out_is_read = status == CFD_OK;
    if (status == CFD_OK) {
        cfdi_doctor_say(doctor, "worker key", CHECK_OK, NULL, "%s, %s, its owner's only", path,
                        out_info->fingerprint);
    } else if (status == CFD_ERR_IO && errno == EACCES) {
        cfdi_doctor_say(doctor, "worker key", CHECK_OK, NULL,
                        "%s is closed to you, as it should be", path);
    } else {
        (void)snprintf(fix, sizeof(fix),
                       status == CFD_ERR_DENIED ? "chmod 0600 %s; make a new one if it got about"
                                                : "cofferdam key new %s, then restart both",
                       path);
        cfdi_doctor_say(doctor, "worker key", CHECK_FAIL, fix, "%s: %s", path, error.text);
    }
}

static void check_key(struct doctor *doctor)
{
    size_t row = cfdi_nginx_find(&doctor->conf, "cofferdam_key_file", 0);
    const char *theirs = row == 0 ? NULL : cfdi_nginx_arg(&doctor->conf, row, 0);
    const char *ours = doctor->settings.worker_key_file;
    struct cfd_key_info our_info, their_info;
    bool is_ours_read = false, is_theirs_read = false;

    check_key_file(doctor, ours, &our_info, &is_ours_read);
    if (theirs == NULL) {
        cfdi_doctor_say(doctor, "worker key", CHECK_FAIL,
                        "add cofferdam_key_file to the http block, then reload nginx",
                        "nginx has no cofferdam_key_file: persons are counted, not told apart");
        return;
    }
    if (strcmp(theirs, ours) == 0)
        return;
    check_key_file(doctor, theirs, &their_info, &is_theirs_read);
    if (!is_ours_read || !is_theirs_read ||
        strcmp(our_info.fingerprint, their_info.fingerprint) != 0)
        cfdi_doctor_say(
            doctor, "worker key", is_ours_read && is_theirs_read ? CHECK_FAIL : CHECK_WARN,
            "give both the same file: worker_key_file and cofferdam_key_file",
            "nginx uses %s, the daemon %s: look-ups by value find nobody", theirs, ours);
}

/* --- the ring socket and its rights */

struct worker {
    uid_t uid;
    gid_t groups[GROUPS_MAX];
    int group_count;
};

/* The user of nginx's workers where the configuration says it; others are who started nginx. */
static bool find_worker(const struct nginx_conf *conf, struct worker *out_worker)
{
    size_t row = cfdi_nginx_find(conf, "user", 0);
    const char *name = row == 0 ? "" : cfdi_nginx_arg(conf, row, 0);
    const char *group_name = row == 0 ? "" : cfdi_nginx_arg(conf, row, 1);
    const struct passwd *user = row == 0 ? NULL : getpwnam(name);
    const struct group *group;
    gid_t gid;

    if (user == NULL)
        return false;
    gid = user->pw_gid;
    out_worker->uid = user->pw_uid;
    group = group_name[0] == '\0' ? NULL : getgrnam(group_name);
    if (group != NULL)
        gid = group->gr_gid;
    out_worker->group_count = GROUPS_MAX;
    return getgrouplist(name, gid, out_worker->groups, &out_worker->group_count) >= 0;
}

static bool may(const struct worker *worker, const struct stat *facts, mode_t owner_bit)
{
    if (worker->uid == 0)
        return true;
    if (worker->uid == facts->st_uid)
        return (facts->st_mode & owner_bit) != 0;
    for (int i = 0; i < worker->group_count; i++)
        if (worker->groups[i] == facts->st_gid)
            return (facts->st_mode & (owner_bit >> 3)) != 0;
    return (facts->st_mode & (owner_bit >> 6)) != 0;
}

/* Every folder above must let the worker pass. out_where: the first that does not. */
static bool may_reach(const struct worker *worker, const char *path, char out_where[PATH_BYTES])
{
    struct stat facts;

    for (const char *slash = path; slash != NULL; slash = strchr(slash + 1, '/')) {
        (void)snprintf(out_where, PATH_BYTES, "%.*s", slash == path ? 1 : (int)(slash - path),
                       path);
        if (stat(out_where, &facts) != 0 || !may(worker, &facts, S_IXUSR))
            return false;
    }
    (void)snprintf(out_where, PATH_BYTES, "%s", path);
    return stat(path, &facts) == 0 && may(worker, &facts, S_IWUSR);
}

static void check_socket(struct doctor *doctor)
{
    char path[PATH_BYTES], where[PATH_BYTES];
    struct worker worker;
    struct stat facts;

    (void)snprintf(path, sizeof(path), "%s/ring.sock", doctor->settings.run_dir);
    if (stat(path, &facts) != 0)
        cfdi_doctor_say(doctor, "ring socket", CHECK_FAIL, "start it: systemctl start cofferdam",
                        "%s: %s", path, strerror(errno));
    else if (!S_ISSOCK(facts.st_mode))
        cfdi_doctor_say(doctor, "ring socket", CHECK_FAIL,
                        "remove it and restart: systemctl restart cofferdam", "%s is no socket",
                        path);
    else if (find_worker(&doctor->conf, &worker) && !may_reach(&worker, path, where))
        cfdi_doctor_say(doctor, "ring socket", CHECK_FAIL,
                        "set ring_group to the group of nginx's workers, socket_mode to \"0660\", "
                        "and let all pass the folders above",
                        "nginx's workers (uid %u) may not connect to %s: %s is closed to them",
                        (unsigned)worker.uid, path, where);
    else
        cfdi_doctor_say(doctor, "ring socket", CHECK_OK, NULL, "%s, open to nginx's workers", path);
}

static void check_run_dir(struct doctor *doctor)
{
    size_t row = cfdi_nginx_find(&doctor->conf, "cofferdam_run", 0);
    const char *theirs = row == 0 ? "" : cfdi_nginx_arg(&doctor->conf, row, 0);

    if (row == 0)
        cfdi_doctor_say(doctor, "ring socket", CHECK_FAIL,
                        "add cofferdam_run to the http block, then reload nginx",
                        "nginx has no cofferdam_run: nothing reaches the daemon");
    else if (strcmp(theirs, doctor->settings.run_dir) != 0)
        cfdi_doctor_say(doctor, "ring socket", CHECK_FAIL,
                        "set cofferdam_run in nginx and run_dir in the settings to one folder",
                        "nginx looks for the daemon in %s, the daemon is in %s", theirs,
                        doctor->settings.run_dir);
    else
        check_socket(doctor);
}

void cfdi_doctor_nginx(struct doctor *doctor)
{
    check_config(doctor);
    if (!doctor->has_conf)
        return;
    check_module(doctor);
    check_key(doctor);
    check_run_dir(doctor);
}
