/* SPDX-License-Identifier: Apache-2.0
 * Payloads of the log: each type round trips, every truncation and every impossible value is
 * refused, and no encoder writes what its decoder would refuse. */
#include "lib/ledger/entry.h"

#include "lib/ledger/log.h"
#include "tests/lib/test.h"

#define BYTES_MAX 8192u

/* --- a sample of each type, nothing in it zero */

static const struct cfd_entry_start sample_start = {{1, 2, 3}, 7, "0.1.0"};

static struct cfd_entry_consumer sample_consumer(void)
{
    struct cfd_entry_consumer entry = {
        .number = 5,
        .consumer = {.credential = CFD_CREDENTIAL_ADDRESS,
                     .name = "address",
                     .label = "192.0.2.0/24",
                     .has_pseudonym = true,
                     .pseudonym = {9, 8, 7}},
        .epoch = 2,
        .day = "2026-01-31",
    };

    memset(entry.sealed_address, 0x5e, sizeof(entry.sealed_address));
    return entry;
}

static const struct cfd_entry_endpoint sample_endpoint = {3, "GET api.example/customers/{id}"};
static const struct cfd_entry_who sample_who = {4, {5, 6, 7, 8}, 4, 2, 2};
static const struct cfd_entry_sight sample_sights[] = {
    {{1}, CFD_KIND_BIT(CFD_KIND_EMAIL), CFD_KIND_EMAIL, 0},
    {{2}, CFD_KIND_BIT(CFD_KIND_PHONE) | CFD_KIND_BIT(CFD_KIND_CUSTOMER_ID), CFD_KIND_PHONE, 9},
};
static const struct cfd_entry_exposure sample_exposure = {
    4, 3, 2, 1, 0, 2, {0xaa, 0xbb}, 1767225600250, 2, sample_sights};
static const struct cfd_entry_repeat sample_repeat = {4, 3, {1, 2, 3}, CFD_KIND_BIT(CFD_KIND_EMAIL),
                                                      0, 1, 17,        1767225600250};
static const struct cfd_entry_traffic sample_traffic = {
    4, 3, 1ull << 40, 12, CFD_KIND_BIT(CFD_KIND_PERSON_NAME), 1000, 2000};
static const struct cfd_entry_alias sample_alias = {{1}, CFD_KIND_EMAIL, {2}, CFD_KIND_PHONE, 6};
static const struct cfd_entry_gap sample_gap = {
    CFD_GAP_RING_FULL, UINT32_MAX, {3}, 10, 20, 1000, 2000};
static const struct cfd_entry_coverage sample_coverage = {
    {3}, 100, 90, 80, 1ull << 33, {[CFD_GAP_FORMAT] = 5, [CFD_GAP_ENGINE_DOWN] = 6}, 1, 2};

/* --- one face for all types: encode the sample, decode and encode again */

struct kind_of_entry {
    const char *name;
    enum cfd_status (*encode_sample)(uint8_t *out, size_t capacity_bytes, size_t *out_bytes);
    /* Decodes, and encodes what came out of it. */
    enum cfd_status (*again)(struct cfd_bytes payload, uint16_t version, uint8_t *out,
                             size_t capacity_bytes, size_t *out_bytes);
};

#define FACE(name, sample)                                                                        \
    static enum cfd_status encode_##name(uint8_t *out, size_t capacity_bytes, size_t *out_bytes)  \
    {                                                                                             \
        const struct cfd_entry_##name entry = sample;                                             \
                                                                                                  \
        return cfd_entry_##name##_encode(&entry, out, capacity_bytes, out_bytes);                 \
    }                                                                                             \
    static enum cfd_status again_##name(struct cfd_bytes payload, uint16_t version, uint8_t *out, \
                                        size_t capacity_bytes, size_t *out_bytes)                 \
    {                                                                                             \
        struct cfd_entry_##name entry;                                                            \
                                                                                                  \
        memset(&entry, 0xa5, sizeof(entry));                                                      \
        CFD_TRY(cfd_entry_##name##_decode(payload, version, &entry));                             \
        assert_int_equal(cfd_entry_##name##_encode(&entry, out, capacity_bytes, out_bytes),       \
                         CFD_OK);                                                                 \
        return CFD_OK;                                                                            \
    }

FACE(start, sample_start)
FACE(consumer, sample_consumer())
FACE(endpoint, sample_endpoint)
FACE(who, sample_who)
FACE(traffic, sample_traffic)
FACE(alias, sample_alias)
FACE(gap, sample_gap)
FACE(coverage, sample_coverage)

static enum cfd_status encode_exposure(uint8_t *out, size_t capacity_bytes, size_t *out_bytes)
{
    return cfd_entry_exposure_encode(&sample_exposure, out, capacity_bytes, out_bytes);
}

static enum cfd_status again_exposure(struct cfd_bytes payload, uint16_t version, uint8_t *out,
                                      size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_entry_sight sights[CFD_GROUP_SUBJECTS_MAX];
    struct cfd_entry_exposure entry;

    CFD_TRY(cfd_entry_exposure_decode(payload, version, &entry, sights));
    assert_ptr_equal(entry.sights, sights);
    assert_int_equal(cfd_entry_exposure_encode(&entry, out, capacity_bytes, out_bytes), CFD_OK);
    return CFD_OK;
}

static enum cfd_status encode_repeat(uint8_t *out, size_t capacity_bytes, size_t *out_bytes)
{
    size_t taken;

    return cfd_entry_repeats_encode(&sample_repeat, 1, out, capacity_bytes, out_bytes, &taken);
}

static enum cfd_status again_repeat(struct cfd_bytes payload, uint16_t version, uint8_t *out,
                                    size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_entry_repeat entry;
    size_t taken;

    CFD_TRY(cfd_entry_repeat_next(&payload, version, &entry));
    assert_int_equal(cfd_entry_repeats_encode(&entry, 1, out, capacity_bytes, out_bytes, &taken),
                     CFD_OK);
    return payload.len == 0 ? CFD_OK : CFD_ERR_FORMAT;
}

#define KIND_OF(name)                      \
    {                                      \
#name, encode_##name, again_##name \
    }

static const struct kind_of_entry kinds[] = {
    KIND_OF(start),  KIND_OF(consumer), KIND_OF(endpoint), KIND_OF(who), KIND_OF(exposure),
    KIND_OF(repeat), KIND_OF(traffic),  KIND_OF(alias),    KIND_OF(gap), KIND_OF(coverage),
};

static size_t sample_of(const struct kind_of_entry *kind, uint8_t out[BYTES_MAX])
{
    size_t used;

    assert_int_equal(kind->encode_sample(out, BYTES_MAX, &used), CFD_OK);
    assert_true(used <= BYTES_MAX);
    return used;
}

static void prop_decode_then_encode_is_the_same_bytes(void **state)
{
    uint8_t bytes[BYTES_MAX], again[BYTES_MAX];
    size_t used, used_again;

    for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
        used = sample_of(&kinds[i], bytes);
        assert_int_equal(kinds[i].again(cfd_bytes_of(bytes, used), CFD_ENTRY_VERSION, again,
                                        sizeof(again), &used_again),
                         CFD_OK);
        assert_int_equal(used_again, used);
        assert_memory_equal(again, bytes, used);
    }
}

static void every_truncation_is_refused(void **state)
{
    uint8_t bytes[BYTES_MAX], again[BYTES_MAX];
    enum cfd_status status;
    uint8_t *exact;
    size_t used, left;

    for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
        used = sample_of(&kinds[i], bytes);
        for (size_t cut = 0; cut < used; cut++) {
            exact = malloc(cut + 1); /* so that a look past the end is seen */
            memcpy(exact, bytes, cut);
            status = kinds[i].again(cfd_bytes_of(exact, cut), CFD_ENTRY_VERSION, again,
                                    sizeof(again), &left);
            free(exact);
            if (cut == 0 && kinds[i].encode_sample == encode_repeat)
                assert_int_equal(status, CFD_ERR_NOT_FOUND);
            else
                assert_int_equal(status, CFD_ERR_FORMAT);
        }
    }
}

static void bytes_left_over_are_refused(void **state)
{
    uint8_t bytes[BYTES_MAX + 1], again[BYTES_MAX];
    size_t used, left;

    for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
        used = sample_of(&kinds[i], bytes);
        bytes[used] = 0;
        assert_int_equal(kinds[i].again(cfd_bytes_of(bytes, used + 1), CFD_ENTRY_VERSION, again,
                                        sizeof(again), &left),
                         CFD_ERR_FORMAT);
    }
}

static void other_versions_are_refused(void **state)
{
    const uint16_t versions[] = {0, 2, 255, 256, 257, UINT16_MAX};
    uint8_t bytes[BYTES_MAX], again[BYTES_MAX];
    size_t used, left;

    for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
        used = sample_of(&kinds[i], bytes);
        for (size_t v = 0; v < TEST_COUNT(versions); v++)
            assert_int_equal(
                kinds[i].again(cfd_bytes_of(bytes, used), versions[v], again, sizeof(again), &left),
                CFD_ERR_VERSION);
    }
}

static void too_little_room_is_told(void **state)
{
    uint8_t bytes[BYTES_MAX];
    uint8_t *exact;
    size_t used, left;

    for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
        used = sample_of(&kinds[i], bytes);
        for (size_t room = 0; room < used; room++) {
            exact = malloc(room + 1);
            left = 99999;
            assert_int_equal(kinds[i].encode_sample(exact, room, &left), CFD_ERR_LIMIT);
            assert_int_equal(left, 99999);
            free(exact);
        }
        assert_int_equal(kinds[i].encode_sample(bytes, used, &left), CFD_OK);
    }
}

/* Whatever bytes are changed: refused, or one encoding of what was read. */
static void prop_changed_bytes_are_refused_or_canonical(void **state)
{
    uint8_t bytes[BYTES_MAX], again[BYTES_MAX];
    size_t used, used_again;
    uint64_t refused = 0;

    for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
        used = sample_of(&kinds[i], bytes);
        for (size_t at = 0; at < used; at++) {
            for (unsigned value = 0; value < 256; value++) {
                uint8_t kept = bytes[at];

                bytes[at] = (uint8_t)value;
                if (kinds[i].again(cfd_bytes_of(bytes, used), CFD_ENTRY_VERSION, again,
                                   sizeof(again), &used_again) == CFD_OK) {
                    assert_int_equal(used_again, used);
                    assert_memory_equal(again, bytes, used);
                } else {
                    refused++;
                }
                bytes[at] = kept;
            }
        }
    }
    assert_true(refused > 10000);
}

/* --- layouts, byte by byte: these bytes stand in ledgers */

static void layouts_never_change(void **state)
{
    static const struct {
        size_t kind;
        const char *hex;
    } golden[] = {
        {0, "01020300000000000000000000000000070000000500302e312e30"},
        {2, "030000001e00474554206170692e6578616d706c652f637573746f6d6572732f7b69647d"},
        {3, "040000000405000000060000000700000008000000"
            "0202"},
        {5, "0400000003000000010203000000000000000000000000001000000111000000"
            "faa8da769b010000"},
        {6, "040000000300000000000000000100000c000000000000000200e803000000000000"
            "d007000000000000"},
        {7, "010000000000000000000000000000000402000000000000000000000000000000"
            "0506000000"},
        {8, "0affffffff030000000000000000000000000000000a000000000000001400000000000000"
            "e803000000000000d007000000000000"},
        {9, "0300000000000000000000000000000064000000000000005a000000000000005000000000000000"
            "000000000200000002800000050000000000000006000000000000000100000000000000"
            "0200000000000000"},
    };
    uint8_t bytes[BYTES_MAX];
    char hex[2 * BYTES_MAX + 1];

    for (size_t i = 0; i < TEST_COUNT(golden); i++) {
        size_t used = sample_of(&kinds[golden[i].kind], bytes);

        for (size_t at = 0; at < used; at++)
            snprintf(hex + 2 * at, 3, "%02x", bytes[at]);
        assert_string_equal(hex, golden[i].hex);
    }
}

/* --- impossible values, both ways */

static void consumer_of_nonsense_is_refused(void **state)
{
    struct cfd_entry_consumer bad[7];
    const struct cfd_entry_consumer good = sample_consumer();
    const char *const days[] = {"2026-01-3", "2026-01-310", "2026/01/31", "20260131",
                                "x",         "2026-1-31",   "2o26-01-31", "2026-01-3\t"};
    struct cfd_entry_consumer entry;
    uint8_t bytes[BYTES_MAX];
    size_t used = 77;

    for (size_t i = 0; i < TEST_COUNT(bad); i++)
        bad[i] = good;
    bad[0].consumer.credential = 0;
    bad[1].consumer.credential = CFD_CREDENTIAL_ADDRESS + 1;
    memset(bad[2].consumer.name, 'x', sizeof(bad[2].consumer.name));
    memset(bad[3].consumer.label, 'x', sizeof(bad[3].consumer.label));
    bad[4].consumer.name[1] = '\n';
    bad[5].consumer.label[1] = 0x7f;
    memset(bad[6].day, '1', sizeof(bad[6].day));
    for (size_t i = 0; i < TEST_COUNT(bad); i++)
        assert_int_equal(cfd_entry_consumer_encode(&bad[i], bytes, sizeof(bytes), &used),
                         CFD_ERR_USAGE);
    for (size_t i = 0; i < TEST_COUNT(days); i++) {
        entry = good;
        snprintf(entry.day, sizeof(entry.day), "%s", days[i]);
        assert_int_equal(cfd_entry_consumer_encode(&entry, bytes, sizeof(bytes), &used),
                         CFD_ERR_USAGE);
    }
    assert_int_equal(used, 77);
}

static void consumer_without_pseudonym_or_day_keeps_neither(void **state)
{
    struct cfd_entry_consumer entry = sample_consumer(), read;
    uint8_t bytes[BYTES_MAX];
    size_t used;

    entry.consumer.has_pseudonym = false; /* its bytes are still there */
    entry.day[0] = '\0';
    assert_int_equal(cfd_entry_consumer_encode(&entry, bytes, sizeof(bytes), &used), CFD_OK);
    assert_int_equal(cfd_entry_consumer_decode(cfd_bytes_of(bytes, used), 1, &read), CFD_OK);
    for (size_t i = 0; i < CFD_PSEUDONYM_BYTES; i++)
        assert_int_equal(read.consumer.pseudonym[i], 0);
    for (size_t i = 0; i < CFD_SEALED_BYTES; i++)
        assert_int_equal(read.sealed_address[i], 0);
    assert_string_equal(read.consumer.label, "192.0.2.0/24");
}

static void endpoint_must_be_a_text(void **state)
{
    struct cfd_entry_endpoint entry = {.number = 1};
    uint8_t bytes[BYTES_MAX];
    size_t used;

    assert_int_equal(cfd_entry_endpoint_encode(&entry, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
    memset(entry.endpoint, 'x', sizeof(entry.endpoint));
    assert_int_equal(cfd_entry_endpoint_encode(&entry, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
    entry.endpoint[255] = '\0';
    assert_int_equal(cfd_entry_endpoint_encode(&entry, bytes, sizeof(bytes), &used), CFD_OK);
    entry.endpoint[9] = 1;
    assert_int_equal(cfd_entry_endpoint_encode(&entry, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
}

static void who_of_nonsense_is_refused(void **state)
{
    const struct cfd_entry_who bad[] = {
        {.consumer_count = CFD_CONSUMERS_MAX + 1},
        {.side = 3},
        {.auth = 3},
    };
    uint8_t bytes[BYTES_MAX];
    size_t used;

    for (size_t i = 0; i < TEST_COUNT(bad); i++)
        assert_int_equal(cfd_entry_who_encode(&bad[i], bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
}

static void exposure_of_nonsense_is_refused(void **state)
{
    struct cfd_entry_sight sight = sample_sights[0];
    struct cfd_entry_exposure entry = sample_exposure;
    uint8_t bytes[BYTES_MAX];
    size_t used;
    const struct {
        cfd_kinds kinds;
        uint8_t identity;
    } bad[] = {
        {0, CFD_KIND_EMAIL},
        {1, CFD_KIND_EMAIL},
        {1u << CFD_KIND_COUNT, CFD_KIND_EMAIL},
        {0x8010, CFD_KIND_EMAIL},
        {0x10, CFD_KIND_NONE},
        {0x10, CFD_KIND_COUNT},
        {0x10, 255},
    };

    entry.sight_count = 1;
    entry.sights = &sight;
    for (size_t i = 0; i < TEST_COUNT(bad); i++) {
        sight.kinds = bad[i].kinds;
        sight.identity = bad[i].identity;
        assert_int_equal(cfd_entry_exposure_encode(&entry, bytes, sizeof(bytes), &used),
                         CFD_ERR_USAGE);
    }
    sight = sample_sights[0];
    entry.sight_count = 0;
    assert_int_equal(cfd_entry_exposure_encode(&entry, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
    entry.sight_count = CFD_GROUP_SUBJECTS_MAX + 1;
    assert_int_equal(cfd_entry_exposure_encode(&entry, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
    entry.sight_count = 1;
    entry.action = 1;
    assert_int_equal(cfd_entry_exposure_encode(&entry, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
    entry.action = 0;
    entry.basis = 3;
    assert_int_equal(cfd_entry_exposure_encode(&entry, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
}

static void largest_exposure_fits(void **state)
{
    struct cfd_entry_sight sights[CFD_GROUP_SUBJECTS_MAX], read[CFD_GROUP_SUBJECTS_MAX];
    struct cfd_entry_exposure entry = sample_exposure, again;
    uint8_t bytes[BYTES_MAX];
    size_t used;

    for (size_t i = 0; i < TEST_COUNT(sights); i++) {
        sights[i] = sample_sights[0];
        sights[i].subject[0] = (uint8_t)i;
    }
    entry.sights = sights;
    entry.sight_count = CFD_GROUP_SUBJECTS_MAX;
    assert_int_equal(cfd_entry_exposure_encode(&entry, bytes, sizeof(bytes), &used), CFD_OK);
    assert_int_equal(cfd_entry_exposure_decode(cfd_bytes_of(bytes, used), 1, &again, read), CFD_OK);
    assert_int_equal(again.sight_count, CFD_GROUP_SUBJECTS_MAX);
    assert_int_equal(read[254].subject[0], 254);
}

static void repeats_are_taken_as_many_as_fit(void **state)
{
    static struct cfd_entry_repeat entries[2000];
    static uint8_t bytes[100000];
    struct cfd_entry_repeat read;
    struct cfd_bytes payload;
    size_t used, taken, count = 0;

    for (size_t i = 0; i < TEST_COUNT(entries); i++) {
        entries[i] = sample_repeat;
        entries[i].count = (uint32_t)i + 1;
    }
    assert_int_equal(cfd_entry_repeats_encode(entries, 2000, bytes, 119, &used, &taken), CFD_OK);
    assert_int_equal(taken, 2);
    assert_int_equal(used, 80);
    assert_int_equal(cfd_entry_repeats_encode(entries, 2000, bytes, sizeof(bytes), &used, &taken),
                     CFD_OK);
    assert_int_equal(taken, CFD_ENTRY_PAYLOAD_MAX_BYTES / 40);
    payload = cfd_bytes_of(bytes, used);
    while (cfd_entry_repeat_next(&payload, 1, &read) == CFD_OK)
        assert_int_equal(read.count, ++count);
    assert_int_equal(count, taken);
    assert_int_equal(payload.len, 0);
    assert_int_equal(cfd_entry_repeats_encode(entries, 0, bytes, sizeof(bytes), &used, &taken),
                     CFD_ERR_USAGE);
    entries[1].count = 0;
    assert_int_equal(cfd_entry_repeats_encode(entries, 2, bytes, sizeof(bytes), &used, &taken),
                     CFD_ERR_USAGE);
    assert_int_equal(cfd_entry_repeats_encode(entries, 2, bytes, 40, &used, &taken), CFD_OK);
}

static void impossible_kinds_and_reasons_are_refused(void **state)
{
    struct cfd_entry_traffic traffic = sample_traffic;
    struct cfd_entry_alias alias = sample_alias;
    struct cfd_entry_gap gap = sample_gap;
    uint8_t bytes[BYTES_MAX];
    size_t used;

    traffic.kinds = 1;
    assert_int_equal(cfd_entry_traffic_encode(&traffic, bytes, sizeof(bytes), &used),
                     CFD_ERR_USAGE);
    traffic.kinds = 0; /* a response that had a gap only */
    assert_int_equal(cfd_entry_traffic_encode(&traffic, bytes, sizeof(bytes), &used), CFD_OK);
    alias.alias_identity = 0;
    assert_int_equal(cfd_entry_alias_encode(&alias, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
    alias = sample_alias;
    alias.subject_identity = CFD_KIND_COUNT;
    assert_int_equal(cfd_entry_alias_encode(&alias, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
    gap.reason = CFD_GAP_COUNT;
    assert_int_equal(cfd_entry_gap_encode(&gap, bytes, sizeof(bytes), &used), CFD_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prop_decode_then_encode_is_the_same_bytes),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(bytes_left_over_are_refused),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(too_little_room_is_told),
        cmocka_unit_test(prop_changed_bytes_are_refused_or_canonical),
        cmocka_unit_test(layouts_never_change),
        cmocka_unit_test(consumer_of_nonsense_is_refused),
        cmocka_unit_test(consumer_without_pseudonym_or_day_keeps_neither),
        cmocka_unit_test(endpoint_must_be_a_text),
        cmocka_unit_test(who_of_nonsense_is_refused),
        cmocka_unit_test(exposure_of_nonsense_is_refused),
        cmocka_unit_test(largest_exposure_fits),
        cmocka_unit_test(repeats_are_taken_as_many_as_fit),
        cmocka_unit_test(impossible_kinds_and_reasons_are_refused),
    };

    return cmocka_run_group_tests_name("entry", tests, NULL, NULL);
}
