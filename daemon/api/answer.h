/* SPDX-License-Identifier: Apache-2.0
 * What the engine said to one query, gathered from its frames. Inside daemon/api only. */
#ifndef CFD_DAEMON_API_ANSWER_H
#define CFD_DAEMON_API_ANSWER_H

#include <stddef.h>

#include <cofferdam/status.h>

#include "core/wire/query.h"

enum cfdi_outcome {
    CFDI_OUTCOME_WHOLE,  /* rows and end are there */
    CFDI_OUTCOME_FAILED, /* the engine refused: fail_status and fail_text say why */
    CFDI_OUTCOME_LATE,   /* it did not answer in time */
    CFDI_OUTCOME_LOST,   /* there is no engine to answer any more */
    CFDI_OUTCOME_BROKEN, /* it answered what cannot be read, or more than was asked for */
    CFDI_OUTCOME_FULL,   /* there is no room here for so many rows at once */
};

struct cfdi_answer {
    enum cfdi_outcome outcome;
    const struct cfd_row *rows; /* borrowed; may be NULL when row_count is 0 */
    size_t row_count;
    struct cfd_answer_end end;
    enum cfd_status fail_status;
    char fail_text[256];
};

#endif
