/* SPDX-License-Identifier: Apache-2.0
 * The table as this folder sees it. */
#ifndef CFD_CORE_EXPOSURE_INSIDE_H
#define CFD_CORE_EXPOSURE_INSIDE_H

#include "core/exposure/store.h"
#include "core/exposure/table.h"

#define CFDI_NO_NUMBER UINT32_MAX

/* A who, and where its sights are booked: each credential once, or the address that came alone. */
struct cfdi_who {
    struct cfd_exposure_who who;
    uint32_t booked[CFD_CONSUMERS_MAX];
    uint32_t address; /* CFDI_NO_NUMBER: none came */
    uint8_t booked_count;
};

/* Items and the hash that finds them. */
struct cfdi_set {
    struct cfdi_array items;
    struct cfdi_slots slots;
};

struct cfd_exposure_table {
    struct cfd_alloc alloc;
    struct cfd_hash_key hash_key;
    struct cfdi_set rows;       /* struct cfd_exposure_row */
    struct cfdi_set traffic;    /* struct cfd_exposure_traffic */
    struct cfdi_set consumers;  /* struct cfd_consumer */
    struct cfdi_set endpoints;  /* char * */
    struct cfdi_set whos;       /* struct cfdi_who */
    struct cfdi_slots subjects; /* a row number for each distinct subject */
    uint64_t left_out_count;
};

static inline struct cfdi_set cfdi_set_of(const struct cfd_alloc *alloc, uint32_t item_bytes)
{
    struct cfdi_set set = {cfdi_array_of(alloc, item_bytes), cfdi_slots_of(alloc)};

    return set;
}

static inline void cfdi_set_free(struct cfdi_set *set)
{
    cfdi_array_free(&set->items);
    cfdi_slots_free(&set->slots);
}

/* Adds an item under its hash. CFD_ERR_MEMORY: nothing changed that can be seen. */
CFD_CHECKED static inline enum cfd_status cfdi_set_add(struct cfdi_set *set, uint64_t hash,
                                                       const void *item)
{
    CFD_TRY(cfdi_array_reserve(&set->items));
    CFD_TRY(cfdi_slots_reserve(&set->slots));
    cfdi_slots_add(&set->slots, hash, set->items.count);
    cfdi_array_add(&set->items, item);
    return CFD_OK;
}

#endif
