/* SPDX-License-Identifier: Apache-2.0
 * Options become the parameters of a question. */
#include "cli/list.h"

#include <stdio.h>
#include <string.h>

#include <cofferdam/kind.h>
#include <cofferdam/text.h>

#define SUBJECT_MAX_BYTES 1024u
#define STDIN_WORD "-"

static bool set_text(json_t *params, const char *name, const char *text)
{
    return text == NULL || json_object_set_new(params, name, json_string(text)) == 0;
}

static bool set_time(json_t *params, const char *name, int64_t time_ms)
{
    char text[CFD_TIME_TEXT_BYTES];

    if (time_ms == TIME_UNSET)
        return true;
    cfd_time_format_utc(time_ms, text);
    return set_text(params, name, text);
}

static bool set_kinds(json_t *params, uint32_t kinds)
{
    char text[256] = "";
    size_t used = 0;

    if (kinds == 0)
        return true;
    for (int kind = 1; kind < CFD_KIND_COUNT; kind++)
        if (kinds & (1u << (kind - 1)))
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", used > 0 ? "," : "",
                                     cfd_kind_name((enum cfd_kind)kind));
    return set_text(params, "kind", text);
}

/* The first line of stdin: a value typed as an argument would show in `ps` and in the history. */
static bool read_subject(char out[SUBJECT_MAX_BYTES])
{
    if (fgets(out, SUBJECT_MAX_BYTES, stdin) == NULL)
        return false;
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}

static bool set_subject(json_t *params, const char *subject)
{
    char line[SUBJECT_MAX_BYTES] = "";
    bool is_set;

    if (subject == NULL || strcmp(subject, STDIN_WORD) != 0)
        return set_text(params, "subject", subject);
    is_set = read_subject(line) && set_text(params, "subject", line);
    cfd_wipe(line, sizeof(line));
    return is_set;
}

static bool set_all(json_t *params, const struct options *options)
{
    return set_time(params, "since", options->since_ms) &&
           set_time(params, "until", options->until_ms) && set_kinds(params, options->kinds) &&
           set_text(params, "endpoint", options->endpoint) &&
           set_text(params, "consumer", options->consumer) &&
           set_text(params, "by", options->by == 0 ? NULL : "address") &&
           set_text(params, "cursor", options->cursor) &&
           (options->limit == LIMIT_UNSET ||
            json_object_set_new(params, "limit", json_integer(options->limit)) == 0);
}

enum exit_code cfdi_query_build(const struct run *run, json_t **out_params)
{
    const struct options *options = &run->options;
    json_t *params;

    if (options->since_ms != TIME_UNSET && options->until_ms != TIME_UNSET &&
        options->since_ms > options->until_ms)
        return cfdi_fail_usage(run, NULL, "--since lies after --until");
    params = json_object();
    if (params == NULL || !set_all(params, options)) {
        json_decref(params);
        return cfdi_fail_usage(run, NULL, "a value is no UTF-8 text");
    }
    if (!set_subject(params, options->subject)) {
        json_decref(params);
        return cfdi_fail_usage(run, NULL, "--subject: no value, or no UTF-8 text");
    }
    *out_params = params;
    return EXIT_DONE;
}
