/* SPDX-License-Identifier: Apache-2.0
 * The fast readers of JSON: with each of them, and with none, a body gives the same tokens. */
#include "core/decode/json_inside.h"

#include "tests/lib/json_log.h"
#include "tests/lib/test.h"

static enum cfd_status read_nothing(struct cfd_json *json, struct cfdi_input *in)
{
    return CFD_OK;
}

static const char *const bodies[] = {
    "{\"value\":[{\"id\":17,\"name\":\"Ann \\u0041be\",\"mail\":\"ann@abe.example\",\"n\":null},"
    "{\"ok\":true,\"no\":false,\"rate\":-12.75e-3,\"list\":[],\"empty\":{},\"zero\":0}]}",
    "[\n    {\n        \"a\" : 1.5 ,\r\n\t\"b\": [ 1, 22, -3.25 ]\n    },\n    \"plain\"\n]\n",
    "{\"a\":\"a text of more than thirty-two bytes with an @ near its end @\",\"b\":\"\xc3\xa9\"}",
    "{\"a\":1}\n{\"b\":[2,{\"c\":\"d\"}]}\n[true,false,null]\n",
};

/* Opened once: a log is large, and bodies are many. */
static struct json_log careful, fast;

static void feed_all(struct json_log *log, enum cfd_json_mode mode,
                     enum cfd_status (*read_fast)(struct cfd_json *, struct cfdi_input *),
                     const char *body, size_t len)
{
    begin(log, mode);
    log->json.read_fast = read_fast;
    feed(log, body, len);
    end(log);
}

static void expect_same_tokens(const char *body, size_t len)
{
    for (int mode = CFD_JSON_ONE; mode <= CFD_JSON_LINES; mode++) {
        feed_all(&careful, (enum cfd_json_mode)mode, read_nothing, body, len);
        feed_all(&fast, (enum cfd_json_mode)mode, cfdi_json_fast, body, len);
        if (!is_same(&careful, &fast))
            fail_msg("fast tells something else: %.*s", (int)len, body);
        if (!cfdi_json_has_avx2())
            continue;
        feed_all(&fast, (enum cfd_json_mode)mode, cfdi_json_fast_avx2, body, len);
        if (!is_same(&careful, &fast))
            fail_msg("fast with AVX2 tells something else: %.*s", (int)len, body);
    }
}

static void prop_whole_bodies_are_the_same(void **state)
{
    for (size_t i = 0; i < TEST_COUNT(bodies); i++)
        expect_same_tokens(bodies[i], strlen(bodies[i]));
}

static void prop_every_beginning_is_the_same(void **state)
{
    for (size_t i = 0; i < TEST_COUNT(bodies); i++)
        for (size_t len = 0; len < strlen(bodies[i]); len++)
            expect_same_tokens(bodies[i], len);
}

/* Each byte replaced by each byte that means something, and by one that does not. */
static void prop_every_damage_is_the_same(void **state)
{
    static const char marks[] = "{}[],:\"\\ \n\t0159.-+eEtfn@ax\x01\x7f\x80";
    char damaged[256];

    for (size_t i = 0; i < TEST_COUNT(bodies); i++) {
        size_t len = strlen(bodies[i]);

        assert_true(len < sizeof(damaged));
        memcpy(damaged, bodies[i], len);
        for (size_t at = 0; at < len; at++) {
            for (size_t mark = 0; mark < sizeof(marks); mark++) {
                damaged[at] = marks[mark];
                expect_same_tokens(damaged, len);
            }
            damaged[at] = bodies[i][at];
        }
    }
}

/* A sink that has had enough stops each reader at the same byte. */
static void prop_refusal_is_at_the_same_byte(void **state)
{
    for (size_t count = 1; count < 24; count++) {
        careful.tokens_until_refusal = fast.tokens_until_refusal = count;
        feed_all(&careful, CFD_JSON_ONE, read_nothing, bodies[0], strlen(bodies[0]));
        feed_all(&fast, CFD_JSON_ONE, cfdi_json_fast, bodies[0], strlen(bodies[0]));
        assert_int_equal(careful.feed_status, CFD_ERR_DENIED);
        assert_true(is_same(&careful, &fast));
        assert_int_equal(careful.json.offset, fast.json.offset);
    }
}

static int open_logs(void **state)
{
    log_open(&careful);
    log_open(&fast);
    return 0;
}

static int close_logs(void **state)
{
    log_close(&careful);
    log_close(&fast);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prop_whole_bodies_are_the_same),
        cmocka_unit_test(prop_every_beginning_is_the_same),
        cmocka_unit_test(prop_every_damage_is_the_same),
        cmocka_unit_test(prop_refusal_is_at_the_same_byte),
    };

    return cmocka_run_group_tests_name("json_fast", tests, open_logs, close_logs);
}
