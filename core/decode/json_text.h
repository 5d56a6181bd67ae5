/* SPDX-License-Identifier: Apache-2.0
 * The open text of a JSON tokenizer: what of a key, string or number was moved to the tail buffer.
 *
 * Only a text that has an escape or spans two pieces comes here. A high surrogate waits in the
 * tokenizer until the next unit, byte or the end of the string decides what it is. */
#ifndef CFD_CORE_DECODE_JSON_TEXT_H
#define CFD_CORE_DECODE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/decode/json.h"

/* Empties the buffer for a text whose first raw byte has this offset. */
void cfdi_json_text_begin(struct cfd_json *json, uint64_t offset);

/* Moves the raw bytes [from, to) of the open text to the buffer; what does not fit is cut. */
void cfdi_json_text_keep(struct cfd_json *json, const uint8_t *from, const uint8_t *to);

/* Takes the byte after a backslash, other than u. False: there is no such escape. */
bool cfdi_json_text_escape(struct cfd_json *json, uint8_t byte);

/* Takes digits after \u from [at, end) until hex_left is 0, which completes the unit. Returns where
 * it stopped: at `end`, or before a byte that is no digit, when hex_left is not 0. */
const uint8_t *cfdi_json_text_hex(struct cfd_json *json, const uint8_t *at, const uint8_t *end);

/* Completes the text: a high surrogate still waiting was a lone one. */
void cfdi_json_text_end(struct cfd_json *json);

#endif
