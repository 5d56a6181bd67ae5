/* SPDX-License-Identifier: Apache-2.0
 * One entry of a HAR. */
#ifndef CFD_CLI_HAR_ENTRY_H
#define CFD_CLI_HAR_ENTRY_H

#include <stdint.h>

#include <cofferdam/bytes.h>

#include "cli/scan_reader.h"

/* Scans the entry in `text`, a JSON object; number counts from 1, offset is its place in the file. */
void cfdi_har_entry(struct reader *reader, const char *file, uint64_t number, uint64_t offset,
                    struct cfd_bytes text);

#endif
