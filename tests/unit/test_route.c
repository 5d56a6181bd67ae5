/* SPDX-License-Identifier: Apache-2.0
 * Endpoints of requests that no list names: what a worker learns, what never stays, and bounds.
 *
 * People and hosts are made up. */
#include "tests/lib/route.h"

static void word_of_three_consumers_is_literal(void **state)
{
    struct worker *worker = worker_new(NULL);

    assert_string_equal(ask(worker, "/customers", 1), "GET api.example/{s}");
    assert_string_equal(ask(worker, "/customers", 2), "GET api.example/{s}");
    assert_string_equal(ask(worker, "/customers", 3), "GET api.example/customers");
    assert_string_equal(ask(worker, "/customers", 1), "GET api.example/customers");
    assert_string_equal(ask(worker, "/customers", 0), "GET api.example/customers");
    worker_free(worker);
}

static void word_of_two_consumers_never_stays(void **state)
{
    struct worker *worker = worker_new(NULL);

    teach(worker, "/users");
    for (uint64_t i = 0; i < 1000; i++)
        assert_string_equal(ask(worker, "/users/anna.schmidt", 1 + i % 2),
                            "GET api.example/users/{s}");
    worker_free(worker);
}

static void unknown_consumer_teaches_nothing(void **state)
{
    struct worker *worker = worker_new(NULL);

    for (int i = 0; i < 100; i++)
        assert_string_equal(ask(worker, "/customers", 0), "GET api.example/{s}");
    assert_string_equal(ask(worker, "/customers", 1), "GET api.example/{s}");
    assert_string_equal(ask(worker, "/customers", 2), "GET api.example/{s}");
    worker_free(worker);
}

static void path_is_learnt_from_left_to_right(void **state)
{
    struct worker *worker = worker_new(NULL);

    teach(worker, "/v1/customers/81/orders/");
    assert_string_equal(ask(worker, "/v1/customers/82/orders/", 9),
                        "GET api.example/v1/customers/{id}/orders/");
    assert_string_equal(ask(worker, "/v1/customers/anna/orders/", 9),
                        "GET api.example/v1/customers/{s}/{s}/");
    assert_string_equal(ask(worker, "/orders/v1", 9), "GET api.example/{s}/{id}");
    worker_free(worker);
}

/* A word is known at its place: below another word, on another host, it is not. */
static void word_is_learnt_at_its_place_only(void **state)
{
    struct worker *worker = worker_new(NULL);

    teach(worker, "/users/search");
    teach(worker, "/orders");
    assert_string_equal(ask(worker, "/orders/search", 9), "GET api.example/orders/{s}");
    assert_string_equal(ask(worker, "/search", 9), "GET api.example/{s}");
    assert_string_equal(ask_host(worker, "b.example", "", "/users/search"),
                        "GET b.example/{s}/{s}");
    assert_string_equal(ask_method(worker, "POST", "/users/search"),
                        "POST api.example/users/search");
    worker_free(worker);
}

/* Each asked for by 1,000 consumers. */
static void segment_that_is_no_word_never_stays(void **state)
{
    static const char *const rows[][2] = {
        {"anna.schmidt@example.com", "{s}"},
        {"anna.schmidt%40example.com", "{s}"},
        {"anna%2eschmidt", "{s}"},
        {"anna%20schmidt", "{s}"},
        {"Anna", "{s}"},
        {"anna schmidt", "{s}"},
        {"anna+schmidt", "{s}"},
        {"anna;x=y", "{s}"},
        {"anna,berta", "{s}"},
        {"(anna)", "{s}"},
        {"anna\xc3\xa4", "{s}"},
        {"anna\x01", "{s}"},
        {"~anna", "{s}"},
        {"anna{id}", "{s}"},
        {"{id}", "{s}"},
        {".", "{s}"},
        {"..", "{s}"},
        {"-", "{s}"},
        {"81", "{id}"},
        {"7", "{id}"},
        {"4-7", "{id}"},
        {"24.12.26", "{id}"},
        {"a123", "{id}"},
        {"u-000123", "{id}"},
        {"+4930901820", "{id}"},
        {"customers(81)", "{id}"},
        {"deadbeefdeadbeef", "{id}"},
        {"DEADBEEFdeadbeef", "{id}"},
        {"3f2b8c1e-aaaa-4bbb-8ccc-123456789abc", "{id}"},
        {"aGVsbG8gd29ybGQgaGVsbG8", "{id}"},
        {"aGVsbGxvZGVhcndvcmxkaGVsbGxv", "{id}"},
        {"averylongwordwithmorethanthirtytwoletters", "{s}"},
        {"awordwithmorethan-two-and-32-letr", "{id}"},
    };
    struct worker *worker = worker_new(NULL);
    char path[128];
    char wanted[128];

    teach(worker, "/users");
    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        (void)snprintf(path, sizeof(path), "/users/%s", rows[i][0]);
        (void)snprintf(wanted, sizeof(wanted), "GET api.example/users/%s", rows[i][1]);
        for (uint64_t consumer = 1; consumer <= 1000; consumer++)
            assert_string_equal(ask(worker, path, consumer), wanted);
    }
    worker_free(worker);
}

static void segment_that_is_a_word_stays(void **state)
{
    static const char *const words[] = {
        "customers",  "v1",       "oauth2",
        "x-y_z.json", "a",        "q1",
        "web-2.12.x", "deadbeef", "awordwithexactly32lettersinitabc"};
    struct worker *worker = worker_new(NULL);
    char path[64];
    char wanted[128];

    for (size_t i = 0; i < TEST_COUNT(words); i++) {
        (void)snprintf(path, sizeof(path), "/%s", words[i]);
        (void)snprintf(wanted, sizeof(wanted), "GET api.example/%s", words[i]);
        teach(worker, path);
        assert_string_equal(ask(worker, path, 9), wanted);
    }
    worker_free(worker);
}

/* Asks for /users/<prefix>a<prefix>b... : `count` different words, as one consumer. */
static void show_words(struct worker *worker, const char *place, unsigned count)
{
    char path[64];

    for (unsigned i = 0; i < count; i++) {
        (void)snprintf(path, sizeof(path), "%s/word%c%c", place, 'a' + i / 26, 'a' + i % 26);
        (void)ask(worker, path, 7);
    }
}

static void place_of_33_words_keeps_none(void **state)
{
    struct worker *worker = worker_new(NULL);

    teach(worker, "/users/me");
    teach(worker, "/orders/open");
    show_words(worker, "/users", 31);
    assert_string_equal(ask(worker, "/users/me", 1), "GET api.example/users/me");
    show_words(worker, "/users", 32);
    assert_string_equal(ask(worker, "/users/me", 1), "GET api.example/users/{s}");
    show_words(worker, "/users", 40);
    teach(worker, "/users/me");
    teach(worker, "/users/late");
    assert_string_equal(ask(worker, "/users/me", 1), "GET api.example/users/{s}");
    assert_string_equal(ask(worker, "/users/late", 1), "GET api.example/users/{s}");
    assert_string_equal(ask(worker, "/orders/open", 1), "GET api.example/orders/open");
    worker_free(worker);
}

/* A list of names, walked by many consumers: none of them is in any endpoint at the end. */
static void prop_names_of_many_people_never_stay(void **state)
{
    struct worker *worker = worker_new(NULL);
    char path[64];

    teach(worker, "/users/anna.schmidt/orders");
    for (unsigned person = 0; person < 500; person++) {
        (void)snprintf(path, sizeof(path), "/users/p%c%c.schmidt/orders", 'a' + person / 26,
                       'a' + person % 26);
        for (uint64_t consumer = 1; consumer <= 20; consumer++)
            (void)ask(worker, path, consumer);
    }
    assert_string_equal(ask(worker, path, 1), "GET api.example/users/{s}/orders");
    assert_string_equal(ask(worker, "/users/anna.schmidt/orders", 1),
                        "GET api.example/users/{s}/orders");
    worker_free(worker);
}

static void word_never_stays_where_the_list_has_a_parameter(void **state)
{
    struct worker *worker = worker_new("GET api.example/users/{user}\nGET api.example/users/me");

    for (uint64_t consumer = 1; consumer <= 1000; consumer++) {
        assert_string_equal(ask(worker, "/users/anna", consumer), "GET api.example/users/{user}");
        assert_string_equal(ask(worker, "/users/anna/orders", consumer),
                            consumer < 3 ? "GET api.example/users/{s}/{s}"
                                         : "GET api.example/users/{s}/orders");
    }
    assert_string_equal(ask_method(worker, "POST", "/users/anna"), "POST api.example/users/{s}");
    assert_string_equal(ask_method(worker, "POST", "/users/me"), "POST api.example/users/me");
    worker_free(worker);
}

/* What one worker learnt is unknown to another, and to the same request without a memory. */
static void nothing_is_learnt_without_memory(void **state)
{
    struct worker *worker = worker_new("GET api.example/users/{user}/orders");

    cfd_route_memory_free(worker->memory);
    worker->memory = NULL;
    teach(worker, "/v1/customers/81");
    assert_string_equal(ask(worker, "/v1/customers/81", 1), "GET api.example/{id}/{s}/{id}");
    assert_string_equal(ask(worker, "/users/anna/orders", 1),
                        "GET api.example/users/{user}/orders");
    cfd_route_list_free(worker->list);
    worker->list = NULL;
    assert_string_equal(ask(worker, "/users/81", 1), "GET api.example/{s}/{id}");
    worker_free(worker);
}

static void method_is_kept_if_well_known(void **state)
{
    static const char *const known[] = {"GET",       "HEAD",    "POST",    "PUT",   "PATCH",
                                        "DELETE",    "OPTIONS", "CONNECT", "TRACE", "PROPFIND",
                                        "PROPPATCH", "MKCOL",   "COPY",    "MOVE",  "LOCK",
                                        "UNLOCK",    "REPORT",  "SEARCH",  "QUERY"};
    static const char *const unknown[] = {"",
                                          "get",
                                          "GETT",
                                          "GE",
                                          "ANNA",
                                          "GET ",
                                          "*",
                                          "{method}",
                                          "\xc3\xa4",
                                          "GET\n",
                                          "AVERYLONGMETHODTHATISNONE"};
    struct worker *worker = worker_new(NULL);
    char wanted[64];

    for (size_t i = 0; i < TEST_COUNT(known); i++) {
        (void)snprintf(wanted, sizeof(wanted), "%s api.example/", known[i]);
        assert_string_equal(ask_method(worker, known[i], "/"), wanted);
    }
    for (size_t i = 0; i < TEST_COUNT(unknown); i++)
        assert_string_equal(ask_method(worker, unknown[i], "/"), "{method} api.example/");
    worker_free(worker);
}

static void server_name_is_the_host(void **state)
{
    struct worker *worker = worker_new("GET listed.example/x");

    assert_string_equal(ask_host(worker, "api.example", "listed.example", "/"), "GET api.example/");
    assert_string_equal(ask_host(worker, "API.Example", "", "/"), "GET api.example/");
    assert_string_equal(ask_host(worker, "localhost", "", "/"), "GET localhost/");
    assert_string_equal(ask_host(worker, "[2001:db8::1]", "", "/"), "GET [2001:db8::1]/");
    worker_free(worker);
}

static void host_is_kept_only_if_listed(void **state)
{
    static const char *const nameless[] = {"",      "*.example",  "*",     ".example",
                                           "~^api", "api.*",      "_",     "--",
                                           "a b",   "\xc3\xa4pi", "api/x", "api:80"};
    static const char *const strange[] = {"",     "anna.example",   "listed.example:80",
                                          "*",    "listed",         "listed.example/x",
                                          "\xff", "xlisted.example"};
    struct worker *worker = worker_new("GET listed.example/x");

    for (size_t i = 0; i < TEST_COUNT(nameless); i++) {
        assert_string_equal(ask_host(worker, nameless[i], "listed.example", "/x"),
                            "GET listed.example/x");
        assert_string_equal(ask_host(worker, nameless[i], "Listed.Example", "/y"),
                            "GET listed.example/{s}");
        for (size_t j = 0; j < TEST_COUNT(strange); j++)
            assert_string_equal(ask_host(worker, nameless[i], strange[j], "/x"), "GET {host}/{s}");
    }
    worker_free(worker);
}

static void host_over_256_loses_its_name(void **state)
{
    struct worker *worker = worker_new("GET listed.example/x");
    char host[32];
    char wanted[64];

    for (unsigned i = 0; i < CFD_ROUTE_HOSTS_MAX; i++) {
        (void)snprintf(host, sizeof(host), "h%u.example", i);
        (void)snprintf(wanted, sizeof(wanted), "GET %s/", host);
        assert_string_equal(ask_host(worker, host, "", "/"), wanted);
    }
    assert_string_equal(ask_host(worker, "late.example", "", "/"), "GET {host}/");
    assert_string_equal(ask_host(worker, "h0.example", "", "/"), "GET h0.example/");
    assert_string_equal(ask_host(worker, "listed.example", "", "/y"), "GET listed.example/{s}");
    assert_string_equal(ask_host(worker, "", "listed.example", "/x"), "GET listed.example/x");
    worker_free(worker);
}

static void host_that_is_too_long_loses_its_name(void **state)
{
    struct worker *worker = worker_new(NULL);
    char host[300];

    memset(host, 'h', sizeof(host));
    host[230] = '\0';
    (void)ask_host(worker, host, host, "/anna/anna/anna/anna/anna/anna");
    assert_non_null(strstr(worker->endpoint, host));
    assert_non_null(strstr(worker->endpoint, "/{other}"));
    host[230] = 'h';
    host[231] = '\0';
    assert_string_equal(ask_host(worker, host, host, "/"), "GET {host}/");
    worker_free(worker);
}

static void path_is_taken_as_it_stands(void **state)
{
    static const char *const rows[][2] = {
        {"", "/"},
        {"/", "/"},
        {"//", "//"},
        {"/anna/", "/{s}/"},
        {"/anna//81", "/{s}//{id}"},
        {"anna/81", "/{s}/{id}"},
        {"*", "/{s}"},
        {"/a/../b/./c", "/{s}/{s}/{s}/{s}/{s}"},
        {"/anna?name=anna", "/{s}"},
        {"/?anna", "/"},
        {"?anna", "/"},
        {"#anna", "/"},
        {"/anna#81/81?81", "/{s}"},
        {"/anna?81#/81", "/{s}"},
        {"http://anna.example/81", "/{s}//{s}/{id}"},
        {"/%2F%2f", "/{s}"},
        {"/%", "/{s}"},
        {"/%4", "/{s}"},
        {"/%417", "/{id}"},
    };
    struct worker *worker = worker_new(NULL);
    char wanted[64];

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        (void)snprintf(wanted, sizeof(wanted), "GET api.example%s", rows[i][1]);
        assert_string_equal(ask(worker, rows[i][0], 1), wanted);
    }
    assert_string_equal(ask_bytes(worker, cfd_bytes_of(NULL, 0), 1), "GET api.example/");
    worker_free(worker);
}

static void path_that_is_too_deep_ends_in_other(void **state)
{
    struct worker *worker = worker_new(NULL);
    char path[2 * CFD_ROUTE_SEGMENTS_MAX + 3] = "";

    for (unsigned i = 0; i < CFD_ROUTE_SEGMENTS_MAX; i++)
        memcpy(path + 2 * i, "/7", 3);
    assert_non_null(strstr(ask(worker, path, 1), "/{id}/{id}"));
    assert_int_equal(worker->gaps, 0);
    memcpy(path + strlen(path), "/", 2);
    assert_non_null(strstr(ask(worker, path, 1), "/{id}/{id}/{other}"));
    worker_free(worker);
}

static void endpoint_that_is_too_long_ends_in_other(void **state)
{
    struct worker *worker = worker_new(NULL);
    char path[256] = "";

    while (strlen(path) < 200)
        memcpy(path + strlen(path), "/abcdefghijklmnopqrstuvwxyzabcdef", 34);
    teach(worker, path); /* 231 bytes of words */
    assert_int_equal(strlen(ask(worker, path, 1)), strlen("GET api.example") + strlen(path));
    assert_int_equal(worker->gaps, 0);
    memcpy(path + strlen(path), "/81", 4);
    teach(worker, path);
    assert_non_null(strstr(ask(worker, path, 1), "/abcdefghijklmnopqrstuvwxyzabcdef/{id}"));
    memcpy(path + strlen(path), "/81", 4);
    assert_non_null(strstr(ask(worker, path, 1), "abcdef/{other}"));
    worker_free(worker);
}

/* A path of 13 segments whose pattern of ids and words is a number. */
static void make_pattern(char path[64], unsigned pattern)
{
    for (unsigned i = 0; i < 13; i++)
        memcpy(path + 2 * i, pattern >> i & 1u ? "/7" : "/X", 3);
}

static void host_with_too_many_templates_books_on_other(void **state)
{
    struct worker *worker = worker_new("GET api.example/listed/{x}");
    unsigned other_count = 0;
    char path[64];

    for (unsigned pattern = 0; pattern < 5000; pattern++) {
        make_pattern(path, pattern);
        other_count += strcmp(ask(worker, path, 1 + pattern), "GET api.example/{other}") == 0;
    }
    assert_int_equal(other_count, 5000 - CFD_ROUTE_TEMPLATES_MAX);
    make_pattern(path, 7);
    assert_null(strstr(ask(worker, path, 1), "{other}"));
    assert_string_equal(ask(worker, "/listed/81", 1), "GET api.example/listed/{x}");
    assert_null(strstr(ask_host(worker, "b.example", "", "/1/2/3"), "{other}"));
    worker_free(worker);
}

/* What does not fit any more takes no part in the template: it is one of its host's 1,000. */
static void template_that_was_cut_counts_once(void **state)
{
    static const char listed[] =
        "/abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst"
        "/abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst"
        "/abcdefghijklmnopqrst/abcdefghijklmnopqrst";
    char text[512];
    struct worker *worker;

    (void)snprintf(text, sizeof(text), "POST api.example%s", listed);
    worker = worker_new(text);
    for (unsigned pattern = 0; pattern < CFD_ROUTE_TEMPLATES_MAX - 2; pattern++) {
        make_pattern(text, pattern);
        (void)ask(worker, text, 1);
    }
    (void)snprintf(text, sizeof(text), "%s/7/7/7/7/7/7", listed);
    assert_non_null(strstr(ask(worker, text, 1), "/{id}/{id}/{id}/{id}/{other}"));
    (void)snprintf(text, sizeof(text), "%s/7/7/7/7/X/7", listed);
    assert_non_null(strstr(ask(worker, text, 1), "/{id}/{id}/{id}/{id}/{other}"));
    assert_string_equal(ask(worker, "/last/one", 1), "GET api.example/{s}/{s}");
    assert_string_equal(ask(worker, "/too/many/7", 1), "GET api.example/{other}");
    worker_free(worker);
}

static void full_memory_learns_nothing_more_and_keeps_what_it_knows(void **state)
{
    struct worker *worker = worker_new(NULL);
    char path[64];
    char host[32];

    teach(worker, "/customers/81/orders");
    for (unsigned i = 0; i < 300000; i++) {
        make_pattern(path, i % 900);
        (void)snprintf(path + strlen(path), sizeof(path) - strlen(path), "/w%c", 'a' + i % 7);
        (void)snprintf(host, sizeof(host), "h%u.example", i / 900 % 300);
        (void)ask_host(worker, host, "", path);
    }
    assert_string_equal(ask(worker, "/customers/82/orders", 9),
                        "GET api.example/customers/{id}/orders");
    teach(worker, "/late/82/last");
    assert_string_equal(ask(worker, "/late/82/last", 1), "GET api.example/{s}/{id}/{s}");
    worker_free(worker);
}

/* ---- hostile paths ---- */

static void prop_every_byte_in_every_kind_of_path_is_harmless(void **state)
{
    struct worker *worker = worker_new("* api.example/a/{x}\n");

    for (unsigned byte = 0; byte < 256; byte++) {
        uint8_t path[] = "/a/xx/users/xx";

        for (size_t at = 0; at < sizeof(path) - 1; at++) {
            uint8_t was = path[at];

            path[at] = (uint8_t)byte;
            for (uint64_t consumer = 0; consumer < 5; consumer++)
                (void)ask_bytes(worker, cfd_bytes_of(path, sizeof(path) - 1), consumer);
            path[at] = was;
        }
    }
    worker_free(worker);
}

/* Requests out of bytes that matter, in all four members. */
static void prop_random_request_is_well_formed(void **state)
{
    static const char bytes[] = "//////aab7.-_*~[]:%@{};?#\x01\xff ";
    struct worker *worker = worker_new("GET a/a/{b}\n* b/{a}/b/\nGET a.b/a//b");
    uint32_t random = 3;
    char text[4][96];

    for (unsigned round = 0; round < 300000; round++) {
        struct cfd_bytes part[4];
        struct cfd_route_request request;

        for (size_t i = 0; i < 4; i++) {
            size_t len = (random = random * 1664525u + 1013904223u) >> 16;

            len %= i == 3 ? sizeof(text[i]) : 5;
            for (size_t j = 0; j < len; j++)
                text[i][j] =
                    bytes[((random = random * 1664525u + 1013904223u) >> 16) % (sizeof(bytes) - 1)];
            part[i] = cfd_bytes_of(text[i], len);
        }
        request = (struct cfd_route_request){part[0], part[1], part[2], part[3], round % 9};
        if (round % 2 == 0)
            request.method = cfd_bytes_str("GET");
        (void)ask_request(worker, &request);
    }
    worker_free(worker);
}

static void hostile_path_is_answered(void **state)
{
    enum { HUGE_BYTES = 10 * 1024 * 1024 };
    struct worker *worker = worker_new("GET api.example/a/{x}");
    uint8_t *path = malloc(HUGE_BYTES);
    static const uint8_t bytes[] = {'/', 'a', '7', '%', '{', 0, 0xff, '?', '.', ' '};

    assert_non_null(path);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        memset(path, bytes[i], HUGE_BYTES);
        (void)ask_bytes(worker, cfd_bytes_of(path, HUGE_BYTES), 1);
        (void)ask_bytes(worker, cfd_bytes_of(path, 10000), 1);
    }
    memset(path, 'a', HUGE_BYTES);
    memcpy(path, "/a/", 3);
    assert_string_equal(ask_bytes(worker, cfd_bytes_of(path, HUGE_BYTES), 1),
                        "GET api.example/a/{x}");
    free(path);
    worker_free(worker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(word_of_three_consumers_is_literal),
        cmocka_unit_test(word_of_two_consumers_never_stays),
        cmocka_unit_test(unknown_consumer_teaches_nothing),
        cmocka_unit_test(path_is_learnt_from_left_to_right),
        cmocka_unit_test(word_is_learnt_at_its_place_only),
        cmocka_unit_test(segment_that_is_no_word_never_stays),
        cmocka_unit_test(segment_that_is_a_word_stays),
        cmocka_unit_test(place_of_33_words_keeps_none),
        cmocka_unit_test(prop_names_of_many_people_never_stay),
        cmocka_unit_test(word_never_stays_where_the_list_has_a_parameter),
        cmocka_unit_test(nothing_is_learnt_without_memory),
        cmocka_unit_test(method_is_kept_if_well_known),
        cmocka_unit_test(server_name_is_the_host),
        cmocka_unit_test(host_is_kept_only_if_listed),
        cmocka_unit_test(host_over_256_loses_its_name),
        cmocka_unit_test(host_that_is_too_long_loses_its_name),
        cmocka_unit_test(path_is_taken_as_it_stands),
        cmocka_unit_test(path_that_is_too_deep_ends_in_other),
        cmocka_unit_test(endpoint_that_is_too_long_ends_in_other),
        cmocka_unit_test(host_with_too_many_templates_books_on_other),
        cmocka_unit_test(template_that_was_cut_counts_once),
        cmocka_unit_test(full_memory_learns_nothing_more_and_keeps_what_it_knows),
        cmocka_unit_test(prop_every_byte_in_every_kind_of_path_is_harmless),
        cmocka_unit_test(prop_random_request_is_well_formed),
        cmocka_unit_test(hostile_path_is_answered),
    };

    return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
