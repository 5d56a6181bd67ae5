/* SPDX-License-Identifier: Apache-2.0
 * What SQLite asks of its databases, counted, and made to fail: its own calls with ours before them.
 *
 * Syncs are counted and left out, as no test pulls the plug; that makes the tests ten times faster. */
#ifndef CFD_TESTS_LIB_SQLITE_CALLS_H
#define CFD_TESTS_LIB_SQLITE_CALLS_H

#include <unistd.h>

#include <sqlite3.h>

#include "tests/lib/test.h"

static struct {
    sqlite3_vfs *under;
    const sqlite3_io_methods *under_methods;
    sqlite3_io_methods methods;
    sqlite3_vfs over;
    unsigned write_count; /* writes and truncations, since they were last set to 0 */
    unsigned sync_count;
    unsigned fail_at; /* number of the write that fails; 0: none does */
    bool fails_ever_after;
    int fail_code;
    unsigned die_at; /* number of the write before which the process is gone */
} sqlite_calls;

static inline int sqlite_calls_before_write(void)
{
    unsigned number = ++sqlite_calls.write_count;

    if (number == sqlite_calls.die_at)
        _exit(99);
    if (sqlite_calls.fail_at == 0 || number < sqlite_calls.fail_at ||
        (number > sqlite_calls.fail_at && !sqlite_calls.fails_ever_after))
        return SQLITE_OK;
    return sqlite_calls.fail_code;
}

static inline int sqlite_calls_write(sqlite3_file *file, const void *data, int bytes,
                                     sqlite3_int64 at)
{
    int code = sqlite_calls_before_write();

    return code != SQLITE_OK ? code : sqlite_calls.under_methods->xWrite(file, data, bytes, at);
}

static inline int sqlite_calls_truncate(sqlite3_file *file, sqlite3_int64 bytes)
{
    int code = sqlite_calls_before_write();

    return code != SQLITE_OK ? code : sqlite_calls.under_methods->xTruncate(file, bytes);
}

static inline int sqlite_calls_sync(sqlite3_file *file, int how)
{
    sqlite_calls.sync_count++;
    return SQLITE_OK;
}

static inline int sqlite_calls_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file,
                                    int flags, int *out_flags)
{
    int code = sqlite_calls.under->xOpen(sqlite_calls.under, name, file, flags, out_flags);

    if (code != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0)
        return code;
    if (sqlite_calls.under_methods == NULL) {
        sqlite_calls.under_methods = file->pMethods;
        sqlite_calls.methods = *file->pMethods;
        sqlite_calls.methods.xWrite = sqlite_calls_write;
        sqlite_calls.methods.xTruncate = sqlite_calls_truncate;
        sqlite_calls.methods.xSync = sqlite_calls_sync;
    }
    assert_ptr_equal(file->pMethods, sqlite_calls.under_methods);
    file->pMethods = &sqlite_calls.methods;
    return SQLITE_OK;
}

/* From now on, for the whole program. */
static inline void sqlite_calls_watch(void)
{
    sqlite_calls.under = sqlite3_vfs_find(NULL);
    assert_non_null(sqlite_calls.under);
    sqlite_calls.over = *sqlite_calls.under;
    sqlite_calls.over.zName = "watched";
    sqlite_calls.over.xOpen = sqlite_calls_open;
    assert_int_equal(sqlite3_vfs_register(&sqlite_calls.over, 1), SQLITE_OK);
}

/* All well again, and counted from 0. */
static inline void sqlite_calls_reset(void)
{
    sqlite_calls.write_count = 0;
    sqlite_calls.sync_count = 0;
    sqlite_calls.fail_at = 0;
    sqlite_calls.fails_ever_after = false;
    sqlite_calls.die_at = 0;
}

#endif
