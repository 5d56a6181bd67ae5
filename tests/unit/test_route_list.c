/* SPDX-License-Identifier: Apache-2.0
 * The route list: which lines it takes, which line a path finds, and that every other text is
 * refused with the number of its line. Hosts are made up. */
#include "tests/lib/route.h"

static void listed_route_is_kept_as_written(void **state)
{
    struct worker *worker = worker_new("GET api.example/Customers/{customerId}\n"
                                       "# a comment\n"
                                       "\n"
                                       "  POST\tAPI.Example/customers/search  # another\r\n"
                                       "* api.example/v1/{a}/{b}/");

    assert_string_equal(ask(worker, "/Customers/81", 0), "GET api.example/Customers/{customerId}");
    assert_string_equal(ask(worker, "/Customers/Anna%20Schmidt", 0),
                        "GET api.example/Customers/{customerId}");
    assert_string_equal(ask(worker, "/Customers/81?name=anna", 0),
                        "GET api.example/Customers/{customerId}");
    assert_string_equal(ask_method(worker, "POST", "/customers/search"),
                        "POST api.example/customers/search");
    assert_string_equal(ask_method(worker, "DELETE", "/v1/x/y/"), "DELETE api.example/v1/{a}/{b}/");
    assert_string_equal(ask_method(worker, "FROB", "/v1/x/y/"), "{method} api.example/v1/{a}/{b}/");
    worker_free(worker);
}

static void path_that_no_line_matches_is_not_that_line(void **state)
{
    static const char *const paths[] = {
        "/Customers/81",
        "/customers",
        "/customers/",
        "/customers/8/1",
        "/customers/81/",
        "/customers//81",
        "//customers/81",
        "/xcustomers/81",
        "/customer/81",
        "/customersx/81",
        "/%63ustomers/81",
        "/customers;x/81",
        "/",
        "",
        "/81/customers",
        "/customers/?x=81",
        "customers",
        "/./customers/81",
        "/x/../customers/81",
    };
    struct worker *worker = worker_new("GET api.example/customers/{key}");

    for (size_t i = 0; i < TEST_COUNT(paths); i++)
        assert_null(strstr(ask(worker, paths[i], 0), "{key}"));
    assert_null(strstr(ask_method(worker, "POST", "/customers/81"), "{key}"));
    assert_null(strstr(ask_method(worker, "get", "/customers/81"), "{key}"));
    assert_null(strstr(ask_host(worker, "other.example", "", "/customers/81"), "{key}"));
    assert_null(strstr(ask_host(worker, "", "other.example", "/customers/81"), "{key}"));
    assert_non_null(strstr(ask(worker, "/customers/81", 0), "{key}"));
    worker_free(worker);
}

static void literal_wins_over_parameter(void **state)
{
    struct worker *worker = worker_new("GET api.example/{a}/{b}\n"
                                       "GET api.example/users/{user}\n"
                                       "GET api.example/users/me\n"
                                       "GET api.example/{a}/me\n");

    assert_string_equal(ask(worker, "/users/me", 0), "GET api.example/users/me");
    assert_string_equal(ask(worker, "/users/81", 0), "GET api.example/users/{user}");
    assert_string_equal(ask(worker, "/x/me", 0), "GET api.example/{a}/me");
    assert_string_equal(ask(worker, "/x/81", 0), "GET api.example/{a}/{b}");
    worker_free(worker);
}

static void branch_that_ends_leads_back_to_the_parameter(void **state)
{
    struct worker *worker = worker_new("GET api.example/a/b/c\n"
                                       "GET api.example/a/{x}/d\n"
                                       "GET api.example/{y}/b/e\n"
                                       "POST api.example/a/b/d\n");

    assert_string_equal(ask(worker, "/a/b/c", 0), "GET api.example/a/b/c");
    assert_string_equal(ask(worker, "/a/b/d", 0), "GET api.example/a/{x}/d");
    assert_string_equal(ask(worker, "/a/b/e", 0), "GET api.example/{y}/b/e");
    assert_string_equal(ask(worker, "/a/b/f", 0), "GET api.example/a/b/{s}");
    worker_free(worker);
}

static void named_method_wins_over_any(void **state)
{
    struct worker *worker = worker_new("* api.example/a/{any}\nGET api.example/a/{get}\n"
                                       "* api.example/a/me\n");

    assert_string_equal(ask(worker, "/a/1", 0), "GET api.example/a/{get}");
    assert_string_equal(ask_method(worker, "POST", "/a/1"), "POST api.example/a/{any}");
    assert_string_equal(ask(worker, "/a/me", 0), "GET api.example/a/me");
    worker_free(worker);
}

static void host_is_one_in_any_case(void **state)
{
    struct worker *worker = worker_new("GET API.EXAMPLE/a/{x}\nGET api.example./b/{x}\n"
                                       "GET [2001:DB8::1]/a/{x}");

    assert_string_equal(ask(worker, "/a/1", 0), "GET api.example/a/{x}");
    assert_string_equal(ask(worker, "/b/1", 0), "GET api.example/b/{x}");
    assert_true(cfd_route_list_has_host(worker->list, cfd_bytes_str("Api.Example")));
    assert_true(cfd_route_list_has_host(worker->list, cfd_bytes_str("[2001:db8::1]")));
    assert_false(cfd_route_list_has_host(worker->list, cfd_bytes_str("api.exampl")));
    assert_false(cfd_route_list_has_host(worker->list, cfd_bytes_str("api.example:80")));
    assert_false(cfd_route_list_has_host(worker->list, cfd_bytes_str("")));
    assert_false(cfd_route_list_has_host(worker->list, cfd_bytes_of(NULL, 0)));
    assert_false(cfd_route_list_has_host(NULL, cfd_bytes_str("api.example")));
    worker_free(worker);
}

static void first_of_two_equal_lines_counts(void **state)
{
    struct worker *worker = worker_new("GET api.example/a/{first}\nGET api.example/a/{second}\n"
                                       "GET api.example/a/{second}/b");

    assert_string_equal(ask(worker, "/a/1", 0), "GET api.example/a/{first}");
    assert_string_equal(ask(worker, "/a/1/b", 0), "GET api.example/a/{second}/b");
    worker_free(worker);
}

static void slashes_count(void **state)
{
    struct worker *worker = worker_new("GET api.example/\nGET api.example/x/\nGET api.example/y\n"
                                       "GET api.example/p//q/{z}");

    assert_string_equal(ask(worker, "", 0), "GET api.example/");
    assert_string_equal(ask(worker, "/", 0), "GET api.example/");
    assert_string_equal(ask(worker, "/x/", 0), "GET api.example/x/");
    assert_string_equal(ask(worker, "/x", 0), "GET api.example/x");
    assert_string_equal(ask(worker, "/y", 0), "GET api.example/y");
    assert_string_equal(ask(worker, "/y/", 0), "GET api.example/y/");
    assert_string_equal(ask(worker, "/p//q/1", 0), "GET api.example/p//q/{z}");
    assert_string_equal(ask(worker, "/p/q/1", 0), "GET api.example/p/{s}/{id}");
    worker_free(worker);
}

/* All that stands to the left of the first difference is listed, and so may stay. */
static void word_of_the_list_stays_at_its_place_only(void **state)
{
    struct worker *worker = worker_new("GET api.example/customers/{id}/orders");

    assert_string_equal(ask(worker, "/customers/anna/orders/7", 0),
                        "GET api.example/customers/{s}/orders/{id}");
    assert_string_equal(ask(worker, "/orders/anna/customers", 0), "GET api.example/{s}/{s}/{s}");
    assert_string_equal(ask_method(worker, "POST", "/customers/81"),
                        "POST api.example/customers/{id}");
    worker_free(worker);
}

static void assert_refused(const char *text, enum cfd_status wanted, uint32_t line)
{
    struct cfd_route_list *list = NULL;
    struct cfd_error error = {.line = 99};

    assert_int_equal(cfd_route_list_new(cfd_bytes_str(text), &cfd_alloc_libc, &list, &error),
                     wanted);
    assert_null(list);
    assert_int_equal(error.line, line);
    assert_true(strlen(error.text) > 0);
    assert_null(strstr(error.text, "anna"));
    assert_int_equal(cfd_route_list_new(cfd_bytes_str(text), &cfd_alloc_libc, &list, NULL), wanted);
}

static void line_that_is_not_a_route_is_refused(void **state)
{
    static const char *const lines[] = {
        "anna",
        "GET",
        "GET ",
        "GET api.example",
        "GET /a",
        "GET api.example /a",
        "GET api.example/anna b",
        "GET api.example/a POST",
        "get api.example/a",
        "FROB api.example/a",
        "{method} api.example/a",
        "api.example/a",
        "GET http://api.example/a",
        "GET api.example:8080/a",
        "GET anna@api.example/a",
        "GET *.example/a",
        "GET ~^api/a",
        "GET .example/a",
        "GET _/a",
        "GET ./a",
        "GET [2001:db8::1/a",
        "GET [api.example]/a",
        "GET []/a",
        "GET \xc3\xa4pi.example/a",
        "GET api.example/a?b",
        "GET api.example/\xc3\xa4",
        "GET api.example/a\x7f",
        "GET api.example/a\x01",
        "GET api.example/a\tb",
        "GET api.example/{}",
        "GET api.example/{a",
        "GET api.example/a}",
        "GET api.example/{a}b",
        "GET api.example/a{b}",
        "GET api.example/{a}{b}",
        "GET api.example/{a/b}",
        "GET api.example/{{a}}",
        "GET api.example/{a}.json",
        "* * api.example/a",
        "** api.example/a",
        "\xef\xbb\xbfGET api.example/a",
    };
    char text[256];

    for (size_t i = 0; i < TEST_COUNT(lines); i++) {
        assert_refused(lines[i], CFD_ERR_FORMAT, 1);
        (void)snprintf(text, sizeof(text), "GET api.example/a\n\n# x\n%s\nGET", lines[i]);
        assert_refused(text, CFD_ERR_FORMAT, 4);
    }
}

/* "GET api.example" and `count` times `segment`. */
static void make_line(char text[2048], const char *segment, size_t count)
{
    size_t used = (size_t)snprintf(text, 2048, "GET api.example");

    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, 2048 - used, "%s", segment);
}

static void path_that_is_too_deep_or_long_is_refused(void **state)
{
    char text[2048];
    struct worker *worker;

    make_line(text, "/a", 33);
    assert_refused(text, CFD_ERR_FORMAT, 1);
    make_line(text, "/aaaaaaaaaaaaaaaaaaaaaaa", 10); /* with the host 251 bytes */
    assert_refused(text, CFD_ERR_FORMAT, 1);
    make_line(text, "/a", 32);
    worker = worker_new(text);
    assert_string_equal(ask(worker, strchr(text, '/'), 0), text);
    worker_free(worker);
    make_line(text, "/aaaaaaaaaaaaaaaaa", 13); /* 11 + 234 = 245 bytes */
    worker = worker_new(text);
    assert_string_equal(ask(worker, strchr(text, '/'), 0), text);
    worker_free(worker);
    make_line(text, "/aaaaaaaaaaaaaaaaa", 13);
    memcpy(text + strlen(text), "a", 2);
    assert_refused(text, CFD_ERR_FORMAT, 1);
}

/* `count` routes with comments in between. */
static char *many_lines(size_t count)
{
    size_t capacity = count * 64 + 1;
    char *text = malloc(capacity);
    size_t used = 0;

    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, capacity - used,
                                 "GET h%zu.example/a/b%zu/{id}/c%zu\n#\n", i % 7, i, i % 100);
    return text;
}

static void list_of_10000_lines_is_kept_whole(void **state)
{
    char *text = many_lines(CFD_ROUTE_LIST_MAX);
    struct worker *worker = worker_new(text);

    for (size_t i = 0; i < CFD_ROUTE_LIST_MAX; i++) {
        char host[32];
        char path[64];
        char wanted[128];

        (void)snprintf(host, sizeof(host), "h%zu.example", i % 7);
        (void)snprintf(path, sizeof(path), "/a/b%zu/x/c%zu", i, i % 100);
        (void)snprintf(wanted, sizeof(wanted), "GET %s/a/b%zu/{id}/c%zu", host, i, i % 100);
        assert_string_equal(ask_host(worker, host, "", path), wanted);
    }
    assert_string_equal(ask_host(worker, "h1.example", "", "/a/b0/x/c0"),
                        "GET h1.example/a/{id}/{s}/{id}");
    worker_free(worker);
    free(text);
}

static void list_of_10001_lines_is_refused(void **state)
{
    char *text = many_lines(CFD_ROUTE_LIST_MAX + 1);

    assert_refused(text, CFD_ERR_LIMIT, 2 * CFD_ROUTE_LIST_MAX + 1);
    free(text);
}

static void empty_list_names_nothing(void **state)
{
    static const char *const texts[] = {"", "\n\n", "# only this", " \t\r\n#\n   "};

    for (size_t i = 0; i < TEST_COUNT(texts); i++) {
        struct worker *worker = worker_new(texts[i]);

        assert_string_equal(ask(worker, "/a", 0), "GET api.example/{s}");
        assert_false(cfd_route_list_has_host(worker->list, cfd_bytes_str("api.example")));
        worker_free(worker);
    }
}

static void zero_bytes_are_refused(void **state)
{
    static const char text[] = "GET api.example/a\0b";
    struct cfd_route_list *list = NULL;

    assert_int_equal(
        cfd_route_list_new(cfd_bytes_of(text, sizeof(text) - 1), &cfd_alloc_libc, &list, NULL),
        CFD_ERR_FORMAT);
    assert_int_equal(cfd_route_list_new(cfd_bytes_of(NULL, 0), &cfd_alloc_libc, &list, NULL),
                     CFD_OK);
    cfd_route_list_free(list);
}

/* All 4,096 mixtures of a word and a parameter: a look-up that would walk them all gives up and
 * answers as for a path that is not listed. */
static void list_that_branches_everywhere_is_bounded(void **state)
{
    enum { DEPTH = 12 };
    static char text[5000 * 64];
    char path[] = "/a/a/a/a/a/a/a/a/a/a/a/a/end";
    struct worker *worker;
    size_t used = 0;

    for (unsigned mix = 0; mix < 1u << DEPTH; mix++) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, "GET api.example");
        for (unsigned i = 0; i < DEPTH; i++)
            used +=
                (size_t)snprintf(text + used, sizeof(text) - used, mix >> i & 1u ? "/a" : "/{x}");
        used +=
            (size_t)snprintf(text + used, sizeof(text) - used, "%s\n", mix == 0 ? "/end" : "/more");
    }
    worker = worker_new(text);
    assert_null(strstr(ask(worker, path, 0), "{x}"));
    memcpy(path, "/b/b/b/b/b/b/b/b/b/b/b/b", 24);
    assert_string_equal(ask(worker, path, 0),
                        "GET api.example/{x}/{x}/{x}/{x}/{x}/{x}/{x}/{x}/{x}/{x}/{x}/{x}/end");
    worker_free(worker);
}

static void *no_alloc(void *ctx, size_t size_bytes)
{
    return NULL;
}

static void no_free(void *ctx, void *memory)
{
    fail_msg("nothing was made");
}

static void fail_without_memory_nothing_is_made(void **state)
{
    static const struct cfd_alloc none = {no_alloc, no_free, NULL};
    struct cfd_route_list *list = NULL;
    struct cfd_route_memory *memory = NULL;
    const struct cfd_hash_key key = {1, 2};
    struct cfd_error error;

    assert_int_equal(cfd_route_list_new(cfd_bytes_str("GET h/a"), &none, &list, &error),
                     CFD_ERR_MEMORY);
    assert_null(list);
    assert_true(strlen(error.text) > 0);
    assert_int_equal(cfd_route_memory_new(&key, &none, &memory), CFD_ERR_MEMORY);
    assert_null(memory);
    cfd_route_list_free(NULL);
    cfd_route_memory_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listed_route_is_kept_as_written),
        cmocka_unit_test(path_that_no_line_matches_is_not_that_line),
        cmocka_unit_test(literal_wins_over_parameter),
        cmocka_unit_test(branch_that_ends_leads_back_to_the_parameter),
        cmocka_unit_test(named_method_wins_over_any),
        cmocka_unit_test(host_is_one_in_any_case),
        cmocka_unit_test(first_of_two_equal_lines_counts),
        cmocka_unit_test(slashes_count),
        cmocka_unit_test(word_of_the_list_stays_at_its_place_only),
        cmocka_unit_test(line_that_is_not_a_route_is_refused),
        cmocka_unit_test(path_that_is_too_deep_or_long_is_refused),
        cmocka_unit_test(list_of_10000_lines_is_kept_whole),
        cmocka_unit_test(list_of_10001_lines_is_refused),
        cmocka_unit_test(empty_list_names_nothing),
        cmocka_unit_test(zero_bytes_are_refused),
        cmocka_unit_test(list_that_branches_everywhere_is_bounded),
        cmocka_unit_test(fail_without_memory_nothing_is_made),
    };

    return cmocka_run_group_tests_name("route_list", tests, NULL, NULL);
}
