/* SPDX-License-Identifier: Apache-2.0
 * The log's file calls over memory, with a disk that lies as real ones do.
 *
 * One folder ("log") and the one above it. Every file has what programs see and what is on the disk;
 * between them, sector by sector, what is dirty. Sync carries dirty sectors and the size over. A
 * sync that fails forgets that they were dirty (as Linux does): programs go on seeing bytes that
 * will never be on the disk; only read_disk shows the truth. A sync may also lie: it comes back good
 * without the last sector, and the next one fails. Power loss keeps of the dirty sectors
 * and of unsynced names whatever the dice say. A hook is asked before each call and may make it
 * fail, come up short, or say that the process is dead: from then on no call changes anything. */
#ifndef CFD_TESTS_LIB_MEMORY_FILES_H
#define CFD_TESTS_LIB_MEMORY_FILES_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ledger/file.h"

#define MEMORY_SECTOR_BYTES 512u
#define MEMORY_FILES_MAX 200u
#define MEMORY_NAMES_MAX 200u
#define MEMORY_HANDLES_MAX 16u
#define MEMORY_NAME_BYTES 40u

struct memory_file {
    uint8_t *seen, *disk;
    uint8_t *is_dirty; /* a byte a sector */
    size_t capacity_bytes;
    uint64_t seen_bytes, disk_bytes;
    int locked_by; /* handle; -1: nobody */
    bool owes_error;
};

struct memory_name {
    char name[MEMORY_NAME_BYTES];
    int file;
};

struct memory_names {
    struct memory_name names[MEMORY_NAMES_MAX];
    unsigned count;
};

enum memory_kind { MEMORY_CLOSED, MEMORY_FILE, MEMORY_FOLDER, MEMORY_PARENT };

struct memory_handle {
    enum memory_kind kind;
    int file;
};

struct memory_files {
    struct cfdi_file_calls calls;
    struct memory_file files[MEMORY_FILES_MAX];
    unsigned file_count;
    struct memory_names seen, disk;
    bool has_folder, has_folder_on_disk;
    struct memory_handle handles[MEMORY_HANDLES_MAX];
    uint64_t room_bytes; /* of the disk, for all files together; 0: no limit */
    uint64_t call_count;
    uint32_t dice;
    bool cannot_reserve;
    bool cannot_read_disk;
    bool is_next_sync_a_lie; /* of data */
    bool is_dead;            /* until memory_kill or memory_power_loss */

    /* Answers an errno number, or 0. A write that is let through may be told to do less. */
    int (*hook)(void *ctx, const char *call, size_t *write_bytes);
    void *hook_ctx;
};

static inline void memory_must(bool is_so, const char *what)
{
    if (is_so)
        return;
    fprintf(stderr, "memory_files: %s\n", what);
    abort();
}

static inline uint32_t memory_draw(struct memory_files *disk, uint32_t below)
{
    disk->dice = disk->dice * 1664525u + 1013904223u;
    return (disk->dice >> 8) % below;
}

static inline int memory_ask(struct memory_files *disk, const char *call, size_t *write_bytes)
{
    int error;

    if (disk->is_dead)
        return EIO;
    disk->call_count++;
    error = disk->hook == NULL ? 0 : disk->hook(disk->hook_ctx, call, write_bytes);
    return disk->is_dead ? EIO : error;
}

/* --- files */

static inline void memory_grow(struct memory_file *file, size_t need_bytes)
{
    size_t capacity = file->capacity_bytes == 0 ? 4096 : file->capacity_bytes;

    if (need_bytes <= file->capacity_bytes)
        return;
    while (capacity < need_bytes)
        capacity *= 2;
    file->seen = realloc(file->seen, capacity);
    file->disk = realloc(file->disk, capacity);
    file->is_dirty = realloc(file->is_dirty, capacity / MEMORY_SECTOR_BYTES);
    memory_must(file->seen && file->disk && file->is_dirty, "no memory");
    memset(file->seen + file->capacity_bytes, 0, capacity - file->capacity_bytes);
    memset(file->disk + file->capacity_bytes, 0, capacity - file->capacity_bytes);
    memset(file->is_dirty + file->capacity_bytes / MEMORY_SECTOR_BYTES, 0,
           (capacity - file->capacity_bytes) / MEMORY_SECTOR_BYTES);
    file->capacity_bytes = capacity;
}

static inline struct memory_file *memory_file_of(struct memory_files *disk, int handle)
{
    memory_must(handle >= 0 && (unsigned)handle < MEMORY_HANDLES_MAX &&
                    disk->handles[handle].kind == MEMORY_FILE,
                "no such open file");
    return &disk->files[disk->handles[handle].file];
}

static inline int memory_handle_new(struct memory_files *disk, enum memory_kind kind, int file)
{
    for (int i = 0; i < (int)MEMORY_HANDLES_MAX; i++) {
        if (disk->handles[i].kind != MEMORY_CLOSED)
            continue;
        disk->handles[i].kind = kind;
        disk->handles[i].file = file;
        return i;
    }
    memory_must(false, "too many open files");
    return -1;
}

static inline struct memory_name *memory_find(struct memory_names *names, const char *name)
{
    for (unsigned i = 0; i < names->count; i++)
        if (strcmp(names->names[i].name, name) == 0)
            return &names->names[i];
    return NULL;
}

static inline void memory_put_name(struct memory_names *names, const char *name, int file)
{
    struct memory_name *entry = memory_find(names, name);

    if (entry == NULL) {
        memory_must(names->count < MEMORY_NAMES_MAX, "too many names");
        entry = &names->names[names->count++];
        snprintf(entry->name, sizeof(entry->name), "%s", name);
    }
    entry->file = file;
}

static inline void memory_drop_name(struct memory_names *names, const char *name)
{
    struct memory_name *entry = memory_find(names, name);

    if (entry != NULL)
        *entry = names->names[--names->count];
}

static inline int memory_file_new(struct memory_files *disk)
{
    memory_must(disk->file_count < MEMORY_FILES_MAX, "too many files");
    disk->files[disk->file_count].locked_by = -1;
    return (int)disk->file_count++;
}

/* --- the calls */

static inline int memory_make_dir(void *ctx, const char *path)
{
    struct memory_files *disk = ctx;
    int error = memory_ask(disk, "make_dir", NULL);

    (void)path;
    if (error == 0)
        disk->has_folder = true;
    return error;
}

static inline int memory_open_dir(void *ctx, const char *path, int *out_dir)
{
    struct memory_files *disk = ctx;
    size_t path_bytes = strlen(path);
    bool is_parent = path_bytes > 3 && strcmp(path + path_bytes - 3, "/..") == 0;
    int error = memory_ask(disk, "open_dir", NULL);

    if (error != 0)
        return error;
    if (!disk->has_folder)
        return ENOENT;
    *out_dir = memory_handle_new(disk, is_parent ? MEMORY_PARENT : MEMORY_FOLDER, -1);
    return 0;
}

static inline int memory_list(void *ctx, int dir, void (*on_name)(void *name_ctx, const char *name),
                              void *name_ctx)
{
    struct memory_files *disk = ctx;
    struct memory_names names;
    int error = memory_ask(disk, "list", NULL);

    (void)dir;
    if (error != 0)
        return error;
    names = disk->seen; /* the listener may remove */
    for (unsigned i = 0; i < names.count; i++)
        on_name(name_ctx, names.names[i].name);
    return 0;
}

static inline int memory_open(void *ctx, int dir, const char *name, enum cfdi_open how,
                              int *out_file)
{
    struct memory_files *disk = ctx;
    struct memory_name *entry = memory_find(&disk->seen, name);
    int error = memory_ask(disk, "open", NULL);
    int file;

    (void)dir;
    if (error != 0)
        return error;
    if (entry == NULL && how != CFDI_OPEN_CREATE && how != CFDI_OPEN_EMPTY)
        return ENOENT;
    if (entry == NULL || how == CFDI_OPEN_EMPTY) {
        /* A fresh file stands for an emptied one: nobody else has it open. */
        file = memory_file_new(disk);
        memory_put_name(&disk->seen, name, file);
    } else {
        file = entry->file;
    }
    *out_file = memory_handle_new(disk, MEMORY_FILE, file);
    return 0;
}

static inline int memory_lock(void *ctx, int handle)
{
    struct memory_files *disk = ctx;
    struct memory_file *file = memory_file_of(disk, handle);
    int error = memory_ask(disk, "lock", NULL);

    if (error != 0)
        return error;
    if (file->locked_by >= 0)
        return EWOULDBLOCK;
    file->locked_by = handle;
    return 0;
}

static inline int memory_size(void *ctx, int handle, uint64_t *out_bytes)
{
    struct memory_files *disk = ctx;
    int error = memory_ask(disk, "size", NULL);

    if (error == 0)
        *out_bytes = memory_file_of(disk, handle)->seen_bytes;
    return error;
}

static inline int memory_read(void *ctx, int handle, uint64_t offset, void *out,
                              size_t capacity_bytes, size_t *out_got)
{
    struct memory_files *disk = ctx;
    struct memory_file *file = memory_file_of(disk, handle);
    int error = memory_ask(disk, "read", NULL);
    size_t got;

    if (error != 0)
        return error;
    got = offset >= file->seen_bytes ? 0 : (size_t)(file->seen_bytes - offset);
    got = got > capacity_bytes ? capacity_bytes : got;
    if (got > 0)
        memcpy(out, file->seen + offset, got);
    *out_got = got;
    return 0;
}

static inline uint64_t memory_used(const struct memory_files *disk)
{
    uint64_t used = 0;

    for (unsigned i = 0; i < disk->seen.count; i++)
        used += disk->files[disk->seen.names[i].file].seen_bytes;
    return used;
}

static inline bool memory_has_room(const struct memory_files *disk, uint64_t more_bytes)
{
    return disk->room_bytes == 0 || memory_used(disk) + more_bytes <= disk->room_bytes;
}

static inline int memory_write(void *ctx, int handle, uint64_t offset, const void *data,
                               size_t data_bytes, size_t *out_written)
{
    struct memory_files *disk = ctx;
    struct memory_file *file = memory_file_of(disk, handle);
    int error = memory_ask(disk, "write", &data_bytes);

    if (error != 0)
        return error;
    if (!memory_has_room(disk, data_bytes)) {
        data_bytes = (size_t)(disk->room_bytes - memory_used(disk));
        if (data_bytes == 0)
            return ENOSPC;
    }
    memory_must(offset <= file->seen_bytes, "a hole would be written");
    memory_grow(file, (size_t)offset + data_bytes);
    memcpy(file->seen + offset, data, data_bytes);
    for (uint64_t at = offset / MEMORY_SECTOR_BYTES * MEMORY_SECTOR_BYTES; at < offset + data_bytes;
         at += MEMORY_SECTOR_BYTES)
        file->is_dirty[at / MEMORY_SECTOR_BYTES] = 1;
    if (offset + data_bytes > file->seen_bytes)
        file->seen_bytes = offset + data_bytes;
    *out_written = data_bytes;
    return 0;
}

static inline int memory_reserve(void *ctx, int handle, uint64_t offset, uint64_t room_bytes)
{
    struct memory_files *disk = ctx;
    int error = memory_ask(disk, "reserve", NULL);

    (void)offset;
    (void)memory_file_of(disk, handle);
    if (error != 0)
        return error;
    if (disk->cannot_reserve)
        return EOPNOTSUPP;
    return memory_has_room(disk, room_bytes) ? 0 : ENOSPC;
}

static inline int memory_truncate(void *ctx, int handle, uint64_t size_bytes)
{
    struct memory_files *disk = ctx;
    struct memory_file *file = memory_file_of(disk, handle);
    int error = memory_ask(disk, "truncate", NULL);

    if (error != 0)
        return error;
    memory_must(size_bytes <= file->seen_bytes, "a file would grow");
    memset(file->seen + size_bytes, 0, (size_t)(file->seen_bytes - size_bytes));
    for (uint64_t at = size_bytes; at < file->seen_bytes; at++)
        file->is_dirty[at / MEMORY_SECTOR_BYTES] = 1;
    file->seen_bytes = size_bytes;
    return 0;
}

static inline void memory_carry(struct memory_file *file, uint64_t sector)
{
    uint64_t at = sector * MEMORY_SECTOR_BYTES;

    memcpy(file->disk + at, file->seen + at, MEMORY_SECTOR_BYTES);
    file->is_dirty[sector] = 0;
}

static inline void memory_sync_file(struct memory_file *file, bool is_good)
{
    for (uint64_t i = 0; i < file->capacity_bytes / MEMORY_SECTOR_BYTES; i++) {
        if (file->is_dirty[i] && is_good)
            memory_carry(file, i);
        file->is_dirty[i] = 0;
    }
    /* The size is the file system's own and survives in its journal. */
    file->disk_bytes = file->seen_bytes;
}

static inline int memory_sync_any(struct memory_files *disk, int handle, int error)
{
    if (disk->is_dead)
        return error;
    switch (disk->handles[handle].kind) {
    case MEMORY_FILE:
        memory_sync_file(&disk->files[disk->handles[handle].file], error == 0);
        break;
    case MEMORY_FOLDER:
        if (error == 0)
            disk->disk = disk->seen;
        break;
    case MEMORY_PARENT:
        if (error == 0)
            disk->has_folder_on_disk = disk->has_folder;
        break;
    case MEMORY_CLOSED:
        memory_must(false, "sync of what is closed");
        break;
    }
    return error;
}

static inline int memory_sync_data(void *ctx, int handle)
{
    struct memory_files *disk = ctx;

    struct memory_file *file;
    int error;

    memory_must(disk->handles[handle].kind == MEMORY_FILE, "a folder needs more than its data");
    file = memory_file_of(disk, handle);
    error = memory_ask(disk, "sync_data", NULL);
    if (error == 0 && file->owes_error)
        error = EIO;
    file->owes_error = false;
    if (error == 0 && disk->is_next_sync_a_lie && !disk->is_dead) {
        disk->is_next_sync_a_lie = false;
        file->is_dirty[(file->seen_bytes - 1) / MEMORY_SECTOR_BYTES] = 0;
        file->owes_error = true;
    }
    return memory_sync_any(disk, handle, error);
}

static inline int memory_sync(void *ctx, int handle)
{
    struct memory_files *disk = ctx;

    return memory_sync_any(disk, handle, memory_ask(disk, "sync", NULL));
}

static inline int memory_read_disk(void *ctx, int handle, uint64_t offset, void *out,
                                   size_t capacity_bytes, size_t *out_got)
{
    struct memory_files *disk = ctx;
    struct memory_file *file = memory_file_of(disk, handle);
    int error = memory_ask(disk, "read_disk", NULL);
    uint64_t at;
    size_t got;

    if (error != 0)
        return error;
    if (disk->cannot_read_disk)
        return EOPNOTSUPP;
    got = offset >= file->seen_bytes ? 0 : (size_t)(file->seen_bytes - offset);
    got = got > capacity_bytes ? capacity_bytes : got;
    for (size_t i = 0; i < got; i++) { /* a direct read has what is dirty written first */
        at = offset + i;
        ((uint8_t *)out)[i] =
            file->is_dirty[at / MEMORY_SECTOR_BYTES] ? file->seen[at] : file->disk[at];
    }
    *out_got = got;
    return 0;
}

static inline int memory_rename(void *ctx, int dir, const char *from, const char *to)
{
    struct memory_files *disk = ctx;
    struct memory_name *entry = memory_find(&disk->seen, from);
    int error = memory_ask(disk, "rename", NULL);
    int file;

    (void)dir;
    if (error != 0)
        return error;
    if (entry == NULL)
        return ENOENT;
    file = entry->file;
    memory_drop_name(&disk->seen, from);
    memory_put_name(&disk->seen, to, file);
    return 0;
}

static inline int memory_remove(void *ctx, int dir, const char *name)
{
    struct memory_files *disk = ctx;
    int error = memory_ask(disk, "remove", NULL);

    (void)dir;
    if (error != 0)
        return error;
    if (memory_find(&disk->seen, name) == NULL)
        return ENOENT;
    memory_drop_name(&disk->seen, name);
    return 0;
}

static inline void memory_close(void *ctx, int handle)
{
    struct memory_files *disk = ctx;

    if (handle == CFDI_NO_FILE)
        return;
    memory_must(disk->handles[handle].kind != MEMORY_CLOSED, "closed twice");
    if (disk->handles[handle].kind == MEMORY_FILE &&
        disk->files[disk->handles[handle].file].locked_by == handle)
        disk->files[disk->handles[handle].file].locked_by = -1;
    disk->handles[handle].kind = MEMORY_CLOSED;
}

static inline int memory_random(void *ctx, void *out, size_t out_bytes)
{
    struct memory_files *disk = ctx;
    int error = memory_ask(disk, "random", NULL);
    uint8_t *at = out;

    for (size_t i = 0; error == 0 && i < out_bytes; i++)
        at[i] = (uint8_t)memory_draw(disk, 256);
    return error;
}

/* --- life */

static inline void memory_files_init(struct memory_files *disk, uint32_t seed)
{
    memset(disk, 0, sizeof(*disk));
    disk->dice = seed;
    disk->calls = (struct cfdi_file_calls){
        memory_make_dir,  memory_open_dir,  memory_list,
        memory_open,      memory_lock,      memory_size,
        memory_read,      memory_write,     memory_reserve,
        memory_truncate,  memory_sync_data, memory_sync,
        memory_read_disk, memory_rename,    memory_remove,
        memory_close,     memory_random,    disk,
    };
}

static inline void memory_files_deinit(struct memory_files *disk)
{
    for (unsigned i = 0; i < disk->file_count; i++) {
        free(disk->files[i].seen);
        free(disk->files[i].disk);
        free(disk->files[i].is_dirty);
    }
    disk->file_count = 0;
}

static inline unsigned memory_open_count(const struct memory_files *disk)
{
    unsigned count = 0;

    for (unsigned i = 0; i < MEMORY_HANDLES_MAX; i++)
        count += disk->handles[i].kind != MEMORY_CLOSED;
    return count;
}

/* Gives a file that is on the disk already, so that a test may say what is in it. */
static inline void memory_put_file(struct memory_files *disk, const char *name, const void *bytes,
                                   size_t byte_count)
{
    int number = memory_file_new(disk);
    struct memory_file *file = &disk->files[number];

    memory_grow(file, byte_count);
    if (byte_count > 0)
        memcpy(file->seen, bytes, byte_count);
    file->seen_bytes = byte_count;
    memset(file->is_dirty, 1, file->capacity_bytes / MEMORY_SECTOR_BYTES);
    memory_sync_file(file, true);
    memory_put_name(&disk->seen, name, number);
    disk->disk = disk->seen;
    disk->has_folder = true;
    disk->has_folder_on_disk = true;
}

/* The process is gone, the machine is not. */
static inline void memory_kill(struct memory_files *disk)
{
    for (int i = 0; i < (int)MEMORY_HANDLES_MAX; i++)
        if (disk->handles[i].kind != MEMORY_CLOSED)
            memory_close(disk, i);
    disk->is_dead = false;
}

static inline void memory_lose_sectors(struct memory_files *disk, struct memory_file *file)
{
    uint64_t shorter = file->seen_bytes < file->disk_bytes ? file->seen_bytes : file->disk_bytes;
    uint64_t longer = file->seen_bytes > file->disk_bytes ? file->seen_bytes : file->disk_bytes;
    uint32_t odds = 1 + memory_draw(disk, 4);

    for (uint64_t i = 0; i < file->capacity_bytes / MEMORY_SECTOR_BYTES; i++) {
        if (file->is_dirty[i] && memory_draw(disk, 4) < odds)
            memory_carry(file, i);
        file->is_dirty[i] = 0;
    }
    file->disk_bytes = memory_draw(disk, 2) ? longer : shorter;
    if (memory_draw(disk, 3) == 0)
        file->disk_bytes = shorter + memory_draw(disk, (uint32_t)(longer - shorter) + 1);
    if (file->capacity_bytes > 0) {
        memset(file->disk + file->disk_bytes, 0, file->capacity_bytes - (size_t)file->disk_bytes);
        memcpy(file->seen, file->disk, file->capacity_bytes);
    }
    file->seen_bytes = file->disk_bytes;
}

/* The machine is gone; what was not synced is a matter of luck. */
static inline void memory_power_loss(struct memory_files *disk)
{
    memory_kill(disk);
    for (unsigned i = 0; i < disk->file_count; i++)
        memory_lose_sectors(disk, &disk->files[i]);
    if (memory_draw(disk, 2) == 0) /* a folder is changed in one piece, like a journal would */
        disk->seen = disk->disk;
    disk->disk = disk->seen;
    disk->has_folder = disk->has_folder_on_disk;
    if (!disk->has_folder)
        disk->seen.count = disk->disk.count = 0;
}

#endif
