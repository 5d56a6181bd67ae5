/* SPDX-License-Identifier: Apache-2.0
 * The route list: lines of text become a trie whose edges lie in one hash table.
 *
 *     root --host--> place --literal or param--> place ... --end of a method--> "host/path"
 *
 * A place is a number; an edge is found by (place, kind, text). The text is read twice: once to
 * find its faults and sizes, once to build in a single piece of memory, which cannot fail.
 *
 * A look-up tries the literal before the parameter and steps back where a branch ends. Lists that
 * branch without end at every segment are not written by people; STEPS_MAX bounds them. */
#include "core/route/internal.h"

#include <string.h>

#include "core/base/checked.h"
#include "core/route/row.h"

#define STEPS_MAX 256u
#define ROOT 0u
#define END_MARK 1u /* child of an edge that ends a line */

enum edge_kind {
    EDGE_HOST,
    EDGE_LITERAL,
    EDGE_PARAM,
    EDGE_END, /* + method */
};

/* child 0: a free slot. text: of HOST and LITERAL; of END the line's target. */
struct edge {
    cfdi_place parent;
    cfdi_place child;
    uint32_t text_at;
    uint16_t text_bytes;
    uint16_t kind;
};

struct cfd_route_list {
    struct cfd_alloc alloc;
    uint32_t slot_mask;
    cfdi_place place_last;
    uint32_t text_used;
    uint8_t *text;
    struct edge edges[];
};

/* A look-up on its way: the place at each depth, and what to try there next. */
enum next {
    NEXT_LITERAL,
    NEXT_PARAM,
    NEXT_BACK,
};

struct walk {
    size_t depth;
    cfdi_place places[CFD_ROUTE_SEGMENTS_MAX + 1];
    enum next next[CFD_ROUTE_SEGMENTS_MAX + 1];
};

struct sizes {
    size_t row_count;
    size_t edge_count;
    size_t text_bytes;
};

/* The table is not reached by people who could choose its entries: any fixed key will do. */
static const struct cfd_hash_key edge_hash_key = {0x726f757465206c69u, 0x7374206564676573u};

static struct cfd_bytes edge_text(const struct cfd_route_list *list, const struct edge *edge)
{
    return cfd_bytes_of(list->text + edge->text_at, edge->text_bytes);
}

static bool is_edge(const struct cfd_route_list *list, const struct edge *edge, cfdi_place parent,
                    unsigned kind, struct cfd_bytes text)
{
    return edge->parent == parent && edge->kind == kind &&
           (kind >= EDGE_PARAM || cfd_bytes_equal(edge_text(list, edge), text));
}

/* Index of the edge, or of the free slot where it would stand; half of the slots are free. */
static size_t slot_of(const struct cfd_route_list *list, cfdi_place parent, unsigned kind,
                      struct cfd_bytes text)
{
    uint64_t hash = ((uint64_t)parent << 8 | kind) * 0x9e3779b97f4a7c15u;
    size_t at;

    if (kind < EDGE_PARAM)
        hash ^= cfd_siphash(&edge_hash_key, text.ptr, text.len);
    for (at = (hash ^ hash >> 32) & list->slot_mask;; at = (at + 1) & list->slot_mask) {
        if (list->edges[at].child == 0 || is_edge(list, &list->edges[at], parent, kind, text))
            return at;
    }
}

static cfdi_place child_of(const struct cfd_route_list *list, cfdi_place parent, unsigned kind,
                           struct cfd_bytes text)
{
    return list == NULL ? 0 : list->edges[slot_of(list, parent, kind, text)].child;
}

static struct cfd_bytes no_text(void)
{
    return cfd_bytes_of(NULL, 0);
}

/* Reads all lines for their faults and sizes. */
static enum cfd_status measure(struct cfd_bytes text, struct sizes *out_sizes,
                               struct cfd_error *error)
{
    struct sizes sizes = {0};
    struct cfdi_row row;
    const char *fault;

    for (uint32_t line = 1; text.len > 0; line++) {
        fault = cfdi_row_read(&text, &row);
        if (fault != NULL) {
            cfd_error_set(error, line, "%s", fault);
            return CFD_ERR_FORMAT;
        }
        if (row.is_empty)
            continue;
        if (++sizes.row_count > CFD_ROUTE_LIST_MAX) {
            cfd_error_set(error, line, "more than %u routes", CFD_ROUTE_LIST_MAX);
            return CFD_ERR_LIMIT;
        }
        sizes.edge_count += row.segment_count + 2; /* host and end */
        sizes.text_bytes += row.host.len + row.path.len;
    }
    *out_sizes = sizes;
    return CFD_OK;
}

static uint32_t add_text(struct cfd_route_list *list, struct cfd_bytes text)
{
    uint32_t at = list->text_used;

    memcpy(list->text + at, text.ptr, text.len);
    list->text_used += (uint32_t)text.len;
    return at;
}

/* Adds an edge, unless it is there; answers its child. */
static cfdi_place add_edge(struct cfd_route_list *list, cfdi_place parent, unsigned kind,
                           uint32_t text_at, size_t text_bytes)
{
    struct cfd_bytes text = cfd_bytes_of(list->text + text_at, text_bytes);
    struct edge *edge = &list->edges[slot_of(list, parent, kind, text)];

    if (edge->child == 0) {
        edge->parent = parent;
        edge->child = kind >= EDGE_END ? END_MARK : ++list->place_last;
        edge->text_at = text_at;
        edge->text_bytes = (uint16_t)text_bytes;
        edge->kind = (uint16_t)kind;
    }
    return edge->child;
}

static void add_row(struct cfd_route_list *list, const struct cfdi_row *row)
{
    uint32_t target_at = add_text(list, cfdi_host_bytes(&row->host));
    uint32_t path_at = add_text(list, row->path);
    cfdi_place place = add_edge(list, ROOT, EDGE_HOST, target_at, row->host.len);
    struct cfd_bytes rest = row->path;
    struct cfd_bytes segment;

    while (cfdi_segment_next(&rest, &segment))
        place = add_edge(list, place, cfdi_is_param(segment) ? EDGE_PARAM : EDGE_LITERAL,
                         path_at + (uint32_t)(segment.ptr - row->path.ptr), segment.len);
    (void)add_edge(list, place, EDGE_END + row->method, target_at, row->host.len + row->path.len);
}

/* Memory for a list of these sizes, with no edge in it. */
static struct cfd_route_list *list_alloc(const struct sizes *sizes, const struct cfd_alloc *alloc)
{
    size_t slot_count = 8;
    size_t edges_bytes;
    size_t head_bytes;
    size_t all_bytes;
    struct cfd_route_list *list;

    while (slot_count < 2 * sizes->edge_count)
        slot_count *= 2;
    if (!cfd_mul_ok(slot_count, sizeof(struct edge), &edges_bytes) ||
        !cfd_add_ok(sizeof(*list), edges_bytes, &head_bytes) ||
        !cfd_add_ok(head_bytes, sizes->text_bytes, &all_bytes))
        return NULL;
    list = alloc->alloc(alloc->ctx, all_bytes);
    if (list == NULL)
        return NULL;
    memset(list, 0, head_bytes);
    list->alloc = *alloc;
    list->slot_mask = (uint32_t)(slot_count - 1);
    list->text = (uint8_t *)list + head_bytes;
    return list;
}

enum cfd_status cfd_route_list_new(struct cfd_bytes text, const struct cfd_alloc *alloc,
                                   struct cfd_route_list **out_list, struct cfd_error *error)
{
    struct cfd_route_list *list;
    struct sizes sizes;
    struct cfdi_row row;

    CFD_TRY(measure(text, &sizes, error));
    list = list_alloc(&sizes, alloc);
    if (list == NULL) {
        cfd_error_set(error, 0, "no memory for the route list");
        return CFD_ERR_MEMORY;
    }
    while (text.len > 0) {
        (void)cfdi_row_read(&text, &row);
        if (!row.is_empty)
            add_row(list, &row);
    }
    *out_list = list;
    return CFD_OK;
}

void cfd_route_list_free(struct cfd_route_list *list)
{
    struct cfd_alloc alloc;

    if (list == NULL)
        return;
    alloc = list->alloc;
    alloc.free(alloc.ctx, list);
}

bool cfd_route_list_has_host(const struct cfd_route_list *list, struct cfd_bytes host)
{
    struct cfdi_host lower_host;

    return cfdi_host_read(host, &lower_host) &&
           cfdi_list_host(list, cfdi_host_bytes(&lower_host)) != 0;
}

cfdi_place cfdi_list_host(const struct cfd_route_list *list, struct cfd_bytes lower_host)
{
    return child_of(list, ROOT, EDGE_HOST, lower_host);
}

cfdi_place cfdi_list_literal(const struct cfd_route_list *list, cfdi_place place,
                             struct cfd_bytes segment)
{
    return place == 0 ? 0 : child_of(list, place, EDGE_LITERAL, segment);
}

cfdi_place cfdi_list_param(const struct cfd_route_list *list, cfdi_place place)
{
    return place == 0 ? 0 : child_of(list, place, EDGE_PARAM, no_text());
}

/* The line that ends at a place: of the method, else of any. */
static bool find_end(const struct cfd_route_list *list, cfdi_place place, uint8_t method,
                     struct cfd_bytes *out_target)
{
    const struct edge *edge = &list->edges[slot_of(list, place, EDGE_END + method, no_text())];

    if (edge->child == 0)
        edge = &list->edges[slot_of(list, place, EDGE_END + CFDI_METHOD_OTHER, no_text())];
    if (edge->child == 0)
        return false;
    *out_target = edge_text(list, edge);
    return true;
}

/* Tries one edge below the place the walk is at. A parameter is never empty: /a/ is not /a/{id}. */
static void step(const struct cfd_route_list *list, struct walk *walk, struct cfd_bytes segment)
{
    cfdi_place place = walk->places[walk->depth];
    enum next tried = walk->next[walk->depth];
    cfdi_place child = 0;

    walk->next[walk->depth] = tried == NEXT_LITERAL ? NEXT_PARAM : NEXT_BACK;
    if (tried == NEXT_LITERAL)
        child = cfdi_list_literal(list, place, segment);
    else if (segment.len > 0)
        child = cfdi_list_param(list, place);
    if (child == 0)
        return;
    walk->depth++;
    walk->places[walk->depth] = child;
    walk->next[walk->depth] = NEXT_LITERAL;
}

bool cfdi_list_find(const struct cfd_route_list *list, cfdi_place host, uint8_t method,
                    const struct cfd_bytes *segments, size_t segment_count,
                    struct cfd_bytes *out_target)
{
    struct walk walk = {.depth = 0, .places = {host}};

    if (host == 0 || segment_count > CFD_ROUTE_SEGMENTS_MAX)
        return false;
    for (unsigned steps = 0; steps < STEPS_MAX; steps++) {
        if (walk.depth == segment_count) {
            if (find_end(list, walk.places[walk.depth], method, out_target))
                return true;
            walk.next[walk.depth] = NEXT_BACK;
        }
        if (walk.next[walk.depth] != NEXT_BACK)
            step(list, &walk, segments[walk.depth]);
        else if (walk.depth-- == 0)
            return false;
    }
    return false;
}
