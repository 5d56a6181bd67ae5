/* SPDX-License-Identifier: Apache-2.0
 * The laws of normal values, over values made of the pieces that the rules are about: normalising
 * twice is normalising once, outputs fit, and are text without control characters. */
#include <cofferdam/key.h>

#include "core/base/utf8.h"
#include "lib/crypto/fold.h"
#include "tests/lib/test.h"

#define ROUND_COUNT 20000

static uint64_t random_of(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Pieces that the rules are about, so that they meet each other in every order: those of the
 * kind's own, and now and then those of another. */
static const char *const email_pieces[] = {
    "mailto:", "<", ">", "@b.example", "a.b@c.example", "Anna", ".", "?", " ", "İ", NULL,
};
static const char *const phone_pieces[] = {
    "+", "00",  "0",     "(0)",  "7",        "31",           "20 7946",      "-", "(",  ")",
    "x", "ext", ";ext=", "tel:", "\xd9\xa4", "\xef\xbc\x8b", "\xe2\x80\x91", " ", NULL,
};
static const char *const id_pieces[] = {
    "CU", "cu", "-", "0", "11", "7", " ", "\xc2\xa0", "ü", "\xfc", "n/a", "NULL", NULL,
};
static const char *const name_pieces[] = {
    "Anna",
    "BERG",
    ",",
    " ",
    "\t",
    "I",
    "i",
    "İ",
    "ı",
    "\xcc\x87",
    "ß",
    "ẞ",
    "ς",
    "Ά",
    "Щ",
    "\xc2\xad",
    "\xe2\x80\x8b",
    "\x1f",
    "-",
    "\xc3",
    "\xa0",
    "\xff",
    "\x80",
    "\xf0\x9f\x98\x80",
    "\xed\xa0\x80",
    "\xef\xbf\xbd",
    NULL,
};

struct grammar {
    enum cfd_kind kind;
    const char *const *pieces;
};

static const struct grammar grammars[] = {
    {CFD_KIND_EMAIL, email_pieces},
    {CFD_KIND_PHONE, phone_pieces},
    {CFD_KIND_CUSTOMER_ID, id_pieces},
    {CFD_KIND_PERSON_NAME, name_pieces},
};

static const char *pick_piece(uint64_t *seed, const char *const *pieces)
{
    size_t piece_count = 0;

    if (random_of(seed) % 32 == 0)
        pieces = grammars[random_of(seed) % TEST_COUNT(grammars)].pieces;
    while (pieces[piece_count] != NULL)
        piece_count++;
    return pieces[random_of(seed) % piece_count];
}

static size_t make_value(uint64_t *seed, const char *const *pieces, uint8_t *out, size_t out_bytes)
{
    size_t piece_count = 1 + random_of(seed) % 9;
    size_t made_bytes = 0;

    for (size_t i = 0; i < piece_count; i++) {
        const char *piece = pick_piece(seed, pieces);
        size_t piece_bytes = strlen(piece);

        if (piece_bytes > out_bytes - made_bytes)
            break;
        memcpy(out + made_bytes, piece, piece_bytes);
        made_bytes += piece_bytes;
    }
    return made_bytes;
}

/* Tells whether the identity was somebody at all. */
static bool assert_idempotent(const struct cfd_identity *identity)
{
    uint8_t once[CFD_NORMAL_MAX_BYTES], twice[CFD_NORMAL_MAX_BYTES];
    size_t once_bytes, twice_bytes;
    struct cfd_identity again = {identity->kind, {NULL, 0}, {NULL, 0}};
    const uint8_t *separator;

    if (cfd_normalise(identity, once, &once_bytes) != CFD_OK)
        return false;
    assert_in_range(once_bytes, 1, CFD_NORMAL_MAX_BYTES);
    again.value = cfd_bytes_of(once, once_bytes);
    separator = memchr(once, 0x1f, once_bytes);
    assert_true((separator != NULL) == (identity->kind == CFD_KIND_PERSON_NAME));
    if (separator != NULL) {
        again.value.len = (size_t)(separator - once);
        again.second = cfd_bytes_of(separator + 1, once_bytes - again.value.len - 1);
    }
    assert_int_equal(cfd_normalise(&again, twice, &twice_bytes), CFD_OK);
    assert_int_equal(twice_bytes, once_bytes);
    assert_memory_equal(twice, once, once_bytes);
    return true;
}

static void prop_normal_of_normal_is_the_same(void **state)
{
    uint64_t seed = 0x9e3779b97f4a7c15u;
    uint8_t value[64], second[64];

    for (size_t i = 0; i < TEST_COUNT(grammars); i++) {
        struct cfd_identity identity = {grammars[i].kind, {value, 0}, {second, 0}};
        size_t somebody_count = 0;

        for (int round = 0; round < ROUND_COUNT; round++) {
            identity.value.len = make_value(&seed, grammars[i].pieces, value, sizeof(value));
            identity.second.len = make_value(&seed, name_pieces, second, sizeof(second));
            somebody_count += assert_idempotent(&identity);
        }
        assert_true(somebody_count > 1000);
    }
}

/* Long values of random bytes: whatever is answered, it fits and nothing was written past it. */
static void prop_output_is_within_its_bounds(void **state)
{
    uint64_t seed = 0x2545f4914f6cdd1du;
    uint8_t value[700], out[CFD_NORMAL_MAX_BYTES + 16];

    for (int round = 0; round < ROUND_COUNT / 10; round++) {
        size_t value_bytes = random_of(&seed) % sizeof(value);
        struct cfd_identity identity = {
            grammars[round % 4].kind, {value, value_bytes}, {value, 100}};
        size_t out_bytes = 0;

        for (size_t i = 0; i < sizeof(value); i++)
            value[i] = (uint8_t)(random_of(&seed) >> 24);
        if (round % 8 < 4) /* mostly text, with an @ */
            for (size_t i = 0; i < sizeof(value); i++)
                value[i] = i == 9 ? '@' : (uint8_t)('a' + value[i] % 26);
        memset(out, 0x5a, sizeof(out));
        if (cfd_normalise(&identity, out, &out_bytes) == CFD_OK)
            assert_in_range(out_bytes, 1, CFD_NORMAL_MAX_BYTES);
        for (size_t i = out_bytes; i < sizeof(out); i++)
            assert_int_equal(out[i], 0x5a);
        (void)assert_idempotent(&identity);
    }
}

static void prop_output_is_text_without_controls(void **state)
{
    uint64_t seed = 0xdeadbeefcafef00du;
    uint8_t value[64], out[CFD_NORMAL_MAX_BYTES];

    for (int round = 0; round < ROUND_COUNT; round++) {
        struct cfd_identity identity = {CFD_KIND_CUSTOMER_ID, {value, 0}, {NULL, 0}};
        struct cfd_bytes normal = {out, 0};
        uint32_t code_point;
        size_t len;

        identity.value.len = make_value(&seed, name_pieces, value, sizeof(value));
        if (cfd_normalise(&identity, out, &normal.len) != CFD_OK)
            continue;
        for (size_t at = 0; at < normal.len; at += len) {
            cfd_utf8_decode(normal, at, &code_point, &len);
            assert_false(code_point == CFD_UTF8_REPLACEMENT && len == 1);
            assert_false(cfdi_is_blank(code_point) || cfdi_is_invisible(code_point));
        }
    }
}

static void prop_folded_letters_stay(void **state)
{
    uint32_t once[CFDI_FOLD_MAX], twice[CFDI_FOLD_MAX];

    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        size_t count = cfdi_fold(code_point, once);

        for (size_t i = 0; i < count; i++) {
            if (cfdi_fold(once[i], twice) != 1 || twice[0] != once[i])
                fail_msg("U+%04X folds to U+%04X, which folds on", code_point, once[i]);
            if (cfdi_is_blank(once[i]) != cfdi_is_blank(code_point))
                fail_msg("U+%04X folds into or out of a blank", code_point);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prop_normal_of_normal_is_the_same),
        cmocka_unit_test(prop_output_is_within_its_bounds),
        cmocka_unit_test(prop_output_is_text_without_controls),
        cmocka_unit_test(prop_folded_letters_stay),
    };

    return cmocka_run_group_tests_name("normalise_laws", tests, NULL, NULL);
}
