/* SPDX-License-Identifier: Apache-2.0
 * A part for tests with every list at its maximum and every field its own value; all made up. */
#ifndef CFD_TESTS_LIB_PART_H
#define CFD_TESTS_LIB_PART_H

#include "core/wire/part.h"
#include "tests/lib/test.h"

static inline void test_part_consumer(struct cfd_consumer *consumer, size_t number)
{
    static const char *const names[] = {"jwt_sub", "x_api_key", "session", "address"};
    static const char *const labels[] = {"u-000123", "\342\200\246k7Qz", "", "198.51.100.0/24"};

    memset(consumer, 0, sizeof(*consumer));
    consumer->credential = number == 3   ? CFD_CREDENTIAL_ADDRESS
                           : number == 0 ? CFD_CREDENTIAL_ID
                                         : CFD_CREDENTIAL_SECRET;
    snprintf(consumer->name, sizeof(consumer->name), "%s", names[number]);
    snprintf(consumer->label, sizeof(consumer->label), "%s", labels[number]);
    consumer->is_clear = number == 0;
    consumer->has_pseudonym = number != 2;
    if (consumer->has_pseudonym)
        memset(consumer->pseudonym, (int)(0x50 + number), CFD_PSEUDONYM_BYTES);
}

static inline void test_part_subject(struct cfd_subject *subject, size_t number)
{
    memset(subject, 0, sizeof(*subject));
    memset(subject->pseudonym, (int)(0x80 + number), CFD_PSEUDONYM_BYTES);
    subject->kinds = CFD_KIND_BIT(CFD_KIND_EMAIL) | CFD_KIND_BIT(CFD_KIND_PHONE);
    subject->identity = (uint8_t)(CFD_KIND_PERSON_NAME + number % (CFD_KIND_COUNT - 1));
    subject->alias_count = (uint8_t)(number % (CFD_RECORD_ALIASES_MAX + 1));
    for (size_t i = 0; i < subject->alias_count; i++) {
        subject->aliases[i].kind = (enum cfd_kind)(CFD_KIND_EMAIL + i % 3);
        memset(subject->aliases[i].pseudonym, (int)(0xc0 + number + i), CFD_PSEUDONYM_BYTES);
    }
}

/* Fills storage and points its part into it. */
static inline void test_part_fill(struct cfd_part_storage *storage)
{
    struct cfd_part *part = &storage->part;

    memset(storage, 0, sizeof(*storage));
    snprintf(storage->endpoint, sizeof(storage->endpoint), "GET api.example/customers/{id}");
    for (size_t i = 0; i < CFD_CONSUMERS_MAX; i++)
        test_part_consumer(&storage->consumers[i], i);
    for (size_t i = 0; i < CFD_GROUPS_MAX; i++)
        snprintf(storage->groups[i], CFD_GROUP_BYTES, "tenant:%zu", i);
    for (size_t i = 0; i < CFD_PART_SUBJECTS_MAX; i++)
        test_part_subject(&storage->subjects[i], i);
    *part = (struct cfd_part){
        .time_ms = -1767225600250,
        .request_id = "made-up-request",
        .part_number = 0x01020304,
        .is_last = true,
        .status = 206,
        .side = CFD_SIDE_INTERNAL,
        .auth = CFD_AUTH_PROVEN,
        .action = CFD_ACTION_PASS,
        .basis = CFD_BASIS_ID,
        .endpoint = storage->endpoint,
        .consumers = storage->consumers,
        .consumer_count = CFD_CONSUMERS_MAX,
        .address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 51, 100, 7},
        .groups = (const char(*)[CFD_GROUP_BYTES])storage->groups,
        .group_count = CFD_GROUPS_MAX,
        .subjects = storage->subjects,
        .subject_count = CFD_PART_SUBJECTS_MAX,
        .body_bytes = 0x0102030405060708,
        .record_count = 500000,
        .mention_count = 77,
        .kinds = CFD_KIND_BIT(CFD_KIND_EMAIL) | CFD_KIND_BIT(CFD_KIND_CUSTOMER_ID),
        .gaps = CFD_GAP_BIT(CFD_GAP_BUDGET) | CFD_GAP_BIT(CFD_GAP_ENGINE_DOWN),
    };
}

#endif
