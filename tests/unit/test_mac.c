/* SPDX-License-Identifier: Apache-2.0
 * The MAC against RFC 4231 and an independent HMAC, the stages against values that were fixed once
 * and must never change: they are stored. */
#include "lib/crypto/mac.h"

#include "tests/lib/test.h"

struct vector {
    const char *key;
    size_t key_bytes;
    const char *data;
    size_t data_bytes;
    const char *mac;
};

static void hex_of(const uint8_t *bytes, size_t count, char *out_text)
{
    for (size_t i = 0; i < count; i++)
        (void)snprintf(out_text + 2 * i, 3, "%02x", bytes[i]);
}

static void assert_mac(const uint8_t mac[CFD_PSEUDONYM_BYTES], const char *expected)
{
    char text[2 * CFD_PSEUDONYM_BYTES + 1];

    hex_of(mac, CFD_PSEUDONYM_BYTES, text);
    assert_string_equal(text, expected);
}

/* Byte i of the key is first + i * step. */
static struct cfd_key *key_of(uint8_t first, int step)
{
    struct cfd_key_info info = {.role = CFD_KEY_WORKER};
    uint8_t secret[CFD_KEY_BYTES];
    struct cfd_key *key;

    for (size_t i = 0; i < sizeof(secret); i++)
        secret[i] = (uint8_t)(first + (int)i * step);
    assert_int_equal(cfdi_key_new(&info, secret, &key), CFD_OK);
    return key;
}

/* Cases 1 to 5; 6 and 7 have keys longer than a block, which ours never are. */
static void mac_matches_rfc_4231(void **state)
{
    static const char long_key[] = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
                                   "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19";
    char key_0b[20], key_aa[20], key_0c[20], data_dd[50], data_cd[50];
    uint8_t mac[CFD_PSEUDONYM_BYTES];
    struct cfdi_mac prepared;

    memset(key_0b, 0x0b, sizeof(key_0b));
    memset(key_aa, 0xaa, sizeof(key_aa));
    memset(key_0c, 0x0c, sizeof(key_0c));
    memset(data_dd, 0xdd, sizeof(data_dd));
    memset(data_cd, 0xcd, sizeof(data_cd));
    const struct vector vectors[] = {
        {key_0b, 20, "Hi There", 8, "b0344c61d8db38535ca8afceaf0bf12b"},
        {"Jefe", 4, "what do ya want for nothing?", 28, "5bdcc146bf60754e6a042426089575c7"},
        {key_aa, 20, data_dd, 50, "773ea91e36800e46854db8ebd09181a7"},
        {long_key, 25, data_cd, 50, "82558a389a443c0ea4cc819899f2083a"},
        {key_0c, 20, "Test With Truncation", 20, "a3b6167473100ee06e0c796c2955552b"},
    };
    for (size_t i = 0; i < TEST_COUNT(vectors); i++) {
        cfdi_mac_prepare(&prepared, vectors[i].key, vectors[i].key_bytes);
        cfdi_mac_128(&prepared, cfd_bytes_of(vectors[i].data, vectors[i].data_bytes),
                     cfd_bytes_of(NULL, 0), mac);
        assert_mac(mac, vectors[i].mac);
    }
}

/* Key 00..1f, byte i of the data i * 7 + 1; made with Python's hmac. */
static void mac_is_right_around_block_ends(void **state)
{
    static const struct {
        size_t data_bytes;
        const char *mac;
    } rows[] = {
        {0, "d38b42096d80f45f826b44a9d5607de7"},   {1, "9b4c8120a4823a95f47cde17a244f450"},
        {54, "a6ad19193c54c9bed0b30786c98c968e"},  {55, "9235b85841ac5de56a138513d19d968a"},
        {56, "3ac6771ba5e54c927e77a53bbaa207fd"},  {63, "9eca4516cc94e7c95c497f0754a2608d"},
        {64, "eb032e147af63d45556887f946cae6c4"},  {65, "d3479b8b8e2feb5781ffa330c617c48c"},
        {119, "2921825f2e03a19a3cb88d627dc379ad"}, {120, "3a8f7ffaea211851016d60c83e59df1c"},
        {640, "249d392af8aa71a499a728ca9375d91f"},
    };
    struct cfd_key *key = key_of(0, 1);
    uint8_t data[CFD_NORMAL_MAX_BYTES], mac[CFD_PSEUDONYM_BYTES];

    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i * 7 + 1);
    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        cfdi_mac_128(&key->mac, cfd_bytes_of(data, rows[i].data_bytes), cfd_bytes_of(NULL, 0), mac);
        assert_mac(mac, rows[i].mac);
    }
    cfd_key_free(key);
}

static void prop_mac_of_head_and_tail_is_mac_of_whole(void **state)
{
    struct cfd_key *key = key_of(7, 3);
    uint8_t data[150], whole[CFD_PSEUDONYM_BYTES], split[CFD_PSEUDONYM_BYTES];

    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i * 11 + 5);
    cfdi_mac_128(&key->mac, cfd_bytes_of(data, sizeof(data)), cfd_bytes_of(NULL, 0), whole);
    for (size_t cut = 0; cut <= sizeof(data); cut++) {
        cfdi_mac_128(&key->mac, cfd_bytes_of(data, cut),
                     cfd_bytes_of(data + cut, sizeof(data) - cut), split);
        assert_memory_equal(split, whole, sizeof(whole));
    }
    cfd_key_free(key);
}

static void mac_leaves_its_key_unchanged(void **state)
{
    struct cfd_key *key = key_of(0, 1);
    struct cfdi_mac before = key->mac;
    uint8_t mac[CFD_PSEUDONYM_BYTES];

    cfdi_mac_128(&key->mac, cfd_bytes_str("abc"), cfd_bytes_str("def"), mac);
    assert_memory_equal(&before, &key->mac, sizeof(before));
    cfd_key_free(key);
}

static void pseudonym_is_what_it_always_was(void **state)
{
    static const struct {
        struct cfd_identity identity;
        const char *d;
    } rows[] = {
        {{CFD_KIND_EMAIL, {(const uint8_t *)"Anna@Berg.example", 17}, {NULL, 0}},
         "cbe8414f5224d6867feb3d99e7dca4b0"},
        {{CFD_KIND_PHONE, {(const uint8_t *)"+49 (0)40 1234567", 17}, {NULL, 0}},
         "39cb1adc623454437b0bb9481521abae"},
        {{CFD_KIND_CUSTOMER_ID, {(const uint8_t *)"cu-0012", 7}, {NULL, 0}},
         "252e06a9b31615b36062020fcea8fff2"},
        {{CFD_KIND_PERSON_NAME,
          {(const uint8_t *)"BERG, Anna", 10},
          {(const uint8_t *)"Portline GmbH", 13}},
         "c0f96198195c93ccfeaff5d0c95055f3"},
    };
    struct cfd_key *key = key_of(0, 1);
    uint8_t d[CFD_PSEUDONYM_BYTES];

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        assert_int_equal(cfd_pseudonym_identity(key, &rows[i].identity, d), CFD_OK);
        assert_mac(d, rows[i].d);
    }
    cfd_key_free(key);
}

static void pseudonym_goes_through_two_stages(void **state)
{
    struct cfd_key *worker = key_of(0, 1);
    struct cfd_key *epoch = key_of(31, -1);
    uint8_t d[CFD_PSEUDONYM_BYTES], p[CFD_PSEUDONYM_BYTES];

    cfd_pseudonym_first(worker, CFD_KIND_EMAIL, cfd_bytes_str("anna@berg.example"), d);
    assert_mac(d, "cbe8414f5224d6867feb3d99e7dca4b0");
    cfd_pseudonym_second(epoch, d, p);
    assert_mac(p, "50916cbd4a38c703e40a8600dc614c80");
    cfd_pseudonym_second(epoch, d, d); /* in place */
    assert_memory_equal(d, p, sizeof(p));
    cfd_key_free(worker);
    cfd_key_free(epoch);
}

static void pseudonym_differs_by_domain_key_and_value(void **state)
{
    struct cfd_key *key = key_of(0, 1);
    struct cfd_key *other = key_of(1, 1);
    struct cfd_bytes value = cfd_bytes_str("12345678");
    uint8_t seen[68][CFD_PSEUDONYM_BYTES];
    size_t seen_count = 0;

    for (; seen_count < 66; seen_count++)
        cfd_pseudonym_first(key, (uint8_t)(seen_count + 1), value, seen[seen_count]);
    cfd_pseudonym_first(other, CFD_KIND_PHONE, value, seen[seen_count++]);
    cfd_pseudonym_first(key, CFD_KIND_PHONE, cfd_bytes_str("12345679"), seen[seen_count++]);
    for (size_t i = 0; i < seen_count; i++)
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(seen[i], seen[j], CFD_PSEUDONYM_BYTES);
    cfd_key_free(key);
    cfd_key_free(other);
}

static void pseudonym_of_nobody_is_refused_and_untouched(void **state)
{
    struct cfd_key *key = key_of(0, 1);
    struct cfd_identity identity = {CFD_KIND_EMAIL, cfd_bytes_str("n/a"), {NULL, 0}};
    uint8_t d[CFD_PSEUDONYM_BYTES], before[CFD_PSEUDONYM_BYTES];

    memset(d, 0x5a, sizeof(d));
    memcpy(before, d, sizeof(d));
    assert_int_equal(cfd_pseudonym_identity(key, &identity, d), CFD_ERR_NOT_FOUND);
    assert_memory_equal(d, before, sizeof(d));
    cfd_key_free(key);
}

static void fingerprint_matches_sha256_of_label_and_key(void **state)
{
    uint8_t secret[CFD_KEY_BYTES];
    char text[17];

    for (size_t i = 0; i < sizeof(secret); i++)
        secret[i] = (uint8_t)i;
    cfdi_fingerprint(secret, text);
    assert_string_equal(text, "835556f75d97ed55");
    secret[31] ^= 1;
    cfdi_fingerprint(secret, text);
    assert_string_not_equal(text, "835556f75d97ed55");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mac_matches_rfc_4231),
        cmocka_unit_test(mac_is_right_around_block_ends),
        cmocka_unit_test(prop_mac_of_head_and_tail_is_mac_of_whole),
        cmocka_unit_test(mac_leaves_its_key_unchanged),
        cmocka_unit_test(pseudonym_is_what_it_always_was),
        cmocka_unit_test(pseudonym_goes_through_two_stages),
        cmocka_unit_test(pseudonym_differs_by_domain_key_and_value),
        cmocka_unit_test(pseudonym_of_nobody_is_refused_and_untouched),
        cmocka_unit_test(fingerprint_matches_sha256_of_label_and_key),
    };

    return cmocka_run_group_tests_name("mac", tests, NULL, NULL);
}
