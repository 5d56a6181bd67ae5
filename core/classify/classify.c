/* SPDX-License-Identifier: Apache-2.0
 * The registry table and the questions asked of it. */
#include "core/classify/classify.h"

/* Forms that prove themselves come first; texts, which need their key, last. */
static const struct cfd_classifier *const registry[] = {
    &cfd_classify_email,       &cfd_classify_phone,    &cfd_classify_customer_id,
    &cfd_classify_person_name, &cfd_classify_employer, &cfd_classify_job_title,
};

bool cfd_classify_value(const struct cfd_value *value, struct cfd_candidate *out_candidate)
{
    for (size_t i = 0; i < sizeof(registry) / sizeof(registry[0]); i++) {
        struct cfd_candidate candidate = {.kind = registry[i]->kind};

        if (registry[i]->consider(value, &candidate)) {
            *out_candidate = candidate;
            return true;
        }
    }
    return false;
}

void cfd_classify_settle(struct cfd_candidate *candidate, const struct cfd_siblings *siblings,
                         bool is_apart)
{
    for (size_t i = 0; i < sizeof(registry) / sizeof(registry[0]); i++)
        if (registry[i]->kind == candidate->kind && registry[i]->settle != NULL)
            registry[i]->settle(candidate, siblings, is_apart);
}
