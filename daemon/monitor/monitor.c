/* SPDX-License-Identifier: Apache-2.0
 * Sockets are bound once and kept while children come and go: a worker's ring and a client's
 * question wait in the backlog until the next child accepts them.
 *
 * Children are this program again with --role, so that each has an address space of its own, and,
 * where root starts it, a user of its own. One
 * that ends is started again, at once the first time, then after a growing pause. The exit codes 3
 * and 5 are final: a child gives them at its start only, and the next start would find the same. */
#include "daemon/monitor/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <uv.h>

#include "daemon/common/message.h"
#include "daemon/monitor/keeper.h"
#include "daemon/monitor/users.h"

#define BACKLOG 512
#define PAUSE_MIN_MS 100u
#define PAUSE_MAX_MS 5000u
#define STEADY_MS 10000u /* who ran that long starts without a pause */
#define STOP_MS 8000u    /* for the last commit; then SIGKILL */
#define EXIT_FAILED 3
#define EXIT_DAMAGED 5

struct child {
    const char *role;
    struct monitor *monitor;
    uv_process_t process;
    uv_timer_t restart;
    bool is_running;
    int listen_fd;
    int pair_fd;
    uid_t uid; /* with users.is_split */
    gid_t gid;
    uint64_t started_ms; /* 0: never yet */
    uint64_t pause_ms;
};

struct monitor {
    const struct cfd_settings *settings;
    const char *config_path;
    struct cfd_users users;
    uv_loop_t loop;
    uv_signal_t signals[2];
    uv_timer_t stop_timer;
    struct child children[2]; /* engine first: it ends last */
    struct cfd_keeper keeper;
    uv_poll_t keep_poll;
    int keep_fds[2]; /* ours, the engines' */
    int lock_fd;
    int exit_code;
    bool is_stopping;
};

enum { ENGINE = 0, API = 1, CHILD_COUNT = 2 };

static void path_in(const struct cfd_settings *settings, const char *name, char *out,
                    size_t out_bytes)
{
    (void)snprintf(out, out_bytes, "%s/%s", settings->run_dir, name);
}

static int fail(const char *what, const char *path)
{
    cfd_message(CFD_MESSAGE_ERROR, "%s %s: %s", what, path, strerror(errno));
    return EXIT_FAILED;
}

/* The lock tells a second daemon on the same directory to stay away. */
static int take_lock(struct monitor *monitor)
{
    char path[CFD_SETTING_PATH_MAX_BYTES + 16];

    path_in(monitor->settings, "lock", path, sizeof(path));
    monitor->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (monitor->lock_fd < 0)
        return fail("cannot open", path);
    if (flock(monitor->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        cfd_message(CFD_MESSAGE_ERROR, "another cofferdamd runs on %s (stop it, or set run_dir)",
                    monitor->settings->run_dir);
        return EXIT_FAILED;
    }
    return 0;
}

/* The run directory is open to all who may connect: its sockets have modes of their own. */
static int make_dirs(const struct cfd_settings *settings, const struct cfd_users *users)
{
    if (mkdir(settings->run_dir, 0755) != 0 && errno != EEXIST)
        return fail("cannot make", settings->run_dir);
    if (mkdir(settings->state_dir, 0700) != 0 && errno != EEXIST)
        return fail("cannot make", settings->state_dir);
    if (users->is_split &&
        cfd_users_give(settings->state_dir, users->engine_uid, users->engine_gid) != 0)
        return fail("cannot give to the engine's user", settings->state_dir);
    return 0;
}

/* -1: the group stays the daemon's own. */
static int listen_on(const struct cfd_settings *settings, const char *name, int type, gid_t gid,
                     int *out_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char path[CFD_SETTING_PATH_MAX_BYTES + 16];
    int fd;

    path_in(settings, name, path, sizeof(path));
    if (strlen(path) >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        return fail("cannot bind", path);
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    (void)unlink(path); /* the lock says that nobody else serves it */
    fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        chown(path, (uid_t)-1, gid) != 0 || chmod(path, settings->socket_mode) != 0 ||
        listen(fd, BACKLOG) != 0)
        return fail("cannot listen on", path);
    *out_fd = fd;
    return 0;
}

static int open_sockets(struct monitor *monitor)
{
    const struct cfd_users *users = &monitor->users;
    gid_t ring_gid = users->is_split ? users->ring_socket_gid : (gid_t)-1;
    gid_t api_gid = users->is_split ? users->api_socket_gid : (gid_t)-1;
    int pair[2];
    int code = listen_on(monitor->settings, "ring.sock", SOCK_SEQPACKET, ring_gid,
                         &monitor->children[ENGINE].listen_fd);

    if (code == 0)
        code = listen_on(monitor->settings, "api.sock", SOCK_STREAM, api_gid,
                         &monitor->children[API].listen_fd);
    if (code != 0)
        return code;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0)
        return fail("no socket pair", "between engine and api");
    monitor->children[ENGINE].pair_fd = pair[0];
    monitor->children[API].pair_fd = pair[1];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, monitor->keep_fds) !=
        0)
        return fail("no socket pair", "between monitor and engine");
    return 0;
}

static int open_all(struct monitor *monitor)
{
    struct cfd_users *users = &monitor->users;
    int code = cfd_users_find(monitor->settings, users);

    if (code == 0)
        code = make_dirs(monitor->settings, users);
    if (code == 0)
        code = take_lock(monitor);
    if (code == 0)
        code = open_sockets(monitor);
    monitor->children[ENGINE].uid = users->engine_uid;
    monitor->children[ENGINE].gid = users->engine_gid;
    monitor->children[API].uid = users->api_uid;
    monitor->children[API].gid = users->api_gid;
    return code;
}

static bool any_running(const struct monitor *monitor)
{
    return monitor->children[ENGINE].is_running || monitor->children[API].is_running;
}

/* The api goes first, so that the engine still answers what is asked; then the engine. */
static void stop_next(struct monitor *monitor)
{
    for (int i = CHILD_COUNT - 1; i >= 0; i--) {
        struct child *child = &monitor->children[i];

        if (child->is_running) {
            uv_process_kill(&child->process, SIGTERM);
            return;
        }
    }
    uv_stop(&monitor->loop);
}

static void on_stop_timeout(uv_timer_t *timer)
{
    struct monitor *monitor = timer->data;

    for (int i = 0; i < CHILD_COUNT; i++)
        if (monitor->children[i].is_running)
            uv_process_kill(&monitor->children[i].process, SIGKILL);
}

static void stop(struct monitor *monitor, int exit_code)
{
    if (monitor->is_stopping)
        return;
    monitor->is_stopping = true;
    monitor->exit_code = exit_code;
    for (int i = 0; i < CHILD_COUNT; i++)
        uv_timer_stop(&monitor->children[i].restart);
    uv_timer_start(&monitor->stop_timer, on_stop_timeout, STOP_MS, 0);
    stop_next(monitor);
}

static void start(struct child *child);

static void on_restart(uv_timer_t *timer)
{
    start(timer->data);
}

static void on_child_exit(uv_process_t *process, int64_t exit_status, int signal_number)
{
    struct child *child = process->data;
    struct monitor *monitor = child->monitor;
    bool was_steady = uv_now(&monitor->loop) - child->started_ms >= STEADY_MS;

    child->is_running = false;
    uv_close((uv_handle_t *)process, NULL);
    if (monitor->is_stopping) {
        stop_next(monitor);
        return;
    }
    cfd_message(CFD_MESSAGE_WARNING, "the %s ended (%s %lld)", child->role,
                signal_number != 0 ? "signal" : "exit code",
                (long long)(signal_number != 0 ? signal_number : exit_status));
    if (exit_status == EXIT_DAMAGED || exit_status == EXIT_FAILED) {
        stop(monitor, (int)exit_status);
        return;
    }
    uv_timer_start(&child->restart, on_restart, was_steady ? 0 : child->pause_ms, 0);
    child->pause_ms = was_steady ? PAUSE_MIN_MS : child->pause_ms * 2;
    if (child->pause_ms > PAUSE_MAX_MS)
        child->pause_ms = PAUSE_MAX_MS;
}

/* At the start of all that is the end; later it may be a passing want of memory or processes. */
static void on_spawn_failure(struct child *child, int status)
{
    cfd_message(CFD_MESSAGE_ERROR, "the %s does not start: %s", child->role, uv_strerror(status));
    uv_close((uv_handle_t *)&child->process, NULL);
    if (child->started_ms == 0)
        stop(child->monitor, EXIT_FAILED);
    else
        uv_timer_start(&child->restart, on_restart, PAUSE_MAX_MS, 0);
}

/* Anew for each engine, as the file may be another by now. -1: there is none, or it is no file. */
static int open_worker_key(const struct monitor *monitor)
{
    return open(monitor->settings->worker_key_file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

static uv_stdio_container_t handed(int fd)
{
    uv_stdio_container_t container = {.flags = UV_IGNORE};

    if (fd >= 0) {
        container.flags = UV_INHERIT_FD;
        container.data.fd = fd;
    }
    return container;
}

static int spawn(struct child *child, int key_fd)
{
    struct monitor *monitor = child->monitor;
    bool is_engine = child == &monitor->children[ENGINE];
    uv_stdio_container_t stdio[] = {handed(-1),
                                    handed(STDERR_FILENO),
                                    handed(STDERR_FILENO),
                                    handed(child->listen_fd),
                                    handed(child->pair_fd),
                                    handed(key_fd),
                                    handed(is_engine ? monitor->keep_fds[1] : -1)};
    char role[32], parent[32];
    char *args[] = {(char *)"cofferdamd",
                    role,
                    parent,
                    monitor->config_path != NULL ? (char *)"-c" : NULL,
                    (char *)monitor->config_path,
                    NULL};
    uv_process_options_t options = {.file = "/proc/self/exe",
                                    .args = args,
                                    .exit_cb = on_child_exit,
                                    .stdio = stdio,
                                    .stdio_count = sizeof(stdio) / sizeof(stdio[0]),
                                    .uid = child->uid,
                                    .gid = child->gid};

    if (monitor->users.is_split)
        options.flags = UV_PROCESS_SETUID | UV_PROCESS_SETGID;
    (void)snprintf(role, sizeof(role), "--role=%s", child->role);
    (void)snprintf(parent, sizeof(parent), "--parent=%ld", (long)getpid());
    child->process.data = child;
    return uv_spawn(&monitor->loop, &child->process, &options);
}

/* What the engine before held, and no worker does any more, is there for the next one. */
static void hand_rings_on(struct monitor *monitor)
{
    char path[CFD_SETTING_PATH_MAX_BYTES + 16];

    path_in(monitor->settings, "ring.sock", path, sizeof(path));
    cfd_keeper_take(&monitor->keeper, monitor->keep_fds[0]);
    cfd_keeper_say_again(&monitor->keeper, path);
}

static void on_keep(uv_poll_t *poll, int status, int events)
{
    struct monitor *monitor = poll->data;

    (void)status;
    (void)events;
    cfd_keeper_take(&monitor->keeper, monitor->keep_fds[0]);
}

static void start(struct child *child)
{
    struct monitor *monitor = child->monitor;
    int key_fd = -1;
    int status;

    if (child == &monitor->children[ENGINE]) {
        key_fd = open_worker_key(monitor);
        hand_rings_on(monitor);
    }
    status = spawn(child, key_fd);

    if (key_fd >= 0)
        (void)close(key_fd);
    if (status != 0) {
        on_spawn_failure(child, status);
        return;
    }
    child->started_ms = uv_now(&monitor->loop);
    child->is_running = true;
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    stop(handle->data, 0);
}

static void init_child(struct monitor *monitor, int number, const char *role)
{
    struct child *child = &monitor->children[number];

    child->role = role;
    child->monitor = monitor;
    child->listen_fd = -1;
    child->pair_fd = -1;
    child->pause_ms = PAUSE_MIN_MS;
    child->restart.data = child;
    uv_timer_init(&monitor->loop, &child->restart);
}

static void close_all(struct monitor *monitor)
{
    char path[CFD_SETTING_PATH_MAX_BYTES + 16];

    for (int i = 0; i < CHILD_COUNT; i++) {
        if (monitor->children[i].listen_fd >= 0)
            (void)close(monitor->children[i].listen_fd);
        if (monitor->children[i].pair_fd >= 0)
            (void)close(monitor->children[i].pair_fd);
    }
    path_in(monitor->settings, "api.sock", path, sizeof(path));
    (void)unlink(path);
    path_in(monitor->settings, "ring.sock", path, sizeof(path));
    (void)unlink(path);
}

int cfd_monitor_main(const struct cfd_settings *settings, const char *config_path)
{
    static struct monitor monitor;
    static const int numbers[] = {SIGTERM, SIGINT};
    int code;

    monitor.settings = settings;
    monitor.config_path = config_path;
    if (uv_loop_init(&monitor.loop) != 0)
        return fail("no event loop", "");
    init_child(&monitor, ENGINE, "engine");
    init_child(&monitor, API, "api");
    monitor.stop_timer.data = &monitor;
    uv_timer_init(&monitor.loop, &monitor.stop_timer);
    code = open_all(&monitor);
    if (code != 0)
        return code;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        monitor.signals[i].data = &monitor;
        uv_signal_init(&monitor.loop, &monitor.signals[i]);
        uv_signal_start(&monitor.signals[i], on_signal, numbers[i]);
    }
    monitor.keep_poll.data = &monitor;
    if (uv_poll_init(&monitor.loop, &monitor.keep_poll, monitor.keep_fds[0]) != 0 ||
        uv_poll_start(&monitor.keep_poll, UV_READABLE, on_keep) != 0)
        return fail("no event loop", "");
    for (int i = 0; i < CHILD_COUNT && !monitor.is_stopping; i++)
        start(&monitor.children[i]);
    while (!monitor.is_stopping || any_running(&monitor))
        uv_run(&monitor.loop, UV_RUN_ONCE);
    close_all(&monitor);
    return monitor.exit_code;
}
