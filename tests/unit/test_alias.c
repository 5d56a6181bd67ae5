/* SPDX-License-Identifier: Apache-2.0
 * Aliases: each pair once, all subjects of an alias found, and no alias that makes it slow. */
#include "daemon/engine/alias.h"

#include "tests/lib/test.h"

static const struct cfd_hash_key hash_key = {0x0123456789abcdefu, 0xfedcba9876543210u};

static struct cfd_alias_pair pair_of(uint32_t alias, uint32_t subject)
{
    struct cfd_alias_pair pair;

    memset(&pair, 0, sizeof(pair));
    memcpy(pair.alias, &alias, sizeof(alias));
    memcpy(pair.subject, &subject, sizeof(subject));
    return pair;
}

static bool put(struct cfd_aliases *aliases, uint32_t alias, uint32_t subject)
{
    struct cfd_alias_pair pair = pair_of(alias, subject);
    bool is_new;

    assert_int_equal(cfd_aliases_put(aliases, &pair, &is_new), CFD_OK);
    return is_new;
}

/* How many subjects an alias has; *out_sum: of their numbers. */
static uint32_t count_of(const struct cfd_aliases *aliases, uint32_t alias, uint64_t *out_sum)
{
    struct cfd_alias_pair pair = pair_of(alias, 0);
    const uint8_t *subject;
    uint32_t count = 0;
    uint32_t at = 0;

    *out_sum = 0;
    for (; cfd_aliases_next(aliases, pair.alias, &at, &subject); count++) {
        uint32_t number;

        memcpy(&number, subject, sizeof(number));
        *out_sum += number;
    }
    return count;
}

static void alias_is_found_with_its_subject(void **state)
{
    struct cfd_aliases aliases;
    uint64_t sum;

    cfd_aliases_init(&aliases, &hash_key);
    assert_true(put(&aliases, 1, 100));
    assert_true(put(&aliases, 2, 200));
    assert_int_equal(count_of(&aliases, 1, &sum), 1);
    assert_int_equal(sum, 100);
    assert_int_equal(count_of(&aliases, 2, &sum), 1);
    assert_int_equal(sum, 200);
    cfd_aliases_deinit(&aliases);
}

static void alias_is_not_found_where_there_is_none(void **state)
{
    struct cfd_aliases aliases;
    uint64_t sum;

    cfd_aliases_init(&aliases, &hash_key);
    assert_int_equal(count_of(&aliases, 1, &sum), 0);
    put(&aliases, 1, 100);
    assert_int_equal(count_of(&aliases, 100, &sum), 0);
    assert_int_equal(count_of(&aliases, 3, &sum), 0);
    cfd_aliases_deinit(&aliases);
}

static void pair_is_new_once(void **state)
{
    struct cfd_aliases aliases;
    uint64_t sum;

    cfd_aliases_init(&aliases, &hash_key);
    assert_true(put(&aliases, 1, 100));
    assert_false(put(&aliases, 1, 100));
    assert_true(put(&aliases, 1, 101));
    assert_true(put(&aliases, 2, 100));
    assert_false(put(&aliases, 1, 101));
    assert_int_equal(aliases.count, 3);
    assert_int_equal(count_of(&aliases, 1, &sum), 2);
    assert_int_equal(sum, 201);
    cfd_aliases_deinit(&aliases);
}

static void prop_growing_loses_no_pair(void **state)
{
    struct cfd_aliases aliases;

    cfd_aliases_init(&aliases, &hash_key);
    for (uint32_t i = 0; i < 20000; i++)
        assert_true(put(&aliases, i / 4, i));
    for (uint32_t i = 0; i < 20000; i++)
        assert_false(put(&aliases, i / 4, i));
    for (uint32_t alias = 0; alias < 5000; alias++) {
        uint64_t sum;

        assert_int_equal(count_of(&aliases, alias, &sum), 4);
        assert_int_equal(sum, 16 * (uint64_t)alias + 6);
    }
    cfd_aliases_deinit(&aliases);
}

/* A switchboard's number stands in the records of everybody: were its pairs one probe run, this
 * would take minutes. */
static void alias_of_very_many_is_no_burden(void **state)
{
    struct cfd_aliases aliases;
    uint64_t sum;

    cfd_aliases_init(&aliases, &hash_key);
    for (uint32_t i = 0; i < 400000; i++)
        assert_true(put(&aliases, 7, i));
    assert_false(put(&aliases, 7, 0));
    assert_int_equal(count_of(&aliases, 7, &sum), 400000);
    assert_int_equal(sum, 79999800000);
    cfd_aliases_deinit(&aliases);
}

static void full_table_answers_so_and_still_finds(void **state)
{
    struct cfd_alias_pair pair = pair_of(8, 1);
    struct cfd_aliases aliases;
    uint64_t sum;
    bool is_new = false;

    cfd_aliases_init(&aliases, &hash_key);
    for (uint32_t i = 0; i < 100; i++)
        assert_true(put(&aliases, i, i));
    aliases.count = CFD_ALIASES_MAX; /* so it says; the pairs would take seconds */
    assert_int_equal(cfd_aliases_put(&aliases, &pair, &is_new), CFD_ERR_FULL);
    assert_true(is_new);
    assert_false(put(&aliases, 99, 99));
    assert_int_equal(count_of(&aliases, 8, &sum), 1);
    assert_int_equal(sum, 8);
    cfd_aliases_deinit(&aliases);
}

static void deinit_takes_what_is_empty(void **state)
{
    struct cfd_aliases aliases;

    cfd_aliases_init(&aliases, &hash_key);
    cfd_aliases_deinit(&aliases);
    cfd_aliases_deinit(&aliases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alias_is_found_with_its_subject),
        cmocka_unit_test(alias_is_not_found_where_there_is_none),
        cmocka_unit_test(pair_is_new_once),
        cmocka_unit_test(prop_growing_loses_no_pair),
        cmocka_unit_test(alias_of_very_many_is_no_burden),
        cmocka_unit_test(full_table_answers_so_and_still_finds),
        cmocka_unit_test(deinit_takes_what_is_empty),
    };

    return cmocka_run_group_tests_name("alias", tests, NULL, NULL);
}
