/* SPDX-License-Identifier: Apache-2.0
 * Old bytes of a pipe's memory file are punched out, so that offsets stay those of the body. */
#include "cli/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PUNCH_STEP_BYTES (16ull << 20) /* not a system call for each piece */

enum cfd_status cfdi_raw_begin(struct raw *raw, int fd, bool is_wanted)
{
    struct stat facts;

    raw->is_wanted = is_wanted;
    raw->is_spool = false;
    raw->fd = fd;
    raw->base = 0;
    raw->kept_from = 0;
    raw->passed_bytes = 0;
    if (!is_wanted)
        return CFD_OK;
    if (fd >= 0 && fstat(fd, &facts) != 0)
        return CFD_ERR_IO;
    if (fd >= 0 && S_ISREG(facts.st_mode)) {
        raw->base = lseek(fd, 0, SEEK_CUR); /* stdin may have been read from */
        return raw->base < 0 ? CFD_ERR_IO : CFD_OK;
    }
    raw->fd = memfd_create("cofferdam-reveal", MFD_CLOEXEC);
    raw->is_spool = raw->fd >= 0;
    return raw->is_spool ? CFD_OK : CFD_ERR_IO;
}

/* Without the hole the window is only larger: not worth an end. */
static void drop_old(struct raw *raw)
{
    uint64_t keep_from;

    if (raw->passed_bytes - raw->kept_from < RAW_WINDOW_BYTES + PUNCH_STEP_BYTES)
        return;
    keep_from = raw->passed_bytes - RAW_WINDOW_BYTES;
    keep_from -= keep_from % PUNCH_STEP_BYTES;
    if (fallocate(raw->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)raw->kept_from,
                  (off_t)(keep_from - raw->kept_from)) == 0)
        raw->kept_from = keep_from;
}

enum cfd_status cfdi_raw_add(struct raw *raw, const void *data, size_t data_bytes)
{
    const uint8_t *at = data;

    if (!raw->is_spool)
        return CFD_OK;
    while (data_bytes > 0) {
        ssize_t done = pwrite(raw->fd, at, data_bytes, (off_t)raw->passed_bytes);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return CFD_ERR_IO;
        at += done;
        data_bytes -= (size_t)done;
        raw->passed_bytes += (uint64_t)done;
    }
    drop_old(raw);
    return CFD_OK;
}

enum cfd_status cfdi_raw_get(struct raw *raw, uint64_t offset, uint64_t length,
                             struct cfd_bytes *out_value)
{
    size_t got_bytes = 0;

    if (!raw->is_wanted || length > sizeof(raw->value) || offset < raw->kept_from)
        return CFD_ERR_NOT_FOUND;
    while (got_bytes < length) {
        ssize_t got = pread(raw->fd, raw->value + got_bytes, length - got_bytes,
                            raw->base + (off_t)(offset + got_bytes));

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return CFD_ERR_NOT_FOUND; /* the file has become shorter under our hands */
        got_bytes += (size_t)got;
    }
    *out_value = cfd_bytes_of(raw->value, length);
    return CFD_OK;
}

void cfdi_raw_end(struct raw *raw)
{
    if (raw->is_spool)
        (void)close(raw->fd);
    raw->is_spool = false;
    raw->fd = -1;
    cfd_wipe(raw->value, sizeof(raw->value));
}
