/* SPDX-License-Identifier: Apache-2.0
 * Filters that encode the body must run after ours, or we would read noise.
 *
 * A later place in the list of modules runs earlier. brotli and zstd name the
 * same slot as we do, so the order of load_module lines decides: a wrong one
 * is refused at start instead of letting personal data pass unseen. */
#include "nginx/ngx_http_cofferdam_module.h"


static const char  *ngx_http_cofferdam_encoders[] = {
    "ngx_http_gzip_filter_module",
    "ngx_http_brotli_filter_module",
    "ngx_http_zstd_filter_module",
    NULL
};


/* The place of a module in the cycle's list, or -1. */
static ngx_int_t
ngx_http_cofferdam_place(ngx_conf_t *cf, const char *name)
{
    ngx_uint_t  i;

    for (i = 0; cf->cycle->modules[i]; i++) {
        if (ngx_strcmp(cf->cycle->modules[i]->name, name) == 0) {
            return i;
        }
    }

    return -1;
}


ngx_int_t
ngx_http_cofferdam_check_order(ngx_conf_t *cf)
{
    ngx_int_t     ours, postpone;
    const char  **name;

    ours = ngx_http_cofferdam_place(cf, "ngx_http_cofferdam_module");
    postpone = ngx_http_cofferdam_place(cf, "ngx_http_postpone_filter_module");

    if (postpone != -1 && ours > postpone) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "the cofferdam filter would run before SSI and "
                           "sub_filter: build it with its own \"config\"");
        return NGX_ERROR;
    }

    for (name = ngx_http_cofferdam_encoders; *name; name++) {
        if (ngx_http_cofferdam_place(cf, *name) > ours) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "%s encodes responses before cofferdam reads "
                               "them: put its \"load_module\" line above that "
                               "of ngx_http_cofferdam_module.so", *name);
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}
