/* SPDX-License-Identifier: Apache-2.0
 * Forms: names, values, escapes; each body also in every split. People are made up. */
#include "core/decode/form.h"

#include "tests/lib/decode_log.h"

static struct cfd_form form;

static void init(struct decode_log *log)
{
    cfd_form_init(&form, false, decode_log_token, log);
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_form_feed(&form, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_form_finish(&form);
}

static const struct decoder decoder = {init, feed, finish};

static void form_is(const char *body, const char *expected)
{
    decode_expect(&decoder, body, strlen(body), expected);
}

static void pairs_are_an_object(void **state)
{
    form_is("name=Ann+Bee&mail=ann%40a.example",
            "{ K0+4=name S5+7=Ann Bee K13+4=mail S18+15=ann@a.example }");
    form_is("user%5Bmail%5D=a@b.example&x=a=b",
            "{ K0+14=user[mail] S15+11=a@b.example K27+1=x S29+3=a=b }");
}

static void pairs_may_be_odd(void **state)
{
    form_is("x&&=y&z=", "{ K0+1=x S1+0= K3+0= S4+1=y K6+1=z S8+0= }");
    form_is("a=%&b=%4&c=%zz&d=%%34", "{ K0+1=a S2+1=% K4+1=b S6+2=%4 K9+1=c S11+3=%zz K15+1=d "
                                     "S17+4=%4 }");
    form_is("a=%c3%A4%00", "{ K0+1=a S2+9=\xc3\xa4 }");
}

static void nothing_is_nothing(void **state)
{
    form_is("", "");
    form_is("&", "");
    form_is("&&&", "");
}

static void long_value_is_cut(void **state)
{
    static char body[3000];
    struct decode_log log;

    memset(body, 'x', 2000);
    body[1] = '=';
    snprintf(body + 2000, 40, "&m=a@b.example");
    decode_expect(&decoder, body, strlen(body), NULL);
    decode_log_open(&log);
    decode_split(&decoder, &log, body, strlen(body), 0, 0, false);
    assert_non_null(strstr(log.text, "S2+1998~xxx"));
    assert_non_null(strstr(log.text, "K2001+1=m S2003+11=a@b.example }"));
    free(log.text);
}

static enum cfd_status refuse(void *ctx, const struct cfd_json_token *token)
{
    return CFD_ERR_LIMIT;
}

static void fail_sink_is_answered(void **state)
{
    cfd_form_init(&form, false, refuse, NULL);
    assert_int_equal(feed((const uint8_t *)"a=b", 3), CFD_ERR_LIMIT);
    cfd_form_init(&form, false, refuse, NULL);
    assert_int_equal(feed((const uint8_t *)"a", 1), CFD_OK);
    assert_int_equal(finish(), CFD_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_an_object),   cmocka_unit_test(pairs_may_be_odd),
        cmocka_unit_test(nothing_is_nothing),    cmocka_unit_test(long_value_is_cut),
        cmocka_unit_test(fail_sink_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
