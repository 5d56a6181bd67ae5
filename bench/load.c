/* SPDX-License-Identifier: Apache-2.0
 * Loads an HTTP/1.1 server on loopback: a number of requests as fast as they are answered, or so
 * many a second by the clock.
 *
 *     bench_load PORT PATH count REQUESTS CONNECTIONS
 *     bench_load PORT PATH rate PER_SECOND SECONDS CONNECTIONS
 *
 * Prints one line: requests, bytes of bodies, how long it took, and p50, p99 and max of the latency,
 * in ns. By the clock a latency begins when its request was due, not when a connection was free to
 * send it: a server that stalls pays for all that had to wait. Each connection shows a key of its
 * own (X-Api-Key), as one consumer does. Every answer must be a whole 200 with a length.
 * Exit: 0 all were answered; 2 wrong usage; 3 not, and why. */
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 256u
#define REQUESTS_MAX 1000000u
#define HEAD_MAX_BYTES 4096u
#define REQUEST_MAX_BYTES 512u
#define PIECE_BYTES (256u * 1024u)
#define ANSWER_SECONDS 60
#define NS_PER_S 1000000000ull

struct connection {
    int fd;
    bool is_busy;
    bool has_head;
    uint64_t due_ns;
    uint64_t left_bytes; /* of the body, once the head is read */
    size_t head_bytes;
    char head[HEAD_MAX_BYTES + 1];
    char request[REQUEST_MAX_BYTES];
};

static struct connection connections[CONNECTIONS_MAX];
static uint64_t latencies_ns[REQUESTS_MAX];
static uint64_t due_ns[REQUESTS_MAX]; /* by the clock: those that wait for a connection */
static size_t connection_count, wanted_count, due_count, sent_count, done_count;
static uint64_t body_bytes, begin_ns;
static int poll_fd, timer_fd = -1;

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "bench_load: %s%s%s\n", what, errno != 0 ? ": " : "",
            errno != 0 ? strerror(errno) : "");
    exit(3);
}

static uint64_t now_ns(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        fail("no clock");
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void watch(int fd, uint64_t id)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = id};

    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        fail("epoll");
}

static void connect_all(uint16_t port, const char *path)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    for (size_t i = 0; i < connection_count; i++) {
        struct connection *c = &connections[i];
        int used = snprintf(c->request, sizeof(c->request),
                            "GET %s HTTP/1.1\r\nHost: api.test\r\n"
                            "X-Api-Key: made-up-key-of-consumer-%03zu\r\n\r\n",
                            path, i);

        if (used < 0 || (size_t)used >= sizeof(c->request))
            fail("the path is too long");
        c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof(address)) != 0)
            fail("connect");
        watch(c->fd, i);
    }
}

static void send_request(struct connection *c, uint64_t due)
{
    size_t whole = strlen(c->request);

    c->is_busy = true;
    c->has_head = false;
    c->head_bytes = 0;
    c->due_ns = due;
    if (send(c->fd, c->request, whole, MSG_NOSIGNAL) != (ssize_t)whole)
        fail("send");
    sent_count++;
}

/* The next request on a free connection, if one is due. */
static void send_next(struct connection *c)
{
    if (sent_count == wanted_count || c->is_busy)
        return;
    if (timer_fd < 0)
        send_request(c, now_ns());
    else if (sent_count < due_count)
        send_request(c, due_ns[sent_count]);
}

static void finish_answer(struct connection *c)
{
    latencies_ns[done_count++] = now_ns() - c->due_ns;
    c->is_busy = false;
    send_next(c);
}

static void read_head(struct connection *c)
{
    const char *end, *length;

    c->head[c->head_bytes] = '\0';
    end = strstr(c->head, "\r\n\r\n");
    if (end == NULL) {
        if (c->head_bytes == HEAD_MAX_BYTES)
            fail("a head without end");
        return;
    }
    errno = 0;
    length = strcasestr(c->head, "\r\nContent-Length:");
    if (strncmp(c->head, "HTTP/1.1 200 ", 13) != 0 || length == NULL || length > end)
        fail("an answer that is no 200 with a length");
    c->left_bytes = strtoull(length + strlen("\r\nContent-Length:"), NULL, 10);
    body_bytes += c->left_bytes;
    c->has_head = true;
    if (c->head_bytes - (size_t)(end + 4 - c->head) > c->left_bytes)
        fail("bytes after the end of a body");
    c->left_bytes -= c->head_bytes - (size_t)(end + 4 - c->head);
}

static void read_answer(struct connection *c)
{
    static char piece[PIECE_BYTES];
    ssize_t got = c->has_head
                      ? recv(c->fd, piece, sizeof(piece), 0)
                      : recv(c->fd, c->head + c->head_bytes, HEAD_MAX_BYTES - c->head_bytes, 0);

    if (got <= 0 || !c->is_busy)
        fail("the server closed a connection");
    if (!c->has_head) {
        c->head_bytes += (size_t)got;
        read_head(c);
    } else if ((uint64_t)got > c->left_bytes) {
        fail("bytes after the end of a body");
    } else {
        c->left_bytes -= (uint64_t)got;
    }
    if (c->has_head && c->left_bytes == 0)
        finish_answer(c);
}

static void start_clock(uint64_t per_second)
{
    uint64_t interval_ns = NS_PER_S / per_second, start = now_ns() + interval_ns;
    struct itimerspec times = {
        .it_interval = {.tv_sec = (time_t)(interval_ns / NS_PER_S),
                        .tv_nsec = (long)(interval_ns % NS_PER_S)},
        .it_value = {.tv_sec = (time_t)(start / NS_PER_S), .tv_nsec = (long)(start % NS_PER_S)}};

    for (size_t i = 0; i < wanted_count; i++)
        due_ns[i] = start + i * interval_ns;
    timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (timer_fd < 0 || timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &times, NULL) != 0)
        fail("no timer");
    watch(timer_fd, CONNECTIONS_MAX);
}

static void read_clock(void)
{
    uint64_t ticks;

    if (read(timer_fd, &ticks, sizeof(ticks)) != (ssize_t)sizeof(ticks))
        fail("the timer");
    due_count = due_count + ticks < wanted_count ? due_count + ticks : wanted_count;
    for (size_t i = 0; i < connection_count && sent_count < due_count; i++)
        send_next(&connections[i]);
}

static void run(void)
{
    struct epoll_event events[64];

    begin_ns = now_ns();
    for (size_t i = 0; i < connection_count; i++)
        send_next(&connections[i]);
    while (done_count < wanted_count) {
        int count = epoll_wait(poll_fd, events, 64, ANSWER_SECONDS * 1000);

        if (count == 0)
            fail("no answer");
        if (count < 0 && errno != EINTR)
            fail("epoll");
        for (int i = 0; i < count; i++) {
            if (events[i].data.u64 == CONNECTIONS_MAX)
                read_clock();
            else
                read_answer(&connections[events[i].data.u64]);
        }
    }
}

static int by_size(const void *left, const void *right)
{
    uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

    return (l > r) - (l < r);
}

static void print_result(void)
{
    uint64_t wall_ns = now_ns() - begin_ns;

    qsort(latencies_ns, done_count, sizeof(latencies_ns[0]), by_size);
    printf("requests=%zu bytes=%llu wall_ns=%llu p50_ns=%llu p99_ns=%llu max_ns=%llu\n", done_count,
           (unsigned long long)body_bytes, (unsigned long long)wall_ns,
           (unsigned long long)latencies_ns[done_count / 2],
           (unsigned long long)latencies_ns[done_count * 99 / 100],
           (unsigned long long)latencies_ns[done_count - 1]);
}

static uint64_t number(const char *text, uint64_t max)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);

    if (*end != '\0' || value == 0 || value > max) {
        fprintf(stderr, "bench_load: '%s' is no number from 1 to %llu\n", text,
                (unsigned long long)max);
        exit(2);
    }
    return value;
}

int main(int argc, char **argv)
{
    bool is_rate = argc == 7 && strcmp(argv[3], "rate") == 0;
    uint64_t per_second = 0;

    if (!is_rate && !(argc == 6 && strcmp(argv[3], "count") == 0)) {
        fprintf(stderr, "usage: bench_load PORT PATH count REQUESTS CONNECTIONS\n"
                        "       bench_load PORT PATH rate PER_SECOND SECONDS CONNECTIONS\n");
        return 2;
    }
    wanted_count = number(argv[4], REQUESTS_MAX);
    if (is_rate) {
        per_second = wanted_count;
        wanted_count *= number(argv[5], REQUESTS_MAX / per_second);
    }
    connection_count = number(argv[argc - 1], CONNECTIONS_MAX);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (poll_fd < 0)
        fail("epoll");
    connect_all((uint16_t)number(argv[1], UINT16_MAX), argv[2]);
    if (is_rate)
        start_clock(per_second);
    run();
    print_result();
    return 0;
}
