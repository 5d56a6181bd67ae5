/* SPDX-License-Identifier: Apache-2.0
 * The table of settings, and how the text of one value is read.
 *
 *     path     absolute, no control characters; min and max bound its length
 *     number   decimal digits, plain, no sign and no leading zero (YAML would call that octal)
 *     mode     octal digits with the leading zero that says so, plain or quoted
 *     name     of a user or a group: letters, digits, . _ -, the first no - */
#include "lib/config/setting.h"

#include <assert.h>

#define PATH_LENGTH_MAX (CFD_SETTING_PATH_MAX_BYTES - 1)
#define SOCKET_PATH_MAX 107u /* what struct sockaddr_un holds, less the terminator */
#define RUN_DIR_MAX (SOCKET_PATH_MAX - (uint32_t)sizeof("/ring.sock") + 1)

#define ROW_PATH(field, max, text, sentence)                       \
    {                                                              \
#field, CFD_SETTING_PATH, 1, max, text, "bytes", sentence, \
            offsetof(struct cfd_settings, field)                   \
    }
#define ROW_U32(field, min, max, text, unit, sentence)           \
    {                                                            \
#field, CFD_SETTING_U32, min, max, text, unit, sentence, \
            offsetof(struct cfd_settings, field)                 \
    }
#define ROW_OCTAL(field, min, max, text, sentence)               \
    {                                                            \
#field, CFD_SETTING_OCTAL, min, max, text, "", sentence, \
            offsetof(struct cfd_settings, field)                 \
    }

#define ROW_NAME(field, text, sentence)                                                  \
    {                                                                                    \
#field, CFD_SETTING_NAME, 1, CFD_SETTING_NAME_MAX_BYTES - 1, text, "", sentence, \
            offsetof(struct cfd_settings, field)                                         \
    }

/* clang-format off */
const struct cfd_setting_row cfd_setting_rows[] = {
    ROW_PATH(run_dir, RUN_DIR_MAX, "/run/cofferdam",
             "Directory of the sockets and of the policy and orders files that nginx reads."),
    ROW_PATH(state_dir, PATH_LENGTH_MAX, "/var/lib/cofferdam",
             "Directory of the ledger and of the keys that only the engine holds."),
    ROW_PATH(worker_key_file, PATH_LENGTH_MAX, "/etc/cofferdam/worker.key",
             "Key of the first stage of pseudonyms, shared with nginx."),
    ROW_U32(commit_interval_ms, 1, 1000, "50", "ms",
            "Longest wait before what came in is on disk."),
    ROW_U32(delta_interval_s, 1, 3600, "10", "s",
            "How often repeats of a known exposure are written."),
    ROW_U32(segment_mb, 1, 1024, "64", "MB",
            "Size at which the ledger begins a new segment file."),
    ROW_U32(address_days, 1, 365, "30", "days",
            "Age at which the key that opens a day's full addresses is destroyed."),
    ROW_OCTAL(socket_mode, 0600, 0666, "0660",
              "File mode of ring.sock and api.sock: who may connect."),
    ROW_NAME(engine_user, "cofferdam",
             "User of the engine, which owns the state directory, where root starts the daemon."),
    ROW_NAME(api_user, "cofferdam-api",
             "User of the api, which owns nothing, where root starts the daemon."),
    ROW_NAME(ring_group, "www-data",
             "Group of ring.sock, that of nginx's workers, where root starts the daemon."),
    ROW_NAME(api_group, "cofferdam",
             "Group of api.sock: who may ask, where root starts the daemon."),
};
/* clang-format on */

const size_t cfd_setting_row_count = CFDI_SETTING_COUNT;

_Static_assert(sizeof(cfd_setting_rows) / sizeof(cfd_setting_rows[0]) == CFDI_SETTING_COUNT,
               "the count is that of the rows");

enum cfd_status cfdi_setting_find(struct cfd_bytes name, size_t *out_index)
{
    for (size_t i = 0; i < CFDI_SETTING_COUNT; i++) {
        if (cfd_bytes_equal(name, cfd_bytes_str(cfd_setting_rows[i].name))) {
            *out_index = i;
            return CFD_OK;
        }
    }
    return CFD_ERR_NOT_FOUND;
}

static void *field_of(const struct cfd_setting_row *row, struct cfd_settings *settings)
{
    return (char *)settings + row->offset;
}

/* ASCII's, and those that UTF-8 writes as c2 80..9f: a terminal obeys either. */
static bool has_control(struct cfd_bytes text)
{
    uint8_t before = 0;

    for (size_t i = 0; i < text.len; before = text.ptr[i++]) {
        if (text.ptr[i] < 0x20 || text.ptr[i] == 0x7f || (before == 0xc2 && text.ptr[i] < 0xa0))
            return true;
    }
    return false;
}

static enum cfd_status store_path(const struct cfd_setting_row *row,
                                  const struct cfdi_setting_text *text,
                                  struct cfd_settings *settings, struct cfd_error *error)
{
    struct cfd_bytes path = text->bytes;
    char *field = field_of(row, settings);

    if (path.len == 0 || path.ptr[0] != '/') {
        cfd_error_set(error, text->line, "%s must be an absolute path, such as %s", row->name,
                      row->default_text);
        return CFD_ERR_FORMAT;
    }
    if (has_control(path)) {
        cfd_error_set(error, text->line, "%s holds a control character", row->name);
        return CFD_ERR_FORMAT;
    }
    if (path.len < row->min || path.len > row->max) {
        cfd_error_set(error, text->line, "%s must be at most %u bytes long", row->name, row->max);
        return CFD_ERR_FORMAT;
    }
    memset(field, 0, CFD_SETTING_PATH_MAX_BYTES);
    memcpy(field, path.ptr, path.len);
    return CFD_OK;
}

/* Digits of the base and nothing else; a number past the type stays past it. */
static bool read_digits(struct cfd_bytes digits, uint32_t base, uint64_t *out_value)
{
    uint64_t value = 0;

    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] >= '0' + base)
            return false;
        value = value * base + (digits.ptr[i] - (uint64_t)'0');
        if (value > UINT32_MAX)
            value = (uint64_t)UINT32_MAX + 1;
    }
    *out_value = value;
    return digits.len > 0;
}

static bool starts_with_zero(struct cfd_bytes digits)
{
    return digits.len > 1 && digits.ptr[0] == '0';
}

static enum cfd_status store_u32(const struct cfd_setting_row *row,
                                 const struct cfdi_setting_text *text,
                                 struct cfd_settings *settings, struct cfd_error *error)
{
    uint64_t value;

    if (text->is_quoted || starts_with_zero(text->bytes) || !read_digits(text->bytes, 10, &value)) {
        cfd_error_set(error, text->line, "%s must be a whole number, %u to %u %s", row->name,
                      row->min, row->max, row->unit);
        return CFD_ERR_FORMAT;
    }
    if (value < row->min || value > row->max) {
        cfd_error_set(error, text->line, "%s is out of range: %u to %u %s", row->name, row->min,
                      row->max, row->unit);
        return CFD_ERR_FORMAT;
    }
    *(uint32_t *)field_of(row, settings) = (uint32_t)value;
    return CFD_OK;
}

static enum cfd_status store_octal(const struct cfd_setting_row *row,
                                   const struct cfdi_setting_text *text,
                                   struct cfd_settings *settings, struct cfd_error *error)
{
    uint64_t value;

    if (!starts_with_zero(text->bytes) || !read_digits(text->bytes, 8, &value)) {
        cfd_error_set(error, text->line, "%s must be a mode in octal, such as \"%s\"", row->name,
                      row->default_text);
        return CFD_ERR_FORMAT;
    }
    if (value < row->min || value > row->max) {
        cfd_error_set(error, text->line, "%s is out of range: \"%04o\" to \"%04o\"", row->name,
                      row->min, row->max);
        return CFD_ERR_FORMAT;
    }
    *(uint32_t *)field_of(row, settings) = (uint32_t)value;
    return CFD_OK;
}

static bool is_name_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' || byte == '-';
}

static enum cfd_status store_name(const struct cfd_setting_row *row,
                                  const struct cfdi_setting_text *text,
                                  struct cfd_settings *settings, struct cfd_error *error)
{
    struct cfd_bytes name = text->bytes;
    bool is_good = name.len >= row->min && name.len <= row->max && name.ptr[0] != '-';
    char *field = field_of(row, settings);

    for (size_t i = 0; is_good && i < name.len; i++)
        is_good = is_name_byte(name.ptr[i]);
    if (!is_good) {
        cfd_error_set(error, text->line,
                      "%s must be a name or a number, at most %u characters, such as %s", row->name,
                      row->max, row->default_text);
        return CFD_ERR_FORMAT;
    }
    memset(field, 0, CFD_SETTING_NAME_MAX_BYTES);
    memcpy(field, name.ptr, name.len);
    return CFD_OK;
}

enum cfd_status cfdi_setting_store(const struct cfd_setting_row *row,
                                   const struct cfdi_setting_text *text,
                                   struct cfd_settings *settings, struct cfd_error *error)
{
    switch (row->type) {
    case CFD_SETTING_PATH:
        return store_path(row, text, settings, error);
    case CFD_SETTING_U32:
        return store_u32(row, text, settings, error);
    case CFD_SETTING_OCTAL:
        return store_octal(row, text, settings, error);
    case CFD_SETTING_NAME:
        return store_name(row, text, settings, error);
    }
    return CFD_ERR_USAGE;
}

void cfd_settings_default(struct cfd_settings *out_settings)
{
    memset(out_settings, 0, sizeof(*out_settings));
    for (size_t i = 0; i < CFDI_SETTING_COUNT; i++) {
        const struct cfd_setting_row *row = &cfd_setting_rows[i];
        struct cfdi_setting_text text = {cfd_bytes_str(row->default_text), false, 0};
        enum cfd_status status = cfdi_setting_store(row, &text, out_settings, NULL);

        assert(status == CFD_OK); /* tests/unit/test_settings.c stores every default */
        (void)status;
    }
}
