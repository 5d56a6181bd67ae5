/* SPDX-License-Identifier: Apache-2.0
 * How the decoders of formats other than JSON hand on tokens: the same tokens, the same kind of sink.
 *
 * What stands in the body has its place there. What does not (the object that a row becomes, the
 * name of a column beside each of its values) has 0 raw bytes and the offset where it takes effect,
 * so that offsets never fall. Such texts have no quotes around them. */
#ifndef CFD_CORE_DECODE_TELL_H
#define CFD_CORE_DECODE_TELL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/decode/json.h"

/* Where a decoder's tokens go. */
struct cfdi_out {
    cfd_json_sink sink;
    void *ctx;
};

/* The bytes being read. */
struct cfdi_piece {
    const uint8_t *at;
    const uint8_t *end;
};

/* How far a byte of UTF-8 moves the offset. has_units: a transcoder sets offsets that count UTF-16
 * units, and they are counted at the first byte of each character. */
static inline uint64_t cfdi_width(bool has_units, uint8_t byte)
{
    if (!has_units)
        return 1;
    if ((byte & 0xc0u) == 0x80u)
        return 0;
    return byte >= 0xf0 ? 2 : 1;
}

static inline enum cfd_status cfdi_tell_mark(const struct cfdi_out *out, enum cfd_json_type type,
                                             uint64_t offset)
{
    struct cfd_json_token token = {.type = type, .offset = offset};

    return out->sink(out->ctx, &token);
}

static inline enum cfd_status cfdi_tell_text(const struct cfdi_out *out, enum cfd_json_type type,
                                             struct cfd_bytes text, uint64_t offset,
                                             uint64_t raw_bytes, bool is_cut)
{
    struct cfd_json_token token = {
        .type = type,
        .is_cut = is_cut,
        .has_at = text.len > 0 && memchr(text.ptr, '@', text.len) != NULL,
        .text = text,
        .offset = offset,
        .raw_bytes = raw_bytes,
    };

    return out->sink(out->ctx, &token);
}

#endif
