/* SPDX-License-Identifier: Apache-2.0
 * HMAC-SHA-256 cut to 128 bits, and the key object around it; for this folder and its tests. */
#ifndef CFD_LIB_CRYPTO_MAC_H
#define CFD_LIB_CRYPTO_MAC_H

#include <openssl/sha.h>

#include <cofferdam/bytes.h>
#include <cofferdam/key.h>

/* The two hash states of an HMAC key: what is left of it after its pads were hashed. */
struct cfdi_mac {
    SHA256_CTX inner;
    SHA256_CTX outer;
};

struct cfd_key {
    struct cfdi_mac mac;
    struct cfd_key_info info;
    uint8_t secret[CFD_KEY_BYTES];
};

/* Prepares a key of at most 64 bytes, one block of SHA-256 (ours have 32). */
void cfdi_mac_prepare(struct cfdi_mac *mac, const void *secret, size_t secret_bytes);

/* The MAC over head | tail, its first 128 bits. */
void cfdi_mac_128(const struct cfdi_mac *mac, struct cfd_bytes head, struct cfd_bytes tail,
                  uint8_t out_mac[CFD_PSEUDONYM_BYTES]);

/* What may be shown of a key: 16 hex digits of SHA-256 over "cofferdam-key" | key, terminated. */
void cfdi_fingerprint(const uint8_t secret[CFD_KEY_BYTES], char out_text[17]);

/* Makes the object; the facts and the secret are copied. CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfdi_key_new(const struct cfd_key_info *info,
                                         const uint8_t secret[CFD_KEY_BYTES],
                                         struct cfd_key **out_key);

#endif
