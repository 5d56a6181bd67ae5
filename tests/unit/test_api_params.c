/* SPDX-License-Identifier: Apache-2.0
 * Parameters of the HTTP API: both spellings, and everything that must be refused rather than
 * ignored. */
#include "daemon/api/params.h"

#include <time.h>

#include <cofferdam/text.h>

#include "tests/lib/test.h"

#define NOW_MS 1795534200250 /* 2026-11-24 15:30:00.250 UTC */
#define DAY_MS (24 * 3600 * 1000LL)

static int set_utc(void **state)
{
    (void)state;
    assert_int_equal(setenv("TZ", "UTC0", 1), 0);
    tzset();
    return 0;
}

static struct cfd_query from_url(const char *text)
{
    struct cfd_error error = {"", 0};
    struct cfd_query query;

    if (cfdi_params_of_url(CFD_LIST_EXPOSURES, text, NOW_MS, &query, &error) != CFD_OK)
        fail_msg("%s: %s", text, error.text);
    return query;
}

static struct cfd_query from_body(const char *text)
{
    struct cfd_error error = {"", 0};
    struct cfd_query query;

    if (cfdi_params_of_body(CFD_LIST_EXPOSURES, cfd_bytes_str(text), NOW_MS, &query, &error) !=
        CFD_OK)
        fail_msg("%s: %s", text, error.text);
    return query;
}

/* The text of the refusal; the query must be as it was. */
static const char *refusal_of(bool is_body, struct cfd_bytes text)
{
    static struct cfd_error error;
    struct cfd_query query;
    struct cfd_query before;
    enum cfd_status status;

    error.text[0] = '\0';
    memset(&query, 0x5a, sizeof(query));
    before = query;
    if (is_body)
        status = cfdi_params_of_body(CFD_LIST_EXPOSURES, text, NOW_MS, &query, &error);
    else
        status =
            cfdi_params_of_url(CFD_LIST_EXPOSURES, (const char *)text.ptr, NOW_MS, &query, &error);
    if (status != CFD_ERR_FORMAT)
        fail_msg("not refused: %.*s", (int)text.len, (const char *)text.ptr);
    assert_memory_equal(&query, &before, sizeof(query));
    assert_true(error.text[0] != '\0');
    return error.text;
}

static const char *url_refusal(const char *text)
{
    return refusal_of(false, cfd_bytes_str(text));
}

static const char *body_refusal(const char *text)
{
    return refusal_of(true, cfd_bytes_str(text));
}

static void url_without_parameters_has_defaults(void **state)
{
    struct cfd_query query = from_url(NULL);

    assert_int_equal(query.list, CFD_LIST_EXPOSURES);
    assert_true(query.since_ms == NOW_MS - DAY_MS);
    assert_true(query.until_ms == NOW_MS);
    assert_int_equal(query.limit, 50);
    assert_int_equal(query.kinds, 0);
    assert_int_equal(query.cursor, 0);
    assert_false(query.is_by_address);
    assert_string_equal(query.endpoint, "");
    assert_string_equal(query.consumer, "");
    assert_string_equal(query.subject, "");
    assert_true(from_url("").since_ms == NOW_MS - DAY_MS);
    assert_true(from_body("{}").since_ms == NOW_MS - DAY_MS);
}

static void url_sets_every_parameter(void **state)
{
    struct cfd_query query =
        from_url("since=2h&until=30m&kind=phone,email&endpoint=GET+api.example/"
                 "c/%7bid%7D&consumer=jwt_sub:u%2D1&by=address&limit=7"
                 "&cursor=18446744073709551615");

    assert_true(query.since_ms == NOW_MS - 2 * 3600 * 1000);
    assert_true(query.until_ms == NOW_MS - 30 * 60 * 1000);
    assert_int_equal(query.kinds, CFD_KIND_BIT(CFD_KIND_EMAIL) | CFD_KIND_BIT(CFD_KIND_PHONE));
    assert_string_equal(query.endpoint, "GET api.example/c/{id}");
    assert_string_equal(query.consumer, "jwt_sub:u-1");
    assert_true(query.is_by_address);
    assert_int_equal(query.limit, 7);
    assert_true(query.cursor == UINT64_MAX);
}

static void body_sets_every_parameter(void **state)
{
    struct cfd_query query =
        from_body("{\"subject\":\"jane.roe@customer.example\",\"since\":\"2h\",\"until\":\"30m\","
                  "\"kind\":[\"phone\",\"email\"],\"endpoint\":\"GET api.example/c/{id}\","
                  "\"consumer\":\"jwt_sub:u-1\",\"by\":\"address\",\"limit\":7,\"cursor\":9}");

    assert_string_equal(query.subject, "jane.roe@customer.example");
    assert_true(query.since_ms == NOW_MS - 2 * 3600 * 1000);
    assert_true(query.until_ms == NOW_MS - 30 * 60 * 1000);
    assert_int_equal(query.kinds, CFD_KIND_BIT(CFD_KIND_EMAIL) | CFD_KIND_BIT(CFD_KIND_PHONE));
    assert_string_equal(query.endpoint, "GET api.example/c/{id}");
    assert_string_equal(query.consumer, "jwt_sub:u-1");
    assert_true(query.is_by_address);
    assert_int_equal(query.limit, 7);
    assert_int_equal(query.cursor, 9);
}

static void body_takes_numbers_and_kinds_as_text_too(void **state)
{
    struct cfd_query query = from_body("{\"limit\":\"7\",\"cursor\":\"18446744073709551615\","
                                       "\"kind\":\"employer,job_title\"}");

    assert_int_equal(query.limit, 7);
    assert_true(query.cursor == UINT64_MAX);
    assert_int_equal(query.kinds,
                     CFD_KIND_BIT(CFD_KIND_EMPLOYER) | CFD_KIND_BIT(CFD_KIND_JOB_TITLE));
}

static void body_keeps_text_that_is_not_ascii(void **state)
{
    assert_string_equal(from_body("{\"subject\":\"Zo\\u00eb\"}").subject, "Zo\xc3\xab");
    assert_string_equal(from_body("{\"subject\":\"+49 30 5550100\"}").subject, "+49 30 5550100");
}

static void limit_of_0_asks_for_all_an_answer_holds(void **state)
{
    assert_int_equal(from_url("limit=0").limit, CFD_QUERY_LIMIT_MAX);
    assert_int_equal(from_url("limit=10000").limit, CFD_QUERY_LIMIT_MAX);
    assert_int_equal(from_body("{\"limit\":0}").limit, CFD_QUERY_LIMIT_MAX);
}

static void until_is_read_from_the_same_now(void **state)
{
    struct cfd_query query = from_url("since=5m&until=5m");

    assert_true(query.since_ms == query.until_ms);
    assert_true(from_url("since=yesterday&until=today").since_ms <
                from_url("since=yesterday&until=today").until_ms);
}

/* Each kind alone, all in one, and one named twice. */
static void prop_every_kind_is_taken_by_its_name(void **state)
{
    char text[256] = "kind=";
    cfd_kinds all = 0;

    for (int kind = CFD_KIND_NONE + 1; kind < CFD_KIND_COUNT; kind++) {
        char one[64];

        (void)snprintf(one, sizeof(one), "kind=%s", cfd_kind_name((enum cfd_kind)kind));
        assert_int_equal(from_url(one).kinds, CFD_KIND_BIT(kind));
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
                       all == 0 ? "" : ",", cfd_kind_name((enum cfd_kind)kind));
        all |= CFD_KIND_BIT(kind);
    }
    assert_int_equal(from_url(text).kinds, all);
    assert_int_equal(from_url("kind=email,email").kinds, CFD_KIND_BIT(CFD_KIND_EMAIL));
}

/* Every byte but the control bytes comes through an escape, in either case of its digits. */
static void prop_escapes_give_their_byte(void **state)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char lower[32];
        char upper[32];

        (void)snprintf(lower, sizeof(lower), "consumer=a%%%02xb", byte);
        (void)snprintf(upper, sizeof(upper), "consumer=a%%%02Xb", byte);
        if (byte < 0x20 || byte == 0x7f) {
            (void)url_refusal(lower);
            (void)url_refusal(upper);
            continue;
        }
        assert_int_equal((uint8_t)from_url(lower).consumer[1], byte);
        assert_int_equal((uint8_t)from_url(upper).consumer[1], byte);
        assert_string_equal(from_url(lower).consumer + 2, "b");
    }
}

static void url_refuses_what_makes_no_sense(void **state)
{
    static const char *const texts[] = {
        "limit=10001",
        "limit=-1",
        "limit=",
        "limit",
        "limit=1x",
        "limit=+1",
        "limit=%201",
        "limit=1.0",
        "limit=0x10",
        "limit=99999999999999999999999",
        "limit=18446744073709551616",
        "cursor=",
        "cursor=x",
        "cursor=-1",
        "cursor=18446744073709551616",
        "kind=",
        "kind=,",
        "kind=email,",
        "kind=,email",
        "kind=email,,phone",
        "kind=none",
        "kind=EMAIL",
        "kind=email ",
        "kind=email;phone",
        "by=",
        "by=addres",
        "by=Address",
        "by=address,address",
        "since=",
        "since=5",
        "since=1x",
        "since=-1d",
        "since=1d%20",
        "since=2026-13-01",
        "since=2026-01-31T10:00:00",
        "since=2026-01-31T10:00:00+02:00",
        "until=never",
        "since=1h&until=2h",
        "until=2d",
        "since=2031-01-01",
        "endpoint=",
        "consumer=",
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        (void)url_refusal(texts[i]);
}

static void url_refuses_broken_forms(void **state)
{
    static const char *const texts[] = {
        "=",
        "&",
        "=1",
        "a",
        "limit=1&",
        "&limit=1",
        "limit=1&&by=address",
        "?limit=1",
        "limit=1?",
        "consumer=%",
        "consumer=%2",
        "consumer=%zz",
        "consumer=%2z",
        "consumer=%00",
        "consumer=a%",
        "%",
        "%6",
        "l%69mit=1&limit=2",
        "limit=1;by=address",
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        (void)url_refusal(texts[i]);
}

static void url_refuses_a_name_twice(void **state)
{
    assert_string_equal(url_refusal("kind=email&kind=phone"), "kind is given twice");
    assert_string_equal(url_refusal("limit=1&limit=1"), "limit is given twice");
}

static void url_refuses_a_subject(void **state)
{
    const char *text = url_refusal("subject=jane.roe%40customer.example");

    assert_non_null(strstr(text, "POST /v1/exposures/search"));
    assert_null(strstr(text, "jane"));
}

static void names_near_are_proposed(void **state)
{
    assert_string_equal(url_refusal("sicne=1d"),
                        "unknown parameter \"sicne\" (did you mean \"since\"?)");
    assert_string_equal(url_refusal("kind=email,emial"),
                        "unknown kind \"emial\" (did you mean \"email\"?)");
    assert_string_equal(body_refusal("{\"subjct\":\"x\"}"),
                        "unknown parameter \"subjct\" (did you mean \"subject\"?)");
    assert_string_equal(body_refusal("{\"kind\":[\"phnoe\"]}"),
                        "unknown kind \"phnoe\" (did you mean \"phone\"?)");
}

/* Where none is near the known ones are listed; what a URL cannot have is not among them. */
static void names_known_are_listed(void **state)
{
    const char *text = url_refusal("severity=1");

    assert_non_null(strstr(text, "unknown parameter \"severity\"; known: since, until, kind, "
                                 "endpoint, consumer, by, limit, cursor"));
    assert_null(strstr(text, "subject"));
    assert_non_null(strstr(body_refusal("{\"severity\":1}"), "cursor, subject"));
    assert_non_null(strstr(url_refusal("kind=iban"), "known: person_name, employer, job_title, "
                                                     "email, phone, customer_id"));
}

static void bad_times_get_the_words_of_the_parser(void **state)
{
    struct cfd_error error = {"", 0};
    int64_t ms;
    const char *text = url_refusal("until=5");

    assert_int_equal(cfd_time_parse("5", NOW_MS, &ms, &error), CFD_ERR_FORMAT);
    assert_non_null(strstr(text, error.text));
    assert_non_null(strstr(text, "until: "));
    assert_non_null(strstr(text, CFD_TIME_FORMS));
}

/* A value in the place of a name, or one that is wrong, does not come back. */
static void refusals_show_no_values(void **state)
{
    static const char *const bodies[] = {
        "{\"jane.roe@customer.example\":1}",
        "{\"subject\":\"jane.roe@customer.example\",\"limit\":-1}",
        "{\"subject\":\"jane.roe@customer.example\",\"subject\":\"jane\"}",
        "{\"subject\":\"jane.roe@customer.example\"",
        "{\"subject\":\"jane.roe@customer.example\" jane}",
        "{\"since\":\"jane.roe@customer.example\"}",
        "{\"by\":\"jane.roe@customer.example\"}",
        "{\"kind\":\"jane.roe@customer.example\"}",
        "{\"kind\":[\"jane.roe@customer.example\"]}",
        "{\"limit\":\"jane.roe@customer.example\"}",
        "{\"cursor\":\"jane.roe@customer.example\"}",
        "jane.roe@customer.example",
    };

    for (size_t i = 0; i < TEST_COUNT(bodies); i++) {
        if (strstr(body_refusal(bodies[i]), "jane") != NULL)
            fail_msg("%s: %s", bodies[i], body_refusal(bodies[i]));
    }
    assert_null(strstr(url_refusal("jane.roe%40customer.example=1"), "jane"));
    assert_null(strstr(url_refusal("kind=jane.roe%40customer.example"), "jane"));
    assert_null(strstr(url_refusal("since=jane.roe"), "jane"));
}

static void body_refuses_what_is_not_one_object(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "null",
        "1",
        "\"x\"",
        "[]",
        "[{}]",
        "{",
        "{}{}",
        "{} x",
        "{\"a\"}",
        "{'limit':1}",
        "{limit:1}",
        "{\"limit\":1,}",
        "{,}",
        "\xef\xbb\xbf{}",
        "{\"subject\":\"\xff\"}",
        "{\"subject\":\"\\ud800\"}",
        "{\"limit\":1,\"limit\":1}",
        "{\"limit\":99999999999999999999}",
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        (void)body_refusal(texts[i]);
    (void)refusal_of(true, cfd_bytes_of("{}\0", 3));
    (void)refusal_of(true, cfd_bytes_of(NULL, 0));
}

static void body_refuses_wrong_types(void **state)
{
    static const char *const texts[] = {
        "{\"subject\":1}",
        "{\"subject\":null}",
        "{\"subject\":true}",
        "{\"subject\":[\"x\"]}",
        "{\"subject\":{}}",
        "{\"since\":5}",
        "{\"since\":[\"1d\"]}",
        "{\"by\":true}",
        "{\"limit\":1.0}",
        "{\"limit\":-1}",
        "{\"limit\":10001}",
        "{\"limit\":null}",
        "{\"limit\":[1]}",
        "{\"limit\":true}",
        "{\"cursor\":-1}",
        "{\"cursor\":1e3}",
        "{\"kind\":1}",
        "{\"kind\":[]}",
        "{\"kind\":[1]}",
        "{\"kind\":[\"\"]}",
        "{\"kind\":[[]]}",
        "{\"kind\":{}}",
        "{\"kind\":[\"email,phone\"]}",
        "{\"endpoint\":7}",
        "{\"consumer\":false}",
    };

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        (void)body_refusal(texts[i]);
}

static void body_refuses_empty_and_control_text(void **state)
{
    assert_string_equal(body_refusal("{\"subject\":\"\"}"), "subject has no value");
    assert_string_equal(body_refusal("{\"subject\":\"a\\nb\"}"),
                        "subject holds control characters");
    assert_string_equal(body_refusal("{\"subject\":\"a\\u007f\"}"),
                        "subject holds control characters");
    (void)body_refusal("{\"subject\":\"a\\u0000b\"}");
}

/* What fits is taken whole, one byte more is refused, and so is much more. */
static void values_are_as_long_as_the_query_holds(void **state)
{
    char text[2048];

    for (size_t length = 310; length < 330; length++) {
        (void)snprintf(text, sizeof(text), "consumer=%0*d", (int)length, 7);
        if (length < CFD_QUERY_TEXT_BYTES)
            assert_int_equal(strlen(from_url(text).consumer), length);
        else
            assert_string_equal(url_refusal(text), "consumer is longer than 319 bytes");
        (void)snprintf(text, sizeof(text), "{\"subject\":\"%0*d\"}", (int)length, 7);
        if (length < CFD_QUERY_TEXT_BYTES)
            assert_int_equal(strlen(from_body(text).subject), length);
        else
            assert_string_equal(body_refusal(text), "subject is longer than 319 bytes");
    }
    (void)snprintf(text, sizeof(text), "consumer=%01900d", 7);
    assert_string_equal(url_refusal(text), "consumer is longer than 319 bytes");
    (void)snprintf(text, sizeof(text), "%01900d=1", 7);
    assert_non_null(strstr(url_refusal(text), "unknown parameter; known"));
}

static void many_kinds_in_an_array_are_refused(void **state)
{
    char text[4096] = "{\"kind\":[\"email\"";

    for (int i = 0; i < 200; i++)
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), ",\"email\"");
    (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "]}");
    assert_string_equal(body_refusal(text), "kind is longer than 319 bytes");
}

static void deep_bodies_are_refused(void **state)
{
    static char text[60000];

    memset(text, '[', sizeof(text) - 1);
    (void)body_refusal(text);
    memcpy(text, "{\"kind\":", 8);
    (void)body_refusal(text);
}

static void none_takes_nothing(void **state)
{
    struct cfd_error error = {"", 0};

    assert_int_equal(cfdi_params_none(NULL, &error), CFD_OK);
    assert_int_equal(cfdi_params_none("", &error), CFD_OK);
    assert_int_equal(cfdi_params_none("since=1d", &error), CFD_ERR_FORMAT);
    assert_string_equal(error.text, "this address takes no parameters in its URL");
    assert_int_equal(cfdi_params_none("&", NULL), CFD_ERR_FORMAT);
}

static void error_may_be_absent(void **state)
{
    struct cfd_query query;

    assert_int_equal(cfdi_params_of_url(CFD_LIST_GAPS, "a=1", NOW_MS, &query, NULL),
                     CFD_ERR_FORMAT);
    assert_int_equal(cfdi_params_of_body(CFD_LIST_GAPS, cfd_bytes_str("{\"since\":\"x\"}"), NOW_MS,
                                         &query, NULL),
                     CFD_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(url_without_parameters_has_defaults),
        cmocka_unit_test(url_sets_every_parameter),
        cmocka_unit_test(body_sets_every_parameter),
        cmocka_unit_test(body_takes_numbers_and_kinds_as_text_too),
        cmocka_unit_test(body_keeps_text_that_is_not_ascii),
        cmocka_unit_test(limit_of_0_asks_for_all_an_answer_holds),
        cmocka_unit_test(until_is_read_from_the_same_now),
        cmocka_unit_test(prop_every_kind_is_taken_by_its_name),
        cmocka_unit_test(prop_escapes_give_their_byte),
        cmocka_unit_test(url_refuses_what_makes_no_sense),
        cmocka_unit_test(url_refuses_broken_forms),
        cmocka_unit_test(url_refuses_a_name_twice),
        cmocka_unit_test(url_refuses_a_subject),
        cmocka_unit_test(names_near_are_proposed),
        cmocka_unit_test(names_known_are_listed),
        cmocka_unit_test(bad_times_get_the_words_of_the_parser),
        cmocka_unit_test(refusals_show_no_values),
        cmocka_unit_test(body_refuses_what_is_not_one_object),
        cmocka_unit_test(body_refuses_wrong_types),
        cmocka_unit_test(body_refuses_empty_and_control_text),
        cmocka_unit_test(values_are_as_long_as_the_query_holds),
        cmocka_unit_test(many_kinds_in_an_array_are_refused),
        cmocka_unit_test(deep_bodies_are_refused),
        cmocka_unit_test(none_takes_nothing),
        cmocka_unit_test(error_may_be_absent),
    };

    return cmocka_run_group_tests_name("api_params", tests, set_utc, NULL);
}
