/* SPDX-License-Identifier: Apache-2.0
 * Arrays in blocks, and open addressing with linear probing at most three quarters full.
 *
 * Slots keep the hash, so that growing moves them without a look at the items. 32 bits of it are
 * enough: a table of 2^32 slots is out of reach of CFD_EXPOSURE_ROWS_MAX by far. */
#include "core/exposure/store.h"

#include <string.h>

#include "core/base/checked.h"

#define ITEMS_PER_BLOCK 1024u
#define BLOCKS_FIRST 16u
#define SLOTS_FIRST 64u

struct cfdi_array cfdi_array_of(const struct cfd_alloc *alloc, uint32_t item_bytes)
{
    struct cfdi_array array = {.alloc = alloc, .item_bytes = item_bytes};

    return array;
}

struct cfdi_slots cfdi_slots_of(const struct cfd_alloc *alloc)
{
    struct cfdi_slots slots = {.alloc = alloc};

    return slots;
}

void cfdi_array_free(struct cfdi_array *array)
{
    for (uint32_t i = 0; i < array->block_count; i++) {
        cfd_wipe(array->blocks[i], (size_t)ITEMS_PER_BLOCK * array->item_bytes);
        array->alloc->free(array->alloc->ctx, array->blocks[i]);
    }
    array->alloc->free(array->alloc->ctx, array->blocks);
    *array = cfdi_array_of(array->alloc, array->item_bytes);
}

void cfdi_slots_free(struct cfdi_slots *slots)
{
    slots->alloc->free(slots->alloc->ctx, slots->slots);
    *slots = cfdi_slots_of(slots->alloc);
}

void *cfdi_array_at(const struct cfdi_array *array, uint32_t number)
{
    return array->blocks[number / ITEMS_PER_BLOCK] +
           (size_t)(number % ITEMS_PER_BLOCK) * array->item_bytes;
}

static enum cfd_status grow_blocks(struct cfdi_array *array)
{
    uint32_t capacity = array->block_capacity == 0 ? BLOCKS_FIRST : array->block_capacity * 2;
    uint8_t **blocks;
    size_t bytes;

    if (!cfd_mul_ok(capacity, sizeof(*blocks), &bytes))
        return CFD_ERR_MEMORY;
    blocks = array->alloc->alloc(array->alloc->ctx, bytes);
    if (blocks == NULL)
        return CFD_ERR_MEMORY;
    if (array->block_count > 0)
        memcpy(blocks, array->blocks, array->block_count * sizeof(*blocks));
    array->alloc->free(array->alloc->ctx, array->blocks);
    array->blocks = blocks;
    array->block_capacity = capacity;
    return CFD_OK;
}

enum cfd_status cfdi_array_reserve(struct cfdi_array *array)
{
    uint8_t *block;

    if (array->count < array->block_count * ITEMS_PER_BLOCK)
        return CFD_OK;
    if (array->block_count == array->block_capacity)
        CFD_TRY(grow_blocks(array));
    block = array->alloc->alloc(array->alloc->ctx, (size_t)ITEMS_PER_BLOCK * array->item_bytes);
    if (block == NULL)
        return CFD_ERR_MEMORY;
    array->blocks[array->block_count++] = block;
    return CFD_OK;
}

void cfdi_array_add(struct cfdi_array *array, const void *item)
{
    memcpy(cfdi_array_at(array, array->count), item, array->item_bytes);
    array->count++;
}

static void place(struct cfdi_slots *slots, struct cfdi_slot slot)
{
    uint32_t at = slot.hash & (slots->capacity - 1);

    while (slots->slots[at].number_plus_1 != 0)
        at = (at + 1) & (slots->capacity - 1);
    slots->slots[at] = slot;
}

enum cfd_status cfdi_slots_reserve(struct cfdi_slots *slots)
{
    struct cfdi_slots larger = cfdi_slots_of(slots->alloc);
    size_t bytes;

    if (slots->count < slots->capacity / 4 * 3)
        return CFD_OK;
    larger.capacity = slots->capacity == 0 ? SLOTS_FIRST : slots->capacity * 2;
    if (!cfd_mul_ok(larger.capacity, sizeof(*larger.slots), &bytes))
        return CFD_ERR_MEMORY;
    larger.slots = slots->alloc->alloc(slots->alloc->ctx, bytes);
    if (larger.slots == NULL)
        return CFD_ERR_MEMORY;
    memset(larger.slots, 0, bytes);
    for (uint32_t i = 0; i < slots->capacity; i++)
        if (slots->slots[i].number_plus_1 != 0)
            place(&larger, slots->slots[i]);
    larger.count = slots->count;
    cfdi_slots_free(slots);
    *slots = larger;
    return CFD_OK;
}

void cfdi_slots_add(struct cfdi_slots *slots, uint64_t hash, uint32_t number)
{
    struct cfdi_slot slot = {(uint32_t)hash, number + 1};

    place(slots, slot);
    slots->count++;
}

struct cfdi_probe cfdi_probe_of(const struct cfdi_slots *slots, uint64_t hash)
{
    struct cfdi_probe probe = {slots, (uint32_t)hash, 0};

    if (slots->capacity > 0)
        probe.at = probe.hash & (slots->capacity - 1);
    return probe;
}

bool cfdi_probe_next(struct cfdi_probe *probe, uint32_t *out_number)
{
    const struct cfdi_slots *slots = probe->slots;
    struct cfdi_slot slot;

    while (slots->capacity > 0) {
        slot = slots->slots[probe->at];
        if (slot.number_plus_1 == 0)
            return false;
        probe->at = (probe->at + 1) & (slots->capacity - 1);
        if (slot.hash == probe->hash) {
            *out_number = slot.number_plus_1 - 1;
            return true;
        }
    }
    return false;
}
