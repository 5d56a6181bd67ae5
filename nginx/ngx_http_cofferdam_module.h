/* SPDX-License-Identifier: Apache-2.0
 * What the files of the module share.
 *
 * Flow: module.c (configuration) -> request.c (who asks for what) -> filter.c
 * (a response becomes a session of the core) -> worker.c (what sessions say
 * becomes counters and ring records) -> ring.c (shared memory and the way to
 * the engine). The module translates; the core decides. */
#ifndef NGX_HTTP_COFFERDAM_MODULE_H
#define NGX_HTTP_COFFERDAM_MODULE_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include <cofferdam/coding.h>
#include <cofferdam/key.h>
#include <cofferdam/session.h>

#include "core/route/route.h"
#include "core/wire/ring.h"
#include "nginx/ngx_http_cofferdam_log.h"


#define NGX_HTTP_COFFERDAM_OFF      0
#define NGX_HTTP_COFFERDAM_OBSERVE  1


typedef struct {
    ngx_http_cofferdam_text_t  run;     /* directory, empty: none */
    ngx_str_t              key_file;
    ngx_str_t              routes_file;
    struct cfd_key        *key;         /* NULL: count without subjects */
    struct cfd_route_list *routes;      /* NULL: none */
    ngx_int_t              request_id;  /* index of $request_id */
    ngx_uint_t             observes;    /* unsigned: any location does */
} ngx_http_cofferdam_main_conf_t;


typedef struct {
    ngx_http_complex_value_t  value;
    ngx_str_t                 name;     /* of its one variable, else of us */
} ngx_http_cofferdam_value_t;


typedef struct {
    ngx_uint_t                 mode;
    ngx_array_t               *consumers;  /* ngx_http_cofferdam_value_t */
    ngx_array_t               *groups;     /* ngx_http_complex_value_t */
    ngx_http_complex_value_t  *auth;
    ngx_http_complex_value_t  *side;
} ngx_http_cofferdam_loc_conf_t;


/* One per response that is watched. */
typedef struct {
    ngx_http_request_t         *request;
    ngx_queue_t                 link;      /* while the session is open */
    struct cfd_alloc            alloc;     /* of the request's pool */
    struct cfd_session_env      env;
    struct cfd_session         *session;   /* NULL: could not be made */
    struct cfd_decoder         *decoder;   /* NULL: the body is not coded */
    struct cfd_session_totals   totals;    /* final once ended is set */
    enum cfd_wants              wants;
    ngx_uint_t                  parts_lost;
    uint64_t                    scan_ns;
    unsigned                    ended:1;
    unsigned                    replaced:1;  /* not counted: another was */
} ngx_http_cofferdam_ctx_t;


extern ngx_module_t  ngx_http_cofferdam_module;


static ngx_inline struct cfd_bytes
ngx_http_cofferdam_bytes(ngx_str_t *s)
{
    return cfd_bytes_of(s->data, s->len);
}


/* filter.c */
ngx_int_t ngx_http_cofferdam_filter_init(ngx_conf_t *cf);
ngx_http_cofferdam_ctx_t *ngx_http_cofferdam_find_ctx(ngx_http_request_t *r);
/* Ends what is in flight when the worker leaves. */
void ngx_http_cofferdam_end_watched(void);

/* request.c */
/* All but the id: see there. What it points to is the request's. */
void ngx_http_cofferdam_read_request(ngx_http_request_t *r,
    struct cfd_request *request);
/* $request_id as bytes; left as it is where nginx has none. */
void ngx_http_cofferdam_request_id(ngx_http_request_t *r, uint8_t *id);

/* variables.c */
ngx_int_t ngx_http_cofferdam_add_variables(ngx_conf_t *cf);

/* order.c: refuses a module order in which the filter would be blind. */
ngx_int_t ngx_http_cofferdam_check_order(ngx_conf_t *cf);

/* worker.c */
ngx_int_t ngx_http_cofferdam_init_worker(ngx_cycle_t *cycle);
void ngx_http_cofferdam_exit_worker(ngx_cycle_t *cycle);
struct cfd_route_memory *ngx_http_cofferdam_route_memory(void);
struct cfd_key_memory *ngx_http_cofferdam_key_memory(void);
/* What all decoders of the worker may take together. */
struct cfd_decoder_budget *ngx_http_cofferdam_decoder_budget(void);
void ngx_http_cofferdam_on_part(void *data, const struct cfd_part *part);
void ngx_http_cofferdam_count(const struct cfd_session_totals *totals);

/* ring.c: all of it may be called in any state of the ring. */
void ngx_http_cofferdam_ring_open(ngx_cycle_t *cycle,
    ngx_http_cofferdam_text_t *run);
void ngx_http_cofferdam_ring_close(void);
void ngx_http_cofferdam_ring_add(unsigned counter, uint64_t amount);
/* CFD_ERR_NOT_FOUND: no ring yet; CFD_ERR_FULL. */
enum cfd_status ngx_http_cofferdam_ring_put(const struct cfd_part *part);

/* memory.c: of the control group, else of the machine, in bytes. */
uint64_t ngx_http_cofferdam_memory_bytes(void);


#endif /* NGX_HTTP_COFFERDAM_MODULE_H */
