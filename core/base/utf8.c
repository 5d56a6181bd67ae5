/* SPDX-License-Identifier: Apache-2.0
 * UTF-8 by the table of well-formed sequences (Unicode, table 3-7).
 *
 * Only the second byte has a range that depends on the first one; that range is what shuts out
 * overlong forms, surrogates and numbers past U+10FFFF. All later bytes are 80..BF. */
#include "core/base/utf8.h"

#include <stdbool.h>

#define CODE_POINT_MAX 0x10ffffu

struct sequence {
    uint8_t first_min, first_max;
    uint8_t second_min, second_max;
    uint8_t len; /* in bytes */
};

static const struct sequence sequences[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static const struct sequence *sequence_of(uint8_t first)
{
    for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++)
        if (first >= sequences[i].first_min && first <= sequences[i].first_max)
            return &sequences[i];
    return NULL;
}

static bool is_whole(const struct sequence *sequence, const uint8_t *at, size_t left_bytes)
{
    if (sequence->len > left_bytes || at[1] < sequence->second_min || at[1] > sequence->second_max)
        return false;
    for (size_t i = 2; i < sequence->len; i++)
        if ((at[i] & 0xc0u) != 0x80u)
            return false;
    return true;
}

static uint32_t code_point_of(const uint8_t *at, size_t len)
{
    uint32_t code_point = at[0] & (0x7fu >> len);

    for (size_t i = 1; i < len; i++)
        code_point = (code_point << 6) | (at[i] & 0x3fu);
    return code_point;
}

void cfd_utf8_decode(struct cfd_bytes bytes, size_t at, uint32_t *out_code_point, size_t *out_len)
{
    const struct sequence *sequence;

    *out_code_point = CFD_UTF8_REPLACEMENT;
    *out_len = 1;
    if (at >= bytes.len)
        return;
    if (bytes.ptr[at] < 0x80) {
        *out_code_point = bytes.ptr[at];
        return;
    }
    sequence = sequence_of(bytes.ptr[at]);
    if (sequence == NULL || !is_whole(sequence, bytes.ptr + at, bytes.len - at))
        return;
    *out_code_point = code_point_of(bytes.ptr + at, sequence->len);
    *out_len = sequence->len;
}

static uint8_t tail_byte(uint32_t code_point, unsigned shift)
{
    return (uint8_t)(0x80u | ((code_point >> shift) & 0x3fu));
}

size_t cfd_utf8_encode(uint32_t code_point, uint8_t out_bytes[CFD_UTF8_MAX_BYTES])
{
    if (code_point > CODE_POINT_MAX || (code_point >= 0xd800 && code_point <= 0xdfff))
        code_point = CFD_UTF8_REPLACEMENT;
    if (code_point < 0x80) {
        out_bytes[0] = (uint8_t)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out_bytes[0] = (uint8_t)(0xc0u | (code_point >> 6));
        out_bytes[1] = tail_byte(code_point, 0);
        return 2;
    }
    if (code_point < 0x10000) {
        out_bytes[0] = (uint8_t)(0xe0u | (code_point >> 12));
        out_bytes[1] = tail_byte(code_point, 6);
        out_bytes[2] = tail_byte(code_point, 0);
        return 3;
    }
    out_bytes[0] = (uint8_t)(0xf0u | (code_point >> 18));
    out_bytes[1] = tail_byte(code_point, 12);
    out_bytes[2] = tail_byte(code_point, 6);
    out_bytes[3] = tail_byte(code_point, 0);
    return 4;
}
