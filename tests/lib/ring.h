/* SPDX-License-Identifier: Apache-2.0
 * Rings for tests: shared memory between two forbidden pages, and payloads that tell their number. */
#ifndef CFD_TESTS_LIB_RING_H
#define CFD_TESTS_LIB_RING_H

#include <sys/mman.h>

#include "core/wire/codec.h"
#include "core/wire/ring.h"
#include "tests/lib/test.h"

#define TEST_PAGE_BYTES 4096u
#define TEST_RING_DATA_BYTES CFD_RING_DATA_MIN_BYTES
#define TEST_RING_BYTES (CFD_RING_HEADER_BYTES + TEST_RING_DATA_BYTES)
#define TEST_PAYLOAD_MAX_BYTES (CFD_RING_RECORD_MAX_BYTES - 24u)

/* Where ring.h says that the fields are. */
#define TEST_RING_HEAD_AT 128u
#define TEST_RING_TAIL_AT 192u

struct test_ring {
    uint8_t *base;
    struct cfd_ring_writer writer;
    uint8_t buffer[CFD_RING_RECORD_MAX_BYTES]; /* of the reader */
};

static inline void test_ring_make(struct test_ring *ring)
{
    const struct cfd_ring_identity identity = {{7, 7, 7}, 4711, 3, 1767225600250};
    uint8_t *pages = mmap(NULL, TEST_RING_BYTES + 2 * TEST_PAGE_BYTES, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_true(pages != MAP_FAILED);
    assert_int_equal(mprotect(pages, TEST_PAGE_BYTES, PROT_NONE), 0);
    ring->base = pages + TEST_PAGE_BYTES;
    assert_int_equal(mprotect(ring->base + TEST_RING_BYTES, TEST_PAGE_BYTES, PROT_NONE), 0);
    assert_int_equal(cfd_ring_create(ring->base, TEST_RING_DATA_BYTES, &identity, &ring->writer),
                     CFD_OK);
}

static inline void test_ring_drop(struct test_ring *ring)
{
    assert_int_equal(munmap(ring->base - TEST_PAGE_BYTES, TEST_RING_BYTES + 2 * TEST_PAGE_BYTES),
                     0);
}

static inline void test_poke_u64(uint8_t *base, size_t offset, uint64_t value)
{
    memcpy(base + offset, &value, sizeof(value));
}

static inline uint64_t test_peek_u64(const uint8_t *base, size_t offset)
{
    uint64_t value;

    memcpy(&value, base + offset, sizeof(value));
    return value;
}

/* Makes an empty ring stand at a position, as if so many bytes had passed through it. */
static inline void test_ring_stand_at(struct test_ring *ring, uint64_t position)
{
    ring->writer.head = position;
    test_poke_u64(ring->base, TEST_RING_HEAD_AT, position);
    test_poke_u64(ring->base, TEST_RING_TAIL_AT, position);
}

static inline struct cfd_ring_reader test_ring_open(struct test_ring *ring)
{
    struct cfd_ring_reader reader;

    assert_int_equal(cfd_ring_open(ring->base, TEST_RING_BYTES, &reader), CFD_OK);
    return reader;
}

static inline uint64_t test_mix(uint64_t value)
{
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

/* Bytes that follow from number and length only; from 8 on they begin with the number. */
static inline struct cfd_bytes test_payload(uint8_t *memory, uint64_t number, size_t payload_bytes)
{
    uint64_t word = number;

    for (size_t at = 0; at < payload_bytes; at += 8) {
        memcpy(memory + at, &word, payload_bytes - at < 8 ? payload_bytes - at : 8);
        word = test_mix(word + payload_bytes);
    }
    return cfd_bytes_of(memory, payload_bytes);
}

static inline void assert_payload(struct cfd_bytes payload, uint64_t number, size_t payload_bytes)
{
    static uint8_t expected[TEST_PAYLOAD_MAX_BYTES];

    test_payload(expected, number, payload_bytes);
    assert_int_equal(payload.len, payload_bytes);
    if (payload_bytes > 0)
        assert_memory_equal(payload.ptr, expected, payload_bytes);
}

#endif
