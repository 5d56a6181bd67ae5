/* SPDX-License-Identifier: Apache-2.0
 * Event streams: events, documents, broken ones; each body also in every split. People are made up. */
#include "core/decode/sse.h"

#include "tests/lib/decode_log.h"

static struct cfd_sse sse;

static void init(struct decode_log *log)
{
    cfd_sse_init(&sse, false, decode_log_token, log);
    sse.on_broken = decode_log_broken;
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_sse_feed(&sse, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_sse_finish(&sse);
}

static const struct decoder decoder = {init, feed, finish};

static void sse_is(const char *body, const char *expected)
{
    decode_expect(&decoder, body, strlen(body), expected);
}

static void event_is_a_document(void **state)
{
    sse_is("event: order\nid: 7\ndata: {\"name\":\ndata:  \"Ann\"}\n\ndata:{\"n\":17}\n\n",
           "{ K27+4=name S42+3=Ann } { K56+1=n N59+2=17 }");
    assert_int_equal(sse.event_count, 2);
    sse_is("data: [1,\r\ndata: 2]\r\n\r\ndata: [3]\r\rdata: [4]",
           "[ N7+1=1 N17+1=2 ] [ N30+1=3 ] [ N41+1=4 ]");
}

static void other_fields_are_no_data(void **state)
{
    sse_is("data: [1\nid: ,3\n: ,4\ndata: ]\n\n", "[ N7+1=1 ]");
}

static void event_without_json_is_text(void **state)
{
    sse_is("data: Mail: a@b.example\ndata: Name: Ann\n\ndata: c@d.example\n\n",
           "{ K6+4=Mail S12+11=a@b.example K30+4=Name S36+3=Ann } S47+11=c@d.example");
}

static void nothing_that_matters_is_told(void **state)
{
    static const char *const bodies[] = {
        "",
        "\n\n",
        ": a@b.example\n\n",
        "id: a@b.example\n",
        "event: a@b.example\n\n",
        "data",
        "data:",
        "data: \n\n",
        "data:[DONE]\n\n",
        "data: [DONE]",
        "datax: a@b.example\n\n",
        " data: a@b.example\n\n",
        "\xef\xbb\xbf: a@b.example\n",
        "retry: 1000\n\n",
        "data: ping\n\n",
    };

    for (size_t i = 0; i < TEST_COUNT(bodies); i++)
        sse_is(bodies[i], "");
}

static void byte_order_mark_is_skipped(void **state)
{
    sse_is("\xef\xbb\xbf"
           "data: [1]\n\n",
           "[ N10+1=1 ]");
}

static void broken_event_costs_itself(void **state)
{
    sse_is("data: {\"a\":oops}\n\ndata: [2]\n\n", "{ K8+1=a !11 [ N25+1=2 ]");
    sse_is("data: {\"a\":1\n\ndata: [DO\n\ndata: [2]\n\n",
           "{ K8+1=a N11+1=1 !12 [ !21 [ N32+1=2 ]");
    assert_int_equal(sse.broken_count, 2);
}

static void prop_noise_has_no_split(void **state)
{
    static const char *const words[] = {"data:", " ",           "\n",  "\r",     "\r\n",
                                        "\n\n",  "{\"a\":",     "1}",  "[DONE]", "[",
                                        "]",     "a@b.example", "id:", "x: y",   "data: "};
    char body[300];
    uint32_t random = 5;

    for (unsigned round = 0; round < 400; round++) {
        size_t len = 0;

        for (unsigned i = 0; i < 14; i++) {
            random = random * 1664525u + 1013904223u;
            len +=
                (size_t)snprintf(body + len, 20, "%s", words[(random >> 16) % TEST_COUNT(words)]);
        }
        decode_expect(&decoder, body, len, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(event_is_a_document),
        cmocka_unit_test(other_fields_are_no_data),
        cmocka_unit_test(event_without_json_is_text),
        cmocka_unit_test(nothing_that_matters_is_told),
        cmocka_unit_test(byte_order_mark_is_skipped),
        cmocka_unit_test(broken_event_costs_itself),
        cmocka_unit_test(prop_noise_has_no_split),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
