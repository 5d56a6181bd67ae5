/* SPDX-License-Identifier: Apache-2.0
 * A state machine over lines and runs of body bytes.
 *
 *     START -> HEADER -> LENGTH | UNTIL_END | CHUNK_SIZE -> CHUNK -> CHUNK_LINE -> CHUNK_SIZE
 *       ^---------------------------------------- TRAILER <-----------------------------'
 *
 * What cannot be a message after a whole one ends the reading: GARBAGE, a gap at its place. */
#include "cli/http_message.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/exchange.h"
#include "cli/scan_job.h"

#define METHOD_MAX_BYTES 20u
#define VERSION "HTTP/"

enum http_state {
    HTTP_START,
    HTTP_HEADER,
    HTTP_LENGTH,
    HTTP_UNTIL_END,
    HTTP_CHUNK_SIZE,
    HTTP_CHUNK,
    HTTP_CHUNK_LINE, /* the end of line after a chunk */
    HTTP_TRAILER,
    HTTP_GARBAGE,
};

/* Headers that matter, kept as they came. */
enum header {
    HEADER_HOST,
    HEADER_AUTHORIZATION,
    HEADER_API_KEY,
    HEADER_COOKIE,
    HEADER_TYPE,
    HEADER_CODING,
    HEADER_TRANSFER,
    HEADER_LENGTH,
    HEADER_COUNT,
};

static const char *const header_names[HEADER_COUNT] = {
    [HEADER_HOST] = "host",
    [HEADER_AUTHORIZATION] = "authorization",
    [HEADER_API_KEY] = "x-api-key",
    [HEADER_COOKIE] = "cookie",
    [HEADER_TYPE] = "content-type",
    [HEADER_CODING] = "content-encoding",
    [HEADER_TRANSFER] = "transfer-encoding",
    [HEADER_LENGTH] = "content-length",
};

struct http_message {
    struct reader *reader;
    const char *file;
    enum http_state state;
    bool is_request;
    bool is_first_chunk;
    uint16_t status;
    uint64_t number; /* of the message in the file, from 1 */
    uint64_t offset; /* of the next byte in the file */
    uint64_t line_offset;
    uint64_t left_bytes; /* LENGTH, CHUNK */
    size_t line_bytes, line_count;
    struct exchange_request request; /* of the next answer */
    struct exchange exchange;
    char *headers[HEADER_COUNT]; /* NULL: not there */
    char *start;                 /* the first line */
    char line[HTTP_LINE_BYTES];
};

static bool is_token(uint8_t c)
{
    return isupper(c) || c == '-';
}

enum http_look cfdi_http_looks(struct cfd_bytes begin)
{
    size_t method_bytes = 0;
    const uint8_t *end = memchr(begin.ptr, '\n', begin.len);
    size_t line_bytes = end == NULL ? begin.len : (size_t)(end - begin.ptr);
    size_t common = begin.len < strlen(VERSION) ? begin.len : strlen(VERSION);

    if (memcmp(begin.ptr, VERSION, common) == 0)
        return common == strlen(VERSION) ? HTTP_YES : HTTP_MORE;
    while (method_bytes < line_bytes && is_token(begin.ptr[method_bytes]))
        method_bytes++;
    if (method_bytes > METHOD_MAX_BYTES)
        return HTTP_NO;
    if (method_bytes == begin.len)
        return HTTP_MORE;
    if (begin.ptr[method_bytes] != ' ')
        return HTTP_NO;
    if (memmem(begin.ptr, line_bytes, " " VERSION, strlen(VERSION) + 1) != NULL)
        return HTTP_YES;
    return end == NULL ? HTTP_MORE : HTTP_NO;
}

struct http_message *cfdi_http_new(struct reader *reader, const char *file)
{
    struct http_message *http = calloc(1, sizeof(*http));

    if (http == NULL)
        return NULL;
    http->reader = reader;
    http->file = file;
    return http;
}

/* Cookies and keys are in there. */
static void drop(char **text)
{
    if (*text != NULL)
        cfd_wipe(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

static void drop_headers(struct http_message *http)
{
    for (size_t i = 0; i < HEADER_COUNT; i++)
        drop(&http->headers[i]);
    drop(&http->start);
}

static void keep(struct http_message *http, char **place, const char *text)
{
    drop(place);
    *place = strdup(text);
    if (*place == NULL)
        cfdi_job_trouble(http->reader->job, CFD_ERR_MEMORY);
}

static struct cfd_bytes header(const struct http_message *http, enum header which)
{
    return cfd_bytes_str(http->headers[which]);
}

static void give_up(struct http_message *http)
{
    http->state = HTTP_GARBAGE;
    cfdi_reader_blind(http->reader, cfd_gap_name(CFD_GAP_BROKEN), http->file, 1, http->line_offset);
}

static void next_message(struct http_message *http)
{
    cfdi_exchange_end(&http->exchange, false);
    drop_headers(http);
    http->state = HTTP_START;
}

/* "GET /a?b HTTP/1.1", or a target with scheme and host: "GET http://host/a HTTP/1.1". */
static void read_request(struct http_message *http)
{
    const char *target = strchr(http->start, ' ') + 1;
    const char *scheme = strstr(target, "://");
    const char *path = target;
    struct request_facts facts = {
        .method = cfd_bytes_of(http->start, (size_t)(target - 1 - http->start)),
        .host = header(http, HEADER_HOST),
        .authorization = header(http, HEADER_AUTHORIZATION),
        .api_key = header(http, HEADER_API_KEY),
        .cookie = header(http, HEADER_COOKIE),
    };

    if (target[0] != '/' && scheme != NULL) {
        path = scheme + 3 + strcspn(scheme + 3, "/? ");
        facts.host = cfd_bytes_of(scheme + 3, (size_t)(path - (scheme + 3)));
    }
    for (size_t i = 0; i < facts.host.len; i++)
        if (facts.host.ptr[i] == ':')
            facts.host.len = i;
    facts.path = cfd_bytes_of(path, strcspn(path, "?# "));
    cfdi_exchange_request(http->reader, &facts, &http->request);
}

static bool has_no_body(const struct http_message *http)
{
    if (http->is_request)
        return http->headers[HEADER_LENGTH] == NULL && http->headers[HEADER_TRANSFER] == NULL;
    return http->status / 100 == 1 || http->status == 204 || http->status == 304 ||
           http->request.is_head;
}

static bool read_length(const struct http_message *http, uint64_t *out_length)
{
    const char *text = http->headers[HEADER_LENGTH];
    char *end;

    if (text == NULL || !isdigit((unsigned char)*text))
        return false;
    *out_length = strtoull(text, &end, 10);
    return *end == '\0';
}

/* The blank line after the headers. */
static void begin_body(struct http_message *http)
{
    struct body_facts facts = {.status = http->is_request ? 200 : http->status,
                               .has_no_body = has_no_body(http),
                               .content_type = header(http, HEADER_TYPE),
                               .content_encoding = header(http, HEADER_CODING)};

    if (http->is_request)
        read_request(http);
    http->number++;
    if (!cfdi_exchange_begin(&http->exchange, http->reader, http->file, http->number,
                             &http->request, &facts) ||
        facts.has_no_body) {
        next_message(http);
    } else if (http->headers[HEADER_TRANSFER] != NULL &&
               strcasestr(http->headers[HEADER_TRANSFER], "chunked") != NULL) {
        http->is_first_chunk = true;
        http->state = HTTP_CHUNK_SIZE;
    } else if (read_length(http, &http->left_bytes)) {
        http->state = HTTP_LENGTH;
    } else {
        http->state = HTTP_UNTIL_END;
    }
    if (!http->is_request && http->status / 100 != 1)
        memset(&http->request, 0, sizeof(http->request)); /* one answer each */
    if (http->state == HTTP_LENGTH && http->left_bytes == 0)
        next_message(http);
}

/* "HTTP/1.1 200 OK"; a status that is none counts as 200, so that the body is read. */
static uint16_t status_of(const char *line)
{
    unsigned long status = strtoul(line + strcspn(line, " "), NULL, 10);

    return status >= 100 && status <= 999 ? (uint16_t)status : 200;
}

static void take_start(struct http_message *http)
{
    if (http->line_bytes == 0)
        return;
    if (cfdi_http_looks(cfd_bytes_of(http->line, http->line_bytes)) != HTTP_YES) {
        give_up(http);
        return;
    }
    http->is_request = strncmp(http->line, VERSION, strlen(VERSION)) != 0;
    http->status = http->is_request ? 0 : status_of(http->line);
    http->line_count = 0;
    keep(http, &http->start, http->line);
    http->state = http->start == NULL ? HTTP_GARBAGE : HTTP_HEADER;
}

static void take_header(struct http_message *http)
{
    size_t name_bytes = strcspn(http->line, ":");
    char *value = http->line + name_bytes;

    if (http->line_bytes == 0) {
        begin_body(http);
        return;
    }
    if (*value == '\0' || ++http->line_count > HTTP_LINES_MAX) {
        give_up(http);
        return;
    }
    value += 1 + strspn(value + 1, " \t");
    for (size_t i = 0; i < HEADER_COUNT; i++)
        if (strlen(header_names[i]) == name_bytes &&
            strncasecmp(header_names[i], http->line, name_bytes) == 0)
            keep(http, &http->headers[i], value);
}

static void take_chunk_size(struct http_message *http)
{
    char *end;

    http->is_first_chunk = false;
    if (!isxdigit((unsigned char)http->line[0])) {
        give_up(http);
        return;
    }
    http->left_bytes = strtoull(http->line, &end, 16);
    if (*end != '\0' && *end != ';' && *end != ' ')
        give_up(http);
    else
        http->state = http->left_bytes > 0 ? HTTP_CHUNK : HTTP_TRAILER;
}

static void take_line(struct http_message *http)
{
    switch (http->state) {
    case HTTP_START:
        take_start(http);
        break;
    case HTTP_HEADER:
        take_header(http);
        break;
    case HTTP_CHUNK_SIZE:
        take_chunk_size(http);
        break;
    case HTTP_CHUNK_LINE:
        http->state = HTTP_CHUNK_SIZE;
        if (http->line_bytes > 0)
            give_up(http);
        break;
    case HTTP_TRAILER:
        if (http->line_bytes == 0)
            next_message(http);
        break;
    default:
        break;
    }
}

/* Gathers a line without its end; what does not fit is none of ours. Answers the bytes taken. */
static size_t gather_line(struct http_message *http, const uint8_t *data, size_t data_bytes)
{
    const uint8_t *end = memchr(data, '\n', data_bytes);
    size_t bytes = end == NULL ? data_bytes : (size_t)(end - data);

    if (http->line_bytes == 0)
        http->line_offset = http->offset;
    if (bytes >= sizeof(http->line) - http->line_bytes) {
        give_up(http);
        return bytes;
    }
    memcpy(http->line + http->line_bytes, data, bytes);
    http->line_bytes += bytes;
    if (end == NULL)
        return bytes;
    if (http->line_bytes > 0 && http->line[http->line_bytes - 1] == '\r')
        http->line_bytes--;
    http->line[http->line_bytes] = '\0';
    http->line_bytes = strlen(http->line);
    take_line(http);
    http->line_bytes = 0;
    return bytes + 1;
}

static size_t take_body(struct http_message *http, const uint8_t *data, size_t data_bytes)
{
    size_t bytes = data_bytes;

    if (http->state != HTTP_UNTIL_END && bytes > http->left_bytes)
        bytes = (size_t)http->left_bytes;
    cfdi_exchange_feed(&http->exchange, data, bytes);
    http->left_bytes -= http->state == HTTP_UNTIL_END ? 0 : bytes;
    if (http->state == HTTP_CHUNK && http->left_bytes == 0)
        http->state = HTTP_CHUNK_LINE;
    else if (http->state == HTTP_LENGTH && http->left_bytes == 0)
        next_message(http);
    return bytes;
}

void cfdi_http_feed(struct http_message *http, const uint8_t *data, size_t data_bytes)
{
    while (data_bytes > 0) {
        size_t bytes = data_bytes;

        if (http->state == HTTP_CHUNK_SIZE && http->is_first_chunk && http->line_bytes == 0 &&
            !isxdigit(data[0]))
            http->state = HTTP_UNTIL_END; /* saved without its chunks */
        if (http->state == HTTP_UNTIL_END || http->state == HTTP_LENGTH ||
            http->state == HTTP_CHUNK)
            bytes = take_body(http, data, data_bytes);
        else if (http->state != HTTP_GARBAGE)
            bytes = gather_line(http, data, data_bytes);
        http->offset += bytes;
        data += bytes;
        data_bytes -= bytes;
    }
}

void cfdi_http_end(struct http_message *http, bool is_cut)
{
    bool is_short = http->state != HTTP_START && http->state != HTTP_UNTIL_END;
    bool is_inside =
        http->state == HTTP_HEADER || (http->state == HTTP_START && http->line_bytes > 0);

    if (is_inside && !is_cut)
        give_up(http);
    cfdi_exchange_end(&http->exchange, is_short || is_cut);
    drop_headers(http);
    cfd_wipe(http, sizeof(*http));
    free(http);
}
