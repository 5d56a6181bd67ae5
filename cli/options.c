/* SPDX-License-Identifier: Apache-2.0
 * The table of options and the reading of one value. */
#include "cli/options.h"

#include <string.h>
#include <time.h>

#include <cofferdam/kind.h>
#include <cofferdam/text.h>

static const char *format_at(size_t place)
{
    static const char *const names[] = {"text", "json", "jsonl", "csv", "html"};

    return place < sizeof(names) / sizeof(names[0]) ? names[place] : NULL;
}

static const char *colour_at(size_t place)
{
    static const char *const names[] = {"auto", "always", "never"};

    return place < sizeof(names) / sizeof(names[0]) ? names[place] : NULL;
}

static const char *kind_at(size_t place)
{
    return place + 1 < CFD_KIND_COUNT ? cfd_kind_name((enum cfd_kind)(place + 1)) : NULL;
}

static const char *by_at(size_t place)
{
    static const char *const names[] = {"credential", "address"};

    return place < sizeof(names) / sizeof(names[0]) ? names[place] : NULL;
}

static const char *role_at(size_t place)
{
    static const char *const names[] = {"worker", "epoch", "day"};

    return place < sizeof(names) / sizeof(names[0]) ? names[place] : NULL;
}

#define AT(member) offsetof(struct options, member)

const struct option_row cfdi_option_rows[] = {
    {"output", 'o', OPTION_CHOICE, AT(format), "FORMAT", format_at, 0, 0, GROUP_OUTPUT,
     "text (default), json, jsonl, csv; html: a page, of scan only"},
    {"fields", 0, OPTION_TEXT, AT(fields), "A,B", NULL, 0, 0, GROUP_FIELDS,
     "only these fields, in this order; `--fields help` lists them"},
    {"kind", 0, OPTION_CHOICES, AT(kinds), "KIND,KIND", kind_at, 0, 0, GROUP_LIST,
     "only where one of these kinds of personal data left"},
    {"endpoint", 0, OPTION_TEXT, AT(endpoint), "ENDPOINT", NULL, 0, 0, GROUP_LIST,
     "only this endpoint"},
    {"consumer", 0, OPTION_TEXT, AT(consumer), "CONSUMER", NULL, 0, 0, GROUP_LIST,
     "only this consumer"},
    {"subject", 0, OPTION_TEXT, AT(subject), "VALUE", NULL, 0, 0, GROUP_SUBJECT,
     "only what shows this person; - reads the value from stdin"},
    {"since", 0, OPTION_TIME, AT(since_ms), "TIME", NULL, 0, 0, GROUP_LIST,
     "from then on (default 1d): 5m, 2h, yesterday, 2026-01-31, RFC 3339"},
    {"until", 0, OPTION_TIME, AT(until_ms), "TIME", NULL, 0, 0, GROUP_LIST, "up to then"},
    {"by", 0, OPTION_CHOICE, AT(by), "WHAT", by_at, 0, 0, GROUP_LIST,
     "what a row stands for: credential (default) or address"},
    {"limit", 0, OPTION_NUMBER, AT(limit), "N", NULL, 0, LIMIT_MAX, GROUP_LIST,
     "at most so many rows (default 50); 0 for all"},
    {"cursor", 0, OPTION_TEXT, AT(cursor), "CURSOR", NULL, 0, 0, GROUP_LIST,
     "go on where a list was cut: its `next`"},
    {"socket", 0, OPTION_TEXT, AT(socket), "PATH", NULL, 0, 0, GROUP_DAEMON,
     "where the daemon listens (default $COFFERDAM_SOCKET or /run/cofferdam/api.sock)"},
    {"min-confidence", 0, OPTION_NUMBER, AT(min_confidence_permille), "N", NULL, 0, 1000,
     GROUP_SCAN, "leave out findings below so many permille"},
    {"kinds", 0, OPTION_CHOICES, AT(kinds), "KIND,KIND", kind_at, 0, 0, GROUP_SCAN,
     "only findings of these kinds"},
    {"explain", 0, OPTION_FLAG, AT(is_explain), NULL, NULL, 0, 0, GROUP_SCAN,
     "show the terms of the sum behind each finding, as `explain` does"},
    {"exit-code", 0, OPTION_NUMBER, AT(found_exit_code), "N", NULL, 0, 255, GROUP_SCAN,
     "exit with N instead of 1 when something was found"},
    {"body", 0, OPTION_TEXT, AT(body), "FILE", NULL, 0, 0, GROUP_BODY,
     "the body to explain; - is stdin"},
    {"path", 0, OPTION_TEXT, AT(path), "PATH", NULL, 0, 0, GROUP_BODY,
     "only the finding at this path"},
    {"reveal", 0, OPTION_FLAG, AT(is_reveal), NULL, NULL, 0, 0, GROUP_REVEAL,
     "show the values themselves, as they stand in the body"},
    {"role", 0, OPTION_CHOICE, AT(key_role), "ROLE", role_at, 0, 0, GROUP_KEY,
     "worker (default), epoch or day"},
    {"name", 0, OPTION_TEXT, AT(name), "NAME", NULL, 0, 0, GROUP_KEY,
     "number of the epoch or date of the day; default: from FILE, as in epoch-0001.key"},
    {"config", 0, OPTION_TEXT, AT(config), "FILE", NULL, 0, 0, GROUP_DOCTOR,
     "settings of the daemon (default /etc/cofferdam/cofferdam.yaml)"},
    {"nginx", 0, OPTION_TEXT, AT(nginx), "PROGRAM", NULL, 0, 0, GROUP_DOCTOR,
     "which nginx to ask (default /usr/sbin/nginx)"},
    {"nginx-conf", 0, OPTION_TEXT, AT(nginx_conf), "FILE", NULL, 0, 0, GROUP_DOCTOR,
     "its configuration, where it is not the usual one"},
    {"nginx-prefix", 0, OPTION_TEXT, AT(nginx_prefix), "DIR", NULL, 0, 0, GROUP_DOCTOR,
     "its prefix, where it is not the usual one"},
    {"utc", 0, OPTION_FLAG, AT(is_utc), NULL, NULL, 0, 0, GROUP_TIME, "times in UTC"},
    {"color", 0, OPTION_CHOICE, AT(colour), "WHEN", colour_at, 0, 0, GROUP_ANY,
     "auto (default), always or never"},
    {"quiet", 'q', OPTION_FLAG, AT(is_quiet), NULL, NULL, 0, 0, GROUP_ANY,
     "no summary, notes and progress on stderr; errors stay"},
    {"help", 'h', OPTION_FLAG, AT(wants_help), NULL, NULL, 0, 0, GROUP_ANY,
     "what this is, and how"},
    {"version", 'V', OPTION_FLAG, AT(wants_version), NULL, NULL, 0, 0, GROUP_ANY, "the version"},
};
const size_t cfdi_option_row_count = sizeof(cfdi_option_rows) / sizeof(cfdi_option_rows[0]);

_Static_assert(sizeof(cfdi_option_rows) / sizeof(cfdi_option_rows[0]) <= 64, "a bit for each row");
_Static_assert(sizeof(enum output_format) == sizeof(uint32_t) &&
                   sizeof(enum colour_mode) == sizeof(uint32_t),
               "choices are written as uint32_t");

#define NAMES_MAX 32u

static void propose_value(const struct option_row *row, const char *value,
                          struct usage_fault *fault)
{
    const char *names[NAMES_MAX];
    const char *nearest;
    size_t count = 0;

    while (count < NAMES_MAX && row->value_at(count) != NULL) {
        names[count] = row->value_at(count);
        count++;
    }
    nearest = cfd_nearest_name(value, names, count);
    if (nearest != NULL)
        (void)snprintf(fault->nearest, sizeof(fault->nearest), "%s", nearest);
}

static bool find_place(const struct option_row *row, const char *value, size_t value_bytes,
                       uint32_t *out_place)
{
    for (uint32_t place = 0; row->value_at(place) != NULL; place++) {
        if (cfd_bytes_equal(cfd_bytes_of(value, value_bytes),
                            cfd_bytes_str(row->value_at(place)))) {
            *out_place = place;
            return true;
        }
    }
    return false;
}

static void list_values(const struct option_row *row, char *out, size_t out_bytes)
{
    size_t used = 0;

    for (size_t place = 0; row->value_at(place) != NULL && used < out_bytes; place++)
        used += (size_t)snprintf(out + used, out_bytes - used, "%s%s", place > 0 ? ", " : "",
                                 row->value_at(place));
}

static enum cfd_status read_choice(const struct option_row *row, const char *value,
                                   size_t value_bytes, uint32_t *out_place,
                                   struct usage_fault *fault)
{
    char name[64];
    char all[160] = "";

    if (find_place(row, value, value_bytes, out_place))
        return CFD_OK;
    (void)snprintf(name, sizeof(name), "%.*s", (int)value_bytes, value);
    list_values(row, all, sizeof(all));
    cfd_error_set(&fault->error, 0, "--%s: \"%s\" is not one of: %s", row->name, name, all);
    propose_value(row, name, fault);
    return CFD_ERR_USAGE;
}

static enum cfd_status read_choices(const struct option_row *row, const char *value,
                                    uint32_t *places, struct usage_fault *fault)
{
    for (;;) {
        size_t bytes = strcspn(value, ",");
        uint32_t place;

        CFD_TRY(read_choice(row, value, bytes, &place, fault));
        *places |= 1u << place;
        if (value[bytes] == '\0')
            return CFD_OK;
        value += bytes + 1;
    }
}

static enum cfd_status read_number(const struct option_row *row, const char *value,
                                   uint32_t *out_number, struct usage_fault *fault)
{
    uint64_t number = 0;
    const char *at = value;

    for (; *at >= '0' && *at <= '9' && number <= row->max; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    if (at == value || *at != '\0' || number < row->min || number > row->max) {
        cfd_error_set(&fault->error, 0, "--%s: not a number from %u to %u", row->name, row->min,
                      row->max);
        return CFD_ERR_USAGE;
    }
    *out_number = (uint32_t)number;
    return CFD_OK;
}

static enum cfd_status read_time(const struct option_row *row, const char *value, int64_t *out_ms,
                                 struct usage_fault *fault)
{
    struct cfd_error wrong;
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (cfd_time_parse(value, now.tv_sec * 1000 + now.tv_nsec / 1000000, out_ms, &wrong) == CFD_OK)
        return CFD_OK;
    cfd_error_set(&fault->error, 0, "--%s: %s", row->name, wrong.text);
    return CFD_ERR_USAGE;
}

enum cfd_status cfdi_option_set(const struct option_row *row, const char *value,
                                struct options *options, struct usage_fault *fault)
{
    void *place = (char *)options + row->offset;

    options->given |= 1ull << (row - cfdi_option_rows);
    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)place = true;
        return CFD_OK;
    case OPTION_TEXT:
        *(const char **)place = value;
        return CFD_OK;
    case OPTION_CHOICE:
        return read_choice(row, value, strlen(value), place, fault);
    case OPTION_CHOICES:
        return read_choices(row, value, place, fault);
    case OPTION_NUMBER:
        return read_number(row, value, place, fault);
    case OPTION_TIME:
        return read_time(row, value, place, fault);
    }
    return CFD_ERR_USAGE;
}
