/* SPDX-License-Identifier: Apache-2.0
 * Words are looked up in a table made from data/words/keys.tsv: written for this project from the
 * vocabulary of published APIs. */
#include "core/classify/word.h"

#include "core/classify/word_table.h"

enum cfd_word cfd_word_of(struct cfd_bytes word)
{
    uint8_t meaning = cfdi_word_table_find(&cfdi_key_words, word);

    if (meaning == CFD_WORD_UNKNOWN && word.len > 3 && word.ptr[word.len - 1] == 's')
        meaning = cfdi_word_table_find(&cfdi_key_words, cfd_bytes_of(word.ptr, word.len - 1));
    return (enum cfd_word)meaning;
}
