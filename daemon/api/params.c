/* SPDX-License-Identifier: Apache-2.0
 * Parameters: one table row each, one setter each, whichever way they came.
 *
 * Both ways end in set_named(name, value): text of at most VALUE_MAX_BYTES without control bytes.
 * The URL form is that of HTML forms: pairs joined by `&`, `+` for a blank, %XX for any byte. */
#include "daemon/api/params.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include <cofferdam/text.h>

#define VALUE_MAX_BYTES (CFD_QUERY_TEXT_BYTES - 1)
#define NAME_SHOWN_MAX_BYTES 40u

struct reading {
    struct cfd_query query;
    int64_t now_ms;
    bool is_body;
    uint32_t rows_seen; /* bit of each row of `params` */
    struct cfd_error *error;
};

struct param {
    const char *name;
    enum cfd_status (*set)(struct reading *reading, const char *value);
};

static enum cfd_status refuse(struct reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum cfd_status refuse(struct reading *reading, const char *format, ...)
{
    va_list args;

    if (reading->error == NULL)
        return CFD_ERR_FORMAT;
    reading->error->line = 0;
    va_start(args, format);
    (void)vsnprintf(reading->error->text, sizeof(reading->error->text), format, args);
    va_end(args);
    return CFD_ERR_FORMAT;
}

/* A value that strayed into a name's place must not come back in an answer. */
static bool may_be_shown(const char *name)
{
    size_t name_bytes = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-");

    return name[name_bytes] == '\0' && name_bytes > 0 && name_bytes <= NAME_SHOWN_MAX_BYTES;
}

/* what: "parameter" or "kind". */
static enum cfd_status refuse_unknown(struct reading *reading, const char *what, const char *name,
                                      const char *const *known, size_t known_count)
{
    const char *nearest = cfd_nearest_name(name, known, known_count);
    char list[160] = "";
    size_t used = 0;

    if (may_be_shown(name) && nearest != NULL)
        return refuse(reading, "unknown %s \"%s\" (did you mean \"%s\"?)", what, name, nearest);
    for (size_t i = 0; i < known_count && used < sizeof(list); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i == 0 ? "" : ", ",
                                 known[i]);
    if (may_be_shown(name))
        return refuse(reading, "unknown %s \"%s\"; known: %s", what, name, list);
    return refuse(reading, "unknown %s; known: %s", what, list);
}

/* --- one setter a parameter; the value is not empty */

static enum cfd_status set_time(struct reading *reading, const char *name, const char *value,
                                int64_t *out_ms)
{
    struct cfd_error why = {"", 0};

    if (cfd_time_parse(value, reading->now_ms, out_ms, &why) != CFD_OK)
        return refuse(reading, "%s: %s", name, why.text);
    return CFD_OK;
}

static enum cfd_status set_since(struct reading *reading, const char *value)
{
    return set_time(reading, "since", value, &reading->query.since_ms);
}

static enum cfd_status set_until(struct reading *reading, const char *value)
{
    return set_time(reading, "until", value, &reading->query.until_ms);
}

static enum cfd_status refuse_kind(struct reading *reading, struct cfd_bytes name)
{
    const char *known[CFD_KIND_COUNT];
    char typed[CFD_QUERY_TEXT_BYTES];
    size_t known_count = 0;

    if (name.len == 0)
        return refuse(reading, "kind: a name is missing before or after a comma");
    (void)snprintf(typed, sizeof(typed), "%.*s", (int)name.len, (const char *)name.ptr);
    for (int kind = CFD_KIND_NONE + 1; kind < CFD_KIND_COUNT; kind++)
        known[known_count++] = cfd_kind_name((enum cfd_kind)kind);
    return refuse_unknown(reading, "kind", typed, known, known_count);
}

static enum cfd_status set_kinds(struct reading *reading, const char *value)
{
    const char *at = value;

    for (;;) {
        struct cfd_bytes name = cfd_bytes_of(at, strcspn(at, ","));
        enum cfd_kind kind;

        if (cfd_kind_parse(name, &kind) != CFD_OK)
            return refuse_kind(reading, name);
        reading->query.kinds |= CFD_KIND_BIT(kind);
        if (at[name.len] == '\0')
            return CFD_OK;
        at += name.len + 1;
    }
}

static void copy_text(char out_text[CFD_QUERY_TEXT_BYTES], const char *value)
{
    (void)snprintf(out_text, CFD_QUERY_TEXT_BYTES, "%s", value);
}

static enum cfd_status set_endpoint(struct reading *reading, const char *value)
{
    copy_text(reading->query.endpoint, value);
    return CFD_OK;
}

static enum cfd_status set_consumer(struct reading *reading, const char *value)
{
    copy_text(reading->query.consumer, value);
    return CFD_OK;
}

static enum cfd_status set_by(struct reading *reading, const char *value)
{
    if (strcmp(value, "address") != 0)
        return refuse(reading, "by: the only value is \"address\"");
    reading->query.is_by_address = true;
    return CFD_OK;
}

static bool parse_decimal(const char *text, uint64_t max, uint64_t *out_value)
{
    uint64_t value = 0;

    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value) || value > max)
            return false;
    }
    *out_value = value;
    return true;
}

/* What the engine answers to 0 could be more than one answer holds, so it is never asked. */
static enum cfd_status set_limit(struct reading *reading, const char *value)
{
    uint64_t limit;

    if (!parse_decimal(value, CFD_QUERY_LIMIT_MAX, &limit))
        return refuse(reading, "limit: a whole number from 0 (all there is room for) to %u",
                      CFD_QUERY_LIMIT_MAX);
    reading->query.limit = limit == 0 ? CFD_QUERY_LIMIT_MAX : (uint32_t)limit;
    return CFD_OK;
}

static enum cfd_status set_cursor(struct reading *reading, const char *value)
{
    if (!parse_decimal(value, UINT64_MAX, &reading->query.cursor))
        return refuse(reading, "cursor: must be what \"next\" of an answer said");
    return CFD_OK;
}

static enum cfd_status set_subject(struct reading *reading, const char *value)
{
    if (!reading->is_body)
        return refuse(reading, "subject: a value must not stand in a URL; send it in the body of "
                               "POST /v1/exposures/search");
    copy_text(reading->query.subject, value);
    return CFD_OK;
}

/* In the order in which a message lists them. */
static const struct param params[] = {
    {"since", set_since},       {"until", set_until},       {"kind", set_kinds},
    {"endpoint", set_endpoint}, {"consumer", set_consumer}, {"by", set_by},
    {"limit", set_limit},       {"cursor", set_cursor},     {"subject", set_subject},
};

#define PARAM_COUNT (sizeof(params) / sizeof(params[0]))

static enum cfd_status refuse_name(struct reading *reading, const char *name)
{
    const char *known[PARAM_COUNT];

    for (size_t i = 0; i < PARAM_COUNT; i++)
        known[i] = params[i].name;
    /* subject is the last row; a URL that has it is told why not, others need not know. */
    return refuse_unknown(reading, "parameter", name, known,
                          reading->is_body ? PARAM_COUNT : PARAM_COUNT - 1);
}

static bool has_control_bytes(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((uint8_t)*text < 0x20 || *text == 0x7f)
            return true;
    }
    return false;
}

static enum cfd_status set_named(struct reading *reading, const char *name, const char *value)
{
    size_t row = 0;

    while (row < PARAM_COUNT && strcmp(params[row].name, name) != 0)
        row++;
    if (row == PARAM_COUNT)
        return refuse_name(reading, name);
    if (reading->rows_seen & (1u << row))
        return refuse(reading, "%s is given twice", params[row].name);
    reading->rows_seen |= 1u << row;
    if (value[0] == '\0')
        return refuse(reading, "%s has no value", params[row].name);
    if (strlen(value) > VALUE_MAX_BYTES)
        return refuse(reading, "%s is longer than %u bytes", params[row].name, VALUE_MAX_BYTES);
    if (has_control_bytes(value))
        return refuse(reading, "%s holds control characters", params[row].name);
    return params[row].set(reading, value);
}

static struct reading begin(enum cfd_list list, int64_t now_ms, bool is_body,
                            struct cfd_error *error)
{
    struct reading reading = {.now_ms = now_ms, .is_body = is_body, .error = error};

    reading.query.list = list;
    reading.query.until_ms = now_ms;
    reading.query.limit = CFDI_PARAMS_LIMIT_DEFAULT;
    return reading;
}

/* The default of since is set last, as a time like any other. */
static enum cfd_status finish(struct reading *reading, struct cfd_query *out_query)
{
    if ((reading->rows_seen & 1u) == 0)
        CFD_TRY(set_since(reading, CFDI_PARAMS_SINCE_DEFAULT));
    if (reading->query.since_ms > reading->query.until_ms)
        return refuse(reading, "since lies after until");
    *out_query = reading->query;
    return CFD_OK;
}

/* --- from a URL */

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* One decoded byte, 1 to 255; *at moves on. 0: a broken escape, or an encoded 0. */
static uint8_t take_byte(const char **at)
{
    char byte = *(*at)++;
    int high, low;

    if (byte == '+')
        return ' ';
    if (byte != '%')
        return (uint8_t)byte;
    high = hex_value((*at)[0]);
    low = high < 0 ? -1 : hex_value((*at)[1]);
    if (low < 0)
        return 0;
    *at += 2;
    return (uint8_t)(high * 16 + low);
}

/* Decodes up to `stop` or `&`, which stay. One byte more than a value may have fits, so that one
 * that is too long is seen as such by set_named. */
static enum cfd_status take_part(struct reading *reading, const char **at, char stop,
                                 char out_text[VALUE_MAX_BYTES + 2])
{
    size_t used = 0;

    while (**at != '\0' && **at != '&' && **at != stop) {
        uint8_t byte = take_byte(at);

        if (byte == 0)
            return refuse(reading, "a broken %% escape in the URL");
        if (used <= VALUE_MAX_BYTES)
            out_text[used++] = (char)byte;
    }
    out_text[used] = '\0';
    return CFD_OK;
}

static enum cfd_status take_pair(struct reading *reading, const char **at)
{
    char name[VALUE_MAX_BYTES + 2];
    char value[VALUE_MAX_BYTES + 2] = "";

    CFD_TRY(take_part(reading, at, '=', name));
    if (**at == '=') {
        ++*at;
        CFD_TRY(take_part(reading, at, '&', value));
    }
    return set_named(reading, name, value);
}

enum cfd_status cfdi_params_of_url(enum cfd_list list, const char *query_text, int64_t now_ms,
                                   struct cfd_query *out_query, struct cfd_error *error)
{
    struct reading reading = begin(list, now_ms, false, error);
    const char *at = query_text == NULL ? "" : query_text;

    while (*at != '\0') {
        CFD_TRY(take_pair(&reading, &at));
        if (*at == '&' && *++at == '\0')
            return refuse(&reading, "the URL ends in &");
    }
    return finish(&reading, out_query);
}

enum cfd_status cfdi_params_none(const char *query_text, struct cfd_error *error)
{
    struct reading reading = {.error = error};

    if (query_text == NULL || query_text[0] == '\0')
        return CFD_OK;
    return refuse(&reading, "this address takes no parameters in its URL");
}

/* --- from a body */

/* An integer is as good as its digits. */
static enum cfd_status set_integer(struct reading *reading, const char *name, const json_t *value)
{
    char digits[24];

    if (strcmp(name, "limit") != 0 && strcmp(name, "cursor") != 0)
        return refuse(reading, "%s must be a string", name);
    (void)snprintf(digits, sizeof(digits), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return set_named(reading, name, digits);
}

static enum cfd_status set_array(struct reading *reading, const char *name, const json_t *array)
{
    char joined[VALUE_MAX_BYTES + 2] = "";
    size_t used = 0;

    if (strcmp(name, "kind") != 0)
        return refuse(reading, "%s must be a string", name);
    for (size_t i = 0; i < json_array_size(array) && used < sizeof(joined); i++) {
        const char *item = json_string_value(json_array_get(array, i));

        if (item == NULL || strchr(item, ',') != NULL)
            return refuse(reading, "kind: every item must be a string with one name");
        used +=
            (size_t)snprintf(joined + used, sizeof(joined) - used, "%s%s", i == 0 ? "" : ",", item);
    }
    return set_named(reading, name, joined);
}

/* Unknown names first: what type an unknown one should have nobody knows. */
static enum cfd_status set_member(struct reading *reading, const char *name, const json_t *value)
{
    bool is_known = false;

    for (size_t i = 0; i < PARAM_COUNT; i++)
        is_known = is_known || strcmp(params[i].name, name) == 0;
    if (!is_known)
        return refuse_name(reading, name);
    if (json_is_integer(value))
        return set_integer(reading, name, value);
    if (json_is_array(value))
        return set_array(reading, name, value);
    if (!json_is_string(value))
        return refuse(reading, "%s must be a string", name);
    return set_named(reading, name, json_string_value(value));
}

static enum cfd_status set_members(struct reading *reading, json_t *root)
{
    const char *name;
    json_t *value;

    json_object_foreach(root, name, value)
    {
        CFD_TRY(set_member(reading, name, value));
    }
    return CFD_OK;
}

/* jansson's own text quotes what it read. */
static enum cfd_status refuse_json(struct reading *reading, const json_error_t *why)
{
    enum json_error_code code = json_error_code(why);

    if (code == json_error_duplicate_key)
        return refuse(reading, "a name stands twice in the body");
    if (code == json_error_numeric_overflow)
        return refuse(reading, "a number in the body is out of range");
    return refuse(reading, "the body is not one JSON object (line %d, column %d)", why->line,
                  why->column);
}

enum cfd_status cfdi_params_of_body(enum cfd_list list, struct cfd_bytes body, int64_t now_ms,
                                    struct cfd_query *out_query, struct cfd_error *error)
{
    struct reading reading = begin(list, now_ms, true, error);
    json_error_t why;
    json_t *root = json_loadb(body.len == 0 ? "" : (const char *)body.ptr, body.len,
                              JSON_REJECT_DUPLICATES, &why);
    enum cfd_status status;

    if (root == NULL)
        return refuse_json(&reading, &why);
    if (json_is_object(root))
        status = set_members(&reading, root);
    else
        status = refuse(&reading, "the body is not one JSON object");
    json_decref(root);
    if (status == CFD_OK)
        status = finish(&reading, out_query);
    cfd_wipe(&reading.query, sizeof(reading.query));
    return status;
}
