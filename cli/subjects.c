/* SPDX-License-Identifier: Apache-2.0
 * Open addressing. A pseudonym is a MAC under a random key, so its first bytes are a hash already
 * that no input can steer. */
#include "cli/subjects.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024u

static const uint8_t zero[CFD_PSEUDONYM_BYTES];

static bool is_free(const uint8_t slot[CFD_PSEUDONYM_BYTES])
{
    return memcmp(slot, zero, CFD_PSEUDONYM_BYTES) == 0;
}

/* The slot that holds the pseudonym, or the free one where it belongs. */
static uint8_t *find(struct subjects *subjects, const uint8_t pseudonym[CFD_PSEUDONYM_BYTES])
{
    size_t at;

    memcpy(&at, pseudonym, sizeof(at));
    for (;; at++) {
        uint8_t *slot = subjects->slots[at & (subjects->slot_count - 1)];

        if (is_free(slot) || memcmp(slot, pseudonym, CFD_PSEUDONYM_BYTES) == 0)
            return slot;
    }
}

static enum cfd_status grow(struct subjects *subjects)
{
    struct subjects larger = {
        .slot_count = subjects->slot_count == 0 ? SLOTS_FIRST : subjects->slot_count * 2,
        .count = subjects->count,
        .has_zero = subjects->has_zero,
    };

    larger.slots = calloc(larger.slot_count, sizeof(*larger.slots));
    if (larger.slots == NULL)
        return CFD_ERR_MEMORY;
    for (size_t i = 0; i < subjects->slot_count; i++)
        if (!is_free(subjects->slots[i]))
            memcpy(find(&larger, subjects->slots[i]), subjects->slots[i], CFD_PSEUDONYM_BYTES);
    cfdi_subjects_deinit(subjects);
    *subjects = larger;
    return CFD_OK;
}

enum cfd_status cfdi_subjects_add(struct subjects *subjects,
                                  const uint8_t pseudonym[CFD_PSEUDONYM_BYTES])
{
    uint8_t *slot;

    if (is_free(pseudonym)) {
        subjects->count += subjects->has_zero ? 0 : 1;
        subjects->has_zero = true;
        return CFD_OK;
    }
    if (subjects->count >= subjects->slot_count / 4 * 3)
        CFD_TRY(grow(subjects));
    slot = find(subjects, pseudonym);
    if (is_free(slot)) {
        memcpy(slot, pseudonym, CFD_PSEUDONYM_BYTES);
        subjects->count++;
    }
    return CFD_OK;
}

void cfdi_subjects_deinit(struct subjects *subjects)
{
    if (subjects->slots != NULL)
        cfd_wipe(subjects->slots, subjects->slot_count * sizeof(*subjects->slots));
    free(subjects->slots);
    memset(subjects, 0, sizeof(*subjects));
}
