/* SPDX-License-Identifier: Apache-2.0
 * Employers: a company's name is personal data only beside somebody who works there. */
#include "core/classify/classify.h"

#define EMPLOYER_MAX_BYTES 200u

static bool has_text_form(const struct cfd_value *value)
{
    return !value->is_number && value->form.letter_count > 1 && !value->form.has_at &&
           value->text.len <= EMPLOYER_MAX_BYTES;
}

/* `name` with a legal form is a company's, too. */
static bool is_generic_company(const struct cfd_value *value)
{
    return value->claim.kind == CFD_KIND_PERSON_NAME && value->words.has_legal_form;
}

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    if ((value->claim.kind != CFD_KIND_EMPLOYER && !is_generic_company(value)) ||
        !has_text_form(value) || value->context == CFD_CONTEXT_THING)
        return false;
    candidate->is_generic = true;
    cfd_candidate_add(candidate, CFD_TERM_PRIOR_EMPLOYER);
    cfd_candidate_add(candidate, value->claim.kind == CFD_KIND_EMPLOYER ? CFD_TERM_KEY_EMPLOYER
                                                                        : CFD_TERM_KEY_GENERIC);
    cfd_candidate_add(candidate, value->words.has_legal_form ? CFD_TERM_SHAPE_LEGAL_FORM
                                                             : CFD_TERM_SHAPE_TEXT);
    return true;
}

static void settle(struct cfd_candidate *candidate, const struct cfd_siblings *siblings,
                   bool is_apart)
{
    (void)is_apart;
    cfd_candidate_add(candidate, siblings->has_identity || siblings->has_name
                                     ? CFD_TERM_SIBLING_PERSON
                                     : CFD_TERM_SIBLING_MISSING);
}

const struct cfd_classifier cfd_classify_employer = {CFD_KIND_EMPLOYER, consider, settle};
