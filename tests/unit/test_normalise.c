/* SPDX-License-Identifier: Apache-2.0
 * Spellings that must become one, those that must not, and values that identify nobody.
 * All persons, numbers and addresses are made up. */
#include <cofferdam/key.h>

#include "tests/lib/normal.h"

/* The name part, beside an employer that always is the same. */
static void assert_names(const struct spelling *rows)
{
    char expected[CFD_NORMAL_MAX_BYTES];

    for (; rows->text != NULL; rows++) {
        (void)snprintf(expected, sizeof(expected), "%s\x1fportline", rows->normal);
        assert_normal(CFD_KIND_PERSON_NAME, rows->text, "Portline", expected);
    }
}

/* --- e-mail --------------------------------------------------------------------------------- */

static void email_has_one_spelling(void **state)
{
    static const char *const spellings[] = {
        "anna.berg@portline.example",
        "Anna.Berg@Portline.Example",
        "ANNA.BERG@PORTLINE.EXAMPLE",
        "  anna.berg@portline.example\t",
        "\r\nanna.berg@portline.example\r\n",
        "\xc2\xa0"
        "anna.berg@portline.example\xe3\x80\x80",
        "\xef\xbb\xbf"
        "anna.berg@portline.example",
        "anna.berg@portline.example\xe2\x80\x8b",
        "anna\xc2\xad.berg@port\xe2\x80\x8bline.example",
        "mailto:anna.berg@portline.example",
        "MAILTO:Anna.Berg@portline.example",
        "mailto: anna.berg@portline.example",
        "mailto:anna.berg@portline.example?subject=Booking%2012",
        "<anna.berg@portline.example>",
        "< anna.berg@portline.example >",
        "<mailto:anna.berg@portline.example>",
        "mailto:<anna.berg@portline.example>",
        "Anna Berg <anna.berg@portline.example>",
        "\"Berg, Anna\" <Anna.Berg@portline.example>",
        "a <b> <anna.berg@portline.example>",
        "anna.berg@portline.example.",
        "anna.berg@portline.example..",
        "<anna.berg@portline.example.>",
    };

    for (size_t i = 0; i < TEST_COUNT(spellings); i++)
        assert_normal(CFD_KIND_EMAIL, spellings[i], NULL, "anna.berg@portline.example");
}

static void email_keeps_what_may_be_another_person(void **state)
{
    static const struct spelling rows[] = {
        {"annaberg@portline.example", "annaberg@portline.example"},
        {"anna.berg+news@portline.example", "anna.berg+news@portline.example"},
        {"anna.berg@mail.portline.example", "anna.berg@mail.portline.example"},
        {"anna.berg@bücher.example", "anna.berg@bücher.example"},
        {"anna.berg@BÜCHER.example", "anna.berg@bücher.example"},
        {"a@[192.0.2.1]", "a@[192.0.2.1]"},
        {"root@localhost", "root@localhost"},
        {"a?b@portline.example", "a?b@portline.example"},
        {NULL, NULL},
    };

    assert_all_normal(CFD_KIND_EMAIL, rows);
}

static void email_refuses_what_is_no_address(void **state)
{
    static const char *const values[] = {
        "",
        " ",
        "\t\n",
        "@",
        "a",
        "a@",
        "@b.example",
        "a@.",
        "a@...",
        "n/a",
        "unknown",
        "null",
        "test",
        "a@@b.example",
        "a@b@c.example",
        "a b@c.example",
        "a@b example",
        "a@b.example, c@d.example",
        "a@b.example;c@d.example",
        "a@b.example c@d.example",
        "<a@b.example",
        "a@b.example> x",
        "<>",
        "<a>",
        "mailto:",
        "mailto:?subject=a@b.example",
        "mailto:<>",
        "<mailto:>",
        "a<b@c.example",
        "<a@b.example>.",
        "anna.berg at portline",
        NULL,
    };

    assert_all_nobody(CFD_KIND_EMAIL, values, NULL);
    assert_nobody(CFD_KIND_EMAIL, NULL, 0, NULL);
}

static void email_is_bounded(void **state)
{
    char value[2000];
    char text[CFD_NORMAL_MAX_BYTES + 1];

    memset(value, 'a', sizeof(value));
    value[64] = '@';
    assert_int_equal(normalise(CFD_KIND_EMAIL, cfd_bytes_of(value, 320), cfd_bytes_str(NULL), text),
                     CFD_OK);
    for (size_t value_bytes = 321; value_bytes <= sizeof(value); value_bytes += 1 + value_bytes / 9)
        assert_nobody(CFD_KIND_EMAIL, value, value_bytes, NULL);
    memset(value, ' ', sizeof(value));
    memcpy(value + 1000, "a@b.example", 11);
    assert_int_equal(
        normalise(CFD_KIND_EMAIL, cfd_bytes_of(value, sizeof(value)), cfd_bytes_str(NULL), text),
        CFD_OK);
    assert_string_equal(text, "a@b.example");
}

/* --- customer id ---------------------------------------------------------------------------- */

static void customer_id_has_one_spelling(void **state)
{
    static const char *const spellings[] = {
        "CU-00123A",
        "cu-00123a",
        " cu-00123A ",
        "CU - 00123 A",
        "\tcu-00123a\r\n",
        "cu-00\xc2\xa0"
        "123a",
        "cu\xe2\x80\x8b-00123a",
    };

    for (size_t i = 0; i < TEST_COUNT(spellings); i++)
        assert_normal(CFD_KIND_CUSTOMER_ID, spellings[i], NULL, "CU-00123A");
}

static void customer_id_keeps_what_may_be_another_person(void **state)
{
    static const struct spelling rows[] = {
        {"00123", "00123"},
        {"123", "123"},
        {"CU00123A", "CU00123A"},
        {"11", "11"},
        {"777", "777"},
        {"10", "10"},
        {"100000", "100000"},
        {"a0", "A0"},
        {"1111111a", "1111111A"},
        {"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"},
        {"kü-1", "Kü-1"},
        {"tester", "TESTER"},
        {"\xfc"
         "1",
         "ü1"},
        {NULL, NULL},
    };

    assert_all_normal(CFD_KIND_CUSTOMER_ID, rows);
}

static void customer_id_refuses_fillers(void **state)
{
    static const char *const values[] = {
        "",        " ",       "1",         "x",
        "0",       "00",      "000000",    "0000-0000",
        "1111",    "99999",   "9999-9999", "00000000-0000-0000-0000-000000000000",
        "--",      "-",       "...",       "***",
        "N/A",     "n/a",     "n / a",     "n.a.",
        "unknown", "UNKNOWN", "null",      "NULL",
        " Null ",  "none",    "undefined", "test",
        "Test",    NULL,
    };

    assert_all_nobody(CFD_KIND_CUSTOMER_ID, values, NULL);
}

static void customer_id_is_bounded(void **state)
{
    char value[1000];
    char text[CFD_NORMAL_MAX_BYTES + 1];

    memset(value, 'a', sizeof(value));
    for (size_t value_bytes = 2; value_bytes <= 64; value_bytes++)
        assert_int_equal(normalise(CFD_KIND_CUSTOMER_ID, cfd_bytes_of(value, value_bytes),
                                   cfd_bytes_str(NULL), text),
                         CFD_OK);
    for (size_t value_bytes = 65; value_bytes <= sizeof(value); value_bytes += 1 + value_bytes / 9)
        assert_nobody(CFD_KIND_CUSTOMER_ID, value, value_bytes, NULL);
}

/* --- name and employer ---------------------------------------------------------------------- */

static void name_has_one_spelling(void **state)
{
    static const struct spelling rows[] = {
        {"Anna Berg", "anna berg"},
        {"ANNA BERG", "anna berg"},
        {"anna berg", "anna berg"},
        {"  Anna \t Berg\n", "anna berg"},
        {"Anna\xc2\xa0"
         "Berg",
         "anna berg"},
        {"Anna\xe3\x80\x80"
         "Berg",
         "anna berg"},
        {"An\xc2\xadna Berg\xe2\x80\x8b", "anna berg"},
        {"Anna\x1f"
         "Berg",
         "anna berg"},
        {"Berg, Anna", "anna berg"},
        {"BERG,Anna", "anna berg"},
        {"BERG , Anna ", "anna berg"},
        {"Anna Berg,", "anna berg"},
        {", Anna Berg", "anna berg"},
        {"Jean-Pierre O\xe2\x80\x99"
         "Neill",
         "jean-pierre o'neill"},
        {"Jean\xe2\x80\x91Pierre O'Neill", "jean-pierre o'neill"},
        {"VON DER HEIDE, Karl Otto", "karl otto von der heide"},
        {NULL, NULL},
    };

    assert_names(rows);
}

static void name_folds_latin_letters(void **state)
{
    static const struct spelling rows[] = {
        {"JÜRGEN ÅS", "jürgen ås"},
        {"J\xfcrgen \xc5s", "jürgen ås"}, /* the same in Latin-1 */
        {"GROß", "gross"},
        {"Groẞ", "gross"},
        {"GROSS", "gross"},
        {"ŁUKASZ ŻÓŁĆ", "łukasz żółć"},
        {"ŠTEFAN ŽČ", "štefan žč"},
        {"ŸVES", "ÿves"},
        {"ȘTEFAN Ț", "ștefan ț"},
        {"NGUYỄN", "nguyễn"},
        {"× ÷ a", "× ÷ a"}, /* × ÷ are no letters */
        {NULL, NULL},
    };

    assert_names(rows);
}

/* Upper, lower and title case of Turkish, English and of software that knows neither. */
static void name_minds_the_turkish_i(void **state)
{
    static const char *const one[] = {
        "IŞIK İNAN",         "ışık inan", "Işık İnan", "işik i\xcc\x87nan", /* a lowered İ */
        "IŞIK I\xcc\x87NAN", /* İ in two code points */
    };

    for (size_t i = 0; i < TEST_COUNT(one); i++)
        assert_normal(CFD_KIND_PERSON_NAME, one[i], "Portline", "işik inan\x1fportline");
}

static void name_folds_greek_letters(void **state)
{
    static const char *const one[] = {
        "Γιώργος Παπαδάκης",
        "ΓΙΩΡΓΟΣ ΠΑΠΑΔΑΚΗΣ",
        "ΓΙΏΡΓΟΣ ΠΑΠΑΔΆΚΗΣ",
        "γιωργος παπαδακησ",
    };

    for (size_t i = 0; i < TEST_COUNT(one); i++)
        assert_normal(CFD_KIND_PERSON_NAME, one[i], "Portline", "γιωργοσ παπαδακησ\x1fportline");
}

static void name_folds_cyrillic_letters(void **state)
{
    static const struct spelling rows[] = {
        {"ПЁТР ЩУКИН", "пётр щукин"},
        {"Пётр Щукин", "пётр щукин"},
        {"ЇЖАК ҐАЛЬ", "їжак ґаль"},
        {NULL, NULL},
    };

    assert_names(rows);
}

static void name_keeps_what_may_be_another_person(void **state)
{
    static const struct spelling rows[] = {
        {"Berg Anna", "berg anna"},
        {"Anna M. Berg", "anna m. berg"},
        {"José Lund", "josé lund"},
        {"Jose Lund", "jose lund"},
        {"Berg, Anna, Dr.", "berg, anna, dr."},
        {"王小明", "王小明"},
        {"Anna 2 Berg", "anna 2 berg"},
        {"Tester", "tester"},
        {NULL, NULL},
    };

    assert_names(rows);
}

static void name_refuses_nobody(void **state)
{
    static const char *const values[] = {
        "",
        " ",
        ",",
        " , ",
        "-",
        "--",
        "...",
        "a",
        "A ",
        "n/a",
        "N/A",
        "n.a.",
        "Unknown",
        "NULL",
        "None",
        "undefined",
        "TEST",
        ", test",
        "0000",
        "12345",
        "1 2",
        "555-0143",
        "\xe2\x80\x8b",
        "\xc2\xa0\xc2\xa0",
        "\x1f",
        NULL,
    };

    assert_all_nobody(CFD_KIND_PERSON_NAME, values, "Portline");
}

static void employer_belongs_to_the_name(void **state)
{
    static const char *const nobody[] = {
        "", " ", "-", "n/a", "Unknown", "null", "0", "0000", "x", "\xe2\x80\x8b",
    };

    assert_normal(CFD_KIND_PERSON_NAME, "Anna Berg", " PORTLINE  Hafen\tGmbH ",
                  "anna berg\x1fportline hafen gmbh");
    assert_normal(CFD_KIND_PERSON_NAME, "Anna Berg", "Lund, Inc.", "anna berg\x1flund, inc.");
    assert_normal(CFD_KIND_PERSON_NAME, "Anna Berg", "3M",
                  "anna berg\x1f"
                  "3m");
    assert_normal(CFD_KIND_PERSON_NAME, "Anna\x1fPortline", "Lund", "anna portline\x1flund");
    for (size_t i = 0; i < TEST_COUNT(nobody); i++)
        assert_nobody(CFD_KIND_PERSON_NAME, "Anna Berg", 9, nobody[i]);
    assert_nobody(CFD_KIND_PERSON_NAME, "Anna Berg", 9, NULL);
}

static void name_is_bounded(void **state)
{
    char value[1000] = "";
    char text[CFD_NORMAL_MAX_BYTES + 1];
    struct cfd_bytes longest = cfd_bytes_of(value, 319);

    memset(value, 'a', sizeof(value));
    assert_int_equal(normalise(CFD_KIND_PERSON_NAME, longest, longest, text), CFD_OK);
    assert_int_equal(strlen(text), 639);
    assert_int_equal(normalise(CFD_KIND_PERSON_NAME, cfd_bytes_of(value, 320), longest, text),
                     CFD_ERR_NOT_FOUND);
    assert_int_equal(normalise(CFD_KIND_PERSON_NAME, longest, cfd_bytes_of(value, 320), text),
                     CFD_ERR_NOT_FOUND);
    for (size_t i = 0; i + 1 < sizeof(value); i += 2)
        memcpy(value + i, "ß", 2);
    assert_int_equal(
        normalise(CFD_KIND_PERSON_NAME, cfd_bytes_of(value, sizeof(value)), longest, text),
        CFD_ERR_NOT_FOUND);
}

static void kinds_that_are_no_identity_are_nobody(void **state)
{
    static const enum cfd_kind kinds[] = {CFD_KIND_NONE, CFD_KIND_EMPLOYER, CFD_KIND_JOB_TITLE,
                                          CFD_KIND_COUNT, (enum cfd_kind)99};

    for (size_t i = 0; i < TEST_COUNT(kinds); i++)
        assert_nobody(kinds[i], "anna@portline.example", 21, "Portline");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(email_has_one_spelling),
        cmocka_unit_test(email_keeps_what_may_be_another_person),
        cmocka_unit_test(email_refuses_what_is_no_address),
        cmocka_unit_test(email_is_bounded),
        cmocka_unit_test(customer_id_has_one_spelling),
        cmocka_unit_test(customer_id_keeps_what_may_be_another_person),
        cmocka_unit_test(customer_id_refuses_fillers),
        cmocka_unit_test(customer_id_is_bounded),
        cmocka_unit_test(name_has_one_spelling),
        cmocka_unit_test(name_folds_latin_letters),
        cmocka_unit_test(name_minds_the_turkish_i),
        cmocka_unit_test(name_folds_greek_letters),
        cmocka_unit_test(name_folds_cyrillic_letters),
        cmocka_unit_test(name_keeps_what_may_be_another_person),
        cmocka_unit_test(name_refuses_nobody),
        cmocka_unit_test(employer_belongs_to_the_name),
        cmocka_unit_test(name_is_bounded),
        cmocka_unit_test(kinds_that_are_no_identity_are_nobody),
    };

    return cmocka_run_group_tests_name("normalise", tests, NULL, NULL);
}
