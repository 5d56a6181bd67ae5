/* SPDX-License-Identifier: Apache-2.0
 * HAR, the traffic that a browser or a proxy has recorded: each entry is an endpoint, a consumer and
 * the body of an answer.
 *
 * The file is read as a stream, one entry in memory at a time, of at most HAR_ENTRY_MAX_BYTES as it
 * stands in the file; a larger one is a gap (budget). Bodies of requests are not read: they do not
 * leave through the API. */
#ifndef CFD_CLI_HAR_H
#define CFD_CLI_HAR_H

#include <stdbool.h>

#include "cli/scan_reader.h"

#define HAR_ENTRY_MAX_BYTES (64ull << 20)

struct har;

/* NULL: no memory. file is borrowed. */
struct har *cfdi_har_new(struct reader *reader, const char *file);
void cfdi_har_feed(struct har *har, const uint8_t *data, size_t data_bytes);

/* Ends and releases. is_cut: reading ended before the file did. */
void cfdi_har_end(struct har *har, bool is_cut);

#endif
