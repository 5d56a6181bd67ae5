/* SPDX-License-Identifier: Apache-2.0
 * Is on the disk what was committed? And if not: take it along into the next segment.
 *
 * A failed sync tells of the past as well: the one before may have come back good although a block
 * never arrived, and the kernel, having told its error once, forgets it. Read through the page cache
 * all looks right. So the last committed bytes are read twice, through the page cache and past it;
 * from the batch in which the two differ, the page cache has the only copy. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ledger/log_inside.h"

#define CHUNK_BYTES (64u * 1024u)
/* What is looked at: more than a batch, since all before it was synced more than once. */
#define TAIL_BYTES (CFD_LOG_BATCH_MAX_BYTES + (1u << 20))

/* The same bytes of the file, read both ways. */
struct chunks {
    size_t capacity_bytes;
    uint8_t *seen;
    uint8_t *disk;
};

/* Tells where in [from, to) the first difference is; to: there is none, or no way to know. */
static int compare(const struct cfd_log *log, int file, uint64_t from, uint64_t to,
                   const struct chunks *chunks, uint64_t *out_differs_at)
{
    const struct cfdi_file_calls *calls = log->calls;
    size_t want, got, disk_got = 0, same;
    int error_number;

    for (uint64_t at = from; at < to; at += want) {
        want = to - at < chunks->capacity_bytes ? (size_t)(to - at) : chunks->capacity_bytes;
        error_number = calls->read(calls->ctx, file, at, chunks->seen, want, &got);
        if (error_number != 0 || got != want)
            return error_number != 0 ? error_number : EIO;
        error_number = calls->read_disk(calls->ctx, file, at, chunks->disk, want, &disk_got);
        if (error_number == EOPNOTSUPP)
            break;
        if (error_number == ENOMEM)
            return error_number;
        if (error_number != 0) /* a block that cannot be read is as good as another one */
            disk_got = 0;
        for (same = 0; same < disk_got && chunks->seen[same] == chunks->disk[same]; same++)
            ;
        if (same < want) {
            *out_differs_at = at + same;
            return 0;
        }
    }
    *out_differs_at = to;
    return 0;
}

/* Finds the last end of a batch at or before differs_at, and the index of what follows it. */
static enum cfd_status find_batch(const struct cfd_log *log, int file, uint64_t differs_at,
                                  uint64_t *out_offset, uint64_t *out_index)
{
    const struct cfdi_segment *last = &log->segments[log->segment_count - 1];
    uint64_t offset = CFDI_HEADER_BYTES, index = last->first_index;
    struct cfd_log_entry entry;
    struct cfdi_commit commit;
    struct cfdi_window window;
    struct cfdi_walk walk;
    enum cfd_status status;

    CFD_TRY(cfdi_window_init(&window, log->calls, file, last->file_bytes));
    cfdi_walk_init(&walk, &window, last->first_index);
    while ((status = cfdi_walk_next(&walk, &entry, &commit)) == CFD_OK) {
        if (walk.committed_bytes > differs_at)
            continue;
        offset = walk.committed_bytes;
        index = walk.uncommitted_index;
    }
    cfdi_window_deinit(&window);
    if (status != CFD_ERR_NOT_FOUND || walk.uncommitted_index != log->entry_count)
        return cfdi_status_of(EIO);
    *out_offset = offset;
    *out_index = index;
    return CFD_OK;
}

static enum cfd_status take(struct cfd_log *log, int file, uint64_t offset, uint64_t index)
{
    size_t bytes = (size_t)(log->segments[log->segment_count - 1].file_bytes - offset);
    uint8_t *carried = malloc(bytes);
    size_t got = 0;
    int error_number;

    if (carried == NULL)
        return CFD_ERR_MEMORY;
    error_number = log->calls->read(log->calls->ctx, file, offset, carried, bytes, &got);
    if (error_number != 0 || got != bytes) {
        free(carried);
        return cfdi_status_of(error_number != 0 ? error_number : EIO);
    }
    free(log->carried);
    log->carried = carried;
    log->carried_bytes = bytes;
    log->carried_index = index;
    return CFD_OK;
}

enum cfd_status cfdi_carry(struct cfd_log *log, int file)
{
    uint64_t end = log->segments[log->segment_count - 1].file_bytes;
    uint64_t from = end > CFDI_HEADER_BYTES + TAIL_BYTES ? end - TAIL_BYTES : CFDI_HEADER_BYTES;
    uint64_t differs_at, offset = 0, index = 0;
    struct chunks chunks = {.capacity_bytes = CHUNK_BYTES};
    int error_number;

    if (from == end)
        return CFD_OK;
    if (end - from < CHUNK_BYTES)
        chunks.capacity_bytes = (size_t)(end - from);
    chunks.seen = malloc(2 * chunks.capacity_bytes);
    if (chunks.seen == NULL)
        return CFD_ERR_MEMORY;
    chunks.disk = chunks.seen + chunks.capacity_bytes;
    error_number = compare(log, file, from, end, &chunks, &differs_at);
    free(chunks.seen);
    if (error_number != 0)
        return error_number == ENOMEM ? CFD_ERR_MEMORY : cfdi_status_of(error_number);
    if (differs_at == end)
        return CFD_OK;
    CFD_TRY(find_batch(log, file, differs_at, &offset, &index));
    return take(log, file, offset, index);
}
