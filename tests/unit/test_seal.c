/* SPDX-License-Identifier: Apache-2.0
 * Sealed addresses: open with their key, stay shut for any other and for any changed bit. */
#include <cofferdam/key.h>

#include "lib/crypto/mac.h"
#include "tests/lib/test.h"

static const uint8_t mapped_ipv4[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7};

static struct cfd_key *key_of(enum cfd_key_role role, uint8_t byte)
{
    struct cfd_key_info info = {.role = role};
    uint8_t secret[CFD_KEY_BYTES];
    struct cfd_key *key;

    memset(secret, byte, sizeof(secret));
    assert_int_equal(cfdi_key_new(&info, secret, &key), CFD_OK);
    return key;
}

static void assert_shut(const struct cfd_key *key, const uint8_t *sealed, enum cfd_status expected)
{
    uint8_t address[16], before[16];

    memset(address, 0x5a, sizeof(address));
    memcpy(before, address, sizeof(address));
    assert_int_equal(cfd_open_address(key, sealed, address), expected);
    assert_memory_equal(address, before, sizeof(address));
}

static void seal_and_open_go_round(void **state)
{
    struct cfd_key *key = key_of(CFD_KEY_DAY, 7);
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES], address[16], opened[16];

    for (int round = 0; round < 200; round++) {
        assert_int_equal(cfd_random(address, sizeof(address)), CFD_OK);
        assert_int_equal(cfd_seal_address(key, address, sealed), CFD_OK);
        assert_int_equal(cfd_open_address(key, sealed, opened), CFD_OK);
        assert_memory_equal(opened, address, sizeof(address));
    }
    cfd_key_free(key);
}

/* Key 32 times 07, nonce 00..0b, address ::ffff:192.0.2.7; made with Python's cryptography. */
static void open_reads_what_another_program_sealed(void **state)
{
    static const uint8_t sealed[CFD_SEALED_ADDRESS_BYTES] = {
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x18, 0x81, 0xe9,
        0x70, 0x1d, 0x09, 0xd9, 0x49, 0x77, 0xb2, 0x1a, 0x63, 0x22, 0x58, 0x6e, 0xfd, 0xf1, 0x43,
        0xd8, 0xcb, 0x67, 0xf8, 0x50, 0x14, 0xc3, 0x7b, 0xce, 0x8f, 0x0f, 0x53, 0x9d, 0x43};
    struct cfd_key *key = key_of(CFD_KEY_DAY, 7);
    uint8_t address[16];

    assert_int_equal(cfd_open_address(key, sealed, address), CFD_OK);
    assert_memory_equal(address, mapped_ipv4, sizeof(address));
    cfd_key_free(key);
}

static void seal_hides_that_two_are_the_same(void **state)
{
    struct cfd_key *key = key_of(CFD_KEY_DAY, 7);
    uint8_t first[CFD_SEALED_ADDRESS_BYTES], second[CFD_SEALED_ADDRESS_BYTES];

    assert_int_equal(cfd_seal_address(key, mapped_ipv4, first), CFD_OK);
    assert_int_equal(cfd_seal_address(key, mapped_ipv4, second), CFD_OK);
    assert_memory_not_equal(first, second, 12);
    assert_memory_not_equal(first + 12, second + 12, 16);
    assert_memory_not_equal(first + 12, mapped_ipv4, 16);
    cfd_key_free(key);
}

static void open_refuses_every_changed_bit(void **state)
{
    struct cfd_key *key = key_of(CFD_KEY_DAY, 7);
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES];

    assert_int_equal(cfd_seal_address(key, mapped_ipv4, sealed), CFD_OK);
    for (size_t bit = 0; bit < 8 * sizeof(sealed); bit++) {
        sealed[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        assert_shut(key, sealed, CFD_ERR_CORRUPT);
        sealed[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
    cfd_key_free(key);
}

static void open_refuses_another_key(void **state)
{
    struct cfd_key *key = key_of(CFD_KEY_DAY, 7);
    struct cfd_key *other = key_of(CFD_KEY_DAY, 8);
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES];
    uint8_t zeros[CFD_SEALED_ADDRESS_BYTES] = {0};

    assert_int_equal(cfd_seal_address(key, mapped_ipv4, sealed), CFD_OK);
    assert_shut(other, sealed, CFD_ERR_CORRUPT);
    assert_shut(key, zeros, CFD_ERR_CORRUPT);
    cfd_key_free(key);
    cfd_key_free(other);
}

/* An address under a longer-lived key would outlive its day. */
static void seal_refuses_keys_of_other_roles(void **state)
{
    static const enum cfd_key_role roles[] = {CFD_KEY_WORKER, CFD_KEY_EPOCH};
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES], before[CFD_SEALED_ADDRESS_BYTES];

    memset(sealed, 0x5a, sizeof(sealed));
    memcpy(before, sealed, sizeof(sealed));
    for (size_t i = 0; i < TEST_COUNT(roles); i++) {
        struct cfd_key *key = key_of(roles[i], 7);

        assert_int_equal(cfd_seal_address(key, mapped_ipv4, sealed), CFD_ERR_USAGE);
        assert_memory_equal(sealed, before, sizeof(sealed));
        assert_shut(key, sealed, CFD_ERR_USAGE);
        cfd_key_free(key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seal_and_open_go_round),
        cmocka_unit_test(open_reads_what_another_program_sealed),
        cmocka_unit_test(seal_hides_that_two_are_the_same),
        cmocka_unit_test(open_refuses_every_changed_bit),
        cmocka_unit_test(open_refuses_another_key),
        cmocka_unit_test(seal_refuses_keys_of_other_roles),
    };

    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
