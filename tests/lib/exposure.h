/* SPDX-License-Identifier: Apache-2.0
 * Short ways to fill an exposure table; everybody in it is made up. */
#ifndef CFD_TESTS_LIB_EXPOSURE_H
#define CFD_TESTS_LIB_EXPOSURE_H

#include "core/exposure/table.h"

#include "tests/lib/test.h"

static const struct cfd_hash_key test_hash_key = {0x1122334455667788u, 0x99aabbccddeeff00u};

static inline struct cfd_consumer test_consumer(enum cfd_credential credential, const char *label)
{
    struct cfd_consumer consumer = {.credential = credential};

    snprintf(consumer.name, sizeof(consumer.name), "%s",
             credential == CFD_CREDENTIAL_ADDRESS ? "address" : "jwt_sub");
    snprintf(consumer.label, sizeof(consumer.label), "%s", label);
    consumer.is_clear = credential == CFD_CREDENTIAL_ID;
    return consumer;
}

static inline uint32_t put_consumer(struct cfd_exposure_table *table,
                                    enum cfd_credential credential, const char *label)
{
    const struct cfd_consumer consumer = test_consumer(credential, label);
    uint32_t number;
    bool is_new;

    assert_int_equal(cfd_exposure_consumer_put(table, &consumer, &number, &is_new), CFD_OK);
    return number;
}

static inline uint32_t put_endpoint(struct cfd_exposure_table *table, const char *endpoint)
{
    uint32_t number;
    bool is_new;

    assert_int_equal(cfd_exposure_endpoint_put(table, endpoint, &number, &is_new), CFD_OK);
    return number;
}

/* A who of up to two consumers; UINT32_MAX: none. */
static inline uint32_t put_who(struct cfd_exposure_table *table, uint32_t first, uint32_t second,
                               uint8_t side, uint8_t auth)
{
    struct cfd_exposure_who who = {.side = side, .auth = auth};
    uint32_t number;
    bool is_new;

    if (first != UINT32_MAX)
        who.consumers[who.consumer_count++] = first;
    if (second != UINT32_MAX)
        who.consumers[who.consumer_count++] = second;
    assert_int_equal(cfd_exposure_who_put(table, &who, &number, &is_new), CFD_OK);
    return number;
}

static inline struct cfd_exposure_row test_sight(uint32_t who, uint32_t endpoint, uint32_t subject,
                                                 int64_t time_ms)
{
    struct cfd_exposure_row sight = {.who = who,
                                     .endpoint = endpoint,
                                     .kinds = CFD_KIND_BIT(CFD_KIND_EMAIL),
                                     .identity = CFD_KIND_EMAIL,
                                     .first_ms = time_ms,
                                     .last_ms = time_ms,
                                     .count = 1};

    memcpy(sight.subject, &subject, sizeof(subject));
    return sight;
}

#endif
