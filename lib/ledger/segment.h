/* SPDX-License-Identifier: Apache-2.0
 * Segments as bytes: header, entry frames, commits; and reading them entry by entry. Layout and
 * rules: docs/ledger-format.md. */
#ifndef CFD_LIB_LEDGER_SEGMENT_H
#define CFD_LIB_LEDGER_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#include "lib/ledger/entry.h"
#include "lib/ledger/file.h"
#include "lib/ledger/log.h"

#define CFDI_SEGMENT_VERSION 1u
#define CFDI_HEADER_BYTES 128u
#define CFDI_HEADER_MAX_BYTES 4096u /* of any later version */
#define CFDI_FRAME_BYTES 28u        /* of an entry, around its payload */
#define CFDI_ENTRY_MAX_BYTES (CFDI_FRAME_BYTES + CFD_ENTRY_PAYLOAD_MAX_BYTES)
#define CFDI_RING_BYTES 24u
#define CFDI_COMMIT_MIN_BYTES (CFDI_FRAME_BYTES + 16u)
#define CFDI_COMMIT_MAX_BYTES (CFDI_COMMIT_MIN_BYTES + CFD_LOG_RINGS_MAX * CFDI_RING_BYTES)
#define CFDI_TYPE_LAST CFD_ENTRY_COVERAGE /* that this build reads */
#define CFDI_TYPE_PASSABLE 0x8000u        /* from here on types need not be known */

struct cfdi_header {
    uint8_t node_id[16];
    uint8_t log_id[16];
    uint32_t boot_epoch;
    uint32_t number;
    uint64_t first_index;
    uint64_t fresh_index; /* entries before it were carried over from the segment before */
    int64_t created_ms;
};

void cfdi_header_encode(const struct cfdi_header *header, uint8_t out[CFDI_HEADER_BYTES]);
/* bytes: the beginning of the file, CFDI_HEADER_MAX_BYTES of it or all there are.
 * CFD_ERR_CORRUPT; CFD_ERR_VERSION: whole, and of a later version. */
CFD_CHECKED enum cfd_status cfdi_header_decode(struct cfd_bytes bytes,
                                               struct cfdi_header *out_header);

/* Writes a framed entry; room: CFDI_FRAME_BYTES and the payload. Answers the bytes it took. */
size_t cfdi_entry_encode(const struct cfd_log_entry *entry, uint8_t *out);
/* Reads the entry at the front of bytes. CFD_ERR_FORMAT: it is not whole. */
CFD_CHECKED enum cfd_status cfdi_entry_decode(struct cfd_bytes bytes,
                                              struct cfd_log_entry *out_entry,
                                              uint32_t *out_entry_bytes);

/* The payload of a COMMIT; rings: CFDI_RING_BYTES each. */
struct cfdi_commit {
    uint64_t first_index;
    uint32_t entry_count;
    uint32_t ring_count;
    struct cfd_bytes rings;
};

/* Answers the bytes of the payload. room: CFDI_COMMIT_MAX_BYTES less CFDI_FRAME_BYTES. */
size_t cfdi_commit_encode(uint64_t first_index, uint32_t entry_count,
                          const struct cfd_log_ring *rings, uint32_t ring_count, uint8_t *out);
/* CFD_ERR_FORMAT. */
CFD_CHECKED enum cfd_status cfdi_commit_decode(struct cfd_bytes payload,
                                               struct cfdi_commit *out_commit);
struct cfd_log_ring cfdi_commit_ring(const struct cfdi_commit *commit, uint32_t number);

/* --- reading */

/* A file seen through a buffer. */
struct cfdi_window {
    const struct cfdi_file_calls *calls;
    int file;            /* borrowed */
    uint64_t file_bytes; /* what lies behind is not looked at */
    uint8_t *buffer;
    size_t buffer_bytes;
    uint64_t held_at;
    size_t held_bytes;
};

CFD_CHECKED enum cfd_status cfdi_window_init(struct cfdi_window *window,
                                             const struct cfdi_file_calls *calls, int file,
                                             uint64_t file_bytes);
void cfdi_window_deinit(struct cfdi_window *window);
/* The bytes at offset, want_bytes of them (CFDI_ENTRY_MAX_BYTES at most) or all up to the end; valid
 * until the next call. CFD_ERR_IO: cannot be read, or the file is shorter than it was. */
CFD_CHECKED enum cfd_status cfdi_window_view(struct cfdi_window *window, uint64_t offset,
                                             size_t want_bytes, struct cfd_bytes *out_bytes);

/* A walk over a segment from its first entry on. */
struct cfdi_walk {
    struct cfdi_window *window;
    uint64_t offset; /* of the next entry */
    uint64_t next_index;
    uint64_t uncommitted_index; /* first of the batch that is being read */
    uint64_t committed_bytes;   /* where the last whole batch ends */
    uint64_t commit_count;
    int64_t last_commit_ms;
};

void cfdi_walk_init(struct cfdi_walk *walk, struct cfdi_window *window, uint64_t first_index);
/* Tells the next entry; *out_commit is written when it is a COMMIT. CFD_ERR_NOT_FOUND: the file
 * ends here; CFD_ERR_FORMAT: what stands here is not whole; CFD_ERR_CORRUPT: it is whole and does
 * not fit; CFD_ERR_VERSION; CFD_ERR_IO. */
CFD_CHECKED enum cfd_status cfdi_walk_next(struct cfdi_walk *walk, struct cfd_log_entry *out_entry,
                                           struct cfdi_commit *out_commit);

/* Judges a last segment whose entry at walk->offset is not whole. CFD_OK: the tail is torn and may
 * be cut at committed_bytes; CFD_ERR_CORRUPT: it is damaged; CFD_ERR_IO. */
CFD_CHECKED enum cfd_status cfdi_judge_tail(const struct cfdi_walk *walk);

#endif
