/* SPDX-License-Identifier: Apache-2.0
 * The index's transactions, and its end.
 *
 * Nothing is synced and the rollback journal lies in memory, so a process that is killed, or a
 * machine that goes down, may leave the files torn without a trace of it in them. The mark is_open
 * stands in for the trace: it is on the disk before the first write of a run, and is taken away by
 * an orderly close only, when everything else is on the disk. An index that still bears it is
 * remade (index_open.c). */
#include "lib/ledger/index.h"

#include <stdlib.h>
#include <string.h>

#include "lib/ledger/index_inside.h"

/* SQLITE_ERROR is a table or column that is not there: somebody else's file, to be remade. */
enum cfd_status cfdi_index_status(int sqlite_code)
{
    switch (sqlite_code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return CFD_OK;
    case SQLITE_NOMEM:
        return CFD_ERR_MEMORY;
    case SQLITE_FULL:
        return CFD_ERR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_ERROR:
        return CFD_ERR_CORRUPT;
    default:
        return CFD_ERR_IO;
    }
}

/* --- shared with opening */

enum cfd_status cfdi_index_run(struct cfd_index *index, enum cfdi_sql id)
{
    sqlite3_stmt *statement = index->statements[id];
    int code = sqlite3_step(statement);

    (void)sqlite3_reset(statement); /* answers with the code of step again */
    return cfdi_index_status(code);
}

void cfdi_index_disconnect(struct cfd_index *index)
{
    for (int i = 0; i < CFDI_SQL_COUNT; i++) {
        (void)sqlite3_finalize(index->statements[i]);
        index->statements[i] = NULL;
    }
    (void)sqlite3_close(index->db);
    index->db = NULL;
}

enum cfd_status cfdi_index_mark(struct cfd_index *index, bool is_open)
{
    CFD_TRY(
        cfdi_index_status(sqlite3_bind_int(index->statements[CFDI_SQL_MARK], 1, is_open ? 1 : 0)));
    return cfdi_index_run(index, CFDI_SQL_MARK);
}

enum cfd_status cfdi_index_file_of(struct cfd_index *index, enum cfdi_index_file which,
                                   sqlite3_file **out_file)
{
    return cfdi_index_status(sqlite3_file_control(index->db,
                                                  which == CFDI_INDEX_MAIN ? "main" : "open",
                                                  SQLITE_FCNTL_FILE_POINTER, out_file));
}

enum cfd_status cfdi_index_sync(struct cfd_index *index)
{
    for (int i = 0; i < CFDI_INDEX_FILE_COUNT; i++) {
        sqlite3_file *file = NULL;

        CFD_TRY(cfdi_index_file_of(index, (enum cfdi_index_file)i, &file));
        CFD_TRY(cfdi_index_status(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL)));
    }
    return CFD_OK;
}

/* --- transactions */

static bool roll_back(struct cfd_index *index)
{
    /* SQLite rolls back by itself after some errors. */
    if (sqlite3_get_autocommit(index->db))
        return true;
    return cfdi_index_run(index, CFDI_SQL_ROLLBACK) == CFD_OK;
}

void cfdi_index_give_up(struct cfd_index *index, enum cfd_status why)
{
    if (!roll_back(index) || why == CFD_ERR_IO || why == CFD_ERR_CORRUPT)
        index->is_whole = false;
    index->state = CFDI_INDEX_FAILED;
}

enum cfd_status cfd_index_begin(struct cfd_index *index)
{
    enum cfd_status status;

    if (index->state != CFDI_INDEX_IDLE)
        return CFD_ERR_STATE;
    status = cfdi_index_run(index, CFDI_SQL_BEGIN);
    if (status == CFD_OK)
        index->state = CFDI_INDEX_WRITING;
    else
        cfdi_index_give_up(index, status);
    return status;
}

/* The columns are those of the tables in order, but for the rows: they have the other file. */
static enum cfd_status note_covered(struct cfd_index *index, uint64_t covered)
{
    sqlite3_stmt *note_main = index->statements[CFDI_SQL_NOTE_MAIN];
    sqlite3_stmt *note_open = index->statements[CFDI_SQL_NOTE_OPEN];
    int column = 1;
    int code = sqlite3_bind_int64(note_main, column++, (sqlite3_int64)covered);

    for (int i = 0; i < CFDI_TABLE_COUNT; i++)
        if (i != CFDI_TABLE_EXPOSURE)
            code |= sqlite3_bind_int64(note_main, column++, index->counts[i]);
    code |= sqlite3_bind_int64(note_open, 1, (sqlite3_int64)covered);
    code |= sqlite3_bind_int64(note_open, 2, index->counts[CFDI_TABLE_EXPOSURE]);
    if (code != SQLITE_OK)
        return CFD_ERR_CORRUPT;
    CFD_TRY(cfdi_index_run(index, CFDI_SQL_NOTE_MAIN));
    return cfdi_index_run(index, CFDI_SQL_NOTE_OPEN);
}

enum cfd_status cfd_index_commit(struct cfd_index *index, uint64_t covered)
{
    enum cfd_status status;

    if (index->state != CFDI_INDEX_WRITING)
        return CFD_ERR_STATE;
    status = covered < index->covered ? CFD_ERR_USAGE : note_covered(index, covered);
    if (status == CFD_OK)
        status = cfdi_index_run(index, CFDI_SQL_COMMIT);
    if (status != CFD_OK) {
        cfdi_index_give_up(index, status);
        return status;
    }
    index->covered = covered;
    index->state = CFDI_INDEX_IDLE;
    return CFD_OK;
}

/* --- closing */

/* What goes wrong here leaves the mark, and the next opening remakes the index. */
static enum cfd_status take_mark_away(struct cfd_index *index)
{
    CFD_TRY(cfdi_index_sync(index));
    return cfdi_index_mark(index, false);
}

void cfd_index_close(struct cfd_index *index)
{
    if (index == NULL)
        return;
    if (index->state == CFDI_INDEX_WRITING && !roll_back(index))
        index->is_whole = false;
    if (index->is_whole)
        (void)take_mark_away(index);
    cfdi_index_disconnect(index);
    for (int i = 0; i < CFDI_INDEX_FILE_COUNT; i++)
        free(index->paths[i]);
    free(index);
}

void cfd_index_leave(struct cfd_index *index)
{
    if (index != NULL)
        index->is_whole = false;
    cfd_index_close(index);
}
