/* SPDX-License-Identifier: Apache-2.0
 * The measuring stick: simdjson makes a document of the same bytes and every key and string in it
 * is walked. It judges nothing; a scan as fast as this one is as fast as mere reading. */
#ifndef CFD_BENCH_PEER_H
#define CFD_BENCH_PEER_H

#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a reader has met; two readers of the same bytes must agree. */
struct bench_counts {
    uint64_t string_count; /* keys and string values */
    uint64_t text_bytes;   /* of those, decoded */
    uint64_t number_count;
};

struct bench_peer;

/* CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status bench_peer_new(struct bench_peer **out_peer);
void bench_peer_free(struct bench_peer *peer); /* takes NULL */

/* Parses and walks one document and adds what it met. 64 bytes after the body must be readable.
 * Memory of the parser is kept from one call to the next. CFD_ERR_FORMAT: not JSON. */
CFD_CHECKED enum cfd_status bench_peer_read(struct bench_peer *peer, struct cfd_bytes body,
                                            struct bench_counts *counts);

/* The code path that simdjson chose for this processor (haswell, icelake); never NULL. */
const char *bench_peer_path(void);

#ifdef __cplusplus
}
#endif

#endif
