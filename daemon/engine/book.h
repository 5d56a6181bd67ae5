/* SPDX-License-Identifier: Apache-2.0
 * The book: what the engine knows (memory), what it has said (log), what is derived (index).
 *
 * Everything goes the same way: a part of a response is booked into memory, and what is new in it
 * becomes log entries; commit makes them durable and then lets the index follow. What the log does
 * not hold does not influence an answer after a restart: restore rebuilds memory from it alone. */
#ifndef CFD_DAEMON_ENGINE_BOOK_H
#define CFD_DAEMON_ENGINE_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/session.h>
#include <cofferdam/settings.h>
#include <cofferdam/status.h>

#include "core/exposure/table.h"
#include "core/wire/query.h"
#include "daemon/engine/alias.h"
#include "daemon/engine/coverage.h"
#include "daemon/engine/keyring.h"
#include "lib/ledger/index.h"
#include "lib/ledger/log.h"

/* Numbers of rows or traffic that changed since something was written; some more than once. */
struct cfd_changed {
    uint32_t *numbers;
    uint32_t count, capacity;
};

/* Entries the index does not have yet. */
struct cfd_unfollowed {
    struct cfd_entry_gap *gaps;
    uint32_t gap_count, gap_capacity;
    struct cfd_entry_coverage *coverages;
    uint32_t coverage_count, coverage_capacity;
    struct cfd_changed rows, traffic;
    uint32_t consumers, endpoints, whos, aliases;     /* how many of them the index has */
    uint32_t row_at, traffic_at, gap_at, coverage_at; /* which of the notes comes next */
    bool has_begun;                                   /* a transaction */
};

struct cfd_book {
    struct cfd_hash_key hash_key; /* of all tables; random per process */
    struct cfd_keyring keys;
    struct cfd_exposure_table *table;
    struct cfd_aliases aliases;
    struct cfd_coverage coverage;
    struct cfd_log *log;
    struct cfd_index *index;    /* NULL: given up for this run, answers do not need it */
    struct cfd_changed repeats; /* rows whose count the log does not know yet */
    struct cfd_changed traffic; /* traffic the log does not know yet */
    struct cfd_unfollowed unfollowed;
    uint8_t engine_id[16];
    int64_t start_ms;
    int64_t down_since_ms; /* last commit of the engine before; 0: there was none */
    int64_t last_commit_ms;
    enum cfd_ledger_state ledger_state;
    int64_t ledger_state_ms; /* since when it cannot be written; 0: it can */
    int64_t deltas_ms;       /* when repeats, traffic and gaps were last in the batch, whole */
    bool is_stopped;         /* the log ends with the note of an orderly end */
};

/* Opens the ledger in settings->state_dir, restores memory, puts a note of the start into the batch
 * (a full disk does not keep the engine from starting). CFD_ERR_CORRUPT, CFD_ERR_VERSION,
 * CFD_ERR_IO ...: error says what and what to do. */
CFD_CHECKED enum cfd_status cfd_book_open(struct cfd_book *book,
                                          const struct cfd_settings *settings, int64_t now_ms,
                                          struct cfd_error *error);

/* Books one part. CFD_ERR_FULL: the log's batch is full, nothing was booked: commit, then book again.
 * Every other bad status is final; what it left out is the caller's to count. CFD_ERR_FORMAT: not a
 * part that can be, nothing was booked; CFD_ERR_LIMIT: a table is full; CFD_ERR_MEMORY: some of it
 * may be booked. Times that cannot be are moved to the nearest that can. */
CFD_CHECKED enum cfd_status cfd_book_part(struct cfd_book *book, const struct cfd_part *part,
                                          int64_t now_ms);

/* The next three book all or nothing. CFD_ERR_FULL: the batch is full; CFD_ERR_MEMORY.
 * Books what a ring's counters grew by (without a response: nothing happens). */
CFD_CHECKED enum cfd_status cfd_book_coverage(struct cfd_book *book,
                                              const struct cfd_entry_coverage *grown,
                                              int64_t now_ms);
/* Notes that a ring has ended: its worker has gone and nothing is left in it. */
CFD_CHECKED enum cfd_status cfd_book_ring_end(struct cfd_book *book, const uint8_t ring_id[16],
                                              int64_t now_ms);
CFD_CHECKED enum cfd_status cfd_book_gap(struct cfd_book *book, const struct cfd_entry_gap *grown,
                                         int64_t now_ms);

/* Writes what repeats, traffic and gaps grew by since the last time. CFD_ERR_FULL: the rest comes
 * with the next call. */
CFD_CHECKED enum cfd_status cfd_book_deltas(struct cfd_book *book, int64_t now_ms);

/* True when deltas should not wait: an hour has ended. What repeats in the new one is told apart
 * from what the ended one left, so that a crash leaves in doubt the rows of one hour only. */
bool cfd_book_are_deltas_due(const struct cfd_book *book, int64_t now_ms);

/* Hours since 1970, as rows keep them. */
static inline uint16_t cfd_book_hour(int64_t time_ms)
{
    return (uint16_t)(time_ms / 3600000);
}

/* Makes everything booked so far durable; rings say how far each was read. Status of
 * cfd_log_commit; on a bad one all stays booked and may be committed later. */
CFD_CHECKED enum cfd_status cfd_book_commit(struct cfd_book *book, const struct cfd_log_ring *rings,
                                            size_t ring_count, int64_t now_ms);

/* Notes an orderly end, and makes it durable; to be called after whole deltas. Without it the next
 * engine takes this one for killed: counts of the rows of the last hour become lower bounds. Status
 * of cfd_log_commit. */
CFD_CHECKED enum cfd_status cfd_book_stop(struct cfd_book *book, int64_t now_ms);

/* Without commit. */
void cfd_book_close(struct cfd_book *book);

/* --- restore.c: memory from the index as far as it covers, from the log beyond. covered:
 * entries the index holds. */
CFD_CHECKED enum cfd_status cfd_book_restore(struct cfd_book *book, uint64_t covered,
                                             struct cfd_error *error);

/* --- follow.c: brings the index nearer to what memory holds, with at most put_max puts. covered:
 * how many entries of the log say what memory holds; CFD_COVERED_UNSETTLED: memory is ahead. */
#define CFD_COVERED_UNSETTLED 0u
void cfd_book_follow(struct cfd_book *book, uint64_t covered, uint32_t put_max);
/* The same as far as the log is now. */
void cfd_book_follow_on(struct cfd_book *book, uint32_t put_max);
/* True: the index has all it can have, or is given up. */
bool cfd_book_is_followed(const struct cfd_book *book);
/* Notes what the index does not have; without memory the index is given up. */
void cfd_book_unfollowed_row(struct cfd_book *book, uint32_t row);
void cfd_book_unfollowed_traffic(struct cfd_book *book, uint32_t number);
void cfd_book_unfollowed_gap(struct cfd_book *book, const struct cfd_entry_gap *grown);
void cfd_book_unfollowed_coverage(struct cfd_book *book, const struct cfd_entry_coverage *grown);
/* How many notes are left. */
uint64_t cfd_unfollowed_count(const struct cfd_unfollowed *unfollowed);
void cfd_book_give_up_index(struct cfd_book *book);
void cfd_unfollowed_deinit(struct cfd_unfollowed *unfollowed);

/* Remembers a number. False: no memory, it is left out. */
bool cfd_changed_add(struct cfd_changed *changed, uint32_t number);

#endif
