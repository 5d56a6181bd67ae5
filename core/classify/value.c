/* SPDX-License-Identifier: Apache-2.0
 * One pass over a value: what it is made of.
 *
 * Most values are ASCII: their bytes are counted by class, eight counts in one word, a byte of it
 * each. Others are read by code points. Both give the same answer (tests/unit/test_value.c). */
#include "core/classify/value.h"

#include <string.h>

#include "core/base/utf8.h"
#include "core/classify/letter.h"

/* A count is one byte wide: so many bytes are counted before it could run over. */
#define COUNTED_MAX_BYTES 255u

/* The classes, each the place of its count. */
enum {
    CLASS_DIGIT = 0,
    CLASS_LETTER = 8,
    CLASS_BLANK = 16,
    CLASS_MARK = 24,       /* of names and of phones: - . ( ) */
    CLASS_PHONE_MARK = 32, /* of phones alone: + / */
    CLASS_NAME_MARK = 40,  /* of names alone: ' , & */
    CLASS_AT = 48,
    CLASS_ODD = 56,
};

#define D (1ull << CLASS_DIGIT)
#define L (1ull << CLASS_LETTER)
#define B (1ull << CLASS_BLANK)
#define M (1ull << CLASS_MARK)
#define P (1ull << CLASS_PHONE_MARK)
#define N (1ull << CLASS_NAME_MARK)
#define A (1ull << CLASS_AT)
#define O (1ull << CLASS_ODD)

/* clang-format off */
static const uint64_t classes[128] = {
    O, O, O, O, O, O, O, O, O, B, B, O, O, B, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    B, O, O, O, O, O, N, N, M, M, O, P, N, M, M, P, /* blank to / */
    D, D, D, D, D, D, D, D, D, D, O, O, O, O, O, O,
    A, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, O, O, O, O, O,
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, O, O, O, O, O,
};
/* clang-format on */

#undef D
#undef L
#undef B
#undef M
#undef P
#undef N
#undef A
#undef O

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

static uint16_t count_of(uint64_t counts, unsigned class_at)
{
    return (uint16_t)((counts >> class_at) & 0xffu);
}

/* A word begins: how its first letter is written. */
static void begin_word(uint32_t c, struct cfd_value_form *form)
{
    form->word_count++;
    if (cfdi_is_capital(c) || (cfdi_is_other_letter(c) && !cfdi_has_case(c)))
        form->capital_count++;
    else if (cfdi_is_ascii_letter(c) || cfdi_is_other_letter(c))
        form->lower_count++;
}

static bool is_ascii(struct cfd_bytes text)
{
    uint8_t all = 0;

    for (size_t at = 0; at < text.len; at++)
        all |= text.ptr[at];
    return all < 0x80;
}

/* Words and grouping hang on the order of the bytes. */
static void read_ascii_order(struct cfd_bytes text, struct cfd_value_form *form)
{
    bool is_before_word = true;
    bool has_digit = false;

    for (size_t at = 0; at < text.len; at++) {
        uint8_t c = text.ptr[at];

        if (cfdi_is_blank(c)) {
            is_before_word = true;
            form->has_grouping |= has_digit && c == ' ';
            continue;
        }
        if (is_before_word)
            begin_word(c, form);
        is_before_word = false;
        form->has_grouping |= has_digit && is_phone_mark(c);
        has_digit |= c >= '0' && c <= '9';
    }
}

/* At most COUNTED_MAX_BYTES of ASCII. */
static void read_ascii(struct cfd_bytes text, struct cfd_value_form *form)
{
    uint64_t counts = 0;

    for (size_t at = 0; at < text.len; at++)
        counts += classes[text.ptr[at]];
    form->digit_count = count_of(counts, CLASS_DIGIT);
    form->letter_count = count_of(counts, CLASS_LETTER);
    form->has_at = count_of(counts, CLASS_AT) > 0;
    form->has_plus_first = text.ptr[0] == '+';
    form->has_odd =
        form->has_at || count_of(counts, CLASS_ODD) > 0 || count_of(counts, CLASS_PHONE_MARK) > 0;
    form->has_phone_only = form->letter_count == 0 && !form->has_at &&
                           count_of(counts, CLASS_ODD) == 0 &&
                           count_of(counts, CLASS_NAME_MARK) == 0;
    read_ascii_order(text, form);
}

static void read_code_point(uint32_t c, size_t at, struct cfd_value_form *form)
{
    if (c >= '0' && c <= '9') {
        form->digit_count++;
        return;
    }
    if (!is_phone_mark(c) && !(c < 0x80 && cfdi_is_blank(c)))
        form->has_phone_only = false;
    if (cfdi_is_ascii_letter(c) || cfdi_is_other_letter(c)) {
        form->letter_count++;
        return;
    }
    if (c == '+' && at == 0)
        form->has_plus_first = true;
    else if (is_phone_mark(c) && form->digit_count > 0)
        form->has_grouping = true;
    if (c == '@')
        form->has_at = true;
    if (!cfdi_is_blank(c) && !is_name_mark(c))
        form->has_odd = true;
}

static void read_code_points(struct cfd_bytes text, struct cfd_value_form *form)
{
    bool is_before_word = true;
    size_t length;

    form->has_phone_only = true;
    for (size_t at = 0; at < text.len; at += length) {
        uint32_t c;

        cfd_utf8_decode(text, at, &c, &length);
        read_code_point(c, at, form);
        if (!cfdi_is_blank(c) && is_before_word)
            begin_word(c, form);
        is_before_word = cfdi_is_blank(c);
    }
}

void cfd_value_read_form(struct cfd_bytes text, struct cfd_value_form *out_form)
{
    struct cfd_value_form form = {0};

    if (text.len > 0 && text.len <= COUNTED_MAX_BYTES && is_ascii(text))
        read_ascii(text, &form);
    else
        read_code_points(text, &form);
    *out_form = form;
}

void cfd_value_read(struct cfd_value *value)
{
    cfd_value_read_form(value->text, &value->form);
    if (value->claim.kind != CFD_KIND_EMAIL && value->claim.kind != CFD_KIND_PHONE &&
        !value->form.has_at && value->form.letter_count > 0)
        cfd_value_read_words(value->text, &value->words);
}
