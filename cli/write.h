/* SPDX-License-Identifier: Apache-2.0
 * Bytes of unknown origin become text that a terminal, a JSON reader or a spreadsheet can take.
 *
 * All three take any bytes: what is no UTF-8 becomes U+FFFD, a byte each. Control characters (C0,
 * C1, DEL) and those that turn the direction of text or end a line never come out as they are. */
#ifndef CFD_CLI_WRITE_H
#define CFD_CLI_WRITE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cofferdam/bytes.h>

#define NUMBER_TEXT_BYTES 32u

/* For people: unsafe characters as \x1b or \u202e. */
void cfdi_put_shown(FILE *file, struct cfd_bytes text);

/* How many columns of a terminal cfdi_put_shown takes, counted in characters. */
size_t cfdi_shown_columns(struct cfd_bytes text);

/* A JSON string, with its quotes. */
void cfdi_put_json(FILE *file, struct cfd_bytes text);

/* A field of RFC 4180, quoted where it must be. What a spreadsheet would take for a formula gets a
 * ' in front; phone numbers are no formulas. */
void cfdi_put_csv(FILE *file, struct cfd_bytes text);

/* 1,234,567 */
void cfdi_format_count(uint64_t count, char out_text[NUMBER_TEXT_BYTES]);

/* -3.00 of -300 */
void cfdi_format_hundredths(int64_t hundredths, char out_text[NUMBER_TEXT_BYTES]);

/* "s" unless count is 1: for messages. */
const char *cfdi_plural(uint64_t count);

#endif
