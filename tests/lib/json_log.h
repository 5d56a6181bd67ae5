/* SPDX-License-Identifier: Apache-2.0
 * Writes down what the JSON tokenizer tells of a body, whole or in pieces, so that two answers can
 * be compared as text:
 *     K 2+4 name      type, offset + raw_bytes, text; ~ before the text of a cut one
 *     ! 17            a broken line
 *     = -5 ...        feed status, finish status, documents, broken lines, last broken offset */
#ifndef CFD_TESTS_LIB_JSON_LOG_H
#define CFD_TESTS_LIB_JSON_LOG_H

#include "core/decode/json.h"

#include "tests/lib/test.h"

#include <stdbool.h>

#define LOG_BYTES (8u * 1024u * 1024u)
#define EVERY_SPLIT_BYTES_MAX 3000u

struct json_log {
    char *text;
    size_t bytes;
    size_t token_count;
    size_t tokens_until_refusal; /* 0: never */
    struct cfd_json json;
    enum cfd_status feed_status, finish_status;
};

static const char type_letters[] = "{}[]KSNtfn";

static inline void log_put(struct json_log *log, const void *bytes, size_t len)
{
    assert_true(len <= LOG_BYTES - log->bytes);
    memcpy(log->text + log->bytes, bytes, len);
    log->bytes += len;
}

static inline void log_line(struct json_log *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void log_line(struct json_log *log, const char *format, ...)
{
    char line[200];
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    assert_in_range(len, 0, sizeof(line) - 1);
    log_put(log, line, (size_t)len);
}

static inline enum cfd_status on_token(void *ctx, const struct cfd_json_token *token)
{
    struct json_log *log = ctx;

    log_line(log, "%c %llu+%llu", type_letters[token->type], (unsigned long long)token->offset,
             (unsigned long long)token->raw_bytes);
    if (token->type >= CFD_JSON_KEY && token->type <= CFD_JSON_NUMBER) {
        log_put(log, token->is_cut ? " ~" : " ", token->is_cut ? 2 : 1);
        if (token->has_at != (memchr(token->text.ptr, 0x40, token->text.len) != NULL) &&
            !token->is_cut)
            fail_msg("has_at is %d", token->has_at);
        log_put(log, token->text.ptr, token->text.len);
    }
    log_put(log, "\n", 1);
    log->token_count++;
    return log->token_count == log->tokens_until_refusal ? CFD_ERR_DENIED : CFD_OK;
}

static inline void on_broken(void *ctx, uint64_t offset)
{
    log_line(ctx, "! %llu\n", (unsigned long long)offset);
}

static inline void log_open(struct json_log *log)
{
    memset(log, 0, sizeof(*log));
    log->text = malloc(LOG_BYTES);
    assert_non_null(log->text);
}

static inline void log_close(struct json_log *log)
{
    free(log->text);
}

/* Makes ready for a body; what was written about the last one is forgotten. */
static inline void begin(struct json_log *log, enum cfd_json_mode mode)
{
    log->bytes = 0;
    log->token_count = 0;
    log->feed_status = CFD_OK;
    log->finish_status = CFD_OK;
    cfd_json_init(&log->json, mode, on_token, log);
    log->json.on_broken = on_broken;
}

/* Feeds a piece from memory of exactly its size, so that a read past it is seen. */
static inline void feed(struct json_log *log, const char *body, size_t len)
{
    uint8_t *piece;

    if (log->feed_status != CFD_OK)
        return;
    piece = malloc(len + (len == 0));
    assert_non_null(piece);
    memcpy(piece, body, len);
    log->feed_status = cfd_json_feed(&log->json, piece, len);
    free(piece);
}

static inline void end(struct json_log *log)
{
    if (log->feed_status == CFD_OK)
        log->finish_status = cfd_json_finish(&log->json);
    log_line(log, "= %d %d %llu %llu %llu\n", log->feed_status, log->finish_status,
             (unsigned long long)log->json.document_count,
             (unsigned long long)log->json.broken_count,
             (unsigned long long)log->json.broken_offset);
}

static inline void parse(struct json_log *log, enum cfd_json_mode mode, const char *body,
                         size_t len)
{
    begin(log, mode);
    feed(log, body, len);
    end(log);
}

static inline enum cfd_status answer(const struct json_log *log)
{
    return log->feed_status != CFD_OK ? log->feed_status : log->finish_status;
}

static inline bool is_same(const struct json_log *a, const struct json_log *b)
{
    return a->bytes == b->bytes && memcmp(a->text, b->text, a->bytes) == 0;
}

/* ---- Splits ---- */

static inline uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525u + 1013904223u;
    return *random >> 8;
}

static inline void parse_in_two(struct json_log *log, enum cfd_json_mode mode, const char *body,
                                size_t len, size_t cut)
{
    begin(log, mode);
    feed(log, body, cut);
    feed(log, body + cut, len - cut);
    end(log);
}

/* Pieces of 0 to piece_bytes_max bytes. */
static inline void parse_in_many(struct json_log *log, enum cfd_json_mode mode, const char *body,
                                 size_t len, size_t piece_bytes_max, uint32_t *random)
{
    size_t at = 0, piece_bytes;

    begin(log, mode);
    while (at < len && log->feed_status == CFD_OK) {
        piece_bytes = next_random(random) % (piece_bytes_max + 1);
        piece_bytes = piece_bytes > len - at ? len - at : piece_bytes;
        feed(log, body + at, piece_bytes);
        at += piece_bytes;
    }
    end(log);
}

/* Names the first split that changes the answer; false: there is none. */
static inline bool split_matters(enum cfd_json_mode mode, const char *body, size_t len)
{
    static const size_t piece_bytes_max[] = {1, 2, 3, 7, 16, 40, 700};
    struct json_log whole, split;
    uint32_t random = 1;
    bool matters = false;

    log_open(&whole);
    log_open(&split);
    parse(&whole, mode, body, len);
    for (size_t cut = 0; cut <= len && !matters && len <= EVERY_SPLIT_BYTES_MAX; cut++) {
        parse_in_two(&split, mode, body, len, cut);
        matters = !is_same(&whole, &split);
    }
    for (size_t i = 0; i < 5 * TEST_COUNT(piece_bytes_max) && !matters; i++) {
        parse_in_many(&split, mode, body, len, piece_bytes_max[i / 5], &random);
        matters = !is_same(&whole, &split);
    }
    if (matters)
        print_message("whole:\n%.*s\nsplit:\n%.*s\n", (int)whole.bytes, whole.text,
                      (int)split.bytes, split.text);
    log_close(&whole);
    log_close(&split);
    return matters;
}

#endif
