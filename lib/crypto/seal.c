/* SPDX-License-Identifier: Apache-2.0
 * Sealed addresses: readable while their day key lives, noise after it was destroyed.
 *
 *     nonce 12 | ciphertext 16 | tag 16          AES-256-GCM, key: the day key's 32 bytes
 *
 * The nonce is random. Two of 2^32 addresses sealed in one day share a nonce with a chance of
 * about 2^-33, and the addresses a site meets in one day stay far below that number. */
#include <cofferdam/key.h>

#include <openssl/evp.h>

#include "lib/crypto/mac.h"

#define NONCE_BYTES 12
#define ADDRESS_BYTES 16
#define TAG_BYTES 16
#define TAG_OFFSET (NONCE_BYTES + ADDRESS_BYTES)

_Static_assert(TAG_OFFSET + TAG_BYTES == CFD_SEALED_ADDRESS_BYTES, "the layout fills the seal");

/* Everything of `sealed` but the nonce is written. */
static bool encrypt(EVP_CIPHER_CTX *cipher, const uint8_t *secret, const uint8_t *address,
                    uint8_t *sealed)
{
    int done_bytes;

    return EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, secret, sealed) == 1 &&
           EVP_EncryptUpdate(cipher, sealed + NONCE_BYTES, &done_bytes, address, ADDRESS_BYTES) ==
               1 &&
           EVP_EncryptFinal_ex(cipher, sealed + TAG_OFFSET, &done_bytes) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, sealed + TAG_OFFSET) == 1;
}

static bool decrypt(EVP_CIPHER_CTX *cipher, const uint8_t *secret, const uint8_t *sealed,
                    uint8_t *address)
{
    uint8_t tag[TAG_BYTES];
    int done_bytes;

    memcpy(tag, sealed + TAG_OFFSET, TAG_BYTES);
    return EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, secret, sealed) == 1 &&
           EVP_DecryptUpdate(cipher, address, &done_bytes, sealed + NONCE_BYTES, ADDRESS_BYTES) ==
               1 &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag) == 1 &&
           EVP_DecryptFinal_ex(cipher, tag, &done_bytes) == 1;
}

enum cfd_status cfd_seal_address(const struct cfd_key *day_key, const uint8_t address[16],
                                 uint8_t out_sealed[CFD_SEALED_ADDRESS_BYTES])
{
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES];
    EVP_CIPHER_CTX *cipher;
    bool is_done;

    if (day_key->info.role != CFD_KEY_DAY)
        return CFD_ERR_USAGE;
    CFD_TRY(cfd_random(sealed, NONCE_BYTES));
    cipher = EVP_CIPHER_CTX_new();
    is_done = cipher != NULL && encrypt(cipher, day_key->secret, address, sealed);
    EVP_CIPHER_CTX_free(cipher);
    if (!is_done)
        return CFD_ERR_MEMORY;
    memcpy(out_sealed, sealed, sizeof(sealed));
    return CFD_OK;
}

enum cfd_status cfd_open_address(const struct cfd_key *day_key,
                                 const uint8_t sealed[CFD_SEALED_ADDRESS_BYTES],
                                 uint8_t out_address[16])
{
    uint8_t address[ADDRESS_BYTES];
    EVP_CIPHER_CTX *cipher;
    bool is_whole;

    if (day_key->info.role != CFD_KEY_DAY)
        return CFD_ERR_USAGE;
    cipher = EVP_CIPHER_CTX_new();
    if (cipher == NULL)
        return CFD_ERR_MEMORY;
    is_whole = decrypt(cipher, day_key->secret, sealed, address);
    EVP_CIPHER_CTX_free(cipher);
    if (is_whole)
        memcpy(out_address, address, sizeof(address));
    cfd_wipe(address, sizeof(address));
    return is_whole ? CFD_OK : CFD_ERR_CORRUPT;
}
