/* SPDX-License-Identifier: Apache-2.0
 * Parts as bytes: round trips, and everything a decoder must not take. */
#include "core/wire/part.h"

#include "tests/lib/part.h"

static struct cfd_part_storage full;
static uint8_t encoded[CFD_PART_MAX_BYTES];
static size_t encoded_bytes;

/* Where things stand in the encoding of `full`, after the layout in part.h. */
#define IS_LAST_AT 28u
#define STATUS_AT 29u
#define SIDE_AT 31u
#define AUTH_AT 32u
#define ACTION_AT 33u
#define BASIS_AT 34u
#define ENDPOINT_AT 51u
#define CONSUMERS_AT (ENDPOINT_AT + 2u + 30u)

static int encode_full(void **state)
{
    test_part_fill(&full);
    return cfd_part_encode(&full.part, encoded, sizeof(encoded), &encoded_bytes) != CFD_OK;
}

static enum cfd_status decode(struct cfd_part_storage *out)
{
    return cfd_part_decode(cfd_bytes_of(encoded, encoded_bytes), CFD_PART_VERSION, out);
}

/* An exact copy on the heap, so that a read past the end is seen by a sanitizer. */
static enum cfd_status decode_exactly(size_t payload_bytes)
{
    static struct cfd_part_storage decoded;
    uint8_t *copy = malloc(payload_bytes > 0 ? payload_bytes : 1);
    enum cfd_status status;

    assert_non_null(copy);
    memcpy(copy, encoded, payload_bytes);
    status = cfd_part_decode(cfd_bytes_of(copy, payload_bytes), CFD_PART_VERSION, &decoded);
    free(copy);
    return status;
}

static void assert_consumers_equal(const struct cfd_part *a, const struct cfd_part *b)
{
    assert_int_equal(a->consumer_count, b->consumer_count);
    for (size_t i = 0; i < a->consumer_count; i++) {
        assert_int_equal(a->consumers[i].credential, b->consumers[i].credential);
        assert_string_equal(a->consumers[i].name, b->consumers[i].name);
        assert_string_equal(a->consumers[i].label, b->consumers[i].label);
        assert_int_equal(a->consumers[i].is_clear, b->consumers[i].is_clear);
        assert_int_equal(a->consumers[i].has_pseudonym, b->consumers[i].has_pseudonym);
        assert_memory_equal(a->consumers[i].pseudonym, b->consumers[i].pseudonym,
                            CFD_PSEUDONYM_BYTES);
    }
}

static void assert_subjects_equal(const struct cfd_part *a, const struct cfd_part *b)
{
    assert_int_equal(a->subject_count, b->subject_count);
    for (size_t i = 0; i < a->subject_count; i++) {
        const struct cfd_subject *mine = &a->subjects[i], *other = &b->subjects[i];

        assert_memory_equal(mine->pseudonym, other->pseudonym, CFD_PSEUDONYM_BYTES);
        assert_int_equal(mine->kinds, other->kinds);
        assert_int_equal(mine->identity, other->identity);
        assert_int_equal(mine->alias_count, other->alias_count);
        for (size_t j = 0; j < mine->alias_count; j++) {
            assert_int_equal(mine->aliases[j].kind, other->aliases[j].kind);
            assert_memory_equal(mine->aliases[j].pseudonym, other->aliases[j].pseudonym,
                                CFD_PSEUDONYM_BYTES);
        }
    }
}

static void assert_parts_equal(const struct cfd_part *a, const struct cfd_part *b)
{
    assert_int_equal(a->time_ms, b->time_ms);
    assert_memory_equal(a->request_id, b->request_id, CFD_REQUEST_ID_BYTES);
    assert_int_equal(a->part_number, b->part_number);
    assert_int_equal(a->is_last, b->is_last);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->side, b->side);
    assert_int_equal(a->auth, b->auth);
    assert_int_equal(a->action, b->action);
    assert_int_equal(a->basis, b->basis);
    assert_string_equal(a->endpoint, b->endpoint);
    assert_memory_equal(a->address, b->address, sizeof(a->address));
    assert_int_equal(a->group_count, b->group_count);
    for (size_t i = 0; i < a->group_count; i++)
        assert_string_equal(a->groups[i], b->groups[i]);
    assert_int_equal(a->body_bytes, b->body_bytes);
    assert_int_equal(a->record_count, b->record_count);
    assert_int_equal(a->mention_count, b->mention_count);
    assert_int_equal(a->kinds, b->kinds);
    assert_int_equal(a->gaps, b->gaps);
    assert_consumers_equal(a, b);
    assert_subjects_equal(a, b);
}

static void full_part_comes_back(void **state)
{
    static struct cfd_part_storage decoded;

    assert_int_equal(decode(&decoded), CFD_OK);
    assert_parts_equal(&decoded.part, &full.part);
    assert_true(decoded.part.endpoint == decoded.endpoint);
    assert_true(decoded.part.consumers == decoded.consumers);
    assert_true(decoded.part.subjects == decoded.subjects);
}

static void empty_part_comes_back(void **state)
{
    static struct cfd_part_storage decoded;
    struct cfd_part part = {.endpoint = ""};

    assert_int_equal(cfd_part_encode(&part, encoded, sizeof(encoded), &encoded_bytes), CFD_OK);
    assert_int_equal(encoded_bytes, ENDPOINT_AT + 2 + 1 + 1 + 24 + 2 + 4 + 1);
    assert_int_equal(decode(&decoded), CFD_OK);
    assert_parts_equal(&decoded.part, &part);
}

static void prop_any_counts_come_back(void **state)
{
    static struct cfd_part_storage decoded;

    for (unsigned counts = 0; counts < 5 * 5 * 33; counts++) {
        full.part.consumer_count = (uint8_t)(counts % 5);
        full.part.group_count = (uint8_t)(counts / 5 % 5);
        full.part.subject_count = (uint8_t)(counts / 25);
        full.part.is_last = counts % 2 == 0;
        assert_int_equal(cfd_part_encode(&full.part, encoded, sizeof(encoded), &encoded_bytes),
                         CFD_OK);
        assert_int_equal(decode(&decoded), CFD_OK);
        assert_parts_equal(&decoded.part, &full.part);
    }
}

static void longest_part_fits(void **state)
{
    memset(full.endpoint, 'e', sizeof(full.endpoint) - 1);
    for (size_t i = 0; i < CFD_CONSUMERS_MAX; i++) {
        memset(full.consumers[i].name, 'n', CFD_CONSUMER_NAME_BYTES - 1);
        memset(full.consumers[i].label, 'l', CFD_CONSUMER_LABEL_BYTES - 1);
        memset(full.groups[i], 'g', CFD_GROUP_BYTES - 1);
    }
    for (size_t i = 0; i < CFD_PART_SUBJECTS_MAX; i++) {
        full.subjects[i].alias_count = CFD_RECORD_ALIASES_MAX;
        for (size_t j = 0; j < CFD_RECORD_ALIASES_MAX; j++)
            full.subjects[i].aliases[j].kind = CFD_KIND_EMAIL;
    }
    assert_int_equal(cfd_part_encode(&full.part, encoded, sizeof(encoded), &encoded_bytes), CFD_OK);
    assert_int_equal(decode_exactly(encoded_bytes), CFD_OK);
}

/* Worker and engine of two releases must agree on every byte. */
static void head_has_the_documented_layout(void **state)
{
    static const uint8_t expected[] = {
        0x06, 0x57, 0x25, 0x89, 0x64, 0xfe, 0xff, 0xff, /* time */
        'm',  'a',  'd',  'e',  '-',  'u',  'p',  '-',
        'r',  'e',  'q',  'u',  'e',  's',  't',  0, /* request id */
        4,    3,    2,    1,    1,    206,  0,       /* part number, is_last, status */
        2,    2,    0,    1,                         /* side, auth, action, basis */
        0,    0,    0,    0,    0,    0,    0,    0,
        0,    0,    0xff, 0xff, 198,  51,   100,  7, /* address */
        30,   0,    'G',  'E',  'T',                 /* endpoint */
    };

    assert_memory_equal(encoded, expected, sizeof(expected));
    assert_int_equal(encoded[CONSUMERS_AT], CFD_CONSUMERS_MAX);
    assert_int_equal(encoded[CONSUMERS_AT + 1], CFD_CREDENTIAL_ID);
    assert_int_equal(encoded[CONSUMERS_AT + 2], 3);
}

static void decode_refuses_versions(void **state)
{
    static const uint16_t refused[] = {0, 2, 256, 257, UINT16_MAX};
    static struct cfd_part_storage decoded;

    for (size_t i = 0; i < TEST_COUNT(refused); i++)
        assert_int_equal(
            cfd_part_decode(cfd_bytes_of(encoded, encoded_bytes), refused[i], &decoded),
            CFD_ERR_VERSION);
}

static void prop_every_truncation_is_refused(void **state)
{
    for (size_t payload_bytes = 0; payload_bytes < encoded_bytes; payload_bytes++)
        assert_int_equal(decode_exactly(payload_bytes), CFD_ERR_FORMAT);
    assert_int_equal(decode_exactly(encoded_bytes), CFD_OK);
}

static void bytes_left_over_are_refused(void **state)
{
    for (size_t more = 1; more < 40; more++)
        assert_int_equal(decode_exactly(encoded_bytes + more), CFD_ERR_FORMAT);
}

static void refused_part_leaves_the_output_alone(void **state)
{
    static struct cfd_part_storage decoded, before;

    memset(&decoded, 0x5a, sizeof(decoded));
    before = decoded;
    encoded[SIDE_AT] = 9;
    assert_int_equal(decode(&decoded), CFD_ERR_FORMAT);
    assert_memory_equal(&decoded, &before, sizeof(decoded));
}

/* Every value of one byte: those up to `last_good` pass, all others are refused. */
static void check_byte(size_t offset, unsigned first_good, unsigned last_good)
{
    uint8_t before = encoded[offset];

    for (unsigned value = 0; value < 256; value++) {
        bool is_good = value >= first_good && value <= last_good;

        encoded[offset] = (uint8_t)value;
        assert_int_equal(decode_exactly(encoded_bytes), is_good ? CFD_OK : CFD_ERR_FORMAT);
    }
    encoded[offset] = before;
}

static void unknown_values_are_refused(void **state)
{
    size_t last_subject_at = encoded_bytes - (16 + 2 + 1 + 1 + 3 * 17);

    check_byte(IS_LAST_AT, 0, 1);
    check_byte(STATUS_AT, 0, 255);
    check_byte(SIDE_AT, 0, CFD_SIDE_INTERNAL);
    check_byte(AUTH_AT, 0, CFD_AUTH_PROVEN);
    check_byte(ACTION_AT, 0, CFD_ACTION_PASS);
    check_byte(BASIS_AT, 0, CFD_BASIS_POSSIBLE);
    check_byte(CONSUMERS_AT + 1, CFD_CREDENTIAL_ID, CFD_CREDENTIAL_ADDRESS);
    check_byte(CONSUMERS_AT + 2, 2, 3); /* flags; without the pseudonym's it must be zeros */
    check_byte(last_subject_at + 18, CFD_KIND_PERSON_NAME, CFD_KIND_CUSTOMER_ID);
    check_byte(last_subject_at + 19, 3, 3);
    check_byte(last_subject_at + 20, CFD_KIND_PERSON_NAME, CFD_KIND_CUSTOMER_ID);
}

static void unknown_kinds_and_gaps_are_refused(void **state)
{
    size_t kinds_at = encoded_bytes - (16 + 2 + 1 + 1 + 3 * 17) + 16;

    for (unsigned bit = 0; bit < 16; bit++) {
        uint16_t kinds = (uint16_t)(1u << bit);
        bool is_good = bit > CFD_KIND_NONE && bit < CFD_KIND_COUNT;

        memcpy(encoded + kinds_at, &kinds, 2);
        assert_int_equal(decode_exactly(encoded_bytes), is_good ? CFD_OK : CFD_ERR_FORMAT);
    }
    for (unsigned bit = 0; bit < 32; bit++) {
        full.part.gaps = 1u << bit;
        full.part.kinds = 0;
        assert_int_equal(cfd_part_encode(&full.part, encoded, sizeof(encoded), &encoded_bytes),
                         bit < CFD_GAP_COUNT ? CFD_OK : CFD_ERR_USAGE);
    }
}

/* The counts grow and so does what follows them, so that only the count is wrong. */
static void over_counts_are_refused(void **state)
{
    struct cfd_part part = {.endpoint = ""};
    const size_t counts_at[] = {ENDPOINT_AT + 2, ENDPOINT_AT + 3, ENDPOINT_AT + 4 + 30};
    const size_t element_bytes[] = {22, 2, 20};
    const unsigned count_max[] = {CFD_CONSUMERS_MAX, CFD_GROUPS_MAX, CFD_PART_SUBJECTS_MAX};
    static uint8_t plain[CFD_PART_MAX_BYTES];
    size_t plain_bytes;

    assert_int_equal(cfd_part_encode(&part, plain, sizeof(plain), &plain_bytes), CFD_OK);
    for (size_t list = 0; list < 3; list++) {
        size_t after = counts_at[list] + 1;

        for (unsigned count = 0; count < 256; count++) {
            size_t grown_bytes = count * element_bytes[list];
            bool is_good = count <= count_max[list];

            memset(encoded, 0, sizeof(encoded));
            memcpy(encoded, plain, after);
            encoded[after - 1] = (uint8_t)count;
            for (unsigned i = 0; i < count && list != 1; i++) /* credential 1, or identity 1 */
                encoded[after + i * element_bytes[list] + (list == 0 ? 0 : 18)] = 1;
            memcpy(encoded + after + grown_bytes, plain + after, plain_bytes - after);
            assert_int_equal(decode_exactly(plain_bytes + grown_bytes),
                             is_good ? CFD_OK : CFD_ERR_FORMAT);
        }
    }
}

static void texts_with_control_bytes_or_too_long_are_refused(void **state)
{
    static const uint8_t refused[] = {0, 1, 9, 10, 13, 0x1f, 0x7f};

    for (size_t i = 0; i < sizeof(refused); i++) {
        encoded[ENDPOINT_AT + 2] = refused[i];
        assert_int_equal(decode_exactly(encoded_bytes), CFD_ERR_FORMAT);
    }
    encoded[ENDPOINT_AT + 2] = 'P';
    assert_int_equal(decode_exactly(encoded_bytes), CFD_OK);
    encoded[ENDPOINT_AT + 1] = 1; /* 286 bytes */
    assert_int_equal(decode_exactly(encoded_bytes), CFD_ERR_FORMAT);
}

static void pseudonym_without_its_flag_is_refused(void **state)
{
    full.part.consumer_count = 3; /* the third has none */
    full.part.group_count = 0;
    full.part.subject_count = 0;
    assert_int_equal(cfd_part_encode(&full.part, encoded, sizeof(encoded), &encoded_bytes), CFD_OK);
    assert_int_equal(decode_exactly(encoded_bytes), CFD_OK);
    encoded[encoded_bytes - (1 + 24 + 2 + 4 + 1) - 1] = 1;
    assert_int_equal(decode_exactly(encoded_bytes), CFD_ERR_FORMAT);
}

static void pseudonym_that_is_none_does_not_travel(void **state)
{
    static struct cfd_part_storage decoded;

    memset(full.consumers[2].pseudonym, 0xee, CFD_PSEUDONYM_BYTES);
    assert_int_equal(cfd_part_encode(&full.part, encoded, sizeof(encoded), &encoded_bytes), CFD_OK);
    assert_int_equal(decode(&decoded), CFD_OK);
    for (size_t i = 0; i < CFD_PSEUDONYM_BYTES; i++)
        assert_int_equal(decoded.consumers[2].pseudonym[i], 0);
}

static void prop_every_lack_of_room_is_a_limit(void **state)
{
    for (size_t capacity_bytes = 0; capacity_bytes < encoded_bytes; capacity_bytes++) {
        uint8_t *out = malloc(capacity_bytes > 0 ? capacity_bytes : 1);
        size_t out_bytes = 77;

        assert_non_null(out);
        assert_int_equal(cfd_part_encode(&full.part, out, capacity_bytes, &out_bytes),
                         CFD_ERR_LIMIT);
        assert_int_equal(out_bytes, 77);
        free(out);
    }
}

static void assert_not_encoded(void)
{
    size_t out_bytes = 77;

    assert_int_equal(cfd_part_encode(&full.part, encoded, sizeof(encoded), &out_bytes),
                     CFD_ERR_USAGE);
    assert_int_equal(out_bytes, 77);
    test_part_fill(&full);
}

/* One more than the maximum, and all of them fine but for their number. */
static void encode_refuses_over_counts(void **state)
{
    static struct cfd_consumer consumers[CFD_CONSUMERS_MAX + 1];
    static struct cfd_subject subjects[CFD_PART_SUBJECTS_MAX + 1];
    static char groups[CFD_GROUPS_MAX + 1][CFD_GROUP_BYTES];
    const uint32_t kind = CFD_KIND_EMAIL;

    for (size_t i = 0; i < TEST_COUNT(consumers); i++)
        test_part_consumer(&consumers[i], i % 4);
    for (size_t i = 0; i < TEST_COUNT(subjects); i++)
        test_part_subject(&subjects[i], i);
    full.part.consumers = consumers;
    full.part.consumer_count = CFD_CONSUMERS_MAX + 1;
    assert_not_encoded();
    full.part.groups = (const char(*)[CFD_GROUP_BYTES])groups;
    full.part.group_count = CFD_GROUPS_MAX + 1;
    assert_not_encoded();
    full.part.subjects = subjects;
    full.part.subject_count = CFD_PART_SUBJECTS_MAX + 1;
    assert_not_encoded();
    full.subjects[3].alias_count = CFD_RECORD_ALIASES_MAX + 1;
    memcpy(full.subjects[4].pseudonym, &kind, sizeof(kind)); /* where a fourth alias would stand */
    assert_not_encoded();
}

static void encode_refuses_what_decode_would(void **state)
{
    full.part.side = (enum cfd_side)3;
    assert_not_encoded();
    full.part.auth = 3;
    assert_not_encoded();
    full.part.action = (enum cfd_action)1;
    assert_not_encoded();
    full.part.basis = (enum cfd_basis)3;
    assert_not_encoded();
    full.part.kinds = CFD_KIND_BIT(CFD_KIND_NONE);
    assert_not_encoded();
    full.consumers[1].credential = (enum cfd_credential)0;
    assert_not_encoded();
    full.subjects[31].identity = CFD_KIND_NONE;
    assert_not_encoded();
    full.subjects[31].aliases[2].kind = CFD_KIND_COUNT;
    assert_not_encoded();
    full.subjects[0].kinds = 0x8000;
    assert_not_encoded();
}

static void encode_refuses_texts_that_decode_would(void **state)
{
    static char long_endpoint[257];

    full.endpoint[3] = '\n';
    assert_not_encoded();
    memset(long_endpoint, 'e', sizeof(long_endpoint) - 1);
    full.part.endpoint = long_endpoint;
    assert_not_encoded();
    full.groups[1][2] = 0x7f;
    assert_not_encoded();
    memset(full.consumers[0].label, 'l', CFD_CONSUMER_LABEL_BYTES); /* not terminated */
    assert_not_encoded();
    memset(full.consumers[3].name, 'n', CFD_CONSUMER_NAME_BYTES);
    assert_not_encoded();
}

/* Whatever passes the decoder has one encoding only. */
static void prop_changed_bytes_are_refused_or_encode_back(void **state)
{
    static struct cfd_part_storage decoded;
    static uint8_t again[CFD_PART_MAX_BYTES];
    unsigned good_count = 0;

    for (size_t bit = 0; bit < encoded_bytes * 8; bit++) {
        size_t again_bytes;

        encoded[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (decode(&decoded) == CFD_OK) {
            good_count++;
            assert_int_equal(cfd_part_encode(&decoded.part, again, sizeof(again), &again_bytes),
                             CFD_OK);
            assert_int_equal(again_bytes, encoded_bytes);
            assert_memory_equal(again, encoded, encoded_bytes);
        }
        encoded[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(good_count > 1000 && good_count < encoded_bytes * 8 - 100);
}

#define PART_TEST(name) cmocka_unit_test_setup(name, encode_full)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PART_TEST(full_part_comes_back),
        PART_TEST(empty_part_comes_back),
        PART_TEST(prop_any_counts_come_back),
        PART_TEST(longest_part_fits),
        PART_TEST(head_has_the_documented_layout),
        PART_TEST(decode_refuses_versions),
        PART_TEST(prop_every_truncation_is_refused),
        PART_TEST(bytes_left_over_are_refused),
        PART_TEST(refused_part_leaves_the_output_alone),
        PART_TEST(unknown_values_are_refused),
        PART_TEST(unknown_kinds_and_gaps_are_refused),
        PART_TEST(over_counts_are_refused),
        PART_TEST(texts_with_control_bytes_or_too_long_are_refused),
        PART_TEST(pseudonym_without_its_flag_is_refused),
        PART_TEST(pseudonym_that_is_none_does_not_travel),
        PART_TEST(prop_every_lack_of_room_is_a_limit),
        PART_TEST(encode_refuses_over_counts),
        PART_TEST(encode_refuses_what_decode_would),
        PART_TEST(encode_refuses_texts_that_decode_would),
        PART_TEST(prop_changed_bytes_are_refused_or_encode_back),
    };

    return cmocka_run_group_tests_name("part", tests, NULL, NULL);
}
