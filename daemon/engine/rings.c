/* SPDX-License-Identifier: Apache-2.0
 * Accept, read, release. What lies in a ring is a worker's memory: it is taken as hostile. */
#include "daemon/engine/rings.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/wire/part.h"
#include "daemon/common/message.h"
#include "daemon/engine/rings_inside.h"

/* A record and a decoded part: one process, one thread. */
static uint8_t record_buffer[CFD_RING_RECORD_MAX_BYTES];
static struct cfd_part_storage part_storage;

static void free_ring(uv_handle_t *handle)
{
    free(handle->data);
}

/* Lets go of a ring: mapping, connection, handle. */
static void drop_ring(struct cfd_engine_ring *ring)
{
    if (ring->base != NULL)
        (void)munmap(ring->base, ring->mapping_bytes);
    ring->base = NULL;
    uv_poll_stop(&ring->poll);
    uv_close((uv_handle_t *)&ring->poll, free_ring);
    if (ring->fd >= 0)
        (void)close(ring->fd);
    ring->fd = -1;
}

struct cfd_engine_ring *cfdi_ring_find(struct cfd_rings *rings, const uint8_t ring_id[16])
{
    for (uint32_t i = 0; i < rings->count; i++)
        if (rings->items[i]->is_used &&
            memcmp(rings->items[i]->reader.identity.ring_id, ring_id, 16) == 0)
            return rings->items[i];
    return NULL;
}

void cfdi_ring_forget(struct cfd_engine_ring *ring)
{
    struct cfd_rings *rings = ring->rings;

    for (uint32_t i = 0; i < rings->count; i++)
        if (rings->items[i] == ring)
            rings->items[i] = rings->items[--rings->count];
    drop_ring(ring);
}

static void on_listen(uv_poll_t *handle, int status, int events)
{
    struct cfd_rings *rings = handle->data;
    int fd;

    (void)events;
    if (status != 0)
        return;
    fd = accept4(rings->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
        cfdi_ring_begin(rings, fd);
}

enum cfd_status cfd_rings_open(struct cfd_rings *rings, uv_loop_t *loop, int listen_fd,
                               struct cfd_book *book)
{
    memset(rings, 0, sizeof(*rings));
    rings->book = book;
    rings->listen_fd = listen_fd;
    rings->keep_fd = -1;
    rings->poll.data = rings;
    if (uv_poll_init(loop, &rings->poll, listen_fd) != 0 ||
        uv_poll_start(&rings->poll, UV_READABLE, on_listen) != 0)
        return CFD_ERR_IO;
    return CFD_OK;
}

void cfd_rings_keep(struct cfd_rings *rings, int keep_fd)
{
    rings->keep_fd = keep_fd;
    rings->waits_for_workers = true;
}

/* CFD_ERR_FULL: not now; anything else has been booked or counted. */
static enum cfd_status book_record(struct cfd_engine_ring *ring,
                                   const struct cfd_ring_record *record, int64_t now_ms)
{
    enum cfd_status status;

    if (record->sequence <= ring->booked_sequence || record->type != CFD_RING_PART)
        return CFD_OK; /* it was committed before a restart, only not released */
    part_storage.part.subject_count = 0;
    status = cfd_part_decode(record->payload, record->version, &part_storage);
    if (status == CFD_OK)
        status = cfd_book_part(ring->rings->book, &part_storage.part, now_ms);
    if (status == CFD_OK || status == CFD_ERR_FULL)
        return status;
    ring->lost_part_count++;
    ring->lost_subject_count += part_storage.part.subject_count;
    return CFD_OK;
}

/* How many records were lost nobody knows; that some were is counted as one. */
static void note_damage(struct cfd_engine_ring *ring)
{
    if (!ring->has_complained)
        cfd_message(CFD_MESSAGE_ERROR,
                    "the ring of worker process %u is damaged: records of it are lost",
                    (unsigned)ring->reader.identity.pid);
    ring->has_complained = true;
    ring->lost_part_count++;
    ring->read_end = ring->reader.cursor;
}

static enum cfd_status read_ring(struct cfd_engine_ring *ring, uint32_t max, int64_t now_ms,
                                 uint32_t *count)
{
    while (*count < max) {
        struct cfd_ring_reader before = ring->reader;
        struct cfd_ring_record record;
        enum cfd_status status = cfd_ring_read(&ring->reader, record_buffer, &record);

        if (status == CFD_ERR_NOT_FOUND) {
            ring->is_drained = ring->is_gone;
            return CFD_OK;
        }
        (*count)++;
        if (status != CFD_OK) {
            note_damage(ring);
            return CFD_OK;
        }
        status = book_record(ring, &record, now_ms);
        if (status != CFD_OK) {
            ring->reader = before; /* it is read again after the commit */
            return status;
        }
        ring->read_end = record.end;
        if (record.sequence > ring->booked_sequence)
            ring->booked_sequence = record.sequence;
    }
    return CFD_OK;
}

/* A ring's counters are booked with its first records, so that the log knows of it from then on: if
 * it is lost together with this process, the next one notes that it is absent. */
static enum cfd_status read_and_know(struct cfd_engine_ring *ring, uint32_t max, int64_t now_ms,
                                     uint32_t *count)
{
    CFD_TRY(read_ring(ring, max, now_ms, count));
    if (ring->booked_sequence == 0 || ring->counters[CFD_COUNTER_RESPONSES] != 0)
        return CFD_OK;
    return cfdi_ring_count(ring, now_ms);
}

enum cfd_status cfd_rings_read(struct cfd_rings *rings, uint32_t max, int64_t now_ms,
                               uint32_t *out_count)
{
    uint32_t first = rings->first++;

    *out_count = 0;
    for (uint32_t i = 0; i < rings->count; i++) {
        struct cfd_engine_ring *ring = rings->items[(first + i) % rings->count];

        if (ring->is_used)
            CFD_TRY(read_and_know(ring, max, now_ms, out_count));
    }
    return CFD_OK;
}

size_t cfd_rings_positions(const struct cfd_rings *rings, struct cfd_log_ring *out)
{
    size_t count = 0;

    for (uint32_t i = 0; i < rings->count; i++) {
        const struct cfd_engine_ring *ring = rings->items[i];

        if (!ring->is_used || ring->booked_sequence <= ring->committed_sequence)
            continue;
        memcpy(out[count].ring_id, ring->reader.identity.ring_id, 16);
        out[count++].sequence = ring->booked_sequence;
    }
    return count;
}

/* Books the last counters of a ring whose worker has gone; without room for them it stays as it is
 * until the next release. It is let go once that is committed. */
static void end_ring(struct cfd_engine_ring *ring, int64_t now_ms)
{
    ring->is_ended =
        cfdi_ring_count(ring, now_ms) == CFD_OK &&
        cfd_book_ring_end(ring->rings->book, ring->reader.identity.ring_id, now_ms) == CFD_OK;
}

static void let_go(struct cfd_engine_ring *ring)
{
    cfdi_ring_keep_no_more(ring);
    cfdi_ring_forget(ring);
}

bool cfd_rings_release(struct cfd_rings *rings, int64_t now_ms)
{
    bool has_booked = false;

    for (uint32_t i = rings->count; i > 0; i--) {
        struct cfd_engine_ring *ring = rings->items[i - 1];

        if (!ring->is_used) {
            if (ring->is_gone)
                cfdi_ring_forget(ring);
            continue;
        }
        ring->committed_sequence = ring->booked_sequence;
        cfd_ring_release(&ring->reader, ring->read_end);
        if (ring->is_ended) {
            let_go(ring);
        } else if (ring->is_drained && !(ring->was_left && rings->waits_for_workers)) {
            end_ring(ring, now_ms);
            has_booked = true;
        }
    }
    return has_booked;
}

uint32_t cfd_rings_connected(const struct cfd_rings *rings)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < rings->count; i++)
        count += rings->items[i]->is_used && !rings->items[i]->is_gone;
    return count;
}

void cfd_rings_close(struct cfd_rings *rings)
{
    uv_poll_stop(&rings->poll);
    uv_close((uv_handle_t *)&rings->poll, NULL);
    while (rings->count > 0)
        drop_ring(rings->items[--rings->count]);
}
