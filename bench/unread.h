/* SPDX-License-Identifier: Apache-2.0
 * Responses whose type says that nothing is to be read in them: a session's whole life without a
 * scan, from the request (its consumers hashed under a key) to the end. */
#ifndef CFD_BENCH_UNREAD_H
#define CFD_BENCH_UNREAD_H

#include <cofferdam/bytes.h>
#include <cofferdam/key.h>
#include <cofferdam/status.h>

#define BENCH_UNREAD_RESPONSES 10000u /* of one run */

struct bench_unread {
    const struct cfd_key *key;
    struct cfd_bytes body; /* random bytes, an image to the session */
};

/* BENCH_UNREAD_RESPONSES responses; a struct bench_job with the struct as ctx.
 * CFD_ERR_CORRUPT: a session wanted to read the body after all. */
CFD_CHECKED enum cfd_status bench_unread_run(void *ctx);

#endif
