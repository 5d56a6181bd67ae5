/* SPDX-License-Identifier: Apache-2.0
 * Every call of the log to the file system, in one table, so that tests make each of them fail,
 * come up short, or forget what was not synced.
 *
 * A call answers 0 or an errno number and writes its outputs only with 0. Files and folders are
 * small numbers of the table's own; names are single names within a folder. Calls that a signal
 * interrupts are begun again, but for the syncs: a failed sync is never repeated. */
#ifndef CFD_LIB_LEDGER_FILE_H
#define CFD_LIB_LEDGER_FILE_H

#include <stddef.h>
#include <stdint.h>

#define CFDI_NO_FILE (-1)

enum cfdi_open {
    CFDI_OPEN_READ,   /* must be there */
    CFDI_OPEN_WRITE,  /* must be there; read and write */
    CFDI_OPEN_CREATE, /* made if missing, left as it is if not; mode 0600 */
    CFDI_OPEN_EMPTY,  /* made if missing, emptied if not; mode 0600 */
};

struct cfdi_file_calls {
    /* Makes the folder with mode 0700; that it is there is no error. */
    int (*make_dir)(void *ctx, const char *path);
    int (*open_dir)(void *ctx, const char *path, int *out_dir);
    /* Tells each name in the folder, in any order. */
    int (*list)(void *ctx, int dir, void (*on_name)(void *name_ctx, const char *name),
                void *name_ctx);
    int (*open)(void *ctx, int dir, const char *name, enum cfdi_open how, int *out_file);
    /* EWOULDBLOCK: another process or another opening holds the lock. Gone with close. */
    int (*lock)(void *ctx, int file);
    int (*size)(void *ctx, int file, uint64_t *out_bytes);
    /* *out_got is less than capacity_bytes at the end of the file only. */
    int (*read)(void *ctx, int file, uint64_t offset, void *out, size_t capacity_bytes,
                size_t *out_got);
    /* May write less than asked for, but not nothing. */
    int (*write)(void *ctx, int file, uint64_t offset, const void *data, size_t data_bytes,
                 size_t *out_written);
    /* Reserves room without changing the size; EOPNOTSUPP: cannot be had here. */
    int (*reserve)(void *ctx, int file, uint64_t offset, uint64_t room_bytes);
    int (*truncate)(void *ctx, int file, uint64_t size_bytes);
    int (*sync_data)(void *ctx, int file); /* bytes and what is needed to find them */
    int (*sync)(void *ctx, int file);      /* everything; also the names in a folder */
    /* Reads what is on the disk, past what the system remembers of it. EOPNOTSUPP: not here. */
    int (*read_disk)(void *ctx, int file, uint64_t offset, void *out, size_t capacity_bytes,
                     size_t *out_got);
    int (*rename)(void *ctx, int dir, const char *from, const char *to);
    int (*remove)(void *ctx, int dir, const char *name);
    void (*close)(void *ctx, int file); /* also of a folder; takes CFDI_NO_FILE */
    int (*random)(void *ctx, void *out, size_t out_bytes);
    void *ctx;
};

/* The real ones. */
extern const struct cfdi_file_calls cfdi_file_system;

#endif
