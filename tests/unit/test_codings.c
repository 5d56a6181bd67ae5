/* SPDX-License-Identifier: Apache-2.0
 * br, zstd and stacks of codings against the encoders of their libraries: any split, truncation
 * and damage; bombs, windows that are too large, budgets and failing memory. */
#include <cofferdam/coding.h>

#include <brotli/encode.h>
#include <zstd.h>

#include "tests/lib/packed.h"

#define RATIO_FREE_BYTES (1u << 20)
#define STRETCH_BYTES 1024u

static const char *const stacks[] = {"br",       "zstd",     "gzip, br",   "br, gzip",
                                     "zstd, br", "br, zstd", "zstd, zstd", "br, zstd, deflate"};

static struct cfd_codings codings_of(const char *text)
{
    struct cfd_codings codings = cfd_codings_of(cfd_bytes_str(text));

    assert_true(codings.count > 0);
    return codings;
}

static struct buffer pack_br(const struct buffer *plain, int quality, int window_log)
{
    struct buffer out = zeros(BrotliEncoderMaxCompressedSize(plain->bytes) + 64);

    assert_true(BrotliEncoderCompress(quality, window_log, BROTLI_MODE_GENERIC, plain->bytes,
                                      plain->ptr, &out.bytes, out.ptr));
    return out;
}

/* As a server streams it: the size is not known beforehand, so the window is that of the level. */
static struct buffer pack_zstd(const struct buffer *plain, int level, int window_log)
{
    struct buffer out = zeros(ZSTD_compressBound(plain->bytes) + 64);
    ZSTD_CCtx *stream = ZSTD_createCCtx();
    ZSTD_inBuffer in = {plain->ptr, plain->bytes, 0};
    ZSTD_outBuffer to = {out.ptr, out.bytes, 0};

    ZSTD_CCtx_setParameter(stream, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(stream, ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, 1);
    assert_int_equal(ZSTD_compressStream2(stream, &to, &in, ZSTD_e_flush), 0);
    assert_int_equal(ZSTD_compressStream2(stream, &to, &in, ZSTD_e_end), 0);
    ZSTD_freeCCtx(stream);
    out.bytes = to.pos;
    return out;
}

static struct buffer pack_one(const struct buffer *plain, enum cfd_coding coding)
{
    switch (coding) {
    case CFD_CODING_BR:
        return pack_br(plain, 5, 18);
    case CFD_CODING_ZSTD:
        return pack_zstd(plain, 3, 15);
    default:
        return pack(plain, coding == CFD_CODING_GZIP ? WRAP_GZIP : WRAP_ZLIB, 6);
    }
}

static struct buffer pack_stack(const struct buffer *plain, const struct cfd_codings *codings)
{
    struct buffer out = buffer_of(plain->ptr, plain->bytes);

    for (size_t i = 0; i < codings->count; i++) {
        struct buffer next = pack_one(&out, codings->applied[i]);

        buffer_drop(&out);
        out = next;
    }
    return out;
}

/* Memory that fails the n-th request, and counts what lives. */
struct meter {
    size_t request_count, live_count, fail_at;
};

static void *meter_alloc(void *ctx, size_t size_bytes)
{
    struct meter *meter = ctx;

    if (++meter->request_count == meter->fail_at)
        return NULL;
    meter->live_count++;
    return malloc(size_bytes);
}

static void meter_free(void *ctx, void *memory)
{
    ((struct meter *)ctx)->live_count--;
    free(memory);
}

static struct result run(const char *names, const struct cfd_decoder_limits *limits,
                         struct meter *meter, const struct buffer *coded, size_t first_bytes,
                         size_t piece_bytes)
{
    const struct cfd_alloc alloc = {meter_alloc, meter_free, meter};
    struct cfd_codings codings = codings_of(names);
    struct cfd_decoder *decoder = NULL;
    struct result result = {0};
    size_t next = first_bytes;

    result.status = cfd_decoder_new(&codings, limits, collect, &result.plain, &alloc, &decoder);
    for (size_t at = 0; at < coded->bytes && result.status == CFD_OK; next = piece_bytes) {
        if (next > coded->bytes - at)
            next = coded->bytes - at;
        result.status = cfd_decoder_feed(decoder, coded->ptr + at, next);
        at += next;
    }
    if (result.status == CFD_OK)
        result.status = cfd_decoder_finish(decoder);
    cfd_decoder_free(decoder);
    assert_int_equal(meter->live_count, 0);
    return result;
}

static enum cfd_status status_of(const char *names, const struct cfd_decoder_limits *limits,
                                 const struct buffer *coded)
{
    struct result result = run(names, limits, &(struct meter){0}, coded, coded->bytes, 1);

    buffer_drop(&result.plain);
    return result.status;
}

static void assert_reads(const char *names, const struct buffer *coded, const struct buffer *plain,
                         size_t first_bytes, size_t piece_bytes)
{
    struct result result = run(names, NULL, &(struct meter){0}, coded, first_bytes, piece_bytes);

    assert_int_equal(result.status, CFD_OK);
    assert_int_equal(result.plain.bytes, plain->bytes);
    if (plain->bytes > 0)
        assert_memory_equal(result.plain.ptr, plain->ptr, plain->bytes);
    buffer_drop(&result.plain);
}

static void prop_split_of_every_stack(void **state)
{
    static const size_t sizes[] = {0, 1, 300, 16384, 16385, 200000};

    for (size_t i = 0; i < TEST_COUNT(stacks); i++) {
        struct cfd_codings codings = codings_of(stacks[i]);

        for (size_t j = 0; j < TEST_COUNT(sizes); j++) {
            struct buffer plain = sample(sizes[j]);
            struct buffer coded = pack_stack(&plain, &codings);

            for (size_t cut = 0; cut <= coded.bytes && coded.bytes < 600; cut++)
                assert_reads(stacks[i], &coded, &plain, cut, coded.bytes);
            for (size_t piece = 1; piece <= 4096; piece *= 4)
                assert_reads(stacks[i], &coded, &plain, piece, piece);
            assert_reads(stacks[i], &coded, &plain, coded.bytes, 1);
            buffer_drop(&coded);
            buffer_drop(&plain);
        }
    }
}

static void every_truncation_is_noticed(void **state)
{
    for (size_t i = 0; i < TEST_COUNT(stacks); i++) {
        struct cfd_codings codings = codings_of(stacks[i]);
        struct buffer plain = sample(400);
        struct buffer coded = pack_stack(&plain, &codings);

        for (size_t bytes = 1; bytes < coded.bytes; bytes++) {
            struct buffer cut = {coded.ptr, bytes, bytes};

            assert_int_equal(status_of(stacks[i], NULL, &cut), CFD_ERR_FORMAT);
        }
        buffer_drop(&coded);
        buffer_drop(&plain);
    }
}

/* A flipped bit may make another text, or nothing; in the first bytes of zstd it is noticed. */
static void damage_is_noticed_or_another_text(void **state)
{
    for (size_t i = 0; i < TEST_COUNT(stacks); i++) {
        struct cfd_codings codings = codings_of(stacks[i]);
        struct buffer plain = sample(400);
        struct buffer coded = pack_stack(&plain, &codings);

        for (size_t bit = 0; bit < 8 * coded.bytes; bit += 3) {
            enum cfd_status status;

            coded.ptr[bit / 8] ^= (uint8_t)(1u << bit % 8);
            status = status_of(stacks[i], NULL, &coded);
            coded.ptr[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_true(status == CFD_OK || status == CFD_ERR_FORMAT || status == CFD_ERR_LIMIT);
            if (codings.count == 1 && codings.applied[0] == CFD_CODING_ZSTD && bit < 32)
                assert_int_equal(status, CFD_ERR_FORMAT);
        }
        buffer_drop(&coded);
        buffer_drop(&plain);
    }
}

static void zstd_frames_follow_each_other(void **state)
{
    static const uint8_t skippable[] = {0x5a, 0x2a, 0x4d, 0x18, 5,   0,  0,
                                        0,    'n',  'o',  'i',  's', 'e'};
    struct buffer part = sample(700);
    struct buffer one = pack_zstd(&part, 3, 0);
    struct buffer coded = buffer_of(skippable, sizeof(skippable));
    struct buffer plain = {0};

    assert_reads("zstd", &coded, &plain, 1, 1);
    for (int i = 0; i < 3; i++) {
        buffer_add(&coded, one.ptr, one.bytes);
        buffer_add(&coded, skippable, sizeof(skippable));
        buffer_add(&plain, part.ptr, part.bytes);
    }
    for (size_t cut = 0; cut <= coded.bytes; cut++)
        assert_reads("zstd", &coded, &plain, cut, coded.bytes);
    assert_reads("zstd", &coded, &plain, 1, 1);
    coded.bytes -= 1; /* in a skippable frame */
    assert_int_equal(status_of("zstd", NULL, &coded), CFD_ERR_FORMAT);
    buffer_drop(&coded);
    buffer_drop(&plain);
    buffer_drop(&one);
    buffer_drop(&part);
}

static void nothing_may_follow(void **state)
{
    static const char *const garbage[] = {"x", "\x27\xb5\x2f\xfd", "\n", "\x1f\x8b"};

    for (size_t i = 0; i < TEST_COUNT(garbage); i++) {
        struct buffer plain = sample(400);
        struct buffer br = pack_br(&plain, 5, 18);
        struct buffer zstd = pack_zstd(&plain, 3, 0);

        buffer_add(&br, garbage[i], strlen(garbage[i]));
        buffer_add(&zstd, garbage[i], strlen(garbage[i]));
        assert_int_equal(status_of("br", NULL, &br), CFD_ERR_FORMAT);
        assert_int_equal(status_of("zstd", NULL, &zstd), CFD_ERR_FORMAT);
        buffer_drop(&br);
        buffer_drop(&zstd);
        buffer_drop(&plain);
    }
}

/* Formats of zstd from before the RFC begin like this; their decoders take memory past ours. */
static void old_formats_of_zstd_are_refused(void **state)
{
    for (int version = 0x1e; version < 0x28; version++) {
        struct buffer coded = buffer_of((uint8_t[]){(uint8_t)version, 0xb5, 0x2f, 0xfd, 0, 0}, 6);

        assert_int_equal(status_of("zstd", NULL, &coded), CFD_ERR_FORMAT);
        buffer_drop(&coded);
    }
}

/* 8 MB are taken, 16 MB are not, however small the text and however it is split. */
static void windows_end_at_8_mb(void **state)
{
    struct buffer plain = sample(3000);
    struct buffer br = pack_br(&plain, 5, 24);
    struct buffer zstd = pack_zstd(&plain, 3, 24);

    assert_int_equal(status_of("br", NULL, &br), CFD_ERR_LIMIT);
    for (size_t cut = 0; cut <= zstd.bytes; cut++) {
        struct result result = run("zstd", NULL, &(struct meter){0}, &zstd, cut, zstd.bytes);

        assert_int_equal(result.status, CFD_ERR_LIMIT);
        assert_int_equal(result.plain.bytes, 0);
    }
    buffer_drop(&br);
    buffer_drop(&zstd);
    br = pack_br(&plain, 5, 23);
    zstd = pack_zstd(&plain, 3, 23);
    assert_reads("br", &br, &plain, br.bytes, 1);
    assert_reads("zstd", &zstd, &plain, zstd.bytes, 1);
    buffer_drop(&br);
    buffer_drop(&zstd);
    br = buffer_of("\x11\x18\x00\x00\x00\x00", 6); /* the mark of a window past the RFC */
    assert_int_equal(status_of("br", NULL, &br), CFD_ERR_FORMAT);
    buffer_drop(&br);
    buffer_drop(&plain);
}

static void budget_is_kept_and_given_back(void **state)
{
    struct buffer plain = sample(300000);

    for (size_t i = 0; i < TEST_COUNT(stacks); i++) {
        struct cfd_codings codings = codings_of(stacks[i]);
        struct buffer coded = pack_stack(&plain, &codings);
        enum cfd_status status = CFD_ERR_LIMIT;

        for (size_t max_bytes = 0; status != CFD_OK; max_bytes += 64u << 10) {
            struct cfd_decoder_budget budget = {max_bytes, 0};
            struct cfd_decoder_limits limits = {.budget = &budget};

            assert_true(max_bytes <= 16u << 20);
            status = status_of(stacks[i], &limits, &coded);
            assert_true(status == CFD_OK || status == CFD_ERR_LIMIT);
            assert_int_equal(budget.used_bytes, 0);
        }
        buffer_drop(&coded);
    }
    buffer_drop(&plain);
}

static void fail_each_allocation(void **state)
{
    struct buffer plain = sample(3000);

    for (size_t i = 0; i < TEST_COUNT(stacks); i++) {
        struct cfd_codings codings = codings_of(stacks[i]);
        struct buffer coded = pack_stack(&plain, &codings);
        enum cfd_status status = CFD_ERR_MEMORY;
        size_t nth = 0;

        while (status != CFD_OK) {
            struct meter meter = {.fail_at = ++nth};
            struct result result = run(stacks[i], NULL, &meter, &coded, coded.bytes, 1);

            status = result.status;
            assert_true(status == CFD_OK || status == CFD_ERR_MEMORY);
            buffer_drop(&result.plain);
        }
        assert_true(nth > 2);
        buffer_drop(&coded);
    }
    buffer_drop(&plain);
}

/* 64 MB of zeros; over another coding a few hundred bytes of the body stand for them. */
static void bombs_end_in_limit(void **state)
{
    static const char *const bombs[] = {"br",       "zstd",     "gzip, gzip",      "gzip, br",
                                        "br, zstd", "zstd, br", "zstd, zstd, gzip"};
    struct buffer plain = zeros(64u << 20);

    for (size_t i = 0; i < TEST_COUNT(bombs); i++) {
        struct cfd_codings codings = codings_of(bombs[i]);
        struct buffer coded = pack_stack(&plain, &codings);

        for (size_t piece = 1; piece < 100000; piece *= 37) {
            struct result result = run(bombs[i], NULL, &(struct meter){0}, &coded, piece, piece);

            assert_int_equal(result.status, CFD_ERR_LIMIT);
            assert_true(result.plain.bytes <= RATIO_FREE_BYTES ||
                        result.plain.bytes <=
                            CFD_DECODER_RATIO_MAX * (coded.bytes + STRETCH_BYTES));
            buffer_drop(&result.plain);
        }
        buffer_drop(&coded);
    }
    buffer_drop(&plain);
}

/* Frames that hold nothing are read for 16 MB, not for ever. */
static void body_without_text_ends_in_limit(void **state)
{
    static const uint8_t empty_frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0};
    struct buffer coded = {0};

    for (int i = 0; i < 100; i++)
        buffer_add(&coded, empty_frame, sizeof(empty_frame));
    assert_int_equal(status_of("zstd", NULL, &coded), CFD_OK);
    while (coded.bytes < CFD_DECODER_BARREN_BYTES_MAX + 4096)
        buffer_add(&coded, empty_frame, sizeof(empty_frame));
    assert_int_equal(status_of("zstd", NULL, &coded), CFD_ERR_LIMIT);
    buffer_drop(&coded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prop_split_of_every_stack),
        cmocka_unit_test(every_truncation_is_noticed),
        cmocka_unit_test(damage_is_noticed_or_another_text),
        cmocka_unit_test(zstd_frames_follow_each_other),
        cmocka_unit_test(nothing_may_follow),
        cmocka_unit_test(old_formats_of_zstd_are_refused),
        cmocka_unit_test(windows_end_at_8_mb),
        cmocka_unit_test(budget_is_kept_and_given_back),
        cmocka_unit_test(fail_each_allocation),
        cmocka_unit_test(bombs_end_in_limit),
        cmocka_unit_test(body_without_text_ends_in_limit),
    };

    return cmocka_run_group_tests_name("codings", tests, NULL, NULL);
}
