/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_settings_parse.
 *
 * The whole input is the file. Oracles: a refusal has a text, a line of the file and leaves the
 * settings alone; what was taken is in range, and written out again it is read as the same. */
#include <cofferdam/settings.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
#define FILE_MAX_BYTES 4096u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    (void)fprintf(stderr, "fuzz_settings: not so: %s\n", law);
    abort();
}

/* Lines of the file, where a newline at its very end begins none. YAML counts a lone CR as a line,
 * and NEL, LS and PS, which end in these bytes. */
static uint32_t line_count(const uint8_t *data, size_t data_bytes)
{
    uint32_t count = 1;

    for (size_t i = 0; i + 1 < data_bytes; i++)
        count += data[i] == '\n' || data[i] == '\r' || data[i] == 0x85 || data[i] == 0xa8 ||
                 data[i] == 0xa9;
    return count;
}

static void check_refusal(const struct cfd_settings *settings, const struct cfd_error *error,
                          uint32_t line_max)
{
    const uint8_t *bytes = (const uint8_t *)settings;

    for (size_t i = 0; i < sizeof(*settings); i++)
        must(bytes[i] == 0xa5, "a refusal leaves the settings alone");
    must(error->text[0] != '\0' && strchr(error->text, '\n') == NULL,
         "a refusal has one line of text");
    must(error->line <= line_max, "a refusal names a line of the file");
}

static void check_row(const struct cfd_setting_row *row, const struct cfd_settings *settings)
{
    const char *field = (const char *)settings + row->offset;

    if (row->type == CFD_SETTING_PATH) {
        must(field[0] == '/' && strlen(field) >= row->min && strlen(field) <= row->max,
             "a path is absolute and has its length");
    } else if (row->type == CFD_SETTING_NAME) {
        must(strlen(field) >= row->min && strlen(field) <= row->max && field[0] != '-' &&
                 field[strspn(field, NAME_BYTES)] == '\0',
             "a name has its length and its characters");
    } else {
        uint32_t value;

        memcpy(&value, field, sizeof(value));
        must(value >= row->min && value <= row->max, "a number is in range");
    }
}

/* A path between single quotes: only these must be doubled. */
static void print_path(FILE *file, const char *path)
{
    (void)fputc('\'', file);
    for (; *path != '\0'; path++) {
        if (*path == '\'')
            (void)fputc('\'', file);
        (void)fputc(*path, file);
    }
    (void)fputs("'\n", file);
}

static void print_row(FILE *file, const struct cfd_setting_row *row,
                      const struct cfd_settings *settings)
{
    const char *field = (const char *)settings + row->offset;
    uint32_t value;

    (void)fprintf(file, "%s: ", row->name);
    memcpy(&value, field, sizeof(value));
    if (row->type == CFD_SETTING_PATH)
        print_path(file, field);
    else if (row->type == CFD_SETTING_NAME)
        (void)fprintf(file, "\"%s\"\n", field);
    else
        (void)fprintf(file, row->type == CFD_SETTING_U32 ? "%u\n" : "\"%04o\"\n", value);
}

/* U+2028, U+2029 and what YAML calls unprintable can stand in a file only as escapes. */
static bool is_printable(const struct cfd_settings *settings)
{
    const char *paths[] = {settings->run_dir, settings->state_dir, settings->worker_key_file};

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        if (strstr(paths[i], "\xe2\x80\xa8") != NULL || strstr(paths[i], "\xe2\x80\xa9") != NULL ||
            strstr(paths[i], "\xef\xbf\xbe") != NULL || strstr(paths[i], "\xef\xbf\xbf") != NULL ||
            strstr(paths[i], "\xef\xbb\xbf") != NULL)
            return false;
    }
    return true;
}

static void check_round_trip(const struct cfd_settings *settings)
{
    char text[FILE_MAX_BYTES];
    struct cfd_settings again;
    FILE *file = fmemopen(text, sizeof(text), "w");
    long text_bytes;

    must(file != NULL, "there is memory");
    for (size_t i = 0; i < cfd_setting_row_count; i++)
        print_row(file, &cfd_setting_rows[i], settings);
    text_bytes = ftell(file);
    must(text_bytes > 0 && fclose(file) == 0, "settings fit in the text");
    must(cfd_settings_parse(text, (size_t)text_bytes, &again, NULL) == CFD_OK,
         "settings written out are taken");
    must(memcmp(settings, &again, sizeof(again)) == 0, "settings written out are read as the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    struct cfd_settings settings;
    struct cfd_error error = {"", 0};
    enum cfd_status status;

    memset(&settings, 0xa5, sizeof(settings));
    status = cfd_settings_parse((const char *)data, data_bytes, &settings, &error);
    if (status != CFD_OK) {
        must(status == CFD_ERR_FORMAT, "what is not taken is of a wrong form");
        check_refusal(&settings, &error, line_count(data, data_bytes));
        return 0;
    }
    for (size_t i = 0; i < cfd_setting_row_count; i++)
        check_row(&cfd_setting_rows[i], &settings);
    if (is_printable(&settings))
        check_round_trip(&settings);
    return 0;
}
