/* SPDX-License-Identifier: Apache-2.0
 * Phone numbers by the plans: every example of the metadata in three writings, what is read, what
 * is no number, and what needs a key to be one. */
#include "core/classify/phone_number.h"

#include "core/classify/phone_plan.h"
#include "tests/lib/test.h"

#define REGION(a, b) ((uint16_t)((a) << 8 | (b)))
#define ROUND_COUNT 10000

struct example {
    uint16_t region, code;
    const char *number, *e164, *international, *national;
};

#include "phone_examples.h"

static uint64_t random_of(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed >> 11;
}

static struct cfd_phone read_in(const char *text, uint16_t region)
{
    struct cfd_phone phone;

    cfd_phone_read(cfd_bytes_str(text), &region, region != 0, &phone);
    return phone;
}

static bool is_number(const struct cfd_phone *phone, enum cfd_phone_form form, const char *digits)
{
    return phone->form == form && phone->digit_count == strlen(digits) &&
           memcmp(phone->digits, digits, phone->digit_count) == 0;
}

static void assert_number(const char *text, uint16_t region, enum cfd_phone_form form,
                          const char *digits)
{
    struct cfd_phone phone = read_in(text, region);

    if (!is_number(&phone, form, digits))
        fail_msg("%s: form %d, %.*s", text, phone.form, phone.digit_count, phone.digits);
}

static void example_is_valid_in_every_writing(void **state)
{
    assert_int_equal(TEST_COUNT(examples), 1144);
    for (size_t i = 0; i < TEST_COUNT(examples); i++) {
        const struct example *it = &examples[i];

        assert_number(it->e164, 0, CFD_PHONE_INTERNATIONAL_VALID, it->e164 + 1);
        assert_number(it->international, 0, CFD_PHONE_INTERNATIONAL_VALID, it->e164 + 1);
        if (it->region != 0)
            assert_number(it->national, it->region, CFD_PHONE_NATIONAL_VALID, it->e164 + 1);
    }
}

/* Between the digits of an example, what people put there. */
static void regroup(uint64_t *seed, const char *e164, char out[128])
{
    static const char *const gaps[] = {
        "", "", "", " ", "-", ".", "/", ") ", "(", "\xc2\xa0", "\xe2\x80\x91", " - "};
    size_t used = 0;

    for (const char *at = e164; *at != '\0'; at++) {
        const char *gap = at - e164 > 1 ? gaps[random_of(seed) % TEST_COUNT(gaps)] : "";

        used += (size_t)snprintf(out + used, 128 - used, "%s%c", gap, *at);
    }
    assert_true(used < 128);
}

static void prop_grouping_changes_nothing(void **state)
{
    uint64_t seed = 0x9e3779b97f4a7c15u;
    char text[128];

    for (int round = 0; round < ROUND_COUNT; round++) {
        const struct example *it = &examples[random_of(&seed) % TEST_COUNT(examples)];

        regroup(&seed, it->e164, text);
        if (strstr(text, "(0)") == NULL)
            assert_number(text, 0, CFD_PHONE_INTERNATIONAL_VALID, it->e164 + 1);
    }
}

static void number_is_read_as_people_write_it(void **state)
{
    static const char *const writings[] = {
        "+44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "+44 (0) 20 7946 0958",
        "+44 020 7946 0958",
        "(+44) 20 7946 0958",
        "0044 20 7946 0958",
        "+0044 20 7946 0958",
        "tel:+44-20-7946-0958;ext=12",
        "TEL: +442079460958",
        "+44 20 7946 0958 x12",
        "+44 20 7946 0958 ext. 12",
        "+44 20 7946 0958 extension 12",
        "+44 20 7946 0958 #12",
        "\xef\xbc\x8b\xef\xbc\x94\xef\xbc\x94 20 7946 0958",
        "+\xd9\xa4\xd9\xa4 20 7946 0958",
        "\xe2\x80\xaa+44\xe2\x80\x91"
        "20\xe2\x80\x93"
        "7946 0958\xe2\x80\xac",
    };

    for (size_t i = 0; i < TEST_COUNT(writings); i++)
        assert_number(writings[i], 0, CFD_PHONE_INTERNATIONAL_VALID, "442079460958");
    assert_number("+39 (0)6 1234 5678", 0, CFD_PHONE_INTERNATIONAL_VALID, "390612345678");
    assert_number("+1 (0)202 555 0143", 0, CFD_PHONE_INTERNATIONAL_VALID, "12025550143");
    assert_number("+44 7700 900123", 0, CFD_PHONE_INTERNATIONAL_POSSIBLE, "447700900123");
    assert_number("+999 20 7946 0958", 0, CFD_PHONE_POSSIBLE, "9992079460958");
    assert_number("020 7946 0958", 0, CFD_PHONE_POSSIBLE, "02079460958");
}

static void region_tells_what_is_dialled(void **state)
{
    uint16_t both[] = {REGION('F', 'R'), REGION('G', 'B')};
    struct cfd_phone phone;

    assert_number("020 7946 0958", REGION('G', 'B'), CFD_PHONE_NATIONAL_VALID, "442079460958");
    assert_number("44 20 7946 0958", REGION('G', 'B'), CFD_PHONE_NATIONAL_VALID, "442079460958");
    assert_number("011 44 20 7946 0958", REGION('U', 'S'), CFD_PHONE_INTERNATIONAL_VALID,
                  "442079460958");
    assert_number("0011 44 20 7946 0958", REGION('A', 'U'), CFD_PHONE_INTERNATIONAL_VALID,
                  "442079460958");
    assert_number("0044 20 7946 0958", REGION('U', 'S'), CFD_PHONE_INTERNATIONAL_VALID,
                  "442079460958");
    assert_number("555-0143", REGION('V', 'I'), CFD_PHONE_NATIONAL_VALID, "13405550143");
    assert_number("(202) 555-0143", REGION('C', 'A'), CFD_PHONE_NATIONAL_VALID, "12025550143");
    assert_number("11 15 2345-6789", REGION('A', 'R'), CFD_PHONE_NATIONAL_VALID, "5491123456789");
    assert_number("0549 886377", REGION('S', 'M'), CFD_PHONE_NATIONAL_VALID, "3780549886377");
    assert_number("886377", REGION('S', 'M'), CFD_PHONE_NATIONAL_VALID, "3780549886377");
    assert_number("123 4567", REGION('Z', 'Z'), CFD_PHONE_POSSIBLE, "1234567");
    cfd_phone_read(cfd_bytes_str("020 7946 0958"), both, 2, &phone);
    assert_true(is_number(&phone, CFD_PHONE_NATIONAL_VALID, "442079460958"));
}

static void extension_is_kept_apart(void **state)
{
    struct cfd_phone_text text;

    assert_true(cfd_phone_read_text(cfd_bytes_str("030 123456 ext. 789"), &text));
    assert_int_equal(text.digit_count, 9);
    assert_int_equal(text.extension_count, 3);
    assert_memory_equal(text.extension, "789", 3);
    assert_int_equal(text.group_count, 2);
    assert_int_equal(text.groups[1], 6);
    assert_int_equal(text.gap_marks[0], CFD_PHONE_MARK_BLANK);
    assert_false(text.has_tail || text.has_odd_tail);
}

static void number_is_not_everything_with_digits(void **state)
{
    static const char *const texts[] = {
        "",
        "+",
        "00",
        "+49",
        "123456",
        "1234567890123456",
        "+49 170 xxx xxxx",
        "+49 170 1234xxx",
        "+49 170 ***4567",
        "***-***-1234",
        "(202) 555-01XX",
        "202-555-\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2",
        "1-800-FLOWERS",
        "call +442079460958",
        "+44 20 7946 0958 or none",
        "++442079460958",
        "44+2079460958",
        "2026-11-24T09:30:00Z",
        "12:30:45.1234567",
        "550e8400-e29b-41d4-a716-446655440000",
        "1.23e+12345678",
        "192.0.2.1:8080",
        "2001:db8::1",
        "$1234567",
        "1234567 EUR",
        "12345678%",
        "*31#2079460958",
        "+44 20 7946 0958\xff",
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        if (read_in(texts[i], REGION('D', 'E')).form != CFD_PHONE_NOT)
            fail_msg("%s: form %d", texts[i], read_in(texts[i], REGION('D', 'E')).form);
}

static bool is_alone(const char *text, uint16_t region)
{
    struct cfd_phone_text written;
    struct cfd_phone phone;

    if (!cfd_phone_read_text(cfd_bytes_str(text), &written) || written.has_odd_tail)
        return false;
    cfd_phone_ask(&written, &region, region != 0, &phone);
    return cfd_phone_stands_alone(&written, &phone);
}

static void number_stands_alone_in_good_writing(void **state)
{
    static const struct {
        const char *text, *region;
    } rows[] = {
        {"+49 30 123456", ""},       {"+4930123456", ""},       {"+49 (0)30 123-456", ""},
        {"0049 30 123456", ""},      {"tel:+49-30-123456", ""}, {"+49 30 123456 x12", ""},
        {"+1 (202) 555-0143", ""},   {"(202) 555-0143", "US"},  {"202.555.0143", "US"},
        {"1-202-555-0143", "US"},    {"030 123456", "DE"},      {"030/123456", "DE"},
        {"06 12 34 56 78", "FR"},    {"020 7946 0958", "GB"},   {"612 34 56 78", "ES"},
        {"03-1234-5678", "JP"},      {"138 0013 8000", "CN"},   {"(11) 91234-5678", "BR"},
        {"8 (808) 123-45-67", "RU"}, {"06 1 234 5678", "HU"},   {"6123 4567", "SG"},
    };

    for (size_t i = 0; i < TEST_COUNT(rows); i++)
        if (!is_alone(rows[i].text, cfd_region_of(cfd_bytes_str(rows[i].region))))
            fail_msg("%s in %s", rows[i].text, rows[i].region);
}

static unsigned below(uint64_t *seed, unsigned limit)
{
    return (unsigned)(random_of(seed) % limit);
}

/* What records hold beside phones. */
static void make_other(uint64_t *seed, char out[64])
{
    unsigned a = below(seed, 10000), b = below(seed, 10000), c = below(seed, 10000);
    unsigned year = 1900 + below(seed, 200), month = 1 + below(seed, 12), day = 1 + below(seed, 28);

    switch (below(seed, 16)) {
    case 0:
        snprintf(out, 64, "%04u-%02u-%02u", year, month, day);
        return;
    case 1:
        snprintf(out, 64, "%02u.%02u.%04u", day, month, year);
        return;
    case 2:
        snprintf(out, 64, "%u/%u/%04u", month, day, year);
        return;
    case 3:
        snprintf(out, 64, "%04u%02u%02u%04u", year, month, day, a);
        return;
    case 4:
        snprintf(out, 64, "%u.%03u.%03u,%02u", 1 + a % 999, b % 1000, c % 1000, a % 100);
        return;
    case 5:
        snprintf(out, 64, "%s%u.%02u", a % 2 == 0 ? "" : "+", a * 1000 + b, c % 100);
        return;
    case 6:
        snprintf(out, 64, "%u%04u%04u", 1 + a, b, c);
        return;
    case 7:
        snprintf(out, 64, "%u.%u.%u.%u", a % 256, b % 256, c % 256, (a + b) % 256);
        return;
    case 8:
        snprintf(out, 64, "%u.%u.%u", a % 100, b % 100, c);
        return;
    case 9:
        snprintf(out, 64, "%s%u.%04u%04u", a % 2 == 0 ? "-" : "+", a % 90, b, c);
        return;
    case 10:
        snprintf(out, 64, "%+.6f, %+.6f", a / 111.0 - 45, b / 55.0 - 90);
        return;
    case 11:
        snprintf(out, 64, "%u %06u %06u", a % 10, b * 97 % 1000000, c * 89 % 1000000);
        return;
    case 12:
        snprintf(out, 64, "978-%u-%02u-%06u-%u", a % 10, b % 100, c * 97 % 1000000, a % 10);
        return;
    case 13:
        snprintf(out, 64, "4%03u %04u %04u %04u", a % 1000, b, c, (a + b) % 10000);
        return;
    case 14:
        snprintf(out, 64, "%04u%04u-%04u-4%03u-%04u-%04u%04u%04u", a, b, c, a % 1000, b, c, a, b);
        return;
    default:
        snprintf(out, 64, "1%09u%s", a * 100000 + b, c % 2 == 0 ? "" : "000");
    }
}

static void prop_other_things_need_a_key(void **state)
{
    static const char *const regions[] = {"", "DE", "US", "FR", "GB"};
    uint64_t seed = 0x2545f4914f6cdd1du;
    char text[64];

    for (int round = 0; round < ROUND_COUNT; round++) {
        make_other(&seed, text);
        for (size_t i = 0; i < TEST_COUNT(regions); i++)
            if (is_alone(text, cfd_region_of(cfd_bytes_str(regions[i]))))
                fail_msg("%s in %s", text, regions[i]);
    }
}

static void something_else_is_seen(void **state)
{
    static const char *const others[] = {
        "2026-01-31", "31.01.2026",   "1/31/2026", "31.01.2026 1230", "192.168.10.20",
        "1234567.89", "1.234.567,89", "0000000",   "999-9999",        "000-000-0000",
    };
    static const char *const numbers[] = {
        "11.22.33.44", "030 123456", "2026-13-31", "01.23.45.67.89", "1.234.567", "+31.01.2026 12",
    };
    struct cfd_phone_text text;

    for (size_t i = 0; i < TEST_COUNT(others); i++) {
        assert_true(cfd_phone_read_text(cfd_bytes_str(others[i]), &text));
        assert_true(cfd_phone_is_something_else(&text));
    }
    for (size_t i = 0; i < TEST_COUNT(numbers); i++) {
        assert_true(cfd_phone_read_text(cfd_bytes_str(numbers[i]), &text));
        assert_false(cfd_phone_is_something_else(&text));
    }
}

static void region_is_found_in_what_names_it(void **state)
{
    static const struct {
        const char *text, *region;
    } rows[] = {
        {"DE", "DE"},
        {"de", "DE"},
        {"DEU", "DE"},
        {"Germany", "DE"},
        {"GERMANY", "DE"},
        {"Deutschland", "DE"},
        {"de-AT", "AT"},
        {"de_AT.UTF-8", "AT"},
        {"zh_Hant_TW", "TW"},
        {"en-GB", "GB"},
        {"GBP", "GB"},
        {"USD", "US"},
        {".de", "DE"},
        {"shop.example.uk", "GB"},
        {"ann@abe.fr", "FR"},
        {"UK", "GB"},
        {"United States of America", "US"},
        {"\xc3\x96sterreich", "AT"},
        {"Falkland Islands", "FK"},
        {"Kosovo", "XK"},
        {"Hong Kong", "HK"},
        {"UAE", "AE"},
        {"Czech Republic", "CZ"},
    };
    static const char *const none[] = {
        "",       "EUR", "de-Latn", "XX",      "ZZ", ".com", "shop.example.io", "Atlantis", "deu",
        "en-001", "001", "D",       "Deutsch", "-",  "..",   "de--AT",          "a.b c.de",
    };

    for (size_t i = 0; i < TEST_COUNT(rows); i++)
        if (cfd_region_of(cfd_bytes_str(rows[i].text)) !=
            REGION(rows[i].region[0], rows[i].region[1]))
            fail_msg("%s", rows[i].text);
    for (size_t i = 0; i < TEST_COUNT(none); i++)
        if (cfd_region_of(cfd_bytes_str(none[i])) != 0)
            fail_msg("%s", none[i]);
    assert_int_equal(cfd_region_of(cfd_bytes_of(NULL, 0)), 0);
}

/* Almost matches, as long as a text may be, in every region: work is bounded by the text. */
static void linear_in_almost_matches(void **state)
{
    static const char *const pieces[] = {"0",   "00", "1", "+", "15",    "11", "( 0)", "-",
                                         "(0)", "80", "8", "x", ";ext=", "9",  " ",    "/"};
    uint64_t seed = 0x51afd7ed558ccd1du;
    char text[CFD_PHONE_MAX_BYTES + 16];

    for (int round = 0; round < 200; round++) {
        size_t used = 0;

        while (used < CFD_PHONE_MAX_BYTES)
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s",
                                     pieces[below(&seed, TEST_COUNT(pieces))]);
        for (size_t bytes = 1; bytes <= used; bytes++) {
            uint16_t region =
                cfdi_phone_territories[random_of(&seed) % cfdi_phone_territory_count].region;
            struct cfd_phone phone;

            cfd_phone_read(cfd_bytes_of(text, bytes), &region, 1, &phone);
            assert_true(phone.digit_count <= CFD_PHONE_DIGITS_MAX);
            assert_true(bytes <= CFD_PHONE_MAX_BYTES || phone.form == CFD_PHONE_NOT);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_is_valid_in_every_writing),
        cmocka_unit_test(prop_grouping_changes_nothing),
        cmocka_unit_test(number_is_read_as_people_write_it),
        cmocka_unit_test(region_tells_what_is_dialled),
        cmocka_unit_test(extension_is_kept_apart),
        cmocka_unit_test(number_is_not_everything_with_digits),
        cmocka_unit_test(number_stands_alone_in_good_writing),
        cmocka_unit_test(prop_other_things_need_a_key),
        cmocka_unit_test(something_else_is_seen),
        cmocka_unit_test(region_is_found_in_what_names_it),
        cmocka_unit_test(linear_in_almost_matches),
    };

    return cmocka_run_group_tests_name("phone_number", tests, NULL, NULL);
}
