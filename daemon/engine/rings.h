/* SPDX-License-Identifier: Apache-2.0
 * The workers' rings: taken over on the ring socket, read every few milliseconds, given room back
 * once their records are committed.
 *
 * A ring outlives its connection: when a worker has gone, what it left is read to the end. It
 * outlives the engine, too: the monitor keeps each until it has ended (daemon/common/keep.h). A ring
 * that is damaged is read no further than the damage and counted; so is a record that cannot be
 * booked. Reading and committing are two steps, so that the caller decides when a batch is closed. */
#ifndef CFD_DAEMON_ENGINE_RINGS_H
#define CFD_DAEMON_ENGINE_RINGS_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "core/wire/ring.h"
#include "daemon/engine/book.h"

#define CFD_RINGS_MAX 512u /* workers of both generations during a reload, many times over */
#define CFD_REFUSED_RINGS_MAX 16u

struct cfd_rings;

struct cfd_engine_ring {
    struct cfd_rings *rings;
    bool is_used;
    bool is_gone;        /* the worker closed its connection */
    bool is_drained;     /* it has gone, and its ring was read to the end since */
    bool was_left;       /* who handed it over had gone by then: the worker may still come */
    bool is_ended;       /* its end is booked; with the next commit it is let go */
    bool has_complained; /* of damage */
    int fd;              /* of the connection */
    uv_poll_t poll;
    uint8_t *base;
    size_t mapping_bytes;
    struct cfd_ring_reader reader;
    uint64_t booked_sequence;    /* records up to here are booked: a second reading skips them */
    uint64_t committed_sequence; /* and up to here they are in the log */
    uint64_t read_end;           /* release value of the last record booked */
    uint64_t counters[CFD_RING_COUNTERS];         /* as booked last */
    uint64_t lost_part_count, lost_subject_count; /* not booked, nor yet said so */
    int64_t counted_ms;
};

/* What a worker counts in a ring that is refused, nobody reads: that is a gap of unknown size. */
struct cfd_refused_ring {
    uint8_t ring_id[CFD_RING_ID_BYTES];
    bool has_come; /* since its gap was booked last */
};

struct cfd_rings {
    struct cfd_book *book;
    int listen_fd;
    uv_poll_t poll;
    struct cfd_engine_ring *items[CFD_RINGS_MAX];
    uint32_t count;
    uint32_t first; /* where the next reading begins: a busy ring starves no other */
    struct cfd_refused_ring refused[CFD_REFUSED_RINGS_MAX]; /* the last ones */
    uint32_t refused_count;                                 /* ever */
    int keep_fd;                                            /* to the monitor; -1: nobody keeps */
    bool waits_for_workers; /* just started: whose ring is known comes back in a moment */
};

/* Begins to accept workers. listen_fd is borrowed. CFD_ERR_IO. */
CFD_CHECKED enum cfd_status cfd_rings_open(struct cfd_rings *rings, uv_loop_t *loop, int listen_fd,
                                           struct cfd_book *book);

/* From now on the monitor is told which rings to keep, and no ring ends until cfd_rings_note_absent:
 * the monitor hands over those of workers that live, too. keep_fd is borrowed. */
void cfd_rings_keep(struct cfd_rings *rings, int keep_fd);

/* Books what lies in the rings, at most `max` records; *out_count: how many. CFD_ERR_FULL: the
 * batch is full, commit and go on. */
CFD_CHECKED enum cfd_status cfd_rings_read(struct cfd_rings *rings, uint32_t max, int64_t now_ms,
                                           uint32_t *out_count);

/* Books what the workers' counters grew by, what was lost, and who was refused. CFD_ERR_FULL, CFD_ERR_MEMORY: the
 * rest comes with the next call. */
CFD_CHECKED enum cfd_status cfd_rings_count(struct cfd_rings *rings, int64_t now_ms);

/* Some time after the start: for every worker of before that has not come back, what it did while
 * no engine ran is a gap of unknown size. */
CFD_CHECKED enum cfd_status cfd_rings_note_absent(struct cfd_rings *rings, int64_t now_ms);

/* How far each ring was read, for the commit; out has room for CFD_RINGS_MAX. Returns how many. */
size_t cfd_rings_positions(const struct cfd_rings *rings, struct cfd_log_ring *out);

/* After the commit: gives room back, lets go of rings of workers that have gone. True: it booked
 * something doing so. */
bool cfd_rings_release(struct cfd_rings *rings, int64_t now_ms);

/* Workers connected now. */
uint32_t cfd_rings_connected(const struct cfd_rings *rings);

void cfd_rings_close(struct cfd_rings *rings);

#endif
