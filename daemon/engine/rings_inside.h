/* SPDX-License-Identifier: Apache-2.0
 * What the files of the rings share. */
#ifndef CFD_DAEMON_ENGINE_RINGS_INSIDE_H
#define CFD_DAEMON_ENGINE_RINGS_INSIDE_H

#include "core/wire/hello.h"
#include "daemon/engine/rings.h"

/* --- rings.c */

/* NULL: no such ring is in use. */
struct cfd_engine_ring *cfdi_ring_find(struct cfd_rings *rings, const uint8_t ring_id[16]);

/* Lets go of a ring: mapping, connection, handle, its place. */
void cfdi_ring_forget(struct cfd_engine_ring *ring);

/* --- rings_hello.c */

/* A new ring in `rings` for that connection, which becomes the ring's; without room or memory it is
 * closed. */
void cfdi_ring_begin(struct cfd_rings *rings, int fd);

/* Has the monitor keep a ring that came with this hello, or no longer. */
void cfdi_ring_keep(const struct cfd_engine_ring *ring, const struct cfd_hello *hello, int ring_fd);
void cfdi_ring_keep_no_more(const struct cfd_engine_ring *ring);

/* --- rings_count.c */

/* Books what a ring's counters grew by, and what of it was lost. CFD_ERR_FULL, CFD_ERR_MEMORY: the
 * rest comes with the next call. */
CFD_CHECKED enum cfd_status cfdi_ring_count(struct cfd_engine_ring *ring, int64_t now_ms);

#endif
