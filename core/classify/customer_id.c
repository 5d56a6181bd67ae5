/* SPDX-License-Identifier: Apache-2.0
 * Customer numbers: the key says so, the form must not contradict. */
#include "core/classify/classify.h"

#include <string.h>

#define ID_MIN_BYTES 2u
#define ID_MAX_BYTES 64u

static bool has_scheme(struct cfd_bytes text)
{
    const uint8_t *colon = memchr(text.ptr, ':', text.len);

    return colon != NULL && text.len - (size_t)(colon - text.ptr) > 2 && colon[1] == '/' &&
           colon[2] == '/';
}

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    if (value->claim.kind != CFD_KIND_CUSTOMER_ID || value->form.word_count != 1 ||
        value->form.digit_count == 0 || value->form.has_at || value->text.len < ID_MIN_BYTES ||
        value->text.len > ID_MAX_BYTES || value->text.ptr[0] == '-' || has_scheme(value->text))
        return false; /* -1 stands for none, an address of the web for a page about it */
    cfd_candidate_add(candidate, CFD_TERM_PRIOR_CUSTOMER_ID);
    cfd_candidate_add(candidate, CFD_TERM_KEY_CUSTOMER_ID);
    cfd_candidate_add(candidate, CFD_TERM_SHAPE_ID);
    return true;
}

const struct cfd_classifier cfd_classify_customer_id = {CFD_KIND_CUSTOMER_ID, consider, NULL};
