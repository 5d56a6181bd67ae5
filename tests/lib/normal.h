/* SPDX-License-Identifier: Apache-2.0
 * What a spelling must become, or that it must be refused, in one line each. */
#ifndef CFD_TESTS_LIB_NORMAL_H
#define CFD_TESTS_LIB_NORMAL_H

#include <cofferdam/key.h>

#include "tests/lib/test.h"

/* Rows end with a spelling of NULL. */
struct spelling {
    const char *text;
    const char *normal;
};

static inline enum cfd_status normalise(enum cfd_kind kind, struct cfd_bytes value,
                                        struct cfd_bytes second, char *out_text)
{
    struct cfd_identity identity = {kind, value, second};
    uint8_t out[CFD_NORMAL_MAX_BYTES];
    size_t out_bytes;

    CFD_TRY(cfd_normalise(&identity, out, &out_bytes));
    assert_true(out_bytes > 0 && out_bytes <= CFD_NORMAL_MAX_BYTES);
    memcpy(out_text, out, out_bytes);
    out_text[out_bytes] = '\0';
    return CFD_OK;
}

static inline void assert_normal(enum cfd_kind kind, const char *value, const char *second,
                                 const char *expected)
{
    char text[CFD_NORMAL_MAX_BYTES + 1] = "refused";

    (void)!normalise(kind, cfd_bytes_str(value), cfd_bytes_str(second), text);
    if (strcmp(text, expected) != 0)
        fail_msg("\"%s\" became \"%s\", not \"%s\"", value, text, expected);
}

static inline void assert_all_normal(enum cfd_kind kind, const struct spelling *rows)
{
    for (; rows->text != NULL; rows++)
        assert_normal(kind, rows->text, NULL, rows->normal);
}

/* Refused, and the outputs are as they were. */
static inline void assert_nobody(enum cfd_kind kind, const void *value, size_t value_bytes,
                                 const char *second)
{
    struct cfd_identity identity = {kind, cfd_bytes_of(value, value_bytes), cfd_bytes_str(second)};
    uint8_t out[CFD_NORMAL_MAX_BYTES], before[CFD_NORMAL_MAX_BYTES];
    size_t out_bytes = 4711;

    memset(out, 0x5a, sizeof(out));
    memcpy(before, out, sizeof(out));
    if (cfd_normalise(&identity, out, &out_bytes) != CFD_ERR_NOT_FOUND)
        fail_msg("\"%.*s\" was taken for somebody", (int)value_bytes, (const char *)value);
    assert_int_equal(out_bytes, 4711);
    assert_memory_equal(out, before, sizeof(out));
}

static inline void assert_all_nobody(enum cfd_kind kind, const char *const *values,
                                     const char *second)
{
    for (; *values != NULL; values++)
        assert_nobody(kind, *values, strlen(*values), second);
}

#endif
