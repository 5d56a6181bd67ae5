/* SPDX-License-Identifier: Apache-2.0
 * The decoders' memory: counted against a budget that several share, wiped before it goes back. */
#include "lib/coding/stage.h"

#include "core/base/checked.h"

union block_head {
    size_t size_bytes;
    max_align_t align;
};

static bool has_room(const struct cfdi_memory *memory, size_t size_bytes)
{
    const struct cfd_decoder_budget *budget = memory->budget;

    if (memory->asked_bytes_max - memory->asked_bytes < size_bytes)
        return false;
    return budget == NULL || (budget->used_bytes <= budget->max_bytes &&
                              budget->max_bytes - budget->used_bytes >= size_bytes);
}

void *cfdi_memory_get(struct cfdi_memory *memory, size_t size_bytes)
{
    union block_head *head;

    if (!cfd_add_ok(size_bytes, sizeof(*head), &size_bytes) || !has_room(memory, size_bytes)) {
        memory->is_limit_reached = true;
        return NULL;
    }
    head = memory->alloc.alloc(memory->alloc.ctx, size_bytes);
    if (head == NULL)
        return NULL;
    head->size_bytes = size_bytes;
    memory->asked_bytes += size_bytes;
    if (memory->budget != NULL)
        memory->budget->used_bytes += size_bytes;
    return head + 1;
}

void cfdi_memory_put(struct cfdi_memory *memory, void *block)
{
    union block_head *head;
    size_t size_bytes;

    if (block == NULL)
        return;
    head = (union block_head *)block - 1;
    size_bytes = head->size_bytes;
    if (memory->budget != NULL)
        memory->budget->used_bytes -= size_bytes;
    cfd_wipe(head, size_bytes);
    memory->alloc.free(memory->alloc.ctx, head);
}

enum cfd_status cfdi_memory_status(const struct cfdi_memory *memory)
{
    return memory->is_limit_reached ? CFD_ERR_LIMIT : CFD_ERR_MEMORY;
}
