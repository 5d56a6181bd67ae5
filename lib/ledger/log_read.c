/* SPDX-License-Identifier: Apache-2.0
 * Reading the log: every byte is checked again, whatever opening found.
 *
 * A segment is read up to the index at which the next one begins; what stands behind it there is
 * abandoned and no part of the log. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "lib/ledger/log_inside.h"

enum cfd_status cfdi_stopped(uint32_t number, const struct cfdi_walk *walk, enum cfd_status status,
                             struct cfd_error *error)
{
    char name[CFDI_SEGMENT_NAME_BYTES];

    cfdi_segment_name(number, name);
    if (status == CFD_ERR_VERSION)
        cfd_error_set(error, 0,
                      "log: %s: the entry at byte %" PRIu64 " was written by a newer version", name,
                      walk->offset);
    else if (status == CFD_ERR_IO)
        cfd_error_set(error, 0, "log: %s: cannot be read at byte %" PRIu64, name, walk->offset);
    else
        cfd_error_set(error, 0, "log: %s: damaged at byte %" PRIu64 " (entry %" PRIu64 ")", name,
                      walk->offset, walk->next_index);
    return status == CFD_ERR_FORMAT || status == CFD_ERR_NOT_FOUND ? CFD_ERR_CORRUPT : status;
}

static enum cfd_status read_window(const struct cfd_log *log, uint32_t number,
                                   struct cfdi_window *window, cfdi_segment_visit visit, void *ctx,
                                   struct cfd_error *error)
{
    struct cfd_log_entry entry;
    struct cfdi_commit commit;
    struct cfdi_walk walk;
    enum cfd_status status;

    cfdi_walk_init(&walk, window, log->segments[number].first_index);
    while (walk.next_index < cfdi_segment_end(log, number)) {
        status = cfdi_walk_next(&walk, &entry, &commit);
        if (status != CFD_OK)
            return cfdi_stopped(number, &walk, status, error);
        CFD_TRY(visit(ctx, &entry, entry.type == CFD_ENTRY_COMMIT ? &commit : NULL));
    }
    if (walk.uncommitted_index != walk.next_index)
        return cfdi_stopped(number, &walk, CFD_ERR_CORRUPT, error);
    return CFD_OK;
}

enum cfd_status cfdi_segment_read(const struct cfd_log *log, uint32_t number,
                                  cfdi_segment_visit visit, void *ctx, struct cfd_error *error)
{
    const struct cfdi_file_calls *calls = log->calls;
    char name[CFDI_SEGMENT_NAME_BYTES];
    struct cfdi_window window;
    enum cfd_status status;
    int error_number;
    int file;

    if (log->segments[number].first_index == cfdi_segment_end(log, number))
        return CFD_OK;
    cfdi_segment_name(number, name);
    error_number = calls->open(calls->ctx, log->dir, name, CFDI_OPEN_READ, &file);
    if (error_number != 0) {
        cfd_error_set(error, 0, "log: cannot open %s: %s", name, strerror(error_number));
        errno = error_number;
        return CFD_ERR_IO;
    }
    status = cfdi_window_init(&window, calls, file, log->segments[number].file_bytes);
    if (status == CFD_OK) {
        status = read_window(log, number, &window, visit, ctx, error);
        cfdi_window_deinit(&window);
    }
    calls->close(calls->ctx, file);
    return status;
}

struct reading {
    uint64_t first_index;
    cfd_log_visit visit;
    void *ctx;
};

static enum cfd_status tell(void *ctx, const struct cfd_log_entry *entry,
                            const struct cfdi_commit *commit)
{
    const struct reading *reading = ctx;

    (void)commit;
    return entry->index < reading->first_index ? CFD_OK : reading->visit(reading->ctx, entry);
}

enum cfd_status cfd_log_read(const struct cfd_log *log, uint64_t first_index, cfd_log_visit visit,
                             void *ctx, struct cfd_error *error)
{
    struct reading reading = {first_index, visit, ctx};

    for (uint32_t i = 0; i < log->segment_count; i++)
        if (first_index < cfdi_segment_end(log, i))
            CFD_TRY(cfdi_segment_read(log, i, tell, &reading, error));
    return CFD_OK;
}
