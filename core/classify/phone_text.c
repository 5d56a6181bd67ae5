/* SPDX-License-Identifier: Apache-2.0
 * One pass over a text: is it written as a phone number, and how. */
#include "core/classify/phone_number.h"

#include <string.h>

#include "core/base/utf8.h"

#define FULLWIDTH_PLUS 0xff0bu

struct reader {
    struct cfd_bytes text;
    size_t at;
    uint8_t gap; /* marks since the last digit */
};

static bool is_blank(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Without width: soft hyphen, joiners, directions, byte order mark. */
static bool is_invisible(uint32_t c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

static int digit_value(uint32_t c)
{
    static const uint32_t zeros[] = {'0', 0x0660, 0x06f0, 0xff10};

    for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
        if (c >= zeros[i] && c < zeros[i] + 10)
            return (int)(c - zeros[i]);
    return -1;
}

/* The mark that a code point is; 0: none. */
static uint8_t mark_of(uint32_t c)
{
    if (c == '-' || c == 0x2212 || c == 0xff0d || (c >= 0x2010 && c <= 0x2015))
        return CFD_PHONE_MARK_HYPHEN;
    if (c == '.' || c == 0xff0e)
        return CFD_PHONE_MARK_DOT;
    if (c == '/' || c == 0xff0f)
        return CFD_PHONE_MARK_SLASH;
    if (c == '(' || c == ')' || c == 0xff08 || c == 0xff09)
        return CFD_PHONE_MARK_BRACKET;
    return is_blank(c) ? CFD_PHONE_MARK_BLANK : 0;
}

static bool next(struct reader *reader, uint32_t *out_c)
{
    size_t length = 1;

    while (reader->at < reader->text.len) {
        *out_c = reader->text.ptr[reader->at];
        if (*out_c >= 0x80)
            cfd_utf8_decode(reader->text, reader->at, out_c, &length);
        reader->at += length;
        if (!is_invisible(*out_c))
            return true;
        length = 1;
    }
    return false;
}

/* Skips an ASCII word, given in lower case, written in any. */
static bool skip_word(struct reader *reader, const char *word)
{
    size_t length = strlen(word);

    if (reader->text.len - reader->at < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = reader->text.ptr[reader->at + i];

        if ((byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte) != word[i])
            return false;
    }
    reader->at += length;
    return true;
}

/* The digits behind x, #, ext. A letter or a star there is odd: of "0171 xxx" the x is a mask. */
static void read_extension(struct reader *reader, struct cfd_phone_text *text)
{
    uint32_t c;

    while (!text->has_odd_tail && next(reader, &c)) {
        int value = digit_value(c);

        if (value < 0)
            text->has_odd_tail = mark_of(c) == 0 && c != ':' && c != '=' && c != '#' && c != ',';
        else if (text->extension_count < CFD_PHONE_EXTENSION_MAX)
            text->extension[text->extension_count++] = (uint8_t)('0' + value);
        else
            text->has_odd_tail = true;
    }
}

/* Whether what comes from here on is no part of the number. */
static bool is_behind(struct reader *reader, uint32_t c, struct cfd_phone_text *text)
{
    bool is_list = c == ',' || c == ';';
    bool is_sign = c == 'x' || c == 'X' || c == '#';

    if (is_list)
        (void)skip_word(reader, " ");
    if (is_list ? skip_word(reader, "ext") : (c | 0x20u) == 'e' && skip_word(reader, "xt")) {
        (void)(skip_word(reader, "ension") || skip_word(reader, "n"));
        is_sign = true;
    }
    text->has_tail = is_list && !is_sign;
    if (is_sign)
        read_extension(reader, text);
    return is_list || is_sign;
}

static bool add_digit(struct cfd_phone_text *text, struct reader *reader, int value)
{
    bool is_first = text->digit_count == 0;

    if (text->digit_count == CFD_PHONE_WRITTEN_MAX)
        return false;
    if ((is_first || reader->gap != 0) && text->group_count < CFD_PHONE_GROUPS_MAX) {
        if (!is_first)
            text->gap_marks[text->group_count - 1] = reader->gap;
        text->group_count++;
    }
    if (!is_first)
        text->marks |= reader->gap;
    reader->gap = 0;
    text->groups[text->group_count - 1]++;
    text->digits[text->digit_count++] = (uint8_t)('0' + value);
    return true;
}

static bool add_mark(struct cfd_phone_text *text, struct reader *reader, uint32_t c)
{
    uint8_t mark = mark_of(c);

    if (c == '+' || c == FULLWIDTH_PLUS) {
        if (text->has_plus || text->digit_count > 0)
            return false;
        text->has_plus = true;
        return true;
    }
    reader->gap |= mark;
    if (c == '(' && text->digit_count > 0 && !text->has_zero && skip_word(reader, "0)")) {
        text->has_zero = true;
        text->zero_at = text->digit_count;
        if (!add_digit(text, reader, 0))
            return false;
        reader->gap = CFD_PHONE_MARK_BRACKET;
    }
    return mark != 0;
}

bool cfd_phone_read_text(struct cfd_bytes text, struct cfd_phone_text *out_text)
{
    struct cfd_phone_text made = {.has_plus = false};
    struct reader reader = {.text = text};
    uint32_t c;

    if (text.len > CFD_PHONE_MAX_BYTES)
        return false;
    while (skip_word(&reader, " ") || skip_word(&reader, "tel:"))
        continue;
    while (next(&reader, &c)) {
        int value = digit_value(c);

        if (value < 0 && is_behind(&reader, c, &made))
            break;
        if (value >= 0 ? !add_digit(&made, &reader, value) : !add_mark(&made, &reader, c))
            return false;
    }
    if (made.digit_count == 0)
        return false;
    *out_text = made;
    return true;
}
