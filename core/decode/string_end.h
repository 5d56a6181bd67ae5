/* SPDX-License-Identifier: Apache-2.0
 * Finds where a plain run inside a JSON string ends: at a quote, a backslash or a control byte.
 *
 * Two paths with one answer, compared in tests/unit/test_string_end.c: 16 bytes a step with SSE2,
 * which every x86-64 has, and 8 bytes a step in a plain register (SWAR). Both read nothing past
 * `end`. They stand in a header because most strings are shorter than a call is worth. */
#ifndef CFD_CORE_DECODE_STRING_END_H
#define CFD_CORE_DECODE_STRING_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define CFDI_EACH_BYTE 0x0101010101010101ull
#define CFDI_TOP_BITS 0x8080808080808080ull

static inline bool cfdi_ends_run(uint8_t byte)
{
    return byte == '"' || byte == '\\' || byte < 0x20;
}

/* True if a byte of the word ends a run. (x - n) & ~x keeps a top bit only where x is below n, or
 * above such a byte through its borrow: never without one, so the word as a whole is exact. */
static inline bool cfdi_word_ends_run(uint64_t word)
{
    uint64_t quote = word ^ ('"' * CFDI_EACH_BYTE);
    uint64_t backslash = word ^ ('\\' * CFDI_EACH_BYTE);
    uint64_t hits = ((word - 0x20 * CFDI_EACH_BYTE) & ~word) | ((quote - CFDI_EACH_BYTE) & ~quote) |
                    ((backslash - CFDI_EACH_BYTE) & ~backslash);

    return (hits & CFDI_TOP_BITS) != 0;
}

/* The first byte of [at, end) that ends a run, or end. Portable. */
static inline const uint8_t *cfdi_string_end_swar(const uint8_t *at, const uint8_t *end)
{
    uint64_t word;

    for (; end - at >= 8; at += 8) {
        memcpy(&word, at, 8);
        if (cfdi_word_ends_run(word))
            break;
    }
    while (at < end && !cfdi_ends_run(*at))
        at++;
    return at;
}

#if defined(__SSE2__)
/* The same, 16 bytes a step. */
static inline const uint8_t *cfdi_string_end_sse2(const uint8_t *at, const uint8_t *end)
{
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i last_control = _mm_set1_epi8(0x1f);

    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i is_control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        __m128i is_mark =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        unsigned hits = (unsigned)_mm_movemask_epi8(_mm_or_si128(is_control, is_mark));

        if (hits != 0)
            return at + __builtin_ctz(hits);
    }
    return cfdi_string_end_swar(at, end);
}
#endif

/* The first byte of [at, end) that ends a run, or end. */
static inline const uint8_t *cfd_string_end(const uint8_t *at, const uint8_t *end)
{
#if defined(__SSE2__)
    return cfdi_string_end_sse2(at, end);
#else
    return cfdi_string_end_swar(at, end);
#endif
}

#endif
