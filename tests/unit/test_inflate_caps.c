/* SPDX-License-Identifier: Apache-2.0
 * What a hostile body cannot do to the decoder: bombs, caps, and memory that stays put. */
#include <cofferdam/coding.h>

#include "tests/lib/packed.h"

#define MEMORY_MAX_BYTES (80u * 1024u) /* window 32 KB, output 16 KB, zlib's state, and some air */
#define BLOCKS_MAX 8

/* Memory that counts, can fail the n-th request, and insists on wiped blocks. */
struct meter {
    struct {
        uint8_t *ptr;
        size_t bytes;
    } blocks[BLOCKS_MAX];
    size_t live_count, live_bytes, request_count;
    size_t fail_at; /* 1: the first request; 0: never */
    bool saw_dirty_free;
};

static void *meter_alloc(void *ctx, size_t size_bytes)
{
    struct meter *meter = ctx;

    if (++meter->request_count == meter->fail_at || meter->live_count == BLOCKS_MAX)
        return NULL;
    meter->blocks[meter->live_count].ptr = malloc(size_bytes);
    meter->blocks[meter->live_count].bytes = size_bytes;
    meter->live_bytes += size_bytes;
    memset(meter->blocks[meter->live_count].ptr, 0xa5, size_bytes);
    return meter->blocks[meter->live_count++].ptr;
}

static void meter_free(void *ctx, void *memory)
{
    struct meter *meter = ctx;

    for (size_t i = 0; i < meter->live_count; i++) {
        if (meter->blocks[i].ptr != memory)
            continue;
        for (size_t j = 0; j < meter->blocks[i].bytes; j++)
            meter->saw_dirty_free |= meter->blocks[i].ptr[j] != 0;
        meter->live_bytes -= meter->blocks[i].bytes;
        meter->blocks[i] = meter->blocks[--meter->live_count];
        free(memory);
        return;
    }
    fail_msg("freed what was never given");
}

static struct cfd_alloc meter_of(struct meter *meter)
{
    return (struct cfd_alloc){meter_alloc, meter_free, meter};
}

static enum cfd_status count(void *ctx, const uint8_t *data, size_t data_bytes)
{
    *(uint64_t *)ctx += data_bytes;
    return CFD_OK;
}

/* Past the free megabyte a bomb is worth at most one stretch between two checks. */
static void assert_bomb_is_stopped(enum cfd_coding coding, enum wrap wrap, size_t bytes)
{
    struct buffer plain = zeros(bytes);
    struct buffer coded = pack(&plain, wrap, 9);
    struct meter meter = {0};
    struct cfd_alloc alloc = meter_of(&meter);
    struct cfd_codings codings = only(coding);
    struct cfd_decoder *decoder = NULL;
    uint64_t heard_bytes = 0;

    assert_int_equal(cfd_decoder_new(&codings, NULL, count, &heard_bytes, &alloc, &decoder),
                     CFD_OK);
    assert_int_equal(cfd_decoder_feed(decoder, coded.ptr, coded.bytes), CFD_ERR_LIMIT);
    assert_true(heard_bytes <= (1u << 20) + 1032 * 1024);
    assert_true(meter.live_bytes <= MEMORY_MAX_BYTES);
    assert_int_equal(meter.request_count, 3);
    cfd_decoder_free(decoder);
    buffer_drop(&coded);
    buffer_drop(&plain);
}

static void bomb_ends_in_limit(void **state)
{
    assert_bomb_is_stopped(CFD_CODING_GZIP, WRAP_GZIP, 10u << 20);
    assert_bomb_is_stopped(CFD_CODING_DEFLATE, WRAP_ZLIB, 10u << 20);
    assert_bomb_is_stopped(CFD_CODING_DEFLATE, WRAP_BARE, 40u << 20);
}

static void prop_split_of_a_bomb(void **state)
{
    struct buffer plain = zeros(3u << 20);
    struct buffer coded = pack(&plain, WRAP_GZIP, 9);

    assert_split_does_not_matter(CFD_CODING_GZIP, NULL, &coded);
    buffer_drop(&coded);
    buffer_drop(&plain);
}

/* The first megabyte is free, so that a small page of blanks is no bomb. */
static void small_bodies_may_be_dense(void **state)
{
    struct buffer plain = zeros(1u << 20);

    assert_decodes(CFD_CODING_GZIP, pack(&plain, WRAP_GZIP, 9), plain);
}

static void ratio_is_a_setting(void **state)
{
    const struct cfd_decoder_limits tight = {.ratio_max = 20};
    const struct cfd_decoder_limits loose = {.ratio_max = 2000};
    struct buffer coded = {0};
    struct buffer member = sample(20000);
    struct result result;

    member.bytes = 10000; /* about 1:5 */
    memset(member.ptr + 5000, ' ', 5000);
    for (int i = 0; i < 300; i++)
        pack_add(&coded, &member, WRAP_GZIP, 9);
    result = decode(CFD_CODING_GZIP, &tight, &coded, coded.bytes, 1);
    assert_int_equal(result.status, CFD_OK);
    assert_int_equal(result.plain.bytes, 3000000);
    buffer_drop(&result.plain);
    memset(member.ptr, ' ', member.bytes); /* the same with members of about 1:250 */
    for (int i = 0; i < 1500; i++)
        pack_add(&coded, &member, WRAP_GZIP, 9);
    result = decode(CFD_CODING_GZIP, &tight, &coded, coded.bytes, 1);
    assert_int_equal(result.status, CFD_ERR_LIMIT);
    assert_true(result.plain.bytes > 3000000 && result.plain.bytes < 18000000);
    buffer_drop(&result.plain);
    assert_split_does_not_matter(CFD_CODING_GZIP, &(struct cfd_decoder_limits){.ratio_max = 5},
                                 &coded);
    buffer_drop(&coded);
    buffer_drop(&member);
    member = zeros(3u << 20);
    coded = pack(&member, WRAP_GZIP, 9);
    result = decode(CFD_CODING_GZIP, &loose, &coded, coded.bytes, 1);
    assert_int_equal(result.status, CFD_OK);
    buffer_drop(&result.plain);
    buffer_drop(&coded);
    buffer_drop(&member);
}

static void plain_cap_is_exact(void **state)
{
    static const size_t caps[] = {1, 999, 16384, 16385, 39999};
    struct buffer plain = sample(40000);
    struct buffer coded = pack(&plain, WRAP_GZIP, 6);
    struct cfd_decoder_limits limits = {.plain_bytes_max = 40000};
    struct result result = decode(CFD_CODING_GZIP, &limits, &coded, coded.bytes, 1);

    assert_int_equal(result.status, CFD_OK);
    buffer_drop(&result.plain);
    for (size_t i = 0; i < TEST_COUNT(caps); i++) {
        limits.plain_bytes_max = caps[i];
        result = decode(CFD_CODING_GZIP, &limits, &coded, coded.bytes, 1);
        assert_int_equal(result.status, CFD_ERR_LIMIT);
        assert_int_equal(result.plain.bytes, caps[i]);
        assert_memory_equal(result.plain.ptr, plain.ptr, caps[i]);
        buffer_drop(&result.plain);
        assert_split_does_not_matter(CFD_CODING_GZIP, &limits, &coded);
    }
    buffer_drop(&coded);
    buffer_drop(&plain);
}

static void plain_cap_counts_over_members(void **state)
{
    struct buffer coded = {0};
    struct buffer member = sample(100);
    const struct cfd_decoder_limits limits = {.plain_bytes_max = 950};
    struct result result;

    for (int i = 0; i < 10; i++)
        pack_add(&coded, &member, WRAP_GZIP, 6);
    result = decode(CFD_CODING_GZIP, &limits, &coded, coded.bytes, 1);
    assert_int_equal(result.status, CFD_ERR_LIMIT);
    assert_int_equal(result.plain.bytes, 950);
    buffer_drop(&result.plain);
    buffer_drop(&coded);
    buffer_drop(&member);
}

static void memory_is_taken_at_new_and_wiped_at_free(void **state)
{
    struct buffer coded = packed_sample(100000, WRAP_GZIP);
    struct meter meter = {0};
    struct cfd_alloc alloc = meter_of(&meter);
    struct cfd_codings codings = only(CFD_CODING_GZIP);
    struct cfd_decoder *decoder = NULL;
    uint64_t heard_bytes = 0;
    size_t request_count;

    assert_int_equal(cfd_decoder_new(&codings, NULL, count, &heard_bytes, &alloc, &decoder),
                     CFD_OK);
    request_count = meter.request_count;
    assert_true(meter.live_bytes <= MEMORY_MAX_BYTES);
    for (size_t at = 0; at < coded.bytes; at++)
        assert_int_equal(cfd_decoder_feed(decoder, coded.ptr + at, 1), CFD_OK);
    assert_int_equal(heard_bytes, 100000);
    assert_int_equal(meter.request_count, request_count);
    cfd_decoder_free(decoder);
    assert_int_equal(meter.live_count, 0);
    assert_false(meter.saw_dirty_free);
    buffer_drop(&coded);
}

static void fail_each_allocation(void **state)
{
    struct cfd_codings codings = only(CFD_CODING_GZIP);
    struct cfd_decoder *decoder = NULL;
    uint64_t heard_bytes = 0;
    enum cfd_status status = CFD_ERR_MEMORY;
    size_t nth = 0;

    while (status != CFD_OK) {
        struct meter meter = {.fail_at = ++nth};
        struct cfd_alloc alloc = meter_of(&meter);

        status = cfd_decoder_new(&codings, NULL, count, &heard_bytes, &alloc, &decoder);
        if (status == CFD_OK) {
            cfd_decoder_free(decoder);
        } else {
            assert_int_equal(status, CFD_ERR_MEMORY);
            assert_null(decoder);
        }
        assert_int_equal(meter.live_count, 0);
        assert_false(meter.saw_dirty_free);
    }
    assert_int_equal(nth, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bomb_ends_in_limit),
        cmocka_unit_test(prop_split_of_a_bomb),
        cmocka_unit_test(small_bodies_may_be_dense),
        cmocka_unit_test(ratio_is_a_setting),
        cmocka_unit_test(plain_cap_is_exact),
        cmocka_unit_test(plain_cap_counts_over_members),
        cmocka_unit_test(memory_is_taken_at_new_and_wiped_at_free),
        cmocka_unit_test(fail_each_allocation),
    };

    return cmocka_run_group_tests_name("inflate_caps", tests, NULL, NULL);
}
