/* SPDX-License-Identifier: Apache-2.0
 * Customer numbers: the key says so, the form must not contradict. */
#include "core/classify/classify.h"

#define ID_MIN_BYTES 2u
#define ID_MAX_BYTES 64u

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    if (value->claim.kind != CFD_KIND_CUSTOMER_ID || value->form.word_count != 1 ||
        value->form.digit_count == 0 || value->form.has_at || value->text.len < ID_MIN_BYTES ||
        value->text.len > ID_MAX_BYTES)
        return false;
    cfd_candidate_add(candidate, CFD_TERM_PRIOR_CUSTOMER_ID);
    cfd_candidate_add(candidate, CFD_TERM_KEY_CUSTOMER_ID);
    cfd_candidate_add(candidate, CFD_TERM_SHAPE_ID);
    return true;
}

const struct cfd_classifier cfd_classify_customer_id = {CFD_KIND_CUSTOMER_ID, consider, NULL};
