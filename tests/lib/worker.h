/* SPDX-License-Identifier: Apache-2.0
 * A worker as the engine sees it: a ring in a memfd, a connection, a hello. It can lie. */
#ifndef CFD_TESTS_LIB_WORKER_H
#define CFD_TESTS_LIB_WORKER_H

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/wire/hello.h"
#include "core/wire/part.h"
#include "core/wire/ring.h"
#include "tests/lib/book.h"

#define WORKER_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

struct worker {
    int memory;     /* the memfd */
    int connection; /* -1: none */
    uint8_t *base;
    size_t mapping_bytes;
    struct cfd_ring_identity identity;
    struct cfd_ring_writer writer;
};

static inline void worker_make_with(struct worker *worker, uint32_t number, int seals)
{
    memset(worker, 0, sizeof(*worker));
    worker->connection = -1;
    worker->mapping_bytes = cfd_ring_bytes(CFD_RING_DATA_MIN_BYTES);
    worker->identity.pid = 1000 + number;
    worker->identity.created_ms = TEST_NOW_MS - 60000;
    memset(worker->identity.ring_id, (int)(0x40 + number), CFD_RING_ID_BYTES);
    worker->memory = memfd_create("ring of a test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_true(worker->memory >= 0);
    assert_int_equal(ftruncate(worker->memory, (off_t)worker->mapping_bytes), 0);
    assert_int_equal(fcntl(worker->memory, F_ADD_SEALS, seals), 0);
    worker->base =
        mmap(NULL, worker->mapping_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, worker->memory, 0);
    assert_ptr_not_equal(worker->base, MAP_FAILED);
    assert_int_equal(
        cfd_ring_create(worker->base, CFD_RING_DATA_MIN_BYTES, &worker->identity, &worker->writer),
        CFD_OK);
}

static inline void worker_make(struct worker *worker, uint32_t number)
{
    worker_make_with(worker, number, WORKER_SEALS);
}

/* As when the process ends: the connection and its hold on the memory are gone. */
static inline void worker_end(struct worker *worker)
{
    if (worker->connection >= 0)
        close(worker->connection);
    close(worker->memory);
    munmap(worker->base, worker->mapping_bytes);
    worker->connection = -1;
}

static inline void worker_dial(struct worker *worker, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    if (worker->connection >= 0)
        close(worker->connection);
    worker->connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_true(worker->connection >= 0);
    assert_int_equal(connect(worker->connection, (struct sockaddr *)&address, sizeof(address)), 0);
}

/* Sends bytes with any number of descriptors beside them. */
static inline void worker_send(struct worker *worker, const void *bytes, size_t byte_count,
                               const int *descriptors, size_t descriptor_count)
{
    char control[CMSG_SPACE(8 * sizeof(int))];
    struct iovec iov = {(void *)bytes, byte_count};
    struct msghdr header = {.msg_iov = &iov, .msg_iovlen = 1};

    memset(control, 0, sizeof(control));
    if (descriptor_count > 0) {
        struct cmsghdr *part;

        header.msg_control = control;
        header.msg_controllen = CMSG_SPACE(descriptor_count * sizeof(int));
        part = CMSG_FIRSTHDR(&header);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(descriptor_count * sizeof(int));
        memcpy(CMSG_DATA(part), descriptors, descriptor_count * sizeof(int));
    }
    assert_int_equal(sendmsg(worker->connection, &header, MSG_NOSIGNAL), byte_count);
}

static inline struct cfd_hello worker_hello(const struct worker *worker)
{
    struct cfd_hello hello = {.ring_layout = CFD_RING_LAYOUT,
                              .mapping_bytes = worker->mapping_bytes,
                              .pid = worker->identity.pid};

    memcpy(hello.ring_id, worker->identity.ring_id, sizeof(hello.ring_id));
    return hello;
}

static inline void worker_say(struct worker *worker, const struct cfd_hello *hello)
{
    uint8_t message[CFD_HELLO_BYTES];

    cfd_hello_encode(hello, message);
    worker_send(worker, message, sizeof(message), &worker->memory, 1);
}

static inline void worker_connect(struct worker *worker, const char *path)
{
    struct cfd_hello hello = worker_hello(worker);

    worker_dial(worker, path);
    worker_say(worker, &hello);
}

/* The verdict of the engine; -1: it closed the connection; -2: nothing has come. */
static inline int worker_verdict(const struct worker *worker)
{
    uint8_t message[CFD_HELLO_BYTES];
    enum cfd_welcome verdict;
    ssize_t got = recv(worker->connection, message, sizeof(message), MSG_DONTWAIT);

    if (got < 0 && errno == EAGAIN)
        return -2;
    if (got <= 0)
        return -1;
    assert_int_equal(cfd_welcome_decode(cfd_bytes_of(message, (size_t)got), &verdict), CFD_OK);
    return (int)verdict;
}

static inline enum cfd_status worker_write(struct worker *worker, const struct test_visit *visit)
{
    uint8_t bytes[CFD_PART_MAX_BYTES];
    size_t byte_count;

    assert_int_equal(cfd_part_encode(&visit->part, bytes, sizeof(bytes), &byte_count), CFD_OK);
    return cfd_ring_write(&worker->writer, CFD_RING_PART, CFD_PART_VERSION,
                          cfd_bytes_of(bytes, byte_count));
}

/* One response that showed one person. */
static inline void worker_show(struct worker *worker, uint32_t subject)
{
    struct test_visit visit;

    test_visit_make(&visit, "u-000001", subject, 1);
    assert_int_equal(worker_write(worker, &visit), CFD_OK);
    cfd_ring_count(&worker->writer, CFD_COUNTER_RESPONSES, 1);
    cfd_ring_count(&worker->writer, CFD_COUNTER_INSPECTED, 1);
}

#endif
