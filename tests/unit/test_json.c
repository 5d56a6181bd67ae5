/* SPDX-License-Identifier: Apache-2.0
 * The JSON tokenizer: tokens of known bodies, refusals with their place, lines, limits, and the
 * law that the split of the bytes does not matter (each body here is also fed in every two pieces
 * and in many). The published suite is in test_json_suite.c. */
#include "core/decode/json.h"

#include "tests/lib/json_log.h"
#include "tests/lib/test.h"

/* ---- What a body says ---- */

/* Expects that log of a body, whole and in any split. */
static void expect(enum cfd_json_mode mode, const char *body, size_t len, const char *expected)
{
    struct json_log log;

    log_open(&log);
    parse(&log, mode, body, len);
    log.text[log.bytes] = '\0';
    if (strcmp(log.text, expected) != 0)
        fail_msg("%s\nanswers\n%swhere this was expected:\n%s", body, log.text, expected);
    log_close(&log);
    if (split_matters(mode, body, len))
        fail_msg("the split matters: %s", body);
}

static void one_is(const char *body, const char *expected)
{
    expect(CFD_JSON_ONE, body, strlen(body), expected);
}

static void lines_are(const char *body, const char *expected)
{
    expect(CFD_JSON_LINES, body, strlen(body), expected);
}

static void tokens_of_a_document(void **state)
{
    one_is(
        " {\"name\": \"Jane\", \"ok\":true,\"no\":false,\"x\":null,\"n\":[-1.5e+3,0]}\r\n",
        "{ 1+1\nK 3+4 name\nS 11+4 Jane\nK 19+2 ok\nt 23+4\nK 29+2 no\nf 33+5\nK 40+1 x\nn 43+4\n"
        "K 49+1 n\n[ 52+1\nN 53+7 -1.5e+3\nN 61+1 0\n] 62+1\n} 63+1\n= 0 0 1 0 0\n");
    one_is("{}", "{ 0+1\n} 1+1\n= 0 0 1 0 0\n");
    one_is("[[],{\"\":\"\"}]",
           "[ 0+1\n[ 1+1\n] 2+1\n{ 4+1\nK 6+0 \nS 9+0 \n} 10+1\n] 11+1\n= 0 0 1 0 0\n");
    one_is("[{},[1,2]]",
           "[ 0+1\n{ 1+1\n} 2+1\n[ 4+1\nN 5+1 1\nN 7+1 2\n] 8+1\n] 9+1\n= 0 0 1 0 0\n");
    one_is("\t17 ", "N 1+2 17\n= 0 0 1 0 0\n");
    one_is("-0.0E-10", "N 0+8 -0.0E-10\n= 0 0 1 0 0\n");
    one_is("\"a\"", "S 1+1 a\n= 0 0 1 0 0\n");
}

static void escapes_are_resolved(void **state)
{
    one_is("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "S 1+16 \"\\/\b\f\n\r\t\n= 0 0 1 0 0\n");
    one_is("\"a\\u0041\\u00e9\\u20AC\"", "S 1+19 aA\xc3\xa9\xe2\x82\xac\n= 0 0 1 0 0\n");
    one_is("\"\\uD834\\udd1e!\"", "S 1+13 \xf0\x9d\x84\x9e!\n= 0 0 1 0 0\n");
    one_is("\"\\uD800\\uDC00\\uDBFF\\uDFFF\"",
           "S 1+24 \xf0\x90\x80\x80\xf4\x8f\xbf\xbf\n= 0 0 1 0 0\n");
    one_is("{\"\\u006eame\":1}", "{ 0+1\nK 2+9 name\nN 13+1 1\n} 14+1\n= 0 0 1 0 0\n");
}

static void escaped_zero_byte_is_text(void **state)
{
    struct json_log log;

    log_open(&log);
    parse(&log, CFD_JSON_ONE, "\"\\u0000\"", 8);
    assert_int_equal(answer(&log), CFD_OK);
    assert_memory_equal(log.text, "S 1+6 \0\n", 8);
    log_close(&log);
    assert_false(split_matters(CFD_JSON_ONE, "\"\\u0000\"", 8));
}

static void lone_surrogates_are_replaced(void **state)
{
    static const char *const bodies[] = {
        "\"\\ud800\"",         "\"\\udc00\"",
        "\"\\ud800x\"",        "\"\\ud800\\n\"",
        "\"\\ud800\\u0041\"",  "\"\\ud800\\ud800\"",
        "\"x\\udc00\\ud800\"", "\"\\ud800\\ud834\\udd1e\"",
    };
    static const char *const texts[] = {
        "S 1+6 \xef\xbf\xbd\n",
        "S 1+6 \xef\xbf\xbd\n",
        "S 1+7 \xef\xbf\xbdx\n",
        "S 1+8 \xef\xbf\xbd\n\n",
        "S 1+12 \xef\xbf\xbd"
        "A\n",
        "S 1+12 \xef\xbf\xbd\xef\xbf\xbd\n",
        "S 1+13 x\xef\xbf\xbd\xef\xbf\xbd\n",
        "S 1+18 \xef\xbf\xbd\xf0\x9d\x84\x9e\n",
    };
    char expected[64];

    for (size_t i = 0; i < TEST_COUNT(bodies); i++) {
        snprintf(expected, sizeof(expected), "%s= 0 0 1 0 0\n", texts[i]);
        one_is(bodies[i], expected);
    }
}

static void invalid_utf8_is_handed_on(void **state)
{
    one_is("\"\xff\xc3(\x80\"", "S 1+4 \xff\xc3(\x80\n= 0 0 1 0 0\n");
    one_is("\"\x7f\"", "S 1+1 \x7f\n= 0 0 1 0 0\n");
}

static void byte_order_mark_is_skipped(void **state)
{
    one_is("\xef\xbb\xbf[]", "[ 3+1\n] 4+1\n= 0 0 1 0 0\n");
    lines_are("\xef\xbb\xbf"
              "1\n",
              "N 3+1 1\n= 0 0 1 0 0\n");
    one_is("\xef\xbb[]", "= -5 0 0 0 2\n");
    one_is("\xef[]", "= -5 0 0 0 1\n");
    one_is("\xef\xbb", "= 0 -5 0 0 2\n");
    one_is("\xef\xbb\xbf", "= 0 -5 0 0 3\n");
    one_is("\xef\xbb\xbf\xef\xbb\xbf[]", "= -5 0 0 0 3\n");
    one_is(" \xef\xbb\xbf[]", "= -5 0 0 0 1\n");
    lines_are("\xef\xbb\n1\n", "! 2\nN 3+1 1\n= 0 0 1 1 2\n");
}

struct piece {
    struct cfd_bytes bytes;
    size_t inside_count, outside_count;
};

static enum cfd_status count_inside(void *ctx, const struct cfd_json_token *token)
{
    struct piece *piece = ctx;

    if (token->text.len == 0)
        return CFD_OK;
    if (token->text.ptr >= piece->bytes.ptr &&
        token->text.ptr + token->text.len <= piece->bytes.ptr + piece->bytes.len)
        piece->inside_count++;
    else
        piece->outside_count++;
    return CFD_OK;
}

static void text_without_escape_is_not_copied(void **state)
{
    static const char body[] = "{\"name\":\"Jane\",\"age\":41,\"note\":\"a\\nb\"}";
    struct piece piece = {cfd_bytes_of(body, sizeof(body) - 1), 0, 0};
    struct cfd_json json;

    cfd_json_init(&json, CFD_JSON_ONE, count_inside, &piece);
    assert_int_equal(cfd_json_feed(&json, piece.bytes.ptr, piece.bytes.len), CFD_OK);
    assert_int_equal(cfd_json_finish(&json), CFD_OK);
    assert_int_equal(piece.inside_count, 5);
    assert_int_equal(piece.outside_count, 1);
}

/* ---- Refusals ---- */

static void fault_is_told_at_its_byte(void **state)
{
    static const struct {
        const char *body;
        uint64_t offset;
        bool is_at_end; /* found by finish */
    } cases[] = {
        {"", 0, true},
        {"  \n", 3, true},
        {"[", 1, true},
        {"{\"a\":", 5, true},
        {"\"abc", 4, true},
        {"\"ab\\", 4, true},
        {"\"\\u12", 5, true},
        {"-", 1, true},
        {"1.", 2, true},
        {"1e", 2, true},
        {"1e+", 3, true},
        {"tru", 3, true},
        {"]", 0, false},
        {"}", 0, false},
        {",", 0, false},
        {":", 0, false},
        {"[}", 1, false},
        {"{]", 1, false},
        {"[1,]", 3, false},
        {"[,1]", 1, false},
        {"[1 2]", 3, false},
        {"[1,,2]", 3, false},
        {"[1:2]", 2, false},
        {"{1:2}", 1, false},
        {"{\"a\"}", 4, false},
        {"{\"a\",\"b\"}", 4, false},
        {"{\"a\"::1}", 5, false},
        {"{\"a\":1,}", 7, false},
        {"{\"a\":1 \"b\":2}", 7, false},
        {"{\"a\":}", 5, false},
        {"{,}", 1, false},
        {"{\"a\":1]", 6, false},
        {"[1}", 2, false},
        {"01", 1, false},
        {"-a", 1, false},
        {"+1", 0, false},
        {".5", 0, false},
        {"1.e1", 2, false},
        {"1.2.3", 3, false},
        {"1e1.5", 3, false},
        {"1ee1", 2, false},
        {"1e+-1", 3, false},
        {"1-1", 1, false},
        {"0x1", 1, false},
        {"truth", 3, false},
        {"nulls", 4, false},
        {"True", 0, false},
        {"NaN", 0, false},
        {"[true1]", 5, false},
        {"'a'", 0, false},
        {"\"\\x41\"", 2, false},
        {"\"\\u00g0\"", 5, false},
        {"\"\\U0041\"", 2, false},
        {"\"a\tb\"", 2, false},
        {"\"a\nb\"", 2, false},
        {"\"\\\n\"", 2, false},
        {"\"a\x1f", 2, false},
        {"{} {}", 3, false},
        {"[]]", 2, false},
        {"1 // one", 2, false},
        {"[1]\f", 3, false},
    };
    char expected[64];
    struct json_log log;

    log_open(&log);
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        size_t len = strlen(cases[i].body);

        parse(&log, CFD_JSON_ONE, cases[i].body, len);
        if (answer(&log) != CFD_ERR_FORMAT || log.json.broken_offset != cases[i].offset ||
            (log.feed_status == CFD_OK) != cases[i].is_at_end)
            fail_msg("%s answers %d %d at %llu", cases[i].body, log.feed_status, log.finish_status,
                     (unsigned long long)log.json.broken_offset);
        assert_int_equal(log.json.broken_count, 0);
        assert_false(split_matters(CFD_JSON_ONE, cases[i].body, len));
    }
    log_close(&log);
}

static void zero_byte_is_refused(void **state)
{
    expect(CFD_JSON_ONE, "[\0]", 3, "[ 0+1\n= -5 0 0 0 1\n");
    expect(CFD_JSON_ONE, "\"\0\"", 3, "= -5 0 0 0 1\n");
    expect(CFD_JSON_ONE, "\"\\\0\"", 4, "= -5 0 0 0 2\n");
    expect(CFD_JSON_ONE, "1\0", 2, "N 0+1 1\n= -5 0 1 0 1\n");
    expect(CFD_JSON_ONE, "tru\0", 4, "= -5 0 0 0 3\n");
    expect(CFD_JSON_ONE, "\0", 1, "= -5 0 0 0 0\n");
}

static void tokens_before_a_fault_are_told(void **state)
{
    one_is("{\"a\":[1,x", "{ 0+1\nK 2+1 a\n[ 5+1\nN 6+1 1\n= -5 0 0 0 8\n");
    one_is("[\"a\",12", "[ 0+1\nS 2+1 a\nN 5+2 12\n= 0 -5 0 0 7\n");
}

/* ---- Lines ---- */

static void lines_are_documents(void **state)
{
    lines_are("", "= 0 0 0 0 0\n");
    lines_are("\n \n\r\n", "= 0 0 0 0 0\n");
    lines_are("1\n2\r\n\n{} \n\"x\"", "N 0+1 1\nN 2+1 2\n{ 6+1\n} 7+1\nS 11+1 x\n= 0 0 4 0 0\n");
    lines_are("true\n12", "t 0+4\nN 5+2 12\n= 0 0 2 0 0\n");
}

static void broken_line_costs_only_itself(void **state)
{
    lines_are("{\"a\":x}\n1\n", "{ 0+1\nK 2+1 a\n! 5\nN 8+1 1\n= 0 0 1 1 5\n");
    lines_are("[[[\n[]\n", "[ 0+1\n[ 1+1\n[ 2+1\n! 3\n[ 4+1\n] 5+1\n= 0 0 1 1 3\n");
    lines_are("\"abc\n\"d\"\n", "! 4\nS 6+1 d\n= 0 0 1 1 4\n");
    lines_are("\"ab\\u00\n\"d\"\n", "! 7\nS 9+1 d\n= 0 0 1 1 7\n");
    lines_are("\"\\ud800\n\"d\"\n", "! 7\nS 9+1 d\n= 0 0 1 1 7\n");
    lines_are("tr\n1.\nx\n7\n", "! 2\n! 5\n! 6\nN 8+1 7\n= 0 0 1 3 6\n");
    lines_are("1 2 3\n4\n", "N 0+1 1\n! 2\nN 6+1 4\n= 0 0 2 1 2\n");
    lines_are("{}{}\n4\n", "{ 0+1\n} 1+1\n! 2\nN 5+1 4\n= 0 0 2 1 2\n");
    lines_are("{\"a\":\n1}\n", "{ 0+1\nK 2+1 a\n! 5\nN 6+1 1\n! 7\n= 0 0 1 2 7\n");
    lines_are("]\n[1}\n", "! 0\n[ 2+1\nN 3+1 1\n! 4\n= 0 0 0 2 4\n");
    lines_are("x\n\xef\xbb\xbf"
              "1\n",
              "! 0\n! 2\n= 0 0 0 2 2\n");
}

static void last_line_may_end_in_the_middle(void **state)
{
    lines_are("1\n{\"a\":2", "N 0+1 1\n{ 2+1\nK 4+1 a\nN 7+1 2\n! 8\n= 0 -5 1 1 8\n");
    lines_are("1\n\"a", "N 0+1 1\n! 4\n= 0 -5 1 1 4\n");
    lines_are("1\n-", "N 0+1 1\n! 3\n= 0 -5 1 1 3\n");
    lines_are("\xef", "! 1\n= 0 -5 0 1 1\n");
    lines_are("1\nx", "N 0+1 1\n! 2\n= 0 0 1 1 2\n"); /* broken before the end, and told then */
}

static void nobody_need_hear_of_broken_lines(void **state)
{
    struct json_log log;

    log_open(&log);
    begin(&log, CFD_JSON_LINES);
    log.json.on_broken = NULL;
    feed(&log, "x\n1\n[", 5);
    end(&log);
    assert_int_equal(log.finish_status, CFD_ERR_FORMAT);
    assert_int_equal(log.json.broken_count, 2);
    assert_int_equal(log.token_count, 2);
    log_close(&log);
}

/* ---- Limits ---- */

static void nested(char *body, size_t depth)
{
    for (size_t i = 0; i < depth; i++) {
        body[i] = '[';
        body[2 * depth - 1 - i] = ']';
    }
}

static void depth_has_a_limit(void **state)
{
    char body[2 * CFD_JSON_DEPTH_MAX + 2];
    struct json_log log;

    log_open(&log);
    nested(body, CFD_JSON_DEPTH_MAX);
    parse(&log, CFD_JSON_ONE, body, 2 * CFD_JSON_DEPTH_MAX);
    assert_int_equal(answer(&log), CFD_OK);
    assert_int_equal(log.token_count, 2 * CFD_JSON_DEPTH_MAX);
    nested(body, CFD_JSON_DEPTH_MAX + 1);
    for (int mode = CFD_JSON_ONE; mode <= CFD_JSON_LINES; mode++) {
        parse(&log, (enum cfd_json_mode)mode, body, sizeof(body));
        assert_int_equal(log.feed_status, CFD_ERR_LIMIT);
        assert_int_equal(log.json.broken_offset, CFD_JSON_DEPTH_MAX);
        assert_int_equal(log.token_count, CFD_JSON_DEPTH_MAX);
        assert_false(split_matters((enum cfd_json_mode)mode, body, sizeof(body)));
    }
    log_close(&log);
}

/* Each level remembers what it is, across the words of the bit set. */
static void kinds_of_levels_are_kept(void **state)
{
    char body[CFD_JSON_DEPTH_MAX * 7];
    size_t at = 0;
    struct json_log log;

    for (size_t i = 0; i < CFD_JSON_DEPTH_MAX; i++)
        at += (size_t)snprintf(body + at, sizeof(body) - at, i % 3 == 0 ? "[" : "{\"k\":");
    body[at++] = '0';
    for (size_t i = CFD_JSON_DEPTH_MAX; i-- > 0;)
        body[at++] = i % 3 == 0 ? ']' : '}';
    log_open(&log);
    parse(&log, CFD_JSON_ONE, body, at);
    assert_int_equal(answer(&log), CFD_OK);
    body[at - 64] = body[at - 64] == ']' ? '}' : ']';
    parse(&log, CFD_JSON_ONE, body, at);
    assert_int_equal(answer(&log), CFD_ERR_FORMAT);
    assert_int_equal(log.json.broken_offset, at - 64);
    log_close(&log);
}

/* A string of `len` letters with an escape at `escape_at` (len: none) and its log. */
static void expect_long_string(size_t len, size_t escape_at)
{
    static char body[8192], expected[8192];
    size_t at = 0, raw_bytes, kept;
    bool is_cut = len > CFD_JSON_TEXT_MAX_BYTES;

    body[at++] = '"';
    for (size_t i = 0; i < len; i++) {
        if (i == escape_at) {
            memcpy(body + at, "\\u0061", 6);
            at += 6;
        } else {
            body[at++] = 'a';
        }
    }
    raw_bytes = at - 1;
    body[at++] = '"';
    body[at] = '\0';
    kept = is_cut ? CFD_JSON_TEXT_MAX_BYTES : len;
    at = (size_t)snprintf(expected, sizeof(expected), "S 1+%zu %s", raw_bytes, is_cut ? "~" : "");
    memset(expected + at, 'a', kept);
    snprintf(expected + at + kept, sizeof(expected) - at - kept, "\n= 0 0 1 0 0\n");
    one_is(body, expected);
}

static void long_text_is_cut(void **state)
{
    expect_long_string(CFD_JSON_TEXT_MAX_BYTES, SIZE_MAX);
    expect_long_string(CFD_JSON_TEXT_MAX_BYTES, 0);
    expect_long_string(CFD_JSON_TEXT_MAX_BYTES, CFD_JSON_TEXT_MAX_BYTES - 1);
    expect_long_string(CFD_JSON_TEXT_MAX_BYTES + 1, SIZE_MAX);
    expect_long_string(CFD_JSON_TEXT_MAX_BYTES + 1, 0);
    expect_long_string(CFD_JSON_TEXT_MAX_BYTES + 1, CFD_JSON_TEXT_MAX_BYTES);
    expect_long_string(CFD_JSON_TEXT_MAX_BYTES + 500, 1000);
}

static void cut_is_forgotten_by_the_next_text(void **state)
{
    static char body[CFD_JSON_TEXT_MAX_BYTES + 32];
    struct json_log log;

    memcpy(body, "[\"\\n", 4);
    memset(body + 4, 'a', CFD_JSON_TEXT_MAX_BYTES);
    memcpy(body + 4 + CFD_JSON_TEXT_MAX_BYTES, "\",\"\\n\"]", 8);
    log_open(&log);
    parse(&log, CFD_JSON_ONE, body, strlen(body));
    assert_int_equal(answer(&log), CFD_OK);
    log.text[log.bytes] = '\0';
    assert_non_null(strstr(log.text, "S 2+2050 ~\naaa"));
    assert_non_null(strstr(log.text, "S 2055+2 \n\n"));
    log_close(&log);
}

/* The limit counts bytes, not characters. */
static void cut_may_split_a_character(void **state)
{
    static char body[CFD_JSON_TEXT_MAX_BYTES + 16];
    struct json_log log;
    size_t at = 1;

    body[0] = '"';
    memset(body + at, 'a', CFD_JSON_TEXT_MAX_BYTES - 1);
    at += CFD_JSON_TEXT_MAX_BYTES - 1;
    memcpy(body + at, "\\u00e9\"", 7);
    log_open(&log);
    parse(&log, CFD_JSON_ONE, body, at + 7);
    assert_int_equal(answer(&log), CFD_OK);
    log.text[log.bytes] = '\0';
    assert_non_null(strstr(log.text, " ~aaa"));
    assert_non_null(strstr(log.text, "a\xc3\n="));
    log_close(&log);
    assert_false(split_matters(CFD_JSON_ONE, body, at + 7));
}

static void long_numbers_and_keys_are_cut(void **state)
{
    static char body[CFD_JSON_TEXT_MAX_BYTES * 2 + 64];
    const size_t len = CFD_JSON_TEXT_MAX_BYTES + 7;
    char expected[40];
    struct json_log log;

    memcpy(body, "{\"", 2);
    memset(body + 2, 'k', len);
    memcpy(body + 2 + len, "\":", 2);
    memset(body + 4 + len, '7', len);
    memcpy(body + 4 + 2 * len, "}", 2);
    log_open(&log);
    parse(&log, CFD_JSON_ONE, body, strlen(body));
    assert_int_equal(answer(&log), CFD_OK);
    log.text[log.bytes] = '\0';
    snprintf(expected, sizeof(expected), "K 2+%zu ~kkk", len);
    assert_non_null(strstr(log.text, expected));
    snprintf(expected, sizeof(expected), "N %zu+%zu ~777", 4 + len, len);
    assert_non_null(strstr(log.text, expected));
    log_close(&log);
    assert_false(split_matters(CFD_JSON_ONE, body, strlen(body)));
}

/* ---- The contract around the calls ---- */

static void fail_sink_ends_the_parse(void **state)
{
    static const char body[] = "{\"a\":[1,\"x\",true,\"\\n\"]}";
    struct json_log log;

    log_open(&log);
    for (size_t refused = 1; refused <= 9; refused++) {
        log.tokens_until_refusal = refused;
        parse(&log, CFD_JSON_ONE, body, sizeof(body) - 1);
        assert_int_equal(log.feed_status, CFD_ERR_DENIED);
        assert_int_equal(log.token_count, refused);
        assert_int_equal(cfd_json_feed(&log.json, (const uint8_t *)" ", 1), CFD_ERR_STATE);
        assert_int_equal(cfd_json_finish(&log.json), CFD_ERR_STATE);
    }
    log.tokens_until_refusal = 10;
    parse(&log, CFD_JSON_ONE, body, sizeof(body) - 1);
    assert_int_equal(answer(&log), CFD_OK);
    log_close(&log);
}

static void fail_sink_at_finish(void **state)
{
    struct json_log log;

    log_open(&log);
    log.tokens_until_refusal = 1;
    parse(&log, CFD_JSON_ONE, "12", 2);
    assert_int_equal(log.feed_status, CFD_OK);
    assert_int_equal(log.finish_status, CFD_ERR_DENIED);
    log_close(&log);
}

static void call_after_the_end_is_refused(void **state)
{
    struct json_log log;

    log_open(&log);
    parse(&log, CFD_JSON_ONE, "1", 1);
    assert_int_equal(answer(&log), CFD_OK);
    assert_int_equal(cfd_json_feed(&log.json, (const uint8_t *)"1", 1), CFD_ERR_STATE);
    assert_int_equal(cfd_json_feed(&log.json, NULL, 0), CFD_ERR_STATE);
    assert_int_equal(cfd_json_finish(&log.json), CFD_ERR_STATE);
    parse(&log, CFD_JSON_ONE, "[1", 2);
    assert_int_equal(log.finish_status, CFD_ERR_FORMAT);
    assert_int_equal(cfd_json_finish(&log.json), CFD_ERR_STATE);
    log_close(&log);
}

static void init_forgets_the_last_body(void **state)
{
    struct json_log log;

    log_open(&log);
    parse(&log, CFD_JSON_ONE, "[[{\"\\ud800", 10);
    assert_int_equal(answer(&log), CFD_ERR_FORMAT);
    parse(&log, CFD_JSON_ONE, "\"a\"", 3);
    log.text[log.bytes] = '\0';
    assert_string_equal(log.text, "S 1+1 a\n= 0 0 1 0 0\n");
    log_close(&log);
}

static void empty_feed_changes_nothing(void **state)
{
    struct json_log log;

    log_open(&log);
    begin(&log, CFD_JSON_ONE);
    assert_int_equal(cfd_json_feed(&log.json, NULL, 0), CFD_OK);
    feed(&log, "[1", 2);
    assert_int_equal(cfd_json_feed(&log.json, NULL, 0), CFD_OK);
    feed(&log, "2]", 2);
    end(&log);
    log.text[log.bytes] = '\0';
    assert_string_equal(log.text, "[ 0+1\nN 1+2 12\n] 3+1\n= 0 0 1 0 0\n");
    log_close(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_of_a_document),
        cmocka_unit_test(escapes_are_resolved),
        cmocka_unit_test(escaped_zero_byte_is_text),
        cmocka_unit_test(lone_surrogates_are_replaced),
        cmocka_unit_test(invalid_utf8_is_handed_on),
        cmocka_unit_test(byte_order_mark_is_skipped),
        cmocka_unit_test(text_without_escape_is_not_copied),
        cmocka_unit_test(fault_is_told_at_its_byte),
        cmocka_unit_test(zero_byte_is_refused),
        cmocka_unit_test(tokens_before_a_fault_are_told),
        cmocka_unit_test(lines_are_documents),
        cmocka_unit_test(broken_line_costs_only_itself),
        cmocka_unit_test(last_line_may_end_in_the_middle),
        cmocka_unit_test(nobody_need_hear_of_broken_lines),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(kinds_of_levels_are_kept),
        cmocka_unit_test(long_text_is_cut),
        cmocka_unit_test(cut_is_forgotten_by_the_next_text),
        cmocka_unit_test(cut_may_split_a_character),
        cmocka_unit_test(long_numbers_and_keys_are_cut),
        cmocka_unit_test(fail_sink_ends_the_parse),
        cmocka_unit_test(fail_sink_at_finish),
        cmocka_unit_test(call_after_the_end_is_refused),
        cmocka_unit_test(init_forgets_the_last_body),
        cmocka_unit_test(empty_feed_changes_nothing),
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
