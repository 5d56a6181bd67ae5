/* SPDX-License-Identifier: Apache-2.0
 * A worker for tests of routes: its list, its memory, and the law that every endpoint obeys. */
#ifndef CFD_TESTS_LIB_ROUTE_H
#define CFD_TESTS_LIB_ROUTE_H

#include "core/route/route.h"

#include <stdbool.h>

#include "tests/lib/test.h"

#define WORKER_HOST "api.example"

/* Either of list and memory may be NULL. */
struct worker {
    struct cfd_route_list *list;
    struct cfd_route_memory *memory;
    char endpoint[CFD_ENDPOINT_MAX_BYTES];
    cfd_gaps gaps;
};

static inline struct worker *worker_new(const char *list_text)
{
    static const struct cfd_hash_key hash_key = {0x0123456789abcdefu, 0xfedcba9876543210u};
    struct worker *worker = calloc(1, sizeof(*worker));
    struct cfd_error error = {.text = ""};

    assert_non_null(worker);
    if (list_text != NULL && cfd_route_list_new(cfd_bytes_str(list_text), &cfd_alloc_libc,
                                                &worker->list, &error) != CFD_OK)
        fail_msg("line %u: %s", error.line, error.text);
    assert_int_equal(cfd_route_memory_new(&hash_key, &cfd_alloc_libc, &worker->memory), CFD_OK);
    return worker;
}

static inline void worker_free(struct worker *worker)
{
    cfd_route_list_free(worker->list);
    cfd_route_memory_free(worker->memory);
    free(worker);
}

/* Printable ASCII, one blank, terminated, no query; {other} if and only if there is a gap. */
static inline void assert_endpoint(const struct worker *worker)
{
    size_t len = strnlen(worker->endpoint, CFD_ENDPOINT_MAX_BYTES);
    size_t blank_count = 0;

    assert_true(len < CFD_ENDPOINT_MAX_BYTES);
    for (size_t i = 0; i < len; i++) {
        assert_in_range((uint8_t)worker->endpoint[i], 0x20, 0x7e);
        assert_true(worker->endpoint[i] != '?' && worker->endpoint[i] != '#');
        blank_count += worker->endpoint[i] == ' ';
    }
    assert_int_equal(blank_count, 1);
    assert_non_null(strchr(worker->endpoint, '/'));
    assert_true(worker->gaps == 0 || worker->gaps == CFD_GAP_BIT(CFD_GAP_TEMPLATES));
    assert_true((worker->gaps != 0) == (strstr(worker->endpoint, "/{other}") != NULL));
}

static inline const char *ask_request(struct worker *worker,
                                      const struct cfd_route_request *request)
{
    memset(worker->endpoint, 0x7f, sizeof(worker->endpoint));
    worker->gaps = 0xffff;
    cfd_route_endpoint(worker->list, worker->memory, request, worker->endpoint, &worker->gaps);
    assert_endpoint(worker);
    return worker->endpoint;
}

static inline const char *ask_bytes(struct worker *worker, struct cfd_bytes path,
                                    uint64_t consumer_hash)
{
    struct cfd_route_request request = {.method = cfd_bytes_str("GET"),
                                        .server_name = cfd_bytes_str(WORKER_HOST),
                                        .host = cfd_bytes_str("client.example"),
                                        .path = path,
                                        .consumer_hash = consumer_hash};

    return ask_request(worker, &request);
}

static inline const char *ask(struct worker *worker, const char *path, uint64_t consumer_hash)
{
    return ask_bytes(worker, cfd_bytes_str(path), consumer_hash);
}

static inline const char *ask_method(struct worker *worker, const char *method, const char *path)
{
    struct cfd_route_request request = {.method = cfd_bytes_str(method),
                                        .server_name = cfd_bytes_str(WORKER_HOST),
                                        .path = cfd_bytes_str(path)};

    return ask_request(worker, &request);
}

static inline const char *ask_host(struct worker *worker, const char *server_name, const char *host,
                                   const char *path)
{
    struct cfd_route_request request = {.method = cfd_bytes_str("GET"),
                                        .server_name = cfd_bytes_str(server_name),
                                        .host = cfd_bytes_str(host),
                                        .path = cfd_bytes_str(path),
                                        .consumer_hash = 1};

    return ask_request(worker, &request);
}

/* Asks for a path so often, as three consumers, that every word in it is learnt. */
static inline void teach(struct worker *worker, const char *path)
{
    for (uint64_t i = 0; i < 3 * CFD_ROUTE_SEGMENTS_MAX; i++)
        (void)ask(worker, path, 1 + i % 3);
}

#endif
