/* SPDX-License-Identifier: Apache-2.0
 * Opening the index: make or check the files, take them for this process, judge them, remake them.
 *
 * Remade is what bears the mark of an earlier run, has another layout, is of another log or ahead of
 * it, has two files that do not belong together, or makes no sense to SQLite. What cannot be opened,
 * and what another process holds, is left as it is. */
#include "lib/ledger/index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/ledger/index_inside.h"

#define LOG_ID_BYTES 16
#define COUNTS_COLUMN 2 /* of the judgement, after "fits" and "covered" */

static const char *const file_names[CFDI_INDEX_FILE_COUNT] = {
    [CFDI_INDEX_MAIN] = "index.db",
    [CFDI_INDEX_OPEN] = "00000001.db",
};
static const char *const layouts[CFDI_INDEX_FILE_COUNT] = {
    [CFDI_INDEX_MAIN] = "PRAGMA main.user_version",
    [CFDI_INDEX_OPEN] = "PRAGMA open.user_version",
};
static const char *const page_counts[CFDI_INDEX_FILE_COUNT] = {
    [CFDI_INDEX_MAIN] = "PRAGMA main.page_count",
    [CFDI_INDEX_OPEN] = "PRAGMA open.page_count",
};
static const char *const page_sizes[CFDI_INDEX_FILE_COUNT] = {
    [CFDI_INDEX_MAIN] = "PRAGMA main.page_size",
    [CFDI_INDEX_OPEN] = "PRAGMA open.page_size",
};

/* --- files */

static enum cfd_status cannot(const char *what, const char *path, int error_number,
                              struct cfd_error *error)
{
    cfd_error_set(error, 0, "index: cannot %s %s: %s", what, path, strerror(error_number));
    errno = error_number;
    return CFD_ERR_IO;
}

static enum cfd_status check_file(const char *path, struct cfd_error *error)
{
    struct stat facts;

    if (lstat(path, &facts) != 0)
        return cannot("look at", path, errno, error);
    if (S_ISDIR(facts.st_mode))
        return cannot("use", path, EISDIR, error);
    if (!S_ISREG(facts.st_mode))
        return cannot("use", path, EINVAL, error);
    if ((facts.st_mode & 077) != 0 && chmod(path, 0600) != 0)
        return cannot("close to others", path, errno, error);
    return CFD_OK;
}

/* SQLite would make a file that others may read. One that is there is not opened, since closing it
 * would give up this process's locks on it. */
static enum cfd_status make_files(const struct cfd_index *index, struct cfd_error *error)
{
    for (int i = 0; i < CFDI_INDEX_FILE_COUNT; i++) {
        int file = open(index->paths[i], O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

        if (file >= 0)
            (void)close(file);
        else if (errno != EEXIST)
            return cannot("make", index->paths[i], errno, error);
        else
            CFD_TRY(check_file(index->paths[i], error));
    }
    return CFD_OK;
}

static enum cfd_status remove_files(const struct cfd_index *index, struct cfd_error *error)
{
    static const char *const tails[] = {"", "-journal", "-wal", "-shm"};
    char path[4096];

    for (int i = 0; i < CFDI_INDEX_FILE_COUNT; i++)
        for (size_t j = 0; j < sizeof(tails) / sizeof(tails[0]); j++) {
            if (snprintf(path, sizeof(path), "%s%s", index->paths[i], tails[j]) >=
                (int)sizeof(path))
                return cannot("remove", index->paths[i], ENAMETOOLONG, error);
            if (unlink(path) != 0 && errno != ENOENT)
                return cannot("remove", path, errno, error);
        }
    return CFD_OK;
}

/* --- the connection */

static enum cfd_status run_text(struct cfd_index *index, const char *sql)
{
    return cfdi_index_status(sqlite3_exec(index->db, sql, NULL, NULL, NULL));
}

static enum cfd_status prepare(struct cfd_index *index, int first, int past_last)
{
    for (int id = first; id < past_last; id++)
        CFD_TRY(cfdi_index_status(sqlite3_prepare_v3(index->db, cfdi_index_sql[id], -1,
                                                     SQLITE_PREPARE_PERSISTENT,
                                                     &index->statements[id], NULL)));
    return CFD_OK;
}

static enum cfd_status attach(struct cfd_index *index)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(index->db, "ATTACH ?1 AS open", -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_bind_text(statement, 1, index->paths[CFDI_INDEX_OPEN], -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    (void)sqlite3_finalize(statement);
    return cfdi_index_status(code);
}

/* Leaves a transaction open that holds both files for this process alone. */
static enum cfd_status connect(struct cfd_index *index)
{
    CFD_TRY(cfdi_index_status(sqlite3_open_v2(
        index->paths[CFDI_INDEX_MAIN], &index->db,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL)));
    (void)sqlite3_db_config(index->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    CFD_TRY(run_text(index, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF;"
                            "PRAGMA cell_size_check = ON"));
    CFD_TRY(attach(index));
    CFD_TRY(run_text(index, "PRAGMA journal_mode = MEMORY;"
                            "PRAGMA main.synchronous = OFF; PRAGMA open.synchronous = OFF"));
    CFD_TRY(prepare(index, CFDI_SQL_BEGIN, CFDI_SQL_FOUND_MAIN));
    return cfdi_index_run(index, CFDI_SQL_BEGIN);
}

/* --- fit or not */

static enum cfd_status ask(struct cfd_index *index, const char *question, int64_t *out_answer)
{
    sqlite3_stmt *statement = NULL;
    int64_t answer = 0;
    int code = sqlite3_prepare_v2(index->db, question, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        answer = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    CFD_TRY(cfdi_index_status(code));
    *out_answer = answer;
    return CFD_OK;
}

/* SQLite takes what a last page lacks for zeros. */
static enum cfd_status check_size(struct cfd_index *index, enum cfdi_index_file which)
{
    sqlite3_file *file = NULL;
    sqlite3_int64 file_bytes = 0;
    int64_t page_count;
    int64_t page_bytes;

    CFD_TRY(ask(index, page_counts[which], &page_count));
    CFD_TRY(ask(index, page_sizes[which], &page_bytes));
    CFD_TRY(cfdi_index_file_of(index, which, &file));
    CFD_TRY(cfdi_index_status(file->pMethods->xFileSize(file, &file_bytes)));
    return file_bytes == page_count * page_bytes ? CFD_OK : CFD_ERR_CORRUPT;
}

static enum cfd_status check_layout(struct cfd_index *index)
{
    int64_t layout;

    for (int i = 0; i < CFDI_INDEX_FILE_COUNT; i++) {
        CFD_TRY(ask(index, layouts[i], &layout));
        if (layout != CFDI_INDEX_LAYOUT)
            return CFD_ERR_CORRUPT;
        CFD_TRY(check_size(index, (enum cfdi_index_file)i));
    }
    return CFD_OK;
}

static enum cfd_status take_judgement(struct cfd_index *index, sqlite3_stmt *judgement,
                                      uint64_t entry_count)
{
    uint64_t covered = (uint64_t)sqlite3_column_int64(judgement, 1);

    if (sqlite3_column_int(judgement, 0) != 1 || covered > entry_count)
        return CFD_ERR_CORRUPT;
    for (int i = 0; i < CFDI_TABLE_COUNT; i++) {
        sqlite3_int64 count = sqlite3_column_int64(judgement, COUNTS_COLUMN + i);

        if (count < 0 || count > UINT32_MAX)
            return CFD_ERR_CORRUPT;
        index->counts[i] = (uint32_t)count;
    }
    index->covered = covered;
    return CFD_OK;
}

/* CFD_ERR_CORRUPT: to be remade. */
static enum cfd_status judge(struct cfd_index *index, const uint8_t log_id[LOG_ID_BYTES],
                             uint64_t entry_count)
{
    sqlite3_stmt *judgement;
    enum cfd_status status;
    int code;

    CFD_TRY(check_layout(index));
    CFD_TRY(prepare(index, CFDI_SQL_FOUND_MAIN, CFDI_SQL_COUNT));
    judgement = index->statements[CFDI_SQL_JUDGE];
    CFD_TRY(
        cfdi_index_status(sqlite3_bind_blob(judgement, 1, log_id, LOG_ID_BYTES, SQLITE_STATIC)));
    code = sqlite3_step(judgement);
    status = code == SQLITE_DONE ? CFD_ERR_CORRUPT : cfdi_index_status(code);
    if (status == CFD_OK)
        status = take_judgement(index, judgement, entry_count);
    (void)sqlite3_reset(judgement);
    (void)sqlite3_clear_bindings(judgement);
    return status;
}

static enum cfd_status open_old(struct cfd_index *index, const uint8_t log_id[LOG_ID_BYTES],
                                uint64_t entry_count)
{
    CFD_TRY(connect(index));
    CFD_TRY(judge(index, log_id, entry_count));
    return cfdi_index_mark(index, true);
}

/* --- made anew */

static enum cfd_status found(struct cfd_index *index, enum cfdi_sql id,
                             const uint8_t log_id[LOG_ID_BYTES])
{
    CFD_TRY(cfdi_index_status(
        sqlite3_bind_blob(index->statements[id], 1, log_id, LOG_ID_BYTES, SQLITE_STATIC)));
    CFD_TRY(cfdi_index_run(index, id));
    (void)sqlite3_clear_bindings(index->statements[id]);
    return CFD_OK;
}

static enum cfd_status open_new(struct cfd_index *index, const uint8_t log_id[LOG_ID_BYTES])
{
    char pragma[64];

    index->covered = 0;
    memset(index->counts, 0, sizeof(index->counts));
    CFD_TRY(connect(index));
    CFD_TRY(run_text(index, cfdi_index_schema));
    for (int i = 0; i < CFDI_INDEX_FILE_COUNT; i++) {
        (void)snprintf(pragma, sizeof(pragma), "%s = %d", layouts[i], CFDI_INDEX_LAYOUT);
        CFD_TRY(run_text(index, pragma));
    }
    CFD_TRY(prepare(index, CFDI_SQL_FOUND_MAIN, CFDI_SQL_COUNT));
    CFD_TRY(found(index, CFDI_SQL_FOUND_MAIN, log_id));
    return found(index, CFDI_SQL_FOUND_OPEN, log_id);
}

/* --- opening */

static enum cfd_status index_new(const char *dir, struct cfd_index **out_index)
{
    struct cfd_index *index = calloc(1, sizeof(*index));
    size_t room_bytes = strlen(dir) + sizeof("/00000001.db");

    if (index == NULL)
        return CFD_ERR_MEMORY;
    for (int i = 0; i < CFDI_INDEX_FILE_COUNT; i++) {
        index->paths[i] = malloc(room_bytes);
        if (index->paths[i] == NULL) {
            cfd_index_close(index);
            return CFD_ERR_MEMORY;
        }
        (void)snprintf(index->paths[i], room_bytes, "%s/%s", dir, file_names[i]);
    }
    *out_index = index;
    return CFD_OK;
}

/* Says what SQLite says of its last call; answers CFD_ERR_IO, or CFD_ERR_MEMORY where that was it. */
static enum cfd_status explain(const struct cfd_index *index, const char *dir,
                               enum cfd_status status, struct cfd_error *error)
{
    if ((sqlite3_errcode(index->db) & 0xff) == SQLITE_BUSY)
        cfd_error_set(error, 0, "index: another process has %s open", dir);
    else
        cfd_error_set(error, 0, "index: cannot open %s: %s", dir, sqlite3_errmsg(index->db));
    return status == CFD_ERR_MEMORY ? CFD_ERR_MEMORY : CFD_ERR_IO;
}

static enum cfd_status open_index(struct cfd_index *index, const char *dir,
                                  const uint8_t log_id[LOG_ID_BYTES], uint64_t entry_count,
                                  struct cfd_error *error)
{
    enum cfd_status status;

    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return cannot("make the folder", dir, errno, error);
    CFD_TRY(make_files(index, error));
    status = open_old(index, log_id, entry_count);
    if (status == CFD_ERR_CORRUPT) {
        cfdi_index_disconnect(index);
        CFD_TRY(remove_files(index, error));
        CFD_TRY(make_files(index, error));
        status = open_new(index, log_id);
    }
    if (status == CFD_OK)
        status = cfdi_index_run(index, CFDI_SQL_COMMIT);
    if (status != CFD_OK)
        return explain(index, dir, status, error);
    return cfdi_index_sync(index) == CFD_OK ? CFD_OK : cannot("sync", dir, EIO, error);
}

enum cfd_status cfd_index_open(const char *dir, const uint8_t log_id[16], uint64_t entry_count,
                               struct cfd_index **out_index, uint64_t *out_covered,
                               struct cfd_error *error)
{
    struct cfd_index *index = NULL;
    enum cfd_status status = index_new(dir, &index);

    if (status != CFD_OK) {
        cfd_error_set(error, 0, "index: no memory");
        return status;
    }
    status = open_index(index, dir, log_id, entry_count, error);
    if (status != CFD_OK) {
        cfd_index_close(index);
        return status;
    }
    index->is_whole = true;
    *out_index = index;
    *out_covered = index->covered;
    return CFD_OK;
}
