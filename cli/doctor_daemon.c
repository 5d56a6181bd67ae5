/* SPDX-License-Identifier: Apache-2.0
 * The daemon as it runs: does it answer, are the workers there, under which users, what was lost. */
#include "cli/doctor.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cofferdam/text.h>

#include "cli/client.h"
#include "cli/list.h"

#define GAPS_BYTES 512u

/* Gaps that something can be done about; others (formats, for one) are what the traffic is. */
static const struct {
    const char *reason;
    const char *fix;
} curable[] = {
    {"key_missing", "give nginx the key: cofferdam_key_file, readable by root, then reload"},
    {"ring_absent", "see the checks of ring socket and workers"},
    {"ring_full", "the daemon is too slow or stopped; see its log"},
    {"engine_down", "see the daemon's log: journalctl -u cofferdam"},
    {"opaque_coding",
     "proxy_set_header Accept-Encoding \"gzip\"; gzip, deflate, br and zstd are read"},
    {"partial_content", "proxy_set_header Range \"\"; proxy_set_header If-Range \"\";"},
    {"internal", "please report it, with the daemon's and nginx's logs of that time"},
};

static const json_t *get(const struct doctor *doctor, const char *group, const char *name)
{
    return json_object_get(json_object_get(doctor->status, group), name);
}

static void check_answer(struct doctor *doctor)
{
    const char *version;

    if (cfdi_client_ask(&doctor->run, "/v1/status", NULL, false, "cofferdam.status/1",
                        &doctor->status) != EXIT_DONE) {
        doctor->status = NULL;
        cfdi_doctor_say(doctor, "daemon", CHECK_FAIL,
                        "systemctl start cofferdam; why it ended: journalctl -u cofferdam", "%s",
                        doctor->why.text);
        return;
    }
    version = json_string_value(json_object_get(doctor->status, "version"));
    if (version == NULL || strcmp(version, CFD_VERSION) != 0)
        cfdi_doctor_say(doctor, "daemon", CHECK_WARN, "restart the older of them",
                        "it is version %s, this program is %s", version == NULL ? "?" : version,
                        CFD_VERSION);
    else
        cfdi_doctor_say(doctor, "daemon", CHECK_OK, NULL, "version %s answers, its ledger is open",
                        version);
    if (!json_is_true(get(doctor, "engine", "has_worker_key")))
        cfdi_doctor_say(doctor, "daemon", CHECK_FAIL,
                        "see the check of the worker key, then: systemctl restart cofferdam",
                        "the engine runs without the worker key: nobody can be looked up");
}

/* As nginx counts them; a configuration that does not say means one. */
static json_int_t configured_workers(const struct nginx_conf *conf)
{
    size_t row = cfdi_nginx_find(conf, "worker_processes", 0);
    const char *text = row == 0 ? "1" : cfdi_nginx_arg(conf, row, 0);
    json_int_t count = 0;

    if (strcmp(text, "auto") == 0)
        return sysconf(_SC_NPROCESSORS_ONLN);
    for (; *text >= '0' && *text <= '9' && count < 100000; text++)
        count = count * 10 + (*text - '0');
    return count;
}

static void check_workers(struct doctor *doctor)
{
    json_int_t there = json_integer_value(get(doctor, "engine", "workers"));
    json_int_t wanted = doctor->has_conf ? configured_workers(&doctor->conf) : there;

    if (there == 0)
        cfdi_doctor_say(doctor, "workers", CHECK_FAIL,
                        "is nginx running, reloaded since, and with cofferdam observe somewhere? "
                        "its error log says why a worker does not connect",
                        "no nginx worker is connected: nothing is recorded");
    else if (there < wanted)
        cfdi_doctor_say(doctor, "workers", CHECK_WARN,
                        "wait a moment after a start; else see nginx's error log",
                        "%lld of %lld are connected", (long long)there, (long long)wanted);
    else
        cfdi_doctor_say(doctor, "workers", CHECK_OK, NULL, "%lld connected", (long long)there);
}

static void check_gaps(struct doctor *doctor)
{
    const json_t *gaps = json_object_get(doctor->status, "gaps");
    bool is_any = false;

    for (size_t i = 0; i < sizeof(curable) / sizeof(curable[0]); i++) {
        json_int_t count = json_integer_value(json_object_get(gaps, curable[i].reason));

        if (count > 0)
            cfdi_doctor_say(doctor, "gaps", CHECK_WARN, curable[i].fix,
                            "%s: %lld in the last 24 hours", curable[i].reason, (long long)count);
        is_any = is_any || count > 0;
    }
    if (!is_any)
        cfdi_doctor_say(doctor, "gaps", CHECK_OK, NULL,
                        "none of the last 24 hours that could be helped");
}

/* --- users: who holds the socket is the monitor, and its children are the processes */

static pid_t find_monitor(const struct doctor *doctor)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct ucred peer = {.pid = 0};
    socklen_t bytes = sizeof(peer);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", doctor->run.options.socket);
    if (fd < 0)
        return 0;
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &bytes) != 0)
        peer.pid = 0;
    (void)close(fd);
    return peer.pid;
}

/* The owner of /proc/PID is root for every process that may not be dumped, so its status is read. */
static bool is_root(long pid)
{
    char path[64], line[128];
    unsigned uid = 1;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%ld/status", pid);
    file = fopen(path, "re");
    if (file == NULL)
        return false;
    while (fgets(line, sizeof(line), file) != NULL && sscanf(line, "Uid: %u", &uid) != 1)
        continue;
    (void)fclose(file);
    return uid == 0;
}

/* How many of a process's children run as root; -1: it cannot be seen. */
static int count_root_children(pid_t pid)
{
    char path[64];
    int count = 0;
    long child;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", (long)pid, (long)pid);
    file = fopen(path, "re");
    if (file == NULL)
        return -1;
    while (fscanf(file, "%ld", &child) == 1)
        count += is_root(child);
    (void)fclose(file);
    return count;
}

static void check_users(struct doctor *doctor)
{
    pid_t monitor = find_monitor(doctor);
    int as_root = monitor == 0 ? -1 : count_root_children(monitor);

    if (as_root > 0)
        cfdi_doctor_say(doctor, "users", CHECK_WARN,
                        "useradd --system cofferdam; useradd --system cofferdam-api; or set "
                        "engine_user and api_user",
                        "%d of the daemon's processes run as root", as_root);
    else if (as_root == 0)
        cfdi_doctor_say(doctor, "users", CHECK_OK, NULL, "engine and api do not run as root");
}

void cfdi_doctor_daemon(struct doctor *doctor)
{
    check_answer(doctor);
    if (doctor->status == NULL)
        return;
    check_workers(doctor);
    check_gaps(doctor);
    check_users(doctor);
}
