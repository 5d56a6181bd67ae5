/* SPDX-License-Identifier: Apache-2.0
 * What the fuzz targets of the decoders share: tokens are in order, lie in the body and nest, and
 * any pieces of a body have the tokens of the whole.
 *
 * Byte 0 of an input: options of the target. Bytes 1 and 2: sizes of the pieces, in turn, each plus
 * 1. The rest is the body. */
#ifndef CFD_FUZZ_DECODE_ORACLE_H
#define CFD_FUZZ_DECODE_ORACLE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/hash.h"
#include "core/decode/json.h"

#define ORACLE_HEAD_BYTES 3u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

struct oracle {
    uint64_t body_bytes;
    uint64_t last_offset;
    uint64_t token_count;
    uint32_t depth;
    uint64_t is_object_bits[4]; /* the open containers */
    bool has_key;               /* the last token was one */
    uint32_t crc;
};

/* A decoder under test. */
struct oracle_target {
    void (*init)(uint8_t options, struct oracle *oracle);
    enum cfd_status (*feed)(const uint8_t *data, size_t data_bytes);
    enum cfd_status (*finish)(void);
};

static inline void oracle_must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz: not so: %s\n", law);
    abort();
}

static inline bool oracle_in_object(const struct oracle *oracle)
{
    uint32_t level = oracle->depth - 1;

    return oracle->depth > 0 && ((oracle->is_object_bits[level / 64] >> (level % 64)) & 1u) != 0;
}

static inline void oracle_nest(struct oracle *oracle, const struct cfd_json_token *token)
{
    bool is_object = token->type == CFD_JSON_OBJECT_BEGIN || token->type == CFD_JSON_OBJECT_END;
    bool is_end = token->type == CFD_JSON_OBJECT_END || token->type == CFD_JSON_ARRAY_END;
    bool is_key = token->type == CFD_JSON_KEY;

    oracle_must(!is_key || oracle_in_object(oracle), "a key stands in an object");
    oracle_must(is_end || !oracle_in_object(oracle) || is_key != oracle->has_key,
                "keys and values take turns");
    oracle_must(!is_end || !oracle->has_key, "a key has a value");
    oracle->has_key = is_key;
    if (is_end) {
        oracle_must(oracle->depth > 0 && oracle_in_object(oracle) == is_object,
                    "what closes was open");
        oracle->depth--;
    } else if (is_object || token->type == CFD_JSON_ARRAY_BEGIN) {
        uint64_t bit = 1ull << (oracle->depth % 64);
        uint64_t *bits = &oracle->is_object_bits[oracle->depth / 64];

        oracle_must(oracle->depth < CFD_JSON_DEPTH_MAX, "depth keeps its limit");
        *bits = is_object ? *bits | bit : *bits & ~bit;
        oracle->depth++;
    }
}

static inline enum cfd_status oracle_token(void *ctx, const struct cfd_json_token *token)
{
    struct oracle *oracle = ctx;
    uint8_t head[2] = {(uint8_t)token->type, token->is_cut};

    oracle_must(token->offset >= oracle->last_offset, "offsets never fall");
    oracle_must(token->offset <= oracle->body_bytes &&
                    token->raw_bytes <= oracle->body_bytes - token->offset,
                "tokens lie in the body");
    oracle_must(token->text.len <= CFD_JSON_TEXT_MAX_BYTES, "text keeps its limit");
    oracle_nest(oracle, token);
    oracle->last_offset = token->offset;
    oracle->token_count++;
    oracle->crc = cfd_crc32c(oracle->crc, head, sizeof(head));
    oracle->crc = cfd_crc32c(oracle->crc, &token->offset, sizeof(token->offset));
    oracle->crc = cfd_crc32c(oracle->crc, &token->raw_bytes, sizeof(token->raw_bytes));
    oracle->crc = cfd_crc32c(oracle->crc, token->text.ptr, token->text.len);
    return CFD_OK;
}

/* A decoder that gave a document up: what was open is closed. */
static inline void oracle_broken(void *ctx, uint64_t offset)
{
    struct oracle *oracle = ctx;

    oracle_must(offset <= oracle->body_bytes, "a fault lies in the body");
    oracle->depth = 0;
    oracle->has_key = false;
    oracle->crc = cfd_crc32c(oracle->crc, &offset, sizeof(offset));
}

/* Feeds a piece from memory of its own: what is kept of it must have been copied. */
static inline enum cfd_status oracle_feed(const struct oracle_target *target, const uint8_t *bytes,
                                          size_t piece_bytes)
{
    uint8_t *piece = malloc(piece_bytes + (piece_bytes == 0));
    enum cfd_status status;

    if (piece == NULL)
        abort();
    if (piece_bytes > 0)
        memcpy(piece, bytes, piece_bytes);
    status = target->feed(piece, piece_bytes);
    free(piece);
    return status;
}

/* piece_bytes: sizes in turn. */
static inline enum cfd_status oracle_run(const struct oracle_target *target, uint8_t options,
                                         struct cfd_bytes body, const size_t piece_bytes[2],
                                         struct oracle *out_oracle)
{
    enum cfd_status status = CFD_OK;
    unsigned turn = 0;

    memset(out_oracle, 0, sizeof(*out_oracle));
    out_oracle->body_bytes = body.len;
    target->init(options, out_oracle);
    for (size_t at = 0, len; at < body.len && status == CFD_OK; at += len, turn ^= 1u) {
        len = piece_bytes[turn] > body.len - at ? body.len - at : piece_bytes[turn];
        status = oracle_feed(target, body.ptr + at, len);
    }
    if (status == CFD_OK)
        status = target->finish();
    if (status == CFD_OK)
        oracle_must(out_oracle->depth == 0 && !out_oracle->has_key, "what opened is closed");
    return status;
}

static inline int oracle_check(const struct oracle_target *target, const uint8_t *data,
                               size_t data_bytes)
{
    struct oracle whole, pieces;
    struct cfd_bytes body;
    size_t whole_bytes[2] = {SIZE_MAX, SIZE_MAX};
    size_t piece_bytes[2];
    enum cfd_status status;

    if (data_bytes < ORACLE_HEAD_BYTES)
        return 0;
    body = cfd_bytes_of(data + ORACLE_HEAD_BYTES, data_bytes - ORACLE_HEAD_BYTES);
    piece_bytes[0] = data[1] + 1u;
    piece_bytes[1] = data[2] + 1u;
    status = oracle_run(target, data[0], body, whole_bytes, &whole);
    oracle_must(oracle_run(target, data[0], body, piece_bytes, &pieces) == status,
                "pieces end as the whole does");
    oracle_must(whole.token_count == pieces.token_count, "pieces have as many tokens");
    oracle_must(whole.crc == pieces.crc, "pieces have the tokens of the whole");
    return 0;
}

#endif
