/* SPDX-License-Identifier: Apache-2.0
 * Two tables of open addressing over one array of pairs: one by the whole pair, to know a pair
 * again, one by the alias, to find its subjects. Pairs of one alias are chained, so that a
 * switchboard's number that stands in a million records makes no long probe run. A slot also keeps
 * some bits of the hash: pairs lie all over memory, and are looked at only where these fit. */
#include "daemon/engine/alias.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024u
#define NUMBER_MASK 0x7fffffu /* of a slot; the bits above are those of the hash */

static_assert(CFD_ALIASES_MAX < NUMBER_MASK, "a number and 1 fits beside the tag");

static uint32_t tag_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32) & ~NUMBER_MASK;
}

/* The slot of a pair in `slots`: its own, or the empty one where it belongs. */
static uint32_t *pair_slot(const struct cfd_aliases *aliases, const struct cfd_alias_pair *pair,
                           uint64_t hash)
{
    uint32_t mask = aliases->slot_count - 1;
    uint32_t *slots = aliases->slots;
    uint32_t at = (uint32_t)hash & mask;

    while (slots[at] != 0 &&
           ((slots[at] & ~NUMBER_MASK) != tag_of(hash) ||
            memcmp(&aliases->pairs[(slots[at] & NUMBER_MASK) - 1], pair, sizeof(*pair)) != 0))
        at = (at + 1) & mask;
    return &slots[at];
}

/* Likewise that of an alias in `latest`. */
static uint32_t *alias_slot(const struct cfd_aliases *aliases, const uint8_t *alias, uint64_t hash)
{
    uint32_t mask = aliases->slot_count - 1;
    uint32_t *latest = aliases->latest;
    uint32_t at = (uint32_t)hash & mask;

    while (latest[at] != 0 && ((latest[at] & ~NUMBER_MASK) != tag_of(hash) ||
                               memcmp(aliases->pairs[(latest[at] & NUMBER_MASK) - 1].alias, alias,
                                      CFD_PSEUDONYM_BYTES) != 0))
        at = (at + 1) & mask;
    return &latest[at];
}

static uint64_t pair_hash(const struct cfd_aliases *aliases, const struct cfd_alias_pair *pair)
{
    return cfd_siphash(&aliases->hash_key, pair, sizeof(*pair));
}

static uint64_t alias_hash(const struct cfd_aliases *aliases, const uint8_t *alias)
{
    return cfd_siphash(&aliases->hash_key, alias, CFD_PSEUDONYM_BYTES);
}

static void place(struct cfd_aliases *aliases, uint32_t number)
{
    const struct cfd_alias_pair *pair = &aliases->pairs[number];
    uint64_t of_pair = pair_hash(aliases, pair);
    uint64_t of_alias = alias_hash(aliases, pair->alias);
    uint32_t *latest = alias_slot(aliases, pair->alias, of_alias);

    *pair_slot(aliases, pair, of_pair) = tag_of(of_pair) | (number + 1);
    aliases->earlier[number] = *latest & NUMBER_MASK;
    *latest = tag_of(of_alias) | (number + 1);
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
    *out_is_new =
        aliases->slot_count == 0 || *pair_slot(aliases, pair, pair_hash(aliases, pair)) == 0;
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
    *at = *at == 0 ? *alias_slot(aliases, alias, alias_hash(aliases, alias)) & NUMBER_MASK
                   : aliases->earlier[*at - 1];
    if (*at == 0)
        return false;
    *out_subject = aliases->pairs[*at - 1].subject;
    return true;
}
