/* SPDX-License-Identifier: Apache-2.0
 * Which pseudonyms were seen together in one record: each pair once.
 *
 * Lets a look-up by e-mail find exposures that are booked on the customer number. Bounded at
 * CFD_ALIASES_MAX pairs; after that pairs are still logged (each time), only not found here. */
#ifndef CFD_DAEMON_ENGINE_ALIAS_H
#define CFD_DAEMON_ENGINE_ALIAS_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/scan.h>
#include <cofferdam/status.h>

#include "core/base/hash.h"

#define CFD_ALIASES_MAX (4u << 20) /* 52 bytes each: 208 MB when full */

struct cfd_alias_pair {
    uint8_t alias[CFD_PSEUDONYM_BYTES];
    uint8_t subject[CFD_PSEUDONYM_BYTES];
};

struct cfd_aliases {
    struct cfd_hash_key hash_key;
    struct cfd_alias_pair *pairs;
    uint32_t *earlier; /* of each pair: number + 1 of the pair before with the same alias; or 0 */
    uint32_t *slots;   /* number of a pair + 1 and a tag; 0: empty; hashed by the whole pair */
    uint32_t *latest;  /* likewise, the last pair of an alias; hashed by the alias alone */
    uint32_t count;
    uint32_t slot_count; /* of each of the two; a power of two, or 0 */
};

void cfd_aliases_init(struct cfd_aliases *aliases, const struct cfd_hash_key *hash_key);
void cfd_aliases_deinit(struct cfd_aliases *aliases);

/* Remembers a pair; *out_is_new: it was not known. CFD_ERR_MEMORY, CFD_ERR_FULL: it counts as new. */
CFD_CHECKED enum cfd_status cfd_aliases_put(struct cfd_aliases *aliases,
                                            const struct cfd_alias_pair *pair, bool *out_is_new);

/* The subjects an alias belongs to, the latest first: begins with *at = 0, false: no more. */
bool cfd_aliases_next(const struct cfd_aliases *aliases, const uint8_t alias[CFD_PSEUDONYM_BYTES],
                      uint32_t *at, const uint8_t **out_subject);

#endif
