/* SPDX-License-Identifier: Apache-2.0
 * What was inspected and what was not: counters of workers over time, and gaps per endpoint.
 *
 * Workers count in their rings; the engine books the differences as spans of time. Spans of one
 * minute are merged, so that a year of one worker is at most half a million of them; past
 * CFD_SPANS_MAX the two oldest become one (a longer span, the same sums). */
#ifndef CFD_DAEMON_ENGINE_COVERAGE_H
#define CFD_DAEMON_ENGINE_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/kind.h>
#include <cofferdam/status.h>

#include "lib/ledger/entry.h"

#define CFD_SPANS_MAX 65536u      /* 14 MB; 45 days of minutes */
#define CFD_GAP_LINES_MAX 65536u  /* (reason, endpoint); then further endpoints count as none */
#define CFD_KNOWN_RINGS_MAX 4096u /* rings whose sums are remembered; the oldest ended goes first */
#define CFD_NO_ENDPOINT UINT32_MAX

struct cfd_span {
    int64_t from_ms, to_ms;
    uint64_t response_count, inspected_count, exposing_count, body_bytes;
    uint64_t gap_counts[CFD_GAP_COUNT];
};

struct cfd_gap_line {
    uint8_t reason;
    uint32_t endpoint; /* CFD_NO_ENDPOINT: of the worker as a whole */
    uint64_t response_count;
    uint64_t subject_count;
    uint64_t logged_response_count, logged_subject_count;
    int64_t first_ms, last_ms;
    int64_t unlogged_from_ms,
        unlogged_to_ms; /* when it grew by what is not logged; 0: it did not */
};

/* What the log already holds of a ring's counters. */
struct cfd_known_ring {
    uint8_t ring_id[16];
    struct cfd_span sums;
    uint64_t dropped_part_count, dropped_subject_count;
    int64_t last_ms;
    bool is_ended; /* its worker has gone and it was read to the end */
};

struct cfd_coverage {
    struct cfd_span *spans;
    uint32_t span_count, span_capacity;
    struct cfd_gap_line *lines;
    uint32_t line_count, line_capacity;
    uint32_t *slots; /* number of a line + 1; 0: empty */
    uint32_t slot_count;
    struct cfd_known_ring *rings;
    uint32_t ring_count, ring_capacity;
    uint64_t dropped_part_count, dropped_subject_count;
};

void cfd_coverage_deinit(struct cfd_coverage *coverage);

/* Books what a worker's counters grew by; remembers it as known of that ring. An entry without a
 * response says that the ring has ended. CFD_ERR_MEMORY: nothing is booked. */
CFD_CHECKED enum cfd_status cfd_coverage_add(struct cfd_coverage *coverage,
                                             const struct cfd_entry_coverage *grown);

/* Books a gap; *out_line is its line. The counts are what it grew by. CFD_ERR_MEMORY: nothing is
 * booked. */
CFD_CHECKED enum cfd_status cfd_coverage_gap(struct cfd_coverage *coverage,
                                             const struct cfd_entry_gap *grown,
                                             struct cfd_gap_line **out_line);

/* The same for a gap that is logged later, together with more of its line. */
CFD_CHECKED enum cfd_status cfd_coverage_gap_unlogged(struct cfd_coverage *coverage,
                                                      const struct cfd_entry_gap *grown);

/* Notes that the log holds the line as it is. */
void cfd_gap_line_logged(struct cfd_gap_line *line);

/* What is known of a ring, added empty when it is new. NULL: no memory. */
struct cfd_known_ring *cfd_coverage_ring(struct cfd_coverage *coverage, const uint8_t ring_id[16]);

/* Sums of the spans that touch [since, until). */
void cfd_coverage_sum(const struct cfd_coverage *coverage, int64_t since_ms, int64_t until_ms,
                      struct cfd_span *out_sum);

#endif
