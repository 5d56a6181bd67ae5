/* SPDX-License-Identifier: Apache-2.0
 * What the formats have in common: which columns, whether in colour, and the text of a cell. */
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cofferdam/text.h>

#include "cli/write.h"

static void (*const instances[])(struct output *) = {
    [FORMAT_TEXT] = cfdi_output_text,   [FORMAT_JSON] = cfdi_output_json,
    [FORMAT_JSONL] = cfdi_output_jsonl, [FORMAT_CSV] = cfdi_output_csv,
    [FORMAT_HTML] = cfdi_output_html,
};

/* NO_COLOR stands above CLICOLOR_FORCE, and --color above both. */
static bool wants_colour(const struct run *run)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *force = getenv("CLICOLOR_FORCE");
    const char *term = getenv("TERM");

    if (run->options.colour != COLOUR_AUTO)
        return run->options.colour == COLOUR_ALWAYS;
    if (no_colour != NULL && *no_colour != '\0')
        return false;
    if (force != NULL && *force != '\0' && strcmp(force, "0") != 0)
        return true;
    return isatty(STDOUT_FILENO) && term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

static bool is_there(const struct output *output, const struct column *column)
{
    return !column->is_reveal || output->run->options.is_reveal;
}

static bool find_column(const struct output *output, const char *name, size_t name_bytes,
                        size_t *out_place)
{
    const struct table *table = output->table;

    for (size_t i = 0; i < table->column_count; i++) {
        if (!is_there(output, &table->columns[i]) ||
            !cfd_bytes_equal(cfd_bytes_of(name, name_bytes), cfd_bytes_str(table->columns[i].name)))
            continue;
        *out_place = i;
        return true;
    }
    return false;
}

static enum exit_code unknown_field(const struct output *output, const char *name,
                                    size_t name_bytes)
{
    const char *names[COLUMNS_MAX];
    char shown[64];
    size_t count = 0;

    for (size_t i = 0; i < output->table->column_count; i++)
        if (is_there(output, &output->table->columns[i]))
            names[count++] = output->table->columns[i].name;
    (void)snprintf(shown, sizeof(shown), "%.*s", (int)name_bytes, name);
    return cfdi_fail_usage(output->run, cfd_nearest_name(shown, names, count),
                           "--fields: no field \"%s\"; `--fields help` lists them", shown);
}

/* Takes the columns named in a list with commas. A field named twice, or past the last place, is
 * said to be unknown: nobody means that. */
static enum exit_code choose_fields(struct output *output, const char *fields)
{
    output->shown_count = 0;
    for (;;) {
        size_t bytes = strcspn(fields, ",");
        size_t place;

        if (!find_column(output, fields, bytes, &place) || output->shown_count == COLUMNS_MAX)
            return unknown_field(output, fields, bytes);
        output->shown[output->shown_count++] = place;
        if (fields[bytes] == '\0')
            return EXIT_DONE;
        fields += bytes + 1;
    }
}

static void choose_all(struct output *output)
{
    for (size_t i = 0; i < output->table->column_count; i++)
        if (is_there(output, &output->table->columns[i]))
            output->shown[output->shown_count++] = i;
}

/* text_fields is ours and may name what is there with --reveal only. */
static void choose_text(struct output *output)
{
    const char *fields = output->table->text_fields;

    for (;;) {
        size_t bytes = strcspn(fields, ",");
        size_t place;

        if (find_column(output, fields, bytes, &place))
            output->shown[output->shown_count++] = place;
        if (fields[bytes] == '\0')
            return;
        fields += bytes + 1;
    }
}

static void list_fields(const struct output *output)
{
    for (size_t i = 0; i < output->table->column_count; i++)
        if (is_there(output, &output->table->columns[i]))
            printf("%s\n", output->table->columns[i].name);
}

enum exit_code cfdi_output_open(const struct run *run, const struct table *table,
                                struct output *out_output, bool *out_is_help)
{
    const char *fields = run->options.fields;

    if (run->options.format == FORMAT_HTML && (!table->has_page || fields != NULL))
        return cfdi_fail_usage(run, NULL, "-o html: %s",
                               table->has_page ? "a page has no fields"
                                               : "there is no page of this");
    memset(out_output, 0, sizeof(*out_output));
    *out_is_help = fields != NULL && strcmp(fields, "help") == 0;
    out_output->run = run;
    out_output->table = table;
    out_output->version = table->version;
    out_output->file = stdout;
    out_output->has_fields = fields != NULL;
    out_output->has_colour = run->options.format == FORMAT_TEXT && wants_colour(run);
    instances[run->options.format](out_output);
    if (*out_is_help)
        list_fields(out_output);
    else if (fields != NULL)
        return choose_fields(out_output, fields);
    else if (run->options.format == FORMAT_TEXT)
        choose_text(out_output);
    else
        choose_all(out_output);
    return EXIT_DONE;
}

struct cfd_bytes cfdi_cell_text(const struct cell *cell, const struct column *column,
                                void (*format_time)(int64_t ms, char out_text[]),
                                char memory[CELL_TEXT_BYTES])
{
    memory[0] = '\0';
    switch (cell->type) {
    case CELL_TEXT:
        return cell->text;
    case CELL_TRUE:
        return cfd_bytes_str(column->name);
    case CELL_NUMBER:
        (void)snprintf(memory, CELL_TEXT_BYTES, "%lld", (long long)cell->number);
        break;
    case CELL_HUNDREDTHS:
        cfdi_format_hundredths(cell->number, memory);
        break;
    case CELL_TIME:
        format_time(cell->number, memory);
        break;
    default:
        break;
    }
    return cfd_bytes_str(memory);
}
