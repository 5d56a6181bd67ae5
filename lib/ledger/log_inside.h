/* SPDX-License-Identifier: Apache-2.0
 * The log as this folder sees it. */
#ifndef CFD_LIB_LEDGER_LOG_INSIDE_H
#define CFD_LIB_LEDGER_LOG_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/ledger/file.h"
#include "lib/ledger/log.h"
#include "lib/ledger/segment.h"

#define CFDI_SEGMENT_NAME_BYTES 32u
#define CFDI_SEGMENTS_MAX 100000000u /* eight digits */

/* The rings that moved last, the one that moved most recently at the end. */
struct cfdi_rings {
    struct cfd_log_ring rings[CFD_LOG_RINGS_MAX];
    uint32_t count;
};

struct cfdi_segment {
    uint64_t first_index;
    uint64_t fresh_index;
    uint64_t file_bytes; /* of the last one: committed; of the others: as found or left */
};

struct cfd_log {
    const struct cfdi_file_calls *calls;
    int dir;
    int lock;
    uint64_t segment_bytes;
    uint8_t node_id[16];
    uint8_t log_id[16];
    uint32_t boot_epoch;

    struct cfdi_segment *segments;
    uint32_t segment_count;
    uint32_t segment_capacity;

    int file; /* of the last segment; CFDI_NO_FILE: it has ended, the next commit begins another */
    uint64_t reserved_bytes;
    bool cannot_reserve;  /* this file system does not */
    bool has_commit;      /* the last segment, of a batch that was not carried over */
    uint64_t entry_count; /* committed */
    int64_t last_commit_ms;
    uint64_t torn_bytes;
    bool is_new;

    /* Committed batches of an ended segment that its disk lacks; the next one begins with them. */
    uint8_t *carried;
    size_t carried_bytes;
    uint64_t carried_index; /* of their first entry */
    bool is_unchecked;      /* whether there are such batches is not known yet */

    uint8_t *batch;
    size_t batch_bytes;
    size_t batch_capacity; /* at least CFDI_COMMIT_MAX_BYTES more than batch_bytes */
    uint32_t batch_count;

    struct cfdi_rings rings;
    struct cfdi_rings next_rings; /* what a commit in progress makes of them */
};

/* cfd_log_open over other file calls, which must outlive the log. */
CFD_CHECKED enum cfd_status cfdi_log_open_with(const struct cfdi_file_calls *calls, const char *dir,
                                               const struct cfd_log_options *options,
                                               struct cfd_log **out_log,
                                               struct cfd_log_report *out_report,
                                               struct cfd_error *error);

void cfdi_segment_name(uint32_t number, char out_name[CFDI_SEGMENT_NAME_BYTES]);

/* CFD_ERR_FULL where there is no room, CFD_ERR_IO for all else; sets errno. */
CFD_CHECKED enum cfd_status cfdi_status_of(int error_number);

/* Moves a ring to the end with its new sequence; the oldest may fall off. */
void cfdi_rings_move(struct cfdi_rings *rings, const struct cfd_log_ring *moved);
/* NULL: not known. */
const struct cfd_log_ring *cfdi_rings_find(const struct cfdi_rings *rings,
                                           const uint8_t ring_id[16]);

/* Notes one more segment in memory. CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfdi_segments_add(struct cfd_log *log, struct cfdi_segment segment);

/* Writes them all, in as many pieces as it takes. An errno number. */
int cfdi_write_all(const struct cfd_log *log, int file, uint64_t offset, struct cfd_bytes bytes);

/* Makes the next segment, with what is carried over, and leaves it open as the last; the one before
 * is closed. CFD_ERR_FULL, CFD_ERR_IO, CFD_ERR_MEMORY: the log is as before. */
CFD_CHECKED enum cfd_status cfdi_segment_begin(struct cfd_log *log, int64_t time_ms);

/* The index of the first entry that the segment does not have. */
uint64_t cfdi_segment_end(const struct cfd_log *log, uint32_t number);

/* Compares the last committed bytes of the last segment, open as `file`, with what the disk has of
 * them, and takes the batches that it lacks into log->carried. CFD_ERR_IO: they cannot be read;
 * CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfdi_carry(struct cfd_log *log, int file);

/* Closes the last segment; takes one that has ended. */
void cfdi_segment_leave(struct cfd_log *log);

/* Reads a segment from its first entry to the index that ends it and tells each entry, with its
 * commit for a COMMIT. CFD_ERR_CORRUPT, CFD_ERR_VERSION, CFD_ERR_IO, CFD_ERR_MEMORY: with error. */
typedef enum cfd_status (*cfdi_segment_visit)(void *ctx, const struct cfd_log_entry *entry,
                                              const struct cfdi_commit *commit);
CFD_CHECKED enum cfd_status cfdi_segment_read(const struct cfd_log *log, uint32_t number,
                                              cfdi_segment_visit visit, void *ctx,
                                              struct cfd_error *error);

/* Says where a walk stopped and why; answers status, CFD_ERR_FORMAT as CFD_ERR_CORRUPT. */
CFD_CHECKED enum cfd_status cfdi_stopped(uint32_t number, const struct cfdi_walk *walk,
                                         enum cfd_status status, struct cfd_error *error);

#endif
