/* SPDX-License-Identifier: Apache-2.0
 * A short text as three words of a register, so that texts are hashed and compared without a loop.
 *
 * A text of 1 to CFD_SHORT_TEXT_MAX_BYTES bytes is its first 8 bytes, the next 8, and its last 8
 * (they overlap in shorter ones; below 8 bytes one word holds all). With its length that says the
 * whole text. tools/tables/words.py builds tables by the same rule. */
#ifndef CFD_CORE_BASE_SHORT_TEXT_H
#define CFD_CORE_BASE_SHORT_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cofferdam/bytes.h>

#define CFD_SHORT_TEXT_MAX_BYTES 24u

struct cfd_short_text {
    uint64_t words[3];
};

static inline uint64_t cfdi_read_8(const uint8_t *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

static inline uint64_t cfdi_read_4(const uint8_t *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

/* text: 1..CFD_SHORT_TEXT_MAX_BYTES bytes; nothing beside them is read. */
static inline struct cfd_short_text cfd_short_text_read(struct cfd_bytes text)
{
    struct cfd_short_text read = {{0, 0, 0}};
    const uint8_t *end = text.ptr + text.len;

    if (text.len >= 8) {
        read.words[0] = cfdi_read_8(text.ptr);
        read.words[2] = cfdi_read_8(end - 8);
        if (text.len > 16)
            read.words[1] = cfdi_read_8(text.ptr + 8);
    } else if (text.len >= 4) {
        read.words[0] = cfdi_read_4(text.ptr) | cfdi_read_4(end - 4) << 32;
    } else {
        read.words[0] =
            (uint64_t)text.ptr[0] | (uint64_t)text.ptr[text.len / 2] << 8 | (uint64_t)end[-1] << 16;
    }
    return read;
}

/* Not keyed: for tables that are fixed, or in which nobody else's entry can be pushed out. The upper
 * bits are the good ones. */
static inline uint64_t cfd_short_text_hash(const struct cfd_short_text *text, size_t text_bytes)
{
    uint64_t hash = (text->words[0] ^ text_bytes) * 0x9e3779b97f4a7c15u;

    hash ^= (text->words[1] + (text->words[2] << 1)) * 0xc2b2ae3d27d4eb4fu;
    hash ^= hash >> 29;
    return hash * 0x9e3779b97f4a7c15u;
}

static inline bool cfd_short_text_equal(const struct cfd_short_text *a,
                                        const struct cfd_short_text *b)
{
    return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->words[2] == b->words[2];
}

#endif
