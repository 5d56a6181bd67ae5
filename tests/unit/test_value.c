/* SPDX-License-Identifier: Apache-2.0
 * The form of a value: what one pass over it says it is made of. */
#include "core/classify/value.h"

#include "tests/lib/test.h"

static struct cfd_value_form form_of(const char *text)
{
    struct cfd_value_form form;

    cfd_value_read_form(cfd_bytes_str(text), &form);
    return form;
}

static struct cfd_value_words words_of(const char *text)
{
    struct cfd_value_words words;

    cfd_value_read_words(cfd_bytes_str(text), &words);
    return words;
}

static void characters_are_counted_in_any_script(void **state)
{
    static const struct {
        const char *text;
        uint16_t letters, digits, words, capitals, lowers;
    } cases[] = {
        {"", 0, 0, 0, 0, 0},
        {"a", 1, 0, 1, 0, 1},
        {"Ann Abe", 6, 0, 2, 2, 0},
        {"ann de la Abe", 10, 0, 4, 1, 3},
        {"Ömer Şahin", 9, 0, 2, 2, 0},
        {"émile Ångström", 13, 0, 2, 1, 1},
        {"Željko", 6, 0, 1, 1, 0},
        {"ňňň", 3, 0, 1, 1, 0}, /* where capitals are odd, both count as capitals */
        {"Ольга иванова", 12, 0, 2, 1, 1},
        {"Ελένη παππά", 10, 0, 2, 1, 1},
        {"山田 太郎", 4, 0, 2, 2, 0},
        {"山田　太郎", 4, 0, 2, 2, 0},
        {"김민준", 3, 0, 1, 1, 0},
        {"مريم حسن", 7, 0, 2, 2, 0},
        {"אבי", 3, 0, 1, 1, 0},
        {"+49 30 123", 0, 7, 3, 0, 0},
        {"R2D2", 2, 2, 1, 1, 0},
        {"a\tb\nc\rd", 4, 0, 4, 0, 4},
        {"a\xc2\xa0z", 2, 0, 2, 0, 2},
        {"-- ..", 0, 0, 2, 0, 0},
        {"٣٤", 2, 0, 1, 1, 0}, /* digits of other scripts are letters here */
        {"😀", 0, 0, 1, 0, 0},
    };

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        struct cfd_value_form form = form_of(cases[i].text);

        if (form.letter_count != cases[i].letters || form.digit_count != cases[i].digits ||
            form.word_count != cases[i].words || form.capital_count != cases[i].capitals ||
            form.lower_count != cases[i].lowers)
            fail_msg("'%s': letters %u digits %u words %u capitals %u lowers %u", cases[i].text,
                     form.letter_count, form.digit_count, form.word_count, form.capital_count,
                     form.lower_count);
    }
}

static void phone_form_is_digits_and_marks(void **state)
{
    static const char *const phones[] = {"1",
                                         "+49 30 123456",
                                         "(030) 123-456",
                                         "030/123.456",
                                         "+49\xc2\xa0"
                                         "30",
                                         "030\xe2\x80\x91"
                                         "12",
                                         "+"};
    static const char *const others[] = {"1a",
                                         "x1",
                                         "1:2",
                                         "1,2",
                                         "1_2",
                                         "@",
                                         "1#2",
                                         "1;2",
                                         "١",
                                         "１",
                                         "\xff",
                                         "1\xe2\x80\x93"
                                         "2",
                                         "*1",
                                         "1=1",
                                         "0x10",
                                         "1e5"};

    for (size_t i = 0; i < TEST_COUNT(phones); i++)
        assert_true(form_of(phones[i]).has_phone_only);
    for (size_t i = 0; i < TEST_COUNT(others); i++)
        if (form_of(others[i]).has_phone_only)
            fail_msg("'%s' is no phone", others[i]);
}

static void plus_counts_in_front_only(void **state)
{
    assert_true(form_of("+49").has_plus_first);
    assert_false(form_of("49").has_plus_first);
    assert_false(form_of("4+9").has_plus_first);
    assert_false(form_of("(+49)").has_plus_first);
    assert_false(form_of("-+49").has_plus_first);
    assert_false(form_of("").has_plus_first);
}

static void grouping_needs_a_digit_before(void **state)
{
    assert_true(form_of("030 12").has_grouping);
    assert_true(form_of("030-12").has_grouping);
    assert_true(form_of("1.5").has_grouping);
    assert_false(form_of("03012").has_grouping);
    assert_false(form_of("-5").has_grouping);
    assert_false(form_of("+4930").has_grouping);
    assert_false(form_of("(030").has_grouping);
    assert_false(form_of("1a2").has_grouping);
}

static void odd_is_what_names_do_not_have(void **state)
{
    static const char *const plain[] = {"Ann",      "O'Brien", "Anne-Marie",      "J. R. Abe",
                                        "Abe, Ann", "D’Arcy",  "Ann (Annie) Abe", "Ann & Bob",
                                        "l·la",     "カ・ナ",  "Ann 2",           ""};
    static const char *const odd[] = {
        "a@b", "a/b",  "a_b",   "a:b",   "a;b",   "<a>", "a=b", "a+b",          "a#b", "a*b",
        "a|b", "a\"b", "{a}",   "[a]",   "a\\b",  "a`b", "a~b", "a^b",          "a%b", "$a",
        "a!",  "a?",   "a\xff", "a\x01", "a – b", "a•b", "a😀",  "a\xef\xbf\xbd"};

    for (size_t i = 0; i < TEST_COUNT(plain); i++)
        if (form_of(plain[i]).has_odd)
            fail_msg("'%s' is not odd", plain[i]);
    for (size_t i = 0; i < TEST_COUNT(odd); i++)
        if (!form_of(odd[i]).has_odd)
            fail_msg("'%s' is odd", odd[i]);
}

static void at_is_seen_anywhere(void **state)
{
    assert_true(form_of("@").has_at);
    assert_true(form_of("ann@abe.example").has_at);
    assert_false(form_of("ann at abe").has_at);
    assert_false(form_of("＠").has_at);
}

static void legal_form_is_the_last_of_words(void **state)
{
    static const char *const companies[] = {
        "Abe GmbH", "Abe AG",    "Abe Ltd.",  "Abe Co., Ltd", "Abe S.A.", "Abe GmbH & Co. KG",
        "Abe Inc",  "Abe, Inc.", "Abe (Pty)", "Abe S.p.A.",   "Abe A/S",  "Abe Sp. z o.o. S.A.",
        "ABE GMBH", "Abe A.Ş.",  "Абе ООО",   "Абе ОАО",      "Abe SÀRL", "Abe OJSC",
    };
    static const char *const others[] = {
        "GmbH",      "Ltd.",          "AG Abe",   "GmbH Abe",    "Abe",         "Ann Abe",
        "Abe GmbHs", "Abe Gmb",       "AbeGmbH",  "Abe-GmbH",    "Abe GmbH !",  "Abe GmbH 2",
        "",          "Abe Limitedly", "Abe \xff", "Abe Ltd\xff", "Ann Lt. Abe", "Inc. Abe",
    };

    for (size_t i = 0; i < TEST_COUNT(companies); i++)
        if (!words_of(companies[i]).has_legal_form)
            fail_msg("'%s' has a legal form", companies[i]);
    for (size_t i = 0; i < TEST_COUNT(others); i++)
        if (words_of(others[i]).has_legal_form)
            fail_msg("'%s' has no legal form", others[i]);
}

static void job_noun_is_any_word(void **state)
{
    static const char *const jobs[] = {"Manager",           "Sales Manager",   "manager of sales",
                                       "Leiter Einkauf",    "Ingénieur",       "INGÉNIEUR",
                                       "Geschäftsführerin", "GESCHÄFTSFÜHRER", "C.E.O.",
                                       "(Manager)",         "Head, Exports"};
    static const char *const others[] = {
        "",     "Management", "Managers",      "Sales",       "Ann Abe",
        "Mana", "ManagerX",   "Sales/Manager", "Manager\xff", "a-manager"};

    for (size_t i = 0; i < TEST_COUNT(jobs); i++)
        if (!words_of(jobs[i]).has_job_noun)
            fail_msg("'%s' has a job noun", jobs[i]);
    for (size_t i = 0; i < TEST_COUNT(others); i++)
        if (words_of(others[i]).has_job_noun)
            fail_msg("'%s' has no job noun", others[i]);
}

static void department_is_any_word(void **state)
{
    static const char *const departments[] = {"Sales Department", "Team Exports", "Support",
                                              "Abteilung Einkauf", "DÉPARTEMENT Export"};
    static const char *const others[] = {"Ann Abe", "Sales", "Teams", "Supporter", "", "Ann Desky"};

    for (size_t i = 0; i < TEST_COUNT(departments); i++)
        if (!words_of(departments[i]).has_department)
            fail_msg("'%s' is a department", departments[i]);
    for (size_t i = 0; i < TEST_COUNT(others); i++)
        if (words_of(others[i]).has_department)
            fail_msg("'%s' is no department", others[i]);
}

/* Long words are in no list, and reading them costs nothing but the pass. */
static void longest_value_is_read(void **state)
{
    char text[CFD_VALUE_MAX_BYTES + 1];

    memset(text, 'A', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(form_of(text).letter_count, CFD_VALUE_MAX_BYTES);
    assert_int_equal(form_of(text).word_count, 1);
    assert_false(words_of(text).has_job_noun);
    for (size_t i = 0; i + 1 < sizeof(text); i += 2)
        text[i] = ' ';
    assert_int_equal(form_of(text).word_count, CFD_VALUE_MAX_BYTES / 2);
}

/* What stands in memory behind a value is not looked at. */
static void prop_form_is_of_the_value_alone(void **state)
{
    static const char text[] = "Änn-Märie O’Abe 山田 +49 (30) 12 GmbH Ştİ manager \xe5\xb1";

    for (size_t len = 0; len < sizeof(text); len++) {
        struct cfd_value_form inside, alone;
        char *copy = malloc(len + 1);

        assert_non_null(copy);
        memcpy(copy, text, len);
        cfd_value_read_form(cfd_bytes_of(text, len), &inside);
        cfd_value_read_form(cfd_bytes_of(copy, len), &alone);
        free(copy);
        assert_memory_equal(&inside, &alone, sizeof(inside));
    }
}

/* Behind blanks a text is too long to be counted by classes; blanks in front change nothing but
 * what stands first. */
static void prop_counting_and_reading_are_the_same(void **state)
{
    static const char marks[] = "0123456789abcxyzABCXYZ  \t\n\r.-()+/',&@_:!\x01\x7f";
    char text[256 + 40];
    uint32_t random = 1;

    memset(text, ' ', 256);
    for (int round = 0; round < 20000; round++) {
        size_t len = (size_t)round % 40;
        struct cfd_value_form counted, read;

        for (size_t i = 0; i < len; i++) {
            random = random * 1664525u + 1013904223u;
            text[256 + i] = marks[(random >> 16) % (sizeof(marks) - 1)];
        }
        cfd_value_read_form(cfd_bytes_of(text + 256, len), &counted);
        cfd_value_read_form(cfd_bytes_of(text, 256 + len), &read);
        counted.has_plus_first = false;
        if (len > 0 && memcmp(&counted, &read, sizeof(read)) != 0)
            fail_msg("counted and read differently: %.*s", (int)len, text + 256);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prop_counting_and_reading_are_the_same),
        cmocka_unit_test(characters_are_counted_in_any_script),
        cmocka_unit_test(phone_form_is_digits_and_marks),
        cmocka_unit_test(plus_counts_in_front_only),
        cmocka_unit_test(grouping_needs_a_digit_before),
        cmocka_unit_test(odd_is_what_names_do_not_have),
        cmocka_unit_test(at_is_seen_anywhere),
        cmocka_unit_test(legal_form_is_the_last_of_words),
        cmocka_unit_test(job_noun_is_any_word),
        cmocka_unit_test(department_is_any_word),
        cmocka_unit_test(longest_value_is_read),
        cmocka_unit_test(prop_form_is_of_the_value_alone),
    };

    return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
