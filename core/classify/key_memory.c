/* SPDX-License-Identifier: Apache-2.0
 * The remembered keys. A key of up to 24 bytes is held as three words: its first 8 bytes, the next
 * 8, and its last 8. With the length they say the whole key, and reading them needs no loop. */
#include "core/classify/key_memory.h"

#include <string.h>

struct text {
    uint64_t words[CFD_KEY_MEMORY_TEXT_BYTES / 8];
};

struct slot {
    struct text text;
    uint8_t key_bytes; /* 0: empty */
    struct cfd_key_reading reading;
};

_Static_assert(sizeof(struct slot) <= 32, "two slots to a cache line");

struct cfd_key_memory {
    struct cfd_alloc alloc;
    struct slot slots[CFD_KEY_MEMORY_SLOTS];
};

static uint64_t read_8(const uint8_t *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

static uint64_t read_4(const uint8_t *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

/* 1..24 bytes. */
static struct text read_text(struct cfd_bytes key)
{
    struct text text = {{0}};
    const uint8_t *end = key.ptr + key.len;

    if (key.len >= 8) {
        text.words[0] = read_8(key.ptr);
        text.words[2] = read_8(end - 8);
        if (key.len > 16)
            text.words[1] = read_8(key.ptr + 8);
    } else if (key.len >= 4) {
        text.words[0] = read_4(key.ptr) | read_4(end - 4) << 32;
    } else {
        text.words[0] =
            (uint64_t)key.ptr[0] | (uint64_t)key.ptr[key.len / 2] << 8 | (uint64_t)end[-1] << 16;
    }
    return text;
}

static struct slot *slot_of(struct cfd_key_memory *memory, const struct text *text, size_t bytes)
{
    uint64_t hash = (text->words[0] ^ bytes) * 0x9e3779b97f4a7c15u;

    hash ^= (text->words[1] + (text->words[2] << 1)) * 0xc2b2ae3d27d4eb4fu;
    hash *= 0x9e3779b97f4a7c15u;
    return &memory->slots[(hash >> 40) % CFD_KEY_MEMORY_SLOTS];
}

static bool is_text(const struct slot *slot, const struct text *text, size_t bytes)
{
    return slot->key_bytes == bytes && slot->text.words[0] == text->words[0] &&
           slot->text.words[1] == text->words[1] && slot->text.words[2] == text->words[2];
}

struct cfd_key_reading cfd_key_memory_read(struct cfd_key_memory *memory, struct cfd_bytes key)
{
    struct text text;
    struct slot *slot;

    if (memory == NULL || key.len == 0 || key.len > CFD_KEY_MEMORY_TEXT_BYTES)
        return cfd_key_read(key);
    text = read_text(key);
    slot = slot_of(memory, &text, key.len);
    if (!is_text(slot, &text, key.len)) {
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
