/* SPDX-License-Identifier: Apache-2.0
 * An exact set of pseudonyms: how many different persons a scan met. */
#ifndef CFD_CLI_SUBJECTS_H
#define CFD_CLI_SUBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/scan.h>
#include <cofferdam/status.h>

/* Zero it to begin. Memory: 21 to 43 bytes a person, and half as much again while it grows. */
struct subjects {
    uint8_t (*slots)[CFD_PSEUDONYM_BYTES]; /* all zero: free */
    size_t slot_count;                     /* a power of two, or 0 */
    size_t count;
    bool has_zero; /* the pseudonym of zeros, which no slot can tell from a free one */
};

/* CFD_OK, also when it is in already; CFD_ERR_MEMORY: nothing changed. */
CFD_CHECKED enum cfd_status cfdi_subjects_add(struct subjects *subjects,
                                              const uint8_t pseudonym[CFD_PSEUDONYM_BYTES]);

/* Wipes and releases. */
void cfdi_subjects_deinit(struct subjects *subjects);

#endif
