/* SPDX-License-Identifier: Apache-2.0
 * What is shown of credentials and addresses, and what their pseudonyms cover. All are made up. */
#include <cofferdam/consumer.h>

#include <cofferdam/key.h>

#include "core/base/hash.h"

#include "tests/lib/test.h"

#define VALUE_MAX_BYTES 20000u

/* What a pseudonym was asked of, last. */
struct heard {
    unsigned count;
    uint8_t domain;
    size_t bytes_count;
    uint8_t bytes[VALUE_MAX_BYTES];
};

static void hear(void *ctx, uint8_t domain, struct cfd_bytes bytes,
                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    const struct cfd_hash_key key = {1, 2};
    struct heard *heard = ctx;
    uint64_t hash = cfd_siphash(&key, bytes.ptr, bytes.len);

    heard->count++;
    heard->domain = domain;
    heard->bytes_count = bytes.len;
    memcpy(heard->bytes, bytes.ptr, bytes.len);
    memcpy(out_pseudonym, &hash, 8);
    memcpy(out_pseudonym + 8, &hash, 8);
}

static struct cfd_consumer consumer_of(const char *name, enum cfd_credential credential,
                                       const char *value)
{
    struct cfd_consumer consumer;

    assert_int_equal(cfd_consumer_of_credential(cfd_bytes_str(name), credential,
                                                cfd_bytes_str(value), NULL, NULL, &consumer),
                     CFD_OK);
    assert_false(consumer.has_pseudonym);
    return consumer;
}

static void assert_clear(const char *id)
{
    struct cfd_consumer consumer = consumer_of("cofferdam_jwt_sub", CFD_CREDENTIAL_ID, id);

    assert_string_equal(consumer.label, id);
    assert_true(consumer.is_clear);
    assert_int_equal(consumer.credential, CFD_CREDENTIAL_ID);
}

static void assert_hint(const char *id, const char *hint)
{
    struct cfd_consumer consumer = consumer_of("cofferdam_jwt_sub", CFD_CREDENTIAL_ID, id);

    assert_string_equal(consumer.label, hint);
    assert_false(consumer.is_clear);
    assert_int_equal(consumer.credential, CFD_CREDENTIAL_ID);
}

static void assert_secret(const char *value, const char *hint)
{
    struct cfd_consumer consumer = consumer_of("http_x_api_key", CFD_CREDENTIAL_SECRET, value);

    assert_string_equal(consumer.label, hint);
    assert_false(consumer.is_clear);
    assert_int_equal(consumer.credential, CFD_CREDENTIAL_SECRET);
}

static void id_that_names_nobody_is_clear(void **state)
{
    static const char *const ids[] = {
        "u-000123",  "partner-7",   "81",          "x",          "tenant:4/user:9",
        "auth0|5f7", "partner 7",   "7 partner",   "route 7 b2", "-",
        "+",         "+49",         "+123456",     "0301234567", "+1234567890123456",
        "a +7",      "+49 30 x123", "7, 8",        "a-b_c.d",    "+12345a67",
        "x1 7 y",    "a1 b2",       "(030) 12345",
    };

    for (size_t i = 0; i < TEST_COUNT(ids); i++)
        assert_clear(ids[i]);
}

static void id_with_an_at_sign_keeps_a_hint(void **state)
{
    assert_hint("anna.schmidt@example.com", "a...@e...");
    assert_hint("ANNA@EXAMPLE.COM", "A...@E...");
    assert_hint("a@b", "a...@b...");
    assert_hint("@example.com", "...@e...");
    assert_hint("anna@", "a...@...");
    assert_hint("@", "...@...");
    assert_hint("\"anna@home\"@example.com", "\"...@e...");
    assert_hint("Anna Schmidt <anna@example.com>", "A...@e...");
    assert_hint("acct:anna@example.com", "a...@e...");
    assert_hint("a.very.long.local.part.that.fills.more.than.a.label@an.even.longer.example.com",
                "a...@a...");
}

static void id_that_is_a_phone_number_keeps_no_digit(void **state)
{
    assert_hint("+1234567", "+...");
    assert_hint("+123456789012345", "+...");
    assert_hint("+49 30 901820", "+...");
    assert_hint("+49 (0)30/90-18.20", "+...");
}

static void id_that_is_a_name_keeps_initials(void **state)
{
    assert_hint("Anna Schmidt", "A... S...");
    assert_hint("anna schmidt", "a... s...");
    assert_hint("Anna  Schmidt", "A... S...");
    assert_hint("Schmidt, Anna", "S... A...");
    assert_hint("A. Schmidt", "A... S...");
    assert_hint("Anna Maria von der Schmidt", "A... S...");
    assert_hint("Anna O'Brien-Schmidt", "A... O...");
    assert_hint("7 Anna Schmidt", "7... S...");
    assert_hint("CN=Anna Schmidt,O=Example", "C... S...");
    assert_hint("Dr. Anna Schmidt from the office in the long street of a far away town",
                "D... t...");
}

static void id_longer_than_a_label_is_a_secret(void **state)
{
    char id[CFD_CONSUMER_LABEL_BYTES + 1];
    struct cfd_consumer consumer;

    memset(id, 'x', sizeof(id));
    id[CFD_CONSUMER_LABEL_BYTES - 1] = '\0';
    assert_clear(id);
    memcpy(id + CFD_CONSUMER_LABEL_BYTES - 3, "789", 4);
    consumer = consumer_of("cofferdam_jwt_sub", CFD_CREDENTIAL_ID, id);
    assert_int_equal(consumer.credential, CFD_CREDENTIAL_SECRET);
    assert_string_equal(consumer.label, "...x789");
    assert_false(consumer.is_clear);
}

static void value_that_is_not_printable_ascii_has_no_label(void **state)
{
    static const char *const values[] = {
        "\xc3\xa4nne",
        "u-\x01",
        "u-\x7f",
        "a\tb",
        "anna@ex\xc3\xa4mple.com",
        "\xff\xff",
        "Anna Schm\xc3\xadt",
        "0123456789012345678901234567\x80",
        "\xe2\x80\xa6"
        "01234567890123456789",
        "u\n",
    };
    struct cfd_consumer consumer;

    for (size_t i = 0; i < TEST_COUNT(values); i++) {
        assert_secret(values[i], "");
        consumer = consumer_of("cofferdam_jwt_sub", CFD_CREDENTIAL_ID, values[i]);
        assert_string_equal(consumer.label, "");
        assert_false(consumer.is_clear);
        assert_int_equal(consumer.credential, CFD_CREDENTIAL_SECRET);
    }
}

static void secret_keeps_its_last_four_from_20_characters_on(void **state)
{
    assert_secret("k", "");
    assert_secret("u-000123", "");
    assert_secret("anna@example.com", "");
    assert_secret("0123456789012345678", "");
    assert_secret("01234567890123456789", "...6789");
    assert_secret("Bearer abcdefghijklmnopqrstuvwxyz", "...wxyz");
}

/* base64 of a name and a password; its end is the password's. */
static void password_keeps_no_hint(void **state)
{
    assert_secret("Basic dGVzdC11c2VyOnRlc3QtcGFzc3dvcmQ", "");
    assert_secret("basic  dGVzdC11c2VyOnRlc3QtcGFzc3dvcmQ", "");
    assert_secret("BASIC dGVzdC11c2VyOnRlc3QtcGFzc3dvcmQ", "");
    assert_secret("Basics dGVzdC11c2VyOnRlc3QtcGFzc3dvcmQ", "...vcmQ");
}

static void blank_value_is_no_consumer(void **state)
{
    static const char *const values[] = {"", " ", "\t", "   \t  "};
    struct cfd_consumer consumer = {.label = "untouched"};

    for (size_t i = 0; i < TEST_COUNT(values); i++) {
        assert_int_equal(cfd_consumer_of_credential(cfd_bytes_str("http_x_api_key"),
                                                    CFD_CREDENTIAL_SECRET, cfd_bytes_str(values[i]),
                                                    NULL, NULL, &consumer),
                         CFD_ERR_NOT_FOUND);
    }
    assert_string_equal(consumer.label, "untouched");
}

static void blanks_around_a_value_are_no_part_of_it(void **state)
{
    struct cfd_consumer consumer = consumer_of("cofferdam_jwt_sub", CFD_CREDENTIAL_ID, " \tu-1 \t");

    assert_string_equal(consumer.label, "u-1");
    assert_true(consumer.is_clear);
    assert_secret("  0123456789012345678  ", "");
}

static void assert_named(const char *variable, const char *name)
{
    struct cfd_consumer consumer = consumer_of(variable, CFD_CREDENTIAL_ID, "u-1");

    assert_string_equal(consumer.name, name);
}

static void name_is_the_variable_without_its_prefix(void **state)
{
    assert_named("cofferdam_jwt_sub", "jwt_sub");
    assert_named("http_x_api_key", "x_api_key");
    assert_named("cookie_session", "session");
    assert_named("arg_key", "key");
    assert_named("remote_user", "remote_user");
    assert_named("HTTP_x", "HTTP_x");
    assert_named("http_cookie_x", "cookie_x");
    assert_named("http_", "http_");
    assert_named("", "");
    assert_named("http_a_name_that_is_far_too_long_to_stay", "a_name_that_is_far_too_");
    assert_named("a-b c\x01\xff", "a_b_c__");
}

static void variable_tells_secret_from_id(void **state)
{
    static const char *const secrets[] = {"http_authorization", "cookie_session", "arg_key"};
    static const char *const ids[] = {
        "cofferdam_jwt_sub",   "remote_user", "xhttp_a", "httpx", "HTTP_a", "cookie", "",
        "upstream_http_x_user"};

    for (size_t i = 0; i < TEST_COUNT(secrets); i++)
        assert_int_equal(cfd_credential_of_variable(cfd_bytes_str(secrets[i])),
                         CFD_CREDENTIAL_SECRET);
    for (size_t i = 0; i < TEST_COUNT(ids); i++)
        assert_int_equal(cfd_credential_of_variable(cfd_bytes_str(ids[i])), CFD_CREDENTIAL_ID);
}

static struct cfd_consumer heard_of(struct heard *heard, const char *name, struct cfd_bytes value)
{
    struct cfd_consumer consumer;

    memset(heard, 0, sizeof(*heard));
    assert_int_equal(cfd_consumer_of_credential(cfd_bytes_str(name), CFD_CREDENTIAL_SECRET, value,
                                                hear, heard, &consumer),
                     CFD_OK);
    assert_true(consumer.has_pseudonym);
    assert_int_equal(heard->domain, CFD_DOMAIN_CREDENTIAL);
    return consumer;
}

static void pseudonym_covers_variable_and_value(void **state)
{
    static struct heard heard;

    (void)heard_of(&heard, "http_x_api_key", cfd_bytes_str(" k-1 "));
    assert_int_equal(heard.count, 1);
    assert_int_equal(heard.bytes_count, strlen("http_x_api_key\x1fk-1"));
    assert_memory_equal(heard.bytes, "http_x_api_key\x1fk-1", heard.bytes_count);
}

static void assert_apart(struct cfd_consumer a, struct cfd_consumer b)
{
    assert_memory_not_equal(a.pseudonym, b.pseudonym, CFD_PSEUDONYM_BYTES);
}

static void equal_values_of_two_variables_stay_apart(void **state)
{
    static struct heard heard;
    struct cfd_bytes value = cfd_bytes_str("k-1");

    assert_apart(heard_of(&heard, "http_session", value),
                 heard_of(&heard, "cookie_session", value));
    assert_apart(heard_of(&heard, "http_a", cfd_bytes_str("bc")),
                 heard_of(&heard, "http_ab", cfd_bytes_str("c")));
}

/* Values of all lengths around the block, each differing in one byte from the next. */
static void prop_pseudonym_covers_every_byte_of_a_long_value(void **state)
{
    static uint8_t value[VALUE_MAX_BYTES];
    static struct heard heard;
    struct cfd_consumer whole;

    memset(value, 'v', sizeof(value));
    whole = heard_of(&heard, "http_a", cfd_bytes_of(value, sizeof(value)));
    for (size_t at = 0; at < sizeof(value); at += 97) {
        value[at] = 'w';
        assert_apart(whole, heard_of(&heard, "http_a", cfd_bytes_of(value, sizeof(value))));
        value[at] = 'v';
    }
    for (size_t len = 4000; len < 8300; len += 1)
        assert_apart(heard_of(&heard, "http_a", cfd_bytes_of(value, len)),
                     heard_of(&heard, "http_a", cfd_bytes_of(value, len + 1)));
}

static void assert_network(const char *address, size_t address_bytes, const char *label)
{
    struct cfd_consumer consumer;

    assert_int_equal(
        cfd_consumer_of_address(cfd_bytes_of(address, address_bytes), NULL, NULL, &consumer),
        CFD_OK);
    assert_string_equal(consumer.label, label);
    assert_string_equal(consumer.name, "address");
    assert_int_equal(consumer.credential, CFD_CREDENTIAL_ADDRESS);
    assert_false(consumer.is_clear);
    assert_false(consumer.has_pseudonym);
}

static void ipv4_is_shown_as_a_24(void **state)
{
    assert_network("\x7f\x00\x01\x09", 4, "127.0.1.0/24");
    assert_network("\xff\xff\xff\xff", 4, "255.255.255.0/24");
    assert_network("\x00\x00\x00\x00", 4, "0.0.0.0/24");
    assert_network("\x0a\x64\xc8\x01", 4, "10.100.200.0/24");
}

static void ipv6_is_shown_as_a_48(void **state)
{
    assert_network("\x20\x01\x0d\xb8\x00\x01\xff\xff\1\2\3\4\5\6\7\10", 16, "2001:db8:1::/48");
    assert_network("\x20\x01\x0d\xb8\x00\x00\xff\xff\1\2\3\4\5\6\7\10", 16, "2001:db8::/48");
    assert_network("\x20\x01\x00\x00\x00\x00\x00\x00\0\0\0\0\0\0\0\1", 16, "2001::/48");
    assert_network("\x20\x01\x00\x00\x00\x01\x00\x00\0\0\0\0\0\0\0\1", 16, "2001:0:1::/48");
    assert_network("\x00\x00\x00\x00\x00\x01\x00\x00\0\0\0\0\0\0\0\1", 16, "0:0:1::/48");
    assert_network("\x00\x00\x00\x00\x00\x00\x00\x00\0\0\0\0\0\0\0\1", 16, "::/48");
    assert_network("\xfe\x80\xab\xcd\x0f\x0f\x00\x00\0\0\0\0\0\0\0\1", 16, "fe80:abcd:f0f::/48");
}

static void ipv4_in_ipv6_is_ipv4(void **state)
{
    static struct heard heard;
    static const char mapped[] = "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\x00\x02\x07";
    struct cfd_consumer plain;
    struct cfd_consumer inside;

    assert_network(mapped, 16, "192.0.2.0/24");
    assert_int_equal(cfd_consumer_of_address(cfd_bytes_of(mapped + 12, 4), hear, &heard, &plain),
                     CFD_OK);
    assert_true(plain.has_pseudonym);
    assert_int_equal(heard.domain, CFD_DOMAIN_ADDRESS);
    assert_int_equal(heard.bytes_count, 16);
    assert_memory_equal(heard.bytes, mapped, 16);
    assert_int_equal(cfd_consumer_of_address(cfd_bytes_of(mapped, 16), hear, &heard, &inside),
                     CFD_OK);
    assert_memory_equal(plain.pseudonym, inside.pseudonym, CFD_PSEUDONYM_BYTES);
}

static void pseudonym_of_an_address_covers_all_of_it(void **state)
{
    static struct heard heard;
    struct cfd_consumer a;
    struct cfd_consumer b;

    assert_int_equal(cfd_consumer_of_address(cfd_bytes_of("\xc0\0\2\7", 4), hear, &heard, &a),
                     CFD_OK);
    assert_int_equal(cfd_consumer_of_address(cfd_bytes_of("\xc0\0\2\x08", 4), hear, &heard, &b),
                     CFD_OK);
    assert_string_equal(a.label, b.label);
    assert_apart(a, b);
}

static void address_of_another_length_is_refused(void **state)
{
    static const uint8_t bytes[32] = {1};
    struct cfd_consumer consumer = {.label = "untouched"};

    for (size_t len = 0; len <= sizeof(bytes); len++) {
        if (len == 4 || len == 16)
            continue;
        assert_int_equal(cfd_consumer_of_address(cfd_bytes_of(bytes, len), NULL, NULL, &consumer),
                         CFD_ERR_USAGE);
    }
    assert_string_equal(consumer.label, "untouched");
}

static void assert_showable(const struct cfd_consumer *consumer)
{
    size_t label_bytes = strnlen(consumer->label, CFD_CONSUMER_LABEL_BYTES);

    assert_true(label_bytes < CFD_CONSUMER_LABEL_BYTES);
    assert_true(strnlen(consumer->name, CFD_CONSUMER_NAME_BYTES) < CFD_CONSUMER_NAME_BYTES);
    for (size_t i = 0; i < label_bytes; i++)
        assert_in_range((uint8_t)consumer->label[i], 0x20, 0x7e);
}

/* Values out of the bytes that decide, of all lengths up to past a label. */
static void prop_label_is_printable_and_hides_all_but_a_little(void **state)
{
    static const char bytes[] = "aZ7@+ .,-()/\t\x01\xc3\xff_=";
    uint32_t random = 7;
    char value[128];

    for (int round = 0; round < 200000; round++) {
        size_t len = 1 + (size_t)round % 100;
        enum cfd_credential credential = round % 2 == 0 ? CFD_CREDENTIAL_ID : CFD_CREDENTIAL_SECRET;
        size_t alphabet = 2 + (size_t)(round / 100) % (sizeof(bytes) - 2);
        struct cfd_consumer consumer;

        for (size_t i = 0; i < len; i++)
            value[i] = bytes[((random = random * 1664525u + 1013904223u) >> 16) % alphabet];
        if (cfd_consumer_of_credential(cfd_bytes_of(value, len), credential,
                                       cfd_bytes_of(value, len), NULL, NULL, &consumer) != CFD_OK)
            continue;
        assert_showable(&consumer);
        assert_true(consumer.is_clear || strlen(consumer.label) <= 9);
        assert_true(!consumer.is_clear ||
                    (credential == CFD_CREDENTIAL_ID && memchr(value, '@', len) == NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(id_that_names_nobody_is_clear),
        cmocka_unit_test(id_with_an_at_sign_keeps_a_hint),
        cmocka_unit_test(id_that_is_a_phone_number_keeps_no_digit),
        cmocka_unit_test(id_that_is_a_name_keeps_initials),
        cmocka_unit_test(id_longer_than_a_label_is_a_secret),
        cmocka_unit_test(value_that_is_not_printable_ascii_has_no_label),
        cmocka_unit_test(secret_keeps_its_last_four_from_20_characters_on),
        cmocka_unit_test(password_keeps_no_hint),
        cmocka_unit_test(blank_value_is_no_consumer),
        cmocka_unit_test(blanks_around_a_value_are_no_part_of_it),
        cmocka_unit_test(name_is_the_variable_without_its_prefix),
        cmocka_unit_test(variable_tells_secret_from_id),
        cmocka_unit_test(pseudonym_covers_variable_and_value),
        cmocka_unit_test(equal_values_of_two_variables_stay_apart),
        cmocka_unit_test(prop_pseudonym_covers_every_byte_of_a_long_value),
        cmocka_unit_test(ipv4_is_shown_as_a_24),
        cmocka_unit_test(ipv6_is_shown_as_a_48),
        cmocka_unit_test(ipv4_in_ipv6_is_ipv4),
        cmocka_unit_test(pseudonym_of_an_address_covers_all_of_it),
        cmocka_unit_test(address_of_another_length_is_refused),
        cmocka_unit_test(prop_label_is_printable_and_hides_all_but_a_little),
    };

    return cmocka_run_group_tests_name("consumer", tests, NULL, NULL);
}
