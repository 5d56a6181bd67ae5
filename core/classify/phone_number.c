/* SPDX-License-Identifier: Apache-2.0
 * What a written number is: the steps of a telephone exchange, on paper.
 *
 * With a + the country's code comes first. Without one, each hinted region is asked what its people
 * would dial: its prefix for abroad, its own country's code without a +, its national prefix, and
 * at last plain digits. 00 in front means abroad wherever no region says otherwise. */
#include "core/classify/phone_number.h"

#include <string.h>

#include "core/classify/phone_plan.h"

#define POSSIBLE_MIN 7u /* shorter numbers are extensions and short codes */
#define CODE_DIGITS_MAX 3u
#define COUNTRY_DIGITS 10u

/* A national number, and the country it belongs to. */
struct candidate {
    const struct cfdi_phone_country *country;
    struct cfdi_phone_digits national;
    bool has_prefix;
};

static struct cfdi_phone_digits digits_from(const struct cfd_phone_text *text, size_t skip)
{
    struct cfdi_phone_digits digits = {.count = (uint8_t)(text->digit_count - skip)};

    memcpy(digits.ptr, text->digits + skip, digits.count);
    return digits;
}

static void drop(struct cfdi_phone_digits *digits, size_t at, size_t count)
{
    digits->count = (uint8_t)(digits->count - count);
    memmove(digits->ptr + at, digits->ptr + at + count, digits->count - at);
}

static const struct cfdi_phone_territory *main_territory(const struct cfdi_phone_country *country)
{
    return &cfdi_phone_territories[country->main_territory];
}

/* Takes the country's code off the digits; no code is the beginning of another. */
static const struct cfdi_phone_country *take_code(struct cfdi_phone_digits *digits)
{
    const struct cfdi_phone_country *country = NULL;
    uint16_t code = 0;
    size_t count = 0;

    if (digits->count == 0 || digits->ptr[0] == '0')
        return NULL;
    while (country == NULL && count < digits->count && count < CODE_DIGITS_MAX) {
        code = (uint16_t)(code * COUNTRY_DIGITS + (unsigned)(digits->ptr[count++] - '0'));
        country = cfdi_phone_country_of(code);
    }
    if (country != NULL)
        drop(digits, 0, count);
    return country;
}

/* Drops a national prefix where what is left has a length that the plan knows. */
static bool drop_prefix(const struct cfdi_phone_territory *territory,
                        struct cfdi_phone_digits *digits)
{
    struct cfdi_phone_digits without = *digits;
    enum cfdi_phone_length length;

    if (!cfdi_phone_drop_prefix(territory, &without))
        return false;
    length = cfdi_phone_length_of(territory, &without);
    if (length != CFDI_PHONE_LENGTH_FITS && length != CFDI_PHONE_LENGTH_LONG)
        return false;
    *digits = without;
    return true;
}

static bool is_valid(const struct candidate *candidate)
{
    return cfdi_phone_is_in(candidate->country->valid, &candidate->national);
}

static void tell(const struct cfd_phone_text *text, const struct candidate *candidate,
                 enum cfd_phone_form form, struct cfd_phone *out_phone)
{
    struct cfd_phone phone = {.form = form, .country_code = candidate->country->code};
    const struct cfdi_phone_digits *national = &candidate->national;
    unsigned divisor = phone.country_code >= 100 ? 100 : phone.country_code >= 10 ? 10 : 1;

    for (; divisor > 0; divisor /= COUNTRY_DIGITS)
        phone.digits[phone.digit_count++] =
            (uint8_t)('0' + phone.country_code / divisor % COUNTRY_DIGITS);
    memcpy(phone.digits + phone.digit_count, national->ptr, national->count);
    phone.digit_count = (uint8_t)(phone.digit_count + national->count);
    phone.has_national_prefix = candidate->has_prefix;
    if (national->count < text->digit_count)
        phone.dropped_count = (uint8_t)(text->digit_count - national->count);
    *out_phone = phone;
}

/* --- with a country's code ------------------------------------------------------------------ */

/* The digits behind a + or 00. A number that is valid as it stands has no national prefix, even
 * where its first digits look like one. */
static enum cfd_phone_form judge(struct cfdi_phone_digits digits, struct candidate *out_candidate)
{
    struct candidate candidate = {.country = take_code(&digits), .national = digits};

    if (candidate.country == NULL || digits.count > CFDI_PHONE_NATIONAL_MAX + CODE_DIGITS_MAX)
        return CFD_PHONE_NOT;
    if (!is_valid(&candidate))
        candidate.has_prefix = drop_prefix(main_territory(candidate.country), &candidate.national);
    if (candidate.national.count > CFDI_PHONE_NATIONAL_MAX)
        return CFD_PHONE_NOT;
    *out_candidate = candidate;
    if (is_valid(&candidate))
        return CFD_PHONE_INTERNATIONAL_VALID;
    return cfdi_phone_length_of(main_territory(candidate.country), &candidate.national) ==
                   CFDI_PHONE_LENGTH_FITS
               ? CFD_PHONE_INTERNATIONAL_POSSIBLE
               : CFD_PHONE_NOT;
}

/* The (0) belongs to the number in few countries (Italy); elsewhere the prefix is dropped. */
static enum cfd_phone_form ask_world(const struct cfd_phone_text *text, size_t skip,
                                     struct cfd_phone *out_phone)
{
    struct cfdi_phone_digits digits = digits_from(text, skip);
    struct candidate candidate, other;
    enum cfd_phone_form form = judge(digits, &candidate);

    if (form != CFD_PHONE_INTERNATIONAL_VALID && text->has_zero && text->zero_at >= skip) {
        enum cfd_phone_form other_form;

        drop(&digits, text->zero_at - skip, 1);
        other_form = judge(digits, &other);
        if (other_form >= form) {
            form = other_form;
            candidate = other;
        }
    }
    if (form != CFD_PHONE_NOT)
        tell(text, &candidate, form, out_phone);
    return form;
}

/* --- as dialled in a region ------------------------------------------------------------------ */

/* The country's own code without a +: 49 30 123456 in Germany. Only where the digits are no number
 * with it, and one without, or are too many. */
static bool take_own_code(const struct cfdi_phone_territory *territory,
                          struct cfdi_phone_digits *digits)
{
    struct cfdi_phone_digits rest = *digits;
    const struct cfdi_phone_country *country = take_code(&rest);

    if (country == NULL || country->code != territory->code)
        return false;
    (void)cfdi_phone_drop_prefix(territory, &rest);
    if (cfdi_phone_length_of(territory, digits) != CFDI_PHONE_LENGTH_LONG &&
        (cfdi_phone_is_in(territory->general, digits) ||
         !cfdi_phone_is_in(territory->general, &rest)))
        return false;
    *digits = rest;
    return true;
}

static bool ask_region(const struct cfd_phone_text *text, uint16_t region,
                       struct cfd_phone *out_phone)
{
    const struct cfdi_phone_territory *territory = cfdi_phone_territory_of(region);
    struct candidate candidate = {.national = digits_from(text, 0)};
    size_t abroad;

    if (territory == NULL)
        return false;
    abroad = cfdi_phone_international_prefix(territory, &candidate.national);
    if (abroad > 0)
        return ask_world(text, abroad, out_phone) == CFD_PHONE_INTERNATIONAL_VALID;
    candidate.country = cfdi_phone_country_of(territory->code);
    if (take_own_code(territory, &candidate.national))
        territory = main_territory(candidate.country);
    candidate.has_prefix = drop_prefix(territory, &candidate.national);
    if (!is_valid(&candidate))
        return false;
    tell(text, &candidate, CFD_PHONE_NATIONAL_VALID, out_phone);
    return true;
}

static size_t zeros_before(const struct cfd_phone_text *text)
{
    size_t count = 0;

    while (count < text->digit_count && text->digits[count] == '0')
        count++;
    return count;
}

/* A + before a 0 is a slip of somebody who meant 00, or his own country. */
void cfd_phone_ask(const struct cfd_phone_text *text, const uint16_t *regions, size_t region_count,
                   struct cfd_phone *out_phone)
{
    size_t zeros = zeros_before(text);

    *out_phone = (struct cfd_phone){.form = CFD_PHONE_NOT};
    for (size_t i = 0; i < region_count && (!text->has_plus || zeros > 0); i++)
        if (ask_region(text, regions[i], out_phone))
            return;
    if (text->has_plus || zeros >= 2)
        (void)ask_world(text, zeros, out_phone);
    if (out_phone->form == CFD_PHONE_NOT && text->digit_count >= POSSIBLE_MIN &&
        text->digit_count <= CFD_PHONE_E164_MAX) {
        out_phone->form = CFD_PHONE_POSSIBLE;
        out_phone->digit_count = text->digit_count;
        memcpy(out_phone->digits, text->digits, text->digit_count);
    }
}

void cfd_phone_read(struct cfd_bytes text, const uint16_t *regions, size_t region_count,
                    struct cfd_phone *out_phone)
{
    struct cfd_phone_text written;

    *out_phone = (struct cfd_phone){.form = CFD_PHONE_NOT};
    if (cfd_phone_read_text(text, &written) && !written.has_odd_tail)
        cfd_phone_ask(&written, regions, region_count, out_phone);
}
