/* SPDX-License-Identifier: Apache-2.0
 * Phone numbers as people write them -> '+' and digits, or digits alone.
 *
 *     +49 (0)40 1234-567   0049/40/1234567   tel:+49-40-1234567;ext=9     all +49401234567
 *     +39 (0)6 1234 5678   +39 06 12345678                                +390612345678
 *     040 1234567 x9                                                      0401234567
 *
 * A number without a country's code keeps its digits: which country is meant is not known here.
 * What its country's plan does not hold possible keeps them too, but for zeros in front and the
 * (0). */
#include "lib/crypto/phone.h"

#include "core/classify/phone_number.h"

#define PHONE_DIGITS_MIN 7u

static void put_digits(struct cfdi_writer *writer, const uint8_t *digits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cfdi_put_byte(writer, digits[i]);
}

static size_t zeros_before(const struct cfd_phone_text *text)
{
    size_t count = 0;

    while (count < text->digit_count && text->digits[count] == '0')
        count++;
    return count;
}

static bool put_as_written(struct cfdi_writer *writer, const struct cfd_phone_text *text)
{
    size_t zeros = zeros_before(text);
    bool is_international = text->has_plus || zeros >= 2;
    size_t skip = is_international ? zeros : 0;
    size_t zero_at = is_international && text->has_zero && text->zero_at > skip ? text->zero_at
                                                                                : text->digit_count;
    size_t count = text->digit_count - skip - (zero_at < text->digit_count);

    if (count < PHONE_DIGITS_MIN || count > CFD_PHONE_E164_MAX)
        return false;
    if (is_international)
        cfdi_put_byte(writer, '+');
    put_digits(writer, text->digits + skip, zero_at - skip);
    if (zero_at < text->digit_count)
        put_digits(writer, text->digits + zero_at + 1, text->digit_count - zero_at - 1u);
    return true;
}

/* Whether the plans leave a number as it is, behind its country's code: only such a spelling may be
 * written, lest the normal of the normal be another. */
static bool is_settled(const struct cfd_phone *phone)
{
    struct cfd_phone_text text = {.has_plus = true, .digit_count = phone->digit_count};
    struct cfd_phone again;

    if (phone->form < CFD_PHONE_INTERNATIONAL_POSSIBLE || phone->digit_count < PHONE_DIGITS_MIN ||
        phone->digit_count > CFD_PHONE_E164_MAX)
        return false;
    memcpy(text.digits, phone->digits, phone->digit_count);
    cfd_phone_ask(&text, NULL, 0, &again);
    return again.digit_count == phone->digit_count &&
           memcmp(again.digits, phone->digits, phone->digit_count) == 0;
}

bool cfdi_put_phone(struct cfdi_writer *writer, struct cfd_bytes value)
{
    struct cfd_phone_text text;
    struct cfd_phone phone;

    if (!cfd_phone_read_text(value, &text))
        return false;
    cfd_phone_ask(&text, NULL, 0, &phone);
    if (!is_settled(&phone))
        return put_as_written(writer, &text);
    cfdi_put_byte(writer, '+');
    put_digits(writer, phone.digits, phone.digit_count);
    return true;
}
