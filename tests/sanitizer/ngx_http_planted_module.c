/* SPDX-License-Identifier: Apache-2.0
 *
 * Eight faults on demand, to see which of them a sanitizer build of nginx reports.
 *
 * "planted NAME;" in a location: each request there commits the fault NAME and
 * is answered 204, if the worker lives to tell.  Every pointer and every count
 * goes through a volatile, so that no compiler sees the fault and removes it
 * or warns of it.  Pool faults happen in a pool of their own, which holds what
 * they may spoil: where the fault goes unseen, the worker is unharmed.
 */

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


#define PIECE_BYTES   24
#define WORD          "thirteen char"
#define WORD_BYTES    (sizeof(WORD) - 1)
#define LARGE_BYTES   (2 * NGX_MAX_ALLOC_FROM_POOL)
#define LEAKED_COUNT  16


typedef void (*ngx_http_planted_pt)(ngx_pool_t *pool);


typedef struct {
    ngx_str_t            name;
    ngx_http_planted_pt  commit;
} ngx_http_planted_t;


typedef struct {
    ngx_http_planted_pt  commit;
} ngx_http_planted_loc_conf_t;


static u_char           ngx_http_planted_table[PIECE_BYTES];
static volatile size_t  ngx_http_planted_count;


static void
ngx_http_planted_touch(u_char *piece, size_t offset)
{
    u_char *volatile  hidden = piece;
    volatile size_t   at = offset;

    hidden[at] = 1;
}


static void
ngx_http_planted_pool_small(ngx_pool_t *pool)
{
    u_char  *piece = ngx_palloc(pool, PIECE_BYTES);

    ngx_pcalloc(pool, PIECE_BYTES);
    ngx_http_planted_touch(piece, PIECE_BYTES);
}


/* The zeros behind end the search inside the pool's block. */

static void
ngx_http_planted_unterminated_copy(ngx_pool_t *pool)
{
    u_char *volatile  copy = ngx_pnalloc(pool, WORD_BYTES);

    ngx_pcalloc(pool, PIECE_BYTES);
    ngx_memcpy(copy, WORD, WORD_BYTES);
    ngx_http_planted_count = ngx_strlen(copy);
}


static void
ngx_http_planted_pool_large(ngx_pool_t *pool)
{
    ngx_http_planted_touch(ngx_palloc(pool, LARGE_BYTES), LARGE_BYTES);
}


static void
ngx_http_planted_after_pool(ngx_pool_t *pool)
{
    u_char      *piece;
    ngx_pool_t  *own = ngx_create_pool(NGX_DEFAULT_POOL_SIZE, pool->log);

    piece = ngx_palloc(own, PIECE_BYTES);
    ngx_destroy_pool(own);
    ngx_http_planted_touch(piece, 0);
}


static void
ngx_http_planted_stack(ngx_pool_t *pool)
{
    u_char  piece[PIECE_BYTES];

    ngx_http_planted_touch(piece, PIECE_BYTES);
}


static void
ngx_http_planted_heap(ngx_pool_t *pool)
{
    u_char  *piece = ngx_alloc(PIECE_BYTES, pool->log);

    ngx_http_planted_touch(piece, PIECE_BYTES);
    ngx_free(piece);
}


static void
ngx_http_planted_global(ngx_pool_t *pool)
{
    ngx_http_planted_touch(ngx_http_planted_table, PIECE_BYTES);
}


/* Several, as the last ones may still be seen in a register. */

static void
ngx_http_planted_leak(ngx_pool_t *pool)
{
    ngx_uint_t  i;

    for (i = 0; i < LEAKED_COUNT; i++) {
        ngx_http_planted_touch(ngx_alloc(PIECE_BYTES, pool->log), 0);
    }
}


static ngx_http_planted_t  ngx_http_planted_faults[] = {
    { ngx_string("pool_small"), ngx_http_planted_pool_small },
    { ngx_string("unterminated_copy"), ngx_http_planted_unterminated_copy },
    { ngx_string("pool_large"), ngx_http_planted_pool_large },
    { ngx_string("after_pool"), ngx_http_planted_after_pool },
    { ngx_string("stack"), ngx_http_planted_stack },
    { ngx_string("heap"), ngx_http_planted_heap },
    { ngx_string("global"), ngx_http_planted_global },
    { ngx_string("leak"), ngx_http_planted_leak },
    { ngx_null_string, NULL }
};


static ngx_int_t ngx_http_planted_handler(ngx_http_request_t *r);
static void *ngx_http_planted_create_loc_conf(ngx_conf_t *cf);
static char *ngx_http_planted(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);


static ngx_command_t  ngx_http_planted_commands[] = {

    { ngx_string("planted"),
      NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_http_planted,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_planted_module_ctx = {
    NULL,                                  /* preconfiguration */
    NULL,                                  /* postconfiguration */

    NULL,                                  /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    ngx_http_planted_create_loc_conf,      /* create location configuration */
    NULL                                   /* merge location configuration */
};


ngx_module_t  ngx_http_planted_module = {
    NGX_MODULE_V1,
    &ngx_http_planted_module_ctx,          /* module context */
    ngx_http_planted_commands,             /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    NULL,                                  /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    NULL,                                  /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static ngx_int_t
ngx_http_planted_handler(ngx_http_request_t *r)
{
    ngx_pool_t                   *pool;
    ngx_http_planted_loc_conf_t  *plcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_planted_module);

    pool = ngx_create_pool(NGX_DEFAULT_POOL_SIZE, r->connection->log);
    if (pool == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    plcf->commit(pool);

    ngx_destroy_pool(pool);

    return NGX_HTTP_NO_CONTENT;
}


static void *
ngx_http_planted_create_loc_conf(ngx_conf_t *cf)
{
    return ngx_pcalloc(cf->pool, sizeof(ngx_http_planted_loc_conf_t));
}


static char *
ngx_http_planted(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_planted_loc_conf_t  *plcf = conf;

    ngx_str_t                 *value;
    ngx_http_planted_t        *fault;
    ngx_http_core_loc_conf_t  *clcf;

    value = cf->args->elts;

    for (fault = ngx_http_planted_faults; fault->commit; fault++) {
        if (value[1].len == fault->name.len
            && ngx_strncmp(value[1].data, fault->name.data, value[1].len) == 0)
        {
            plcf->commit = fault->commit;

            clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
            clcf->handler = ngx_http_planted_handler;

            return NGX_CONF_OK;
        }
    }

    return "names no fault";
}


/* What nginx's configure would write for a module that is loaded. */

ngx_module_t  *ngx_modules[] = { &ngx_http_planted_module, NULL };
char          *ngx_module_names[] = { "ngx_http_planted_module", NULL };
char          *ngx_module_order[] = { NULL };
