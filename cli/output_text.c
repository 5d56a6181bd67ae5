/* SPDX-License-Identifier: Apache-2.0
 * For people: an aligned table, or lines in groups that come out as they are found.
 *
 * A table is kept until its end, since its widths are known only then; the daemon sends at most
 * 10,000 rows. Colour marks headings only, so that nothing is said by colour alone. */
#include "cli/output.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <cofferdam/text.h>

#include "cli/write.h"

#define GAP "  "
#define INDENT "  "
#define NOTHING "-"
#define STYLE_BOLD "\x1b[1m"
#define STYLE_END "\x1b[0m"

/* The cells of a table one after another, shown_count a row. */
struct output_lines {
    char **texts;
    size_t count, room;
};

static void (*time_format(const struct output *output))(int64_t ms, char out_text[])
{
    return output->run->options.is_utc ? cfd_time_format_utc : cfd_time_format_local;
}

/* The name of a column as a heading. */
static struct cfd_bytes title_of(const struct output *output, size_t shown,
                                 char memory[CELL_TEXT_BYTES])
{
    const char *name = output->table->columns[output->shown[shown]].name;
    size_t bytes = 0;

    for (; bytes < CELL_TEXT_BYTES && name[bytes] != '\0'; bytes++)
        memory[bytes] = (char)toupper((unsigned char)name[bytes]);
    return cfd_bytes_of(memory, bytes);
}

/* What stands in a place of the row; cells NULL: the heading. */
static struct cfd_bytes text_of(const struct output *output, const struct cell *cells, size_t shown,
                                char memory[CELL_TEXT_BYTES])
{
    const struct column *column = &output->table->columns[output->shown[shown]];
    const struct cell *cell;

    if (column->is_below)
        return cfd_bytes_str("");
    if (cells == NULL)
        return title_of(output, shown, memory);
    cell = &cells[output->shown[shown]];
    if (cell->type == CELL_ABSENT)
        return cfd_bytes_str("");
    if (cell->type == CELL_NULL || (cell->type == CELL_TEXT && cell->text.len == 0))
        return cfd_bytes_str(NOTHING);
    return cfdi_cell_text(cell, column, time_format(output), memory);
}

static void put_spaces(FILE *file, size_t count)
{
    while (count-- > 0)
        fputc(' ', file);
}

static bool is_last(const struct output *output, size_t shown)
{
    return shown + 1 == output->shown_count;
}

/* One cell in its width; the last is not filled up, so that no line ends in blanks. */
static void put_padded(struct output *output, struct cfd_bytes text, size_t shown, size_t width)
{
    const struct column *column = &output->table->columns[output->shown[shown]];
    size_t columns = cfdi_shown_columns(text);
    size_t free_columns = columns < width ? width - columns : 0;

    if (column->is_number)
        put_spaces(output->file, free_columns);
    cfdi_put_shown(output->file, text);
    if (!column->is_number && !is_last(output, shown))
        put_spaces(output->file, free_columns);
}

static void put_bold(struct output *output, struct cfd_bytes text)
{
    if (output->has_colour)
        fputs(STYLE_BOLD, output->file);
    cfdi_put_shown(output->file, text);
    if (output->has_colour)
        fputs(STYLE_END, output->file);
}

static void put_terms(struct output *output, const struct cell *cell)
{
    char weight[NUMBER_TEXT_BYTES];
    int64_t sum = 0;

    for (int64_t i = 0; i < cell->number; i++) {
        sum += cell->terms[i].weight;
        cfdi_format_hundredths(cell->terms[i].weight, weight);
        fprintf(output->file, "%16s  %s\n", weight, cfd_term_name(cell->terms[i].id));
    }
    cfdi_format_hundredths(sum, weight);
    fprintf(output->file, "%16s  sum\n", weight);
}

/* A line of cells; NULL: of the columns' names. Blanks of empty cells are held back until
 * something follows. */
static void put_group_line(struct output *output, const struct cell *cells)
{
    size_t waiting = strlen(INDENT);

    for (size_t i = 0; i < output->shown_count; i++) {
        const struct column *column = &output->table->columns[output->shown[i]];
        char memory[CELL_TEXT_BYTES];
        struct cfd_bytes text = text_of(output, cells, i, memory);
        size_t columns = cfdi_shown_columns(text);
        size_t free_columns = columns < column->width ? column->width - columns : 0;

        waiting += i == 0 ? 0 : strlen(GAP);
        if (text.len == 0) {
            waiting += free_columns;
            continue;
        }
        put_spaces(output->file, waiting + (column->is_number ? free_columns : 0));
        cfdi_put_shown(output->file, text);
        waiting = column->is_number ? 0 : free_columns;
    }
    fputc('\n', output->file);
}

/* Heading of the group, when it is another one. */
static void enter_group(struct output *output, struct cfd_bytes name)
{
    char *copy;

    if (output->group_memory != NULL && cfd_bytes_equal(name, output->group))
        return;
    copy = malloc(name.len + 1);
    if (copy != NULL && name.len > 0)
        memcpy(copy, name.ptr, name.len);
    free(output->group_memory);
    output->group_memory = copy;
    output->group = cfd_bytes_of(copy, copy == NULL ? 0 : name.len);
    put_bold(output, name);
    fputc('\n', output->file);
}

static void row_in_group(struct output *output, const struct cell *cells, const json_t *as_came)
{
    (void)as_came;
    if (output->row_count == 0)
        put_group_line(output, NULL);
    enter_group(output, cells[0].text);
    put_group_line(output, cells);
    for (size_t i = 0; i < output->shown_count; i++)
        if (cells[output->shown[i]].type == CELL_TERMS)
            put_terms(output, &cells[output->shown[i]]);
    output->row_count++;
}

static enum cfd_status make_room(struct output_lines *lines)
{
    size_t room = lines->room == 0 ? 256 : lines->room * 2;
    char **texts;

    if (lines->count < lines->room)
        return CFD_OK;
    texts = reallocarray(lines->texts, room, sizeof(*texts));
    if (texts == NULL)
        return CFD_ERR_MEMORY;
    lines->texts = texts;
    lines->room = room;
    return CFD_OK;
}

static enum cfd_status keep(struct output_lines *lines, struct cfd_bytes text)
{
    char *copy;

    CFD_TRY(make_room(lines));
    copy = malloc(text.len + 1);
    if (copy == NULL)
        return CFD_ERR_MEMORY;
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    lines->texts[lines->count++] = copy;
    return CFD_OK;
}

static void row_of_table(struct output *output, const struct cell *cells, const json_t *as_came)
{
    (void)as_came;
    for (size_t i = 0; i < output->shown_count && output->status == CFD_OK; i++) {
        char memory[CELL_TEXT_BYTES];

        output->status = keep(output->lines, text_of(output, cells, i, memory));
    }
    output->row_count++;
}

static void begin(struct output *output)
{
    if (output->table->is_grouped)
        return;
    output->lines = calloc(1, sizeof(*output->lines));
    if (output->lines == NULL)
        output->status = CFD_ERR_MEMORY;
}

static struct cfd_bytes kept_text(const struct output *output, size_t row, size_t shown)
{
    return cfd_bytes_str(output->lines->texts[row * output->shown_count + shown]);
}

/* Whole rows: the last may have been cut by a lack of memory. */
static size_t kept_rows(const struct output *output)
{
    return output->shown_count == 0 ? 0 : output->lines->count / output->shown_count;
}

static size_t measure(const struct output *output, size_t shown)
{
    size_t width = strlen(output->table->columns[output->shown[shown]].name);

    for (size_t row = 0; row < kept_rows(output); row++) {
        size_t columns = cfdi_shown_columns(kept_text(output, row, shown));

        width = columns > width ? columns : width;
    }
    return width;
}

static void put_header(struct output *output, const size_t widths[COLUMNS_MAX])
{
    if (output->has_colour)
        fputs(STYLE_BOLD, output->file);
    for (size_t i = 0; i < output->shown_count; i++) {
        char title[CELL_TEXT_BYTES];

        fputs(i > 0 ? GAP : "", output->file);
        put_padded(output, title_of(output, i, title), i, widths[i]);
    }
    fputs(output->has_colour ? STYLE_END "\n" : "\n", output->file);
}

static void end_table(struct output *output)
{
    size_t widths[COLUMNS_MAX] = {0};

    if (kept_rows(output) == 0)
        return;
    for (size_t shown = 0; shown < output->shown_count; shown++)
        widths[shown] = measure(output, shown);
    put_header(output, widths);
    for (size_t row = 0; row < kept_rows(output); row++) {
        for (size_t shown = 0; shown < output->shown_count; shown++) {
            fputs(shown > 0 ? GAP : "", output->file);
            put_padded(output, kept_text(output, row, shown), shown, widths[shown]);
        }
        fputc('\n', output->file);
    }
}

static void end(struct output *output, const json_t *rest)
{
    (void)rest;
    if (output->lines != NULL)
        end_table(output);
}

void cfdi_output_text(struct output *output)
{
    output->begin = begin;
    output->row = output->table->is_grouped ? row_in_group : row_of_table;
    output->end = end;
}

void cfdi_output_close(struct output *output)
{
    free(output->group_memory);
    for (size_t i = 0; output->lines != NULL && i < output->lines->count; i++)
        free(output->lines->texts[i]);
    if (output->lines != NULL)
        free(output->lines->texts);
    free(output->lines);
}
