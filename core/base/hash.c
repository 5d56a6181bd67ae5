/* SPDX-License-Identifier: Apache-2.0
 * SipHash-2-4 and CRC-32C.
 *
 * The CRC uses the SSE 4.2 instruction where the processor has it and a table otherwise; both are
 * compared in tests/unit/test_hash.c. */
#include "core/base/hash.h"

#include <stdbool.h>
#include <string.h>

#define CRC32C_POLYNOMIAL_REFLECTED 0x82f63b78u

static inline uint64_t rotl(uint64_t value, unsigned bits)
{
    return (value << bits) | (value >> (64u - bits));
}

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotl(v[1], 13) ^ v[0];
    v[0] = rotl(v[0], 32);
    v[2] += v[3];
    v[3] = rotl(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotl(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotl(v[1], 17) ^ v[2];
    v[2] = rotl(v[2], 32);
}

uint64_t cfd_siphash(const struct cfd_hash_key *key, const void *data, size_t data_bytes)
{
    const uint8_t *at = data;
    uint64_t v[4] = {key->k0 ^ 0x736f6d6570736575u, key->k1 ^ 0x646f72616e646f6du,
                     key->k0 ^ 0x6c7967656e657261u, key->k1 ^ 0x7465646279746573u};
    uint64_t word;
    size_t left = data_bytes;

    for (; left >= 8; left -= 8, at += 8) {
        memcpy(&word, at, 8);
        v[3] ^= word;
        sip_round(v);
        sip_round(v);
        v[0] ^= word;
    }
    word = (uint64_t)data_bytes << 56;
    for (size_t i = 0; i < left; i++)
        word |= (uint64_t)at[i] << (8 * i);
    v[3] ^= word;
    sip_round(v);
    sip_round(v);
    v[0] ^= word;
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static uint32_t crc32c_byte(uint32_t crc, uint8_t byte)
{
    crc ^= byte;
    for (int bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1u) ? CRC32C_POLYNOMIAL_REFLECTED : 0u);
    return crc;
}

static uint32_t crc32c_portable(uint32_t crc, const uint8_t *at, size_t left)
{
    for (; left > 0; left--, at++)
        crc = crc32c_byte(crc, *at);
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t crc, const uint8_t *at,
                                                               size_t left)
{
    uint64_t wide = crc;
    uint64_t word;

    for (; left >= 8; left -= 8, at += 8) {
        memcpy(&word, at, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = (uint32_t)wide;
    for (; left > 0; left--, at++)
        crc = __builtin_ia32_crc32qi(crc, *at);
    return crc;
}
#endif

uint32_t cfd_crc32c(uint32_t crc, const void *data, size_t data_bytes)
{
    crc = ~crc;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2"))
        return ~crc32c_sse42(crc, data, data_bytes);
#endif
    return ~crc32c_portable(crc, data, data_bytes);
}
