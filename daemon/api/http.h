/* SPDX-License-Identifier: Apache-2.0
 * The HTTP server: libmicrohttpd run from outside, by a loop that watches one descriptor.
 *
 *     cfdi_http_open(listen_fd, link, &http)
 *     cfdi_http_run(http)              when cfdi_http_fd is readable, or cfdi_http_wait_ms is over
 *     cfdi_http_quiesce(http)          from now on nobody new; what was asked is still answered
 *     cfdi_http_close(http)
 *
 * Limits: CFDI_HTTP_CONNECTIONS_MAX clients; per request a URL of CFDI_HTTP_URL_MAX_BYTES and a
 * body of CFDI_HTTP_BODY_MAX_BYTES; CFDI_HTTP_TEXT_MAX_BYTES of answers that clients have not read
 * yet; CFDI_HTTP_IDLE_S without a byte. How many may ask the engine at once is the link's limit.
 * What the library itself refuses (no HTTP, a head over its memory) has the library's own text;
 * everything else is application/problem+json. Inside daemon/api only. */
#ifndef CFD_DAEMON_API_HTTP_H
#define CFD_DAEMON_API_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include <cofferdam/status.h>

#include "daemon/api/engine_link.h"

#define CFDI_HTTP_CONNECTIONS_MAX 128u
#define CFDI_HTTP_URL_MAX_BYTES 8192u
#define CFDI_HTTP_BODY_MAX_BYTES 65536u
#define CFDI_HTTP_TEXT_MAX_BYTES (64u * 1024u * 1024u)
#define CFDI_HTTP_IDLE_S 10u

struct cfdi_http;

/* listen_fd is lent: cfdi_http_close does not close it. The link must outlive the server.
 * CFD_ERR_MEMORY; CFD_ERR_IO: the library does not start. */
CFD_CHECKED enum cfd_status cfdi_http_open(int listen_fd, struct cfdi_link *link,
                                           struct cfdi_http **out_http);

/* The descriptor that is readable when there is something to do; the server's. */
int cfdi_http_fd(const struct cfdi_http *http);

/* Does what can be done without waiting. */
void cfdi_http_run(struct cfdi_http *http);

/* Milliseconds until cfdi_http_run is needed though nothing is readable; -1: not at all. */
int64_t cfdi_http_wait_ms(const struct cfdi_http *http);

/* Accepts nobody any more and closes each connection after its answer. */
void cfdi_http_quiesce(struct cfdi_http *http);

/* Requests that were begun and whose answers are not sent whole. */
size_t cfdi_http_request_count(const struct cfdi_http *http);

/* Closes all connections. No question of this server may wait in the link any more
 * (cfdi_link_abandon). NULL is allowed. */
void cfdi_http_close(struct cfdi_http *http);

#endif
