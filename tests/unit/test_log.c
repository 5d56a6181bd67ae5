/* SPDX-License-Identifier: Apache-2.0
 * The log on a real file system: what was committed is read again, what was torn is cut, and no
 * changed byte goes unseen. */
#include "lib/ledger/log.h"

#include <errno.h>

#include "core/base/hash.h"
#include "tests/lib/folder.h"
#include "tests/lib/log.h"
#include "tests/lib/memory_files.h"
#include "tests/lib/test.h"

#define SEGMENT_0 "log/00000000.seg"
#define SEGMENT_1 "log/00000001.seg"

struct fixture {
    struct test_folder folder;
    struct test_path dir;
    struct cfd_log_options options;
    struct cfd_log_report report;
    struct cfd_error error;
    struct cfd_log *log;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    test_folder_make(&fixture->folder);
    fixture->dir = test_path_of(&fixture->folder, "log");
    fixture->options.now_ms = 1767225600000;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    cfd_log_close(fixture->log);
    test_folder_remove(&fixture->folder);
    free(fixture);
    return 0;
}

static enum cfd_status try_open(struct fixture *fixture)
{
    fixture->error.text[0] = '\0';
    return cfd_log_open(fixture->dir.text, &fixture->options, &fixture->log, &fixture->report,
                        &fixture->error);
}

static void open_log(struct fixture *fixture)
{
    enum cfd_status status = try_open(fixture);

    if (status != CFD_OK)
        print_error("%s\n", fixture->error.text);
    assert_int_equal(status, CFD_OK);
}

static void close_log(struct fixture *fixture)
{
    cfd_log_close(fixture->log);
    fixture->log = NULL;
}

static void reopen(struct fixture *fixture)
{
    close_log(fixture);
    open_log(fixture);
}

static struct test_path path_of(const struct fixture *fixture, const char *name)
{
    return test_path_of(&fixture->folder, name);
}

/* --- plain use */

static void new_log_is_empty(void **state)
{
    struct fixture *fixture = *state;
    const uint8_t zeros[16] = {0};
    struct stat facts;

    open_log(fixture);
    assert_true(fixture->report.is_new);
    assert_int_equal(fixture->report.entry_count, 0);
    assert_int_equal(fixture->report.segment_count, 1);
    assert_int_equal(fixture->report.log_bytes, 128);
    assert_int_equal(fixture->report.last_commit_ms, 0);
    assert_memory_not_equal(fixture->report.log_id, zeros, 16);
    assert_int_equal(stat(fixture->dir.text, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0700);
    assert_int_equal(stat(path_of(fixture, SEGMENT_0).text, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
    assert_int_equal(read_serials(fixture->log), 0);
}

static void committed_entries_are_there_again(void **state)
{
    struct fixture *fixture = *state;
    uint8_t log_id[16];

    open_log(fixture);
    memcpy(log_id, fixture->report.log_id, sizeof(log_id));
    write_batch_of(fixture->log, 3);
    write_batch_of(fixture->log, 1);
    assert_int_equal(read_serials(fixture->log), 4);
    reopen(fixture);
    assert_false(fixture->report.is_new);
    assert_memory_equal(fixture->report.log_id, log_id, sizeof(log_id));
    assert_int_equal(fixture->report.entry_count, 6);
    assert_int_equal(fixture->report.torn_bytes, 0);
    assert_int_equal(fixture->report.last_commit_ms, 4);
    assert_int_equal(read_serials(fixture->log), 4);
    write_batch_of(fixture->log, 2);
    reopen(fixture);
    assert_int_equal(read_serials(fixture->log), 6);
}

static void appended_and_not_committed_does_not_exist(void **state)
{
    struct fixture *fixture = *state;

    open_log(fixture);
    write_batch_of(fixture->log, 2);
    assert_int_equal(append_serial(fixture->log, 3), CFD_OK);
    assert_int_equal(read_serials(fixture->log), 2);
    reopen(fixture);
    assert_int_equal(read_serials(fixture->log), 2);
}

static void append_tells_the_index_it_will_have(void **state)
{
    struct fixture *fixture = *state;
    uint64_t index;

    open_log(fixture);
    write_batch_of(fixture->log, 2); /* 0, 1 and its COMMIT 2 */
    assert_int_equal(cfd_log_append(fixture->log, TEST_TYPE, 1, 0, cfd_bytes_of("x", 1), &index),
                     CFD_OK);
    assert_int_equal(index, 3);
    assert_int_equal(cfd_log_append(fixture->log, TEST_TYPE, 1, 0, cfd_bytes_of(NULL, 0), &index),
                     CFD_OK);
    assert_int_equal(index, 4);
}

static enum cfd_status count_three(void *ctx, const struct cfd_log_entry *entry)
{
    uint64_t *next = ctx;

    assert_int_equal(entry->index, *next);
    return ++*next == 5 ? CFD_ERR_DENIED : CFD_OK;
}

static void read_begins_and_ends_where_told(void **state)
{
    struct fixture *fixture = *state;
    uint64_t next = 2;

    open_log(fixture);
    write_batch_of(fixture->log, 10);
    assert_int_equal(cfd_log_read(fixture->log, 2, count_three, &next, NULL), CFD_ERR_DENIED);
    assert_int_equal(next, 5);
    next = 99;
    assert_int_equal(cfd_log_read(fixture->log, 11, count_three, &next, NULL), CFD_OK);
    assert_int_equal(cfd_log_read(fixture->log, UINT64_MAX, count_three, &next, NULL), CFD_OK);
    assert_int_equal(next, 99);
}

static void empty_commit_writes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_log_report report;

    open_log(fixture);
    assert_int_equal(cfd_log_commit(fixture->log, NULL, 0, 5), CFD_OK);
    write_batch_of(fixture->log, 1);
    assert_int_equal(commit_serial(fixture->log, 1), CFD_OK); /* the ring did not move */
    assert_int_equal(commit_serial(fixture->log, 0), CFD_OK); /* nor does it go back */
    cfd_log_stat(fixture->log, &report);
    assert_int_equal(report.entry_count, 2);
    assert_int_equal(log_serial(fixture->log), 1);
}

static void what_cannot_be_appended_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const uint8_t large[CFD_ENTRY_PAYLOAD_MAX_BYTES + 1];
    const uint16_t bad_types[] = {0, CFD_ENTRY_COMMIT, CFD_ENTRY_COVERAGE + 1, 0x7fff};
    const struct cfd_bytes small = cfd_bytes_of("x", 1);
    uint64_t index = 99;

    open_log(fixture);
    for (size_t i = 0; i < TEST_COUNT(bad_types); i++)
        assert_int_equal(cfd_log_append(fixture->log, bad_types[i], 1, 0, small, &index),
                         CFD_ERR_USAGE);
    assert_int_equal(
        cfd_log_append(fixture->log, TEST_TYPE, 1, 0, cfd_bytes_of(large, sizeof(large)), &index),
        CFD_ERR_LIMIT);
    assert_int_equal(index, 99);
    assert_int_equal(cfd_log_commit(fixture->log, NULL, CFD_LOG_RINGS_MAX + 1, 0), CFD_ERR_USAGE);
    assert_int_equal(cfd_log_append(fixture->log, TEST_TYPE, 1, 0,
                                    cfd_bytes_of(large, CFD_ENTRY_PAYLOAD_MAX_BYTES), &index),
                     CFD_OK);
    assert_int_equal(cfd_log_append(fixture->log, 0x8000, 7, 0, small, &index), CFD_OK);
    assert_int_equal(cfd_log_commit(fixture->log, NULL, 0, 0), CFD_OK);
    reopen(fixture);
    assert_int_equal(fixture->report.entry_count, 3);
}

static enum cfd_status count_all(void *ctx, const struct cfd_log_entry *entry)
{
    ++*(uint64_t *)ctx;
    return CFD_OK;
}

static void full_batch_must_be_committed_first(void **state)
{
    struct fixture *fixture = *state;
    static uint8_t large[CFD_ENTRY_PAYLOAD_MAX_BYTES];
    const struct cfd_bytes payload = cfd_bytes_of(large, sizeof(large));
    uint64_t appended = 0, counted = 0;

    memset(large, 'x', sizeof(large));
    open_log(fixture);
    while (cfd_log_append(fixture->log, TEST_TYPE, 1, 0, payload, NULL) == CFD_OK)
        appended++;
    assert_int_equal(appended, CFD_LOG_BATCH_MAX_BYTES / (28 + sizeof(large)));
    assert_int_equal(cfd_log_append(fixture->log, TEST_TYPE, 1, 0, payload, NULL), CFD_ERR_FULL);
    assert_int_equal(cfd_log_commit(fixture->log, NULL, 0, 0), CFD_OK);
    assert_int_equal(cfd_log_append(fixture->log, TEST_TYPE, 1, 0, payload, NULL), CFD_OK);
    reopen(fixture);
    assert_int_equal(cfd_log_read(fixture->log, 0, count_all, &counted, NULL), CFD_OK);
    assert_int_equal(counted, appended + 1);
}

static void reserved_room_is_there(void **state)
{
    struct fixture *fixture = *state;
    static uint8_t large[CFD_ENTRY_PAYLOAD_MAX_BYTES];
    const struct cfd_bytes payload = cfd_bytes_of(large, sizeof(large));

    open_log(fixture);
    assert_int_equal(cfd_log_reserve(fixture->log, 20 * (28 + sizeof(large))), CFD_OK);
    for (int i = 0; i < 20; i++)
        assert_int_equal(cfd_log_append(fixture->log, TEST_TYPE, 1, 0, payload, NULL), CFD_OK);
    assert_int_equal(cfd_log_reserve(fixture->log, CFD_LOG_BATCH_MAX_BYTES), CFD_ERR_FULL);
    assert_int_equal(cfd_log_reserve(fixture->log, SIZE_MAX), CFD_ERR_FULL);
    assert_int_equal(cfd_log_commit(fixture->log, NULL, 0, 0), CFD_OK);
    assert_int_equal(cfd_log_reserve(fixture->log, CFD_LOG_BATCH_MAX_BYTES), CFD_OK);
}

/* --- rings */

static void put_ring(struct cfd_log_ring *ring, uint32_t number, uint64_t sequence)
{
    memset(ring, 0, sizeof(*ring));
    memcpy(ring->ring_id, &number, sizeof(number));
    ring->ring_id[15] = 1;
    ring->sequence = sequence;
}

static void rings_are_remembered_and_never_go_back(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_log_ring rings[3];
    uint64_t sequence = 77;

    open_log(fixture);
    put_ring(&rings[0], 1, 10);
    put_ring(&rings[1], 2, 20);
    put_ring(&rings[2], 1, 12); /* named twice: the later word counts */
    assert_int_equal(cfd_log_commit(fixture->log, rings, 3, 0), CFD_OK);
    put_ring(&rings[0], 2, 15);
    put_ring(&rings[1], 3, 0); /* never moved */
    assert_int_equal(cfd_log_commit(fixture->log, rings, 2, 0), CFD_OK);
    for (int i = 0; i < 2; i++, reopen(fixture)) {
        put_ring(&rings[0], 1, 0);
        assert_int_equal(cfd_log_ring_sequence(fixture->log, rings[0].ring_id, &sequence), CFD_OK);
        assert_int_equal(sequence, 12);
        put_ring(&rings[0], 2, 0);
        assert_int_equal(cfd_log_ring_sequence(fixture->log, rings[0].ring_id, &sequence), CFD_OK);
        assert_int_equal(sequence, 20);
        put_ring(&rings[0], 3, 0);
        assert_int_equal(cfd_log_ring_sequence(fixture->log, rings[0].ring_id, &sequence),
                         CFD_ERR_NOT_FOUND);
        assert_int_equal(sequence, 20);
    }
}

static void oldest_ring_is_forgotten_first(void **state)
{
    static struct cfd_log_ring all[CFD_LOG_RINGS_MAX];
    struct fixture *fixture = *state;
    struct cfd_log_ring ring;
    uint64_t sequence;

    open_log(fixture);
    for (uint32_t i = 0; i < CFD_LOG_RINGS_MAX; i++)
        put_ring(&all[i], i, 1);
    assert_int_equal(cfd_log_commit(fixture->log, all, CFD_LOG_RINGS_MAX, 0), CFD_OK);
    put_ring(&ring, 0, 2); /* moves again: 1 is the oldest now */
    assert_int_equal(cfd_log_commit(fixture->log, &ring, 1, 0), CFD_OK);
    put_ring(&ring, CFD_LOG_RINGS_MAX, 1);
    assert_int_equal(cfd_log_commit(fixture->log, &ring, 1, 0), CFD_OK);
    for (int i = 0; i < 2; i++, reopen(fixture)) {
        put_ring(&ring, 0, 0);
        assert_int_equal(cfd_log_ring_sequence(fixture->log, ring.ring_id, &sequence), CFD_OK);
        assert_int_equal(sequence, 2);
        put_ring(&ring, 1, 0);
        assert_int_equal(cfd_log_ring_sequence(fixture->log, ring.ring_id, &sequence),
                         CFD_ERR_NOT_FOUND);
        put_ring(&ring, 2, 0);
        assert_int_equal(cfd_log_ring_sequence(fixture->log, ring.ring_id, &sequence), CFD_OK);
    }
}

/* --- rotation */

static void full_segment_is_followed_by_another(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_log_ring other;
    uint64_t sequence = 0;

    fixture->options.segment_bytes = 1000;
    open_log(fixture);
    put_ring(&other, 9, 33);
    assert_int_equal(cfd_log_commit(fixture->log, &other, 1, 0), CFD_OK);
    for (int i = 0; i < 60; i++)
        write_batch_of(fixture->log, 3);
    assert_int_equal(read_serials(fixture->log), 180);
    cfd_log_stat(fixture->log, &fixture->report);
    assert_in_range(fixture->report.segment_count, 10, 20);
    for (int i = 0; i < 3; i++) {
        reopen(fixture);
        assert_in_range(fixture->report.segment_count, 10, 20);
        assert_int_equal(read_serials(fixture->log), 180 + i);
        /* Named once, in the first segment; each later one carries it on. */
        assert_int_equal(cfd_log_ring_sequence(fixture->log, other.ring_id, &sequence), CFD_OK);
        assert_int_equal(sequence, 33);
        write_batch_of(fixture->log, 1);
    }
}

static void last_segment_alone_tells_all_rings(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_log_ring other;
    uint64_t sequence;
    struct stat facts;

    fixture->options.segment_bytes = 400;
    open_log(fixture);
    put_ring(&other, 9, 33);
    assert_int_equal(cfd_log_commit(fixture->log, &other, 1, 0), CFD_OK);
    write_batch_of(fixture->log, 9);
    write_batch_of(fixture->log, 1);
    assert_int_equal(stat(path_of(fixture, SEGMENT_1).text, &facts), 0);
    close_log(fixture);
    /* The last segment without its only batch: rings come from the one before. */
    assert_int_equal(truncate(path_of(fixture, SEGMENT_1).text, 128), 0);
    open_log(fixture);
    assert_int_equal(fixture->report.last_commit_ms, 9);
    assert_int_equal(read_serials(fixture->log), 9);
    assert_int_equal(cfd_log_ring_sequence(fixture->log, other.ring_id, &sequence), CFD_OK);
    write_batch_of(fixture->log, 1);
    reopen(fixture);
    assert_int_equal(read_serials(fixture->log), 10);
    assert_int_equal(cfd_log_ring_sequence(fixture->log, other.ring_id, &sequence), CFD_OK);
}

static void unfinished_segment_is_removed(void **state)
{
    struct fixture *fixture = *state;
    struct test_path unfinished = path_of(fixture, "log/00000001.seg.tmp");
    struct test_path other = path_of(fixture, "log/notes.txt");

    open_log(fixture);
    close_log(fixture);
    test_file_write(unfinished.text, "CFD", 3);
    test_file_write(other.text, "x", 1);
    open_log(fixture);
    assert_int_equal(access(unfinished.text, F_OK), -1);
    assert_int_equal(access(other.text, F_OK), 0);
}

/* --- one writer */

static void second_writer_is_denied(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_log_report report = {.entry_count = 99};
    struct cfd_log *second = (void *)fixture;

    open_log(fixture);
    assert_int_equal(
        cfd_log_open(fixture->dir.text, &fixture->options, &second, &report, &fixture->error),
        CFD_ERR_DENIED);
    assert_ptr_equal(second, fixture);
    assert_int_equal(report.entry_count, 99);
    assert_non_null(strstr(fixture->error.text, "another process"));
    reopen(fixture);
}

static void folder_that_cannot_be_made_is_an_io_error(void **state)
{
    struct fixture *fixture = *state;

    snprintf(fixture->dir.text, sizeof(fixture->dir.text), "%s/no/such", fixture->folder.path);
    assert_int_equal(try_open(fixture), CFD_ERR_IO);
    assert_int_equal(errno, ENOENT);
    test_file_write(path_of(fixture, "file").text, "x", 1);
    fixture->dir = path_of(fixture, "file");
    assert_int_equal(try_open(fixture), CFD_ERR_IO);
    assert_int_equal(
        cfd_log_open(fixture->dir.text, &fixture->options, &fixture->log, &fixture->report, NULL),
        CFD_ERR_IO);
}

/* --- tears */

/* Three batches in one segment; tells where the last begins and where all ends. */
static uint8_t *three_batches(struct fixture *fixture, size_t *out_last_at, size_t *out_bytes)
{
    struct cfd_log_report report;

    open_log(fixture);
    write_batch_of(fixture->log, 3);
    write_batch_of(fixture->log, 5);
    cfd_log_stat(fixture->log, &report);
    *out_last_at = report.log_bytes;
    write_batch_of(fixture->log, 2);
    close_log(fixture);
    return test_file_read(path_of(fixture, SEGMENT_0).text, out_bytes);
}

static void tail_torn_at_any_byte_is_cut(void **state)
{
    struct fixture *fixture = *state;
    size_t last_at, byte_count, left_bytes;
    uint8_t *bytes = three_batches(fixture, &last_at, &byte_count);
    struct test_path path = path_of(fixture, SEGMENT_0);
    struct stat facts;

    for (size_t cut = last_at; cut < byte_count; cut++) {
        test_file_write(path.text, bytes, cut);
        open_log(fixture);
        assert_int_equal(fixture->report.torn_bytes, cut - last_at);
        assert_int_equal(read_serials(fixture->log), 8);
        assert_int_equal(stat(path.text, &facts), 0);
        assert_int_equal(facts.st_size, last_at);
        if (cut % 7 == 0) {
            write_batch_of(fixture->log, 4);
            reopen(fixture);
            assert_int_equal(fixture->report.torn_bytes, 0);
            assert_int_equal(read_serials(fixture->log), 12);
        }
        close_log(fixture);
    }
    left_bytes = byte_count - last_at;
    assert_true(left_bytes > 100);
    free(bytes);
}

static void tail_of_zeros_is_cut(void **state)
{
    struct fixture *fixture = *state;
    size_t last_at, byte_count;
    uint8_t *bytes = three_batches(fixture, &last_at, &byte_count);
    const size_t more[] = {1, 27, 28, 100, 511, 512, 4096, 300000};

    bytes = realloc(bytes, byte_count + 300000);
    memset(bytes + byte_count, 0, 300000);
    for (size_t i = 0; i < TEST_COUNT(more); i++) {
        test_file_write(path_of(fixture, SEGMENT_0).text, bytes, byte_count + more[i]);
        open_log(fixture);
        assert_int_equal(fixture->report.torn_bytes, more[i]);
        assert_int_equal(read_serials(fixture->log), 10);
        close_log(fixture);
    }
    free(bytes);
}

/* A last batch over several sectors of which some never came to the disk. */
static void sectors_that_are_missing_are_cut(void **state)
{
    struct fixture *fixture = *state;
    struct test_path path = path_of(fixture, SEGMENT_0);
    size_t last_at, byte_count, from, to;
    struct cfd_log_report report;
    uint8_t *bytes, *torn;
    uint32_t sector_count;

    open_log(fixture);
    write_batch_of(fixture->log, 11);
    cfd_log_stat(fixture->log, &report);
    last_at = report.log_bytes;
    write_batch_of(fixture->log, 40);
    close_log(fixture);
    bytes = test_file_read(path.text, &byte_count);
    torn = malloc(byte_count);
    sector_count = (uint32_t)((byte_count - 1) / 512 - last_at / 512 + 1);
    assert_in_range(sector_count, 4, 8);
    for (uint32_t missing = 1; missing < 1u << sector_count; missing++) {
        memcpy(torn, bytes, byte_count);
        for (uint32_t i = 0; i < sector_count; i++) {
            from = (last_at / 512 + i) * 512;
            to = from + 512 < byte_count ? from + 512 : byte_count;
            from = from < last_at ? last_at : from;
            if (missing >> i & 1)
                memset(torn + from, 0, to - from);
        }
        test_file_write(path.text, torn, byte_count);
        open_log(fixture);
        assert_int_equal(fixture->report.torn_bytes, byte_count - last_at);
        assert_int_equal(read_serials(fixture->log), 11);
        close_log(fixture);
    }
    free(bytes);
    free(torn);
}

/* --- damage */

/* The fixture's first segments, as they are read into memory: thousands of openings are too many for
 * a real disk. */
struct copy {
    struct memory_files disk;
    uint8_t *bytes[2];
    size_t byte_counts[2];
    uint32_t segment_count;
};

static struct copy *copy_of(struct fixture *fixture, uint32_t segment_count)
{
    const char *const names[] = {SEGMENT_0, SEGMENT_1};
    struct copy *copy = calloc(1, sizeof(*copy));

    copy->segment_count = segment_count;
    for (uint32_t i = 0; i < segment_count; i++)
        copy->bytes[i] = test_file_read(path_of(fixture, names[i]).text, &copy->byte_counts[i]);
    return copy;
}

static void copy_free(struct copy *copy)
{
    for (uint32_t i = 0; i < copy->segment_count; i++)
        free(copy->bytes[i]);
    free(copy);
}

/* Opens the copy and reads it; the first bad status. A refusal must leave all as it was. */
static enum cfd_status verify_copy(struct fixture *fixture, struct copy *copy)
{
    struct serial_check check = {.index = 0};
    const struct memory_file *file;
    char name[CFDI_SEGMENT_NAME_BYTES];
    enum cfd_status status;

    memory_files_init(&copy->disk, 1);
    for (uint32_t i = 0; i < copy->segment_count; i++) {
        cfdi_segment_name(i, name);
        memory_put_file(&copy->disk, name, copy->bytes[i], copy->byte_counts[i]);
    }
    status = cfdi_log_open_with(&copy->disk.calls, "log", &fixture->options, &fixture->log,
                                &fixture->report, &fixture->error);
    if (status == CFD_OK)
        status = cfd_log_read(fixture->log, 0, check_entry, &check, &fixture->error);
    close_log(fixture);
    for (uint32_t i = 0; status != CFD_OK && i < copy->segment_count; i++) {
        file = &copy->disk.files[i];
        assert_int_equal(file->seen_bytes, copy->byte_counts[i]);
        assert_memory_equal(file->seen, copy->bytes[i], copy->byte_counts[i]);
    }
    memory_files_deinit(&copy->disk);
    return status;
}

/* Changes each byte of each segment in several ways. */
static void change_every_byte(struct fixture *fixture, struct copy *copy)
{
    const uint8_t changes[] = {0x01, 0x02, 0x10, 0x80, 0xff};
    char name[CFDI_SEGMENT_NAME_BYTES];

    assert_int_equal(verify_copy(fixture, copy), CFD_OK);
    for (uint32_t i = 0; i < copy->segment_count; i++) {
        cfdi_segment_name(i, name);
        for (size_t at = 0; at < copy->byte_counts[i]; at++) {
            for (size_t change = 0; change < TEST_COUNT(changes); change++) {
                copy->bytes[i][at] ^= changes[change];
                if (verify_copy(fixture, copy) != CFD_ERR_CORRUPT)
                    fail_msg("%s: byte %zu ^ %02x goes unseen", name, at, changes[change]);
                assert_non_null(strstr(fixture->error.text, name));
                copy->bytes[i][at] ^= changes[change];
            }
        }
    }
}

static void every_changed_byte_is_found(void **state)
{
    struct fixture *fixture = *state;
    struct copy *copy;

    fixture->options.segment_bytes = 600;
    open_log(fixture);
    for (int i = 0; i < 3; i++)
        write_batch_of(fixture->log, 4);
    write_batch_of(fixture->log, 2);
    cfd_log_stat(fixture->log, &fixture->report);
    assert_int_equal(fixture->report.segment_count, 2);
    close_log(fixture);
    copy = copy_of(fixture, 2);
    change_every_byte(fixture, copy);
    copy_free(copy);
}

/* A last batch of many sectors. */
static void changed_byte_in_a_long_last_batch_is_found(void **state)
{
    struct fixture *fixture = *state;
    struct copy *copy;

    open_log(fixture);
    write_batch_of(fixture->log, 7);
    write_batch_of(fixture->log, 100);
    close_log(fixture);
    copy = copy_of(fixture, 1);
    assert_true(copy->byte_counts[0] > 10 * 512);
    change_every_byte(fixture, copy);
    copy_free(copy);
}

/* Opens and reads; the first bad status. */
static enum cfd_status verify(struct fixture *fixture)
{
    struct serial_check check = {.index = 0};
    enum cfd_status status = try_open(fixture);

    if (status != CFD_OK)
        return status;
    status = cfd_log_read(fixture->log, 0, check_entry, &check, &fixture->error);
    close_log(fixture);
    return status;
}

static void missing_segment_is_damage(void **state)
{
    struct fixture *fixture = *state;

    fixture->options.segment_bytes = 300;
    open_log(fixture);
    for (int i = 0; i < 4; i++)
        write_batch_of(fixture->log, 5);
    close_log(fixture);
    assert_int_equal(unlink(path_of(fixture, SEGMENT_1).text), 0);
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
    assert_non_null(strstr(fixture->error.text, "missing"));
}

static void first_segment_missing_is_damage(void **state)
{
    struct fixture *fixture = *state;

    fixture->options.segment_bytes = 300;
    open_log(fixture);
    write_batch_of(fixture->log, 5);
    write_batch_of(fixture->log, 5);
    close_log(fixture);
    assert_int_equal(unlink(path_of(fixture, SEGMENT_0).text), 0);
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
    assert_int_equal(access(path_of(fixture, SEGMENT_0).text, F_OK), -1);
}

static void swapped_segments_are_damage(void **state)
{
    struct fixture *fixture = *state;
    struct test_path aside = path_of(fixture, "log/aside");

    fixture->options.segment_bytes = 300;
    open_log(fixture);
    for (int i = 0; i < 3; i++)
        write_batch_of(fixture->log, 5);
    close_log(fixture);
    assert_int_equal(rename(path_of(fixture, SEGMENT_0).text, aside.text), 0);
    assert_int_equal(rename(path_of(fixture, SEGMENT_1).text, path_of(fixture, SEGMENT_0).text), 0);
    assert_int_equal(rename(aside.text, path_of(fixture, SEGMENT_1).text), 0);
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
}

static void segment_of_another_log_is_damage(void **state)
{
    struct fixture *fixture = *state;
    struct test_path kept = path_of(fixture, "kept");
    size_t byte_count;
    uint8_t *bytes;

    fixture->options.segment_bytes = 300;
    open_log(fixture);
    write_batch_of(fixture->log, 5);
    write_batch_of(fixture->log, 5);
    close_log(fixture);
    bytes = test_file_read(path_of(fixture, SEGMENT_1).text, &byte_count);
    assert_int_equal(rename(fixture->dir.text, kept.text), 0);
    open_log(fixture);
    write_batch_of(fixture->log, 5);
    write_batch_of(fixture->log, 5);
    close_log(fixture);
    test_file_write(path_of(fixture, SEGMENT_1).text, bytes, byte_count);
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
    assert_non_null(strstr(fixture->error.text, "another log"));
    free(bytes);
}

static void earlier_segment_cut_short_is_damage(void **state)
{
    struct fixture *fixture = *state;
    struct test_path path = path_of(fixture, SEGMENT_0);
    struct stat facts;

    fixture->options.segment_bytes = 300;
    open_log(fixture);
    write_batch_of(fixture->log, 5);
    write_batch_of(fixture->log, 5);
    close_log(fixture);
    assert_int_equal(stat(path.text, &facts), 0);
    for (off_t cut = 1; cut < facts.st_size - 127; cut++) {
        assert_int_equal(truncate(path.text, facts.st_size - cut), 0);
        assert_int_equal(verify(fixture), CFD_ERR_CORRUPT);
    }
}

static void what_stands_behind_a_segments_end_is_nobodys(void **state)
{
    struct fixture *fixture = *state;
    int file;

    fixture->options.segment_bytes = 300;
    open_log(fixture);
    write_batch_of(fixture->log, 5);
    write_batch_of(fixture->log, 5);
    close_log(fixture);
    file = open(path_of(fixture, SEGMENT_0).text, O_WRONLY | O_APPEND);
    assert_int_equal(write(file, "the rest of a failed write", 26), 26);
    close(file);
    open_log(fixture);
    assert_int_equal(read_serials(fixture->log), 10);
}

/* --- entries made by hand */

/* Writes a segment 0 with the header of the one that is there and these bytes behind it. */
static void write_entries(struct fixture *fixture, const uint8_t *entries, size_t entries_bytes)
{
    struct test_path path = path_of(fixture, SEGMENT_0);
    size_t byte_count;
    uint8_t *bytes = test_file_read(path.text, &byte_count);

    bytes = realloc(bytes, 128 + entries_bytes);
    memcpy(bytes + 128, entries, entries_bytes);
    test_file_write(path.text, bytes, 128 + entries_bytes);
    free(bytes);
}

static size_t put_entry(uint8_t *out, uint64_t index, uint16_t type, uint16_t version,
                        const void *payload, size_t payload_bytes)
{
    const struct cfd_log_entry entry = {index, type, version, 1,
                                        cfd_bytes_of(payload, payload_bytes)};

    return cfdi_entry_encode(&entry, out);
}

static size_t put_commit_of(uint8_t *out, uint64_t index, uint64_t first, uint32_t count)
{
    uint8_t payload[16];
    size_t payload_bytes = cfdi_commit_encode(first, count, NULL, 0, payload);

    return put_entry(out, index, CFD_ENTRY_COMMIT, 1, payload, payload_bytes);
}

static void commit_that_does_not_fit_is_damage(void **state)
{
    struct fixture *fixture = *state;
    const struct {
        uint64_t index, first;
        uint32_t count;
        enum cfd_status status;
    } commits[] = {
        {1, 0, 1, CFD_OK},          {1, 0, 2, CFD_ERR_CORRUPT}, {1, 0, 0, CFD_ERR_CORRUPT},
        {1, 1, 0, CFD_ERR_CORRUPT}, {2, 0, 2, CFD_ERR_CORRUPT}, {0, 0, 0, CFD_ERR_CORRUPT},
    };
    uint8_t bytes[200];
    size_t used;

    open_log(fixture);
    close_log(fixture);
    for (size_t i = 0; i < TEST_COUNT(commits); i++) {
        used = put_entry(bytes, 0, TEST_TYPE, 1, "payload", 7);
        used += put_commit_of(bytes + used, commits[i].index, commits[i].first, commits[i].count);
        write_entries(fixture, bytes, used);
        assert_int_equal(try_open(fixture), commits[i].status);
        close_log(fixture);
    }
}

static void entry_of_a_newer_version_is_refused(void **state)
{
    struct fixture *fixture = *state;
    const struct {
        uint16_t type, version;
        enum cfd_status status;
    } entries[] = {
        {TEST_TYPE, 2, CFD_OK}, /* its decoder says no */
        {CFD_ENTRY_SHAPE, 1, CFD_ERR_VERSION},
        {0x7fff, 1, CFD_ERR_VERSION},
        {0x8000, 1, CFD_OK}, /* may be passed over */
        {0xffff, 9, CFD_OK},
        {CFD_ENTRY_COMMIT, 2, CFD_ERR_VERSION},
        {0, 1, CFD_ERR_CORRUPT},
    };
    uint8_t bytes[200];
    size_t used;

    open_log(fixture);
    close_log(fixture);
    for (size_t i = 0; i < TEST_COUNT(entries); i++) {
        used = put_entry(bytes, 0, entries[i].type, entries[i].version, "payload", 7);
        used += put_commit_of(bytes + used, 1, 0, 1);
        write_entries(fixture, bytes, used);
        assert_int_equal(try_open(fixture), entries[i].status);
        close_log(fixture);
    }
}

static void commit_of_bad_payload_is_damage(void **state)
{
    struct fixture *fixture = *state;
    uint8_t payload[16 + 24];
    uint8_t bytes[200];
    size_t used;

    memset(payload, 0, sizeof(payload));
    open_log(fixture);
    close_log(fixture);
    for (size_t payload_bytes = 0; payload_bytes <= sizeof(payload); payload_bytes++) {
        used = put_entry(bytes, 0, CFD_ENTRY_COMMIT, 1, payload, payload_bytes);
        write_entries(fixture, bytes, used);
        assert_int_equal(try_open(fixture), payload_bytes == 16 ? CFD_OK : CFD_ERR_CORRUPT);
        close_log(fixture);
    }
}

/* --- headers of other versions */

static void rewrite_header(struct fixture *fixture, size_t at, uint32_t value, size_t header_bytes)
{
    struct test_path path = path_of(fixture, SEGMENT_0);
    size_t byte_count;
    uint8_t *bytes = test_file_read(path.text, &byte_count);
    struct cfd_writer writer;

    bytes = realloc(bytes, header_bytes);
    memset(bytes + 124, 0, header_bytes - 124);
    writer = cfd_writer_of(bytes + at, 4);
    cfd_put_u32(&writer, value);
    writer = cfd_writer_of(bytes + 12, 4);
    cfd_put_u32(&writer, (uint32_t)header_bytes);
    writer = cfd_writer_of(bytes + header_bytes - 4, 4);
    cfd_put_u32(&writer, cfd_crc32c(0, bytes, header_bytes - 4));
    test_file_write(path.text, bytes, header_bytes);
    free(bytes);
}

static void newer_segment_is_refused_and_left_alone(void **state)
{
    struct fixture *fixture = *state;
    const size_t sizes[] = {128, 132, 256, 4096};

    open_log(fixture);
    close_log(fixture);
    for (size_t i = 0; i < TEST_COUNT(sizes); i++) {
        rewrite_header(fixture, 8, 2, sizes[i]);
        assert_int_equal(try_open(fixture), CFD_ERR_VERSION);
        assert_non_null(strstr(fixture->error.text, "newer"));
    }
    rewrite_header(fixture, 8, 1, 128);
    open_log(fixture);
}

static void header_of_version_1_has_one_form(void **state)
{
    struct fixture *fixture = *state;

    open_log(fixture);
    close_log(fixture);
    rewrite_header(fixture, 8, 1, 256); /* longer */
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
    rewrite_header(fixture, 80, 1, 128); /* something where zeros belong */
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
    rewrite_header(fixture, 80, 0, 128);
    rewrite_header(fixture, 72, 1, 128); /* carried over from nowhere */
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
    rewrite_header(fixture, 72, 0, 128);
    rewrite_header(fixture, 52, 1, 128); /* another number */
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
    rewrite_header(fixture, 52, 0, 128);
    rewrite_header(fixture, 56, 5, 128); /* does not begin with entry 0 */
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
    rewrite_header(fixture, 56, 0, 128);
    open_log(fixture);
    close_log(fixture);
    test_file_write(path_of(fixture, SEGMENT_0).text, "", 0);
    assert_int_equal(try_open(fixture), CFD_ERR_CORRUPT);
}

#define TEST_CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_CASE(new_log_is_empty),
        TEST_CASE(committed_entries_are_there_again),
        TEST_CASE(appended_and_not_committed_does_not_exist),
        TEST_CASE(append_tells_the_index_it_will_have),
        TEST_CASE(read_begins_and_ends_where_told),
        TEST_CASE(empty_commit_writes_nothing),
        TEST_CASE(what_cannot_be_appended_is_refused),
        TEST_CASE(full_batch_must_be_committed_first),
        TEST_CASE(reserved_room_is_there),
        TEST_CASE(rings_are_remembered_and_never_go_back),
        TEST_CASE(oldest_ring_is_forgotten_first),
        TEST_CASE(full_segment_is_followed_by_another),
        TEST_CASE(last_segment_alone_tells_all_rings),
        TEST_CASE(unfinished_segment_is_removed),
        TEST_CASE(second_writer_is_denied),
        TEST_CASE(folder_that_cannot_be_made_is_an_io_error),
        TEST_CASE(tail_torn_at_any_byte_is_cut),
        TEST_CASE(tail_of_zeros_is_cut),
        TEST_CASE(sectors_that_are_missing_are_cut),
        TEST_CASE(every_changed_byte_is_found),
        TEST_CASE(changed_byte_in_a_long_last_batch_is_found),
        TEST_CASE(missing_segment_is_damage),
        TEST_CASE(first_segment_missing_is_damage),
        TEST_CASE(swapped_segments_are_damage),
        TEST_CASE(segment_of_another_log_is_damage),
        TEST_CASE(earlier_segment_cut_short_is_damage),
        TEST_CASE(what_stands_behind_a_segments_end_is_nobodys),
        TEST_CASE(commit_that_does_not_fit_is_damage),
        TEST_CASE(entry_of_a_newer_version_is_refused),
        TEST_CASE(commit_of_bad_payload_is_damage),
        TEST_CASE(newer_segment_is_refused_and_left_alone),
        TEST_CASE(header_of_version_1_has_one_form),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
