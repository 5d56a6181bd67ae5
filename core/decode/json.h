/* SPDX-License-Identifier: Apache-2.0
 * A streaming JSON tokenizer: bytes in any pieces become the same tokens.
 *
 * RFC 8259 grammar, exactly: what is not JSON ends in CFD_ERR_FORMAT at the offset of the first
 * byte that cannot be right. Text is handed on decoded (escapes and surrogate pairs resolved, a
 * lone surrogate becomes U+FFFD), straight from the input where it has no escape and lies whole
 * in one piece, else from the tail buffer. Invalid UTF-8 inside a string is handed on as it is.
 *
 * A key, string or number longer than CFD_JSON_TEXT_MAX_BYTES (decoded) is told with is_cut set
 * and its first CFD_JSON_TEXT_MAX_BYTES bytes; raw_bytes still counts all of it. */
#ifndef CFD_CORE_DECODE_JSON_H
#define CFD_CORE_DECODE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

/* Longest identity value is an address of 320 bytes, longest judged text about 1 KB. */
#define CFD_JSON_TEXT_MAX_BYTES 2048u
/* Deepest JSON of real APIs is below 40; one bit a level. */
#define CFD_JSON_DEPTH_MAX 128u

enum cfd_json_type {
    CFD_JSON_OBJECT_BEGIN,
    CFD_JSON_OBJECT_END,
    CFD_JSON_ARRAY_BEGIN,
    CFD_JSON_ARRAY_END,
    CFD_JSON_KEY,
    CFD_JSON_STRING,
    CFD_JSON_NUMBER, /* text is the number as written */
    CFD_JSON_TRUE,
    CFD_JSON_FALSE,
    CFD_JSON_NULL,
};

struct cfd_json_token {
    enum cfd_json_type type;
    bool is_cut;
    bool has_at;           /* an @ stands in the text */
    struct cfd_bytes text; /* KEY, STRING, NUMBER; valid during the call only */
    uint64_t offset;       /* of the first raw byte (after the quote), from the body's first byte */
    uint64_t raw_bytes;    /* as written, escapes unresolved, without the quotes */
};

/* Called for each token, in order. A bad status ends the parse and is answered by feed. */
typedef enum cfd_status (*cfd_json_sink)(void *ctx, const struct cfd_json_token *token);

enum cfd_json_mode {
    CFD_JSON_ONE,   /* one document, white space around it */
    CFD_JSON_LINES, /* one document a line (separated by LF); a broken line is skipped and counted:
                     * `on_broken` of the caller hears it after the tokens before the fault */
};

struct cfdi_input; /* core/decode/json_inside.h */

/* Caller's storage. The three counts may be read at any time, on_broken may be set between init
 * and the first feed; all other members are private. */
struct cfd_json {
    cfd_json_sink sink;
    void *ctx;
    void (*on_broken)(void *ctx, uint64_t offset); /* LINES only; init sets NULL: nobody hears */
    enum cfd_status (*read_fast)(struct cfd_json *json, struct cfdi_input *in);
    enum cfd_json_mode mode;
    uint8_t state;
    uint8_t literal_at; /* progress inside true, false, null */
    uint8_t literal;
    uint8_t number;   /* how far the grammar of a number has come */
    uint8_t hex_left; /* digits still to come of a \u escape */
    bool is_key;      /* the open string is a key */
    bool is_cut;
    bool is_buffered; /* the open text lives in `text`, not in the input */
    uint16_t hex_value;
    uint16_t high_surrogate; /* 0: none waits */
    uint32_t depth;
    uint32_t text_bytes;
    uint64_t offset; /* of the next byte, from the body's first byte */
    uint64_t token_offset;
    uint64_t document_count; /* values of depth 0 that were told whole */
    uint64_t broken_count;   /* lines; LINES only */
    uint64_t broken_offset;  /* of the last fault */
    uint64_t is_object_bits[CFD_JSON_DEPTH_MAX / 64u];
    uint8_t text[CFD_JSON_TEXT_MAX_BYTES];
};

/* Begins at the first byte of a body; a UTF-8 byte order mark there is skipped (and counted in the
 * offsets). A later init begins the next body. */
void cfd_json_init(struct cfd_json *json, enum cfd_json_mode mode, cfd_json_sink sink, void *ctx);

/* Reads the next bytes; data may be NULL when data_bytes is 0. CFD_OK; CFD_ERR_FORMAT (ONE only):
 * not JSON; CFD_ERR_LIMIT: deeper than CFD_JSON_DEPTH_MAX; broken_offset says where for both; or
 * what the sink answered. CFD_ERR_STATE: called after finish or after a bad status. */
CFD_CHECKED enum cfd_status cfd_json_feed(struct cfd_json *json, const uint8_t *data,
                                          size_t data_bytes);

/* Ends the body (a number at the very end is told here). CFD_OK; CFD_ERR_FORMAT: it ended in the
 * middle (in LINES the last line is told to on_broken as well), or (ONE) held no document at all;
 * or what the sink answered; CFD_ERR_STATE as in feed. */
CFD_CHECKED enum cfd_status cfd_json_finish(struct cfd_json *json);

#endif
