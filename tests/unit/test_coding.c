/* SPDX-License-Identifier: Apache-2.0
 * Content-Encoding values: which are decoded, which need nothing, and that the rest is opaque. */
#include <cofferdam/coding.h>

#include "tests/lib/test.h"

static enum cfd_coding coding_of(const char *text)
{
    return cfd_coding_of(cfd_bytes_str(text));
}

static void coding_names_are_known(void **state)
{
    assert_int_equal(coding_of(""), CFD_CODING_IDENTITY);
    assert_int_equal(cfd_coding_of(cfd_bytes_of(NULL, 0)), CFD_CODING_IDENTITY);
    assert_int_equal(coding_of(" \t "), CFD_CODING_IDENTITY);
    assert_int_equal(coding_of("identity"), CFD_CODING_IDENTITY);
    assert_int_equal(coding_of("gzip"), CFD_CODING_GZIP);
    assert_int_equal(coding_of("GZip"), CFD_CODING_GZIP);
    assert_int_equal(coding_of("X-GZIP"), CFD_CODING_GZIP);
    assert_int_equal(coding_of("\t deflate  "), CFD_CODING_DEFLATE);
}

static void coding_of_anything_else_is_opaque(void **state)
{
    static const char *const opaque[] = {"br",
                                         "zstd",
                                         "compress",
                                         "x-compress",
                                         "gzip, gzip",
                                         "gzip,",
                                         ",",
                                         "gzip;q=1",
                                         "gzi",
                                         "gzipp",
                                         "g zip",
                                         "*",
                                         "\"gzip\"",
                                         "identity, gzip",
                                         "gzip, identity",
                                         "x-deflate",
                                         "dcb",
                                         "gzip\n",
                                         "\x1f\x8b",
                                         "x-gzip x"};

    for (size_t i = 0; i < TEST_COUNT(opaque); i++)
        assert_int_equal(coding_of(opaque[i]), CFD_CODING_OPAQUE);
    assert_int_equal(cfd_coding_of(cfd_bytes_of("gzip\0", 5)), CFD_CODING_OPAQUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coding_names_are_known),
        cmocka_unit_test(coding_of_anything_else_is_opaque),
    };

    return cmocka_run_group_tests_name("coding", tests, NULL, NULL);
}
