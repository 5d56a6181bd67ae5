/* SPDX-License-Identifier: Apache-2.0
 * A streaming reader of tables in text: comma, semicolon, tab or bar between the cells.
 *
 *     name;mail              [ {name: "Ann Bee", mail: "ann@a.example"},
 *     Ann Bee;ann@a.example
 *     "Bo ""B"" Cole";         {name: "Bo \"B\" Cole"} ]
 *
 * RFC 4180 and what programs really write. The first line is looked at whole (its first
 * CFD_CSV_HEAD_BYTES): it chooses the delimiter, and it is a header if its cells look like names of
 * columns. Below a header a row is an object, else an array. Rows may have fewer cells than the
 * header, or more; those without a name have an empty key. Empty cells are told as null in arrays
 * and not at all in objects. Lines end in LF, CR or CRLF; empty ones are no rows.
 *
 * A cell longer than CFD_CSV_TEXT_MAX_BYTES is told with is_cut; a quote that never closes costs
 * no more than that and the rest of its line. Nothing is refused: any bytes are a table. */
#ifndef CFD_CORE_DECODE_CSV_H
#define CFD_CORE_DECODE_CSV_H

#include "core/decode/names.h"
#include "core/decode/tell.h"

#define CFD_CSV_TEXT_MAX_BYTES 1024u
#define CFD_CSV_HEAD_BYTES 1024u

/* Caller's storage, private but for row_count and offset. */
struct cfd_csv {
    struct cfdi_out out;
    uint64_t offset;    /* of the next byte; may be set between two feeds by whoever transcodes */
    uint64_t row_count; /* told, the header not among them */
    uint8_t state;
    uint8_t delimiter; /* 0: not chosen */
    bool has_units;    /* offsets count characters: see cfd_csv_init */
    bool has_names;
    bool is_open; /* the array of rows */
    bool is_row_open;
    bool is_cut;
    bool is_head_quoted; /* inside quotes while the first line is collected */
    uint16_t head_bytes;
    uint16_t text_bytes;
    uint32_t column;
    uint64_t head_offset;
    uint64_t cell_offset;
    uint64_t quote_offset; /* of a quote that may have closed the cell */
    struct cfdi_names names;
    union {
        uint8_t head[CFD_CSV_HEAD_BYTES];
        uint8_t text[CFD_CSV_TEXT_MAX_BYTES];
    };
};

/* has_units: a transcoder sets offsets that count characters (UTF-16 units), not bytes. */
void cfd_csv_init(struct cfd_csv *csv, bool has_units, cfd_json_sink sink, void *ctx);

/* Reads the next bytes. CFD_OK or what the sink answered; after a bad status only init is allowed. */
CFD_CHECKED enum cfd_status cfd_csv_feed(struct cfd_csv *csv, const uint8_t *data,
                                         size_t data_bytes);

/* Ends the body: the last row and the table close. Statuses as in feed. */
CFD_CHECKED enum cfd_status cfd_csv_finish(struct cfd_csv *csv);

#endif
