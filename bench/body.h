/* SPDX-License-Identifier: Apache-2.0
 * The bodies that a benchmark reads: a corpus whole, or cut into responses of a wanted size.
 *
 * All bodies of a set lie in one block with BENCH_PADDING_BYTES readable bytes after the last one,
 * which simdjson asks for. */
#ifndef CFD_BENCH_BODY_H
#define CFD_BENCH_BODY_H

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_PADDING_BYTES 64u
#define BENCH_BODIES_MAX 4096u

struct bench_bodies {
    uint8_t *block;
    size_t count;
    size_t total_bytes;
    struct cfd_bytes items[BENCH_BODIES_MAX];
};

/* Reads FOLDER/NAME as one body. CFD_ERR_IO: errno; CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status bench_bodies_load(const char *folder, const char *name,
                                              struct bench_bodies *out_bodies);

/* Cuts a corpus of corpus.py (a record a line) into whole documents of about body_bytes each.
 * CFD_ERR_FORMAT: it is not laid out so; CFD_ERR_LIMIT: too many bodies; CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status bench_bodies_cut(const struct bench_bodies *corpus, size_t body_bytes,
                                             struct bench_bodies *out_bodies);

/* Takes a zeroed set, too. */
void bench_bodies_free(struct bench_bodies *bodies);

#ifdef __cplusplus
}
#endif

#endif
