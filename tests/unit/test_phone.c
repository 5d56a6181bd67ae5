/* SPDX-License-Identifier: Apache-2.0
 * Spellings of phone numbers; all numbers are from the ranges kept free for fiction. */
#include "tests/lib/normal.h"

static void phone_has_one_spelling(void **state)
{
    static const char *const spellings[] = {
        "+442079460958",
        "+44 20 7946 0958",
        "+44-20-7946-0958",
        "+44.20.7946.0958",
        "+44 (20) 7946/0958",
        "(+44) 20 7946 0958",
        "+44 (0)20 7946 0958",
        "+44(0) 20 7946 0958",
        "00442079460958",
        "00 44 20 7946 0958",
        "0044 (0) 20 7946 0958",
        "0 0 44 20 7946 0958",
        "+0044 20 7946 0958",
        "+044 20 7946 0958",
        "00044 20 7946 0958",
        "  +44 20 7946 0958  ",
        "+44\xc2\xa0"
        "20\xe2\x80\xaf"
        "7946\xe2\x80\x91"
        "0958",
        "+44\xe2\x80\x93"
        "20\xe2\x88\x92"
        "7946 0958",
        "\xe2\x80\xaa+44 20 7946 0958\xe2\x80\xac",
        "\xef\xbc\x8b\xef\xbc\x94\xef\xbc\x94 20 7946 0958",
        "+\xd9\xa4\xd9\xa4 20 7946 0958",
        "+\xdb\xb4\xdb\xb4 20 7946 0958",
        "tel:+442079460958",
        "TEL: +44-20-7946-0958",
        "tel:+44-20-7946-0958;ext=12",
        "tel:+44-20-7946-0958;phone-context=example.com",
        "+44 20 7946 0958 x12",
        "+44 20 7946 0958X12",
        "+44 20 7946 0958 ext. 12",
        "+44 20 7946 0958 Ext 12",
        "+44 20 7946 0958 extension 12",
        "+44 20 7946 0958 #12",
        "+44 20 7946 0958,12",
        "+44 20 7946 0958; +44 20 7946 0959",
    };

    for (size_t i = 0; i < TEST_COUNT(spellings); i++)
        assert_normal(CFD_KIND_PHONE, spellings[i], NULL, "+442079460958");
}

static void phone_without_a_country_keeps_its_digits(void **state)
{
    static const struct spelling rows[] = {
        {"020 7946 0958", "02079460958"},
        {"(020) 7946-0958", "02079460958"},
        {"020/7946.0958 x3", "02079460958"},
        {"202-555-0143", "2025550143"},
        {"1 (202) 555 0143", "12025550143"},
        {"+1 202 555 0143", "+12025550143"},
        {"(0)20 7946 0958", "02079460958"},
        {"5550143", "5550143"},
        {"+1234567", "+1234567"},
        {"123456789012345", "123456789012345"},
        {"011111112", "011111112"},
        {NULL, NULL},
    };

    assert_all_normal(CFD_KIND_PHONE, rows);
}

/* What is dialled inside a country is no part of a number behind its code; where the plan counts the
 * 0 in, it stays. */
static void phone_drops_what_its_country_drops(void **state)
{
    static const struct spelling rows[] = {
        {"+49 (0)40 123-456", "+4940123456"},    {"+49 040 123456", "+4940123456"},
        {"0049 40 123456", "+4940123456"},       {"tel:+49-40-123456", "+4940123456"},
        {"+39 (0)6 1234 5678", "+390612345678"}, {"+39 06 12345678", "+390612345678"},
        {"0039 06 12345678", "+390612345678"},   {"+7 8 (808) 123-45-67", "+78081234567"},
        {"+1 1 202 555 0143", "+12025550143"},   {"+1 (0)202 555 0143", "+12025550143"},
        {"+44 (0)7700 900123", "+447700900123"}, /* of a range that nobody has */
        {"+44 07700 900123", "+447700900123"},   {"+44 (0)0770 090012", "+44770090012"},
        {"+44 00770 090012", "+4400770090012"},  {NULL, NULL},
    };

    assert_all_normal(CFD_KIND_PHONE, rows);
}

static void phone_refuses_what_is_no_number(void **state)
{
    static const char *const values[] = {
        "",
        " ",
        "+",
        "00",
        "-",
        "()",
        "n/a",
        "unknown",
        "null",
        "test",
        "x",
        "ext",
        "tel:",
        "tel:+",
        "123456",
        "+123456",
        "1234567890123456",
        "+1234567890123456",
        "00441234567890123456789",
        "0000000",
        "00000000000000000000",
        "+0000000",
        "1111111",
        "+11111111",
        "999-9999",
        "+44 20 7946 0958 or none",
        "call 2079460958",
        "1-800-BOATS-77",
        "++442079460958",
        "+44+2079460958",
        "44+2079460958",
        "2079460958+",
        "2026-11-24T09:30:00Z",
        "192.0.2.1:8080",
        "*31#2079460958",
        "20794e60958",
        "12,3456789",
        "#2079460958",
        "0x1234567",
        "tell 2079460958",
        "2079460958ä",
        NULL,
    };

    assert_all_nobody(CFD_KIND_PHONE, values, NULL);
    assert_nobody(CFD_KIND_PHONE, "+44 20 7946 0958\xff", 17, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phone_has_one_spelling),
        cmocka_unit_test(phone_without_a_country_keeps_its_digits),
        cmocka_unit_test(phone_drops_what_its_country_drops),
        cmocka_unit_test(phone_refuses_what_is_no_number),
    };

    return cmocka_run_group_tests_name("phone", tests, NULL, NULL);
}
