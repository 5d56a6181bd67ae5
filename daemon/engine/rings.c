/* SPDX-License-Identifier: Apache-2.0
 * Accept, check, map, read, release. The other side is a worker that parses hostile bytes: its
 * hello, its memory and its counters are taken as hostile, too. */
#include "daemon/engine/rings.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/wire/hello.h"
#include "core/wire/part.h"
#include "daemon/common/message.h"

#define SEALS_WANTED (F_SEAL_SHRINK | F_SEAL_GROW)

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

static bool is_sealed_file(int fd, uint64_t mapping_bytes)
{
    struct stat info;
    int seals = fcntl(fd, F_GET_SEALS);

    return seals >= 0 && (seals & SEALS_WANTED) == SEALS_WANTED && fstat(fd, &info) == 0 &&
           (uint64_t)info.st_size == mapping_bytes &&
           mapping_bytes >= cfd_ring_bytes(CFD_RING_DATA_MIN_BYTES) &&
           mapping_bytes <= cfd_ring_bytes(CFD_RING_DATA_MAX_BYTES);
}

static struct cfd_engine_ring *find_ring(struct cfd_rings *rings, const uint8_t ring_id[16])
{
    for (uint32_t i = 0; i < rings->count; i++)
        if (rings->items[i]->is_used &&
            memcmp(rings->items[i]->reader.identity.ring_id, ring_id, 16) == 0)
            return rings->items[i];
    return NULL;
}

static void forget(struct cfd_engine_ring *ring)
{
    struct cfd_rings *rings = ring->rings;

    for (uint32_t i = 0; i < rings->count; i++)
        if (rings->items[i] == ring)
            rings->items[i] = rings->items[--rings->count];
    drop_ring(ring);
}

/* Where reading goes on: after what the log holds, or, when a worker comes again to the same
 * engine, after what is booked already. */
static void resume(struct cfd_rings *rings, struct cfd_engine_ring *ring)
{
    struct cfd_engine_ring *older = find_ring(rings, ring->reader.identity.ring_id);
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
        forget(older);
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

/* The one descriptor that came with a message. -1: none, or more than one, which are closed: the
 * room for one holds two, because it is rounded up. */
static int passed_descriptor(struct msghdr *header)
{
    int passed = -1;
    uint32_t count = 0;

    for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part != NULL;
         part = CMSG_NXTHDR(header, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        for (size_t at = CMSG_LEN(0); at + sizeof(int) <= part->cmsg_len; at += sizeof(int)) {
            if (count++ > 0)
                (void)close(passed);
            memcpy(&passed, (const uint8_t *)part + at, sizeof(passed));
        }
    }
    if (count > 1)
        (void)close(passed);
    return count == 1 ? passed : -1;
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

/* One message with one descriptor. -1: not a hello. */
static int receive_hello(int fd, struct cfd_hello *out_hello)
{
    uint8_t message[CFD_HELLO_BYTES];
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec iov = {message, sizeof(message)};
    struct msghdr header = {.msg_iov = &iov,
                            .msg_iovlen = 1,
                            .msg_control = &control,
                            .msg_controllen = sizeof(control)};
    ssize_t received = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    int passed = received < 0 ? -1 : passed_descriptor(&header);

    if (passed >= 0 && (size_t)received == sizeof(message) &&
        (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 &&
        cfd_hello_decode(cfd_bytes_of(message, sizeof(message)), out_hello) == CFD_OK)
        return passed;
    if (passed >= 0)
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
        forget(ring);
        return;
    }
    verdict = map_ring(ring->rings, ring, &hello, fd);
    (void)close(fd);
    answer(ring, verdict);
    if (verdict != CFD_WELCOME_OK) {
        note_refusal(ring->rings, &hello, verdict);
        forget(ring);
        return;
    }
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
            forget(rings->items[i]);
}

static void add_connection(struct cfd_rings *rings, int fd)
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

static void on_listen(uv_poll_t *handle, int status, int events)
{
    struct cfd_rings *rings = handle->data;
    int fd;

    (void)events;
    if (status != 0)
        return;
    fd = accept4(rings->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
        add_connection(rings, fd);
}

enum cfd_status cfd_rings_open(struct cfd_rings *rings, uv_loop_t *loop, int listen_fd,
                               struct cfd_book *book)
{
    memset(rings, 0, sizeof(*rings));
    rings->book = book;
    rings->listen_fd = listen_fd;
    rings->poll.data = rings;
    if (uv_poll_init(loop, &rings->poll, listen_fd) != 0 ||
        uv_poll_start(&rings->poll, UV_READABLE, on_listen) != 0)
        return CFD_ERR_IO;
    return CFD_OK;
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

static void at_most(uint64_t *value, uint64_t limit)
{
    if (*value > limit)
        *value = limit;
}

/* What a worker's counters say. It counts a response before what was in it, and a dropped part
 * before its subjects, so they are read the other way round: nothing is seen without what it
 * belongs to. A counter that shrank, or is larger than can be, is a damaged or hostile ring's. */
static void read_counters(const struct cfd_engine_ring *ring, uint64_t out[CFD_RING_COUNTERS])
{
    for (unsigned i = CFD_RING_COUNTERS; i > 0; i--)
        out[i - 1] = cfd_ring_counter_value(&ring->reader, i - 1);
    at_most(&out[CFD_COUNTER_INSPECTED], out[CFD_COUNTER_RESPONSES]);
    at_most(&out[CFD_COUNTER_EXPOSING], out[CFD_COUNTER_RESPONSES]);
    for (unsigned gap = 0; gap < CFD_GAP_COUNT; gap++)
        at_most(&out[CFD_COUNTER_GAP + gap], out[CFD_COUNTER_RESPONSES]);
    for (unsigned i = 0; i < CFD_RING_COUNTERS; i++)
        if (out[i] < ring->counters[i])
            out[i] = ring->counters[i];
}

/* From when on a ring's counters have not been booked. */
static int64_t counted_until(const struct cfd_engine_ring *ring, int64_t now_ms)
{
    int64_t from_ms = ring->counted_ms != 0 ? ring->counted_ms : ring->reader.identity.created_ms;

    return from_ms < 0 || from_ms > now_ms ? now_ms : from_ms;
}

static enum cfd_status count_responses(struct cfd_engine_ring *ring,
                                       const uint64_t now[CFD_RING_COUNTERS], int64_t now_ms)
{
    const uint64_t *known = ring->counters;
    struct cfd_entry_coverage grown = {
        .from_ms = counted_until(ring, now_ms),
        .to_ms = now_ms,
        .response_count = now[CFD_COUNTER_RESPONSES] - known[CFD_COUNTER_RESPONSES],
        .inspected_count = now[CFD_COUNTER_INSPECTED] - known[CFD_COUNTER_INSPECTED],
        .exposing_count = now[CFD_COUNTER_EXPOSING] - known[CFD_COUNTER_EXPOSING],
        .body_bytes = now[CFD_COUNTER_BODY_BYTES] - known[CFD_COUNTER_BODY_BYTES],
    };

    if (grown.response_count == 0)
        return CFD_OK;
    for (unsigned gap = 0; gap < CFD_GAP_COUNT; gap++)
        grown.gap_counts[gap] = now[CFD_COUNTER_GAP + gap] - known[CFD_COUNTER_GAP + gap];
    memcpy(grown.ring_id, ring->reader.identity.ring_id, sizeof(grown.ring_id));
    CFD_TRY(cfd_book_coverage(ring->rings->book, &grown, now_ms));
    for (unsigned i = 0; i < CFD_RING_COUNTERS; i++)
        if (i != CFD_COUNTER_DROPPED_PARTS && i != CFD_COUNTER_DROPPED_SUBJECTS)
            ring->counters[i] = now[i];
    return CFD_OK;
}

static enum cfd_status count_gap(struct cfd_engine_ring *ring, enum cfd_gap reason,
                                 uint64_t part_count, uint64_t subject_count, int64_t now_ms)
{
    struct cfd_entry_gap gap = {.reason = (uint8_t)reason,
                                .endpoint = CFD_NO_ENDPOINT,
                                .response_count = part_count,
                                .subject_count = subject_count,
                                .from_ms = counted_until(ring, now_ms),
                                .to_ms = now_ms};

    memcpy(gap.ring_id, ring->reader.identity.ring_id, sizeof(gap.ring_id));
    return part_count == 0 ? CFD_OK : cfd_book_gap(ring->rings->book, &gap, now_ms);
}

static enum cfd_status count_drops(struct cfd_engine_ring *ring,
                                   const uint64_t now[CFD_RING_COUNTERS], int64_t now_ms)
{
    uint64_t parts = now[CFD_COUNTER_DROPPED_PARTS] - ring->counters[CFD_COUNTER_DROPPED_PARTS];
    uint64_t subjects =
        now[CFD_COUNTER_DROPPED_SUBJECTS] - ring->counters[CFD_COUNTER_DROPPED_SUBJECTS];

    if (parts == 0)
        return CFD_OK;
    CFD_TRY(count_gap(ring, CFD_GAP_RING_FULL, parts, subjects, now_ms));
    ring->counters[CFD_COUNTER_DROPPED_PARTS] += parts;
    ring->counters[CFD_COUNTER_DROPPED_SUBJECTS] += subjects;
    return CFD_OK;
}

static enum cfd_status count_ring(struct cfd_engine_ring *ring, int64_t now_ms)
{
    uint64_t now[CFD_RING_COUNTERS];

    read_counters(ring, now);
    CFD_TRY(count_responses(ring, now, now_ms));
    CFD_TRY(count_drops(ring, now, now_ms));
    CFD_TRY(
        count_gap(ring, CFD_GAP_INTERNAL, ring->lost_part_count, ring->lost_subject_count, now_ms));
    ring->lost_part_count = 0;
    ring->lost_subject_count = 0;
    ring->counted_ms = now_ms;
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
    return count_ring(ring, now_ms);
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

static enum cfd_status count_refused(struct cfd_rings *rings, int64_t now_ms)
{
    struct cfd_entry_gap gap = {.reason = CFD_GAP_RING_ABSENT,
                                .endpoint = CFD_NO_ENDPOINT,
                                .from_ms = now_ms,
                                .to_ms = now_ms};

    for (uint32_t i = 0; i < CFD_REFUSED_RINGS_MAX; i++) {
        if (!rings->refused[i].has_come)
            continue;
        memcpy(gap.ring_id, rings->refused[i].ring_id, sizeof(gap.ring_id));
        CFD_TRY(cfd_book_gap(rings->book, &gap, now_ms));
        rings->refused[i].has_come = false;
    }
    return CFD_OK;
}

enum cfd_status cfd_rings_count(struct cfd_rings *rings, int64_t now_ms)
{
    CFD_TRY(count_refused(rings, now_ms));
    for (uint32_t i = 0; i < rings->count; i++)
        if (rings->items[i]->is_used)
            CFD_TRY(count_ring(rings->items[i], now_ms));
    return CFD_OK;
}

static enum cfd_status note_absent(struct cfd_book *book, const uint8_t ring_id[16], int64_t now_ms)
{
    struct cfd_entry_gap gap = {.reason = CFD_GAP_ENGINE_DOWN,
                                .endpoint = CFD_NO_ENDPOINT,
                                .from_ms = book->down_since_ms,
                                .to_ms = book->start_ms};

    memcpy(gap.ring_id, ring_id, sizeof(gap.ring_id));
    CFD_TRY(cfd_book_gap(book, &gap, now_ms));
    return cfd_book_ring_end(book, ring_id, now_ms);
}

enum cfd_status cfd_rings_note_absent(struct cfd_rings *rings, int64_t now_ms)
{
    struct cfd_coverage *coverage = &rings->book->coverage;

    for (uint32_t i = 0; rings->book->down_since_ms != 0 && i < coverage->ring_count; i++) {
        uint8_t ring_id[16];

        memcpy(ring_id, coverage->rings[i].ring_id, sizeof(ring_id));
        if (!coverage->rings[i].is_ended && find_ring(rings, ring_id) == NULL)
            CFD_TRY(note_absent(rings->book, ring_id, now_ms));
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

/* Books the last counters of a ring whose worker has gone, and lets go of it; without room for them
 * it stays until the next release. */
static void end_ring(struct cfd_engine_ring *ring, int64_t now_ms)
{
    if (count_ring(ring, now_ms) == CFD_OK &&
        cfd_book_ring_end(ring->rings->book, ring->reader.identity.ring_id, now_ms) == CFD_OK)
        forget(ring);
}

bool cfd_rings_release(struct cfd_rings *rings, int64_t now_ms)
{
    bool has_booked = false;

    for (uint32_t i = rings->count; i > 0; i--) {
        struct cfd_engine_ring *ring = rings->items[i - 1];

        if (!ring->is_used) {
            if (ring->is_gone)
                forget(ring);
            continue;
        }
        ring->committed_sequence = ring->booked_sequence;
        cfd_ring_release(&ring->reader, ring->read_end);
        if (!ring->is_drained)
            continue;
        end_ring(ring, now_ms);
        has_booked = true;
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
