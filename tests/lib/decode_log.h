/* SPDX-License-Identifier: Apache-2.0
 * Writes down what a decoder tells of a body, whole and in every split, as one line of text:
 *     [ { K5+0=name S5+3=Ann } ]       letter, offset + raw bytes, text; ~ for a cut one
 * A test names the decoder once (struct decoder), then says body and answer. */
#ifndef CFD_TESTS_LIB_DECODE_LOG_H
#define CFD_TESTS_LIB_DECODE_LOG_H

#include "core/decode/json.h"

#include "tests/lib/test.h"

#include <stdbool.h>

#define DECODE_LOG_BYTES (1u << 20)

struct decode_log {
    char *text;
    size_t bytes;
    uint64_t next_offset;
    int depth;
};

/* One way to read a body: init with the log as sink's context, feed, finish. */
struct decoder {
    void (*init)(struct decode_log *log);
    enum cfd_status (*feed)(const uint8_t *data, size_t data_bytes);
    enum cfd_status (*finish)(void);
};

static inline void decode_log_put(struct decode_log *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void decode_log_put(struct decode_log *log, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(log->text + log->bytes, DECODE_LOG_BYTES - log->bytes, format, args);
    va_end(args);
    assert_in_range(len, 0, DECODE_LOG_BYTES - log->bytes - 1);
    log->bytes += (size_t)len;
}

static inline enum cfd_status decode_log_token(void *ctx, const struct cfd_json_token *token)
{
    static const char letters[] = "{}[]KSNtfn";
    struct decode_log *log = ctx;

    assert_true(token->offset >= log->next_offset); /* offsets never fall */
    log->next_offset = token->offset;
    log->depth += token->type == CFD_JSON_OBJECT_BEGIN || token->type == CFD_JSON_ARRAY_BEGIN;
    log->depth -= token->type == CFD_JSON_OBJECT_END || token->type == CFD_JSON_ARRAY_END;
    assert_true(log->depth >= 0);
    decode_log_put(log, log->bytes == 0 ? "%c" : " %c", letters[token->type]);
    if (token->type < CFD_JSON_KEY || token->type > CFD_JSON_NUMBER)
        return CFD_OK;
    assert_int_equal(token->has_at,
                     token->text.len > 0 && memchr(token->text.ptr, '@', token->text.len) != NULL);
    decode_log_put(log, "%llu+%llu%c%.*s", (unsigned long long)token->offset,
                   (unsigned long long)token->raw_bytes, token->is_cut ? '~' : '=',
                   (int)token->text.len, (const char *)token->text.ptr);
    return CFD_OK;
}

/* Said where a decoder has such a hook: what was open is closed. */
static inline void decode_log_broken(void *ctx, uint64_t offset)
{
    struct decode_log *log = ctx;

    log->depth = 0;
    decode_log_put(log, " !%llu", (unsigned long long)offset);
}

static inline void decode_log_open(struct decode_log *log)
{
    memset(log, 0, sizeof(*log));
    log->text = malloc(DECODE_LOG_BYTES);
    assert_non_null(log->text);
    log->text[0] = '\0';
}

/* Feeds [from, to) from memory of exactly that size, so that a read past it is seen. */
static inline void decode_piece(const struct decoder *decoder, const char *body, size_t from,
                                size_t to)
{
    size_t len = to - from;
    uint8_t *piece = malloc(len + (len == 0));

    assert_non_null(piece);
    memcpy(piece, body + from, len);
    assert_int_equal(decoder->feed(piece, len), CFD_OK);
    free(piece);
}

/* Reads the body in three pieces: up to a, up to b, the rest; or each byte for itself. */
static inline void decode_split(const struct decoder *decoder, struct decode_log *log,
                                const char *body, size_t len, size_t a, size_t b, bool is_bytewise)
{
    log->bytes = 0;
    log->text[0] = '\0';
    log->next_offset = 0;
    log->depth = 0;
    decoder->init(log);
    if (is_bytewise) {
        for (size_t at = 0; at < len; at++)
            decode_piece(decoder, body, at, at + 1);
    } else {
        decode_piece(decoder, body, 0, a);
        decode_piece(decoder, body, a, b);
        decode_piece(decoder, body, b, len);
    }
    assert_int_equal(decoder->finish(), CFD_OK);
    assert_int_equal(log->depth, 0);
}

/* Expects the answer to a body, and the same for every split in two and for single bytes. */
static inline void decode_expect(const struct decoder *decoder, const char *body, size_t len,
                                 const char *expected)
{
    struct decode_log whole, split;

    decode_log_open(&whole);
    decode_log_open(&split);
    decode_split(decoder, &whole, body, len, 0, 0, false);
    if (expected != NULL && strcmp(whole.text, expected) != 0)
        fail_msg("%s\nanswers\n%s\nwhere this was expected:\n%s", body, whole.text, expected);
    for (size_t cut = 0; cut <= len + 1; cut++) {
        decode_split(decoder, &split, body, len, cut / 2, cut > len ? len : cut, cut == len + 1);
        if (strcmp(whole.text, split.text) != 0)
            fail_msg("split %zu of\n%s\nanswers\n%s\nand whole\n%s", cut, body, split.text,
                     whole.text);
    }
    free(whole.text);
    free(split.text);
}

#endif
