/* SPDX-License-Identifier: Apache-2.0
 * Key files: made whole or not at all, read only when nobody else may read them.
 *
 * A new file is written beside its place under a random name, synced, and renamed without
 * replacing: nobody ever reads half a key, and a key in use is never overwritten. Its text is in
 * key_line.c. Error texts do not name the path; the caller knows it. */
#include <cofferdam/key.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/crypto/key_line.h"
#include "lib/crypto/mac.h"

#define OTHERS_BITS (S_IRWXG | S_IRWXO)

static enum cfd_status io_failed(struct cfd_error *error, const char *what)
{
    int saved = errno;

    cfd_error_set(error, 0, "%s: %s", what, strerror(saved));
    errno = saved;
    return CFD_ERR_IO;
}

static enum cfd_status check_file(int fd, struct cfd_error *error)
{
    struct stat facts;

    if (fstat(fd, &facts) != 0)
        return io_failed(error, "cannot be read");
    if (!S_ISREG(facts.st_mode)) {
        cfd_error_set(error, 0, "it is not a regular file");
        return CFD_ERR_FORMAT;
    }
    if ((facts.st_mode & OTHERS_BITS) != 0) {
        cfd_error_set(error, 0, "others may read it (mode %04o): chmod 0600 it, or make a new key",
                      (unsigned)facts.st_mode & 07777u);
        return CFD_ERR_DENIED;
    }
    return CFD_OK;
}

/* Reads until the end or until the buffer is full; a regular file gives short reads only there. */
static ssize_t read_all(int fd, char *out, size_t out_bytes)
{
    size_t read_bytes = 0;

    while (read_bytes < out_bytes) {
        ssize_t got = read(fd, out + read_bytes, out_bytes - read_bytes);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        read_bytes += (size_t)got;
    }
    return (ssize_t)read_bytes;
}

static enum cfd_status parse_fd(int fd, struct cfdi_key_line *file, struct cfd_error *error)
{
    char text[CFDI_KEY_LINE_MAX_BYTES + 2]; /* one more tells a longer file, one ends the text */
    const char *wrong = NULL;
    ssize_t text_bytes;

    CFD_TRY(check_file(fd, error));
    text_bytes = read_all(fd, text, sizeof(text) - 1);
    if (text_bytes >= 0)
        wrong = cfdi_key_line_read(text, (size_t)text_bytes, file);
    cfd_wipe(text, sizeof(text));
    if (text_bytes < 0)
        return io_failed(error, "cannot be read");
    if (wrong == NULL)
        return CFD_OK;
    cfd_error_set(error, 1, "%s", wrong);
    return CFD_ERR_FORMAT;
}

static enum cfd_status fd_read(int fd, struct cfdi_key_line *out_file, struct cfd_error *error)
{
    struct cfdi_key_line file = {0};
    enum cfd_status status = parse_fd(fd, &file, error);

    if (status == CFD_OK) {
        cfdi_fingerprint(file.secret, file.info.fingerprint);
        *out_file = file;
    }
    cfd_wipe(&file, sizeof(file));
    return status;
}

/* O_NONBLOCK: a pipe put in the key's place must not hang the one who opens it. */
static enum cfd_status file_read(const char *path, struct cfdi_key_line *out_file,
                                 struct cfd_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    enum cfd_status status;
    int saved;

    if (fd < 0)
        return io_failed(error, "cannot be read");
    status = fd_read(fd, out_file, error);
    saved = errno;
    (void)close(fd);
    errno = saved;
    return status;
}

/* A line is far shorter than what a file takes at once, so a short write is a full disk. */
static bool write_synced(int fd, const char *line)
{
    size_t line_bytes = strlen(line);
    ssize_t done = write(fd, line, line_bytes);

    if (done >= 0 && (size_t)done != line_bytes)
        errno = ENOSPC;
    return done >= 0 && (size_t)done == line_bytes && fchmod(fd, S_IRUSR | S_IWUSR) == 0 &&
           fsync(fd) == 0;
}

/* Gives the file its name unless that is taken. Where the file system cannot rename so, a second
 * name and the end of the first do the same. */
static bool publish(const char *temporary, const char *path)
{
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL)
        return false;
    return link(temporary, path) == 0 && unlink(temporary) == 0;
}

static bool sync_parent(const char *path)
{
    char copy[PATH_MAX];
    int fd;
    bool is_synced;

    (void)snprintf(copy, sizeof(copy), "%s", path);
    fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    is_synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    return is_synced;
}

static enum cfd_status remove_failed(const char *path, struct cfd_error *error)
{
    int saved = errno;

    (void)unlink(path);
    errno = saved;
    if (saved != EEXIST)
        return io_failed(error, "cannot be written");
    cfd_error_set(error, 0, "it is there already and was left alone");
    return CFD_ERR_IO;
}

static enum cfd_status file_write(const char *path, const char *line, struct cfd_error *error)
{
    char temporary[PATH_MAX];
    int fd;
    bool is_written;

    if ((size_t)snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= sizeof(temporary)) {
        errno = ENAMETOOLONG;
        return io_failed(error, "cannot be written");
    }
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return io_failed(error, "cannot be written");
    is_written = write_synced(fd, line);
    is_written = close(fd) == 0 && is_written;
    if (!is_written || !publish(temporary, path))
        return remove_failed(temporary, error);
    return sync_parent(path) ? CFD_OK : remove_failed(path, error);
}

enum cfd_status cfd_key_create(const char *path, enum cfd_key_role role, const char *name,
                               struct cfd_error *error)
{
    char line[CFDI_KEY_LINE_MAX_BYTES];
    enum cfd_status status;

    if (name == NULL && role == CFD_KEY_WORKER)
        name = "1";
    if (name == NULL || !cfdi_key_name_fits(role, name)) {
        cfd_error_set(error, 0, "a key of this role does not have such a name");
        return CFD_ERR_USAGE;
    }
    status = cfdi_key_line_write(role, name, line);
    if (status != CFD_OK)
        return io_failed(error, "no random bytes");
    status = file_write(path, line, error);
    cfd_wipe(line, sizeof(line));
    return status;
}

/* Wipes the file. */
static enum cfd_status make_key(struct cfdi_key_line *file, enum cfd_key_role role,
                                struct cfd_key **out_key, struct cfd_error *error)
{
    enum cfd_status status = CFD_ERR_FORMAT;

    if (file->info.role == role)
        status = cfdi_key_new(&file->info, file->secret, out_key);
    else
        cfd_error_set(error, 1, "it holds a key of role %s where one of role %s is needed",
                      cfdi_key_role_name(file->info.role), cfdi_key_role_name(role));
    cfd_wipe(file, sizeof(*file));
    return status;
}

enum cfd_status cfd_key_load(const char *path, enum cfd_key_role role, struct cfd_key **out_key,
                             struct cfd_error *error)
{
    struct cfdi_key_line file;

    CFD_TRY(file_read(path, &file, error));
    return make_key(&file, role, out_key, error);
}

enum cfd_status cfd_key_load_fd(int fd, enum cfd_key_role role, struct cfd_key **out_key,
                                struct cfd_error *error)
{
    struct cfdi_key_line file;

    CFD_TRY(fd_read(fd, &file, error));
    return make_key(&file, role, out_key, error);
}

enum cfd_status cfd_key_inspect(const char *path, struct cfd_key_info *out_info,
                                struct cfd_error *error)
{
    struct cfdi_key_line file;

    CFD_TRY(file_read(path, &file, error));
    *out_info = file.info;
    cfd_wipe(&file, sizeof(file));
    return CFD_OK;
}
