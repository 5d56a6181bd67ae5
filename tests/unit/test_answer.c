/* SPDX-License-Identifier: Apache-2.0
 * Answers of the engine, over a small book: filters, walks by cursor, look-ups by value. */
#include "daemon/engine/answer.h"

#include "tests/lib/book.h"

#define ROWS_MAX 4096u
#define REQUEST_ID 77u

/* What came back. */
struct asked {
    struct cfd_row rows[ROWS_MAX];
    size_t row_count;
    struct cfd_answer_end end;
    uint32_t end_count, fail_count, frame_count;
    enum cfd_status fail_status;
    char fail_text[256];
    uint32_t frames_until_deaf; /* 0: it takes all */
};

static bool take_frame(void *ctx, const uint8_t *frame, size_t frame_bytes)
{
    struct asked *asked = ctx;
    struct cfd_frame_head head;

    assert_true(frame_bytes <= CFD_FRAME_MAX_BYTES);
    assert_int_equal(asked->end_count + asked->fail_count, 0);
    assert_int_equal(cfd_frame_decode(cfd_bytes_of(frame, frame_bytes), &head), CFD_OK);
    assert_int_equal(head.request_id, REQUEST_ID);
    if (++asked->frame_count == asked->frames_until_deaf)
        return false;
    if (head.frame == CFD_FRAME_END) {
        assert_int_equal(cfd_end_decode(head.payload, &asked->end), CFD_OK);
        asked->end_count++;
    } else if (head.frame == CFD_FRAME_FAIL) {
        assert_int_equal(cfd_fail_decode(head.payload, &asked->fail_status, asked->fail_text),
                         CFD_OK);
        asked->fail_count++;
    } else {
        while (head.payload.len > 0 && asked->row_count < ROWS_MAX)
            assert_int_equal(cfd_rows_next(&head.payload, &asked->rows[asked->row_count++]),
                             CFD_OK);
    }
    return true;
}

static void ask_bytes(struct test_book *test, struct cfd_bytes message, struct asked *asked)
{
    uint32_t frames_until_deaf = asked->frames_until_deaf;

    memset(asked, 0, sizeof(*asked));
    asked->frames_until_deaf = frames_until_deaf;
    cfd_answer(&test->book, 3, message, take_frame, asked);
}

static void ask_any(struct test_book *test, const struct cfd_query *query, struct asked *asked)
{
    uint8_t message[2048];
    size_t message_bytes;

    assert_int_equal(cfd_query_encode(REQUEST_ID, query, message, sizeof(message), &message_bytes),
                     CFD_OK);
    ask_bytes(test, cfd_bytes_of(message, message_bytes), asked);
}

static void ask(struct test_book *test, const struct cfd_query *query, struct asked *asked)
{
    ask_any(test, query, asked);
    assert_int_equal(asked->end_count, 1);
    assert_int_equal(asked->fail_count, 0);
}

static struct cfd_query query_of(enum cfd_list list)
{
    struct cfd_query query = {.list = list, .since_ms = INT64_MIN, .until_ms = INT64_MAX};

    return query;
}

static void set_text(char text[CFD_QUERY_TEXT_BYTES], const char *value)
{
    snprintf(text, CFD_QUERY_TEXT_BYTES, "%s", value);
}

/* --- a book of a few visits */

static void pseudonym_of(struct test_book *test, enum cfd_kind kind, const char *value,
                         uint8_t out[CFD_PSEUDONYM_BYTES])
{
    struct cfd_identity identity = {.kind = kind, .value = cfd_bytes_str(value)};

    assert_int_equal(cfd_pseudonym_identity(test->book.keys.worker, &identity, out), CFD_OK);
}

static void visit(struct test_book *test, const char *consumer, const char *endpoint,
                  uint32_t first, uint32_t count)
{
    struct test_visit one;

    test_visit_make(&one, consumer, first, count);
    snprintf(one.endpoint, sizeof(one.endpoint), "%s", endpoint);
    assert_int_equal(test_visit_book(test, &one), CFD_OK);
}

static void visit_from(struct test_book *test, const uint8_t ipv4[4], const char *network,
                       uint32_t first)
{
    struct test_visit one;
    struct cfd_consumer *consumer;

    test_visit_make(&one, "u-000001", first, 1);
    one.part.consumer_count = 0;
    one.part.auth = CFD_AUTH_NONE;
    one.part.address[10] = one.part.address[11] = 0xff;
    memcpy(one.part.address + 12, ipv4, 4);
    test_visit_consumer(&one, CFD_CREDENTIAL_ADDRESS, "address", network);
    consumer = &one.consumers[0];
    cfd_pseudonym_first(test->book.keys.worker, CFD_DOMAIN_ADDRESS,
                        cfd_bytes_of(one.part.address, 16), consumer->pseudonym);
    assert_int_equal(test_visit_book(test, &one), CFD_OK);
}

/* u-000001 saw 10 on /a and 5 of them on /b; u-000002 saw 3 others on /b; two addresses saw one
 * each; /pages was not read twice. */
static void fill(struct test_book *test)
{
    static const uint8_t seven[4] = {198, 51, 100, 7};
    static const uint8_t eight[4] = {198, 51, 100, 8};
    struct test_visit one;

    visit(test, "u-000001", "GET api.example/a/{id}", 0, 10);
    visit(test, "u-000001", "GET api.example/b/{id}", 0, 5);
    visit(test, "u-000002", "GET api.example/b/{id}", 100, 3);
    visit_from(test, seven, "198.51.100.0/24", 200);
    visit_from(test, eight, "198.51.100.0/24", 201);
    test_visit_make(&one, "u-000002", 0, 0);
    snprintf(one.endpoint, sizeof(one.endpoint), "GET api.example/pages");
    one.part.gaps = CFD_GAP_BIT(CFD_GAP_FORMAT);
    assert_int_equal(test_visit_book(test, &one), CFD_OK);
    assert_int_equal(test_visit_book(test, &one), CFD_OK);
}

struct place {
    struct test_book test;
    struct asked asked;
};

static struct place *place_make(void)
{
    struct place *place = calloc(1, sizeof(*place));

    assert_non_null(place);
    test_book_make(&place->test);
    fill(&place->test);
    return place;
}

static void place_end(struct place *place)
{
    test_book_end(&place->test);
    free(place);
}

/* --- lists */

static void status_has_no_rows_and_all_totals(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_STATUS);

    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 0);
    assert_int_equal(place->asked.end.person_count, 15);
    assert_int_equal(place->asked.end.exposure_count, 20);
    assert_int_equal(place->asked.end.worker_count, 3);
    assert_true(place->asked.end.has_worker_key);
    assert_int_equal(place->asked.end.engine_start_ms, TEST_NOW_MS);
    place_end(place);
}

static void endpoints_have_a_row_each(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_ENDPOINTS);

    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 3);
    assert_int_equal(place->asked.end.row_total, 3);
    assert_string_equal(place->asked.rows[0].endpoint, "GET api.example/a/{id}");
    assert_int_equal(place->asked.rows[0].person_count, 10);
    assert_string_equal(place->asked.rows[1].endpoint, "GET api.example/b/{id}");
    assert_int_equal(place->asked.rows[1].person_count, 8);
    assert_int_equal(place->asked.rows[1].consumer_count, 2);
    place_end(place);
}

static void consumers_have_a_row_each(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_CONSUMERS);

    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 4);
    assert_string_equal(place->asked.rows[0].consumer_name, "jwt_sub");
    assert_string_equal(place->asked.rows[0].consumer_label, "u-000001");
    assert_int_equal(place->asked.rows[0].person_count, 10);
    assert_int_equal(place->asked.rows[0].endpoint_count, 2);
    assert_int_equal(place->asked.rows[0].count, 15);
    assert_int_equal(place->asked.rows[3].credential, CFD_CREDENTIAL_ADDRESS);
    query.is_by_address = true;
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 2);
    place_end(place);
}

/* Two addresses of one network are two consumers, and can be told apart. */
static void label_that_is_not_the_whole_has_four_digits(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_CONSUMERS);
    const char *first;
    const char *second;

    query.is_by_address = true;
    ask(&place->test, &query, &place->asked);
    first = place->asked.rows[0].consumer_label;
    second = place->asked.rows[1].consumer_label;
    assert_int_equal(strncmp(first, "198.51.100.0/24#", 16), 0);
    assert_int_equal(strlen(first), 20);
    assert_string_not_equal(first, second);
    place_end(place);
}

static void exposures_have_a_row_a_pair(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_EXPOSURES);

    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 5);
    assert_int_equal(place->asked.end.person_count, 15);
    for (size_t i = 0; i < place->asked.row_count; i++)
        for (size_t j = 0; j < i; j++)
            assert_true(place->asked.rows[i].id != place->asked.rows[j].id);
    place_end(place);
}

static void gaps_have_a_row_a_reason_and_endpoint(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_GAPS);

    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 1);
    assert_int_equal(place->asked.rows[0].gap, CFD_GAP_FORMAT);
    assert_int_equal(place->asked.rows[0].count, 2);
    assert_string_equal(place->asked.rows[0].endpoint, "GET api.example/pages");
    place_end(place);
}

static void gap_of_no_endpoint_has_none(void **state)
{
    struct cfd_entry_gap gap = {.reason = CFD_GAP_ENGINE_DOWN,
                                .endpoint = CFD_NO_ENDPOINT,
                                .from_ms = TEST_NOW_MS - 5000,
                                .to_ms = TEST_NOW_MS};
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_GAPS);

    assert_int_equal(cfd_book_gap(&place->test.book, &gap, TEST_NOW_MS), CFD_OK);
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 2);
    assert_string_equal(place->asked.rows[1].endpoint, "");
    set_text(query.endpoint, "*");
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 1);
    place_end(place);
}

/* --- filters */

static size_t rows_with(struct place *place, enum cfd_list list, const char *endpoint,
                        const char *consumer)
{
    struct cfd_query query = query_of(list);

    set_text(query.endpoint, endpoint);
    set_text(query.consumer, consumer);
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, place->asked.end.row_total);
    return place->asked.row_count;
}

static void endpoint_filter_is_exact_or_a_beginning(void **state)
{
    struct place *place = place_make();

    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "GET api.example/b/{id}", ""), 2);
    assert_int_equal(place->asked.end.person_count, 8);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "GET api.example/b", ""), 0);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "GET api.example/b*", ""), 2);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "*", ""), 5);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "POST*", ""), 0);
    assert_int_equal(rows_with(place, CFD_LIST_GAPS, "GET api.example/pages", ""), 1);
    assert_int_equal(rows_with(place, CFD_LIST_GAPS, "GET api.example/p*", ""), 1);
    assert_int_equal(rows_with(place, CFD_LIST_GAPS, "GET api.example/p", ""), 0);
    assert_int_equal(rows_with(place, CFD_LIST_GAPS, "GET api.example/b*", ""), 0);
    place_end(place);
}

static void consumer_filter_takes_label_name_id_and_address(void **state)
{
    struct place *place = place_make();

    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", "u-000001"), 2);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", "jwt_sub:u-000002"), 1);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", "c0"), 2);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", "198.51.100.0/24"), 2);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", "198.51.100.8"), 1);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", "::ffff:198.51.100.8"), 1);
    place_end(place);
}

static void consumer_filter_that_nobody_meets_is_empty(void **state)
{
    static const char *const nobody[] = {"u-00000",      "u-0000011",   "session:u-000001", "c99",
                                         "198.51.100.9", "2001:db8::1", "198.51.100.0/25",  "u-*"};
    struct place *place = place_make();

    for (size_t i = 0; i < TEST_COUNT(nobody); i++) {
        assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", nobody[i]), 0);
        assert_int_equal(place->asked.end.person_count, 0);
    }
    place_end(place);
}

static void consumer_filter_leaves_nobody_out(void **state)
{
    struct place *place = place_make();
    struct test_visit one;

    for (uint32_t i = 0; i < 6000; i++) {
        test_visit_make(&one, "k-hint", 1000 + i, 1);
        one.consumers[0].is_clear = false;
        one.consumers[0].credential = CFD_CREDENTIAL_SECRET;
        test_number(one.consumers[0].pseudonym, 'k', i);
        assert_int_equal(test_visit_book(&place->test, &one), CFD_OK);
    }
    (void)rows_with(place, CFD_LIST_ENDPOINTS, "", "k-hint");
    assert_int_equal(place->asked.end.person_count, 6000);
    place_end(place);
}

static void kinds_filter_takes_any_of_them(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_EXPOSURES);

    query.kinds = CFD_KIND_BIT(CFD_KIND_PHONE);
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 0);
    query.kinds = CFD_KIND_BIT(CFD_KIND_PHONE) | CFD_KIND_BIT(CFD_KIND_EMAIL);
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 5);
    place_end(place);
}

static void window_takes_what_touches_it(void **state)
{
    static const enum cfd_list lists[] = {CFD_LIST_EXPOSURES, CFD_LIST_GAPS};
    struct place *place = place_make();

    for (size_t i = 0; i < TEST_COUNT(lists); i++) {
        struct cfd_query query = query_of(lists[i]);

        query.since_ms = TEST_NOW_MS - 1000;
        query.until_ms = TEST_NOW_MS - 999;
        ask(&place->test, &query, &place->asked);
        assert_true(place->asked.row_count > 0);
        query.since_ms = TEST_NOW_MS - 999;
        query.until_ms = INT64_MAX;
        ask(&place->test, &query, &place->asked);
        assert_int_equal(place->asked.row_count, 0);
        query.since_ms = INT64_MIN;
        query.until_ms = TEST_NOW_MS - 1000;
        ask(&place->test, &query, &place->asked);
        assert_int_equal(place->asked.row_count, 0);
    }
    place_end(place);
}

static void totals_are_those_of_the_window(void **state)
{
    struct cfd_entry_coverage grown = {.ring_id = {1},
                                       .response_count = 9,
                                       .inspected_count = 7,
                                       .from_ms = TEST_NOW_MS - 2000,
                                       .to_ms = TEST_NOW_MS};
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_STATUS);

    grown.gap_counts[CFD_GAP_FORMAT] = 2;
    assert_int_equal(cfd_book_coverage(&place->test.book, &grown, TEST_NOW_MS), CFD_OK);
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.end.response_count, 9);
    assert_int_equal(place->asked.end.inspected_count, 7);
    assert_int_equal(place->asked.end.uninspected_count, 2);
    assert_int_equal(place->asked.end.gap_counts[CFD_GAP_FORMAT], 2);
    query.since_ms = TEST_NOW_MS + 1;
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.end.response_count, 0);
    assert_int_equal(place->asked.end.uninspected_count, 0);
    place_end(place);
}

/* --- the walk */

static void assert_walk(struct place *place, enum cfd_list list, uint32_t limit, size_t total)
{
    struct cfd_query query = query_of(list);
    uint64_t *seen = calloc(total + 1, sizeof(*seen));
    size_t seen_count = 0;

    assert_non_null(seen);
    query.limit = limit;
    do {
        ask(&place->test, &query, &place->asked);
        assert_int_equal(place->asked.end.row_total, total);
        assert_true(place->asked.row_count <= limit &&
                    seen_count + place->asked.row_count <= total);
        for (size_t i = 0; i < place->asked.row_count; i++) {
            for (size_t j = 0; j < seen_count; j++)
                assert_true(seen[j] != place->asked.rows[i].id);
            seen[seen_count++] = place->asked.rows[i].id;
        }
        query.cursor = place->asked.end.next;
    } while (query.cursor != 0);
    assert_int_equal(seen_count, total);
    free(seen);
}

static void prop_walk_returns_each_row_once(void **state)
{
    static const uint32_t limits[] = {1, 2, 63, 64, 65, 100, 300};
    struct place *place = place_make();

    for (uint32_t i = 0; i < 195; i++) {
        struct test_visit one;

        test_visit_make(&one, "u-000003", 500, 1);
        snprintf(one.endpoint, sizeof(one.endpoint), "GET api.example/walk%u", i);
        one.part.gaps = CFD_GAP_BIT(CFD_GAP_BUDGET);
        assert_int_equal(test_visit_book(&place->test, &one), CFD_OK);
    }
    for (size_t i = 0; i < TEST_COUNT(limits); i++) {
        assert_walk(place, CFD_LIST_EXPOSURES, limits[i], 200);
        assert_walk(place, CFD_LIST_ENDPOINTS, limits[i], 198);
        assert_walk(place, CFD_LIST_GAPS, limits[i], 196);
    }
    place_end(place);
}

static void cursor_beyond_the_end_finds_nothing(void **state)
{
    static const enum cfd_list lists[] = {CFD_LIST_EXPOSURES, CFD_LIST_GAPS};
    struct place *place = place_make();

    for (size_t i = 0; i < TEST_COUNT(lists); i++) {
        struct cfd_query query = query_of(lists[i]);

        query.cursor = UINT64_MAX;
        query.limit = CFD_QUERY_LIMIT_MAX;
        ask(&place->test, &query, &place->asked);
        assert_int_equal(place->asked.row_count, 0);
        assert_int_equal(place->asked.end.next, 0);
    }
    place_end(place);
}

/* --- look-ups by value */

/* A person booked on the customer number, with e-mail and phone as aliases. */
static void book_person(struct test_book *test, uint32_t endpoint, const char *number,
                        const char *email, const char *phone)
{
    struct test_visit one;
    struct cfd_subject *subject = &one.subjects[0];

    test_visit_make(&one, "u-000009", 0, 1);
    snprintf(one.endpoint, sizeof(one.endpoint), "GET api.example/people%u", endpoint);
    pseudonym_of(test, CFD_KIND_CUSTOMER_ID, number, subject->pseudonym);
    subject->identity = CFD_KIND_CUSTOMER_ID;
    subject->alias_count = 2;
    subject->aliases[0].kind = CFD_KIND_EMAIL;
    pseudonym_of(test, CFD_KIND_EMAIL, email, subject->aliases[0].pseudonym);
    subject->aliases[1].kind = CFD_KIND_PHONE;
    pseudonym_of(test, CFD_KIND_PHONE, phone, subject->aliases[1].pseudonym);
    assert_int_equal(test_visit_book(test, &one), CFD_OK);
}

static uint64_t persons_of(struct place *place, const char *value)
{
    struct cfd_query query = query_of(CFD_LIST_EXPOSURES);

    set_text(query.subject, value);
    ask(&place->test, &query, &place->asked);
    return place->asked.end.person_count;
}

static void subject_is_found_by_each_of_its_identities(void **state)
{
    static const char *const values[] = {"T-1001", "ada@test.example", "ADA@test.example",
                                         "+49 40 5550123"};
    struct place *place = place_make();

    book_person(&place->test, 1, "T-1001", "ada@test.example", "+49405550123");
    book_person(&place->test, 2, "T-1002", "ben@test.example", "+49405550124");
    for (size_t i = 0; i < TEST_COUNT(values); i++) {
        assert_int_equal(persons_of(place, values[i]), 1);
        assert_int_equal(place->asked.row_count, 1);
        assert_string_equal(place->asked.rows[0].endpoint, "GET api.example/people1");
    }
    place_end(place);
}

static void subject_that_was_not_seen_is_not_found(void **state)
{
    static const char *const values[] = {
        "T-1009", "carl@test.example", "+49 40 5550199", "u-000009", "n/a", "x"};
    struct place *place = place_make();

    book_person(&place->test, 1, "T-1001", "ada@test.example", "+49405550123");
    for (size_t i = 0; i < TEST_COUNT(values); i++) {
        assert_int_equal(persons_of(place, values[i]), 0);
        assert_int_equal(place->asked.row_count, 0);
    }
    place_end(place);
}

/* A number that many share: everybody it stands for, or the answer would look exact and not be. */
static void subject_look_up_leaves_nobody_out(void **state)
{
    struct place *place = place_make();

    for (uint32_t i = 0; i < 1000; i++) {
        char number[16];
        char email[40];

        snprintf(number, sizeof(number), "T-%u", 20000 + i);
        snprintf(email, sizeof(email), "person%u@test.example", i);
        book_person(&place->test, 1, number, email, "+49405550100");
    }
    assert_int_equal(persons_of(place, "+49 40 5550100"), 1000);
    assert_int_equal(persons_of(place, "person17@test.example"), 1);
    place_end(place);
}

static void subject_is_found_under_an_earlier_epoch(void **state)
{
    struct cfd_error error = {"", 0};
    struct place *place = place_make();
    struct test_path path = test_path_of(&place->test.folder, "keys/epoch-0002.key");

    book_person(&place->test, 1, "T-1001", "ada@test.example", "+49405550123");
    test_book_settle(&place->test);
    assert_int_equal(cfd_key_create(path.text, CFD_KEY_EPOCH, "0002", &error), CFD_OK);
    test_book_reopen(&place->test);
    assert_int_equal(cfd_keyring_epoch(&place->test.book.keys), 2);
    assert_int_equal(persons_of(place, "T-1001"), 1);
    assert_int_equal(persons_of(place, "ada@test.example"), 1);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", "198.51.100.8"), 1);
    place_end(place);
}

static void look_up_without_the_worker_key_is_refused(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_EXPOSURES);

    assert_int_equal(unlink(place->test.settings.worker_key_file), 0);
    test_book_settle(&place->test);
    test_book_reopen(&place->test);
    set_text(query.subject, "T-1001");
    ask_any(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.fail_count, 1);
    assert_int_equal(place->asked.fail_status, CFD_ERR_DENIED);
    assert_null(strstr(place->asked.fail_text, "T-1001"));
    set_text(query.subject, "");
    ask(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.row_count, 5);
    assert_false(place->asked.end.has_worker_key);
    assert_int_equal(rows_with(place, CFD_LIST_EXPOSURES, "", "198.51.100.8"), 0);
    place_end(place);
}

/* --- what is no question */

static void counts_that_a_crash_took_from_are_lower_bounds(void **state)
{
    struct cfd_query query = query_of(CFD_LIST_EXPOSURES);
    static struct asked asked;
    struct test_book test;

    test_book_make(&test);
    visit(&test, "u-000001", TEST_ENDPOINT, 100, 5);
    test_book_settle(&test);
    ask(&test, &query, &asked);
    assert_int_equal(asked.row_count, 1);
    assert_false(asked.rows[0].is_lower_bound);
    test_book_reopen(&test);
    ask(&test, &query, &asked);
    assert_int_equal(asked.row_count, 1);
    assert_true(asked.rows[0].is_lower_bound);
    assert_int_equal(asked.rows[0].person_count, 5);
    test_book_end(&test);
}

static void end_tells_that_the_disk_is_full(void **state)
{
    struct cfd_query query = query_of(CFD_LIST_STATUS);
    static struct asked asked;
    struct test_book test;

    test_book_make(&test);
    ask(&test, &query, &asked);
    assert_int_equal(asked.end.ledger_state, CFD_LEDGER_WRITTEN);
    test.book.ledger_state = CFD_LEDGER_FULL;
    test.book.ledger_state_ms = TEST_NOW_MS;
    ask(&test, &query, &asked);
    assert_int_equal(asked.end.ledger_state, CFD_LEDGER_FULL);
    assert_int_equal(asked.end.ledger_state_ms, TEST_NOW_MS);
    test_book_commit(&test);
    ask(&test, &query, &asked);
    assert_int_equal(asked.end.ledger_state, CFD_LEDGER_WRITTEN);
    assert_int_equal(asked.end.ledger_state_ms, 0);
    test_book_end(&test);
}

static void gaps_tell_the_subjects_in_what_was_dropped(void **state)
{
    const struct cfd_entry_gap dropped = {.reason = CFD_GAP_RING_FULL,
                                          .endpoint = CFD_NO_ENDPOINT,
                                          .ring_id = {1},
                                          .response_count = 3,
                                          .subject_count = 70,
                                          .from_ms = TEST_NOW_MS - 2000,
                                          .to_ms = TEST_NOW_MS};
    struct cfd_query query = query_of(CFD_LIST_GAPS);
    static struct asked asked;
    struct test_book test;

    test_book_make(&test);
    assert_int_equal(cfd_book_gap(&test.book, &dropped, TEST_NOW_MS), CFD_OK);
    ask(&test, &query, &asked);
    assert_int_equal(asked.row_count, 1);
    assert_int_equal(asked.rows[0].count, 3);
    assert_int_equal(asked.rows[0].person_count, 70);
    assert_int_equal(asked.end.dropped_subject_count, 70);
    test_book_end(&test);
}

static void what_is_no_query_is_dropped(void **state)
{
    struct place *place = place_make();
    struct cfd_answer_end end = {.row_total = 0};
    uint8_t frame[2048];
    size_t frame_bytes;

    ask_bytes(&place->test, cfd_bytes_of("nonsense", 8), &place->asked);
    assert_int_equal(place->asked.frame_count, 0);
    ask_bytes(&place->test, cfd_bytes_of(NULL, 0), &place->asked);
    assert_int_equal(place->asked.frame_count, 0);
    assert_int_equal(cfd_end_encode(REQUEST_ID, &end, frame, sizeof(frame), &frame_bytes), CFD_OK);
    ask_bytes(&place->test, cfd_bytes_of(frame, frame_bytes), &place->asked);
    assert_int_equal(place->asked.frame_count, 0);
    place_end(place);
}

static void query_that_is_damaged_is_refused(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_STATUS);
    uint8_t message[2048];
    size_t message_bytes;

    assert_int_equal(cfd_query_encode(REQUEST_ID, &query, message, sizeof(message), &message_bytes),
                     CFD_OK);
    ask_bytes(&place->test, cfd_bytes_of(message, message_bytes - 1), &place->asked);
    assert_int_equal(place->asked.fail_count, 1);
    assert_int_equal(place->asked.fail_status, CFD_ERR_FORMAT);
    message[12] = 200; /* a list that there is not */
    ask_bytes(&place->test, cfd_bytes_of(message, message_bytes), &place->asked);
    assert_int_equal(place->asked.fail_count, 1);
    place_end(place);
}

static void asker_that_takes_nothing_gets_nothing_more(void **state)
{
    struct place *place = place_make();
    struct cfd_query query = query_of(CFD_LIST_EXPOSURES);

    place->asked.frames_until_deaf = 1;
    ask_any(&place->test, &query, &place->asked);
    assert_int_equal(place->asked.frame_count, 1);
    assert_int_equal(place->asked.end_count, 0);
    place_end(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_has_no_rows_and_all_totals),
        cmocka_unit_test(endpoints_have_a_row_each),
        cmocka_unit_test(consumers_have_a_row_each),
        cmocka_unit_test(label_that_is_not_the_whole_has_four_digits),
        cmocka_unit_test(exposures_have_a_row_a_pair),
        cmocka_unit_test(gaps_have_a_row_a_reason_and_endpoint),
        cmocka_unit_test(gap_of_no_endpoint_has_none),
        cmocka_unit_test(endpoint_filter_is_exact_or_a_beginning),
        cmocka_unit_test(consumer_filter_takes_label_name_id_and_address),
        cmocka_unit_test(consumer_filter_that_nobody_meets_is_empty),
        cmocka_unit_test(consumer_filter_leaves_nobody_out),
        cmocka_unit_test(kinds_filter_takes_any_of_them),
        cmocka_unit_test(window_takes_what_touches_it),
        cmocka_unit_test(totals_are_those_of_the_window),
        cmocka_unit_test(prop_walk_returns_each_row_once),
        cmocka_unit_test(cursor_beyond_the_end_finds_nothing),
        cmocka_unit_test(subject_is_found_by_each_of_its_identities),
        cmocka_unit_test(subject_that_was_not_seen_is_not_found),
        cmocka_unit_test(subject_look_up_leaves_nobody_out),
        cmocka_unit_test(subject_is_found_under_an_earlier_epoch),
        cmocka_unit_test(look_up_without_the_worker_key_is_refused),
        cmocka_unit_test(counts_that_a_crash_took_from_are_lower_bounds),
        cmocka_unit_test(end_tells_that_the_disk_is_full),
        cmocka_unit_test(gaps_tell_the_subjects_in_what_was_dropped),
        cmocka_unit_test(what_is_no_query_is_dropped),
        cmocka_unit_test(query_that_is_damaged_is_refused),
        cmocka_unit_test(asker_that_takes_nothing_gets_nothing_more),
    };

    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
