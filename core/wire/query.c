/* SPDX-License-Identifier: Apache-2.0
 * Frames between api and engine, both directions.
 *
 * Little-endian; text = u16 length + bytes without control bytes. A frame is its head and one
 * payload, and nothing after it:
 *
 *     head    u32 magic "CFQ1"   u32 request id   u16 frame type   u16 version (1)
 *     QUERY   u8 list   u8 is_by_address   u16 kinds   u32 limit   i64 since_ms   i64 until_ms
 *             u64 cursor   text endpoint   text consumer   text subject
 *     ROWS    rows up to the end of the frame, each:
 *             u64 id   u8 credential   u8 auth   u8 side   u8 gap   u16 kinds
 *             text endpoint   text consumer_name   text consumer_label
 *             u64 person_count   u64 mention_count   u64 consumer_count   u64 endpoint_count
 *             u64 count   i64 first_ms   i64 last_ms   u8 is_lower_bound
 *     END     u64 row_total   u64 next   u64 response_count   u64 inspected_count
 *             u64 uninspected_count   u64 person_count   u64 exposure_count
 *             u8 gap count (CFD_GAP_COUNT)   u64 each gap's count
 *             u64 dropped_part_count   u64 dropped_subject_count   u32 worker_count
 *             u64 log_entry_count   u64 log_bytes   i64 engine_start_ms   i64 last_commit_ms
 *             u8 has_worker_key   u8 ledger_state   i64 ledger_state_ms
 *     FAIL    i32 status   text
 *
 * One check says what a query or a row may be; the encoder asks it before it writes, the decoder
 * after it read. Each has one encoding only. */
#include "core/wire/query.h"

#include <stddef.h>
#include <string.h>

#include <cofferdam/session.h>

#include "core/wire/codec.h"

#define FRAME_MAGIC 0x31514643u /* "CFQ1" as it lies in memory */
#define FRAME_VERSION 1u
#define FRAME_HEAD_BYTES 12u
#define FAIL_TEXT_BYTES 256u

#define KINDS_KNOWN ((1u << CFD_KIND_COUNT) - 1u - CFD_KIND_BIT(CFD_KIND_NONE))

static bool kinds_are_known(cfd_kinds kinds)
{
    return (kinds & ~KINDS_KNOWN) == 0;
}

static bool query_is_valid(const struct cfd_query *query)
{
    return query->list <= CFD_LIST_GAPS && kinds_are_known(query->kinds) &&
           query->limit <= CFD_QUERY_LIMIT_MAX &&
           cfd_text_is_plain(query->endpoint, sizeof(query->endpoint)) &&
           cfd_text_is_plain(query->consumer, sizeof(query->consumer)) &&
           cfd_text_is_plain(query->subject, sizeof(query->subject));
}

/* Lists without consumers have credential 0, which is none. */
static bool row_is_valid(const struct cfd_row *row)
{
    return row->credential <= CFD_CREDENTIAL_ADDRESS && row->auth <= CFD_AUTH_PROVEN &&
           row->side <= CFD_SIDE_INTERNAL && row->gap < CFD_GAP_COUNT &&
           kinds_are_known(row->kinds) && cfd_text_is_plain(row->endpoint, sizeof(row->endpoint)) &&
           cfd_text_is_plain(row->consumer_name, sizeof(row->consumer_name)) &&
           cfd_text_is_plain(row->consumer_label, sizeof(row->consumer_label));
}

/* --- encode */

static struct cfd_writer begin_frame(uint32_t request_id, enum cfd_frame frame, uint8_t *out,
                                     size_t out_capacity_bytes)
{
    struct cfd_writer writer = cfd_writer_of(
        out, out_capacity_bytes < CFD_FRAME_MAX_BYTES ? out_capacity_bytes : CFD_FRAME_MAX_BYTES);

    cfd_put_u32(&writer, FRAME_MAGIC);
    cfd_put_u32(&writer, request_id);
    cfd_put_u16(&writer, (uint16_t)frame);
    cfd_put_u16(&writer, FRAME_VERSION);
    return writer;
}

static enum cfd_status end_frame(const struct cfd_writer *writer, size_t *out_bytes)
{
    if (writer->is_failed)
        return CFD_ERR_LIMIT;
    *out_bytes = writer->used_bytes;
    return CFD_OK;
}

enum cfd_status cfd_query_encode(uint32_t request_id, const struct cfd_query *query, uint8_t *out,
                                 size_t out_capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = begin_frame(request_id, CFD_FRAME_QUERY, out, out_capacity_bytes);

    if (!query_is_valid(query))
        return CFD_ERR_USAGE;
    cfd_put_u8(&writer, (uint8_t)query->list);
    cfd_put_u8(&writer, query->is_by_address);
    cfd_put_u16(&writer, query->kinds);
    cfd_put_u32(&writer, query->limit);
    cfd_put_u64(&writer, (uint64_t)query->since_ms);
    cfd_put_u64(&writer, (uint64_t)query->until_ms);
    cfd_put_u64(&writer, query->cursor);
    cfd_put_text(&writer, query->endpoint);
    cfd_put_text(&writer, query->consumer);
    cfd_put_text(&writer, query->subject);
    return end_frame(&writer, out_bytes);
}

static void put_row(struct cfd_writer *out, const struct cfd_row *row)
{
    cfd_put_u64(out, row->id);
    cfd_put_u8(out, row->credential);
    cfd_put_u8(out, row->auth);
    cfd_put_u8(out, row->side);
    cfd_put_u8(out, row->gap);
    cfd_put_u16(out, row->kinds);
    cfd_put_text(out, row->endpoint);
    cfd_put_text(out, row->consumer_name);
    cfd_put_text(out, row->consumer_label);
    cfd_put_u64(out, row->person_count);
    cfd_put_u64(out, row->mention_count);
    cfd_put_u64(out, row->consumer_count);
    cfd_put_u64(out, row->endpoint_count);
    cfd_put_u64(out, row->count);
    cfd_put_u64(out, (uint64_t)row->first_ms);
    cfd_put_u64(out, (uint64_t)row->last_ms);
    cfd_put_u8(out, row->is_lower_bound);
}

enum cfd_status cfd_rows_encode(uint32_t request_id, const struct cfd_row *rows, size_t row_count,
                                uint8_t *out, size_t out_capacity_bytes, size_t *out_bytes,
                                size_t *out_rows_taken)
{
    struct cfd_writer writer = begin_frame(request_id, CFD_FRAME_ROWS, out, out_capacity_bytes);
    size_t rows_taken = 0;

    for (; rows_taken < row_count; rows_taken++) {
        struct cfd_writer before = writer;

        if (!row_is_valid(&rows[rows_taken]))
            return CFD_ERR_USAGE;
        put_row(&writer, &rows[rows_taken]);
        if (writer.is_failed) {
            writer = before;
            break;
        }
    }
    if (rows_taken == 0 && row_count > 0)
        return CFD_ERR_LIMIT;
    CFD_TRY(end_frame(&writer, out_bytes));
    *out_rows_taken = rows_taken;
    return CFD_OK;
}

static bool end_is_valid(const struct cfd_answer_end *end)
{
    return end->ledger_state <= CFD_LEDGER_FAILING;
}

static void put_end(struct cfd_writer *out, const struct cfd_answer_end *end)
{
    cfd_put_u64(out, end->row_total);
    cfd_put_u64(out, end->next);
    cfd_put_u64(out, end->response_count);
    cfd_put_u64(out, end->inspected_count);
    cfd_put_u64(out, end->uninspected_count);
    cfd_put_u64(out, end->person_count);
    cfd_put_u64(out, end->exposure_count);
    cfd_put_u8(out, CFD_GAP_COUNT);
    for (size_t i = 0; i < CFD_GAP_COUNT; i++)
        cfd_put_u64(out, end->gap_counts[i]);
    cfd_put_u64(out, end->dropped_part_count);
    cfd_put_u64(out, end->dropped_subject_count);
    cfd_put_u32(out, end->worker_count);
    cfd_put_u64(out, end->log_entry_count);
    cfd_put_u64(out, end->log_bytes);
    cfd_put_u64(out, (uint64_t)end->engine_start_ms);
    cfd_put_u64(out, (uint64_t)end->last_commit_ms);
    cfd_put_u8(out, end->has_worker_key);
    cfd_put_u8(out, end->ledger_state);
    cfd_put_u64(out, (uint64_t)end->ledger_state_ms);
}

enum cfd_status cfd_end_encode(uint32_t request_id, const struct cfd_answer_end *end, uint8_t *out,
                               size_t out_capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = begin_frame(request_id, CFD_FRAME_END, out, out_capacity_bytes);

    if (!end_is_valid(end))
        return CFD_ERR_USAGE;
    put_end(&writer, end);
    return end_frame(&writer, out_bytes);
}

static bool status_is_failure(int32_t status)
{
    return status <= CFD_ERR_USAGE && status >= CFD_ERR_DENIED;
}

/* Copies as much of a text as travels, control bytes as blanks: a refusal is never lost because
 * its text is odd. */
static void tame_text(const char *text, char out_text[FAIL_TEXT_BYTES])
{
    size_t used_bytes = 0;

    if (text == NULL)
        text = "";
    for (; used_bytes < FAIL_TEXT_BYTES - 1 && text[used_bytes] != '\0'; used_bytes++) {
        uint8_t byte = (uint8_t)text[used_bytes];

        out_text[used_bytes] = byte < 0x20 || byte == 0x7f ? ' ' : text[used_bytes];
    }
    out_text[used_bytes] = '\0';
}

enum cfd_status cfd_fail_encode(uint32_t request_id, enum cfd_status status, const char *text,
                                uint8_t *out, size_t out_capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = begin_frame(request_id, CFD_FRAME_FAIL, out, out_capacity_bytes);
    char tame[FAIL_TEXT_BYTES];

    if (!status_is_failure(status))
        return CFD_ERR_USAGE;
    tame_text(text, tame);
    cfd_put_u32(&writer, (uint32_t)status);
    cfd_put_text(&writer, tame);
    return end_frame(&writer, out_bytes);
}

/* --- decode */

enum cfd_status cfd_frame_decode(struct cfd_bytes message, struct cfd_frame_head *out)
{
    struct cfd_reader in = cfd_reader_of(message.ptr, message.len);
    struct cfd_frame_head head;
    uint16_t type, version;

    if (message.len < FRAME_HEAD_BYTES || message.len > CFD_FRAME_MAX_BYTES ||
        cfd_get_u32(&in) != FRAME_MAGIC)
        return CFD_ERR_FORMAT;
    head.request_id = cfd_get_u32(&in);
    type = cfd_get_u16(&in);
    version = cfd_get_u16(&in);
    if (version != FRAME_VERSION)
        return CFD_ERR_VERSION;
    if (type < CFD_FRAME_QUERY || type > CFD_FRAME_FAIL)
        return CFD_ERR_FORMAT;
    head.frame = (enum cfd_frame)type;
    head.payload = cfd_bytes_of(in.at, in.left_bytes);
    *out = head;
    return CFD_OK;
}

static bool is_read_whole(const struct cfd_reader *in)
{
    return !in->is_failed && in->left_bytes == 0;
}

enum cfd_status cfd_query_decode(struct cfd_bytes payload, struct cfd_query *out_query)
{
    struct cfd_reader in = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_query query = {.list = (enum cfd_list)cfd_get_u8(&in)};

    query.is_by_address = cfd_get_bool(&in);
    query.kinds = cfd_get_u16(&in);
    query.limit = cfd_get_u32(&in);
    query.since_ms = (int64_t)cfd_get_u64(&in);
    query.until_ms = (int64_t)cfd_get_u64(&in);
    query.cursor = cfd_get_u64(&in);
    cfd_get_text(&in, query.endpoint, sizeof(query.endpoint));
    cfd_get_text(&in, query.consumer, sizeof(query.consumer));
    cfd_get_text(&in, query.subject, sizeof(query.subject));
    if (!is_read_whole(&in) || !query_is_valid(&query))
        return CFD_ERR_FORMAT;
    *out_query = query;
    return CFD_OK;
}

static void get_row(struct cfd_reader *in, struct cfd_row *row)
{
    row->id = cfd_get_u64(in);
    row->credential = cfd_get_u8(in);
    row->auth = cfd_get_u8(in);
    row->side = cfd_get_u8(in);
    row->gap = cfd_get_u8(in);
    row->kinds = cfd_get_u16(in);
    cfd_get_text(in, row->endpoint, sizeof(row->endpoint));
    cfd_get_text(in, row->consumer_name, sizeof(row->consumer_name));
    cfd_get_text(in, row->consumer_label, sizeof(row->consumer_label));
    row->person_count = cfd_get_u64(in);
    row->mention_count = cfd_get_u64(in);
    row->consumer_count = cfd_get_u64(in);
    row->endpoint_count = cfd_get_u64(in);
    row->count = cfd_get_u64(in);
    row->first_ms = (int64_t)cfd_get_u64(in);
    row->last_ms = (int64_t)cfd_get_u64(in);
    row->is_lower_bound = cfd_get_bool(in);
}

enum cfd_status cfd_rows_next(struct cfd_bytes *payload, struct cfd_row *out_row)
{
    struct cfd_reader in = cfd_reader_of(payload->ptr, payload->len);
    struct cfd_row row;

    if (payload->len == 0)
        return CFD_ERR_NOT_FOUND;
    memset(&row, 0, sizeof(row));
    get_row(&in, &row);
    if (in.is_failed || !row_is_valid(&row))
        return CFD_ERR_FORMAT;
    *payload = cfd_bytes_of(in.at, in.left_bytes);
    *out_row = row;
    return CFD_OK;
}

static void get_end(struct cfd_reader *in, struct cfd_answer_end *end)
{
    end->row_total = cfd_get_u64(in);
    end->next = cfd_get_u64(in);
    end->response_count = cfd_get_u64(in);
    end->inspected_count = cfd_get_u64(in);
    end->uninspected_count = cfd_get_u64(in);
    end->person_count = cfd_get_u64(in);
    end->exposure_count = cfd_get_u64(in);
    if (cfd_get_u8(in) != CFD_GAP_COUNT)
        in->is_failed = true;
    for (size_t i = 0; i < CFD_GAP_COUNT; i++)
        end->gap_counts[i] = cfd_get_u64(in);
    end->dropped_part_count = cfd_get_u64(in);
    end->dropped_subject_count = cfd_get_u64(in);
    end->worker_count = cfd_get_u32(in);
    end->log_entry_count = cfd_get_u64(in);
    end->log_bytes = cfd_get_u64(in);
    end->engine_start_ms = (int64_t)cfd_get_u64(in);
    end->last_commit_ms = (int64_t)cfd_get_u64(in);
    end->has_worker_key = cfd_get_bool(in);
    end->ledger_state = cfd_get_u8(in);
    end->ledger_state_ms = (int64_t)cfd_get_u64(in);
}

enum cfd_status cfd_end_decode(struct cfd_bytes payload, struct cfd_answer_end *out_end)
{
    struct cfd_reader in = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_answer_end end;

    get_end(&in, &end);
    if (!is_read_whole(&in) || !end_is_valid(&end))
        return CFD_ERR_FORMAT;
    *out_end = end;
    return CFD_OK;
}

enum cfd_status cfd_fail_decode(struct cfd_bytes payload, enum cfd_status *out_status,
                                char out_text[256])
{
    struct cfd_reader in = cfd_reader_of(payload.ptr, payload.len);
    int32_t status = (int32_t)cfd_get_u32(&in);
    char text[FAIL_TEXT_BYTES];

    cfd_get_text(&in, text, sizeof(text));
    if (!is_read_whole(&in) || !status_is_failure(status))
        return CFD_ERR_FORMAT;
    *out_status = (enum cfd_status)status;
    memcpy(out_text, text, strlen(text) + 1);
    return CFD_OK;
}
