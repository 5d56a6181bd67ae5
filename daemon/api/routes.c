/* SPDX-License-Identifier: Apache-2.0
 * What is served: the table of addresses, what each does, and how the engine's words become HTTP.
 *
 * The path and the query are read from the URL as it was sent, not from the library's decoded
 * copy: it lets broken escapes pass. */
#include "daemon/api/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "daemon/api/metrics.h"
#include "daemon/api/openapi.h"
#include "daemon/api/params.h"
#include "daemon/api/render.h"

#define DAY_MS (24 * 3600 * 1000)

#define TYPE_JSON "application/json"
#define TYPE_PROBLEM "application/problem+json"
#define TYPE_METRICS "text/plain; version=0.0.4; charset=utf-8"
#define TYPE_YAML "application/yaml"

#define GET MHD_HTTP_METHOD_GET /* stands for HEAD too */
#define POST MHD_HTTP_METHOD_POST

/* `read` makes request->query of the URL or the body, `render` the text of the engine's answer. */
struct cfdi_route {
    const char *method;
    const char *path;
    enum cfd_list list;
    enum cfd_status (*read)(struct cfdi_request *request, struct cfd_error *error);
    /* NULL: the engine is not asked, the answer is the OpenAPI description. */
    enum cfd_status (*render)(const struct cfd_query *query, const struct cfdi_answer *answer,
                              char **out_text);
    const char *type;
};

/* --- answers */

static const char *title_of(unsigned status)
{
    static const struct {
        unsigned status;
        const char *title;
    } titles[] = {
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };

    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (titles[i].status == status)
            return titles[i].title;
    }
    return "Error";
}

static void put_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (response != NULL)
        (void)MHD_add_response_header(response, name, value);
}

/* Every answer of ours goes through here. A response that is NULL closes the connection later. */
static void answer(struct cfdi_request *request, unsigned status, const char *type,
                   struct MHD_Response *response)
{
    put_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    put_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (request->http->is_quiesced)
        put_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    if (status == MHD_HTTP_TOO_MANY_REQUESTS || status == MHD_HTTP_SERVICE_UNAVAILABLE)
        put_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    request->response = response;
    request->status = status;
    request->stage = CFDI_STAGE_ANSWERED;
}

/* Takes the text. */
static void answer_text(struct cfdi_request *request, unsigned status, const char *type, char *text)
{
    size_t text_bytes = strlen(text);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(text_bytes, text, MHD_RESPMEM_MUST_FREE);

    if (response == NULL) {
        free(text);
    } else {
        request->text_bytes = text_bytes;
        request->http->text_bytes += text_bytes;
    }
    answer(request, status, type, response);
}

void cfdi_request_refuse(struct cfdi_request *request, unsigned status, const char *detail)
{
    char *text;

    if (cfdi_render_problem(status, title_of(status), detail, &text) == CFD_OK)
        answer_text(request, status, TYPE_PROBLEM, text);
    else
        answer(request, status, TYPE_PROBLEM, NULL);
}

static void answer_no_room(struct cfdi_request *request)
{
    cfdi_request_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE,
                        "too many questions at once; try again in a second");
}

/* --- the engine's answers */

static void answer_refusal(struct cfdi_request *request, const struct cfdi_answer *engine)
{
    static const struct {
        enum cfd_status status;
        unsigned http_status;
    } rows[] = {
        {CFD_ERR_USAGE, MHD_HTTP_BAD_REQUEST},
        {CFD_ERR_FORMAT, MHD_HTTP_BAD_REQUEST},
        {CFD_ERR_DENIED, MHD_HTTP_FORBIDDEN},
        {CFD_ERR_NOT_FOUND, MHD_HTTP_NOT_FOUND},
        {CFD_ERR_STATE, MHD_HTTP_CONFLICT},
        {CFD_ERR_LIMIT, MHD_HTTP_TOO_MANY_REQUESTS},
        {CFD_ERR_FULL, MHD_HTTP_SERVICE_UNAVAILABLE},
        {CFD_ERR_MEMORY, MHD_HTTP_SERVICE_UNAVAILABLE},
    };
    unsigned http_status = MHD_HTTP_INTERNAL_SERVER_ERROR;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].status == engine->fail_status)
            http_status = rows[i].http_status;
    }
    cfdi_request_refuse(request, http_status,
                        engine->fail_text[0] == '\0' ? "the engine refused" : engine->fail_text);
}

static void answer_rows(struct cfdi_request *request, const struct cfdi_answer *engine)
{
    struct cfdi_http *http = request->http;
    char *text;

    if (request->route->render(&request->query, engine, &text) != CFD_OK) {
        answer_no_room(request);
    } else if (http->text_bytes + strlen(text) > CFDI_HTTP_TEXT_MAX_BYTES) {
        free(text);
        answer_no_room(request);
    } else {
        answer_text(request, MHD_HTTP_OK, request->route->type, text);
    }
}

static void answer_from(struct cfdi_request *request, const struct cfdi_answer *engine)
{
    switch (engine->outcome) {
    case CFDI_OUTCOME_WHOLE:
        answer_rows(request, engine);
        return;
    case CFDI_OUTCOME_FAILED:
        answer_refusal(request, engine);
        return;
    case CFDI_OUTCOME_LATE:
        cfdi_request_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE,
                            "the engine did not answer within 2 s");
        return;
    case CFDI_OUTCOME_LOST:
        cfdi_request_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, "the engine is not running");
        return;
    case CFDI_OUTCOME_FULL:
        answer_no_room(request);
        return;
    case CFDI_OUTCOME_BROKEN:
        break;
    }
    cfdi_request_refuse(request, MHD_HTTP_INTERNAL_SERVER_ERROR,
                        "the engine's answer cannot be read");
}

static void on_answer(void *ctx, const struct cfdi_answer *engine)
{
    struct cfdi_request *request = ctx;

    answer_from(request, engine);
    MHD_resume_connection(request->connection);
}

static void ask(struct cfdi_request *request)
{
    enum cfd_status status =
        cfdi_link_ask(request->http->link, &request->query, on_answer, request);

    cfd_wipe(request->query.subject, sizeof(request->query.subject));
    if (status == CFD_OK)
        request->stage = CFDI_STAGE_ASKED;
    else if (status == CFD_ERR_FULL)
        answer_no_room(request);
    else if (status == CFD_ERR_IO)
        cfdi_request_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, "the engine is not running");
    else
        cfdi_request_refuse(request, MHD_HTTP_INTERNAL_SERVER_ERROR, "the question cannot be put");
}

/* --- routes */

static int64_t wall_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The part of the URL behind `?`; NULL: there is none. */
static const char *query_text_of(const struct cfdi_request *request)
{
    const char *mark = strchr(request->target, '?');

    return mark == NULL ? NULL : mark + 1;
}

static enum cfd_status read_status(struct cfdi_request *request, struct cfd_error *error)
{
    int64_t now_ms = wall_ms();

    request->query = (struct cfd_query){
        .list = CFD_LIST_STATUS, .since_ms = now_ms - DAY_MS, .until_ms = now_ms};
    return cfdi_params_none(query_text_of(request), error);
}

/* Counters count from the beginning of the ledger. */
static enum cfd_status read_metrics(struct cfdi_request *request, struct cfd_error *error)
{
    request->query =
        (struct cfd_query){.list = CFD_LIST_STATUS, .since_ms = 0, .until_ms = wall_ms()};
    return cfdi_params_none(query_text_of(request), error);
}

static enum cfd_status read_list(struct cfdi_request *request, struct cfd_error *error)
{
    return cfdi_params_of_url(request->route->list, query_text_of(request), wall_ms(),
                              &request->query, error);
}

static enum cfd_status read_search(struct cfdi_request *request, struct cfd_error *error)
{
    struct cfd_bytes body = cfd_bytes_of(request->body, request->body_bytes);

    CFD_TRY(cfdi_params_none(query_text_of(request), error));
    return cfdi_params_of_body(request->route->list, body, wall_ms(), &request->query, error);
}

static enum cfd_status read_nothing(struct cfdi_request *request, struct cfd_error *error)
{
    return cfdi_params_none(query_text_of(request), error);
}

static const struct cfdi_route routes[] = {
    {GET, "/v1/status", CFD_LIST_STATUS, read_status, cfdi_render_status, TYPE_JSON},
    {GET, "/v1/endpoints", CFD_LIST_ENDPOINTS, read_list, cfdi_render_list, TYPE_JSON},
    {GET, "/v1/consumers", CFD_LIST_CONSUMERS, read_list, cfdi_render_list, TYPE_JSON},
    {GET, "/v1/exposures", CFD_LIST_EXPOSURES, read_list, cfdi_render_list, TYPE_JSON},
    {POST, "/v1/exposures/search", CFD_LIST_EXPOSURES, read_search, cfdi_render_list, TYPE_JSON},
    {GET, "/v1/gaps", CFD_LIST_GAPS, read_list, cfdi_render_list, TYPE_JSON},
    {GET, "/metrics", CFD_LIST_STATUS, read_metrics, cfdi_metrics_text, TYPE_METRICS},
    {GET, "/openapi.yaml", CFD_LIST_STATUS, read_nothing, NULL, TYPE_YAML},
};

static const struct cfdi_route *find_route(const char *target)
{
    size_t path_bytes = strcspn(target, "?");

    for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
        if (strlen(routes[i].path) == path_bytes && memcmp(routes[i].path, target, path_bytes) == 0)
            return &routes[i];
    }
    return NULL;
}

static bool is_allowed(const struct cfdi_route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(route->method, GET) == 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) == 0);
}

static void refuse_method(struct cfdi_request *request)
{
    bool is_get = strcmp(request->route->method, GET) == 0;

    cfdi_request_refuse(request, MHD_HTTP_METHOD_NOT_ALLOWED,
                        is_get ? "this address answers GET and HEAD" : "this address answers POST");
    put_header(request->response, MHD_HTTP_HEADER_ALLOW, is_get ? "GET, HEAD" : "POST");
}

void cfdi_request_check_head(struct cfdi_request *request, const char *method)
{
    request->route = find_route(request->target);
    if (request->target_bytes > CFDI_HTTP_URL_MAX_BYTES)
        cfdi_request_refuse(request, MHD_HTTP_URI_TOO_LONG, "a URL may have 8 KB");
    else if (request->route == NULL)
        cfdi_request_refuse(request, MHD_HTTP_NOT_FOUND,
                            "there is no such address; /openapi.yaml lists what there is");
    else if (!is_allowed(request->route, method))
        refuse_method(request);
}

/* Only a client that means it sends this type; a form on a page of others cannot. */
static bool has_json_type(const struct cfdi_request *request)
{
    const char *type = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                                   MHD_HTTP_HEADER_CONTENT_TYPE);
    size_t type_bytes = type == NULL ? 0 : strcspn(type, "; \t");

    return type_bytes == strlen(TYPE_JSON) && strncasecmp(type, TYPE_JSON, type_bytes) == 0;
}

static void answer_openapi(struct cfdi_request *request)
{
    answer(request, MHD_HTTP_OK, request->route->type,
           MHD_create_response_from_buffer(cfdi_openapi_yaml_bytes,
                                           (void *)(uintptr_t)cfdi_openapi_yaml,
                                           MHD_RESPMEM_PERSISTENT));
}

void cfdi_request_handle(struct cfdi_request *request)
{
    const struct cfdi_route *route = request->route;
    struct cfd_error error = {"", 0};

    if (strcmp(route->method, POST) == 0 && !has_json_type(request))
        cfdi_request_refuse(request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
                            "the body must be sent as application/json");
    else if (route->read(request, &error) != CFD_OK)
        cfdi_request_refuse(request, MHD_HTTP_BAD_REQUEST, error.text);
    else if (route->render == NULL)
        answer_openapi(request);
    else
        ask(request);
}
