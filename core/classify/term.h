/* SPDX-License-Identifier: Apache-2.0
 * The weights: every reason for or against, in hundredths of a nat, in one table.
 *
 * A value is taken for a kind when the sum of its terms is above 0; the confidence is
 * 1000 / (1 + e^(-sum/100)) permille. Numbers are stored with shapes: append, never renumber. */
#ifndef CFD_CORE_CLASSIFY_TERM_H
#define CFD_CORE_CLASSIFY_TERM_H

#include <stdint.h>

enum cfd_term_id {
    CFD_TERM_NONE = 0,
    CFD_TERM_PRIOR_EMAIL,
    CFD_TERM_PRIOR_PHONE,
    CFD_TERM_PRIOR_NAME,
    CFD_TERM_PRIOR_EMPLOYER,
    CFD_TERM_PRIOR_JOB_TITLE,
    CFD_TERM_PRIOR_CUSTOMER_ID,
    CFD_TERM_KEY_EMAIL,
    CFD_TERM_KEY_PHONE,
    CFD_TERM_KEY_NAME_PART,
    CFD_TERM_KEY_FULL_NAME,
    CFD_TERM_KEY_EMPLOYER,
    CFD_TERM_KEY_JOB_TITLE,
    CFD_TERM_KEY_CUSTOMER_ID,
    CFD_TERM_KEY_GENERIC,
    CFD_TERM_KEY_OTHER,
    CFD_TERM_SHAPE_EMAIL,
    CFD_TERM_SHAPE_PHONE_PLUS,
    CFD_TERM_SHAPE_PHONE_GROUPED,
    CFD_TERM_SHAPE_PHONE_DIGITS,
    CFD_TERM_SHAPE_NAME_WORDS,
    CFD_TERM_SHAPE_NAME_WORD,
    CFD_TERM_SHAPE_NAME_LOWER,
    CFD_TERM_SHAPE_LEGAL_FORM,
    CFD_TERM_SHAPE_ORGANISATION,
    CFD_TERM_SHAPE_JOB_NOUN,
    CFD_TERM_SHAPE_TEXT,
    CFD_TERM_SHAPE_ID,
    CFD_TERM_CONTEXT_PERSON,
    CFD_TERM_CONTEXT_THING,
    CFD_TERM_SIBLING_IDENTITY,
    CFD_TERM_SIBLING_PERSON,
    CFD_TERM_SIBLING_MISSING,
    CFD_TERM_SIBLING_APART,
    CFD_TERM_SIBLING_PORTRAIT,
    CFD_TERM_KEY_NONE,
    CFD_TERM_SHAPE_ORDINARY,
    CFD_TERM_SHAPE_ORG_WORD,
    CFD_TERM_SHAPE_NAME_UNKNOWN,
    CFD_TERM_COUNT
};

/* Weight of a term; 0 for an unknown one. */
int16_t cfd_term_weight(uint8_t term_id);

/* 1000 / (1 + e^(-sum/100)), rounded. */
uint16_t cfd_confidence_permille(int32_t sum);

#endif
