/* SPDX-License-Identifier: Apache-2.0
 * UTF-8: every code point there and back, and every way in which bytes are not UTF-8. */
#include "core/base/utf8.h"

#include "tests/lib/test.h"

static void decode(const char *text, size_t text_bytes, size_t at, uint32_t *code_point,
                   size_t *len)
{
    cfd_utf8_decode(cfd_bytes_of(text, text_bytes), at, code_point, len);
}

static void prop_decode_of_encode_is_same(void **state)
{
    uint8_t bytes[CFD_UTF8_MAX_BYTES];
    uint32_t decoded;
    size_t len, decoded_len;

    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        if (code_point >= 0xd800 && code_point <= 0xdfff)
            continue;
        len = cfd_utf8_encode(code_point, bytes);
        cfd_utf8_decode(cfd_bytes_of(bytes, len), 0, &decoded, &decoded_len);
        if (decoded != code_point || decoded_len != len)
            fail_msg("U+%04X came back as U+%04X", code_point, decoded);
    }
}

static void encode_writes_known_bytes(void **state)
{
    static const struct {
        uint32_t code_point;
        const char *bytes;
    } cases[] = {
        {0x41, "A"},
        {0x7f, "\x7f"},
        {0x80, "\xc2\x80"},
        {0xe9, "\xc3\xa9"},
        {0x7ff, "\xdf\xbf"},
        {0x800, "\xe0\xa0\x80"},
        {0x20ac, "€"},
        {0xffff, "\xef\xbf\xbf"},
        {0x10000, "\xf0\x90\x80\x80"},
        {0x1d11e, "\xf0\x9d\x84\x9e"},
        {0x10ffff, "\xf4\x8f\xbf\xbf"},
    };
    uint8_t bytes[CFD_UTF8_MAX_BYTES];

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        assert_int_equal(cfd_utf8_encode(cases[i].code_point, bytes), strlen(cases[i].bytes));
        assert_memory_equal(bytes, cases[i].bytes, strlen(cases[i].bytes));
    }
}

static void encode_replaces_what_is_no_character(void **state)
{
    static const uint32_t cases[] = {0xd800, 0xdbff, 0xdc00, 0xdfff, 0x110000, 0xffffffff};
    uint8_t bytes[CFD_UTF8_MAX_BYTES];

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        assert_int_equal(cfd_utf8_encode(cases[i], bytes), 3);
        assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
    }
}

static void decode_walks_mixed_text(void **state)
{
    static const char text[] = "a\xc3\xa9\xff€\xf0\x9d\x84\x9e\xc3";
    static const uint32_t expected[] = {'a', 0xe9, 0xfffd, 0x20ac, 0x1d11e, 0xfffd};
    static const size_t expected_len[] = {1, 2, 1, 3, 4, 1};
    uint32_t code_point;
    size_t at = 0, len;

    for (size_t i = 0; i < TEST_COUNT(expected); i++, at += len) {
        decode(text, sizeof(text) - 1, at, &code_point, &len);
        assert_int_equal(code_point, expected[i]);
        assert_int_equal(len, expected_len[i]);
    }
    assert_int_equal(at, sizeof(text) - 1);
}

static void decode_refuses_bad_sequences(void **state)
{
    static const char *const cases[] = {
        "\x80",             /* a tail byte alone */
        "\xbf",             /* the same, last of its kind */
        "\xc0\xaf",         /* overlong '/' */
        "\xc1\xbf",         /* overlong, two bytes */
        "\xe0\x9f\xbf",     /* overlong, three bytes */
        "\xf0\x8f\xbf\xbf", /* overlong, four bytes */
        "\xed\xa0\x80",     /* first surrogate */
        "\xed\xbf\xbf",     /* last surrogate */
        "\xf4\x90\x80\x80", /* past U+10FFFF */
        "\xf5\x80\x80\x80", /* no such first byte */
        "\xfc\x83\xbf\xbf\xbf\xbf",
        "\xfe",
        "\xff",
        "\xc3(",         /* second byte is none */
        "\xe2\x82(",     /* third byte is none */
        "\xf0\x9d\x84(", /* fourth byte is none */
        "\xc3",          /* ends too early */
        "\xe2\x82",
        "\xf0\x9d\x84",
    };
    uint32_t code_point;
    size_t len;

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        decode(cases[i], strlen(cases[i]), 0, &code_point, &len);
        if (code_point != CFD_UTF8_REPLACEMENT || len != 1)
            fail_msg("case %zu was taken for U+%04X", i, code_point);
    }
}

static void decode_reads_nothing_past_the_end(void **state)
{
    uint32_t code_point = 0;
    size_t len = 0;

    decode("\xe2\x82\xac", 2, 0, &code_point, &len); /* the third byte is there, but not ours */
    assert_int_equal(code_point, CFD_UTF8_REPLACEMENT);
    assert_int_equal(len, 1);
    decode(NULL, 0, 0, &code_point, &len);
    assert_int_equal(code_point, CFD_UTF8_REPLACEMENT);
    assert_int_equal(len, 1);
    decode("ab", 2, SIZE_MAX, &code_point, &len);
    assert_int_equal(code_point, CFD_UTF8_REPLACEMENT);
}

static void replacement_in_text_is_no_bad_byte(void **state)
{
    uint32_t code_point;
    size_t len;

    decode("\xef\xbf\xbd", 3, 0, &code_point, &len);
    assert_int_equal(code_point, CFD_UTF8_REPLACEMENT);
    assert_int_equal(len, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prop_decode_of_encode_is_same),
        cmocka_unit_test(encode_writes_known_bytes),
        cmocka_unit_test(encode_replaces_what_is_no_character),
        cmocka_unit_test(decode_walks_mixed_text),
        cmocka_unit_test(decode_refuses_bad_sequences),
        cmocka_unit_test(decode_reads_nothing_past_the_end),
        cmocka_unit_test(replacement_in_text_is_no_bad_byte),
    };

    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
