/* SPDX-License-Identifier: Apache-2.0
 * The remembered keys, each whole in its slot. */
#include "core/classify/key_memory.h"

#include <string.h>

#include "core/base/short_text.h"

struct slot {
    struct cfd_short_text text;
    uint8_t key_bytes; /* 0: empty */
    struct cfd_key_reading reading;
};

_Static_assert(sizeof(struct slot) <= 32, "two slots to a cache line");

struct cfd_key_memory {
    struct cfd_alloc alloc;
    struct slot slots[CFD_KEY_MEMORY_SLOTS];
};

struct cfd_key_reading cfd_key_memory_read(struct cfd_key_memory *memory, struct cfd_bytes key)
{
    struct cfd_short_text text;
    struct slot *slot;

    if (memory == NULL || key.len == 0 || key.len > CFD_SHORT_TEXT_MAX_BYTES)
        return cfd_key_read(key);
    text = cfd_short_text_read(key);
    slot = &memory->slots[(cfd_short_text_hash(&text, key.len) >> 32) % CFD_KEY_MEMORY_SLOTS];
    if (slot->key_bytes != key.len || !cfd_short_text_equal(&slot->text, &text)) {
        slot->reading = cfd_key_read(key);
        slot->text = text;
        slot->key_bytes = (uint8_t)key.len;
    }
    return slot->reading;
}

enum cfd_status cfd_key_memory_new(const struct cfd_alloc *alloc,
                                   struct cfd_key_memory **out_memory)
{
    struct cfd_key_memory *memory = alloc->alloc(alloc->ctx, sizeof(*memory));

    if (memory == NULL)
        return CFD_ERR_MEMORY;
    memset(memory, 0, sizeof(*memory));
    memory->alloc = *alloc;
    *out_memory = memory;
    return CFD_OK;
}

void cfd_key_memory_free(struct cfd_key_memory *memory)
{
    struct cfd_alloc alloc;

    if (memory == NULL)
        return;
    alloc = memory->alloc;
    cfd_wipe(memory, sizeof(*memory));
    if (alloc.free != NULL)
        alloc.free(alloc.ctx, memory);
}
