/* SPDX-License-Identifier: Apache-2.0
 * The api's end of the socket pair, with the test as the engine. */
#include "daemon/api/engine_link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/test.h"

/* Both ends, and what came back for each question. */
struct setting {
    int engine_fd, api_fd;
    struct cfdi_link *link;
};

struct got {
    size_t call_count;
    enum cfdi_outcome outcome;
    size_t row_count;
    uint64_t first_id, last_id;
    uint64_t row_total;
    enum cfd_status fail_status;
    char fail_text[256];
};

static void on_answer(void *ctx, const struct cfdi_answer *answer)
{
    struct got *got = ctx;

    got->call_count++;
    got->outcome = answer->outcome;
    got->row_count = answer->row_count;
    if (answer->row_count > 0) {
        got->first_id = answer->rows[0].id;
        got->last_id = answer->rows[answer->row_count - 1].id;
    }
    got->row_total = answer->end.row_total;
    got->fail_status = answer->fail_status;
    memcpy(got->fail_text, answer->fail_text, sizeof(got->fail_text));
}

static struct setting set_up(void)
{
    struct setting setting;
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
    setting.api_fd = fds[0];
    setting.engine_fd = fds[1];
    assert_int_equal(cfdi_link_new(fds[0], &setting.link), CFD_OK);
    return setting;
}

static void tear_down(struct setting *setting)
{
    cfdi_link_abandon(setting->link);
    cfdi_link_free(setting->link);
    (void)close(setting->api_fd);
    if (setting->engine_fd >= 0)
        (void)close(setting->engine_fd);
}

static enum cfd_status ask(struct setting *setting, enum cfd_list list, uint32_t limit,
                           struct got *got)
{
    struct cfd_query query = {.list = list, .limit = limit};

    return cfdi_link_ask(setting->link, &query, on_answer, got);
}

/* Reads the next question as the engine would; answers its id. */
static uint32_t take_question(const struct setting *setting, struct cfd_query *out_query)
{
    static uint8_t frame[CFD_FRAME_MAX_BYTES];
    ssize_t got = recv(setting->engine_fd, frame, sizeof(frame), MSG_DONTWAIT);
    struct cfd_frame_head head;

    assert_true(got > 0);
    assert_int_equal(cfd_frame_decode(cfd_bytes_of(frame, (size_t)got), &head), CFD_OK);
    assert_int_equal(head.frame, CFD_FRAME_QUERY);
    assert_int_equal(cfd_query_decode(head.payload, out_query), CFD_OK);
    return head.request_id;
}

static uint32_t asked_id(struct setting *setting, enum cfd_list list, uint32_t limit,
                         struct got *got)
{
    struct cfd_query query;

    assert_int_equal(ask(setting, list, limit, got), CFD_OK);
    return take_question(setting, &query);
}

static void send_frame(const struct setting *setting, const uint8_t *frame, size_t frame_bytes)
{
    assert_true(send(setting->engine_fd, frame, frame_bytes, MSG_DONTWAIT) == (ssize_t)frame_bytes);
}

/* Sends rows first_id, first_id + 1 ... and lets the api read them, so that no buffer fills up. */
static void send_rows(const struct setting *setting, uint32_t id, uint64_t first_id, size_t count)
{
    static uint8_t frame[CFD_FRAME_MAX_BYTES];
    static struct cfd_row rows[CFD_QUERY_LIMIT_MAX + 1];
    size_t frame_bytes = 0;
    size_t taken = 0;

    memset(rows, 0, sizeof(rows));
    for (size_t i = 0; i < count; i++)
        rows[i].id = first_id + i;
    for (size_t at = 0; at < count; at += taken) {
        assert_int_equal(
            cfd_rows_encode(id, rows + at, count - at, frame, sizeof(frame), &frame_bytes, &taken),
            CFD_OK);
        send_frame(setting, frame, frame_bytes);
        assert_int_equal(cfdi_link_read(setting->link), CFD_OK);
    }
}

static void send_end(const struct setting *setting, uint32_t id, uint64_t row_total)
{
    struct cfd_answer_end end = {.row_total = row_total};
    uint8_t frame[1024];
    size_t frame_bytes = 0;

    assert_int_equal(cfd_end_encode(id, &end, frame, sizeof(frame), &frame_bytes), CFD_OK);
    send_frame(setting, frame, frame_bytes);
    assert_int_equal(cfdi_link_read(setting->link), CFD_OK);
}

/* Sends the encoded end of `id` with its bytes from `from` on set to 0xff. */
static void send_damaged_end(const struct setting *setting, uint32_t id, size_t from, size_t length)
{
    struct cfd_answer_end end = {.row_total = 1};
    uint8_t frame[1024];
    size_t frame_bytes = 0;

    assert_int_equal(cfd_end_encode(id, &end, frame, sizeof(frame), &frame_bytes), CFD_OK);
    for (size_t i = from; i < frame_bytes; i++)
        frame[i] = 0xff;
    send_frame(setting, frame, length == 0 ? frame_bytes : length);
    assert_int_equal(cfdi_link_read(setting->link), CFD_OK);
}

/* Complaints go to stderr, which a test's reader should not see. Restores on the second call. */
static void silence(bool is_on)
{
    static int saved = -1;
    int null_fd;

    if (is_on) {
        saved = dup(STDERR_FILENO);
        null_fd = open("/dev/null", O_WRONLY);
        assert_true(saved >= 0 && null_fd >= 0);
        assert_true(dup2(null_fd, STDERR_FILENO) >= 0);
        (void)close(null_fd);
    } else {
        assert_true(dup2(saved, STDERR_FILENO) >= 0);
        (void)close(saved);
    }
}

static void question_reaches_the_engine(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};
    struct cfd_query asked = {.list = CFD_LIST_EXPOSURES,
                              .since_ms = 5,
                              .until_ms = 9,
                              .kinds = CFD_KIND_BIT(CFD_KIND_EMAIL),
                              .is_by_address = true,
                              .limit = 7,
                              .cursor = 3,
                              .endpoint = "GET api.example/*",
                              .consumer = "u-1",
                              .subject = "jane.roe@customer.example"};
    struct cfd_query query;

    assert_int_equal(cfdi_link_ask(setting.link, &asked, on_answer, &got), CFD_OK);
    (void)take_question(&setting, &query);
    assert_int_equal(query.list, CFD_LIST_EXPOSURES);
    assert_true(query.since_ms == 5 && query.until_ms == 9);
    assert_int_equal(query.limit, 7);
    assert_int_equal(query.cursor, 3);
    assert_string_equal(query.endpoint, asked.endpoint);
    assert_string_equal(query.subject, asked.subject);
    assert_int_equal(got.call_count, 0);
    tear_down(&setting);
}

static void longest_question_fits(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};
    struct cfd_query asked = {.list = CFD_LIST_GAPS, .limit = 1};
    struct cfd_query query;

    memset(asked.endpoint, 'e', sizeof(asked.endpoint) - 1);
    memset(asked.consumer, 'c', sizeof(asked.consumer) - 1);
    memset(asked.subject, 's', sizeof(asked.subject) - 1);
    assert_int_equal(cfdi_link_ask(setting.link, &asked, on_answer, &got), CFD_OK);
    (void)take_question(&setting, &query);
    assert_string_equal(query.subject, asked.subject);
    tear_down(&setting);
}

static void rows_and_end_make_an_answer(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};
    uint32_t id = asked_id(&setting, CFD_LIST_EXPOSURES, 500, &got);

    send_rows(&setting, id, 100, 300);
    send_rows(&setting, id, 400, 200);
    assert_int_equal(got.call_count, 0);
    send_end(&setting, id, 1204);
    assert_int_equal(got.call_count, 1);
    assert_int_equal(got.outcome, CFDI_OUTCOME_WHOLE);
    assert_int_equal(got.row_count, 500);
    assert_int_equal(got.first_id, 100);
    assert_int_equal(got.last_id, 599);
    assert_int_equal(got.row_total, 1204);
    tear_down(&setting);
    assert_int_equal(got.call_count, 1);
}

static void status_has_an_end_only(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};

    send_end(&setting, asked_id(&setting, CFD_LIST_STATUS, 0, &got), 0);
    assert_int_equal(got.call_count, 1);
    assert_int_equal(got.outcome, CFDI_OUTCOME_WHOLE);
    assert_int_equal(got.row_count, 0);
    tear_down(&setting);
}

/* Answers come in any order and find their own question. */
static void prop_answers_find_their_questions(void **state)
{
    struct setting setting = set_up();
    struct got gots[CFDI_LINK_QUESTIONS_MAX] = {{0}};
    uint32_t ids[CFDI_LINK_QUESTIONS_MAX];

    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++)
        ids[i] = asked_id(&setting, CFD_LIST_EXPOSURES, 10, &gots[i]);
    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++)
        send_rows(&setting, ids[i], i * 1000, 1 + i % 10);
    for (size_t i = CFDI_LINK_QUESTIONS_MAX; i-- > 0;)
        send_end(&setting, ids[i], i);
    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++) {
        assert_int_equal(gots[i].call_count, 1);
        assert_int_equal(gots[i].outcome, CFDI_OUTCOME_WHOLE);
        assert_int_equal(gots[i].row_count, 1 + i % 10);
        assert_int_equal(gots[i].first_id, i * 1000);
        assert_int_equal(gots[i].row_total, i);
    }
    tear_down(&setting);
}

static void failure_brings_status_and_text(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};
    uint32_t id = asked_id(&setting, CFD_LIST_EXPOSURES, 10, &got);
    uint8_t frame[1024];
    size_t frame_bytes = 0;

    send_rows(&setting, id, 1, 3);
    assert_int_equal(
        cfd_fail_encode(id, CFD_ERR_STATE, "no worker key", frame, sizeof(frame), &frame_bytes),
        CFD_OK);
    send_frame(&setting, frame, frame_bytes);
    assert_int_equal(cfdi_link_read(setting.link), CFD_OK);
    assert_int_equal(got.outcome, CFDI_OUTCOME_FAILED);
    assert_int_equal(got.fail_status, CFD_ERR_STATE);
    assert_string_equal(got.fail_text, "no worker key");
    tear_down(&setting);
}

static void question_too_many_is_refused(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};
    struct got last = {0};
    uint32_t id = 0;

    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++)
        id = asked_id(&setting, CFD_LIST_STATUS, 0, &got);
    assert_int_equal(ask(&setting, CFD_LIST_STATUS, 0, &last), CFD_ERR_FULL);
    send_end(&setting, id, 0);
    assert_int_equal(ask(&setting, CFD_LIST_STATUS, 0, &last), CFD_OK);
    tear_down(&setting);
    assert_int_equal(last.call_count, 1);
    assert_int_equal(got.call_count, CFDI_LINK_QUESTIONS_MAX);
}

static void question_without_limit_is_refused(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};

    assert_int_equal(ask(&setting, CFD_LIST_EXPOSURES, 0, &got), CFD_ERR_USAGE);
    assert_int_equal(ask(&setting, CFD_LIST_EXPOSURES, CFD_QUERY_LIMIT_MAX + 1, &got),
                     CFD_ERR_USAGE);
    tear_down(&setting);
    assert_int_equal(got.call_count, 0);
}

/* An engine that does not read fills the socket; that is no reason to wait. */
static void question_to_a_deaf_engine_is_refused(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};
    uint8_t filler[1000] = {0};

    while (send(setting.api_fd, filler, sizeof(filler), MSG_DONTWAIT) > 0)
        continue;
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(ask(&setting, CFD_LIST_STATUS, 0, &got), CFD_ERR_FULL);
    tear_down(&setting);
    assert_int_equal(got.call_count, 0);
}

static void answers_to_nobody_are_dropped(void **state)
{
    struct setting setting = set_up();
    struct got old = {0};
    struct got got = {0};
    uint32_t old_id = asked_id(&setting, CFD_LIST_EXPOSURES, 10, &old);
    uint32_t id = asked_id(&setting, CFD_LIST_EXPOSURES, 10, &got);

    assert_true(id != old_id);
    send_end(&setting, old_id, 1);
    send_rows(&setting, old_id, 1, 3);
    send_end(&setting, old_id, 2);
    send_end(&setting, id + 1, 3);
    send_rows(&setting, id - 100, 1, 3);
    assert_int_equal(old.call_count, 1);
    assert_int_equal(old.row_total, 1);
    assert_int_equal(got.call_count, 0);
    send_end(&setting, id, 4);
    assert_int_equal(got.row_count, 0);
    assert_int_equal(got.row_total, 4);
    tear_down(&setting);
}

/* 1 in 2^32 that it fails by chance. */
static void ids_begin_elsewhere_each_time(void **state)
{
    struct setting one = set_up();
    struct setting other = set_up();
    struct got got = {0};

    assert_true(asked_id(&one, CFD_LIST_STATUS, 0, &got) !=
                asked_id(&other, CFD_LIST_STATUS, 0, &got));
    tear_down(&one);
    tear_down(&other);
}

static void more_rows_than_asked_for_break_the_answer(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};
    uint32_t id = asked_id(&setting, CFD_LIST_EXPOSURES, 10, &got);

    silence(true);
    send_rows(&setting, id, 1, 11);
    silence(false);
    assert_int_equal(got.outcome, CFDI_OUTCOME_BROKEN);
    send_end(&setting, id, 11);
    assert_int_equal(got.call_count, 1);
    tear_down(&setting);
}

static void rows_of_a_status_break_the_answer(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};

    silence(true);
    send_rows(&setting, asked_id(&setting, CFD_LIST_STATUS, 0, &got), 1, 1);
    silence(false);
    assert_int_equal(got.outcome, CFDI_OUTCOME_BROKEN);
    tear_down(&setting);
}

static void damaged_ends_break_the_answer(void **state)
{
    struct setting setting = set_up();

    silence(true);
    for (size_t length = 12; length < 260; length += 31) {
        struct got got = {0};

        send_damaged_end(&setting, asked_id(&setting, CFD_LIST_STATUS, 0, &got), 1024, length);
        assert_int_equal(got.call_count, 1);
        assert_int_equal(got.outcome, CFDI_OUTCOME_BROKEN);
    }
    for (size_t from = 12; from < 100; from += 8) {
        struct got got = {0};

        send_damaged_end(&setting, asked_id(&setting, CFD_LIST_STATUS, 0, &got), from, 0);
        assert_int_equal(got.outcome, CFDI_OUTCOME_BROKEN);
    }
    silence(false);
    tear_down(&setting);
}

/* What is no frame at all belongs to nobody: the question goes on. */
static void frames_that_are_none_are_dropped(void **state)
{
    static uint8_t large[CFD_FRAME_MAX_BYTES + 100];
    struct setting setting = set_up();
    struct got got = {0};
    uint32_t id = asked_id(&setting, CFD_LIST_STATUS, 0, &got);

    silence(true);
    send_frame(&setting, (const uint8_t *)"x", 1);
    send_frame(&setting, (const uint8_t *)"CFQ1", 4);
    send_frame(&setting, large, sizeof(large));
    send_damaged_end(&setting, id, 8, 0);
    silence(false);
    assert_int_equal(got.call_count, 0);
    send_end(&setting, id, 5);
    assert_int_equal(got.row_total, 5);
    tear_down(&setting);
}

static void rows_in_all_are_bounded(void **state)
{
    struct setting setting = set_up();
    struct got gots[12] = {{0}};
    uint32_t ids[12];
    size_t full_count = 0;

    for (size_t i = 0; i < TEST_COUNT(gots); i++) {
        ids[i] = asked_id(&setting, CFD_LIST_EXPOSURES, CFD_QUERY_LIMIT_MAX, &gots[i]);
        send_rows(&setting, ids[i], 0, CFD_QUERY_LIMIT_MAX);
    }
    for (size_t i = 0; i < TEST_COUNT(gots); i++) {
        send_end(&setting, ids[i], 0);
        full_count += gots[i].outcome == CFDI_OUTCOME_FULL;
        assert_int_equal(gots[i].call_count, 1);
    }
    assert_int_equal(full_count, TEST_COUNT(gots) - CFDI_LINK_ROWS_MAX / CFD_QUERY_LIMIT_MAX);
    /* Given back, all of it: the same fits again. */
    gots[0].call_count = 0;
    ids[0] = asked_id(&setting, CFD_LIST_EXPOSURES, CFD_QUERY_LIMIT_MAX, &gots[0]);
    send_rows(&setting, ids[0], 0, CFD_QUERY_LIMIT_MAX);
    send_end(&setting, ids[0], 0);
    assert_int_equal(gots[0].outcome, CFDI_OUTCOME_WHOLE);
    assert_int_equal(gots[0].row_count, CFD_QUERY_LIMIT_MAX);
    tear_down(&setting);
}

/* The wait is a poll(2) with the link's own time, as the loop does it. */
static void silence_of_the_engine_ends_in_late(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};
    uint32_t id = asked_id(&setting, CFD_LIST_STATUS, 0, &got);
    int64_t wait_ms = cfdi_link_wait_ms(setting.link);

    assert_true(wait_ms > 0 && wait_ms <= CFDI_LINK_PATIENCE_MS);
    cfdi_link_expire(setting.link);
    assert_int_equal(got.call_count, 0);
    while ((wait_ms = cfdi_link_wait_ms(setting.link)) > 0)
        (void)poll(NULL, 0, (int)wait_ms);
    cfdi_link_expire(setting.link);
    assert_int_equal(got.call_count, 1);
    assert_int_equal(got.outcome, CFDI_OUTCOME_LATE);
    assert_int_equal(cfdi_link_wait_ms(setting.link), -1);
    send_end(&setting, id, 0);
    assert_int_equal(got.call_count, 1);
    tear_down(&setting);
}

static void nobody_waits_at_first(void **state)
{
    struct setting setting = set_up();

    assert_int_equal(cfdi_link_wait_ms(setting.link), -1);
    cfdi_link_expire(setting.link);
    cfdi_link_abandon(setting.link);
    assert_int_equal(cfdi_link_read(setting.link), CFD_OK);
    cfdi_link_free(NULL);
    tear_down(&setting);
}

static void closed_engine_is_an_error(void **state)
{
    struct setting setting = set_up();
    struct got got = {0};

    assert_int_equal(ask(&setting, CFD_LIST_STATUS, 0, &got), CFD_OK);
    (void)close(setting.engine_fd);
    setting.engine_fd = -1;
    assert_int_equal(cfdi_link_read(setting.link), CFD_ERR_IO);
    assert_int_equal(ask(&setting, CFD_LIST_STATUS, 0, &got), CFD_ERR_IO);
    assert_int_equal(got.call_count, 0);
    cfdi_link_abandon(setting.link);
    assert_int_equal(got.call_count, 1);
    assert_int_equal(got.outcome, CFDI_OUTCOME_LOST);
    tear_down(&setting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(question_reaches_the_engine),
        cmocka_unit_test(longest_question_fits),
        cmocka_unit_test(rows_and_end_make_an_answer),
        cmocka_unit_test(status_has_an_end_only),
        cmocka_unit_test(prop_answers_find_their_questions),
        cmocka_unit_test(failure_brings_status_and_text),
        cmocka_unit_test(question_too_many_is_refused),
        cmocka_unit_test(question_without_limit_is_refused),
        cmocka_unit_test(question_to_a_deaf_engine_is_refused),
        cmocka_unit_test(answers_to_nobody_are_dropped),
        cmocka_unit_test(ids_begin_elsewhere_each_time),
        cmocka_unit_test(more_rows_than_asked_for_break_the_answer),
        cmocka_unit_test(rows_of_a_status_break_the_answer),
        cmocka_unit_test(damaged_ends_break_the_answer),
        cmocka_unit_test(frames_that_are_none_are_dropped),
        cmocka_unit_test(rows_in_all_are_bounded),
        cmocka_unit_test(silence_of_the_engine_ends_in_late),
        cmocka_unit_test(nobody_waits_at_first),
        cmocka_unit_test(closed_engine_is_an_error),
    };

    return cmocka_run_group_tests_name("api_engine_link", tests, NULL, NULL);
}
