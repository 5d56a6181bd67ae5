/* SPDX-License-Identifier: Apache-2.0
 * Records through a ring: every size at every wrap, no room, several readers, two processes. */
#include "core/wire/ring.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/ring.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

static struct test_ring ring;
static uint8_t scratch[CFD_RING_RECORD_MAX_BYTES];

static int make_ring(void **state)
{
    test_ring_make(&ring);
    return 0;
}

static int drop_ring(void **state)
{
    test_ring_drop(&ring);
    return 0;
}

static enum cfd_status write_number(uint64_t number, size_t payload_bytes)
{
    return cfd_ring_write(&ring.writer, CFD_RING_PART, 1,
                          test_payload(scratch, number, payload_bytes));
}

static struct cfd_ring_record read_number(struct cfd_ring_reader *reader, uint64_t number,
                                          size_t payload_bytes)
{
    struct cfd_ring_record record;

    assert_int_equal(cfd_ring_read(reader, ring.buffer, &record), CFD_OK);
    assert_int_equal(record.type, CFD_RING_PART);
    assert_payload(record.payload, number, payload_bytes);
    return record;
}

static void assert_nothing_new(struct cfd_ring_reader *reader)
{
    struct cfd_ring_record record;

    assert_int_equal(cfd_ring_read(reader, ring.buffer, &record), CFD_ERR_NOT_FOUND);
}

static size_t record_bytes_of(size_t payload_bytes)
{
    return (payload_bytes + 24 + 7) / 8 * 8;
}

static void data_bytes_follow_memory_and_workers(void **state)
{
    static const struct {
        uint64_t memory_bytes;
        uint32_t worker_count;
        uint64_t data_bytes;
    } rows[] = {
        {0, 1, MIB},
        {20 * MIB, 1, MIB},
        {31 * MIB, 1, MIB},
        {32 * MIB - 1, 1, MIB},
        {32 * MIB, 1, 2 * MIB},
        {33 * MIB, 1, 2 * MIB},
        {256 * MIB, 1, 16 * MIB},
        {256 * MIB, 2, 8 * MIB},
        {256 * MIB, 3, 4 * MIB},
        {2 * GIB, 4, 32 * MIB},
        {4 * GIB, 4, 64 * MIB},
        {1024 * GIB, 1, 64 * MIB},
        {UINT64_MAX, 1, 64 * MIB},
        {UINT64_MAX, UINT32_MAX, 64 * MIB},
        {64 * GIB, UINT32_MAX, MIB},
        {GIB, 0, 64 * MIB},
    };

    for (size_t i = 0; i < TEST_COUNT(rows); i++)
        assert_int_equal(cfd_ring_data_bytes(rows[i].memory_bytes, rows[i].worker_count),
                         rows[i].data_bytes);
}

static void create_refuses_sizes(void **state)
{
    static const size_t refused[] = {
        0,       8,           CFD_RING_DATA_MIN_BYTES / 2, CFD_RING_DATA_MIN_BYTES - 1,
        3 * MIB, MIB + 4096u, 2 * CFD_RING_DATA_MAX_BYTES, SIZE_MAX,
    };
    struct cfd_ring_identity identity = {{0}, 1, 1, 1};
    struct cfd_ring_writer writer = {.sequence = 77};
    uint8_t untouched[128] = {0};

    for (size_t i = 0; i < TEST_COUNT(refused); i++)
        assert_int_equal(cfd_ring_create(untouched, refused[i], &identity, &writer), CFD_ERR_USAGE);
    assert_int_equal(writer.sequence, 77);
}

static void header_has_the_documented_layout(void **state)
{
    static const uint8_t expected[56] = {
        'C',  'F',  'D',  'R',  'I',  'N',  'G', '1', /* magic */
        1,    0,    0,    0,    0,    0x10, 0,   0,   /* layout, header bytes */
        0,    0,    16,   0,    0,    0,    0,   0,   /* data bytes */
        7,    7,    7,    0,    0,    0,    0,   0,   0, 0, 0, 0, 0, 0, 0, 0, /* ring id */
        0x67, 0x12, 0,    0,    3,    0,    0,   0,                           /* pid, worker slot */
        0xfa, 0xa8, 0xda, 0x76, 0x9b, 0x01, 0,   0,                           /* created */
    };

    assert_memory_equal(ring.base, expected, sizeof(expected));
}

static void open_tells_the_identity(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);

    assert_int_equal(reader.identity.pid, 4711);
    assert_int_equal(reader.identity.worker_slot, 3);
    assert_int_equal(reader.identity.created_ms, 1767225600250);
    assert_memory_equal(reader.identity.ring_id, "\7\7\7\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    assert_int_equal(reader.data_bytes, TEST_RING_DATA_BYTES);
    assert_nothing_new(&reader);
}

static void open_refuses_headers(void **state)
{
    static const struct {
        size_t offset;
        uint64_t value;
        enum cfd_status status;
    } rows[] = {
        {0, 0, CFD_ERR_CORRUPT},               /* magic */
        {8, 0x100000000002u, CFD_ERR_VERSION}, /* layout 2 */
        {8, 0x100000000000u, CFD_ERR_VERSION}, /* layout 0 */
        {8, 0x200000000001u, CFD_ERR_CORRUPT}, /* header bytes 8192 */
        {16, 0, CFD_ERR_CORRUPT},              /* data bytes */
        {16, TEST_RING_DATA_BYTES / 2, CFD_ERR_CORRUPT},
        {16, TEST_RING_DATA_BYTES * 2, CFD_ERR_CORRUPT},
        {16, TEST_RING_DATA_BYTES - 8, CFD_ERR_CORRUPT},
        {16, UINT64_MAX, CFD_ERR_CORRUPT},
        {16, ((uint64_t)1 << 63), CFD_ERR_CORRUPT},
        {TEST_RING_HEAD_AT, 4, CFD_ERR_CORRUPT},                        /* not aligned */
        {TEST_RING_HEAD_AT, TEST_RING_DATA_BYTES + 8, CFD_ERR_CORRUPT}, /* over a lap ahead */
        {TEST_RING_HEAD_AT, UINT64_MAX - 7, CFD_ERR_CORRUPT},           /* behind */
        {TEST_RING_TAIL_AT, 4, CFD_ERR_CORRUPT},
        {TEST_RING_TAIL_AT, 8, CFD_ERR_CORRUPT}, /* ahead of the head */
        {TEST_RING_TAIL_AT, (uint64_t)1 << 63, CFD_ERR_CORRUPT},
    };
    struct cfd_ring_reader reader = {.sequence = 77};

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        uint64_t before = test_peek_u64(ring.base, rows[i].offset);

        test_poke_u64(ring.base, rows[i].offset, rows[i].value);
        assert_int_equal(cfd_ring_open(ring.base, TEST_RING_BYTES, &reader), rows[i].status);
        test_poke_u64(ring.base, rows[i].offset, before);
    }
    assert_int_equal(reader.sequence, 77);
    assert_int_equal(cfd_ring_open(ring.base, TEST_RING_BYTES, &reader), CFD_OK);
}

static void open_refuses_mapping_sizes(void **state)
{
    static const size_t refused[] = {
        0, 55, 4096, TEST_RING_DATA_BYTES, TEST_RING_BYTES - 8, TEST_RING_BYTES + 8, SIZE_MAX,
    };
    struct cfd_ring_reader reader;

    for (size_t i = 0; i < TEST_COUNT(refused); i++)
        assert_int_equal(cfd_ring_open(ring.base, refused[i], &reader), CFD_ERR_CORRUPT);
}

/* A forbidden page follows: the header is not looked at where there is none. */
static void open_reads_nothing_of_a_tiny_mapping(void **state)
{
    struct cfd_ring_reader reader;

    assert_int_equal(cfd_ring_open(ring.base + TEST_RING_BYTES - 32, 32, &reader), CFD_ERR_CORRUPT);
}

static void record_comes_out_as_it_went_in(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);
    struct cfd_ring_record record;

    assert_int_equal(
        cfd_ring_write(&ring.writer, CFD_RING_PART, 0xabcd, cfd_bytes_of("made up", 7)), CFD_OK);
    assert_int_equal(cfd_ring_read(&reader, ring.buffer, &record), CFD_OK);
    assert_int_equal(record.type, CFD_RING_PART);
    assert_int_equal(record.version, 0xabcd);
    assert_int_equal(record.sequence, 1);
    assert_int_equal(record.end, 32);
    assert_int_equal(record.payload.len, 7);
    assert_memory_equal(record.payload.ptr, "made up", 7);
    assert_true(record.payload.ptr == ring.buffer + 20);
    assert_nothing_new(&reader);
    assert_nothing_new(&reader);
}

static void record_has_the_documented_layout(void **state)
{
    static const uint8_t expected[28] = {
        32, 0, 0, 0, 1, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 'a', 'b', 'c', 0, 0, 0, 0, 0,
    };

    memset(ring.base + 4096, 0xff, 32); /* what an earlier lap left */
    assert_int_equal(cfd_ring_write(&ring.writer, CFD_RING_PART, 2, cfd_bytes_of("abc", 3)),
                     CFD_OK);
    assert_memory_equal(ring.base + 4096, expected, sizeof(expected));
    assert_int_equal(test_peek_u64(ring.base, TEST_RING_HEAD_AT), 32);
    assert_int_equal(test_peek_u64(ring.base, 136), 1);
}

static void write_refuses_lengths_and_pads(void **state)
{
    struct cfd_bytes payload = test_payload(scratch, 1, TEST_PAYLOAD_MAX_BYTES);

    assert_int_equal(cfd_ring_write(&ring.writer, CFD_RING_PAD, 1, payload), CFD_ERR_USAGE);
    payload.len = TEST_PAYLOAD_MAX_BYTES + 1;
    assert_int_equal(cfd_ring_write(&ring.writer, CFD_RING_PART, 1, payload), CFD_ERR_USAGE);
    payload.len = SIZE_MAX;
    assert_int_equal(cfd_ring_write(&ring.writer, CFD_RING_PART, 1, payload), CFD_ERR_USAGE);
    assert_int_equal(ring.writer.sequence, 0);
    assert_int_equal(test_peek_u64(ring.base, TEST_RING_HEAD_AT), 0);
    assert_int_equal(write_number(1, TEST_PAYLOAD_MAX_BYTES), CFD_OK);
}

/* Two records of one size with `rest_bytes` left before the data's end. */
static void check_wrap(size_t payload_bytes, uint64_t rest_bytes)
{
    size_t record_bytes = record_bytes_of(payload_bytes);
    uint64_t start = 5 * (uint64_t)TEST_RING_DATA_BYTES - rest_bytes;
    uint64_t end = start;
    struct cfd_ring_reader reader;

    test_ring_stand_at(&ring, start);
    reader = test_ring_open(&ring);
    for (uint64_t number = 1; number <= 2; number++) {
        uint64_t rest = TEST_RING_DATA_BYTES - end % TEST_RING_DATA_BYTES;

        end += record_bytes + (record_bytes > rest ? rest : 0);
        assert_int_equal(write_number(number, payload_bytes), CFD_OK);
        assert_int_equal(read_number(&reader, number, payload_bytes).end, end);
    }
    assert_nothing_new(&reader);
    assert_int_equal(test_peek_u64(ring.base, TEST_RING_HEAD_AT), end);
}

static void prop_every_record_size_wraps_at_every_seam(void **state)
{
    static const uint64_t rests[] = {8, 16, 24, 32, 40, 4096, 32760, 32768, 32776};

    for (size_t payload_bytes = 0; payload_bytes <= TEST_PAYLOAD_MAX_BYTES;
         payload_bytes += payload_bytes < 300 ? 1 : 8 + payload_bytes % 5) {
        size_t record_bytes = record_bytes_of(payload_bytes);

        for (size_t i = 0; i < TEST_COUNT(rests); i++)
            check_wrap(payload_bytes, rests[i]);
        check_wrap(payload_bytes, record_bytes);
        check_wrap(payload_bytes, record_bytes + 8);
        check_wrap(payload_bytes, record_bytes - 8);
        check_wrap(payload_bytes, 2 * record_bytes);
        check_wrap(payload_bytes, 2 * record_bytes - 8);
    }
    check_wrap(TEST_PAYLOAD_MAX_BYTES, TEST_RING_DATA_BYTES);
}

static uint64_t fill_ring(size_t payload_bytes)
{
    uint64_t count = 0;

    while (write_number(count + 1, payload_bytes) == CFD_OK)
        count++;
    return count;
}

static void full_ring_takes_nothing(void **state)
{
    static uint8_t before[TEST_RING_BYTES];
    struct cfd_ring_writer writer;

    assert_int_equal(fill_ring(1000), TEST_RING_DATA_BYTES / 1024);
    assert_int_equal(test_peek_u64(ring.base, TEST_RING_HEAD_AT), TEST_RING_DATA_BYTES);
    memcpy(before, ring.base, TEST_RING_BYTES);
    writer = ring.writer;
    for (size_t payload_bytes = 0; payload_bytes < 4000; payload_bytes += 7)
        assert_int_equal(write_number(9, payload_bytes), CFD_ERR_FULL);
    assert_memory_equal(ring.base, before, TEST_RING_BYTES);
    assert_memory_equal(&ring.writer, &writer, sizeof(writer));
}

static void full_ring_goes_on_when_room_is_given_back(void **state)
{
    uint64_t count = fill_ring(1000);
    struct cfd_ring_reader reader = test_ring_open(&ring);
    struct cfd_ring_record record = read_number(&reader, 1, 1000);

    assert_int_equal(write_number(count + 1, 0), CFD_ERR_FULL); /* read, but not released */
    cfd_ring_release(&reader, record.end);
    assert_int_equal(write_number(count + 1, 1001), CFD_ERR_FULL); /* 8 bytes too long */
    assert_int_equal(write_number(count + 1, 1000), CFD_OK);
    assert_int_equal(write_number(count + 2, 0), CFD_ERR_FULL);
    for (uint64_t number = 2; number <= count + 1; number++)
        (void)read_number(&reader, number, 1000);
    assert_nothing_new(&reader);
}

/* The bytes before the seam and the record must both fit, or neither is written. */
static void pad_alone_is_never_written(void **state)
{
    uint64_t start = 2 * (uint64_t)TEST_RING_DATA_BYTES - 512;
    static uint8_t before[TEST_RING_BYTES];

    test_ring_stand_at(&ring, start);
    test_poke_u64(ring.base, TEST_RING_TAIL_AT, start - TEST_RING_DATA_BYTES + 512 + 1016);
    memcpy(before, ring.base, TEST_RING_BYTES);
    assert_int_equal(write_number(1, 1000), CFD_ERR_FULL);
    assert_memory_equal(ring.base, before, TEST_RING_BYTES);
    test_poke_u64(ring.base, TEST_RING_TAIL_AT, start - TEST_RING_DATA_BYTES + 512 + 1024);
    assert_int_equal(write_number(1, 1000), CFD_OK);
}

static void unreleased_records_are_read_again(void **state)
{
    struct cfd_ring_reader first = test_ring_open(&ring);
    struct cfd_ring_reader second;
    uint64_t released = 0;

    for (uint64_t number = 1; number <= 10; number++)
        assert_int_equal(write_number(number, number), CFD_OK);
    for (uint64_t number = 1; number <= 10; number++) {
        uint64_t end = read_number(&first, number, number).end;

        if (number == 4)
            released = end;
    }
    cfd_ring_release(&first, released);
    second = test_ring_open(&ring);
    for (uint64_t number = 5; number <= 10; number++)
        assert_int_equal(read_number(&second, number, number).sequence, number);
    assert_nothing_new(&second);
}

static void release_ignores_what_was_not_read(void **state)
{
    const uint64_t start = 3 * (uint64_t)TEST_RING_DATA_BYTES;
    struct cfd_ring_reader reader;
    uint64_t end;

    test_ring_stand_at(&ring, start);
    reader = test_ring_open(&ring);
    assert_int_equal(write_number(1, 8), CFD_OK);
    assert_int_equal(write_number(2, 8), CFD_OK);
    end = read_number(&reader, 1, 8).end;
    cfd_ring_release(&reader, end + 32);
    cfd_ring_release(&reader, UINT64_MAX);
    cfd_ring_release(&reader, 0);
    cfd_ring_release(&reader, end - TEST_RING_DATA_BYTES - 8);
    assert_int_equal(test_peek_u64(ring.base, TEST_RING_TAIL_AT), start);
    cfd_ring_release(&reader, end);
    assert_int_equal(test_peek_u64(ring.base, TEST_RING_TAIL_AT), end);
}

static void counters_add_up(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);
    unsigned last_gap = CFD_COUNTER_GAP + CFD_GAP_COUNT - 1;

    cfd_ring_count(&ring.writer, CFD_COUNTER_RESPONSES, 2);
    cfd_ring_count(&ring.writer, CFD_COUNTER_RESPONSES, 3);
    cfd_ring_count(&ring.writer, last_gap, 1);
    cfd_ring_count(&ring.writer, CFD_RING_COUNTERS - 1, (uint64_t)1 << 40);
    assert_int_equal(cfd_ring_counter_value(&reader, CFD_COUNTER_RESPONSES), 5);
    assert_int_equal(cfd_ring_counter_value(&reader, CFD_COUNTER_INSPECTED), 0);
    assert_int_equal(cfd_ring_counter_value(&reader, last_gap), 1);
    assert_int_equal(cfd_ring_counter_value(&reader, CFD_RING_COUNTERS - 1), (uint64_t)1 << 40);
    assert_true(last_gap < CFD_RING_COUNTERS);
}

static void counters_out_of_range_are_ignored(void **state)
{
    static uint8_t before[TEST_RING_BYTES];
    struct cfd_ring_reader reader = test_ring_open(&ring);

    memcpy(before, ring.base, TEST_RING_BYTES);
    cfd_ring_count(&ring.writer, CFD_RING_COUNTERS, 1);
    cfd_ring_count(&ring.writer, UINT32_MAX, 1);
    assert_memory_equal(ring.base, before, TEST_RING_BYTES);
    assert_int_equal(cfd_ring_counter_value(&reader, CFD_RING_COUNTERS), 0);
    assert_int_equal(cfd_ring_counter_value(&reader, UINT32_MAX), 0);
}

static size_t random_payload_bytes(uint64_t number)
{
    uint64_t mixed = test_mix(number);

    return mixed % 16 == 0 ? mixed / 16 % (TEST_PAYLOAD_MAX_BYTES + 1) : mixed / 16 % 400;
}

/* Against a model that only adds and subtracts: what fits is taken, in order, nothing else. */
static void prop_ring_behaves_as_a_bounded_queue(void **state)
{
    static uint64_t ends[TEST_RING_DATA_BYTES / 24];
    struct cfd_ring_reader reader = test_ring_open(&ring);
    uint64_t written = 0, read = 0, head = 0, tail = 0, full_count = 0;

    for (uint64_t step = 0; step < 200000; step++) {
        uint64_t choice = test_mix(step ^ 0x5eed) % 100;

        if (choice < (step / 5000 % 2 == 0 ? 70u : 40u)) {
            size_t payload_bytes = random_payload_bytes(written);
            uint64_t rest = TEST_RING_DATA_BYTES - head % TEST_RING_DATA_BYTES;
            uint64_t needed = record_bytes_of(payload_bytes);

            needed += needed > rest ? rest : 0;
            if (head - tail + needed > TEST_RING_DATA_BYTES) {
                assert_int_equal(write_number(written, payload_bytes), CFD_ERR_FULL);
                full_count++;
            } else {
                assert_int_equal(write_number(written, payload_bytes), CFD_OK);
                head += needed;
                ends[written++ % TEST_COUNT(ends)] = head;
            }
        } else if (choice < 99 && read < written) {
            uint64_t end = read_number(&reader, read, random_payload_bytes(read)).end;

            assert_int_equal(end, ends[read++ % TEST_COUNT(ends)]);
        } else if (read > 0) {
            tail = ends[(read - 1) % TEST_COUNT(ends)];
            cfd_ring_release(&reader, tail);
        }
    }
    assert_true(full_count > 100 && written > 50000);
}

static void write_from_child(uint64_t record_count)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (uint64_t number = 0; number < record_count; number++) {
        size_t payload_bytes = test_mix(number) % 200;

        while (write_number(number, payload_bytes) == CFD_ERR_FULL)
            sched_yield();
        cfd_ring_count(&ring.writer, CFD_COUNTER_RECORDS, 1);
    }
}

static void two_processes_pass_a_million_records(void **state)
{
    const uint64_t record_count = 1000000;
    struct cfd_ring_reader reader = test_ring_open(&ring);
    struct cfd_ring_record record = {.end = 0};
    int exit_status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        write_from_child(record_count);
        _exit(0);
    }
    for (uint64_t number = 0; number < record_count;) {
        enum cfd_status status = cfd_ring_read(&reader, ring.buffer, &record);

        if (status == CFD_ERR_NOT_FOUND) {
            cfd_ring_release(&reader, record.end);
            sched_yield();
            continue;
        }
        assert_int_equal(status, CFD_OK);
        assert_payload(record.payload, number, test_mix(number) % 200);
        if (++number % 64 == 0)
            cfd_ring_release(&reader, record.end);
    }
    assert_int_equal(waitpid(child, &exit_status, 0), child);
    assert_int_equal(exit_status, 0);
    assert_nothing_new(&reader);
    assert_int_equal(cfd_ring_counter_value(&reader, CFD_COUNTER_RECORDS), record_count);
}

/* The child dies between two records or inside one; what it had published is whole. */
static void crash_of_the_writer_leaves_whole_records(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);
    struct cfd_ring_record record;
    uint64_t number = 0;
    int exit_status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        write_from_child(UINT64_MAX);
        _exit(0);
    }
    for (; number < 5000;) {
        if (cfd_ring_read(&reader, ring.buffer, &record) != CFD_OK)
            continue;
        cfd_ring_release(&reader, record.end);
        number++;
    }
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &exit_status, 0), child);
    for (;; number++) {
        enum cfd_status status = cfd_ring_read(&reader, ring.buffer, &record);

        if (status == CFD_ERR_NOT_FOUND)
            break;
        assert_int_equal(status, CFD_OK);
        assert_payload(record.payload, number, test_mix(number) % 200);
    }
    assert_int_equal(reader.cursor, test_peek_u64(ring.base, TEST_RING_HEAD_AT));
}

#define RING_TEST(name) cmocka_unit_test_setup_teardown(name, make_ring, drop_ring)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_bytes_follow_memory_and_workers),
        cmocka_unit_test(create_refuses_sizes),
        RING_TEST(header_has_the_documented_layout),
        RING_TEST(open_tells_the_identity),
        RING_TEST(open_refuses_headers),
        RING_TEST(open_refuses_mapping_sizes),
        RING_TEST(open_reads_nothing_of_a_tiny_mapping),
        RING_TEST(record_comes_out_as_it_went_in),
        RING_TEST(record_has_the_documented_layout),
        RING_TEST(write_refuses_lengths_and_pads),
        RING_TEST(prop_every_record_size_wraps_at_every_seam),
        RING_TEST(full_ring_takes_nothing),
        RING_TEST(full_ring_goes_on_when_room_is_given_back),
        RING_TEST(pad_alone_is_never_written),
        RING_TEST(unreleased_records_are_read_again),
        RING_TEST(release_ignores_what_was_not_read),
        RING_TEST(counters_add_up),
        RING_TEST(counters_out_of_range_are_ignored),
        RING_TEST(prop_ring_behaves_as_a_bounded_queue),
        RING_TEST(two_processes_pass_a_million_records),
        RING_TEST(crash_of_the_writer_leaves_whole_records),
    };

    return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
