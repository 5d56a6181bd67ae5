/* SPDX-License-Identifier: Apache-2.0
 * The end of a plain run: each path against a loop over single bytes. */
#include "core/decode/string_end.h"

#include "tests/lib/test.h"

typedef const uint8_t *(*finder)(const uint8_t *at, const uint8_t *end, bool *has_at);

static const struct {
    const char *name;
    finder find;
} finders[] = {
    {"swar", cfdi_string_end_swar},
#if defined(__SSE2__)
    {"sse2", cfdi_string_end_sse2},
#endif
#if defined(__x86_64__)
    {"avx2", cfdi_string_end_avx2},
#endif
    {"chosen", cfd_string_end},
};

static bool may_run(finder find)
{
#if defined(__x86_64__)
    return find != cfdi_string_end_avx2 || __builtin_cpu_supports("avx2");
#else
    return find != NULL;
#endif
}

static const uint8_t *slow_end(const uint8_t *at, const uint8_t *end)
{
    while (at < end && *at != '"' && *at != '\\' && *at >= 0x20)
        at++;
    return at;
}

static bool slow_has_at(const uint8_t *at, const uint8_t *end)
{
    while (at < end && *at != '@')
        at++;
    return at < end;
}

static void expect_same(const uint8_t *at, const uint8_t *end)
{
    const uint8_t *stop = slow_end(at, end);

    for (size_t i = 0; i < TEST_COUNT(finders); i++) {
        bool has_at = false;
        const uint8_t *found;

        if (!may_run(finders[i].find))
            continue;
        found = finders[i].find(at, end, &has_at);
        if (found != stop)
            fail_msg("%s answers %td, not %td", finders[i].name, found - at, stop - at);
        if (has_at != slow_has_at(at, stop))
            fail_msg("%s says of @ in a run of %td: %d", finders[i].name, stop - at, has_at);
    }
}

/* Each byte value at each place of runs of each length, on memory of exactly that size. */
static void prop_every_byte_at_every_place(void **state)
{
    for (size_t len = 1; len <= 72; len++) {
        uint8_t *run = malloc(len);

        assert_non_null(run);
        memset(run, 'a', len);
        for (size_t place = 0; place < len; place++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                run[place] = (uint8_t)byte;
                expect_same(run, run + len);
            }
            run[place] = 'a';
        }
        free(run);
    }
}

/* Borrows of one byte must not reach an answer about the next. */
static void prop_neighbours_do_not_disturb(void **state)
{
    static const uint8_t values[] = {0x00, 0x01, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x3f, 0x40, 0x41,
                                     0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0xa2, 0xc0, 0xdc, 0xff};
    uint8_t run[24];

    for (size_t place = 0; place + 1 < sizeof(run); place++)
        for (size_t a = 0; a < TEST_COUNT(values); a++)
            for (size_t b = 0; b < TEST_COUNT(values); b++) {
                memset(run, 0xff, sizeof(run));
                run[place] = values[a];
                run[place + 1] = values[b];
                expect_same(run, run + sizeof(run));
            }
}

static void prop_random_runs(void **state)
{
    uint8_t run[100];
    uint32_t random = 1;

    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < sizeof(run); i++) {
            random = random * 1664525u + 1013904223u;
            run[i] =
                (random >> 24) % 8 == 0 ? (uint8_t)(random >> 16) : (uint8_t)(0x80 | (random >> 8));
        }
        expect_same(run + random % 20, run + 20 + random % 80);
    }
}

static void empty_run_ends_at_once(void **state)
{
    const uint8_t byte = '"';

    expect_same(&byte, &byte);
    expect_same(NULL, NULL);
}

static void byte_at_the_end_is_not_read(void **state)
{
    static const uint8_t run[] = "abcdefghijklmnopqrstuvwxyz0123456789\"";
    bool has_at = false;

    for (size_t len = 0; len <= 36; len++)
        for (size_t i = 0; i < TEST_COUNT(finders); i++)
            assert_true(!may_run(finders[i].find) ||
                        finders[i].find(run, run + len, &has_at) == run + len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prop_every_byte_at_every_place),
        cmocka_unit_test(prop_neighbours_do_not_disturb),
        cmocka_unit_test(prop_random_runs),
        cmocka_unit_test(empty_run_ends_at_once),
        cmocka_unit_test(byte_at_the_end_is_not_read),
    };

    return cmocka_run_group_tests_name("string_end", tests, NULL, NULL);
}
