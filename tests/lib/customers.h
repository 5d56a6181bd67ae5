/* SPDX-License-Identifier: Apache-2.0
 * Documents about customers, made by chance: records in all the shapes that APIs give them, with
 * white space, escapes, lists and nesting. All people and firms are made up. */
#ifndef CFD_TESTS_LIB_CUSTOMERS_H
#define CFD_TESTS_LIB_CUSTOMERS_H

#include "tests/lib/body.h"
#include "tests/lib/test.h"

#define MEMBERS_MAX 12u
#define MEMBER_BYTES 640u

/* One object, its members apart, so that they can be written in any order. */
struct customer {
    size_t member_count;
    char members[MEMBERS_MAX][MEMBER_BYTES]; /* "key": value */
};

static const char *const given_names[] = {"Ann",          "Bob",        "Zoë",      "Ömer",
                                          "太郎",         "Мария",      "Jean-Luc", "Ana María",
                                          "D\\u0027Arcy", "\\u00c9mile"};
static const char *const family_names[] = {"Abe",          "Ono",        "O'Brien",
                                           "van der Berg", "Núñez",      "山田",
                                           "Иванова",      "Müller-Lüd", "\\u00d6zt\\u00fcrk"};
static const char *const firms[] = {"Abe Lines",   "Ono GmbH & Co. KG", "Berg S.A.",
                                    "Núñez Ltda.", "株式会社 大野",     "Harbour \\\"One\\\" Ltd"};
static const char *const job_titles[] = {"Head of Sales", "Sachbearbeiterin", "Ingénieur", "Export",
                                         "Chief \\u0026 Clerk"};
static const char *const noises[] = {
    "\"status\": \"OPEN\"",
    "\"createdAt\": \"2026-01-31T10:00:00Z\"",
    "\"amount\": -12.5e3",
    "\"tags\": [\"a\", \"b\", null, true, 17]",
    "\"vessel\": {\"name\": \"King of the Seas\"}",
    "\"id\": 4930123456",
    "\"url\": \"https:\\/\\/abe.example\\/x\"",
    "\"empty\": [{}, [], {\"a\": []}]",
    "\"port\": {\"name\": \"Abe Harbour\", \"phone\": null}",
    "\"note\": \"\\ud83d\\ude00 \\u0000\"",
    "\"sales\": {\"email\": \"info@abe.example\"}",
    "\"\": \"\"",
};

#define PICK(random, table) table[chance(random, TEST_COUNT(table))]

static inline void customer_add(struct customer *customer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void customer_add(struct customer *customer, const char *format, ...)
{
    va_list args;
    int len;

    assert_true(customer->member_count < MEMBERS_MAX);
    va_start(args, format);
    len = vsnprintf(customer->members[customer->member_count++], MEMBER_BYTES, format, args);
    va_end(args);
    assert_in_range(len, 1, MEMBER_BYTES - 1);
}

static inline void customer_add_name(struct customer *customer, uint32_t *random)
{
    const char *given = PICK(random, given_names);
    const char *family = PICK(random, family_names);

    switch (chance(random, 5)) {
    case 0:
        customer_add(customer, "\"firstName\": \"%s\"", given);
        customer_add(customer, "\"last_name\" :\"%s\"", family);
        break;
    case 1:
        customer_add(customer, "\"name\":{\"first\":\"%s\",\"last\":\"%s\"}", given, family);
        break;
    case 2:
        customer_add(customer, "\"name\": \"%s %s\"", given, family);
        break;
    case 3:
        customer_add(customer, "\"fullName\": \"%s, %s\"", family, given);
        break;
    default:
        break;
    }
}

static inline void customer_add_work(struct customer *customer, uint32_t *random)
{
    const char *firm = PICK(random, firms);
    const char *job = PICK(random, job_titles);

    switch (chance(random, 4)) {
    case 0:
        customer_add(customer, "\"company\": {\"name\": \"%s\", \"size\": 10}", firm);
        break;
    case 1:
        customer_add(customer, "\"employer\":\"%s\"", firm);
        customer_add(customer, "\"jobTitle\":\"%s\"", job);
        break;
    case 2:
        customer_add(customer, "\"job\": {\"title\": \"%s\", \"company\": \"%s\"}", job, firm);
        break;
    default:
        break;
    }
}

/* At most one identity of a kind, each only this number's. */
static inline void customer_add_identities(struct customer *customer, unsigned number,
                                           uint32_t *random)
{
    if (chance(random, 3) > 0)
        customer_add(customer, "\"e-mail\": \"ann%u%sabe.example\"", number,
                     chance(random, 4) == 0 ? "\\u0040" : "@");
    if (chance(random, 2) == 0)
        customer_add(customer, "\"phone\": \"+49 30 %07u\"", number);
    if (chance(random, 3) == 0)
        customer_add(customer, "\"customerId\": %u", 100000 + number);
}

static inline void customer_add_others(struct customer *customer, unsigned number, uint32_t *random)
{
    switch (chance(random, 8)) {
    case 0:
        customer_add(customer,
                     "\"agent\": {\"name\": \"Bob Ono\", \"mail\": \"bob%u@ono.example\"}", number);
        break;
    case 1:
        customer_add(customer, "\"cc\": [\"cy%u@ono.example\", \"di%u@ono.example\"]", number,
                     number);
        break;
    case 2:
        customer_add(customer,
                     "\"team\":[{\"firstName\":\"Cy\",\"x\":{\"phone\":\"030 %07u\"}},{\"a\":1}]",
                     number);
        break;
    case 3:
        customer_add(customer, "\"cy%u@ono.example\": {\"vorname\": \"Cy\"}", number);
        break;
    case 4:
        customer_add(customer,
                     "\"to\":[\"a%u@ono.example\",\"b@ono.example\",\"c@ono.example\","
                     "\"d@ono.example\",\"e@ono.example\",\"f@ono.example\"]",
                     number);
        break;
    default:
        break;
    }
}

static inline void customer_make(struct customer *customer, unsigned number, uint32_t *random)
{
    customer->member_count = 0;
    customer_add_name(customer, random);
    customer_add_work(customer, random);
    customer_add_identities(customer, number, random);
    customer_add_others(customer, number, random);
    for (uint32_t count = chance(random, 3); count > 0; count--)
        customer_add(customer, "%s", PICK(random, noises));
}

static inline void customer_shuffle(struct customer *customer, uint32_t *random)
{
    char member[MEMBER_BYTES];

    for (size_t i = customer->member_count; i > 1; i--) {
        size_t other = chance(random, (uint32_t)i);

        memcpy(member, customer->members[i - 1], MEMBER_BYTES);
        memcpy(customer->members[i - 1], customer->members[other], MEMBER_BYTES);
        memcpy(customer->members[other], member, MEMBER_BYTES);
    }
}

static inline void customer_put(struct body *body, const struct customer *customer,
                                uint32_t *random)
{
    static const char *const blanks[] = {"", "", "", " ", "\t", "  "};

    body_put(body, "{");
    for (size_t i = 0; i < customer->member_count; i++)
        body_put(body, "%s%s%s%s", i > 0 ? "," : "", PICK(random, blanks), customer->members[i],
                 PICK(random, blanks));
    body_put(body, "}");
}

/* A whole document of `count` customers under a wrapper. */
static inline void customers_put(struct body *body, unsigned count, uint32_t *random)
{
    struct customer customer;

    body_put(body, "{\"meta\": {\"count\": %u}, \"value\": [", count);
    for (unsigned i = 0; i < count; i++) {
        customer_make(&customer, i, random);
        body_put(body, "%s", i > 0 ? ",\n" : "");
        customer_put(body, &customer, random);
    }
    body_put(body, "]}");
}

#endif
