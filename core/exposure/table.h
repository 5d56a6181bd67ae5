/* SPDX-License-Identifier: Apache-2.0
 * Who saw whom: the exposures of the open partition in memory, and the lists made from them.
 *
 * A row is one (who, endpoint, subject, kinds, action, basis) with first, last and count. `who` and
 * `endpoint` are small numbers of dictionaries that the table keeps too: a who is the set of
 * consumers that came with a request, its side and its auth. Rows never move and never go.
 *
 * Answers are exact: persons of a group are counted with a set made for the question; since each
 * distinct subject has a number, that of all rows together is a bit a subject. A list is one pass
 * over the rows. All memory comes from `alloc`; at most CFD_EXPOSURE_ROWS_MAX rows, after that
 * add answers CFD_ERR_FULL and counts what it left out. One thread. */
#ifndef CFD_CORE_EXPOSURE_TABLE_H
#define CFD_CORE_EXPOSURE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/consumer.h>
#include <cofferdam/kind.h>
#include <cofferdam/scan.h>
#include <cofferdam/status.h>

#include "core/base/hash.h"

#define CFD_EXPOSURE_ROWS_MAX \
    (4u << 20) /* 64 bytes each: 256 MB, the engine's share of a machine */
#define CFD_EXPOSURE_DICTIONARY_MAX \
    (1u << 20) /* whos, consumers; endpoints are bounded by routes */

struct cfd_exposure_row {
    uint8_t subject[CFD_PSEUDONYM_BYTES]; /* second stage */
    uint32_t who;
    uint32_t endpoint;
    cfd_kinds kinds;
    uint8_t identity; /* enum cfd_kind */
    uint8_t action;
    uint8_t basis;
    uint8_t is_lower_bound; /* count and last were lost in a crash: "at least" */
    uint16_t logged_hour;   /* the keeper's: hours since 1970 of the last sight that was logged */
    int64_t first_ms;
    int64_t last_ms;
    uint32_t count;
    uint32_t logged_count;   /* as far as the log knows; the rest is the next delta */
    uint32_t subject_number; /* the table's: of the distinct subjects in order of their first row */
    bool has_siblings;       /* the table's: other rows have the same subject */
};

struct cfd_exposure_who {
    uint32_t consumers[CFD_CONSUMERS_MAX]; /* credentials first, the address last */
    uint8_t consumer_count;
    uint8_t side;
    uint8_t auth;
};

/* Per (who, endpoint): what rows cannot tell. */
struct cfd_exposure_traffic {
    uint32_t who;
    uint32_t endpoint;
    uint64_t response_count; /* responses that showed somebody, or a mention, or had a gap */
    uint64_t mention_count;
    int64_t first_ms, last_ms;
    cfd_kinds kinds;
    uint64_t logged_response_count, logged_mention_count;
};

struct cfd_exposure_table;

CFD_CHECKED enum cfd_status cfd_exposure_table_new(const struct cfd_hash_key *hash_key,
                                                   const struct cfd_alloc *alloc,
                                                   struct cfd_exposure_table **out_table);
void cfd_exposure_table_free(struct cfd_exposure_table *table); /* takes NULL; wipes */

/* Dictionaries: finds or adds; *out_is_new says which. Numbers count from 0 in order of addition.
 * CFD_ERR_MEMORY, CFD_ERR_FULL; CFD_ERR_USAGE: a text without its 0, a who of unknown consumers or
 * with an address that is not its last. */
CFD_CHECKED enum cfd_status cfd_exposure_consumer_put(struct cfd_exposure_table *table,
                                                      const struct cfd_consumer *consumer,
                                                      uint32_t *out_number, bool *out_is_new);
CFD_CHECKED enum cfd_status cfd_exposure_endpoint_put(struct cfd_exposure_table *table,
                                                      const char *endpoint, uint32_t *out_number,
                                                      bool *out_is_new);
CFD_CHECKED enum cfd_status cfd_exposure_who_put(struct cfd_exposure_table *table,
                                                 const struct cfd_exposure_who *who,
                                                 uint32_t *out_number, bool *out_is_new);

/* Borrowed, valid until the next put; NULL: no such number. */
const struct cfd_consumer *cfd_exposure_consumer_at(const struct cfd_exposure_table *table,
                                                    uint32_t number);
const char *cfd_exposure_endpoint_at(const struct cfd_exposure_table *table, uint32_t number);
const struct cfd_exposure_who *cfd_exposure_who_at(const struct cfd_exposure_table *table,
                                                   uint32_t number);

/* Books one sight: finds the row of sight's key (who, endpoint, subject, kinds, action, basis) and
 * adds its count and logged_count to it, or appends it. first and last widen, is_lower_bound stays
 * once set. *out_row is its number. CFD_ERR_USAGE: no such who or endpoint; CFD_ERR_MEMORY;
 * CFD_ERR_FULL: a new row, and no row is left. */
CFD_CHECKED enum cfd_status cfd_exposure_add(struct cfd_exposure_table *table,
                                             const struct cfd_exposure_row *sight,
                                             uint32_t *out_row, bool *out_is_new);
/* Likewise for (who, endpoint): the counts and logged counts are differences and add up. */
CFD_CHECKED enum cfd_status cfd_exposure_traffic_add(struct cfd_exposure_table *table,
                                                     const struct cfd_exposure_traffic *traffic,
                                                     uint32_t *out_number);

uint32_t cfd_exposure_row_count(const struct cfd_exposure_table *table);
/* The caller may change count bookkeeping (logged_count, logged_hour, is_lower_bound), never the
 * key. */
struct cfd_exposure_row *cfd_exposure_row_at(struct cfd_exposure_table *table, uint32_t row);
/* Sights (their counts) that add answered with CFD_ERR_FULL. */
uint64_t cfd_exposure_left_out_count(const struct cfd_exposure_table *table);
uint32_t cfd_exposure_traffic_count(const struct cfd_exposure_table *table);
struct cfd_exposure_traffic *cfd_exposure_traffic_at(struct cfd_exposure_table *table,
                                                     uint32_t number);

/* --- lists
 * A who's sights are booked for each of its credentials (in parallel, each counts them all), or for
 * its address when it has no credential, or for nobody (UINT32_MAX) when it has neither. Mentions
 * come from the traffic and are booked the same way; they have no subject, so a filter by subject
 * leaves none, and a filter by kinds keeps traffic that shares one. A group with a row or a mention
 * has a line. The filter picks rows: a line is of all the consumers of the rows picked. */
enum cfd_exposure_group {
    CFD_GROUP_NONE, /* totals only */
    CFD_GROUP_ENDPOINT,
    CFD_GROUP_CONSUMER, /* one a credential; an address only where no credential came with it */
    CFD_GROUP_ADDRESS,  /* one an address */
    CFD_GROUP_PAIR,     /* (credential or lone address, endpoint) */
};

struct cfd_exposure_filter {
    int64_t since_ms, until_ms; /* last >= since and first < until */
    cfd_kinds kinds;            /* any; 0: all */
    const char *endpoint;       /* exact, or a prefix when it ends in *; NULL: all */
    const uint32_t *consumers;  /* numbers, any of them; NULL: all */
    uint32_t consumer_count;
    const uint8_t (*subjects)[CFD_PSEUDONYM_BYTES]; /* second stage, any of them; NULL: all */
    uint32_t subject_count;
};

struct cfd_exposure_line {
    uint32_t consumer; /* number; UINT32_MAX where the group has none */
    uint32_t endpoint; /* likewise */
    uint8_t side;      /* of the earliest sight (of several at once: the least) */
    uint8_t auth;      /* strongest */
    cfd_kinds kinds;
    uint64_t person_count;
    uint64_t mention_count;
    uint64_t consumer_count; /* distinct, ENDPOINT only: as many as its PAIR lines */
    uint64_t endpoint_count; /* distinct, CONSUMER and ADDRESS only */
    uint64_t count;          /* of the rows */
    bool is_lower_bound;     /* count and last, as those of one of the rows are */
    int64_t first_ms, last_ms;
};

/* Makes the lines, most persons first (then mentions, then first sight, then numbers: total order).
 * filter may be NULL: all. *out_lines comes from the table's allocator (NULL: there is no line):
 * give back with cfd_exposure_lines_free. *out_person_count: distinct subjects over all rows that
 * passed, also those that no line has (ADDRESS). CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfd_exposure_list(const struct cfd_exposure_table *table,
                                              enum cfd_exposure_group group,
                                              const struct cfd_exposure_filter *filter,
                                              struct cfd_exposure_line **out_lines,
                                              size_t *out_line_count, uint64_t *out_person_count);
void cfd_exposure_lines_free(const struct cfd_exposure_table *table,
                             struct cfd_exposure_line *lines);

#endif
