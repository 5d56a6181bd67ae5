/* SPDX-License-Identifier: Apache-2.0
 * The words of a value, folded and looked up. */
#include <string.h>

#include "core/base/utf8.h"
#include "core/classify/letter.h"
#include "core/classify/value.h"
#include "core/classify/word.h"

#define WORD_MAX_BYTES 32u /* longer words are neither job nouns nor legal forms */

/* The small letter of a capital, for the letters that the word lists have; no small letter is longer
 * than its capital. */
static uint32_t to_lower(uint32_t c)
{
    if (!cfdi_is_capital(c))
        return c;
    if (c < 0x100 || (c >= 0x391 && c < 0x400) || (c >= 0x410 && c < 0x430))
        return c + 0x20;
    if (c >= 0x400 && c < 0x410)
        return c + 0x50;
    return c < 0x250 && (c & 1u) == 0 ? c + 1 : c;
}

/* Lower-case copy of a word without its marks, for the word lists. */
static struct cfd_bytes fold_word(struct cfd_bytes word, uint8_t out[WORD_MAX_BYTES])
{
    size_t used = 0;
    size_t length;

    if (word.len > WORD_MAX_BYTES)
        return cfd_bytes_of(NULL, 0);
    for (size_t at = 0; at < word.len; at += length) {
        uint32_t c = word.ptr[at];

        length = 1;
        if (c >= 0x80)
            cfd_utf8_decode(word, at, &c, &length);
        if (c == CFD_UTF8_REPLACEMENT)
            return cfd_bytes_of(NULL, 0);
        if (c != '.' && c != ',' && c != '(' && c != ')') /* S.A., Ltd., (Pty) */
            used += cfd_utf8_encode(to_lower(c), out + used);
    }
    return cfd_bytes_of(out, used);
}

static void read_word(struct cfd_bytes word, bool is_last_of_many, struct cfd_value_words *words)
{
    uint8_t folded_text[WORD_MAX_BYTES];
    uint8_t known = cfd_word_known(fold_word(word, folded_text));

    words->has_job_noun |= (known & CFD_KNOWN_JOB_NOUN) != 0;
    words->has_department |= (known & CFD_KNOWN_DEPARTMENT) != 0;
    words->has_legal_form |= is_last_of_many && (known & CFD_KNOWN_LEGAL_FORM) != 0;
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
    struct cfd_value_words words = {0};
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
