/* SPDX-License-Identifier: Apache-2.0
 * The words of a value, folded and looked up. */
#include "core/base/utf8.h"
#include "core/classify/gazetteer.h"
#include "core/classify/letter.h"
#include "core/classify/value.h"

/* Words that make a value a thing's or a place's, unless a name says otherwise. */
#define PLAIN_WORDS \
    (CFD_KNOWN_ORDINARY | CFD_KNOWN_PLACE | CFD_KNOWN_JOB_NOUN | CFD_KNOWN_DEPARTMENT)

#define COMMON_NAMES (CFD_KNOWN_GIVEN_COMMON | CFD_KNOWN_FAMILY_COMMON)

static bool is_bracket(uint8_t c)
{
    return c == '(' || c == ')' || c == ',';
}

static void read_word(struct cfd_bytes word, bool is_last_of_many, struct cfd_value_words *words)
{
    uint8_t folded[CFD_FOLD_BYTES];
    size_t folded_bytes;
    uint16_t known;

    while (word.len > 0 && is_bracket(word.ptr[0]))
        word = cfd_bytes_of(word.ptr + 1, word.len - 1);
    while (word.len > 0 && is_bracket(word.ptr[word.len - 1]))
        word.len--;
    folded_bytes = word.len == 0 ? 0 : cfd_fold_word(word, folded);
    known = folded_bytes == 0 ? 0 : cfd_known_of_hash(cfd_known_hash(folded, folded_bytes));
    words->has_job_noun |= (known & CFD_KNOWN_JOB_NOUN) != 0;
    words->has_department |= (known & CFD_KNOWN_DEPARTMENT) != 0;
    words->has_organisation |= (known & CFD_KNOWN_ORG) != 0;
    words->has_legal_form |= is_last_of_many && (known & CFD_KNOWN_LEGAL_FORM) != 0;
    words->has_name |=
        (known & (CFD_KNOWN_GIVEN | CFD_KNOWN_FAMILY)) != 0 &&
        ((known & (PLAIN_WORDS | CFD_KNOWN_ORG)) == 0 || (known & COMMON_NAMES) != 0);
    words->has_ordinary |= (known & (PLAIN_WORDS | CFD_KNOWN_ORG)) != 0;
    words->is_ordinary &= (known & PLAIN_WORDS) != 0 && (known & COMMON_NAMES) == 0;
}

/* The length of a blank at text[at], or 0. */
static size_t blank_bytes(struct cfd_bytes text, size_t at)
{
    uint32_t c = text.ptr[at];
    size_t length = 1;

    if (c >= 0x80)
        cfd_utf8_decode(text, at, &c, &length);
    return cfdi_is_blank(c) ? length : 0;
}

void cfd_value_read_words(struct cfd_bytes text, struct cfd_value_words *out_words)
{
    struct cfd_value_words words = {.is_ordinary = text.len > 0};
    unsigned word_count = 0;

    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        size_t skipped = 0;

        while (at < text.len && (skipped = blank_bytes(text, at)) == 0)
            at++;
        if (at > start)
            read_word(cfd_bytes_of(text.ptr + start, at - start), at == text.len && word_count > 0,
                      &words);
        word_count += at > start;
        at += skipped;
    }
    *out_words = words;
}
