/* SPDX-License-Identifier: Apache-2.0
 * The reader of event streams: fields by lines, data by events. */
#include "core/decode/sse.h"

#include <string.h>

enum sse_state {
    SSE_FIELD, /* at the beginning of a line or inside "data:" */
    SSE_BLANK, /* one blank behind the colon is none of the data's */
    SSE_DATA,
    SSE_SKIP, /* a line of another field */
};

enum sse_kind {
    SSE_NONE, /* the event has no data yet */
    SSE_DONE, /* it may be "[DONE]" */
    SSE_JSON,
    SSE_TEXT,
    SSE_BROKEN, /* the rest of the event is skipped */
};

static const char data_field[] = "data:";
static const char done_data[] = "[DONE]";
static const uint8_t byte_order_mark[] = {0xef, 0xbb, 0xbf};

/* ---- Events ---- */

static void give_up(struct cfd_sse *sse)
{
    sse->kind = SSE_BROKEN;
    sse->broken_count++;
    if (sse->on_broken != NULL)
        sse->on_broken(sse->out.ctx, sse->json.broken_offset);
}

static enum cfd_status feed_json(struct cfd_sse *sse, struct cfd_bytes bytes, uint64_t offset)
{
    enum cfd_status status;

    sse->json.offset = offset;
    status = cfd_json_feed(&sse->json, bytes.ptr, bytes.len);
    if (status != CFD_ERR_FORMAT)
        return status;
    give_up(sse);
    return CFD_OK;
}

static enum cfd_status feed_text(struct cfd_sse *sse, struct cfd_bytes bytes, uint64_t offset)
{
    sse->text.offset = offset;
    return cfd_text_feed(&sse->text, bytes.ptr, bytes.len);
}

static enum cfd_status feed_data(struct cfd_sse *sse, struct cfd_bytes bytes, uint64_t offset)
{
    if (bytes.len == 0)
        return CFD_OK;
    if (sse->kind == SSE_JSON)
        return feed_json(sse, bytes, offset);
    return sse->kind == SSE_TEXT ? feed_text(sse, bytes, offset) : CFD_OK;
}

/* What looked like the end mark so far is JSON. */
static enum cfd_status release_done(struct cfd_sse *sse)
{
    struct cfd_bytes held = cfd_bytes_of(done_data, sse->done_at);

    sse->kind = SSE_JSON;
    cfd_json_init(&sse->json, CFD_JSON_ONE, sse->out.sink, sse->out.ctx);
    return feed_json(sse, held, sse->done_offset);
}

static void begin_event(struct cfd_sse *sse, uint8_t byte)
{
    sse->event_count++;
    if (byte == '[') {
        sse->kind = SSE_DONE;
        sse->done_at = 0;
        sse->done_offset = sse->offset;
    } else if (byte == '{') {
        sse->kind = SSE_JSON;
        cfd_json_init(&sse->json, CFD_JSON_ONE, sse->out.sink, sse->out.ctx);
    } else {
        sse->kind = SSE_TEXT;
        cfd_text_init(&sse->text, sse->has_units, sse->out.sink, sse->out.ctx);
    }
}

static enum cfd_status finish_json(struct cfd_sse *sse)
{
    enum cfd_status status = cfd_json_finish(&sse->json);

    if (status != CFD_ERR_FORMAT)
        return status;
    give_up(sse);
    return CFD_OK;
}

static enum cfd_status end_event(struct cfd_sse *sse)
{
    enum cfd_status status = CFD_OK;

    if (sse->kind == SSE_DONE && done_data[sse->done_at] != '\0')
        CFD_TRY(release_done(sse));
    if (sse->kind == SSE_JSON) {
        status = finish_json(sse);
    } else if (sse->kind == SSE_TEXT) {
        sse->text.offset = sse->offset;
        status = cfd_text_finish(&sse->text);
    }
    sse->kind = SSE_NONE;
    return status;
}

/* ---- Lines ---- */

static bool is_line_end(uint8_t byte)
{
    return byte == '\n' || byte == '\r';
}

/* Where the data so far ended: other fields may stand between. */
static uint64_t data_end(const struct cfd_sse *sse)
{
    return sse->kind == SSE_TEXT ? sse->text.offset : sse->json.offset;
}

/* The next data line of an event goes on behind a line feed. */
static enum cfd_status begin_data_line(struct cfd_sse *sse)
{
    sse->state = SSE_BLANK;
    if (sse->kind == SSE_DONE && sse->done_at > 0)
        CFD_TRY(release_done(sse));
    return feed_data(sse, cfd_bytes_of("\n", 1), data_end(sse));
}

static enum cfd_status end_line(struct cfd_sse *sse, uint8_t byte)
{
    bool is_second_half = sse->has_cr && byte == '\n';
    bool is_empty = sse->state == SSE_FIELD && sse->field_at == 0;

    sse->has_cr = byte == '\r';
    if (is_second_half)
        return CFD_OK;
    sse->state = SSE_FIELD;
    sse->field_at = 0;
    return is_empty ? end_event(sse) : CFD_OK;
}

static enum cfd_status read_field(struct cfd_sse *sse, uint8_t byte)
{
    if (sse->offset < sizeof(byte_order_mark) && sse->offset == sse->field_at &&
        byte == byte_order_mark[sse->offset]) {
        sse->field_at = sse->offset + 1 == sizeof(byte_order_mark) ? 0 : sse->field_at + 1;
        return CFD_OK;
    }
    if (byte != (uint8_t)data_field[sse->field_at]) {
        sse->state = SSE_SKIP;
        return CFD_OK;
    }
    if (++sse->field_at < CFD_SSE_FIELD_BYTES)
        return CFD_OK;
    sse->field_at = 0;
    return begin_data_line(sse);
}

/* The first bytes of an event's data, until its kind is known. */
static enum cfd_status read_first(struct cfd_sse *sse, uint8_t byte)
{
    if (sse->kind == SSE_NONE && byte > ' ')
        begin_event(sse, byte);
    if (sse->kind == SSE_DONE) {
        if (byte == (uint8_t)done_data[sse->done_at]) {
            sse->done_at++;
            return CFD_OK;
        }
        CFD_TRY(release_done(sse));
    }
    return feed_data(sse, cfd_bytes_of(&byte, 1), sse->offset);
}

static void step(struct cfd_sse *sse, struct cfdi_piece *in)
{
    sse->offset += cfdi_width(sse->has_units, *in->at);
    in->at++;
}

static enum cfd_status read_data_run(struct cfd_sse *sse, struct cfdi_piece *in)
{
    const uint8_t *from = in->at;
    uint64_t offset = sse->offset;

    while (in->at < in->end && !is_line_end(*in->at))
        step(sse, in);
    if (sse->state == SSE_SKIP)
        return CFD_OK;
    return feed_data(sse, cfd_bytes_of(from, (size_t)(in->at - from)), offset);
}

static enum cfd_status read_byte(struct cfd_sse *sse, struct cfdi_piece *in)
{
    uint8_t byte = *in->at;

    if (sse->state == SSE_FIELD)
        CFD_TRY(read_field(sse, byte));
    else if (sse->state == SSE_DATA)
        CFD_TRY(read_first(sse, byte));
    step(sse, in);
    return CFD_OK;
}

static enum cfd_status read_some(struct cfd_sse *sse, struct cfdi_piece *in)
{
    if (is_line_end(*in->at)) {
        CFD_TRY(end_line(sse, *in->at));
        step(sse, in);
        return CFD_OK;
    }
    sse->has_cr = false;
    if (sse->state == SSE_BLANK) {
        sse->state = SSE_DATA;
        if (*in->at == ' ') {
            step(sse, in);
            return CFD_OK;
        }
    }
    if (sse->state == SSE_SKIP || (sse->state == SSE_DATA && sse->kind > SSE_DONE))
        return read_data_run(sse, in);
    return read_byte(sse, in);
}

void cfd_sse_init(struct cfd_sse *sse, bool has_units, cfd_json_sink sink, void *ctx)
{
    memset(sse, 0, offsetof(struct cfd_sse, text));
    sse->out = (struct cfdi_out){sink, ctx};
    sse->has_units = has_units;
}

enum cfd_status cfd_sse_feed(struct cfd_sse *sse, const uint8_t *data, size_t data_bytes)
{
    struct cfdi_piece in = {data, data};

    if (data_bytes > 0)
        in.end = data + data_bytes;
    while (in.at < in.end)
        CFD_TRY(read_some(sse, &in));
    return CFD_OK;
}

enum cfd_status cfd_sse_finish(struct cfd_sse *sse)
{
    return end_event(sse);
}
