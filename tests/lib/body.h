/* SPDX-License-Identifier: Apache-2.0
 * A body that a test writes piece by piece, and chance that repeats itself. */
#ifndef CFD_TESTS_LIB_BODY_H
#define CFD_TESTS_LIB_BODY_H

#include "tests/lib/test.h"

#define BODY_BYTES (1024u * 1024u)

struct body {
    size_t len;
    char text[BODY_BYTES]; /* always terminated */
};

static inline void body_begin(struct body *body)
{
    body->len = 0;
    body->text[0] = '\0';
}

static inline void body_put(struct body *body, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void body_put(struct body *body, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(body->text + body->len, BODY_BYTES - body->len, format, args);
    va_end(args);
    assert_in_range(len, 0, BODY_BYTES - body->len - 1);
    body->len += (size_t)len;
}

static inline void body_put_run(struct body *body, char byte, size_t count)
{
    assert_true(count < BODY_BYTES - body->len);
    memset(body->text + body->len, byte, count);
    body->len += count;
    body->text[body->len] = '\0';
}

/* 0 .. below-1 */
static inline uint32_t chance(uint32_t *random, uint32_t below)
{
    *random = *random * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*random >> 4) * below) >> 28);
}

#endif
