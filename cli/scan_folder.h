/* SPDX-License-Identifier: Apache-2.0
 * A folder: what is read in it, and what is passed by. */
#ifndef CFD_CLI_SCAN_FOLDER_H
#define CFD_CLI_SCAN_FOLDER_H

#include <cofferdam/scan.h>

struct job;

/* Scans a folder in the order of its names, as many files side by side as there are cores. */
void cfdi_folder_scan(struct job *job, const char *path);

/* How many bytes of it would be read. */
uint64_t cfdi_folder_bytes(const char *path);

/* By its ending, for a file that is named. */
enum cfd_format cfdi_format_of_name(const char *name);

#endif
