/* SPDX-License-Identifier: Apache-2.0
 * The fast reader of JSON, included once for each processor (json_fast.c, json_fast_avx2.c).
 *
 * Most tokens are plain, and a plain token needs no state between its bytes: where it ends is found
 * at once, and what follows it is looked at on the spot. This reader does that and nothing else.
 * Whatever is not plain (an escape, a piece that ends inside a token, an exponent, a fault) it
 * leaves where it stands, in a state from which the careful reader goes on; so it decides nothing,
 * and both tell the same tokens (tests/unit/test_json_fast.c).
 *
 * An includer may define CFDI_FAST_TARGET (the function attribute of the processor), CFDI_FAST_END
 * (the cfd_string_end for it) and CFDI_FAST_NAME; without them it is the reader for any. */
#include <string.h>

#include "core/decode/json_inside.h"
#include "core/decode/json_number.h"
#include "core/decode/string_end.h"

#ifndef CFDI_FAST_NAME
#define CFDI_FAST_TARGET
#define CFDI_FAST_END cfd_string_end
#define CFDI_FAST_NAME cfdi_json_fast
#endif

#define FAST CFDI_FAST_TARGET __attribute__((always_inline)) static inline

/* Where the reader is; lives in registers. */
struct fast {
    struct cfd_json *json;
    const struct cfdi_input *in;
    const uint8_t *at;
    enum cfdi_json_state state; /* of the byte at `at` */
    enum cfd_status status;     /* what the sink said */
    bool is_object;             /* the innermost container */
};

/* Tells a token. False: the sink has had enough. */
FAST bool tell(struct fast *fast, const struct cfd_json_token *token)
{
    fast->status = fast->json->sink(fast->json->ctx, token);
    return fast->status == CFD_OK;
}

FAST uint64_t offset_at(const struct fast *fast, const uint8_t *at)
{
    return fast->json->offset + (uint64_t)(at - fast->in->data);
}

/* False: the piece ends here, or a byte follows that is no white space of a line (LINES). */
FAST bool skip_white(struct fast *fast)
{
    const uint8_t *at = fast->at;
    const uint8_t *end = fast->in->end;

    while (at < end && *at <= ' ') {
        if (*at != ' ' && *at != '\t' && *at != '\r' &&
            (*at != '\n' || fast->json->mode != CFD_JSON_ONE))
            break;
        at++;
        while (end - at >= 8 && memcmp(at, "        ", 8) == 0)
            at += 8;
    }
    fast->at = at;
    return at < end;
}

/* At a quote. False: not plain, or the sink has had enough. */
FAST bool read_string(struct fast *fast, enum cfd_json_type type)
{
    const uint8_t *from = fast->at + 1;
    bool has_at = false;
    const uint8_t *stop = CFDI_FAST_END(from, fast->in->end, &has_at);
    size_t raw_bytes = (size_t)(stop - from);
    struct cfd_json_token token = {.type = type,
                                   .has_at = has_at,
                                   .text = {from, raw_bytes},
                                   .offset = offset_at(fast, from),
                                   .raw_bytes = raw_bytes};

    if (stop == fast->in->end || *stop != '"' || raw_bytes > CFD_JSON_TEXT_MAX_BYTES)
        return false;
    fast->at = stop; /* where a sink that has had enough stops us */
    if (!tell(fast, &token))
        return false;
    fast->at = stop + 1;
    return true;
}

/* The end of a run of digits. */
FAST const uint8_t *skip_digits(const uint8_t *at, const uint8_t *end)
{
    while (at < end && cfdi_is_digit(*at))
        at++;
    return at;
}

/* The end of a plain number, or NULL. */
FAST const uint8_t *find_number_end(const uint8_t *at, const uint8_t *end)
{
    const uint8_t *digits = at + (*at == '-');
    const uint8_t *stop = skip_digits(digits, end);

    if (stop == digits || (*digits == '0' && stop - digits > 1))
        return NULL;
    if (stop < end && *stop == '.') {
        digits = stop + 1;
        stop = skip_digits(digits, end);
        if (stop == digits)
            return NULL;
    }
    if (stop == end || (*stop | 0x20) == 'e' || stop - at > CFD_JSON_TEXT_MAX_BYTES)
        return NULL;
    return stop;
}

FAST bool read_number(struct fast *fast)
{
    const uint8_t *from = fast->at;
    const uint8_t *stop = find_number_end(from, fast->in->end);
    struct cfd_json_token token = {.type = CFD_JSON_NUMBER, .offset = offset_at(fast, from)};

    if (stop == NULL)
        return false;
    token.raw_bytes = (uint64_t)(stop - from);
    token.text = cfd_bytes_of(from, token.raw_bytes);
    fast->at = stop;
    return tell(fast, &token);
}

FAST bool read_literal(struct fast *fast, const char *word, size_t word_bytes,
                       enum cfd_json_type type)
{
    struct cfd_json_token token = {
        .type = type, .offset = offset_at(fast, fast->at), .raw_bytes = word_bytes};

    if ((size_t)(fast->in->end - fast->at) < word_bytes || memcmp(fast->at, word, word_bytes) != 0)
        return false;
    fast->at += word_bytes;
    return tell(fast, &token);
}

FAST bool open_container(struct fast *fast, bool is_object)
{
    struct cfd_json *json = fast->json;
    uint64_t bit = 1ull << (json->depth % 64);
    uint64_t *bits = &json->is_object_bits[json->depth / 64];
    struct cfd_json_token token = {.type = is_object ? CFD_JSON_OBJECT_BEGIN : CFD_JSON_ARRAY_BEGIN,
                                   .offset = offset_at(fast, fast->at),
                                   .raw_bytes = 1};

    if (json->depth == CFD_JSON_DEPTH_MAX)
        return false;
    *bits = is_object ? *bits | bit : *bits & ~bit;
    json->depth++;
    fast->is_object = is_object;
    fast->state = is_object ? CFDI_JSON_OBJECT_FIRST : CFDI_JSON_ARRAY_FIRST;
    fast->at++;
    return tell(fast, &token);
}

/* At the mark that closes the innermost container. The last one is left to the careful reader. */
FAST bool close_container(struct fast *fast)
{
    struct cfd_json *json = fast->json;
    struct cfd_json_token token = {.type =
                                       fast->is_object ? CFD_JSON_OBJECT_END : CFD_JSON_ARRAY_END,
                                   .offset = offset_at(fast, fast->at),
                                   .raw_bytes = 1};

    if (json->depth == 1)
        return false;
    json->depth--;
    fast->is_object = cfdi_json_in_object(json);
    fast->state = CFDI_JSON_AFTER;
    fast->at++;
    return tell(fast, &token);
}

FAST bool read_plain_value(struct fast *fast)
{
    bool is_read;

    switch (*fast->at) {
    case '"':
        is_read = read_string(fast, CFD_JSON_STRING);
        break;
    case 't':
        is_read = read_literal(fast, "true", 4, CFD_JSON_TRUE);
        break;
    case 'f':
        is_read = read_literal(fast, "false", 5, CFD_JSON_FALSE);
        break;
    case 'n':
        is_read = read_literal(fast, "null", 4, CFD_JSON_NULL);
        break;
    case '-':
    case '0' ... '9':
        is_read = read_number(fast);
        break;
    default:
        return false;
    }
    if (is_read)
        fast->state = CFDI_JSON_AFTER;
    return is_read;
}

FAST bool read_value(struct fast *fast)
{
    if (*fast->at == '{' || *fast->at == '[')
        return open_container(fast, *fast->at == '{');
    if (fast->state == CFDI_JSON_ARRAY_FIRST && *fast->at == ']')
        return close_container(fast);
    return read_plain_value(fast);
}

FAST bool read_key(struct fast *fast)
{
    if (*fast->at == '"') {
        if (!read_string(fast, CFD_JSON_KEY))
            return false;
        fast->state = CFDI_JSON_COLON;
        return true;
    }
    return fast->state == CFDI_JSON_OBJECT_FIRST && *fast->at == '}' && close_container(fast);
}

FAST bool read_after(struct fast *fast)
{
    if (*fast->at == ',') {
        fast->at++;
        fast->state = fast->is_object ? CFDI_JSON_KEY : CFDI_JSON_VALUE;
        return true;
    }
    return *fast->at == (fast->is_object ? '}' : ']') && close_container(fast);
}

FAST bool read_colon(struct fast *fast)
{
    if (*fast->at != ':')
        return false;
    fast->at++;
    fast->state = CFDI_JSON_VALUE;
    return true;
}

/* Whether no token is open, and a container is. */
static inline bool is_between_tokens(const struct cfd_json *json)
{
    return json->depth > 0 && json->state >= CFDI_JSON_VALUE && json->state <= CFDI_JSON_AFTER;
}

FAST bool read_next(struct fast *fast)
{
    switch (fast->state) {
    case CFDI_JSON_OBJECT_FIRST:
    case CFDI_JSON_KEY:
        return read_key(fast);
    case CFDI_JSON_COLON:
        return read_colon(fast);
    case CFDI_JSON_ARRAY_FIRST:
    case CFDI_JSON_VALUE:
        return read_value(fast);
    default: /* CFDI_JSON_AFTER */
        return read_after(fast);
    }
}

CFDI_FAST_TARGET enum cfd_status CFDI_FAST_NAME(struct cfd_json *json, struct cfdi_input *in)
{
    struct fast fast = {.json = json,
                        .in = in,
                        .at = in->at,
                        .state = (enum cfdi_json_state)json->state,
                        .status = CFD_OK};

    if (!is_between_tokens(json))
        return CFD_OK;
    fast.is_object = cfdi_json_in_object(json);
    while (skip_white(&fast) && read_next(&fast))
        ;
    in->at = fast.at;
    json->state = (uint8_t)fast.state;
    return fast.status;
}
