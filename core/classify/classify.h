/* SPDX-License-Identifier: Apache-2.0
 * The registry of classifiers: one row a kind, asked in order.
 *
 * consider() looks at one closed value and adds the terms its key, form and context give; false
 * means that no sibling could make it this kind. settle() adds what the record's other fields say,
 * when the record closes. A new kind is a new file and a new row. */
#ifndef CFD_CORE_CLASSIFY_CLASSIFY_H
#define CFD_CORE_CLASSIFY_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/classify/value.h"

struct cfd_classifier {
    enum cfd_kind kind;
    bool (*consider)(const struct cfd_value *value, struct cfd_candidate *out_candidate);
    void (*settle)(struct cfd_candidate *candidate, const struct cfd_siblings *siblings,
                   bool is_apart); /* is_apart: it stood in an inner object of its own */
};

extern const struct cfd_classifier cfd_classify_email;
extern const struct cfd_classifier cfd_classify_phone;
extern const struct cfd_classifier cfd_classify_customer_id;
extern const struct cfd_classifier cfd_classify_person_name;
extern const struct cfd_classifier cfd_classify_employer;
extern const struct cfd_classifier cfd_classify_job_title;

/* Two words with capitals, told by their first letters alone. */
static inline bool cfdi_looks_like_name(struct cfd_bytes text)
{
    const uint8_t *blank;

    if (text.len < 4 || text.len > 64 ||
        !((text.ptr[0] >= 'A' && text.ptr[0] <= 'Z') || text.ptr[0] >= 0xc3))
        return false;
    blank = (const uint8_t *)memchr(text.ptr, ' ', text.len - 1);
    return blank != NULL && ((blank[1] >= 'A' && blank[1] <= 'Z') || blank[1] >= 0xc3);
}

/* Whether a text, blanks around it or not, can be anything under a key that claims no kind: only
 * addresses, international numbers and names speak for themselves. Most values of a body end here,
 * unread. has_at: an @ stands in it. */
static inline bool cfd_classify_speaks(struct cfd_bytes text, bool has_at)
{
    while (text.len > 0 && text.ptr[0] <= ' ') {
        text.ptr++;
        text.len--;
    }
    return has_at || (text.len > 0 && text.ptr[0] == '+') || cfdi_looks_like_name(text);
}

/* Finds the kind a value may be: the first classifier, in the registry's order, that considers it.
 * False: none. */
bool cfd_classify_value(const struct cfd_value *value, struct cfd_candidate *out_candidate);

/* Adds the siblings' terms of the candidate's kind. */
void cfd_classify_settle(struct cfd_candidate *candidate, const struct cfd_siblings *siblings,
                         bool is_apart);

#endif
