/* SPDX-License-Identifier: Apache-2.0
 * One JSON object, written as it comes: rows first, what is known only at the end last. */
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>

#include <cofferdam/text.h>

#include "cli/write.h"

/* ASCII: what the daemon passes on may hold any character, and a terminal may be listening. */
#define DUMP_FLAGS (JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII)

json_t *cfdi_text_json(const char *text)
{
    char *shown = NULL;
    size_t shown_bytes = 0;
    FILE *memory = open_memstream(&shown, &shown_bytes);
    json_t *json;

    if (memory == NULL)
        return NULL;
    cfdi_put_json(memory, cfd_bytes_str(text));
    json = fclose(memory) == 0 ? json_loads(shown, JSON_DECODE_ANY, NULL) : NULL;
    free(shown);
    return json;
}

static void put_text(FILE *file, const char *text)
{
    cfdi_put_json(file, cfd_bytes_str(text));
}

static void put_value(FILE *file, const json_t *value)
{
    if (value == NULL)
        fputs("null", file);
    else
        (void)json_dumpf(value, file, DUMP_FLAGS); /* what fails shows in ferror */
}

static void put_terms(FILE *file, const struct cell *cell)
{
    char weight[NUMBER_TEXT_BYTES];

    fputc('[', file);
    for (int64_t i = 0; i < cell->number; i++) {
        cfdi_format_hundredths(cell->terms[i].weight, weight);
        fprintf(file, "%s{\"name\":", i > 0 ? "," : "");
        put_text(file, cfd_term_name(cell->terms[i].id));
        fprintf(file, ",\"weight\":%s}", weight);
    }
    fputc(']', file);
}

static void put_cell(FILE *file, const struct cell *cell)
{
    char text[CFD_TIME_TEXT_BYTES];

    switch (cell->type) {
    case CELL_ABSENT:
    case CELL_NULL:
        fputs("null", file);
        break;
    case CELL_TRUE:
        fputs("true", file);
        break;
    case CELL_TEXT:
        cfdi_put_json(file, cell->text);
        break;
    case CELL_NUMBER:
        fprintf(file, "%lld", (long long)cell->number);
        break;
    case CELL_HUNDREDTHS:
        cfdi_format_hundredths(cell->number, text);
        fputs(text, file);
        break;
    case CELL_TIME:
        cfd_time_format_utc(cell->number, text);
        put_text(file, text);
        break;
    case CELL_TERMS:
        put_terms(file, cell);
        break;
    }
}

static void put_fields_of(struct output *output, const json_t *as_came)
{
    fputc('{', output->file);
    for (size_t i = 0; i < output->shown_count; i++) {
        const char *name = output->table->columns[output->shown[i]].name;

        fprintf(output->file, "%s\"%s\":", i > 0 ? "," : "", name);
        put_value(output->file, json_object_get(as_came, name));
    }
    fputc('}', output->file);
}

static void put_cells(struct output *output, const struct cell *cells)
{
    const char *comma = "";

    fputc('{', output->file);
    for (size_t i = 0; i < output->shown_count; i++) {
        const struct cell *cell = &cells[output->shown[i]];

        if (cell->type == CELL_ABSENT)
            continue;
        fprintf(output->file, "%s\"%s\":", comma, output->table->columns[output->shown[i]].name);
        put_cell(output->file, cell);
        comma = ",";
    }
    fputc('}', output->file);
}

void cfdi_output_put_object(struct output *output, const struct cell *cells, const json_t *as_came)
{
    if (as_came == NULL)
        put_cells(output, cells);
    else if (output->has_fields)
        put_fields_of(output, as_came);
    else
        put_value(output->file, as_came);
}

static void begin(struct output *output)
{
    fputs("{\"schema\":", output->file);
    put_text(output->file, output->table->schema);
    fputs(",\"version\":", output->file);
    put_text(output->file, output->version);
    if (output->table->list_name != NULL)
        fprintf(output->file, ",\"%s\":[", output->table->list_name);
}

static void row(struct output *output, const struct cell *cells, const json_t *as_came)
{
    if (output->table->list_name == NULL)
        return;
    fputs(output->row_count++ > 0 ? ",\n" : "\n", output->file);
    cfdi_output_put_object(output, cells, as_came);
}

static bool is_out_already(const struct output *output, const char *name)
{
    return strcmp(name, "schema") == 0 || strcmp(name, "version") == 0 ||
           (output->table->list_name != NULL && strcmp(name, output->table->list_name) == 0);
}

static void end(struct output *output, const json_t *rest)
{
    const char *name;
    json_t *value;

    if (output->table->list_name != NULL)
        fputs(output->row_count > 0 ? "\n]" : "]", output->file);
    json_object_foreach((json_t *)rest, name, value)
    {
        if (is_out_already(output, name))
            continue;
        fputc(',', output->file);
        put_text(output->file, name);
        fputc(':', output->file);
        put_value(output->file, value);
    }
    fputs("}\n", output->file);
}

void cfdi_output_json(struct output *output)
{
    output->begin = begin;
    output->row = row;
    output->end = end;
}
