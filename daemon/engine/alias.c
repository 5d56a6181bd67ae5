/* SPDX-License-Identifier: Apache-2.0
 * Open addressing by the alias; pairs of one alias stand in one probe run. */
#include "daemon/engine/alias.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024u

static uint64_t hash_of(const struct cfd_aliases *aliases, const uint8_t *alias)
{
    return cfd_siphash(&aliases->hash_key, alias, CFD_PSEUDONYM_BYTES);
}

static void place(struct cfd_aliases *aliases, uint32_t number)
{
    uint32_t mask = aliases->slot_count - 1;
    uint32_t slot = (uint32_t)hash_of(aliases, aliases->pairs[number].alias) & mask;

    while (aliases->slots[slot] != 0)
        slot = (slot + 1) & mask;
    aliases->slots[slot] = number + 1;
}

/* Room for one more pair, with slots at most half full. */
static enum cfd_status reserve(struct cfd_aliases *aliases)
{
    uint32_t slot_count = aliases->slot_count == 0 ? SLOTS_FIRST : 2 * aliases->slot_count;
    struct cfd_alias_pair *pairs;
    uint32_t *slots;

    if (aliases->count < aliases->slot_count / 2)
        return CFD_OK;
    if (aliases->count >= CFD_ALIASES_MAX)
        return CFD_ERR_FULL;
    pairs = realloc(aliases->pairs, (size_t)(slot_count / 2) * sizeof(*pairs));
    if (pairs == NULL)
        return CFD_ERR_MEMORY;
    aliases->pairs = pairs;
    slots = calloc(slot_count, sizeof(*slots));
    if (slots == NULL)
        return CFD_ERR_MEMORY;
    free(aliases->slots);
    aliases->slots = slots;
    aliases->slot_count = slot_count;
    for (uint32_t i = 0; i < aliases->count; i++)
        place(aliases, i);
    return CFD_OK;
}

void cfd_aliases_init(struct cfd_aliases *aliases, const struct cfd_hash_key *hash_key)
{
    memset(aliases, 0, sizeof(*aliases));
    aliases->hash_key = *hash_key;
}

void cfd_aliases_deinit(struct cfd_aliases *aliases)
{
    free(aliases->pairs);
    free(aliases->slots);
    memset(aliases, 0, sizeof(*aliases));
}

static bool is_known(const struct cfd_aliases *aliases, const struct cfd_alias_pair *pair)
{
    uint32_t mask = aliases->slot_count - 1;
    uint32_t slot;

    if (aliases->slot_count == 0)
        return false;
    slot = (uint32_t)hash_of(aliases, pair->alias) & mask;
    for (; aliases->slots[slot] != 0; slot = (slot + 1) & mask)
        if (memcmp(&aliases->pairs[aliases->slots[slot] - 1], pair, sizeof(*pair)) == 0)
            return true;
    return false;
}

enum cfd_status cfd_aliases_put(struct cfd_aliases *aliases, const struct cfd_alias_pair *pair,
                                bool *out_is_new)
{
    *out_is_new = true;
    if (is_known(aliases, pair)) {
        *out_is_new = false;
        return CFD_OK;
    }
    CFD_TRY(reserve(aliases));
    aliases->pairs[aliases->count] = *pair;
    place(aliases, aliases->count++);
    return CFD_OK;
}

uint32_t cfd_aliases_find(const struct cfd_aliases *aliases,
                          const uint8_t alias[CFD_PSEUDONYM_BYTES],
                          uint8_t (*out_subjects)[CFD_PSEUDONYM_BYTES], uint32_t max)
{
    uint32_t mask = aliases->slot_count - 1;
    uint32_t found = 0;
    uint32_t slot;

    if (aliases->slot_count == 0)
        return 0;
    slot = (uint32_t)hash_of(aliases, alias) & mask;
    for (; aliases->slots[slot] != 0 && found < max; slot = (slot + 1) & mask) {
        const struct cfd_alias_pair *pair = &aliases->pairs[aliases->slots[slot] - 1];

        if (memcmp(pair->alias, alias, CFD_PSEUDONYM_BYTES) == 0)
            memcpy(out_subjects[found++], pair->subject, CFD_PSEUDONYM_BYTES);
    }
    return found;
}
