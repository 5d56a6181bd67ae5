/* SPDX-License-Identifier: Apache-2.0
 * Claims out of tokens: whole ones, broken ones, and claims that only look like the one asked for.
 *
 * Tokens are put together from their JSON here; all ids are made up. */
#include "core/identity/jwt.h"

#include "tests/lib/test.h"

#define TOKEN_BYTES 16384u
#define HEADER "eyJhbGciOiJIUzI1NiJ9" /* {"alg":"HS256"} */
#define SIGNATURE "c2lnbmF0dXJl"

/* Appends base64url of data to text. */
static void append_base64(char *text, const char *data, size_t data_bytes)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *at = text + strlen(text);

    for (size_t bit = 0; bit < data_bytes * 8; bit += 6) {
        unsigned value = 0;

        for (size_t i = bit; i < bit + 6; i++)
            value =
                value << 1 | (i < data_bytes * 8 ? (uint8_t)data[i / 8] >> (7 - i % 8) & 1u : 0u);
        *at++ = alphabet[value];
    }
    *at = '\0';
}

/* "<scheme>header.payload.signature" */
static void make_token(char text[TOKEN_BYTES], const char *scheme, const char *payload)
{
    (void)snprintf(text, TOKEN_BYTES, "%s" HEADER ".", scheme);
    append_base64(text, payload, strlen(payload));
    memcpy(text + strlen(text), "." SIGNATURE, sizeof("." SIGNATURE));
}

static void assert_claim_of(const char *authorization, const char *wanted)
{
    char claim[CFD_CLAIM_MAX_BYTES];
    size_t claim_bytes = 0;

    assert_int_equal(
        cfd_jwt_claim(cfd_bytes_str(authorization), cfd_bytes_str("sub"), claim, &claim_bytes),
        CFD_OK);
    assert_string_equal(claim, wanted);
    assert_int_equal(claim_bytes, strlen(wanted));
}

static void assert_refused(struct cfd_bytes authorization, enum cfd_status wanted)
{
    char claim[CFD_CLAIM_MAX_BYTES] = "untouched";
    size_t claim_bytes = 99;

    assert_int_equal(cfd_jwt_claim(authorization, cfd_bytes_str("sub"), claim, &claim_bytes),
                     wanted);
    assert_string_equal(claim, "untouched");
    assert_int_equal(claim_bytes, 99);
}

static void assert_claim(const char *payload, const char *wanted)
{
    char token[TOKEN_BYTES];

    make_token(token, "", payload);
    assert_claim_of(token, wanted);
}

static void assert_no_claim(const char *payload, enum cfd_status wanted)
{
    char token[TOKEN_BYTES];

    make_token(token, "", payload);
    assert_refused(cfd_bytes_str(token), wanted);
}

static void claim_is_read(void **state)
{
    assert_claim("{\"sub\":\"u-000123\"}", "u-000123");
    assert_claim(" {\"iss\":\"https://id.example\", \"sub\" : \"u-000123\", \"exp\":1} ",
                 "u-000123");
}

/* The example of RFC 7519, with iss instead of sub. */
static void claim_of_rfc_7519_is_read(void **state)
{
    static const char token[] =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    char claim[CFD_CLAIM_MAX_BYTES];
    size_t claim_bytes;

    assert_int_equal(cfd_jwt_claim(cfd_bytes_str(token), cfd_bytes_str("iss"), claim, &claim_bytes),
                     CFD_OK);
    assert_string_equal(claim, "joe");
    assert_int_equal(cfd_jwt_claim(cfd_bytes_str(token), cfd_bytes_str("exp"), claim, &claim_bytes),
                     CFD_OK);
    assert_string_equal(claim, "1300819380");
    assert_refused(cfd_bytes_str(token), CFD_ERR_NOT_FOUND);
}

static void scheme_is_bearer_in_any_case_or_absent(void **state)
{
    static const char *const good[] = {"Bearer ",   "bearer ", "BEARER ", "bEaReR   \t ",
                                       "  Bearer ", "  ",      ""};
    static const char *const bad[] = {"Basic ", "DPoP ",          "Bearerx ",
                                      "Bear ",  "Bearer Bearer ", "Bearer: "};
    char token[TOKEN_BYTES];

    for (size_t i = 0; i < TEST_COUNT(good); i++) {
        make_token(token, good[i], "{\"sub\":\"u-1\"}");
        assert_claim_of(token, "u-1");
    }
    for (size_t i = 0; i < TEST_COUNT(bad); i++) {
        make_token(token, bad[i], "{\"sub\":\"u-1\"}");
        assert_refused(cfd_bytes_str(token), CFD_ERR_FORMAT);
    }
}

static void text_that_is_no_token_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "Bearer",
        "Bearer ",
        ".",
        "..",
        "...",
        "u-000123",
        HEADER,
        HEADER ".",
        HEADER ".eyJzdWIiOiJ1LTEifQ",                   /* no signature part */
        HEADER "..",                                    /* empty payload */
        HEADER ".." SIGNATURE,                          /* empty payload */
        ".eyJzdWIiOiJ1LTEifQ." SIGNATURE,               /* empty header */
        HEADER ".eyJzdWIiOiJ1LTEifQ." SIGNATURE ".",    /* 3 dots */
        HEADER ".eyJzdWIiOiJ1LTEifQ." SIGNATURE ".x.y", /* as an encrypted token has */
        "." HEADER ".eyJzdWIiOiJ1LTEifQ." SIGNATURE,
        HEADER ".eyJzdWIiOiJ1LTEifQ=." SIGNATURE, /* padding */
        HEADER ".eyJzdWIiOiJ1LTEifR." SIGNATURE,  /* bits left over */
        HEADER ".eyJzdWIiOiJ1LTEif!." SIGNATURE,
        HEADER ".eyJzdWIiOiJ1L TEifQ." SIGNATURE,
        HEADER ".eyJzdWIiOiJ1LTEifQ.sig+nature",
        HEADER ".eyJzdWIiOiJ1LTEifQ.c2lnb\xc3\xa4",
        "{}.eyJzdWIiOiJ1LTEifQ." SIGNATURE,
        HEADER ".{\"sub\":\"u-1\"}." SIGNATURE,
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        assert_refused(cfd_bytes_str(texts[i]), CFD_ERR_FORMAT);
    assert_refused(cfd_bytes_of(NULL, 0), CFD_ERR_FORMAT);
    assert_claim_of(HEADER ".eyJzdWIiOiJ1LTEifQ." SIGNATURE, "u-1");
}

static void unsigned_token_is_read_as_presented(void **state)
{
    assert_claim_of("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEifQ.", "u-1");
}

static void payload_that_is_no_object_is_refused(void **state)
{
    static const char *const payloads[] = {
        "[]",
        "\"sub\"",
        "7",
        "null",
        "[{\"sub\":\"u-1\"}]",
        "{",
        "{\"sub\"",
        "{}{}",
        "{}x",
        "{\"sub\":}",
        "{\"sub\":\"u-1\"",
        "{'sub':'u-1'}",
        "sub=u-1",
        " ",
        "\"",
        "{\"sub\":\"u-1\"}]",
        "{\"sub\":\"u-1\",}",
        "{\"sub\":\"u-1\\q\"}",
        "{\"sub\":u-1}",
    };

    for (size_t i = 0; i < TEST_COUNT(payloads); i++)
        assert_no_claim(payloads[i], CFD_ERR_FORMAT);
}

/* Every cut of a token: none of them has a claim, though most hold its text. */
static void prop_truncated_token_has_no_claim(void **state)
{
    char token[TOKEN_BYTES];
    char *last_dot;

    make_token(token, "Bearer ", "{\"sub\":\"u-000123\",\"exp\":1893456000}");
    last_dot = strrchr(token, '.');
    for (size_t len = 0; token + len <= last_dot; len++)
        assert_refused(cfd_bytes_of(token, len), CFD_ERR_FORMAT);
    assert_claim_of(token, "u-000123");
}

static void claim_that_is_absent_is_not_found(void **state)
{
    assert_no_claim("{}", CFD_ERR_NOT_FOUND);
    assert_no_claim("{\"subject\":\"u-1\"}", CFD_ERR_NOT_FOUND);
    assert_no_claim("{\"su\":\"u-1\"}", CFD_ERR_NOT_FOUND);
    assert_no_claim("{\"SUB\":\"u-1\"}", CFD_ERR_NOT_FOUND);
    assert_no_claim("{\"sub \":\"u-1\"}", CFD_ERR_NOT_FOUND);
    assert_no_claim("{\"iss\":\"sub\"}", CFD_ERR_NOT_FOUND);
    assert_no_claim("{\"sub\":\"\"}", CFD_ERR_NOT_FOUND);
}

static void nested_claim_is_not_the_claim(void **state)
{
    assert_no_claim("{\"act\":{\"sub\":\"u-1\"}}", CFD_ERR_NOT_FOUND);
    assert_no_claim("{\"a\":[{\"sub\":\"u-1\"}]}", CFD_ERR_NOT_FOUND);
    assert_claim("{\"act\":{\"sub\":\"u-1\"},\"sub\":\"u-2\"}", "u-2");
    assert_claim("{\"a\":[[[{\"sub\":\"u-1\"}]]],\"sub\":\"u-2\",\"b\":{\"sub\":\"u-3\"}}", "u-2");
}

static void first_of_two_claims_wins(void **state)
{
    assert_claim("{\"sub\":\"u-1\",\"sub\":\"u-2\"}", "u-1");
    assert_no_claim("{\"sub\":null,\"sub\":\"u-2\"}", CFD_ERR_NOT_FOUND);
    assert_no_claim("{\"sub\":{\"sub\":\"u-1\"},\"sub\":\"u-2\"}", CFD_ERR_NOT_FOUND);
}

static void claim_that_is_no_text_is_not_found(void **state)
{
    static const char *const payloads[] = {
        "{\"sub\":null}", "{\"sub\":true}", "{\"sub\":false}", "{\"sub\":{}}",       "{\"sub\":[]}",
        "{\"sub\":1.5}",  "{\"sub\":1e3}",  "{\"sub\":1E3}",   "{\"sub\":[\"u-1\"]}"};

    for (size_t i = 0; i < TEST_COUNT(payloads); i++)
        assert_no_claim(payloads[i], CFD_ERR_NOT_FOUND);
}

static void integer_claim_is_read_as_written(void **state)
{
    assert_claim("{\"sub\":81}", "81");
    assert_claim("{\"sub\":0}", "0");
    assert_claim("{\"sub\":-7}", "-7");
    assert_claim("{\"sub\":123456789012345678901234567890}", "123456789012345678901234567890");
}

static void claim_is_decoded(void **state)
{
    assert_claim("{\"\\u0073ub\":\"u-1\"}", "u-1");
    assert_claim("{\"sub\":\"a\\/b\\\\c\\\"d\"}", "a/b\\c\"d");
    assert_claim("{\"sub\":\"\\u00e9\\ud83d\\ude00\"}", "\xc3\xa9\xf0\x9f\x98\x80");
    assert_claim("{\"sub\":\"\xc3\xa9\"}", "\xc3\xa9");
}

static void control_characters_and_bad_bytes_are_replaced(void **state)
{
    assert_claim("{\"sub\":\"u\\u0000-1\"}", "u\xef\xbf\xbd-1");
    assert_claim("{\"sub\":\"u\\n-1\"}", "u\xef\xbf\xbd-1");
    assert_claim("{\"sub\":\"u\\u007f-1\"}", "u\xef\xbf\xbd-1");
    assert_claim("{\"sub\":\"u\\u0085-1\"}", "u\xef\xbf\xbd-1");
    assert_claim("{\"sub\":\"u\\ud800-1\"}", "u\xef\xbf\xbd-1");
    assert_claim("{\"sub\":\"u\xff-1\"}", "u\xef\xbf\xbd-1");
    assert_claim("{\"sub\":\"u\xc3-1\"}", "u\xef\xbf\xbd-1");
}

/* A payload with a claim of `count` times `letter`. */
static void make_long_claim(char text[TOKEN_BYTES], const char *letter, size_t count)
{
    char payload[TOKEN_BYTES / 2] = "{\"sub\":\"";

    for (size_t i = 0; i < count; i++)
        memcpy(payload + strlen(payload), letter, strlen(letter) + 1);
    memcpy(payload + strlen(payload), "\"}", 3);
    make_token(text, "", payload);
}

static void claim_that_does_not_fit_is_a_limit(void **state)
{
    char wanted[CFD_CLAIM_MAX_BYTES];
    char token[TOKEN_BYTES];

    memset(wanted, 'x', sizeof(wanted) - 1);
    wanted[sizeof(wanted) - 1] = '\0';
    make_long_claim(token, "x", 255);
    assert_claim_of(token, wanted);
    make_long_claim(token, "x", 256);
    assert_refused(cfd_bytes_str(token), CFD_ERR_LIMIT);
    make_long_claim(token, "x", 3000); /* more than the tokenizer hands on */
    assert_refused(cfd_bytes_str(token), CFD_ERR_LIMIT);
    make_long_claim(token, "\\n", 86); /* 3 bytes each, once replaced */
    assert_refused(cfd_bytes_str(token), CFD_ERR_LIMIT);
}

static void token_that_is_too_long_is_a_limit(void **state)
{
    char payload[TOKEN_BYTES / 2] = "{\"sub\":\"u-1\",\"pad\":\"";
    char token[TOKEN_BYTES];
    size_t used = strlen(payload);

    memset(payload + used, 'x', 6600);
    memcpy(payload + used + 6600, "\"}", 3);
    make_token(token, "", payload); /* about 9 KB */
    assert_true(strlen(token) > CFD_JWT_MAX_BYTES);
    assert_refused(cfd_bytes_str(token), CFD_ERR_LIMIT);
    memcpy(payload + used + 6000, "\"}", 3);
    make_token(token, "", payload);
    assert_true(strlen(token) < CFD_JWT_MAX_BYTES);
    assert_claim_of(token, "u-1");
}

static void scheme_is_not_counted_as_token(void **state)
{
    char text[CFD_JWT_MAX_BYTES + 8];
    char claim[CFD_CLAIM_MAX_BYTES];
    size_t claim_bytes;
    static const char start[] = "Bearer " HEADER ".eyJzdWIiOiJ1LTEifQ.";

    memset(text, 'A', sizeof(text));
    memcpy(text, start, sizeof(start) - 1);
    assert_int_equal(cfd_jwt_claim(cfd_bytes_of(text, 7 + CFD_JWT_MAX_BYTES), cfd_bytes_str("sub"),
                                   claim, &claim_bytes),
                     CFD_OK);
    assert_refused(cfd_bytes_of(text, 7 + CFD_JWT_MAX_BYTES + 1), CFD_ERR_LIMIT);
}

static void deep_payload_is_refused(void **state)
{
    char payload[1024] = "{\"sub\":\"u-1\",\"a\":";
    size_t used = strlen(payload);

    memset(payload + used, '[', 400);
    memset(payload + used + 400, ']', 400);
    memcpy(payload + used + 800, "}", 2);
    assert_no_claim(payload, CFD_ERR_FORMAT);
}

/* Each byte value at each place of a short token: never a claim other than those the text spells. */
static void prop_changed_byte_never_crashes_and_stays_terminated(void **state)
{
    char token[TOKEN_BYTES];
    char claim[CFD_CLAIM_MAX_BYTES];
    size_t claim_bytes;
    size_t len;

    make_token(token, "", "{\"sub\":\"u-1\"}");
    len = strlen(token);
    for (size_t at = 0; at < len; at++) {
        char was = token[at];

        for (int byte = 0; byte < 256; byte++) {
            token[at] = (char)byte;
            if (cfd_jwt_claim(cfd_bytes_of(token, len), cfd_bytes_str("sub"), claim,
                              &claim_bytes) == CFD_OK) {
                assert_true(claim_bytes > 0 && claim_bytes < CFD_CLAIM_MAX_BYTES);
                assert_int_equal(strlen(claim), claim_bytes);
            }
        }
        token[at] = was;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claim_is_read),
        cmocka_unit_test(claim_of_rfc_7519_is_read),
        cmocka_unit_test(scheme_is_bearer_in_any_case_or_absent),
        cmocka_unit_test(text_that_is_no_token_is_refused),
        cmocka_unit_test(unsigned_token_is_read_as_presented),
        cmocka_unit_test(payload_that_is_no_object_is_refused),
        cmocka_unit_test(prop_truncated_token_has_no_claim),
        cmocka_unit_test(claim_that_is_absent_is_not_found),
        cmocka_unit_test(nested_claim_is_not_the_claim),
        cmocka_unit_test(first_of_two_claims_wins),
        cmocka_unit_test(claim_that_is_no_text_is_not_found),
        cmocka_unit_test(integer_claim_is_read_as_written),
        cmocka_unit_test(claim_is_decoded),
        cmocka_unit_test(control_characters_and_bad_bytes_are_replaced),
        cmocka_unit_test(claim_that_does_not_fit_is_a_limit),
        cmocka_unit_test(token_that_is_too_long_is_a_limit),
        cmocka_unit_test(scheme_is_not_counted_as_token),
        cmocka_unit_test(deep_payload_is_refused),
        cmocka_unit_test(prop_changed_byte_never_crashes_and_stays_terminated),
    };

    return cmocka_run_group_tests_name("jwt", tests, NULL, NULL);
}
