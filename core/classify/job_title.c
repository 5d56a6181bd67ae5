/* SPDX-License-Identifier: Apache-2.0
 * Job titles: the key and the head noun say it, beside somebody who holds the job. */
#include "core/classify/classify.h"

#define JOB_TITLE_MAX_BYTES 120u

/* owner, hidden: a right or a setting. Titles are written with a capital, or their noun says it under
 * a key of their own. */
static bool is_setting(const struct cfd_value *value)
{
    return value->form.word_count == 1 && value->form.capital_count == 0 &&
           (value->claim.strength == CFD_CLAIM_GENERIC || !value->words.has_job_noun);
}

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    if (value->claim.kind != CFD_KIND_JOB_TITLE || value->is_number || value->form.has_at ||
        value->form.letter_count < 2 || value->text.len > JOB_TITLE_MAX_BYTES ||
        value->context == CFD_CONTEXT_THING || is_setting(value))
        return false;
    candidate->is_generic = value->claim.strength == CFD_CLAIM_GENERIC;
    cfd_candidate_add(candidate, CFD_TERM_PRIOR_JOB_TITLE);
    cfd_candidate_add(candidate,
                      candidate->is_generic ? CFD_TERM_KEY_GENERIC : CFD_TERM_KEY_JOB_TITLE);
    cfd_candidate_add(candidate,
                      value->words.has_job_noun ? CFD_TERM_SHAPE_JOB_NOUN : CFD_TERM_SHAPE_TEXT);
    return true;
}

static void settle(struct cfd_candidate *candidate, const struct cfd_siblings *siblings,
                   bool is_apart)
{
    cfd_candidate_add(candidate, siblings->has_identity || siblings->has_name
                                     ? CFD_TERM_SIBLING_PERSON
                                     : CFD_TERM_SIBLING_MISSING);
    if (is_apart && candidate->is_generic)
        cfd_candidate_add(candidate, CFD_TERM_SIBLING_APART);
}

const struct cfd_classifier cfd_classify_job_title = {CFD_KIND_JOB_TITLE, consider, settle};
