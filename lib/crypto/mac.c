/* SPDX-License-Identifier: Apache-2.0
 * Pseudonyms: HMAC-SHA-256 (RFC 2104) from prepared states, and the life of a key object.
 *
 *     HMAC(K, m) = H(K ^ opad | H(K ^ ipad | m))
 *
 * Both pads fill one block each, so their states are hashed once per key; a MAC over a short
 * identity then costs two compressions. This file uses OpenSSL's low-level SHA256_* although 3.0
 * calls them deprecated: the EVP interface allocates and looks up per call and costs about five
 * times as much, on the one path that runs for every person in every response. The macro below
 * keeps the deprecation quiet here and nowhere else. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "lib/crypto/mac.h"

#include <time.h>

#include <openssl/sha.h>

#include "lib/crypto/secret.h"

#define BLOCK_BYTES ((size_t)SHA256_CBLOCK)
#define INNER_PAD 0x36u
#define OUTER_PAD 0x5cu

/* The low-level calls fail only on NULL, so their answers carry nothing. */
static void hash_add(SHA256_CTX *hash, const void *data, size_t data_bytes)
{
    (void)SHA256_Update(hash, data, data_bytes);
}

static void prepare_pad(SHA256_CTX *out_state, const uint8_t *secret, size_t secret_bytes,
                        uint8_t pad)
{
    uint8_t block[BLOCK_BYTES];

    memset(block, pad, sizeof(block));
    for (size_t i = 0; i < secret_bytes && i < sizeof(block); i++)
        block[i] = (uint8_t)(secret[i] ^ pad);
    (void)SHA256_Init(out_state);
    hash_add(out_state, block, sizeof(block));
    cfd_wipe(block, sizeof(block));
}

void cfdi_mac_prepare(struct cfdi_mac *mac, const void *secret, size_t secret_bytes)
{
    prepare_pad(&mac->inner, secret, secret_bytes, INNER_PAD);
    prepare_pad(&mac->outer, secret, secret_bytes, OUTER_PAD);
}

void cfdi_mac_128(const struct cfdi_mac *mac, struct cfd_bytes head, struct cfd_bytes tail,
                  uint8_t out_mac[CFD_PSEUDONYM_BYTES])
{
    SHA256_CTX hash = mac->inner;
    uint8_t digest[SHA256_DIGEST_LENGTH];

    hash_add(&hash, head.ptr, head.len);
    hash_add(&hash, tail.ptr, tail.len);
    (void)SHA256_Final(digest, &hash);
    hash = mac->outer;
    hash_add(&hash, digest, sizeof(digest));
    (void)SHA256_Final(digest, &hash);
    memcpy(out_mac, digest, CFD_PSEUDONYM_BYTES);
}

void cfdi_fingerprint(const uint8_t secret[CFD_KEY_BYTES], char out_text[17])
{
    static const char label[] = "cofferdam-key";
    SHA256_CTX hash;
    uint8_t digest[SHA256_DIGEST_LENGTH];

    (void)SHA256_Init(&hash);
    hash_add(&hash, label, sizeof(label) - 1);
    hash_add(&hash, secret, CFD_KEY_BYTES);
    (void)SHA256_Final(digest, &hash);
    for (size_t i = 0; i < 8; i++)
        (void)snprintf(out_text + 2 * i, 3, "%02x", digest[i]);
    cfd_wipe(&hash, sizeof(hash));
}

enum cfd_status cfdi_key_new(const struct cfd_key_info *info, const uint8_t secret[CFD_KEY_BYTES],
                             struct cfd_key **out_key)
{
    struct cfd_key *key = cfdi_secret_new(sizeof(*key));

    if (key == NULL)
        return CFD_ERR_MEMORY;
    cfdi_mac_prepare(&key->mac, secret, CFD_KEY_BYTES);
    key->info = *info;
    memcpy(key->secret, secret, CFD_KEY_BYTES);
    *out_key = key;
    return CFD_OK;
}

enum cfd_status cfd_key_random(struct cfd_key **out_key)
{
    struct cfd_key_info info = {.role = CFD_KEY_WORKER, .created_ms = (int64_t)time(NULL) * 1000};
    uint8_t secret[CFD_KEY_BYTES];
    enum cfd_status status;

    CFD_TRY(cfd_random(secret, sizeof(secret)));
    cfdi_fingerprint(secret, info.fingerprint);
    status = cfdi_key_new(&info, secret, out_key);
    cfd_wipe(secret, sizeof(secret));
    return status;
}

void cfd_key_free(struct cfd_key *key)
{
    cfdi_secret_free(key, sizeof(*key));
}

void cfd_key_lock(const struct cfd_key *key)
{
    cfdi_secret_lock(key, sizeof(*key));
}

void cfd_key_info(const struct cfd_key *key, struct cfd_key_info *out_info)
{
    *out_info = key->info;
}

void cfd_pseudonym_first(const struct cfd_key *worker_key, uint8_t domain, struct cfd_bytes normal,
                         uint8_t out_d[CFD_PSEUDONYM_BYTES])
{
    cfdi_mac_128(&worker_key->mac, cfd_bytes_of(&domain, 1), normal, out_d);
}

void cfd_pseudonym_second(const struct cfd_key *epoch_key, const uint8_t d[CFD_PSEUDONYM_BYTES],
                          uint8_t out_p[CFD_PSEUDONYM_BYTES])
{
    cfdi_mac_128(&epoch_key->mac, cfd_bytes_of(d, CFD_PSEUDONYM_BYTES), cfd_bytes_of(NULL, 0),
                 out_p);
}

enum cfd_status cfd_pseudonym_identity(const struct cfd_key *worker_key,
                                       const struct cfd_identity *identity,
                                       uint8_t out_d[CFD_PSEUDONYM_BYTES])
{
    uint8_t normal[CFD_NORMAL_MAX_BYTES];
    size_t normal_bytes;

    CFD_TRY(cfd_normalise(identity, normal, &normal_bytes));
    cfd_pseudonym_first(worker_key, (uint8_t)identity->kind, cfd_bytes_of(normal, normal_bytes),
                        out_d);
    cfd_wipe(normal, normal_bytes);
    return CFD_OK;
}
