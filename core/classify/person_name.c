/* SPDX-License-Identifier: Apache-2.0
 * Names of persons: firstName says it, `name` needs somebody beside it. Departments are nobody. */
#include "core/classify/classify.h"

#include <string.h>

#define NAME_WORDS_MAX 7u
#define UNCLAIMED_WORDS_MAX 4u
#define NAME_MAX_BYTES 160u

static bool has_name_form(const struct cfd_value *value)
{
    const struct cfd_value_form *form = &value->form;

    return !value->is_number && !form->has_odd && !value->words.has_department &&
           form->digit_count == 0 && form->letter_count > 0 && form->word_count <= NAME_WORDS_MAX &&
           value->text.len <= NAME_MAX_BYTES;
}

static enum cfd_term_id form_term(const struct cfd_value_form *form)
{
    if (form->capital_count == 0)
        return CFD_TERM_SHAPE_NAME_LOWER;
    return form->word_count > 1 ? CFD_TERM_SHAPE_NAME_WORDS : CFD_TERM_SHAPE_NAME_WORD;
}

/* Under a key that says nothing: two to four words, each with a capital; somebody must stand beside
 * it. */
static bool is_unclaimed_name(const struct cfd_value *value)
{
    bool says_nothing =
        (value->claim.kind == CFD_KIND_NONE && value->claim.strength == CFD_CLAIM_NONE) ||
        (value->claim.kind == CFD_KIND_CUSTOMER_ID && value->claim.strength == CFD_CLAIM_GENERIC);

    return says_nothing && !value->is_listed && value->form.word_count > 1 &&
           value->form.word_count <= UNCLAIMED_WORDS_MAX &&
           value->form.capital_count == value->form.word_count && !value->words.has_legal_form &&
           value->context != CFD_CONTEXT_THING;
}

/* xxxxxxxx: somebody has hidden it. */
static bool is_masked(struct cfd_bytes text)
{
    return text.len > 3 && memcmp(text.ptr, text.ptr + 1, text.len - 1) == 0;
}

static enum cfd_term_id key_term(const struct cfd_key_claim *claim)
{
    if (claim->kind != CFD_KIND_PERSON_NAME)
        return CFD_TERM_KEY_NONE;
    if (claim->strength == CFD_CLAIM_GENERIC)
        return CFD_TERM_KEY_GENERIC;
    return claim->part == CFD_PART_FULL ? CFD_TERM_KEY_FULL_NAME : CFD_TERM_KEY_NAME_PART;
}

/* A portrait says account: a login beside it is no name, and one word may be an organisation's. */
static bool may_have_portrait(const struct cfd_candidate *candidate)
{
    for (unsigned i = 0; i < candidate->term_count; i++)
        if (candidate->terms[i] == CFD_TERM_SHAPE_NAME_WORDS)
            return candidate->is_generic;
    return false;
}

/* What siblings can add at most: see settle. */
static int32_t best_of_siblings(const struct cfd_candidate *candidate)
{
    int32_t best = candidate->is_generic ? cfd_term_weight(CFD_TERM_SIBLING_IDENTITY) : 0;

    if (may_have_portrait(candidate))
        best += cfd_term_weight(CFD_TERM_SIBLING_PORTRAIT);
    return best;
}

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    bool is_claimed = value->claim.kind == CFD_KIND_PERSON_NAME;

    candidate->is_generic = !is_claimed || value->claim.strength == CFD_CLAIM_GENERIC;
    if ((!is_claimed && !is_unclaimed_name(value)) || !has_name_form(value) ||
        is_masked(value->text) ||
        (candidate->is_generic && value->words.has_legal_form)) /* see employer.c */
        return false;
    candidate->part = is_claimed ? value->claim.part : CFD_PART_FULL;
    candidate->is_unclaimed = !is_claimed;
    cfd_candidate_add(candidate, CFD_TERM_PRIOR_NAME);
    cfd_candidate_add(candidate, key_term(&value->claim));
    cfd_candidate_add(candidate, form_term(&value->form));
    if (value->words.has_legal_form)
        cfd_candidate_add(candidate, CFD_TERM_SHAPE_ORGANISATION);
    else if (candidate->is_generic && value->words.has_organisation)
        cfd_candidate_add(candidate, CFD_TERM_SHAPE_ORG_WORD);
    else if (candidate->is_generic && value->words.is_ordinary)
        cfd_candidate_add(candidate, CFD_TERM_SHAPE_ORDINARY);
    else if (candidate->is_generic && value->words.has_ordinary && !value->words.has_name)
        cfd_candidate_add(candidate, CFD_TERM_SHAPE_NAME_UNKNOWN);
    if (is_claimed && value->context == CFD_CONTEXT_PERSON)
        cfd_candidate_add(candidate, CFD_TERM_CONTEXT_PERSON);
    if (value->context == CFD_CONTEXT_THING)
        cfd_candidate_add(candidate, CFD_TERM_CONTEXT_THING);
    return cfd_candidate_sum(candidate) + best_of_siblings(candidate) > 0;
}

static void settle(struct cfd_candidate *candidate, const struct cfd_siblings *siblings,
                   bool is_apart)
{
    if (!candidate->is_generic)
        return;
    if (siblings->has_identity)
        cfd_candidate_add(candidate, CFD_TERM_SIBLING_IDENTITY);
    if (siblings->has_portrait && may_have_portrait(candidate))
        cfd_candidate_add(candidate, CFD_TERM_SIBLING_PORTRAIT);
    if (is_apart)
        cfd_candidate_add(candidate, CFD_TERM_SIBLING_APART);
}

const struct cfd_classifier cfd_classify_person_name = {CFD_KIND_PERSON_NAME, consider, settle};
