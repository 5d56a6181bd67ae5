/* SPDX-License-Identifier: Apache-2.0
 * Names of kinds, parts and gaps: all there, all different, and read back only when exact. */
#include <cofferdam/kind.h>

#include "tests/lib/test.h"

typedef const char *(*name_of)(int number);

static const char *kind_name(int number)
{
    return cfd_kind_name((enum cfd_kind)number);
}

static const char *part_name(int number)
{
    return cfd_part_name((enum cfd_kind_part)number);
}

static const char *gap_name(int number)
{
    return cfd_gap_name((enum cfd_gap)number);
}

static void assert_names_differ(name_of name, int count)
{
    for (int i = 0; i < count; i++) {
        assert_non_null(name(i));
        assert_string_not_equal(name(i), "unknown");
        for (int j = 0; j < i; j++)
            assert_string_not_equal(name(i), name(j));
    }
}

static void names_are_all_there_and_differ(void **state)
{
    assert_names_differ(kind_name, CFD_KIND_COUNT);
    assert_names_differ(part_name, CFD_PART_COUNT);
    assert_names_differ(gap_name, CFD_GAP_COUNT);
}

/* Names and numbers stand in ledgers: this table changes only by new rows. */
static void names_are_those_of_the_ledger(void **state)
{
    assert_string_equal(kind_name(0), "none");
    assert_string_equal(kind_name(1), "person_name");
    assert_string_equal(kind_name(2), "employer");
    assert_string_equal(kind_name(3), "job_title");
    assert_string_equal(kind_name(4), "email");
    assert_string_equal(kind_name(5), "phone");
    assert_string_equal(kind_name(6), "customer_id");
    assert_string_equal(part_name(0), "");
    assert_string_equal(part_name(1), "given_name");
    assert_string_equal(part_name(2), "family_name");
    assert_string_equal(part_name(3), "full_name");
    assert_string_equal(gap_name(0), "opaque_coding");
    assert_string_equal(gap_name(4), "budget");
    assert_string_equal(gap_name(8), "cut_short");
    assert_string_equal(gap_name(15), "engine_down");
}

static void names_of_strange_numbers_are_unknown(void **state)
{
    static const int strange[] = {-1, 64, 255, INT32_MAX, INT32_MIN};

    for (size_t i = 0; i < TEST_COUNT(strange); i++) {
        assert_string_equal(kind_name(strange[i]), "unknown");
        assert_string_equal(part_name(strange[i]), "unknown");
        assert_string_equal(gap_name(strange[i]), "unknown");
    }
    assert_string_equal(kind_name(CFD_KIND_COUNT), "unknown");
    assert_string_equal(part_name(CFD_PART_COUNT), "unknown");
    assert_string_equal(gap_name(CFD_GAP_COUNT), "unknown");
}

static void prop_kind_is_found_by_its_name(void **state)
{
    for (int number = CFD_KIND_NONE + 1; number < CFD_KIND_COUNT; number++) {
        enum cfd_kind kind = CFD_KIND_NONE;

        assert_int_equal(cfd_kind_parse(cfd_bytes_str(kind_name(number)), &kind), CFD_OK);
        assert_int_equal(kind, number);
    }
}

static void kind_parse_refuses_what_is_no_kind(void **state)
{
    static const char *const refused[] = {
        "",          "none",   "unknown", "Email",       "EMAIL",   "e-mail",
        "email ",    " email", "emails",  "emai",        "phone\n", "given_name",
        "full_name", "*",      "1",       "person name", "budget",  "job_titl"};

    for (size_t i = 0; i < TEST_COUNT(refused); i++) {
        enum cfd_kind kind = CFD_KIND_COUNT;

        assert_int_equal(cfd_kind_parse(cfd_bytes_str(refused[i]), &kind), CFD_ERR_NOT_FOUND);
        assert_int_equal(kind, CFD_KIND_COUNT);
    }
    assert_int_equal(cfd_kind_parse(cfd_bytes_of(NULL, 0), &(enum cfd_kind){0}), CFD_ERR_NOT_FOUND);
    assert_int_equal(cfd_kind_parse(cfd_bytes_of("email\0", 6), &(enum cfd_kind){0}),
                     CFD_ERR_NOT_FOUND);
}

static void sets_of_kinds_and_gaps_have_room(void **state)
{
    cfd_kinds kinds = 0;
    cfd_gaps gaps = 0;

    for (int kind = 0; kind < CFD_KIND_COUNT; kind++)
        kinds = (cfd_kinds)(kinds | CFD_KIND_BIT(kind));
    for (int gap = 0; gap < CFD_GAP_COUNT; gap++)
        gaps |= CFD_GAP_BIT(gap);
    assert_int_equal(__builtin_popcount(kinds), CFD_KIND_COUNT);
    assert_int_equal(__builtin_popcount(gaps), CFD_GAP_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_all_there_and_differ),
        cmocka_unit_test(names_are_those_of_the_ledger),
        cmocka_unit_test(names_of_strange_numbers_are_unknown),
        cmocka_unit_test(prop_kind_is_found_by_its_name),
        cmocka_unit_test(kind_parse_refuses_what_is_no_kind),
        cmocka_unit_test(sets_of_kinds_and_gaps_have_room),
    };

    return cmocka_run_group_tests_name("kind", tests, NULL, NULL);
}
