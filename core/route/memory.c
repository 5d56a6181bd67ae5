/* SPDX-License-Identifier: Apache-2.0
 * What a worker learnt: which words were seen at which place by how many consumers.
 *
 * Four tables of fixed size, taken at once. Their entries are found by keyed 64-bit hashes, so that
 * nobody outside can choose where they lie, and no text of a path is kept:
 *
 *     words      a word at a place   -> the first consumers that showed it
 *     places     what stands before  -> how many different words it has shown
 *     hosts      a host              -> how many templates it has
 *     templates  a whole template    -> known
 *
 * The key of a place is the hash of the host and of every segment as written in the endpoint, one
 * after the other; so the key of a whole template is that of the place behind its last segment,
 * and a word that became literal opens a place of its own. A full table learns nothing more. */
#include "core/route/internal.h"

#include <string.h>

/* Powers of two. Filled to three quarters, where an open table still finds in two steps or so. */
#define WORD_SLOTS 16384u
#define PLACE_SLOTS 16384u
#define TEMPLATE_SLOTS 32768u
#define HOST_SLOTS 512u
#define MEMORY_MAX_BYTES (1024u * 1024u)

#define FILL_MAX(slots) ((slots) / 4u * 3u)

/* Every entry begins with its key; 0 is a free slot. */
struct entry {
    uint64_t key;
};

struct word {
    struct entry entry;
    uint32_t consumers[CFD_ROUTE_CONSUMERS_MIN - 1]; /* short hashes; the last one is not kept */
    uint32_t consumer_count;
};

struct place {
    struct entry entry;
    uint32_t word_count; /* CFD_ROUTE_WORDS_MAX + 1: it is a parameter */
};

struct cfdi_memory_host {
    struct entry entry;
    uint32_t template_count;
};

struct table {
    uint8_t *entries;
    uint32_t entry_bytes;
    uint32_t slot_mask;
    uint32_t count;
    uint32_t count_max;
};

struct cfd_route_memory {
    struct cfd_alloc alloc;
    struct cfd_hash_key hash_key;
    struct table words;
    struct table places;
    struct table templates;
    struct table hosts;
    struct cfdi_memory_host rest;
    struct word word_slots[WORD_SLOTS];
    struct place place_slots[PLACE_SLOTS];
    struct entry template_slots[TEMPLATE_SLOTS];
    struct cfdi_memory_host host_slots[HOST_SLOTS];
};

_Static_assert(sizeof(struct cfd_route_memory) <= MEMORY_MAX_BYTES, "a worker has many tables");
_Static_assert(CFD_ROUTE_HOSTS_MAX <= FILL_MAX(HOST_SLOTS), "every host finds a slot");

static void table_init(struct table *table, void *entries, size_t entry_bytes, uint32_t slot_count,
                       uint32_t count_max)
{
    table->entries = entries;
    table->entry_bytes = (uint32_t)entry_bytes;
    table->slot_mask = slot_count - 1;
    table->count = 0;
    table->count_max = count_max;
}

/* The entry of a key, or the free slot where it would stand. */
static struct entry *table_slot(const struct table *table, uint64_t key)
{
    struct entry *entry;

    for (uint64_t at = key & table->slot_mask;; at = (at + 1) & table->slot_mask) {
        entry = (struct entry *)(void *)(table->entries + at * table->entry_bytes);
        if (entry->key == key || entry->key == 0)
            return entry;
    }
}

/* The entry of a key; NULL: not there. */
static void *table_find(const struct table *table, uint64_t key)
{
    struct entry *entry = table_slot(table, key);

    return entry->key == 0 ? NULL : entry;
}

/* The entry of a key, made where there is none; NULL: the table is full. */
static void *table_add(struct table *table, uint64_t key)
{
    struct entry *entry = table_slot(table, key);

    if (entry->key == key)
        return entry;
    if (table->count == table->count_max)
        return NULL;
    table->count++;
    entry->key = key;
    return entry;
}

enum cfd_status cfd_route_memory_new(const struct cfd_hash_key *hash_key,
                                     const struct cfd_alloc *alloc,
                                     struct cfd_route_memory **out_memory)
{
    struct cfd_route_memory *memory = alloc->alloc(alloc->ctx, sizeof(*memory));

    if (memory == NULL)
        return CFD_ERR_MEMORY;
    memset(memory, 0, sizeof(*memory));
    memory->alloc = *alloc;
    memory->hash_key = *hash_key;
    table_init(&memory->words, memory->word_slots, sizeof(struct word), WORD_SLOTS,
               FILL_MAX(WORD_SLOTS));
    table_init(&memory->places, memory->place_slots, sizeof(struct place), PLACE_SLOTS,
               FILL_MAX(PLACE_SLOTS));
    table_init(&memory->templates, memory->template_slots, sizeof(struct entry), TEMPLATE_SLOTS,
               FILL_MAX(TEMPLATE_SLOTS));
    table_init(&memory->hosts, memory->host_slots, sizeof(struct cfdi_memory_host), HOST_SLOTS,
               CFD_ROUTE_HOSTS_MAX);
    *out_memory = memory;
    return CFD_OK;
}

void cfd_route_memory_free(struct cfd_route_memory *memory)
{
    struct cfd_alloc alloc;

    if (memory == NULL)
        return;
    alloc = memory->alloc;
    cfd_wipe(memory, sizeof(*memory));
    alloc.free(alloc.ctx, memory);
}

struct cfdi_memory_host *cfdi_memory_host(struct cfd_route_memory *memory, struct cfd_bytes host)
{
    return table_add(&memory->hosts, cfdi_memory_key(memory, 0, host));
}

struct cfdi_memory_host *cfdi_memory_rest(struct cfd_route_memory *memory)
{
    return &memory->rest;
}

uint64_t cfdi_memory_key(const struct cfd_route_memory *memory, uint64_t before,
                         struct cfd_bytes text)
{
    /* What stands before goes into the key of the hash: no copy, and nobody knows either half. */
    struct cfd_hash_key key = {memory->hash_key.k0 ^ before, memory->hash_key.k1};
    uint64_t hash = cfd_siphash(&key, text.ptr, text.len);

    return hash == 0 ? 1 : hash;
}

/* Another hash for every word, so that entries do not tell which words a consumer asked for. */
static uint32_t short_hash(const struct cfd_route_memory *memory, uint64_t word,
                           uint64_t consumer_hash)
{
    uint64_t pair[2] = {word, consumer_hash};

    return (uint32_t)cfd_siphash(&memory->hash_key, pair, sizeof(pair));
}

static bool is_parameter(const struct place *place)
{
    return place != NULL && place->word_count > CFD_ROUTE_WORDS_MAX;
}

static void add_word(struct cfd_route_memory *memory, uint64_t place_key, uint64_t word_key,
                     uint64_t consumer_hash)
{
    struct place *place = table_add(&memory->places, place_key);
    struct word *word = place == NULL ? NULL : table_add(&memory->words, word_key);

    if (word == NULL)
        return;
    place->word_count++;
    word->consumers[0] = short_hash(memory, word_key, consumer_hash);
    word->consumer_count = 1;
}

static void add_consumer(const struct cfd_route_memory *memory, struct word *word,
                         uint64_t consumer_hash)
{
    uint32_t hash = short_hash(memory, word->entry.key, consumer_hash);

    for (uint32_t i = 0; i < word->consumer_count; i++) {
        if (word->consumers[i] == hash)
            return;
    }
    if (word->consumer_count < CFD_ROUTE_CONSUMERS_MIN - 1)
        word->consumers[word->consumer_count] = hash;
    word->consumer_count++;
}

bool cfdi_memory_word(struct cfd_route_memory *memory, uint64_t place, uint64_t word,
                      uint64_t consumer_hash)
{
    struct word *known;

    if (is_parameter(table_find(&memory->places, place)))
        return false;
    known = table_find(&memory->words, word);
    if (consumer_hash != 0 && known == NULL)
        add_word(memory, place, word, consumer_hash);
    else if (consumer_hash != 0 && known->consumer_count < CFD_ROUTE_CONSUMERS_MIN)
        add_consumer(memory, known, consumer_hash);
    return known != NULL && known->consumer_count >= CFD_ROUTE_CONSUMERS_MIN;
}

bool cfdi_memory_template(struct cfd_route_memory *memory, struct cfdi_memory_host *host,
                          uint64_t template_key)
{
    if (table_find(&memory->templates, template_key) != NULL)
        return true;
    if (host->template_count == CFD_ROUTE_TEMPLATES_MAX ||
        table_add(&memory->templates, template_key) == NULL)
        return false;
    host->template_count++;
    return true;
}
