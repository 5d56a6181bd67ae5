/* SPDX-License-Identifier: Apache-2.0
 * Hashes without secrecy claims: SipHash-2-4 for tables keyed from outside, CRC-32C for seals. */
#ifndef CFD_CORE_BASE_HASH_H
#define CFD_CORE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct cfd_hash_key {
    uint64_t k0;
    uint64_t k1;
};

/* SipHash-2-4 (Aumasson, Bernstein 2012). */
uint64_t cfd_siphash(const struct cfd_hash_key *key, const void *data, size_t data_bytes);

/* CRC-32C (Castagnoli), reflected, initial and final xor 0xffffffff; crc is 0 or the value of the
 * bytes before, so that cfd_crc32c(cfd_crc32c(0, a), b) is that of a then b. */
uint32_t cfd_crc32c(uint32_t crc, const void *data, size_t data_bytes);

#endif
