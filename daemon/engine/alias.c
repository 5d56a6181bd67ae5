/* SPDX-License-Identifier: Apache-2.0
 * Two tables of open addressing over one array of pairs: one by the whole pair, to know a pair
 * again, one by the alias, to find its subjects. Pairs of one alias are chained, so that a
 * switchboard's number that stands in a million records makes no long probe run. */
#include "daemon/engine/alias.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024u

/* The slot of a pair in `slots`: its own, or the empty one where it belongs. */
static uint32_t *pair_slot(const struct cfd_aliases *aliases, const struct cfd_alias_pair *pair)
{
    uint32_t mask = aliases->slot_count - 1;
    uint32_t at = (uint32_t)cfd_siphash(&aliases->hash_key, pair, sizeof(*pair)) & mask;

    while (aliases->slots[at] != 0 &&
           memcmp(&aliases->pairs[aliases->slots[at] - 1], pair, sizeof(*pair)) != 0)
        at = (at + 1) & mask;
    return &aliases->slots[at];
}

/* Likewise that of an alias in `latest`. */
static uint32_t *alias_slot(const struct cfd_aliases *aliases, const uint8_t *alias)
{
    uint32_t mask = aliases->slot_count - 1;
    uint32_t at = (uint32_t)cfd_siphash(&aliases->hash_key, alias, CFD_PSEUDONYM_BYTES) & mask;

    while (aliases->latest[at] != 0 &&
           memcmp(aliases->pairs[aliases->latest[at] - 1].alias, alias, CFD_PSEUDONYM_BYTES) != 0)
        at = (at + 1) & mask;
    return &aliases->latest[at];
}

static void place(struct cfd_aliases *aliases, uint32_t number)
{
    const struct cfd_alias_pair *pair = &aliases->pairs[number];
    uint32_t *latest = alias_slot(aliases, pair->alias);

    *pair_slot(aliases, pair) = number + 1;
    aliases->earlier[number] = *latest;
    *latest = number + 1;
}

static void *grow(void *items, uint32_t count, size_t item_bytes)
{
    return realloc(items, count * item_bytes);
}

/* Gives both tables that many slots. CFD_ERR_MEMORY: they are as before. */
static enum cfd_status spread(struct cfd_aliases *aliases, uint32_t slot_count)
{
    uint32_t *slots = calloc(slot_count, sizeof(*slots));
    uint32_t *latest = calloc(slot_count, sizeof(*latest));

    if (slots == NULL || latest == NULL) {
        free(slots);
        free(latest);
        return CFD_ERR_MEMORY;
    }
    free(aliases->slots);
    free(aliases->latest);
    aliases->slots = slots;
    aliases->latest = latest;
    aliases->slot_count = slot_count;
    for (uint32_t i = 0; i < aliases->count; i++)
        place(aliases, i);
    return CFD_OK;
}

/* Room for one more pair, with slots at most half full. */
static enum cfd_status reserve(struct cfd_aliases *aliases)
{
    uint32_t slot_count = aliases->slot_count == 0 ? SLOTS_FIRST : 2 * aliases->slot_count;
    struct cfd_alias_pair *pairs;
    uint32_t *earlier;

    if (aliases->count < aliases->slot_count / 2)
        return CFD_OK;
    if (aliases->count >= CFD_ALIASES_MAX)
        return CFD_ERR_FULL;
    pairs = grow(aliases->pairs, slot_count / 2, sizeof(*pairs));
    if (pairs == NULL)
        return CFD_ERR_MEMORY;
    aliases->pairs = pairs;
    earlier = grow(aliases->earlier, slot_count / 2, sizeof(*earlier));
    if (earlier == NULL)
        return CFD_ERR_MEMORY;
    aliases->earlier = earlier;
    return spread(aliases, slot_count);
}

void cfd_aliases_init(struct cfd_aliases *aliases, const struct cfd_hash_key *hash_key)
{
    memset(aliases, 0, sizeof(*aliases));
    aliases->hash_key = *hash_key;
}

void cfd_aliases_deinit(struct cfd_aliases *aliases)
{
    free(aliases->pairs);
    free(aliases->earlier);
    free(aliases->slots);
    free(aliases->latest);
    memset(aliases, 0, sizeof(*aliases));
}

enum cfd_status cfd_aliases_put(struct cfd_aliases *aliases, const struct cfd_alias_pair *pair,
                                bool *out_is_new)
{
    *out_is_new = aliases->slot_count == 0 || *pair_slot(aliases, pair) == 0;
    if (!*out_is_new)
        return CFD_OK;
    CFD_TRY(reserve(aliases));
    aliases->pairs[aliases->count] = *pair;
    place(aliases, aliases->count++);
    return CFD_OK;
}

bool cfd_aliases_next(const struct cfd_aliases *aliases, const uint8_t alias[CFD_PSEUDONYM_BYTES],
                      uint32_t *at, const uint8_t **out_subject)
{
    if (aliases->slot_count == 0)
        return false;
    *at = *at == 0 ? *alias_slot(aliases, alias) : aliases->earlier[*at - 1];
    if (*at == 0)
        return false;
    *out_subject = aliases->pairs[*at - 1].subject;
    return true;
}
