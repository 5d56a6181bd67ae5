/* SPDX-License-Identifier: Apache-2.0
 * The index as this folder sees it: its tables, its statements and its states. */
#ifndef CFD_LIB_LEDGER_INDEX_INSIDE_H
#define CFD_LIB_LEDGER_INDEX_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "lib/ledger/index.h"

/* user_version of both files; rises with any change of the schema in index_sql.c */
#define CFDI_INDEX_LAYOUT 1

enum cfdi_index_file {
    CFDI_INDEX_MAIN, /* index.db, schema main */
    CFDI_INDEX_OPEN, /* 00000001.db, schema open */
    CFDI_INDEX_FILE_COUNT
};

/* In the order in which they are told; a dictionary stands before what names its numbers. */
enum cfdi_table {
    CFDI_TABLE_CONSUMER,
    CFDI_TABLE_ENDPOINT,
    CFDI_TABLE_WHO,
    CFDI_TABLE_EXPOSURE,
    CFDI_TABLE_TRAFFIC,
    CFDI_TABLE_ALIAS,
    CFDI_TABLE_GAP,
    CFDI_TABLE_COVERAGE,
    CFDI_TABLE_COUNT
};

enum cfdi_sql {
    CFDI_SQL_BEGIN,
    CFDI_SQL_COMMIT,
    CFDI_SQL_ROLLBACK,
    CFDI_SQL_FOUND_MAIN, /* writes meta: log id, covered, counts */
    CFDI_SQL_FOUND_OPEN,
    CFDI_SQL_JUDGE,     /* is it fit, covered, then the count of each table */
    CFDI_SQL_MARK,      /* is_open */
    CFDI_SQL_NOTE_MAIN, /* covered and counts */
    CFDI_SQL_NOTE_OPEN,
    CFDI_SQL_PUT, /* one for each table */
    CFDI_SQL_LOAD = CFDI_SQL_PUT + CFDI_TABLE_COUNT,
    CFDI_SQL_COUNT = CFDI_SQL_LOAD + CFDI_TABLE_COUNT
};

extern const char cfdi_index_schema[];
extern const char *const cfdi_index_sql[CFDI_SQL_COUNT];

enum cfdi_index_state {
    CFDI_INDEX_IDLE,
    CFDI_INDEX_WRITING, /* between begin and commit */
    CFDI_INDEX_FAILED,  /* a transaction failed: nothing is written or told any more */
};

struct cfd_index {
    sqlite3 *db;
    sqlite3_stmt *statements[CFDI_SQL_COUNT];
    char *paths[CFDI_INDEX_FILE_COUNT];
    enum cfdi_index_state state;
    bool is_whole; /* false: it stays marked as open, so that the next opening remakes it */
    uint64_t covered;
    uint32_t counts[CFDI_TABLE_COUNT]; /* items, those of the open transaction too */
};

CFD_CHECKED enum cfd_status cfdi_index_status(int sqlite_code);

/* Runs a statement that answers with no row and leaves it ready for the next time. */
CFD_CHECKED enum cfd_status cfdi_index_run(struct cfd_index *index, enum cfdi_sql id);

CFD_CHECKED enum cfd_status cfdi_index_mark(struct cfd_index *index, bool is_open);
/* SQLite's own: to open another one and close it would give up this process's locks. */
CFD_CHECKED enum cfd_status cfdi_index_file_of(struct cfd_index *index, enum cfdi_index_file which,
                                               sqlite3_file **out_file);
CFD_CHECKED enum cfd_status cfdi_index_sync(struct cfd_index *index); /* both files, to the disk */
void cfdi_index_disconnect(struct cfd_index *index);

/* Rolls the transaction back and ends the writing for this run. */
void cfdi_index_give_up(struct cfd_index *index, enum cfd_status why);

/* What may stand in the index: put refuses anything else, load takes it for damage. Numbers of
 * dictionaries must be known. */
bool cfdi_is_index_consumer(const struct cfd_entry_consumer *entry);
bool cfdi_is_index_endpoint(const struct cfd_entry_endpoint *entry);
bool cfdi_is_index_who(const struct cfd_index *index, const struct cfd_entry_who *entry);
bool cfdi_is_index_row(const struct cfd_index *index, const struct cfd_exposure_row *row);
bool cfdi_is_index_traffic(const struct cfd_index *index, const struct cfd_entry_traffic *totals);
bool cfdi_is_index_alias(const struct cfd_entry_alias *entry);
bool cfdi_is_index_gap(const struct cfd_index *index, const struct cfd_entry_gap *entry);

#endif
