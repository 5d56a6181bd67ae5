/* SPDX-License-Identifier: Apache-2.0
 * The decoder against zlib's own encoder: any split, any truncation, any damage. */
#include <cofferdam/coding.h>

#include "tests/lib/packed.h"

static void decoder_refuses_codings_without_one(void **state)
{
    const struct cfd_codings good = only(CFD_CODING_GZIP);
    const struct cfd_codings none[] = {
        {0},
        {.is_opaque = true},
        {.count = 1, .is_opaque = true},
        {.count = CFD_CODINGS_MAX + 1},
        {.count = 2, .applied = {CFD_CODING_GZIP, (enum cfd_coding)77}},
    };
    struct cfd_decoder *decoder = NULL;
    struct buffer plain = {0};

    for (size_t i = 0; i < TEST_COUNT(none); i++)
        assert_int_equal(
            cfd_decoder_new(&none[i], NULL, collect, &plain, &cfd_alloc_libc, &decoder),
            CFD_ERR_USAGE);
    assert_int_equal(cfd_decoder_new(&good, NULL, NULL, NULL, &cfd_alloc_libc, &decoder),
                     CFD_ERR_USAGE);
    assert_null(decoder);
    cfd_decoder_free(NULL);
}

static void prop_split_of_every_coding(void **state)
{
    static const struct {
        enum cfd_coding coding;
        enum wrap wrap;
    } ways[] = {{CFD_CODING_GZIP, WRAP_GZIP},
                {CFD_CODING_DEFLATE, WRAP_ZLIB},
                {CFD_CODING_DEFLATE, WRAP_BARE}};
    static const size_t sizes[] = {0, 1, 300, 16384, 16385, 100000};

    for (size_t way = 0; way < TEST_COUNT(ways); way++) {
        for (size_t i = 0; i < TEST_COUNT(sizes); i++) {
            for (int level = 0; level <= 9; level += 3) {
                struct buffer plain = sample(sizes[i]);

                assert_decodes(ways[way].coding, pack(&plain, ways[way].wrap, level), plain);
            }
        }
    }
}

static void gzip_header_may_hold_everything(void **state)
{
    struct buffer plain = sample(500);
    struct buffer coded = {0};
    uint8_t out[2000];
    z_stream stream = {0};
    gz_header header = {.text = 1,
                        .time = 1795534200,
                        .extra = (uint8_t *)"ab\2\0xy",
                        .extra_len = 6,
                        .name = (uint8_t *)"people.json",
                        .comment = (uint8_t *)"made up",
                        .hcrc = 1};

    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, WRAP_GZIP, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflateSetHeader(&stream, &header), Z_OK);
    stream.next_in = plain.ptr;
    stream.avail_in = (unsigned)plain.bytes;
    stream.next_out = out;
    stream.avail_out = sizeof(out);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    buffer_add(&coded, out, sizeof(out) - stream.avail_out);
    deflateEnd(&stream);
    assert_decodes(CFD_CODING_GZIP, coded, plain);
}

static void gzip_members_follow_each_other(void **state)
{
    struct buffer coded = {0};
    struct buffer plain = {0};

    for (size_t bytes = 0; bytes < 2000; bytes += 333) {
        struct buffer part = sample(bytes);

        pack_add(&coded, &part, WRAP_GZIP, 6);
        buffer_add(&plain, part.ptr, part.bytes);
        buffer_drop(&part);
    }
    assert_decodes(CFD_CODING_GZIP, coded, plain);
}

static void gzip_takes_zero_padding(void **state)
{
    static const uint8_t padding[2000] = {0};
    struct buffer plain = sample(700);
    struct buffer coded = pack(&plain, WRAP_GZIP, 6);

    buffer_add(&coded, padding, sizeof(padding));
    assert_decodes(CFD_CODING_GZIP, coded, plain);
}

static void gzip_takes_padding_between_members(void **state)
{
    struct buffer part = sample(700);
    struct buffer coded = pack(&part, WRAP_GZIP, 6);
    struct buffer plain = sample(700);

    buffer_add(&coded, "\0\0\0", 3);
    pack_add(&coded, &part, WRAP_GZIP, 6);
    buffer_add(&plain, part.ptr, part.bytes);
    buffer_drop(&part);
    assert_decodes(CFD_CODING_GZIP, coded, plain);
}

/* A member may reach back 32 KB, but not into the member before it. */
static void gzip_member_starts_with_an_empty_window(void **state)
{
    static const uint8_t copy_from_before[] = {
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x03, 0x02, 0x00}; /* length 3, distance 1 */
    struct buffer coded = packed_sample(300, WRAP_GZIP);
    struct result result;

    buffer_add(&coded, copy_from_before, sizeof(copy_from_before));
    result = decode_whole(CFD_CODING_GZIP, &coded);
    assert_false(result.is_finished);
    buffer_drop(&result.plain);
    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_GZIP, coded);
}

/* 0x88 0x1c would be a zlib header with a window of 64 KB, which zlib does not have. */
static void deflate_is_bare_when_the_window_is_none_of_zlib(void **state)
{
    struct buffer plain = sample(28);
    struct buffer coded = buffer_of("\x88\x1c\x00\xe3\xff", 5);

    buffer_add(&coded, plain.ptr, plain.bytes);
    buffer_add(&coded, "\x03\x00", 2);
    assert_decodes(CFD_CODING_DEFLATE, coded, plain);
}

static void empty_body_is_whole(void **state)
{
    assert_decodes(CFD_CODING_GZIP, (struct buffer){0}, (struct buffer){0});
    assert_decodes(CFD_CODING_DEFLATE, (struct buffer){0}, (struct buffer){0});
}

static void empty_feeds_change_nothing(void **state)
{
    struct buffer plain = {0};
    struct buffer coded = packed_sample(300, WRAP_GZIP);
    struct cfd_decoder *decoder = new_decoder(CFD_CODING_GZIP, NULL, collect, &plain);

    for (size_t i = 0; i < coded.bytes; i++) {
        assert_int_equal(cfd_decoder_feed(decoder, NULL, 0), CFD_OK);
        assert_int_equal(cfd_decoder_feed(decoder, coded.ptr + i, 1), CFD_OK);
    }
    assert_int_equal(cfd_decoder_feed(decoder, NULL, 0), CFD_OK);
    assert_int_equal(cfd_decoder_finish(decoder), CFD_OK);
    assert_int_equal(plain.bytes, 300);
    cfd_decoder_free(decoder);
    buffer_drop(&plain);
    buffer_drop(&coded);
}

/* Plain bytes reach the sink in the feed that completes them, not later. */
static void plain_bytes_do_not_wait(void **state)
{
    struct buffer text = sample(40000);
    struct buffer plain = {0};
    uint8_t coded[60000];
    z_stream stream = {0};
    struct cfd_decoder *decoder = new_decoder(CFD_CODING_GZIP, NULL, collect, &plain);

    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, WRAP_GZIP, 8, Z_DEFAULT_STRATEGY), Z_OK);
    for (size_t at = 0; at < text.bytes; at += 1000) {
        stream.next_in = text.ptr + at;
        stream.avail_in = 1000;
        stream.next_out = coded;
        stream.avail_out = sizeof(coded);
        assert_int_equal(deflate(&stream, Z_SYNC_FLUSH), Z_OK);
        assert_int_equal(cfd_decoder_feed(decoder, coded, sizeof(coded) - stream.avail_out),
                         CFD_OK);
        assert_int_equal(plain.bytes, at + 1000);
    }
    deflateEnd(&stream);
    assert_int_equal(cfd_decoder_finish(decoder), CFD_ERR_FORMAT);
    cfd_decoder_free(decoder);
    buffer_drop(&plain);
    buffer_drop(&text);
}

static void every_truncation_is_noticed(void **state)
{
    static const struct {
        enum cfd_coding coding;
        enum wrap wrap;
    } ways[] = {{CFD_CODING_GZIP, WRAP_GZIP},
                {CFD_CODING_DEFLATE, WRAP_ZLIB},
                {CFD_CODING_DEFLATE, WRAP_BARE}};

    for (size_t way = 0; way < TEST_COUNT(ways); way++) {
        struct buffer coded = packed_sample(400, ways[way].wrap);

        for (size_t bytes = coded.bytes - 1; bytes > 0; bytes--) {
            struct buffer cut = {coded.ptr, bytes, bytes};
            struct result result = decode_whole(ways[way].coding, &cut);

            assert_int_equal(result.status, CFD_ERR_FORMAT);
            assert_true(result.is_finished);
            buffer_drop(&result.plain);
        }
        buffer_drop(&coded);
    }
}

static void truncated_second_member_is_noticed(void **state)
{
    struct buffer head;
    struct buffer coded = packed_sample(400, WRAP_GZIP);

    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_GZIP, bytes_added(coded, "\x1f", 1));
    coded = packed_sample(400, WRAP_GZIP);
    head = coded;
    coded = bytes_added((struct buffer){0}, head.ptr, head.bytes);
    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_GZIP, bytes_added(coded, head.ptr, 60));
    buffer_drop(&head);
}

static void corrupt_check_values_are_noticed(void **state)
{
    static const struct {
        enum cfd_coding coding;
        enum wrap wrap;
        size_t trailer_bytes;
    } ways[] = {{CFD_CODING_GZIP, WRAP_GZIP, 8}, {CFD_CODING_DEFLATE, WRAP_ZLIB, 4}};

    for (size_t way = 0; way < TEST_COUNT(ways); way++) {
        for (size_t back = 1; back <= ways[way].trailer_bytes; back++) {
            struct buffer coded = packed_sample(400, ways[way].wrap);

            coded.ptr[coded.bytes - back] ^= 0x10;
            assert_ends_in(CFD_ERR_FORMAT, ways[way].coding, coded);
        }
    }
}

/* Whatever a flipped bit does, it does it in every split alike. */
static void prop_split_of_damaged_bodies(void **state)
{
    for (size_t at = 0; at < 120; at++) {
        struct buffer coded = packed_sample(400, WRAP_GZIP);

        assert_true(coded.bytes > 120);
        coded.ptr[at] ^= (uint8_t)(1u << at % 8);
        assert_split_does_not_matter(CFD_CODING_GZIP, NULL, &coded);
        buffer_drop(&coded);
        coded = packed_sample(400, WRAP_BARE);
        coded.ptr[at] ^= (uint8_t)(1u << at % 8);
        assert_split_does_not_matter(CFD_CODING_DEFLATE, NULL, &coded);
        buffer_drop(&coded);
    }
}

static void garbage_after_the_member_is_refused(void **state)
{
    static const char *const garbage[] = {"x", "\x1e\x8b", "\n", "\x1f\x8c", "\x1f\x8b\x09", "PK"};

    for (size_t i = 0; i < TEST_COUNT(garbage); i++) {
        struct buffer coded = packed_sample(400, WRAP_GZIP);
        struct result result;

        buffer_add(&coded, garbage[i], strlen(garbage[i]));
        result = decode_whole(CFD_CODING_GZIP, &coded);
        assert_int_equal(result.status, CFD_ERR_FORMAT);
        assert_int_equal(result.plain.bytes, 400); /* what came before stays valid */
        buffer_drop(&result.plain);
        assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_GZIP, coded);
    }
}

static void deflate_allows_nothing_after_its_stream(void **state)
{
    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_DEFLATE,
                   bytes_added(packed_sample(400, WRAP_ZLIB), "\0", 1));
    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_DEFLATE,
                   bytes_added(packed_sample(400, WRAP_BARE), "\0", 1));
    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_DEFLATE,
                   bytes_added(packed_sample(400, WRAP_ZLIB), "x\x9c", 2));
}

static void other_formats_are_refused(void **state)
{
    static const char *const gzip_not[] = {
        "{\"a\":1}", "x\x9c\x03",        "\x1f\x8b\x07",    "\x1f",
        "BZh9",      "\x28\xb5\x2f\xfd", "\x1f\x8b\x08\xe0"};
    static const char *const deflate_not[] = {"{", "\x1f\x8b\x08", "x", "x\x9c\x07\xff",
                                              "\x78\xbb\x11\x22\x33\x44" /* wants a dictionary */};

    for (size_t i = 0; i < TEST_COUNT(gzip_not); i++)
        assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_GZIP,
                       buffer_of(gzip_not[i], strlen(gzip_not[i])));
    for (size_t i = 0; i < TEST_COUNT(deflate_not); i++)
        assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_DEFLATE,
                       buffer_of(deflate_not[i], strlen(deflate_not[i])));
}

static void wrong_wrapper_is_refused(void **state)
{
    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_GZIP, packed_sample(400, WRAP_ZLIB));
    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_GZIP, packed_sample(400, WRAP_BARE));
    assert_ends_in(CFD_ERR_FORMAT, CFD_CODING_DEFLATE, packed_sample(400, WRAP_GZIP));
}

struct refusal {
    enum cfd_status status;
    uint64_t calls_left;
    uint64_t call_count;
};

static enum cfd_status refuse(void *ctx, const uint8_t *data, size_t data_bytes)
{
    struct refusal *refusal = ctx;

    refusal->call_count++;
    return refusal->calls_left-- == 0 ? refusal->status : CFD_OK;
}

static void refusing_sink_ends_the_decoding(void **state)
{
    static const enum cfd_status answers[] = {CFD_ERR_FULL, CFD_ERR_LIMIT, CFD_ERR_MEMORY};
    struct buffer coded = packed_sample(100000, WRAP_GZIP);

    for (uint64_t calls = 0; calls < 5; calls++) {
        struct refusal refusal = {answers[calls % 3], calls, 0};
        struct cfd_decoder *decoder = new_decoder(CFD_CODING_GZIP, NULL, refuse, &refusal);

        assert_int_equal(cfd_decoder_feed(decoder, coded.ptr, coded.bytes), answers[calls % 3]);
        assert_int_equal(refusal.call_count, calls + 1);
        assert_int_equal(cfd_decoder_feed(decoder, coded.ptr, coded.bytes), CFD_ERR_STATE);
        assert_int_equal(cfd_decoder_finish(decoder), CFD_ERR_STATE);
        assert_int_equal(refusal.call_count, calls + 1);
        cfd_decoder_free(decoder);
    }
    buffer_drop(&coded);
}

static void finished_decoder_takes_nothing_more(void **state)
{
    struct buffer plain = {0};
    struct buffer coded = packed_sample(100, WRAP_GZIP);
    struct cfd_decoder *decoder = new_decoder(CFD_CODING_GZIP, NULL, collect, &plain);

    assert_int_equal(cfd_decoder_feed(decoder, coded.ptr, coded.bytes), CFD_OK);
    assert_int_equal(cfd_decoder_finish(decoder), CFD_OK);
    assert_int_equal(cfd_decoder_feed(decoder, coded.ptr, coded.bytes), CFD_ERR_STATE);
    assert_int_equal(cfd_decoder_finish(decoder), CFD_ERR_STATE);
    assert_int_equal(plain.bytes, 100);
    cfd_decoder_free(decoder);
    buffer_drop(&plain);
    buffer_drop(&coded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoder_refuses_codings_without_one),
        cmocka_unit_test(prop_split_of_every_coding),
        cmocka_unit_test(gzip_header_may_hold_everything),
        cmocka_unit_test(gzip_members_follow_each_other),
        cmocka_unit_test(gzip_takes_zero_padding),
        cmocka_unit_test(gzip_takes_padding_between_members),
        cmocka_unit_test(gzip_member_starts_with_an_empty_window),
        cmocka_unit_test(deflate_is_bare_when_the_window_is_none_of_zlib),
        cmocka_unit_test(empty_body_is_whole),
        cmocka_unit_test(empty_feeds_change_nothing),
        cmocka_unit_test(plain_bytes_do_not_wait),
        cmocka_unit_test(every_truncation_is_noticed),
        cmocka_unit_test(truncated_second_member_is_noticed),
        cmocka_unit_test(corrupt_check_values_are_noticed),
        cmocka_unit_test(prop_split_of_damaged_bodies),
        cmocka_unit_test(garbage_after_the_member_is_refused),
        cmocka_unit_test(deflate_allows_nothing_after_its_stream),
        cmocka_unit_test(other_formats_are_refused),
        cmocka_unit_test(wrong_wrapper_is_refused),
        cmocka_unit_test(refusing_sink_ends_the_decoding),
        cmocka_unit_test(finished_decoder_takes_nothing_more),
    };

    return cmocka_run_group_tests_name("inflate", tests, NULL, NULL);
}
