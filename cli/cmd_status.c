/* SPDX-License-Identifier: Apache-2.0
 * cofferdam status: one verdict, what is watched, and what is not. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <cofferdam/text.h>

#include "cli/client.h"
#include "cli/command.h"
#include "cli/list.h"
#include "cli/output.h"
#include "cli/write.h"

#define COLUMN_COUNT 15u
#define TIME_BYTES 40u
#define GAPS_BYTES 512u

/* For csv: the object laid flat. */
static const struct column columns[COLUMN_COUNT] = {
    {"engine_since"},           {"last_commit"},
    {"workers", true},          {"has_worker_key"},
    {"ledger_entries", true},   {"ledger_bytes", true},
    {"ledger_state"},           {"ledger_unwritten_since"},
    {"responses", true},        {"inspected", true},
    {"uninspected", true},      {"persons", true},
    {"exposures", true},        {"dropped_parts", true},
    {"dropped_subjects", true},
};

static const struct {
    const char *group; /* NULL: the object itself */
    const char *name;
} sources[COLUMN_COUNT] = {
    {"engine", "since"},          {"engine", "last_commit"},     {"engine", "workers"},
    {"engine", "has_worker_key"}, {"ledger", "entries"},         {"ledger", "bytes"},
    {"ledger", "state"},          {"ledger", "unwritten_since"}, {"last_24h", "responses"},
    {"last_24h", "inspected"},    {"last_24h", "uninspected"},   {"last_24h", "persons"},
    {NULL, "exposures"},          {"dropped", "parts"},          {"dropped", "subjects"},
};

static const struct table table = {
    .schema = "cofferdam.status/1",
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .text_fields = "engine_since",
};

static const json_t *get(const json_t *status, const char *group, const char *name)
{
    return json_object_get(group == NULL ? status : json_object_get(status, group), name);
}

static uint64_t number_of(const json_t *status, const char *group, const char *name)
{
    json_int_t number = json_integer_value(get(status, group, name));

    return number < 0 ? 0 : (uint64_t)number;
}

static struct cell cell_of(const json_t *value)
{
    int64_t time_ms;

    if (json_is_integer(value))
        return (struct cell){.type = CELL_NUMBER, .number = json_integer_value(value)};
    if (json_is_boolean(value))
        return (struct cell){.type = CELL_TEXT,
                             .text = cfd_bytes_str(json_is_true(value) ? "true" : "false")};
    if (json_is_string(value) &&
        cfd_time_parse(json_string_value(value), 0, &time_ms, NULL) == CFD_OK)
        return (struct cell){.type = CELL_TIME, .number = time_ms};
    if (json_is_string(value))
        return (struct cell){.type = CELL_TEXT, .text = cfd_bytes_str(json_string_value(value))};
    return (struct cell){.type = CELL_NULL};
}

/* Before anything else: what is seen now is not kept. */
static void say_unwritten(const struct run *run, const json_t *status)
{
    const char *state = json_string_value(get(status, "ledger", "state"));
    char since[TIME_BYTES];

    if (state == NULL || strcmp(state, "written") == 0)
        return;
    cfdi_window_time(run, json_string_value(get(status, "ledger", "unwritten_since")), since,
                     sizeof(since));
    printf("NOT RECORDED since %s: %s. Records wait in memory, then they are only counted.\n",
           since,
           strcmp(state, "disk_full") == 0
               ? "the ledger's disk is full"
               : "the ledger cannot be written, the daemon's log says why");
}

static void say_verdict(const json_t *status)
{
    uint64_t responses = number_of(status, "last_24h", "responses");
    uint64_t inspected = number_of(status, "last_24h", "inspected");
    uint64_t persons = number_of(status, "last_24h", "persons");
    char count[NUMBER_TEXT_BYTES], person_count[NUMBER_TEXT_BYTES];

    cfdi_format_count(inspected > 0 ? inspected : responses, count);
    cfdi_format_count(persons, person_count);
    if (number_of(status, "engine", "workers") == 0)
        printf("NOT WATCHING: no nginx worker is connected (is the module loaded and on?).\n");
    if (inspected > 0)
        printf(
            "Watching: %s response%s inspected in the last 24 hours, %s person%s seen in them.\n",
            count, cfdi_plural(inspected), person_count, cfdi_plural(persons));
    else if (responses > 0)
        printf("Blind: %s response%s in the last 24 hours, and not one was inspected.\n", count,
               cfdi_plural(responses));
    else
        printf("Quiet: no response has passed in the last 24 hours.\n");
}

static void say_blind(const json_t *status)
{
    uint64_t uninspected = number_of(status, "last_24h", "uninspected");
    char gaps[GAPS_BYTES], count[NUMBER_TEXT_BYTES];

    cfdi_window_gaps(get(status, NULL, "gaps"), gaps, sizeof(gaps));
    cfdi_format_count(uninspected, count);
    printf("Not inspected: %s response%s%s%s%s.\n", count, cfdi_plural(uninspected),
           gaps[0] != '\0' ? " (" : "", gaps, gaps[0] != '\0' ? ")" : "");
    if (!json_is_true(get(status, "engine", "has_worker_key")))
        printf("No worker key: persons are counted, but not told apart (cofferdam key new).\n");
    if (number_of(status, "dropped", "parts") + number_of(status, "dropped", "subjects") > 0)
        printf("Lost on the way: %" PRIu64 " parts of responses, %" PRIu64 " subjects.\n",
               number_of(status, "dropped", "parts"), number_of(status, "dropped", "subjects"));
}

static void say_count(const char *name, uint64_t count)
{
    char text[NUMBER_TEXT_BYTES];

    cfdi_format_count(count, text);
    printf("  %-12s %s\n", name, text);
}

static void say_time(const struct run *run, const char *name, const json_t *value)
{
    char text[TIME_BYTES];

    cfdi_window_time(run, json_string_value(value), text, sizeof(text));
    printf("  %-12s %s\n", name, json_is_string(value) ? text : "never");
}

static void say_status(const struct run *run, const json_t *status)
{
    say_unwritten(run, status);
    say_verdict(status);
    say_blind(status);
    printf("\n");
    say_count("exposures", number_of(status, NULL, "exposures"));
    say_count("workers", number_of(status, "engine", "workers"));
    say_count("entries", number_of(status, "ledger", "entries"));
    say_count("bytes", number_of(status, "ledger", "bytes"));
    say_time(run, "engine since", get(status, "engine", "since"));
    say_time(run, "last commit", get(status, "engine", "last_commit"));
    printf("\nMore: cofferdam exposures, cofferdam gaps, cofferdam help\n");
}

static void put_status(struct output *output, const json_t *status)
{
    struct cell cells[COLUMN_COUNT];
    const char *version = json_string_value(get(status, NULL, "version"));

    for (size_t i = 0; i < COLUMN_COUNT; i++)
        cells[i] = cell_of(get(status, sources[i].group, sources[i].name));
    output->version = version == NULL ? "" : version;
    output->begin(output);
    output->row(output, cells, status);
    output->end(output, status);
}

enum exit_code cmd_status(struct run *run)
{
    struct output output;
    json_t *status;
    bool is_help = false;
    enum exit_code code = cfdi_command_no_args(run);

    if (code == EXIT_DONE)
        code = cfdi_output_open(run, &table, &output, &is_help);
    if (code == EXIT_DONE)
        code = cfdi_client_ask(run, "/v1/status", NULL, false, table.schema, &status);
    if (code != EXIT_DONE)
        return code;
    if (run->options.format == FORMAT_TEXT)
        say_status(run, status);
    else
        put_status(&output, status);
    json_decref(status);
    cfdi_output_close(&output);
    return EXIT_DONE;
}
