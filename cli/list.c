/* SPDX-License-Identifier: Apache-2.0
 * Asks, shows the rows, and says what they stand for: window, inspected, not inspected. */
#include "cli/list.h"

#include <stdio.h>
#include <string.h>

#include <cofferdam/text.h>

#include "cli/client.h"
#include "cli/command.h"
#include "cli/write.h"

#define NAMES_BYTES 256u
#define GAPS_BYTES 512u
#define TIME_BYTES 40u

static void join_names(const json_t *names, char out[NAMES_BYTES])
{
    size_t used = 0;
    size_t i;
    json_t *name;

    out[0] = '\0';
    json_array_foreach((json_t *)names, i, name)
    {
        if (used >= NAMES_BYTES || !json_is_string(name))
            return;
        used += (size_t)snprintf(out + used, NAMES_BYTES - used, "%s%s", i > 0 ? "," : "",
                                 json_string_value(name));
    }
}

static struct cell text_cell(const json_t *value)
{
    return (struct cell){
        .type = CELL_TEXT,
        .text = cfd_bytes_of(json_string_value(value), json_string_length(value)),
    };
}

/* What a column's text may need room for. */
struct cell_texts {
    char names[NAMES_BYTES];
    char count[CELL_TEXT_BYTES];
};

/* After a crash of the engine a count may be more than it says. */
static struct cell count_cell(const struct output *output, const json_t *item, const json_t *value,
                              char text[CELL_TEXT_BYTES])
{
    if (output->run->options.format != FORMAT_TEXT ||
        !json_is_true(json_object_get(item, "is_lower_bound")))
        return (struct cell){.type = CELL_NUMBER, .number = json_integer_value(value)};
    (void)snprintf(text, CELL_TEXT_BYTES, ">=%lld", (long long)json_integer_value(value));
    return (struct cell){.type = CELL_TEXT, .text = cfd_bytes_str(text)};
}

/* texts: memory for the columns that need it. A value of another type is as good as none. */
static struct cell cell_of(const struct output *output, const json_t *item, const char *name,
                           enum list_type type, struct cell_texts *texts)
{
    const json_t *value = json_object_get(item, name);
    int64_t time_ms;

    if (type == LIST_COUNT && json_is_integer(value))
        return count_cell(output, item, value, texts->count);
    if (type == LIST_FLAG && json_is_boolean(value))
        return (struct cell){.type = CELL_TEXT,
                             .text = cfd_bytes_str(json_is_true(value) ? "true" : "false")};
    if (type == LIST_NUMBER && json_is_integer(value))
        return (struct cell){.type = CELL_NUMBER, .number = json_integer_value(value)};
    if (type == LIST_TEXT && json_is_string(value))
        return text_cell(value);
    if (type == LIST_TIME && json_is_string(value) &&
        cfd_time_parse(json_string_value(value), 0, &time_ms, NULL) == CFD_OK)
        return (struct cell){.type = CELL_TIME, .number = time_ms};
    if (type == LIST_NAMES && json_is_array(value)) {
        join_names(value, texts->names);
        return (struct cell){.type = CELL_TEXT, .text = cfd_bytes_str(texts->names)};
    }
    return (struct cell){.type = CELL_NULL};
}

static void put_rows(const struct list *list, struct output *output, const json_t *items)
{
    size_t i;
    json_t *item;

    json_array_foreach((json_t *)items, i, item)
    {
        struct cell cells[COLUMNS_MAX];
        struct cell_texts texts;

        for (size_t column = 0; column < list->table.column_count; column++)
            cells[column] = cell_of(output, item, list->table.columns[column].name,
                                    list->types[column], &texts);
        output->row(output, cells, item);
    }
}

static uint64_t number_of(const json_t *object, const char *name)
{
    json_int_t number = json_integer_value(json_object_get(object, name));

    return number < 0 ? 0 : (uint64_t)number;
}

/* "No exposures between", "12 persons between", or only "Between". */
static void say_total(const struct list *list, const json_t *answer)
{
    uint64_t persons = number_of(answer, "persons");
    char count[NUMBER_TEXT_BYTES];

    cfdi_format_count(persons, count);
    if (number_of(answer, "total") == 0)
        printf("No %s between", list->what);
    else if (list->has_no_persons)
        printf("\nBetween");
    else
        printf("\n%s person%s between", count, cfdi_plural(persons));
}

/* What stands behind the rows, or behind there being none. */
static void say_window(const struct run *run, const struct list *list, const json_t *answer)
{
    const json_t *window = json_object_get(answer, "window");
    uint64_t inspected = number_of(window, "inspected");
    char since[TIME_BYTES], until[TIME_BYTES], gaps[GAPS_BYTES];
    char count[NUMBER_TEXT_BYTES], blind_count[NUMBER_TEXT_BYTES];

    cfdi_window_time(run, json_string_value(json_object_get(window, "since")), since,
                     sizeof(since));
    cfdi_window_time(run, json_string_value(json_object_get(window, "until")), until,
                     sizeof(until));
    cfdi_window_gaps(json_object_get(answer, "gaps"), gaps, sizeof(gaps));
    cfdi_format_count(inspected, count);
    cfdi_format_count(number_of(window, "uninspected"), blind_count);
    say_total(list, answer);
    printf(" %s and %s: %s response%s inspected, %s not inspected%s%s%s.\n", since, until, count,
           cfdi_plural(inspected), blind_count, gaps[0] != '\0' ? " (" : "", gaps,
           gaps[0] != '\0' ? ")" : "");
    if (inspected == 0)
        printf("Warning: nothing was inspected at all, so this proves nothing. See: cofferdam "
               "status\n");
}

static void say_cut(const struct run *run, const json_t *answer, size_t shown_count)
{
    char shown[NUMBER_TEXT_BYTES], total[NUMBER_TEXT_BYTES];

    if (!json_is_true(json_object_get(answer, "truncated")) || !cfdi_notes_are_wanted(run))
        return;
    cfdi_format_count(shown_count, shown);
    cfdi_format_count(number_of(answer, "total"), total);
    (void)fflush(stdout);
    fprintf(stderr, "showing %s of %s; --limit 0 for all\n", shown, total);
}

static enum exit_code show(struct run *run, const struct list *list, struct output *output,
                           const json_t *answer)
{
    const json_t *items = json_object_get(answer, "items");
    const char *version = json_string_value(json_object_get(answer, "version"));

    output->version = version == NULL ? "" : version;
    output->begin(output);
    put_rows(list, output, items);
    output->end(output, answer);
    if (run->options.format == FORMAT_TEXT)
        say_window(run, list, answer);
    say_cut(run, answer, json_array_size(items));
    if (output->status != CFD_OK)
        return cfdi_fail(run, EXIT_COULD_NOT, NULL, "%s: no memory", run->command->name);
    return EXIT_DONE;
}

static enum exit_code ask_and_show(struct run *run, const struct list *list, struct output *output)
{
    bool is_search = run->options.subject != NULL;
    json_t *params = NULL;
    json_t *answer = NULL;
    enum exit_code code = cfdi_query_build(run, &params);

    if (code == EXIT_DONE)
        code = cfdi_client_ask(run, is_search ? list->search_path : list->path, params, is_search,
                               list->table.schema, &answer);
    if (code == EXIT_DONE)
        code = show(run, list, output, answer);
    json_decref(params);
    json_decref(answer);
    return code;
}

enum exit_code cfdi_list_run(struct run *run, const struct list *list)
{
    struct output output;
    bool is_help = false;
    enum exit_code code;

    if (cfdi_command_take_verb(run) == NULL)
        return EXIT_USAGE;
    code = cfdi_command_no_args(run);
    if (code == EXIT_DONE)
        code = cfdi_output_open(run, &list->table, &output, &is_help);
    if (code != EXIT_DONE || is_help)
        return code;
    code = ask_and_show(run, list, &output);
    cfdi_output_close(&output);
    return code;
}
