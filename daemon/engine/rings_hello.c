/* SPDX-License-Identifier: Apache-2.0
 * Taking rings over: a worker connects, says hello with its memory, and is checked and mapped. The
 * other side parses hostile bytes: its hello and its memory are taken as hostile, too. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/wire/hello.h"
#include "daemon/common/keep.h"
#include "daemon/common/message.h"
#include "daemon/common/pass.h"
#include "daemon/engine/rings_inside.h"

#define SEALS_WANTED (F_SEAL_SHRINK | F_SEAL_GROW)

static bool is_sealed_file(int fd, uint64_t mapping_bytes)
{
    struct stat info;
    int seals = fcntl(fd, F_GET_SEALS);

    return seals >= 0 && (seals & SEALS_WANTED) == SEALS_WANTED && fstat(fd, &info) == 0 &&
           (uint64_t)info.st_size == mapping_bytes &&
           mapping_bytes >= cfd_ring_bytes(CFD_RING_DATA_MIN_BYTES) &&
           mapping_bytes <= cfd_ring_bytes(CFD_RING_DATA_MAX_BYTES);
}

/* Where reading goes on: after what the log holds, or, when a worker comes again to the same
 * engine, after what is booked already. */
static void resume(struct cfd_rings *rings, struct cfd_engine_ring *ring)
{
    struct cfd_engine_ring *older = cfdi_ring_find(rings, ring->reader.identity.ring_id);
    uint64_t committed;

    if (cfd_log_ring_sequence(rings->book->log, ring->reader.identity.ring_id, &committed) !=
        CFD_OK)
        committed = 0;
    ring->committed_sequence = committed;
    ring->booked_sequence = committed;
    ring->read_end = ring->reader.cursor;
    if (older != NULL) {
        ring->booked_sequence = older->booked_sequence;
        ring->lost_part_count = older->lost_part_count;
        ring->lost_subject_count = older->lost_subject_count;
        ring->has_complained = older->has_complained;
        cfdi_ring_forget(older);
    }
}

/* What the log already knows of this ring's counters is not booked again. */
static void know_counters(struct cfd_rings *rings, struct cfd_engine_ring *ring)
{
    const struct cfd_known_ring *known =
        cfd_coverage_ring(&rings->book->coverage, ring->reader.identity.ring_id);

    if (known == NULL)
        return;
    ring->counters[CFD_COUNTER_RESPONSES] = known->sums.response_count;
    ring->counters[CFD_COUNTER_INSPECTED] = known->sums.inspected_count;
    ring->counters[CFD_COUNTER_EXPOSING] = known->sums.exposing_count;
    ring->counters[CFD_COUNTER_BODY_BYTES] = known->sums.body_bytes;
    ring->counters[CFD_COUNTER_DROPPED_PARTS] = known->dropped_part_count;
    ring->counters[CFD_COUNTER_DROPPED_SUBJECTS] = known->dropped_subject_count;
    for (unsigned gap = 0; gap < CFD_GAP_COUNT; gap++)
        ring->counters[CFD_COUNTER_GAP + gap] = known->sums.gap_counts[gap];
    ring->counted_ms = known->last_ms;
}

static enum cfd_welcome map_ring(struct cfd_rings *rings, struct cfd_engine_ring *ring,
                                 const struct cfd_hello *hello, int fd)
{
    enum cfd_status status;

    if (hello->ring_layout != CFD_RING_LAYOUT)
        return CFD_WELCOME_LAYOUT;
    if (!is_sealed_file(fd, hello->mapping_bytes))
        return CFD_WELCOME_REFUSED;
    ring->mapping_bytes = (size_t)hello->mapping_bytes;
    ring->base = mmap(NULL, ring->mapping_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (ring->base == MAP_FAILED) {
        ring->base = NULL;
        return CFD_WELCOME_BUSY;
    }
    status = cfd_ring_open(ring->base, ring->mapping_bytes, &ring->reader);
    if (status != CFD_OK)
        return status == CFD_ERR_VERSION ? CFD_WELCOME_LAYOUT : CFD_WELCOME_REFUSED;
    if (memcmp(ring->reader.identity.ring_id, hello->ring_id, 16) != 0)
        return CFD_WELCOME_REFUSED;
    resume(rings, ring);
    know_counters(rings, ring);
    return CFD_WELCOME_OK;
}

/* A refused worker comes again and again: it is said once, and its gap reaches until now. */
static void note_refusal(struct cfd_rings *rings, const struct cfd_hello *hello,
                         enum cfd_welcome verdict)
{
    struct cfd_refused_ring *refused;

    for (uint32_t i = 0; i < rings->refused_count && i < CFD_REFUSED_RINGS_MAX; i++) {
        if (memcmp(rings->refused[i].ring_id, hello->ring_id, CFD_RING_ID_BYTES) == 0) {
            rings->refused[i].has_come = true;
            return;
        }
    }
    refused = &rings->refused[rings->refused_count++ % CFD_REFUSED_RINGS_MAX];
    memcpy(refused->ring_id, hello->ring_id, CFD_RING_ID_BYTES);
    refused->has_come = true;
    cfd_message(CFD_MESSAGE_WARNING, "refused the ring of worker process %u (reason %d)",
                (unsigned)hello->pid, (int)verdict);
}

void cfdi_ring_keep(const struct cfd_engine_ring *ring, const struct cfd_hello *hello, int ring_fd)
{
    struct cfd_keep keep = {.what = CFD_KEEP_RING};

    if (ring->rings->keep_fd < 0)
        return;
    memcpy(keep.ring_id, hello->ring_id, sizeof(keep.ring_id));
    cfd_hello_encode(hello, keep.hello);
    if (cfd_keep_send(ring->rings->keep_fd, &keep, ring_fd) != CFD_OK)
        cfd_message(CFD_MESSAGE_WARNING, "the monitor does not keep a ring: %s", strerror(errno));
}

/* One that is kept for nothing does no harm: the next engine reads it, and finds nothing new. */
void cfdi_ring_keep_no_more(const struct cfd_engine_ring *ring)
{
    struct cfd_keep keep = {.what = CFD_KEEP_NO_MORE};

    memcpy(keep.ring_id, ring->reader.identity.ring_id, sizeof(keep.ring_id));
    if (ring->rings->keep_fd >= 0)
        (void)!cfd_keep_send(ring->rings->keep_fd, &keep, -1);
}

/* Whether the other side of a connection has closed it. */
static bool has_left(int fd)
{
    char byte;

    return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* What the monitor says again of a ring whose worker has come back by itself. */
static bool is_known_already(struct cfd_rings *rings, const struct cfd_hello *hello, int fd)
{
    struct cfd_engine_ring *older = cfdi_ring_find(rings, hello->ring_id);

    return older != NULL && !older->is_gone && has_left(fd);
}

/* One message with one descriptor. -1: not a hello. */
static int receive_hello(int fd, struct cfd_hello *out_hello)
{
    uint8_t message[CFD_HELLO_BYTES];
    int passed;

    if (cfd_pass_receive(fd, message, sizeof(message), &passed) != CFD_OK || passed < 0)
        return -1;
    if (cfd_hello_decode(cfd_bytes_of(message, sizeof(message)), out_hello) == CFD_OK)
        return passed;
    (void)close(passed);
    return -1;
}

static void answer(const struct cfd_engine_ring *ring, enum cfd_welcome verdict)
{
    uint8_t message[CFD_HELLO_BYTES];

    cfd_welcome_encode(verdict, ring->rings->book->engine_id, message);
    (void)!send(ring->fd, message, sizeof(message), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void take_over(struct cfd_engine_ring *ring)
{
    struct cfd_hello hello;
    enum cfd_welcome verdict;
    int fd = receive_hello(ring->fd, &hello);

    if (fd < 0) {
        cfdi_ring_forget(ring);
        return;
    }
    if (is_known_already(ring->rings, &hello, ring->fd)) {
        (void)close(fd);
        cfdi_ring_forget(ring);
        return;
    }
    verdict = map_ring(ring->rings, ring, &hello, fd);
    if (verdict == CFD_WELCOME_OK)
        cfdi_ring_keep(ring, &hello, fd);
    (void)close(fd);
    answer(ring, verdict);
    if (verdict != CFD_WELCOME_OK) {
        note_refusal(ring->rings, &hello, verdict);
        cfdi_ring_forget(ring);
        return;
    }
    ring->was_left = has_left(ring->fd);
    ring->is_used = true;
}

/* Readable: the hello, or the worker's end. */
static void on_connection(uv_poll_t *handle, int status, int events)
{
    struct cfd_engine_ring *ring = handle->data;
    ssize_t received;
    char byte;

    (void)events;
    if (status == 0 && !ring->is_used) {
        take_over(ring);
        return;
    }
    received = status == 0 ? recv(ring->fd, &byte, 1, MSG_DONTWAIT) : 0;
    if (received > 0 || (received < 0 && errno == EAGAIN))
        return;
    ring->is_gone = true;
    uv_poll_stop(&ring->poll);
}

/* Whoever connects and says nothing has to leave first. */
static void make_room(struct cfd_rings *rings)
{
    for (uint32_t i = 0; rings->count == CFD_RINGS_MAX && i < rings->count; i++)
        if (!rings->items[i]->is_used)
            cfdi_ring_forget(rings->items[i]);
}

void cfdi_ring_begin(struct cfd_rings *rings, int fd)
{
    struct cfd_engine_ring *ring;

    make_room(rings);
    if (rings->count == CFD_RINGS_MAX || (ring = calloc(1, sizeof(*ring))) == NULL) {
        (void)close(fd);
        return;
    }
    ring->rings = rings;
    ring->fd = fd;
    ring->poll.data = ring;
    if (uv_poll_init(rings->poll.loop, &ring->poll, fd) != 0) {
        (void)close(fd);
        free(ring);
        return;
    }
    rings->items[rings->count++] = ring;
    uv_poll_start(&ring->poll, UV_READABLE | UV_DISCONNECT, on_connection);
}
