/* SPDX-License-Identifier: Apache-2.0
 * Clock, pairs and percentiles. */
#include "bench/measure.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static enum cfd_status get_cpu_ns(double *out_ns)
{
    struct timespec now;

    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        return CFD_ERR_IO;
    *out_ns = (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
    return CFD_OK;
}

static enum cfd_status time_one(const struct bench_job *job, double *out_ns)
{
    double begin_ns, end_ns;

    CFD_TRY(get_cpu_ns(&begin_ns));
    CFD_TRY(job->run(job->ctx));
    CFD_TRY(get_cpu_ns(&end_ns));
    *out_ns = end_ns - begin_ns;
    return CFD_OK;
}

static enum cfd_status time_pair(const struct bench_job *ours, const struct bench_job *peer,
                                 size_t pair, struct bench_times *times)
{
    bool is_peer_first = pair % 2 == 1;

    if (peer != NULL && is_peer_first)
        CFD_TRY(time_one(peer, &times->peer_ns[pair]));
    CFD_TRY(time_one(ours, &times->ours_ns[pair]));
    if (peer != NULL && !is_peer_first)
        CFD_TRY(time_one(peer, &times->peer_ns[pair]));
    return CFD_OK;
}

enum cfd_status bench_pairs(const struct bench_job *ours, const struct bench_job *peer,
                            struct bench_times *out_times)
{
    struct bench_times times;

    memset(&times, 0, sizeof(times));
    CFD_TRY(ours->run(ours->ctx));
    if (peer != NULL)
        CFD_TRY(peer->run(peer->ctx));
    for (size_t pair = 0; pair < BENCH_PAIR_COUNT; pair++)
        CFD_TRY(time_pair(ours, peer, pair, &times));
    *out_times = times;
    return CFD_OK;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* Between the two nearest values, in proportion. */
static double percentile(const double sorted[BENCH_PAIR_COUNT], double share)
{
    double place = share * (BENCH_PAIR_COUNT - 1);
    size_t below = (size_t)place;
    size_t above = below + 1 < BENCH_PAIR_COUNT ? below + 1 : below;

    return sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
}

static void print_row(const char *name, const char *unit, double values[BENCH_PAIR_COUNT])
{
    qsort(values, BENCH_PAIR_COUNT, sizeof(values[0]), compare);
    printf("%-26s %-6s %9.3f %9.3f %9.3f %4u\n", name, unit, percentile(values, 0.5),
           percentile(values, 0.05), percentile(values, 0.95), BENCH_PAIR_COUNT);
    fflush(stdout);
}

void bench_print_speed(const char *name, double input_bytes, const double ns[BENCH_PAIR_COUNT])
{
    double values[BENCH_PAIR_COUNT];

    for (size_t i = 0; i < BENCH_PAIR_COUNT; i++)
        values[i] = input_bytes / ns[i]; /* bytes a nanosecond are GB a second */
    print_row(name, "GB/s", values);
}

void bench_print_ratio(const char *name, const struct bench_times *times)
{
    double values[BENCH_PAIR_COUNT];

    for (size_t i = 0; i < BENCH_PAIR_COUNT; i++)
        values[i] = times->peer_ns[i] / times->ours_ns[i];
    print_row(name, "ratio", values);
}

void bench_print_each(const char *name, double item_count, const double ns[BENCH_PAIR_COUNT])
{
    double values[BENCH_PAIR_COUNT];

    for (size_t i = 0; i < BENCH_PAIR_COUNT; i++)
        values[i] = ns[i] / item_count;
    print_row(name, "ns", values);
}
