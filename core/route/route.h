/* SPDX-License-Identifier: Apache-2.0
 * Paths become endpoints: method + host + route template, with nothing personal left in them.
 *
 *     GET api.example/customers/{id}
 *
 * A segment is kept literally only if it stands in the route list at that place, or this worker has
 * seen it there from 3 or more consumers and its shape is that of a word (a-z, 0-9, '-', '_', '.';
 * a letter in it, at most 32 bytes, at most 2 digits in a row, no long hex run, no '@'). A place
 * that has shown more than 32 different words is a parameter and keeps none; where the list has a
 * parameter, none is learnt. All else becomes {id} (has a digit, or is a long hex or base64 run) or
 * {s}. Query and fragment never enter. Memory is bounded and lives in the worker only; consumers
 * are remembered as keyed hashes.
 *
 * The route list is immutable once built and may be shared; the memory belongs to one thread. */
#ifndef CFD_CORE_ROUTE_ROUTE_H
#define CFD_CORE_ROUTE_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/kind.h>
#include <cofferdam/status.h>

#include "core/base/hash.h"

#define CFD_ENDPOINT_MAX_BYTES 256u /* "METHOD host/template", with its 0; longer ends in {other} */
#define CFD_ROUTE_LIST_MAX 10000u   /* lines of a route list */
#define CFD_ROUTE_TEMPLATES_MAX 1000u /* templates a host outside the list, then {other} */
#define CFD_ROUTE_HOSTS_MAX 256u      /* then {host} */
#define CFD_ROUTE_CONSUMERS_MIN 3u    /* consumers that make a word literal */
#define CFD_ROUTE_WORDS_MAX 32u       /* literal words of one place */
#define CFD_ROUTE_SEGMENTS_MAX 32u    /* deeper paths end in {other} */

struct cfd_route_list;
struct cfd_route_memory;

/* Reads a route list: one `METHOD host/path/{id}` a line; `#` begins a comment; METHOD may be `*`;
 * host without port, any case; a segment in braces matches any one segment that is not empty. Of
 * two lines that differ in names in braces only, the first one counts. error names the line.
 * CFD_ERR_FORMAT: a line is wrong; CFD_ERR_LIMIT: too many lines; CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfd_route_list_new(struct cfd_bytes text, const struct cfd_alloc *alloc,
                                               struct cfd_route_list **out_list,
                                               struct cfd_error *error);
void cfd_route_list_free(struct cfd_route_list *list); /* takes NULL */

/* Whether the list names this host; then $host may be kept. list may be NULL. */
bool cfd_route_list_has_host(const struct cfd_route_list *list, struct cfd_bytes host);

/* What a worker remembers. hash_key is random per worker. */
CFD_CHECKED enum cfd_status cfd_route_memory_new(const struct cfd_hash_key *hash_key,
                                                 const struct cfd_alloc *alloc,
                                                 struct cfd_route_memory **out_memory);
void cfd_route_memory_free(struct cfd_route_memory *memory); /* takes NULL */

struct cfd_route_request {
    struct cfd_bytes method;
    struct cfd_bytes server_name; /* the matched server_name; empty, wildcard or regex: see host */
    struct cfd_bytes host;        /* $host: kept only if the list names it, else {host} */
    struct cfd_bytes path;        /* as sent, without query; percent-encoded or not */
    uint64_t consumer_hash;       /* of whoever asks; 0: unknown, teaches nothing */
};

/* Writes the endpoint of a request, terminated. list and memory may be NULL. *out_gaps gets
 * CFD_GAP_TEMPLATES when a bound turned it into {other}, else 0. Never fails: what cannot be kept
 * is replaced. */
void cfd_route_endpoint(const struct cfd_route_list *list, struct cfd_route_memory *memory,
                        const struct cfd_route_request *request,
                        char out_endpoint[CFD_ENDPOINT_MAX_BYTES], cfd_gaps *out_gaps);

#endif
