/* SPDX-License-Identifier: Apache-2.0
 * Packed bodies for the tests of decoders: growing buffers, zlib's encoder as the other side, and
 * the law that the split of a body does not matter. Test code knows zlib as an oracle only. */
#ifndef CFD_TESTS_LIB_PACKED_H
#define CFD_TESTS_LIB_PACKED_H

#include <zlib.h>

#include <cofferdam/coding.h>

#include "tests/lib/test.h"

enum wrap { WRAP_BARE = -15, WRAP_ZLIB = 15, WRAP_GZIP = 31 };

struct buffer {
    uint8_t *ptr;
    size_t bytes;
    size_t room_bytes;
};

static inline void buffer_add(struct buffer *buffer, const void *data, size_t data_bytes)
{
    if (data_bytes == 0)
        return;
    if (buffer->room_bytes - buffer->bytes < data_bytes) {
        buffer->room_bytes = 2 * (buffer->bytes + data_bytes);
        buffer->ptr = realloc(buffer->ptr, buffer->room_bytes);
        assert_non_null(buffer->ptr);
    }
    memcpy(buffer->ptr + buffer->bytes, data, data_bytes);
    buffer->bytes += data_bytes;
}

static inline void buffer_drop(struct buffer *buffer)
{
    free(buffer->ptr);
    *buffer = (struct buffer){0};
}

static inline struct buffer buffer_of(const void *data, size_t data_bytes)
{
    struct buffer buffer = {0};

    buffer_add(&buffer, data, data_bytes);
    return buffer;
}

static inline void pack_add(struct buffer *out, const struct buffer *plain, enum wrap wrap,
                            int level)
{
    z_stream stream = {0};
    uint8_t chunk[4096];
    int code;

    assert_int_equal(deflateInit2(&stream, level, Z_DEFLATED, wrap, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = plain->ptr;
    stream.avail_in = (unsigned)plain->bytes;
    do {
        stream.next_out = chunk;
        stream.avail_out = sizeof(chunk);
        code = deflate(&stream, Z_FINISH);
        buffer_add(out, chunk, sizeof(chunk) - stream.avail_out);
    } while (code == Z_OK);
    assert_int_equal(code, Z_STREAM_END);
    deflateEnd(&stream);
}

static inline struct buffer pack(const struct buffer *plain, enum wrap wrap, int level)
{
    struct buffer out = {0};

    pack_add(&out, plain, wrap, level);
    return out;
}

/* Repetitive enough to compress, irregular enough to need distances and both kinds of codes. */
static inline struct buffer sample(size_t bytes)
{
    struct buffer out = {0};
    uint32_t random = 12345;
    char line[96];

    while (out.bytes < bytes) {
        random = random * 1664525u + 1013904223u;
        (void)snprintf(line, sizeof(line),
                       "{\"name\":\"Made Up %u\",\"email\":\"m%u@mail.example\"},", random >> 24,
                       random >> 12);
        buffer_add(&out, line, strlen(line));
    }
    out.bytes = bytes;
    return out;
}

static inline struct buffer zeros(size_t bytes)
{
    struct buffer out = {calloc(1, bytes), bytes, bytes};

    assert_non_null(out.ptr);
    return out;
}

/* What a decoding came to: the plain bytes, and the first bad status, of feed or finish. */
struct result {
    struct buffer plain;
    enum cfd_status status;
    bool is_finished;
};

static inline enum cfd_status collect(void *ctx, const uint8_t *data, size_t data_bytes)
{
    assert_true(data_bytes > 0 && data_bytes <= CFD_DECODER_OUTPUT_BYTES);
    buffer_add(ctx, data, data_bytes);
    return CFD_OK;
}

static inline struct cfd_codings only(enum cfd_coding coding)
{
    return (struct cfd_codings){.count = 1, .applied = {coding}};
}

static inline struct cfd_decoder *new_decoder(enum cfd_coding coding,
                                              const struct cfd_decoder_limits *limits,
                                              cfd_decoder_sink sink, void *ctx)
{
    struct cfd_codings codings = only(coding);
    struct cfd_decoder *decoder = NULL;

    assert_int_equal(cfd_decoder_new(&codings, limits, sink, ctx, &cfd_alloc_libc, &decoder),
                     CFD_OK);
    return decoder;
}

/* Feeds first_bytes, then pieces of piece_bytes. */
static inline struct result decode(enum cfd_coding coding, const struct cfd_decoder_limits *limits,
                                   const struct buffer *coded, size_t first_bytes,
                                   size_t piece_bytes)
{
    struct result result = {0};
    struct cfd_decoder *decoder = new_decoder(coding, limits, collect, &result.plain);
    size_t next = first_bytes;

    for (size_t at = 0; at < coded->bytes && result.status == CFD_OK; next = piece_bytes) {
        if (next > coded->bytes - at)
            next = coded->bytes - at;
        result.status = cfd_decoder_feed(decoder, coded->ptr + at, next);
        at += next;
    }
    if (result.status == CFD_OK) {
        result.status = cfd_decoder_finish(decoder);
        result.is_finished = true;
    }
    cfd_decoder_free(decoder);
    return result;
}

static inline struct result decode_whole(enum cfd_coding coding, const struct buffer *coded)
{
    return decode(coding, NULL, coded, coded->bytes, 1);
}

static inline void assert_same(const struct result *a, const struct result *b)
{
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->is_finished, b->is_finished);
    assert_int_equal(a->plain.bytes, b->plain.bytes);
    if (a->plain.bytes > 0)
        assert_memory_equal(a->plain.ptr, b->plain.ptr, a->plain.bytes);
}

/* Every cut in two when the body is small, some in any case, and pieces of many sizes. */
static inline void assert_split_does_not_matter(enum cfd_coding coding,
                                                const struct cfd_decoder_limits *limits,
                                                const struct buffer *coded)
{
    static const size_t piece_bytes[] = {1, 2, 3, 7, 100, 1000, 1023, 1024, 1025, 4096, 16384};
    struct result whole = decode(coding, limits, coded, coded->bytes, 1);
    size_t stride = coded->bytes < 600 ? 1 : coded->bytes / 20;

    for (size_t cut = 0; cut <= coded->bytes; cut += stride) {
        struct result split = decode(coding, limits, coded, cut, coded->bytes);

        assert_same(&whole, &split);
        buffer_drop(&split.plain);
    }
    for (size_t i = 0; i < TEST_COUNT(piece_bytes); i++) {
        struct result split = decode(coding, limits, coded, piece_bytes[i], piece_bytes[i]);

        assert_same(&whole, &split);
        buffer_drop(&split.plain);
    }
    buffer_drop(&whole.plain);
}

/* The body decodes to the plain bytes however it is split; both buffers are dropped. */
static inline void assert_decodes(enum cfd_coding coding, struct buffer coded, struct buffer plain)
{
    struct result whole = decode_whole(coding, &coded);

    assert_int_equal(whole.status, CFD_OK);
    assert_int_equal(whole.plain.bytes, plain.bytes);
    if (plain.bytes > 0)
        assert_memory_equal(whole.plain.ptr, plain.ptr, plain.bytes);
    assert_split_does_not_matter(coding, NULL, &coded);
    buffer_drop(&whole.plain);
    buffer_drop(&coded);
    buffer_drop(&plain);
}

/* The body ends in the status however it is split; the buffer is dropped. */
static inline void assert_ends_in(enum cfd_status status, enum cfd_coding coding,
                                  struct buffer coded)
{
    struct result whole = decode_whole(coding, &coded);

    assert_int_equal(whole.status, status);
    assert_split_does_not_matter(coding, NULL, &coded);
    buffer_drop(&whole.plain);
    buffer_drop(&coded);
}

static inline struct buffer bytes_added(struct buffer buffer, const void *data, size_t data_bytes)
{
    buffer_add(&buffer, data, data_bytes);
    return buffer;
}

static inline struct buffer packed_sample(size_t bytes, enum wrap wrap)
{
    struct buffer plain = sample(bytes);
    struct buffer coded = pack(&plain, wrap, 6);

    buffer_drop(&plain);
    return coded;
}

#endif
