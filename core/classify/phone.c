/* SPDX-License-Identifier: Apache-2.0
 * Phone numbers: digits alone prove nothing, so the key or an international form must speak. */
#include "core/classify/classify.h"

#define DIGITS_MIN 7u /* shorter numbers are extensions and short codes */
#define DIGITS_MAX 15u /* E.164 */
#define DIGITS_PLUS_MIN 9u /* an international number without a key */

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    const struct cfd_value_form *form = &value->form;

    if (!form->has_phone_only || form->digit_count < DIGITS_MIN || form->digit_count > DIGITS_MAX)
        return false;
    cfd_candidate_add(candidate, CFD_TERM_PRIOR_PHONE);
    if (form->has_plus_first && form->digit_count >= DIGITS_PLUS_MIN)
        cfd_candidate_add(candidate, CFD_TERM_SHAPE_PHONE_PLUS);
    else if (form->has_grouping)
        cfd_candidate_add(candidate, CFD_TERM_SHAPE_PHONE_GROUPED);
    else
        cfd_candidate_add(candidate, CFD_TERM_SHAPE_PHONE_DIGITS);
    if (value->claim.kind == CFD_KIND_PHONE)
        cfd_candidate_add(candidate, CFD_TERM_KEY_PHONE);
    else if (value->claim.strength != CFD_CLAIM_NONE)
        cfd_candidate_add(candidate, CFD_TERM_KEY_OTHER);
    return cfd_candidate_sum(candidate) > 0;
}

const struct cfd_classifier cfd_classify_phone = {CFD_KIND_PHONE, consider, NULL};
