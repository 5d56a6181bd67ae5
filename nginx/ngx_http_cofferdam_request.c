/* SPDX-License-Identifier: Apache-2.0
 * What the core is told of a request: method, host, path, address, whoever
 * asks, and the id under which it stands in the logs. */
#include "nginx/ngx_http_cofferdam_module.h"


static struct cfd_bytes
ngx_http_cofferdam_address(ngx_http_request_t *r)
{
    struct sockaddr_in   *sin;
#if (NGX_HAVE_INET6)
    struct sockaddr_in6  *sin6;
#endif

    switch (r->connection->sockaddr->sa_family) {

#if (NGX_HAVE_INET6)
    case AF_INET6:
        sin6 = (struct sockaddr_in6 *) r->connection->sockaddr;
        return cfd_bytes_of(&sin6->sin6_addr, 16);
#endif

    case AF_INET:
        sin = (struct sockaddr_in *) r->connection->sockaddr;
        return cfd_bytes_of(&sin->sin_addr, 4);

    default:
        return cfd_bytes_of(NULL, 0);
    }
}


/* The path as the client sent it: what it is known by outside. */
static struct cfd_bytes
ngx_http_cofferdam_request_path(ngx_http_request_t *r)
{
    u_char  *p;

    p = ngx_strlchr(r->unparsed_uri.data,
                    r->unparsed_uri.data + r->unparsed_uri.len, '?');

    return cfd_bytes_of(r->unparsed_uri.data,
                        p ? (size_t) (p - r->unparsed_uri.data)
                          : r->unparsed_uri.len);
}


/* Asked for only where something is told: nginx draws the id from OpenSSL,
 * half of what a response that tells nothing costs here. */
void
ngx_http_cofferdam_request_id(ngx_http_request_t *r, uint8_t *id)
{
    ngx_int_t                        n;
    ngx_uint_t                       i;
    ngx_http_variable_value_t       *vv;
    ngx_http_cofferdam_main_conf_t  *cmcf;

    /* a pool that is being destroyed gives nothing more */

    if (r->pool == NULL) {
        return;
    }

    cmcf = ngx_http_get_module_main_conf(r, ngx_http_cofferdam_module);
    vv = ngx_http_get_indexed_variable(r, cmcf->request_id);

    if (vv == NULL || vv->not_found || vv->len != 2 * CFD_REQUEST_ID_BYTES) {
        return;
    }

    for (i = 0; i < CFD_REQUEST_ID_BYTES; i++) {
        n = ngx_hextoi(vv->data + 2 * i, 2);
        id[i] = (uint8_t) (n == NGX_ERROR ? 0 : n);
    }
}


static struct cfd_bytes
ngx_http_cofferdam_evaluate(ngx_http_request_t *r,
    ngx_http_complex_value_t *value)
{
    ngx_str_t  text;

    if (value == NULL || ngx_http_complex_value(r, value, &text) != NGX_OK) {
        return cfd_bytes_of(NULL, 0);
    }

    return ngx_http_cofferdam_bytes(&text);
}


static enum cfd_side
ngx_http_cofferdam_side(struct cfd_bytes text)
{
    if (cfd_bytes_equal(text, cfd_bytes_str("partner"))) {
        return CFD_SIDE_PARTNER;
    }

    if (cfd_bytes_equal(text, cfd_bytes_str("internal"))) {
        return CFD_SIDE_INTERNAL;
    }

    return CFD_SIDE_EXTERNAL;
}


static void
ngx_http_cofferdam_who(ngx_http_request_t *r, struct cfd_request *request)
{
    ngx_uint_t                      i;
    struct cfd_bytes                auth;
    ngx_http_complex_value_t       *group;
    ngx_http_cofferdam_value_t     *consumer;
    ngx_http_cofferdam_loc_conf_t  *clcf;

    clcf = ngx_http_get_module_loc_conf(r, ngx_http_cofferdam_module);

    if (clcf->consumers != NULL) {
        consumer = clcf->consumers->elts;

        for (i = 0; i < clcf->consumers->nelts; i++) {
            request->credentials[i].name =
                ngx_http_cofferdam_bytes(&consumer[i].name);
            request->credentials[i].value =
                ngx_http_cofferdam_evaluate(r, &consumer[i].value);
        }
    }

    if (clcf->groups != NULL) {
        group = clcf->groups->elts;

        for (i = 0; i < clcf->groups->nelts; i++) {
            request->groups[i] = ngx_http_cofferdam_evaluate(r, &group[i]);
        }
    }

    auth = ngx_http_cofferdam_evaluate(r, clcf->auth);
    request->is_proven = auth.len > 0 && !(auth.len == 1
                                           && auth.ptr[0] == '0');
    request->side = ngx_http_cofferdam_side(
                        ngx_http_cofferdam_evaluate(r, clcf->side));
}


void
ngx_http_cofferdam_read_request(ngx_http_request_t *r,
    struct cfd_request *request)
{
    ngx_http_core_srv_conf_t  *cscf;

    cscf = ngx_http_get_module_srv_conf(r, ngx_http_core_module);

    ngx_memzero(request, sizeof(struct cfd_request));

    request->method = ngx_http_cofferdam_bytes(&r->method_name);
    request->server_name = ngx_http_cofferdam_bytes(&cscf->server_name);
    request->host = ngx_http_cofferdam_bytes(&r->headers_in.server);
    request->path = ngx_http_cofferdam_request_path(r);
    request->address = ngx_http_cofferdam_address(r);

    ngx_http_cofferdam_who(r, request);
}
