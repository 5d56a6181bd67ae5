/* SPDX-License-Identifier: Apache-2.0
 * The worker's ring and its way to the engine.
 *
 * A timer does everything that is not a record: it allocates the ring's pages
 * in slices, connects, and connects again after a loss with growing, jittered
 * pauses. The memfd stays the worker's while engines come and go; each gets it
 * with the hello. Nothing here waits, and no failure is more than a warning.
 * The timer is cancelable, so a draining worker can leave. */
#include "nginx/ngx_http_cofferdam_module.h"

#include <sys/mman.h>
#include <sys/un.h>

#include "core/wire/hello.h"
#include "core/wire/part.h"


#define NGX_HTTP_COFFERDAM_TICK_MS        20
/* between slices: a new worker records nothing until the last */
#define NGX_HTTP_COFFERDAM_SLICE_MS       1
#define NGX_HTTP_COFFERDAM_SLICE_BYTES    (4 * 1024 * 1024)
#define NGX_HTTP_COFFERDAM_RETRY_MIN_MS   100
#define NGX_HTTP_COFFERDAM_RETRY_MAX_MS   2000
/* an engine that cannot read our layout will not learn it soon */
#ifndef NGX_HTTP_COFFERDAM_RETRY_LONG_MS
#define NGX_HTTP_COFFERDAM_RETRY_LONG_MS  60000
#endif


typedef enum {
    ngx_http_cofferdam_ring_none = 0,
    ngx_http_cofferdam_ring_allocating,
    ngx_http_cofferdam_ring_ready
} ngx_http_cofferdam_ring_state_e;


typedef struct {
    ngx_http_cofferdam_ring_state_e  state;
    ngx_event_t                      timer;
    ngx_connection_t                *connection;  /* NULL: not connected */
    ngx_msec_t                       retry_at;
    ngx_msec_t                       retry_ms;
    int                              fd;
    u_char                          *base;
    size_t                           data_bytes;
    size_t                           allocated;
    struct cfd_ring_identity         identity;
    struct cfd_ring_writer           writer;
    uint64_t                         pending[CFD_RING_COUNTERS];
    char                             path[sizeof(((struct sockaddr_un *) 0)
                                          ->sun_path)];
    u_char                           part[CFD_PART_MAX_BYTES];
    ngx_http_cofferdam_text_t        socket;      /* path, for the log */
    unsigned                         open:1;
    unsigned                         said:1;      /* that nobody answers */
    unsigned                         refused:1;   /* and that was said */
    unsigned                         greeted:1;   /* the engine answered */
} ngx_http_cofferdam_ring_t;


static ngx_http_cofferdam_ring_t  ngx_http_cofferdam_ring;


/* Without a master process a reload brings a new cycle, with a new log, and no
 * init_process: what events hold is renewed at each tick. */
static void
ngx_http_cofferdam_ring_follow_log(ngx_http_cofferdam_ring_t *ring)
{
    ngx_connection_t  *c;

    c = ring->connection;
    ring->timer.log = ngx_cycle->log;

    if (c != NULL) {
        c->log = ngx_cycle->log;
        c->read->log = ngx_cycle->log;
        c->write->log = ngx_cycle->log;
    }
}


static void
ngx_http_cofferdam_ring_unmap(ngx_http_cofferdam_ring_t *ring)
{
    if (ring->base != NULL) {
        (void) munmap(ring->base, cfd_ring_bytes(ring->data_bytes));
    }

    if (ring->fd != -1) {
        (void) close(ring->fd);
    }

    ring->base = NULL;
    ring->fd = -1;
    ring->state = ngx_http_cofferdam_ring_none;
}


static void
ngx_http_cofferdam_ring_disconnect(ngx_http_cofferdam_ring_t *ring,
    ngx_msec_t pause)
{
    if (ring->connection != NULL) {
        ngx_close_connection(ring->connection);
        ring->connection = NULL;
    }

    ring->greeted = 0;
    ring->retry_at = ngx_current_msec + pause
                     + (ngx_msec_t) ngx_random() % (pause / 2 + 1);
    ring->retry_ms = ngx_min(ring->retry_ms * 2,
                             NGX_HTTP_COFFERDAM_RETRY_MAX_MS);
}


static void
ngx_http_cofferdam_ring_verdict(ngx_http_cofferdam_ring_t *ring,
    enum cfd_welcome verdict)
{
    if (verdict != CFD_WELCOME_OK) {
        if (!ring->refused) {
            ring->refused = 1;
            ngx_http_cofferdam_log1(NGX_LOG_WARN, 0,
                                    "the engine refuses this worker's ring "
                                    "(reason %d): counting goes on here",
                                    (int) verdict);
        }

        ngx_http_cofferdam_ring_disconnect(ring,
                                           NGX_HTTP_COFFERDAM_RETRY_LONG_MS);
        return;
    }

    ring->greeted = 1;
    ring->said = 0;
    ring->refused = 0;
    ring->retry_ms = NGX_HTTP_COFFERDAM_RETRY_MIN_MS;
}


/* The event tells of a change once, so all is read: an engine that answers
 * and dies at once leaves its answer and the end of the connection. */
static void
ngx_http_cofferdam_ring_welcome(ngx_event_t *ev)
{
    ssize_t                     n;
    uint8_t                     message[CFD_HELLO_BYTES + 1];
    enum cfd_welcome            verdict;
    ngx_connection_t           *c;
    ngx_http_cofferdam_ring_t  *ring;

    c = ev->data;
    ring = c->data;

    while (ring->connection != NULL) {

        n = recv(c->fd, message, sizeof(message), MSG_DONTWAIT);

        if (n == -1 && ngx_errno == NGX_EINTR) {
            continue;
        }

        if (n == -1 && ngx_errno == NGX_EAGAIN) {
            ev->ready = 0;

            if (ngx_handle_read_event(ev, 0) != NGX_OK) {
                ngx_http_cofferdam_ring_disconnect(ring, ring->retry_ms);
            }

            return;
        }

        if (n <= 0
            || ring->greeted
            || cfd_welcome_decode(cfd_bytes_of(message, n), &verdict)
               != CFD_OK)
        {
            ngx_http_cofferdam_ring_disconnect(ring, ring->retry_ms);
            return;
        }

        ngx_http_cofferdam_ring_verdict(ring, verdict);
    }
}


static ssize_t
ngx_http_cofferdam_ring_hello(ngx_http_cofferdam_ring_t *ring, int s)
{
    uint8_t           message[CFD_HELLO_BYTES];
    struct iovec      iov;
    struct msghdr     msg;
    struct cmsghdr   *cmsg;
    struct cfd_hello  hello;

    union {
        struct cmsghdr  align;
        char            space[CMSG_SPACE(sizeof(int))];
    } control;

    ngx_memzero(&hello, sizeof(struct cfd_hello));
    hello.ring_layout = CFD_RING_LAYOUT;
    ngx_memcpy(hello.ring_id, ring->identity.ring_id, CFD_RING_ID_BYTES);
    hello.mapping_bytes = cfd_ring_bytes(ring->data_bytes);
    hello.pid = ring->identity.pid;
    hello.worker_slot = ring->identity.worker_slot;
    cfd_hello_encode(&hello, message);

    ngx_memzero(&msg, sizeof(struct msghdr));
    ngx_memzero(&control, sizeof(control));

    iov.iov_base = message;
    iov.iov_len = sizeof(message);
    msg.msg_iov = &iov;
    msg.msg_iovlen = 1;
    msg.msg_control = &control;
    msg.msg_controllen = sizeof(control);

    cmsg = CMSG_FIRSTHDR(&msg);
    cmsg->cmsg_level = SOL_SOCKET;
    cmsg->cmsg_type = SCM_RIGHTS;
    cmsg->cmsg_len = CMSG_LEN(sizeof(int));
    ngx_memcpy(CMSG_DATA(cmsg), &ring->fd, sizeof(int));

    return sendmsg(s, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
}


static int
ngx_http_cofferdam_ring_dial(ngx_http_cofferdam_ring_t *ring)
{
    int                 s;
    struct sockaddr_un  sun;

    s = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s == -1) {
        return -1;
    }

    ngx_memzero(&sun, sizeof(struct sockaddr_un));
    sun.sun_family = AF_UNIX;
    ngx_memcpy(sun.sun_path, ring->path, sizeof(sun.sun_path));

    if (connect(s, (struct sockaddr *) &sun, sizeof(sun)) == -1
        || ngx_http_cofferdam_ring_hello(ring, s) != CFD_HELLO_BYTES)
    {
        if (!ring->said) {
            ring->said = 1;
            ngx_http_cofferdam_log1(NGX_LOG_NOTICE, ngx_errno,
                                    "no daemon at \"%V\": records wait in the "
                                    "ring", &ring->socket);
        }

        (void) close(s);
        return -1;
    }

    return s;
}


static void
ngx_http_cofferdam_ring_connect(ngx_http_cofferdam_ring_t *ring)
{
    int                s;
    ngx_connection_t  *c;

    s = ngx_http_cofferdam_ring_dial(ring);
    if (s == -1) {
        ngx_http_cofferdam_ring_disconnect(ring, ring->retry_ms);
        return;
    }

    c = ngx_get_connection(s, ngx_cycle->log);
    if (c == NULL) {
        (void) close(s);
        ngx_http_cofferdam_ring_disconnect(ring, ring->retry_ms);
        return;
    }

    c->data = ring;
    c->read->handler = ngx_http_cofferdam_ring_welcome;
    ring->connection = c;
    ngx_http_cofferdam_ring_follow_log(ring);

    if (ngx_handle_read_event(c->read, 0) != NGX_OK) {
        ngx_http_cofferdam_ring_disconnect(ring, ring->retry_ms);
    }
}


static void
ngx_http_cofferdam_ring_start(ngx_http_cofferdam_ring_t *ring)
{
    ngx_uint_t  i;

    if (cfd_ring_create(ring->base, ring->data_bytes, &ring->identity,
                        &ring->writer)
        != CFD_OK)
    {
        ngx_http_cofferdam_ring_unmap(ring);
        return;
    }

    ring->state = ngx_http_cofferdam_ring_ready;

    for (i = 0; i < CFD_RING_COUNTERS; i++) {
        if (ring->pending[i]) {
            cfd_ring_count(&ring->writer, i, ring->pending[i]);
            ring->pending[i] = 0;
        }
    }
}


/* Gives the file its pages now, so that a write to it never finds none. */
static void
ngx_http_cofferdam_ring_allocate(ngx_http_cofferdam_ring_t *ring)
{
    size_t  whole, slice;

    whole = cfd_ring_bytes(ring->data_bytes);
    slice = ngx_min(whole - ring->allocated, NGX_HTTP_COFFERDAM_SLICE_BYTES);

    if (fallocate(ring->fd, 0, ring->allocated, slice) == -1) {
        if (ngx_errno == NGX_EINTR) {
            return;
        }

        ngx_http_cofferdam_log1(NGX_LOG_WARN, ngx_errno,
                                "no memory for a ring of %uz bytes: exposures "
                                "are counted, not recorded", whole);
        ngx_http_cofferdam_ring_unmap(ring);
        return;
    }

    ring->allocated += slice;

    if (ring->allocated == whole) {
        ngx_http_cofferdam_ring_start(ring);
    }
}


static void
ngx_http_cofferdam_ring_tick(ngx_event_t *ev)
{
    ngx_msec_t                  pause;
    ngx_http_cofferdam_ring_t  *ring;

    ring = ev->data;
    pause = NGX_HTTP_COFFERDAM_TICK_MS;

    ngx_http_cofferdam_ring_follow_log(ring);

    switch (ring->state) {

    case ngx_http_cofferdam_ring_none:
        return;

    case ngx_http_cofferdam_ring_allocating:
        ngx_http_cofferdam_ring_allocate(ring);
        pause = NGX_HTTP_COFFERDAM_SLICE_MS;
        break;

    case ngx_http_cofferdam_ring_ready:
        if (ring->connection == NULL
            && (ngx_msec_int_t) (ngx_current_msec - ring->retry_at) >= 0)
        {
            ngx_http_cofferdam_ring_connect(ring);
        }
        break;
    }

    ngx_add_timer(ev, pause);
}


static ngx_int_t
ngx_http_cofferdam_ring_map(ngx_http_cofferdam_ring_t *ring)
{
    size_t  whole;

    whole = cfd_ring_bytes(ring->data_bytes);

    ring->fd = memfd_create("cofferdam-ring",
                            MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (ring->fd == -1 || ftruncate(ring->fd, whole) == -1
        || fcntl(ring->fd, F_ADD_SEALS,
                 F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
           == -1)
    {
        return NGX_ERROR;
    }

    ring->base = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_SHARED,
                      ring->fd, 0);
    if (ring->base == MAP_FAILED) {
        ring->base = NULL;
        return NGX_ERROR;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_cofferdam_ring_identify(ngx_http_cofferdam_ring_t *ring,
    ngx_http_cofferdam_text_t *run)
{
    int          n;
    ngx_time_t  *tp;

    n = snprintf(ring->path, sizeof(ring->path), "%.*s/ring.sock",
                 (int) run->text.len, run->text.data);
    if (n < 0 || (size_t) n >= sizeof(ring->path)) {
        ngx_http_cofferdam_log1(NGX_LOG_WARN, 0,
                                "\"cofferdam_run\" is too long for a socket: "
                                "%V", run);
        return NGX_ERROR;
    }

    ring->socket.text.data = (u_char *) ring->path;
    ring->socket.text.len = n;

    if (cfd_random(ring->identity.ring_id, CFD_RING_ID_BYTES) != CFD_OK) {
        return NGX_ERROR;
    }

    tp = ngx_timeofday();
    ring->identity.pid = (uint32_t) ngx_pid;
    ring->identity.worker_slot = (uint32_t) ngx_worker;
    ring->identity.created_ms = (int64_t) tp->sec * 1000 + tp->msec;

    return NGX_OK;
}


void
ngx_http_cofferdam_ring_open(ngx_cycle_t *cycle,
    ngx_http_cofferdam_text_t *run)
{
    ngx_core_conf_t            *ccf;
    ngx_http_cofferdam_ring_t  *ring;

    ring = &ngx_http_cofferdam_ring;
    ccf = (ngx_core_conf_t *) ngx_get_conf(cycle->conf_ctx, ngx_core_module);

    ring->open = 1;
    ring->fd = -1;
    ring->retry_ms = NGX_HTTP_COFFERDAM_RETRY_MIN_MS;
    ring->data_bytes = cfd_ring_data_bytes(ngx_http_cofferdam_memory_bytes(),
                                           (uint32_t) ccf->worker_processes);

    if (ngx_http_cofferdam_ring_identify(ring, run) != NGX_OK
        || ngx_http_cofferdam_ring_map(ring) != NGX_OK)
    {
        ngx_http_cofferdam_log0(NGX_LOG_WARN, ngx_errno,
                                "no ring: exposures are counted, not "
                                "recorded");
        ngx_http_cofferdam_ring_unmap(ring);
        return;
    }

    if (ring->data_bytes < CFD_RING_DATA_MAX_BYTES) {
        ngx_http_cofferdam_log1(NGX_LOG_NOTICE, 0,
                                "little memory, the ring is %uz KB",
                                ring->data_bytes / 1024);
    }

    ring->state = ngx_http_cofferdam_ring_allocating;
    ring->timer.handler = ngx_http_cofferdam_ring_tick;
    ring->timer.data = ring;
    ring->timer.cancelable = 1;
    ngx_http_cofferdam_ring_follow_log(ring);

    ngx_add_timer(&ring->timer, 1);
}


/* A worker of some milliseconds has counted before its ring was there: the
 * rest of the pages is had at once, for nobody is kept waiting any more. */
static void
ngx_http_cofferdam_ring_hurry(ngx_http_cofferdam_ring_t *ring)
{
    if (ring->pending[CFD_COUNTER_RESPONSES] == 0) {
        return;
    }

    while (ring->state == ngx_http_cofferdam_ring_allocating) {
        ngx_http_cofferdam_ring_allocate(ring);
    }
}


/* With no engine there, the ring goes into the socket's backlog, where the
 * next engine finds it, also when this worker is no more. */
static void
ngx_http_cofferdam_ring_leave(ngx_http_cofferdam_ring_t *ring)
{
    int      s;
    char     byte;
    ssize_t  n;

    ngx_http_cofferdam_ring_hurry(ring);

    if (ring->state != ngx_http_cofferdam_ring_ready) {
        return;
    }

    if (ring->connection != NULL) {
        n = recv(ring->connection->fd, &byte, 1, MSG_PEEK|MSG_DONTWAIT);

        if (n > 0 || (n == -1 && ngx_errno == NGX_EAGAIN)) {
            return;
        }
    }

    s = ngx_http_cofferdam_ring_dial(ring);
    if (s != -1) {
        (void) close(s);
    }
}


void
ngx_http_cofferdam_ring_close(void)
{
    ngx_http_cofferdam_ring_t  *ring;

    ring = &ngx_http_cofferdam_ring;

    if (ring->timer.timer_set) {
        ngx_del_timer(&ring->timer);
    }

    ngx_http_cofferdam_ring_leave(ring);

    if (ring->connection != NULL) {
        ngx_close_connection(ring->connection);
        ring->connection = NULL;
    }

    if (ring->open) {
        ngx_http_cofferdam_ring_unmap(ring);
    }
}


void
ngx_http_cofferdam_ring_add(unsigned counter, uint64_t amount)
{
    if (amount == 0) {
        return;
    }

    if (ngx_http_cofferdam_ring.state == ngx_http_cofferdam_ring_ready) {
        cfd_ring_count(&ngx_http_cofferdam_ring.writer, counter, amount);
        return;
    }

    ngx_http_cofferdam_ring.pending[counter] += amount;
}


enum cfd_status
ngx_http_cofferdam_ring_put(const struct cfd_part *part)
{
    size_t                      len;
    ngx_http_cofferdam_ring_t  *ring;

    ring = &ngx_http_cofferdam_ring;

    if (ring->state != ngx_http_cofferdam_ring_ready) {
        return CFD_ERR_NOT_FOUND;
    }

    CFD_TRY(cfd_part_encode(part, ring->part, sizeof(ring->part), &len));

    return cfd_ring_write(&ring->writer, CFD_RING_PART, CFD_PART_VERSION,
                          cfd_bytes_of(ring->part, len));
}
