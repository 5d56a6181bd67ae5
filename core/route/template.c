/* SPDX-License-Identifier: Apache-2.0
 * The endpoint of a request: from the route list where a line matches, else segment by segment.
 *
 * Everything that is written is one of ours ({id}, {s}, {host}, {method}, {other}), a host out of
 * host bytes, text of the list, or a word out of word bytes: so the result is printable ASCII
 * whatever was sent. There is always room for "/{other}" until the last segment is written. */
#include "core/route/internal.h"

#include <string.h>

#include "core/route/name.h"

#define OTHER "/{other}"
#define OTHER_BYTES (sizeof(OTHER) - 1)

_Static_assert(CFDI_METHOD_MAX_BYTES + 1 + CFDI_HOST_MAX_BYTES + sizeof(OTHER) <=
                   CFD_ENDPOINT_MAX_BYTES,
               "{other} fits behind every method and host");

/* A request taken apart. Segments point into its path. */
struct parts {
    uint8_t method;
    struct cfdi_host host;
    bool is_nameless; /* host is {host} */
    cfdi_place place; /* of the host in the list */
    bool is_deep;     /* there are more segments than these */
    size_t segment_count;
    struct cfd_bytes segments[CFD_ROUTE_SEGMENTS_MAX];
};

/* The way down a path that no line of the list matches. memory may be NULL; then there is no key. */
struct descent {
    const struct cfd_route_list *list;
    struct cfd_route_memory *memory;
    uint64_t consumer_hash;
    cfdi_place place; /* as long as the list knows the way */
    uint64_t key;     /* of what was written so far */
};

/* The endpoint while it is written. */
struct writer {
    char *text;
    size_t used;
};

static const struct cfdi_host nameless_host = {6, "{host}"};

/* Whether `more` bytes fit and leave `spare` and the 0. */
static bool has_room(const struct writer *writer, size_t more, size_t spare)
{
    return writer->used + more + spare < CFD_ENDPOINT_MAX_BYTES;
}

/* Writes what has room; callers see to that. */
static void put(struct writer *writer, struct cfd_bytes what)
{
    if (what.len == 0 || !has_room(writer, what.len, 0))
        return;
    memcpy(writer->text + writer->used, what.ptr, what.len);
    writer->used += what.len;
}

static struct cfd_bytes without_query(struct cfd_bytes path)
{
    const char marks[] = {'?', '#'};

    for (size_t i = 0; i < sizeof(marks); i++) {
        const uint8_t *mark = path.len == 0 ? NULL : memchr(path.ptr, marks[i], path.len);

        if (mark != NULL)
            path.len = (size_t)(mark - path.ptr);
    }
    return path;
}

static void read_path(struct cfd_bytes path, struct parts *parts)
{
    struct cfd_bytes rest = without_query(path);

    if (rest.len == 0)
        rest = cfd_bytes_str("/");
    parts->segment_count = 0;
    while (parts->segment_count < CFD_ROUTE_SEGMENTS_MAX &&
           cfdi_segment_next(&rest, &parts->segments[parts->segment_count]))
        parts->segment_count++;
    parts->is_deep = rest.len > 0;
}

/* The name of the server that answers is the operator's; $host is the client's. */
static void read_host(const struct cfd_route_list *list, const struct cfd_route_request *request,
                      struct parts *parts)
{
    parts->is_nameless = !cfdi_host_read(request->server_name, &parts->host) &&
                         !(cfd_route_list_has_host(list, request->host) &&
                           cfdi_host_read(request->host, &parts->host));
    if (parts->is_nameless)
        parts->host = nameless_host;
    parts->place = cfdi_list_host(list, cfdi_host_bytes(&parts->host));
}

/* Whether a segment may stand as it is. */
static bool is_kept(struct descent *descent, struct cfd_bytes segment, bool is_word)
{
    cfdi_place literal = cfdi_list_literal(descent->list, descent->place, segment);
    uint64_t word_key;

    if (literal != 0 || segment.len == 0) {
        descent->place = literal;
        return true;
    }
    descent->place = cfdi_list_param(descent->list, descent->place);
    if (descent->place != 0 || descent->memory == NULL || !is_word)
        return false; /* where the list has a parameter, no word is learnt */
    word_key = cfdi_memory_key(descent->memory, descent->key, segment);
    return cfdi_memory_word(descent->memory, descent->key, word_key, descent->consumer_hash);
}

/* How a segment is written; the descent moves behind it. */
static struct cfd_bytes descend(struct descent *descent, struct cfd_bytes segment)
{
    struct cfdi_shape shape = cfdi_shape_of(segment);
    struct cfd_bytes name = segment;

    if (!is_kept(descent, segment, shape.is_word))
        name = cfd_bytes_str(shape.is_id ? "{id}" : "{s}");
    if (descent->memory != NULL)
        descent->key = cfdi_memory_key(descent->memory, descent->key, name);
    return name;
}

/* Writes segments as far as they fit. False: {other} has to stand for the rest of them. */
static bool write_segments(struct writer *writer, struct descent *descent,
                           const struct parts *parts)
{
    for (size_t i = 0; i < parts->segment_count; i++) {
        bool is_last = i + 1 == parts->segment_count && !parts->is_deep;
        uint64_t key_before = descent->key;
        struct cfd_bytes name = descend(descent, parts->segments[i]);

        if (!has_room(writer, 1 + name.len, is_last ? 0 : OTHER_BYTES)) {
            descent->key = key_before;
            return false;
        }
        put(writer, cfd_bytes_str("/"));
        put(writer, name);
    }
    return !parts->is_deep;
}

/* Finds the host's count of templates; a host too many loses its name, unless the list has it. */
static struct cfdi_memory_host *count_host(struct cfd_route_memory *memory, struct parts *parts)
{
    struct cfdi_memory_host *host = NULL;

    if (!parts->is_nameless)
        host = cfdi_memory_host(memory, cfdi_host_bytes(&parts->host));
    if (host == NULL && parts->place == 0)
        parts->host = nameless_host;
    return host == NULL ? cfdi_memory_rest(memory) : host;
}

/* Writes host and path of a request that no line of the list matches. */
static cfd_gaps write_learnt(struct writer *writer, struct descent *descent, struct parts *parts)
{
    struct cfdi_memory_host *host = NULL;
    size_t path_at;
    bool is_whole;

    if (descent->memory != NULL) {
        host = count_host(descent->memory, parts);
        descent->key = cfdi_memory_key(descent->memory, 0, cfdi_host_bytes(&parts->host));
    }
    put(writer, cfdi_host_bytes(&parts->host));
    path_at = writer->used;
    is_whole = write_segments(writer, descent, parts);
    if (!is_whole && host != NULL)
        descent->key = cfdi_memory_key(descent->memory, descent->key, cfd_bytes_str(OTHER));
    if (host != NULL && !cfdi_memory_template(descent->memory, host, descent->key)) {
        writer->used = path_at;
        is_whole = false;
    }
    if (is_whole)
        return 0;
    put(writer, cfd_bytes_str(OTHER));
    return CFD_GAP_BIT(CFD_GAP_TEMPLATES);
}

void cfd_route_endpoint(const struct cfd_route_list *list, struct cfd_route_memory *memory,
                        const struct cfd_route_request *request,
                        char out_endpoint[CFD_ENDPOINT_MAX_BYTES], cfd_gaps *out_gaps)
{
    struct writer writer = {out_endpoint, 0};
    struct parts parts;
    struct cfd_bytes target;

    *out_gaps = 0;
    parts.method = cfdi_method_of(request->method);
    read_host(list, request, &parts);
    read_path(request->path, &parts);
    put(&writer, cfd_bytes_str(cfdi_method_name(parts.method)));
    put(&writer, cfd_bytes_str(" "));
    if (!parts.is_deep && cfdi_list_find(list, parts.place, parts.method, parts.segments,
                                         parts.segment_count, &target)) {
        put(&writer, target);
    } else {
        struct descent descent = {list, memory, request->consumer_hash, parts.place, 0};

        *out_gaps = write_learnt(&writer, &descent, &parts);
    }
    out_endpoint[writer.used] = '\0';
}
