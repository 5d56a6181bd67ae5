/* SPDX-License-Identifier: Apache-2.0
 * A fixed table of words, made at build time by tools/tables/words.py from data/words/keys.tsv.
 *
 * Open addressing, a slot holds the word itself: an answer is exact. At most half of the slots are
 * taken, so that most words that are not there meet an empty slot first. */
#ifndef CFD_CORE_CLASSIFY_WORD_TABLE_H
#define CFD_CORE_CLASSIFY_WORD_TABLE_H

#include <stdint.h>

#include "core/base/short_text.h"

struct cfdi_word_slot {
    struct cfd_short_text text;
    uint8_t text_bytes; /* 0: empty */
    uint8_t meaning;
};

struct cfdi_word_table {
    const struct cfdi_word_slot *slots;
    uint8_t slot_bits; /* 2^slot_bits slots */
};

extern const struct cfdi_word_table cfdi_key_words; /* meaning: enum cfd_word */

/* The meaning of a word, or 0. */
static inline uint8_t cfdi_word_table_find(const struct cfdi_word_table *table,
                                           struct cfd_bytes word)
{
    const uint64_t mask = (1ull << table->slot_bits) - 1;
    struct cfd_short_text text;

    if (word.len == 0 || word.len > CFD_SHORT_TEXT_MAX_BYTES)
        return 0;
    text = cfd_short_text_read(word);
    for (uint64_t at = cfd_short_text_hash(&text, word.len) >> (64 - table->slot_bits);;
         at = (at + 1) & mask) {
        const struct cfdi_word_slot *slot = &table->slots[at];

        if (slot->text_bytes == 0)
            return 0;
        if (slot->text_bytes == word.len && cfd_short_text_equal(&slot->text, &text))
            return slot->meaning;
    }
}

#endif
