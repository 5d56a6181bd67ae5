/* SPDX-License-Identifier: Apache-2.0
 * One loop: read the rings, close a batch, give room back; every few seconds the deltas.
 *
 * The disk may fail. Then reading stops, so that the rings fill and the workers count what they
 * drop; the batch stays in memory and is tried again each second. Nothing is acknowledged that is
 * not durable, and the engine does not end because of a full disk. */
#include "daemon/engine/engine.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <sys/socket.h>
#include <unistd.h>

#include <uv.h>

#include "core/wire/query.h"
#include "daemon/common/message.h"
#include "daemon/engine/answer.h"
#include "daemon/engine/book.h"
#include "daemon/engine/rings.h"

#define POLL_MS 10u
#define RETRY_MS 1000
#define HOUR_MS (3600 * 1000)
#define ABSENT_AFTER_MS 5000   /* workers come back within their longest pause of 3 s */
#define RECORDS_PER_POLL 1024u /* up to 200 ms of booking: questions are answered in between */
#define PUTS_PER_POLL 4096u    /* into the index, when nothing else is to be done: 10 ms */
#define FRAMES_PER_WAKE 8u
#define LAST_TURNS 3u /* of the loop: accept, hello, end */
#define LAST_READINGS 2u
#define LAST_READING_MS 2000u /* the monitor's patience is 8 s */
#define SEND_TRIES 200u       /* of 5 ms: an api that takes nothing for a second loses its answer */
#define EXIT_FAILED 3
#define EXIT_DAMAGED 5

struct engine {
    const struct cfd_settings *settings;
    uv_loop_t loop;
    uv_timer_t timer;
    uv_signal_t signals[2];
    uv_poll_t api;
    int api_fd;
    struct cfd_book book;
    struct cfd_rings rings;
    struct cfd_log_ring positions[CFD_RINGS_MAX];
    bool has_more;           /* in the rings than the last reading took */
    uint64_t batch_since_ms; /* monotonic; 0: nothing waits for a commit */
    uint64_t retry_at_ms;    /* monotonic; 0: the disk takes what we write */
    uint64_t deltas_at_ms;   /* monotonic */
    uint64_t expire_at_ms;   /* monotonic */
    uint64_t absent_at_ms;   /* monotonic; 0: done */
};

static int64_t wall_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void begin_batch(struct engine *engine)
{
    if (engine->batch_since_ms == 0)
        engine->batch_since_ms = uv_now(&engine->loop);
}

static void release(struct engine *engine)
{
    if (cfd_rings_release(&engine->rings, wall_ms()))
        begin_batch(engine);
}

static void commit(struct engine *engine)
{
    size_t count = cfd_rings_positions(&engine->rings, engine->positions);
    enum cfd_status status = cfd_book_commit(&engine->book, engine->positions, count, wall_ms());

    if (status == CFD_OK) {
        if (engine->retry_at_ms != 0)
            cfd_message(CFD_MESSAGE_NOTICE, "the ledger is written again");
        engine->retry_at_ms = 0;
        engine->batch_since_ms = 0;
        release(engine);
        return;
    }
    if (engine->retry_at_ms == 0)
        cfd_message(CFD_MESSAGE_ERROR,
                    "the ledger cannot be written (%s): records wait in the rings, tried again "
                    "every second",
                    status == CFD_ERR_FULL ? "the disk is full" : strerror(errno));
    engine->retry_at_ms = uv_now(&engine->loop) + RETRY_MS;
}

/* Answers how many records there were. */
static uint32_t read_rings(struct engine *engine)
{
    uint32_t count = 0;
    enum cfd_status status = cfd_rings_read(&engine->rings, RECORDS_PER_POLL, wall_ms(), &count);

    engine->has_more = status != CFD_OK || count == RECORDS_PER_POLL;
    if (count > 0)
        begin_batch(engine);
    if (status != CFD_OK)
        commit(engine); /* the batch is full */
    return count;
}

/* What finds no room in the batch comes with the next tick, after the commit; false: something
 * does. */
static bool write_deltas(struct engine *engine)
{
    int64_t now_ms = wall_ms();
    bool is_whole = cfd_rings_count(&engine->rings, now_ms) == CFD_OK &&
                    cfd_book_deltas(&engine->book, now_ms) == CFD_OK;

    if (is_whole)
        engine->deltas_at_ms = uv_now(&engine->loop) + engine->settings->delta_interval_s * 1000ull;
    commit(engine);
    return is_whole;
}

static void expire_days(struct engine *engine)
{
    uint32_t destroyed =
        cfd_keyring_expire(&engine->book.keys, wall_ms(), engine->settings->address_days);

    engine->expire_at_ms = uv_now(&engine->loop) + HOUR_MS;
    if (destroyed > 0)
        cfd_message(CFD_MESSAGE_NOTICE, "destroyed %u day keys: their addresses are closed",
                    destroyed);
}

static void note_absent(struct engine *engine)
{
    if (cfd_rings_note_absent(&engine->rings, wall_ms()) == CFD_OK)
        engine->absent_at_ms = 0;
    begin_batch(engine);
}

/* Time is left: the index comes nearer to the log. */
static void follow_on(struct engine *engine)
{
    if (!cfd_book_is_followed(&engine->book))
        cfd_book_follow_on(&engine->book, PUTS_PER_POLL);
}

static void write_what_is_due(struct engine *engine)
{
    uint64_t now = uv_now(&engine->loop);

    if (now >= engine->deltas_at_ms || cfd_book_are_deltas_due(&engine->book, wall_ms()))
        (void)write_deltas(engine);
    else if (engine->batch_since_ms != 0 &&
             now - engine->batch_since_ms + POLL_MS >= engine->settings->commit_interval_ms)
        commit(engine);
    else if (engine->batch_since_ms == 0)
        release(engine);
    if (now >= engine->expire_at_ms)
        expire_days(engine);
    if (engine->absent_at_ms != 0 && now >= engine->absent_at_ms)
        note_absent(engine);
}

static void work(struct engine *engine)
{
    if (engine->retry_at_ms != 0) {
        if (uv_now(&engine->loop) >= engine->retry_at_ms)
            commit(engine);
        return;
    }
    (void)read_rings(engine);
    if (engine->retry_at_ms != 0)
        return; /* the batch was full and the disk did not take it */
    write_what_is_due(engine);
    if (!engine->has_more)
        follow_on(engine);
}

/* With more in the rings the next turn is at once, after the sockets had theirs. */
static void on_timer(uv_timer_t *timer)
{
    struct engine *engine = timer->data;

    engine->has_more = false;
    work(engine);
    (void)uv_timer_start(timer, on_timer, engine->has_more ? 0 : POLL_MS, POLL_MS);
}

static bool send_frame(void *ctx, const uint8_t *frame, size_t frame_bytes)
{
    struct engine *engine = ctx;

    for (unsigned tries = 0; tries < SEND_TRIES; tries++) {
        if (send(engine->api_fd, frame, frame_bytes, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
            return true;
        if (errno != EAGAIN && errno != EINTR && errno != ENOBUFS)
            return false;
        usleep(5000);
    }
    return false;
}

/* What lies in the rings is part of an answer. What finds no room is not yet. */
static void catch_up(struct engine *engine)
{
    if (engine->retry_at_ms != 0)
        return;
    (void)read_rings(engine);
    if (cfd_rings_count(&engine->rings, wall_ms()) != CFD_OK)
        engine->deltas_at_ms = uv_now(&engine->loop);
    begin_batch(engine);
}

static void on_api(uv_poll_t *poll, int status, int events)
{
    static uint8_t message[CFD_FRAME_MAX_BYTES];
    struct engine *engine = poll->data;

    (void)events;
    for (unsigned i = 0; status == 0 && i < FRAMES_PER_WAKE; i++) {
        ssize_t received = recv(engine->api_fd, message, sizeof(message), MSG_DONTWAIT);

        if (received == 0)
            uv_stop(poll->loop); /* the monitor, which holds the other end, is no more */
        if (received <= 0)
            return;
        catch_up(engine);
        cfd_answer(&engine->book, cfd_rings_connected(&engine->rings),
                   cfd_bytes_of(message, (size_t)received), send_frame, engine);
        cfd_wipe(message, (size_t)received); /* it may hold the value somebody looks for */
    }
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    uv_stop(handle->loop);
}

static bool start_handles(struct engine *engine, const struct cfd_engine_fds *fds)
{
    static const int numbers[] = {SIGTERM, SIGINT};

    engine->timer.data = engine;
    engine->api.data = engine;
    if (cfd_rings_open(&engine->rings, &engine->loop, fds->rings, &engine->book) != CFD_OK)
        return false;
    cfd_rings_keep(&engine->rings, fds->keep);
    if (uv_timer_init(&engine->loop, &engine->timer) != 0 ||
        uv_timer_start(&engine->timer, on_timer, POLL_MS, POLL_MS) != 0 ||
        uv_poll_init(&engine->loop, &engine->api, engine->api_fd) != 0 ||
        uv_poll_start(&engine->api, UV_READABLE, on_api) != 0)
        return false;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (uv_signal_init(&engine->loop, &engine->signals[i]) != 0 ||
            uv_signal_start(&engine->signals[i], on_signal, numbers[i]) != 0)
            return false;
    return true;
}

/* What lies in the rings (those of workers that have gone go with this process), then the deltas. */
static void write_the_rest(struct engine *engine)
{
    uint64_t end_ns = uv_hrtime() + LAST_READING_MS * 1000000ull;

    while (engine->retry_at_ms == 0 && read_rings(engine) > 0 && uv_hrtime() < end_ns)
        continue;
    while (!write_deltas(engine) && engine->retry_at_ms == 0)
        continue;
}

/* Who has connected has handed its ring over, or is about to; it may be no more. */
static void take_the_last(struct engine *engine)
{
    for (unsigned i = 0; i < LAST_TURNS; i++)
        (void)uv_run(&engine->loop, UV_RUN_NOWAIT);
}

/* Only what has written all it knew ends in order. */
static void note_end(struct engine *engine)
{
    if (engine->retry_at_ms != 0 || cfd_book_stop(&engine->book, wall_ms()) != CFD_OK)
        cfd_message(CFD_MESSAGE_WARNING,
                    "the ledger does not take the note of the end: counts of the last hour will be "
                    "lower bounds");
}

static void follow_the_rest(struct engine *engine)
{
    uint64_t end_ns = uv_hrtime() + LAST_READING_MS * 1000000ull;

    while (engine->retry_at_ms == 0 && !cfd_book_is_followed(&engine->book) && uv_hrtime() < end_ns)
        cfd_book_follow_on(&engine->book, PUTS_PER_POLL);
}

/* A worker that ends while its ring is open here takes it for read. So the last reading, of what came
 * during the one before, is short, and nothing stands between it and letting go of the rings. */
static void finish(struct engine *engine)
{
    for (unsigned i = 0; i < LAST_READINGS; i++) {
        take_the_last(engine);
        write_the_rest(engine);
    }
    cfd_rings_close(&engine->rings);
    follow_the_rest(engine);
    note_end(engine);
    uv_close((uv_handle_t *)&engine->timer, NULL);
    uv_close((uv_handle_t *)&engine->api, NULL);
    uv_close((uv_handle_t *)&engine->signals[0], NULL);
    uv_close((uv_handle_t *)&engine->signals[1], NULL);
    uv_run(&engine->loop, UV_RUN_DEFAULT);
    uv_loop_close(&engine->loop);
    cfd_book_close(&engine->book);
}

int cfd_engine_main(const struct cfd_settings *settings, const struct cfd_engine_fds *fds)
{
    static struct engine engine;
    struct cfd_error error = {"no memory or no random bytes", 0};
    enum cfd_status status;

    engine.settings = settings;
    engine.api_fd = fds->api;
    if (cfd_process_protect() != CFD_OK)
        cfd_message(CFD_MESSAGE_WARNING, "the process stays dumpable: %s", strerror(errno));
    status = cfd_book_open(&engine.book, settings, wall_ms(), &error);
    if (status != CFD_OK) {
        cfd_message(CFD_MESSAGE_ERROR, "the ledger does not open: %s", error.text);
        cfd_book_close(&engine.book);
        return status == CFD_ERR_CORRUPT ? EXIT_DAMAGED : EXIT_FAILED;
    }
    cfd_keyring_take_worker(&engine.book.keys, fds->key, settings->worker_key_file);
    if (fds->key >= 0)
        (void)close(fds->key);
    if (uv_loop_init(&engine.loop) != 0 || !start_handles(&engine, fds)) {
        cfd_message(CFD_MESSAGE_ERROR, "no event loop: %s", strerror(errno));
        return EXIT_FAILED;
    }
    engine.deltas_at_ms = uv_now(&engine.loop) + settings->delta_interval_s * 1000ull;
    engine.absent_at_ms = uv_now(&engine.loop) + ABSENT_AFTER_MS;
    begin_batch(&engine); /* the note of the start */
    cfd_message(CFD_MESSAGE_NOTICE, "ready: %llu exposures known",
                (unsigned long long)cfd_exposure_row_count(engine.book.table));
    uv_run(&engine.loop, UV_RUN_DEFAULT);
    finish(&engine);
    return 0;
}
