/* SPDX-License-Identifier: Apache-2.0
 * The whole way in one go: nginx is asked for a synthetic person, and the daemon for that person.
 *
 * The operator gives nginx a server of its own on a loopback port or a unix socket, whose location
 * returns what the query names:
 *
 *     server {
 *         listen 127.0.0.1:8079;
 *         access_log off;
 *         location = /cofferdam-canary {
 *             cofferdam observe;
 *             default_type application/json;
 *             return 200 '{"email":"$arg_person@canary.invalid"}';
 *         }
 *     }
 *
 * The person is a new one each day: the ledger gains at most one a day by it. What proves that this
 * very response was seen is that the count of its responses grew. */
#include "cli/doctor.h"

#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "cli/client.h"

#define CANARY_PATH "/cofferdam-canary"
#define CANARY_FIX \
    "add the canary's server block, see cofferdam(1), DOCTOR; nothing else proves the whole way"
#define PATIENCE_MS 2000
#define POLL_MS 20
#define ASK_TIMEOUT_MS 5000L
#define ADDRESS_BYTES 256u
#define PERSON_BYTES 32u

struct canary {
    char unix_path[ADDRESS_BYTES]; /* "": over TCP */
    char host[ADDRESS_BYTES];      /* 127.0.0.1:8079 */
    char name[ADDRESS_BYTES];      /* for the Host header */
    char person[PERSON_BYTES];
};

static int64_t monotonic_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void name_person(char out[PERSON_BYTES])
{
    time_t now = time(NULL);
    struct tm utc;

    (void)gmtime_r(&now, &utc);
    (void)strftime(out, PERSON_BYTES, "canary-%Y-%m-%d", &utc);
}

/* What `listen` says, as far as only this machine can reach it. */
static bool read_listen(const char *text, struct canary *canary)
{
    static const char *const local[] = {"127.", "[::1]:", "localhost:"};

    if (strncmp(text, "unix:", strlen("unix:")) == 0) {
        (void)snprintf(canary->unix_path, sizeof(canary->unix_path), "%s", text + strlen("unix:"));
        (void)snprintf(canary->host, sizeof(canary->host), "localhost");
        return true;
    }
    for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
        if (strncmp(text, local[i], strlen(local[i])) != 0)
            continue;
        (void)snprintf(canary->host, sizeof(canary->host), "%s", text);
        return true;
    }
    return false;
}

/* The row of the canary's location, or 0. */
static size_t find_location(const struct nginx_conf *conf)
{
    for (size_t row = cfdi_nginx_find(conf, "location", 0); row != 0;
         row = cfdi_nginx_find(conf, "location", row))
        if (strcmp(cfdi_nginx_arg(conf, row, 0), "=") == 0 &&
            strcmp(cfdi_nginx_arg(conf, row, 1), CANARY_PATH) == 0)
            return row;
    return 0;
}

static bool find_address(struct doctor *doctor, size_t location, struct canary *out_canary)
{
    const struct nginx_conf *conf = &doctor->conf;
    size_t server = cfdi_nginx_around(conf, location, "server");
    size_t name = cfdi_nginx_next(conf, server, "server_name", server);
    size_t row = server;

    (void)snprintf(out_canary->name, sizeof(out_canary->name), "%s",
                   name == 0 ? "localhost" : cfdi_nginx_arg(conf, name, 0));
    while ((row = cfdi_nginx_next(conf, server, "listen", row)) != 0)
        if (read_listen(cfdi_nginx_arg(conf, row, 0), out_canary))
            return true;
    cfdi_doctor_say(
        doctor, "canary", CHECK_FAIL, "give it a server block of its own: listen 127.0.0.1:8079;",
        "its location can be reached from outside: anybody could write into the ledger");
    return false;
}

static size_t drop_body(char *data, size_t one, size_t bytes, void *ctx)
{
    (void)data, (void)one, (void)ctx;
    return bytes;
}

/* The HTTP status, or 0 with out_why. */
static long request(const struct canary *canary, char out_why[CURL_ERROR_SIZE])
{
    char url[2 * ADDRESS_BYTES], host[ADDRESS_BYTES + 8];
    struct curl_slist *headers;
    CURL *curl = curl_easy_init();
    long status = 0;

    (void)snprintf(out_why, CURL_ERROR_SIZE, "no memory");
    if (curl == NULL)
        return 0;
    (void)snprintf(url, sizeof(url), "http://%s" CANARY_PATH "?person=%s", canary->host,
                   canary->person);
    (void)snprintf(host, sizeof(host), "Host: %s", canary->name);
    headers = curl_slist_append(NULL, host);
    (void)curl_easy_setopt(curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ASK_TIMEOUT_MS);
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "cofferdam-doctor/" CFD_VERSION);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_body);
    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, out_why);
    if (canary->unix_path[0] != '\0')
        (void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, canary->unix_path);
    if (curl_easy_perform(curl) == CURLE_OK)
        (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return status;
}

/* How many responses showed the person so far; -1: the daemon does not say (doctor->why). */
static json_int_t count_seen(struct doctor *doctor, const struct canary *canary)
{
    json_t *params = json_pack("{s:o, s:s}", "subject",
                               json_sprintf("%s@canary.invalid", canary->person), "since", "2d");
    json_int_t seen = 0;
    json_t *answer, *item;
    size_t i;

    if (cfdi_client_ask(&doctor->run, "/v1/exposures/search", params, true, "cofferdam.exposures/1",
                        &answer) != EXIT_DONE) {
        json_decref(params);
        return -1;
    }
    json_array_foreach(json_object_get(answer, "items"), i, item)
    {
        seen += json_integer_value(json_object_get(item, "count"));
    }
    json_decref(answer);
    json_decref(params);
    return seen;
}

static void wait_for_it(struct doctor *doctor, const struct canary *canary, json_int_t before)
{
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000};
    int64_t begin = monotonic_ms();
    int64_t took;
    json_int_t seen;

    do {
        seen = count_seen(doctor, canary);
        took = monotonic_ms() - begin;
        if (seen > before) {
            cfdi_doctor_say(doctor, "canary", CHECK_OK, NULL,
                            "through nginx and in the ledger after %lld ms", (long long)took);
            return;
        }
        (void)nanosleep(&pause, NULL);
    } while (seen >= 0 && took < PATIENCE_MS);
    cfdi_doctor_say(doctor, "canary", CHECK_FAIL,
                    "see the failed checks above; has nginx been reloaded since its configuration "
                    "changed?",
                    "nginx answered, but the ledger does not show it within %d s%s%s",
                    PATIENCE_MS / 1000, seen < 0 ? ": " : "", seen < 0 ? doctor->why.text : "");
}

static void send_canary(struct doctor *doctor, const struct canary *canary)
{
    json_int_t before = count_seen(doctor, canary);
    char why[CURL_ERROR_SIZE];
    long status;

    if (before < 0) {
        cfdi_doctor_say(doctor, "canary", CHECK_FAIL, "see the check of the worker key",
                        "the daemon cannot look a person up: %s", doctor->why.text);
        return;
    }
    status = request(canary, why);
    if (status == 0)
        cfdi_doctor_say(doctor, "canary", CHECK_FAIL,
                        "start or reload nginx: systemctl reload nginx",
                        "nginx does not answer on %s: %s",
                        canary->unix_path[0] != '\0' ? canary->unix_path : canary->host, why);
    else if (status != 200)
        cfdi_doctor_say(doctor, "canary", CHECK_FAIL,
                        "reload nginx, and see that its location returns the person",
                        "nginx answered %ld instead of 200", status);
    else
        wait_for_it(doctor, canary, before);
}

void cfdi_doctor_canary(struct doctor *doctor)
{
    struct canary canary = {.unix_path = ""};
    size_t location;

    if (!doctor->has_conf || doctor->status == NULL)
        return; /* what is wrong has been said */
    location = find_location(&doctor->conf);
    if (location == 0) {
        cfdi_doctor_say(doctor, "canary", CHECK_WARN, CANARY_FIX,
                        "nginx has no location " CANARY_PATH);
        return;
    }
    if (!find_address(doctor, location, &canary))
        return;
    name_person(canary.person);
    send_canary(doctor, &canary);
}
