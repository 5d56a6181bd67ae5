/* SPDX-License-Identifier: Apache-2.0
 * gzip (RFC 1952) and deflate (RFC 1950 or 1951) through zlib, within caps.
 *
 *     gzip     START -> MEMBER -> BETWEEN -> MEMBER ...     zeros between and after members are
 *                                                           padding, anything else is damage
 *     deflate  START -> MEMBER -> BETWEEN                   nothing may follow
 *
 * "deflate" means zlib's wrapper to the standard and a bare stream to many servers. The first two
 * bytes decide: a zlib header has method 8, a window of at most 32 KB and is a multiple of 31. A
 * bare stream that looks like that would begin with a stored block with odd padding, which no
 * encoder writes.
 *
 * The ratio is judged whenever the count of coded bytes reaches a multiple of CHECK_BYTES, with
 * all plain bytes of those drained. So the verdict belongs to the body and not to its split, and
 * between two checks a body can gain no more than 1032 * CHECK_BYTES, deflate's own maximum.
 *
 * zlib would ask for its window at the first output; setting a dictionary of one byte makes it ask
 * at once, and a reset keeps it. So everything is allocated in cfd_decoder_new, and a body cannot
 * fail later for want of memory. */
#include <cofferdam/coding.h>

#define ZLIB_CONST
#include <zlib.h>

#include "core/base/checked.h"

#define CHECK_BYTES 1024u
#define RATIO_FREE_BYTES (1u << 20)
#define WINDOW_BITS 15
#define WINDOW_BITS_GZIP (WINDOW_BITS + 16) /* zlib's way to say: expect a gzip header */
#define WINDOW_BITS_BARE (-WINDOW_BITS)     /* and: expect no header */
#define HEAD_BYTES 2u

enum decoder_state {
    STATE_START,   /* head[] holds what came of the first bytes, deflate only */
    STATE_MEMBER,  /* zlib is in the middle of a stream */
    STATE_BETWEEN, /* a stream ended well */
    STATE_CLOSED,  /* finished or failed */
};

struct cfd_decoder {
    enum decoder_state state;
    enum cfd_coding coding;
    struct cfd_decoder_limits limits;
    cfd_decoder_sink sink;
    void *ctx;
    struct cfd_alloc alloc;
    z_stream stream;
    uint64_t coded_bytes;
    uint64_t plain_bytes;
    size_t head_bytes;
    uint8_t head[HEAD_BYTES];
    uint8_t output[CFD_DECODER_OUTPUT_BYTES];
};

/* zlib's blocks know their size, so that they can be wiped. */
union block_head {
    size_t size_bytes;
    max_align_t align;
};

static void *zlib_alloc(void *ctx, unsigned count, unsigned item_bytes)
{
    const struct cfd_alloc *alloc = ctx;
    union block_head *head;
    size_t size_bytes;

    if (!cfd_mul_ok(count, item_bytes, &size_bytes) ||
        !cfd_add_ok(size_bytes, sizeof(*head), &size_bytes))
        return NULL;
    head = alloc->alloc(alloc->ctx, size_bytes);
    if (head == NULL)
        return NULL;
    head->size_bytes = size_bytes;
    return head + 1;
}

static void zlib_free(void *ctx, void *memory)
{
    const struct cfd_alloc *alloc = ctx;
    union block_head *head = (union block_head *)memory - 1;

    cfd_wipe(head, head->size_bytes);
    alloc->free(alloc->ctx, head);
}

static enum cfd_status status_of(int zlib_code)
{
    switch (zlib_code) {
    case Z_OK:
    case Z_STREAM_END:
    case Z_BUF_ERROR: /* only: no more input */
        return CFD_OK;
    case Z_MEM_ERROR:
        return CFD_ERR_MEMORY;
    case Z_STREAM_ERROR:
        return CFD_ERR_STATE;
    default: /* Z_DATA_ERROR, and Z_NEED_DICT: nobody agreed on a dictionary */
        return CFD_ERR_FORMAT;
    }
}

static enum cfd_status open_stream(struct cfd_decoder *decoder)
{
    z_stream *stream = &decoder->stream;

    stream->zalloc = zlib_alloc;
    stream->zfree = zlib_free;
    stream->opaque = &decoder->alloc;
    CFD_TRY(status_of(inflateInit2(stream, WINDOW_BITS_BARE)));
    return status_of(inflateSetDictionary(stream, (const Bytef *)"", 1));
}

static struct cfd_decoder_limits limits_or_default(const struct cfd_decoder_limits *limits)
{
    struct cfd_decoder_limits result = {0};

    if (limits != NULL)
        result = *limits;
    if (result.plain_bytes_max == 0)
        result.plain_bytes_max = CFD_DECODER_PLAIN_BYTES_MAX;
    if (result.ratio_max == 0)
        result.ratio_max = CFD_DECODER_RATIO_MAX;
    return result;
}

enum cfd_status cfd_decoder_new(enum cfd_coding coding, const struct cfd_decoder_limits *limits,
                                cfd_decoder_sink sink, void *ctx, const struct cfd_alloc *alloc,
                                struct cfd_decoder **out_decoder)
{
    struct cfd_decoder *decoder;
    enum cfd_status status;

    if ((coding != CFD_CODING_GZIP && coding != CFD_CODING_DEFLATE) || sink == NULL)
        return CFD_ERR_USAGE;
    decoder = alloc->alloc(alloc->ctx, sizeof(*decoder));
    if (decoder == NULL)
        return CFD_ERR_MEMORY;
    *decoder = (struct cfd_decoder){.state = STATE_START,
                                    .coding = coding,
                                    .sink = sink,
                                    .ctx = ctx,
                                    .alloc = *alloc,
                                    .limits = limits_or_default(limits)};
    status = open_stream(decoder);
    if (status != CFD_OK) {
        cfd_decoder_free(decoder);
        return status;
    }
    *out_decoder = decoder;
    return CFD_OK;
}

/* Hands on what zlib wrote, up to the cap; a byte over it is the end. */
static enum cfd_status emit(struct cfd_decoder *decoder, size_t output_bytes)
{
    uint64_t room_bytes = decoder->limits.plain_bytes_max - decoder->plain_bytes;
    size_t emit_bytes = output_bytes < room_bytes ? output_bytes : (size_t)room_bytes;

    decoder->plain_bytes += emit_bytes;
    if (emit_bytes > 0)
        CFD_TRY(decoder->sink(decoder->ctx, decoder->output, emit_bytes));
    return emit_bytes < output_bytes ? CFD_ERR_LIMIT : CFD_OK;
}

/* Inflates until the input is used up or the stream ends, and says how much it took. */
static enum cfd_status inflate_piece(struct cfd_decoder *decoder, const uint8_t *data,
                                     size_t data_bytes, size_t *out_used_bytes)
{
    z_stream *stream = &decoder->stream;
    int code;

    stream->next_in = data;
    stream->avail_in = (unsigned)data_bytes;
    do {
        stream->next_out = decoder->output;
        stream->avail_out = sizeof(decoder->output);
        code = inflate(stream, Z_NO_FLUSH);
        CFD_TRY(emit(decoder, sizeof(decoder->output) - stream->avail_out));
        CFD_TRY(status_of(code));
    } while (code == Z_OK && (stream->avail_in > 0 || stream->avail_out == 0));
    if (code == Z_STREAM_END)
        decoder->state = STATE_BETWEEN;
    *out_used_bytes = data_bytes - stream->avail_in;
    return CFD_OK;
}

static bool is_zlib_header(const uint8_t head[HEAD_BYTES])
{
    return (head[0] & 0x0fu) == 8 && head[0] >> 4 <= 7 && (head[0] * 256u + head[1]) % 31 == 0;
}

/* Keeps one byte at a time until there are enough to tell zlib from bare; zlib then gets them. */
static enum cfd_status start_deflate(struct cfd_decoder *decoder, uint8_t byte)
{
    size_t used_bytes;

    decoder->head[decoder->head_bytes++] = byte;
    if (decoder->head_bytes < HEAD_BYTES)
        return CFD_OK;
    decoder->state = STATE_MEMBER;
    CFD_TRY(status_of(inflateReset2(
        &decoder->stream, is_zlib_header(decoder->head) ? WINDOW_BITS : WINDOW_BITS_BARE)));
    CFD_TRY(inflate_piece(decoder, decoder->head, HEAD_BYTES, &used_bytes));
    return used_bytes == HEAD_BYTES ? CFD_OK : CFD_ERR_FORMAT;
}

static enum cfd_status start_gzip(struct cfd_decoder *decoder)
{
    decoder->state = STATE_MEMBER;
    return status_of(inflateReset2(&decoder->stream, WINDOW_BITS_GZIP));
}

/* A byte after a stream: padding, or the first of the next member, which is not taken here. */
static enum cfd_status after_member(struct cfd_decoder *decoder, uint8_t byte,
                                    size_t *out_used_bytes)
{
    if (decoder->coding != CFD_CODING_GZIP)
        return CFD_ERR_FORMAT;
    *out_used_bytes = byte == 0;
    return byte == 0 ? CFD_OK : start_gzip(decoder);
}

/* One step: takes some of the bytes, or changes the state. */
static enum cfd_status step(struct cfd_decoder *decoder, const uint8_t *data, size_t data_bytes,
                            size_t *out_used_bytes)
{
    switch (decoder->state) {
    case STATE_START:
        *out_used_bytes = decoder->coding == CFD_CODING_DEFLATE;
        return decoder->coding == CFD_CODING_DEFLATE ? start_deflate(decoder, data[0])
                                                     : start_gzip(decoder);
    case STATE_MEMBER:
        return inflate_piece(decoder, data, data_bytes, out_used_bytes);
    case STATE_BETWEEN:
        return after_member(decoder, data[0], out_used_bytes);
    default:
        return CFD_ERR_STATE;
    }
}

static enum cfd_status check_ratio(const struct cfd_decoder *decoder)
{
    if (decoder->coded_bytes % CHECK_BYTES != 0 || decoder->plain_bytes <= RATIO_FREE_BYTES)
        return CFD_OK;
    return (decoder->plain_bytes - 1) / decoder->limits.ratio_max >= decoder->coded_bytes
               ? CFD_ERR_LIMIT
               : CFD_OK;
}

/* No step crosses a multiple of CHECK_BYTES. */
static enum cfd_status feed_all(struct cfd_decoder *decoder, const uint8_t *data, size_t data_bytes)
{
    while (data_bytes > 0) {
        size_t piece_bytes = CHECK_BYTES - (size_t)(decoder->coded_bytes % CHECK_BYTES);
        size_t used_bytes = 0;

        if (piece_bytes > data_bytes)
            piece_bytes = data_bytes;
        CFD_TRY(step(decoder, data, piece_bytes, &used_bytes));
        data += used_bytes;
        data_bytes -= used_bytes;
        decoder->coded_bytes += used_bytes;
        CFD_TRY(check_ratio(decoder));
    }
    return CFD_OK;
}

enum cfd_status cfd_decoder_feed(struct cfd_decoder *decoder, const void *data, size_t data_bytes)
{
    enum cfd_status status;

    if (decoder->state == STATE_CLOSED)
        return CFD_ERR_STATE;
    status = feed_all(decoder, data, data_bytes);
    if (status != CFD_OK)
        decoder->state = STATE_CLOSED;
    return status;
}

enum cfd_status cfd_decoder_finish(struct cfd_decoder *decoder)
{
    enum decoder_state state = decoder->state;

    if (state == STATE_CLOSED)
        return CFD_ERR_STATE;
    decoder->state = STATE_CLOSED;
    if (state == STATE_BETWEEN || (state == STATE_START && decoder->head_bytes == 0))
        return CFD_OK;
    return CFD_ERR_FORMAT;
}

void cfd_decoder_free(struct cfd_decoder *decoder)
{
    struct cfd_alloc alloc;

    if (decoder == NULL)
        return;
    alloc = decoder->alloc;
    (void)inflateEnd(&decoder->stream); /* of a stream never opened: does nothing */
    cfd_wipe(decoder, sizeof(*decoder));
    alloc.free(alloc.ctx, decoder);
}
