/* SPDX-License-Identifier: Apache-2.0
 * base64url decoding: four characters are three bytes; two or three at the end are one or two. */
#include "core/base/base64.h"

#include <stdbool.h>

#define NO 64

/* Value of a character below 128; the rest of the bytes have none. */
/* clang-format off */
static const uint8_t values[128] = {
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 62, NO, NO,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, NO, NO, NO,
    NO,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, 63,
    NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
};
/* clang-format on */

/* The next `count` characters as one number of 6 bits each. */
static bool read_group(const uint8_t *at, size_t count, uint32_t *out_bits)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < count; i++) {
        if (at[i] >= sizeof(values) || values[at[i]] == NO)
            return false;
        bits = bits << 6 | values[at[i]];
    }
    *out_bits = bits;
    return true;
}

/* The 2 or 3 characters at the end hold 12 or 18 bits; the last 4 or 2 of them must be zero. */
static bool decode_end(const uint8_t *at, size_t count, uint8_t *out)
{
    uint32_t bits;

    if (!read_group(at, count, &bits))
        return false;
    if (count == 2) {
        out[0] = (uint8_t)(bits >> 4);
        return (bits & 0xfu) == 0;
    }
    out[0] = (uint8_t)(bits >> 10);
    out[1] = (uint8_t)(bits >> 2);
    return (bits & 0x3u) == 0;
}

enum cfd_status cfd_base64url_decode(struct cfd_bytes text, uint8_t *out, size_t out_capacity_bytes,
                                     size_t *out_bytes)
{
    size_t end_count = text.len % 4;
    size_t whole_bytes = text.len / 4 * 3;
    size_t end_bytes = end_count == 0 ? 0 : end_count - 1;
    const uint8_t *at = text.ptr;
    uint32_t bits;

    if (end_count == 1)
        return CFD_ERR_FORMAT;
    if (whole_bytes + end_bytes > out_capacity_bytes)
        return CFD_ERR_LIMIT;
    for (size_t i = 0; i < whole_bytes; i += 3, at += 4) {
        if (!read_group(at, 4, &bits))
            return CFD_ERR_FORMAT;
        out[i] = (uint8_t)(bits >> 16);
        out[i + 1] = (uint8_t)(bits >> 8);
        out[i + 2] = (uint8_t)bits;
    }
    if (end_bytes > 0 && !decode_end(at, end_count, out + whole_bytes))
        return CFD_ERR_FORMAT;
    *out_bytes = whole_bytes + end_bytes;
    return CFD_OK;
}
