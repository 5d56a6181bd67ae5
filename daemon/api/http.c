/* SPDX-License-Identifier: Apache-2.0
 * The life of a request, from its first line to the last byte of its answer, and the server.
 *
 * libmicrohttpd calls on_request several times: when the head is there, for each piece of a body,
 * and when all of it came. A request that asks the engine is suspended then; the engine's answer
 * becomes an HTTP response, and the request is resumed to send it:
 *
 *     HEAD -> BODY -> [ ASKED -> ] ANSWERED
 *
 * An answer that the head alone decides waits for the end of a short body all the same: the
 * library would close the connection under a client that still sends. */
#include "daemon/api/http.h"

#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "daemon/api/request.h"

#define HEAD_MEMORY_BYTES (32u * 1024u) /* of one connection: URL, header fields, a piece of body */
#define BODY_DROPPED_MAX_BYTES (1024u * 1024u) /* read to the end, so that the client reads a 413 */

/* --- the life of a request */

static void answer_too_large(struct cfdi_request *request)
{
    cfdi_request_refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, "a body may have 64 KB");
}

static bool is_body_declared_larger(struct cfdi_request *request, uint64_t max_bytes)
{
    const char *text = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                                   MHD_HTTP_HEADER_CONTENT_LENGTH);

    return text != NULL && strtoull(text, NULL, 10) > max_bytes;
}

/* A body that is too large is read on for a while and dropped. */
static enum MHD_Result take_body(struct cfdi_request *request, const char *data, size_t *data_bytes)
{
    size_t room_bytes = request->body_bytes < CFDI_HTTP_BODY_MAX_BYTES
                            ? CFDI_HTTP_BODY_MAX_BYTES - request->body_bytes
                            : 0;
    size_t kept_bytes = *data_bytes < room_bytes ? *data_bytes : room_bytes;

    if (request->body == NULL)
        request->body = malloc(CFDI_HTTP_BODY_MAX_BYTES);
    if (request->body == NULL)
        return MHD_NO;
    memcpy(request->body + (CFDI_HTTP_BODY_MAX_BYTES - room_bytes), data, kept_bytes);
    request->body_bytes += *data_bytes;
    *data_bytes = 0;
    return request->body_bytes > BODY_DROPPED_MAX_BYTES ? MHD_NO : MHD_YES;
}

static void forget_body(struct cfdi_request *request)
{
    if (request->body != NULL)
        cfd_wipe(request->body, CFDI_HTTP_BODY_MAX_BYTES);
    free(request->body);
    request->body = NULL;
}

/* Everything came; an answer to the head stands. */
static void handle(struct cfdi_request *request)
{
    if (request->status == 0) {
        if (request->body_bytes > CFDI_HTTP_BODY_MAX_BYTES)
            answer_too_large(request);
        else
            cfdi_request_handle(request);
    }
    forget_body(request);
}

static enum MHD_Result send_answer(struct cfdi_request *request)
{
    enum MHD_Result result;

    if (request->response == NULL)
        return MHD_NO;
    result = MHD_queue_response(request->connection, request->status, request->response);
    MHD_destroy_response(request->response);
    request->response = NULL;
    return result;
}

static enum MHD_Result begin_body(struct cfdi_request *request, const char *method)
{
    cfdi_request_check_head(request, method);
    request->stage = CFDI_STAGE_BODY;
    if (!is_body_declared_larger(request, BODY_DROPPED_MAX_BYTES))
        return MHD_YES;
    if (request->status == 0)
        answer_too_large(request);
    return send_answer(request);
}

static enum MHD_Result end_body(struct cfdi_request *request)
{
    handle(request);
    if (request->stage != CFDI_STAGE_ASKED)
        return send_answer(request);
    MHD_suspend_connection(request->connection);
    return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_bytes, void **request_ctx)
{
    struct cfdi_request *request = *request_ctx;

    (void)ctx;
    (void)url;
    (void)version;
    if (request == NULL) /* there was no memory for it */
        return MHD_NO;
    switch (request->stage) {
    case CFDI_STAGE_HEAD:
        request->connection = connection;
        return begin_body(request, method);
    case CFDI_STAGE_BODY:
        return *data_bytes > 0 ? take_body(request, data, data_bytes) : end_body(request);
    case CFDI_STAGE_ASKED:
        return MHD_YES;
    case CFDI_STAGE_ANSWERED:
        return send_answer(request);
    }
    return MHD_NO;
}

/* Called with the URL as it was sent, before anything else; its result is the request. */
static void *on_url(void *ctx, const char *url, struct MHD_Connection *connection)
{
    struct cfdi_http *http = ctx;
    struct cfdi_request *request = calloc(1, sizeof(*request));

    (void)connection;
    if (request == NULL)
        return NULL;
    request->http = http;
    request->target_bytes = strlen(url);
    if (request->target_bytes <= CFDI_HTTP_URL_MAX_BYTES)
        memcpy(request->target, url, request->target_bytes + 1);
    http->request_count++;
    return request;
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **request_ctx,
                         enum MHD_RequestTerminationCode how)
{
    struct cfdi_request *request = *request_ctx;

    (void)ctx;
    (void)connection;
    (void)how;
    if (request == NULL)
        return;
    request->http->request_count--;
    request->http->text_bytes -= request->text_bytes;
    if (request->response != NULL)
        MHD_destroy_response(request->response);
    forget_body(request);
    cfd_wipe(request, sizeof(*request)); /* whom somebody asked for */
    free(request);
    *request_ctx = NULL;
}

/* --- the server */

enum cfd_status cfdi_http_open(int listen_fd, struct cfdi_link *link, struct cfdi_http **out_http)
{
    struct cfdi_http *http = calloc(1, sizeof(*http));

    if (http == NULL)
        return CFD_ERR_MEMORY;
    http->link = link;
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, http,
        MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_CONNECTION_LIMIT, CFDI_HTTP_CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, CFDI_HTTP_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HEAD_MEMORY_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK,
        on_url, http, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_END);
    if (http->daemon == NULL) {
        free(http);
        return CFD_ERR_IO;
    }
    *out_http = http;
    return CFD_OK;
}

int cfdi_http_fd(const struct cfdi_http *http)
{
    return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

void cfdi_http_run(struct cfdi_http *http)
{
    (void)MHD_run(http->daemon);
}

int64_t cfdi_http_wait_ms(const struct cfdi_http *http)
{
    MHD_UNSIGNED_LONG_LONG wait_ms;

    if (MHD_get_timeout(http->daemon, &wait_ms) != MHD_YES)
        return -1;
    return wait_ms > INT32_MAX ? INT32_MAX : (int64_t)wait_ms;
}

/* Quiescing hands the listening socket back: otherwise stopping would shut it down for everybody
 * who holds it. Clients that were accepted already are read once more. */
void cfdi_http_quiesce(struct cfdi_http *http)
{
    if (http->is_quiesced)
        return;
    http->is_quiesced = true;
    (void)MHD_quiesce_daemon(http->daemon);
    cfdi_http_run(http);
}

size_t cfdi_http_request_count(const struct cfdi_http *http)
{
    return http->request_count;
}

void cfdi_http_close(struct cfdi_http *http)
{
    if (http == NULL)
        return;
    cfdi_http_quiesce(http);
    MHD_stop_daemon(http->daemon);
    free(http);
}
