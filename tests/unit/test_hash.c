/* SPDX-License-Identifier: Apache-2.0
 * Hashes against published vectors, and CRC in pieces against CRC in one. */
#include "core/base/hash.h"

#include "tests/lib/test.h"

static void crc_matches_rfc_3720(void **state)
{
    uint8_t zeros[32] = {0};
    uint8_t ones[32];

    memset(ones, 0xff, sizeof(ones));
    assert_int_equal(cfd_crc32c(0, zeros, sizeof(zeros)), 0x8a9136aau);
    assert_int_equal(cfd_crc32c(0, ones, sizeof(ones)), 0x62a8ab43u);
    assert_int_equal(cfd_crc32c(0, "123456789", 9), 0xe3069283u);
    assert_int_equal(cfd_crc32c(0, "", 0), 0);
}

static void prop_crc_of_pieces_is_crc_of_whole(void **state)
{
    uint8_t data[100];

    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i * 37 + 11);
    for (size_t cut = 0; cut <= sizeof(data); cut++)
        assert_int_equal(cfd_crc32c(cfd_crc32c(0, data, cut), data + cut, sizeof(data) - cut),
                         cfd_crc32c(0, data, sizeof(data)));
}

static void siphash_matches_reference_vectors(void **state)
{
    struct cfd_hash_key key = {0x0706050403020100ull, 0x0f0e0d0c0b0a0908ull};
    uint8_t data[16];

    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)i;
    assert_true(cfd_siphash(&key, data, 0) == 0x726fdb47dd0e0e31ull);
    assert_true(cfd_siphash(&key, data, 1) == 0x74f839c593dc67fdull);
    assert_true(cfd_siphash(&key, data, 15) == 0xa129ca6149be45e5ull);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc_matches_rfc_3720),
        cmocka_unit_test(prop_crc_of_pieces_is_crc_of_whole),
        cmocka_unit_test(siphash_matches_reference_vectors),
    };

    return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
