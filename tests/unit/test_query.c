/* SPDX-License-Identifier: Apache-2.0
 * Frames between api and engine: round trips, truncations, and all that must not be taken. */
#include "core/wire/query.h"

#include <cofferdam/session.h>

#include "tests/lib/test.h"

#define HEAD_BYTES 12u

static uint8_t frame[CFD_FRAME_MAX_BYTES];
static size_t frame_bytes;

static const struct cfd_query sample_query = {
    .list = CFD_LIST_EXPOSURES,
    .since_ms = -5,
    .until_ms = 1767225600250,
    .kinds = CFD_KIND_BIT(CFD_KIND_EMAIL),
    .endpoint = "GET api.example/*",
    .consumer = "jwt_sub:u-000123",
    .subject = "vera.made-up@example.org",
    .is_by_address = true,
    .limit = CFD_QUERY_LIMIT_MAX,
    .cursor = 0x0102030405060708,
};

static const struct cfd_row sample_row = {
    .id = 0x1122334455667788,
    .endpoint = "GET api.example/customers/{id}",
    .credential = CFD_CREDENTIAL_ADDRESS,
    .auth = CFD_AUTH_PROVEN,
    .side = CFD_SIDE_PARTNER,
    .gap = CFD_GAP_ENGINE_DOWN,
    .consumer_name = "address",
    .consumer_label = "198.51.100.0/24#ab12",
    .kinds = CFD_KIND_BIT(CFD_KIND_PHONE) | CFD_KIND_BIT(CFD_KIND_CUSTOMER_ID),
    .person_count = 1,
    .mention_count = 2,
    .consumer_count = 3,
    .endpoint_count = 4,
    .count = UINT64_MAX,
    .first_ms = -6,
    .last_ms = 7,
    .is_lower_bound = true,
};

static struct cfd_answer_end sample_end(void)
{
    struct cfd_answer_end end;

    memset(&end, 0, sizeof(end));
    end.row_total = 1;
    end.next = 2;
    end.response_count = 3;
    end.inspected_count = 4;
    end.uninspected_count = 5;
    end.person_count = 6;
    end.exposure_count = 7;
    for (size_t i = 0; i < CFD_GAP_COUNT; i++)
        end.gap_counts[i] = 100 + i;
    end.dropped_part_count = 8;
    end.dropped_subject_count = 9;
    end.worker_count = 10;
    end.log_entry_count = 11;
    end.log_bytes = 12;
    end.engine_start_ms = -13;
    end.last_commit_ms = 14;
    end.has_worker_key = true;
    end.ledger_state = CFD_LEDGER_FULL;
    end.ledger_state_ms = 15;
    return end;
}

static enum cfd_status encode_query(const struct cfd_query *query)
{
    return cfd_query_encode(0xa1b2c3d4, query, frame, sizeof(frame), &frame_bytes);
}

static size_t encode_rows(const struct cfd_row *rows, size_t row_count)
{
    size_t rows_taken;

    assert_int_equal(
        cfd_rows_encode(1, rows, row_count, frame, sizeof(frame), &frame_bytes, &rows_taken),
        CFD_OK);
    return rows_taken;
}

static void encode_end(void)
{
    struct cfd_answer_end end = sample_end();

    assert_int_equal(cfd_end_encode(1, &end, frame, sizeof(frame), &frame_bytes), CFD_OK);
}

static void encode_fail(enum cfd_status status, const char *text)
{
    assert_int_equal(cfd_fail_encode(1, status, text, frame, sizeof(frame), &frame_bytes), CFD_OK);
}

/* Decodes the frame as what its head says. */
static enum cfd_status decode_message(struct cfd_bytes message)
{
    struct cfd_frame_head head;
    struct cfd_query query;
    struct cfd_row row;
    struct cfd_answer_end end;
    enum cfd_status status;
    char text[256];

    CFD_TRY(cfd_frame_decode(message, &head));
    switch (head.frame) {
    case CFD_FRAME_QUERY:
        return cfd_query_decode(head.payload, &query);
    case CFD_FRAME_ROWS:
        while ((status = cfd_rows_next(&head.payload, &row)) == CFD_OK)
            ;
        return status == CFD_ERR_NOT_FOUND ? CFD_OK : status;
    case CFD_FRAME_END:
        return cfd_end_decode(head.payload, &end);
    case CFD_FRAME_FAIL:
        return cfd_fail_decode(head.payload, &status, text);
    }
    return CFD_ERR_STATE;
}

static enum cfd_status decode_exactly(size_t message_bytes)
{
    uint8_t *copy = malloc(message_bytes > 0 ? message_bytes : 1);
    enum cfd_status status;

    assert_non_null(copy);
    memcpy(copy, frame, message_bytes);
    status = decode_message(cfd_bytes_of(copy, message_bytes));
    free(copy);
    return status;
}

static struct cfd_bytes payload_of_frame(void)
{
    struct cfd_frame_head head;

    assert_int_equal(cfd_frame_decode(cfd_bytes_of(frame, frame_bytes), &head), CFD_OK);
    return head.payload;
}

static void frame_head_has_the_documented_layout(void **state)
{
    static const uint8_t expected[HEAD_BYTES] = {'C',  'F',  'Q', '1', 0xd4, 0xc3,
                                                 0xb2, 0xa1, 1,   0,   1,    0};
    struct cfd_frame_head head;

    assert_int_equal(encode_query(&sample_query), CFD_OK);
    assert_memory_equal(frame, expected, sizeof(expected));
    assert_int_equal(cfd_frame_decode(cfd_bytes_of(frame, frame_bytes), &head), CFD_OK);
    assert_int_equal(head.request_id, 0xa1b2c3d4);
    assert_int_equal(head.frame, CFD_FRAME_QUERY);
    assert_true(head.payload.ptr == frame + HEAD_BYTES);
    assert_int_equal(head.payload.len, frame_bytes - HEAD_BYTES);
}

static void frame_decode_refuses_heads(void **state)
{
    static const struct {
        size_t offset;
        uint8_t value;
        enum cfd_status status;
    } rows[] = {
        {0, 'c', CFD_ERR_FORMAT}, {3, '2', CFD_ERR_FORMAT}, {8, 0, CFD_ERR_FORMAT},
        {8, 5, CFD_ERR_FORMAT},   {9, 1, CFD_ERR_FORMAT},   {10, 0, CFD_ERR_VERSION},
        {10, 2, CFD_ERR_VERSION}, {11, 1, CFD_ERR_VERSION},
    };
    struct cfd_frame_head head = {.request_id = 77};

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        assert_int_equal(encode_query(&sample_query), CFD_OK);
        frame[rows[i].offset] = rows[i].value;
        assert_int_equal(cfd_frame_decode(cfd_bytes_of(frame, frame_bytes), &head), rows[i].status);
    }
    assert_int_equal(head.request_id, 77);
}

static void frame_decode_refuses_lengths(void **state)
{
    static uint8_t long_frame[CFD_FRAME_MAX_BYTES + 1];
    struct cfd_frame_head head;

    assert_int_equal(encode_query(&sample_query), CFD_OK);
    assert_int_equal(cfd_frame_decode(cfd_bytes_of(NULL, 0), &head), CFD_ERR_FORMAT);
    for (size_t message_bytes = 0; message_bytes < HEAD_BYTES; message_bytes++)
        assert_int_equal(cfd_frame_decode(cfd_bytes_of(frame, message_bytes), &head),
                         CFD_ERR_FORMAT);
    memcpy(long_frame, frame, HEAD_BYTES);
    assert_int_equal(cfd_frame_decode(cfd_bytes_of(long_frame, sizeof(long_frame)), &head),
                     CFD_ERR_FORMAT);
    assert_int_equal(cfd_frame_decode(cfd_bytes_of(long_frame, CFD_FRAME_MAX_BYTES), &head),
                     CFD_OK);
}

static void query_comes_back(void **state)
{
    struct cfd_query query;

    memset(&query, 0xff, sizeof(query));
    assert_int_equal(encode_query(&sample_query), CFD_OK);
    assert_int_equal(cfd_query_decode(payload_of_frame(), &query), CFD_OK);
    assert_int_equal(query.list, sample_query.list);
    assert_int_equal(query.since_ms, sample_query.since_ms);
    assert_int_equal(query.until_ms, sample_query.until_ms);
    assert_int_equal(query.kinds, sample_query.kinds);
    assert_string_equal(query.endpoint, sample_query.endpoint);
    assert_string_equal(query.consumer, sample_query.consumer);
    assert_string_equal(query.subject, sample_query.subject);
    assert_true(query.is_by_address);
    assert_int_equal(query.limit, sample_query.limit);
    assert_int_equal(query.cursor, sample_query.cursor);
}

static void query_of_the_widest_texts_comes_back(void **state)
{
    struct cfd_query query = sample_query;
    struct cfd_query decoded;

    memset(query.endpoint, 'e', CFD_QUERY_TEXT_BYTES - 1);
    memset(query.consumer, 'c', CFD_QUERY_TEXT_BYTES - 1);
    memset(query.subject, 0xe4, CFD_QUERY_TEXT_BYTES - 1);
    assert_int_equal(encode_query(&query), CFD_OK);
    assert_int_equal(cfd_query_decode(payload_of_frame(), &decoded), CFD_OK);
    assert_string_equal(decoded.subject, query.subject);
}

static void assert_query_not_encoded(struct cfd_query *query)
{
    size_t out_bytes = 77;

    assert_int_equal(cfd_query_encode(1, query, frame, sizeof(frame), &out_bytes), CFD_ERR_USAGE);
    assert_int_equal(out_bytes, 77);
    *query = sample_query;
}

static void query_encode_refuses_what_decode_would(void **state)
{
    struct cfd_query query = sample_query;

    query.list = (enum cfd_list)5;
    assert_query_not_encoded(&query);
    query.kinds = CFD_KIND_BIT(CFD_KIND_NONE);
    assert_query_not_encoded(&query);
    query.kinds = CFD_KIND_BIT(CFD_KIND_COUNT);
    assert_query_not_encoded(&query);
    query.limit = CFD_QUERY_LIMIT_MAX + 1;
    assert_query_not_encoded(&query);
    query.endpoint[0] = '\t';
    assert_query_not_encoded(&query);
    query.consumer[3] = '\n';
    assert_query_not_encoded(&query);
    memset(query.subject, 's', sizeof(query.subject)); /* not terminated */
    assert_query_not_encoded(&query);
    assert_int_equal(encode_query(&query), CFD_OK);
}

/* Every value of one payload byte of a query against what is known. */
static void query_decode_refuses_values(void **state)
{
    static const struct {
        size_t offset;
        unsigned last_good;
    } rows[] = {{0, CFD_LIST_GAPS}, {1, 1}, {6, 0}, {7, 0}};
    struct cfd_query query;

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        for (unsigned value = 0; value < 256; value++) {
            struct cfd_bytes payload;

            assert_int_equal(encode_query(&sample_query), CFD_OK);
            payload = payload_of_frame();
            frame[HEAD_BYTES + rows[i].offset] = (uint8_t)value;
            assert_int_equal(cfd_query_decode(payload, &query),
                             value <= rows[i].last_good ? CFD_OK : CFD_ERR_FORMAT);
        }
    }
}

static void query_decode_refuses_unknown_kinds(void **state)
{
    struct cfd_query query;

    assert_int_equal(encode_query(&sample_query), CFD_OK);
    for (unsigned bit = 0; bit < 16; bit++) {
        uint16_t kinds = (uint16_t)(1u << bit);

        memcpy(frame + HEAD_BYTES + 2, &kinds, 2);
        assert_int_equal(cfd_query_decode(payload_of_frame(), &query),
                         bit > CFD_KIND_NONE && bit < CFD_KIND_COUNT ? CFD_OK : CFD_ERR_FORMAT);
    }
}

static void assert_rows_equal(const struct cfd_row *a, const struct cfd_row *b)
{
    assert_int_equal(a->id, b->id);
    assert_string_equal(a->endpoint, b->endpoint);
    assert_int_equal(a->credential, b->credential);
    assert_int_equal(a->auth, b->auth);
    assert_int_equal(a->side, b->side);
    assert_int_equal(a->gap, b->gap);
    assert_string_equal(a->consumer_name, b->consumer_name);
    assert_string_equal(a->consumer_label, b->consumer_label);
    assert_int_equal(a->kinds, b->kinds);
    assert_int_equal(a->person_count, b->person_count);
    assert_int_equal(a->mention_count, b->mention_count);
    assert_int_equal(a->consumer_count, b->consumer_count);
    assert_int_equal(a->endpoint_count, b->endpoint_count);
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->first_ms, b->first_ms);
    assert_int_equal(a->last_ms, b->last_ms);
}

static void rows_come_back_in_order(void **state)
{
    struct cfd_row rows[3] = {sample_row, {.id = 2}, sample_row};
    struct cfd_bytes payload;
    struct cfd_row row;

    rows[2].id = 3;
    assert_int_equal(encode_rows(rows, 3), 3);
    payload = payload_of_frame();
    for (size_t i = 0; i < 3; i++) {
        memset(&row, 0xff, sizeof(row));
        assert_int_equal(cfd_rows_next(&payload, &row), CFD_OK);
        assert_rows_equal(&row, &rows[i]);
    }
    assert_int_equal(payload.len, 0);
    assert_int_equal(cfd_rows_next(&payload, &row), CFD_ERR_NOT_FOUND);
    assert_int_equal(cfd_rows_next(&payload, &row), CFD_ERR_NOT_FOUND);
}

static void no_rows_are_a_frame_too(void **state)
{
    assert_int_equal(encode_rows(NULL, 0), 0);
    assert_int_equal(frame_bytes, HEAD_BYTES);
    assert_int_equal(decode_exactly(frame_bytes), CFD_OK);
}

static void rows_are_taken_as_many_as_fit(void **state)
{
    static struct cfd_row rows[1000];
    size_t row_bytes, rows_taken;

    for (size_t i = 0; i < 1000; i++)
        rows[i] = sample_row;
    assert_int_equal(encode_rows(rows, 1), 1);
    row_bytes = frame_bytes - HEAD_BYTES;
    for (size_t capacity = 0; capacity < HEAD_BYTES + 4 * row_bytes; capacity++) {
        size_t fitting = capacity < HEAD_BYTES ? 0 : (capacity - HEAD_BYTES) / row_bytes;
        enum cfd_status status =
            cfd_rows_encode(1, rows, 1000, frame, capacity, &frame_bytes, &rows_taken);

        assert_int_equal(status, fitting == 0 ? CFD_ERR_LIMIT : CFD_OK);
        if (fitting == 0)
            continue;
        assert_int_equal(rows_taken, fitting);
        assert_int_equal(frame_bytes, HEAD_BYTES + fitting * row_bytes);
        assert_int_equal(decode_exactly(frame_bytes), CFD_OK);
    }
    rows_taken = encode_rows(rows, 1000);
    assert_int_equal(rows_taken, (CFD_FRAME_MAX_BYTES - HEAD_BYTES) / row_bytes);
}

/* A room larger than a frame does not make a larger frame. */
static void frames_end_at_their_maximum(void **state)
{
    static struct cfd_row rows[1000];
    static uint8_t room[2 * CFD_FRAME_MAX_BYTES];
    size_t rows_taken, out_bytes;

    for (size_t i = 0; i < 1000; i++)
        rows[i] = sample_row;
    assert_int_equal(cfd_rows_encode(1, rows, 1000, room, sizeof(room), &out_bytes, &rows_taken),
                     CFD_OK);
    assert_true(out_bytes <= CFD_FRAME_MAX_BYTES && rows_taken < 1000);
}

static void assert_row_not_encoded(struct cfd_row *row)
{
    struct cfd_row rows[2] = {sample_row, *row};
    size_t out_bytes = 77, rows_taken = 88;

    assert_int_equal(cfd_rows_encode(1, rows, 2, frame, sizeof(frame), &out_bytes, &rows_taken),
                     CFD_ERR_USAGE);
    assert_int_equal(out_bytes, 77);
    assert_int_equal(rows_taken, 88);
    *row = sample_row;
}

static void rows_encode_refuses_what_next_would(void **state)
{
    struct cfd_row row = sample_row;

    row.credential = CFD_CREDENTIAL_ADDRESS + 1;
    assert_row_not_encoded(&row);
    row.auth = CFD_AUTH_PROVEN + 1;
    assert_row_not_encoded(&row);
    row.side = CFD_SIDE_INTERNAL + 1;
    assert_row_not_encoded(&row);
    row.gap = CFD_GAP_COUNT;
    assert_row_not_encoded(&row);
    row.kinds = 1;
    assert_row_not_encoded(&row);
    row.endpoint[1] = 0x1f;
    assert_row_not_encoded(&row);
    memset(row.consumer_name, 'n', sizeof(row.consumer_name));
    assert_row_not_encoded(&row);
    memset(row.consumer_label, 'l', sizeof(row.consumer_label));
    assert_row_not_encoded(&row);
    assert_int_equal(encode_rows(&row, 1), 1);
}

static void rows_next_refuses_values(void **state)
{
    static const struct {
        size_t offset;
        unsigned last_good;
    } rows[] = {
        {8, CFD_CREDENTIAL_ADDRESS},
        {9, CFD_AUTH_PROVEN},
        {10, CFD_SIDE_INTERNAL},
        {11, CFD_GAP_COUNT - 1},
    };

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        assert_int_equal(encode_rows(&sample_row, 1), 1);
        for (unsigned value = 0; value < 256; value++) {
            frame[HEAD_BYTES + rows[i].offset] = (uint8_t)value;
            assert_int_equal(decode_exactly(frame_bytes),
                             value <= rows[i].last_good ? CFD_OK : CFD_ERR_FORMAT);
        }
    }
}

static void refused_row_moves_nothing(void **state)
{
    struct cfd_row row = {.id = 77};
    struct cfd_bytes payload, before;

    assert_int_equal(encode_rows(&sample_row, 1), 1);
    payload = before = cfd_bytes_of(frame + HEAD_BYTES, frame_bytes - HEAD_BYTES - 1);
    assert_int_equal(cfd_rows_next(&payload, &row), CFD_ERR_FORMAT);
    assert_true(payload.ptr == before.ptr && payload.len == before.len);
    assert_int_equal(row.id, 77);
}

static void end_comes_back(void **state)
{
    struct cfd_answer_end expected = sample_end();
    struct cfd_answer_end end;

    memset(&end, 0xff, sizeof(end));
    encode_end();
    assert_int_equal(cfd_end_decode(payload_of_frame(), &end), CFD_OK);
    assert_int_equal(end.row_total, expected.row_total);
    assert_int_equal(end.next, expected.next);
    assert_int_equal(end.response_count, expected.response_count);
    assert_int_equal(end.inspected_count, expected.inspected_count);
    assert_int_equal(end.uninspected_count, expected.uninspected_count);
    assert_int_equal(end.person_count, expected.person_count);
    assert_int_equal(end.exposure_count, expected.exposure_count);
    assert_memory_equal(end.gap_counts, expected.gap_counts, sizeof(end.gap_counts));
    assert_int_equal(end.dropped_part_count, expected.dropped_part_count);
    assert_int_equal(end.dropped_subject_count, expected.dropped_subject_count);
    assert_int_equal(end.worker_count, expected.worker_count);
    assert_int_equal(end.log_entry_count, expected.log_entry_count);
    assert_int_equal(end.log_bytes, expected.log_bytes);
    assert_int_equal(end.engine_start_ms, expected.engine_start_ms);
    assert_int_equal(end.last_commit_ms, expected.last_commit_ms);
    assert_true(end.has_worker_key);
    assert_int_equal(end.ledger_state, expected.ledger_state);
    assert_int_equal(end.ledger_state_ms, expected.ledger_state_ms);
}

static void end_encode_refuses_what_decode_would(void **state)
{
    struct cfd_answer_end end = sample_end();

    end.ledger_state = CFD_LEDGER_FAILING + 1;
    assert_int_equal(cfd_end_encode(1, &end, frame, sizeof(frame), &frame_bytes), CFD_ERR_USAGE);
}

static void end_decode_refuses_values(void **state)
{
    encode_end();
    for (unsigned value = 0; value < 256; value++) {
        frame[HEAD_BYTES + 56] = (uint8_t)value;
        assert_int_equal(decode_exactly(frame_bytes),
                         value == CFD_GAP_COUNT ? CFD_OK : CFD_ERR_FORMAT);
    }
    encode_end();
    for (unsigned value = 0; value < 256; value++) {
        frame[frame_bytes - 10] = (uint8_t)value;
        assert_int_equal(decode_exactly(frame_bytes), value <= 1 ? CFD_OK : CFD_ERR_FORMAT);
    }
    encode_end();
    for (unsigned value = 0; value < 256; value++) {
        frame[frame_bytes - 9] = (uint8_t)value;
        assert_int_equal(decode_exactly(frame_bytes),
                         value <= CFD_LEDGER_FAILING ? CFD_OK : CFD_ERR_FORMAT);
    }
}

static void every_failure_comes_back(void **state)
{
    for (int number = CFD_ERR_DENIED; number <= CFD_ERR_USAGE; number++) {
        enum cfd_status status = CFD_OK;
        char text[256];

        encode_fail((enum cfd_status)number, "no ledger at that place");
        assert_int_equal(cfd_fail_decode(payload_of_frame(), &status, text), CFD_OK);
        assert_int_equal(status, number);
        assert_string_equal(text, "no ledger at that place");
    }
}

static void what_is_no_failure_is_refused(void **state)
{
    static const int32_t refused[] = {0, 1, 11, -12, -256, INT32_MIN, INT32_MAX};

    for (size_t i = 0; i < TEST_COUNT(refused); i++) {
        enum cfd_status status = CFD_ERR_STATE;
        char text[256] = "kept";
        size_t out_bytes;

        assert_int_equal(
            cfd_fail_encode(1, (enum cfd_status)refused[i], "x", frame, sizeof(frame), &out_bytes),
            CFD_ERR_USAGE);
        encode_fail(CFD_ERR_IO, "x");
        memcpy(frame + HEAD_BYTES, &refused[i], 4);
        assert_int_equal(cfd_fail_decode(payload_of_frame(), &status, text), CFD_ERR_FORMAT);
        assert_int_equal(status, CFD_ERR_STATE);
        assert_string_equal(text, "kept");
    }
}

static void odd_texts_of_a_failure_are_tamed(void **state)
{
    char long_text[1000];
    enum cfd_status status;
    char text[256];

    memset(long_text, 't', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    encode_fail(CFD_ERR_IO, long_text);
    assert_int_equal(cfd_fail_decode(payload_of_frame(), &status, text), CFD_OK);
    assert_int_equal(strlen(text), 255);
    encode_fail(CFD_ERR_IO, "line\nnext\x7f\ttab");
    assert_int_equal(cfd_fail_decode(payload_of_frame(), &status, text), CFD_OK);
    assert_string_equal(text, "line next  tab");
    encode_fail(CFD_ERR_IO, NULL);
    assert_int_equal(cfd_fail_decode(payload_of_frame(), &status, text), CFD_OK);
    assert_string_equal(text, "");
}

/* One frame of each type, by number. */
static void encode_nth(unsigned number)
{
    switch (number) {
    case 0:
        assert_int_equal(encode_query(&sample_query), CFD_OK);
        break;
    case 1:
        assert_int_equal(encode_rows(&sample_row, 1), 1);
        break;
    case 2:
        encode_end();
        break;
    default:
        encode_fail(CFD_ERR_NOT_FOUND, "no such consumer");
        break;
    }
}

static void prop_every_truncation_is_refused(void **state)
{
    for (unsigned number = 0; number < 4; number++) {
        encode_nth(number);
        assert_int_equal(decode_exactly(frame_bytes), CFD_OK);
        for (size_t message_bytes = 0; message_bytes < frame_bytes; message_bytes++) {
            bool is_no_rows = number == 1 && message_bytes == HEAD_BYTES;

            assert_int_equal(decode_exactly(message_bytes), is_no_rows ? CFD_OK : CFD_ERR_FORMAT);
        }
    }
}

static void bytes_left_over_are_refused(void **state)
{
    for (unsigned number = 0; number < 4; number++) {
        for (size_t more = 1; more < 50; more++) {
            encode_nth(number);
            memset(frame + frame_bytes, 0, more);
            assert_int_equal(decode_exactly(frame_bytes + more), CFD_ERR_FORMAT);
        }
    }
}

static void prop_every_over_count_of_a_text_is_refused(void **state)
{
    static const size_t text_at[] = {HEAD_BYTES + 32, HEAD_BYTES + 14, 0, HEAD_BYTES + 4};

    for (unsigned number = 0; number < 4; number++) {
        uint16_t real_bytes;

        if (text_at[number] == 0)
            continue;
        encode_nth(number);
        memcpy(&real_bytes, frame + text_at[number], 2);
        for (unsigned stated = 0; stated <= UINT16_MAX; stated++) {
            uint16_t wrong = (uint16_t)stated;

            if (wrong == real_bytes)
                continue;
            memcpy(frame + text_at[number], &wrong, 2);
            assert_int_equal(decode_message(cfd_bytes_of(frame, frame_bytes)), CFD_ERR_FORMAT);
        }
    }
}

static void prop_every_lack_of_room_is_a_limit(void **state)
{
    struct cfd_answer_end end = sample_end();
    size_t out_bytes = 77;

    assert_int_equal(encode_query(&sample_query), CFD_OK);
    for (size_t room = 0; room < frame_bytes; room++)
        assert_int_equal(cfd_query_encode(1, &sample_query, frame, room, &out_bytes),
                         CFD_ERR_LIMIT);
    encode_end();
    for (size_t room = 0; room < frame_bytes; room++)
        assert_int_equal(cfd_end_encode(1, &end, frame, room, &out_bytes), CFD_ERR_LIMIT);
    encode_fail(CFD_ERR_IO, "text");
    for (size_t room = 0; room < frame_bytes; room++)
        assert_int_equal(cfd_fail_encode(1, CFD_ERR_IO, "text", frame, room, &out_bytes),
                         CFD_ERR_LIMIT);
    assert_int_equal(out_bytes, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frame_head_has_the_documented_layout),
        cmocka_unit_test(frame_decode_refuses_heads),
        cmocka_unit_test(frame_decode_refuses_lengths),
        cmocka_unit_test(query_comes_back),
        cmocka_unit_test(query_of_the_widest_texts_comes_back),
        cmocka_unit_test(query_encode_refuses_what_decode_would),
        cmocka_unit_test(query_decode_refuses_values),
        cmocka_unit_test(query_decode_refuses_unknown_kinds),
        cmocka_unit_test(rows_come_back_in_order),
        cmocka_unit_test(no_rows_are_a_frame_too),
        cmocka_unit_test(rows_are_taken_as_many_as_fit),
        cmocka_unit_test(frames_end_at_their_maximum),
        cmocka_unit_test(rows_encode_refuses_what_next_would),
        cmocka_unit_test(rows_next_refuses_values),
        cmocka_unit_test(refused_row_moves_nothing),
        cmocka_unit_test(end_comes_back),
        cmocka_unit_test(end_encode_refuses_what_decode_would),
        cmocka_unit_test(end_decode_refuses_values),
        cmocka_unit_test(every_failure_comes_back),
        cmocka_unit_test(what_is_no_failure_is_refused),
        cmocka_unit_test(odd_texts_of_a_failure_are_tamed),
        cmocka_unit_test(prop_every_truncation_is_refused),
        cmocka_unit_test(bytes_left_over_are_refused),
        cmocka_unit_test(prop_every_over_count_of_a_text_is_refused),
        cmocka_unit_test(prop_every_lack_of_room_is_a_limit),
    };

    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
