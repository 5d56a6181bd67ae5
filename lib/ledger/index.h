/* SPDX-License-Identifier: Apache-2.0
 * The index: what the log says, in tables, derived and remade at will. Only here: SQLite.
 *
 *     index/index.db         small tables: consumers, endpoints, whos, traffic, aliases, gaps,
 *                            coverage, meta
 *     index/00000001.db      the open partition: exposures as rows in arrival order, no secondary
 *                            index (closed partitions get theirs; they come with the ledger work)
 *
 * Written once per commit of the log, after it, in one transaction that also notes how many entries
 * it covers; not synced, since it can be remade. At start the engine loads it and reads on in the
 * log from there. An index that is missing, damaged, of another layout or log, ahead of the log, or
 * not closed by its last user (who was killed, or went down with the machine) is removed and made
 * anew: opening then answers CFD_OK with 0 entries covered, and the caller reads the whole log.
 *
 * One process has it open at a time. Threads: one. */
#ifndef CFD_LIB_LEDGER_INDEX_H
#define CFD_LIB_LEDGER_INDEX_H

#include <stdint.h>

#include <cofferdam/status.h>

#include "core/exposure/table.h"
#include "lib/ledger/entry.h"

struct cfd_index;

/* Opens or makes the index in dir (0700) for the log log_id with entry_count committed entries.
 * *out_covered: entries the index knows (0 for a fresh one). CFD_ERR_IO with error: it cannot be
 * opened or made, or another process has it open; CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfd_index_open(const char *dir, const uint8_t log_id[16],
                                           uint64_t entry_count, struct cfd_index **out_index,
                                           uint64_t *out_covered, struct cfd_error *error);

/* Tells everything that stands in it: dictionaries in order of their numbers, then rows in order,
 * then traffic (in order of its first put), aliases, gaps, coverage. Rows come with logged_count =
 * count. Members may be NULL. A bad status ends it and is answered. CFD_ERR_CORRUPT: damaged; what
 * was told before is not to be used, and closed and opened again the index is remade; CFD_ERR_STATE:
 * within a transaction or after a failed one; CFD_ERR_IO; CFD_ERR_MEMORY. */
struct cfd_index_visitor {
    enum cfd_status (*on_consumer)(void *ctx, const struct cfd_entry_consumer *entry);
    enum cfd_status (*on_endpoint)(void *ctx, const struct cfd_entry_endpoint *entry);
    enum cfd_status (*on_who)(void *ctx, const struct cfd_entry_who *entry);
    enum cfd_status (*on_row)(void *ctx, const struct cfd_exposure_row *row);
    enum cfd_status (*on_traffic)(void *ctx, const struct cfd_entry_traffic *entry);
    enum cfd_status (*on_alias)(void *ctx, const struct cfd_entry_alias *entry);
    enum cfd_status (*on_gap)(void *ctx, const struct cfd_entry_gap *entry);
    enum cfd_status (*on_coverage)(void *ctx, const struct cfd_entry_coverage *entry);
    void *ctx;
};
CFD_CHECKED enum cfd_status cfd_index_load(struct cfd_index *index,
                                           const struct cfd_index_visitor *visitor,
                                           struct cfd_error *error);

/* One transaction: begin, any puts, commit with the number of log entries now covered. After a bad
 * status the transaction is rolled back and the index is no longer written in this run: all calls
 * answer CFD_ERR_STATE. So do put and commit outside a transaction and begin inside one; that alone
 * changes nothing. CFD_ERR_USAGE: what load could not tell (a number that is neither known nor the
 * next one, a who or endpoint that is not known, a value that is none, fewer entries covered than
 * before); CFD_ERR_FULL, CFD_ERR_IO, CFD_ERR_CORRUPT, CFD_ERR_MEMORY.
 * A consumer, endpoint or who that is known is replaced. */
CFD_CHECKED enum cfd_status cfd_index_begin(struct cfd_index *index);
CFD_CHECKED enum cfd_status cfd_index_put_consumer(struct cfd_index *index,
                                                   const struct cfd_entry_consumer *entry);
CFD_CHECKED enum cfd_status cfd_index_put_endpoint(struct cfd_index *index,
                                                   const struct cfd_entry_endpoint *entry);
CFD_CHECKED enum cfd_status cfd_index_put_who(struct cfd_index *index,
                                              const struct cfd_entry_who *entry);
/* row_number is the row's place in the table: a new one is appended; of a known one first, last,
 * count and is_lower_bound are updated. count is to be what the log knows. */
CFD_CHECKED enum cfd_status cfd_index_put_row(struct cfd_index *index, uint32_t row_number,
                                              const struct cfd_exposure_row *row);
/* Totals: those of the same (who, endpoint) are replaced. */
CFD_CHECKED enum cfd_status cfd_index_put_traffic(struct cfd_index *index,
                                                  const struct cfd_entry_traffic *totals);
/* These add up: each put is one more. */
CFD_CHECKED enum cfd_status cfd_index_put_alias(struct cfd_index *index,
                                                const struct cfd_entry_alias *entry);
CFD_CHECKED enum cfd_status cfd_index_put_gap(struct cfd_index *index,
                                              const struct cfd_entry_gap *entry);
CFD_CHECKED enum cfd_status cfd_index_put_coverage(struct cfd_index *index,
                                                   const struct cfd_entry_coverage *entry);
CFD_CHECKED enum cfd_status cfd_index_commit(struct cfd_index *index, uint64_t covered);

/* Both roll an open transaction back and take NULL. close vouches for what the index holds; after
 * leave the next opening makes it anew, as after a crash. */
void cfd_index_close(struct cfd_index *index);
void cfd_index_leave(struct cfd_index *index);

#endif
