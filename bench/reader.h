/* SPDX-License-Identifier: Apache-2.0
 * Our readers as the benchmarks drive them: the scan, and the tokenizer below it alone. */
#ifndef CFD_BENCH_READER_H
#define CFD_BENCH_READER_H

#include <stdbool.h>

#include <cofferdam/key.h>
#include <cofferdam/scan.h>

#include "bench/body.h"
#include "bench/peer.h"

/* What a scan does beside judging. */
struct bench_scan_use {
    size_t piece_bytes;     /* 0: each body in one piece */
    bool has_pseudonyms;    /* each identity is normalised and hashed under a key */
    bool is_findings_heard; /* with paths and terms, as the command line does; a worker does not */
};

/* One reader of one set of bodies. Borrows bodies and key. */
struct bench_scanner {
    struct bench_scan_use use;
    const struct bench_bodies *bodies;
    const struct cfd_key *key;
    struct cfd_scan *scan;
    struct cfd_key_memory *key_memory;
    struct cfd_scan_report report; /* of all bodies of the last run, counts added */
    uint64_t pseudonym_count;      /* asked for in the last run */
};

CFD_CHECKED enum cfd_status bench_scanner_init(struct bench_scanner *scanner,
                                               const struct bench_scan_use *use,
                                               const struct bench_bodies *bodies,
                                               const struct cfd_key *key);
void bench_scanner_deinit(struct bench_scanner *scanner);

/* Scans every body once; a struct bench_job with the scanner as ctx. */
CFD_CHECKED enum cfd_status bench_scanner_run(void *ctx);

struct bench_tokenizer {
    const struct bench_bodies *bodies;
    struct bench_counts counts; /* of the last run */
};

/* Likewise: tokens of every body, counted and dropped. */
CFD_CHECKED enum cfd_status bench_tokenizer_run(void *ctx);

#endif
