/* SPDX-License-Identifier: Apache-2.0
 * The file calls of the log as Linux has them. */
#include "lib/ledger/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES 4096u /* no disk asks for more */

static int make_dir(void *ctx, const char *path)
{
    (void)ctx;
    return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : errno;
}

static int open_at(int dir, const char *name, int flags, int *out_file)
{
    int file;

    do
        file = openat(dir, name, flags | O_CLOEXEC, 0600);
    while (file < 0 && errno == EINTR);
    if (file < 0)
        return errno;
    *out_file = file;
    return 0;
}

static int open_dir(void *ctx, const char *path, int *out_dir)
{
    (void)ctx;
    return open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, out_dir);
}

static int list(void *ctx, int dir, void (*on_name)(void *name_ctx, const char *name),
                void *name_ctx)
{
    struct dirent *entry;
    DIR *stream;
    int copy = CFDI_NO_FILE, error;

    (void)ctx;
    error = open_at(dir, ".", O_RDONLY | O_DIRECTORY, &copy);
    if (error != 0)
        return error;
    stream = fdopendir(copy);
    if (stream == NULL) {
        error = errno;
        (void)close(copy);
        return error;
    }
    while (errno = 0, (entry = readdir(stream)) != NULL)
        on_name(name_ctx, entry->d_name);
    error = errno;
    (void)closedir(stream);
    return error;
}

static int open_file(void *ctx, int dir, const char *name, enum cfdi_open how, int *out_file)
{
    static const int flags[] = {
        [CFDI_OPEN_READ] = O_RDONLY,
        [CFDI_OPEN_WRITE] = O_RDWR,
        [CFDI_OPEN_CREATE] = O_RDWR | O_CREAT,
        [CFDI_OPEN_EMPTY] = O_RDWR | O_CREAT | O_TRUNC,
    };

    (void)ctx;
    return open_at(dir, name, flags[how] | O_NOFOLLOW, out_file);
}

static int lock(void *ctx, int file)
{
    (void)ctx;
    return flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}

static int size(void *ctx, int file, uint64_t *out_bytes)
{
    struct stat facts;

    (void)ctx;
    if (fstat(file, &facts) != 0)
        return errno;
    *out_bytes = (uint64_t)facts.st_size;
    return 0;
}

static int read_file(void *ctx, int file, uint64_t offset, void *out, size_t capacity_bytes,
                     size_t *out_got)
{
    size_t got = 0;
    ssize_t now;

    (void)ctx;
    while (got < capacity_bytes) {
        now = pread(file, (uint8_t *)out + got, capacity_bytes - got, (off_t)(offset + got));
        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0)
            return errno;
        if (now == 0)
            break;
        got += (size_t)now;
    }
    *out_got = got;
    return 0;
}

static int write_file(void *ctx, int file, uint64_t offset, const void *data, size_t data_bytes,
                      size_t *out_written)
{
    ssize_t written;

    (void)ctx;
    do
        written = pwrite(file, data, data_bytes, (off_t)offset);
    while (written < 0 && errno == EINTR);
    if (written < 0)
        return errno;
    *out_written = (size_t)written;
    return 0;
}

static int reserve(void *ctx, int file, uint64_t offset, uint64_t room_bytes)
{
    int result;

    (void)ctx;
    do
        result = fallocate(file, FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)room_bytes);
    while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

static int truncate_file(void *ctx, int file, uint64_t size_bytes)
{
    int result;

    (void)ctx;
    do
        result = ftruncate(file, (off_t)size_bytes);
    while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

static int sync_data(void *ctx, int file)
{
    (void)ctx;
    return fdatasync(file) == 0 ? 0 : errno;
}

static int sync_file(void *ctx, int file)
{
    (void)ctx;
    return fsync(file) == 0 ? 0 : errno;
}

static int read_direct(int file, uint64_t offset, uint8_t *blocks, size_t blocks_bytes,
                       size_t *out_got)
{
    int flags = fcntl(file, F_GETFL);
    int error;

    if (flags < 0 || fcntl(file, F_SETFL, flags | O_DIRECT) != 0)
        return EOPNOTSUPP;
    error = read_file(NULL, file, offset, blocks, blocks_bytes, out_got);
    (void)fcntl(file, F_SETFL, flags);
    return error == EINVAL ? EOPNOTSUPP : error;
}

static int read_disk(void *ctx, int file, uint64_t offset, void *out, size_t capacity_bytes,
                     size_t *out_got)
{
    size_t before = (size_t)(offset % BLOCK_BYTES); /* direct reads are of whole blocks */
    size_t blocks_bytes = (before + capacity_bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    uint8_t *blocks = aligned_alloc(BLOCK_BYTES, blocks_bytes);
    size_t got = 0;
    int error;

    (void)ctx;
    if (blocks == NULL)
        return ENOMEM;
    error = read_direct(file, offset - before, blocks, blocks_bytes, &got);
    got = got < before ? 0 : got - before;
    got = got < capacity_bytes ? got : capacity_bytes;
    if (error == 0) {
        memcpy(out, blocks + before, got);
        *out_got = got;
    }
    free(blocks);
    return error;
}

static int rename_file(void *ctx, int dir, const char *from, const char *to)
{
    (void)ctx;
    return renameat(dir, from, dir, to) == 0 ? 0 : errno;
}

static int remove_file(void *ctx, int dir, const char *name)
{
    (void)ctx;
    return unlinkat(dir, name, 0) == 0 ? 0 : errno;
}

static void close_file(void *ctx, int file)
{
    (void)ctx;
    if (file != CFDI_NO_FILE)
        (void)close(file);
}

static int random_bytes(void *ctx, void *out, size_t out_bytes)
{
    (void)ctx;
    /* Up to 256 bytes come whole or not at all. */
    return getrandom(out, out_bytes, 0) == (ssize_t)out_bytes ? 0 : EIO;
}

const struct cfdi_file_calls cfdi_file_system = {
    .make_dir = make_dir,
    .open_dir = open_dir,
    .list = list,
    .open = open_file,
    .lock = lock,
    .size = size,
    .read = read_file,
    .write = write_file,
    .reserve = reserve,
    .truncate = truncate_file,
    .sync_data = sync_data,
    .sync = sync_file,
    .read_disk = read_disk,
    .rename = rename_file,
    .remove = remove_file,
    .close = close_file,
    .random = random_bytes,
};
