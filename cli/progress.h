/* SPDX-License-Identifier: Apache-2.0
 * A line on the terminal for whoever waits: only there, and only after a second. */
#ifndef CFD_CLI_PROGRESS_H
#define CFD_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/run.h"

struct progress {
    bool is_wanted;
    bool is_beside_output;   /* stdout goes to a terminal, too: it would write into the line */
    int shown_columns;       /* 0: no line stands there */
    uint64_t expected_bytes; /* 0: unknown, as of a pipe */
    int64_t begun_ms;        /* monotonic */
    int64_t drawn_ms;
};

void cfdi_progress_begin(struct progress *progress, const struct run *run);

/* Writes the line anew, a few times a second: how much of how much, how fast, how long still. */
void cfdi_progress_show(struct progress *progress, uint64_t byte_count, uint64_t file_count,
                        uint64_t finding_count);

/* Takes the line away, before something else is written on the terminal. */
void cfdi_progress_clear(struct progress *progress);

/* The same, before something is written on stdout. */
void cfdi_progress_make_way(struct progress *progress);

/* Time since begin. */
int64_t cfdi_progress_ms(const struct progress *progress);

#endif
