/* SPDX-License-Identifier: Apache-2.0
 * Finds where a plain run inside a JSON string ends: at a quote, a backslash or a control byte; and
 * whether an @ stands in the run, since a text without one and without a key is nobody's address.
 *
 * Three paths with one answer, compared in tests/unit/test_string_end.c: 32 bytes a step with AVX2,
 * 16 with SSE2, which every x86-64 has, and 8 in a plain register (SWAR). None reads past `end`.
 * They stand in a header because most strings are shorter than a call is worth; the AVX2 path may
 * be called where the processor has it (json_fast_avx2.c). */
#ifndef CFD_CORE_DECODE_STRING_END_H
#define CFD_CORE_DECODE_STRING_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <immintrin.h>
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

static inline bool cfdi_word_has_at(uint64_t word)
{
    uint64_t at_sign = word ^ ('@' * CFDI_EACH_BYTE);

    return ((at_sign - CFDI_EACH_BYTE) & ~at_sign & CFDI_TOP_BITS) != 0;
}

/* The first byte of [at, end) that ends a run, or end; *has_at is set if an @ stands before it, and
 * left as it is otherwise. Portable. */
static inline const uint8_t *cfdi_string_end_swar(const uint8_t *at, const uint8_t *end,
                                                  bool *has_at)
{
    uint64_t word;

    for (; end - at >= 8; at += 8) {
        memcpy(&word, at, 8);
        if (cfdi_word_ends_run(word))
            break;
        *has_at |= cfdi_word_has_at(word);
    }
    for (; at < end && !cfdi_ends_run(*at); at++)
        *has_at |= *at == '@';
    return at;
}

#if defined(__SSE2__)
/* The same, 16 bytes a step. hits ^ (hits - 1) has the bits up to the first hit. */
static inline const uint8_t *cfdi_string_end_sse2(const uint8_t *at, const uint8_t *end,
                                                  bool *has_at)
{
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i at_sign = _mm_set1_epi8('@');
    const __m128i last_control = _mm_set1_epi8(0x1f);

    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i is_control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        __m128i is_mark =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        unsigned hits = (unsigned)_mm_movemask_epi8(_mm_or_si128(is_control, is_mark));
        unsigned at_signs = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, at_sign));

        if (hits != 0) {
            *has_at |= (at_signs & (hits ^ (hits - 1))) != 0;
            return at + __builtin_ctz(hits);
        }
        *has_at |= at_signs != 0;
    }
    return cfdi_string_end_swar(at, end, has_at);
}
#endif

#if defined(__x86_64__)
/* The same, 32 bytes a step: most strings end in the first. */
__attribute__((target("avx2"))) static inline const uint8_t *cfdi_string_end_avx2(
    const uint8_t *at, const uint8_t *end, bool *has_at)
{
    const __m256i quote = _mm256_set1_epi8('"');
    const __m256i backslash = _mm256_set1_epi8('\\');
    const __m256i at_sign = _mm256_set1_epi8('@');
    const __m256i last_control = _mm256_set1_epi8(0x1f);

    for (; end - at >= 32; at += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)at);
        __m256i is_control = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, last_control), bytes);
        __m256i is_mark =
            _mm256_or_si256(_mm256_cmpeq_epi8(bytes, quote), _mm256_cmpeq_epi8(bytes, backslash));
        uint32_t hits = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(is_control, is_mark));
        uint32_t at_signs = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, at_sign));

        if (hits != 0) {
            *has_at |= (at_signs & (hits ^ (hits - 1))) != 0;
            return at + __builtin_ctz(hits);
        }
        *has_at |= at_signs != 0;
    }
    return cfdi_string_end_sse2(at, end, has_at);
}
#endif

/* The first byte of [at, end) that ends a run, or end, as above. */
static inline const uint8_t *cfd_string_end(const uint8_t *at, const uint8_t *end, bool *has_at)
{
#if defined(__SSE2__)
    return cfdi_string_end_sse2(at, end, has_at);
#else
    return cfdi_string_end_swar(at, end, has_at);
#endif
}

#endif
