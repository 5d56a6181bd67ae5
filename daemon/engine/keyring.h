/* SPDX-License-Identifier: Apache-2.0
 * The engine's keys: the worker key for look-ups, epoch keys for what is stored, day keys for
 * addresses.
 *
 * They lie in <state_dir>/keys as epoch-NNNN.key and day-YYYY-MM-DD.key. The first epoch is made at
 * the first start; the highest is current, all that are there answer look-ups. A day key is made on
 * the first address of its day and destroyed when it is older than the settings say: what was
 * sealed under it is then closed for good. */
#ifndef CFD_DAEMON_ENGINE_KEYRING_H
#define CFD_DAEMON_ENGINE_KEYRING_H

#include <stdint.h>

#include <cofferdam/key.h>
#include <cofferdam/settings.h>
#include <cofferdam/status.h>

#define CFD_EPOCHS_MAX 64u /* years of monthly rotation; older ones are destroyed by then */
#define CFD_DAY_TEXT_BYTES 12u

struct cfd_keyring {
    char dir[CFD_SETTING_PATH_MAX_BYTES + 8];
    struct cfd_key *worker; /* NULL: look-ups by value do not work */
    struct cfd_key *epochs[CFD_EPOCHS_MAX];
    uint32_t epoch_numbers[CFD_EPOCHS_MAX];
    uint32_t epoch_count; /* at least 1 once open; the last is current */
    struct cfd_key *day;
    char day_text[CFD_DAY_TEXT_BYTES]; /* of `day`; "" without one */
};

/* Loads the epochs, makes the first one. */
CFD_CHECKED enum cfd_status cfd_keyring_open(const struct cfd_settings *settings,
                                             struct cfd_keyring *out_ring, struct cfd_error *error);

/* Reads the worker key from a descriptor (-1: there is none), which stays the caller's: the file
 * belongs to root, and only the monitor could open it. Without it the engine goes on, and says so.
 * path: for that message. */
void cfd_keyring_take_worker(struct cfd_keyring *ring, int key_fd, const char *path);

/* Number of the current epoch, and its pseudonym of a first-stage one. */
uint32_t cfd_keyring_epoch(const struct cfd_keyring *ring);
void cfd_keyring_store_form(const struct cfd_keyring *ring, const uint8_t d[CFD_PSEUDONYM_BYTES],
                            uint8_t out_p[CFD_PSEUDONYM_BYTES]);

/* Seals an address under the key of now's day (UTC), making that key first if need be.
 * out_day: name of the day. */
CFD_CHECKED enum cfd_status cfd_keyring_seal(struct cfd_keyring *ring, int64_t now_ms,
                                             const uint8_t address[16],
                                             uint8_t out_sealed[CFD_SEALED_ADDRESS_BYTES],
                                             char out_day[CFD_DAY_TEXT_BYTES]);

/* Destroys day keys older than `days`. Returns how many. */
uint32_t cfd_keyring_expire(struct cfd_keyring *ring, int64_t now_ms, uint32_t days);

/* Wipes all. */
void cfd_keyring_close(struct cfd_keyring *ring);

#endif
