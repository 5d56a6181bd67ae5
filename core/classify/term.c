/* SPDX-License-Identifier: Apache-2.0
 * The table of weights, with the sentence that explain prints for each. */
#include "core/classify/term.h"

#include <math.h>

#include <cofferdam/scan.h>

struct term_row {
    int16_t weight;
    const char *name;
};

/* Priors say how rare a kind is among all values; keys decide most; shapes repair precision;
 * siblings and context settle what is left (see docs/decisions/0002-log-odds.md). */
static const struct term_row terms[CFD_TERM_COUNT] = {
    [CFD_TERM_NONE] = {0, "nothing"},
    [CFD_TERM_PRIOR_EMAIL] = {-300, "few values are e-mail addresses"},
    [CFD_TERM_PRIOR_PHONE] = {-500, "few values are phone numbers"},
    [CFD_TERM_PRIOR_NAME] = {-250, "few values are names of persons"},
    [CFD_TERM_PRIOR_EMPLOYER] = {-300, "few values are employers"},
    [CFD_TERM_PRIOR_JOB_TITLE] = {-300, "few values are job titles"},
    [CFD_TERM_PRIOR_CUSTOMER_ID] = {-300, "few values are customer numbers"},
    [CFD_TERM_KEY_EMAIL] = {300, "the key says e-mail"},
    [CFD_TERM_KEY_PHONE] = {500, "the key says phone"},
    [CFD_TERM_KEY_NAME_PART] = {600, "the key says given or family name"},
    [CFD_TERM_KEY_FULL_NAME] = {450, "the key says name of a person"},
    [CFD_TERM_KEY_EMPLOYER] = {450, "the key says employer"},
    [CFD_TERM_KEY_JOB_TITLE] = {500, "the key says job title"},
    [CFD_TERM_KEY_CUSTOMER_ID] = {700, "the key says customer number"},
    [CFD_TERM_KEY_GENERIC] = {60, "the key is general (name, title, role)"},
    [CFD_TERM_KEY_OTHER] = {-500, "the key says something else"},
    [CFD_TERM_SHAPE_EMAIL] = {800, "the value is an address"},
    [CFD_TERM_SHAPE_PHONE_PLUS] = {570, "the value is an international number"},
    [CFD_TERM_SHAPE_PHONE_GROUPED] = {250, "the value is a grouped number"},
    [CFD_TERM_SHAPE_PHONE_DIGITS] = {120, "the value has the digits of a number"},
    [CFD_TERM_SHAPE_NAME_WORDS] = {180, "the value is two or more words of a name's form"},
    [CFD_TERM_SHAPE_NAME_WORD] = {20, "the value is one word of a name's form"},
    [CFD_TERM_SHAPE_NAME_LOWER] = {-250, "the value has no capital"},
    [CFD_TERM_SHAPE_LEGAL_FORM] = {250, "the value ends in a legal form"},
    [CFD_TERM_SHAPE_ORGANISATION] = {-600, "the value has the legal form of a company"},
    [CFD_TERM_SHAPE_JOB_NOUN] = {280, "the value has the head noun of a job"},
    [CFD_TERM_SHAPE_TEXT] = {30, "the value is a short text"},
    [CFD_TERM_SHAPE_ID] = {100, "the value has the form of an id"},
    [CFD_TERM_CONTEXT_PERSON] = {300, "the object around is a person's"},
    [CFD_TERM_CONTEXT_THING] = {-900, "the object around is a thing"},
    [CFD_TERM_SIBLING_IDENTITY] = {350, "an identity stands beside it"},
    [CFD_TERM_SIBLING_PERSON] = {200, "a person stands beside it"},
    [CFD_TERM_SIBLING_MISSING] = {-600, "no person stands beside it"},
    [CFD_TERM_SIBLING_APART] = {-300, "the person beside it is in another object"},
    [CFD_TERM_SIBLING_PORTRAIT] = {150, "a portrait stands beside it"},
    [CFD_TERM_KEY_NONE] = {-150, "the key says nothing"},
    [CFD_TERM_SHAPE_ORDINARY] = {-700, "its words are ordinary ones or places"},
    [CFD_TERM_SHAPE_ORG_WORD] = {-800, "a word of it is a company's"},
    [CFD_TERM_SHAPE_NAME_UNKNOWN] = {-350, "a word of it is ordinary, none is known as a name"},
};

int16_t cfd_term_weight(uint8_t term_id)
{
    return term_id < CFD_TERM_COUNT ? terms[term_id].weight : 0;
}

const char *cfd_term_name(uint8_t term_id)
{
    return term_id < CFD_TERM_COUNT ? terms[term_id].name : "unknown";
}

uint16_t cfd_confidence_permille(int32_t sum)
{
    return (uint16_t)lround(1000.0 / (1.0 + exp(-(double)sum / 100.0)));
}
