/* SPDX-License-Identifier: Apache-2.0
 * The memory of keys: whatever it remembers, it answers what reading the key answers. */
#include "core/classify/key_memory.h"

#include "tests/lib/test.h"

#define KEY_BYTES_MAX 40u

static struct cfd_key_memory *make_memory(void)
{
    struct cfd_key_memory *memory;

    assert_int_equal(cfd_key_memory_new(&cfd_alloc_libc, &memory), CFD_OK);
    return memory;
}

static void expect_same(struct cfd_key_memory *memory, struct cfd_bytes key)
{
    struct cfd_key_reading wanted = cfd_key_read(key);
    struct cfd_key_reading got = cfd_key_memory_read(memory, key);

    if (memcmp(&wanted, &got, sizeof(wanted)) != 0)
        fail_msg("%.*s is remembered as something else", (int)key.len, (const char *)key.ptr);
}

static void known_keys_are_remembered(void **state)
{
    static const char *const keys[] = {"",
                                       "x",
                                       "id",
                                       "tel",
                                       "name",
                                       "phone",
                                       "email",
                                       "first",
                                       "position",
                                       "firstName",
                                       "lastName",
                                       "employerName",
                                       "customerNumber",
                                       "mobilePhoneNumber",
                                       "customer_account_number",
                                       "firstNameOfTheContactPerson",
                                       "avatarUrl",
                                       "names",
                                       "nam"};
    struct cfd_key_memory *memory = make_memory();

    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < TEST_COUNT(keys); i++)
            expect_same(memory, cfd_bytes_str(keys[i]));
    cfd_key_memory_free(memory);
}

/* Keys of each length that differ in one byte only, from memory of exactly their size. */
static void prop_one_byte_makes_another_key(void **state)
{
    struct cfd_key_memory *memory = make_memory();

    for (size_t len = 1; len <= KEY_BYTES_MAX; len++) {
        uint8_t *key = malloc(len);

        assert_non_null(key);
        memset(key, 'a', len);
        if (len >= 5)
            memcpy(key + len - 5, "email", 5);
        for (size_t place = 0; place < len; place++)
            for (unsigned byte = 0; byte < 256; byte += 3) {
                uint8_t before = key[place];

                key[place] = (uint8_t)byte;
                expect_same(memory, cfd_bytes_of(key, len));
                key[place] = before;
                expect_same(memory, cfd_bytes_of(key, len));
            }
        free(key);
    }
    cfd_key_memory_free(memory);
}

static void prop_many_keys_push_each_other_out(void **state)
{
    static const char *const parts[] = {"first", "last", "Name", "email", "phone", "vessel",
                                        "count", "_",    "id",   "user",  "No",    "x"};
    struct cfd_key_memory *memory = make_memory();
    uint32_t random = 1;

    for (int round = 0; round < 50000; round++) {
        char key[64];
        size_t used = 0;

        for (int i = 0; i < 1 + round % 4; i++) {
            random = random * 1664525u + 1013904223u;
            used += (size_t)snprintf(key + used, sizeof(key) - used, "%s",
                                     parts[(random >> 16) % TEST_COUNT(parts)]);
        }
        expect_same(memory, cfd_bytes_of(key, used));
    }
    cfd_key_memory_free(memory);
}

static void without_memory_keys_are_read(void **state)
{
    expect_same(NULL, cfd_bytes_str("firstName"));
    cfd_key_memory_free(NULL);
}

static void *no_memory(void *ctx, size_t size_bytes)
{
    return NULL;
}

static void fail_without_room(void **state)
{
    const struct cfd_alloc none = {.alloc = no_memory};
    struct cfd_key_memory *memory = NULL;

    assert_int_equal(cfd_key_memory_new(&none, &memory), CFD_ERR_MEMORY);
    assert_null(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_keys_are_remembered),
        cmocka_unit_test(prop_one_byte_makes_another_key),
        cmocka_unit_test(prop_many_keys_push_each_other_out),
        cmocka_unit_test(without_memory_keys_are_read),
        cmocka_unit_test(fail_without_room),
    };

    return cmocka_run_group_tests_name("key_memory", tests, NULL, NULL);
}
