/* SPDX-License-Identifier: Apache-2.0
 * One pass over a value: what it is made of. */
#include "core/classify/value.h"

#include <string.h>

#include "core/base/utf8.h"
#include "core/classify/word.h"

#define WORD_MAX_BYTES 32u /* longer words are neither job nouns nor legal forms */

static bool is_ascii_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Capital letters of the scripts that have case: ASCII, Latin-1, Latin Extended-A and -B (even code
 * points, nearly), Greek, Cyrillic. */
static bool is_capital(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c < 0x100)
        return c >= 0xc0 && c <= 0xde && c != 0xd7;
    if (c < 0x250)
        return (c & 1u) == 0 || (c >= 0x139 && c <= 0x148) || (c >= 0x178 && c <= 0x17e);
    if (c < 0x400)
        return c >= 0x386 && c <= 0x3ab;
    if (c < 0x530)
        return c < 0x430 || (c >= 0x460 && (c & 1u) == 0);
    return c >= 0x1e00 && c < 0x1f00 && (c & 1u) == 0;
}

static bool has_case(uint32_t c)
{
    return c < 0x530 || (c >= 0x1e00 && c < 0x2000);
}

/* Letters beyond ASCII: everything but the blocks of punctuation, symbols and private use. */
static bool is_other_letter(uint32_t c)
{
    if (c < 0xc0)
        return c == 0xaa || c == 0xb5 || c == 0xba;
    return c != 0xd7 && c != 0xf7 && !(c >= 0x2000 && c < 0x2c00) && !(c >= 0x3000 && c < 0x3041) &&
           !(c >= 0xd800 && c < 0xf900) && !(c >= 0xfe00 && c < 0xfe70) && c < 0x1f000 &&
           c != 0xfffd;
}

static bool is_phone_mark(uint32_t c)
{
    return c == '+' || c == '(' || c == ')' || c == '-' || c == '.' || c == '/' || c == ' ' ||
           c == 0xa0 || c == 0x2010 || c == 0x2011;
}

static bool is_name_mark(uint32_t c)
{
    return c == '-' || c == '\'' || c == '.' || c == ',' || c == 0xb7 || c == 0x2019 || c == '(' ||
           c == ')' || c == 0x30fb || c == '&';
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x3000;
}

/* The small letter of a capital, for the letters that the word lists have; no small letter is longer
 * than its capital. */
static uint32_t to_lower(uint32_t c)
{
    if (!is_capital(c))
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

static void read_word(struct cfd_bytes word, bool is_last, struct cfd_value_form *form)
{
    uint8_t folded_text[WORD_MAX_BYTES];
    struct cfd_bytes folded = fold_word(word, folded_text);
    uint32_t first;
    size_t length;

    cfd_utf8_decode(word, 0, &first, &length);
    form->word_count++;
    if (is_capital(first) || (is_other_letter(first) && !has_case(first)))
        form->capital_count++;
    else if (is_ascii_letter(first) || is_other_letter(first))
        form->lower_count++;
    if (folded.len == 0)
        return;
    if (cfd_word_is_job(folded))
        form->has_job_noun = true;
    if (cfd_word_is_department(folded))
        form->has_department = true;
    if (is_last && form->word_count > 1)
        form->has_legal_form |= cfd_word_is_legal_form(folded) != 0;
}

static void read_code_point(uint32_t c, size_t at, struct cfd_value_form *form)
{
    if (c >= '0' && c <= '9') {
        form->digit_count++;
        return;
    }
    if (!is_phone_mark(c))
        form->has_phone_only = false;
    if (is_ascii_letter(c) || is_other_letter(c)) {
        form->letter_count++;
        return;
    }
    if (c == '+' && at == 0)
        form->has_plus_first = true;
    else if (is_phone_mark(c) && form->digit_count > 0)
        form->has_grouping = true;
    if (c == '@')
        form->has_at = true;
    if (!is_blank(c) && !is_name_mark(c))
        form->has_odd = true;
}

void cfd_value_read_form(struct cfd_bytes text, struct cfd_value_form *out_form)
{
    struct cfd_value_form form = {.has_phone_only = true};
    size_t word_start = 0;
    size_t at = 0;

    while (at < text.len) {
        uint32_t c;
        size_t length;

        cfd_utf8_decode(text, at, &c, &length);
        read_code_point(c, at, &form);
        if (is_blank(c)) {
            if (at > word_start)
                read_word(cfd_bytes_of(text.ptr + word_start, at - word_start), false, &form);
            word_start = at + length;
        }
        at += length;
    }
    if (at > word_start)
        read_word(cfd_bytes_of(text.ptr + word_start, at - word_start), true, &form);
    *out_form = form;
}
