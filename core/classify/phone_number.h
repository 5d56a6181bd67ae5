/* SPDX-License-Identifier: Apache-2.0
 * A text as one phone number: how it is written, and what the numbering plans say about it.
 *
 * Read are digits of ASCII, full width and both Arabic rows, a + in front, groups parted by blanks,
 * dots, slashes, hyphens and parentheses, the (0) of +49 (0)30, "tel:" in front and extensions
 * behind (x12, ext. 12, #12, ;ext=12, or a comma and anything). Letters, stars and all else make it
 * no number: what is masked is nobody's. Pure and linear in the text. */
#ifndef CFD_CORE_CLASSIFY_PHONE_NUMBER_H
#define CFD_CORE_CLASSIFY_PHONE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/bytes.h>

#define CFD_PHONE_MAX_BYTES 128u  /* longer texts are no numbers */
#define CFD_PHONE_WRITTEN_MAX 30u /* digits with all prefixes */
#define CFD_PHONE_DIGITS_MAX 20u  /* three of the country, 17 of the longest national number */
#define CFD_PHONE_E164_MAX 15u    /* what can be dialled from anywhere */
#define CFD_PHONE_GROUPS_MAX 12u
#define CFD_PHONE_EXTENSION_MAX 8u

/* What stands between two groups; a gap may have several. */
enum cfd_phone_mark {
    CFD_PHONE_MARK_BLANK = 1,
    CFD_PHONE_MARK_HYPHEN = 2,
    CFD_PHONE_MARK_DOT = 4,
    CFD_PHONE_MARK_SLASH = 8,
    CFD_PHONE_MARK_BRACKET = 16,
};

/* How a number is written. */
struct cfd_phone_text {
    bool has_plus;
    bool has_zero;     /* a (0) behind the country's code */
    bool has_tail;     /* something behind a comma or semicolon that is no extension */
    bool has_odd_tail; /* letters or stars behind the sign of an extension: likely a mask */
    uint8_t zero_at;   /* the place of its digit */
    uint8_t group_count;
    uint8_t groups[CFD_PHONE_GROUPS_MAX];    /* digits of each */
    uint8_t gap_marks[CFD_PHONE_GROUPS_MAX]; /* cfd_phone_mark, behind each group but the last */
    uint8_t marks;                           /* all of them */
    uint8_t digit_count;
    uint8_t digits[CFD_PHONE_WRITTEN_MAX]; /* '0' to '9' */
    uint8_t extension_count;
    uint8_t extension[CFD_PHONE_EXTENSION_MAX];
};

enum cfd_phone_form {
    CFD_PHONE_NOT = 0,
    CFD_PHONE_POSSIBLE,               /* the digits could be a number somewhere, no more */
    CFD_PHONE_NATIONAL_VALID,         /* valid in one of the regions */
    CFD_PHONE_INTERNATIONAL_POSSIBLE, /* the country's code exists, and numbers of that length */
    CFD_PHONE_INTERNATIONAL_VALID,
};

struct cfd_phone {
    enum cfd_phone_form form;
    uint16_t country_code;    /* 0: not known */
    uint8_t dropped_count;    /* first digits of the text that are no part of the national number */
    bool has_national_prefix; /* one was dropped */
    uint8_t digit_count;
    uint8_t digits[CFD_PHONE_DIGITS_MAX]; /* E.164 without + when the country is known, else as
                                             written */
};

/* Reads how a number is written. False: it is none, and *out_text is not written. */
bool cfd_phone_read_text(struct cfd_bytes text, struct cfd_phone_text *out_text);

/* Asks the plans what a written number is. regions: those its record speaks of, the strongest hint
 * first, of cfd_region_of(); may be NULL when region_count is 0. */
void cfd_phone_ask(const struct cfd_phone_text *text, const uint16_t *regions, size_t region_count,
                   struct cfd_phone *out_phone);

/* Both: reads a whole value as one phone number; one with an odd tail is none. */
void cfd_phone_read(struct cfd_bytes text, const uint16_t *regions, size_t region_count,
                    struct cfd_phone *out_phone);

/* Whether the number needs no key to be known as one: valid, and written as nothing else is. */
bool cfd_phone_stands_alone(const struct cfd_phone_text *text, const struct cfd_phone *phone);

/* Whether the text is written as something else is: a date, an address of the Internet, a decimal,
 * an amount, one digit over and over. */
bool cfd_phone_is_something_else(const struct cfd_phone_text *text);

/* The region that a text names, its two letters, the first one high: "DE", "de-AT", "zh_Hant_TW",
 * "DEU", "Germany", "Deutschland", ".de", "GBP" (money of one region alone). 0: none. */
uint16_t cfd_region_of(struct cfd_bytes text);

#endif
