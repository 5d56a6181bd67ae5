/* SPDX-License-Identifier: Apache-2.0
 * Plain text: keys, values, addresses and numbers, each body also in every split. People are made
 * up. */
#include "core/decode/text.h"

#include "tests/lib/decode_log.h"

static struct cfd_text text;

static void init(struct decode_log *log)
{
    cfd_text_init(&text, false, decode_log_token, log);
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_text_feed(&text, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_text_finish(&text);
}

static const struct decoder decoder = {init, feed, finish};

static void text_is(const char *body, const char *expected)
{
    decode_expect(&decoder, body, strlen(body), expected);
}

static void paragraph_with_keys_is_an_object(void **state)
{
    text_is("Name: Ann Bee\r\nMail:\tann@a.example\r\n\r\nName: Bo",
            "{ K0+4=Name S6+7=Ann Bee K15+4=Mail S21+13=ann@a.example } { K38+4=Name S44+2=Bo }");
    text_is("- Tel.:+49 40 5550101\n", "{ K2+4=Tel. S7+14=+49 40 5550101 }");
    text_is("Name: Ann\nAge: 41\nName: Bo\n",
            "{ K0+4=Name S6+3=Ann K10+3=Age S15+2=41 } { K18+4=Name S24+2=Bo }");
}

static void addresses_in_running_text_are_told(void **state)
{
    text_is("Write to <ann@a.example>, 'bo@b.example'.",
            "S10+13=ann@a.example S27+12=bo@b.example");
    text_is("user=ann@a.example;mailto:bo@b.example", "S5+13=ann@a.example S26+12=bo@b.example");
    text_is("call +49 (40) 555-0101 or +1.202.555.0102!",
            "S5+17=+49 (40) 555-0101 S26+15=+1.202.555.0102");
    text_is("Name: Ann\nsee bo@b.example", "{ K0+4=Name S6+3=Ann K10+0= [ S14+12=bo@b.example ] }");
}

static void value_with_an_address_is_a_list(void **state)
{
    text_is("From: Ann Bee <ann@a.example>", "{ K0+4=From [ S6+7=Ann Bee S15+13=ann@a.example ] }");
    text_is("To: ann@a.example, bo@b.example",
            "{ K0+2=To [ S4+13=ann@a.example S19+12=bo@b.example ] }");
}

static void nothing_that_matters_is_told(void **state)
{
    static const char *const bodies[] = {
        "",
        "\n\r\n\r",
        "Plain words, and nothing more.",
        "https://www.a.example/path?x=1#y",
        "12:30 the train leaves",
        "a@b",           /* no dot */
        "@handle",       /* nobody before it */
        "x@@y.example",  /* twice */
        "ann@",          /* nothing behind it */
        "+1 +2 +3",      /* short */
        "1+49405550101", /* not at a word's beginning */
        "+12345678901234567890",
        "+4940555abc",
        "c++ 1234567",
        "body{color:red;margin:0}",
        "function(a,b){return a?b:c}",
        "QWxhZGRpbjpvcGVuIHNlc2FtZQ+/49405550101==",
        "2026-11-25T07:51:39Z INFO request GET /x 200 15ms",
        "This is far too long to be a key: value",
        "key:value",
        "std::vector<int> x",
        "Heading:",
    };

    for (size_t i = 0; i < TEST_COUNT(bodies); i++)
        text_is(bodies[i], "");
}

static void long_line_is_read_in_parts(void **state)
{
    static char body[4000];
    size_t len = 0;

    for (unsigned i = 0; i < 40; i++)
        len += (size_t)snprintf(body + len, 60, "person %u has p%u@a.example and +49 40 5550%03u, ",
                                i, i, i);
    decode_expect(&decoder, body, len, NULL);
}

static void long_word_is_skipped(void **state)
{
    static char body[3000];
    struct decode_log log;

    memset(body, 'x', 2000);
    snprintf(body + 2000, 100, "@a.example bo@b.example");
    decode_expect(&decoder, body, strlen(body), "S2011+12=bo@b.example");
    memset(body, ' ', 630); /* an address over the seam of the line's memory */
    snprintf(body + 630, 100, "ann@a.example, end");
    decode_expect(&decoder, body, strlen(body), "S630+13=ann@a.example");
}

static enum cfd_status refuse(void *ctx, const struct cfd_json_token *token)
{
    return CFD_ERR_LIMIT;
}

static void fail_sink_is_answered(void **state)
{
    cfd_text_init(&text, false, refuse, NULL);
    assert_int_equal(feed((const uint8_t *)"a@b.example\n", 12), CFD_ERR_LIMIT);
    cfd_text_init(&text, false, refuse, NULL);
    assert_int_equal(feed((const uint8_t *)"Key: value", 10), CFD_OK);
    assert_int_equal(finish(), CFD_ERR_LIMIT);
}

static void prop_noise_has_no_split(void **state)
{
    static const char letters[] = "a@.b +49\r\n:<>, \xc3\xa4";
    char body[160];
    uint32_t random = 3;

    for (unsigned round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof(body); i++) {
            random = random * 1664525u + 1013904223u;
            body[i] = letters[(random >> 16) % (sizeof(letters) - 1)];
        }
        decode_expect(&decoder, body, round % sizeof(body), NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraph_with_keys_is_an_object),
        cmocka_unit_test(addresses_in_running_text_are_told),
        cmocka_unit_test(value_with_an_address_is_a_list),
        cmocka_unit_test(nothing_that_matters_is_told),
        cmocka_unit_test(long_line_is_read_in_parts),
        cmocka_unit_test(long_word_is_skipped),
        cmocka_unit_test(fail_sink_is_answered),
        cmocka_unit_test(prop_noise_has_no_split),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
