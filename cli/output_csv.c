/* SPDX-License-Identifier: Apache-2.0
 * CSV after RFC 4180, but lines end in LF as everything here: a header, then the rows. */
#include "cli/output.h"

#include <cofferdam/text.h>

#include "cli/write.h"

static void begin(struct output *output)
{
    for (size_t i = 0; i < output->shown_count; i++)
        fprintf(output->file, "%s%s", i > 0 ? "," : "",
                output->table->columns[output->shown[i]].name);
    fputc('\n', output->file);
}

/* name=weight;name=weight: one field, no commas. */
static void put_terms(FILE *file, const struct cell *cell)
{
    char weight[NUMBER_TEXT_BYTES];

    fputc('"', file);
    for (int64_t i = 0; i < cell->number; i++) {
        cfdi_format_hundredths(cell->terms[i].weight, weight);
        fprintf(file, "%s%s=%s", i > 0 ? ";" : "", cfd_term_name(cell->terms[i].id), weight);
    }
    fputc('"', file);
}

/* Numbers begin with a - that is no formula: they are not asked. */
static void put_cell(FILE *file, const struct cell *cell)
{
    char memory[CELL_TEXT_BYTES];

    switch (cell->type) {
    case CELL_ABSENT:
    case CELL_NULL:
        break;
    case CELL_TRUE:
        fputs("true", file);
        break;
    case CELL_TEXT:
        cfdi_put_csv(file, cell->text);
        break;
    case CELL_TERMS:
        put_terms(file, cell);
        break;
    default:
        fputs((const char *)cfdi_cell_text(cell, NULL, cfd_time_format_utc, memory).ptr, file);
    }
}

static void row(struct output *output, const struct cell *cells, const json_t *as_came)
{
    (void)as_came;
    for (size_t i = 0; i < output->shown_count; i++) {
        if (i > 0)
            fputc(',', output->file);
        put_cell(output->file, &cells[output->shown[i]]);
    }
    fputc('\n', output->file);
}

static void end(struct output *output, const json_t *rest)
{
    (void)output;
    (void)rest;
}

void cfdi_output_csv(struct output *output)
{
    output->begin = begin;
    output->row = row;
    output->end = end;
}
