/* SPDX-License-Identifier: Apache-2.0
 * Making segments: whole before they have their name, named before anything is in them. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ledger/log_inside.h"

#define SEGMENTS_FIRST 16u

void cfdi_segment_name(uint32_t number, char out_name[CFDI_SEGMENT_NAME_BYTES])
{
    (void)snprintf(out_name, CFDI_SEGMENT_NAME_BYTES, "%08" PRIu32 ".seg", number);
}

enum cfd_status cfdi_status_of(int error_number)
{
    errno = error_number;
    return error_number == ENOSPC || error_number == EDQUOT ? CFD_ERR_FULL : CFD_ERR_IO;
}

static enum cfd_status reserve_segment(struct cfd_log *log)
{
    uint32_t capacity = log->segment_capacity == 0 ? SEGMENTS_FIRST : log->segment_capacity * 2;
    struct cfdi_segment *segments;

    if (log->segment_count < log->segment_capacity)
        return CFD_OK;
    segments = reallocarray(log->segments, capacity, sizeof(*segments));
    if (segments == NULL)
        return CFD_ERR_MEMORY;
    log->segments = segments;
    log->segment_capacity = capacity;
    return CFD_OK;
}

uint64_t cfdi_segment_end(const struct cfd_log *log, uint32_t number)
{
    return number + 1 < log->segment_count ? log->segments[number + 1].first_index
                                           : log->entry_count;
}

enum cfd_status cfdi_segments_add(struct cfd_log *log, struct cfdi_segment segment)
{
    CFD_TRY(reserve_segment(log));
    log->segments[log->segment_count++] = segment;
    return CFD_OK;
}

static struct cfdi_segment next_segment(const struct cfd_log *log)
{
    struct cfdi_segment next = {log->entry_count, log->entry_count,
                                CFDI_HEADER_BYTES + log->carried_bytes};

    if (log->carried_bytes > 0)
        next.first_index = log->carried_index;
    return next;
}

int cfdi_write_all(const struct cfd_log *log, int file, uint64_t offset, struct cfd_bytes bytes)
{
    const struct cfdi_file_calls *calls = log->calls;
    size_t written;
    int error_number;

    for (size_t done = 0; done < bytes.len; done += written) {
        written = 0;
        error_number = calls->write(calls->ctx, file, offset + done, bytes.ptr + done,
                                    bytes.len - done, &written);
        if (error_number != 0)
            return error_number;
        if (written == 0)
            return EIO;
    }
    return 0;
}

/* Header and what is carried over, durable. */
static int write_content(const struct cfd_log *log, int file, int64_t time_ms)
{
    const struct cfdi_segment next = next_segment(log);
    struct cfdi_header header = {.boot_epoch = log->boot_epoch,
                                 .number = log->segment_count,
                                 .first_index = next.first_index,
                                 .fresh_index = next.fresh_index,
                                 .created_ms = time_ms};
    uint8_t bytes[CFDI_HEADER_BYTES];
    int error_number;

    memcpy(header.node_id, log->node_id, sizeof(header.node_id));
    memcpy(header.log_id, log->log_id, sizeof(header.log_id));
    cfdi_header_encode(&header, bytes);
    error_number = cfdi_write_all(log, file, 0, cfd_bytes_of(bytes, sizeof(bytes)));
    if (error_number == 0)
        error_number = cfdi_write_all(log, file, sizeof(bytes),
                                      cfd_bytes_of(log->carried, log->carried_bytes));
    return error_number == 0 ? log->calls->sync(log->calls->ctx, file) : error_number;
}

/* Gives the file its name. When the name may not be durable it is taken back: a later try will
 * put a file of the same name there. */
static int name_file(const struct cfd_log *log, const char *temporary, const char *name)
{
    const struct cfdi_file_calls *calls = log->calls;
    int error_number;

    error_number = calls->rename(calls->ctx, log->dir, temporary, name);
    if (error_number != 0)
        return error_number;
    error_number = calls->sync(calls->ctx, log->dir);
    if (error_number != 0)
        (void)calls->remove(calls->ctx, log->dir, name);
    return error_number;
}

static int make_file(const struct cfd_log *log, int64_t time_ms, int *out_file)
{
    const struct cfdi_file_calls *calls = log->calls;
    char name[CFDI_SEGMENT_NAME_BYTES];
    char temporary[CFDI_SEGMENT_NAME_BYTES + 4];
    int error_number;
    int file;

    cfdi_segment_name(log->segment_count, name);
    (void)snprintf(temporary, sizeof(temporary), "%s.tmp", name);
    error_number = calls->open(calls->ctx, log->dir, temporary, CFDI_OPEN_EMPTY, &file);
    if (error_number != 0)
        return error_number;
    error_number = write_content(log, file, time_ms);
    if (error_number == 0)
        error_number = name_file(log, temporary, name);
    if (error_number != 0) {
        calls->close(calls->ctx, file);
        (void)calls->remove(calls->ctx, log->dir, temporary);
        return error_number;
    }
    *out_file = file;
    return 0;
}

void cfdi_segment_leave(struct cfd_log *log)
{
    /* Reserved room that is left goes back; that it does not is no harm. */
    if (log->file != CFDI_NO_FILE &&
        log->reserved_bytes > log->segments[log->segment_count - 1].file_bytes)
        (void)log->calls->truncate(log->calls->ctx, log->file,
                                   log->segments[log->segment_count - 1].file_bytes);
    log->calls->close(log->calls->ctx, log->file);
    log->file = CFDI_NO_FILE;
}

enum cfd_status cfdi_segment_begin(struct cfd_log *log, int64_t time_ms)
{
    const struct cfdi_segment begun = next_segment(log);
    int error_number;
    int file;

    if (log->segment_count == CFDI_SEGMENTS_MAX)
        return CFD_ERR_FULL;
    CFD_TRY(reserve_segment(log));
    error_number = make_file(log, time_ms, &file);
    if (error_number != 0)
        return cfdi_status_of(error_number);
    cfdi_segment_leave(log);
    log->segments[log->segment_count++] = begun;
    log->file = file;
    log->reserved_bytes = begun.file_bytes;
    log->has_commit = false;
    free(log->carried);
    log->carried = NULL;
    log->carried_bytes = 0;
    return CFD_OK;
}
