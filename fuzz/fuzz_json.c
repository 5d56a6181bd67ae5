/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_json_feed, cfd_json_finish.
 *
 * Byte 0: bit 0 LINES instead of ONE. Bytes 1 and 2: sizes of the pieces, in turn, each plus 1.
 * The rest is the body.
 * Oracles: the tokens of the whole are those of the pieces, and so are statuses, counts and
 * offsets; what a token says of its place is what stands there in the body; containers nest. */
#include "core/decode/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/hash.h"

#define HEAD_BYTES 3u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

struct run {
    struct cfd_bytes body;
    struct cfd_json json;
    uint64_t next_offset; /* no later token begins before it */
    uint64_t token_count;
    uint32_t depth;
    uint32_t crc; /* of all that was told */
    enum cfd_status feed_status, finish_status;
};

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_json: not so: %s\n", law);
    abort();
}

static void add(struct run *run, const void *data, size_t data_bytes)
{
    run->crc = cfd_crc32c(run->crc, data, data_bytes);
}

static void check_text(const struct run *run, const struct cfd_json_token *token)
{
    const uint8_t *raw = run->body.ptr + token->offset;
    bool has_escape = memchr(raw, '\\', (size_t)token->raw_bytes) != NULL;

    must(token->text.len <= CFD_JSON_TEXT_MAX_BYTES, "text keeps its limit");
    must(!token->is_cut || token->text.len == CFD_JSON_TEXT_MAX_BYTES, "a cut text is full");
    if (!has_escape) {
        must(token->is_cut == (token->raw_bytes > CFD_JSON_TEXT_MAX_BYTES), "long text is cut");
        must(token->is_cut || token->text.len == token->raw_bytes, "text is as long as its bytes");
        must(token->text.len == 0 || memcmp(token->text.ptr, raw, token->text.len) == 0,
             "text without escape is what stands there");
    }
    if (token->type == CFD_JSON_NUMBER)
        return;
    must(token->offset > 0 && raw[-1] == '"' && raw[token->raw_bytes] == '"',
         "a string stands between quotes");
}

static void check_mark(struct run *run, const struct cfd_json_token *token)
{
    static const char *const words[] = {
        [CFD_JSON_OBJECT_BEGIN] = "{", [CFD_JSON_OBJECT_END] = "}", [CFD_JSON_ARRAY_BEGIN] = "[",
        [CFD_JSON_ARRAY_END] = "]",    [CFD_JSON_TRUE] = "true",    [CFD_JSON_FALSE] = "false",
        [CFD_JSON_NULL] = "null",
    };
    const char *word = words[token->type];

    must(token->raw_bytes == strlen(word), "a mark is as long as its word");
    must(memcmp(run->body.ptr + token->offset, word, strlen(word)) == 0, "a mark is its word");
    must(token->text.len == 0 && !token->is_cut, "a mark has no text");
    if (token->type == CFD_JSON_OBJECT_BEGIN || token->type == CFD_JSON_ARRAY_BEGIN)
        must(++run->depth <= CFD_JSON_DEPTH_MAX, "depth keeps its limit");
    if (token->type == CFD_JSON_OBJECT_END || token->type == CFD_JSON_ARRAY_END)
        must(run->depth-- > 0, "what closes was open");
}

static enum cfd_status on_token(void *ctx, const struct cfd_json_token *token)
{
    struct run *run = ctx;
    uint8_t head[2] = {(uint8_t)token->type, token->is_cut};

    must(token->offset >= run->next_offset, "tokens come in order");
    must(token->raw_bytes <= run->body.len - token->offset, "tokens lie in the body");
    run->next_offset = token->offset + token->raw_bytes;
    run->token_count++;
    if (token->type >= CFD_JSON_KEY && token->type <= CFD_JSON_NUMBER)
        check_text(run, token);
    else
        check_mark(run, token);
    add(run, head, sizeof(head));
    add(run, &token->offset, sizeof(token->offset));
    add(run, &token->raw_bytes, sizeof(token->raw_bytes));
    add(run, token->text.ptr, token->text.len);
    return CFD_OK;
}

static void on_broken(void *ctx, uint64_t offset)
{
    struct run *run = ctx;

    must(run->json.mode == CFD_JSON_LINES, "only lines break");
    must(offset >= run->next_offset && offset <= run->body.len, "a fault follows its tokens");
    run->depth = 0;
    add(run, "broken", 6);
    add(run, &offset, sizeof(offset));
}

static void begin(struct run *run, enum cfd_json_mode mode, struct cfd_bytes body)
{
    memset(run, 0, sizeof(*run));
    run->body = body;
    cfd_json_init(&run->json, mode, on_token, run);
    run->json.on_broken = on_broken;
}

/* Feeds a piece from memory of its own: what is kept of it must have been copied. */
static void feed(struct run *run, const uint8_t *bytes, size_t piece_bytes)
{
    uint8_t *piece = malloc(piece_bytes);

    if (piece == NULL)
        abort();
    memcpy(piece, bytes, piece_bytes);
    run->feed_status = cfd_json_feed(&run->json, piece, piece_bytes);
    free(piece);
}

static void finish(struct run *run)
{
    if (run->feed_status == CFD_OK)
        run->finish_status = cfd_json_finish(&run->json);
    if (run->feed_status == CFD_OK && run->finish_status == CFD_OK)
        must(run->depth == 0, "a whole body has closed what it opened");
    must(run->json.mode == CFD_JSON_LINES || run->json.document_count <= 1, "ONE is one");
}

static void run_whole(struct run *run, enum cfd_json_mode mode, struct cfd_bytes body)
{
    begin(run, mode, body);
    run->feed_status = cfd_json_feed(&run->json, body.ptr, body.len);
    finish(run);
}

static void run_pieces(struct run *run, enum cfd_json_mode mode, struct cfd_bytes body,
                       const uint8_t sizes[2])
{
    size_t piece_bytes;
    unsigned turn = 0;

    begin(run, mode, body);
    for (size_t at = 0; at < body.len && run->feed_status == CFD_OK;
         at += piece_bytes, turn ^= 1u) {
        piece_bytes = (size_t)sizes[turn] + 1;
        piece_bytes = piece_bytes > body.len - at ? body.len - at : piece_bytes;
        feed(run, body.ptr + at, piece_bytes);
    }
    finish(run);
}

static void compare(const struct run *a, const struct run *b)
{
    must(a->token_count == b->token_count, "pieces have as many tokens as the whole");
    must(a->crc == b->crc, "pieces have the tokens of the whole");
    must(a->feed_status == b->feed_status, "pieces end the feed as the whole does");
    must(a->finish_status == b->finish_status, "pieces finish as the whole does");
    must(a->json.document_count == b->json.document_count, "pieces have as many documents");
    must(a->json.broken_count == b->json.broken_count, "pieces have as many broken lines");
    must(a->json.broken_offset == b->json.broken_offset, "pieces break where the whole does");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static struct run whole, pieces;
    enum cfd_json_mode mode;
    struct cfd_bytes body;

    if (data_bytes < HEAD_BYTES)
        return 0;
    mode = (data[0] & 1u) != 0 ? CFD_JSON_LINES : CFD_JSON_ONE;
    body = cfd_bytes_of(data + HEAD_BYTES, data_bytes - HEAD_BYTES);
    run_whole(&whole, mode, body);
    run_pieces(&pieces, mode, body, data + 1);
    compare(&whole, &pieces);
    return 0;
}
