/* SPDX-License-Identifier: Apache-2.0
 * Content-Encoding values: which are decoded and in which order, which need nothing, and that the
 * rest is opaque. */
#include <cofferdam/coding.h>

#include "tests/lib/test.h"

static void assert_codings(const char *text, size_t count, const enum cfd_coding *applied)
{
    struct cfd_codings codings = cfd_codings_of(cfd_bytes_str(text));

    assert_false(codings.is_opaque);
    assert_int_equal(codings.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(codings.applied[i], applied[i]);
}

static void assert_coding(const char *text, enum cfd_coding coding)
{
    assert_codings(text, 1, &coding);
}

static void coding_names_are_known(void **state)
{
    assert_coding("gzip", CFD_CODING_GZIP);
    assert_coding("GZip", CFD_CODING_GZIP);
    assert_coding("X-GZIP", CFD_CODING_GZIP);
    assert_coding("\t deflate  ", CFD_CODING_DEFLATE);
    assert_coding("br", CFD_CODING_BR);
    assert_coding("BR", CFD_CODING_BR);
    assert_coding("zstd", CFD_CODING_ZSTD);
    assert_coding("Zstd ", CFD_CODING_ZSTD);
}

static void coding_of_a_plain_body_is_none(void **state)
{
    static const char *const plain[] = {"", " \t ", "identity", ",", " , ,", "identity,identity"};

    for (size_t i = 0; i < TEST_COUNT(plain); i++)
        assert_codings(plain[i], 0, NULL);
    assert_int_equal(cfd_codings_of(cfd_bytes_of(NULL, 0)).count, 0);
}

static void codings_stand_in_the_order_of_the_list(void **state)
{
    static const enum cfd_coding two[] = {CFD_CODING_GZIP, CFD_CODING_BR};
    static const enum cfd_coding three[] = {CFD_CODING_ZSTD, CFD_CODING_DEFLATE, CFD_CODING_GZIP};

    assert_codings("gzip, br", 2, two);
    assert_codings("gzip,br", 2, two);
    assert_codings(" x-gzip\t,identity, ,BR,", 2, two);
    assert_codings("zstd, deflate, gzip", 3, three);
    assert_coding("identity, gzip", CFD_CODING_GZIP);
    assert_coding("gzip,", CFD_CODING_GZIP);
}

static void coding_of_anything_else_is_opaque(void **state)
{
    static const char *const opaque[] = {"compress",
                                         "x-compress",
                                         "gzip, compress",
                                         "compress, gzip",
                                         "gzip;q=1",
                                         "gzi",
                                         "gzipp",
                                         "g zip",
                                         "*",
                                         "\"gzip\"",
                                         "x-deflate",
                                         "dcb",
                                         "dcz",
                                         "gzip\n",
                                         "\x1f\x8b",
                                         "x-gzip x",
                                         "gzip br",
                                         "brotli",
                                         "br, br, br, br",
                                         "gzip; br",
                                         "zst",
                                         "b",
                                         "brr",
                                         "gzip,gzip,gzip,gzip",
                                         "x-br"};

    for (size_t i = 0; i < TEST_COUNT(opaque); i++) {
        struct cfd_codings codings = cfd_codings_of(cfd_bytes_str(opaque[i]));

        assert_true(codings.is_opaque);
        assert_int_equal(codings.count, 0);
    }
    assert_true(cfd_codings_of(cfd_bytes_of("gzip\0", 5)).is_opaque);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coding_names_are_known),
        cmocka_unit_test(coding_of_a_plain_body_is_none),
        cmocka_unit_test(codings_stand_in_the_order_of_the_list),
        cmocka_unit_test(coding_of_anything_else_is_opaque),
    };

    return cmocka_run_group_tests_name("coding", tests, NULL, NULL);
}
