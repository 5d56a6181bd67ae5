/* SPDX-License-Identifier: Apache-2.0
 * Appending and committing.
 *
 * A batch lies in memory, framed and ready, until a commit puts its COMMIT behind it and hands both
 * to the system in one piece. It leaves memory only when the sync came back good; so whatever fails
 * before, the same bytes can go again: into the same segment when it was only full, into a new one
 * when nobody can say any more what the old one holds. */
#include "lib/ledger/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ledger/log_inside.h"

#define RESERVE_STEP_BYTES (1u << 20)

/* --- append */

static enum cfd_status grow_batch(struct cfd_log *log, size_t more_bytes)
{
    size_t needed = log->batch_bytes + more_bytes + CFDI_COMMIT_MAX_BYTES;
    size_t capacity = log->batch_capacity;
    uint8_t *batch;

    if (needed <= capacity)
        return CFD_OK;
    while (capacity < needed) /* CFD_LOG_BATCH_MAX_BYTES bounds it */
        capacity *= 2;
    batch = realloc(log->batch, capacity);
    if (batch == NULL)
        return CFD_ERR_MEMORY;
    log->batch = batch;
    log->batch_capacity = capacity;
    return CFD_OK;
}

enum cfd_status cfd_log_reserve(struct cfd_log *log, size_t entries_bytes)
{
    if (entries_bytes > CFD_LOG_BATCH_MAX_BYTES - log->batch_bytes)
        return CFD_ERR_FULL;
    return grow_batch(log, entries_bytes);
}

enum cfd_status cfd_log_append(struct cfd_log *log, uint16_t type, uint16_t version,
                               int64_t time_ms, struct cfd_bytes payload, uint64_t *out_index)
{
    struct cfd_log_entry entry = {log->entry_count + log->batch_count, type, version, time_ms,
                                  payload};
    size_t entry_bytes = CFDI_FRAME_BYTES + payload.len;

    if (type <= CFD_ENTRY_COMMIT || (type > CFDI_TYPE_LAST && type < CFDI_TYPE_PASSABLE))
        return CFD_ERR_USAGE;
    if (payload.len > CFD_ENTRY_PAYLOAD_MAX_BYTES)
        return CFD_ERR_LIMIT;
    if (log->batch_bytes + entry_bytes > CFD_LOG_BATCH_MAX_BYTES)
        return CFD_ERR_FULL;
    CFD_TRY(grow_batch(log, entry_bytes));
    log->batch_bytes += cfdi_entry_encode(&entry, log->batch + log->batch_bytes);
    log->batch_count++;
    if (out_index != NULL)
        *out_index = entry.index;
    return CFD_OK;
}

/* --- commit */

/* Makes next_rings of what is known and what the caller says; answers how many moved. */
static uint32_t settle_rings(struct cfd_log *log, const struct cfd_log_ring *rings,
                             size_t ring_count)
{
    const struct cfd_log_ring *known;
    uint32_t moved_count = 0;
    bool has_moved;

    log->next_rings = log->rings;
    for (size_t i = 0; i < ring_count; i++) {
        known = cfdi_rings_find(&log->next_rings, rings[i].ring_id);
        if (rings[i].sequence <= (known != NULL ? known->sequence : 0))
            continue;
        /* Named twice, the later word counts and the ring still moved once. */
        has_moved =
            known != NULL && known >= &log->next_rings.rings[log->next_rings.count - moved_count];
        cfdi_rings_move(&log->next_rings, &rings[i]);
        moved_count += has_moved ? 0 : 1;
    }
    return moved_count;
}

/* Puts the COMMIT behind the batch; answers the bytes of both. */
static size_t put_commit(struct cfd_log *log, uint32_t moved_count, int64_t time_ms)
{
    uint32_t named = log->has_commit ? moved_count : log->next_rings.count;
    uint8_t payload[CFDI_COMMIT_MAX_BYTES - CFDI_FRAME_BYTES];
    struct cfd_log_entry entry = {log->entry_count + log->batch_count,
                                  CFD_ENTRY_COMMIT,
                                  CFD_ENTRY_VERSION,
                                  time_ms,
                                  {payload, 0}};

    entry.payload.len =
        cfdi_commit_encode(log->entry_count, log->batch_count,
                           &log->next_rings.rings[log->next_rings.count - named], named, payload);
    return log->batch_bytes + cfdi_entry_encode(&entry, log->batch + log->batch_bytes);
}

static uint64_t *file_bytes_of(struct cfd_log *log)
{
    return &log->segments[log->segment_count - 1].file_bytes;
}

/* Nobody can say any more what the disk has of the file; even the sync before may have come back good
 * too early. Now is the best moment to look: the page cache still has all of it. */
static enum cfd_status end_segment(struct cfd_log *log, int error_number)
{
    log->is_unchecked = cfdi_carry(log, log->file) != CFD_OK;
    log->calls->close(log->calls->ctx, log->file);
    log->file = CFDI_NO_FILE;
    errno = error_number;
    return CFD_ERR_IO;
}

static bool is_no_room(int error_number)
{
    return error_number == ENOSPC || error_number == EDQUOT;
}

/* Makes sure of room before anything is written, where the file system can. */
static enum cfd_status reserve(struct cfd_log *log, size_t batch_bytes)
{
    const struct cfdi_file_calls *calls = log->calls;
    uint64_t from = *file_bytes_of(log);
    uint64_t room_bytes = batch_bytes < RESERVE_STEP_BYTES ? RESERVE_STEP_BYTES : batch_bytes;
    int error_number;

    if (log->cannot_reserve || from + batch_bytes <= log->reserved_bytes)
        return CFD_OK;
    error_number = calls->reserve(calls->ctx, log->file, from, room_bytes);
    if (is_no_room(error_number) && room_bytes > batch_bytes) {
        room_bytes = batch_bytes;
        error_number = calls->reserve(calls->ctx, log->file, from, room_bytes);
    }
    if (error_number == 0) {
        log->reserved_bytes = from + room_bytes;
        return CFD_OK;
    }
    if (is_no_room(error_number))
        return cfdi_status_of(error_number);
    if (error_number == EIO)
        return end_segment(log, error_number);
    log->cannot_reserve = true; /* the write itself will tell */
    return CFD_OK;
}

static enum cfd_status write_batch(struct cfd_log *log, size_t batch_bytes)
{
    const struct cfdi_file_calls *calls = log->calls;
    uint64_t offset = *file_bytes_of(log);
    int error_number;

    CFD_TRY(reserve(log, batch_bytes));
    error_number = cfdi_write_all(log, log->file, offset, cfd_bytes_of(log->batch, batch_bytes));
    if (is_no_room(error_number) && calls->truncate(calls->ctx, log->file, offset) == 0) {
        log->reserved_bytes = offset;
        return cfdi_status_of(error_number);
    }
    if (error_number == 0)
        error_number = calls->sync_data(calls->ctx, log->file);
    return error_number == 0 ? CFD_OK : end_segment(log, error_number);
}

/* Looks again at an ended segment where the first look failed. */
static enum cfd_status check_ended(struct cfd_log *log)
{
    const struct cfdi_file_calls *calls = log->calls;
    char name[CFDI_SEGMENT_NAME_BYTES];
    enum cfd_status status;
    int error_number;
    int file;

    if (!log->is_unchecked)
        return CFD_OK;
    cfdi_segment_name(log->segment_count - 1, name);
    error_number = calls->open(calls->ctx, log->dir, name, CFDI_OPEN_READ, &file);
    if (error_number != 0)
        return cfdi_status_of(error_number);
    status = cfdi_carry(log, file);
    calls->close(calls->ctx, file);
    log->is_unchecked = status != CFD_OK;
    return status;
}

/* A segment that is left behind is synced once more: if the sync before came back good too early,
 * only another one tells. */
static void leave_full(struct cfd_log *log)
{
    int error_number = log->calls->sync_data(log->calls->ctx, log->file);

    if (error_number != 0)
        (void)end_segment(log, error_number);
}

static enum cfd_status ready_segment(struct cfd_log *log, int64_t time_ms)
{
    bool is_full = log->has_commit && *file_bytes_of(log) >= log->segment_bytes;

    if (log->file != CFDI_NO_FILE && !is_full)
        return CFD_OK;
    if (log->file != CFDI_NO_FILE)
        leave_full(log);
    CFD_TRY(check_ended(log));
    return cfdi_segment_begin(log, time_ms);
}

enum cfd_status cfd_log_commit(struct cfd_log *log, const struct cfd_log_ring *rings,
                               size_t ring_count, int64_t time_ms)
{
    uint32_t moved_count;
    size_t batch_bytes;

    if (ring_count > CFD_LOG_RINGS_MAX)
        return CFD_ERR_USAGE;
    moved_count = settle_rings(log, rings, ring_count);
    if (log->batch_count == 0 && moved_count == 0)
        return CFD_OK;
    CFD_TRY(ready_segment(log, time_ms));
    batch_bytes = put_commit(log, moved_count, time_ms);
    CFD_TRY(write_batch(log, batch_bytes));
    *file_bytes_of(log) += batch_bytes;
    log->entry_count += log->batch_count + 1;
    log->rings = log->next_rings;
    log->has_commit = true;
    log->last_commit_ms = time_ms;
    log->batch_bytes = 0;
    log->batch_count = 0;
    return CFD_OK;
}

/* --- look and close */

void cfd_log_stat(const struct cfd_log *log, struct cfd_log_report *out_report)
{
    struct cfd_log_report report = {.is_new = log->is_new,
                                    .entry_count = log->entry_count,
                                    .segment_count = log->segment_count,
                                    .torn_bytes = log->torn_bytes,
                                    .has_batch = log->batch_count > 0,
                                    .last_commit_ms = log->last_commit_ms};

    for (uint32_t i = 0; i < log->segment_count; i++)
        report.log_bytes += log->segments[i].file_bytes;
    memcpy(report.log_id, log->log_id, sizeof(report.log_id));
    *out_report = report;
}

void cfd_log_close(struct cfd_log *log)
{
    if (log == NULL)
        return;
    cfdi_segment_leave(log);
    log->calls->close(log->calls->ctx, log->lock);
    log->calls->close(log->calls->ctx, log->dir);
    free(log->segments);
    free(log->carried);
    free(log->batch);
    free(log);
}
