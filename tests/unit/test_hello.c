/* SPDX-License-Identifier: Apache-2.0
 * The greeting between worker and engine: byte for byte, and nothing else is taken. */
#include "core/wire/hello.h"

#include "tests/lib/test.h"

static const struct cfd_hello sample = {
    .ring_layout = 1,
    .ring_id = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    .mapping_bytes = 67112960,
    .pid = 0x01020304,
    .worker_slot = 0x11223344,
};
static const uint8_t engine_id[16] = {0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7,
                                      0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef};

static enum cfd_status decode_hello(const uint8_t *message, size_t message_bytes)
{
    struct cfd_hello hello;

    return cfd_hello_decode(cfd_bytes_of(message, message_bytes), &hello);
}

static enum cfd_status decode_welcome(const uint8_t *message, size_t message_bytes)
{
    enum cfd_welcome verdict;

    return cfd_welcome_decode(cfd_bytes_of(message, message_bytes), &verdict);
}

typedef enum cfd_status (*decode_message)(const uint8_t *message, size_t message_bytes);

static void hello_has_the_documented_layout(void **state)
{
    static const uint8_t expected[CFD_HELLO_BYTES] = {
        'C', 'F',  'D', 'H', 'E', 'L', 'O', '1', 1, 0, 0,  0,  1,    0,    0,    0,
        0,   1,    2,   3,   4,   5,   6,   7,   8, 9, 10, 11, 12,   13,   14,   15,
        0,   0x10, 0,   4,   0,   0,   0,   0,   4, 3, 2,  1,  0x44, 0x33, 0x22, 0x11,
    };
    uint8_t message[CFD_HELLO_BYTES];

    memset(message, 0xff, sizeof(message));
    cfd_hello_encode(&sample, message);
    assert_memory_equal(message, expected, sizeof(message));
}

static void welcome_has_the_documented_layout(void **state)
{
    static const uint8_t expected[CFD_HELLO_BYTES] = {
        'C',  'F',  'D',  'W',  'E',  'L',  'C',  '1',  1,    0,    0,
        0,    3,    0,    0,    0,    0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5,
        0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef,
    };
    uint8_t message[CFD_HELLO_BYTES];

    memset(message, 0xff, sizeof(message));
    cfd_welcome_encode(CFD_WELCOME_REFUSED, engine_id, message);
    assert_memory_equal(message, expected, sizeof(message));
}

static void hello_comes_back(void **state)
{
    uint8_t message[CFD_HELLO_BYTES];
    struct cfd_hello hello;

    cfd_hello_encode(&sample, message);
    assert_int_equal(cfd_hello_decode(cfd_bytes_of(message, sizeof(message)), &hello), CFD_OK);
    assert_int_equal(hello.ring_layout, sample.ring_layout);
    assert_memory_equal(hello.ring_id, sample.ring_id, sizeof(hello.ring_id));
    assert_int_equal(hello.mapping_bytes, sample.mapping_bytes);
    assert_int_equal(hello.pid, sample.pid);
    assert_int_equal(hello.worker_slot, sample.worker_slot);
}

/* Which layouts it reads is the engine's word, told in its answer. */
static void hello_of_another_layout_is_still_read(void **state)
{
    struct cfd_hello hello = sample;
    uint8_t message[CFD_HELLO_BYTES];

    hello.ring_layout = UINT32_MAX;
    cfd_hello_encode(&hello, message);
    assert_int_equal(cfd_hello_decode(cfd_bytes_of(message, sizeof(message)), &hello), CFD_OK);
    assert_int_equal(hello.ring_layout, UINT32_MAX);
}

static void every_verdict_comes_back(void **state)
{
    for (unsigned number = CFD_WELCOME_OK; number <= CFD_WELCOME_REFUSED; number++) {
        uint8_t message[CFD_HELLO_BYTES];
        enum cfd_welcome verdict;

        cfd_welcome_encode((enum cfd_welcome)number, engine_id, message);
        assert_int_equal(cfd_welcome_decode(cfd_bytes_of(message, sizeof(message)), &verdict),
                         CFD_OK);
        assert_int_equal(verdict, number);
    }
}

static void unknown_verdicts_are_refused(void **state)
{
    static const uint32_t refused[] = {4, 5, 256, 0x01000000, UINT32_MAX};

    for (size_t i = 0; i < TEST_COUNT(refused); i++) {
        uint8_t message[CFD_HELLO_BYTES];

        cfd_welcome_encode(CFD_WELCOME_OK, engine_id, message);
        memcpy(message + 12, &refused[i], 4);
        assert_int_equal(decode_welcome(message, sizeof(message)), CFD_ERR_FORMAT);
    }
}

static void check_lengths(decode_message decode, const uint8_t *message)
{
    for (size_t message_bytes = 0; message_bytes <= 200; message_bytes++) {
        uint8_t *copy = calloc(1, message_bytes > 0 ? message_bytes : 1);

        assert_non_null(copy);
        memcpy(copy, message, message_bytes < CFD_HELLO_BYTES ? message_bytes : CFD_HELLO_BYTES);
        assert_int_equal(decode(copy, message_bytes),
                         message_bytes == CFD_HELLO_BYTES ? CFD_OK : CFD_ERR_FORMAT);
        free(copy);
    }
    assert_int_equal(decode(NULL, 0), CFD_ERR_FORMAT);
}

static void other_lengths_are_refused(void **state)
{
    uint8_t message[CFD_HELLO_BYTES];

    cfd_hello_encode(&sample, message);
    check_lengths(decode_hello, message);
    cfd_welcome_encode(CFD_WELCOME_OK, engine_id, message);
    check_lengths(decode_welcome, message);
}

/* Flips each bit: magic and zeros are FORMAT, the protocol VERSION, `free_from..free_to` is data. */
static void check_flips(decode_message decode, uint8_t *message, size_t free_from, size_t free_to)
{
    for (size_t bit = 0; bit < 8u * CFD_HELLO_BYTES; bit++) {
        enum cfd_status expected = CFD_ERR_FORMAT;

        if (bit / 8 >= 8 && bit / 8 < 12)
            expected = CFD_ERR_VERSION;
        if (bit / 8 >= free_from && bit / 8 < free_to)
            expected = CFD_OK;
        message[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(decode(message, CFD_HELLO_BYTES), expected);
        message[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static void prop_flipped_bits_outside_of_data_are_refused(void **state)
{
    uint8_t message[CFD_HELLO_BYTES];

    cfd_hello_encode(&sample, message);
    check_flips(decode_hello, message, 12, 48);
    cfd_welcome_encode(CFD_WELCOME_OK, engine_id, message);
    message[12] = 0xff; /* a verdict that no flip makes known */
    check_flips(decode_welcome, message, 64, 64);
    cfd_welcome_encode(CFD_WELCOME_OK, engine_id, message);
    for (size_t at = 32; at < CFD_HELLO_BYTES; at++) {
        message[at] = 1;
        assert_int_equal(decode_welcome(message, CFD_HELLO_BYTES), CFD_ERR_FORMAT);
        message[at] = 0;
    }
}

static void messages_are_not_taken_for_each_other(void **state)
{
    uint8_t message[CFD_HELLO_BYTES];

    cfd_hello_encode(&sample, message);
    assert_int_equal(decode_welcome(message, sizeof(message)), CFD_ERR_FORMAT);
    cfd_welcome_encode(CFD_WELCOME_OK, engine_id, message);
    assert_int_equal(decode_hello(message, sizeof(message)), CFD_ERR_FORMAT);
}

static void refused_message_leaves_the_output_alone(void **state)
{
    uint8_t message[CFD_HELLO_BYTES];
    struct cfd_hello hello = {.pid = 77};
    enum cfd_welcome verdict = CFD_WELCOME_BUSY;

    cfd_hello_encode(&sample, message);
    message[63] = 1;
    assert_int_equal(cfd_hello_decode(cfd_bytes_of(message, sizeof(message)), &hello),
                     CFD_ERR_FORMAT);
    assert_int_equal(hello.pid, 77);
    cfd_welcome_encode(CFD_WELCOME_OK, engine_id, message);
    message[63] = 1;
    assert_int_equal(cfd_welcome_decode(cfd_bytes_of(message, sizeof(message)), &verdict),
                     CFD_ERR_FORMAT);
    assert_int_equal(verdict, CFD_WELCOME_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hello_has_the_documented_layout),
        cmocka_unit_test(welcome_has_the_documented_layout),
        cmocka_unit_test(hello_comes_back),
        cmocka_unit_test(hello_of_another_layout_is_still_read),
        cmocka_unit_test(every_verdict_comes_back),
        cmocka_unit_test(unknown_verdicts_are_refused),
        cmocka_unit_test(other_lengths_are_refused),
        cmocka_unit_test(prop_flipped_bits_outside_of_data_are_refused),
        cmocka_unit_test(messages_are_not_taken_for_each_other),
        cmocka_unit_test(refused_message_leaves_the_output_alone),
    };

    return cmocka_run_group_tests_name("hello", tests, NULL, NULL);
}
