/* SPDX-License-Identifier: Apache-2.0
 * A filter made ready for one pass: what it says of whos and endpoints is settled once each. */
#ifndef CFD_CORE_EXPOSURE_CHOICE_H
#define CFD_CORE_EXPOSURE_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/status.h>

#include "core/exposure/inside.h"

struct cfdi_choice {
    const struct cfd_exposure_table *table;
    struct cfd_exposure_filter filter;
    uint8_t *has_who;           /* one byte a who; NULL: all */
    uint8_t *has_endpoint;      /* one byte an endpoint; NULL: all */
    struct cfdi_slots subjects; /* numbers into filter.subjects */
};

/* filter may be NULL: all. CFD_ERR_MEMORY: there is nothing to free. */
CFD_CHECKED enum cfd_status cfdi_choice_init(struct cfdi_choice *choice,
                                             const struct cfd_exposure_table *table,
                                             const struct cfd_exposure_filter *filter);
void cfdi_choice_deinit(struct cfdi_choice *choice);

bool cfdi_choice_has_row(const struct cfdi_choice *choice, const struct cfd_exposure_row *row);
/* Traffic with mentions that the filter lets through. */
bool cfdi_choice_has_mentions(const struct cfdi_choice *choice,
                              const struct cfd_exposure_traffic *traffic);

#endif
