/* SPDX-License-Identifier: Apache-2.0
 * Tables in text: what is a header, what a cell, and where each stands; each body also in every
 * split. People are made up. */
#include "core/decode/csv.h"

#include "tests/lib/decode_log.h"

static struct cfd_csv csv;

static void init(struct decode_log *log)
{
    cfd_csv_init(&csv, false, decode_log_token, log);
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_csv_feed(&csv, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_csv_finish(&csv);
}

static const struct decoder decoder = {init, feed, finish};

static void csv_is(const char *body, const char *expected)
{
    decode_expect(&decoder, body, strlen(body), expected);
}

static void rows_below_a_header_are_objects(void **state)
{
    csv_is("name,mail\nAnn,ann@a.example\nBo,bo@b.example\n",
           "[ { K10+0=name S10+3=Ann K14+0=mail S14+13=ann@a.example } "
           "{ K28+0=name S28+2=Bo K31+0=mail S31+12=bo@b.example } ]");
    csv_is("First name;E-Mail 2;;Größe\nAnn;x;y;z",
           "[ { K29+0=First name S29+3=Ann K33+0=E-Mail 2 S33+1=x K35+0= S35+1=y "
           "K37+0=Größe S37+1=z } ]");
    csv_is("a\n1\n2\n", "[ { K2+0=a S2+1=1 } { K4+0=a S4+1=2 } ]");
    assert_int_equal(csv.row_count, 2);
}

static void delimiter_is_that_of_the_first_line(void **state)
{
    csv_is("a\tb\n1,5\t2;3\n", "[ { K4+0=a S4+3=1,5 K8+0=b S8+3=2;3 } ]");
    csv_is("a;b\n1,5;2\n", "[ { K4+0=a S4+3=1,5 K8+0=b S8+1=2 } ]");
    csv_is("a|b\n1|2\n", "[ { K4+0=a S4+1=1 K6+0=b S6+1=2 } ]");
    csv_is("sep=|\na|b;c;d\n1|2\n", "[ { K14+0=a S14+1=1 K16+0=b;c;d S16+1=2 } ]");
    csv_is("\"a,b,c,d\";e;f\n1;2\n", "[ { K14+0=a,b,c,d S14+1=1 K16+0=e S16+1=2 } ]");
}

static void quotes_are_resolved(void **state)
{
    csv_is("a,b\n\"x, \"\"y\"\"\r\nz\",\"\"\n", "[ { K5+0=a S5+11=x, \"y\"\r\nz } ]");
    csv_is("a,b\n\"x\" tail,2\n", "[ { K5+0=a S5+7=x tail K13+0=b S13+1=2 } ]");
    csv_is("a,b\nx\"y\",2\n", "[ { K4+0=a S4+4=x\"y\" K9+0=b S9+1=2 } ]");
    csv_is("a,b\n1,\"open", "[ { K4+0=a S4+1=1 K7+0=b S7+4=open } ]");
    csv_is("\"two\nlines\",b\n1,2\n", "[ [ S1+9=two\nlines S12+1=b ] [ S14+1=1 S16+1=2 ] ]");
}

static void lines_end_in_any_way(void **state)
{
    csv_is("\r\n\na,b\r\n1,2\r\n\r\n3,4\r5,6",
           "[ { K8+0=a S8+1=1 K10+0=b S10+1=2 } { K15+0=a S15+1=3 K17+0=b S17+1=4 } "
           "{ K19+0=a S19+1=5 K21+0=b S21+1=6 } ]");
}

static void rows_may_be_ragged(void **state)
{
    csv_is("a,b\n1\n,2\n1,2,3,\n,,\n", "[ { K4+0=a S4+1=1 } { K7+0=b S7+1=2 } "
                                       "{ K9+0=a S9+1=1 K11+0=b S11+1=2 K13+0= S13+1=3 } ]");
}

static void first_line_of_values_is_no_header(void **state)
{
    csv_is("Ann,ann@a.example\n", "[ [ S0+3=Ann S4+13=ann@a.example ] ]");
    csv_is("7,Ann\n", "[ [ S0+1=7 S2+3=Ann ] ]");
    csv_is("Ann,,2026-01-02\n", "[ [ S0+3=Ann n S5+10=2026-01-02 ] ]");
    csv_is("+49 40 555,x\n", "[ [ S0+10=+49 40 555 S11+1=x ] ]");
    csv_is("\"a\"\"b\",7\n", "[ [ S1+4=a\"b S7+1=7 ] ]");
    csv_is("\xef\xbb\xbf"
           "7,8\n",
           "[ [ S3+1=7 S5+1=8 ] ]");
}

static void nothing_is_nothing(void **state)
{
    csv_is("", "");
    csv_is("\n\r\n\n", "");
    csv_is("name,mail\n", "");
    csv_is("name,mail", "");
    csv_is("\xef\xbb\xbf", "");
    csv_is("sep=,\n", "");
    csv_is("sep=,", "");
}

static void byte_order_mark_is_no_part_of_a_name(void **state)
{
    csv_is("\xef\xbb\xbf"
           "a,b\n1,2\n",
           "[ { K7+0=a S7+1=1 K9+0=b S9+1=2 } ]");
}

/* Writes count columns "c,c,c" and a row of as many. */
static size_t write_wide(char *body, size_t count, const char *cell)
{
    size_t len = 0;

    for (unsigned line = 0; line < 2; line++)
        for (size_t i = 0; i < count; i++)
            len += (size_t)snprintf(body + len, 16, "%s%c", line == 0 ? "c" : cell,
                                    i + 1 == count ? '\n' : ',');
    return len;
}

static void columns_past_the_bound_have_no_name(void **state)
{
    static char body[8192];
    size_t len = write_wide(body, 80, "v");
    struct decode_log log;
    size_t named = 0;

    decode_expect(&decoder, body, len, NULL);
    decode_log_open(&log);
    decode_split(&decoder, &log, body, len, 0, 0, false);
    for (const char *at = log.text; (at = strstr(at, "=c")) != NULL; at++)
        named++;
    assert_int_equal(named, CFDI_NAMES_MAX);
    assert_non_null(strstr(log.text, "K318+0= S318+1=v } ]"));
    len = write_wide(body, 900, "v"); /* the first line is longer than what is looked at */
    decode_expect(&decoder, body, len, NULL);
    free(log.text);
}

static void long_first_line_of_values_is_read(void **state)
{
    static char body[8192];
    size_t len = 0;

    for (unsigned i = 0; i < 200; i++)
        len += (size_t)snprintf(body + len, 16, "p%u@a.example,", i);
    body[len++] = '\n';
    assert_true(len > 2 * CFD_CSV_HEAD_BYTES);
    decode_expect(&decoder, body, len, NULL);
    assert_int_equal(csv.row_count, 1);
    assert_false(csv.has_names);
}

static void long_cell_is_cut(void **state)
{
    static char body[6000];
    struct decode_log log;

    memcpy(body, "a,b\n\"", 5);
    memset(body + 5, 'x', 3000);
    snprintf(body + 3005, 40, "\nann,2\n\"y\",3\n"); /* the quote never closes: the line does */
    decode_expect(&decoder, body, strlen(body), NULL);
    decode_log_open(&log);
    decode_split(&decoder, &log, body, strlen(body), 0, 0, false);
    assert_non_null(strstr(log.text, "S5+3000~xxx"));
    assert_non_null(strstr(log.text, "{ K3006+0=a S3006+3=ann K3010+0=b S3010+1=2 } "
                                     "{ K3013+0=a S3013+1=y K3016+0=b S3016+1=3 } ]"));
    free(log.text);
}

static enum cfd_status refuse(void *ctx, const struct cfd_json_token *token)
{
    return token->type == CFD_JSON_STRING ? CFD_ERR_LIMIT : CFD_OK;
}

static void fail_sink_is_answered(void **state)
{
    cfd_csv_init(&csv, false, refuse, NULL);
    assert_int_equal(cfd_csv_feed(&csv, (const uint8_t *)"a,b\n1,2\n", 8), CFD_ERR_LIMIT);
    cfd_csv_init(&csv, false, refuse, NULL);
    assert_int_equal(cfd_csv_feed(&csv, (const uint8_t *)"7", 1), CFD_OK);
    assert_int_equal(cfd_csv_finish(&csv), CFD_ERR_LIMIT);
}

/* Counted in characters, as a transcoder does. */
static void units_count_characters(void **state)
{
    struct decode_log log;

    decode_log_open(&log);
    cfd_csv_init(&csv, true, decode_log_token, &log);
    assert_int_equal(cfd_csv_feed(&csv, (const uint8_t *)"7\xc3\xa4,\xf0\x9f\x98\x80,z", 10),
                     CFD_OK);
    assert_int_equal(cfd_csv_finish(&csv), CFD_OK);
    assert_string_equal(log.text, "[ [ S0+2=7\xc3\xa4 S3+2=\xf0\x9f\x98\x80 S6+1=z ] ]");
    free(log.text);
}

static void prop_noise_has_no_split(void **state)
{
    static const char letters[] = ",;\t\"\r\na1 @=\xc3\xa4";
    char body[160];
    uint32_t random = 7;

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
        cmocka_unit_test(rows_below_a_header_are_objects),
        cmocka_unit_test(delimiter_is_that_of_the_first_line),
        cmocka_unit_test(quotes_are_resolved),
        cmocka_unit_test(lines_end_in_any_way),
        cmocka_unit_test(rows_may_be_ragged),
        cmocka_unit_test(first_line_of_values_is_no_header),
        cmocka_unit_test(nothing_is_nothing),
        cmocka_unit_test(byte_order_mark_is_no_part_of_a_name),
        cmocka_unit_test(columns_past_the_bound_have_no_name),
        cmocka_unit_test(long_first_line_of_values_is_read),
        cmocka_unit_test(long_cell_is_cut),
        cmocka_unit_test(fail_sink_is_answered),
        cmocka_unit_test(units_count_characters),
        cmocka_unit_test(prop_noise_has_no_split),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
