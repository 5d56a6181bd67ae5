/* SPDX-License-Identifier: Apache-2.0
 * nginx's configuration as a tree: words, blocks, includes, inheritance, and what is no
 * configuration. */
#include "cli/nginx_conf.h"

#include "tests/lib/test.h"

#define MAIN "# configuration file /etc/nginx/nginx.conf:\n"

static struct nginx_conf conf_of(const char *dump)
{
    struct nginx_conf conf;
    struct cfd_error error = {"", 0};
    enum cfd_status status = cfdi_nginx_conf_read(dump, strlen(dump), &conf, &error);

    if (status != CFD_OK)
        fail_msg("line %u: %s", (unsigned)error.line, error.text);
    return conf;
}

static void assert_refused(const char *dump, uint32_t line, const char *text)
{
    struct nginx_conf conf;
    struct cfd_error error = {"", 0};

    assert_int_equal(cfdi_nginx_conf_read(dump, strlen(dump), &conf, &error), CFD_ERR_FORMAT);
    cfdi_nginx_conf_free(&conf);
    assert_non_null(strstr(error.text, text));
    assert_int_equal(error.line, line);
}

static void words_are_read_as_nginx_reads_them(void **state)
{
    struct nginx_conf conf = conf_of(MAIN "a 'b ; {' \"c\\\"d\" e\\;f ${g}h i$j ; # k{;\n"
                                          "k\tl\r\n  m;o {n;}");

    assert_int_equal(conf.row_count, 5);
    assert_string_equal(conf.rows[1].name, "a");
    assert_string_equal(cfdi_nginx_arg(&conf, 1, 0), "b ; {");
    assert_string_equal(cfdi_nginx_arg(&conf, 1, 1), "c\"d");
    assert_string_equal(cfdi_nginx_arg(&conf, 1, 2), "e\\;f");
    assert_string_equal(cfdi_nginx_arg(&conf, 1, 3), "${g}h");
    assert_string_equal(cfdi_nginx_arg(&conf, 1, 4), "i$j");
    assert_string_equal(cfdi_nginx_arg(&conf, 1, 5), "");
    cfdi_nginx_conf_free(&conf);
}

static void blocks_hold_their_rows_and_hand_down(void **state)
{
    struct nginx_conf conf = conf_of(MAIN "x main;\nserver {\n  x one; location /a { y; }\n"
                                          "  location = /b { x two; }\n}\nz;\n");
    size_t server = cfdi_nginx_find(&conf, "server", 0);
    size_t first = cfdi_nginx_next(&conf, server, "location", server);
    size_t second = cfdi_nginx_next(&conf, server, "location", first);
    char text[128];

    assert_int_equal(cfdi_nginx_next(&conf, server, "location", second), 0);
    assert_string_equal(cfdi_nginx_arg(&conf, cfdi_nginx_effective(&conf, first, "x"), 0), "one");
    assert_string_equal(cfdi_nginx_arg(&conf, cfdi_nginx_effective(&conf, second, "x"), 0), "two");
    assert_string_equal(cfdi_nginx_arg(&conf, cfdi_nginx_effective(&conf, NGINX_ROOT, "x"), 0),
                        "main");
    assert_int_equal(cfdi_nginx_effective(&conf, second, "w"), 0);
    assert_int_equal(cfdi_nginx_around(&conf, cfdi_nginx_find(&conf, "y", 0), "server"), server);
    assert_int_equal(cfdi_nginx_around(&conf, cfdi_nginx_find(&conf, "z", 0), "server"), 0);
    cfdi_nginx_describe(&conf, second, text, sizeof(text));
    assert_string_equal(text, "location = /b of a server without a name (/etc/nginx/nginx.conf:4)");
    cfdi_nginx_conf_free(&conf);
}

static void includes_stand_where_they_were_included(void **state)
{
    struct nginx_conf conf = conf_of(MAIN "a { include conf.d/*.conf; }\ninclude /srv/x;\n"
                                          "include none/*;\nb { include conf.d/1.conf; }\n"
                                          "# configuration file /etc/nginx/conf.d/1.conf:\none;\n\n"
                                          "# configuration file /etc/nginx/conf.d/2.conf:\ntwo;\n"
                                          "# configuration file /srv/x:\nthree;\n");
    size_t a = cfdi_nginx_find(&conf, "a", 0);
    size_t b = cfdi_nginx_find(&conf, "b", 0);

    assert_int_not_equal(cfdi_nginx_next(&conf, a, "one", a), 0);
    assert_int_not_equal(cfdi_nginx_next(&conf, a, "two", a), 0);
    assert_int_not_equal(cfdi_nginx_next(&conf, NGINX_ROOT, "three", 0), 0);
    assert_int_not_equal(cfdi_nginx_next(&conf, b, "one", b), 0);
    assert_int_equal(cfdi_nginx_next(&conf, b, "two", b), 0);
    cfdi_nginx_conf_free(&conf);
}

static void code_of_another_language_is_skipped(void **state)
{
    struct nginx_conf conf =
        conf_of(MAIN "location / { content_by_lua_block { if a then\n b = {1; 2}\n end }\n x; }\n");
    size_t location = cfdi_nginx_find(&conf, "location", 0);
    size_t row = cfdi_nginx_next(&conf, location, "x", location);

    assert_int_not_equal(row, 0);
    assert_int_equal(conf.rows[row].line, 4);
    cfdi_nginx_conf_free(&conf);
}

static void endless_includes_are_refused(void **state)
{
    const char *dump = MAIN "include nginx.conf;\n";
    struct nginx_conf conf;
    struct cfd_error error = {"", 0};

    assert_int_equal(cfdi_nginx_conf_read(dump, strlen(dump), &conf, &error), CFD_ERR_LIMIT);
    assert_non_null(strstr(error.text, "nested"));
    cfdi_nginx_conf_free(&conf);
}

static void what_is_no_configuration_is_refused(void **state)
{
    assert_refused("", 0, "printed no configuration");
    assert_refused("a;\n", 0, "printed no configuration");
    assert_refused("# configuration file /x\na;\n", 0, "printed no configuration");
    assert_refused(MAIN "a", 1, "not ended by");
    assert_refused(MAIN "\n\na }", 3, "not ended by");
    assert_refused(MAIN "a {\n", 2, "a block is not closed");
    assert_refused(MAIN "a; }\n", 1, "has no name");
    assert_refused(MAIN "{ }", 1, "has no name");
    assert_refused(MAIN ";", 1, "has no name");
    assert_refused(MAIN "a 'b", 1, "a quote is not closed");
    assert_refused(MAIN "a \"b\\\"", 1, "a quote is not closed");
    assert_refused(MAIN "x_by_lua_block { {", 1, "a block of code is not closed");
    assert_refused(MAIN "a { include b; }\n# configuration file /etc/nginx/b:\n}\n", 1,
                   "has no name");
}

/* Every cut of a good configuration is read or refused, never more. */
static void prop_any_beginning_is_read_or_refused(void **state)
{
    const char *dump = MAIN "a 'b' \"c\" { include d; x_by_lua_block { { } } e ${f}; }\n"
                            "# configuration file /etc/nginx/d:\ng h;\n";

    for (size_t bytes = 0; bytes <= strlen(dump); bytes++) {
        char *cut = strndup(dump, bytes);
        struct cfd_error error = {"", 0};
        struct nginx_conf conf;
        enum cfd_status status = cfdi_nginx_conf_read(cut, bytes, &conf, &error);

        assert_true(status == CFD_OK || status == CFD_ERR_FORMAT);
        assert_true(status == CFD_OK || error.text[0] != '\0');
        cfdi_nginx_conf_free(&conf);
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_read_as_nginx_reads_them),
        cmocka_unit_test(blocks_hold_their_rows_and_hand_down),
        cmocka_unit_test(includes_stand_where_they_were_included),
        cmocka_unit_test(code_of_another_language_is_skipped),
        cmocka_unit_test(endless_includes_are_refused),
        cmocka_unit_test(what_is_no_configuration_is_refused),
        cmocka_unit_test(prop_any_beginning_is_read_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
