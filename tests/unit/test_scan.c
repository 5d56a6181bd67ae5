/* SPDX-License-Identifier: Apache-2.0
 * The scan as a stream: findings and their places, formats, broken bodies, reuse. */
#include <cofferdam/scan.h>

#include "tests/lib/scan_log.h"
#include "tests/lib/test.h"

static struct scan_log log_;

static int open_log(void **state)
{
    scan_log_open(&log_);
    return 0;
}

static int close_log(void **state)
{
    scan_log_close(&log_);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_log, close_log)

static void run(enum cfd_format format, const char *body)
{
    struct cfd_scan_options options = {.format = format};

    scan_log_run(&log_, &options, body, strlen(body));
}

static void assert_log(const char *text)
{
    if (strcmp(log_.text, text) != 0)
        fail_msg("said\n%snot\n%s", log_.text, text);
}

/* What was told, without the report. */
static void assert_told(const char *text)
{
    char *end = strstr(log_.text, "= ");

    assert_non_null(end);
    *end = '\0';
    assert_log(text);
}

#define GAP(name) CFD_GAP_BIT(CFD_GAP_##name)

/* ---- Findings ---- */

static void finding_says_where_it_stands(void **state)
{
    static const char body[] = "{\"a b\": [ {\"email\" : \"ann\\u0040abe.example\"} ]}";

    run(CFD_FORMAT_JSON, body);
    assert_log("F email 22+20 1000 ['a b'][0].email\n"
               "R email ann@abe.example | | email | | 22\n"
               "= 0 0 bytes 47 tokens 9 documents 1 broken 0 at 0 long 0 kinds 10 gaps 0\n");
    assert_memory_equal(body + 22, "ann\\u0040abe.example\"", 21);
}

static void findings_come_before_their_record(void **state)
{
    run(CFD_FORMAT_JSON, "{\"company\":\"Abe\",\"x\":{\"email\":\"bob@abe.example\"},"
                         "\"vorname\":\"Ann\",\"phone\":4930123456}");
    assert_told("F email 31+15 1000 x.email\n"
                "R email bob@abe.example | | email | | 31\n"
                "F employer 12+3 978 company\n"
                "F person_name/given_name 60+3 976 vorname\n"
                "F phone 73+10 769 phone\n"
                "R phone 4930123456 | | person_name employer phone | contact | 12\n");
}

static void finding_of_a_trimmed_value_is_the_raw_one(void **state)
{
    run(CFD_FORMAT_JSON, "[\"\\t ann@abe.example\\n\"]");
    assert_told("F email 2+20 993 [0]\nR email ann@abe.example | | email | | 2\n");
}

static void role_mailbox_is_told_and_marked(void **state)
{
    run(CFD_FORMAT_JSON, "{\"email\":\"info@abe.example\"}");
    assert_told("F email 10+16 1000 role email\n");
    assert_int_equal(log_.report.kinds, CFD_KIND_BIT(CFD_KIND_EMAIL));
    assert_int_equal(log_.report.record_count, 0);
}

static void path_does_not_show_identities(void **state)
{
    run(CFD_FORMAT_JSON, "{\"ann@abe.example\":{\"vorname\":\"Ann\"}}");
    assert_told("F email 2+15 993 [*]\n"
                "F person_name/given_name 31+3 976 [*].vorname\n"
                "R email ann@abe.example | | person_name email | | 2\n");
}

static void path_of_each_document_begins_anew(void **state)
{
    run(CFD_FORMAT_JSON_LINES, "{\"a\":{\"b\":1}}\n{\"email\":\"ann@abe.example\"}\n"
                               "[[\"bob@abe.example\"]]\n{\"a\":\n[\"cy@abe.example\"]\n");
    assert_told("F email 24+15 1000 email\nR email ann@abe.example | | email | | 24\n"
                "F email 45+15 993 [0][0]\nR email bob@abe.example | | email | | 45\n"
                "F email 72+14 993 [0]\nR email cy@abe.example | | email | | 72\n");
}

static void sink_may_hear_nothing(void **state)
{
    static const char body[] = "{\"email\":\"ann@abe.example\"}";
    struct cfd_scan_sink sink = {0};
    struct cfd_scan_report report;
    struct cfd_scan *scan;

    assert_int_equal(cfd_scan_new(NULL, &sink, &cfd_alloc_libc, &scan), CFD_OK);
    assert_int_equal(cfd_scan_feed(scan, body, strlen(body)), CFD_OK);
    assert_int_equal(cfd_scan_finish(scan), CFD_OK);
    cfd_scan_report(scan, &report);
    assert_int_equal(report.finding_count, 1);
    assert_int_equal(report.record_count, 1);
    cfd_scan_free(scan);
    cfd_scan_free(NULL);
}

/* ---- Formats ---- */

static void lines_are_documents(void **state)
{
    run(CFD_FORMAT_JSON_LINES, "{\"vorname\":\"Ann\"}\n\n{\"vorname\":\"Bob\"}");
    assert_int_equal(log_.mention_count, 2);
    assert_int_equal(log_.report.document_count, 2);
    assert_int_equal(log_.report.gaps, 0);
    run(CFD_FORMAT_JSON_LINES, "");
    assert_int_equal(log_.finish_status, CFD_OK);
}

static void broken_line_costs_only_itself(void **state)
{
    run(CFD_FORMAT_JSON_LINES, "{\"vorname\":\"Ann\",}\n{\"vorname\":\"Bob\"}\nx\n"
                               "{\"vorname\":\"Cy\"}\n");
    assert_told("F person_name/given_name 12+3 976 vorname\nR none | | person_name | | 12\n"
                "F person_name/given_name 31+3 976 vorname\nR none | | person_name | | 31\n"
                "F person_name/given_name 51+2 976 vorname\nR none | | person_name | | 51\n");
    assert_int_equal(log_.feed_status, CFD_OK);
    assert_int_equal(log_.finish_status, CFD_OK);
    assert_int_equal(log_.report.broken_line_count, 2);
    assert_int_equal(log_.report.broken_offset, 17); /* of the first */
    assert_int_equal(log_.report.gaps, GAP(BROKEN));
}

static void last_line_may_be_broken_too(void **state)
{
    run(CFD_FORMAT_JSON_LINES, "x\n{\"vorname\":\"Ann\"");
    assert_told("F person_name/given_name 14+3 976 vorname\nR none | | person_name | | 14\n");
    assert_int_equal(log_.finish_status, CFD_ERR_FORMAT);
    assert_int_equal(log_.report.broken_line_count, 2);
    assert_int_equal(log_.report.broken_offset, 0);
    run(CFD_FORMAT_JSON_LINES, "{\"vorname\":\"Ann\"}\n{");
    assert_int_equal(log_.finish_status, CFD_ERR_FORMAT);
    assert_int_equal(log_.report.broken_offset, 19);
    assert_int_equal(log_.report.broken_line_count, 1);
}

static void any_goes_over_to_lines(void **state)
{
    run(CFD_FORMAT_JSON_ANY, "{\n\"vorname\":\"Ann\"\n}\n{\"vorname\":\"Bob\"}\nx\n[{}]");
    assert_told("F person_name/given_name 13+3 976 vorname\nR none | | person_name | | 13\n"
                "F person_name/given_name 32+3 976 vorname\nR none | | person_name | | 32\n");
    assert_int_equal(log_.finish_status, CFD_OK);
    assert_int_equal(log_.report.document_count, 3);
    assert_int_equal(log_.report.broken_line_count, 1);
    run(CFD_FORMAT_JSON_ANY, "1 {\"vorname\":\"Ann\"}");
    assert_int_equal(log_.report.document_count, 2);
    assert_int_equal(log_.mention_count, 1);
    run(CFD_FORMAT_JSON_ANY, "{\"vorname\":\"Ann\"}");
    assert_int_equal(log_.report.document_count, 1);
    assert_int_equal(log_.report.gaps, 0);
}

static void any_stays_where_nothing_was_whole(void **state)
{
    static const char *const bodies[] = {
        "{\"vorname\":\"Ann\"\n{\"vorname\":\"Bob\"}", "x", "]", "{} {\"a\":1}}", "", "\xef\xbb"};
    static const int answers[] = {CFD_ERR_FORMAT, CFD_ERR_FORMAT, CFD_ERR_FORMAT,
                                  CFD_OK,         CFD_OK,         CFD_OK};

    for (size_t i = 0; i < TEST_COUNT(bodies); i++) {
        run(CFD_FORMAT_JSON_ANY, bodies[i]);
        assert_int_equal(log_.feed_status, answers[i]);
        assert_true(log_.report.gaps & GAP(BROKEN));
    }
}

static void one_document_is_one(void **state)
{
    run(CFD_FORMAT_JSON, "{\"vorname\":\"Ann\"}\n{\"vorname\":\"Bob\"}");
    assert_int_equal(log_.feed_status, CFD_ERR_FORMAT);
    assert_int_equal(log_.mention_count, 1);
    assert_int_equal(log_.report.document_count, 1);
    assert_int_equal(log_.report.broken_offset, 18);
    assert_int_equal(log_.report.body_bytes, 18);
}

/* ---- Broken bodies ---- */

static void broken_body_tells_what_came_before(void **state)
{
    static const char *const bodies[] = {
        "[{\"email\":\"ann@abe.example\"},{\"firstName\":\"Bob\",\"x\":[{\"y\":",
        "[{\"email\":\"ann@abe.example\"},{\"firstName\":\"Bob\",\"x\":[{\"y\":tru}",
        "[{\"email\":\"ann@abe.example\"},{\"firstName\":\"Bob\"]",
        "[{\"email\":\"ann@abe.example\"},{\"firstName\":\"Bob\",\"email\":\"bob@abe",
        "[{\"email\":\"ann@abe.example\"},{\"firstName\":\"Bob\",\"bob@abe.exam",
    };

    for (size_t i = 0; i < TEST_COUNT(bodies); i++) {
        run(CFD_FORMAT_JSON, bodies[i]);
        assert_int_equal(log_.feed_status != CFD_OK ? log_.feed_status : log_.finish_status,
                         CFD_ERR_FORMAT);
        assert_int_equal(log_.report.gaps, GAP(BROKEN));
        assert_int_equal(log_.record_count, 1);
        assert_int_equal(log_.mention_count, 1);
    }
}

static void body_of_nothing_is_broken(void **state)
{
    run(CFD_FORMAT_JSON, "");
    assert_log("= 0 -5 bytes 0 tokens 0 documents 0 broken 0 at 0 long 0 kinds 0 gaps 8\n");
    run(CFD_FORMAT_JSON, " \n ");
    assert_int_equal(log_.finish_status, CFD_ERR_FORMAT);
    run(CFD_FORMAT_JSON, "<html>ann@abe.example</html>");
    assert_log("= -5 0 bytes 0 tokens 0 documents 0 broken 0 at 0 long 0 kinds 0 gaps 8\n");
}

static void key_at_the_end_is_told_with_its_object(void **state)
{
    run(CFD_FORMAT_JSON, "{\"ann@abe.example\":");
    assert_told("F email 2+15 993 [*]\nR email ann@abe.example | | email | | 2\n");
}

/* ---- States ---- */

static void call_after_the_end_is_refused(void **state)
{
    struct cfd_scan *scan = scan_log_new(&log_, NULL);
    struct cfd_scan_report report;

    scan_log_begin(&log_);
    assert_int_equal(cfd_scan_feed(scan, NULL, 0), CFD_OK);
    assert_int_equal(cfd_scan_feed(scan, "[1]", 3), CFD_OK);
    assert_int_equal(cfd_scan_finish(scan), CFD_OK);
    assert_int_equal(cfd_scan_finish(scan), CFD_ERR_STATE);
    assert_int_equal(cfd_scan_feed(scan, "[1]", 3), CFD_ERR_STATE);
    cfd_scan_report(scan, &report);
    assert_int_equal(report.body_bytes, 3);
    cfd_scan_reset(scan);
    assert_int_equal(cfd_scan_feed(scan, "]", 1), CFD_ERR_FORMAT);
    assert_int_equal(cfd_scan_feed(scan, "1", 1), CFD_ERR_STATE);
    assert_int_equal(cfd_scan_finish(scan), CFD_ERR_STATE);
    scan_log_end(&log_, scan);
    cfd_scan_free(scan);
}

static void reset_scan_is_as_new(void **state)
{
    static const char *const before[] = {"{\"firstName\":\"Bob\",\"x\":[{\"y\":", "]", "",
                                         "{\"bob@abe.example\":", "{\"firstName\":\"B"};
    static const char body[] = "{\"email\":\"ann@abe.example\"}";
    struct cfd_scan *scan = scan_log_new(&log_, NULL);

    for (size_t i = 0; i < 400 * TEST_COUNT(before); i++) {
        scan_log_begin(&log_);
        scan_log_feed(&log_, scan, before[i % TEST_COUNT(before)],
                      strlen(before[i % TEST_COUNT(before)]));
        fclose(log_.stream);
        cfd_scan_reset(scan);
        scan_log_begin(&log_);
        scan_log_feed(&log_, scan, body, strlen(body));
        scan_log_end(&log_, scan);
        assert_log("F email 10+15 1000 email\nR email ann@abe.example | | email | | 10\n"
                   "= 0 0 bytes 27 tokens 4 documents 1 broken 0 at 0 long 0 kinds 10 gaps 0\n");
        cfd_scan_reset(scan);
    }
    cfd_scan_free(scan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finding_says_where_it_stands),
        TEST(findings_come_before_their_record),
        TEST(finding_of_a_trimmed_value_is_the_raw_one),
        TEST(role_mailbox_is_told_and_marked),
        TEST(path_does_not_show_identities),
        TEST(path_of_each_document_begins_anew),
        TEST(sink_may_hear_nothing),
        TEST(lines_are_documents),
        TEST(broken_line_costs_only_itself),
        TEST(last_line_may_be_broken_too),
        TEST(any_goes_over_to_lines),
        TEST(any_stays_where_nothing_was_whole),
        TEST(one_document_is_one),
        TEST(broken_body_tells_what_came_before),
        TEST(body_of_nothing_is_broken),
        TEST(key_at_the_end_is_told_with_its_object),
        TEST(call_after_the_end_is_refused),
        TEST(reset_scan_is_as_new),
    };

    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
