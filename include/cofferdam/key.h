/* SPDX-License-Identifier: Apache-2.0
 * Keys, normalisation and the two-stage pseudonym.
 *
 *     d = HMAC-SHA-256/128(K_w,     kind byte | normalised value)      worker, CLI, engine
 *     p = HMAC-SHA-256/128(K_epoch, d)                                 engine only
 *
 * d lives in memory and rings, p is what the ledger stores. K_w (worker key) is long-lived and
 * opens nothing stored; epoch keys never leave the engine; a destroyed epoch key erases.
 *
 * A key file is one line of text, mode 0600, made by rename:
 *     cofferdam-key v1 <role> <name> <created RFC 3339 UTC> <64 hex digits>\n
 * role is worker, epoch or day; name is the epoch number (0001) or the day (2026-11-24), for the
 * worker key "1". The file names are worker.key, epoch-0001.key, day-2026-11-24.key.
 *
 * A key lies in pages that no core file holds, and is wiped when freed. Objects belong to one
 * thread. */
#ifndef CFD_KEY_H
#define CFD_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/scan.h>
#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CFD_KEY_BYTES 32u
#define CFD_KEY_NAME_MAX_BYTES 16u
#define CFD_NORMAL_MAX_BYTES 640u    /* longest normalised identity: name + employer */
#define CFD_SEALED_ADDRESS_BYTES 44u /* nonce 12, ciphertext 16 (IPv4 mapped into IPv6), tag 16 */

/* Domain bytes of the first stage: what kind of thing is pseudonymised. 1..63 are enum cfd_kind. */
enum cfd_domain {
    CFD_DOMAIN_CREDENTIAL = 64, /* a consumer's credential */
    CFD_DOMAIN_ADDRESS = 65,    /* a consumer's address, 16 bytes, IPv4 mapped */
};

enum cfd_key_role {
    CFD_KEY_WORKER,
    CFD_KEY_EPOCH,
    CFD_KEY_DAY,
};

/* What a key file says of itself, without its secret. */
struct cfd_key_info {
    enum cfd_key_role role;
    char name[CFD_KEY_NAME_MAX_BYTES];
    int64_t created_ms;   /* wall clock, since 1970 */
    char fingerprint[17]; /* 16 hex digits of SHA-256 over "cofferdam-key" | key, terminated */
};

/* A key ready for MACs (its inner and outer hash states are prepared once). Opaque. */
struct cfd_key;

/* Writes a new random key file at `path` (mode 0600, O_EXCL, fsync, parent fsync). name may be
 * NULL for the worker key. CFD_ERR_IO: errno; EEXIST: it is there and was left alone.
 * CFD_ERR_USAGE: not a name of that role. error may be NULL; its text does not name the path. */
CFD_CHECKED enum cfd_status cfd_key_create(const char *path, enum cfd_key_role role,
                                           const char *name, struct cfd_error *error);

/* Loads a key file. CFD_ERR_IO: cannot be read; CFD_ERR_FORMAT: not a key file of that role;
 * CFD_ERR_DENIED: others may read it (any group or other bit of the mode). error may be NULL. */
CFD_CHECKED enum cfd_status cfd_key_load(const char *path, enum cfd_key_role role,
                                         struct cfd_key **out_key, struct cfd_error *error);

/* The same from an open descriptor, read from where it stands; it stays open and the caller's. For a
 * process that is handed a file it could not open itself. */
CFD_CHECKED enum cfd_status cfd_key_load_fd(int fd, enum cfd_key_role role,
                                            struct cfd_key **out_key, struct cfd_error *error);

/* Makes a key from random bytes that no file holds (offline scans). CFD_ERR_MEMORY, CFD_ERR_IO. */
CFD_CHECKED enum cfd_status cfd_key_random(struct cfd_key **out_key);

/* Wipes and releases; takes NULL. */
void cfd_key_free(struct cfd_key *key);

/* Asks that a key stay out of swap, where the limits allow it. A loaded key has asked already; the
 * child of a fork has to ask again. */
void cfd_key_lock(const struct cfd_key *key);

void cfd_key_info(const struct cfd_key *key, struct cfd_key_info *out_info);

/* Reads the facts of a key file without keeping its secret; status as cfd_key_load. */
CFD_CHECKED enum cfd_status cfd_key_inspect(const char *path, struct cfd_key_info *out_info,
                                            struct cfd_error *error);

/* Normalises an identity so that its spellings become one:
 *   email        trimmed, "mailto:" and <> dropped, lower case (domain always; local part too),
 *                a dot at the domain's end dropped; exactly one @
 *   phone        digits only after "+" or "00" -> '+' digits; extension (x, ext, ;ext=) dropped;
 *                "(0)" after a country's code dropped; national numbers keep their digits;
 *                7..15 digits else NOT_FOUND
 *   customer_id  trimmed, ASCII upper case, inner white space dropped; 2..64 bytes
 *   person_name  white space folded to one blank, case folded (Latin, Greek, Cyrillic; the i of
 *                Turkish and the accents of Greek capitals minded), "FAMILY, Given" turned; then
 *                0x1f, then the employer likewise but never turned
 * out holds CFD_NORMAL_MAX_BYTES. CFD_ERR_NOT_FOUND: identifies nobody (empty, too short or long,
 * only zeros, one digit 4 times and more, "n/a", "unknown", "null", "test" and their like; a kind
 * that is no identity; a name without an employer). */
CFD_CHECKED enum cfd_status cfd_normalise(const struct cfd_identity *identity, uint8_t *out,
                                          size_t *out_bytes);

/* First stage over bytes that are normal already. domain is an enum cfd_kind or cfd_domain. */
void cfd_pseudonym_first(const struct cfd_key *worker_key, uint8_t domain, struct cfd_bytes normal,
                         uint8_t out_d[CFD_PSEUDONYM_BYTES]);

/* Normalise and first stage in one. Status of cfd_normalise. */
CFD_CHECKED enum cfd_status cfd_pseudonym_identity(const struct cfd_key *worker_key,
                                                   const struct cfd_identity *identity,
                                                   uint8_t out_d[CFD_PSEUDONYM_BYTES]);

/* Second stage. */
void cfd_pseudonym_second(const struct cfd_key *epoch_key, const uint8_t d[CFD_PSEUDONYM_BYTES],
                          uint8_t out_p[CFD_PSEUDONYM_BYTES]);

/* Seals an address (16 bytes, IPv4 mapped into IPv6) under a day key: AES-256-GCM, random nonce.
 * CFD_ERR_USAGE: not a day key; CFD_ERR_IO: no randomness; CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfd_seal_address(const struct cfd_key *day_key,
                                             const uint8_t address[16],
                                             uint8_t out_sealed[CFD_SEALED_ADDRESS_BYTES]);
/* CFD_ERR_CORRUPT: another key or changed bytes; CFD_ERR_USAGE, CFD_ERR_MEMORY: as above. */
CFD_CHECKED enum cfd_status cfd_open_address(const struct cfd_key *day_key,
                                             const uint8_t sealed[CFD_SEALED_ADDRESS_BYTES],
                                             uint8_t out_address[16]);

/* Fills with random bytes of the system. CFD_ERR_IO. */
CFD_CHECKED enum cfd_status cfd_random(void *out, size_t out_bytes);

/* Makes the process undumpable (no core, no ptrace by its own user). CFD_ERR_IO. */
CFD_CHECKED enum cfd_status cfd_process_protect(void);

#ifdef __cplusplus
}
#endif

#endif
