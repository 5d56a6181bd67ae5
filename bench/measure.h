/* SPDX-License-Identifier: Apache-2.0
 * Times two jobs in interleaved pairs and prints one line a row: name unit median p5 p95 runs.
 *
 * What is counted is processor time of this thread, so a neighbour on the machine shows as noise in
 * caches and clock speed only, and that meets both jobs of a pair. Who goes first changes from
 * pair to pair. Each job runs once before, unmeasured. */
#ifndef CFD_BENCH_MEASURE_H
#define CFD_BENCH_MEASURE_H

#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_PAIR_COUNT 20u

/* Reads its whole input once. A bad status ends the measurement. */
struct bench_job {
    enum cfd_status (*run)(void *ctx);
    void *ctx;
};

struct bench_times {
    double ours_ns[BENCH_PAIR_COUNT];
    double peer_ns[BENCH_PAIR_COUNT]; /* 0 where there is no peer */
};

/* peer may be NULL: then ours runs alone. CFD_ERR_IO: there is no clock; or what a job answered. */
CFD_CHECKED enum cfd_status bench_pairs(const struct bench_job *ours, const struct bench_job *peer,
                                        struct bench_times *out_times);

/* 10^9 bytes a second, of the same bytes in each of the times. */
void bench_print_speed(const char *name, double input_bytes, const double ns[BENCH_PAIR_COUNT]);

/* How much faster than the peer, pair by pair: 1 is as fast, 0.5 half as fast. */
void bench_print_ratio(const char *name, const struct bench_times *times);

/* Nanoseconds for each of `item_count` things that one run does. */
void bench_print_each(const char *name, double item_count, const double ns[BENCH_PAIR_COUNT]);

#ifdef __cplusplus
}
#endif

#endif
