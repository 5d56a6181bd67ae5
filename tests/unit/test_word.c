/* SPDX-License-Identifier: Apache-2.0
 * The tables of words: in the order that look-ups need, reachable, and in small letters. */
#include "core/classify/word.c" /* the tables are its own */

#include "core/base/utf8.h"

#include "tests/lib/test.h"

#include <stdbool.h>

#define FOLDED_MAX_BYTES 32u /* of a word in a value; see value.c */

struct list {
    const char *name;
    const char *const *words;
    size_t count;
    int (*is_listed)(struct cfd_bytes word);
};

static const struct list lists[] = {
    {"job nouns", job_nouns, TEST_COUNT(job_nouns), cfd_word_is_job},
    {"legal forms", legal_forms, TEST_COUNT(legal_forms), cfd_word_is_legal_form},
    {"departments", departments, TEST_COUNT(departments), cfd_word_is_department},
};

static enum cfd_word meaning_of(const char *word)
{
    return cfd_word_of(cfd_bytes_str(word));
}

/* By bytes, and strictly: so no word stands twice. */
static void words_are_sorted(void **state)
{
    for (size_t i = 1; i < TEST_COUNT(words); i++)
        if (strcmp(words[i - 1].word, words[i].word) >= 0)
            fail_msg("%s stands before %s", words[i - 1].word, words[i].word);
}

static void lists_are_sorted(void **state)
{
    for (size_t list = 0; list < TEST_COUNT(lists); list++)
        for (size_t i = 1; i < lists[list].count; i++)
            if (strcmp(lists[list].words[i - 1], lists[list].words[i]) >= 0)
                fail_msg("%s: %s stands before %s", lists[list].name, lists[list].words[i - 1],
                         lists[list].words[i]);
}

static bool is_small_letter(uint32_t c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z';
    if (c < 0x100)
        return c >= 0xdf && c != 0xf7;
    return c != CFD_UTF8_REPLACEMENT && !(c >= 0x391 && c <= 0x3a9) && !(c >= 0x400 && c <= 0x42f);
}

/* Keys are cut at everything else, so that another word could never be found. */
static void words_are_small_letters_only(void **state)
{
    for (size_t i = 0; i < TEST_COUNT(words); i++) {
        struct cfd_bytes word = cfd_bytes_str(words[i].word);
        size_t length;

        assert_in_range(word.len, 2, 64);
        for (size_t at = 0; at < word.len; at += length) {
            uint32_t c;

            cfd_utf8_decode(word, at, &c, &length);
            if (!is_small_letter(c))
                fail_msg("%s has U+%04X", words[i].word, c);
        }
    }
}

/* Words of values come without . , ( ) and in small letters. */
static void lists_are_as_values_are_folded(void **state)
{
    for (size_t list = 0; list < TEST_COUNT(lists); list++)
        for (size_t i = 0; i < lists[list].count; i++) {
            struct cfd_bytes word = cfd_bytes_str(lists[list].words[i]);
            size_t length;

            assert_in_range(word.len, 2, FOLDED_MAX_BYTES);
            for (size_t at = 0; at < word.len; at += length) {
                uint32_t c;

                cfd_utf8_decode(word, at, &c, &length);
                if (!is_small_letter(c) && c != '/')
                    fail_msg("%s: %s has U+%04X", lists[list].name, lists[list].words[i], c);
            }
        }
}

static void words_are_of_one_alphabet(void **state)
{
    for (size_t list = 0; list < TEST_COUNT(lists); list++)
        for (size_t i = 0; i < lists[list].count; i++) {
            struct cfd_bytes word = cfd_bytes_str(lists[list].words[i]);
            bool has_ascii = false, has_cyrillic = false;
            size_t length;

            for (size_t at = 0; at < word.len; at += length) {
                uint32_t c;

                cfd_utf8_decode(word, at, &c, &length);
                has_ascii |= c < 0x80;
                has_cyrillic |= c >= 0x400 && c < 0x530;
            }
            if (has_ascii && has_cyrillic)
                fail_msg("%s is of two alphabets", lists[list].words[i]);
        }
}

static void every_word_is_found(void **state)
{
    for (size_t i = 0; i < TEST_COUNT(words); i++)
        assert_int_equal(meaning_of(words[i].word), words[i].meaning);
    for (size_t list = 0; list < TEST_COUNT(lists); list++)
        for (size_t i = 0; i < lists[list].count; i++)
            assert_true(lists[list].is_listed(cfd_bytes_str(lists[list].words[i])));
}

static bool stands(const char *word, size_t len)
{
    for (size_t i = 0; i < TEST_COUNT(words); i++)
        if (strlen(words[i].word) == len && memcmp(words[i].word, word, len) == 0)
            return true;
    return false;
}

/* A plural means what the singular means, unless it has a row of its own. */
static void every_plural_is_found(void **state)
{
    char plural[80];

    for (size_t i = 0; i < TEST_COUNT(words); i++) {
        size_t len = (size_t)snprintf(plural, sizeof(plural), "%ss", words[i].word);

        if (len > 3 && !stands(plural, len))
            assert_int_equal(meaning_of(plural), words[i].meaning);
    }
    assert_int_equal(meaning_of("contacts"), CFD_WORD_PERSON);
    assert_int_equal(meaning_of("status"), CFD_WORD_QUALIFIER);
    assert_int_equal(meaning_of("companies"), CFD_WORD_EMPLOYER);
}

static void every_neighbour_is_unknown(void **state)
{
    char word[80];

    for (size_t i = 0; i < TEST_COUNT(words); i++) {
        size_t len = strlen(words[i].word);

        (void)snprintf(word, sizeof(word), "%sx", words[i].word);
        if (!stands(word, len + 1))
            assert_int_equal(meaning_of(word), CFD_WORD_UNKNOWN);
        (void)snprintf(word, sizeof(word), "q%s", words[i].word);
        assert_int_equal(meaning_of(word), CFD_WORD_UNKNOWN);
        if (len > 3 && words[i].word[len - 2] != 's' && !stands(words[i].word, len - 1))
            assert_int_equal(cfd_word_of(cfd_bytes_of(words[i].word, len - 1)), CFD_WORD_UNKNOWN);
    }
}

static void what_is_no_word_is_unknown(void **state)
{
    static const char *const cases[] = {
        "",       "s",      "ss",      "a",          "zzz",      "Email", "EMAIL", "e-mail",
        "email ", " email", "emailss", "ids",        "nos",      "\x80",  "\xff",  "naïve",
        "{",      "0",      "név",     "emailphone", "vorname1", "имя",   "名前",  "straße",
    };

    for (size_t i = 0; i < TEST_COUNT(cases); i++)
        if (meaning_of(cases[i]) != CFD_WORD_UNKNOWN)
            fail_msg("'%s' means %d", cases[i], (int)meaning_of(cases[i]));
    assert_int_equal(cfd_word_of(cfd_bytes_of(NULL, 0)), CFD_WORD_UNKNOWN);
    assert_int_equal(cfd_word_of(cfd_bytes_of("email\0", 6)), CFD_WORD_UNKNOWN);
}

static void lists_refuse_other_words(void **state)
{
    static const char *const cases[] = {"",     "x",      "managers", "Manager", "gmbh.", "GmbH",
                                        "gmb",  "gmbhs",  "zzz",      "\xff",    "ann",   "berg",
                                        "aaaa", "manage", "teams",    "Team",    "{"};

    for (size_t list = 0; list < TEST_COUNT(lists); list++) {
        for (size_t i = 0; i < TEST_COUNT(cases); i++)
            assert_false(lists[list].is_listed(cfd_bytes_str(cases[i])));
        assert_false(lists[list].is_listed(cfd_bytes_of(NULL, 0)));
    }
    assert_false(cfd_word_is_job(cfd_bytes_str("gmbh")));
    assert_false(cfd_word_is_legal_form(cfd_bytes_str("manager")));
    assert_false(cfd_word_is_department(cfd_bytes_str("manager")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_sorted),
        cmocka_unit_test(lists_are_sorted),
        cmocka_unit_test(words_are_small_letters_only),
        cmocka_unit_test(lists_are_as_values_are_folded),
        cmocka_unit_test(words_are_of_one_alphabet),
        cmocka_unit_test(every_word_is_found),
        cmocka_unit_test(every_plural_is_found),
        cmocka_unit_test(every_neighbour_is_unknown),
        cmocka_unit_test(what_is_no_word_is_unknown),
        cmocka_unit_test(lists_refuse_other_words),
    };

    return cmocka_run_group_tests_name("word", tests, NULL, NULL);
}
