/* SPDX-License-Identifier: Apache-2.0
 * A finding as a row of output. */
#ifndef CFD_CLI_FINDING_H
#define CFD_CLI_FINDING_H

#include <cofferdam/scan.h>

#include "cli/output.h"

enum finding_column {
    FINDING_SOURCE,
    FINDING_PATH,
    FINDING_KIND,
    FINDING_PART,
    FINDING_OFFSET,
    FINDING_LENGTH,
    FINDING_CONFIDENCE,
    FINDING_ROLE,
    FINDING_ENDPOINT,
    FINDING_CONSUMER,
    FINDING_VALUE,
    FINDING_SUM,
    FINDING_TERMS,
    FINDING_COLUMN_COUNT,
};

/* scan shows the columns up to FINDING_VALUE, explain and scan --explain all of them. */
extern const struct table cfdi_scan_table;
extern const struct table cfdi_scan_explain_table;
extern const struct table cfdi_explain_table;

/* A path that may be shown: a key with an @ inside or with 5 digits becomes [*], since maps are keyed
 * by addresses and numbers of persons, too. Never longer than the path. */
struct cfd_bytes cfdi_path_mask(struct cfd_bytes path, char memory[CFD_PATH_MAX_BYTES]);

/* Where a finding was made. */
struct finding_place {
    const char *source;
    struct cfd_bytes path;         /* as it may be shown */
    const char *endpoint;          /* NULL: none is known, as of a file of JSON */
    const char *consumer;          /* NULL: likewise */
    const struct cfd_bytes *value; /* NULL: not shown, or (null with --reveal) it cannot be had */
};

/* The cells borrow all. */
void cfdi_finding_cells(const struct cfd_finding *finding, const struct finding_place *place,
                        struct cell out_cells[FINDING_COLUMN_COUNT]);

#endif
