/* SPDX-License-Identifier: Apache-2.0
 * The book: what is booked is listed, what was committed is there after a restart, and a batch that
 * is full or a disk that refuses costs nothing and counts nothing twice. */
#include "daemon/engine/book.h"

#include <signal.h>
#include <sys/resource.h>

#include "lib/ledger/entry.h"
#include "tests/lib/book.h"

#define HOUR_MS (3600 * 1000)

/* --- booking */

static void book_lists_what_a_part_showed(void **state)
{
    struct test_book test;
    struct test_sums sums;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    sums = test_book_sums(&test);
    assert_int_equal(sums.line_count, 1);
    assert_int_equal(sums.person_count, 5);
    assert_int_equal(sums.sight_count, 5);
    assert_int_equal(sums.traffic_responses, 1);
    test_book_end(&test);
}

static void book_stores_second_stage_pseudonyms_only(void **state)
{
    struct test_book test;
    struct cfd_exposure_row *row;
    const struct cfd_consumer *consumer;
    struct test_visit visit;

    test_book_make(&test);
    test_visit_make(&visit, "u-000001", 100, 1);
    assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    row = cfd_exposure_row_at(test.book.table, 0);
    consumer = cfd_exposure_consumer_at(test.book.table, 0);
    assert_memory_not_equal(row->subject, visit.subjects[0].pseudonym, CFD_PSEUDONYM_BYTES);
    assert_memory_not_equal(consumer->pseudonym, visit.consumers[0].pseudonym, CFD_PSEUDONYM_BYTES);
    test_book_end(&test);
}

static void book_counts_repeats_in_one_row(void **state)
{
    struct test_book test;
    struct test_sums sums;

    test_book_make(&test);
    for (int i = 0; i < 7; i++)
        test_book_visit(&test, "u-000001", 100, 3);
    sums = test_book_sums(&test);
    assert_int_equal(sums.row_count, 3);
    assert_int_equal(sums.sight_count, 21);
    assert_int_equal(sums.person_count, 3);
    test_book_end(&test);
}

static void book_keeps_mentions_and_gaps_without_subjects(void **state)
{
    struct test_book test;
    struct test_visit visit;
    struct test_sums sums;

    test_book_make(&test);
    test_visit_make(&visit, "u-000001", 0, 0);
    visit.part.mention_count = 4;
    visit.part.kinds = CFD_KIND_BIT(CFD_KIND_PERSON_NAME);
    visit.part.gaps = CFD_GAP_BIT(CFD_GAP_BROKEN) | CFD_GAP_BIT(CFD_GAP_BUDGET);
    assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    sums = test_book_sums(&test);
    assert_int_equal(sums.person_count, 0);
    assert_int_equal(sums.mention_count, 4);
    assert_int_equal(sums.gap_line_count, 2);
    assert_int_equal(sums.gap_count, 2);
    test_book_settle(&test);
    assert_restores_alike(&test);
    test_book_end(&test);
}

static void book_takes_totals_from_the_last_part_only(void **state)
{
    struct test_book test;
    struct test_visit visit;
    struct test_sums sums;

    test_book_make(&test);
    test_visit_make(&visit, "u-000001", 0, 4);
    visit.part.is_last = false;
    visit.part.mention_count = 2;
    visit.part.gaps = CFD_GAP_BIT(CFD_GAP_BROKEN);
    assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    sums = test_book_sums(&test);
    assert_int_equal(sums.person_count, 4);
    assert_int_equal(sums.traffic_count, 0);
    assert_int_equal(sums.gap_count, 0);
    test_book_end(&test);
}

/* --- refusing: a part comes out of a ring that a hijacked worker may have filled */

static void assert_refused(struct test_book *test, const struct test_visit *visit)
{
    struct test_sums before = test_book_sums(test);
    struct test_sums after;

    assert_int_equal(test_visit_book(test, visit), CFD_ERR_FORMAT);
    after = test_book_sums(test);
    assert_sums_equal(&after, &before);
}

static void book_refuses_what_the_log_would(void **state)
{
    struct test_book test;
    struct test_visit visit;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 1);
    test_visit_make(&visit, "u-000002", 200, 3);
    visit.endpoint[0] = '\0';
    assert_refused(&test, &visit);
    test_visit_make(&visit, "u-000003", 300, 3);
    visit.subjects[2].kinds = 0;
    assert_refused(&test, &visit);
    test_visit_make(&visit, "u-000004", 400, 3);
    visit.part.consumer_count = 0;
    test_visit_consumer(&visit, CFD_CREDENTIAL_ADDRESS, "address", "198.51.100.0/24");
    test_visit_consumer(&visit, CFD_CREDENTIAL_ID, "jwt_sub", "u-000004");
    assert_refused(&test, &visit);
    test_visit_make(&visit, "u-000005", 500, 3);
    snprintf(visit.endpoint, sizeof(visit.endpoint), "GET api.example/orders");
    assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    test_book_settle(&test);
    assert_restores_alike(&test);
    test_book_end(&test);
}

static void book_keeps_times_within_what_can_be(void **state)
{
    static const int64_t times[] = {INT64_MIN, -1, TEST_NOW_MS + 1000, INT64_MAX};
    struct test_book test;
    struct test_visit visit;

    test_book_make(&test);
    for (uint32_t i = 0; i < TEST_COUNT(times); i++) {
        test_visit_make(&visit, "u-000001", i, 1);
        visit.part.time_ms = times[i];
        visit.part.gaps = CFD_GAP_BIT(CFD_GAP_BROKEN);
        assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
        assert_in_range(cfd_exposure_row_at(test.book.table, i)->first_ms, 0, TEST_NOW_MS);
    }
    assert_in_range(test.book.coverage.lines[0].first_ms, 0, TEST_NOW_MS);
    assert_in_range(test.book.coverage.lines[0].last_ms, 0, TEST_NOW_MS);
    test_book_end(&test);
}

/* Whoever can make up credentials can fill the dictionaries: no way to hide, nor to stop the engine. */
static void book_books_for_nobody_when_the_consumers_are_full(void **state)
{
    struct cfd_consumer consumer = {.credential = CFD_CREDENTIAL_SECRET, .has_pseudonym = true};
    enum cfd_status status = CFD_OK;
    const struct cfd_exposure_row *row;
    struct test_book test;
    struct test_visit visit;
    uint32_t number;
    bool is_new;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 1);
    for (uint32_t i = 0; status == CFD_OK; i++) {
        test_number(consumer.pseudonym, 'x', i);
        status = cfd_exposure_consumer_put(test.book.table, &consumer, &number, &is_new);
    }
    assert_int_equal(status, CFD_ERR_FULL);
    test_visit_make(&visit, "u-000002", 200, 4);
    assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    row = cfd_exposure_row_at(test.book.table, 4);
    assert_non_null(row);
    assert_int_equal(cfd_exposure_who_at(test.book.table, row->who)->consumer_count, 0);
    assert_int_equal(cfd_exposure_who_at(test.book.table, row->who)->auth, CFD_AUTH_PRESENTED);
    assert_int_equal(test.book.coverage.lines[0].reason, CFD_GAP_INTERNAL);
    test_visit_make(&visit, "u-000001", 300, 1);
    assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    row = cfd_exposure_row_at(test.book.table, 5);
    assert_int_equal(cfd_exposure_who_at(test.book.table, row->who)->consumer_count, 1);
    test_book_end(&test);
}

static void book_books_for_nobody_when_the_whos_are_full(void **state)
{
    struct cfd_exposure_who who = {.consumer_count = 4};
    enum cfd_status status = CFD_OK;
    struct test_book test;
    struct test_visit visit;
    uint32_t number;
    bool is_new;

    test_book_make(&test);
    for (uint32_t i = 0; i < 40; i++) {
        char label[16];

        snprintf(label, sizeof(label), "u-%06u", i);
        test_book_visit(&test, label, 100 + i, 1);
    }
    for (uint32_t i = 0; status == CFD_OK; i++) {
        for (uint32_t j = 0, digits = i; j < 4; j++, digits /= 40)
            who.consumers[j] = digits % 40;
        status = cfd_exposure_who_put(test.book.table, &who, &number, &is_new);
    }
    assert_int_equal(status, CFD_ERR_FULL);
    test_visit_make(&visit, "u-999999", 200, 1);
    assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    number = cfd_exposure_row_at(test.book.table, 40)->who;
    assert_int_equal(cfd_exposure_who_at(test.book.table, number)->consumer_count, 0);
    test_book_end(&test);
}

static void book_counts_gaps_on_no_endpoint_when_the_lines_are_full(void **state)
{
    struct cfd_coverage *coverage;
    struct test_book test;
    struct test_visit visit;

    test_book_make(&test);
    coverage = &test.book.coverage;
    coverage->lines = calloc(CFD_GAP_LINES_MAX, sizeof(*coverage->lines));
    assert_non_null(coverage->lines);
    coverage->line_count = CFD_GAP_LINES_MAX - CFD_GAP_COUNT;
    coverage->line_capacity = CFD_GAP_LINES_MAX;
    for (uint32_t i = 0; i < coverage->line_count; i++)
        coverage->lines[i].endpoint = 1000 + i;
    test_visit_make(&visit, "u-000001", 100, 2);
    visit.part.gaps = CFD_GAP_BIT(CFD_GAP_BROKEN);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    assert_int_equal(coverage->line_count, CFD_GAP_LINES_MAX - CFD_GAP_COUNT + 1);
    assert_int_equal(coverage->lines[coverage->line_count - 1].endpoint, CFD_NO_ENDPOINT);
    assert_int_equal(coverage->lines[coverage->line_count - 1].response_count, 3);
    test_book_end(&test);
}

/* --- restart */

static void book_is_the_same_after_a_restart(void **state)
{
    struct test_book test;
    struct test_visit visit;

    test_book_make(&test);
    for (uint32_t i = 0; i < 40; i++) {
        char consumer[16];

        snprintf(consumer, sizeof(consumer), "u-%06u", i % 7);
        test_visit_make(&visit, consumer, i * 3, 20);
        test_visit_add_aliases(&visit, i * 3);
        snprintf(visit.endpoint, sizeof(visit.endpoint), "GET api.example/e%u/{id}", i % 5);
        visit.part.mention_count = i;
        visit.part.gaps = i % 3 == 0 ? CFD_GAP_BIT(CFD_GAP_FORMAT) : 0;
        assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
        if (i % 11 == 0)
            test_book_settle(&test);
    }
    test_book_settle(&test);
    assert_restores_alike(&test);
    test_book_end(&test);
}

static void book_goes_on_after_a_restart(void **state)
{
    struct test_book test;
    struct test_sums sums;

    test_book_make(&test);
    for (uint32_t i = 0; i < 6; i++) {
        test_book_visit(&test, i % 2 == 0 ? "u-000001" : "u-000002", i * 5, 10);
        test_book_settle(&test);
        test_book_reopen(&test);
    }
    sums = test_book_sums(&test);
    assert_int_equal(sums.person_count, 35);
    assert_int_equal(sums.sight_count, 60);
    assert_restores_alike(&test);
    test_book_end(&test);
}

static void book_forgets_what_was_not_committed(void **state)
{
    struct test_book test;
    struct test_sums sums;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_commit(&test);
    test_book_visit(&test, "u-000002", 200, 5);
    test_book_reopen(&test);
    sums = test_book_sums(&test);
    assert_int_equal(sums.person_count, 5);
    assert_int_equal(sums.line_count, 1);
    test_book_end(&test);
}

static uint32_t lower_bounds(struct test_book *test)
{
    const struct cfd_exposure_row *row;
    uint32_t count = 0;

    for (uint32_t i = 0; (row = cfd_exposure_row_at(test->book.table, i)) != NULL; i++)
        count += row->is_lower_bound;
    return count;
}

static void book_restores_a_lower_bound_without_deltas(void **state)
{
    struct test_book test;
    struct test_sums sums;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_settle(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_commit(&test);
    test_book_reopen(&test);
    sums = test_book_sums(&test);
    assert_int_equal(sums.person_count, 5);
    assert_int_equal(sums.sight_count, 5);
    assert_int_equal(lower_bounds(&test), 5);
    test_book_end(&test);
}

static void orderly_end_leaves_nothing_in_doubt(void **state)
{
    struct test_book test;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_stop(&test);
    test_book_reopen(&test);
    assert_int_equal(lower_bounds(&test), 0);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_stop(&test);
    test_book_reopen(&test);
    assert_int_equal(lower_bounds(&test), 0);
    assert_int_equal(test_book_sums(&test).sight_count, 10);
    test_book_end(&test);
}

static void doubt_stays_whatever_comes_after(void **state)
{
    struct test_book test;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_commit(&test);
    test_book_reopen(&test); /* killed */
    test_book_visit(&test, "u-000002", 200, 3);
    test_book_stop(&test);
    test_book_reopen(&test);
    assert_int_equal(lower_bounds(&test), 5);
    cfd_book_close(&test.book);
    test_book_drop_index(&test);
    test_book_open(&test);
    assert_int_equal(lower_bounds(&test), 5);
    test_book_end(&test);
}

static void kill_leaves_rows_of_earlier_hours_alone(void **state)
{
    const int64_t later_ms = TEST_NOW_MS + 2 * HOUR_MS;
    struct test_visit visit;
    struct test_book test;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_settle(&test);
    test_visit_make(&visit, "u-000001", 200, 3);
    assert_int_equal(cfd_book_part(&test.book, &visit.part, later_ms), CFD_OK);
    assert_int_equal(cfd_book_commit(&test.book, NULL, 0, later_ms), CFD_OK);
    test_book_reopen(&test);
    assert_int_equal(lower_bounds(&test), 3);
    test_book_end(&test);
}

static void first_sight_of_an_hour_needs_no_deltas(void **state)
{
    const int64_t later_ms = TEST_NOW_MS + HOUR_MS;
    struct test_visit visit;
    struct test_book test;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_visit(&test, "u-000001", 100, 5); /* waits for the deltas */
    test_visit_make(&visit, "u-000001", 100, 5);
    assert_int_equal(cfd_book_part(&test.book, &visit.part, later_ms), CFD_OK);
    assert_int_equal(cfd_book_commit(&test.book, NULL, 0, later_ms), CFD_OK);
    assert_true(cfd_book_are_deltas_due(&test.book, later_ms));
    test_book_reopen(&test);
    assert_int_equal(test_book_sums(&test).sight_count, 10);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_settle(&test);
    test_book_reopen(&test);
    assert_int_equal(test_book_sums(&test).sight_count, 15);
    test_book_end(&test);
}

/* The index takes what there is in many turns, while more comes in; some of it twice. */
static void index_follows_in_turns(void **state)
{
    struct test_visit visit;
    struct test_book test;

    test_book_make(&test);
    for (uint32_t turn = 0; turn < 300; turn++) {
        test_visit_make(&visit, "u-000001", turn % 200 * 20, CFD_PART_SUBJECTS_MAX);
        test_visit_add_aliases(&visit, turn % 200 * 20);
        assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
        cfd_book_follow_on(&test.book, 10);
        if (turn % 50 == 49)
            test_book_settle(&test);
    }
    assert_restores_alike(&test);
    test_book_end(&test);
}

/* --- gaps in the log */

struct gap_entries {
    struct cfd_entry_gap gaps[8];
    size_t count;
};

static enum cfd_status take_gap_entry(void *ctx, const struct cfd_log_entry *entry)
{
    struct gap_entries *entries = ctx;

    if (entry->type != CFD_ENTRY_GAP)
        return CFD_OK;
    assert_true(entries->count < TEST_COUNT(entries->gaps));
    return cfd_entry_gap_decode(entry->payload, entry->version, &entries->gaps[entries->count++]);
}

static void gap_entry_tells_when_it_grew(void **state)
{
    const int64_t times_ms[] = {TEST_NOW_MS - 9000, TEST_NOW_MS - 3000, TEST_NOW_MS - 2000};
    struct gap_entries entries = {.count = 0};
    struct cfd_error error = {"", 0};
    struct test_visit visit;
    struct test_book test;

    test_book_make(&test);
    for (size_t i = 0; i < TEST_COUNT(times_ms); i++) {
        test_visit_make(&visit, "u-000001", 100, 0);
        visit.part.gaps = CFD_GAP_BIT(CFD_GAP_FORMAT);
        visit.part.time_ms = times_ms[i];
        assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
        if (i != 1)
            test_book_settle(&test);
    }
    assert_int_equal(cfd_log_read(test.book.log, 0, take_gap_entry, &entries, &error), CFD_OK);
    assert_int_equal(entries.count, 2);
    assert_int_equal(entries.gaps[0].from_ms, times_ms[0]);
    assert_int_equal(entries.gaps[0].to_ms, times_ms[0]);
    assert_int_equal(entries.gaps[1].from_ms, times_ms[1]);
    assert_int_equal(entries.gaps[1].to_ms, times_ms[2]);
    assert_int_equal(entries.gaps[1].response_count, 2);
    test_book_end(&test);
}

/* Else a year of counters would lie in memory before the first of them reaches the index. */
static void index_follows_while_a_long_log_is_read(void **state)
{
    struct cfd_entry_coverage grown = {
        .ring_id = {1}, .response_count = 1, .from_ms = TEST_NOW_MS - 1000, .to_ms = TEST_NOW_MS};
    struct test_book test;

    test_book_make(&test);
    for (uint32_t i = 0; i < 70000; i++)
        while (cfd_book_coverage(&test.book, &grown, TEST_NOW_MS) == CFD_ERR_FULL)
            test_book_commit(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_settle(&test);
    cfd_book_close(&test.book);
    test_book_drop_index(&test);
    test_book_open(&test);
    assert_non_null(test.book.index);
    assert_true(cfd_unfollowed_count(&test.book.unfollowed) < 70000);
    assert_int_equal(test_book_sums(&test).response_count, 70000);
    assert_int_equal(test_book_sums(&test).person_count, 5);
    test_book_settle(&test);
    assert_restores_alike(&test);
    test_book_end(&test);
}

static void book_names_the_entry_that_does_not_fit(void **state)
{
    struct cfd_entry_endpoint entry = {.number = 77, .endpoint = TEST_ENDPOINT};
    struct cfd_error error = {"", 0};
    struct test_book test;
    uint8_t payload[512];
    size_t payload_bytes;

    test_book_make(&test);
    assert_int_equal(cfd_entry_endpoint_encode(&entry, payload, sizeof(payload), &payload_bytes),
                     CFD_OK);
    assert_int_equal(cfd_log_append(test.book.log, CFD_ENTRY_ENDPOINT, 1, TEST_NOW_MS,
                                    cfd_bytes_of(payload, payload_bytes), NULL),
                     CFD_OK);
    test_book_commit(&test);
    cfd_book_close(&test.book);
    test_book_drop_index(&test);
    assert_int_equal(test_book_try_open(&test, &error), CFD_ERR_CORRUPT);
    assert_non_null(strstr(error.text, "entry"));
    test_book_end(&test);
}

/* --- a full batch */

/* Books parts, each with people of its own, until the batch takes no more. */
static uint32_t fill_batch(struct test_book *test, struct test_visit *visit)
{
    enum cfd_status status = CFD_OK;
    uint32_t count = 0;

    while (status == CFD_OK) {
        test_visit_make(visit, "u-000001", count * CFD_PART_SUBJECTS_MAX, CFD_PART_SUBJECTS_MAX);
        test_visit_add_aliases(visit, count * CFD_PART_SUBJECTS_MAX);
        status = test_visit_book(test, visit);
        count += status == CFD_OK;
    }
    assert_int_equal(status, CFD_ERR_FULL);
    assert_true(count > 100);
    return count;
}

static void book_changes_nothing_when_the_batch_is_full(void **state)
{
    struct test_book test;
    struct test_visit visit;
    struct test_sums before;
    struct test_sums after;
    uint32_t count;

    test_book_make(&test);
    count = fill_batch(&test, &visit);
    before = test_book_sums(&test);
    assert_int_equal(before.person_count, count * CFD_PART_SUBJECTS_MAX);
    snprintf(visit.endpoint, sizeof(visit.endpoint), "GET api.example/new/{id}");
    test_visit_consumer(&visit, CFD_CREDENTIAL_SECRET, "x_api_key", "k-000009");
    assert_int_equal(test_visit_book(&test, &visit), CFD_ERR_FULL);
    after = test_book_sums(&test);
    assert_sums_equal(&after, &before);
    assert_null(cfd_exposure_endpoint_at(test.book.table, 1));
    assert_null(cfd_exposure_consumer_at(test.book.table, 1));
    test_book_commit(&test);
    assert_int_equal(test_visit_book(&test, &visit), CFD_OK);
    after = test_book_sums(&test);
    assert_int_equal(after.person_count, before.person_count + CFD_PART_SUBJECTS_MAX);
    test_book_settle(&test);
    assert_restores_alike(&test);
    test_book_end(&test);
}

/* The batch is filled up to different places, so that every entry of a part meets its end. */
static void prop_any_full_batch_counts_once(void **state)
{
    for (uint32_t slack = 0; slack < 4; slack++) {
        struct test_book test;
        struct test_visit visit;
        struct test_sums sums;
        uint32_t people;

        test_book_make(&test);
        people = fill_batch(&test, &visit) * CFD_PART_SUBJECTS_MAX;
        test_visit_make(&visit, "u-000009", people, 1 + slack * 10);
        test_visit_add_aliases(&visit, people);
        snprintf(visit.endpoint, sizeof(visit.endpoint), "GET api.example/other/{id}");
        while (test_visit_book(&test, &visit) == CFD_ERR_FULL)
            test_book_commit(&test);
        sums = test_book_sums(&test);
        assert_int_equal(sums.person_count, people + 1 + slack * 10);
        assert_int_equal(sums.sight_count, people + 1 + slack * 10);
        test_book_settle(&test);
        assert_restores_alike(&test);
        test_book_end(&test);
    }
}

static void book_keeps_repeats_that_found_no_room(void **state)
{
    struct test_book test;
    struct test_visit visit;
    uint32_t count;

    test_book_make(&test);
    for (uint32_t i = 0; i < 200; i++)
        test_book_visit(&test, "u-000002", i * 8, 8);
    test_book_settle(&test);
    for (uint32_t i = 0; i < 200; i++)
        test_book_visit(&test, "u-000002", i * 8, 8);
    count = fill_batch(&test, &visit);
    assert_true(count > 0);
    assert_int_equal(cfd_book_deltas(&test.book, TEST_NOW_MS), CFD_ERR_FULL);
    test_book_commit(&test);
    test_book_settle(&test);
    assert_restores_alike(&test);
    test_book_end(&test);
}

/* --- a disk that refuses */

static void limit_files(rlim_t file_bytes)
{
    struct rlimit limit;

    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = file_bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void fail_commit_keeps_all_for_later(void **state)
{
    struct test_book test;
    struct test_sums before;
    struct test_sums after;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    limit_files(1);
    assert_int_not_equal(cfd_book_commit(&test.book, NULL, 0, TEST_NOW_MS), CFD_OK);
    assert_int_not_equal(cfd_book_commit(&test.book, NULL, 0, TEST_NOW_MS), CFD_OK);
    test_book_visit(&test, "u-000001", 200, 5);
    limit_files(RLIM_INFINITY);
    before = test_book_sums(&test);
    test_book_settle(&test);
    test_book_reopen(&test);
    after = test_book_sums(&test);
    assert_sums_equal(&after, &before);
    assert_int_equal(after.person_count, 10);
    test_book_end(&test);
}

static void fail_disk_at_the_start_does_not_keep_it_closed(void **state)
{
    struct cfd_error error = {"", 0};
    struct test_book test;
    struct test_sums sums;

    test_book_make(&test);
    test_book_visit(&test, "u-000001", 100, 5);
    test_book_settle(&test);
    cfd_book_close(&test.book);
    limit_files(1);
    assert_int_equal(test_book_try_open(&test, &error), CFD_OK);
    limit_files(RLIM_INFINITY);
    test_book_visit(&test, "u-000001", 200, 5);
    test_book_settle(&test);
    test_book_reopen(&test);
    sums = test_book_sums(&test);
    assert_int_equal(sums.person_count, 10);
    test_book_end(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(book_lists_what_a_part_showed),
        cmocka_unit_test(book_stores_second_stage_pseudonyms_only),
        cmocka_unit_test(book_counts_repeats_in_one_row),
        cmocka_unit_test(book_keeps_mentions_and_gaps_without_subjects),
        cmocka_unit_test(book_takes_totals_from_the_last_part_only),
        cmocka_unit_test(book_refuses_what_the_log_would),
        cmocka_unit_test(book_keeps_times_within_what_can_be),
        cmocka_unit_test(book_books_for_nobody_when_the_consumers_are_full),
        cmocka_unit_test(book_books_for_nobody_when_the_whos_are_full),
        cmocka_unit_test(book_counts_gaps_on_no_endpoint_when_the_lines_are_full),
        cmocka_unit_test(book_is_the_same_after_a_restart),
        cmocka_unit_test(book_goes_on_after_a_restart),
        cmocka_unit_test(book_forgets_what_was_not_committed),
        cmocka_unit_test(book_restores_a_lower_bound_without_deltas),
        cmocka_unit_test(orderly_end_leaves_nothing_in_doubt),
        cmocka_unit_test(doubt_stays_whatever_comes_after),
        cmocka_unit_test(kill_leaves_rows_of_earlier_hours_alone),
        cmocka_unit_test(first_sight_of_an_hour_needs_no_deltas),
        cmocka_unit_test(index_follows_in_turns),
        cmocka_unit_test(gap_entry_tells_when_it_grew),
        cmocka_unit_test(index_follows_while_a_long_log_is_read),
        cmocka_unit_test(book_names_the_entry_that_does_not_fit),
        cmocka_unit_test(book_changes_nothing_when_the_batch_is_full),
        cmocka_unit_test(prop_any_full_batch_counts_once),
        cmocka_unit_test(book_keeps_repeats_that_found_no_room),
        cmocka_unit_test(fail_commit_keeps_all_for_later),
        cmocka_unit_test(fail_disk_at_the_start_does_not_keep_it_closed),
    };

    return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
