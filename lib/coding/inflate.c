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
 * zlib would ask for its window at the first output; setting a dictionary of one byte makes it ask
 * at once, and a reset keeps it. So everything is allocated in cfd_decoder_new, and a body cannot
 * fail later for want of memory. */
#include "lib/coding/stage.h"

#include "core/base/checked.h"

#define WINDOW_BITS 15
#define WINDOW_BITS_GZIP (WINDOW_BITS + 16) /* zlib's way to say: expect a gzip header */
#define WINDOW_BITS_BARE (-WINDOW_BITS)     /* and: expect no header */

static void *zlib_alloc(void *memory, unsigned count, unsigned item_bytes)
{
    size_t size_bytes;

    return cfd_mul_ok(count, item_bytes, &size_bytes) ? cfdi_memory_get(memory, size_bytes) : NULL;
}

static void zlib_free(void *memory, void *block)
{
    cfdi_memory_put(memory, block);
}

static enum cfd_status status_of(const struct cfdi_stage *stage, int zlib_code)
{
    switch (zlib_code) {
    case Z_OK:
    case Z_STREAM_END:
    case Z_BUF_ERROR: /* only: no more input */
        return CFD_OK;
    case Z_MEM_ERROR:
        return cfdi_memory_status(stage->memory);
    case Z_STREAM_ERROR:
        return CFD_ERR_STATE;
    default: /* Z_DATA_ERROR, and Z_NEED_DICT: nobody agreed on a dictionary */
        return CFD_ERR_FORMAT;
    }
}

static enum cfd_status inflate_open(struct cfdi_stage *stage)
{
    z_stream *stream = &stage->inflate.stream;

    stream->zalloc = zlib_alloc;
    stream->zfree = zlib_free;
    stream->opaque = stage->memory;
    CFD_TRY(status_of(stage, inflateInit2(stream, WINDOW_BITS_BARE)));
    return status_of(stage, inflateSetDictionary(stream, (const Bytef *)"", 1));
}

/* Inflates until the input is used up or the stream ends, and says how much it took. */
static enum cfd_status inflate_piece(struct cfdi_stage *stage, const uint8_t *data,
                                     size_t data_bytes, size_t *out_used_bytes)
{
    z_stream *stream = &stage->inflate.stream;
    int code;

    stream->next_in = data;
    stream->avail_in = (unsigned)data_bytes;
    do {
        stream->next_out = stage->output;
        stream->avail_out = sizeof(stage->output);
        code = inflate(stream, Z_NO_FLUSH);
        CFD_TRY(cfdi_stage_emit(stage, sizeof(stage->output) - stream->avail_out));
        CFD_TRY(status_of(stage, code));
    } while (code == Z_OK && (stream->avail_in > 0 || stream->avail_out == 0));
    if (code == Z_STREAM_END)
        stage->inflate.state = CFDI_INFLATE_BETWEEN;
    *out_used_bytes = data_bytes - stream->avail_in;
    return CFD_OK;
}

static bool is_zlib_header(const uint8_t head[CFDI_INFLATE_HEAD_BYTES])
{
    return (head[0] & 0x0fu) == 8 && head[0] >> 4 <= 7 && (head[0] * 256u + head[1]) % 31 == 0;
}

/* Keeps one byte at a time until there are enough to tell zlib from bare; zlib then gets them. */
static enum cfd_status start_deflate(struct cfdi_stage *stage, uint8_t byte)
{
    struct cfdi_inflate *inflater = &stage->inflate;
    size_t used_bytes;
    int window_bits;

    inflater->head[inflater->head_bytes++] = byte;
    if (inflater->head_bytes < CFDI_INFLATE_HEAD_BYTES)
        return CFD_OK;
    inflater->state = CFDI_INFLATE_MEMBER;
    window_bits = is_zlib_header(inflater->head) ? WINDOW_BITS : WINDOW_BITS_BARE;
    CFD_TRY(status_of(stage, inflateReset2(&inflater->stream, window_bits)));
    CFD_TRY(inflate_piece(stage, inflater->head, CFDI_INFLATE_HEAD_BYTES, &used_bytes));
    return used_bytes == CFDI_INFLATE_HEAD_BYTES ? CFD_OK : CFD_ERR_FORMAT;
}

static enum cfd_status deflate_step(struct cfdi_stage *stage, const uint8_t *data,
                                    size_t data_bytes, size_t *out_used_bytes)
{
    switch (stage->inflate.state) {
    case CFDI_INFLATE_START:
        *out_used_bytes = 1;
        return start_deflate(stage, data[0]);
    case CFDI_INFLATE_MEMBER:
        return inflate_piece(stage, data, data_bytes, out_used_bytes);
    default:
        return CFD_ERR_FORMAT;
    }
}

/* Before a member: padding after another, or the member's first byte, which is not taken here. */
static enum cfd_status start_gzip(struct cfdi_stage *stage, uint8_t byte, size_t *out_used_bytes)
{
    *out_used_bytes = stage->inflate.state == CFDI_INFLATE_BETWEEN && byte == 0;
    if (*out_used_bytes > 0)
        return CFD_OK;
    stage->inflate.state = CFDI_INFLATE_MEMBER;
    return status_of(stage, inflateReset2(&stage->inflate.stream, WINDOW_BITS_GZIP));
}

static enum cfd_status gzip_step(struct cfdi_stage *stage, const uint8_t *data, size_t data_bytes,
                                 size_t *out_used_bytes)
{
    return stage->inflate.state == CFDI_INFLATE_MEMBER
               ? inflate_piece(stage, data, data_bytes, out_used_bytes)
               : start_gzip(stage, data[0], out_used_bytes);
}

static bool inflate_is_whole(const struct cfdi_stage *stage)
{
    return stage->inflate.state == CFDI_INFLATE_BETWEEN;
}

static void inflate_close(struct cfdi_stage *stage)
{
    (void)inflateEnd(&stage->inflate.stream); /* of a stream never opened: does nothing */
}

const struct cfdi_codec cfdi_codec_gzip = {inflate_open, gzip_step, inflate_is_whole,
                                           inflate_close};
const struct cfdi_codec cfdi_codec_deflate = {inflate_open, deflate_step, inflate_is_whole,
                                              inflate_close};
