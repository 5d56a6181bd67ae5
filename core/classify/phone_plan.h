/* SPDX-License-Identifier: Apache-2.0
 * The numbering plans of the world, compiled, and the four questions asked of them; between
 * phone_plan.c, phone_number.c and phone_region.c.
 *
 * tools/tables/phone.py writes the tables. Languages of numbers are one graph: an edge is a node's
 * number, with CFDI_PHONE_END where a number may end; node 0 takes nothing. Programs match prefixes:
 *
 *     0 mask   one digit of ten bits        1 n      try on, and if that fails n words further
 *     2 n      on, n words further          3 g 4 g  group g opens, closes
 *     5        the end of the digits        6        it fits */
#ifndef CFD_CORE_CLASSIFY_PHONE_PLAN_H
#define CFD_CORE_CLASSIFY_PHONE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CFDI_PHONE_END 0x8000u
#define CFDI_PHONE_PREFIXED 0x80000000u /* a grouping that stands behind a national prefix only */
#define CFDI_PHONE_CHOICES_MAX 16u      /* that wait in one program */
#define CFDI_PHONE_NATIONAL_MAX 17u
#define CFDI_PHONE_NUMBER_MAX 40u /* what is written, and what a transformation adds */

struct cfdi_phone_territory {
    uint16_t region; /* two letters, the first one high; 0: no country's */
    uint16_t code;
    uint32_t lengths;       /* bit n: numbers of n digits */
    uint32_t local_lengths; /* bit n: only within an area */
    uint16_t general;       /* node */
    uint16_t international; /* program of the prefix dialled to leave the country */
    uint16_t national;      /* program of the prefix dialled inside it; 0: none */
    uint8_t transform;      /* what the national prefix becomes; 0: it is dropped */
};

struct cfdi_phone_country {
    uint16_t code;
    uint16_t valid; /* node */
    uint16_t groupings_at;
    uint8_t groupings_count;
    uint8_t main_territory;
};

struct cfdi_phone_transform {
    char before[6];
    uint8_t group;
};

struct cfdi_phone_word {
    uint16_t at;
    uint8_t bytes;
    uint16_t region;
};

extern const struct cfdi_phone_territory cfdi_phone_territories[]; /* by region */
extern const uint16_t cfdi_phone_territory_count;
extern const struct cfdi_phone_country cfdi_phone_countries[]; /* by code */
extern const uint16_t cfdi_phone_country_count;
extern const struct cfdi_phone_transform cfdi_phone_transforms[];
extern const uint16_t cfdi_phone_programs[];
extern const uint32_t cfdi_phone_groupings[]; /* four bits a group, the first lowest */
extern const uint16_t cfdi_phone_edges[][10];
extern const struct cfdi_phone_word cfdi_phone_words[]; /* by the bytes of the word */
extern const uint16_t cfdi_phone_word_count;
extern const uint8_t cfdi_phone_word_bytes[];

/* Digits '0' to '9'. */
struct cfdi_phone_digits {
    uint8_t count;
    uint8_t ptr[CFDI_PHONE_NUMBER_MAX];
};

enum cfdi_phone_length {
    CFDI_PHONE_LENGTH_FITS,
    CFDI_PHONE_LENGTH_LOCAL, /* within an area only */
    CFDI_PHONE_LENGTH_SHORT,
    CFDI_PHONE_LENGTH_LONG,
    CFDI_PHONE_LENGTH_BETWEEN,
};

/* NULL: there is none. */
const struct cfdi_phone_territory *cfdi_phone_territory_of(uint16_t region);
const struct cfdi_phone_country *cfdi_phone_country_of(uint16_t code);

/* Whether the digits are a word of the language that begins at the node. */
bool cfdi_phone_is_in(uint16_t node, const struct cfdi_phone_digits *digits);

enum cfdi_phone_length cfdi_phone_length_of(const struct cfdi_phone_territory *territory,
                                            const struct cfdi_phone_digits *digits);

/* How many of the digits are the prefix dialled to leave the country; 0: none. */
size_t cfdi_phone_international_prefix(const struct cfdi_phone_territory *territory,
                                       const struct cfdi_phone_digits *digits);

/* Drops the national prefix, or puts in its place what the plan says. False: there is none, or the
 * number is one with it and none without. */
bool cfdi_phone_drop_prefix(const struct cfdi_phone_territory *territory,
                            struct cfdi_phone_digits *digits);

#endif
