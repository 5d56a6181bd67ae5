/* SPDX-License-Identifier: Apache-2.0
 * Answers of the HTTP API, letter by letter: docs/openapi.yaml promises these. */
#include "daemon/api/render.h"

#include <jansson.h>

#include <cofferdam/consumer.h>
#include <cofferdam/session.h>

#include "daemon/api/metrics.h"

#include "tests/lib/test.h"

#define FIRST_MS 1767225600250 /* 2026-01-01T00:00:00.250Z */
#define LAST_MS 1767312000000  /* 2026-01-02T00:00:00.000Z */

#define WINDOW                                                                                   \
    "\"window\":{\"since\":\"2026-01-01T00:00:00.250Z\",\"until\":\"2026-01-02T00:00:00.000Z\"," \
    "\"responses\":1000,\"inspected\":900,\"uninspected\":100}"
#define TIMES "\"first\":\"2026-01-01T00:00:00.250Z\",\"last\":\"2026-01-02T00:00:00.000Z\""

static struct cfd_query query_of(enum cfd_list list)
{
    struct cfd_query query = {.list = list, .since_ms = FIRST_MS, .until_ms = LAST_MS};

    return query;
}

static struct cfd_row some_row(void)
{
    struct cfd_row row = {
        .id = 123,
        .endpoint = "GET api.example/customers/{id}",
        .credential = CFD_CREDENTIAL_ID,
        .auth = CFD_AUTH_PRESENTED,
        .side = CFD_SIDE_EXTERNAL,
        .gap = CFD_GAP_FORMAT,
        .consumer_name = "jwt_sub",
        .consumer_label = "u-000777",
        .kinds = CFD_KIND_BIT(CFD_KIND_PHONE) | CFD_KIND_BIT(CFD_KIND_PERSON_NAME),
        .person_count = 20,
        .mention_count = 3,
        .consumer_count = 4,
        .endpoint_count = 5,
        .count = 25,
        .first_ms = FIRST_MS,
        .last_ms = LAST_MS,
    };

    return row;
}

static struct cfdi_answer answer_of(const struct cfd_row *rows, size_t row_count)
{
    struct cfdi_answer answer = {
        .outcome = CFDI_OUTCOME_WHOLE,
        .rows = rows,
        .row_count = row_count,
        .end = {.row_total = row_count,
                .response_count = 1000,
                .inspected_count = 900,
                .uninspected_count = 100,
                .person_count = 42},
    };

    return answer;
}

/* The whole answer must be this text. */
static void assert_list(enum cfd_list list, const struct cfdi_answer *answer, const char *wanted)
{
    struct cfd_query query = query_of(list);
    char *text = NULL;

    assert_int_equal(cfdi_render_list(&query, answer, &text), CFD_OK);
    assert_string_equal(text, wanted);
    free(text);
}

static void assert_has(const struct cfdi_answer *answer, const char *wanted)
{
    struct cfd_query query = query_of(CFD_LIST_EXPOSURES);
    char *text = NULL;

    assert_int_equal(cfdi_render_list(&query, answer, &text), CFD_OK);
    if (strstr(text, wanted) == NULL)
        fail_msg("no %s in %s", wanted, text);
    free(text);
}

static void exposures_are_rendered(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    assert_list(
        CFD_LIST_EXPOSURES, &answer,
        "{\"schema\":\"cofferdam.exposures/1\",\"version\":\"" CFD_VERSION "\"," WINDOW
        ",\"persons\":42,\"gaps\":{},\"items\":[{\"id\":\"x123\","
        "\"consumer\":\"jwt_sub:u-000777\",\"endpoint\":\"GET api.example/customers/{id}\","
        "\"side\":\"external\",\"auth\":\"presented\",\"kinds\":[\"person_name\",\"phone\"],"
        "\"persons\":20,\"mentions\":3,\"count\":25,\"is_lower_bound\":false," TIMES
        "}],\"total\":1,\"truncated\":false,\"next\":null}\n");
}

static void consumers_are_rendered(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    assert_list(CFD_LIST_CONSUMERS, &answer,
                "{\"schema\":\"cofferdam.consumers/1\",\"version\":\"" CFD_VERSION "\"," WINDOW
                ",\"persons\":42,\"gaps\":{},\"items\":[{\"id\":\"c123\","
                "\"consumer\":\"jwt_sub:u-000777\",\"auth\":\"presented\",\"side\":\"external\","
                "\"kinds\":[\"person_name\",\"phone\"],\"endpoints\":5,\"persons\":20,"
                "\"mentions\":3,\"count\":25,\"is_lower_bound\":false," TIMES
                "}],\"total\":1,\"truncated\":false,\"next\":null}\n");
}

static void endpoints_are_rendered(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    assert_list(CFD_LIST_ENDPOINTS, &answer,
                "{\"schema\":\"cofferdam.endpoints/1\",\"version\":\"" CFD_VERSION "\"," WINDOW
                ",\"persons\":42,\"gaps\":{},\"items\":[{\"id\":\"e123\","
                "\"endpoint\":\"GET api.example/customers/{id}\","
                "\"kinds\":[\"person_name\",\"phone\"],\"consumers\":4,\"persons\":20,"
                "\"mentions\":3,\"count\":25,\"is_lower_bound\":false," TIMES
                "}],\"total\":1,\"truncated\":false,\"next\":null}\n");
}

static void gaps_are_rendered(void **state)
{
    struct cfd_row rows[2] = {some_row(), some_row()};
    struct cfdi_answer answer = answer_of(rows, 2);

    rows[1].endpoint[0] = '\0';
    rows[1].gap = CFD_GAP_ENGINE_DOWN;
    assert_list(
        CFD_LIST_GAPS, &answer,
        "{\"schema\":\"cofferdam.gaps/1\",\"version\":\"" CFD_VERSION "\"," WINDOW
        ",\"persons\":42,\"gaps\":{},\"items\":["
        "{\"id\":\"g123\",\"reason\":\"format\","
        "\"endpoint\":\"GET api.example/customers/{id}\",\"responses\":25,\"persons\":20," TIMES
        "},"
        "{\"id\":\"g123\",\"reason\":\"engine_down\",\"endpoint\":null,\"responses\":25,"
        "\"persons\":20," TIMES "}],\"total\":2,\"truncated\":false,\"next\":null}\n");
}

static void status_is_rendered(void **state)
{
    struct cfd_query query = query_of(CFD_LIST_STATUS);
    struct cfdi_answer answer = answer_of(NULL, 0);
    char *text = NULL;

    answer.end.exposure_count = 6;
    answer.end.worker_count = 2;
    answer.end.log_entry_count = 7;
    answer.end.log_bytes = 800;
    answer.end.dropped_part_count = 9;
    answer.end.dropped_subject_count = 10;
    answer.end.gap_counts[CFD_GAP_BUDGET] = 11;
    answer.end.engine_start_ms = FIRST_MS;
    answer.end.last_commit_ms = LAST_MS;
    answer.end.has_worker_key = true;
    assert_int_equal(cfdi_render_status(&query, &answer, &text), CFD_OK);
    assert_string_equal(
        text, "{\"schema\":\"cofferdam.status/1\",\"version\":\"" CFD_VERSION "\",\"engine\":{"
              "\"since\":\"2026-01-01T00:00:00.250Z\",\"last_commit\":\"2026-01-02T00:00:00.000Z\","
              "\"workers\":2,\"has_worker_key\":true},\"ledger\":{\"entries\":7,\"bytes\":800,"
              "\"state\":\"written\",\"unwritten_since\":null},"
              "\"last_24h\":{\"responses\":1000,\"inspected\":900,\"uninspected\":100,"
              "\"persons\":42},\"exposures\":6,\"gaps\":{\"budget\":11},"
              "\"dropped\":{\"parts\":9,\"subjects\":10}}\n");
    free(text);
}

static void status_before_the_first_commit_says_null(void **state)
{
    struct cfd_query query = query_of(CFD_LIST_STATUS);
    struct cfdi_answer answer = answer_of(NULL, 0);
    char *text = NULL;

    assert_int_equal(cfdi_render_status(&query, &answer, &text), CFD_OK);
    assert_non_null(strstr(text, "\"last_commit\":null,\"workers\":0,\"has_worker_key\":false"));
    free(text);
}

static void problem_is_rendered(void **state)
{
    char *text = NULL;

    assert_int_equal(cfdi_render_problem(400, "Bad Request", "unknown \"x\"", &text), CFD_OK);
    assert_string_equal(text, "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                              "\"detail\":\"unknown \\\"x\\\"\"}\n");
    free(text);
}

static void empty_list_is_whole(void **state)
{
    struct cfdi_answer answer = answer_of(NULL, 0);

    assert_has(&answer, "\"items\":[],\"total\":0,\"truncated\":false,\"next\":null}\n");
}

static void cut_list_says_where_to_go_on(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    answer.end.row_total = 1204;
    answer.end.next = 50;
    assert_has(&answer, "\"total\":1204,\"truncated\":true,\"next\":\"50\"}\n");
    answer.end.next = UINT64_MAX;
    assert_has(&answer, "\"next\":\"18446744073709551615\"");
}

static void gaps_above_0_stand_in_their_order(void **state)
{
    struct cfdi_answer answer = answer_of(NULL, 0);

    answer.end.gap_counts[CFD_GAP_ENGINE_DOWN] = 1;
    answer.end.gap_counts[CFD_GAP_FORMAT] = 3;
    assert_has(&answer, "\"gaps\":{\"format\":3,\"engine_down\":1}");
}

static void consumer_without_label_has_its_pseudonym(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    (void)snprintf(row.consumer_name, sizeof(row.consumer_name), "session");
    (void)snprintf(row.consumer_label, sizeof(row.consumer_label), "#ab12");
    assert_has(&answer, "\"consumer\":\"session:#ab12\"");
}

static void count_in_doubt_is_a_lower_bound(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    row.is_lower_bound = true;
    assert_has(&answer, "\"count\":25,\"is_lower_bound\":true,");
}

static void ledger_that_is_not_written_says_why_and_since_when(void **state)
{
    static const char *const wanted[] = {
        "\"state\":\"written\",\"unwritten_since\":\"2026-01-02T00:00:00.000Z\"",
        "\"state\":\"disk_full\",\"unwritten_since\":\"2026-01-02T00:00:00.000Z\"",
        "\"state\":\"failing\",\"unwritten_since\":\"2026-01-02T00:00:00.000Z\"",
        "\"state\":\"failing\",\"unwritten_since\":\"2026-01-02T00:00:00.000Z\"",
    };
    struct cfdi_answer answer = answer_of(NULL, 0);
    struct cfd_query query = {.list = CFD_LIST_STATUS};

    answer.end.ledger_state_ms = LAST_MS;
    for (uint8_t i = 0; i < TEST_COUNT(wanted); i++) {
        char *text;

        answer.end.ledger_state = i;
        assert_int_equal(cfdi_render_status(&query, &answer, &text), CFD_OK);
        assert_non_null(strstr(text, wanted[i]));
        free(text);
    }
}

/* Without credential, over a unix socket. */
static void nobody_known_is_unknown(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    row.consumer_name[0] = '\0';
    row.consumer_label[0] = '\0';
    assert_has(&answer, "\"consumer\":\"unknown\"");
}

static void sides_and_auths_have_their_names(void **state)
{
    static const char *const wanted[] = {"\"side\":\"external\",\"auth\":\"none\"",
                                         "\"side\":\"partner\",\"auth\":\"presented\"",
                                         "\"side\":\"internal\",\"auth\":\"proven\""};
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    for (uint8_t i = 0; i < TEST_COUNT(wanted); i++) {
        row.side = i;
        row.auth = i;
        assert_has(&answer, wanted[i]);
    }
}

static void kinds_stand_in_their_order(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    row.kinds = 0x7e;
    assert_has(&answer, "\"kinds\":[\"person_name\",\"employer\",\"job_title\",\"email\",\"phone\","
                        "\"customer_id\"]");
    row.kinds = 0;
    assert_has(&answer, "\"kinds\":[]");
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);
    char *text = NULL;

    (void)snprintf(row.endpoint, sizeof(row.endpoint), "GET a/\xff\xc3\xa9\xed\xa0\x80\xc3");
    assert_has(&answer, "\"endpoint\":\"GET a/\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd"
                        "\xef\xbf\xbd\xef\xbf\xbd\"");
    memset(row.endpoint, 0xff, sizeof(row.endpoint) - 1);
    assert_has(&answer, "\xef\xbf\xbd\xef\xbf\xbd\"");
    assert_int_equal(cfdi_render_problem(500, "x", "\x80", &text), CFD_OK);
    assert_non_null(strstr(text, "\"detail\":\"\xef\xbf\xbd\""));
    free(text);
}

static void quotes_and_backslashes_are_escaped(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    (void)snprintf(row.endpoint, sizeof(row.endpoint), "GET a/\"\\");
    assert_has(&answer, "\"endpoint\":\"GET a/\\\"\\\\\"");
}

/* JSON integers end where int64_t does; a larger count says that much, and never a negative one. */
static void huge_counts_stay_positive(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);

    row.count = UINT64_MAX;
    row.id = UINT64_MAX;
    assert_has(&answer, "\"count\":9223372036854775807");
    assert_has(&answer, "\"id\":\"x18446744073709551615\"");
}

static void longest_texts_are_whole(void **state)
{
    struct cfd_row row = some_row();
    struct cfdi_answer answer = answer_of(&row, 1);
    char wanted[128] = "\"consumer\":\"";

    memset(row.consumer_name, 'n', sizeof(row.consumer_name) - 1);
    memset(row.consumer_label, 'l', sizeof(row.consumer_label) - 1);
    (void)snprintf(wanted + strlen(wanted), sizeof(wanted) - strlen(wanted), "%s:%.*s\"",
                   row.consumer_name, (int)sizeof(row.consumer_label), row.consumer_label);
    assert_has(&answer, wanted);
}

static void prop_items_keep_their_order(void **state)
{
    static struct cfd_row rows[300];
    struct cfdi_answer answer = answer_of(rows, TEST_COUNT(rows));
    struct cfd_query query = query_of(CFD_LIST_ENDPOINTS);
    char *text = NULL;
    const char *at;

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        rows[i] = some_row();
        rows[i].id = i;
    }
    assert_int_equal(cfdi_render_list(&query, &answer, &text), CFD_OK);
    at = text;
    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        char id[32];

        (void)snprintf(id, sizeof(id), "\"id\":\"e%zu\"", i);
        at = strstr(at, id);
        assert_non_null(at);
    }
    free(text);
}

static void metrics_are_named_and_counted(void **state)
{
    static const char *const lines[] = {
        "cofferdam_build_info{version=\"" CFD_VERSION "\"} 1\n",
        "\ncofferdam_responses_inspected_total 900\n",
        "\ncofferdam_responses_uninspected_total{reason=\"format\"} 3\n",
        "\ncofferdam_responses_uninspected_total{reason=\"engine_down\"} 0\n",
        "\ncofferdam_persons 42\n",
        "\ncofferdam_exposures 6\n",
        "\ncofferdam_workers 2\n",
        "\ncofferdam_dropped_subjects_total 10\n",
        "\ncofferdam_ledger_entries_total 7\n",
        "\ncofferdam_ledger_bytes 18446744073709551615\n",
        "\n# TYPE cofferdam_ledger_entries_total counter\n",
        "\n# TYPE cofferdam_workers gauge\n",
    };
    struct cfd_query query = query_of(CFD_LIST_STATUS);
    struct cfdi_answer answer = answer_of(NULL, 0);
    char *text = NULL;

    answer.end.exposure_count = 6;
    answer.end.worker_count = 2;
    answer.end.log_entry_count = 7;
    answer.end.log_bytes = UINT64_MAX;
    answer.end.dropped_subject_count = 10;
    answer.end.gap_counts[CFD_GAP_FORMAT] = 3;
    assert_int_equal(cfdi_metrics_text(&query, &answer, &text), CFD_OK);
    for (size_t i = 0; i < TEST_COUNT(lines); i++) {
        if (strstr(text, lines[i]) == NULL)
            fail_msg("no line %s in\n%s", lines[i], text);
    }
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(text);
}

/* Every reason has a series; every series has its HELP and TYPE before it. */
static void metrics_have_one_series_a_reason(void **state)
{
    struct cfd_query query = query_of(CFD_LIST_STATUS);
    struct cfdi_answer answer = answer_of(NULL, 0);
    size_t count = 0;
    char *text = NULL;

    assert_int_equal(cfdi_metrics_text(&query, &answer, &text), CFD_OK);
    for (const char *at = text; (at = strstr(at, "{reason=")) != NULL; at++)
        count++;
    assert_int_equal(count, CFD_GAP_COUNT);
    assert_null(strstr(text, "\"unknown\""));
    free(text);
}

/* --- no memory */

static size_t allocations_left;

static void *failing_malloc(size_t size_bytes)
{
    if (allocations_left == 0)
        return NULL;
    allocations_left--;
    return malloc(size_bytes);
}

/* Under LeakSanitizer this also says that nothing half-built is left behind. */
static void fail_render_at_every_allocation(void **state)
{
    struct cfd_row rows[2] = {some_row(), some_row()};
    struct cfdi_answer answer = answer_of(rows, 2);
    struct cfd_query query = query_of(CFD_LIST_EXPOSURES);
    enum cfd_status status = CFD_ERR_MEMORY;
    char *text = NULL;
    size_t allowed = 0;

    rows[1].endpoint[4] = '\xff';
    answer.end.gap_counts[CFD_GAP_FORMAT] = 1;
    json_set_alloc_funcs(failing_malloc, free);
    for (; status != CFD_OK && allowed < 1000; allowed++) {
        allocations_left = allowed;
        status = cfdi_render_list(&query, &answer, &text);
        assert_true(status == CFD_OK || (status == CFD_ERR_MEMORY && text == NULL));
    }
    json_set_alloc_funcs(malloc, free);
    assert_int_equal(status, CFD_OK);
    assert_true(allowed > 50);
    free(text);
}

static void fail_status_at_every_allocation(void **state)
{
    struct cfdi_answer answer = answer_of(NULL, 0);
    struct cfd_query query = query_of(CFD_LIST_STATUS);
    enum cfd_status status = CFD_ERR_MEMORY;
    char *text = NULL;

    json_set_alloc_funcs(failing_malloc, free);
    for (size_t allowed = 0; status != CFD_OK && allowed < 1000; allowed++) {
        allocations_left = allowed;
        status = cfdi_render_status(&query, &answer, &text);
        assert_true(status == CFD_OK || (status == CFD_ERR_MEMORY && text == NULL));
    }
    json_set_alloc_funcs(malloc, free);
    assert_int_equal(status, CFD_OK);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exposures_are_rendered),
        cmocka_unit_test(consumers_are_rendered),
        cmocka_unit_test(endpoints_are_rendered),
        cmocka_unit_test(gaps_are_rendered),
        cmocka_unit_test(status_is_rendered),
        cmocka_unit_test(status_before_the_first_commit_says_null),
        cmocka_unit_test(problem_is_rendered),
        cmocka_unit_test(empty_list_is_whole),
        cmocka_unit_test(cut_list_says_where_to_go_on),
        cmocka_unit_test(gaps_above_0_stand_in_their_order),
        cmocka_unit_test(consumer_without_label_has_its_pseudonym),
        cmocka_unit_test(count_in_doubt_is_a_lower_bound),
        cmocka_unit_test(ledger_that_is_not_written_says_why_and_since_when),
        cmocka_unit_test(nobody_known_is_unknown),
        cmocka_unit_test(sides_and_auths_have_their_names),
        cmocka_unit_test(kinds_stand_in_their_order),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(quotes_and_backslashes_are_escaped),
        cmocka_unit_test(huge_counts_stay_positive),
        cmocka_unit_test(longest_texts_are_whole),
        cmocka_unit_test(prop_items_keep_their_order),
        cmocka_unit_test(metrics_are_named_and_counted),
        cmocka_unit_test(metrics_have_one_series_a_reason),
        cmocka_unit_test(fail_render_at_every_allocation),
        cmocka_unit_test(fail_status_at_every_allocation),
    };

    return cmocka_run_group_tests_name("api_render", tests, NULL, NULL);
}
