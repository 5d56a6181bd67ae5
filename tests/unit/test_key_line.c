/* SPDX-License-Identifier: Apache-2.0
 * The line of a key file: one spelling is read, every other one is told what is wrong with it. */
#include "lib/crypto/key_line.h"

#include "tests/lib/test.h"

#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define WORKER_LINE "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z " HEX "\n"
#define EPOCH_LINE "cofferdam-key v1 epoch 0001 2026-11-24T09:30:00Z " HEX "\n"
#define DAY_LINE "cofferdam-key v1 day 2026-11-24 2026-11-24T00:00:01Z " HEX "\n"

static const char *const good_lines[] = {WORKER_LINE, EPOCH_LINE, DAY_LINE};

/* The text lies at the end of its memory, so that a sanitizer sees a read past its terminator. */
static const char *read_line(const char *text, size_t text_bytes, struct cfdi_key_line *out_line)
{
    char *copy = malloc(text_bytes + 1);
    const char *wrong;

    assert_non_null(copy);
    memcpy(copy, text, text_bytes);
    wrong = cfdi_key_line_read(copy, text_bytes, out_line);
    free(copy);
    return wrong;
}

static void assert_wrong(const char *text, size_t text_bytes)
{
    struct cfdi_key_line line;

    if (read_line(text, text_bytes, &line) == NULL)
        fail_msg("taken for a key: %.*s", (int)text_bytes, text);
}

static void line_reads_its_facts(void **state)
{
    static const char *const names[] = {"1", "0001", "2026-11-24"};
    static const int64_t created_ms[] = {1795512600000, 1795512600000, 1795478401000};

    for (int role = CFD_KEY_WORKER; role <= CFD_KEY_DAY; role++) {
        struct cfdi_key_line line = {.info = {.name = ""}};

        assert_null(read_line(good_lines[role], strlen(good_lines[role]), &line));
        assert_int_equal(line.info.role, role);
        assert_string_equal(line.info.name, names[role]);
        assert_true(line.info.created_ms == created_ms[role]);
        for (size_t i = 0; i < CFD_KEY_BYTES; i++)
            assert_int_equal(line.secret[i], i);
    }
}

static void line_that_is_written_is_read(void **state)
{
    static const char *const names[] = {"1", "123456789", "2028-02-29"};
    struct cfdi_key_line line;
    char text[CFDI_KEY_LINE_MAX_BYTES];

    for (int role = CFD_KEY_WORKER; role <= CFD_KEY_DAY; role++) {
        assert_int_equal(cfdi_key_line_write((enum cfd_key_role)role, names[role], text), CFD_OK);
        assert_null(read_line(text, strlen(text), &line));
        assert_int_equal(line.info.role, role);
        assert_string_equal(line.info.name, names[role]);
    }
}

static void line_refuses_every_truncation(void **state)
{
    for (size_t i = 0; i < TEST_COUNT(good_lines); i++)
        for (size_t cut = 0; cut < strlen(good_lines[i]); cut++)
            assert_wrong(good_lines[i], cut);
}

static void line_refuses_other_texts(void **state)
{
    static const char *const texts[] = {
        WORKER_LINE "\n",
        WORKER_LINE WORKER_LINE,
        WORKER_LINE "# made by Anna Berg\n",
        "\n" WORKER_LINE,
        " " WORKER_LINE,
        "\xef\xbb\xbf" WORKER_LINE,
        "Cofferdam-key v1 worker 1 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v2 worker 1 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v worker 1 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key  v1 worker 1 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key\tv1 worker 1 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 master 1 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 Worker 1 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 worker 2 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 worker 0001 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 epoch 1 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 epoch 1234567890123456789 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 day 2026-02-30 2026-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24 " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00 " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00+01:00 " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24T9:30:00Z " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24T24:30:00Z " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00.5Z " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:61Z " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24t09:30:00z " HEX "\n",
        "cofferdam-key v1 worker 1 26-11-24T09:30:00Z " HEX "\n",
        "cofferdam-key v1 worker 1 now " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z " HEX "00\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z  " HEX "\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z " HEX " \n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z " HEX "\r\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z "
        "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z "
        "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
        "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z "
        "0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
        "-----BEGIN PRIVATE KEY-----\n",
        HEX "\n",
        "\n",
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        assert_wrong(texts[i], strlen(texts[i]));
}

/* A NUL must not hide what follows it. */
static void line_refuses_a_changed_byte_anywhere(void **state)
{
    char text[] = WORKER_LINE;

    for (size_t at = 0; at < sizeof(text) - 1; at++) {
        char right = text[at];

        text[at] = '\0';
        assert_wrong(text, sizeof(text) - 1);
        text[at] = '~';
        assert_wrong(text, sizeof(text) - 1);
        text[at] = right;
    }
    assert_null(read_line(text, sizeof(text) - 1, &(struct cfdi_key_line){.secret = {0}}));
}

static void line_says_what_is_wrong(void **state)
{
    static const struct {
        const char *text;
        const char *wrong;
    } rows[] = {
        {"hello\n", "not a key file"},
        {"cofferdam-key v2 worker 1 2026-11-24T09:30:00Z " HEX "\n", "version"},
        {WORKER_LINE "\n", "one line"},
        {"cofferdam-key v1 worker 1\n", "too early"},
        {"cofferdam-key v1 master 1 2026-11-24T09:30:00Z " HEX "\n", "role"},
        {"cofferdam-key v1 epoch 1 2026-11-24T09:30:00Z " HEX "\n", "name"},
        {"cofferdam-key v1 worker 1 today " HEX "\n", "time"},
        {"cofferdam-key v1 worker 1 2026-11-24T09:30:00Z 00\n", "hex"},
    };
    struct cfdi_key_line line;

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        const char *wrong = read_line(rows[i].text, strlen(rows[i].text), &line);

        assert_non_null(wrong);
        assert_non_null(strstr(wrong, rows[i].wrong));
    }
}

static void name_refuses_those_of_other_roles(void **state)
{
    static const struct {
        enum cfd_key_role role;
        const char *name;
    } rows[] = {
        {CFD_KEY_WORKER, ""},
        {CFD_KEY_WORKER, "2"},
        {CFD_KEY_WORKER, "0001"},
        {CFD_KEY_WORKER, "1 "},
        {CFD_KEY_EPOCH, ""},
        {CFD_KEY_EPOCH, "1"},
        {CFD_KEY_EPOCH, "001"},
        {CFD_KEY_EPOCH, "1234567890"},
        {CFD_KEY_EPOCH, "00a1"},
        {CFD_KEY_EPOCH, "-001"},
        {CFD_KEY_EPOCH, "0001\n"},
        {CFD_KEY_EPOCH, "2026-11-24"},
        {CFD_KEY_DAY, ""},
        {CFD_KEY_DAY, "0001"},
        {CFD_KEY_DAY, "2026-11-31"},
        {CFD_KEY_DAY, "2027-02-29"},
        {CFD_KEY_DAY, "2026-1-2"},
        {CFD_KEY_DAY, " 2026-11-24"},
        {CFD_KEY_DAY, "2026-11-24T00"},
        {CFD_KEY_DAY, "26-11-24"},
        {CFD_KEY_DAY, "2026-13-01"},
        {(enum cfd_key_role)9, "1"},
    };

    for (size_t i = 0; i < TEST_COUNT(rows); i++)
        assert_false(cfdi_key_name_fits(rows[i].role, rows[i].name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_reads_its_facts),
        cmocka_unit_test(line_that_is_written_is_read),
        cmocka_unit_test(line_refuses_every_truncation),
        cmocka_unit_test(line_refuses_other_texts),
        cmocka_unit_test(line_refuses_a_changed_byte_anywhere),
        cmocka_unit_test(line_says_what_is_wrong),
        cmocka_unit_test(name_refuses_those_of_other_roles),
    };

    return cmocka_run_group_tests_name("key_line", tests, NULL, NULL);
}
