/* SPDX-License-Identifier: Apache-2.0
 * Pages: tables, terms, forms, links, JSON-LD, text and what is none; each body also in every
 * split. People are made up. */
#include "core/decode/html.h"

#include "tests/lib/decode_log.h"

static struct cfd_html html;

static void init(struct decode_log *log)
{
    cfd_html_init(&html, false, decode_log_token, log);
    html.on_broken = decode_log_broken;
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_html_feed(&html, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_html_finish(&html);
}

static const struct decoder decoder = {init, feed, finish};

static void html_is(const char *body, const char *expected)
{
    decode_expect(&decoder, body, strlen(body), expected);
}

static void table_with_header_is_rows(void **state)
{
    html_is("<table><tr><th>Name</th><th>Mail</th></tr>"
            "<tr><td>Ann <b>Bee</b></td><td>ann@a.example</td></tr></table>",
            "[ { K50+0=Name S50+10=Ann Bee K73+0=Mail S73+13=ann@a.example } ]");
    html_is("<table><thead><tr><td>Name<td>Mail</thead><tr><td>Bo<td><tr><td><td>x</table>",
            "[ { K50+0=Name S50+2=Bo } { K68+0=Mail S68+1=x } ]");
}

static void table_with_keys_is_an_object(void **state)
{
    html_is("<table><tr><th>Name</th><td>Ann</td></tr><tr><th>Mail<td>a@b.example</table>",
            "{ K28+0=Name S28+3=Ann K57+0=Mail S57+11=a@b.example }");
    html_is("<table><tr><td>Name:</td><td>Ann</td></tr><tr><td>Age:</td><td>41</td></tr></table>",
            "{ K29+0=Name S29+3=Ann K63+0=Age S63+2=41 }");
    html_is("<tr><th colspan=2>Contact</th></tr><tr><th>Name<td>Ann", "{ K51+0=Name S51+3=Ann }");
}

static void table_without_header_is_arrays(void **state)
{
    html_is("<table><tr><td>Ann<td>a@b.example</table>", "[ [ S15+3=Ann S22+11=a@b.example ] ]");
    html_is("<table><tr><td><a href='mailto:a@b.example'>Ann Bee</a></table>",
            "[ [ [ S31+11=a@b.example S44+7=Ann Bee ] ] ]");
}

static void terms_are_pairs(void **state)
{
    html_is("<dl><dt>Name:</dt><dd>Ann</dd><dt>Mail<dd>a@b.example</dl>",
            "{ K22+0=Name S22+3=Ann K42+0=Mail S42+11=a@b.example }");
    html_is("<dl><dt>Name<dd>Ann<dt>Name<dd>Bo</dl>",
            "{ K16+0=Name S16+3=Ann } { K31+0=Name S31+2=Bo }");
}

static void forms_and_meta_are_pairs(void **state)
{
    html_is("<input name=mail value='a@b.example'><input value=\"Ann\" name=first>",
            "{ K24+0=mail S24+11=a@b.example K51+0=first S51+3=Ann }");
    html_is("<meta name=Author content='Ann Bee'>", "{ K27+0=author S27+7=Ann Bee }");
    html_is("<meta name=viewport content='width=1'><input type=submit value=Send>", "");
    html_is("<table><tr><td><input name=m value=a@b.example>", "[ [ S35+11=a@b.example ] ]");
}

static void links_are_text(void **state)
{
    html_is("<a href=\"mailto:a%40b.example?subject=c@d.example\">write</a>", "S16+13=a@b.example");
    html_is("<a href='tel:+49-40-5550101'>call</a>", "S13+14=+49-40-5550101");
    html_is("<a href='https://x.example/a@b.example'>x</a>", "");
    html_is("<a title='mailto:a@b.example'>x</a><p class='mailto:a@b.example'>", "");
}

static void entities_are_resolved(void **state)
{
    html_is("<p>a&#64;b&#x2e;example</p>", "S3+20=a@b.example");
    html_is("<a href='&#109;ailto:a&commat;b.example'>", "S21+18=a@b.example");
    html_is("<p>Name: J&uuml;rgen&nbsp;M &amp; &unknown; &",
            "{ K3+4=Name S9+36=J\xc3\xbcrgen M & &unknown; & }");
}

static void text_is_read_by_lines(void **state)
{
    html_is("<h1>Staff</h1><ul><li>Name: Ann<li>Mail: a@b.example</ul><p>or +49 40 5550101",
            "{ K22+4=Name S28+3=Ann K35+4=Mail S41+11=a@b.example } S63+14=+49 40 5550101");
    html_is("<p>mail <b>a</b>@b.<i>example</i> now<br>5 < 6 > 4", "S11+18=a@b.example");
}

static void json_ld_is_json(void **state)
{
    html_is("<script type=\"application/ld+json\">{\"name\":\"<\\/b></scripx\"}</script>x",
            "{ K37+4=name S44+13=</b></scripx }");
    html_is("<table><tr><td>a<script type=application/ld+json>[1]</SCRIPT >",
            "[ [ S15+1=a ] ] [ N50+1=1 ]");
    html_is("<script type=application/ld+json></script>a@b.example", " !33 S42+11=a@b.example");
    html_is("<script type=application/ld+json>{\"a\":oops}</script>a@b.example",
            "{ K35+1=a !38 S52+11=a@b.example");
}

static void nothing_that_matters_is_told(void **state)
{
    static const char *const bodies[] = {
        "",
        "<",
        "</",
        "<!",
        "<!--",
        "&",
        "<!-- a@b.example --><!doctype a@b.example><?x a@b.example?>",
        "<script>var a='a@b.example';</script>",
        "<script src=x.js>if(a<b)'</scrip a@b.example'</script>",
        "<style>a{content:'a@b.example'}</style>",
        "<img alt='a@b.example' src='data:image/png;base64,QUJD+49405550101'>",
        "<p style='color: red' data-x=a@b.example>Plain words.</p>",
        "<h1>Name</h1><p>Ann</p>",
        "<table><tr><th>Name<th>Mail</table>",
        "<table><tr><td><td></table>",
        "<dl><dt>Name</dl>",
        "<dl><dd></dl>",
        "</table></tr></td></dl>",
        "<input value=x><input name=y>",
        "<p title=\"a@b.example",
    };

    for (size_t i = 0; i < TEST_COUNT(bodies); i++)
        html_is(bodies[i], "");
}

static void long_cell_tells_what_is_found(void **state)
{
    static char body[3000];
    size_t len = (size_t)snprintf(body, 100, "<table><tr><th>Note<th>x<tr><td>");

    for (unsigned i = 0; i < 60; i++)
        len += (size_t)snprintf(body + len, 60, "some words with p%u@a.example, ", i);
    len += (size_t)snprintf(body + len, 60, "<tr><th>k<td>v</table>");
    decode_expect(&decoder, body, len, NULL);
}

static enum cfd_status refuse(void *ctx, const struct cfd_json_token *token)
{
    return CFD_ERR_LIMIT;
}

static void fail_sink_is_answered(void **state)
{
    const char *body = "<p>a@b.example<p>";

    cfd_html_init(&html, false, refuse, NULL);
    assert_int_equal(feed((const uint8_t *)body, strlen(body)), CFD_ERR_LIMIT);
    cfd_html_init(&html, false, refuse, NULL);
    assert_int_equal(feed((const uint8_t *)body, 14), CFD_OK);
    assert_int_equal(finish(), CFD_ERR_LIMIT);
}

static void prop_noise_has_no_split(void **state)
{
    static const char *const words[] = {
        "<table>",
        "<tr>",
        "<th>",
        "<td>",
        "</td>",
        "</table>",
        "<dl>",
        "<dt>",
        "<dd>",
        "</dl>",
        "<p>",
        "<b>",
        "a",
        "@b.c",
        "&amp;",
        "&#6",
        "a:",
        " ",
        "<!--",
        "-->",
        "<script type=application/ld+json>",
        "{\"a\":",
        "[",
        "1}",
        "</script>",
        "<input name=n value=",
        "<a href='mailto:x@y.z",
        "'>",
        "<",
        "+4940555010",
    };
    char body[400];
    uint32_t random = 5;

    for (unsigned round = 0; round < 400; round++) {
        size_t len = 0;

        for (unsigned i = 0; i < 12; i++) {
            random = random * 1664525u + 1013904223u;
            len +=
                (size_t)snprintf(body + len, 40, "%s", words[(random >> 16) % TEST_COUNT(words)]);
        }
        decode_expect(&decoder, body, len, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_with_header_is_rows),
        cmocka_unit_test(table_with_keys_is_an_object),
        cmocka_unit_test(table_without_header_is_arrays),
        cmocka_unit_test(terms_are_pairs),
        cmocka_unit_test(forms_and_meta_are_pairs),
        cmocka_unit_test(links_are_text),
        cmocka_unit_test(entities_are_resolved),
        cmocka_unit_test(text_is_read_by_lines),
        cmocka_unit_test(json_ld_is_json),
        cmocka_unit_test(nothing_that_matters_is_told),
        cmocka_unit_test(long_cell_tells_what_is_found),
        cmocka_unit_test(fail_sink_is_answered),
        cmocka_unit_test(prop_noise_has_no_split),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
