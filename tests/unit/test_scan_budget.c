/* SPDX-License-Identifier: Apache-2.0
 * The budgets of a scan: what each lets through to the last unit, and that the next one is a gap;
 * its memory. */
#include <cofferdam/scan.h>

#include "core/decode/json.h"
#include "core/scan/record.h"

#include "tests/lib/body.h"
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
#define GAP(name) CFD_GAP_BIT(CFD_GAP_##name)

static struct body body_;

static void run(void)
{
    scan_log_run(&log_, NULL, body_.text, body_.len);
}

/* An object of `count` fields that wait until it closes. */
static void run_fields(unsigned count, const char *value)
{
    body_begin(&body_);
    for (unsigned i = 0; i < count; i++)
        body_put(&body_, "%c\"%u firstName\":\"%s\"", i == 0 ? '{' : ',', i, value);
    body_put(&body_, "}");
    run();
}

static void fields_past_the_budget_are_a_gap(void **state)
{
    run_fields(CFD_SCAN_FIELDS_MAX, "Ann");
    assert_int_equal(log_.finding_count, CFD_SCAN_FIELDS_MAX);
    assert_int_equal(log_.report.gaps, 0);
    run_fields(CFD_SCAN_FIELDS_MAX + 1, "Ann");
    assert_int_equal(log_.finding_count, CFD_SCAN_FIELDS_MAX);
    assert_int_equal(log_.mention_count, 1);
    assert_int_equal(log_.report.gaps, GAP(FIELDS));
    assert_int_equal(log_.finish_status, CFD_OK);
}

/* Names that no key claims leave room for the address that makes them somebody's. */
static void what_no_key_claims_gives_way(void **state)
{
    body_begin(&body_);
    for (unsigned i = 0; i < 2 * CFD_SCAN_FIELDS_MAX; i++)
        body_put(&body_, "%c\"x%u\":\"Ann Abe\"", i == 0 ? '{' : ',', i);
    body_put(&body_, ",\"email\":\"ann@abe.example\"}");
    run();
    assert_int_equal(log_.report.gaps, 0);
    assert_int_equal(log_.report.record_count, 1);
    assert_int_equal(log_.finding_count, CFD_SCAN_FIELDS_MAX / 2 + 1);
}

static void text_past_the_pool_is_a_gap(void **state)
{
    char name[129];

    memset(name, 'n', sizeof(name) - 1);
    name[0] = 'A';
    name[sizeof(name) - 1] = '\0';
    run_fields(CFD_FIELDS_TEXT_BYTES / 128, name);
    assert_int_equal(log_.finding_count, CFD_FIELDS_TEXT_BYTES / 128);
    assert_int_equal(log_.report.gaps, 0);
    run_fields(CFD_FIELDS_TEXT_BYTES / 128 + 1, name);
    assert_int_equal(log_.finding_count, CFD_FIELDS_TEXT_BYTES / 128);
    assert_int_equal(log_.report.gaps, GAP(FIELDS));
}

/* What closed has given its room back. */
static void records_one_after_another_need_no_more_room(void **state)
{
    body_begin(&body_);
    for (unsigned i = 0; i < 5000; i++)
        body_put(&body_,
                 "%c{\"firstName\":\"Ann\",\"x\":{\"lastName\":\"Abe\"},"
                 "\"email\":\"ann%u@abe.example\",\"name\":\"repo\"}",
                 i == 0 ? '[' : ',', i);
    body_put(&body_, "]");
    run();
    assert_int_equal(log_.record_count, 5000);
    assert_int_equal(log_.report.gaps, 0);
    assert_null(strstr(log_.text, "...")); /* every path had room, too */
}

/* Lists are told as they come, so that a long one needs no room. */
static void long_list_of_addresses_is_told_whole(void **state)
{
    body_begin(&body_);
    body_put(&body_, "{\"firstName\":\"Ann\",\"to\":");
    for (unsigned i = 0; i < 3000; i++)
        body_put(&body_, "%c\"ann%u@abe.example\"", i == 0 ? '[' : ',', i);
    body_put(&body_, "]}");
    run();
    assert_int_equal(log_.record_count, 3000);
    assert_int_equal(log_.mention_count, 1);
    assert_int_equal(log_.report.gaps, 0);
}

/* Names that nothing could ever confirm do not wait for it. */
static void hopeless_names_take_no_room(void **state)
{
    body_begin(&body_);
    body_put(&body_, "{\"email\":\"ann@abe.example\"");
    for (unsigned i = 0; i < 300; i++)
        body_put(&body_, ",\"p%u\":{\"name\":\"package\"},\"port\":{\"name\":\"Abe Port\"}", i);
    body_put(&body_, "}");
    run();
    assert_int_equal(log_.finding_count, 1);
    assert_int_equal(log_.report.gaps, 0);
}

static void run_long(const char *before, size_t long_bytes, const char *after)
{
    body_begin(&body_);
    body_put(&body_, "%s", before);
    body_put_run(&body_, 'n', long_bytes);
    body_put(&body_, "%s", after);
    run();
}

static void long_value_is_a_gap(void **state)
{
    static const char after[] = "\",\"email\":\"ann@abe.example\"}";

    run_long("{\"firstName\":\"", CFD_JSON_TEXT_MAX_BYTES, after);
    assert_int_equal(log_.report.long_value_count, 0);
    assert_int_equal(log_.report.gaps, 0);
    run_long("{\"firstName\":\"", CFD_JSON_TEXT_MAX_BYTES + 1, after);
    assert_int_equal(log_.report.long_value_count, 1);
    assert_int_equal(log_.report.gaps, GAP(LONG_VALUE));
    assert_int_equal(log_.record_count, 1);
    assert_int_equal(log_.finding_count, 1);
}

static void long_key_is_a_gap(void **state)
{
    static const char after[] = "\":\"ann@abe.example\"}";

    run_long("{\"", CFD_JSON_TEXT_MAX_BYTES, after);
    assert_int_equal(log_.report.gaps, 0);
    assert_int_equal(log_.record_count, 1);
    run_long("{\"ann@abe.example", CFD_JSON_TEXT_MAX_BYTES, after);
    assert_int_equal(log_.report.long_value_count, 1);
    assert_int_equal(log_.report.gaps, GAP(LONG_VALUE));
    assert_int_equal(log_.record_count, 1);
}

static void value_longer_than_any_identity_is_none(void **state)
{
    run_long("{\"email\":\"", 400, "@abe.example\"}");
    assert_int_equal(log_.finding_count, 0);
    run_long("{\"firstName\":\"A", 320, "\"}");
    assert_int_equal(log_.finding_count, 0);
    assert_int_equal(log_.report.gaps, 0);
}

static void deep_body_is_over_budget(void **state)
{
    body_begin(&body_);
    body_put(&body_, "{\"firstName\":\"Ann\",\"x\":");
    body_put_run(&body_, '[', CFD_JSON_DEPTH_MAX - 1);
    run();
    assert_int_equal(log_.feed_status, CFD_OK);
    body_put(&body_, "[");
    run();
    assert_int_equal(log_.feed_status, CFD_ERR_LIMIT);
    assert_int_equal(log_.report.gaps, GAP(BUDGET));
    assert_int_equal(log_.mention_count, 1);
}

static void token_budget_is_kept(void **state)
{
    static const char body[] = "{\"firstName\":\"Ann\",\"a\":1}"; /* 6 tokens */
    struct cfd_scan_options options = {.token_count_max = 6};

    scan_log_run(&log_, &options, body, strlen(body));
    assert_int_equal(log_.feed_status, CFD_OK);
    assert_int_equal(log_.finish_status, CFD_OK);
    options.token_count_max = 5;
    scan_log_run(&log_, &options, body, strlen(body));
    assert_int_equal(log_.feed_status, CFD_ERR_LIMIT);
    assert_int_equal(log_.report.token_count, 5);
    assert_int_equal(log_.report.gaps, GAP(BUDGET));
    assert_int_equal(log_.mention_count, 1);
}

static void byte_budget_is_kept(void **state)
{
    static const char body[] = "{\"firstName\":\"Ann\",\"a\":1}";
    struct cfd_scan_options options = {.body_bytes_max = strlen(body)};

    scan_log_run(&log_, &options, body, strlen(body));
    assert_int_equal(log_.feed_status, CFD_OK);
    assert_int_equal(log_.finish_status, CFD_OK);
    assert_int_equal(log_.report.gaps, 0);
    options.body_bytes_max--;
    scan_log_run(&log_, &options, body, strlen(body));
    assert_int_equal(log_.feed_status, CFD_ERR_LIMIT);
    assert_int_equal(log_.report.body_bytes, strlen(body) - 1);
    assert_int_equal(log_.report.gaps, GAP(BUDGET));
    assert_int_equal(log_.mention_count, 1);
}

static void path_without_room_is_dots(void **state)
{
    body_begin(&body_);
    for (unsigned depth = 0; depth < 20; depth++)
        body_put(&body_, "{\"%0120u\":", depth);
    body_put(&body_, "{\"email\":\"ann@abe.example\"}");
    body_put_run(&body_, '}', 20);
    run();
    assert_int_equal(log_.finding_count, 1);
    assert_non_null(strstr(log_.text, "...\nR email"));
}

/* The paths that wait share a pool, too: without room a finding is told with dots for its path. */
static void waiting_paths_share_a_pool(void **state)
{
    body_begin(&body_);
    body_put(&body_, "{\"%0*d\":", 100, 1);
    for (unsigned i = 0; i < 60; i++)
        body_put(&body_, "%c\"firstName\":\"Ann\"", i == 0 ? '{' : ',');
    body_put(&body_, "}}");
    run();
    assert_int_equal(log_.finding_count, 60);
    assert_non_null(strstr(log_.text, "976 ...\n"));
    assert_non_null(strstr(log_.text, ".firstName\n"));
    assert_int_equal(log_.report.gaps, 0);
}

struct counted {
    size_t bytes, allocs, frees, fail_at;
    void *last;
    size_t last_bytes;
};

static void *counting_alloc(void *ctx, size_t size_bytes)
{
    struct counted *counted = ctx;

    if (++counted->allocs == counted->fail_at)
        return NULL;
    counted->bytes += size_bytes;
    counted->last_bytes = size_bytes;
    counted->last = malloc(size_bytes);
    return counted->last;
}

/* What is freed must have been wiped of what the body held. */
static void counting_free(void *ctx, void *memory)
{
    struct counted *counted = ctx;

    counted->frees++;
    assert_ptr_equal(memory, counted->last);
    assert_null(memmem(memory, counted->last_bytes, "secret", 6));
    free(memory);
}

static void memory_is_taken_once_and_within_its_promise(void **state)
{
    static const char body[] = "{\"secret1@abe.example\":{\"firstName\":\"secret two\","
                               "\"secret key\":{\"email\":\"secret3@abe.example\",\"x\":\"secret";
    struct counted counted = {0};
    struct cfd_alloc alloc = {counting_alloc, counting_free, &counted};
    struct cfd_scan_sink sink = scan_log_sink(&log_);
    struct cfd_scan *scan;

    assert_int_equal(cfd_scan_new(NULL, &sink, &alloc, &scan), CFD_OK);
    assert_true(counted.bytes <= CFD_SCAN_MEMORY_BYTES);
    scan_log_begin(&log_);
    assert_int_equal(cfd_scan_feed(scan, body, strlen(body)), CFD_OK);
    assert_int_equal(cfd_scan_finish(scan), CFD_ERR_FORMAT);
    fclose(log_.stream);
    assert_int_equal(counted.allocs, 1);
    cfd_scan_free(scan);
    assert_int_equal(counted.frees, 1);
    sink.on_finding = NULL;
    counted.bytes = 0;
    assert_int_equal(cfd_scan_new(NULL, &sink, &alloc, &scan), CFD_OK);
    assert_true(counted.bytes <= CFD_SCAN_QUIET_MEMORY_BYTES);
    cfd_scan_free(scan);
}

static void fail_alloc_makes_nothing(void **state)
{
    struct counted counted = {.fail_at = 1};
    struct cfd_alloc alloc = {counting_alloc, counting_free, &counted};
    struct cfd_scan_sink sink = {0};
    struct cfd_scan *scan = NULL;

    assert_int_equal(cfd_scan_new(NULL, &sink, &alloc, &scan), CFD_ERR_MEMORY);
    assert_null(scan);
    assert_int_equal(counted.frees, 0);
}

/* A pool that frees by itself has no free. */
static void alloc_without_free_is_fine(void **state)
{
    struct counted counted = {0};
    struct cfd_alloc alloc = {counting_alloc, NULL, &counted};
    struct cfd_scan_sink sink = {0};
    struct cfd_scan *scan;

    assert_int_equal(cfd_scan_new(NULL, &sink, &alloc, &scan), CFD_OK);
    cfd_scan_free(scan);
    free(counted.last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fields_past_the_budget_are_a_gap),
        TEST(what_no_key_claims_gives_way),
        TEST(text_past_the_pool_is_a_gap),
        TEST(records_one_after_another_need_no_more_room),
        TEST(long_list_of_addresses_is_told_whole),
        TEST(hopeless_names_take_no_room),
        TEST(long_value_is_a_gap),
        TEST(long_key_is_a_gap),
        TEST(value_longer_than_any_identity_is_none),
        TEST(deep_body_is_over_budget),
        TEST(token_budget_is_kept),
        TEST(byte_budget_is_kept),
        TEST(memory_is_taken_once_and_within_its_promise),
        TEST(fail_alloc_makes_nothing),
        TEST(alloc_without_free_is_fine),
        TEST(path_without_room_is_dots),
        TEST(waiting_paths_share_a_pool),
    };

    return cmocka_run_group_tests_name("scan_budget", tests, NULL, NULL);
}
