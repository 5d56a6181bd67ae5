/* SPDX-License-Identifier: Apache-2.0
 * Folds words and finds them by hash, one cache line a look-up nearly always. */
#include "core/classify/gazetteer.h"

#include <stdbool.h>

#include "core/base/utf8.h"
#include "core/classify/gazetteer_table.h"

#define SET_MASK ((1u << CFDI_KNOWN_SET_BITS) - 1u)
#define LOW_FIRST 0x80u
#define LOW_END 0x590u
#define HIGH_FIRST 0x1e00u
#define HIGH_END 0x1f00u

static bool is_dropped(uint32_t c)
{
    return c == '\'' || c == '.' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x2032;
}

static uint32_t fold_code_point(uint32_t c)
{
    if (c >= LOW_FIRST && c < LOW_END)
        return cfdi_fold_rows[c - LOW_FIRST];
    if (c >= HIGH_FIRST && c < HIGH_END)
        return cfdi_fold_rows[c - HIGH_FIRST + (LOW_END - LOW_FIRST)];
    if (is_dropped(c))
        return 0;
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* Writes what c becomes; room for two letters is the caller's. */
static size_t put_folded(uint32_t c, uint8_t *out)
{
    uint32_t folded = fold_code_point(c);
    const uint16_t *pair;
    size_t bytes;

    if (folded == 0)
        return 0;
    if (c >= HIGH_END || folded < CFDI_FOLD_PAIR)
        return cfd_utf8_encode(folded, out);
    pair = cfdi_fold_pairs + (size_t)2 * (folded - CFDI_FOLD_PAIR);
    bytes = cfd_utf8_encode(pair[0], out);
    return bytes + cfd_utf8_encode(pair[1], out + bytes);
}

size_t cfd_fold_word(struct cfd_bytes word, uint8_t out_folded[CFD_FOLD_BYTES])
{
    size_t used = 0;
    size_t length;

    for (size_t at = 0; at < word.len; at += length) {
        uint32_t c = word.ptr[at];

        length = 1;
        if (c >= 0x80)
            cfd_utf8_decode(word, at, &c, &length);
        if (c == CFD_UTF8_REPLACEMENT)
            return 0;
        used += put_folded(c, out_folded + used);
        if (used > CFD_KNOWN_MAX_BYTES)
            return 0;
    }
    memset(out_folded + used, 0, CFD_FOLD_BYTES - used);
    return used;
}

uint16_t cfd_known_of_hash(uint64_t hash)
{
    uint32_t wanted = (uint32_t)hash << CFDI_KNOWN_SET_BITS;
    size_t block = (size_t)(((hash >> 32) * cfdi_known_block_count) >> 32);

    for (;;) {
        const uint32_t *entries = cfdi_known_entries + block * CFDI_KNOWN_BLOCK_ENTRIES;
        uint32_t found = 0;

        /* At most one differs from the wanted one in its place alone; no branch, so that the
         * compiler compares several at a time. */
        for (size_t i = 0; i < CFDI_KNOWN_BLOCK_ENTRIES; i++)
            found |= (entries[i] ^ wanted) <= SET_MASK ? entries[i] & SET_MASK : 0;
        if (found != 0 || entries[CFDI_KNOWN_BLOCK_ENTRIES - 1] == 0)
            return cfdi_known_sets[found];
        block = block + 1 == cfdi_known_block_count ? 0 : block + 1;
    }
}

uint16_t cfd_known(struct cfd_bytes folded_word)
{
    uint8_t padded[CFD_KNOWN_MAX_BYTES] = {0};

    if (folded_word.len == 0 || folded_word.len > CFD_KNOWN_MAX_BYTES)
        return 0;
    memcpy(padded, folded_word.ptr, folded_word.len);
    return cfd_known_of_hash(cfd_known_hash(padded, folded_word.len));
}
