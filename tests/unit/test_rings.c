/* SPDX-License-Identifier: Apache-2.0
 * Rings: every record of every worker is booked once, whoever goes, comes again or lies. */
#include "daemon/engine/rings.h"

#include <dirent.h>

#include "tests/lib/worker.h"

struct engine {
    struct test_book test;
    struct cfd_rings rings;
    struct cfd_log_ring positions[CFD_RINGS_MAX];
    uv_loop_t loop;
    int listener;
    char path[100];
};

static void listen_at(struct engine *engine)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(engine->path, sizeof(engine->path), "%.80s/ring.sock", engine->test.folder.path);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", engine->path);
    engine->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(engine->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(engine->listener, 512), 0);
}

static void open_rings(struct engine *engine)
{
    assert_int_equal(uv_loop_init(&engine->loop), 0);
    assert_int_equal(
        cfd_rings_open(&engine->rings, &engine->loop, engine->listener, &engine->test.book),
        CFD_OK);
}

static void close_rings(struct engine *engine)
{
    cfd_rings_close(&engine->rings);
    uv_run(&engine->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&engine->loop), 0);
}

static struct engine *engine_make(void)
{
    struct engine *engine = calloc(1, sizeof(*engine));

    assert_non_null(engine);
    test_book_make(&engine->test);
    listen_at(engine);
    open_rings(engine);
    return engine;
}

static void engine_end(struct engine *engine)
{
    close_rings(engine);
    close(engine->listener);
    test_book_end(&engine->test);
    free(engine);
}

/* Killed and started again: what was not committed is gone, workers must come again. */
static void engine_restart(struct engine *engine)
{
    close_rings(engine);
    test_book_reopen(&engine->test);
    open_rings(engine);
}

/* Handles what sockets have to say. */
static void turn(struct engine *engine)
{
    for (int i = 0; i < 8; i++)
        uv_run(&engine->loop, UV_RUN_NOWAIT);
}

static enum cfd_status engine_read(struct engine *engine, uint32_t max, uint32_t *out_count)
{
    turn(engine);
    return cfd_rings_read(&engine->rings, max, TEST_NOW_MS, out_count);
}

static void engine_commit(struct engine *engine)
{
    size_t count = cfd_rings_positions(&engine->rings, engine->positions);

    assert_int_equal(cfd_book_commit(&engine->test.book, engine->positions, count, TEST_NOW_MS),
                     CFD_OK);
    (void)cfd_rings_release(&engine->rings, TEST_NOW_MS);
    turn(engine);
}

/* Reads and commits until nothing comes any more. */
static void engine_settle(struct engine *engine)
{
    uint32_t idle = 0;

    while (idle < 3) {
        uint32_t count = 0;

        assert_int_equal(engine_read(engine, 4096, &count), CFD_OK);
        assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
        engine_commit(engine);
        idle = count == 0 ? idle + 1 : 0;
    }
}

static uint64_t persons(struct engine *engine)
{
    return test_book_sums(&engine->test).person_count;
}

static uint64_t sights(struct engine *engine)
{
    return test_book_sums(&engine->test).sight_count;
}

static uint32_t open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    uint32_t count = 0;

    assert_non_null(dir);
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

static const struct cfd_gap_line *line_of(const struct engine *engine, enum cfd_gap reason)
{
    const struct cfd_coverage *coverage = &engine->test.book.coverage;

    for (uint32_t i = 0; i < coverage->line_count; i++)
        if (coverage->lines[i].reason == reason)
            return &coverage->lines[i];
    return NULL;
}

/* --- the way in */

static void worker_is_welcome_and_read(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;

    worker_make(&worker, 1);
    worker_show(&worker, 1);
    worker_connect(&worker, engine->path);
    turn(engine);
    assert_int_equal(worker_verdict(&worker), CFD_WELCOME_OK);
    assert_int_equal(cfd_rings_connected(&engine->rings), 1);
    worker_show(&worker, 2);
    engine_settle(engine);
    assert_int_equal(persons(engine), 2);
    assert_int_equal(test_book_sums(&engine->test).response_count, 2);
    worker_end(&worker);
    engine_end(engine);
}

static void assert_turned_away(struct engine *engine, struct worker *worker, int verdict)
{
    turn(engine);
    assert_int_equal(worker_verdict(worker), verdict);
    (void)cfd_rings_release(&engine->rings, TEST_NOW_MS);
    turn(engine);
    if (verdict >= 0)
        assert_int_equal(worker_verdict(worker), -1);
    assert_int_equal(engine->rings.count, 0);
    worker_end(worker);
}

static void hello_that_lies_is_turned_away(void **state)
{
    struct engine *engine = engine_make();
    struct cfd_hello hello;
    struct worker worker;

    worker_make(&worker, 1);
    hello = worker_hello(&worker);
    hello.ring_layout = CFD_RING_LAYOUT + 1;
    worker_dial(&worker, engine->path);
    worker_say(&worker, &hello);
    assert_turned_away(engine, &worker, CFD_WELCOME_LAYOUT);

    worker_make(&worker, 2);
    hello = worker_hello(&worker);
    hello.mapping_bytes *= 2;
    worker_dial(&worker, engine->path);
    worker_say(&worker, &hello);
    assert_turned_away(engine, &worker, CFD_WELCOME_REFUSED);

    worker_make(&worker, 3);
    hello = worker_hello(&worker);
    hello.ring_id[3] ^= 1;
    worker_dial(&worker, engine->path);
    worker_say(&worker, &hello);
    assert_turned_away(engine, &worker, CFD_WELCOME_REFUSED);

    worker_make_with(&worker, 4, F_SEAL_GROW);
    worker_connect(&worker, engine->path);
    assert_turned_away(engine, &worker, CFD_WELCOME_REFUSED);

    worker_make(&worker, 5);
    memset(worker.base, 0, 64);
    worker_connect(&worker, engine->path);
    assert_turned_away(engine, &worker, CFD_WELCOME_REFUSED);
    engine_end(engine);
}

/* Each time it comes the gap grows longer; what it counts nobody knows. */
static void refused_worker_is_a_gap(void **state)
{
    struct engine *engine = engine_make();
    const struct cfd_gap_line *line;
    struct cfd_hello hello;
    struct worker worker;

    worker_make(&worker, 1);
    hello = worker_hello(&worker);
    worker_end(&worker);
    hello.ring_layout = CFD_RING_LAYOUT + 1;
    for (int64_t minute = 0; minute < 3; minute++) {
        worker_make(&worker, 1);
        worker_dial(&worker, engine->path);
        worker_say(&worker, &hello);
        assert_turned_away(engine, &worker, CFD_WELCOME_LAYOUT);
        assert_int_equal(engine->rings.refused_count, 1);
        assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS + minute * 60000), CFD_OK);
        line = line_of(engine, CFD_GAP_RING_ABSENT);
        assert_non_null(line);
        assert_int_equal(line->response_count, 0);
        assert_int_equal(line->first_ms, TEST_NOW_MS);
        assert_int_equal(line->last_ms, TEST_NOW_MS + minute * 60000);
    }
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS + 9 * 60000), CFD_OK);
    assert_int_equal(line_of(engine, CFD_GAP_RING_ABSENT)->last_ms, TEST_NOW_MS + 2 * 60000);
    engine_end(engine);
}

static void message_that_is_no_hello_is_turned_away(void **state)
{
    struct engine *engine = engine_make();
    uint8_t message[CFD_HELLO_BYTES + 1];
    struct cfd_hello hello;
    struct worker worker;

    worker_make(&worker, 1);
    hello = worker_hello(&worker);
    memset(message, 0, sizeof(message));
    cfd_hello_encode(&hello, message);
    worker_dial(&worker, engine->path);
    worker_send(&worker, message, CFD_HELLO_BYTES, NULL, 0);
    assert_turned_away(engine, &worker, -1);

    worker_make(&worker, 2);
    worker_dial(&worker, engine->path);
    worker_send(&worker, message, CFD_HELLO_BYTES - 1, &worker.memory, 1);
    assert_turned_away(engine, &worker, -1);

    worker_make(&worker, 3);
    worker_dial(&worker, engine->path);
    worker_send(&worker, message, CFD_HELLO_BYTES + 1, &worker.memory, 1);
    assert_turned_away(engine, &worker, -1);

    worker_make(&worker, 4);
    worker_dial(&worker, engine->path);
    message[0] ^= 1;
    worker_send(&worker, message, CFD_HELLO_BYTES, &worker.memory, 1);
    assert_turned_away(engine, &worker, -1);
    engine_end(engine);
}

static void descriptors_of_a_hello_do_not_stay(void **state)
{
    struct engine *engine = engine_make();
    uint32_t before = open_descriptors();
    struct cfd_hello hello;
    uint8_t message[CFD_HELLO_BYTES];

    for (size_t count = 0; count <= 8; count++) {
        int descriptors[8];
        struct worker worker;

        worker_make(&worker, 1);
        hello = worker_hello(&worker);
        hello.ring_layout = 99;
        cfd_hello_encode(&hello, message);
        for (size_t i = 0; i < count; i++)
            descriptors[i] = worker.memory;
        worker_dial(&worker, engine->path);
        worker_send(&worker, message, sizeof(message), descriptors, count);
        assert_turned_away(engine, &worker, count == 1 ? CFD_WELCOME_LAYOUT : -1);
        assert_int_equal(open_descriptors(), before);
    }
    engine_end(engine);
}

static void silent_connections_make_way(void **state)
{
    struct engine *engine = engine_make();
    struct worker *silent = calloc(CFD_RINGS_MAX, sizeof(*silent));
    struct worker worker;

    assert_non_null(silent);
    for (uint32_t i = 0; i < CFD_RINGS_MAX; i++) {
        silent[i].connection = -1;
        worker_dial(&silent[i], engine->path);
        turn(engine);
    }
    assert_int_equal(engine->rings.count, CFD_RINGS_MAX);
    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    turn(engine);
    assert_int_equal(worker_verdict(&worker), CFD_WELCOME_OK);
    for (uint32_t i = 0; i < CFD_RINGS_MAX; i++)
        close(silent[i].connection);
    free(silent);
    worker_end(&worker);
    engine_end(engine);
}

/* --- going and coming again */

static void worker_that_has_gone_is_read_to_the_end(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    for (uint32_t i = 0; i < 500; i++)
        worker_show(&worker, i);
    worker_end(&worker);
    engine_settle(engine);
    assert_int_equal(persons(engine), 500);
    assert_int_equal(test_book_sums(&engine->test).response_count, 500);
    assert_int_equal(engine->rings.count, 0);
    assert_true(engine->test.book.coverage.rings[0].is_ended);
    engine_end(engine);
}

/* A reload under load: the new workers are busy, the old ones leave with full rings. */
static void worker_that_has_gone_is_not_forgotten_for_busy_ones(void **state)
{
    struct engine *engine = engine_make();
    struct worker busy;
    struct worker leaving;
    uint32_t written = 0;

    worker_make(&busy, 1);
    worker_make(&leaving, 2);
    worker_connect(&busy, engine->path);
    worker_connect(&leaving, engine->path);
    turn(engine);
    for (uint32_t i = 0; i < 1000; i++)
        worker_show(&leaving, 1000000 + i);
    worker_end(&leaving);
    for (uint32_t round = 0; round < 50; round++) {
        uint32_t count;

        for (uint32_t i = 0; i < 64; i++)
            worker_show(&busy, written++);
        assert_int_equal(engine_read(engine, 64, &count), CFD_OK);
        assert_true(count <= 64);
        engine_commit(engine);
    }
    engine_settle(engine);
    assert_int_equal(persons(engine), written + 1000);
    assert_int_equal(test_book_sums(&engine->test).response_count, written + 1000);
    worker_end(&busy);
    engine_end(engine);
}

static void busy_ring_starves_no_other(void **state)
{
    struct engine *engine = engine_make();
    struct worker workers[3];
    uint32_t count;

    for (uint32_t w = 0; w < 3; w++) {
        worker_make(&workers[w], w);
        worker_connect(&workers[w], engine->path);
        turn(engine);
        for (uint32_t i = 0; i < 1000; i++)
            worker_show(&workers[w], w * 100000 + i);
    }
    for (uint32_t round = 0; round < 3; round++)
        assert_int_equal(engine_read(engine, 100, &count), CFD_OK);
    for (uint32_t w = 0; w < 3; w++)
        assert_true(engine->rings.items[w]->booked_sequence > 0);
    for (uint32_t w = 0; w < 3; w++)
        worker_end(&workers[w]);
    engine_end(engine);
}

static void worker_that_comes_again_is_counted_once(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;
    uint32_t count;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    for (uint32_t i = 0; i < 10; i++)
        worker_show(&worker, i);
    assert_int_equal(engine_read(engine, 4096, &count), CFD_OK);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    worker_connect(&worker, engine->path); /* before the commit */
    for (uint32_t i = 10; i < 15; i++)
        worker_show(&worker, i);
    engine_settle(engine);
    assert_int_equal(engine->rings.count, 1);
    assert_int_equal(persons(engine), 15);
    assert_int_equal(sights(engine), 15);
    assert_int_equal(test_book_sums(&engine->test).response_count, 15);
    worker_end(&worker);
    engine_end(engine);
}

static void restart_before_the_commit_reads_again(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;
    uint32_t count;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    for (uint32_t i = 0; i < 10; i++)
        worker_show(&worker, i);
    assert_int_equal(engine_read(engine, 4096, &count), CFD_OK);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    engine_restart(engine);
    worker_connect(&worker, engine->path);
    engine_settle(engine);
    assert_int_equal(persons(engine), 10);
    assert_int_equal(sights(engine), 10);
    assert_int_equal(test_book_sums(&engine->test).response_count, 10);
    worker_end(&worker);
    engine_end(engine);
}

/* Committed, but the ring does not know it yet. */
static void restart_between_commit_and_release_counts_once(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;
    uint32_t count;
    size_t ring_count;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    for (uint32_t i = 0; i < 10; i++)
        worker_show(&worker, i);
    assert_int_equal(engine_read(engine, 4096, &count), CFD_OK);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    ring_count = cfd_rings_positions(&engine->rings, engine->positions);
    assert_int_equal(
        cfd_book_commit(&engine->test.book, engine->positions, ring_count, TEST_NOW_MS), CFD_OK);
    engine_restart(engine);
    worker_show(&worker, 10);
    worker_connect(&worker, engine->path);
    engine_settle(engine);
    assert_int_equal(persons(engine), 11);
    assert_int_equal(sights(engine), 11);
    assert_int_equal(test_book_sums(&engine->test).response_count, 11);
    worker_end(&worker);
    engine_end(engine);
}

static void absent_worker_is_a_gap_until_it_comes(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    worker_show(&worker, 1);
    engine_settle(engine);
    engine_restart(engine);
    assert_int_equal(cfd_rings_note_absent(&engine->rings, TEST_NOW_MS), CFD_OK);
    assert_non_null(line_of(engine, CFD_GAP_ENGINE_DOWN));
    assert_true(engine->test.book.coverage.rings[0].is_ended);
    worker_show(&worker, 2);
    worker_connect(&worker, engine->path);
    engine_settle(engine);
    assert_false(engine->test.book.coverage.rings[0].is_ended);
    assert_int_equal(persons(engine), 2);
    worker_end(&worker);
    engine_end(engine);
}

/* It came, said little, and went down with the engine: nobody knows any more what it had to say. */
static void worker_lost_with_the_engine_is_a_gap(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;
    uint32_t count;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    worker_show(&worker, 1);
    assert_int_equal(engine_read(engine, 4096, &count), CFD_OK);
    engine_commit(engine);
    worker_show(&worker, 2);
    worker_end(&worker);
    engine_restart(engine);
    assert_int_equal(cfd_rings_note_absent(&engine->rings, TEST_NOW_MS), CFD_OK);
    assert_non_null(line_of(engine, CFD_GAP_ENGINE_DOWN));
    assert_int_equal(persons(engine), 1);
    assert_int_equal(test_book_sums(&engine->test).response_count, 1);
    engine_end(engine);
}

static void present_worker_is_no_gap(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    worker_show(&worker, 1);
    engine_settle(engine);
    engine_restart(engine);
    worker_connect(&worker, engine->path);
    turn(engine);
    assert_int_equal(cfd_rings_note_absent(&engine->rings, TEST_NOW_MS), CFD_OK);
    assert_null(line_of(engine, CFD_GAP_ENGINE_DOWN));
    worker_end(&worker);
    engine_end(engine);
}

/* --- a full batch */

/* Five rings of large parts are more than a batch: no part and no counter is lost or doubled. */
static void full_batch_in_the_middle_loses_nothing(void **state)
{
    struct engine *engine = engine_make();
    struct worker workers[5];
    uint32_t written = 0;
    uint32_t full_count = 0;
    uint32_t count = 1;

    for (uint32_t w = 0; w < TEST_COUNT(workers); w++) {
        worker_make(&workers[w], w);
        worker_connect(&workers[w], engine->path);
        turn(engine);
    }
    for (uint32_t w = 0; w < TEST_COUNT(workers); w++) {
        struct test_visit visit;

        for (;;) {
            test_visit_make(&visit, "u-000001", written * 32, 32);
            test_visit_add_aliases(&visit, written * 32);
            if (worker_write(&workers[w], &visit) != CFD_OK)
                break;
            cfd_ring_count(&workers[w].writer, CFD_COUNTER_RESPONSES, 1);
            written++;
        }
        worker_end(&workers[w]);
    }
    while (count > 0) {
        enum cfd_status status = engine_read(engine, 100000, &count);

        full_count += status == CFD_ERR_FULL;
        engine_commit(engine);
    }
    engine_settle(engine);
    assert_true(full_count > 0);
    assert_int_equal(persons(engine), written * 32);
    assert_int_equal(sights(engine), written * 32);
    assert_int_equal(test_book_sums(&engine->test).response_count, written);
    assert_int_equal(cfd_book_deltas(&engine->test.book, TEST_NOW_MS), CFD_OK);
    test_book_commit(&engine->test);
    assert_restores_alike(&engine->test);
    engine_end(engine);
}

static void fill_batch(struct engine *engine)
{
    static const uint8_t payload[60000];
    enum cfd_status status = CFD_OK;

    for (size_t bytes = sizeof(payload); bytes > 0; bytes /= 2)
        do {
            status = cfd_log_append(engine->test.book.log, 0x8000, 1, TEST_NOW_MS,
                                    cfd_bytes_of(payload, bytes), NULL);
        } while (status == CFD_OK);
}

static void counters_that_found_no_room_are_booked_later(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    turn(engine);
    cfd_ring_count(&worker.writer, CFD_COUNTER_RESPONSES, 7);
    cfd_ring_count(&worker.writer, CFD_COUNTER_INSPECTED, 5);
    cfd_ring_count(&worker.writer, CFD_COUNTER_DROPPED_PARTS, 3);
    cfd_ring_count(&worker.writer, CFD_COUNTER_DROPPED_SUBJECTS, 4);
    fill_batch(engine);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_ERR_FULL);
    engine_commit(engine);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    assert_int_equal(test_book_sums(&engine->test).response_count, 7);
    assert_int_equal(test_book_sums(&engine->test).inspected_count, 5);
    assert_int_equal(engine->test.book.coverage.dropped_part_count, 3);
    assert_int_equal(engine->test.book.coverage.dropped_subject_count, 4);
    worker_end(&worker);
    engine_end(engine);
}

/* The worker is in the middle of counting its last drop when it is looked at. */
static void subjects_of_a_drop_that_was_half_counted_are_not_lost(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    turn(engine);
    cfd_ring_count(&worker.writer, CFD_COUNTER_DROPPED_PARTS, 1);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    cfd_ring_count(&worker.writer, CFD_COUNTER_DROPPED_SUBJECTS, 32);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    assert_int_equal(engine->test.book.coverage.dropped_part_count, 1);
    assert_int_equal(engine->test.book.coverage.dropped_subject_count, 32);
    engine_commit(engine);
    engine_restart(engine);
    assert_int_equal(engine->test.book.coverage.dropped_subject_count, 32);
    worker_end(&worker);
    engine_end(engine);
}

/* --- what a hijacked worker writes */

/* The worker is in the middle of counting a response when it is looked at. */
static void counters_never_show_more_than_responses(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;
    struct test_sums sums;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    turn(engine);
    cfd_ring_count(&worker.writer, CFD_COUNTER_INSPECTED, 1);
    cfd_ring_count(&worker.writer, CFD_COUNTER_DROPPED_SUBJECTS, 2);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    cfd_ring_count(&worker.writer, CFD_COUNTER_RESPONSES, 1);
    cfd_ring_count(&worker.writer, CFD_COUNTER_DROPPED_PARTS, 1);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    sums = test_book_sums(&engine->test);
    assert_int_equal(sums.response_count, 1);
    assert_int_equal(sums.inspected_count, 1);
    assert_int_equal(engine->test.book.coverage.dropped_subject_count, 2);
    cfd_ring_count(&worker.writer, CFD_COUNTER_INSPECTED, 1u << 30);
    cfd_ring_count(&worker.writer, CFD_COUNTER_RESPONSES, 1);
    assert_int_equal(cfd_rings_count(&engine->rings, TEST_NOW_MS), CFD_OK);
    sums = test_book_sums(&engine->test);
    assert_int_equal(sums.response_count, 2);
    assert_int_equal(sums.inspected_count, 2);
    worker_end(&worker);
    engine_end(engine);
}

static void ring_from_another_time_counts_now(void **state)
{
    static const int64_t times[] = {INT64_MIN, -5, TEST_NOW_MS + 5, INT64_MAX};
    struct engine *engine = engine_make();

    for (uint32_t i = 0; i < TEST_COUNT(times); i++) {
        struct worker worker;

        worker_make(&worker, i);
        worker.identity.created_ms = times[i];
        memset(worker.base, 0, 4096);
        assert_int_equal(
            cfd_ring_create(worker.base, CFD_RING_DATA_MIN_BYTES, &worker.identity, &worker.writer),
            CFD_OK);
        worker_connect(&worker, engine->path);
        worker_show(&worker, i);
        worker_end(&worker);
        engine_settle(engine);
    }
    for (uint32_t i = 0; i < engine->test.book.coverage.span_count; i++)
        assert_in_range(engine->test.book.coverage.spans[i].from_ms, TEST_NOW_MS - 60000,
                        TEST_NOW_MS);
    engine_end(engine);
}

static void record_that_is_no_part_is_counted_as_lost(void **state)
{
    struct engine *engine = engine_make();
    struct test_visit visit;
    struct worker worker;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    assert_int_equal(cfd_ring_write(&worker.writer, CFD_RING_PART, CFD_PART_VERSION,
                                    cfd_bytes_of("nonsense", 8)),
                     CFD_OK);
    test_visit_make(&visit, "u-000002", 1, 3);
    visit.subjects[1].kinds = 0;
    assert_int_equal(worker_write(&worker, &visit), CFD_OK);
    worker_show(&worker, 9);
    engine_settle(engine);
    assert_int_equal(persons(engine), 1);
    assert_int_equal(line_of(engine, CFD_GAP_INTERNAL)->response_count, 2);
    assert_int_equal(line_of(engine, CFD_GAP_INTERNAL)->subject_count, 3);
    worker_end(&worker);
    engine_end(engine);
}

static void damage_is_counted_and_reading_goes_on(void **state)
{
    struct engine *engine = engine_make();
    struct worker worker;

    worker_make(&worker, 1);
    worker_connect(&worker, engine->path);
    worker_show(&worker, 1);
    worker_show(&worker, 2);
    memset(worker.base + CFD_RING_HEADER_BYTES + 40, 0xee, 8);
    engine_settle(engine);
    assert_int_equal(persons(engine), 0);
    assert_int_equal(line_of(engine, CFD_GAP_INTERNAL)->response_count, 1);
    worker_show(&worker, 3);
    engine_settle(engine);
    assert_int_equal(persons(engine), 1);
    worker_end(&worker);
    engine_end(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worker_is_welcome_and_read),
        cmocka_unit_test(hello_that_lies_is_turned_away),
        cmocka_unit_test(refused_worker_is_a_gap),
        cmocka_unit_test(message_that_is_no_hello_is_turned_away),
        cmocka_unit_test(descriptors_of_a_hello_do_not_stay),
        cmocka_unit_test(silent_connections_make_way),
        cmocka_unit_test(worker_that_has_gone_is_read_to_the_end),
        cmocka_unit_test(worker_that_has_gone_is_not_forgotten_for_busy_ones),
        cmocka_unit_test(busy_ring_starves_no_other),
        cmocka_unit_test(worker_that_comes_again_is_counted_once),
        cmocka_unit_test(restart_before_the_commit_reads_again),
        cmocka_unit_test(restart_between_commit_and_release_counts_once),
        cmocka_unit_test(absent_worker_is_a_gap_until_it_comes),
        cmocka_unit_test(worker_lost_with_the_engine_is_a_gap),
        cmocka_unit_test(present_worker_is_no_gap),
        cmocka_unit_test(full_batch_in_the_middle_loses_nothing),
        cmocka_unit_test(counters_that_found_no_room_are_booked_later),
        cmocka_unit_test(subjects_of_a_drop_that_was_half_counted_are_not_lost),
        cmocka_unit_test(counters_never_show_more_than_responses),
        cmocka_unit_test(ring_from_another_time_counts_now),
        cmocka_unit_test(record_that_is_no_part_is_counted_as_lost),
        cmocka_unit_test(damage_is_counted_and_reading_goes_on),
    };

    return cmocka_run_group_tests_name("rings", tests, NULL, NULL);
}
