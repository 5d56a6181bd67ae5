/* SPDX-License-Identifier: Apache-2.0
 * What one worker keeps: the memory of routes, the decoders' budget, and the
 * counters of the responses it has seen.
 *
 * What a core of a worker may hold: the key lies in pages that are left out of
 * it, always. Decoders and sessions lie in memory beside nginx's own buffers
 * with the same bytes, so leaving them out would keep nothing secret: against
 * a core with bodies the worker is not dumpable at all, unless the
 * configuration asks for cores.
 *
 * Starting never fails: a worker that exits in init_process is not started
 * again, and nginx would stand without workers. What could not be had is
 * warned about once and counted as gaps. */
#include "nginx/ngx_http_cofferdam_module.h"


/* Windows, states and output buffers of all decoders of a worker, in bytes. */
#define NGX_HTTP_COFFERDAM_DECODERS_MAX  (64u << 20)


typedef struct {
    struct cfd_route_memory   *routes;
    struct cfd_key_memory     *keys;
    struct cfd_decoder_budget  decoders;
} ngx_http_cofferdam_worker_t;


static ngx_http_cofferdam_worker_t  ngx_http_cofferdam_worker = {
    .decoders = { .max_bytes = NGX_HTTP_COFFERDAM_DECODERS_MAX }
};


/* nginx makes its workers dumpable; "worker_rlimit_core" says that this is
 * wanted, so only then it stays. */
static void
ngx_http_cofferdam_protect(ngx_cycle_t *cycle)
{
    ngx_core_conf_t  *ccf;

    ccf = (ngx_core_conf_t *) ngx_get_conf(cycle->conf_ctx, ngx_core_module);

    if (ccf->rlimit_core != NGX_CONF_UNSET && ccf->rlimit_core > 0) {
        ngx_http_cofferdam_log0(NGX_LOG_WARN, 0,
                                "\"worker_rlimit_core\" allows cores, which "
                                "will hold parts of responses");
        return;
    }

    if (cfd_process_protect() != CFD_OK) {
        ngx_http_cofferdam_log0(NGX_LOG_WARN, ngx_errno,
                                "the worker stays dumpable");
    }
}


static void
ngx_http_cofferdam_make_route_memory(void)
{
    struct cfd_hash_key  key;

    if (cfd_random(&key, sizeof(key)) != CFD_OK
        || cfd_route_memory_new(&key, &cfd_alloc_libc,
                                &ngx_http_cofferdam_worker.routes)
           != CFD_OK)
    {
        ngx_http_cofferdam_log0(NGX_LOG_WARN, ngx_errno,
                                "no memory for routes: only listed routes "
                                "keep their words");
    }
}


ngx_int_t
ngx_http_cofferdam_init_worker(ngx_cycle_t *cycle)
{
    ngx_http_cofferdam_main_conf_t  *cmcf;

    if (ngx_process != NGX_PROCESS_WORKER
        && ngx_process != NGX_PROCESS_SINGLE)
    {
        return NGX_OK;
    }

    cmcf = ngx_http_cycle_get_module_main_conf(cycle,
                                               ngx_http_cofferdam_module);
    if (cmcf == NULL || !cmcf->observes) {
        return NGX_OK;
    }

    ngx_http_cofferdam_protect(cycle);

    if (cmcf->key != NULL) {
        cfd_key_lock(cmcf->key);
    }

    ngx_http_cofferdam_make_route_memory();

    /* without it keys are read each time */
    if (cfd_key_memory_new(&cfd_alloc_libc, &ngx_http_cofferdam_worker.keys)
        != CFD_OK)
    {
        ngx_http_cofferdam_worker.keys = NULL;
    }

    if (cmcf->run.text.len) {
        ngx_http_cofferdam_ring_open(cycle, &cmcf->run);
    }

    return NGX_OK;
}


void
ngx_http_cofferdam_exit_worker(ngx_cycle_t *cycle)
{
    ngx_http_cofferdam_end_watched();
    ngx_http_cofferdam_ring_close();

    cfd_route_memory_free(ngx_http_cofferdam_worker.routes);
    ngx_http_cofferdam_worker.routes = NULL;
    cfd_key_memory_free(ngx_http_cofferdam_worker.keys);
    ngx_http_cofferdam_worker.keys = NULL;
}


struct cfd_route_memory *
ngx_http_cofferdam_route_memory(void)
{
    return ngx_http_cofferdam_worker.routes;
}


struct cfd_key_memory *
ngx_http_cofferdam_key_memory(void)
{
    return ngx_http_cofferdam_worker.keys;
}


struct cfd_decoder_budget *
ngx_http_cofferdam_decoder_budget(void)
{
    return &ngx_http_cofferdam_worker.decoders;
}


void
ngx_http_cofferdam_on_part(void *data, const struct cfd_part *part)
{
    ngx_http_cofferdam_ctx_t *ctx = data;

    enum cfd_gap     gap;
    enum cfd_status  status;
    struct cfd_part  named;

    named = *part;
    ngx_http_cofferdam_request_id(ctx->request, named.request_id);

    status = ngx_http_cofferdam_ring_put(&named);
    if (status == CFD_OK) {
        return;
    }

    gap = status == CFD_ERR_NOT_FOUND ? CFD_GAP_RING_ABSENT
          : status == CFD_ERR_FULL ? CFD_GAP_RING_FULL : CFD_GAP_INTERNAL;

    ctx->parts_lost++;

    /* the session is being told: its totals are read after it has ended */

    cfd_session_add_gap(ctx->session, gap);

    ngx_http_cofferdam_ring_add(CFD_COUNTER_DROPPED_PARTS, 1);
    ngx_http_cofferdam_ring_add(CFD_COUNTER_DROPPED_SUBJECTS,
                                part->subject_count);
}


void
ngx_http_cofferdam_count(const struct cfd_session_totals *totals)
{
    ngx_uint_t  i;

    ngx_http_cofferdam_ring_add(CFD_COUNTER_RESPONSES, 1);
    ngx_http_cofferdam_ring_add(CFD_COUNTER_INSPECTED, totals->is_inspected);
    ngx_http_cofferdam_ring_add(CFD_COUNTER_EXPOSING,
                                totals->person_count > 0);
    ngx_http_cofferdam_ring_add(CFD_COUNTER_BODY_BYTES, totals->body_bytes);
    ngx_http_cofferdam_ring_add(CFD_COUNTER_RECORDS, totals->record_count);
    ngx_http_cofferdam_ring_add(CFD_COUNTER_MENTIONS, totals->mention_count);

    for (i = 0; i < CFD_GAP_COUNT; i++) {
        if (totals->gaps & CFD_GAP_BIT(i)) {
            ngx_http_cofferdam_ring_add(CFD_COUNTER_GAP + i, 1);
        }
    }
}
