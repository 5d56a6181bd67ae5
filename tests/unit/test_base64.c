/* SPDX-License-Identifier: Apache-2.0
 * base64url against the vectors of RFC 4648, every group length, and each byte that is not in it. */
#include "core/base/base64.h"

#include "tests/lib/test.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void assert_decodes(const char *text, const char *wanted)
{
    uint8_t out[64];
    size_t out_bytes = 99;

    assert_int_equal(cfd_base64url_decode(cfd_bytes_str(text), out, sizeof(out), &out_bytes),
                     CFD_OK);
    assert_int_equal(out_bytes, strlen(wanted));
    assert_memory_equal(out, wanted, out_bytes);
}

static void assert_refused(struct cfd_bytes text)
{
    uint8_t out[64];
    size_t out_bytes = 99;

    assert_int_equal(cfd_base64url_decode(text, out, sizeof(out), &out_bytes), CFD_ERR_FORMAT);
    assert_int_equal(out_bytes, 99);
}

static void text_of_rfc_4648_is_decoded(void **state)
{
    assert_decodes("", "");
    assert_decodes("Zg", "f");
    assert_decodes("Zm8", "fo");
    assert_decodes("Zm9v", "foo");
    assert_decodes("Zm9vYg", "foob");
    assert_decodes("Zm9vYmE", "fooba");
    assert_decodes("Zm9vYmFy", "foobar");
}

static void url_characters_are_the_last_two(void **state)
{
    assert_decodes("--__", "\xfb\xef\xff");
    assert_refused(cfd_bytes_str("++//"));
}

static void padding_is_refused(void **state)
{
    assert_refused(cfd_bytes_str("Zg=="));
    assert_refused(cfd_bytes_str("Zm8="));
    assert_refused(cfd_bytes_str("===="));
}

static void one_character_left_over_is_refused(void **state)
{
    assert_refused(cfd_bytes_str("Z"));
    assert_refused(cfd_bytes_str("Zm9vY"));
}

static void bits_left_over_are_refused(void **state)
{
    assert_refused(cfd_bytes_str("Zh"));
    assert_refused(cfd_bytes_str("Zv"));
    assert_refused(cfd_bytes_str("Zm9"));
    assert_refused(cfd_bytes_str("Zm-"));
}

/* Each of the 256 bytes at each place of a group of four and of an end of three and of two. */
static void bytes_outside_the_alphabet_are_refused_anywhere(void **state)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        if (byte != 0 && strchr(alphabet, (int)byte) != NULL)
            continue;
        for (size_t len = 2; len <= 7; len++) {
            for (size_t at = 0; at < len && len != 5; at++) {
                uint8_t text[] = "AAAAAAA";

                text[at] = (uint8_t)byte;
                assert_refused(cfd_bytes_of(text, len));
            }
        }
    }
}

static void output_that_does_not_fit_is_a_limit(void **state)
{
    uint8_t out[4] = {0, 0, 0, 0x55};
    size_t out_bytes = 99;

    assert_int_equal(cfd_base64url_decode(cfd_bytes_str("Zm9vYg"), out, 3, &out_bytes),
                     CFD_ERR_LIMIT);
    assert_int_equal(cfd_base64url_decode(cfd_bytes_str("Zg"), out, 0, &out_bytes), CFD_ERR_LIMIT);
    assert_int_equal(out_bytes, 99);
    assert_int_equal(cfd_base64url_decode(cfd_bytes_str("Zm9v"), out, 3, &out_bytes), CFD_OK);
    assert_int_equal(out[3], 0x55);
}

/* Writes what the decoder should read; the slow and plain way, one bit at a time. */
static size_t encode(const uint8_t *data, size_t data_bytes, char *out)
{
    size_t count = 0;

    for (size_t bit = 0; bit < data_bytes * 8; bit += 6) {
        unsigned value = 0;

        for (size_t i = bit; i < bit + 6; i++)
            value = value << 1 | (i < data_bytes * 8 ? data[i / 8] >> (7 - i % 8) & 1u : 0u);
        out[count++] = alphabet[value];
    }
    return count;
}

static void prop_decode_is_the_inverse_of_encode(void **state)
{
    uint8_t data[96];
    uint8_t out[CFD_BASE64_DECODED_MAX(128)];
    char text[129];
    uint32_t random = 1;

    for (size_t len = 0; len <= sizeof(data); len++) {
        size_t text_bytes;
        size_t out_bytes = 0;

        for (size_t i = 0; i < len; i++)
            data[i] = (uint8_t)((random = random * 1664525u + 1013904223u) >> 24);
        text_bytes = encode(data, len, text);
        assert_int_equal(cfd_base64url_decode(cfd_bytes_of(text, text_bytes), out,
                                              CFD_BASE64_DECODED_MAX(text_bytes), &out_bytes),
                         CFD_OK);
        assert_int_equal(out_bytes, len);
        assert_memory_equal(out, data, len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_rfc_4648_is_decoded),
        cmocka_unit_test(url_characters_are_the_last_two),
        cmocka_unit_test(padding_is_refused),
        cmocka_unit_test(one_character_left_over_is_refused),
        cmocka_unit_test(bits_left_over_are_refused),
        cmocka_unit_test(bytes_outside_the_alphabet_are_refused_anywhere),
        cmocka_unit_test(output_that_does_not_fit_is_a_limit),
        cmocka_unit_test(prop_decode_is_the_inverse_of_encode),
    };

    return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
