/* SPDX-License-Identifier: Apache-2.0
 * The JSON tokenizer: one pass over the bytes, one state a byte, all of it kept between pieces.
 *
 * The loop in `run` lets the fast reader (json_fast.h) take all tokens that are plain, then hands
 * over to the careful reader of the state, which takes at least one byte or changes the state, so
 * time is linear. Readers of texts take a whole run of bytes at once; what is left of an open text
 * when the piece ends goes into the tail buffer (json_text.c), and from then on the text is told
 * from there.
 *
 *     BOM -> DOCUMENT -> value -> DOCUMENT_END              LINES: LF leads back to DOCUMENT
 *     value:  STRING <-> ESCAPE <-> HEX;  NUMBER;  LITERAL
 *             {  OBJECT_FIRST / KEY -> COLON -> VALUE -> value -> AFTER  }
 *             [  ARRAY_FIRST / VALUE -> value -> AFTER  ]
 *
 * A fault leaves the byte where it stands. In LINES the state is then SKIP_LINE, which looks for
 * the next LF, so that a fault at an LF costs only the line before it. */
#include "core/decode/json.h"

#include <string.h>

#include "core/decode/json_inside.h"
#include "core/decode/json_number.h"
#include "core/decode/json_text.h"
#include "core/decode/string_end.h"

static const uint8_t byte_order_mark[] = {0xef, 0xbb, 0xbf};

/* The order is that of the token types from CFD_JSON_TRUE on. */
static const char *const literals[] = {"true", "false", "null"};

/* Ends the line (LINES) or the parse (ONE) at a byte that cannot be right. */
static enum cfd_status fault(struct cfd_json *json, const struct cfdi_input *in)
{
    json->broken_offset = cfdi_json_offset(json, in);
    if (json->mode == CFD_JSON_ONE)
        return CFD_ERR_FORMAT;
    json->state = CFDI_JSON_SKIP_LINE;
    json->depth = 0;
    json->broken_count++;
    if (json->on_broken != NULL)
        json->on_broken(json->ctx, json->broken_offset);
    return CFD_OK;
}

/* ---- Containers and literals ---- */

static enum cfd_status tell_mark(struct cfd_json *json, enum cfd_json_type type, uint64_t offset,
                                 uint64_t raw_bytes)
{
    struct cfd_json_token token = {.type = type, .offset = offset, .raw_bytes = raw_bytes};

    return json->sink(json->ctx, &token);
}

static enum cfd_status open_container(struct cfd_json *json, struct cfdi_input *in, bool is_object)
{
    uint64_t bit = 1ull << (json->depth % 64);
    uint64_t *bits = &json->is_object_bits[json->depth / 64];
    uint64_t offset = cfdi_json_offset(json, in);

    if (json->depth == CFD_JSON_DEPTH_MAX) {
        json->broken_offset = offset;
        return CFD_ERR_LIMIT;
    }
    *bits = is_object ? *bits | bit : *bits & ~bit;
    json->depth++;
    json->state = is_object ? CFDI_JSON_OBJECT_FIRST : CFDI_JSON_ARRAY_FIRST;
    in->at++;
    return tell_mark(json, is_object ? CFD_JSON_OBJECT_BEGIN : CFD_JSON_ARRAY_BEGIN, offset, 1);
}

static enum cfd_status close_container(struct cfd_json *json, struct cfdi_input *in)
{
    enum cfd_json_type type = cfdi_json_in_object(json) ? CFD_JSON_OBJECT_END : CFD_JSON_ARRAY_END;
    uint64_t offset = cfdi_json_offset(json, in);

    in->at++;
    json->depth--;
    cfdi_json_end_value(json);
    return tell_mark(json, type, offset, 1);
}

static enum cfd_status read_literal(struct cfd_json *json, struct cfdi_input *in)
{
    const char *word = literals[json->literal];

    for (; in->at < in->end && word[json->literal_at] != '\0'; in->at++, json->literal_at++)
        if (*in->at != (uint8_t)word[json->literal_at])
            return fault(json, in);
    if (word[json->literal_at] != '\0')
        return CFD_OK;
    cfdi_json_end_value(json);
    return tell_mark(json, (enum cfd_json_type)(CFD_JSON_TRUE + json->literal), json->token_offset,
                     json->literal_at);
}

static enum cfd_status begin_literal(struct cfd_json *json, struct cfdi_input *in, uint8_t literal)
{
    json->state = CFDI_JSON_LITERAL;
    json->literal = literal;
    json->literal_at = 0;
    json->token_offset = cfdi_json_offset(json, in);
    return read_literal(json, in);
}

/* ---- Texts: strings and numbers ---- */

static bool has_at(struct cfd_bytes text)
{
    return text.len > 0 && memchr(text.ptr, '@', text.len) != NULL;
}

/* Tells a text that lies whole in this piece: from `from` to in->at. */
static enum cfd_status tell_piece(struct cfd_json *json, const struct cfdi_input *in,
                                  enum cfd_json_type type, const uint8_t *from)
{
    size_t raw_bytes = (size_t)(in->at - from);
    bool is_cut = raw_bytes > CFD_JSON_TEXT_MAX_BYTES;
    struct cfd_json_token token = {
        .type = type,
        .is_cut = is_cut,
        .text = {from, is_cut ? CFD_JSON_TEXT_MAX_BYTES : raw_bytes},
        .offset = json->offset + (uint64_t)(from - in->data),
        .raw_bytes = raw_bytes,
    };

    token.has_at = has_at(token.text);
    return json->sink(json->ctx, &token);
}

/* Tells a text of which a part is in the buffer and the rest is from `from` to in->at. */
static enum cfd_status tell_buffered(struct cfd_json *json, const struct cfdi_input *in,
                                     enum cfd_json_type type, const uint8_t *from)
{
    struct cfd_json_token token = {.type = type, .offset = json->token_offset};

    cfdi_json_text_keep(json, from, in->at);
    cfdi_json_text_end(json);
    token.is_cut = json->is_cut;
    token.text = cfd_bytes_of(json->text, json->text_bytes);
    token.has_at = has_at(token.text);
    token.raw_bytes = cfdi_json_offset(json, in) - json->token_offset;
    return json->sink(json->ctx, &token);
}

static enum cfd_status tell_text(struct cfd_json *json, const struct cfdi_input *in,
                                 enum cfd_json_type type, const uint8_t *from)
{
    return json->is_buffered ? tell_buffered(json, in, type, from)
                             : tell_piece(json, in, type, from);
}

static void end_string(struct cfd_json *json, struct cfdi_input *in, bool is_key)
{
    in->at++;
    if (is_key)
        json->state = CFDI_JSON_COLON;
    else
        cfdi_json_end_value(json);
}

static enum cfd_status read_string(struct cfd_json *json, struct cfdi_input *in)
{
    const uint8_t *from = in->at;

    bool is_ignored = false; /* has_at looks at the whole text */

    in->at = cfd_string_end(from, in->end, &is_ignored);
    if (in->at < in->end && *in->at == '"') {
        CFD_TRY(tell_text(json, in, json->is_key ? CFD_JSON_KEY : CFD_JSON_STRING, from));
        end_string(json, in, json->is_key);
        return CFD_OK;
    }
    cfdi_json_text_keep(json, from, in->at);
    if (in->at == in->end)
        return CFD_OK;
    if (*in->at != '\\')
        return fault(json, in);
    in->at++;
    json->state = CFDI_JSON_ESCAPE;
    return CFD_OK;
}

/* At the quote. */
static enum cfd_status begin_string(struct cfd_json *json, struct cfdi_input *in, bool is_key)
{
    in->at++;
    cfdi_json_text_begin(json, cfdi_json_offset(json, in));
    json->is_key = is_key;
    json->state = CFDI_JSON_STRING;
    return read_string(json, in);
}

static enum cfd_status read_escape(struct cfd_json *json, struct cfdi_input *in)
{
    if (*in->at == 'u') {
        json->hex_left = 4;
        json->hex_value = 0;
        json->state = CFDI_JSON_HEX;
    } else if (cfdi_json_text_escape(json, *in->at)) {
        json->state = CFDI_JSON_STRING;
    } else {
        return fault(json, in);
    }
    in->at++;
    return CFD_OK;
}

static enum cfd_status read_hex(struct cfd_json *json, struct cfdi_input *in)
{
    in->at = cfdi_json_text_hex(json, in->at, in->end);
    if (json->hex_left == 0)
        json->state = CFDI_JSON_STRING;
    else if (in->at < in->end)
        return fault(json, in);
    return CFD_OK;
}

static enum cfd_status end_number(struct cfd_json *json, struct cfdi_input *in, const uint8_t *from)
{
    CFD_TRY(tell_text(json, in, CFD_JSON_NUMBER, from));
    cfdi_json_end_value(json);
    return CFD_OK;
}

static enum cfd_status read_number(struct cfd_json *json, struct cfdi_input *in)
{
    const uint8_t *from = in->at;
    const uint8_t *at = from;
    uint8_t number = json->number;
    uint8_t next = number;

    while (at < in->end) {
        next = cfdi_number_step(number, *at);
        if (next == CFDI_NUMBER_END)
            break;
        number = next;
        at++;
        if (cfdi_number_takes_digits(number))
            while (at < in->end && cfdi_is_digit(*at))
                at++;
    }
    in->at = at;
    json->number = number;
    if (next == CFDI_NUMBER_END)
        return cfdi_number_is_whole(number) ? end_number(json, in, from) : fault(json, in);
    cfdi_json_text_keep(json, from, at);
    return CFD_OK;
}

static enum cfd_status begin_number(struct cfd_json *json, struct cfdi_input *in)
{
    cfdi_json_text_begin(json, cfdi_json_offset(json, in));
    json->number = CFDI_NUMBER_NONE;
    json->state = CFDI_JSON_NUMBER;
    return read_number(json, in);
}

/* ---- Between values ---- */

/* White space inside a line, and in ONE a line feed too. */
static inline bool is_white(const struct cfd_json *json, uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' ||
           (byte == '\n' && json->mode == CFD_JSON_ONE);
}

/* Where a reader has no use for a byte. */
static enum cfd_status skip_white(struct cfd_json *json, struct cfdi_input *in)
{
    const uint8_t *at = in->at;

    while (at < in->end && is_white(json, *at)) {
        at++;
        while (in->end - at >= 8 && memcmp(at, "        ", 8) == 0)
            at += 8;
    }
    if (at == in->at)
        return fault(json, in);
    in->at = at;
    return CFD_OK;
}

static enum cfd_status read_value(struct cfd_json *json, struct cfdi_input *in)
{
    uint8_t byte = *in->at;

    if (byte == '"')
        return begin_string(json, in, false);
    if (byte == '-' || cfdi_is_digit(byte))
        return begin_number(json, in);
    switch (byte) {
    case '{':
    case '[':
        return open_container(json, in, byte == '{');
    case 't':
        return begin_literal(json, in, 0);
    case 'f':
        return begin_literal(json, in, 1);
    case 'n':
        return begin_literal(json, in, 2);
    default:
        return skip_white(json, in);
    }
}

static enum cfd_status read_key(struct cfd_json *json, struct cfdi_input *in)
{
    return *in->at == '"' ? begin_string(json, in, true) : skip_white(json, in);
}

static enum cfd_status read_colon(struct cfd_json *json, struct cfdi_input *in)
{
    if (*in->at != ':')
        return skip_white(json, in);
    in->at++;
    json->state = CFDI_JSON_VALUE;
    return CFD_OK;
}

static enum cfd_status read_after(struct cfd_json *json, struct cfdi_input *in)
{
    bool is_object = cfdi_json_in_object(json);

    if (*in->at == (is_object ? '}' : ']'))
        return close_container(json, in);
    if (*in->at != ',')
        return skip_white(json, in);
    in->at++;
    json->state = is_object ? CFDI_JSON_KEY : CFDI_JSON_VALUE;
    return CFD_OK;
}

static enum cfd_status read_array_first(struct cfd_json *json, struct cfdi_input *in)
{
    return *in->at == ']' ? close_container(json, in) : read_value(json, in);
}

static enum cfd_status read_object_first(struct cfd_json *json, struct cfdi_input *in)
{
    return *in->at == '}' ? close_container(json, in) : read_key(json, in);
}

/* ---- Documents and lines ---- */

static bool takes_line_end(struct cfd_json *json, struct cfdi_input *in)
{
    if (json->mode == CFD_JSON_ONE || *in->at != '\n')
        return false;
    in->at++;
    json->state = CFDI_JSON_DOCUMENT;
    return true;
}

static enum cfd_status read_bom(struct cfd_json *json, struct cfdi_input *in)
{
    if (json->literal_at == 0 && *in->at != byte_order_mark[0]) {
        json->state = CFDI_JSON_DOCUMENT;
        return CFD_OK;
    }
    if (*in->at != byte_order_mark[json->literal_at])
        return fault(json, in);
    in->at++;
    if (++json->literal_at == sizeof(byte_order_mark))
        json->state = CFDI_JSON_DOCUMENT;
    return CFD_OK;
}

static enum cfd_status read_document(struct cfd_json *json, struct cfdi_input *in)
{
    return takes_line_end(json, in) ? CFD_OK : read_value(json, in);
}

static enum cfd_status read_document_end(struct cfd_json *json, struct cfdi_input *in)
{
    return takes_line_end(json, in) ? CFD_OK : skip_white(json, in);
}

static enum cfd_status read_skipped_line(struct cfd_json *json, struct cfdi_input *in)
{
    const uint8_t *line_end = memchr(in->at, '\n', (size_t)(in->end - in->at));

    in->at = line_end == NULL ? in->end : line_end + 1;
    if (line_end != NULL)
        json->state = CFDI_JSON_DOCUMENT;
    return CFD_OK;
}

static enum cfd_status read_state(struct cfd_json *json, struct cfdi_input *in)
{
    switch (json->state) {
    case CFDI_JSON_BOM:
        return read_bom(json, in);
    case CFDI_JSON_DOCUMENT:
        return read_document(json, in);
    case CFDI_JSON_VALUE:
        return read_value(json, in);
    case CFDI_JSON_ARRAY_FIRST:
        return read_array_first(json, in);
    case CFDI_JSON_OBJECT_FIRST:
        return read_object_first(json, in);
    case CFDI_JSON_KEY:
        return read_key(json, in);
    case CFDI_JSON_COLON:
        return read_colon(json, in);
    case CFDI_JSON_AFTER:
        return read_after(json, in);
    case CFDI_JSON_DOCUMENT_END:
        return read_document_end(json, in);
    case CFDI_JSON_SKIP_LINE:
        return read_skipped_line(json, in);
    case CFDI_JSON_LITERAL:
        return read_literal(json, in);
    case CFDI_JSON_STRING:
        return read_string(json, in);
    case CFDI_JSON_ESCAPE:
        return read_escape(json, in);
    case CFDI_JSON_HEX:
        return read_hex(json, in);
    case CFDI_JSON_NUMBER:
        return read_number(json, in);
    default: /* CFDI_JSON_CLOSED */
        return CFD_ERR_STATE;
    }
}

static enum cfd_status run(struct cfd_json *json, struct cfdi_input *in)
{
    for (;;) {
        CFD_TRY(json->read_fast(json, in));
        if (in->at == in->end)
            return CFD_OK;
        CFD_TRY(read_state(json, in));
    }
}

void cfd_json_init(struct cfd_json *json, enum cfd_json_mode mode, cfd_json_sink sink, void *ctx)
{
    memset(json, 0, sizeof(*json));
    json->mode = mode;
    json->sink = sink;
    json->ctx = ctx;
    json->read_fast = cfdi_json_has_avx2() ? cfdi_json_fast_avx2 : cfdi_json_fast;
    json->state = CFDI_JSON_BOM;
}

enum cfd_status cfd_json_feed(struct cfd_json *json, const uint8_t *data, size_t data_bytes)
{
    struct cfdi_input in = {data, data, data};
    enum cfd_status status;

    if (json->state == CFDI_JSON_CLOSED)
        return CFD_ERR_STATE;
    if (data_bytes == 0)
        return CFD_OK;
    in.end = data + data_bytes;
    status = run(json, &in);
    json->offset = cfdi_json_offset(json, &in);
    if (status != CFD_OK)
        json->state = CFDI_JSON_CLOSED;
    return status;
}

/* True where a body may end. */
static bool is_at_rest(const struct cfd_json *json)
{
    switch (json->state) {
    case CFDI_JSON_DOCUMENT_END:
    case CFDI_JSON_SKIP_LINE:
        return true;
    case CFDI_JSON_BOM:
        return json->literal_at == 0 && json->mode == CFD_JSON_LINES;
    case CFDI_JSON_DOCUMENT:
        return json->mode == CFD_JSON_LINES;
    default:
        return false;
    }
}

static enum cfd_status finish(struct cfd_json *json)
{
    struct cfdi_input in = {json->text, json->text, json->text}; /* nothing is left to read */

    if (json->state == CFDI_JSON_CLOSED)
        return CFD_ERR_STATE;
    if (json->state == CFDI_JSON_NUMBER && cfdi_number_is_whole(json->number))
        CFD_TRY(end_number(json, &in, in.at));
    if (is_at_rest(json))
        return CFD_OK;
    CFD_TRY(fault(json, &in));
    return CFD_ERR_FORMAT;
}

enum cfd_status cfd_json_finish(struct cfd_json *json)
{
    enum cfd_status status = finish(json);

    json->state = CFDI_JSON_CLOSED;
    return status;
}
