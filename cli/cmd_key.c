/* SPDX-License-Identifier: Apache-2.0
 * cofferdam key new|list: key files, and what they say of themselves; the secret is never shown. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cofferdam/key.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/write.h"

#define KEY_ENDING ".key"

enum key_column {
    KEY_ROLE,
    KEY_NAME,
    KEY_CREATED,
    KEY_FINGERPRINT,
    KEY_FILE,
    KEY_COLUMN_COUNT,
};

static const struct column columns[KEY_COLUMN_COUNT] = {
    [KEY_ROLE] = {"role"},       [KEY_NAME] = {"name"},
    [KEY_CREATED] = {"created"}, [KEY_FINGERPRINT] = {"fingerprint"},
    [KEY_FILE] = {"file"},
};

static const struct table table = {
    .schema = "cofferdam.keys/1",
    .version = CFD_VERSION,
    .list_name = "items",
    .columns = columns,
    .column_count = KEY_COLUMN_COUNT,
    .text_fields = "role,name,created,fingerprint,file",
};

/* Where keys lie when the settings are the defaults. */
static const char *const default_folders[] = {"/etc/cofferdam", "/var/lib/cofferdam/keys"};

static const char *role_name(enum cfd_key_role role)
{
    static const char *const names[] = {
        [CFD_KEY_WORKER] = "worker", [CFD_KEY_EPOCH] = "epoch", [CFD_KEY_DAY] = "day"};

    return names[role];
}

static struct cell text_cell(const char *text)
{
    return (struct cell){.type = CELL_TEXT, .text = cfd_bytes_str(text)};
}

static void put_key(struct output *output, const struct cfd_key_info *info, const char *file)
{
    const struct cell cells[KEY_COLUMN_COUNT] = {
        [KEY_ROLE] = text_cell(role_name(info->role)),
        [KEY_NAME] = text_cell(info->name),
        [KEY_CREATED] = {.type = CELL_TIME, .number = info->created_ms},
        [KEY_FINGERPRINT] = text_cell(info->fingerprint),
        [KEY_FILE] = text_cell(file),
    };

    output->row(output, cells, NULL);
}

static enum exit_code fail(const struct run *run, const char *file, enum cfd_status status,
                           const char *why)
{
    bool is_denied = status == CFD_ERR_IO && (errno == EACCES || errno == EPERM);

    if (status == CFD_ERR_USAGE)
        return cfdi_fail_usage(run, NULL, "%s: %s", file, why);
    return cfdi_fail(run, is_denied ? EXIT_DENIED : EXIT_COULD_NOT, NULL, "key: %s: %s", file, why);
}

/* "0001" of "keys/epoch-0001.key"; false when the file is not named so. */
static bool name_of_file(const char *file, enum cfd_key_role role,
                         char out_name[CFD_KEY_NAME_MAX_BYTES])
{
    char copy[PATH_MAX];
    const char *role_text = role_name(role);
    size_t role_bytes = strlen(role_text);
    const char *base;
    size_t base_bytes;

    (void)snprintf(copy, sizeof(copy), "%s", file);
    base = basename(copy);
    base_bytes = strlen(base);
    if (base_bytes <= role_bytes + 1 + strlen(KEY_ENDING) ||
        strncmp(base, role_text, role_bytes) != 0 || base[role_bytes] != '-' ||
        strcmp(base + base_bytes - strlen(KEY_ENDING), KEY_ENDING) != 0)
        return false;
    base += role_bytes + 1;
    base_bytes -= role_bytes + 1 + strlen(KEY_ENDING);
    if (base_bytes >= CFD_KEY_NAME_MAX_BYTES)
        return false;
    (void)snprintf(out_name, CFD_KEY_NAME_MAX_BYTES, "%.*s", (int)base_bytes, base);
    return true;
}

/* What is printed of a key is read from its file: it shows that the file can be read. */
static enum exit_code show_new(struct run *run, struct output *output, const char *file)
{
    struct cfd_error error = {0};
    struct cfd_key_info info;
    enum cfd_status status = cfd_key_inspect(file, &info, &error);
    json_t *rest;

    if (status != CFD_OK)
        return fail(run, file, status, error.text);
    if (run->options.format == FORMAT_TEXT && !output->has_fields) {
        printf("made ");
        cfdi_put_shown(stdout, cfd_bytes_str(file));
        printf(": %s key %s, fingerprint %s\n", role_name(info.role), info.name, info.fingerprint);
        return EXIT_DONE;
    }
    rest = json_pack("{s:i, s:b, s:n}", "total", 1, "truncated", 0, "next");
    output->begin(output);
    put_key(output, &info, file);
    output->end(output, rest);
    json_decref(rest);
    return EXIT_DONE;
}

static enum exit_code make_key(struct run *run, struct output *output)
{
    enum cfd_key_role role = (enum cfd_key_role)run->options.key_role;
    const char *name = run->options.name;
    char of_file[CFD_KEY_NAME_MAX_BYTES];
    struct cfd_error error = {0};
    enum cfd_status status;

    if (run->arg_count != 1)
        return cfdi_fail_usage(run, NULL, "new takes the name of one file");
    if (name == NULL && role != CFD_KEY_WORKER) {
        if (!name_of_file(run->args[0], role, of_file))
            return cfdi_fail_usage(run, NULL, "new: say which %s it is for, with --name",
                                   role_name(role));
        name = of_file;
    }
    status = cfd_key_create(run->args[0], role, name, &error);
    if (status != CFD_OK)
        return fail(run, run->args[0], status, error.text);
    return show_new(run, output, run->args[0]);
}

static int is_key_file(const struct dirent *entry)
{
    size_t bytes = strlen(entry->d_name);

    return bytes > strlen(KEY_ENDING) &&
           strcmp(entry->d_name + bytes - strlen(KEY_ENDING), KEY_ENDING) == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum exit_code list_file(struct run *run, struct output *output, const char *folder,
                                const char *name, uint64_t *count)
{
    char file[PATH_MAX];
    struct cfd_error error = {0};
    struct cfd_key_info info;
    enum cfd_status status;

    (void)snprintf(file, sizeof(file), "%s/%s", folder, name);
    status = cfd_key_inspect(file, &info, &error);
    if (status != CFD_OK)
        return fail(run, file, status, error.text);
    put_key(output, &info, file);
    (*count)++;
    return EXIT_DONE;
}

/* One bad file does not hide the others; it shows in the exit code. */
static enum exit_code list_folder(struct run *run, struct output *output, const char *folder,
                                  bool may_be_missing, uint64_t *count)
{
    struct dirent **entries = NULL;
    int entry_count = scandir(folder, &entries, is_key_file, by_bytes);
    enum exit_code worst = EXIT_DONE;

    if (entry_count < 0 && errno == ENOENT && may_be_missing)
        return EXIT_DONE;
    if (entry_count < 0)
        return fail(run, folder, CFD_ERR_IO, strerror(errno));
    for (int i = 0; i < entry_count; i++) {
        enum exit_code code = list_file(run, output, folder, entries[i]->d_name, count);

        worst = code > worst ? code : worst;
        free(entries[i]);
    }
    free(entries);
    return worst;
}

static enum exit_code list_folders(struct run *run, struct output *output, uint64_t *count)
{
    enum exit_code worst = EXIT_DONE;

    if (run->arg_count == 1)
        return list_folder(run, output, run->args[0], false, count);
    for (size_t i = 0; i < sizeof(default_folders) / sizeof(default_folders[0]); i++) {
        enum exit_code code = list_folder(run, output, default_folders[i], true, count);

        worst = code > worst ? code : worst;
    }
    return worst;
}

static void say_no_keys(const struct run *run)
{
    printf("No key files in ");
    if (run->arg_count == 1)
        cfdi_put_shown(stdout, cfd_bytes_str(run->args[0]));
    else
        printf("%s and %s", default_folders[0], default_folders[1]);
    printf(" (*.key).\n");
}

static enum exit_code list_keys(struct run *run, struct output *output)
{
    uint64_t count = 0;
    enum exit_code code;
    json_t *rest;

    if (run->arg_count > 1)
        return cfdi_fail_usage(run, NULL, "list takes the name of one folder");
    output->begin(output);
    code = list_folders(run, output, &count);
    rest = json_pack("{s:I, s:b, s:n}", "total", (json_int_t)count, "truncated", 0, "next");
    output->end(output, rest);
    json_decref(rest);
    if (code == EXIT_DONE && count == 0 && run->options.format == FORMAT_TEXT)
        say_no_keys(run);
    if (output->status != CFD_OK)
        return cfdi_fail(run, EXIT_COULD_NOT, NULL, "key: no memory");
    return code;
}

enum exit_code cmd_key(struct run *run)
{
    const char *verb = cfdi_command_take_verb(run);
    struct output output;
    bool is_help = false;
    enum exit_code code;

    if (verb == NULL)
        return EXIT_USAGE;
    code = cfdi_output_open(run, &table, &output, &is_help);
    if (code != EXIT_DONE || is_help)
        return code;
    code = strcmp(verb, "new") == 0 ? make_key(run, &output) : list_keys(run, &output);
    cfdi_output_close(&output);
    return code;
}
