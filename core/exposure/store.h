/* SPDX-License-Identifier: Apache-2.0
 * What the exposure table is made of: arrays whose items never move, and hashes of item numbers.
 *
 * An array grows by whole blocks, so that a pointer into it stays good and growing copies nothing
 * but block addresses. Slots know hashes and item numbers only; comparing items is the caller's:
 *
 *     for (probe = cfdi_probe_of(&slots, hash); cfdi_probe_next(&probe, &number);)
 *         if (the item of that number is the one looked for)
 *             ...
 *
 * Both start as zeros with their allocator set, and may be freed at any moment. */
#ifndef CFD_CORE_EXPOSURE_STORE_H
#define CFD_CORE_EXPOSURE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

struct cfdi_array {
    const struct cfd_alloc *alloc;
    uint8_t **blocks;
    uint32_t item_bytes;
    uint32_t count;
    uint32_t block_count;
    uint32_t block_capacity;
};

struct cfdi_slot {
    uint32_t hash;
    uint32_t number_plus_1; /* 0: empty */
};

struct cfdi_slots {
    const struct cfd_alloc *alloc;
    struct cfdi_slot *slots;
    uint32_t capacity; /* 0 or a power of two */
    uint32_t count;
};

struct cfdi_probe {
    const struct cfdi_slots *slots;
    uint32_t hash;
    uint32_t at;
};

struct cfdi_array cfdi_array_of(const struct cfd_alloc *alloc, uint32_t item_bytes);
struct cfdi_slots cfdi_slots_of(const struct cfd_alloc *alloc);
void cfdi_array_free(struct cfdi_array *array); /* wipes */
void cfdi_slots_free(struct cfdi_slots *slots);

/* The item of that number, which must be below count. */
void *cfdi_array_at(const struct cfdi_array *array, uint32_t number);

/* Makes room for one more item (one more number), so that the next add cannot fail.
 * CFD_ERR_MEMORY: nothing changed. */
CFD_CHECKED enum cfd_status cfdi_array_reserve(struct cfdi_array *array);
CFD_CHECKED enum cfd_status cfdi_slots_reserve(struct cfdi_slots *slots);

/* Copies the item in as number count; room was reserved. */
void cfdi_array_add(struct cfdi_array *array, const void *item);
void cfdi_slots_add(struct cfdi_slots *slots, uint64_t hash, uint32_t number);

struct cfdi_probe cfdi_probe_of(const struct cfdi_slots *slots, uint64_t hash);
/* Tells the next number that was added with a like hash; false: there is none left. */
bool cfdi_probe_next(struct cfdi_probe *probe, uint32_t *out_number);

#endif
