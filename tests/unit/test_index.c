/* SPDX-License-Identifier: Apache-2.0
 * The index: what is told is what was put, and what it refuses. */
#include "lib/ledger/index.h"

#include <cofferdam/session.h>

#include "tests/lib/index.h"
#include "tests/lib/sqlite_calls.h"

static void fresh_index_is_private_and_empty(void **state)
{
    struct place place;
    struct stat facts;

    place_init(&place);
    find_remade(&place);
    assert_int_equal(stat(place.dir, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0700);
    assert_int_equal(stat(place.main_path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0600);
    assert_int_equal(stat(place.open_path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0600);
    find_remade(&place);
    place_deinit(&place);
}

static void files_open_to_others_are_closed_to_them(void **state)
{
    struct place place;
    struct content *put;
    struct stat facts;

    place_init(&place);
    put = fill(&place, 8);
    assert_int_equal(chmod(place.open_path, 0644), 0);
    cfd_index_close(open_and_find(&place, 100, put));
    assert_int_equal(stat(place.open_path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0600);
    free(put);
    place_deinit(&place);
}

static void prop_load_equals_put_over_transactions_and_reopenings(void **state)
{
    struct dice dice = {.state = 20260131};
    struct place place;
    struct content *put = content_new();
    struct content *told = content_new();
    uint64_t covered = 0;
    uint64_t found;
    struct cfd_index *index;

    place_init(&place);
    index = open_at(&place, 0, &found);
    for (int i = 0; i < 120; i++) {
        covered += roll_below(&dice, 3);
        assert_int_equal(put_transaction(index, &dice, put, roll_below(&dice, 120), covered),
                         CFD_OK);
        if (roll_below(&dice, 4) == 0) {
            cfd_index_close(index);
            index = open_and_find(&place, covered, put);
        }
    }
    assert_int_equal(content_load(index, told), CFD_OK);
    assert_content_equal(told, put);
    assert_int_equal(content_load(index, told), CFD_OK);
    assert_content_equal(told, put);
    assert_true(put->row_count > 3000 && put->traffic_count > 100);
    cfd_index_close(index);
    free(told);
    free(put);
    place_deinit(&place);
}

static void empty_transaction_moves_covered_alone(void **state)
{
    struct place place;
    struct content *put;
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 8);
    index = open_and_find(&place, 100, put);
    assert_int_equal(cfd_index_begin(index), CFD_OK);
    assert_int_equal(cfd_index_commit(index, UINT64_MAX), CFD_OK);
    cfd_index_close(index);
    cfd_index_close(open_and_find(&place, UINT64_MAX, put));
    free(put);
    place_deinit(&place);
}

static void row_update_leaves_its_key_alone(void **state)
{
    struct dice dice = {.state = 77};
    struct place place;
    struct content *put;
    struct cfd_index *index;
    struct cfd_exposure_row *known;
    struct cfd_exposure_row news;

    place_init(&place);
    put = fill(&place, 40);
    known = &put->rows[3];
    make_row(&dice, put, &news);
    news.count = 9;
    index = open_and_find(&place, 100, put);
    assert_int_equal(cfd_index_begin(index), CFD_OK);
    assert_int_equal(cfd_index_put_row(index, 3, &news), CFD_OK);
    assert_int_equal(cfd_index_commit(index, 101), CFD_OK);
    cfd_index_close(index);
    known->first_ms = news.first_ms;
    known->last_ms = news.last_ms;
    known->count = known->logged_count = 9;
    known->is_lower_bound = news.is_lower_bound;
    cfd_index_close(open_and_find(&place, 101, put));
    free(put);
    place_deinit(&place);
}

static void row_comes_back_with_what_the_log_knows(void **state)
{
    struct place place;
    struct content *put;
    struct content *told = content_new();
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 4);
    index = open_and_find(&place, 100, put);
    put->rows[0].count = 7;
    put->rows[0].logged_count = 3;
    assert_int_equal(cfd_index_begin(index), CFD_OK);
    assert_int_equal(cfd_index_put_row(index, 0, &put->rows[0]), CFD_OK);
    assert_int_equal(cfd_index_commit(index, 100), CFD_OK);
    assert_int_equal(content_load(index, told), CFD_OK);
    assert_int_equal(told->rows[0].count, 7);
    assert_int_equal(told->rows[0].logged_count, 7);
    cfd_index_close(index);
    free(told);
    free(put);
    place_deinit(&place);
}

static void dictionaries_put_again_are_replaced(void **state)
{
    struct place place;
    struct content *put;
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 8);
    index = open_and_find(&place, 100, put);
    snprintf(put->consumers[0].consumer.label, CFD_CONSUMER_LABEL_BYTES, "partner-7");
    snprintf(put->endpoints[1].endpoint, sizeof(put->endpoints[1].endpoint), "GET shop.example /x");
    put->whos[2].side = CFD_SIDE_PARTNER;
    memset(put->consumers[0].consumer.label + 10, 0, CFD_CONSUMER_LABEL_BYTES - 10);
    memset(put->endpoints[1].endpoint + 20, 0, sizeof(put->endpoints[1].endpoint) - 20);
    assert_int_equal(cfd_index_begin(index), CFD_OK);
    assert_int_equal(cfd_index_put_consumer(index, &put->consumers[0]), CFD_OK);
    assert_int_equal(cfd_index_put_endpoint(index, &put->endpoints[1]), CFD_OK);
    assert_int_equal(cfd_index_put_who(index, &put->whos[2]), CFD_OK);
    assert_int_equal(cfd_index_commit(index, 100), CFD_OK);
    cfd_index_close(index);
    cfd_index_close(open_and_find(&place, 100, put));
    free(put);
    place_deinit(&place);
}

/* --- what was not committed */

static void close_drops_an_open_transaction(void **state)
{
    struct dice dice = {.state = 5};
    struct place place;
    struct content *put;
    struct content *more;
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 400);
    more = content_copy(put);
    index = open_and_find(&place, 100, put);
    assert_int_equal(cfd_index_begin(index), CFD_OK);
    assert_int_equal(put_dictionaries(index, &dice, more), CFD_OK);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(put_some_row(index, &dice, more), CFD_OK);
    cfd_index_close(index);
    cfd_index_close(open_and_find(&place, 100, put));
    free(more);
    free(put);
    place_deinit(&place);
}

static void failed_transaction_is_rolled_back_and_the_last(void **state)
{
    struct dice dice = {.state = 6};
    struct place place;
    struct content *put;
    struct content *more;
    struct content *told = content_new();
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 40);
    more = content_copy(put);
    index = open_and_find(&place, 100, put);
    assert_int_equal(cfd_index_begin(index), CFD_OK);
    assert_int_equal(put_dictionaries(index, &dice, more), CFD_OK);
    assert_int_equal(put_some_row(index, &dice, more), CFD_OK);
    assert_int_equal(cfd_index_put_row(index, more->row_count + 1, &put->rows[0]), CFD_ERR_USAGE);

    assert_int_equal(cfd_index_put_row(index, 0, &put->rows[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_endpoint(index, &put->endpoints[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_commit(index, 101), CFD_ERR_STATE);
    assert_int_equal(cfd_index_begin(index), CFD_ERR_STATE);
    assert_int_equal(content_load(index, told), CFD_ERR_STATE);
    cfd_index_close(index);
    cfd_index_close(open_and_find(&place, 100, put));
    free(told);
    free(more);
    free(put);
    place_deinit(&place);
}

/* --- refusals */

static void calls_out_of_turn_change_nothing(void **state)
{
    struct dice dice = {.state = 8};
    struct place place;
    struct content *put;
    struct content *told = content_new();
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 8);
    index = open_and_find(&place, 100, put);
    assert_int_equal(cfd_index_commit(index, 101), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_consumer(index, &put->consumers[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_endpoint(index, &put->endpoints[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_who(index, &put->whos[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_row(index, 0, &put->rows[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_traffic(index, &put->traffic[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_alias(index, &put->aliases[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_gap(index, &put->gaps[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_put_coverage(index, &put->coverage[0]), CFD_ERR_STATE);
    assert_int_equal(cfd_index_begin(index), CFD_OK);
    assert_int_equal(put_dictionaries(index, &dice, put), CFD_OK);
    assert_int_equal(cfd_index_begin(index), CFD_ERR_STATE);
    assert_int_equal(content_load(index, told), CFD_ERR_STATE);
    assert_int_equal(put_increments(index, &dice, put), CFD_OK);
    assert_int_equal(cfd_index_commit(index, 101), CFD_OK);
    cfd_index_close(index);
    cfd_index_close(open_and_find(&place, 101, put));
    cfd_index_close(NULL);
    free(told);
    free(put);
    place_deinit(&place);
}

enum nonsense {
    CONSUMER_NUMBER_AHEAD,
    CONSUMER_WITHOUT_CREDENTIAL,
    CONSUMER_OF_UNKNOWN_CREDENTIAL,
    CONSUMER_NAME_WITHOUT_END,
    CONSUMER_LABEL_WITH_LINE_END,
    CONSUMER_DAY_WITHOUT_END,
    ENDPOINT_NUMBER_AHEAD,
    ENDPOINT_WITHOUT_END,
    ENDPOINT_WITH_ESCAPE,
    WHO_NUMBER_AHEAD,
    WHO_NUMBER_LAST,
    WHO_OF_TOO_MANY,
    WHO_OF_UNKNOWN_CONSUMER,
    WHO_OF_UNKNOWN_SIDE,
    WHO_OF_UNKNOWN_AUTH,
    ROW_NUMBER_AHEAD,
    ROW_NUMBER_LAST,
    ROW_OF_UNKNOWN_WHO,
    ROW_OF_UNKNOWN_ENDPOINT,
    ROW_OF_KIND_NONE,
    ROW_OF_UNKNOWN_KIND,
    ROW_OF_UNKNOWN_IDENTITY,
    ROW_OF_UNKNOWN_ACTION,
    ROW_OF_UNKNOWN_BASIS,
    ROW_WITH_ODD_BOUND,
    TRAFFIC_OF_UNKNOWN_WHO,
    TRAFFIC_OF_UNKNOWN_ENDPOINT,
    TRAFFIC_OF_UNKNOWN_KIND,
    ALIAS_OF_UNKNOWN_IDENTITY,
    ALIAS_TO_UNKNOWN_IDENTITY,
    GAP_OF_UNKNOWN_REASON,
    GAP_OF_UNKNOWN_ENDPOINT,
    COVERED_GOES_BACK,
    NONSENSE_COUNT
};

static enum cfd_status put_bad_consumer(struct cfd_index *index, struct content *content,
                                        enum nonsense nonsense)
{
    struct cfd_entry_consumer *entry = &content->consumers[0];

    if (nonsense == CONSUMER_NUMBER_AHEAD)
        entry->number = content->consumer_count + 1;
    if (nonsense == CONSUMER_WITHOUT_CREDENTIAL)
        entry->consumer.credential = (enum cfd_credential)0;
    if (nonsense == CONSUMER_OF_UNKNOWN_CREDENTIAL)
        entry->consumer.credential = (enum cfd_credential)(CFD_CREDENTIAL_ADDRESS + 1);
    if (nonsense == CONSUMER_NAME_WITHOUT_END)
        memset(entry->consumer.name, 'n', sizeof(entry->consumer.name));
    if (nonsense == CONSUMER_LABEL_WITH_LINE_END)
        snprintf(entry->consumer.label, sizeof(entry->consumer.label), "u-1\nu-2");
    if (nonsense == CONSUMER_DAY_WITHOUT_END)
        memset(entry->day, '1', sizeof(entry->day));
    return cfd_index_put_consumer(index, entry);
}

static enum cfd_status put_bad_endpoint(struct cfd_index *index, struct content *content,
                                        enum nonsense nonsense)
{
    struct cfd_entry_endpoint *entry = &content->endpoints[0];

    if (nonsense == ENDPOINT_NUMBER_AHEAD)
        entry->number = content->endpoint_count + 1;
    if (nonsense == ENDPOINT_WITHOUT_END)
        memset(entry->endpoint, 'e', sizeof(entry->endpoint));
    if (nonsense == ENDPOINT_WITH_ESCAPE)
        snprintf(entry->endpoint, sizeof(entry->endpoint), "GET /\x1b[2J");
    return cfd_index_put_endpoint(index, entry);
}

static enum cfd_status put_bad_who(struct cfd_index *index, struct content *content,
                                   enum nonsense nonsense)
{
    struct cfd_entry_who *entry = &content->whos[0];

    if (nonsense == WHO_NUMBER_AHEAD)
        entry->number = content->who_count + 1;
    if (nonsense == WHO_NUMBER_LAST)
        entry->number = UINT32_MAX;
    if (nonsense == WHO_OF_TOO_MANY)
        entry->consumer_count = CFD_CONSUMERS_MAX + 1;
    if (nonsense == WHO_OF_UNKNOWN_CONSUMER) {
        entry->consumer_count = 1;
        entry->consumers[0] = content->consumer_count;
    }
    if (nonsense == WHO_OF_UNKNOWN_SIDE)
        entry->side = CFD_SIDE_INTERNAL + 1;
    if (nonsense == WHO_OF_UNKNOWN_AUTH)
        entry->auth = CFD_AUTH_PROVEN + 1;
    return cfd_index_put_who(index, entry);
}

static enum cfd_status put_bad_row(struct cfd_index *index, struct content *content,
                                   enum nonsense nonsense)
{
    struct cfd_exposure_row *row = &content->rows[0];
    uint32_t number = 0;

    if (nonsense == ROW_NUMBER_AHEAD)
        number = content->row_count + 1;
    if (nonsense == ROW_NUMBER_LAST)
        number = UINT32_MAX;
    if (nonsense == ROW_OF_UNKNOWN_WHO)
        row->who = content->who_count;
    if (nonsense == ROW_OF_UNKNOWN_ENDPOINT)
        row->endpoint = content->endpoint_count;
    if (nonsense == ROW_OF_KIND_NONE)
        row->kinds = CFD_KIND_BIT(CFD_KIND_NONE);
    if (nonsense == ROW_OF_UNKNOWN_KIND)
        row->kinds = CFD_KIND_BIT(CFD_KIND_COUNT);
    if (nonsense == ROW_OF_UNKNOWN_IDENTITY)
        row->identity = CFD_KIND_COUNT;
    if (nonsense == ROW_OF_UNKNOWN_ACTION)
        row->action = 255;
    if (nonsense == ROW_OF_UNKNOWN_BASIS)
        row->basis = CFD_BASIS_POSSIBLE + 1;
    if (nonsense == ROW_WITH_ODD_BOUND)
        row->is_lower_bound = 2;
    return cfd_index_put_row(index, number, row);
}

static enum cfd_status put_bad_rest(struct cfd_index *index, struct content *content,
                                    enum nonsense nonsense)
{
    switch (nonsense) {
    case TRAFFIC_OF_UNKNOWN_WHO:
        content->traffic[0].who = content->who_count;
        return cfd_index_put_traffic(index, &content->traffic[0]);
    case TRAFFIC_OF_UNKNOWN_ENDPOINT:
        content->traffic[0].endpoint = UINT32_MAX;
        return cfd_index_put_traffic(index, &content->traffic[0]);
    case TRAFFIC_OF_UNKNOWN_KIND:
        content->traffic[0].kinds = CFD_KIND_BIT(CFD_KIND_COUNT);
        return cfd_index_put_traffic(index, &content->traffic[0]);
    case ALIAS_OF_UNKNOWN_IDENTITY:
        content->aliases[0].subject_identity = CFD_KIND_COUNT;
        return cfd_index_put_alias(index, &content->aliases[0]);
    case ALIAS_TO_UNKNOWN_IDENTITY:
        content->aliases[0].alias_identity = CFD_KIND_COUNT;
        return cfd_index_put_alias(index, &content->aliases[0]);
    case GAP_OF_UNKNOWN_REASON:
        content->gaps[0].reason = CFD_GAP_COUNT;
        return cfd_index_put_gap(index, &content->gaps[0]);
    case GAP_OF_UNKNOWN_ENDPOINT:
        content->gaps[0].endpoint = content->endpoint_count;
        return cfd_index_put_gap(index, &content->gaps[0]);
    default:
        return cfd_index_commit(index, 99);
    }
}

static enum cfd_status put_nonsense(struct cfd_index *index, struct content *content,
                                    enum nonsense nonsense)
{
    if (nonsense < ENDPOINT_NUMBER_AHEAD)
        return put_bad_consumer(index, content, nonsense);
    if (nonsense < WHO_NUMBER_AHEAD)
        return put_bad_endpoint(index, content, nonsense);
    if (nonsense < ROW_NUMBER_AHEAD)
        return put_bad_who(index, content, nonsense);
    if (nonsense < TRAFFIC_OF_UNKNOWN_WHO)
        return put_bad_row(index, content, nonsense);
    return put_bad_rest(index, content, nonsense);
}

static void put_refuses_what_load_could_not_tell(void **state)
{
    struct place place;
    struct content *put;

    place_init(&place);
    put = fill(&place, 8);
    for (int nonsense = 0; nonsense < NONSENSE_COUNT; nonsense++) {
        struct content *copy = content_copy(put);
        struct cfd_index *index = open_and_find(&place, 100, put);
        enum cfd_status status;

        assert_int_equal(cfd_index_begin(index), CFD_OK);
        status = put_nonsense(index, copy, (enum nonsense)nonsense);
        if (status != CFD_ERR_USAGE)
            fail_msg("nonsense %d: status %d", nonsense, status);
        assert_int_equal(cfd_index_commit(index, 101), CFD_ERR_STATE);
        cfd_index_close(index);
        free(copy);
    }
    cfd_index_close(open_and_find(&place, 100, put));
    free(put);
    place_deinit(&place);
}

/* --- visitors */

struct stopper {
    uint32_t until_stop;
    enum cfd_status status;
    uint32_t told_after;
};

static enum cfd_status stop_at_row(void *ctx, const struct cfd_exposure_row *row)
{
    struct stopper *stopper = ctx;

    return stopper->until_stop-- == 0 ? stopper->status : CFD_OK;
}

static enum cfd_status count_gap(void *ctx, const struct cfd_entry_gap *entry)
{
    ((struct stopper *)ctx)->told_after++;
    return CFD_OK;
}

static void visitor_ends_the_load_with_its_status(void **state)
{
    static const enum cfd_status statuses[] = {CFD_ERR_NOT_FOUND, CFD_ERR_CORRUPT, CFD_ERR_MEMORY};
    struct place place;
    struct content *put;

    place_init(&place);
    put = fill(&place, 400);
    for (size_t i = 0; i < TEST_COUNT(statuses); i++) {
        struct stopper stopper = {.until_stop = 5, .status = statuses[i]};
        struct cfd_index_visitor visitor = {
            .on_row = stop_at_row, .on_gap = count_gap, .ctx = &stopper};
        struct cfd_index *index = open_and_find(&place, 100, put);

        assert_int_equal(cfd_index_load(index, &visitor, NULL), statuses[i]);
        assert_int_equal(stopper.told_after, 0);
        assert_int_equal(stopper.until_stop, UINT32_MAX);
        stopper.until_stop = 100000;
        assert_int_equal(cfd_index_load(index, &visitor, NULL), CFD_OK);
        assert_int_equal(stopper.told_after, put->gap_count);
        cfd_index_close(index);
    }
    free(put);
    place_deinit(&place);
}

static void visitor_may_want_nothing(void **state)
{
    const struct cfd_index_visitor visitor = {.on_row = NULL};
    struct place place;
    struct content *put;
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 8);
    index = open_and_find(&place, 100, put);
    assert_int_equal(cfd_index_load(index, &visitor, NULL), CFD_OK);
    cfd_index_close(index);
    free(put);
    place_deinit(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fresh_index_is_private_and_empty),
        cmocka_unit_test(files_open_to_others_are_closed_to_them),
        cmocka_unit_test(prop_load_equals_put_over_transactions_and_reopenings),
        cmocka_unit_test(empty_transaction_moves_covered_alone),
        cmocka_unit_test(row_update_leaves_its_key_alone),
        cmocka_unit_test(row_comes_back_with_what_the_log_knows),
        cmocka_unit_test(dictionaries_put_again_are_replaced),
        cmocka_unit_test(close_drops_an_open_transaction),
        cmocka_unit_test(failed_transaction_is_rolled_back_and_the_last),
        cmocka_unit_test(calls_out_of_turn_change_nothing),
        cmocka_unit_test(put_refuses_what_load_could_not_tell),
        cmocka_unit_test(visitor_ends_the_load_with_its_status),
        cmocka_unit_test(visitor_may_want_nothing),
    };

    sqlite_calls_watch();
    return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
