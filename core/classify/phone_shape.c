/* SPDX-License-Identifier: Apache-2.0
 * Whether a number is written as numbers are, and as nothing else is. */
#include "core/classify/phone_number.h"

#include "core/classify/phone_plan.h"

#define MARKS_OF_DATES (CFD_PHONE_MARK_HYPHEN | CFD_PHONE_MARK_DOT | CFD_PHONE_MARK_SLASH)
#define ADDRESS_GROUPS 4u
#define PAIR_DIGITS 2u
#define ALONE_DIGITS_MIN 7u

static unsigned group_value(const struct cfd_phone_text *text, size_t group)
{
    unsigned value = 0;
    size_t at = 0;

    for (size_t i = 0; i < group; i++)
        at += text->groups[i];
    for (size_t i = 0; i < text->groups[group] && i < 4; i++)
        value = value * 10 + (unsigned)(text->digits[at + i] - '0');
    return value;
}

static bool is_day_of(unsigned a, unsigned b)
{
    return a >= 1 && b >= 1 && ((a <= 12 && b <= 31) || (b <= 12 && a <= 31));
}

static bool is_year(unsigned year)
{
    return year >= 1900 && year < 2100;
}

/* 2026-01-31, 31.01.2026, 1/31/2026; a time may follow. */
static bool is_date(const struct cfd_phone_text *text)
{
    uint8_t mark = text->gap_marks[0];

    if (text->group_count < 3 || text->has_plus || (mark & MARKS_OF_DATES) == 0 ||
        mark != text->gap_marks[1])
        return false;
    if (text->groups[0] == 4 && text->groups[1] <= 2 && text->groups[2] <= 2)
        return is_year(group_value(text, 0)) &&
               is_day_of(group_value(text, 1), group_value(text, 2));
    return text->groups[0] <= 2 && text->groups[1] <= 2 && text->groups[2] == 4 &&
           is_year(group_value(text, 2)) && is_day_of(group_value(text, 0), group_value(text, 1));
}

/* Four numbers below 256 with dots between; pairs of digits are a number's (11.22.33.44). */
static bool is_address(const struct cfd_phone_text *text, bool are_pairs_too)
{
    size_t pair_count = 0;

    if (text->group_count != ADDRESS_GROUPS || text->marks != CFD_PHONE_MARK_DOT || text->has_plus)
        return false;
    for (size_t i = 0; i < ADDRESS_GROUPS; i++) {
        if (text->groups[i] > 3 || group_value(text, i) > 255)
            return false;
        pair_count += text->groups[i] == PAIR_DIGITS;
    }
    return are_pairs_too || pair_count < ADDRESS_GROUPS;
}

/* 1234567.89, and 1.234.567,89. */
static bool is_amount(const struct cfd_phone_text *text)
{
    if (text->marks != CFD_PHONE_MARK_DOT || text->has_plus)
        return false;
    return text->has_tail || (text->group_count == 2 && text->groups[1] <= 2);
}

static bool is_filler(const struct cfd_phone_text *text)
{
    for (size_t i = 1; i < text->digit_count; i++)
        if (text->digits[i] != text->digits[0])
            return false;
    return true;
}

bool cfd_phone_is_something_else(const struct cfd_phone_text *text)
{
    return is_date(text) || is_address(text, false) || is_amount(text) || is_filler(text);
}

/* The sizes of the groups without what is no part of the national number, four bits each; 0: the
 * digits that were dropped end within a group that goes on, or there are too many. */
static uint32_t national_grouping(const struct cfd_phone_text *text, size_t dropped)
{
    uint32_t packed = 0;
    unsigned shift = 0;

    for (size_t i = 0; i < text->group_count; i++) {
        size_t left = text->groups[i];

        if (dropped >= left) {
            dropped -= left;
            continue;
        }
        if (shift == 32 || left - dropped > 15)
            return 0;
        packed |= (uint32_t)(left - dropped) << shift;
        dropped = 0;
        shift += 4;
    }
    return packed;
}

static bool is_grouped_as_planned(const struct cfdi_phone_country *country, uint32_t grouping,
                                  bool has_prefix)
{
    for (size_t i = 0; i < country->groupings_count; i++) {
        uint32_t planned = cfdi_phone_groupings[country->groupings_at + i];

        if (planned == grouping || (has_prefix && planned == (grouping | CFDI_PHONE_PREFIXED)))
            return true;
    }
    return false;
}

/* A last group of one digit is the check digit of something else, and a 0 that stands apart in front
 * begins a version or an article's number. */
static bool is_grouped(const struct cfd_phone_text *text)
{
    return text->group_count > 1 && text->groups[text->group_count - 1] >= PAIR_DIGITS &&
           (text->digits[0] != '0' || text->groups[0] > 1);
}

/* Dots alone stand in decimals and versions too: two at least, and no other mark between. */
static bool has_good_dots(const struct cfd_phone_text *text)
{
    return (text->marks & CFD_PHONE_MARK_DOT) == 0 ||
           ((text->marks & (CFD_PHONE_MARK_HYPHEN | CFD_PHONE_MARK_SLASH)) == 0 &&
            text->group_count > 2);
}

/* Behind a 0 people group as they like; else as the plan's formats do. */
static bool is_national_alone(const struct cfd_phone_text *text, const struct cfd_phone *phone)
{
    const struct cfdi_phone_country *country = cfdi_phone_country_of(phone->country_code);
    uint32_t grouping = national_grouping(text, phone->dropped_count);
    bool has_zero = phone->has_national_prefix && text->digits[0] == '0';

    if (country == NULL || !is_grouped(text) || text->digit_count < ALONE_DIGITS_MIN ||
        is_address(text, true))
        return false;
    return has_zero || is_grouped_as_planned(country, grouping, phone->has_national_prefix);
}

bool cfd_phone_stands_alone(const struct cfd_phone_text *text, const struct cfd_phone *phone)
{
    if (text->has_tail || phone->digit_count > CFD_PHONE_E164_MAX || !has_good_dots(text) ||
        cfd_phone_is_something_else(text))
        return false;
    if (phone->form == CFD_PHONE_INTERNATIONAL_VALID)
        return text->has_plus || is_grouped(text);
    return phone->form == CFD_PHONE_NATIONAL_VALID && is_national_alone(text, phone);
}
