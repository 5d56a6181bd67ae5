/* SPDX-License-Identifier: Apache-2.0
 * One answer, in one of five formats: struct output is the vtable, output_<format>.c its instances.
 *
 *     cfdi_output_open(run, &table, &output)
 *     output.begin(&output)
 *     output.row(&output, cells, NULL)         any number of times; nothing is kept but by text
 *     output.end(&output, rest)
 *     cfdi_output_close(&output)
 *
 * json is one object: schema, version, the rows in a list, and what else the caller has for the end.
 * jsonl is a row a line, csv a header and rows; both say nothing of the rest. html is a page made of
 * the rest, for the tables that have one. text is a table whose
 * columns fit what is in it, or, for a stream of rows without end, lines under their group's name. */
#ifndef CFD_CLI_OUTPUT_H
#define CFD_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include <cofferdam/bytes.h>
#include <cofferdam/scan.h>

#include "cli/run.h"

#define COLUMNS_MAX 16u
#define CELL_TEXT_BYTES 48u

enum cell_type {
    CELL_ABSENT = 0, /* json: no member */
    CELL_NULL,
    CELL_TRUE, /* text: the name of the column */
    CELL_TEXT,
    CELL_NUMBER,
    CELL_HUNDREDTHS,
    CELL_TIME, /* json and csv: RFC 3339 UTC */
    CELL_TERMS,
};

struct cell {
    enum cell_type type;
    int64_t number;        /* NUMBER, HUNDREDTHS; TIME: wall ms; TERMS: how many */
    struct cfd_bytes text; /* TEXT; borrowed for the call */
    const struct cfd_term *terms;
};

struct column {
    const char *name;
    bool is_number; /* text: to the right */
    bool is_reveal; /* there with --reveal only */
    uint8_t width;  /* text in groups: columns kept free for it */
    bool is_below;  /* text in groups: on lines of its own below the row */
};

struct table {
    const char *schema;
    const char *version;   /* of who makes the rows; NULL: known when they come */
    const char *list_name; /* json: member that holds the rows; NULL: the rest is all there is */
    const struct column *columns;
    size_t column_count;
    const char *text_fields; /* what text shows, in its order; as --fields */
    bool is_grouped;         /* text: lines under the first column's value */
    bool has_page;           /* html: the rest has what a page shows */
};

struct output_lines; /* what text keeps of a table */

struct output {
    void (*begin)(struct output *output);
    /* as_came: the row as the daemon sent it; json and jsonl pass it on. NULL: the cells are all. */
    void (*row)(struct output *output, const struct cell *cells, const json_t *as_came);
    /* rest may be NULL. */
    void (*end)(struct output *output, const json_t *rest);
    enum cfd_status status; /* CFD_ERR_MEMORY: rows are missing */
    FILE *file;
    const struct table *table;
    const char *version; /* the table's, unless the caller sets another before begin */
    const struct run *run;
    bool has_fields; /* --fields was given */
    bool has_colour;
    size_t shown[COLUMNS_MAX]; /* places in table->columns */
    size_t shown_count;
    uint64_t row_count;
    struct cfd_bytes group;
    char *group_memory;
    struct output_lines *lines;
};

/* Chooses format, fields and colour. EXIT_DONE; EXIT_USAGE: an unknown field, which has been said.
 * With `--fields help` out_is_help is set and the names have been printed: nothing else to do. */
enum exit_code cfdi_output_open(const struct run *run, const struct table *table,
                                struct output *out_output, bool *out_is_help);
void cfdi_output_close(struct output *output);

/* For the instances. */
void cfdi_output_text(struct output *output);
void cfdi_output_json(struct output *output);
void cfdi_output_jsonl(struct output *output);
void cfdi_output_csv(struct output *output);
void cfdi_output_html(struct output *output);

/* A row as a JSON object; for json and jsonl. */
void cfdi_output_put_object(struct output *output, const struct cell *cells, const json_t *as_came);

/* A JSON string of what need not be UTF-8, as names of files, which jansson insists on. NULL: no
 * memory. */
json_t *cfdi_text_json(const char *text);

/* The text of a cell that is neither absent, null nor terms; it lives in `memory` or in the cell. */
struct cfd_bytes cfdi_cell_text(const struct cell *cell, const struct column *column,
                                void (*format_time)(int64_t ms, char out_text[]),
                                char memory[CELL_TEXT_BYTES]);

#endif
