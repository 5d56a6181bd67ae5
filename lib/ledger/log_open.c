/* SPDX-License-Identifier: Apache-2.0
 * Opening the log: take the lock, check the headers, read the last segment, cut what a crash left.
 *
 * Everything is looked at before anything is changed, so that a damaged log stays as it is. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ledger/log_inside.h"

#define SEGMENT_DEFAULT_BYTES (256u << 20)
#define BATCH_FIRST_BYTES (64u * 1024u)
#define NAME_DIGITS 8u

/* --- small helpers */

static enum cfd_status cannot(const char *what, const char *name, int error_number,
                              struct cfd_error *error)
{
    cfd_error_set(error, 0, "log: cannot %s %s: %s", what, name, strerror(error_number));
    errno = error_number;
    return CFD_ERR_IO;
}

static enum cfd_status damaged(uint32_t number, const char *what, struct cfd_error *error)
{
    cfd_error_set(error, 0, "log: %08" PRIu32 ".seg: damaged at byte 0: %s", number, what);
    return CFD_ERR_CORRUPT;
}

/* --- names in the folder */

static bool is_name(const char *name, const char *tail, uint32_t *out_number)
{
    uint32_t number = 0;

    for (unsigned i = 0; i < NAME_DIGITS; i++) {
        if (name[i] < '0' || name[i] > '9')
            return false;
        number = number * 10 + (uint32_t)(name[i] - '0');
    }
    if (strcmp(name + NAME_DIGITS, tail) != 0)
        return false;
    *out_number = number;
    return true;
}

struct names {
    uint32_t count;
    uint32_t past_last; /* the largest number and 1 */
};

static void count_segment(void *ctx, const char *name)
{
    struct names *names = ctx;
    uint32_t number;

    if (!is_name(name, ".seg", &number))
        return;
    names->count++;
    if (number + 1 > names->past_last)
        names->past_last = number + 1;
}

static void remove_unfinished(void *ctx, const char *name)
{
    struct cfd_log *log = ctx;
    uint32_t number;

    /* One that stays is in nobody's way: the next segment of that number empties it. */
    if (is_name(name, ".seg.tmp", &number))
        (void)log->calls->remove(log->calls->ctx, log->dir, name);
}

/* --- folder and lock */

static enum cfd_status open_folder(struct cfd_log *log, const char *dir, struct cfd_error *error)
{
    const struct cfdi_file_calls *calls = log->calls;
    int error_number;

    error_number = calls->make_dir(calls->ctx, dir);
    if (error_number != 0)
        return cannot("make the folder", dir, error_number, error);
    error_number = calls->open_dir(calls->ctx, dir, &log->dir);
    if (error_number != 0)
        return cannot("open the folder", dir, error_number, error);
    error_number = calls->open(calls->ctx, log->dir, "lock", CFDI_OPEN_CREATE, &log->lock);
    if (error_number != 0)
        return cannot("open", "lock", error_number, error);
    error_number = calls->lock(calls->ctx, log->lock);
    if (error_number == EWOULDBLOCK) {
        cfd_error_set(error, 0, "log: another process writes to %s", dir);
        return CFD_ERR_DENIED;
    }
    if (error_number != 0)
        return cannot("lock", dir, error_number, error);
    return CFD_OK;
}

/* The folder's own name must be durable, too, before anything in it is answered for. */
static enum cfd_status sync_parent(struct cfd_log *log, const char *dir, struct cfd_error *error)
{
    const struct cfdi_file_calls *calls = log->calls;
    size_t dir_bytes = strlen(dir);
    int error_number;
    char *parent;
    int file;

    parent = malloc(dir_bytes + sizeof("/.."));
    if (parent == NULL)
        return CFD_ERR_MEMORY;
    memcpy(parent, dir, dir_bytes);
    memcpy(parent + dir_bytes, "/..", sizeof("/.."));
    error_number = calls->open_dir(calls->ctx, parent, &file);
    if (error_number == 0) {
        error_number = calls->sync(calls->ctx, file);
        calls->close(calls->ctx, file);
    }
    free(parent);
    return error_number == 0 ? CFD_OK : cannot("sync the folder above", dir, error_number, error);
}

static enum cfd_status begin_log(struct cfd_log *log, const char *dir, int64_t now_ms,
                                 struct cfd_error *error)
{
    const struct cfdi_file_calls *calls = log->calls;
    enum cfd_status status;

    if (calls->random(calls->ctx, log->node_id, sizeof(log->node_id)) != 0 ||
        calls->random(calls->ctx, log->log_id, sizeof(log->log_id)) != 0)
        return cannot("take random bytes for", dir, EIO, error);
    CFD_TRY(sync_parent(log, dir, error));
    log->is_new = true;
    log->boot_epoch = 1;
    status = cfdi_segment_begin(log, now_ms);
    if (status == CFD_ERR_FULL)
        status = CFD_ERR_IO;
    if (status == CFD_ERR_IO)
        cfd_error_set(error, 0, "log: cannot make the first segment: %s", strerror(errno));
    return status;
}

/* --- headers */

static enum cfd_status check_header(struct cfd_log *log, uint32_t number,
                                    const struct cfdi_header *header, struct cfd_error *error)
{
    if (header->number != number)
        return damaged(number, "it is another segment", error);
    if (number == 0) {
        memcpy(log->node_id, header->node_id, sizeof(log->node_id));
        memcpy(log->log_id, header->log_id, sizeof(log->log_id));
        if (header->first_index != 0 || header->fresh_index != 0)
            return damaged(number, "it does not begin with entry 0", error);
    } else {
        if (memcmp(log->log_id, header->log_id, sizeof(log->log_id)) != 0 ||
            memcmp(log->node_id, header->node_id, sizeof(log->node_id)) != 0)
            return damaged(number, "it belongs to another log", error);
        if (header->first_index < log->segments[number - 1].first_index)
            return damaged(number, "it begins before the one before it", error);
    }
    log->boot_epoch = header->boot_epoch + 1;
    return CFD_OK;
}

static enum cfd_status read_header(const struct cfd_log *log, int file,
                                   struct cfdi_header *out_header, uint64_t *out_file_bytes)
{
    const struct cfdi_file_calls *calls = log->calls;
    uint8_t bytes[CFDI_HEADER_MAX_BYTES];
    int error_number;
    size_t got;

    error_number = calls->size(calls->ctx, file, out_file_bytes);
    if (error_number == 0)
        error_number = calls->read(calls->ctx, file, 0, bytes, sizeof(bytes), &got);
    if (error_number != 0) {
        errno = error_number;
        return CFD_ERR_IO;
    }
    return cfdi_header_decode(cfd_bytes_of(bytes, got), out_header);
}

static enum cfd_status take_segment(struct cfd_log *log, uint32_t number, struct cfd_error *error)
{
    const struct cfdi_file_calls *calls = log->calls;
    char name[CFDI_SEGMENT_NAME_BYTES];
    struct cfdi_segment segment;
    struct cfdi_header header;
    enum cfd_status status;
    int error_number;
    int file;

    cfdi_segment_name(number, name);
    error_number = calls->open(calls->ctx, log->dir, name, CFDI_OPEN_READ, &file);
    if (error_number != 0)
        return cannot("open", name, error_number, error);
    status = read_header(log, file, &header, &segment.file_bytes);
    calls->close(calls->ctx, file);
    if (status == CFD_ERR_IO)
        return cannot("read", name, errno, error);
    if (status == CFD_ERR_VERSION)
        cfd_error_set(error, 0, "log: %s was written by a newer version", name);
    if (status == CFD_ERR_CORRUPT)
        return damaged(number, "its header does not hold", error);
    CFD_TRY(status);
    CFD_TRY(check_header(log, number, &header, error));
    segment.first_index = header.first_index;
    segment.fresh_index = header.fresh_index;
    return cfdi_segments_add(log, segment);
}

static enum cfd_status take_segments(struct cfd_log *log, struct cfd_error *error)
{
    struct names names = {0, 0};
    int error_number = log->calls->list(log->calls->ctx, log->dir, count_segment, &names);

    if (error_number != 0)
        return cannot("list", "the folder", error_number, error);
    if (names.count != names.past_last) {
        cfd_error_set(error, 0, "log: %" PRIu32 " of %" PRIu32 " segments are missing",
                      names.past_last - names.count, names.past_last);
        return CFD_ERR_CORRUPT;
    }
    for (uint32_t i = 0; i < names.count; i++)
        CFD_TRY(take_segment(log, i, error));
    return CFD_OK;
}

/* --- the last segment */

static void learn_commit(struct cfd_log *log, const struct cfd_log_entry *entry,
                         const struct cfdi_commit *commit)
{
    struct cfd_log_ring ring;

    for (uint32_t i = 0; i < commit->ring_count; i++) {
        ring = cfdi_commit_ring(commit, i);
        cfdi_rings_move(&log->rings, &ring);
    }
    log->last_commit_ms = entry->time_ms;
}

static enum cfd_status learn(void *ctx, const struct cfd_log_entry *entry,
                             const struct cfdi_commit *commit)
{
    if (commit != NULL)
        learn_commit(ctx, entry, commit);
    return CFD_OK;
}

/* The first COMMIT of a segment, but for those carried over, names all rings: so reading begins with
 * the last segment that has such a one. Usually that is the last of all, which was just walked. */
static enum cfd_status learn_rings(struct cfd_log *log, struct cfd_error *error)
{
    uint32_t from = log->segment_count - 1;

    if (log->has_commit)
        return CFD_OK;
    while (from > 0 && cfdi_segment_end(log, from) <= log->segments[from].fresh_index)
        from--;
    log->rings.count = 0;
    for (uint32_t i = from; i < log->segment_count; i++)
        CFD_TRY(cfdi_segment_read(log, i, learn, log, error));
    return CFD_OK;
}

/* Walks to the end of the last segment. CFD_OK: what stands behind walk->committed_bytes, if
 * anything does, was never committed. */
static enum cfd_status walk_last(struct cfd_log *log, struct cfdi_walk *walk,
                                 struct cfd_error *error)
{
    struct cfd_log_entry entry;
    struct cfdi_commit commit;
    enum cfd_status status;

    while ((status = cfdi_walk_next(walk, &entry, &commit)) == CFD_OK)
        if (entry.type == CFD_ENTRY_COMMIT)
            learn_commit(log, &entry, &commit);
    if (status == CFD_ERR_NOT_FOUND)
        return CFD_OK;
    if (status == CFD_ERR_FORMAT)
        status = cfdi_judge_tail(walk);
    return status == CFD_OK ? CFD_OK : cfdi_stopped(log->segment_count - 1, walk, status, error);
}

static enum cfd_status read_last(struct cfd_log *log, struct cfd_error *error)
{
    struct cfdi_segment *last = &log->segments[log->segment_count - 1];
    struct cfdi_window window;
    struct cfdi_walk walk;
    enum cfd_status status;

    CFD_TRY(cfdi_window_init(&window, log->calls, log->file, last->file_bytes));
    cfdi_walk_init(&walk, &window, last->first_index);
    status = walk_last(log, &walk, error);
    cfdi_window_deinit(&window);
    CFD_TRY(status);
    if (walk.uncommitted_index < last->fresh_index) /* what was carried over was whole once */
        return cfdi_stopped(log->segment_count - 1, &walk, CFD_ERR_CORRUPT, error);
    log->entry_count = walk.uncommitted_index;
    log->has_commit = walk.uncommitted_index > last->fresh_index;
    log->torn_bytes = last->file_bytes - walk.committed_bytes;
    last->file_bytes = walk.committed_bytes;
    log->reserved_bytes = walk.committed_bytes;
    return learn_rings(log, error);
}

/* Opens it so that what is read from now on is on the disk. */
static enum cfd_status open_last(struct cfd_log *log, struct cfd_error *error)
{
    const struct cfdi_file_calls *calls = log->calls;
    char name[CFDI_SEGMENT_NAME_BYTES];
    int error_number;

    cfdi_segment_name(log->segment_count - 1, name);
    error_number = calls->open(calls->ctx, log->dir, name, CFDI_OPEN_WRITE, &log->file);
    if (error_number != 0)
        return cannot("open", name, error_number, error);
    /* Its maker may have died before the name was durable, or before the last batch was, which will
     * count as committed: make both true. */
    error_number = calls->sync(calls->ctx, log->dir);
    if (error_number != 0)
        return cannot("sync the folder of", name, error_number, error);
    error_number = calls->sync_data(calls->ctx, log->file);
    if (error_number != 0)
        return cannot("sync", name, error_number, error);
    return CFD_OK;
}

/* A sync that failed in an earlier life leaves bytes in the page cache that are not on the disk and
 * that no further sync would bring there. They were read and count: a new segment begins with them.
 * What is torn in the old one is nobody's then. */
static enum cfd_status begin_carried(struct cfd_log *log, int64_t now_ms, struct cfd_error *error)
{
    enum cfd_status status = cfdi_segment_begin(log, now_ms);

    if (status != CFD_ERR_FULL && status != CFD_ERR_IO)
        return status;
    return cannot("bring to the disk", "the last segment", errno, error);
}

static enum cfd_status cut_torn(struct cfd_log *log, struct cfd_error *error)
{
    const struct cfdi_file_calls *calls = log->calls;
    int error_number;

    if (log->torn_bytes == 0)
        return CFD_OK;
    error_number =
        calls->truncate(calls->ctx, log->file, log->segments[log->segment_count - 1].file_bytes);
    if (error_number == 0)
        error_number = calls->sync(calls->ctx, log->file);
    return error_number == 0 ? CFD_OK : cannot("cut", "the last segment", error_number, error);
}

/* Makes the disk what was read. */
static enum cfd_status settle_last(struct cfd_log *log, int64_t now_ms, struct cfd_error *error)
{
    if (cfdi_carry(log, log->file) != CFD_OK)
        return cannot("compare with the disk", "the last segment", errno, error);
    return log->carried_bytes > 0 ? begin_carried(log, now_ms, error) : cut_torn(log, error);
}

/* --- the whole */

static enum cfd_status open_log(struct cfd_log *log, const char *dir, int64_t now_ms,
                                struct cfd_error *error)
{
    CFD_TRY(open_folder(log, dir, error));
    CFD_TRY(take_segments(log, error));
    if (log->segment_count == 0) {
        CFD_TRY(begin_log(log, dir, now_ms, error));
    } else {
        CFD_TRY(open_last(log, error));
        CFD_TRY(read_last(log, error));
        CFD_TRY(settle_last(log, now_ms, error));
    }
    (void)log->calls->list(log->calls->ctx, log->dir, remove_unfinished, log);
    return CFD_OK;
}

static enum cfd_status new_log(const struct cfdi_file_calls *calls, uint64_t segment_bytes,
                               struct cfd_log **out_log)
{
    struct cfd_log *log = calloc(1, sizeof(*log));

    if (log == NULL)
        return CFD_ERR_MEMORY;
    log->calls = calls;
    log->dir = CFDI_NO_FILE;
    log->lock = CFDI_NO_FILE;
    log->file = CFDI_NO_FILE;
    log->segment_bytes = segment_bytes != 0 ? segment_bytes : SEGMENT_DEFAULT_BYTES;
    log->batch_capacity = BATCH_FIRST_BYTES;
    log->batch = malloc(log->batch_capacity);
    if (log->batch == NULL) {
        free(log);
        return CFD_ERR_MEMORY;
    }
    *out_log = log;
    return CFD_OK;
}

enum cfd_status cfdi_log_open_with(const struct cfdi_file_calls *calls, const char *dir,
                                   const struct cfd_log_options *options, struct cfd_log **out_log,
                                   struct cfd_log_report *out_report, struct cfd_error *error)
{
    struct cfd_log *log;
    enum cfd_status status;

    CFD_TRY(new_log(calls, options->segment_bytes, &log));
    status = open_log(log, dir, options->now_ms, error);
    if (status != CFD_OK) {
        if (status == CFD_ERR_MEMORY)
            cfd_error_set(error, 0, "log: no memory");
        cfd_log_close(log);
        return status;
    }
    cfd_log_stat(log, out_report);
    *out_log = log;
    return CFD_OK;
}

enum cfd_status cfd_log_open(const char *dir, const struct cfd_log_options *options,
                             struct cfd_log **out_log, struct cfd_log_report *out_report,
                             struct cfd_error *error)
{
    return cfdi_log_open_with(&cfdi_file_system, dir, options, out_log, out_report, error);
}
