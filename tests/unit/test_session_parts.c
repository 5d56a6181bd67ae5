/* SPDX-License-Identifier: Apache-2.0
 * Parts of large responses, persons counted, the life of a session and its memory. */
#include <cofferdam/session.h>

#include "tests/lib/body.h"
#include "tests/lib/customers.h"
#include "tests/lib/session_log.h"
#include "tests/lib/test.h"

#define GAP(name) CFD_GAP_BIT(CFD_GAP_##name)

static struct host host_;
static struct body body_;

static int open_host(void **state)
{
    host_open(&host_);
    return 0;
}

static struct cfd_session *begin(void)
{
    struct cfd_request request = {.method = cfd_bytes_str("GET"), .path = cfd_bytes_str("/")};
    struct cfd_head head = {.status = 200, .content_type = cfd_bytes_str("application/json")};
    struct cfd_session *session;
    enum cfd_wants wants;

    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    assert_int_equal(cfd_session_request(session, &request), CFD_OK);
    assert_int_equal(cfd_session_head(session, &head, &wants), CFD_OK);
    assert_int_equal(wants, CFD_WANTS_BYTES);
    return session;
}

static void end(struct cfd_session *session, struct cfd_session_totals *totals)
{
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
    cfd_session_totals(session, totals);
    cfd_session_close(session);
}

static void run_body(struct cfd_session_totals *totals)
{
    struct cfd_session *session = begin();

    assert_int_equal(cfd_session_body(session, body_.text, body_.len), CFD_OK);
    end(session, totals);
}

/* A list of `count` people of whom every `distinct` ones are the same again. */
static void put_people(unsigned count, unsigned distinct)
{
    body_begin(&body_);
    for (unsigned i = 0; i < count; i++)
        body_put(&body_, "%c{\"email\":\"ann%u@abe.example\"}", i == 0 ? '[' : ',', i % distinct);
    body_put(&body_, "]");
}

/* ---- Parts ---- */

static void subjects_come_in_full_parts_and_a_rest(void **state)
{
    static const struct {
        unsigned count, parts, rest;
    } cases[] = {
        {1, 1, 1},
        {CFD_PART_SUBJECTS_MAX - 1, 1, CFD_PART_SUBJECTS_MAX - 1},
        {CFD_PART_SUBJECTS_MAX, 2, 0},
        {CFD_PART_SUBJECTS_MAX + 1, 2, 1},
        {10 * CFD_PART_SUBJECTS_MAX, 11, 0},
        {10 * CFD_PART_SUBJECTS_MAX + 7, 11, 7},
    };
    struct cfd_session_totals totals;

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        host_open(&host_);
        put_people(cases[i].count, cases[i].count);
        run_body(&totals);
        assert_int_equal(totals.person_count, cases[i].count);
        assert_int_equal(totals.record_count, cases[i].count);
        assert_int_equal(host_.part_count, cases[i].parts);
        for (unsigned part = 0; part < cases[i].parts; part++) {
            bool is_last = part + 1 == cases[i].parts;

            assert_int_equal(host_.parts[part].part.is_last, is_last);
            assert_int_equal(host_.parts[part].part.subject_count,
                             is_last ? cases[i].rest : CFD_PART_SUBJECTS_MAX);
        }
        assert_int_equal(host_.parts[cases[i].parts - 1].part.record_count, cases[i].count);
    }
}

static void subjects_are_told_in_order(void **state)
{
    struct cfd_session_totals totals;
    char address[32];

    put_people(100, 100);
    run_body(&totals);
    for (unsigned i = 0; i < 100; i++) {
        const struct kept_part *part = &host_.parts[i / CFD_PART_SUBJECTS_MAX];

        (void)snprintf(address, sizeof(address), "ann%u@abe.example", i);
        assert_true(
            host_is_subject(&part->subjects[i % CFD_PART_SUBJECTS_MAX], CFD_KIND_EMAIL, address));
    }
}

static void subject_carries_kinds_and_aliases(void **state)
{
    const struct cfd_subject *subject = &host_.parts[0].subjects[0];
    struct cfd_session_totals totals;

    body_begin(&body_);
    body_put(&body_,
             "{\"email\":\"ann@abe.example\",\"phone\":\"+4930123456\",\"vorname\":\"Ann\"}");
    run_body(&totals);
    assert_true(host_is_subject(subject, CFD_KIND_EMAIL, "ann@abe.example"));
    assert_int_equal(subject->kinds, CFD_KIND_BIT(CFD_KIND_EMAIL) | CFD_KIND_BIT(CFD_KIND_PHONE) |
                                         CFD_KIND_BIT(CFD_KIND_PERSON_NAME));
    assert_int_equal(subject->alias_count, 1);
    assert_int_equal(subject->aliases[0].kind, CFD_KIND_PHONE);
    assert_int_equal(totals.kinds, subject->kinds);
}

/* Parts of one response differ in their numbers and subjects, not in whom they are about. */
static void every_part_says_the_same_of_the_request(void **state)
{
    struct cfd_session_totals totals;
    const struct cfd_part *first = &host_.parts[0].part;

    put_people(200, 200);
    run_body(&totals);
    assert_true(host_.part_count > 2);
    for (size_t i = 1; i < host_.part_count; i++) {
        const struct cfd_part *part = &host_.parts[i].part;

        assert_string_equal(host_.parts[i].endpoint, host_.parts[0].endpoint);
        assert_int_equal(part->status, first->status);
        assert_int_equal(part->time_ms, first->time_ms);
        assert_int_equal(part->consumer_count, first->consumer_count);
        assert_memory_equal(part->request_id, first->request_id, sizeof(first->request_id));
    }
}

/* ---- Persons ---- */

static void person_seen_again_counts_once(void **state)
{
    struct cfd_session_totals totals;

    put_people(500, 1);
    run_body(&totals);
    assert_int_equal(totals.person_count, 1);
    assert_int_equal(totals.record_count, 500);
    host_open(&host_);
    put_people(6, 3);
    run_body(&totals);
    assert_int_equal(totals.person_count, 3);
    assert_int_equal(totals.record_count, 6);
}

static void mentions_are_no_persons(void **state)
{
    struct cfd_session_totals totals;

    body_begin(&body_);
    body_put(&body_, "[{\"vorname\":\"Ann\"},{\"vorname\":\"Bob\"},{\"email\":\"cy@abe.example\"},"
                     "{\"email\":\"nobody@abe.example\",\"vorname\":\"Di\"}]");
    run_body(&totals);
    assert_int_equal(totals.person_count, 1);
    assert_int_equal(totals.record_count, 1);
    assert_int_equal(totals.mention_count, 3);
}

static void person_without_key_is_counted_and_a_gap(void **state)
{
    struct cfd_session_totals totals;

    host_.env.pseudonym = NULL;
    host_.env.pseudonym_raw = NULL;
    put_people(100, 100);
    run_body(&totals);
    assert_int_equal(totals.person_count, 100);
    assert_int_equal(totals.gaps, GAP(KEY_MISSING));
    assert_true(totals.is_inspected);
    assert_int_equal(host_.part_count, 1);
    assert_int_equal(host_.parts[0].part.subject_count, 0);
    assert_int_equal(host_.parts[0].part.record_count, 100);
    assert_int_equal(host_.parts[0].part.gaps, GAP(KEY_MISSING));
    assert_int_equal(host_.pseudonym_count, 0);
}

static void key_missed_by_nobody_is_no_gap(void **state)
{
    struct cfd_session_totals totals;

    host_.env.pseudonym = NULL;
    host_.env.pseudonym_raw = NULL;
    body_begin(&body_);
    body_put(&body_, "{\"vorname\":\"Ann\"}");
    run_body(&totals);
    assert_int_equal(totals.gaps, 0);
    assert_int_equal(totals.mention_count, 1);
}

static void assert_same_totals(const struct cfd_session_totals *a,
                               const struct cfd_session_totals *b)
{
    assert_int_equal(a->body_bytes, b->body_bytes);
    assert_int_equal(a->person_count, b->person_count);
    assert_int_equal(a->record_count, b->record_count);
    assert_int_equal(a->mention_count, b->mention_count);
    assert_int_equal(a->kinds, b->kinds);
    assert_int_equal(a->gaps, b->gaps);
}

/* However many calls of body: the same parts. */
static void prop_split_tells_the_same_parts(void **state)
{
    static struct host whole;
    struct cfd_session_totals totals, totals_of_pieces;
    uint32_t random = 21;

    body_begin(&body_);
    customers_put(&body_, 60, &random);
    run_body(&totals);
    whole = host_;
    for (unsigned round = 0; round < 30; round++) {
        struct cfd_session *session;

        host_open(&host_);
        session = begin();
        for (size_t at = 0; at < body_.len;) {
            size_t piece_bytes = chance(&random, round == 0 ? 2 : 700);

            piece_bytes = piece_bytes > body_.len - at ? body_.len - at : piece_bytes;
            assert_int_equal(cfd_session_body(session, body_.text + at, piece_bytes), CFD_OK);
            at += piece_bytes;
        }
        end(session, &totals_of_pieces);
        assert_same_totals(&totals_of_pieces, &totals);
        assert_int_equal(host_.part_count, whole.part_count);
        for (size_t i = 0; i < whole.part_count; i++) {
            assert_int_equal(host_.parts[i].part.subject_count, whole.parts[i].part.subject_count);
            assert_memory_equal(host_.parts[i].subjects, whole.parts[i].subjects,
                                whole.parts[i].part.subject_count * sizeof(struct cfd_subject));
        }
    }
}

/* ---- Life ---- */

static void call_at_the_wrong_moment_is_refused(void **state)
{
    struct cfd_request request = {.path = cfd_bytes_str("/")};
    struct cfd_head head = {.status = 200, .content_type = cfd_bytes_str("application/json")};
    struct cfd_session *session;
    enum cfd_wants wants = (enum cfd_wants)99;

    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    assert_int_equal(cfd_session_head(session, &head, &wants), CFD_ERR_STATE);
    assert_int_equal(cfd_session_body(session, "[]", 2), CFD_ERR_STATE);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_ERR_STATE);
    assert_int_equal(cfd_session_request(session, &request), CFD_OK);
    assert_int_equal(cfd_session_request(session, &request), CFD_ERR_STATE);
    assert_int_equal(cfd_session_body(session, "[]", 2), CFD_ERR_STATE);
    assert_int_equal((int)wants, 99);
    assert_int_equal(cfd_session_head(session, &head, &wants), CFD_OK);
    assert_int_equal(cfd_session_head(session, &head, &wants), CFD_ERR_STATE);
    assert_int_equal(cfd_session_request(session, &request), CFD_ERR_STATE);
    assert_int_equal(cfd_session_body(session, NULL, 0), CFD_OK);
    assert_int_equal(cfd_session_body(session, "[]", 2), CFD_OK);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_ERR_STATE);
    assert_int_equal(cfd_session_body(session, "[]", 2), CFD_ERR_STATE);
    assert_int_equal(cfd_session_head(session, &head, &wants), CFD_ERR_STATE);
    cfd_session_close(session);
    assert_int_equal(host_.part_count, 0);
}

static void request_without_response_ends_quietly(void **state)
{
    struct cfd_request request = {.path = cfd_bytes_str("/")};
    struct cfd_session_totals totals;
    struct cfd_session *session;

    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    assert_int_equal(cfd_session_request(session, &request), CFD_OK);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
    cfd_session_totals(session, &totals);
    assert_false(totals.is_inspected);
    assert_int_equal(totals.gaps, 0);
    cfd_session_close(session);
    assert_int_equal(host_.part_count, 0);
}

static void totals_may_be_read_at_any_time(void **state)
{
    struct cfd_session_totals totals;
    struct cfd_session *session = begin();

    cfd_session_totals(session, &totals);
    assert_int_equal(totals.person_count, 0);
    put_people(3, 3);
    assert_int_equal(cfd_session_body(session, body_.text, body_.len - 1), CFD_OK);
    cfd_session_totals(session, &totals);
    assert_int_equal(totals.person_count, 3);
    assert_int_equal(totals.record_count, 3);
    assert_int_equal(totals.body_bytes, body_.len - 1);
    assert_int_equal(totals.gaps, 0);
    cfd_session_close(session);
}

static void host_may_hear_no_parts(void **state)
{
    struct cfd_session_totals totals;

    host_.env.on_part = NULL;
    put_people(100, 100);
    run_body(&totals);
    assert_int_equal(totals.person_count, 100);
    assert_int_equal(host_.part_count, 0);
}

/* ---- Memory ---- */

static void memory_is_within_its_promise(void **state)
{
    struct cfd_session_totals totals;

    put_people(2000, 2000);
    run_body(&totals);
    assert_int_equal(totals.person_count, 2000);
    assert_true(host_.taken_bytes <= CFD_SESSION_MEMORY_BYTES);
    assert_int_equal(host_.alloc_count, 2); /* the session and its scan, nothing by the body */
    assert_int_equal(host_.free_count, 2);
}

static void fail_open_makes_nothing(void **state)
{
    struct cfd_session *session = NULL;

    host_.fail_at = 1;
    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_ERR_MEMORY);
    assert_null(session);
    assert_int_equal(host_.free_count, 0);
}

/* Without memory for the scan the response goes on, and says that it was not read. */
static void fail_head_is_a_gap(void **state)
{
    struct cfd_request request = {.path = cfd_bytes_str("/")};
    struct cfd_head head = {.status = 200, .content_type = cfd_bytes_str("application/json")};
    enum cfd_wants wants = CFD_WANTS_NOTHING;
    struct cfd_session_totals totals;
    struct cfd_session *session;

    host_.fail_at = 2;
    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    assert_int_equal(cfd_session_request(session, &request), CFD_OK);
    assert_int_equal(cfd_session_head(session, &head, &wants), CFD_ERR_MEMORY);
    assert_int_equal(wants, CFD_WANTS_LENGTH);
    assert_int_equal(cfd_session_body(session, NULL, 10), CFD_OK);
    end(session, &totals);
    assert_false(totals.is_inspected);
    assert_int_equal(totals.gaps, GAP(INTERNAL));
    assert_int_equal(host_.part_count, 1);
    assert_int_equal(host_.free_count, 1);
}

#define TEST(function) cmocka_unit_test_setup(function, open_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(subjects_come_in_full_parts_and_a_rest),
        TEST(subjects_are_told_in_order),
        TEST(subject_carries_kinds_and_aliases),
        TEST(every_part_says_the_same_of_the_request),
        TEST(person_seen_again_counts_once),
        TEST(mentions_are_no_persons),
        TEST(person_without_key_is_counted_and_a_gap),
        TEST(key_missed_by_nobody_is_no_gap),
        TEST(prop_split_tells_the_same_parts),
        TEST(call_at_the_wrong_moment_is_refused),
        TEST(request_without_response_ends_quietly),
        TEST(totals_may_be_read_at_any_time),
        TEST(host_may_hear_no_parts),
        TEST(memory_is_within_its_promise),
        TEST(fail_open_makes_nothing),
        TEST(fail_head_is_a_gap),
    };

    return cmocka_run_group_tests_name("session_parts", tests, NULL, NULL);
}
