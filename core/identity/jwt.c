/* SPDX-License-Identifier: Apache-2.0
 * A claim out of a token: `header.payload.signature`, each base64url, the payload one JSON object.
 *
 * The payload is decoded in small pieces straight into the tokenizer; it is read to its end, so
 * that a token that is broken anywhere is none. The first key of the name decides. */
#include "core/identity/jwt.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/base64.h"
#include "core/base/utf8.h"
#include "core/decode/json.h"

#define PIECE_CHARS 512u /* a multiple of 4, so that every piece decodes alone */

static const char scheme[] = "bearer";

_Static_assert(CFD_JSON_TEXT_MAX_BYTES >= CFD_CLAIM_MAX_BYTES, "a claim that fits is never cut");

/* What the tokenizer's sink looks for and has found. */
struct search {
    struct cfd_bytes claim;
    unsigned depth;
    bool is_object;   /* the payload is one */
    bool is_at_value; /* the next token is the value of the claim */
    bool is_decided;  /* the claim was there, of whatever type */
    bool is_too_long;
    size_t text_bytes; /* 0: nothing found */
    char text[CFD_CLAIM_MAX_BYTES];
};

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static struct cfd_bytes skip(struct cfd_bytes text, size_t count)
{
    return cfd_bytes_of(count == 0 ? text.ptr : text.ptr + count, text.len - count);
}

static struct cfd_bytes trim(struct cfd_bytes text)
{
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_blank(text.ptr[0]))
        text = skip(text, 1);
    return text;
}

static struct cfd_bytes without_scheme(struct cfd_bytes text)
{
    const size_t scheme_bytes = sizeof(scheme) - 1;

    if (text.len <= scheme_bytes || !is_blank(text.ptr[scheme_bytes]))
        return text;
    for (size_t i = 0; i < scheme_bytes; i++) {
        if ((text.ptr[i] | 0x20) != scheme[i])
            return text;
    }
    return trim(skip(text, scheme_bytes));
}

/* Takes what stands before the next dot; false: there is no dot. */
static bool take_part(struct cfd_bytes *rest, struct cfd_bytes *out_part)
{
    const uint8_t *dot = rest->len == 0 ? NULL : memchr(rest->ptr, '.', rest->len);

    if (dot == NULL)
        return false;
    *out_part = cfd_bytes_of(rest->ptr, (size_t)(dot - rest->ptr));
    *rest = skip(*rest, out_part->len + 1);
    return true;
}

/* Only the shape of header and signature matters here; a signature may be empty (alg none). */
static bool is_base64url(struct cfd_bytes text)
{
    uint8_t piece[CFD_BASE64_DECODED_MAX(PIECE_CHARS)];
    size_t piece_bytes;

    for (; text.len > PIECE_CHARS; text = skip(text, PIECE_CHARS)) {
        if (cfd_base64url_decode(cfd_bytes_of(text.ptr, PIECE_CHARS), piece, sizeof(piece),
                                 &piece_bytes) != CFD_OK)
            return false;
    }
    return cfd_base64url_decode(text, piece, sizeof(piece), &piece_bytes) == CFD_OK;
}

/* Three parts. An encrypted token has five: then the signature holds dots and is no base64url. An
 * empty payload is no object, and found out as such. */
static enum cfd_status split(struct cfd_bytes text, struct cfd_bytes *out_payload)
{
    struct cfd_bytes header;
    struct cfd_bytes payload;

    if (text.len > CFD_JWT_MAX_BYTES)
        return CFD_ERR_LIMIT;
    if (!take_part(&text, &header) || !take_part(&text, &payload))
        return CFD_ERR_FORMAT;
    if (header.len == 0 || !is_base64url(header) || !is_base64url(text))
        return CFD_ERR_FORMAT;
    *out_payload = payload;
    return CFD_OK;
}

static bool is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

/* Copies text as well-formed UTF-8; each control character and bad byte becomes U+FFFD, so that
 * ids that differ in them do not become a third one. */
static void keep_text(struct search *search, struct cfd_bytes text)
{
    uint32_t code_point;
    size_t step;
    size_t used = 0;

    for (size_t at = 0; at < text.len; at += step) {
        uint8_t encoded[CFD_UTF8_MAX_BYTES];
        size_t encoded_bytes;

        cfd_utf8_decode(text, at, &code_point, &step);
        if (is_control(code_point))
            code_point = CFD_UTF8_REPLACEMENT;
        encoded_bytes = cfd_utf8_encode(code_point, encoded);
        if (used + encoded_bytes >= sizeof(search->text)) {
            search->is_too_long = true;
            return;
        }
        memcpy(search->text + used, encoded, encoded_bytes);
        used += encoded_bytes;
    }
    search->text_bytes = used;
}

static bool is_integer(struct cfd_bytes number)
{
    for (size_t i = 0; i < number.len; i++) {
        if (number.ptr[i] == '.' || (number.ptr[i] | 0x20) == 'e')
            return false;
    }
    return true;
}

/* A text that the tokenizer cut is longer than any claim may be. */
static void take_value(struct search *search, const struct cfd_json_token *token)
{
    search->is_at_value = false;
    search->is_decided = true;
    if (token->type == CFD_JSON_STRING ||
        (token->type == CFD_JSON_NUMBER && is_integer(token->text)))
        keep_text(search, token->text);
}

static void track_depth(struct search *search, enum cfd_json_type type)
{
    if (type == CFD_JSON_OBJECT_BEGIN && search->depth == 0)
        search->is_object = true;
    if (type == CFD_JSON_OBJECT_BEGIN || type == CFD_JSON_ARRAY_BEGIN)
        search->depth++;
    else if (type == CFD_JSON_OBJECT_END || type == CFD_JSON_ARRAY_END)
        search->depth--;
}

static enum cfd_status on_token(void *ctx, const struct cfd_json_token *token)
{
    struct search *search = ctx;

    if (search->is_at_value)
        take_value(search, token);
    else if (token->type == CFD_JSON_KEY && search->depth == 1 && !search->is_decided)
        search->is_at_value = !token->is_cut && cfd_bytes_equal(token->text, search->claim);
    track_depth(search, token->type);
    return CFD_OK;
}

static enum cfd_status feed_payload(struct cfd_json *json, struct cfd_bytes payload)
{
    uint8_t piece[CFD_BASE64_DECODED_MAX(PIECE_CHARS)];
    size_t piece_bytes;

    while (payload.len > 0) {
        size_t chars = payload.len < PIECE_CHARS ? payload.len : PIECE_CHARS;

        CFD_TRY(cfd_base64url_decode(cfd_bytes_of(payload.ptr, chars), piece, sizeof(piece),
                                     &piece_bytes));
        CFD_TRY(cfd_json_feed(json, piece, piece_bytes));
        payload = skip(payload, chars);
    }
    return cfd_json_finish(json);
}

static enum cfd_status search_payload(struct search *search, struct cfd_bytes payload)
{
    struct cfd_json json;
    enum cfd_status status;

    cfd_json_init(&json, CFD_JSON_ONE, on_token, search);
    status = feed_payload(&json, payload);
    cfd_wipe(&json, sizeof(json));
    if (status != CFD_OK || !search->is_object)
        return CFD_ERR_FORMAT;
    if (search->is_too_long)
        return CFD_ERR_LIMIT;
    return search->text_bytes == 0 ? CFD_ERR_NOT_FOUND : CFD_OK;
}

enum cfd_status cfd_jwt_claim(struct cfd_bytes authorization, struct cfd_bytes claim,
                              char out_claim[CFD_CLAIM_MAX_BYTES], size_t *out_claim_bytes)
{
    struct search search = {.claim = claim};
    struct cfd_bytes payload;
    enum cfd_status status;

    CFD_TRY(split(without_scheme(trim(authorization)), &payload));
    status = search_payload(&search, payload);
    if (status == CFD_OK) {
        memcpy(out_claim, search.text, search.text_bytes);
        out_claim[search.text_bytes] = '\0';
        *out_claim_bytes = search.text_bytes;
    }
    cfd_wipe(&search, sizeof(search));
    return status;
}
