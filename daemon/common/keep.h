/* SPDX-License-Identifier: Apache-2.0
 * What the engine asks the monitor to keep: each ring it has taken over, for the next engine.
 *
 * A worker that leaves closes its end of the ring's memory, and an engine that is killed the other.
 * The monitor holds a third, with the hello it came with, until the engine has read such a ring to
 * its end. When an engine dies, the monitor says these hellos again on the ring socket, as if the
 * workers did: the next engine needs to know nothing of it.
 *
 * One message a change on a SEQPACKET pair; the descriptor travels with KEEP. To the monitor all of
 * it but the id is opaque. */
#ifndef CFD_DAEMON_COMMON_KEEP_H
#define CFD_DAEMON_COMMON_KEEP_H

#include <stdint.h>

#include <cofferdam/status.h>

#include "core/wire/hello.h"
#include "core/wire/ring.h"

enum cfd_keep_what {
    CFD_KEEP_RING = 1, /* from now on */
    CFD_KEEP_NO_MORE = 2,
};

struct cfd_keep {
    uint8_t what; /* enum cfd_keep_what */
    uint8_t ring_id[CFD_RING_ID_BYTES];
    uint8_t hello[CFD_HELLO_BYTES]; /* of KEEP_RING: as the worker sent it */
};

/* Sends without waiting; ring_fd goes with CFD_KEEP_RING, else it is -1. CFD_ERR_IO: errno; the
 * other side does not have it. */
CFD_CHECKED enum cfd_status cfd_keep_send(int fd, const struct cfd_keep *keep, int ring_fd);

/* Takes the next message without waiting. out_ring_fd: the caller's to close, or -1.
 * CFD_ERR_NOT_FOUND: there is none; CFD_ERR_FORMAT: one that makes no sense was dropped;
 * CFD_ERR_IO. */
CFD_CHECKED enum cfd_status cfd_keep_receive(int fd, struct cfd_keep *out_keep, int *out_ring_fd);

#endif
