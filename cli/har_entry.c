/* SPDX-License-Identifier: Apache-2.0
 * An entry as jansson reads it: request, response, and the content as it was when it was decoded. */
#include "cli/har_entry.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cli/exchange.h"
#include "cli/scan_job.h"

static struct cfd_bytes text_at(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_string(value))
        return cfd_bytes_of(NULL, 0);
    return cfd_bytes_of(json_string_value(value), json_string_length(value));
}

static struct cfd_bytes header_at(const json_t *message, const char *name)
{
    const json_t *headers = json_object_get(message, "headers");

    for (size_t i = 0; i < json_array_size(headers); i++) {
        const json_t *header = json_array_get(headers, i);
        struct cfd_bytes found = text_at(header, "name");

        if (found.len == strlen(name) && strncasecmp((const char *)found.ptr, name, found.len) == 0)
            return text_at(header, "value");
    }
    return cfd_bytes_of(NULL, 0);
}

static size_t count_until(struct cfd_bytes text, const char *ends)
{
    size_t bytes = 0;

    while (bytes < text.len && (text.ptr[bytes] == '\0' || strchr(ends, text.ptr[bytes]) == NULL))
        bytes++;
    return bytes;
}

static struct cfd_bytes after(struct cfd_bytes text, size_t bytes)
{
    return cfd_bytes_of(text.ptr + bytes, text.len - bytes);
}

/* https://user@host:443/path?query into host and path. */
static void split_url(struct cfd_bytes url, struct request_facts *out_facts)
{
    const uint8_t *scheme = url.len > 0 ? memmem(url.ptr, url.len, "://", 3) : NULL;
    struct cfd_bytes host;
    const uint8_t *user;

    if (scheme != NULL)
        url = after(url, (size_t)(scheme + 3 - url.ptr));
    host = cfd_bytes_of(url.ptr, count_until(url, "/?#"));
    url = after(url, host.len);
    user = host.len > 0 ? memrchr(host.ptr, '@', host.len) : NULL;
    if (user != NULL)
        host = after(host, (size_t)(user + 1 - host.ptr));
    host.len = count_until(host, ":");
    out_facts->host = host;
    out_facts->path = cfd_bytes_of(url.ptr, count_until(url, "?#"));
}

static void read_request(struct reader *reader, const json_t *entry,
                         struct exchange_request *out_request)
{
    const json_t *request = json_object_get(entry, "request");
    struct request_facts facts = {.method = text_at(request, "method"),
                                  .authorization = header_at(request, "authorization"),
                                  .api_key = header_at(request, "x-api-key"),
                                  .cookie = header_at(request, "cookie")};

    split_url(text_at(request, "url"), &facts);
    cfdi_exchange_request(reader, &facts, out_request);
}

static int value_of(uint8_t c)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == '\0' ? NULL : strchr(alphabet, c);

    return at == NULL ? -1 : (int)(at - alphabet);
}

/* base64 (RFC 4648, 4), line ends allowed, in place of its text. False: it is none. */
static bool decode_base64(struct cfd_bytes text, uint8_t *out, size_t *out_bytes)
{
    uint32_t bits = 0;
    unsigned bit_count = 0;
    size_t used = 0;

    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        int value = value_of(text.ptr[i]);

        if (text.ptr[i] == '\r' || text.ptr[i] == '\n')
            continue;
        if (value < 0)
            return false;
        bits = (bits << 6 | (uint32_t)value) & 0xffffffu;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            out[used++] = (uint8_t)(bits >> bit_count);
        }
    }
    *out_bytes = used;
    return true;
}

static void feed_base64(struct exchange *exchange, struct cfd_bytes text)
{
    uint8_t *plain = malloc(text.len / 4 * 3 + 3);
    size_t plain_bytes = 0;

    if (plain == NULL)
        cfdi_job_trouble(exchange->reader->job, CFD_ERR_MEMORY);
    else if (decode_base64(text, plain, &plain_bytes))
        cfdi_exchange_feed(exchange, plain, plain_bytes);
    else
        cfdi_reader_blind(exchange->reader, cfd_gap_name(CFD_GAP_OPAQUE_CODING), exchange->source,
                          1, OFFSET_NONE);
    if (plain != NULL)
        cfd_wipe(plain, plain_bytes);
    free(plain);
}

/* A recording may lack the body: then it says how long it was. */
static void feed_content(struct exchange *exchange, const json_t *content)
{
    struct cfd_bytes text = text_at(content, "text");
    json_int_t size_bytes = json_integer_value(json_object_get(content, "size"));

    if (text.len == 0 && size_bytes > 0 && exchange->wants == CFD_WANTS_BYTES)
        cfdi_reader_blind(exchange->reader, cfd_gap_name(CFD_GAP_CUT_SHORT), exchange->source, 1,
                          OFFSET_NONE);
    else if (text.len == 0 && size_bytes > 0)
        cfdi_exchange_feed(exchange, "", (size_t)size_bytes);
    else if (cfd_bytes_equal(text_at(content, "encoding"), cfd_bytes_str("base64")))
        feed_base64(exchange, text);
    else
        cfdi_exchange_feed(exchange, text.ptr, text.len);
}

static void read_response(struct reader *reader, const char *file, uint64_t number,
                          const json_t *response, const struct exchange_request *request)
{
    const json_t *content = json_object_get(response, "content");
    json_int_t status = json_integer_value(json_object_get(response, "status"));
    struct body_facts facts = {.status = status > 0 && status < 1000 ? (uint16_t)status : 200,
                               .has_no_body = status == 204 || status == 304,
                               .content_type = text_at(content, "mimeType")};
    struct exchange exchange;

    if (facts.content_type.len == 0)
        facts.content_type = header_at(response, "content-type");
    if (!cfdi_exchange_begin(&exchange, reader, file, number, request, &facts))
        return;
    feed_content(&exchange, content);
    cfdi_exchange_end(&exchange, false);
}

void cfdi_har_entry(struct reader *reader, const char *file, uint64_t number, uint64_t offset,
                    struct cfd_bytes text)
{
    json_t *entry = json_loadb((const char *)text.ptr, text.len, JSON_ALLOW_NUL, NULL);
    struct exchange_request request;

    if (entry == NULL) {
        cfdi_reader_blind(reader, cfd_gap_name(CFD_GAP_BROKEN), file, 1, offset);
        return;
    }
    read_request(reader, entry, &request);
    read_response(reader, file, number, json_object_get(entry, "response"), &request);
    json_decref(entry);
}
