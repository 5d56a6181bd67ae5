/* SPDX-License-Identifier: Apache-2.0
 * Phone numbers as people write them -> '+' and digits, or digits alone.
 *
 *     +49 (0)40 1234-567   0049/40/1234567   tel:+49-40-1234567;ext=9     all +49401234567
 *     040 1234567 x9                                                      0401234567
 *
 * A number without a country's code keeps its digits: which country is meant is not known here. */
#include "lib/crypto/phone.h"

#include "lib/crypto/fold.h"

#define PHONE_DIGITS_MIN 7u
#define PHONE_DIGITS_MAX 15u /* E.164 */
#define FULLWIDTH_PLUS 0xff0bu

struct phone {
    uint8_t digits[PHONE_DIGITS_MAX];
    size_t digit_count;
    bool is_international;
};

static bool is_separator(uint32_t code_point)
{
    switch (code_point) {
    case ' ':
    case '-':
    case '.':
    case '(':
    case ')':
    case '/':
    case 0x2212: /* minus */
        return true;
    default:
        return code_point >= 0x2010 && code_point <= 0x2015; /* hyphens and dashes */
    }
}

/* What comes from here on is an extension: x12, #12, ;ext=12, ext. 12, or a second number. */
static bool begins_extension(struct cfdi_reader ahead, uint32_t code_point)
{
    switch (code_point) {
    case 'x':
    case 'X':
    case '#':
    case ';':
    case ',':
        return true;
    case 'e':
    case 'E':
        return cfdi_skip_word(&ahead, "xt");
    default:
        return false;
    }
}

/* 00 in front is the same as +; no country's code begins with 0. */
static bool add_digit(struct phone *phone, int value)
{
    if (value == 0 && phone->digit_count == 0 && phone->is_international)
        return true;
    if (value == 0 && phone->digit_count == 1 && phone->digits[0] == '0') {
        phone->is_international = true;
        phone->digit_count = 0;
        return true;
    }
    if (phone->digit_count == PHONE_DIGITS_MAX)
        return false;
    phone->digits[phone->digit_count++] = (uint8_t)('0' + value);
    return true;
}

static bool add_plus(struct phone *phone)
{
    if (phone->is_international || phone->digit_count > 0)
        return false;
    phone->is_international = true;
    return true;
}

/* Reads what is no digit. The (0) in +49 (0)40 is for callers inside the country and no part of
 * the number. */
static bool read_mark(struct phone *phone, struct cfdi_reader *reader, uint32_t code_point)
{
    if (code_point == '+' || code_point == FULLWIDTH_PLUS)
        return add_plus(phone);
    if (code_point == '(' && phone->is_international)
        (void)cfdi_skip_word(reader, "0)");
    return is_separator(code_point);
}

static bool read_phone(struct phone *phone, struct cfdi_reader *reader)
{
    uint32_t code_point;

    while (cfdi_next(reader, &code_point)) {
        int value = cfdi_digit_value(code_point);

        if (value < 0 && begins_extension(*reader, code_point))
            return true;
        if (value >= 0 ? !add_digit(phone, value) : !read_mark(phone, reader, code_point))
            return false;
    }
    return true;
}

bool cfdi_put_phone(struct cfdi_writer *writer, struct cfd_bytes value)
{
    struct phone phone = {.digit_count = 0};
    struct cfdi_reader reader = cfdi_read(value);

    while (cfdi_skip_word(&reader, " ") || cfdi_skip_word(&reader, "tel:"))
        continue;
    if (!read_phone(&phone, &reader) || phone.digit_count < PHONE_DIGITS_MIN)
        return false;
    if (phone.is_international)
        cfdi_put_byte(writer, '+');
    for (size_t i = 0; i < phone.digit_count; i++)
        cfdi_put_byte(writer, phone.digits[i]);
    return true;
}
