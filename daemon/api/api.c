/* SPDX-License-Identifier: Apache-2.0
 * The loop of the api process: two descriptors, one timer, two signals.
 *
 * Before each wait, before_wait asks server and link how long they can do without being called and
 * sets the timer to the shorter; so neither needs to know of the loop. To stop means: nobody new,
 * then wait until what was asked is answered, but not longer than STOP_PATIENCE_MS. */
#include "daemon/api/api.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>
#include <uv.h>

#include <cofferdam/bytes.h>
#include <cofferdam/key.h>

#include "daemon/api/engine_link.h"
#include "daemon/api/http.h"
#include "daemon/common/message.h"

#define STOP_PATIENCE_MS (CFDI_LINK_PATIENCE_MS + 1000u) /* the engine's time, and to send it */
#define LAST_ROUNDS_MAX 8 /* of the server, for what fits into the clients' sockets */

struct api {
    uv_loop_t loop;
    uv_prepare_t before_wait;
    uv_timer_t work_timer, stop_timer;
    uv_poll_t http_poll, engine_poll;
    uv_signal_t terminate, interrupt;
    struct cfdi_link *link;
    struct cfdi_http *http;
    bool is_stopping;
    int exit_code;
};

/* jansson's copies of a body hold the value that somebody looks for. */
static void wipe_and_free(void *memory)
{
    if (memory != NULL)
        cfd_wipe(memory, malloc_usable_size(memory));
    free(memory);
}

static void on_stop_timer(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

static void stop(struct api *api, int exit_code)
{
    if (api->is_stopping)
        return;
    api->is_stopping = true;
    api->exit_code = exit_code;
    cfdi_http_quiesce(api->http);
    (void)uv_timer_start(&api->stop_timer, on_stop_timer, STOP_PATIENCE_MS, 0);
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    stop(handle->loop->data, EXIT_SUCCESS);
}

static void on_http(uv_poll_t *handle, int status, int events)
{
    struct api *api = handle->loop->data;

    (void)status;
    (void)events;
    cfdi_http_run(api->http);
}

/* The engine's end is closed: there will be no answer any more. */
static void lose_engine(struct api *api)
{
    if (!api->is_stopping)
        cfd_message(CFD_MESSAGE_ERROR, "the engine's end of the socket pair is closed; stopping");
    (void)uv_poll_stop(&api->engine_poll);
    cfdi_link_abandon(api->link);
    stop(api, EXIT_FAILURE);
}

static void take_answers(struct api *api)
{
    if (cfdi_link_read(api->link) != CFD_OK)
        lose_engine(api);
}

/* A status that is not 0 is libuv's way to say that the socket is in error: no more calls come.
 * Nothing but a run tells the server of requests that were resumed. */
static void on_engine(uv_poll_t *handle, int status, int events)
{
    struct api *api = handle->loop->data;

    (void)events;
    take_answers(api);
    if (status != 0)
        lose_engine(api);
    cfdi_http_run(api->http);
}

/* What the engine has sent already is not late, however busy this process was. */
static void on_work_timer(uv_timer_t *timer)
{
    struct api *api = timer->loop->data;

    take_answers(api);
    cfdi_link_expire(api->link);
    cfdi_http_run(api->http);
}

static void before_wait(uv_prepare_t *handle)
{
    struct api *api = handle->loop->data;
    int64_t http_ms = cfdi_http_wait_ms(api->http);
    int64_t link_ms = cfdi_link_wait_ms(api->link);
    int64_t wait_ms = http_ms < 0 || (link_ms >= 0 && link_ms < http_ms) ? link_ms : http_ms;

    if (wait_ms < 0)
        (void)uv_timer_stop(&api->work_timer);
    else
        (void)uv_timer_start(&api->work_timer, on_work_timer, (uint64_t)wait_ms, 0);
    if (api->is_stopping && cfdi_http_request_count(api->http) == 0)
        uv_stop(&api->loop);
}

/* 0 or an error of libuv. Each handle that was begun is closed by close_handles. */
static int start_handles(struct api *api, int engine_fd)
{
    uv_loop_t *loop = &api->loop;
    int error;

    if ((error = uv_prepare_init(loop, &api->before_wait)) != 0 ||
        (error = uv_timer_init(loop, &api->work_timer)) != 0 ||
        (error = uv_timer_init(loop, &api->stop_timer)) != 0 ||
        (error = uv_signal_init(loop, &api->terminate)) != 0 ||
        (error = uv_signal_init(loop, &api->interrupt)) != 0 ||
        (error = uv_poll_init(loop, &api->http_poll, cfdi_http_fd(api->http))) != 0 ||
        (error = uv_poll_init(loop, &api->engine_poll, engine_fd)) != 0)
        return error;
    if ((error = uv_prepare_start(&api->before_wait, before_wait)) != 0 ||
        (error = uv_signal_start(&api->terminate, on_signal, SIGTERM)) != 0 ||
        (error = uv_signal_start(&api->interrupt, on_signal, SIGINT)) != 0 ||
        (error = uv_poll_start(&api->http_poll, UV_READABLE, on_http)) != 0)
        return error;
    return uv_poll_start(&api->engine_poll, UV_READABLE, on_engine);
}

static void close_handle(uv_handle_t *handle, void *ctx)
{
    (void)ctx;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void close_handles(struct api *api)
{
    uv_walk(&api->loop, close_handle, NULL);
    (void)uv_run(&api->loop, UV_RUN_DEFAULT);
}

/* Who still waits for the engine then hears that it is gone. */
static void serve(struct api *api, int engine_fd)
{
    int error = start_handles(api, engine_fd);

    if (error == 0) {
        (void)uv_run(&api->loop, UV_RUN_DEFAULT);
    } else {
        cfd_message(CFD_MESSAGE_ERROR, "cannot start the loop: %s", uv_strerror(error));
        api->exit_code = EXIT_FAILURE;
    }
    close_handles(api);
    cfdi_link_abandon(api->link);
    for (int i = 0; i < LAST_ROUNDS_MAX && cfdi_http_request_count(api->http) > 0; i++)
        cfdi_http_run(api->http);
}

/* Server and link, then the loop around them. */
static void open_and_serve(struct api *api, int listen_fd, int engine_fd)
{
    api->exit_code = EXIT_FAILURE;
    if (cfdi_link_new(engine_fd, &api->link) != CFD_OK) {
        cfd_message(CFD_MESSAGE_ERROR, "cannot start: no memory");
    } else if (cfdi_http_open(listen_fd, api->link, &api->http) != CFD_OK) {
        cfd_message(CFD_MESSAGE_ERROR,
                    "cannot start the HTTP server: is descriptor %d a socket that "
                    "listens?",
                    listen_fd);
    } else {
        serve(api, engine_fd);
    }
    cfdi_http_close(api->http);
    cfdi_link_free(api->link);
}

/* What the process needs once. From here on no file is opened: jansson would read /dev/urandom for
 * the seed of its tables, and libc the zone, at the first request. */
static void prepare_process(void)
{
    const struct rlimit no_core = {0, 0};
    size_t seed = 0;

    cfd_message_open("api");
    (void)setrlimit(RLIMIT_CORE, &no_core);
    if (cfd_process_protect() != CFD_OK) /* values that are looked for pass through here */
        cfd_message(CFD_MESSAGE_WARNING, "the process stays dumpable: %s", strerror(errno));
    (void)signal(SIGPIPE, SIG_IGN);
    if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
        seed = (size_t)uv_hrtime();
    json_object_seed(seed | 1); /* 0 would mean: read the file */
    json_set_alloc_funcs(malloc, wipe_and_free);
    tzset();
}

int cfd_api_main(int listen_fd, int engine_fd)
{
    struct api api;
    int error;

    memset(&api, 0, sizeof(api));
    prepare_process();
    error = uv_loop_init(&api.loop);
    if (error == 0) {
        api.loop.data = &api;
        open_and_serve(&api, listen_fd, engine_fd);
        (void)uv_loop_close(&api.loop);
    } else {
        cfd_message(CFD_MESSAGE_ERROR, "cannot start the loop: %s", uv_strerror(error));
        api.exit_code = EXIT_FAILURE;
    }
    (void)close(listen_fd);
    (void)close(engine_fd);
    return api.exit_code;
}
