/* SPDX-License-Identifier: Apache-2.0
 * Walks the graphs and runs the programs of the numbering plans. */
#include "core/classify/phone_plan.h"

#include <string.h>

#define GROUPS 3u /* 0 is the whole match */

enum operation { OP_SET, OP_SPLIT, OP_JUMP, OP_OPEN, OP_CLOSE, OP_END, OP_MATCH };

struct match {
    uint8_t from[GROUPS], to[GROUPS];
};

struct choice {
    uint16_t pc;
    uint8_t at;
    struct match match;
};

const struct cfdi_phone_territory *cfdi_phone_territory_of(uint16_t region)
{
    size_t low = 0;
    size_t high = cfdi_phone_territory_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (cfdi_phone_territories[middle].region < region)
            low = middle + 1;
        else
            high = middle;
    }
    if (region == 0 || low == cfdi_phone_territory_count)
        return NULL;
    return cfdi_phone_territories[low].region == region ? &cfdi_phone_territories[low] : NULL;
}

const struct cfdi_phone_country *cfdi_phone_country_of(uint16_t code)
{
    size_t low = 0;
    size_t high = cfdi_phone_country_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (cfdi_phone_countries[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == cfdi_phone_country_count || cfdi_phone_countries[low].code != code)
        return NULL;
    return &cfdi_phone_countries[low];
}

bool cfdi_phone_is_in(uint16_t node, const struct cfdi_phone_digits *digits)
{
    uint16_t edge = node;

    for (size_t i = 0; i < digits->count && edge != 0; i++)
        edge = cfdi_phone_edges[edge & (CFDI_PHONE_END - 1)][digits->ptr[i] - '0'];
    return (edge & CFDI_PHONE_END) != 0;
}

enum cfdi_phone_length cfdi_phone_length_of(const struct cfdi_phone_territory *territory,
                                            const struct cfdi_phone_digits *digits)
{
    uint32_t bit;

    if (digits->count > CFDI_PHONE_NATIONAL_MAX)
        return CFDI_PHONE_LENGTH_LONG;
    bit = 1u << digits->count;
    if ((territory->local_lengths & bit) != 0)
        return CFDI_PHONE_LENGTH_LOCAL;
    if ((territory->lengths & bit) != 0)
        return CFDI_PHONE_LENGTH_FITS;
    if (bit > territory->lengths)
        return CFDI_PHONE_LENGTH_LONG;
    return (territory->lengths & (bit - 1)) == 0 ? CFDI_PHONE_LENGTH_SHORT
                                                 : CFDI_PHONE_LENGTH_BETWEEN;
}

/* Goes on from one choice until it fits (true) or fails; what else could be tried is pushed. */
static bool run_choice(struct choice here, const struct cfdi_phone_digits *digits,
                       struct choice choices[CFDI_PHONE_CHOICES_MAX], size_t *count,
                       struct match *out_match)
{
    for (;; here.pc++) {
        uint16_t word = cfdi_phone_programs[here.pc];
        uint16_t value = word & 0xfffu;

        switch ((enum operation)(word >> 12)) {
        case OP_SET:
            if (here.at == digits->count ||
                ((unsigned)value >> (digits->ptr[here.at] - '0') & 1u) == 0)
                return false;
            here.at++;
            break;
        case OP_SPLIT:
            choices[*count] = here;
            choices[(*count)++].pc = (uint16_t)(here.pc + value);
            break;
        case OP_JUMP:
            here.pc = (uint16_t)(here.pc + value - 1);
            break;
        case OP_OPEN:
            here.match.from[value] = here.at;
            break;
        case OP_CLOSE:
            here.match.to[value] = here.at;
            break;
        case OP_END:
            if (here.at != digits->count)
                return false;
            break;
        case OP_MATCH:
            here.match.to[0] = here.at;
            *out_match = here.match;
            return true;
        }
    }
}

/* The first way, in the program's order, in which the digits begin as it says. The digits and the
 * programs are short, so that trying has an end. */
static bool run_program(uint16_t program, const struct cfdi_phone_digits *digits,
                        struct match *out_match)
{
    struct choice choices[CFDI_PHONE_CHOICES_MAX];
    size_t count = 1;

    if (program == 0)
        return false;
    memset(&choices[0], 0, sizeof(choices[0]));
    choices[0].pc = program;
    while (count > 0) {
        struct choice next = choices[--count];

        if (run_choice(next, digits, choices, &count, out_match))
            return true;
    }
    return false;
}

size_t cfdi_phone_international_prefix(const struct cfdi_phone_territory *territory,
                                       const struct cfdi_phone_digits *digits)
{
    struct match match;
    bool is_found = run_program(territory->international, digits, &match);

    if (!is_found || (match.to[0] < digits->count && digits->ptr[match.to[0]] == '0'))
        return 0; /* no country's code begins with 0 */
    return match.to[0];
}

/* before, then from..to of the digits, then what followed the match. */
static void put_together(struct cfdi_phone_digits *digits, const char *before, size_t from,
                         size_t to, size_t rest)
{
    struct cfdi_phone_digits made = {.count = (uint8_t)strlen(before)};
    size_t rest_count = digits->count - rest;

    memcpy(made.ptr, before, made.count);
    memcpy(made.ptr + made.count, digits->ptr + from, to - from);
    memcpy(made.ptr + made.count + (to - from), digits->ptr + rest, rest_count);
    made.count = (uint8_t)(made.count + (to - from) + rest_count);
    *digits = made;
}

/* The last group that a rule's expression has is the one that the rule wants. */
static void apply(const struct cfdi_phone_territory *territory, const struct match *match,
                  struct cfdi_phone_digits *digits)
{
    const struct cfdi_phone_transform *rule = &cfdi_phone_transforms[territory->transform];
    size_t group = rule->group;

    if (group > 0 && match->to[group] > match->from[group])
        put_together(digits, rule->before, match->from[group], match->to[group], match->to[0]);
    else
        put_together(digits, "", 0, 0, match->to[0]);
}

bool cfdi_phone_drop_prefix(const struct cfdi_phone_territory *territory,
                            struct cfdi_phone_digits *digits)
{
    struct cfdi_phone_digits without = *digits;
    struct match match;

    if (digits->count > CFDI_PHONE_NUMBER_MAX - sizeof(cfdi_phone_transforms[0].before) ||
        !run_program(territory->national, digits, &match))
        return false;
    apply(territory, &match, &without);
    if (cfdi_phone_is_in(territory->general, digits) &&
        !cfdi_phone_is_in(territory->general, &without))
        return false;
    *digits = without;
    return true;
}
