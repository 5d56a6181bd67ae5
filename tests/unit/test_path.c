/* SPDX-License-Identifier: Apache-2.0
 * Paths: how segments are written, and how a path that does not fit is cut. */
#include "core/scan/path.h"

#include "core/base/utf8.h"

#include "tests/lib/test.h"

static struct cfd_path path_of(const char *key)
{
    struct cfd_path path = {0};

    cfd_path_add_key(&path, cfd_bytes_str(key));
    return path;
}

static void assert_path(const struct cfd_path *path, const char *text)
{
    if (path->used_bytes != strlen(text) || memcmp(path->text, text, path->used_bytes) != 0)
        fail_msg("the path is %.*s, not %s", path->used_bytes, (const char *)path->text, text);
}

static void segments_are_joined(void **state)
{
    struct cfd_path path = {0};

    cfd_path_add_key(&path, cfd_bytes_str("value"));
    cfd_path_add_index(&path, 0);
    cfd_path_add_key(&path, cfd_bytes_str("givenName"));
    assert_path(&path, "value[0].givenName");
    cfd_path_add_key(&path, cfd_bytes_str("a b"));
    cfd_path_add_any(&path);
    cfd_path_add_index(&path, UINT32_MAX);
    assert_path(&path, "value[0].givenName['a b'][*][4294967295]");
    cfd_path_cut(&path, 8);
    assert_path(&path, "value[0]");
    cfd_path_cut(&path, 0);
    assert_path(&path, "");
    cfd_path_add_index(&path, 3);
    cfd_path_add_key(&path, cfd_bytes_str("x"));
    assert_path(&path, "[3].x");
}

static void plain_key_is_written_as_it_is(void **state)
{
    static const char *const keys[] = {"a",  "givenName", "given_name", "given-name", "$ref", "_id",
                                       "a1", "prénom",    "名前",       "имя",        "-"};

    for (size_t i = 0; i < TEST_COUNT(keys); i++) {
        struct cfd_path path = path_of(keys[i]);

        assert_path(&path, keys[i]);
    }
}

static void odd_key_is_quoted(void **state)
{
    static const struct {
        const char *key, *text;
    } cases[] = {
        {"", "['']"},
        {" ", "[' ']"},
        {"a b", "['a b']"},
        {"a.b", "['a.b']"},
        {"0", "['0']"},
        {"7up", "['7up']"},
        {"a[0]", "['a[0]']"},
        {"it's", "['it\\x27s']"},
        {"a\\b", "['a\\x5cb']"},
        {"a\"b", "['a\"b']"},
        {"a\nb", "['a\\x0ab']"},
        {"\x1b[31m", "['\\x1b[31m']"},
        {"a\x7f", "['a\\x7f']"},
        {"a\xc2\x9b"
         "31m",
         "['a\\xc2\\x9b31m']"}, /* CSI of one code point */
        {"a\xe2\x80\xae"
         "b",
         "['a\\xe2\\x80\\xaeb']"},                 /* right-to-left override */
        {"a\xe2\x80\x8b", "['a\\xe2\\x80\\x8b']"}, /* zero width space */
        {"a\xe2\x80\xa8", "['a\\xe2\\x80\\xa8']"}, /* line separator */
        {"\xef\xbb\xbf"
         "a",
         "['\\xef\\xbb\\xbfa']"},                /* byte order mark */
        {"a\xff", "['a\\xff']"},                 /* not UTF-8 */
        {"a\xc3", "['a\\xc3']"},                 /* broken off */
        {"\xed\xa0\x80", "['\\xed\\xa0\\x80']"}, /* a surrogate */
        {"a\xef\xbf\xbd", "['a\xef\xbf\xbd']"},  /* U+FFFD itself may be shown */
        {"😀", "😀"},
        {"a/b", "['a/b']"},
        {"@type", "['@type']"},
        {"\xc2\xa0", "\xc2\xa0"},
    };

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        struct cfd_path path = path_of(cases[i].key);

        assert_path(&path, cases[i].text);
    }
}

static void nul_in_a_key_is_quoted(void **state)
{
    struct cfd_path path = {0};

    cfd_path_add_key(&path, cfd_bytes_of("a\0b", 3));
    assert_path(&path, "['a\\x00b']");
    cfd_path_cut(&path, 0);
    cfd_path_add_key(&path, cfd_bytes_of(NULL, 0));
    assert_path(&path, "['']");
}

static void long_key_shows_its_beginning(void **state)
{
    char key[300], text[200];
    struct cfd_path path;

    memset(key, 'k', sizeof(key));
    key[128] = '\0';
    path = path_of(key);
    assert_path(&path, key);
    key[128] = 'k';
    key[299] = '\0';
    path = path_of(key);
    (void)snprintf(text, sizeof(text), "['%.128s']", key);
    assert_path(&path, text);
    memcpy(key + 127, "é", 2); /* lies across the border: left out whole */
    path = path_of(key);
    (void)snprintf(text, sizeof(text), "['%.127s']", key);
    assert_path(&path, text);
}

static void path_without_room_ends_in_dots(void **state)
{
    struct cfd_path path = {0};
    uint16_t before = 0;

    while (!path.is_cut) {
        before = path.used_bytes;
        cfd_path_add_key(&path, cfd_bytes_str("abcdefg"));
    }
    assert_int_equal(path.used_bytes, before + 3);
    assert_true(path.used_bytes <= CFD_PATH_MAX_BYTES);
    assert_memory_equal(path.text + before, "...", 3);
    assert_int_equal(path.text[before - 1], 'g'); /* at the border of a segment */
    cfd_path_add_key(&path, cfd_bytes_str("x"));
    cfd_path_add_index(&path, 1);
    cfd_path_add_any(&path);
    assert_int_equal(path.used_bytes, before + 3);
    cfd_path_cut(&path, path.used_bytes); /* back to a container that opened behind the dots */
    assert_true(path.is_cut);
    cfd_path_cut(&path, before);
    assert_false(path.is_cut);
    cfd_path_add_key(&path, cfd_bytes_str("x"));
    assert_memory_equal(path.text + before, path.is_cut ? "..." : ".x", 2);
}

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525u + 1013904223u;
    return *random >> 8;
}

static void assert_printable(const struct cfd_path *path)
{
    struct cfd_bytes text = cfd_bytes_of(path->text, path->used_bytes);
    size_t length;

    assert_true(text.len <= CFD_PATH_MAX_BYTES);
    for (size_t at = 0; at < text.len; at += length) {
        uint32_t c;

        cfd_utf8_decode(text, at, &c, &length);
        assert_true(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0));
        assert_false(c == CFD_UTF8_REPLACEMENT && length == 1);
    }
}

/* Whatever the keys: a path is UTF-8, printable, within its bounds, and cuts back to what it was. */
static void prop_path_is_printable_and_cuts_back(void **state)
{
    uint32_t random = 7;
    uint8_t key[400];

    for (unsigned round = 0; round < 3000; round++) {
        struct cfd_path path = {0}, before;

        for (unsigned depth = 0; depth < 12; depth++) {
            size_t len = next_random(&random) % (depth % 3 == 0 ? sizeof(key) : 20);

            for (size_t i = 0; i < len; i++)
                key[i] = (uint8_t)next_random(&random);
            before = path;
            cfd_path_add_key(&path, cfd_bytes_of(key, len));
            assert_printable(&path);
            cfd_path_cut(&path, before.used_bytes);
            assert_int_equal(path.used_bytes, before.used_bytes);
            assert_int_equal(path.is_cut, before.is_cut);
            assert_memory_equal(path.text, before.text, before.used_bytes);
            cfd_path_add_key(&path, cfd_bytes_of(key, len));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_are_joined),
        cmocka_unit_test(plain_key_is_written_as_it_is),
        cmocka_unit_test(odd_key_is_quoted),
        cmocka_unit_test(nul_in_a_key_is_quoted),
        cmocka_unit_test(long_key_shows_its_beginning),
        cmocka_unit_test(path_without_room_ends_in_dots),
        cmocka_unit_test(prop_path_is_printable_and_cuts_back),
    };

    return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
