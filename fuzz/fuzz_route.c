/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_route_list_new, cfd_route_list_has_host, cfd_route_endpoint.
 *
 * Byte 0: bit 0 five consumers ask in turn instead of two; bit 1 a second worker is asked, too.
 * The rest is parted by zero bytes: the text of a route list, then for each request method,
 * server_name, host and path.
 * Oracles: an endpoint is printable, terminated, of one blank, and has {other} exactly with a gap;
 * a worker with another key answers the same; what the list has is what a search line by line
 * finds; of two consumers no word is kept that the list does not hold. */
#include "core/route/route.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define SEGMENTS_MAX (CFD_ROUTE_SEGMENTS_MAX + 1u)
#define SLASHES_MAX 80u /* of a list whose look-ups never give up */
#define REQUESTS_MAX 200u
#define MEMORY_BYTES (1024u * 1024u)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

struct worker {
    struct cfd_route_memory *memory;
    char endpoint[CFD_ENDPOINT_MAX_BYTES];
    cfd_gaps gaps;
};

struct path {
    size_t count; /* SEGMENTS_MAX: that many or more */
    struct cfd_bytes segments[SEGMENTS_MAX];
};

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_route: not so: %s\n", law);
    abort();
}

/* Takes what stands before a byte; the byte goes, too. */
static struct cfd_bytes take(struct cfd_bytes *rest, int byte)
{
    const uint8_t *end = rest->len == 0 ? NULL : memchr(rest->ptr, byte, rest->len);
    size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
    struct cfd_bytes taken = cfd_bytes_of(rest->ptr, len);

    len += end != NULL;
    *rest = cfd_bytes_of(len == 0 ? rest->ptr : rest->ptr + len, rest->len - len);
    return taken;
}

static struct cfd_bytes trim(struct cfd_bytes text)
{
    while (text.len > 0 && memchr(" \t\r", text.ptr[0], 3) != NULL)
        text = cfd_bytes_of(text.ptr + 1, text.len - 1);
    while (text.len > 0 && memchr(" \t\r", text.ptr[text.len - 1], 3) != NULL)
        text.len--;
    return text;
}

static struct path split(struct cfd_bytes text)
{
    struct path path = {.count = 0};
    size_t begin;

    text = take(&text, '?');
    text = take(&text, '#');
    begin = text.len > 0 && text.ptr[0] == '/';
    for (size_t at = begin; at <= text.len && path.count < SEGMENTS_MAX; at++) {
        if (at < text.len && text.ptr[at] != '/')
            continue;
        path.segments[path.count++] = cfd_bytes_of(text.ptr + begin, at - begin);
        begin = at + 1;
    }
    return path;
}

static bool is_same_host(struct cfd_bytes a, struct cfd_bytes b)
{
    if (a.len > 0 && a.ptr[a.len - 1] == '.')
        a.len--;
    for (size_t i = 0; a.len == b.len && i < a.len; i++) {
        uint8_t lower = a.ptr[i] >= 'A' && a.ptr[i] <= 'Z' ? a.ptr[i] + 32 : a.ptr[i];

        if (lower != b.ptr[i])
            return false;
    }
    return a.len == b.len;
}

static bool is_param(struct cfd_bytes segment)
{
    return segment.len > 0 && segment.ptr[0] == '{';
}

/* How well a path fits a line: a digit a segment, 2 literal, 1 parameter; "" not at all. */
static void fit(const struct path *line, const struct path *path, char rank[SEGMENTS_MAX + 2])
{
    rank[0] = '\0';
    if (line->count != path->count)
        return;
    for (size_t i = 0; i < path->count; i++) {
        bool is_open = is_param(line->segments[i]);

        if (!(is_open ? path->segments[i].len > 0
                      : cfd_bytes_equal(line->segments[i], path->segments[i]))) {
            rank[0] = '\0';
            return;
        }
        rank[i] = is_open ? '1' : '2';
    }
    rank[path->count] = '0';
    rank[path->count + 1] = '\0';
}

/* The path of the line that fits best; an empty one: none does. */
static struct cfd_bytes search(struct cfd_bytes text, struct cfd_bytes method,
                               struct cfd_bytes host, const struct path *path)
{
    struct cfd_bytes best = cfd_bytes_of(NULL, 0);
    char best_rank[SEGMENTS_MAX + 2] = "";

    while (text.len > 0) {
        struct cfd_bytes line = take(&text, '\n');
        struct cfd_bytes rest = trim(take(&line, '#'));
        struct path line_path;
        char rank[SEGMENTS_MAX + 2];
        size_t blank = 0;
        bool is_any;

        while (blank < rest.len && memchr(" \t\r", rest.ptr[blank], 3) == NULL)
            blank++;
        is_any = rest.len > 0 && rest.ptr[0] == '*';
        if (rest.len == 0 || !(is_any || cfd_bytes_equal(cfd_bytes_of(rest.ptr, blank), method)))
            continue;
        rest = trim(cfd_bytes_of(rest.ptr + blank, rest.len - blank));
        if (!is_same_host(take(&rest, '/'), host))
            continue;
        line_path = split(cfd_bytes_of(rest.ptr - 1, rest.len + 1));
        fit(&line_path, path, rank);
        if (rank[0] != '\0' && !is_any)
            rank[path->count] = '1';
        if (strcmp(rank, best_rank) > 0) {
            memcpy(best_rank, rank, sizeof(rank));
            best = cfd_bytes_of(rest.ptr - 1, rest.len + 1);
        }
    }
    return best;
}

static bool holds(struct cfd_bytes text, struct cfd_bytes wanted)
{
    return wanted.len == 0 || memmem(text.ptr, text.len, wanted.ptr, wanted.len) != NULL;
}

static void check_form(const struct worker *worker)
{
    size_t len = strnlen(worker->endpoint, CFD_ENDPOINT_MAX_BYTES);
    size_t blank_count = 0;

    must(len < CFD_ENDPOINT_MAX_BYTES, "an endpoint is terminated");
    for (size_t i = 0; i < len; i++) {
        must(worker->endpoint[i] >= 0x20 && worker->endpoint[i] < 0x7f, "it is printable");
        blank_count += worker->endpoint[i] == ' ';
    }
    must(blank_count == 1, "it has one blank");
    must(strchr(worker->endpoint, '/') != NULL, "it has a path");
    must((worker->gaps & ~CFD_GAP_BIT(CFD_GAP_TEMPLATES)) == 0, "there is one kind of gap");
}

/* Segments of an endpoint that is not the list's: ours, or the path's own. */
static void check_learnt(struct cfd_bytes list_text, const struct path *shown,
                         const struct path *path, bool is_of_two)
{
    static const char *const ours[] = {"{id}", "{s}", "{other}"};

    for (size_t i = 0; i < shown->count; i++) {
        struct cfd_bytes segment = shown->segments[i];
        bool is_ours = false;

        for (size_t j = 0; j < sizeof(ours) / sizeof(ours[0]); j++)
            is_ours |= cfd_bytes_equal(segment, cfd_bytes_str(ours[j]));
        if (is_ours)
            continue;
        must(i < path->count && cfd_bytes_equal(segment, path->segments[i]),
             "a word was asked for");
        must(!is_of_two || holds(list_text, segment), "a word of two consumers is listed");
    }
}

static void check(const struct cfd_route_list *list, struct cfd_bytes list_text,
                  const struct worker *worker, const struct cfd_route_request *request,
                  bool is_of_two, bool is_searched)
{
    struct cfd_bytes rest = cfd_bytes_str(worker->endpoint);
    struct cfd_bytes method = take(&rest, ' ');
    struct path path = split(request->path);
    struct cfd_bytes target = rest;
    struct cfd_bytes host = take(&rest, '/');
    struct cfd_bytes shown = cfd_bytes_of(target.ptr + host.len, target.len - host.len);
    struct cfd_bytes line = search(list_text, method, host, &path);
    struct path shown_path = split(shown);

    check_form(worker);
    must(!cfd_bytes_equal(host, cfd_bytes_str("{host}")) || request->server_name.len > 0 ||
             !cfd_route_list_has_host(list, request->host),
         "a host of the list keeps its name");
    if (line.len > 0 && is_searched)
        must(cfd_bytes_equal(shown, line), "the list's route is found");
    if (line.len > 0)
        return;
    check_learnt(list_text, &shown_path, &path, is_of_two);
    must((worker->gaps != 0) == (strstr(worker->endpoint, "/{other}") != NULL),
         "{other} is a gap and nothing else is");
}

static void ask(const struct cfd_route_list *list, struct worker *worker,
                const struct cfd_route_request *request)
{
    memset(worker->endpoint, 0xee, sizeof(worker->endpoint));
    cfd_route_endpoint(list, worker->memory, request, worker->endpoint, &worker->gaps);
}

/* The same memory in each run: taking it anew would be most of the time. */
static void *memory_alloc(void *ctx, size_t size_bytes)
{
    return size_bytes <= MEMORY_BYTES ? ctx : NULL;
}

static void memory_free(void *ctx, void *memory)
{
    must(memory == ctx, "what is freed was taken");
}

static void make_worker(struct worker *worker, uint64_t key, void *storage)
{
    const struct cfd_hash_key hash_key = {key, ~key};
    const struct cfd_alloc alloc = {memory_alloc, memory_free, storage};

    if (cfd_route_memory_new(&hash_key, &alloc, &worker->memory) != CFD_OK)
        abort();
}

/* Asks a second worker, with another key, the same. */
static void ask_twin(const struct cfd_route_list *list, struct worker *twin,
                     const struct worker *worker, const struct cfd_route_request *request)
{
    ask(list, twin, request);
    must(strcmp(twin->endpoint, worker->endpoint) == 0, "the key changes nothing");
    must(twin->gaps == worker->gaps, "the key changes no gap");
}

static void ask_all(const struct cfd_route_list *list, struct cfd_bytes list_text,
                    struct cfd_bytes requests, unsigned consumer_count, bool has_twin)
{
    static uint64_t storage[2][MEMORY_BYTES / 8];
    struct worker worker;
    struct worker twin = {.memory = NULL};
    size_t slash_count = 0;

    for (size_t i = 0; i < list_text.len; i++)
        slash_count += list_text.ptr[i] == '/';
    make_worker(&worker, 1, storage[0]);
    if (has_twin)
        make_worker(&twin, 2, storage[1]);
    for (uint64_t i = 0; requests.len > 0 && i < REQUESTS_MAX; i++) {
        struct cfd_route_request request;

        request.method = take(&requests, 0);
        request.server_name = take(&requests, 0);
        request.host = take(&requests, 0);
        request.path = take(&requests, 0);
        request.consumer_hash = i % (consumer_count + 1); /* and one unknown */
        ask(list, &worker, &request);
        check(list, list_text, &worker, &request, consumer_count == 2, slash_count <= SLASHES_MAX);
        if (has_twin)
            ask_twin(list, &twin, &worker, &request);
    }
    cfd_route_memory_free(worker.memory);
    cfd_route_memory_free(twin.memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    struct cfd_route_list *list = NULL;
    struct cfd_error error = {.text = ""};
    struct cfd_bytes rest;
    struct cfd_bytes list_text;

    if (data_bytes == 0)
        return 0;
    rest = cfd_bytes_of(data + 1, data_bytes - 1);
    list_text = take(&rest, 0);
    if (cfd_route_list_new(list_text, &cfd_alloc_libc, &list, &error) != CFD_OK) {
        must(list == NULL && error.text[0] != '\0' && error.line > 0, "a refusal says its line");
        list_text.len = 0;
    }
    ask_all(list, list_text, rest, (data[0] & 1u) != 0 ? 5 : 2, (data[0] & 2u) != 0);
    cfd_route_list_free(list);
    return 0;
}
