/* SPDX-License-Identifier: Apache-2.0
 * What a name of an endpoint may look like: methods, hosts, segments of a path. */
#ifndef CFD_CORE_ROUTE_NAME_H
#define CFD_CORE_ROUTE_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>

/* A method is a number; 0 is every method that is not well-known, and `*` of a route list. */
#define CFDI_METHOD_OTHER 0u
#define CFDI_METHOD_MAX_BYTES 9u

/* So that "METHOD host/{other}" and its 0 always fit into an endpoint. */
#define CFDI_HOST_MAX_BYTES 230u

/* Number of a well-known method, written exactly ("get" is none), else CFDI_METHOD_OTHER. */
uint8_t cfdi_method_of(struct cfd_bytes name);

/* How a method is written in an endpoint; {method} for CFDI_METHOD_OTHER. */
const char *cfdi_method_name(uint8_t method);

struct cfdi_host {
    size_t len;
    uint8_t text[CFDI_HOST_MAX_BYTES];
};

/* Copies a host in lower case, a dot at its end dropped. False, and nothing written: it is no name
 * of a host (empty, a wildcard, a regex, with a port, the "_" of a server that takes the rest). */
bool cfdi_host_read(struct cfd_bytes name, struct cfdi_host *out_host);

static inline struct cfd_bytes cfdi_host_bytes(const struct cfdi_host *host)
{
    return cfd_bytes_of(host->text, host->len);
}

/* Takes the next segment off a path; false at its end. "/" is one empty segment, "/a/" is "a" and
 * an empty one, no bytes are none. A path may lack its first slash. */
bool cfdi_segment_next(struct cfd_bytes *path, struct cfd_bytes *out_segment);

/* How a segment looks. */
struct cfdi_shape {
    bool is_word; /* may become literal */
    bool is_id;   /* {id} when it is not literal, else {s} */
};

struct cfdi_shape cfdi_shape_of(struct cfd_bytes segment);

#endif
