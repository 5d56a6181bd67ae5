/* SPDX-License-Identifier: Apache-2.0
 * The tables of words: what data/words says is what a look-up answers, and nothing else is known. */
#include "core/classify/word.h"

#include "core/base/utf8.h"

#include "tests/lib/test.h"

#include <stdbool.h>

#define ROWS_MAX 4096u
#define KEYS TEST_DATA_DIR "/../../data/words/keys.tsv"

struct row {
    char word[40];
    unsigned meaning;
};

static const struct {
    const char *name;
    unsigned meaning;
} names[] = {
    {"name", CFD_WORD_NAME},
    {"given", CFD_WORD_GIVEN},
    {"family", CFD_WORD_FAMILY},
    {"given_name", CFD_WORD_GIVEN_NAME},
    {"family_name", CFD_WORD_FAMILY_NAME},
    {"full", CFD_WORD_FULL},
    {"full_name", CFD_WORD_FULL_NAME},
    {"user_name", CFD_WORD_USER_NAME},
    {"email", CFD_WORD_EMAIL},
    {"phone", CFD_WORD_PHONE},
    {"customer", CFD_WORD_CUSTOMER},
    {"customer_id", CFD_WORD_CUSTOMER_ID},
    {"number", CFD_WORD_NUMBER},
    {"id", CFD_WORD_ID},
    {"person", CFD_WORD_PERSON},
    {"party", CFD_WORD_PARTY},
    {"employer", CFD_WORD_EMPLOYER},
    {"job", CFD_WORD_JOB},
    {"job_title", CFD_WORD_JOB_TITLE},
    {"position", CFD_WORD_POSITION},
    {"title", CFD_WORD_TITLE},
    {"wrapper", CFD_WORD_WRAPPER},
    {"thing", CFD_WORD_THING},
    {"portrait", CFD_WORD_PORTRAIT},
    {"qualifier", CFD_WORD_QUALIFIER},
};

static struct row words[ROWS_MAX];
static size_t word_count;

static unsigned meaning_named(const char *name)
{
    for (size_t i = 0; i < TEST_COUNT(names); i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].meaning;
    fail_msg("no meaning has the name %s", name);
    return 0;
}

static size_t load(const char *path, struct row rows[ROWS_MAX])
{
    FILE *file = fopen(path, "r");
    char line[256];
    size_t count = 0;

    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        char *rest = line;
        struct row *row = &rows[count];

        if (line[0] == '#')
            continue;
        assert_true(count < ROWS_MAX);
        (void)snprintf(row->word, sizeof(row->word), "%s", strsep(&rest, "\t"));
        rest[strcspn(rest, "\n")] = '\0';
        while (rest != NULL)
            row->meaning |= meaning_named(strsep(&rest, " "));
        count++;
    }
    (void)fclose(file);
    return count;
}

static enum cfd_word meaning_of(const char *word)
{
    return cfd_word_of(cfd_bytes_str(word));
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
    for (size_t i = 0; i < word_count; i++) {
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

static void every_word_is_found(void **state)
{
    assert_in_range(word_count, 500, ROWS_MAX);
    for (size_t i = 0; i < word_count; i++)
        if (meaning_of(words[i].word) != words[i].meaning)
            fail_msg("%s means %d", words[i].word, (int)meaning_of(words[i].word));
}

static bool stands(const char *word, size_t len)
{
    for (size_t i = 0; i < word_count; i++)
        if (strlen(words[i].word) == len && memcmp(words[i].word, word, len) == 0)
            return true;
    return false;
}

/* A plural means what the singular means, unless it has a row of its own. */
static void every_plural_is_found(void **state)
{
    char plural[80];

    for (size_t i = 0; i < word_count; i++) {
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

    for (size_t i = 0; i < word_count; i++) {
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

static int load_all(void **state)
{
    word_count = load(KEYS, words);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_small_letters_only),
        cmocka_unit_test(every_word_is_found),
        cmocka_unit_test(every_plural_is_found),
        cmocka_unit_test(every_neighbour_is_unknown),
        cmocka_unit_test(what_is_no_word_is_unknown),
    };

    return cmocka_run_group_tests_name("word", tests, load_all, NULL);
}
