/* SPDX-License-Identifier: Apache-2.0
 * A bounded piece of running text, each byte with its place in the body, and the e-mail addresses
 * and international numbers in it.
 *
 * What is found here is only what looks like one: the classifiers judge. An address is a word with
 * an @ inside and a dot behind it; a number begins with + where a word begins and has 7 to 15
 * digits. Words end at blanks, brackets, quotes, commas and the marks that stand around addresses
 * in lists, links and settings. */
#ifndef CFD_CORE_DECODE_LINE_H
#define CFD_CORE_DECODE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/decode/tell.h"

#define CFDI_LINE_BYTES 640u      /* a key of 64 bytes, an address of 320, and words around */
#define CFDI_LINE_WORD_BYTES 320u /* longest address: a longer word is none */

struct cfdi_line {
    uint64_t offset;     /* of the first byte kept */
    uint64_t end_offset; /* behind the last byte kept */
    uint16_t used_bytes;
    bool has_units;               /* as in cfdi_width */
    bool is_skipping;             /* inside a word that is too long */
    uint16_t at[CFDI_LINE_BYTES]; /* from `offset`; the top bit: something lies before the byte */
    uint8_t bytes[CFDI_LINE_BYTES];
};

/* A part of the kept bytes. */
struct cfdi_part {
    size_t from, to;
};

void cfdi_line_clear(struct cfdi_line *line);

/* Appends as many of the bytes as there is room for and moves in->at behind them; they stand
 * together in the body, the first at `offset`. */
void cfdi_line_put(struct cfdi_line *line, struct cfdi_piece *in, uint64_t offset);

/* Appends a character that is written otherwise in the body, in raw_bytes. False: no room. */
bool cfdi_line_put_as(struct cfdi_line *line, struct cfd_bytes character, uint64_t offset,
                      uint64_t raw_bytes);

/* Where the byte at `index` stands; behind the last one: where that ends. */
uint64_t cfdi_line_offset(const struct cfdi_line *line, size_t index);

/* The part without white space around it. */
struct cfdi_part cfdi_line_trim(const struct cfdi_line *line, struct cfdi_part part);

/* The first address or number in the part. False: there is none; then *out_rest is where a word
 * begins that may go on behind the kept bytes (is_final: none does), else their end. */
bool cfdi_line_find(const struct cfdi_line *line, struct cfdi_part part, bool is_final,
                    struct cfdi_part *out_found, size_t *out_rest);

/* Forgets the bytes before `rest`; a word too long to be anything is skipped up to its end. */
void cfdi_line_keep_from(struct cfdi_line *line, size_t rest);

/* Tells a part as a text of that type. */
CFD_CHECKED enum cfd_status cfdi_line_tell(const struct cfdi_line *line, const struct cfdi_out *out,
                                           enum cfd_json_type type, struct cfdi_part part);

/* Tells the addresses and numbers, one STRING each. *out_rest as in find. */
CFD_CHECKED enum cfd_status cfdi_line_tell_found(const struct cfdi_line *line,
                                                 const struct cfdi_out *out, bool is_final,
                                                 size_t *out_rest);

/* Tells a part as the value of a key: one STRING; where addresses or numbers stand in it beside
 * other words, an array of them and of what is between. */
CFD_CHECKED enum cfd_status cfdi_line_tell_value(const struct cfdi_line *line,
                                                 const struct cfdi_out *out, struct cfdi_part part);

#endif
