/* SPDX-License-Identifier: Apache-2.0
 * Phone numbers: digits alone prove nothing, so the key or an international form must speak. */
#include "core/classify/classify.h"

#include <string.h>

#define DIGITS_MIN 7u      /* shorter numbers are extensions and short codes */
#define DIGITS_MAX 15u     /* E.164 */
#define DIGITS_PLUS_MIN 9u /* an international number without a key */

static bool begins_extension(struct cfd_bytes text, size_t at)
{
    uint8_t c = (uint8_t)(text.ptr[at] | 0x20u); /* lower case; # ; , stay apart from letters */

    if (text.ptr[at] == '#' || text.ptr[at] == ';' || text.ptr[at] == ',' || c == 'x')
        return true;
    return c == 'e' && text.len - at > 2 && (text.ptr[at + 1] | 0x20) == 'x' &&
           (text.ptr[at + 2] | 0x20) == 't';
}

/* "tel:" before and an extension (x12, ext. 12, #12, ;ext=12) after a number are its dress. */
static struct cfd_bytes undress(struct cfd_bytes text)
{
    size_t end = 0;

    if (text.len > 4 && memcmp(text.ptr, "tel:", 4) == 0)
        text = cfd_bytes_of(text.ptr + 4, text.len - 4);
    while (end < text.len && !begins_extension(text, end))
        end++;
    return cfd_bytes_of(text.ptr, end);
}

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    struct cfd_value_form bare = value->form;
    const struct cfd_value_form *form = &bare;

    if (value->claim.kind == CFD_KIND_PHONE && !bare.has_phone_only)
        cfd_value_read_form(undress(value->text), &bare);
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
