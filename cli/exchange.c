/* SPDX-License-Identifier: Apache-2.0
 * A session of the core names the endpoint and decides what is read; the scan is the reader's, since
 * a session's own keeps no findings. */
#include "cli/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cofferdam/consumer.h>

#include "cli/scan_job.h"

static const struct cfd_session_env env = {.alloc = &cfd_alloc_libc};

static bool find_consumer(struct reader *reader, const struct request_facts *facts,
                          struct cfd_consumer *out_consumer)
{
    const struct {
        const char *variable;
        struct cfd_bytes value;
    } credentials[] = {
        {"http_authorization", facts->authorization},
        {"http_x_api_key", facts->api_key},
        {"http_cookie", facts->cookie},
    };

    for (size_t i = 0; i < sizeof(credentials) / sizeof(credentials[0]); i++)
        if (cfd_consumer_of_credential(cfd_bytes_str(credentials[i].variable),
                                       CFD_CREDENTIAL_SECRET, credentials[i].value,
                                       cfdi_job_pseudonym_raw, reader->job, out_consumer) == CFD_OK)
            return true;
    return false;
}

void cfdi_exchange_request(struct reader *reader, const struct request_facts *facts,
                           struct exchange_request *out_request)
{
    const struct cfd_request request = {.method = facts->method,
                                        .server_name = facts->host,
                                        .host = facts->host,
                                        .path = facts->path};
    struct cfd_session *session;

    memset(out_request, 0, sizeof(*out_request));
    if (cfd_session_open(&env, &session) != CFD_OK) {
        cfdi_job_trouble(reader->job, CFD_ERR_MEMORY);
        return;
    }
    out_request->is_known = cfd_session_request(session, &request) == CFD_OK;
    out_request->is_head = cfd_bytes_equal(facts->method, cfd_bytes_str("HEAD"));
    (void)snprintf(out_request->endpoint, sizeof(out_request->endpoint), "%s",
                   cfd_session_endpoint(session));
    out_request->has_consumer = find_consumer(reader, facts, &out_request->consumer);
    cfd_session_close(session);
}

static enum cfd_status open_session(struct exchange *exchange, const struct body_facts *facts)
{
    const struct cfd_request request = {0};
    const struct cfd_head head = {.status = facts->status,
                                  .content_type = facts->content_type,
                                  .is_opaque = exchange->codings.is_opaque,
                                  .has_no_body = facts->has_no_body};

    CFD_TRY(cfd_session_open(&env, &exchange->session));
    CFD_TRY(cfd_session_request(exchange->session, &request));
    return cfd_session_head(exchange->session, &head, &exchange->wants);
}

static bool has_word(struct cfd_bytes text, const char *word)
{
    return text.ptr != NULL && memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* JSON_ANY reads lines as well; only a broken first line makes a difference. */
static enum cfd_format format_of(struct cfd_bytes content_type)
{
    return has_word(content_type, "ndjson") || has_word(content_type, "jsonl")
               ? CFD_FORMAT_JSON_LINES
               : CFD_FORMAT_JSON_ANY;
}

bool cfdi_exchange_begin(struct exchange *exchange, struct reader *reader, const char *file,
                         uint64_t number, const struct exchange_request *request,
                         const struct body_facts *facts)
{
    struct body_origin origin = {.file_bytes = strlen(file),
                                 .endpoint = request->is_known ? request->endpoint : NULL,
                                 .consumer = request->has_consumer ? &request->consumer : NULL,
                                 .format = format_of(facts->content_type)};

    memset(exchange, 0, sizeof(*exchange));
    exchange->reader = reader;
    exchange->codings = cfd_codings_of(facts->content_encoding);
    if (asprintf(&exchange->source, "%s#%llu", file, (unsigned long long)number) < 0 ||
        open_session(exchange, facts) != CFD_OK) {
        cfdi_job_trouble(reader->job, CFD_ERR_MEMORY);
        cfdi_exchange_end(exchange, false);
        return false;
    }
    origin.source = exchange->source;
    exchange->is_open = exchange->wants == CFD_WANTS_BYTES && cfdi_body_begin(reader, &origin, -1);
    return true;
}

static enum cfd_status on_plain(void *ctx, const uint8_t *data, size_t data_bytes)
{
    cfdi_body_feed(ctx, data, data_bytes);
    return CFD_OK;
}

/* Tools that save a decoded body leave the header that says how it was coded: what was coded with
 * gzip last, and does not begin like gzip, is plain. Other codings have no beginning of their own. */
static bool is_saved_plain(const struct cfd_codings *codings, uint8_t first)
{
    return codings->count > 0 && codings->applied[codings->count - 1] == CFD_CODING_GZIP &&
           first != 0x1f;
}

static void begin_decoder(struct exchange *exchange, uint8_t first)
{
    exchange->has_begun = true;
    if (exchange->codings.count == 0 || is_saved_plain(&exchange->codings, first))
        return;
    if (cfd_decoder_new(&exchange->codings, NULL, on_plain, exchange->reader, &cfd_alloc_libc,
                        &exchange->decoder) != CFD_OK)
        cfdi_job_trouble(exchange->reader->job, CFD_ERR_MEMORY);
}

void cfdi_exchange_feed(struct exchange *exchange, const void *data, size_t data_bytes)
{
    enum cfd_status status;

    if (data_bytes == 0 || exchange->is_undecodable)
        return;
    if (!exchange->is_open) {
        if (exchange->wants == CFD_WANTS_LENGTH)
            (void)!cfd_session_body(exchange->session, NULL, data_bytes);
        return;
    }
    if (!exchange->has_begun)
        begin_decoder(exchange, *(const uint8_t *)data);
    if (exchange->decoder == NULL) {
        cfdi_body_feed(exchange->reader, data, data_bytes);
        return;
    }
    status = cfd_decoder_feed(exchange->decoder, data, data_bytes);
    exchange->is_undecodable = status != CFD_OK;
    if (status != CFD_OK)
        cfdi_reader_blind(
            exchange->reader,
            cfd_gap_name(status == CFD_ERR_LIMIT ? CFD_GAP_BUDGET : CFD_GAP_OPAQUE_CODING),
            exchange->source, 1, OFFSET_NONE);
}

/* What the session would have told of a body that was not read. */
static void tell_unread(struct exchange *exchange)
{
    struct cfd_session_totals totals;

    cfd_session_totals(exchange->session, &totals);
    for (unsigned gap = 0; gap < CFD_GAP_COUNT; gap++)
        if (totals.gaps & CFD_GAP_BIT(gap))
            cfdi_reader_blind(exchange->reader, cfd_gap_name((enum cfd_gap)gap), exchange->source,
                              1, OFFSET_NONE);
}

static void end_body(struct exchange *exchange, bool is_cut)
{
    bool is_broken = exchange->decoder != NULL && !exchange->is_undecodable && !is_cut &&
                     cfd_decoder_finish(exchange->decoder) != CFD_OK;

    cfdi_body_end(exchange->reader, is_cut || exchange->is_undecodable || is_broken);
    if (is_broken)
        cfdi_reader_blind(exchange->reader, cfd_gap_name(CFD_GAP_OPAQUE_CODING), exchange->source,
                          1, OFFSET_NONE);
    if (is_cut && !cfdi_is_interrupted())
        cfdi_reader_blind(exchange->reader, cfd_gap_name(CFD_GAP_CUT_SHORT), exchange->source, 1,
                          OFFSET_NONE);
}

void cfdi_exchange_end(struct exchange *exchange, bool is_cut)
{
    if (exchange->is_open)
        end_body(exchange, is_cut);
    else if (exchange->session != NULL)
        tell_unread(exchange);
    cfd_decoder_free(exchange->decoder);
    cfd_session_close(exchange->session);
    free(exchange->source);
    memset(exchange, 0, sizeof(*exchange));
}
