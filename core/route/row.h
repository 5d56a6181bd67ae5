/* SPDX-License-Identifier: Apache-2.0
 * One line of a route list: `METHOD host/path/{id}`, or nothing but blanks and a comment. */
#ifndef CFD_CORE_ROUTE_ROW_H
#define CFD_CORE_ROUTE_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>

#include "core/route/name.h"

struct cfdi_row {
    bool is_empty;  /* then nothing else is set */
    uint8_t method; /* CFDI_METHOD_OTHER: any */
    struct cfdi_host host;
    struct cfd_bytes path; /* as written, into the text; begins with a slash */
    size_t segment_count;
};

/* Takes a line off the text and reads it. Answers what is wrong with it, or NULL. */
const char *cfdi_row_read(struct cfd_bytes *text, struct cfdi_row *out_row);

/* Whether a segment of a row is a name in braces. */
bool cfdi_is_param(struct cfd_bytes segment);

#endif
