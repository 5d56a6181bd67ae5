/* SPDX-License-Identifier: Apache-2.0
 * The variables: who asks by its token, and what a response showed. */
#include "nginx/ngx_http_cofferdam_module.h"

#include "core/identity/jwt.h"


#define NGX_HTTP_COFFERDAM_PERSONS  0
#define NGX_HTTP_COFFERDAM_KINDS    1
#define NGX_HTTP_COFFERDAM_ACTION   2
#define NGX_HTTP_COFFERDAM_SCAN_US  3
#define NGX_HTTP_COFFERDAM_GAP      4

/* All names of kinds or gaps with commas stay below. */
#define NGX_HTTP_COFFERDAM_LIST_MAX  512


static ngx_int_t ngx_http_cofferdam_jwt_sub(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_cofferdam_response(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);


static ngx_http_variable_t  ngx_http_cofferdam_vars[] = {

    { ngx_string("cofferdam_jwt_sub"), NULL, ngx_http_cofferdam_jwt_sub, 0,
      0, 0 },

    { ngx_string("cofferdam_persons"), NULL, ngx_http_cofferdam_response,
      NGX_HTTP_COFFERDAM_PERSONS, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("cofferdam_kinds"), NULL, ngx_http_cofferdam_response,
      NGX_HTTP_COFFERDAM_KINDS, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("cofferdam_action"), NULL, ngx_http_cofferdam_response,
      NGX_HTTP_COFFERDAM_ACTION, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("cofferdam_scan_us"), NULL, ngx_http_cofferdam_response,
      NGX_HTTP_COFFERDAM_SCAN_US, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("cofferdam_gap"), NULL, ngx_http_cofferdam_response,
      NGX_HTTP_COFFERDAM_GAP, NGX_HTTP_VAR_NOCACHEABLE, 0 },

      ngx_http_null_variable
};


ngx_int_t
ngx_http_cofferdam_add_variables(ngx_conf_t *cf)
{
    ngx_http_variable_t  *var, *v;

    for (v = ngx_http_cofferdam_vars; v->name.len; v++) {
        var = ngx_http_add_variable(cf, &v->name, v->flags);
        if (var == NULL) {
            return NGX_ERROR;
        }

        var->get_handler = v->get_handler;
        var->data = v->data;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_cofferdam_jwt_sub(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    char              claim[CFD_CLAIM_MAX_BYTES];
    size_t            len;
    ngx_table_elt_t  *h;

    h = r->headers_in.authorization;
    v->not_found = 1;

    if (h == NULL
        || cfd_jwt_claim(cfd_bytes_of(h->value.data, h->value.len),
                         cfd_bytes_str("sub"), claim, &len)
           != CFD_OK)
    {
        return NGX_OK;
    }

    v->data = ngx_pnalloc(r->pool, len);
    if (v->data == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(v->data, claim, len);
    v->len = len;
    v->valid = 1;
    v->no_cacheable = 0;
    v->not_found = 0;

    return NGX_OK;
}


static u_char *
ngx_http_cofferdam_add_name(u_char *start, u_char *p, u_char *end,
    const char *name)
{
    return ngx_slprintf(p, end, "%s%s", p == start ? "" : ",", name);
}


static u_char *
ngx_http_cofferdam_list(const struct cfd_session_totals *totals,
    uintptr_t what, u_char *p, u_char *end)
{
    u_char      *start;
    ngx_uint_t   i;

    start = p;

    if (what == NGX_HTTP_COFFERDAM_KINDS) {
        for (i = 1; i < CFD_KIND_COUNT; i++) {
            if (totals->kinds & CFD_KIND_BIT(i)) {
                p = ngx_http_cofferdam_add_name(start, p, end,
                                                cfd_kind_name(i));
            }
        }

        return p;
    }

    for (i = 0; i < CFD_GAP_COUNT; i++) {
        if (totals->gaps & CFD_GAP_BIT(i)) {
            p = ngx_http_cofferdam_add_name(start, p, end, cfd_gap_name(i));
        }
    }

    return p;
}


static u_char *
ngx_http_cofferdam_text(ngx_http_cofferdam_ctx_t *ctx, uintptr_t what,
    u_char *p, u_char *end)
{
    struct cfd_session_totals  totals;

    totals = ctx->totals;

    if (ctx->session != NULL) {
        cfd_session_totals(ctx->session, &totals);
    }

    switch (what) {

    case NGX_HTTP_COFFERDAM_PERSONS:
        return ngx_slprintf(p, end, "%uL", totals.person_count);

    case NGX_HTTP_COFFERDAM_ACTION:
        return ngx_slprintf(p, end, "pass");

    case NGX_HTTP_COFFERDAM_SCAN_US:
        return ngx_slprintf(p, end, "%uL", ctx->scan_ns / 1000);

    default:
        return ngx_http_cofferdam_list(&totals, what, p, end);
    }
}


static ngx_int_t
ngx_http_cofferdam_response(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    u_char                     text[NGX_HTTP_COFFERDAM_LIST_MAX], *p;
    ngx_http_cofferdam_ctx_t  *ctx;

    ctx = ngx_http_cofferdam_find_ctx(r);
    if (ctx == NULL) {
        v->not_found = 1;
        return NGX_OK;
    }

    p = ngx_http_cofferdam_text(ctx, data, text, text + sizeof(text));

    v->len = p - text;
    v->data = ngx_pnalloc(r->pool, v->len + 1);
    if (v->data == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(v->data, text, v->len);
    v->valid = 1;
    v->no_cacheable = 1;
    v->not_found = 0;

    return NGX_OK;
}
