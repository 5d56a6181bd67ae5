/* SPDX-License-Identifier: Apache-2.0
 * Phone numbers: under a key that says so whatever the plans hold possible; else only what is valid
 * and written as nothing else is. */
#include "core/classify/classify.h"

#include "core/classify/phone_number.h"

/* The term of a form: valid with the country's code, or grouped, or digits alone. */
static enum cfd_term_id shape_of(const struct cfd_phone_text *text, const struct cfd_phone *phone)
{
    if (phone->form == CFD_PHONE_INTERNATIONAL_VALID)
        return CFD_TERM_SHAPE_PHONE_PLUS;
    if (phone->form != CFD_PHONE_POSSIBLE || text->group_count > 1)
        return CFD_TERM_SHAPE_PHONE_GROUPED;
    return CFD_TERM_SHAPE_PHONE_DIGITS;
}

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    bool is_claimed = value->claim.kind == CFD_KIND_PHONE;
    struct cfd_phone_text text;
    struct cfd_phone phone;

    if (!is_claimed && value->text.ptr[0] != '+')
        return false;
    if (!cfd_phone_read_text(value->text, &text) || text.has_odd_tail)
        return false;
    cfd_phone_ask(&text, NULL, 0, &phone);
    if (is_claimed ? phone.form == CFD_PHONE_NOT || phone.digit_count > CFD_PHONE_E164_MAX ||
                         cfd_phone_is_something_else(&text)
                   : !cfd_phone_stands_alone(&text, &phone))
        return false;
    cfd_candidate_add(candidate, CFD_TERM_PRIOR_PHONE);
    cfd_candidate_add(candidate, shape_of(&text, &phone));
    if (is_claimed)
        cfd_candidate_add(candidate, CFD_TERM_KEY_PHONE);
    else if (value->claim.strength != CFD_CLAIM_NONE)
        cfd_candidate_add(candidate, CFD_TERM_KEY_OTHER);
    return cfd_candidate_sum(candidate) > 0;
}

const struct cfd_classifier cfd_classify_phone = {CFD_KIND_PHONE, consider, NULL};
