/* SPDX-License-Identifier: Apache-2.0
 * Which values are taken for phones: with a key that says so, and without one. */
#include "core/classify/classify.h"

#include "tests/lib/test.h"

static bool is_phone(const char *key, const char *text)
{
    struct cfd_value value = {.text = cfd_bytes_str(text)};
    struct cfd_candidate candidate;

    value.claim = cfd_key_read(cfd_bytes_str(key)).claim;
    cfd_value_read(&value);
    return cfd_classify_value(&value, &candidate) && candidate.kind == CFD_KIND_PHONE &&
           cfd_candidate_sum(&candidate) > 0;
}

static void key_takes_what_is_possible(void **state)
{
    static const char *const texts[] = {
        "+49 30 123456",
        "030 123456",
        "030/123.456",
        "2025550143",
        "(202) 555-0143",
        "202.555.0143",
        "01.23.45.67.89",
        "11.22.33.44",
        "+44 7700 900123",
        "+999 1234 5678",
        "0049 30 123456",
        "tel:+49-30-123456;ext=12",
        "030 123456 ext. 9",
        "030 123456; Ann",
        "\xd9\xa0\xd9\xa3\xd9\xa0 123456",
        "\xef\xbc\x8b\xef\xbc\x94\xef\xbc\x99 30 123456",
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        if (!is_phone("phone", texts[i]))
            fail_msg("%s", texts[i]);
}

static void key_does_not_take_something_else(void **state)
{
    static const char *const texts[] = {
        "2026-01-31",   "31.01.2026", "192.168.10.20",    "1234567.89",
        "1.234.567,89", "0000000000", "***-***-1234",     "+49 170 xxx xxxx",
        "202-555-01XX", "123456",     "1234567890123456", "+12345678901234567",
        "on request",   "iPhone 15",  "12:30:45.123456",  "b1946ac92492d2347c6235b4d2611184",
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        if (is_phone("phone", texts[i]))
            fail_msg("%s", texts[i]);
}

static void value_without_key_must_be_valid_and_international(void **state)
{
    static const char *const phones[] = {"+49 30 123456",     "+4930123456",
                                         "+49 (0)30 123-456", "+1 (202) 555-0143",
                                         "+33.1.23.45.67.89", "+44 20 7946 0958 x12"};
    static const char *const others[] = {
        "030 123456",     "4930123456",           "+12345678",       "+2026 01 31 10",
        "+47.49123456",   "+48.856614, +2.3522",  "+44 7700 900123", "+999 1234 5678",
        "+1000000000",    "+4930123456, Ann Abe", "+49 30 1234 ***", "+27.5916+086.5640+8850",
        "+0.49301234567",
    };

    for (size_t i = 0; i < TEST_COUNT(phones); i++) {
        if (!is_phone("x", phones[i]))
            fail_msg("%s", phones[i]);
        assert_false(is_phone("vesselName", phones[i]));
    }
    for (size_t i = 0; i < TEST_COUNT(others); i++)
        if (is_phone("x", others[i]))
            fail_msg("%s", others[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_takes_what_is_possible),
        cmocka_unit_test(key_does_not_take_something_else),
        cmocka_unit_test(value_without_key_must_be_valid_and_international),
    };

    return cmocka_run_group_tests_name("classify_phone", tests, NULL, NULL);
}
