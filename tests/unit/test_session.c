/* SPDX-License-Identifier: Apache-2.0
 * Sessions: one request and its response, as a connector drives them; what is read, what is a gap,
 * what the parts say. */
#include <cofferdam/session.h>

#include "tests/lib/session_log.h"
#include "tests/lib/test.h"

#define GAP(name) CFD_GAP_BIT(CFD_GAP_##name)
#define ANN "{\"email\":\"ann@abe.example\"}"

static struct host host_;

/* A response, and what the connector must see of it. */
struct response {
    const char *type;
    uint16_t status;
    bool is_opaque, has_no_body;
    const char *body;
    enum cfd_end how;
};

static struct cfd_session *open_session(void)
{
    struct cfd_request request = {.method = cfd_bytes_str("GET"),
                                  .server_name = cfd_bytes_str("api.example"),
                                  .path = cfd_bytes_str("/customers/17"),
                                  .address = cfd_bytes_str("\xc6\x33\x64\x07"),
                                  .side = CFD_SIDE_PARTNER};
    struct cfd_session *session;

    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    assert_string_equal(cfd_session_endpoint(session), "");
    assert_int_equal(cfd_session_request(session, &request), CFD_OK);
    return session;
}

static enum cfd_wants begin(struct cfd_session *session, const struct response *response)
{
    struct cfd_head head = {.now_ms = 1767225600250,
                            .status = response->status != 0 ? response->status : 200,
                            .content_type = cfd_bytes_str(response->type),
                            .is_opaque = response->is_opaque,
                            .has_no_body = response->has_no_body};
    enum cfd_wants wants = (enum cfd_wants)99;

    assert_int_equal(cfd_session_head(session, &head, &wants), CFD_OK);
    return wants;
}

/* Runs a response as a connector would; answers what the session wanted. */
static enum cfd_wants run(const struct response *response, struct cfd_session_totals *totals)
{
    struct cfd_session *session;
    enum cfd_wants wants;

    host_open(&host_);
    session = open_session();
    wants = begin(session, response);
    if (wants == CFD_WANTS_BYTES)
        assert_int_equal(cfd_session_body(session, response->body, strlen(response->body)), CFD_OK);
    if (wants == CFD_WANTS_LENGTH)
        assert_int_equal(cfd_session_body(session, NULL, strlen(response->body)), CFD_OK);
    assert_int_equal(cfd_session_end(session, response->how), CFD_OK);
    cfd_session_totals(session, totals);
    cfd_session_close(session);
    assert_int_equal(host_.alloc_count, host_.free_count);
    return wants;
}

/* ---- What is read ---- */

static void body_is_read_where_type_says_json(void **state)
{
    static const struct response responses[] = {
        {.type = "application/json", .body = ANN},
        {.type = "application/problem+json; charset=utf-8", .body = ANN, .status = 404},
        {.type = "application/x-ndjson", .body = ANN "\n" ANN},
        {.type = "text/json", .body = ANN, .status = 500},
    };
    struct cfd_session_totals totals;

    for (size_t i = 0; i < TEST_COUNT(responses); i++) {
        assert_int_equal(run(&responses[i], &totals), CFD_WANTS_BYTES);
        assert_true(totals.is_inspected);
        assert_int_equal(totals.gaps, 0);
        assert_int_equal(totals.person_count, 1);
        assert_int_equal(totals.body_bytes, strlen(responses[i].body));
        assert_int_equal(totals.kinds, CFD_KIND_BIT(CFD_KIND_EMAIL));
        assert_int_equal(host_.part_count, 1);
        assert_true(
            host_is_subject(&host_.parts[0].subjects[0], CFD_KIND_EMAIL, "ann@abe.example"));
    }
}

static void unread_body_is_a_gap(void **state)
{
    static const struct {
        struct response response;
        cfd_gaps gaps;
    } cases[] = {
        {{.type = "text/html", .body = "x"}, GAP(FORMAT)},
        {{.type = "", .body = ANN}, GAP(FORMAT)},
        {{.type = "text/csv", .body = "ann@abe.example"}, GAP(FORMAT)},
        {{.type = "application/grpc", .body = "x"}, GAP(FORMAT)},
        {{.type = "image/svg+xml", .body = "x"}, GAP(FORMAT)},
        {{.type = "application/json", .body = ANN, .status = 206}, GAP(PARTIAL_CONTENT)},
        {{.type = "text/html", .body = "x", .status = 206}, GAP(PARTIAL_CONTENT)},
        {{.type = "application/json", .body = "x", .is_opaque = true}, GAP(OPAQUE_CODING)},
        {{.type = "text/html", .body = "x", .is_opaque = true}, GAP(OPAQUE_CODING)},
        {{.type = "image/png", .body = "x"}, GAP(EXCLUDED)},
        {{.type = "text/css", .body = "x", .is_opaque = true}, GAP(EXCLUDED)},
        {{.type = "font/woff2", .body = "x", .status = 206}, GAP(EXCLUDED)},
    };
    struct cfd_session_totals totals;

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        assert_int_equal(run(&cases[i].response, &totals), CFD_WANTS_LENGTH);
        assert_false(totals.is_inspected);
        assert_int_equal(totals.gaps, cases[i].gaps);
        assert_int_equal(totals.person_count, 0);
        assert_int_equal(totals.body_bytes, strlen(cases[i].response.body));
        assert_int_equal(host_.part_count, cases[i].gaps != GAP(EXCLUDED));
    }
}

static void response_without_body_is_inspected(void **state)
{
    static const struct response responses[] = {
        {.type = "application/json", .body = "", .has_no_body = true},
        {.type = "text/html", .body = "", .has_no_body = true, .status = 304},
        {.type = "", .body = "", .has_no_body = true, .status = 204},
        {.type = "application/json", .body = "", .has_no_body = true, .is_opaque = true},
        {.type = "application/json", .body = ""},
        {.type = "application/x-ndjson", .body = ""},
        {.type = "text/html", .body = "", .status = 302},
        {.type = "image/png", .body = ""},
        {.type = "application/json", .body = "", .status = 206},
        {.type = "application/json", .body = "", .is_opaque = true},
    };
    struct cfd_session_totals totals;

    for (size_t i = 0; i < TEST_COUNT(responses); i++) {
        enum cfd_wants wants = run(&responses[i], &totals);

        if (responses[i].has_no_body)
            assert_int_equal(wants, CFD_WANTS_NOTHING);
        assert_true(totals.is_inspected);
        assert_int_equal(totals.gaps, 0);
        assert_int_equal(host_.part_count, 0);
    }
}

static void upgraded_connection_is_a_gap(void **state)
{
    struct response response = {.type = "", .body = "", .status = 101, .has_no_body = true};
    struct cfd_session_totals totals;

    assert_int_equal(run(&response, &totals), CFD_WANTS_NOTHING);
    assert_int_equal(totals.gaps, GAP(UPGRADED));
    assert_false(totals.is_inspected);
    assert_int_equal(host_.part_count, 1);
    assert_true(host_.parts[0].part.is_last);
}

/* ---- How bodies end ---- */

static void broken_body_is_a_gap_and_told(void **state)
{
    static const char *const bodies[] = {"[" ANN "}", "[" ANN ",", "<html>", ANN ANN,
                                         "[" ANN ",nul]"};
    struct cfd_session_totals totals;

    for (size_t i = 0; i < TEST_COUNT(bodies); i++) {
        struct response response = {.type = "application/json", .body = bodies[i]};

        assert_int_equal(run(&response, &totals), CFD_WANTS_BYTES);
        assert_true(totals.is_inspected);
        assert_int_equal(totals.gaps, GAP(BROKEN));
        assert_int_equal(totals.person_count, i != 2);
        assert_int_equal(host_.part_count, 1);
    }
}

static void body_cut_short_is_not_called_broken(void **state)
{
    static const struct {
        const char *type, *body;
        cfd_gaps gaps;
    } cases[] = {
        {"application/json", "[" ANN ",", GAP(CUT_SHORT)},
        {"application/json", ANN, GAP(CUT_SHORT)},
        {"application/json", "", GAP(CUT_SHORT)},
        {"application/x-ndjson", ANN "\n{\"x\":", GAP(CUT_SHORT)},
        {"application/json", "[" ANN "}", GAP(CUT_SHORT) | GAP(BROKEN)},
        {"application/x-ndjson", "}\n" ANN "\n{\"x\":", GAP(CUT_SHORT) | GAP(BROKEN)},
        {"application/x-ndjson", ANN "\n}\n", GAP(CUT_SHORT) | GAP(BROKEN)},
        {"text/html", "x", GAP(CUT_SHORT) | GAP(FORMAT)},
    };
    struct cfd_session_totals totals;

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        struct response response = {
            .type = cases[i].type, .body = cases[i].body, .how = CFD_END_CUT_SHORT};

        (void)run(&response, &totals);
        if (totals.gaps != cases[i].gaps)
            fail_msg("%s: gaps %x", cases[i].body, totals.gaps);
        assert_int_equal(host_.parts[host_.part_count - 1].part.gaps, cases[i].gaps);
    }
}

static void session_that_is_only_closed_was_cut_short(void **state)
{
    struct response response = {.type = "application/json"};
    struct cfd_session *session;

    host_open(&host_);
    session = open_session();
    (void)begin(session, &response);
    assert_int_equal(cfd_session_body(session, "[" ANN, strlen("[" ANN)), CFD_OK);
    assert_int_equal(host_.part_count, 0);
    cfd_session_close(session);
    assert_int_equal(host_.part_count, 1);
    assert_int_equal(host_.parts[0].part.gaps, GAP(CUT_SHORT));
    assert_int_equal(host_.parts[0].part.record_count, 1);
    assert_true(host_.parts[0].part.is_last);
    host_open(&host_);
    response.type = "text/html"; /* and so was one that is not read */
    session = open_session();
    (void)begin(session, &response);
    cfd_session_close(session);
    assert_int_equal(host_.parts[0].part.gaps, GAP(CUT_SHORT));
    host_open(&host_);
    session = open_session(); /* and one without an answer */
    cfd_session_close(session);
    assert_int_equal(host_.parts[0].part.gaps, GAP(CUT_SHORT));
    host_open(&host_);
    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    cfd_session_close(session); /* no request: nothing to tell */
    assert_int_equal(host_.part_count, 0);
    cfd_session_close(NULL);
    assert_int_equal(host_.alloc_count, host_.free_count);
}

static void rest_of_a_broken_body_is_counted_only(void **state)
{
    struct response response = {.type = "application/json"};
    struct cfd_session_totals totals;
    struct cfd_session *session;

    host_open(&host_);
    session = open_session();
    (void)begin(session, &response);
    assert_int_equal(cfd_session_body(session, "]", 1), CFD_OK);
    assert_int_equal(cfd_session_body(session, ANN, strlen(ANN)), CFD_OK);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
    cfd_session_totals(session, &totals);
    assert_int_equal(totals.body_bytes, 1 + strlen(ANN));
    assert_int_equal(totals.person_count, 0);
    assert_int_equal(totals.gaps, GAP(BROKEN));
    cfd_session_close(session);
}

static void gap_of_the_connector_is_booked(void **state)
{
    struct response response = {.type = "application/json"};
    struct cfd_session *session;

    host_open(&host_);
    session = open_session();
    cfd_session_add_gap(session, CFD_GAP_INTERNAL);
    (void)begin(session, &response);
    assert_int_equal(cfd_session_body(session, "[]", 2), CFD_OK);
    cfd_session_add_gap(session, CFD_GAP_OPAQUE_CODING);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
    assert_int_equal(host_.part_count, 1);
    assert_int_equal(host_.parts[0].part.gaps, GAP(INTERNAL) | GAP(OPAQUE_CODING));
    cfd_session_close(session);
}

/* A decoder that gave up leaves a body without its end: that is the decoder's gap alone. */
static void body_the_connector_gave_up_is_not_called_broken(void **state)
{
    static const struct {
        enum cfd_gap gap;
        const char *body;
        cfd_gaps gaps;
    } cases[] = {
        {CFD_GAP_BUDGET, "[" ANN ",", GAP(BUDGET)},
        {CFD_GAP_OPAQUE_CODING, "[" ANN ",", GAP(OPAQUE_CODING)},
        {CFD_GAP_INTERNAL, "[" ANN ",", GAP(INTERNAL)},
        {CFD_GAP_BUDGET, "[" ANN "}", GAP(BUDGET) | GAP(BROKEN)},
        {CFD_GAP_RING_FULL, "[" ANN ",", GAP(RING_FULL) | GAP(BROKEN)},
    };

    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        struct response response = {.type = "application/json"};
        struct cfd_session *session;

        host_open(&host_);
        session = open_session();
        (void)begin(session, &response);
        assert_int_equal(cfd_session_body(session, cases[i].body, strlen(cases[i].body)), CFD_OK);
        cfd_session_add_gap(session, cases[i].gap);
        assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
        assert_int_equal(host_.parts[0].part.gaps, cases[i].gaps);
        assert_int_equal(host_.parts[0].part.record_count, 1);
        cfd_session_close(session);
    }
}

static void response_of_nobody_tells_nothing(void **state)
{
    static const char *const bodies[] = {"{}", "[1,2]", "{\"name\":\"Abe Harbour\"}",
                                         "{\"email\":\"info@abe.example\"}",
                                         "{\"email\":\"nobody@abe.example\"}"};
    struct cfd_session_totals totals;

    for (size_t i = 0; i < TEST_COUNT(bodies); i++) {
        struct response response = {.type = "application/json", .body = bodies[i]};

        (void)run(&response, &totals);
        assert_true(totals.is_inspected);
        assert_int_equal(totals.person_count, 0);
        assert_int_equal(host_.part_count, 0);
    }
}

static void mention_is_told_without_subject(void **state)
{
    struct response response = {.type = "application/json", .body = "{\"firstName\":\"Ann\"}"};
    struct cfd_session_totals totals;

    (void)run(&response, &totals);
    assert_int_equal(totals.mention_count, 1);
    assert_int_equal(totals.person_count, 0);
    assert_int_equal(host_.part_count, 1);
    assert_int_equal(host_.parts[0].part.subject_count, 0);
    assert_int_equal(host_.parts[0].part.mention_count, 1);
}

/* ---- Who asks ---- */

static void part_is_complete_in_itself(void **state)
{
    struct cfd_request request = {
        .method = cfd_bytes_str("POST"),
        .server_name = cfd_bytes_str("api.example"),
        .path = cfd_bytes_str("/"),
        .address = cfd_bytes_of("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07", 16),
        .credentials = {{cfd_bytes_str("http_x_api_key"), cfd_bytes_str("")},
                        {cfd_bytes_str("cofferdam_jwt_sub"), cfd_bytes_str("u-000777")},
                        {cfd_bytes_str("cookie_session"),
                         cfd_bytes_str("abcdefghijklmnopqrstuvwxyz")}},
        .is_proven = true,
        .side = CFD_SIDE_INTERNAL,
        .groups = {cfd_bytes_str(""), cfd_bytes_str("tenant 4\n\x80"), cfd_bytes_str("b")},
        .request_id = "0123456789abcde",
    };
    struct response response = {.type = "application/json", .status = 201};
    const struct cfd_part *part = &host_.parts[0].part;
    struct cfd_session *session;

    host_open(&host_);
    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    assert_int_equal(cfd_session_request(session, &request), CFD_OK);
    (void)begin(session, &response);
    assert_int_equal(cfd_session_body(session, ANN, strlen(ANN)), CFD_OK);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
    assert_int_equal(part->time_ms, 1767225600250);
    assert_memory_equal(part->request_id, "0123456789abcde", 16);
    assert_true(part->is_last);
    assert_int_equal(part->status, 201);
    assert_int_equal(part->side, CFD_SIDE_INTERNAL);
    assert_int_equal(part->auth, CFD_AUTH_PROVEN);
    assert_int_equal(part->action, CFD_ACTION_PASS);
    assert_int_equal(part->basis, CFD_BASIS_SEEN);
    assert_string_equal(host_.parts[0].endpoint, "POST api.example/");
    assert_int_equal(part->consumer_count, 3);
    assert_string_equal(host_.parts[0].consumers[0].label, "u-000777");
    assert_int_equal(host_.parts[0].consumers[1].credential, CFD_CREDENTIAL_SECRET);
    assert_int_equal(host_.parts[0].consumers[2].credential, CFD_CREDENTIAL_ADDRESS);
    assert_memory_equal(part->address, request.address.ptr, 16);
    assert_int_equal(part->group_count, 2);
    assert_string_equal(host_.parts[0].groups[0], "tenant_4__");
    assert_string_equal(host_.parts[0].groups[1], "b");
    assert_int_equal(part->body_bytes, strlen(ANN));
    assert_int_equal(part->record_count, 1);
    cfd_session_close(session);
}

static void request_of_nobody_has_no_consumer(void **state)
{
    struct cfd_request request = {.address = cfd_bytes_str("abc"),
                                  .credentials = {{cfd_bytes_str("x"), cfd_bytes_str(" ")}},
                                  .is_proven = true};
    struct response response = {.type = "application/json"};
    struct cfd_session *session;

    host_open(&host_);
    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    assert_int_equal(cfd_session_request(session, &request), CFD_OK);
    (void)begin(session, &response);
    assert_int_equal(cfd_session_body(session, ANN, strlen(ANN)), CFD_OK);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
    assert_int_equal(host_.parts[0].part.consumer_count, 0);
    assert_int_equal(host_.parts[0].part.auth, CFD_AUTH_NONE);
    cfd_session_close(session);
}

static void address_of_four_bytes_is_mapped(void **state)
{
    struct response response = {.type = "application/json", .body = ANN};
    struct cfd_session_totals totals;

    (void)run(&response, &totals);
    assert_memory_equal(host_.parts[0].part.address, "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc6\x33\x64\x07",
                        16);
    assert_int_equal(host_.parts[0].part.consumer_count, 1);
    assert_int_equal(host_.parts[0].part.side, CFD_SIDE_PARTNER);
    assert_int_equal(host_.parts[0].part.auth, CFD_AUTH_NONE);
}

static void long_group_is_cut(void **state)
{
    char label[200];
    struct cfd_request request = {.groups = {cfd_bytes_of(label, sizeof(label))}};
    struct response response = {.type = "application/json"};
    struct cfd_session *session;

    memset(label, 'g', sizeof(label));
    host_open(&host_);
    assert_int_equal(cfd_session_open(&host_.env, &session), CFD_OK);
    assert_int_equal(cfd_session_request(session, &request), CFD_OK);
    (void)begin(session, &response);
    assert_int_equal(cfd_session_body(session, ANN, strlen(ANN)), CFD_OK);
    assert_int_equal(cfd_session_end(session, CFD_END_WHOLE), CFD_OK);
    assert_int_equal(strlen(host_.parts[0].groups[0]), CFD_GROUP_BYTES - 1);
    cfd_session_close(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(body_is_read_where_type_says_json),
        cmocka_unit_test(unread_body_is_a_gap),
        cmocka_unit_test(response_without_body_is_inspected),
        cmocka_unit_test(upgraded_connection_is_a_gap),
        cmocka_unit_test(broken_body_is_a_gap_and_told),
        cmocka_unit_test(body_cut_short_is_not_called_broken),
        cmocka_unit_test(session_that_is_only_closed_was_cut_short),
        cmocka_unit_test(rest_of_a_broken_body_is_counted_only),
        cmocka_unit_test(gap_of_the_connector_is_booked),
        cmocka_unit_test(body_the_connector_gave_up_is_not_called_broken),
        cmocka_unit_test(response_of_nobody_tells_nothing),
        cmocka_unit_test(mention_is_told_without_subject),
        cmocka_unit_test(part_is_complete_in_itself),
        cmocka_unit_test(request_of_nobody_has_no_consumer),
        cmocka_unit_test(address_of_four_bytes_is_mapped),
        cmocka_unit_test(long_group_is_cut),
    };

    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
