/* SPDX-License-Identifier: Apache-2.0
 * cofferdam doctor: is everything between nginx and the ledger as it must be, and if not, what to do.
 *
 * Every check says a line, also when all is well, so that what was looked at is known. Text comes
 * out line by line; the other formats are rows like those of any list. */
#include "cli/doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/write.h"

#define SOCKET_BYTES (CFD_SETTING_PATH_MAX_BYTES + 16u)

enum doctor_column {
    DOCTOR_CHECK,
    DOCTOR_STATE,
    DOCTOR_TEXT,
    DOCTOR_FIX,
    DOCTOR_COLUMNS,
};

static const struct column columns[DOCTOR_COLUMNS] = {
    [DOCTOR_CHECK] = {"check"},
    [DOCTOR_STATE] = {"state"},
    [DOCTOR_TEXT] = {"text"},
    [DOCTOR_FIX] = {"fix"},
};

static const struct table table = {
    .schema = "cofferdam.doctor/1",
    .version = CFD_VERSION,
    .list_name = "items",
    .columns = columns,
    .column_count = DOCTOR_COLUMNS,
    .text_fields = "check,state,text,fix",
};

static const struct {
    const char *name, *colour;
} states[CHECK_STATES] = {
    [CHECK_OK] = {"ok", "\x1b[32m"},
    [CHECK_WARN] = {"warn", "\x1b[33m"},
    [CHECK_FAIL] = {"fail", "\x1b[1;31m"},
};

/* A table would keep its lines until the end, and the canary takes a moment. */
static bool is_by_line(const struct doctor *doctor)
{
    return doctor->run.options.format == FORMAT_TEXT && !doctor->output->has_fields;
}

static void put_text(const struct doctor *doctor, const char *check, enum check_state state,
                     const char *fix, const char *text)
{
    bool has_colour = doctor->output->has_colour;

    printf("%s%-4s%s  %-13s ", has_colour ? states[state].colour : "", states[state].name,
           has_colour ? "\x1b[0m" : "", check);
    cfdi_put_shown(stdout, cfd_bytes_str(text));
    if (fix != NULL) {
        printf("\n%20s-> ", "");
        cfdi_put_shown(stdout, cfd_bytes_str(fix));
    }
    printf("\n");
    (void)fflush(stdout);
}

static void put_row(const struct doctor *doctor, const char *check, enum check_state state,
                    const char *fix, const char *text)
{
    struct cell cells[DOCTOR_COLUMNS] = {
        [DOCTOR_CHECK] = {.type = CELL_TEXT, .text = cfd_bytes_str(check)},
        [DOCTOR_STATE] = {.type = CELL_TEXT, .text = cfd_bytes_str(states[state].name)},
        [DOCTOR_TEXT] = {.type = CELL_TEXT, .text = cfd_bytes_str(text)},
        [DOCTOR_FIX] = {.type = CELL_NULL},
    };

    if (fix != NULL)
        cells[DOCTOR_FIX] = (struct cell){.type = CELL_TEXT, .text = cfd_bytes_str(fix)};
    doctor->output->row(doctor->output, cells, NULL);
}

void cfdi_doctor_say(struct doctor *doctor, const char *check, enum check_state state,
                     const char *fix, const char *format, ...)
{
    char text[DOCTOR_TEXT_BYTES];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    doctor->counts[state]++;
    if (is_by_line(doctor))
        put_text(doctor, check, state, fix, text);
    else
        put_row(doctor, check, state, fix, text);
}

/* A file that was named must be there; the usual one need not. */
static void read_settings(struct doctor *doctor)
{
    const char *named = doctor->run.options.config;
    const char *path = named != NULL ? named : CFD_SETTINGS_DEFAULT_PATH;
    struct cfd_error error = {"", 0};

    cfd_settings_default(&doctor->settings);
    if (named == NULL && access(path, F_OK) != 0 && errno == ENOENT)
        cfdi_doctor_say(doctor, "settings", CHECK_OK, NULL, "no %s: all have their defaults", path);
    else if (cfd_settings_load(path, &doctor->settings, &error) == CFD_OK)
        cfdi_doctor_say(doctor, "settings", CHECK_OK, NULL, "%s", path);
    else
        cfdi_doctor_say(doctor, "settings", CHECK_FAIL,
                        "mend it: the daemon does not start with it (cofferdamd -t says the same)",
                        "%s:%u: %s", path, (unsigned)error.line, error.text);
}

static void examine(struct doctor *doctor, char socket_path[SOCKET_BYTES])
{
    read_settings(doctor);
    (void)snprintf(socket_path, SOCKET_BYTES, "%s/api.sock", doctor->settings.run_dir);
    if (strcmp(doctor->run.options.socket, SOCKET_DEFAULT) == 0)
        doctor->run.options.socket = socket_path;
    cfdi_doctor_nginx(doctor);
    cfdi_doctor_daemon(doctor);
    cfdi_doctor_machine(doctor);
    cfdi_doctor_coverage(doctor);
    cfdi_doctor_canary(doctor);
}

static void say_sum(const struct doctor *doctor)
{
    size_t warnings = doctor->counts[CHECK_WARN];

    printf("\n%zu ok, %zu warning%s, %zu failed\n", doctor->counts[CHECK_OK], warnings,
           cfdi_plural(warnings), doctor->counts[CHECK_FAIL]);
}

enum exit_code cmd_doctor(struct run *run)
{
    struct doctor doctor = {.run = *run};
    struct output output;
    char socket_path[SOCKET_BYTES];
    bool is_help = false;
    enum exit_code code = cfdi_command_no_args(run);

    if (code == EXIT_DONE)
        code = cfdi_output_open(run, &table, &output, &is_help);
    if (code != EXIT_DONE || is_help)
        return code;
    doctor.output = &output;
    doctor.run.kept = &doctor.why;
    if (!is_by_line(&doctor))
        output.begin(&output);
    examine(&doctor, socket_path);
    if (!is_by_line(&doctor))
        output.end(&output, NULL);
    else if (cfdi_notes_are_wanted(run))
        say_sum(&doctor);
    cfdi_output_close(&output);
    json_decref(doctor.status);
    cfdi_nginx_conf_free(&doctor.conf);
    if (cfdi_is_interrupted())
        return EXIT_INTERRUPTED;
    return doctor.counts[CHECK_FAIL] > 0 ? EXIT_FOUND : EXIT_DONE;
}
