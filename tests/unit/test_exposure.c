/* SPDX-License-Identifier: Apache-2.0
 * The exposure table: dictionaries find what they hold, rows add up, and nothing moves. */
#include "core/exposure/table.h"

#include "tests/lib/alloc.h"
#include "tests/lib/exposure.h"
#include "tests/lib/test.h"

struct fixture {
    struct test_alloc alloc;
    struct cfd_exposure_table *table;
    uint32_t who, endpoint;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    test_alloc_init(&fixture->alloc);
    assert_int_equal(cfd_exposure_table_new(&test_hash_key, &fixture->alloc.alloc, &fixture->table),
                     CFD_OK);
    fixture->who =
        put_who(fixture->table, put_consumer(fixture->table, CFD_CREDENTIAL_ID, "partner-7"),
                UINT32_MAX, 0, CFD_AUTH_PROVEN);
    fixture->endpoint = put_endpoint(fixture->table, "GET api.example/customers/{id}");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    cfd_exposure_table_free(fixture->table);
    assert_int_equal(fixture->alloc.live_count, 0);
    free(fixture);
    return 0;
}

static void consumer_is_found_again(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_consumer consumer = test_consumer(CFD_CREDENTIAL_ID, "u-000123");
    uint32_t first, second;
    bool is_new;

    assert_int_equal(cfd_exposure_consumer_put(fixture->table, &consumer, &first, &is_new), CFD_OK);
    assert_true(is_new);
    assert_int_equal(first, 1);
    memset(consumer.label + 9, 'x', sizeof(consumer.label) - 10); /* behind its 0 */
    memset(consumer.pseudonym, 'x', sizeof(consumer.pseudonym));  /* it has none */
    assert_int_equal(cfd_exposure_consumer_put(fixture->table, &consumer, &second, &is_new),
                     CFD_OK);
    assert_false(is_new);
    assert_int_equal(second, first);
    assert_string_equal(cfd_exposure_consumer_at(fixture->table, first)->label, "u-000123");
}

static void consumer_differs_in_every_field(void **state)
{
    struct fixture *fixture = *state;
    const struct cfd_consumer plain = test_consumer(CFD_CREDENTIAL_ID, "u-1");
    struct cfd_consumer others[6] = {plain, plain, plain, plain, plain, plain};
    uint32_t number;
    bool is_new;

    others[0].credential = CFD_CREDENTIAL_SECRET;
    others[1].name[0] = 'x';
    others[2].label[0] = 'x';
    others[3].is_clear = false;
    others[4].has_pseudonym = true;
    others[5].has_pseudonym = true;
    others[5].pseudonym[15] = 1;
    put_consumer(fixture->table, CFD_CREDENTIAL_ID, "u-1");
    for (size_t i = 0; i < TEST_COUNT(others); i++) {
        assert_int_equal(cfd_exposure_consumer_put(fixture->table, &others[i], &number, &is_new),
                         CFD_OK);
        assert_true(is_new);
        assert_int_equal(number, 2 + i);
    }
}

static void consumer_without_its_0_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_consumer consumer = test_consumer(CFD_CREDENTIAL_ID, "u-1");
    uint32_t number = 99;
    bool is_new = true;

    memset(consumer.label, 'x', sizeof(consumer.label));
    assert_int_equal(cfd_exposure_consumer_put(fixture->table, &consumer, &number, &is_new),
                     CFD_ERR_USAGE);
    consumer = test_consumer(CFD_CREDENTIAL_ID, "u-1");
    memset(consumer.name, 'x', sizeof(consumer.name));
    assert_int_equal(cfd_exposure_consumer_put(fixture->table, &consumer, &number, &is_new),
                     CFD_ERR_USAGE);
    assert_int_equal(number, 99);
}

static void endpoint_is_found_again_whole_only(void **state)
{
    struct fixture *fixture = *state;
    uint32_t number;
    bool is_new;

    assert_int_equal(cfd_exposure_endpoint_put(fixture->table, "GET api.example/customers/{id}",
                                               &number, &is_new),
                     CFD_OK);
    assert_false(is_new);
    assert_int_equal(number, fixture->endpoint);
    assert_int_equal(
        cfd_exposure_endpoint_put(fixture->table, "GET api.example/customers", &number, &is_new),
        CFD_OK);
    assert_true(is_new);
    assert_string_equal(cfd_exposure_endpoint_at(fixture->table, number),
                        "GET api.example/customers");
}

static void numbers_past_the_end_are_nobody(void **state)
{
    struct fixture *fixture = *state;

    assert_null(cfd_exposure_consumer_at(fixture->table, 1));
    assert_null(cfd_exposure_consumer_at(fixture->table, UINT32_MAX));
    assert_null(cfd_exposure_endpoint_at(fixture->table, 1));
    assert_null(cfd_exposure_endpoint_at(fixture->table, UINT32_MAX));
    assert_null(cfd_exposure_who_at(fixture->table, 1));
    assert_null(cfd_exposure_who_at(fixture->table, UINT32_MAX));
    assert_null(cfd_exposure_row_at(fixture->table, 0));
    assert_null(cfd_exposure_row_at(fixture->table, UINT32_MAX));
    assert_null(cfd_exposure_traffic_at(fixture->table, 0));
}

static void who_is_told_apart_by_consumers_side_and_auth(void **state)
{
    struct fixture *fixture = *state;
    const uint32_t address = put_consumer(fixture->table, CFD_CREDENTIAL_ADDRESS, "192.0.2.0/24");

    assert_int_equal(put_who(fixture->table, 0, UINT32_MAX, 0, CFD_AUTH_PROVEN), fixture->who);
    assert_int_equal(put_who(fixture->table, 0, address, 0, CFD_AUTH_PROVEN), 1);
    assert_int_equal(put_who(fixture->table, 0, UINT32_MAX, 1, CFD_AUTH_PROVEN), 2);
    assert_int_equal(put_who(fixture->table, 0, UINT32_MAX, 0, CFD_AUTH_NONE), 3);
    assert_int_equal(put_who(fixture->table, UINT32_MAX, UINT32_MAX, 0, CFD_AUTH_NONE), 4);
    assert_int_equal(put_who(fixture->table, 0, address, 0, CFD_AUTH_PROVEN), 1);
    assert_int_equal(cfd_exposure_who_at(fixture->table, 1)->consumer_count, 2);
}

static void who_of_nonsense_is_refused(void **state)
{
    struct fixture *fixture = *state;
    const uint32_t address = put_consumer(fixture->table, CFD_CREDENTIAL_ADDRESS, "192.0.2.0/24");
    const struct cfd_exposure_who bad[] = {
        {.consumers = {2}, .consumer_count = 1},
        {.consumers = {UINT32_MAX}, .consumer_count = 1},
        {.consumers = {0, 0, 0, 0}, .consumer_count = CFD_CONSUMERS_MAX + 1},
        {.consumers = {address, 0}, .consumer_count = 2},
        {.consumers = {address, address}, .consumer_count = 2},
    };
    uint32_t number = 99;
    bool is_new;

    for (size_t i = 0; i < TEST_COUNT(bad); i++)
        assert_int_equal(cfd_exposure_who_put(fixture->table, &bad[i], &number, &is_new),
                         CFD_ERR_USAGE);
    assert_int_equal(number, 99);
    assert_null(cfd_exposure_who_at(fixture->table, 1));
}

static void row_adds_up_and_widens(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_exposure_row sight = test_sight(fixture->who, fixture->endpoint, 7, 1000);
    const struct cfd_exposure_row *row;
    uint32_t number;
    bool is_new;

    sight.logged_count = 1;
    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_OK);
    assert_true(is_new);
    assert_int_equal(number, 0);
    sight = test_sight(fixture->who, fixture->endpoint, 7, 500);
    sight.last_ms = 1500;
    sight.count = 4;
    sight.logged_count = 2;
    sight.is_lower_bound = 1;
    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_OK);
    assert_false(is_new);
    sight = test_sight(fixture->who, fixture->endpoint, 7, 1200);
    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_OK);
    row = cfd_exposure_row_at(fixture->table, 0);
    assert_int_equal(row->count, 6);
    assert_int_equal(row->logged_count, 3);
    assert_int_equal(row->first_ms, 500);
    assert_int_equal(row->last_ms, 1500);
    assert_int_equal(row->is_lower_bound, 1);
    assert_int_equal(cfd_exposure_row_count(fixture->table), 1);
}

static void row_count_stops_at_its_largest(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_exposure_row sight = test_sight(fixture->who, fixture->endpoint, 7, 1000);
    uint32_t number;
    bool is_new;

    sight.count = UINT32_MAX - 1;
    for (int i = 0; i < 3; i++)
        assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_OK);
    assert_int_equal(cfd_exposure_row_at(fixture->table, 0)->count, UINT32_MAX);
}

static void row_differs_in_every_part_of_its_key(void **state)
{
    struct fixture *fixture = *state;
    const struct cfd_exposure_row plain = test_sight(fixture->who, fixture->endpoint, 7, 1000);
    struct cfd_exposure_row others[6] = {plain, plain, plain, plain, plain, plain};
    uint32_t number;
    bool is_new;

    others[0].who = put_who(fixture->table, UINT32_MAX, UINT32_MAX, 0, 0);
    others[1].endpoint = put_endpoint(fixture->table, "GET api.example/orders");
    others[2].subject[15] = 1;
    others[3].kinds |= CFD_KIND_BIT(CFD_KIND_PHONE);
    others[4].action = 1;
    others[5].basis = 1;
    assert_int_equal(cfd_exposure_add(fixture->table, &plain, &number, &is_new), CFD_OK);
    for (size_t i = 0; i < TEST_COUNT(others); i++) {
        assert_int_equal(cfd_exposure_add(fixture->table, &others[i], &number, &is_new), CFD_OK);
        assert_true(is_new);
    }
    others[0] = plain;
    others[0].identity = CFD_KIND_PHONE; /* no part of the key */
    assert_int_equal(cfd_exposure_add(fixture->table, &others[0], &number, &is_new), CFD_OK);
    assert_false(is_new);
}

static void row_of_unknown_numbers_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_exposure_row sight = test_sight(fixture->who + 1, fixture->endpoint, 7, 1000);
    uint32_t number = 99;
    bool is_new;

    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_ERR_USAGE);
    sight = test_sight(fixture->who, fixture->endpoint + 1, 7, 1000);
    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_ERR_USAGE);
    assert_int_equal(number, 99);
    assert_int_equal(cfd_exposure_row_count(fixture->table), 0);
}

static void traffic_adds_up(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_exposure_traffic traffic = {.who = fixture->who,
                                           .endpoint = fixture->endpoint,
                                           .response_count = 3,
                                           .mention_count = 2,
                                           .first_ms = 100,
                                           .last_ms = 200,
                                           .kinds = 2,
                                           .logged_response_count = 1};
    const struct cfd_exposure_traffic *total;
    uint32_t number;

    assert_int_equal(cfd_exposure_traffic_add(fixture->table, &traffic, &number), CFD_OK);
    traffic.first_ms = 50;
    traffic.last_ms = 150;
    traffic.kinds = 4;
    traffic.logged_mention_count = 1;
    assert_int_equal(cfd_exposure_traffic_add(fixture->table, &traffic, &number), CFD_OK);
    assert_int_equal(number, 0);
    assert_int_equal(cfd_exposure_traffic_count(fixture->table), 1);
    total = cfd_exposure_traffic_at(fixture->table, 0);
    assert_int_equal(total->response_count, 6);
    assert_int_equal(total->mention_count, 4);
    assert_int_equal(total->logged_response_count, 2);
    assert_int_equal(total->logged_mention_count, 1);
    assert_int_equal(total->kinds, 6);
    assert_int_equal(total->first_ms, 50);
    assert_int_equal(total->last_ms, 200);
    traffic.who++;
    assert_int_equal(cfd_exposure_traffic_add(fixture->table, &traffic, &number), CFD_ERR_USAGE);
    traffic.who--;
    traffic.endpoint++;
    assert_int_equal(cfd_exposure_traffic_add(fixture->table, &traffic, &number), CFD_ERR_USAGE);
}

static void rows_never_move(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_exposure_row sight = test_sight(fixture->who, fixture->endpoint, 0, 1000);
    const struct cfd_exposure_row *first;
    uint32_t number;
    bool is_new;

    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_OK);
    first = cfd_exposure_row_at(fixture->table, 0);
    for (uint32_t i = 1; i < 50000; i++) {
        sight = test_sight(fixture->who, fixture->endpoint, i, 1000);
        assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_OK);
        assert_true(is_new);
        assert_int_equal(number, i);
    }
    assert_ptr_equal(cfd_exposure_row_at(fixture->table, 0), first);
    for (uint32_t i = 0; i < 50000; i++) {
        sight = test_sight(fixture->who, fixture->endpoint, i, 1000);
        assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_OK);
        assert_false(is_new);
        assert_int_equal(number, i);
    }
}

static void full_table_counts_what_it_leaves_out(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_exposure_row sight = test_sight(fixture->who, fixture->endpoint, 0, 1000);
    uint32_t number;
    bool is_new;

    for (uint32_t i = 0; i < CFD_EXPOSURE_ROWS_MAX; i++) {
        memcpy(sight.subject, &i, sizeof(i));
        if (cfd_exposure_add(fixture->table, &sight, &number, &is_new) != CFD_OK || !is_new)
            fail();
    }
    assert_int_equal(cfd_exposure_left_out_count(fixture->table), 0);
    sight.subject[15] = 1;
    sight.count = 5;
    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_ERR_FULL);
    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_ERR_FULL);
    assert_int_equal(cfd_exposure_left_out_count(fixture->table), 10);
    sight.subject[15] = 0;
    assert_int_equal(cfd_exposure_add(fixture->table, &sight, &number, &is_new), CFD_OK);
    assert_false(is_new);
}

/* A little of everything; the first bad status ends it. */
static enum cfd_status fill(struct cfd_exposure_table *table)
{
    struct cfd_consumer consumer = test_consumer(CFD_CREDENTIAL_ID, "u-1");
    struct cfd_exposure_who who = {.consumer_count = 1};
    struct cfd_exposure_traffic traffic = {.response_count = 1};
    struct cfd_exposure_row sight;
    uint32_t number;
    bool is_new;

    CFD_TRY(cfd_exposure_consumer_put(table, &consumer, &who.consumers[0], &is_new));
    CFD_TRY(cfd_exposure_endpoint_put(table, "GET api.example/a", &traffic.endpoint, &is_new));
    CFD_TRY(cfd_exposure_who_put(table, &who, &traffic.who, &is_new));
    CFD_TRY(cfd_exposure_traffic_add(table, &traffic, &number));
    for (uint32_t i = 0; i < 3000; i++) {
        sight = test_sight(traffic.who, traffic.endpoint, i, 1000);
        CFD_TRY(cfd_exposure_add(table, &sight, &number, &is_new));
    }
    return CFD_OK;
}

static void fail_each_allocation(void **state)
{
    struct test_alloc alloc;
    struct cfd_exposure_table *table;
    enum cfd_status status = CFD_ERR_MEMORY;
    uint64_t fail_at;

    for (int is_for_ever = 0; is_for_ever < 2; is_for_ever++, status = CFD_ERR_MEMORY) {
        for (fail_at = 1; status != CFD_OK; fail_at++) {
            test_alloc_init(&alloc);
            alloc.fail_at = fail_at;
            alloc.is_for_ever = is_for_ever;
            table = NULL;
            status = cfd_exposure_table_new(&test_hash_key, &alloc.alloc, &table);
            if (status == CFD_OK)
                status = fill(table);
            if (status != CFD_OK) {
                assert_int_equal(status, CFD_ERR_MEMORY);
                alloc.fail_at = 0;
                if (table != NULL)
                    assert_int_equal(fill(table), CFD_OK); /* goes on when there is memory again */
            }
            if (table != NULL)
                assert_int_equal(cfd_exposure_row_count(table), 3000);
            cfd_exposure_table_free(table);
            assert_int_equal(alloc.live_count, 0);
        }
        assert_true(fail_at > 15);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(consumer_is_found_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(consumer_differs_in_every_field, set_up, tear_down),
        cmocka_unit_test_setup_teardown(consumer_without_its_0_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(endpoint_is_found_again_whole_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_past_the_end_are_nobody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_is_told_apart_by_consumers_side_and_auth, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_of_nonsense_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(row_adds_up_and_widens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(row_count_stops_at_its_largest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(row_differs_in_every_part_of_its_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(row_of_unknown_numbers_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(traffic_adds_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_never_move, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full_table_counts_what_it_leaves_out, set_up, tear_down),
        cmocka_unit_test(fail_each_allocation),
    };

    return cmocka_run_group_tests_name("exposure", tests, NULL, NULL);
}
