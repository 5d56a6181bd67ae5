/* SPDX-License-Identifier: Apache-2.0
 * E-mail addresses: the isemail set, our own rows, and the limits of the RFCs to the byte.
 *
 * We are stricter than RFC 5322 on purpose: no comments, no quoted local part, no address literal,
 * no domain of one label. So of the set what is plainly valid must be taken, what is an error must
 * be refused, and of the rest what we take is listed here. */
#include "core/classify/value.h"

#include "tests/lib/test.h"

#include <stdbool.h>

#define SET TEST_DATA_DIR "/email/isemail-tests.xml"
#define SET_BYTES_MAX (128u * 1024u)

/* What only the domain name system knows, and parts within their limits that are too long together:
 * 254 bytes is a limit of mail transport, which many forms and tables do not keep. */
static const char *const taken_though_unusual[] = {
    "ISEMAIL_DNSWARN_NO_MX_RECORD",
    "ISEMAIL_DNSWARN_NO_RECORD",
    "ISEMAIL_RFC5322_TOOLONG",
};

static bool is_email(const char *text, size_t len)
{
    bool is_role = false;

    return cfd_email_check(cfd_bytes_of(text, len), &is_role);
}

static bool is_address(const char *text)
{
    return is_email(text, strlen(text));
}

static bool is_role(const char *text)
{
    bool is_role = false;

    assert_true(cfd_email_check(cfd_bytes_str(text), &is_role));
    return is_role;
}

/* ---- The isemail set ---- */

static char *read_set(void)
{
    char *xml = malloc(SET_BYTES_MAX);
    FILE *stream = fopen(SET, "rb");
    size_t len;

    assert_non_null(xml);
    assert_non_null(stream);
    len = fread(xml, 1, SET_BYTES_MAX - 1, stream);
    fclose(stream);
    assert_in_range(len, 1000, SET_BYTES_MAX - 2);
    xml[len] = '\0';
    return xml;
}

/* Writes a character reference of the set: U+2400 + n stands for the control character n. */
static size_t put_reference(char *out, const char *reference)
{
    unsigned long c = strtoul(reference + 3, NULL, 16);

    if (strncmp(reference, "&#x", 3) == 0 && c >= 0x2400 && c <= 0x2421) {
        *out = (char)(c == 0x2421 ? 0x7f : c - 0x2400);
        return 1;
    }
    if (strncmp(reference, "&#x", 3) == 0)
        *out = (char)c;
    else if (strncmp(reference, "&amp;", 5) == 0)
        *out = '&';
    else if (strncmp(reference, "&lt;", 4) == 0)
        *out = '<';
    else if (strncmp(reference, "&gt;", 4) == 0)
        *out = '>';
    else
        *out = '"';
    return 1;
}

/* The text of the first such element between `from` and `to`. */
static size_t element(const char *from, const char *to, const char *name, char out[1024])
{
    char open[64], close[64];
    const char *at, *end;
    size_t len = 0;

    (void)snprintf(open, sizeof(open), "<%s>", name);
    (void)snprintf(close, sizeof(close), "</%s>", name);
    at = strstr(from, open);
    if (at == NULL || at > to)
        return 0; /* <address/> */
    at += strlen(open);
    end = strstr(at, close);
    assert_true(end != NULL && end < to);
    while (at < end && len < 1023) {
        if (*at != '&') {
            out[len++] = *at++;
            continue;
        }
        len += put_reference(out + len, at);
        at = strchr(at, ';') + 1;
    }
    out[len] = '\0';
    return len;
}

struct counts {
    size_t all, valid, error, other, other_taken;
};

static bool is_listed(const char *diagnosis)
{
    for (size_t i = 0; i < TEST_COUNT(taken_though_unusual); i++)
        if (strcmp(diagnosis, taken_though_unusual[i]) == 0)
            return true;
    return false;
}

static size_t judge_one(const char *from, const char *to, struct counts *counts)
{
    char address[1024] = "", category[1024] = "", diagnosis[1024] = "";
    size_t len = element(from, to, "address", address);
    bool is_taken = is_email(address, len);
    bool is_wrong;

    assert_true(element(from, to, "category", category) > 0);
    assert_true(element(from, to, "diagnosis", diagnosis) > 0);
    counts->all++;
    if (strcmp(category, "ISEMAIL_VALID_CATEGORY") == 0) {
        counts->valid++;
        is_wrong = is_taken != (strchr(strchr(address, '@'), '.') != NULL);
    } else if (strcmp(category, "ISEMAIL_ERR") == 0) {
        counts->error++;
        is_wrong = is_taken;
    } else {
        counts->other++;
        counts->other_taken += is_taken;
        is_wrong = is_taken && !is_listed(diagnosis);
    }
    if (is_wrong)
        print_error("%s was %s: %s %s\n", address, is_taken ? "taken" : "refused", category,
                    diagnosis);
    return is_wrong;
}

static void set_of_isemail_is_judged_as_we_say(void **state)
{
    char *xml = read_set();
    struct counts counts = {0};
    size_t wrong = 0;
    const char *to;

    for (const char *from = strstr(xml, "<test id="); from != NULL;
         from = strstr(to, "<test id=")) {
        to = strstr(from, "</test>");
        assert_non_null(to);
        wrong += judge_one(from, to, &counts);
    }
    free(xml);
    assert_int_equal(wrong, 0);
    assert_int_equal(counts.all, 164);
    assert_int_equal(counts.valid, 14);
    assert_int_equal(counts.error, 66);
    assert_int_equal(counts.other_taken, 7);
}

/* ---- Our own ---- */

static void address_is_taken(void **state)
{
    static const char *const cases[] = {
        "a@b.co",
        "ann.abe@mail.example.com",
        "ANN@EXAMPLE.COM",
        "o'brien+tag@example.com",
        "ann_abe-1@a-b.example",
        "123@123.example",
        "!#$%&'*+-/=?^_`{|}~@example.com",
        "jürgen@example.com",
        "ann@münchen.example",
        "山田@例え.テスト",
        "ann@xn--mnchen-3ya.example",
        "ann@example.xn--p1ai",
        "ANN@EXAMPLE.XN--P1AI",
    };

    for (size_t i = 0; i < TEST_COUNT(cases); i++)
        if (!is_address(cases[i]))
            fail_msg("%s was refused", cases[i]);
}

static void other_text_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "@",
        "ann",
        "ann@",
        "@example.com",
        "ann@example",
        "ann@localhost",
        "ann@@example.com",
        "ann@abe@example.com",
        ".ann@example.com",
        "ann.@example.com",
        "an..n@example.com",
        "ann abe@example.com",
        "ann@exa mple.com",
        " ann@example.com",
        "ann@example.com ",
        "ann@example.com\n",
        "ann@example.com, bob@example.com",
        "ann@example.com;bob@example.com",
        "Ann <ann@example.com>",
        "<ann@example.com>",
        "mailto:ann@example.com",
        "\"ann\"@example.com",
        "ann(x)@example.com",
        "ann@(x)example.com",
        "ann@[192.0.2.1]",
        "ann@[IPv6:2001:db8::1]",
        "ann@192.0.2.1",
        "ann@example.c0m",
        "ann@example.c",
        "ann@example.co-m",
        "ann@-example.com",
        "ann@example-.com",
        "ann@.example.com",
        "ann@example..com",
        "ann@example.com.",
        "ann@exam_ple.com",
        "ann@example.com/path",
        "ann@example.com:25",
        "ann@example.com?subject=x",
        "git@example.com:abe/repo.git",
        "ssh://git@example.com/repo",
        "https://example.com/@ann",
        "@ann",
        "@scope/package",
        "lodash@4.17.21",
        "package@1.0.0",
        "image@sha256",
        "ann@\"example\".com",
        "ann\\@example.com",
        "a\x01@example.com",
        "ann@exam\x7fple.com",
        "ann[at]example.com",
        "ann@xn--.",
        "ann@example.xn--",
        "user:pass@example.com",
        "5@3.2",
        "$@$.$$",
    };

    for (size_t i = 0; i < TEST_COUNT(cases); i++)
        if (is_address(cases[i]))
            fail_msg("%s was taken", cases[i]);
    assert_false(is_email(NULL, 0));
    assert_false(is_email("a\0b@example.com", 15));
    assert_false(is_email("ann@exa\0mple.com", 16));
}

/* Puts together local@domain with labels of the given lengths. */
static size_t make(char *out, size_t local_bytes, size_t label_bytes, size_t label_count)
{
    size_t len = local_bytes;

    memset(out, 'a', local_bytes);
    out[len++] = '@';
    for (size_t i = 0; i < label_count; i++) {
        memset(out + len, 'b', label_bytes);
        len += label_bytes;
        if (i + 1 < label_count)
            out[len++] = '.';
    }
    return len;
}

static void limits_are_those_of_the_standards(void **state)
{
    char text[600];
    size_t len;

    assert_true(is_email(text, make(text, 64, 10, 2)));
    assert_false(is_email(text, make(text, 65, 10, 2)));
    assert_true(is_email(text, make(text, 1, 63, 2)));
    assert_false(is_email(text, make(text, 1, 64, 2)));
    assert_true(is_email(text, make(text, 64, 63, 4))); /* a domain of 255 bytes */
    len = make(text, 64, 31, 8);                        /* another one */
    text[len] = 'b';
    assert_true(is_email(text, len));
    assert_false(is_email(text, len + 1));
    assert_false(is_email(text, make(text, 0, 10, 2)));
    assert_false(is_email(text, make(text, 10, 0, 2)));
    assert_false(is_email(text, make(text, 10, 10, 1)));
    assert_true(is_email(text, make(text, 1, 2, 2)));
    assert_false(is_email(text, make(text, 1, 1, 2)));
}

/* Only a text with exactly one @ can be one, whatever the bytes. */
static void prop_byte_put_into_an_address_may_break_it(void **state)
{
    static const char address[] = "ann.abe@mail.example";
    char text[sizeof(address) + 1];

    for (size_t at = 0; at < sizeof(address); at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            const char *bad = "\t\n\r \"(),:;<>[\\]@";
            bool is_bad = byte < 0x20 || byte == 0x7f || strchr(bad, (int)byte) != NULL;

            memcpy(text, address, at);
            text[at] = (char)byte;
            memcpy(text + at + 1, address + at, sizeof(address) - 1 - at);
            if (is_bad && is_email(text, sizeof(address)))
                fail_msg("byte %02x at %zu was taken", byte, at);
        }
}

static void role_mailbox_is_told(void **state)
{
    static const char *const roles[] = {
        "abuse",        "accounting",    "accounts",   "admin",
        "billing",      "booking",       "bookings",   "careers",
        "commercial",   "compliance",    "contact",    "customerservice",
        "do-not-reply", "documentation", "donotreply", "enquiries",
        "export",       "feedback",      "finance",    "hello",
        "help",         "helpdesk",      "hostmaster", "hr",
        "import",       "info",          "invoices",   "invoicing",
        "jobs",         "kontakt",       "legal",      "logistics",
        "mail",         "marketing",     "media",      "news",
        "newsletter",   "no-reply",      "no_reply",   "noc",
        "noreply",      "notifications", "office",     "operations",
        "ops",          "orders",        "payments",   "postmaster",
        "press",        "privacy",       "purchasing", "reception",
        "reply",        "root",          "sales",      "security",
        "service",      "shipping",      "support",    "team",
        "webmaster",    "INFO",          "No-Reply",   "Sales",
    };
    char text[64];

    for (size_t i = 0; i < TEST_COUNT(roles); i++) {
        (void)snprintf(text, sizeof(text), "%s@abe.example", roles[i]);
        if (!is_role(text))
            fail_msg("%s is a role mailbox", text);
    }
}

static void address_of_a_person_is_no_role(void **state)
{
    static const char *const persons[] = {
        "ann",
        "ann.abe",
        "a",
        "infos",
        "inf",
        "info.abe",
        "salesman",
        "support-ann",
        "team1",
        "hrabe",
        "opsa",
        "zz",
        "ann.abe.of.the.very.long.name",
        "customerservicecustomerservice",
        "aa",
        "sales.ann",
        "noreplyann",
        "abus",
        "webmasters",
    };
    char text[80];

    for (size_t i = 0; i < TEST_COUNT(persons); i++) {
        (void)snprintf(text, sizeof(text), "%s@abe.example", persons[i]);
        if (is_role(text))
            fail_msg("%s is no role mailbox", text);
    }
    assert_false(is_role("ann@info.example")); /* the domain is no mailbox */
}

static void output_is_untouched_by_a_refusal(void **state)
{
    bool is_role = true;

    assert_false(cfd_email_check(cfd_bytes_str("info@localhost"), &is_role));
    assert_true(is_role);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_of_isemail_is_judged_as_we_say),
        cmocka_unit_test(address_is_taken),
        cmocka_unit_test(other_text_is_refused),
        cmocka_unit_test(limits_are_those_of_the_standards),
        cmocka_unit_test(prop_byte_put_into_an_address_may_break_it),
        cmocka_unit_test(role_mailbox_is_told),
        cmocka_unit_test(address_of_a_person_is_no_role),
        cmocka_unit_test(output_is_untouched_by_a_refusal),
    };

    return cmocka_run_group_tests_name("email", tests, NULL, NULL);
}
