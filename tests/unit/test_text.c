/* SPDX-License-Identifier: Apache-2.0
 * Times as people type them, in several zones, against dates worked out elsewhere; nearest names
 * against a slow oracle. Zones are POSIX strings, so that no zone data need be installed. */
#include <cofferdam/text.h>

#include <time.h>

#include "tests/lib/test.h"

#define ZONE_UTC "UTC0"
#define ZONE_BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define ZONE_HAVANA "CST5CDT,M3.2.0/0,M11.1.0/1"     /* the clock strikes midnight twice */
#define ZONE_SAO_PAULO "BRT3BRST,M11.1.0/0,M2.3.0/0" /* and here jumps over it */
#define ZONE_KATHMANDU "NPT-5:45"

/* 2026-11-24 15:30:00.250 UTC */
#define NOW_MS 1795534200250

static void set_zone(const char *zone)
{
    assert_int_equal(setenv("TZ", zone, 1), 0);
    tzset();
}

static int set_utc(void **state)
{
    set_zone(ZONE_UTC);
    return 0;
}

static int64_t parsed_at(const char *text, int64_t now_ms)
{
    struct cfd_error error = {"", 0};
    int64_t ms = -1;

    if (cfd_time_parse(text, now_ms, &ms, &error) != CFD_OK)
        fail_msg("%s: %s", text, error.text);
    return ms;
}

static int64_t parsed(const char *text)
{
    return parsed_at(text, NOW_MS);
}

static const char *utc(int64_t ms)
{
    static char text[CFD_TIME_TEXT_BYTES];

    cfd_time_format_utc(ms, text);
    return text;
}

static const char *local(int64_t ms)
{
    static char text[CFD_TIME_TEXT_BYTES];

    cfd_time_format_local(ms, text);
    return text;
}

static void assert_refused(const char *text)
{
    struct cfd_error error = {"", 7};
    int64_t ms = 42;

    if (cfd_time_parse(text, NOW_MS, &ms, &error) != CFD_ERR_FORMAT)
        fail_msg("taken for a time: \"%s\" = %lld", text, (long long)ms);
    assert_int_equal(ms, 42);
    assert_non_null(strstr(error.text, CFD_TIME_FORMS));
    assert_int_equal(error.line, 0);
    assert_int_equal(cfd_time_parse(text, NOW_MS, &ms, NULL), CFD_ERR_FORMAT);
}

static void span_counts_back_from_now(void **state)
{
    assert_true(parsed("90s") == NOW_MS - 90000);
    assert_true(parsed("5m") == NOW_MS - 300000);
    assert_true(parsed("2h") == NOW_MS - 7200000);
    assert_true(parsed("3d") == NOW_MS - 259200000);
    assert_true(parsed("1w") == NOW_MS - 604800000);
    assert_true(parsed("0s") == NOW_MS);
    assert_true(parsed("007m") == NOW_MS - 420000);
}

static void span_adds_its_units(void **state)
{
    assert_true(parsed("1h30m") == NOW_MS - 5400000);
    assert_true(parsed("1d12h") == NOW_MS - 129600000);
    assert_true(parsed("1w1d1h1m1s") == NOW_MS - 694861000);
    assert_true(parsed("1h90m") == NOW_MS - 9000000);
}

static void span_of_a_day_is_24_hours_whatever_the_clocks_do(void **state)
{
    set_zone(ZONE_BERLIN); /* 2026-10-25 has 25 hours */
    assert_true(parsed_at("1d", parsed("2026-10-26")) == parsed("2026-10-26") - 86400000);
}

static void span_refuses_what_is_none(void **state)
{
    static const char *const refused[] = {"",
                                          "5",
                                          "s",
                                          "m",
                                          "-5m",
                                          "+5m",
                                          "5 m",
                                          " 5m",
                                          "5m ",
                                          "1x",
                                          "5M",
                                          "5min",
                                          "1h30",
                                          "30m1h",
                                          "1h1h",
                                          "1s1s",
                                          "1.5h",
                                          "1,5h",
                                          "0x5m",
                                          "1e3s",
                                          "1h 5m",
                                          "5\xc2\xb5s",
                                          "1y",
                                          "1mo",
                                          "12345678901s",
                                          "5m\n",
                                          "--5m",
                                          "99999999999999999999w"};

    for (size_t i = 0; i < TEST_COUNT(refused); i++)
        assert_refused(refused[i]);
}

static void moment_before_1970_is_refused(void **state)
{
    assert_refused("9999999999w");
    assert_refused("9999999999w9999999999d9999999999h9999999999m9999999999s");
    assert_refused("60w52000d");
    assert_refused("1969-12-31");
    assert_refused("1969-12-31T23:59:59.999Z");
    assert_refused("1970-01-01T00:00:00+00:01");
    assert_refused("0001-01-01");
    assert_true(parsed("1970-01-01T00:00:00Z") == 0);
    assert_true(parsed_at("5s", 5000) == 0);
    assert_int_equal(cfd_time_parse("1s", INT64_MIN, &(int64_t){0}, NULL), CFD_ERR_FORMAT);
    set_zone(ZONE_BERLIN);
    assert_refused("1970-01-01");
}

static void day_words_mean_their_midnight(void **state)
{
    assert_string_equal(utc(parsed("today")), "2026-11-24T00:00:00.000Z");
    assert_string_equal(utc(parsed("yesterday")), "2026-11-23T00:00:00.000Z");
    set_zone(ZONE_BERLIN);
    assert_string_equal(utc(parsed("today")), "2026-11-23T23:00:00.000Z");
    set_zone(ZONE_KATHMANDU); /* 21:15 there */
    assert_string_equal(utc(parsed("today")), "2026-11-23T18:15:00.000Z");
}

static void yesterday_crosses_month_and_year(void **state)
{
    int64_t march = parsed("2028-03-01T00:30:00Z");
    int64_t january = parsed("2027-01-01T23:30:00Z");

    assert_string_equal(utc(parsed_at("yesterday", march)), "2028-02-29T00:00:00.000Z");
    assert_string_equal(utc(parsed_at("yesterday", january)), "2026-12-31T00:00:00.000Z");
    set_zone(ZONE_BERLIN); /* there it is the second of January already */
    assert_string_equal(local(parsed_at("yesterday", january)), "2027-01-01 00:00:00+01:00");
}

static void day_words_are_exact(void **state)
{
    static const char *const refused[] = {"Today",    "TODAY", "today ",      "todays", "toda",
                                          "tomorrow", "now",   "yesterday\n", "monday", "noon"};

    for (size_t i = 0; i < TEST_COUNT(refused); i++)
        assert_refused(refused[i]);
}

static void date_is_its_local_midnight(void **state)
{
    assert_true(parsed("2026-01-31") == 1769817600000);
    assert_string_equal(utc(parsed("2028-02-29")), "2028-02-29T00:00:00.000Z");
    assert_string_equal(utc(parsed("2000-02-29")), "2000-02-29T00:00:00.000Z");
    set_zone(ZONE_BERLIN);
    assert_string_equal(utc(parsed("2026-01-31")), "2026-01-30T23:00:00.000Z");
    assert_string_equal(utc(parsed("2026-07-01")), "2026-06-30T22:00:00.000Z");
    assert_string_equal(utc(parsed("2026-03-29")), "2026-03-28T23:00:00.000Z");
    assert_string_equal(utc(parsed("2026-03-30")), "2026-03-29T22:00:00.000Z");
}

static void day_without_midnight_begins_after_the_jump(void **state)
{
    set_zone(ZONE_SAO_PAULO);
    assert_string_equal(local(parsed("2018-11-04")), "2018-11-04 01:00:00-02:00");
    assert_string_equal(local(parsed("2018-11-03")), "2018-11-03 00:00:00-03:00");
    assert_string_equal(local(parsed("2018-11-05")), "2018-11-05 00:00:00-02:00");
    assert_string_equal(local(parsed_at("today", parsed("2018-11-04T12:00:00-02:00"))),
                        "2018-11-04 01:00:00-02:00");
}

static void day_with_two_midnights_begins_at_the_first(void **state)
{
    set_zone(ZONE_HAVANA);
    assert_string_equal(local(parsed("2026-11-01")), "2026-11-01 00:00:00-04:00");
    assert_string_equal(local(parsed_at("yesterday", parsed("2026-11-02T12:00:00-05:00"))),
                        "2026-11-01 00:00:00-04:00");
    assert_string_equal(local(parsed("2026-11-02")), "2026-11-02 00:00:00-05:00");
}

/* The first moment of a day is on it, and the millisecond before is not. */
static void prop_date_is_the_first_moment_of_its_day(void **state)
{
    static const char *const zones[] = {ZONE_UTC, ZONE_BERLIN, ZONE_HAVANA, ZONE_SAO_PAULO,
                                        ZONE_KATHMANDU};

    for (size_t zone = 0; zone < TEST_COUNT(zones); zone++) {
        set_zone(zones[zone]);
        for (int day = 0; day < 800; day++) {
            char date[CFD_TIME_TEXT_BYTES];
            int64_t start;

            cfd_time_format_local(NOW_MS + (int64_t)day * 86400000, date);
            date[10] = '\0';
            start = parsed(date);
            assert_memory_equal(local(start), date, 10);
            assert_memory_not_equal(local(start - 1), date, 10);
            assert_true(parsed_at("today", start) == start);
        }
    }
}

static void date_refuses_what_is_none(void **state)
{
    static const char *const refused[] = {
        "2026-1-31",   "2026-01-32", "2026-00-10", "2026-13-01",  "2026-02-29",  "2100-02-29",
        "2026-04-31",  "2026-01-00", "26-01-31",   "2026/01/31",  "31.01.2026",  "20260131",
        "2026-01",     "2026",       "2026-01-3",  "2026-01-311", "2026-01-31 ", "2026-01-31T",
        "12026-01-31", "-026-01-31", "2026-W05-6", "2026-031",    "2026-01-31Z", "1769817600"};

    for (size_t i = 0; i < TEST_COUNT(refused); i++)
        assert_refused(refused[i]);
}

static void rfc_3339_is_read_in_its_own_zone(void **state)
{
    set_zone(ZONE_KATHMANDU);
    assert_string_equal(utc(parsed("2026-01-31T10:00:00+02:00")), "2026-01-31T08:00:00.000Z");
    assert_string_equal(utc(parsed("2026-01-31T10:00:00Z")), "2026-01-31T10:00:00.000Z");
    assert_string_equal(utc(parsed("2026-01-31t10:00:00z")), "2026-01-31T10:00:00.000Z");
    assert_string_equal(utc(parsed("2026-01-31T23:30:00-05:30")), "2026-02-01T05:00:00.000Z");
    assert_string_equal(utc(parsed("2026-01-31T10:00:00.25Z")), "2026-01-31T10:00:00.250Z");
    assert_string_equal(utc(parsed("2026-01-31T10:00:00.1239999999999Z")),
                        "2026-01-31T10:00:00.123Z");
    assert_string_equal(utc(parsed("2016-12-31T23:59:60Z")), "2017-01-01T00:00:00.000Z");
    assert_string_equal(utc(parsed("2017-01-01T00:59:60+01:00")), "2017-01-01T00:00:00.000Z");
}

static void rfc_3339_refuses_what_is_none(void **state)
{
    static const char *const refused[] = {
        "2026-01-31T10:00:00",        "2026-01-31 10:00:00",       "2026-01-31T10:00Z",
        "2026-01-31T24:00:00Z",       "2026-01-31T10:60:00Z",      "2026-01-31T10:00:61Z",
        "2026-01-31T10:30:60Z",       "2026-01-31T23:59:60+01:00", "2026-01-31T10:00:00+2:00",
        "2026-01-31T10:00:00+0200",   "2026-01-31T10:00:00+24:00", "2026-01-31T10:00:00+02:60",
        "2026-01-31T10:00:00+02",     "2026-01-31T10:00:00.Z",     "2026-01-31T10:00:00,5Z",
        "2026-01-31T10:00:00 +02:00", "2026-01-31T10:00:00ZZ",     "2026-01-31T10:00:00Z ",
        "2026-02-30T10:00:00Z",       "2026-01-31  10:00:00Z",     "2026-01-31_10:00:00Z",
        "2026-01-31T10:00:00CET",     "2026-01-31T1:00:00Z",       "2026-01-31T10:00:00+-2:00"};

    for (size_t i = 0; i < TEST_COUNT(refused); i++)
        assert_refused(refused[i]);
}

static void every_listed_form_is_read(void **state)
{
    char forms[] = CFD_TIME_FORMS;
    char *rest = forms;
    int count = 0;

    for (char *form = strtok_r(rest, ", ", &rest); form; form = strtok_r(rest, ", ", &rest)) {
        assert_true(parsed(form) > 0);
        count++;
    }
    assert_int_equal(count, 10);
}

static void utc_text_has_milliseconds(void **state)
{
    assert_string_equal(utc(NOW_MS), "2026-11-24T15:30:00.250Z");
    assert_string_equal(utc(0), "1970-01-01T00:00:00.000Z");
    assert_string_equal(utc(-1), "1969-12-31T23:59:59.999Z");
    assert_string_equal(utc(1769846400007), "2026-01-31T08:00:00.007Z");
}

static void local_text_has_its_offset(void **state)
{
    assert_string_equal(local(NOW_MS), "2026-11-24 15:30:00+00:00");
    set_zone(ZONE_BERLIN);
    assert_string_equal(local(NOW_MS), "2026-11-24 16:30:00+01:00");
    set_zone(ZONE_KATHMANDU);
    assert_string_equal(local(NOW_MS), "2026-11-24 21:15:00+05:45");
    set_zone("XXX0:30");
    assert_string_equal(local(NOW_MS), "2026-11-24 15:00:00-00:30");
}

static void strange_times_still_print(void **state)
{
    set_zone(ZONE_BERLIN);
    assert_string_equal(utc(INT64_MAX), "9999-12-30T23:59:59.999Z");
    assert_string_equal(utc(INT64_MIN), "0001-01-02T00:00:00.000Z");
    assert_int_equal(strlen(local(INT64_MAX)), 25);
    assert_int_equal(strlen(local(INT64_MIN)), 25);
}

static void prop_printed_times_are_read_back(void **state)
{
    static const char *const zones[] = {ZONE_UTC, ZONE_BERLIN, ZONE_HAVANA, ZONE_SAO_PAULO,
                                        ZONE_KATHMANDU};

    for (size_t zone = 0; zone < TEST_COUNT(zones); zone++) {
        set_zone(zones[zone]);
        for (int64_t ms = 1; ms < 253402214400000; ms = ms * 9 / 8 + 12345) {
            assert_true(parsed(utc(ms)) == ms);
            assert_true(parsed(local(ms)) == ms - ms % 1000);
        }
    }
}

/* The definition itself, three ways at each byte; only for short names. */
static size_t slow_distance(const char *a, const char *b)
{
    size_t best;
    size_t other;

    if (*a == '\0' || *b == '\0')
        return strlen(a) + strlen(b);
    best = slow_distance(a + 1, b + 1) + (*a != *b);
    other = slow_distance(a + 1, b) + 1;
    best = other < best ? other : best;
    other = slow_distance(a, b + 1) + 1;
    best = other < best ? other : best;
    if (a[1] != '\0' && b[1] != '\0' && a[0] == b[1] && a[1] == b[0]) {
        other = slow_distance(a + 2, b + 2) + 1;
        best = other < best ? other : best;
    }
    return best;
}

static void short_name(unsigned number, char out_name[6])
{
    size_t bytes = 0;

    for (; number > 0 && bytes < 5; number /= 4)
        out_name[bytes++] = (char)('a' + number % 4);
    out_name[bytes] = '\0';
}

static void prop_nearest_agrees_with_the_definition(void **state)
{
    for (unsigned i = 0; i < 1024; i += 3) {
        for (unsigned j = 0; j < 1024; j += 37) {
            char name[6];
            char other[6];
            const char *const names[] = {other};
            size_t limit;

            short_name(i, name);
            short_name(j, other);
            limit = strlen(name) < 3 ? 1 : strlen(name) / 3;
            assert_ptr_equal(cfd_nearest_name(name, names, 1),
                             slow_distance(name, other) <= limit ? other : NULL);
        }
    }
}

static const char *const commands[] = {"status", "scan",  "explain", "list",    "alerts",
                                       "case",   "cut",   "reopen",  "bypass",  "state_dir",
                                       "ledger", "patch", "policy",  "run_dir", "doctor"};

static const char *nearest(const char *name)
{
    return cfd_nearest_name(name, commands, TEST_COUNT(commands));
}

static void nearest_finds_the_slip(void **state)
{
    assert_string_equal(nearest("stat_dir"), "state_dir");
    assert_string_equal(nearest("lsit"), "list");
    assert_string_equal(nearest("legder"), "ledger");
    assert_string_equal(nearest("polcy"), "policy");
    assert_string_equal(nearest("exlpain"), "explain");
    assert_string_equal(nearest("scann"), "scan");
    assert_string_equal(nearest("cup"), "cut");
    assert_string_equal(nearest("scan"), "scan");
}

static void nearest_prefers_the_nearer_then_the_first(void **state)
{
    static const char *const names[] = {"alertx", "alerts", "alerty"};

    assert_string_equal(cfd_nearest_name("alerts", names, 3), "alerts");
    assert_string_equal(cfd_nearest_name("alert", names, 3), "alertx");
}

static void nearest_has_none_for_the_far(void **state)
{
    static const char *const far[] = {"",     "x",           "zzz",  "frobnicate", "sc",
                                      "plcy", "stairs case", "tsil", "LIST",       "directory"};

    for (size_t i = 0; i < TEST_COUNT(far); i++)
        assert_null(nearest(far[i]));
    assert_null(cfd_nearest_name("scan", NULL, 0));
}

static void nearest_passes_over_long_names(void **state)
{
    char long_name[100];
    char typed[100];
    const char *const names[] = {long_name, "scan"};

    memset(long_name, 'a', sizeof(long_name));
    long_name[64] = '\0';
    memcpy(typed, long_name, sizeof(typed));
    typed[63] = 'b';
    assert_ptr_equal(cfd_nearest_name(typed, names, 2), long_name);
    long_name[64] = 'a';
    long_name[65] = '\0';
    assert_null(cfd_nearest_name(typed, names, 2));
    assert_null(cfd_nearest_name(long_name, names, 2));
    assert_string_equal(cfd_nearest_name("scam", names, 2), "scan");
}

#define zone_test(function) cmocka_unit_test_setup(function, set_utc)

int main(void)
{
    const struct CMUnitTest tests[] = {
        zone_test(span_counts_back_from_now),
        zone_test(span_adds_its_units),
        zone_test(span_of_a_day_is_24_hours_whatever_the_clocks_do),
        zone_test(span_refuses_what_is_none),
        zone_test(moment_before_1970_is_refused),
        zone_test(day_words_mean_their_midnight),
        zone_test(yesterday_crosses_month_and_year),
        zone_test(day_words_are_exact),
        zone_test(date_is_its_local_midnight),
        zone_test(day_without_midnight_begins_after_the_jump),
        zone_test(day_with_two_midnights_begins_at_the_first),
        zone_test(prop_date_is_the_first_moment_of_its_day),
        zone_test(date_refuses_what_is_none),
        zone_test(rfc_3339_is_read_in_its_own_zone),
        zone_test(rfc_3339_refuses_what_is_none),
        zone_test(every_listed_form_is_read),
        zone_test(utc_text_has_milliseconds),
        zone_test(local_text_has_its_offset),
        zone_test(strange_times_still_print),
        zone_test(prop_printed_times_are_read_back),
        cmocka_unit_test(prop_nearest_agrees_with_the_definition),
        cmocka_unit_test(nearest_finds_the_slip),
        cmocka_unit_test(nearest_prefers_the_nearer_then_the_first),
        cmocka_unit_test(nearest_has_none_for_the_far),
        cmocka_unit_test(nearest_passes_over_long_names),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
