/* SPDX-License-Identifier: Apache-2.0
 * The log: append-only segments, the truth of the ledger. Layout: docs/ledger-format.md.
 *
 *     cfd_log_open(dir, &options, &log, &report, &error)   cuts a torn tail, says so
 *     cfd_log_append(log, type, version, time_ms, payload) collects in memory
 *     cfd_log_commit(log, rings, ring_count, time_ms)      one write, one fdatasync
 *     cfd_log_close(log)
 *
 * One process writes; an flock on log/lock keeps a second one out. What was committed survives
 * kill -9 and power loss; what was appended and not committed does not exist. Threads: one. */
#ifndef CFD_LIB_LEDGER_LOG_H
#define CFD_LIB_LEDGER_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#define CFD_ENTRY_PAYLOAD_MAX_BYTES 60000u
#define CFD_LOG_BATCH_MAX_BYTES (8u << 20) /* appended and not yet committed */
#define CFD_LOG_RINGS_MAX 1024u

struct cfd_log_options {
    uint64_t segment_bytes; /* a segment that reaches it is followed by a new one */
    int64_t now_ms;
};

/* How far the records of a worker's ring are in the log. */
struct cfd_log_ring {
    uint8_t ring_id[16];
    uint64_t sequence;
};

struct cfd_log_report {
    bool is_new;          /* the folder held no log */
    uint64_t entry_count; /* committed entries */
    uint64_t segment_count;
    uint64_t log_bytes;
    uint64_t torn_bytes;    /* cut from the end: never committed */
    bool has_batch;         /* entries wait for a commit */
    int64_t last_commit_ms; /* 0: none */
    uint8_t log_id[16];
};

struct cfd_log_entry {
    uint64_t index; /* from 0, over all segments */
    uint16_t type;  /* enum cfd_entry_type */
    uint16_t version;
    int64_t time_ms;
    struct cfd_bytes payload; /* valid during the call */
};

struct cfd_log;

/* Opens or begins the log in dir (made with mode 0700 when missing). CFD_ERR_IO; CFD_ERR_DENIED:
 * another writer holds it; CFD_ERR_CORRUPT: damage elsewhere than at the end (error names segment
 * and offset; nothing is changed); CFD_ERR_VERSION: written by a newer Cofferdam. */
CFD_CHECKED enum cfd_status cfd_log_open(const char *dir, const struct cfd_log_options *options,
                                         struct cfd_log **out_log,
                                         struct cfd_log_report *out_report,
                                         struct cfd_error *error);

/* Adds an entry to the batch; *out_index (may be NULL) is the index it will have. CFD_ERR_LIMIT:
 * payload too large; CFD_ERR_FULL: the batch is full, commit first; CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfd_log_append(struct cfd_log *log, uint16_t type, uint16_t version,
                                           int64_t time_ms, struct cfd_bytes payload,
                                           uint64_t *out_index);

/* Makes room for entries of that many bytes in all (an entry takes 28 more than its payload), so
 * that appending them cannot fail for want of room. CFD_ERR_FULL: commit first; CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfd_log_reserve(struct cfd_log *log, size_t entries_bytes);

/* Makes the batch durable, with a commit entry that also says how far each ring was read. An empty
 * batch with no ring moved writes nothing. CFD_ERR_FULL: the disk is full, the file is as before,
 * the batch stays and may be committed later; CFD_ERR_IO: the write or sync failed: the segment is
 * ended and never written again, the batch stays and the next commit begins a new segment. */
CFD_CHECKED enum cfd_status cfd_log_commit(struct cfd_log *log, const struct cfd_log_ring *rings,
                                           size_t ring_count, int64_t time_ms);

/* Last committed sequence of a ring, as the log knows from its commits. CFD_ERR_NOT_FOUND. */
CFD_CHECKED enum cfd_status cfd_log_ring_sequence(const struct cfd_log *log,
                                                  const uint8_t ring_id[16],
                                                  uint64_t *out_sequence);

void cfd_log_stat(const struct cfd_log *log, struct cfd_log_report *out_report);

/* Tells the committed entries from first_index on, in order. A bad status of the callback ends it
 * and is answered. CFD_ERR_CORRUPT as at open. */
typedef enum cfd_status (*cfd_log_visit)(void *ctx, const struct cfd_log_entry *entry);
CFD_CHECKED enum cfd_status cfd_log_read(const struct cfd_log *log, uint64_t first_index,
                                         cfd_log_visit visit, void *ctx, struct cfd_error *error);

/* Drops what was not committed. Takes NULL. */
void cfd_log_close(struct cfd_log *log);

#endif
