/* SPDX-License-Identifier: Apache-2.0
 * What the careful reader of JSON (json.c) and the fast one (json_fast.h) share: the states, the
 * piece being read, and how a value ends. */
#ifndef CFD_CORE_DECODE_JSON_INSIDE_H
#define CFD_CORE_DECODE_JSON_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/decode/json.h"

enum cfdi_json_state {
    CFDI_JSON_BOM,
    CFDI_JSON_DOCUMENT,     /* before a document: nothing of it has been read */
    CFDI_JSON_VALUE,        /* from here to AFTER: between the tokens of a container */
    CFDI_JSON_ARRAY_FIRST,  /* a value or ] */
    CFDI_JSON_OBJECT_FIRST, /* a key or } */
    CFDI_JSON_KEY,
    CFDI_JSON_COLON,
    CFDI_JSON_AFTER, /* a comma or the end of the container */
    CFDI_JSON_DOCUMENT_END,
    CFDI_JSON_SKIP_LINE,
    CFDI_JSON_LITERAL,
    CFDI_JSON_STRING,
    CFDI_JSON_ESCAPE, /* after a backslash */
    CFDI_JSON_HEX,    /* after \u */
    CFDI_JSON_NUMBER, /* json->number says how far */
    CFDI_JSON_CLOSED, /* finished or failed */
};

/* The piece being read. json->offset stays that of `data` until the piece is done. */
struct cfdi_input {
    const uint8_t *data;
    const uint8_t *at;
    const uint8_t *end;
};

static inline uint64_t cfdi_json_offset(const struct cfd_json *json, const struct cfdi_input *in)
{
    return json->offset + (uint64_t)(in->at - in->data);
}

static inline bool cfdi_json_in_object(const struct cfd_json *json)
{
    uint32_t level = json->depth - 1;

    return ((json->is_object_bits[level / 64] >> (level % 64)) & 1u) != 0;
}

static inline void cfdi_json_end_value(struct cfd_json *json)
{
    if (json->depth > 0) {
        json->state = CFDI_JSON_AFTER;
        return;
    }
    json->state = CFDI_JSON_DOCUMENT_END;
    json->document_count++;
}

/* Reads whole tokens as long as they are plain: strings without an escape that end in this piece,
 * numbers without an exponent, small gaps between tokens. Stops, with CFD_OK, at the first byte
 * that it has no use for, in a state from which the careful reader goes on; that one decides what
 * is a fault. Any state may be handed in. avx2 may be called where has_avx2 says so. */
enum cfd_status cfdi_json_fast(struct cfd_json *json, struct cfdi_input *in);
enum cfd_status cfdi_json_fast_avx2(struct cfd_json *json, struct cfdi_input *in);
bool cfdi_json_has_avx2(void);

#endif
