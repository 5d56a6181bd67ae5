/* SPDX-License-Identifier: Apache-2.0
 * The table of known words: examples, folding and hashes as the generator has them, strangers. */
#include "core/classify/gazetteer.h"

#include "tests/lib/test.h"

struct vector {
    const char *text;
    const char *folded;
    uint64_t hash;
};

static const struct vector vectors[] = {
#include "gazetteer_vectors.inc"
};

static uint16_t known_of(const char *word)
{
    uint8_t folded[CFD_FOLD_BYTES];
    size_t bytes = cfd_fold_word(cfd_bytes_str(word), folded);

    return cfd_known(cfd_bytes_of(folded, bytes));
}

static void examples_are_known(void **state)
{
    static const struct {
        const char *word;
        unsigned known;
    } cases[] = {
        {"Maria", CFD_KNOWN_GIVEN | CFD_KNOWN_GIVEN_COMMON},
        {"Сергей", CFD_KNOWN_GIVEN_COMMON},
        {"中村", CFD_KNOWN_FAMILY},
        {"Manager", CFD_KNOWN_JOB_NOUN},
        {"INGÉNIEUR", CFD_KNOWN_JOB_NOUN},
        {"Support", CFD_KNOWN_DEPARTMENT},
        {"S.A.R.L.", CFD_KNOWN_LEGAL_FORM},
        {"GmbH", CFD_KNOWN_LEGAL_FORM},
        {"Shipping", CFD_KNOWN_ORG},
        {"Hamburg", CFD_KNOWN_PLACE},
        {"Dr.", CFD_KNOWN_TITLE},
        {"von", CFD_KNOWN_PARTICLE},
        {"because", CFD_KNOWN_ORDINARY},
    };

    for (size_t i = 0; i < TEST_COUNT(cases); i++)
        if ((known_of(cases[i].word) & cases[i].known) != cases[i].known)
            fail_msg("%s is known as %#x", cases[i].word, known_of(cases[i].word));
}

static void prop_folds_and_hashes_are_the_generators(void **state)
{
    for (size_t i = 0; i < TEST_COUNT(vectors); i++) {
        uint8_t folded[CFD_FOLD_BYTES];
        size_t bytes = cfd_fold_word(cfd_bytes_str(vectors[i].text), folded);

        if (bytes != strlen(vectors[i].folded) || memcmp(folded, vectors[i].folded, bytes) != 0)
            fail_msg("%s becomes %.*s", vectors[i].text, (int)bytes, (const char *)folded);
        if (cfd_known_hash(folded, bytes) != vectors[i].hash)
            fail_msg("%s has another hash", vectors[i].text);
    }
}

static void what_is_no_word_is_refused(void **state)
{
    uint8_t folded[CFD_FOLD_BYTES];

    assert_int_equal(cfd_fold_word(cfd_bytes_of(NULL, 0), folded), 0);
    assert_int_equal(cfd_fold_word(cfd_bytes_str("...'"), folded), 0);
    assert_int_equal(cfd_fold_word(cfd_bytes_str("ann\xff"), folded), 0);
    assert_int_equal(cfd_fold_word(cfd_bytes_str("abcdefghijklmnopqrstuvwxyzabcdef"), folded), 32);
    assert_int_equal(cfd_fold_word(cfd_bytes_str("abcdefghijklmnopqrstuvwxyzabcdefg"), folded), 0);
    assert_int_equal(cfd_known(cfd_bytes_of(NULL, 0)), 0);
}

/* Words of 12 random letters: at most ten in a million may be taken for known ones. */
static void strangers_are_unknown(void **state)
{
    uint64_t random = 88172645463325252ull;
    unsigned known_count = 0;

    for (unsigned i = 0; i < 1000000; i++) {
        uint8_t word[12];

        for (size_t at = 0; at < sizeof(word); at++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            word[at] = (uint8_t)('a' + (random >> 32) % 26);
        }
        known_count += cfd_known(cfd_bytes_of(word, sizeof(word))) != 0;
    }
    assert_in_range(known_count, 0, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_known),
        cmocka_unit_test(prop_folds_and_hashes_are_the_generators),
        cmocka_unit_test(what_is_no_word_is_refused),
        cmocka_unit_test(strangers_are_unknown),
    };

    return cmocka_run_group_tests_name("gazetteer", tests, NULL, NULL);
}
