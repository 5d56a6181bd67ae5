/* SPDX-License-Identifier: Apache-2.0
 * The log when the file system fails: every call once and for ever, writes that come up short, a
 * full disk, a kill between any two calls, and power that goes at any moment. Whatever happened,
 * what was committed is there, once, and nobody has to repair anything. */
#include "lib/ledger/log.h"

#include <errno.h>

#include "tests/lib/log.h"
#include "tests/lib/memory_files.h"
#include "tests/lib/test.h"

#define SEGMENT_BYTES 1500u

/* --- faults */

struct fault {
    uint64_t at; /* number of the call, from 1; 0: never */
    bool is_for_ever;
    bool is_kill;     /* the process dies instead */
    int error;        /* 0: writes do one byte only */
    const char *only; /* this call only; NULL: any */
    uint64_t count;
    bool has_struck;
    struct memory_files *disk;
};

static int strike(void *ctx, const char *call, size_t *write_bytes)
{
    struct fault *fault = ctx;

    if (fault->only != NULL && strcmp(fault->only, call) != 0)
        return 0;
    fault->count++;
    if (fault->at == 0 || fault->count < fault->at ||
        (fault->count > fault->at && !fault->is_for_ever))
        return 0;
    fault->has_struck = true;
    if (fault->is_kill)
        fault->disk->is_dead = true;
    if (fault->error == 0 && write_bytes != NULL && *write_bytes > 1)
        *write_bytes = 1;
    return fault->error;
}

/* --- an engine */

struct engine {
    struct memory_files *disk;
    struct cfd_log *log;
    struct cfd_log_report report;
    uint64_t segment_bytes; /* 0: SEGMENT_BYTES */
    uint64_t serial;        /* last appended */
    uint64_t committed;     /* last that a commit answered for */
};

static enum cfd_status start(struct engine *engine)
{
    const struct cfd_log_options options = {
        engine->segment_bytes != 0 ? engine->segment_bytes : SEGMENT_BYTES, 1};

    engine->log = NULL;
    test_salt++;
    CFD_TRY(cfdi_log_open_with(&engine->disk->calls, "log", &options, &engine->log, &engine->report,
                               NULL));
    engine->serial = log_serial(engine->log);
    return CFD_OK;
}

static enum cfd_status add_batch(struct engine *engine, unsigned entry_count)
{
    for (unsigned i = 0; i < entry_count; i++)
        assert_int_equal(append_serial(engine->log, ++engine->serial), CFD_OK);
    CFD_TRY(commit_serial(engine->log, engine->serial));
    engine->committed = engine->serial;
    return CFD_OK;
}

/* A second engine after the first: opens, reads all, writes on. */
static void recover(struct memory_files *disk, uint64_t committed)
{
    struct engine engine = {.disk = disk};

    assert_int_equal(start(&engine), CFD_OK);
    assert_true(read_serials(engine.log) >= committed);
    assert_int_equal(add_batch(&engine, 5), CFD_OK);
    assert_int_equal(read_serials(engine.log), engine.committed);
    cfd_log_close(engine.log);
    assert_int_equal(memory_open_count(disk), 0);
    assert_int_equal(start(&engine), CFD_OK);
    assert_int_equal(engine.report.torn_bytes, 0);
    assert_int_equal(read_serials(engine.log), engine.committed);
    cfd_log_close(engine.log);
}

/* An engine's day: begin, several batches over three segments, stop, begin again, one more. It goes
 * on after every failure, as the daemon does. */
static void live(struct engine *engine)
{
    for (int day = 0; day < 2; day++) {
        if (start(engine) != CFD_OK)
            continue;
        for (int i = 0; i < 8; i++)
            (void)add_batch(engine, 8);
        cfd_log_close(engine->log);
        engine->log = NULL;
    }
}

/* A disk with a torn tail, so that recovery has something to do. */
static void tear(struct memory_files *disk)
{
    struct engine engine = {.disk = disk};
    struct memory_name *last;

    assert_int_equal(start(&engine), CFD_OK);
    for (int i = 0; i < 4; i++)
        assert_int_equal(add_batch(&engine, 10), CFD_OK);
    cfd_log_close(engine.log);
    last = memory_find(&disk->seen, "00000001.seg");
    assert_non_null(last);
    disk->files[last->file].seen_bytes -= 10;
    disk->files[last->file].disk_bytes -= 10;
}

static const int errors[] = {EIO, ENOSPC, EDQUOT, EFBIG, EACCES};

static void fail_each_call(void **state, bool is_for_ever, bool is_torn)
{
    struct memory_files *disk = malloc(sizeof(*disk));
    struct fault fault;
    struct engine engine;
    uint64_t at;

    for (size_t i = 0; i < TEST_COUNT(errors); i++) {
        fault.has_struck = true;
        for (at = 1; fault.has_struck; at++) {
            memory_files_init(disk, (uint32_t)at);
            if (is_torn)
                tear(disk);
            fault = (struct fault){.at = at, .is_for_ever = is_for_ever, .error = errors[i]};
            disk->hook = strike;
            disk->hook_ctx = &fault;
            engine = (struct engine){.disk = disk};
            live(&engine);
            assert_int_equal(memory_open_count(disk), 0);
            disk->hook = NULL;
            if (at % 2 == 0)
                memory_power_loss(disk);
            recover(disk, is_torn && engine.committed < 30 ? 30 : engine.committed);
            memory_files_deinit(disk);
        }
        assert_true(at > 60);
    }
    free(disk);
}

static void fail_each_call_once(void **state)
{
    fail_each_call(state, false, false);
}

static void fail_each_call_for_ever(void **state)
{
    fail_each_call(state, true, false);
}

static void fail_each_call_once_in_recovery(void **state)
{
    fail_each_call(state, false, true);
}

static void fail_each_call_for_ever_in_recovery(void **state)
{
    fail_each_call(state, true, true);
}

static void fail_each_write_by_all_but_one_byte(void **state)
{
    struct memory_files *disk = malloc(sizeof(*disk));
    struct fault fault = {.has_struck = true};
    struct engine engine;

    for (int is_for_ever = 0; is_for_ever < 2; is_for_ever++) {
        fault.has_struck = true;
        for (uint64_t at = 1; fault.has_struck; at++) {
            memory_files_init(disk, 1);
            fault = (struct fault){.at = at, .is_for_ever = is_for_ever, .only = "write"};
            disk->hook = strike;
            disk->hook_ctx = &fault;
            engine = (struct engine){.disk = disk};
            live(&engine);
            assert_int_equal(engine.committed, 2 * 8 * 8); /* a short write is no failure */
            disk->hook = NULL;
            recover(disk, engine.committed);
            memory_files_deinit(disk);
        }
    }
    free(disk);
}

/* --- kills and power */

static void killed_between_any_two_calls(void **state)
{
    struct memory_files *disk = malloc(sizeof(*disk));
    struct fault fault = {.has_struck = true};
    struct engine engine;

    for (int has_power = 0; has_power < 2; has_power++) {
        fault.has_struck = true;
        for (uint64_t at = 1; fault.has_struck; at++) {
            memory_files_init(disk, (uint32_t)at);
            fault = (struct fault){.at = at, .is_kill = true, .disk = disk};
            disk->hook = strike;
            disk->hook_ctx = &fault;
            engine = (struct engine){.disk = disk};
            live(&engine);
            disk->hook = NULL;
            if (has_power)
                memory_kill(disk);
            else
                memory_power_loss(disk);
            recover(disk, engine.committed);
            memory_files_deinit(disk);
        }
    }
    free(disk);
}

struct storm {
    struct memory_files *disk;
    uint32_t fault_odds; /* one call in that many fails; 0: none */
    uint64_t calls_left;
};

static int rage(void *ctx, const char *call, size_t *write_bytes)
{
    struct storm *storm = ctx;

    if (storm->calls_left-- == 0)
        storm->disk->is_dead = true;
    if (storm->fault_odds == 0 || memory_draw(storm->disk, storm->fault_odds) > 0)
        return 0;
    if (write_bytes != NULL && memory_draw(storm->disk, 2)) {
        *write_bytes = 1 + memory_draw(storm->disk, (uint32_t)*write_bytes);
        return 0;
    }
    return errors[memory_draw(storm->disk, TEST_COUNT(errors))];
}

/* An engine's life until the power goes, wherever it stands then. */
static void live_through(struct engine *engine, struct storm *storm)
{
    storm->calls_left = memory_draw(storm->disk, 50);
    storm->fault_odds = storm->disk->cannot_read_disk || memory_draw(storm->disk, 2)
                            ? 0
                            : 2 + memory_draw(storm->disk, 60);
    storm->disk->cannot_reserve = memory_draw(storm->disk, 2);
    storm->disk->hook = rage;
    storm->disk->hook_ctx = storm;
    while (!storm->disk->is_dead) {
        if (start(engine) != CFD_OK)
            continue;
        for (uint32_t i = memory_draw(storm->disk, 8); i > 0; i--)
            (void)add_batch(engine, 1 + memory_draw(storm->disk, 60));
        cfd_log_close(engine->log);
    }
    storm->disk->hook = NULL;
    if (memory_draw(storm->disk, 5) == 0)
        memory_kill(storm->disk);
    else
        memory_power_loss(storm->disk);
}

/* Many machines, each losing its power several times. The seconds this takes grow with ROUNDS. */
#define ROUNDS 3000

static void prop_power_loss_loses_nothing_committed(void **state)
{
    struct memory_files *disk = malloc(sizeof(*disk));
    struct storm storm = {.disk = disk};
    struct engine engine;
    uint64_t torn_count = 0;

    for (uint32_t round = 0; round < ROUNDS; round++) {
        memory_files_init(disk, round * 7919 + 1);
        /* Where the disk cannot be looked at, a sync that failed before a death goes unseen. */
        disk->cannot_read_disk = round % 4 == 0;
        engine = (struct engine){.disk = disk};
        for (int loss = 0; loss < 10; loss++) {
            live_through(&engine, &storm);
            if (memory_draw(disk, 2)) /* the next one finds it as it lies */
                continue;
            assert_int_equal(start(&engine), CFD_OK);
            assert_true(read_serials(engine.log) >= engine.committed);
            torn_count += engine.report.torn_bytes > 0;
            cfd_log_close(engine.log);
        }
        recover(disk, engine.committed);
        memory_files_deinit(disk);
    }
    assert_true(torn_count > ROUNDS / 10); /* the storm is one */
    free(disk);
}

/* --- single faults, by name */

struct fixture {
    struct memory_files disk;
    struct fault fault;
    struct engine engine;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    memory_files_init(&fixture->disk, 5);
    fixture->engine.disk = &fixture->disk;
    assert_int_equal(start(&fixture->engine), CFD_OK);
    assert_int_equal(add_batch(&fixture->engine, 3), CFD_OK);
    fixture->disk.hook = strike;
    fixture->disk.hook_ctx = &fixture->fault;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    cfd_log_close(fixture->engine.log);
    fixture->disk.hook = NULL;
    recover(&fixture->disk, fixture->engine.committed);
    memory_files_deinit(&fixture->disk);
    free(fixture);
    return 0;
}

static void fail_next(struct fixture *fixture, const char *call, int error)
{
    fixture->fault = (struct fault){.at = 1, .error = error, .only = call};
}

static uint64_t segment_count(const struct fixture *fixture)
{
    struct cfd_log_report report;

    cfd_log_stat(fixture->engine.log, &report);
    return report.segment_count;
}

static void fail_sync_ends_the_segment_and_keeps_the_batch(void **state)
{
    struct fixture *fixture = *state;

    fail_next(fixture, "sync_data", EIO);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_IO);
    assert_int_equal(errno, EIO);
    assert_int_equal(read_serials(fixture->engine.log), 3);
    assert_int_equal(segment_count(fixture), 1);
    assert_int_equal(commit_serial(fixture->engine.log, 5), CFD_OK);
    assert_int_equal(segment_count(fixture), 2);
    assert_int_equal(read_serials(fixture->engine.log), 5);
    fixture->engine.committed = 5;
}

static void fail_sync_is_never_repeated_on_the_file(void **state)
{
    struct fixture *fixture = *state;

    fixture->fault =
        (struct fault){.at = 1, .is_for_ever = true, .error = EIO, .only = "sync_data"};
    for (int i = 0; i < 5; i++)
        assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_IO);
    /* Each try was of a segment of its own. */
    assert_int_equal(fixture->fault.count, 5);
    assert_int_equal(segment_count(fixture), 5);
    fixture->fault.at = 0;
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    assert_int_equal(read_serials(fixture->engine.log), 3 + 6 * 2);
}

/* The sync failed and the process dies. The page cache shows the batch as whole, and no further sync
 * would bring it to the disk: once it counts, it must be there. */
static void fail_sync_then_death_does_not_trust_the_page_cache(void **state)
{
    struct fixture *fixture = *state;

    fail_next(fixture, "sync_data", EIO);
    assert_int_equal(add_batch(&fixture->engine, 200), CFD_ERR_IO);
    cfd_log_close(fixture->engine.log);
    assert_int_equal(start(&fixture->engine), CFD_OK);
    assert_int_equal(read_serials(fixture->engine.log), 203);
    cfd_log_close(fixture->engine.log);
    memory_power_loss(&fixture->disk);
    assert_int_equal(start(&fixture->engine), CFD_OK);
    assert_int_equal(read_serials(fixture->engine.log), 203);
}

static void large_segments(struct fixture *fixture)
{
    fixture->engine.segment_bytes = 1u << 20;
    cfd_log_close(fixture->engine.log);
    assert_int_equal(start(&fixture->engine), CFD_OK);
}

/* A sync came back good without its last sector; the next one tells. What was answered for is taken
 * along into the new segment. */
static void fail_sync_that_lied_before_is_made_good(void **state)
{
    struct fixture *fixture = *state;

    large_segments(fixture);
    fixture->disk.is_next_sync_a_lie = true;
    assert_int_equal(add_batch(&fixture->engine, 50), CFD_OK);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_IO);
    assert_int_equal(read_serials(fixture->engine.log), 53);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    assert_int_equal(read_serials(fixture->engine.log), 57);
    assert_int_equal(segment_count(fixture), 2);
    cfd_log_close(fixture->engine.log);
    memory_power_loss(&fixture->disk);
    assert_int_equal(start(&fixture->engine), CFD_OK);
    assert_int_equal(read_serials(fixture->engine.log), 57);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    assert_int_equal(segment_count(fixture), 2);
}

/* The same when the segment is full and nobody would sync it again. */
static void fail_sync_that_lied_last_is_made_good(void **state)
{
    struct fixture *fixture = *state;

    fixture->disk.is_next_sync_a_lie = true;
    assert_int_equal(add_batch(&fixture->engine, 50), CFD_OK);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    assert_int_equal(segment_count(fixture), 2);
    cfd_log_close(fixture->engine.log);
    memory_power_loss(&fixture->disk);
    assert_int_equal(start(&fixture->engine), CFD_OK);
    assert_int_equal(read_serials(fixture->engine.log), 55);
}

/* The same with a death before the new segment, and with a look at the disk that fails at first. */
static void fail_sync_that_lied_and_death_is_made_good(void **state)
{
    struct fixture *fixture = *state;

    large_segments(fixture);
    fixture->disk.is_next_sync_a_lie = true;
    assert_int_equal(add_batch(&fixture->engine, 50), CFD_OK);
    fail_next(fixture, "read", EIO);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_IO);
    assert_true(fixture->fault.has_struck);
    cfd_log_close(fixture->engine.log);
    memory_kill(&fixture->disk);
    assert_int_equal(start(&fixture->engine), CFD_OK);
    cfd_log_close(fixture->engine.log);
    memory_power_loss(&fixture->disk);
    assert_int_equal(start(&fixture->engine), CFD_OK);
    assert_int_equal(read_serials(fixture->engine.log), 55);
}

/* The first look at the ended segment fails; the next commit looks again before it goes on. */
static void fail_look_at_the_disk_is_repeated(void **state)
{
    const char *const calls[] = {"read", "read_disk"};
    struct fixture *fixture = *state;
    uint64_t before;

    large_segments(fixture);
    for (size_t i = 0; i < TEST_COUNT(calls); i++) {
        before = fixture->engine.serial;
        fixture->disk.is_next_sync_a_lie = true;
        assert_int_equal(add_batch(&fixture->engine, 50), CFD_OK);
        fail_next(fixture, calls[i], i == 0 ? EIO : ENOMEM);
        assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_IO);
        assert_true(fixture->fault.has_struck);
        assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
        cfd_log_close(fixture->engine.log);
        memory_power_loss(&fixture->disk);
        assert_int_equal(start(&fixture->engine), CFD_OK);
        assert_int_equal(read_serials(fixture->engine.log), before + 54);
    }
}

/* Rings named in the segment that lost its end are known behind the one that took it along. */
static void carried_segment_without_a_commit_of_its_own_knows_all_rings(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_log_ring other = {.ring_id = {'o'}, .sequence = 5};
    uint64_t sequence = 0;

    large_segments(fixture);
    assert_int_equal(cfd_log_commit(fixture->engine.log, &other, 1, 1), CFD_OK);
    fixture->disk.is_next_sync_a_lie = true;
    assert_int_equal(add_batch(&fixture->engine, 50), CFD_OK);
    fixture->fault =
        (struct fault){.at = 1, .is_for_ever = true, .error = EIO, .only = "sync_data"};
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_IO);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_IO); /* makes the second segment */
    assert_int_equal(segment_count(fixture), 2);
    fixture->fault.at = 0;
    cfd_log_close(fixture->engine.log);
    memory_power_loss(&fixture->disk);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(start(&fixture->engine), CFD_OK);
        assert_true(read_serials(fixture->engine.log) >= 53);
        assert_int_equal(cfd_log_ring_sequence(fixture->engine.log, other.ring_id, &sequence),
                         CFD_OK);
        assert_int_equal(sequence, 5);
        assert_int_equal(add_batch(&fixture->engine, 1), CFD_OK);
        if (i == 0)
            cfd_log_close(fixture->engine.log);
    }
}

static void fail_full_disk_leaves_the_file_as_it_was(void **state)
{
    struct fixture *fixture = *state;

    for (int can_reserve = 0; can_reserve < 2; can_reserve++) {
        fixture->disk.cannot_reserve = !can_reserve;
        fixture->disk.room_bytes = memory_used(&fixture->disk) + 50;
        for (int i = 0; i < 3; i++)
            assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_FULL);
        assert_int_equal(errno, ENOSPC);
        assert_int_equal(memory_used(&fixture->disk), fixture->disk.room_bytes - 50);
        assert_int_equal(segment_count(fixture), 1);
        fixture->disk.room_bytes = 0;
        assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
        assert_int_equal(segment_count(fixture), 1);
        assert_int_equal(read_serials(fixture->engine.log), fixture->engine.serial);
    }
}

static void fail_full_disk_while_a_segment_is_made(void **state)
{
    struct fixture *fixture = *state;

    while (memory_used(&fixture->disk) < SEGMENT_BYTES)
        assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    for (uint64_t room = 0; room < 128; room += 9) {
        fixture->disk.room_bytes = memory_used(&fixture->disk) + room;
        assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_FULL);
        assert_int_equal(segment_count(fixture), 1);
        assert_int_equal(fixture->disk.seen.count, 2); /* lock and the segment */
    }
    fixture->disk.room_bytes = 0;
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    assert_int_equal(segment_count(fixture), 2);
}

static void fail_folder_sync_takes_the_name_back(void **state)
{
    struct fixture *fixture = *state;

    while (memory_used(&fixture->disk) < SEGMENT_BYTES)
        assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    fixture->fault = (struct fault){.at = 2, .error = EIO, .only = "sync"}; /* file, folder */
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_ERR_IO);
    assert_null(memory_find(&fixture->disk.seen, "00000001.seg"));
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    assert_non_null(memory_find(&fixture->disk.seen, "00000001.seg"));
}

static void fail_reserve_that_is_not_there_is_no_failure(void **state)
{
    struct fixture *fixture = *state;

    while (memory_used(&fixture->disk) < SEGMENT_BYTES) /* a new one reserves anew */
        assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    fail_next(fixture, "reserve", EOPNOTSUPP);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    assert_int_equal(add_batch(&fixture->engine, 2), CFD_OK);
    assert_int_equal(fixture->fault.count, 1); /* asked once */
}

static void fail_read_tells_so(void **state)
{
    struct fixture *fixture = *state;
    struct serial_check check = {.index = 0};
    struct cfd_error error = {.text = ""};

    fail_next(fixture, "read", EIO);
    assert_int_equal(cfd_log_read(fixture->engine.log, 0, check_entry, &check, &error), CFD_ERR_IO);
    assert_non_null(strstr(error.text, "00000000.seg"));
    fail_next(fixture, "open", EMFILE);
    assert_int_equal(cfd_log_read(fixture->engine.log, 0, check_entry, &check, &error), CFD_ERR_IO);
    assert_int_equal(check.index, 0);
}

static void fail_cut_changes_nothing_for_the_next_opening(void **state)
{
    struct memory_files *disk = malloc(sizeof(*disk));
    const char *const calls[] = {"truncate", "sync", "sync_data"};
    struct fault fault;
    struct engine engine = {.disk = disk};

    for (size_t i = 0; i < TEST_COUNT(calls); i++) {
        memory_files_init(disk, 1);
        tear(disk);
        fault = (struct fault){.at = 1, .error = EIO, .only = calls[i]};
        disk->hook = strike;
        disk->hook_ctx = &fault;
        assert_int_equal(start(&engine), CFD_ERR_IO);
        assert_true(fault.has_struck);
        disk->hook = NULL;
        recover(disk, 30);
        memory_files_deinit(disk);
    }
    free(disk);
}

#define TEST_CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_each_call_once),
        cmocka_unit_test(fail_each_call_for_ever),
        cmocka_unit_test(fail_each_call_once_in_recovery),
        cmocka_unit_test(fail_each_call_for_ever_in_recovery),
        cmocka_unit_test(fail_each_write_by_all_but_one_byte),
        cmocka_unit_test(killed_between_any_two_calls),
        cmocka_unit_test(prop_power_loss_loses_nothing_committed),
        TEST_CASE(fail_sync_ends_the_segment_and_keeps_the_batch),
        TEST_CASE(fail_sync_is_never_repeated_on_the_file),
        TEST_CASE(fail_sync_then_death_does_not_trust_the_page_cache),
        TEST_CASE(fail_sync_that_lied_before_is_made_good),
        TEST_CASE(fail_sync_that_lied_last_is_made_good),
        TEST_CASE(fail_sync_that_lied_and_death_is_made_good),
        TEST_CASE(fail_look_at_the_disk_is_repeated),
        TEST_CASE(carried_segment_without_a_commit_of_its_own_knows_all_rings),
        TEST_CASE(fail_full_disk_leaves_the_file_as_it_was),
        TEST_CASE(fail_full_disk_while_a_segment_is_made),
        TEST_CASE(fail_folder_sync_takes_the_name_back),
        TEST_CASE(fail_reserve_that_is_not_there_is_no_failure),
        TEST_CASE(fail_read_tells_so),
        cmocka_unit_test(fail_cut_changes_nothing_for_the_next_opening),
    };

    return cmocka_run_group_tests_name("log_faults", tests, NULL, NULL);
}
