/* SPDX-License-Identifier: Apache-2.0
 * One request: what of it has come, and its answer. http.c moves it along, routes.c answers it.
 * Inside daemon/api only. */
#ifndef CFD_DAEMON_API_REQUEST_H
#define CFD_DAEMON_API_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <microhttpd.h>

#include "core/wire/query.h"
#include "daemon/api/engine_link.h"
#include "daemon/api/http.h"

enum cfdi_stage {
    CFDI_STAGE_HEAD,
    CFDI_STAGE_BODY,
    CFDI_STAGE_ASKED, /* suspended until the engine answers */
    CFDI_STAGE_ANSWERED,
};

struct cfdi_http {
    struct MHD_Daemon *daemon;
    struct cfdi_link *link;
    size_t request_count;
    size_t text_bytes; /* of the answers of all requests */
    bool is_quiesced;
};

struct cfdi_route;

struct cfdi_request {
    struct cfdi_http *http;
    struct MHD_Connection *connection;
    const struct cfdi_route *route; /* NULL: there is none */
    enum cfdi_stage stage;
    struct cfd_query query;
    unsigned status;               /* of the answer; 0: there is none yet */
    struct MHD_Response *response; /* until it is queued; NULL also where there was no memory */
    size_t text_bytes;             /* this request's share of http->text_bytes */
    uint8_t *body;                 /* CFDI_HTTP_BODY_MAX_BYTES, from the first piece on */
    size_t body_bytes;             /* that came; what is past the maximum was dropped */
    size_t target_bytes;           /* of the whole URL; a longer one was not kept */
    char target[CFDI_HTTP_URL_MAX_BYTES + 1];
};

/* Answers what the head alone decides (no such address, wrong method, URL too long), or leaves the
 * request without an answer. */
void cfdi_request_check_head(struct cfdi_request *request, const char *method);

/* The whole request is there: answers it, or asks the engine, whose answer resumes it. */
void cfdi_request_handle(struct cfdi_request *request);

/* Answers with application/problem+json; detail is for people and holds no values. */
void cfdi_request_refuse(struct cfdi_request *request, unsigned status, const char *detail);

#endif
