/* SPDX-License-Identifier: Apache-2.0
 * A reader of a ring that is damaged, or whose writer means harm: refused or harmless, always. */
#include "core/wire/ring.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "tests/lib/ring.h"

#define LIVE_RECORDS 24u
#define TURNS_MIN 200000u
#define TURNS_MAX 50000000u /* half a minute: the writer is dead */

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

static size_t payload_bytes_of(uint64_t number)
{
    return 8 + test_mix(number) % 280;
}

static bool try_write(uint64_t number)
{
    enum cfd_status status = cfd_ring_write(
        &ring.writer, CFD_RING_PART, 1, test_payload(scratch, number, payload_bytes_of(number)));

    assert_true(status == CFD_OK || status == CFD_ERR_FULL);
    return status == CFD_OK;
}

static void write_number(uint64_t number)
{
    assert_true(try_write(number));
}

static enum cfd_status read_next(struct cfd_ring_reader *reader, uint64_t *out_number)
{
    struct cfd_ring_record record;
    enum cfd_status status = cfd_ring_read(reader, ring.buffer, &record);

    if (status != CFD_OK)
        return status;
    assert_true(record.payload.len >= 8);
    memcpy(out_number, record.payload.ptr, 8);
    assert_payload(record.payload, *out_number, payload_bytes_of(*out_number));
    return CFD_OK;
}

static void assert_reads(struct cfd_ring_reader *reader, uint64_t expected_number)
{
    uint64_t number;

    assert_int_equal(read_next(reader, &number), CFD_OK);
    assert_int_equal(number, expected_number);
}

static void assert_status(struct cfd_ring_reader *reader, enum cfd_status expected)
{
    uint64_t number;

    assert_int_equal(read_next(reader, &number), expected);
}

/* A record with a right CRC and whatever else, at the data's first byte, published. */
static void forge(uint32_t stated_bytes, uint32_t real_bytes, uint16_t type, uint64_t sequence,
                  uint32_t payload_bytes)
{
    uint8_t *record = ring.base + CFD_RING_HEADER_BYTES;
    struct cfd_writer fields = cfd_writer_of(record, real_bytes);

    memset(record, 0, real_bytes);
    cfd_put_u32(&fields, stated_bytes);
    cfd_put_u16(&fields, type);
    cfd_put_u16(&fields, 1);
    cfd_put_u64(&fields, sequence);
    cfd_put_u32(&fields, payload_bytes);
    fields.used_bytes = real_bytes - 4;
    cfd_put_u32(&fields, cfd_crc32c(0, record, real_bytes - 4));
    test_poke_u64(ring.base, TEST_RING_HEAD_AT, real_bytes);
}

static void forged_records_are_refused(void **state)
{
    static const struct {
        uint32_t stated_bytes, real_bytes;
        uint16_t type;
        uint64_t sequence;
        uint32_t payload_bytes;
    } rows[] = {
        {0, 32, 1, 1, 8}, /* no length */
        {8, 32, 1, 1, 0}, /* under a head and a CRC */
        {16, 32, 1, 1, 0},
        {28, 32, 1, 1, 4},           /* not of 8 */
        {40, 32, 1, 1, 16},          /* past the head */
        {24, 32, 1, 1, 0},           /* CRC elsewhere */
        {32776, 32776, 1, 1, 32752}, /* over the maximum */
        {UINT32_MAX - 7, 32, 1, 1, 8},
        {32, 32, 2, 1, 8}, /* no such type */
        {32, 32, 0xffff, 1, 8},
        {32, 32, 0, 1, 8}, /* a PAD that is not at the end */
        {32, 32, 1, 0, 8}, /* no such sequence */
        {32, 32, 1, 1, 0}, /* payload ends too early */
        {32, 32, 1, 1, 9}, /* and too late */
        {32, 32, 1, 1, UINT32_MAX},
        {32, 32, 1, 1, UINT32_MAX - 23}, /* a sum that wraps */
        {24, 24, 1, 1, UINT32_MAX},      /* one that wraps onto the length */
    };

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        struct cfd_ring_reader reader;

        forge(rows[i].stated_bytes, rows[i].real_bytes, rows[i].type, rows[i].sequence,
              rows[i].payload_bytes);
        reader = test_ring_open(&ring);
        assert_status(&reader, CFD_ERR_CORRUPT);
        assert_int_equal(reader.cursor, rows[i].real_bytes);
        assert_status(&reader, CFD_ERR_NOT_FOUND);
    }
}

static void record_past_the_head_is_refused(void **state)
{
    struct cfd_ring_reader reader;

    forge(32, 32, 1, 1, 8);
    test_poke_u64(ring.base, TEST_RING_HEAD_AT, 24);
    reader = test_ring_open(&ring);
    assert_status(&reader, CFD_ERR_CORRUPT);
}

/* What the table above tests is the refusal, not the forge. */
static void forge_makes_a_good_record_too(void **state)
{
    struct cfd_ring_reader reader;
    struct cfd_ring_record record;

    forge(32, 32, 1, 1, 8);
    reader = test_ring_open(&ring);
    assert_int_equal(cfd_ring_read(&reader, ring.buffer, &record), CFD_OK);
    assert_int_equal(record.payload.len, 8);
}

static void refused_record_leaves_the_output_alone(void **state)
{
    struct cfd_ring_record record = {.sequence = 77};
    struct cfd_ring_reader reader;

    forge(32, 32, 2, 1, 8);
    reader = test_ring_open(&ring);
    assert_int_equal(cfd_ring_read(&reader, ring.buffer, &record), CFD_ERR_CORRUPT);
    assert_int_equal(record.sequence, 77);
    assert_null(record.payload.ptr);
}

static void first_sequence_may_be_any(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);

    ring.writer.sequence = 1000000;
    write_number(1);
    write_number(2);
    assert_reads(&reader, 1);
    assert_reads(&reader, 2);
    assert_int_equal(reader.sequence, 1000002);
}

static void sequence_hole_is_refused_and_then_forgotten(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);

    write_number(1);
    ring.writer.sequence++;
    write_number(2);
    assert_reads(&reader, 1);
    assert_status(&reader, CFD_ERR_CORRUPT);
    write_number(3);
    assert_reads(&reader, 3);
}

static void sequence_that_repeats_is_refused(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);

    write_number(1);
    ring.writer.sequence--;
    write_number(2);
    assert_reads(&reader, 1);
    assert_status(&reader, CFD_ERR_CORRUPT);
}

static void damage_costs_what_is_in_the_ring_and_no_more(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);
    uint64_t second_at;

    write_number(1);
    second_at = ring.writer.head;
    for (uint64_t number = 2; number <= 5; number++)
        write_number(number);
    ring.base[CFD_RING_HEADER_BYTES + second_at + 30] ^= 1;
    assert_reads(&reader, 1);
    assert_status(&reader, CFD_ERR_CORRUPT);
    assert_status(&reader, CFD_ERR_NOT_FOUND);
    cfd_ring_release(&reader, reader.cursor);
    assert_int_equal(test_peek_u64(ring.base, TEST_RING_TAIL_AT), ring.writer.head);
    write_number(6);
    assert_reads(&reader, 6);
}

/* Turns of a writer and a reader until a record comes through. */
static void assert_ring_heals(struct cfd_ring_reader *reader)
{
    for (int turn = 0; turn < 4; turn++) {
        uint64_t number;
        (void)try_write(9);
        if (read_next(reader, &number) == CFD_OK)
            return;
        cfd_ring_release(reader, reader->cursor);
    }
    fail_msg("no record came through in four turns");
}

static void damaged_positions_heal(void **state)
{
    static const uint64_t positions[] = {
        0,
        1,
        4,
        4096,
        TEST_RING_DATA_BYTES / 2,
        TEST_RING_DATA_BYTES - 8,
        TEST_RING_DATA_BYTES,
        (uint64_t)3 * TEST_RING_DATA_BYTES + 24,
        (uint64_t)5 * TEST_RING_DATA_BYTES - 16,
        (uint64_t)9 * TEST_RING_DATA_BYTES,
        (uint64_t)1 << 63,
        UINT64_MAX - 7,
        UINT64_MAX,
    };
    static const size_t fields[] = {TEST_RING_HEAD_AT, TEST_RING_TAIL_AT};

    for (size_t i = 0; i < TEST_COUNT(positions) * TEST_COUNT(fields); i++) {
        struct cfd_ring_reader reader;

        test_ring_stand_at(&ring, (uint64_t)4 * TEST_RING_DATA_BYTES - 4096);
        reader = test_ring_open(&ring);
        write_number(1);
        assert_reads(&reader, 1);
        cfd_ring_release(&reader, reader.cursor);
        test_poke_u64(ring.base, fields[i % 2], positions[i / 2]);
        if (read_next(&reader, &(uint64_t){0}) == CFD_ERR_CORRUPT)
            cfd_ring_release(&reader, reader.cursor);
        assert_ring_heals(&reader);
    }
}

/* Also when the ring was full, so that the writer has nothing new to publish. */
static void damaged_head_of_a_full_ring_heals(void **state)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);
    uint64_t number = 1;

    while (try_write(number))
        number++;
    test_poke_u64(ring.base, TEST_RING_HEAD_AT, (uint64_t)77 * TEST_RING_DATA_BYTES);
    assert_status(&reader, CFD_ERR_CORRUPT);
    cfd_ring_release(&reader, reader.cursor);
    assert_ring_heals(&reader);
}

static void tail_that_cannot_be_leaves_no_room(void **state)
{
    static const uint64_t tails[] = {8, 4096, TEST_RING_DATA_BYTES, (uint64_t)1 << 63};

    for (size_t i = 0; i < TEST_COUNT(tails); i++) {
        test_poke_u64(ring.base, TEST_RING_TAIL_AT, tails[i]);
        assert_int_equal(cfd_ring_write(&ring.writer, CFD_RING_PART, 1, cfd_bytes_of("x", 1)),
                         CFD_ERR_FULL);
    }
}

/* More than a lap of records, so that old ones lie all over the data, and then LIVE_RECORDS that
 * are not released and go around the seam. */
static uint64_t fill_around_the_seam(void)
{
    struct cfd_ring_reader reader = test_ring_open(&ring);
    uint64_t number = 1;

    while (ring.writer.head < 2 * (uint64_t)TEST_RING_DATA_BYTES - 2048) {
        write_number(number++);
        assert_status(&reader, CFD_OK);
        cfd_ring_release(&reader, reader.cursor);
    }
    for (unsigned i = 0; i < LIVE_RECORDS; i++)
        write_number(number++);
    assert_true(ring.writer.head > 2 * (uint64_t)TEST_RING_DATA_BYTES + 1024);
    return number - 1;
}

/* Reads all there is: records in order, damage at most once, no number that was never written. */
static unsigned read_all(struct cfd_ring_reader *reader, uint64_t last_number)
{
    uint64_t number, expected = 0;
    unsigned count = 0;

    for (;;) {
        enum cfd_status status = read_next(reader, &number);

        if (status != CFD_OK) {
            assert_true(status == CFD_ERR_CORRUPT || status == CFD_ERR_NOT_FOUND);
            return count;
        }
        assert_true(number >= 1 && number <= last_number);
        assert_true(expected == 0 || number == expected);
        expected = number + 1;
        count++;
    }
}

static void prop_flipped_bit_of_data_ends_the_reading_there(void **state)
{
    uint64_t last_number = fill_around_the_seam();
    struct cfd_ring_reader reader = test_ring_open(&ring);
    uint64_t tail = reader.cursor;
    uint64_t ends[LIVE_RECORDS];
    struct cfd_ring_record record;

    for (unsigned i = 0; i < LIVE_RECORDS; i++) {
        assert_int_equal(cfd_ring_read(&reader, ring.buffer, &record), CFD_OK);
        ends[i] = record.end;
    }
    for (uint64_t bit = tail * 8; bit < ring.writer.head * 8; bit++) {
        uint8_t *byte = ring.base + CFD_RING_HEADER_BYTES + bit / 8 % TEST_RING_DATA_BYTES;
        unsigned whole_count = 0;

        while (ends[whole_count] <= bit / 8)
            whole_count++;
        *byte ^= (uint8_t)(1u << bit % 8);
        reader = test_ring_open(&ring);
        assert_int_equal(read_all(&reader, last_number), whole_count);
        assert_int_equal(reader.cursor, ring.writer.head); /* was damage, not "nothing new" */
        *byte ^= (uint8_t)(1u << bit % 8);
    }
    reader = test_ring_open(&ring);
    assert_int_equal(read_all(&reader, last_number), LIVE_RECORDS);
}

static void prop_flipped_bit_of_the_header_is_refused_or_harmless(void **state)
{
    uint64_t last_number = fill_around_the_seam();
    unsigned refused_count = 0;

    for (size_t bit = 0; bit < 8u * CFD_RING_HEADER_BYTES; bit++) {
        struct cfd_ring_reader reader;

        ring.base[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (cfd_ring_open(ring.base, TEST_RING_BYTES, &reader) != CFD_OK)
            refused_count++;
        else
            (void)read_all(&reader, last_number);
        ring.base[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(refused_count > 24 * 8 + 60); /* magic, layout, sizes; most bits of positions */
}

static void prop_random_damage_never_gives_a_wrong_payload(void **state)
{
    static uint8_t before[TEST_RING_BYTES];
    uint64_t last_number = fill_around_the_seam();
    uint64_t tail = test_peek_u64(ring.base, TEST_RING_TAIL_AT);
    uint64_t live_bytes = ring.writer.head - tail;

    memcpy(before, ring.base, TEST_RING_BYTES);
    for (uint64_t round = 0; round < 20000; round++) {
        unsigned hit_count = 1 + (unsigned)(test_mix(round) % 6);
        size_t hits[6];
        struct cfd_ring_reader reader;

        for (unsigned i = 0; i < hit_count; i++) {
            uint64_t dice = test_mix(round * 8 + i);

            hits[i] =
                CFD_RING_HEADER_BYTES + (tail + dice / 64 % live_bytes) % TEST_RING_DATA_BYTES;
            if (dice % 64 == 0)
                hits[i] = dice / 64 % 256;
            ring.base[hits[i]] = (uint8_t)(dice >> 48);
        }
        if (cfd_ring_open(ring.base, TEST_RING_BYTES, &reader) == CFD_OK)
            (void)read_all(&reader, last_number);
        for (unsigned i = 0; i < hit_count; i++)
            ring.base[hits[i]] = before[hits[i]];
    }
}

/* Rewrites lengths, positions, headers and payloads of a valid ring for ever. */
static void scribble(void)
{
    for (uint64_t step = 0;; step++) {
        uint64_t dice = test_mix(step);
        size_t at = CFD_RING_HEADER_BYTES + dice / 16 % 4096;

        if (dice % 16 == 0)
            test_poke_u64(ring.base, TEST_RING_HEAD_AT, dice / 16 % 8192 * 8);
        else if (dice % 16 == 1)
            (void)try_write(dice);
        else if (dice % 16 == 2)
            forge(32, 32, 1, step | 1, 8);
        else if (dice % 16 == 3)
            test_poke_u64(ring.base, 16, dice % 2 == 0 ? TEST_RING_DATA_BYTES : dice);
        else
            ring.base[at] = (uint8_t)(dice >> 40);
        test_poke_u64(ring.base, 16, TEST_RING_DATA_BYTES);
        if (step % 1024 == 0)
            (void)sched_yield();
    }
}

/* What the reader hands out is its own copy: seal and length hold however the ring changes. */
static void assert_record_is_consistent(const struct cfd_ring_reader *reader,
                                        const struct cfd_ring_record *record)
{
    struct cfd_reader fields = cfd_reader_of(ring.buffer, CFD_RING_RECORD_MAX_BYTES);
    uint32_t record_bytes = cfd_get_u32(&fields);
    uint32_t crc;

    assert_in_range(record_bytes, 24, CFD_RING_RECORD_MAX_BYTES);
    memcpy(&crc, ring.buffer + record_bytes - 4, 4);
    assert_int_equal(crc, cfd_crc32c(0, ring.buffer, record_bytes - 4));
    assert_true(record->payload.ptr == ring.buffer + 20);
    assert_in_range(record->payload.len, 0, record_bytes - 24);
    assert_int_equal(record->end, reader->cursor);
    assert_int_equal(record->sequence, reader->sequence);
}

/* On one CPU the two take turns, and the reader would look at one frozen ring for a whole slice:
 * both give way often, and the reader goes on until it has met both good records and damage. */
static void hostile_writer_cannot_lead_the_reader_astray(void **state)
{
    unsigned open_count = 0, record_count = 0, corrupt_count = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        scribble();
    }
    for (unsigned turn = 0; turn < TURNS_MIN || record_count < 500 || corrupt_count == 0; turn++) {
        struct cfd_ring_record record;
        struct cfd_ring_reader reader;

        assert_true(turn < TURNS_MAX);
        if (turn % 4096 == 0)
            (void)sched_yield();
        if (cfd_ring_open(ring.base, TEST_RING_BYTES, &reader) != CFD_OK)
            continue;
        open_count++;
        for (int i = 0; i < 4; i++) {
            enum cfd_status status = cfd_ring_read(&reader, ring.buffer, &record);

            corrupt_count += status == CFD_ERR_CORRUPT;
            if (status != CFD_OK)
                break;
            assert_record_is_consistent(&reader, &record);
            record_count++;
        }
        cfd_ring_release(&reader, turn % 64 == 0 ? 0 : reader.cursor);
        if (turn % 16 == 0)
            test_poke_u64(ring.base, TEST_RING_TAIL_AT, 0);
    }
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(open_count > 0);
}

#define RING_TEST(name) cmocka_unit_test_setup_teardown(name, make_ring, drop_ring)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RING_TEST(forged_records_are_refused),
        RING_TEST(record_past_the_head_is_refused),
        RING_TEST(forge_makes_a_good_record_too),
        RING_TEST(refused_record_leaves_the_output_alone),
        RING_TEST(first_sequence_may_be_any),
        RING_TEST(sequence_hole_is_refused_and_then_forgotten),
        RING_TEST(sequence_that_repeats_is_refused),
        RING_TEST(damage_costs_what_is_in_the_ring_and_no_more),
        RING_TEST(damaged_positions_heal),
        RING_TEST(damaged_head_of_a_full_ring_heals),
        RING_TEST(tail_that_cannot_be_leaves_no_room),
        RING_TEST(prop_flipped_bit_of_data_ends_the_reading_there),
        RING_TEST(prop_flipped_bit_of_the_header_is_refused_or_harmless),
        RING_TEST(prop_random_damage_never_gives_a_wrong_payload),
        RING_TEST(hostile_writer_cannot_lead_the_reader_astray),
    };

    return cmocka_run_group_tests_name("ring_damage", tests, NULL, NULL);
}
