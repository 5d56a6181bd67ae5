/* SPDX-License-Identifier: Apache-2.0
 * Coverage: sums of any window are those of the spans in it, bounds merge and never lose, rings are
 * known as long as somebody may ask. */
#include "daemon/engine/coverage.h"

#include "tests/lib/test.h"

#define MINUTE_MS 60000

static struct cfd_entry_coverage grown_of(uint32_t ring, int64_t from_ms, int64_t to_ms,
                                          uint64_t responses, uint64_t inspected)
{
    struct cfd_entry_coverage grown = {.from_ms = from_ms,
                                       .to_ms = to_ms,
                                       .response_count = responses,
                                       .inspected_count = inspected,
                                       .body_bytes = 10 * responses};

    memcpy(grown.ring_id, &ring, sizeof(ring));
    grown.gap_counts[CFD_GAP_FORMAT] = responses - inspected;
    return grown;
}

static void add(struct cfd_coverage *coverage, uint32_t ring, int64_t from_ms, int64_t to_ms,
                uint64_t responses)
{
    struct cfd_entry_coverage grown = grown_of(ring, from_ms, to_ms, responses, responses / 2);

    assert_int_equal(cfd_coverage_add(coverage, &grown), CFD_OK);
}

static void end_ring(struct cfd_coverage *coverage, uint32_t ring, int64_t now_ms)
{
    add(coverage, ring, now_ms, now_ms, 0);
}

static struct cfd_known_ring *ring_of(struct cfd_coverage *coverage, uint32_t ring)
{
    uint8_t ring_id[16] = {0};

    memcpy(ring_id, &ring, sizeof(ring));
    return cfd_coverage_ring(coverage, ring_id);
}

static uint64_t responses_in(const struct cfd_coverage *coverage, int64_t since_ms,
                             int64_t until_ms)
{
    struct cfd_span sum;

    cfd_coverage_sum(coverage, since_ms, until_ms, &sum);
    assert_int_equal(sum.body_bytes, 10 * sum.response_count);
    assert_int_equal(sum.inspected_count + sum.gap_counts[CFD_GAP_FORMAT], sum.response_count);
    return sum.response_count;
}

static struct cfd_gap_line *gap(struct cfd_coverage *coverage, enum cfd_gap reason,
                                uint32_t endpoint, uint64_t responses, int64_t time_ms)
{
    struct cfd_entry_gap grown = {.reason = (uint8_t)reason,
                                  .endpoint = endpoint,
                                  .ring_id = {5},
                                  .response_count = responses,
                                  .subject_count = 3 * responses,
                                  .from_ms = time_ms,
                                  .to_ms = time_ms};
    struct cfd_gap_line *line = NULL;

    assert_int_equal(cfd_coverage_gap(coverage, &grown, &line), CFD_OK);
    return line;
}

/* --- spans */

static void sum_of_nothing_is_nothing(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    assert_int_equal(responses_in(&coverage, INT64_MIN, INT64_MAX), 0);
    cfd_coverage_deinit(&coverage);
}

static void sum_takes_spans_that_touch_the_window(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    add(&coverage, 1, 1 * MINUTE_MS, 2 * MINUTE_MS, 10);
    add(&coverage, 1, 10 * MINUTE_MS, 11 * MINUTE_MS, 100);
    assert_int_equal(responses_in(&coverage, 0, 20 * MINUTE_MS), 110);
    assert_int_equal(responses_in(&coverage, 0, 5 * MINUTE_MS), 10);
    assert_int_equal(responses_in(&coverage, 5 * MINUTE_MS, 20 * MINUTE_MS), 100);
    assert_int_equal(responses_in(&coverage, 3 * MINUTE_MS, 9 * MINUTE_MS), 0);
    assert_int_equal(responses_in(&coverage, 2 * MINUTE_MS, 10 * MINUTE_MS), 10);
    assert_int_equal(responses_in(&coverage, 0, 1 * MINUTE_MS), 0);
    cfd_coverage_deinit(&coverage);
}

static void spans_of_a_minute_become_one(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    for (int64_t second = 0; second < 60; second++)
        add(&coverage, (uint32_t)(second % 3), 1 + second * 1000, 1 + second * 1000 + 900, 1);
    assert_int_equal(coverage.span_count, 1);
    add(&coverage, 1, 61000, 62000, 1);
    assert_int_equal(coverage.span_count, 2);
    assert_int_equal(responses_in(&coverage, INT64_MIN, INT64_MAX), 61);
    cfd_coverage_deinit(&coverage);
}

static void oldest_spans_merge_and_lose_nothing(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};
    int64_t count = CFD_SPANS_MAX + 100;

    for (int64_t i = 0; i < count; i++)
        add(&coverage, 1, i * 2 * MINUTE_MS, i * 2 * MINUTE_MS + 1000, 1);
    assert_int_equal(coverage.span_count, CFD_SPANS_MAX);
    assert_int_equal(responses_in(&coverage, INT64_MIN, INT64_MAX), count);
    assert_int_equal(coverage.spans[0].response_count, 101);
    assert_int_equal(responses_in(&coverage, (count - 10) * 2 * MINUTE_MS, INT64_MAX), 10);
    cfd_coverage_deinit(&coverage);
}

static void span_of_an_earlier_time_stands_alone(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    add(&coverage, 1, 100 * MINUTE_MS, 101 * MINUTE_MS, 1);
    add(&coverage, 2, 0, 101 * MINUTE_MS, 1);
    assert_int_equal(coverage.span_count, 2);
    cfd_coverage_deinit(&coverage);
}

/* --- rings */

static void ring_knows_the_sum_of_its_spans(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    add(&coverage, 1, 1000, 2000, 10);
    add(&coverage, 2, 1000, 2000, 5);
    add(&coverage, 1, 2000, 3000, 20);
    assert_int_equal(coverage.ring_count, 2);
    assert_int_equal(ring_of(&coverage, 1)->sums.response_count, 30);
    assert_int_equal(ring_of(&coverage, 1)->sums.inspected_count, 15);
    assert_int_equal(ring_of(&coverage, 1)->last_ms, 3000);
    assert_int_equal(ring_of(&coverage, 2)->sums.response_count, 5);
    cfd_coverage_deinit(&coverage);
}

static void ring_that_comes_again_has_not_ended(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    add(&coverage, 1, 1000, 2000, 10);
    assert_false(ring_of(&coverage, 1)->is_ended);
    end_ring(&coverage, 1, 3000);
    assert_true(ring_of(&coverage, 1)->is_ended);
    add(&coverage, 1, 3000, 4000, 10);
    assert_false(ring_of(&coverage, 1)->is_ended);
    assert_int_equal(ring_of(&coverage, 1)->sums.response_count, 20);
    cfd_coverage_deinit(&coverage);
}

/* One that is idle but alive would have all its counters booked again after a restart. */
static void ring_that_has_not_ended_is_remembered_longest(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    add(&coverage, 1, 1000, 2000, 10);
    for (uint32_t ring = 2; ring < 2 + 2 * CFD_KNOWN_RINGS_MAX; ring++) {
        add(&coverage, ring, 1000 * ring, 1000 * ring + 500, 1);
        end_ring(&coverage, ring, 1000 * ring + 500);
    }
    assert_int_equal(coverage.ring_count, CFD_KNOWN_RINGS_MAX);
    assert_int_equal(ring_of(&coverage, 1)->sums.response_count, 10);
    assert_int_equal(ring_of(&coverage, 1 + 2 * CFD_KNOWN_RINGS_MAX)->sums.response_count, 1);
    assert_int_equal(ring_of(&coverage, 2)->sums.response_count, 0);
    cfd_coverage_deinit(&coverage);
}

/* --- gaps */

static void gaps_add_up_by_reason_and_endpoint(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    gap(&coverage, CFD_GAP_FORMAT, 1, 2, 5000);
    gap(&coverage, CFD_GAP_FORMAT, 2, 1, 6000);
    gap(&coverage, CFD_GAP_BROKEN, 1, 1, 7000);
    gap(&coverage, CFD_GAP_FORMAT, 1, 3, 4000);
    assert_int_equal(coverage.line_count, 3);
    assert_int_equal(coverage.lines[0].response_count, 5);
    assert_int_equal(coverage.lines[0].subject_count, 15);
    assert_int_equal(coverage.lines[0].first_ms, 4000);
    assert_int_equal(coverage.lines[0].last_ms, 5000);
    cfd_coverage_deinit(&coverage);
}

static void drops_of_a_ring_are_counted_with_it(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};

    gap(&coverage, CFD_GAP_RING_FULL, CFD_NO_ENDPOINT, 4, 1000);
    assert_int_equal(coverage.dropped_part_count, 4);
    assert_int_equal(coverage.dropped_subject_count, 12);
    assert_int_equal(ring_of(&coverage, 5)->dropped_part_count, 4);
    assert_int_equal(ring_of(&coverage, 5)->dropped_subject_count, 12);
    cfd_coverage_deinit(&coverage);
}

static void other_gaps_are_no_drops(void **state)
{
    struct cfd_entry_gap of_no_ring = {
        .reason = CFD_GAP_RING_FULL, .endpoint = CFD_NO_ENDPOINT, .response_count = 1};
    struct cfd_coverage coverage = {.span_count = 0};
    struct cfd_gap_line *line;

    gap(&coverage, CFD_GAP_RING_FULL, 3, 1, 1000);
    gap(&coverage, CFD_GAP_RING_ABSENT, CFD_NO_ENDPOINT, 1, 1000);
    assert_int_equal(cfd_coverage_gap(&coverage, &of_no_ring, &line), CFD_OK);
    assert_int_equal(coverage.dropped_part_count, 0);
    cfd_coverage_deinit(&coverage);
}

static void endpoints_too_many_count_as_none(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};
    struct cfd_gap_line *line;

    coverage.lines = calloc(CFD_GAP_LINES_MAX, sizeof(*coverage.lines));
    assert_non_null(coverage.lines);
    coverage.line_capacity = CFD_GAP_LINES_MAX;
    coverage.line_count = CFD_GAP_LINES_MAX - CFD_GAP_COUNT;
    for (uint32_t i = 0; i < coverage.line_count; i++)
        coverage.lines[i].endpoint = 100 + i;
    for (unsigned reason = 0; reason < CFD_GAP_COUNT; reason++) {
        line = gap(&coverage, (enum cfd_gap)reason, 1, 1, 1000);
        assert_int_equal(line->endpoint, CFD_NO_ENDPOINT);
        line = gap(&coverage, (enum cfd_gap)reason, 2, 1, 1000);
        assert_int_equal(line->response_count, 2);
    }
    assert_int_equal(coverage.line_count, CFD_GAP_LINES_MAX);
    line = gap(&coverage, 0, 100, 1, 1000);
    assert_int_equal(line->endpoint, 100);
    assert_int_equal(coverage.dropped_part_count, 0);
    cfd_coverage_deinit(&coverage);
}

static void every_line_is_found_again(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};
    const uint32_t endpoint_count = 2000;

    for (unsigned turn = 1; turn <= 2; turn++)
        for (uint32_t endpoint = 0; endpoint < endpoint_count; endpoint++)
            for (unsigned reason = 0; reason < CFD_GAP_COUNT; reason++)
                assert_int_equal(
                    gap(&coverage, (enum cfd_gap)reason, endpoint, 1, 1000)->response_count, turn);
    assert_int_equal(coverage.line_count, endpoint_count * CFD_GAP_COUNT);
    for (unsigned reason = 0; reason < CFD_GAP_COUNT; reason++)
        assert_int_equal(
            gap(&coverage, (enum cfd_gap)reason, CFD_NO_ENDPOINT, 1, 1000)->response_count, 1);
    cfd_coverage_deinit(&coverage);
}

static void line_tells_when_it_grew_by_what_is_not_logged(void **state)
{
    struct cfd_coverage coverage = {.span_count = 0};
    struct cfd_entry_gap grown = {.reason = CFD_GAP_FORMAT, .response_count = 1};
    struct cfd_gap_line *line = gap(&coverage, CFD_GAP_FORMAT, 0, 1, 1000);

    assert_int_equal(line->unlogged_to_ms, 0);
    grown.from_ms = grown.to_ms = 5000;
    assert_int_equal(cfd_coverage_gap_unlogged(&coverage, &grown), CFD_OK);
    grown.from_ms = grown.to_ms = 4000;
    assert_int_equal(cfd_coverage_gap_unlogged(&coverage, &grown), CFD_OK);
    assert_int_equal(line->unlogged_from_ms, 4000);
    assert_int_equal(line->unlogged_to_ms, 5000);
    assert_int_equal(line->first_ms, 1000);
    cfd_gap_line_logged(line);
    assert_int_equal(line->logged_response_count, 3);
    assert_int_equal(line->unlogged_from_ms, 0);
    assert_int_equal(line->unlogged_to_ms, 0);
    cfd_coverage_deinit(&coverage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sum_of_nothing_is_nothing),
        cmocka_unit_test(sum_takes_spans_that_touch_the_window),
        cmocka_unit_test(spans_of_a_minute_become_one),
        cmocka_unit_test(oldest_spans_merge_and_lose_nothing),
        cmocka_unit_test(span_of_an_earlier_time_stands_alone),
        cmocka_unit_test(ring_knows_the_sum_of_its_spans),
        cmocka_unit_test(ring_that_comes_again_has_not_ended),
        cmocka_unit_test(ring_that_has_not_ended_is_remembered_longest),
        cmocka_unit_test(gaps_add_up_by_reason_and_endpoint),
        cmocka_unit_test(drops_of_a_ring_are_counted_with_it),
        cmocka_unit_test(other_gaps_are_no_drops),
        cmocka_unit_test(endpoints_too_many_count_as_none),
        cmocka_unit_test(every_line_is_found_again),
        cmocka_unit_test(line_tells_when_it_grew_by_what_is_not_logged),
    };

    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
