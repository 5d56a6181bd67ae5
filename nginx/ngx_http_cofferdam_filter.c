/* SPDX-License-Identifier: Apache-2.0
 * A response becomes a session of the core: header filter, body filter, end.
 *
 * Observe changes nothing: buffers are read and passed on as they came. One
 * context per response hangs on a pool cleanup, registered before anything
 * else is acquired; nginx wipes r->ctx at internal redirects, so the context
 * is found again through that cleanup. A response that breaks off is ended by
 * a request cleanup, which runs before the access log is written. */
#include "nginx/ngx_http_cofferdam_module.h"


static ngx_http_output_header_filter_pt  ngx_http_next_header_filter;
static ngx_http_output_body_filter_pt    ngx_http_next_body_filter;

/* Responses whose session is open. */
static ngx_queue_t  ngx_http_cofferdam_watched = {
    &ngx_http_cofferdam_watched, &ngx_http_cofferdam_watched
};


/* data is the pool itself: r->pool is NULL already when its cleanups run. */
static void *
ngx_http_cofferdam_alloc(void *data, size_t size)
{
    return ngx_palloc(data, size);
}


/* Large blocks go back at once, small ones live as long as the pool. */
static void
ngx_http_cofferdam_free(void *data, void *memory)
{
    if (memory != NULL) {
        (void) ngx_pfree(data, memory);
    }
}


static enum cfd_status
ngx_http_cofferdam_pseudonym(void *data, const struct cfd_identity *identity,
    uint8_t *out)
{
    ngx_http_cofferdam_ctx_t *ctx = data;

    ngx_http_cofferdam_main_conf_t  *cmcf;

    cmcf = ngx_http_get_module_main_conf(ctx->request,
                                         ngx_http_cofferdam_module);

    return cfd_pseudonym_identity(cmcf->key, identity, out);
}


static void
ngx_http_cofferdam_pseudonym_raw(void *data, uint8_t domain,
    struct cfd_bytes bytes, uint8_t *out)
{
    ngx_http_cofferdam_ctx_t *ctx = data;

    ngx_http_cofferdam_main_conf_t  *cmcf;

    cmcf = ngx_http_get_module_main_conf(ctx->request,
                                         ngx_http_cofferdam_module);

    cfd_pseudonym_first(cmcf->key, domain, bytes, out);
}


static void
ngx_http_cofferdam_end(ngx_http_cofferdam_ctx_t *ctx, enum cfd_end how)
{
    if (ctx->ended || ctx->session == NULL) {
        return;
    }

    ctx->ended = 1;
    ngx_queue_remove(&ctx->link);

    if (ctx->decoder != NULL) {

        /* one that has failed has had its gap */

        if (how == CFD_END_WHOLE
            && ctx->wants != CFD_WANTS_NOTHING
            && cfd_decoder_finish(ctx->decoder) != CFD_OK)
        {
            cfd_session_add_gap(ctx->session, CFD_GAP_OPAQUE_CODING);
        }

        cfd_decoder_free(ctx->decoder);
        ctx->decoder = NULL;
    }

    if (cfd_session_end(ctx->session, how) != CFD_OK) {
        cfd_session_add_gap(ctx->session, CFD_GAP_INTERNAL);
    }

    cfd_session_totals(ctx->session, &ctx->totals);
    cfd_session_close(ctx->session);
    ctx->session = NULL;

    if (!ctx->replaced) {
        ngx_http_cofferdam_count(&ctx->totals);
    }
}


/* A response that could not be watched for want of memory is a gap, too. */
static void
ngx_http_cofferdam_count_unwatched(void)
{
    struct cfd_session_totals  totals;

    ngx_memzero(&totals, sizeof(struct cfd_session_totals));
    totals.gaps = CFD_GAP_BIT(CFD_GAP_INTERNAL);

    ngx_http_cofferdam_count(&totals);
}


/* A header that is made twice (a bad range becomes an error page) is that of
 * one response: the first never went out, and no byte after it. */
static void
ngx_http_cofferdam_replace(ngx_http_cofferdam_ctx_t *ctx)
{
    if (ctx->ended || ctx->session == NULL) {
        return;
    }

    ctx->env.on_part = NULL;
    ctx->replaced = 1;

    ngx_http_cofferdam_end(ctx, CFD_END_WHOLE);
}


static void
ngx_http_cofferdam_cleanup(void *data)
{
    ngx_http_cofferdam_end(data, CFD_END_CUT_SHORT);
}


/* A fast shutdown drops connections without a cleanup of their requests. */
void
ngx_http_cofferdam_end_watched(void)
{
    ngx_queue_t  *q;

    while (!ngx_queue_empty(&ngx_http_cofferdam_watched)) {
        q = ngx_queue_head(&ngx_http_cofferdam_watched);

        ngx_http_cofferdam_end(
            ngx_queue_data(q, ngx_http_cofferdam_ctx_t, link),
            CFD_END_CUT_SHORT);
    }
}


ngx_http_cofferdam_ctx_t *
ngx_http_cofferdam_find_ctx(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t        *cln;
    ngx_http_cofferdam_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r->main, ngx_http_cofferdam_module);
    if (ctx != NULL) {
        return ctx;
    }

    for (cln = r->pool->cleanup; cln; cln = cln->next) {
        if (cln->handler == ngx_http_cofferdam_cleanup) {
            return cln->data;
        }
    }

    return NULL;
}


static ngx_http_cofferdam_ctx_t *
ngx_http_cofferdam_create_ctx(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t              *cln;
    ngx_http_cleanup_t              *end;
    ngx_http_cofferdam_ctx_t        *ctx;
    ngx_http_cofferdam_main_conf_t  *cmcf;

    end = ngx_http_cleanup_add(r, 0);
    if (end == NULL) {
        return NULL;
    }

    cln = ngx_pool_cleanup_add(r->pool, sizeof(ngx_http_cofferdam_ctx_t));
    if (cln == NULL) {
        return NULL;
    }

    ctx = cln->data;
    ngx_memzero(ctx, sizeof(ngx_http_cofferdam_ctx_t));
    cln->handler = ngx_http_cofferdam_cleanup;
    end->handler = ngx_http_cofferdam_cleanup;
    end->data = ctx;

    cmcf = ngx_http_get_module_main_conf(r, ngx_http_cofferdam_module);

    ctx->request = r;
    ctx->alloc.alloc = ngx_http_cofferdam_alloc;
    ctx->alloc.free = ngx_http_cofferdam_free;
    ctx->alloc.ctx = r->pool;
    ctx->env.alloc = &ctx->alloc;
    ctx->env.routes = cmcf->routes;
    ctx->env.route_memory = ngx_http_cofferdam_route_memory();
    ctx->env.key_memory = ngx_http_cofferdam_key_memory();
    ctx->env.on_part = ngx_http_cofferdam_on_part;
    ctx->env.ctx = ctx;

    if (cmcf->key != NULL) {
        ctx->env.pseudonym = ngx_http_cofferdam_pseudonym;
        ctx->env.pseudonym_raw = ngx_http_cofferdam_pseudonym_raw;
    }

    return ctx;
}


static enum cfd_status
ngx_http_cofferdam_begin_request(ngx_http_cofferdam_ctx_t *ctx)
{
    struct cfd_request  request;

    ngx_http_cofferdam_read_request(ctx->request, &request);

    CFD_TRY(cfd_session_open(&ctx->env, &ctx->session));
    ngx_queue_insert_tail(&ngx_http_cofferdam_watched, &ctx->link);

    return cfd_session_request(ctx->session, &request);
}


static enum cfd_status
ngx_http_cofferdam_to_session(void *data, const uint8_t *bytes, size_t len)
{
    ngx_http_cofferdam_ctx_t *ctx = data;

    return cfd_session_body(ctx->session, bytes, len);
}


static void
ngx_http_cofferdam_begin_decoder(ngx_http_cofferdam_ctx_t *ctx,
    const struct cfd_codings *codings)
{
    struct cfd_decoder_limits  limits;

    if (codings->count == 0 || ctx->wants != CFD_WANTS_BYTES) {
        return;
    }

    ngx_memzero(&limits, sizeof(struct cfd_decoder_limits));
    limits.budget = ngx_http_cofferdam_decoder_budget();

    /* a decoder gives back and asks again as long as the body lasts, which a
     * pool would keep until the end of the request */

    if (cfd_decoder_new(codings, &limits, ngx_http_cofferdam_to_session, ctx,
                        &cfd_alloc_libc, &ctx->decoder)
        == CFD_OK)
    {
        return;
    }

    cfd_session_add_gap(ctx->session, CFD_GAP_BUDGET);
    ctx->wants = CFD_WANTS_NOTHING;
}


/* 304 and 204 become header_only later, in the filter that writes the header;
 * after one from the cache nothing else would say that this was all. */
static ngx_uint_t
ngx_http_cofferdam_has_no_body(ngx_http_request_t *r)
{
    return r->header_only
           || r->method == NGX_HTTP_HEAD
           || r->headers_out.status == NGX_HTTP_NO_CONTENT
           || r->headers_out.status == NGX_HTTP_NOT_MODIFIED;
}


/* The head as it is here, before gzip changes it. */
static void
ngx_http_cofferdam_read_head(ngx_http_request_t *r, struct cfd_head *head,
    struct cfd_codings *codings)
{
    ngx_time_t  *tp;

    tp = ngx_timeofday();
    ngx_memzero(codings, sizeof(struct cfd_codings));

    if (r->headers_out.content_encoding != NULL) {
        *codings = cfd_codings_of(ngx_http_cofferdam_bytes(
                                   &r->headers_out.content_encoding->value));
    }

    ngx_memzero(head, sizeof(struct cfd_head));

    head->now_ms = (int64_t) tp->sec * 1000 + tp->msec;
    head->content_type = ngx_http_cofferdam_bytes(
                             &r->headers_out.content_type);
    head->is_opaque = codings->is_opaque;
    head->has_no_body = ngx_http_cofferdam_has_no_body(r)
                        || r->headers_out.content_length_n == 0;
}


static enum cfd_status
ngx_http_cofferdam_begin(ngx_http_cofferdam_ctx_t *ctx,
    const struct cfd_head *head, const struct cfd_codings *codings)
{
    CFD_TRY(ngx_http_cofferdam_begin_request(ctx));
    CFD_TRY(cfd_session_head(ctx->session, head, &ctx->wants));

    ngx_http_cofferdam_begin_decoder(ctx, codings);

    return CFD_OK;
}


static void
ngx_http_cofferdam_watch(ngx_http_cofferdam_ctx_t *ctx,
    const struct cfd_head *head, const struct cfd_codings *codings)
{
    ngx_http_request_t  *r;

    r = ctx->request;

    if (ngx_http_cofferdam_begin(ctx, head, codings) != CFD_OK) {
        if (ctx->session != NULL) {
            cfd_session_add_gap(ctx->session, CFD_GAP_INTERNAL);

        } else {
            ngx_http_cofferdam_count_unwatched();
        }

        ctx->wants = CFD_WANTS_NOTHING;
    }

    if (ctx->wants == CFD_WANTS_BYTES) {
        r->main_filter_need_in_memory = 1;
    }

    if (ngx_http_cofferdam_has_no_body(r)
        || head->status == NGX_HTTP_SWITCHING_PROTOCOLS)
    {
        ngx_http_cofferdam_end(ctx, CFD_END_WHOLE);
    }
}


static ngx_int_t
ngx_http_cofferdam_header_filter(ngx_http_request_t *r)
{
    ngx_int_t                       rc;
    struct cfd_head                 head;
    struct cfd_codings              codings;
    ngx_http_cofferdam_ctx_t       *ctx;
    ngx_http_cofferdam_loc_conf_t  *clcf;

    clcf = ngx_http_get_module_loc_conf(r, ngx_http_cofferdam_module);

    if (clcf->mode == NGX_HTTP_COFFERDAM_OFF || r != r->main) {
        return ngx_http_next_header_filter(r);
    }

    ctx = ngx_http_cofferdam_find_ctx(r);
    if (ctx != NULL) {
        ngx_http_cofferdam_replace(ctx);
    }

    ctx = ngx_http_cofferdam_create_ctx(r);
    if (ctx == NULL) {
        ngx_http_cofferdam_count_unwatched();
        return ngx_http_next_header_filter(r);
    }

    ngx_http_set_ctx(r, ctx, ngx_http_cofferdam_module);

    ngx_http_cofferdam_read_head(r, &head, &codings);

    /* the status is read after the range filter, which comes later but has
     * its fragments cut out of the body before it is seen here */

    rc = ngx_http_next_header_filter(r);

    head.status = (uint16_t) r->headers_out.status;

    ngx_http_cofferdam_watch(ctx, &head, &codings);

    return rc;
}


static void
ngx_http_cofferdam_read(ngx_http_cofferdam_ctx_t *ctx, ngx_buf_t *b)
{
    size_t           len;
    enum cfd_gap     gap;
    enum cfd_status  status;

    if (ctx->wants == CFD_WANTS_LENGTH) {
        status = cfd_session_body(ctx->session, NULL, ngx_buf_size(b));

    } else if (!ngx_buf_in_memory(b)) {
        status = ngx_buf_size(b) > 0 ? CFD_ERR_STATE : CFD_OK;

    } else {
        len = b->last - b->pos;
        status = ctx->decoder
                 ? cfd_decoder_feed(ctx->decoder, b->pos, len)
                 : cfd_session_body(ctx->session, b->pos, len);
    }

    if (status == CFD_OK) {
        return;
    }

    gap = status == CFD_ERR_FORMAT ? CFD_GAP_OPAQUE_CODING
          : status == CFD_ERR_LIMIT ? CFD_GAP_BUDGET : CFD_GAP_INTERNAL;

    cfd_session_add_gap(ctx->session, gap);
    ctx->wants = CFD_WANTS_NOTHING;

    cfd_decoder_free(ctx->decoder);
    ctx->decoder = NULL;
}


static uint64_t
ngx_http_cofferdam_now_ns(void)
{
    struct timespec  ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);

    return (uint64_t) ts.tv_sec * 1000000000u + (uint64_t) ts.tv_nsec;
}


static ngx_int_t
ngx_http_cofferdam_body_filter(ngx_http_request_t *r, ngx_chain_t *in)
{
    uint64_t                   start;
    ngx_uint_t                 last;
    ngx_chain_t               *cl;
    ngx_http_cofferdam_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_cofferdam_module);

    if (ctx == NULL || ctx->ended || ctx->session == NULL || r != r->main) {
        return ngx_http_next_body_filter(r, in);
    }

    start = ngx_http_cofferdam_now_ns();
    last = 0;

    for (cl = in; cl; cl = cl->next) {
        if (ctx->wants != CFD_WANTS_NOTHING) {
            ngx_http_cofferdam_read(ctx, cl->buf);
        }

        last |= cl->buf->last_buf;
    }

    if (last) {
        ngx_http_cofferdam_end(ctx, CFD_END_WHOLE);
    }

    ctx->scan_ns += ngx_http_cofferdam_now_ns() - start;

    return ngx_http_next_body_filter(r, in);
}


ngx_int_t
ngx_http_cofferdam_filter_init(ngx_conf_t *cf)
{
    ngx_http_next_header_filter = ngx_http_top_header_filter;
    ngx_http_top_header_filter = ngx_http_cofferdam_header_filter;

    ngx_http_next_body_filter = ngx_http_top_body_filter;
    ngx_http_top_body_filter = ngx_http_cofferdam_body_filter;

    return NGX_OK;
}
