/* SPDX-License-Identifier: Apache-2.0
 * Which locations hand on answers of upstreams and are not looked at, and what in those that are
 * makes answers unreadable, keeps them, or writes personal data elsewhere. */
#include "cli/doctor.h"

#include <string.h>

#define SHOWN_MAX 3u
#define PLACE_BYTES 192u

static const char *const handlers[] = {"proxy_pass", "fastcgi_pass",   "uwsgi_pass",
                                       "scgi_pass",  "memcached_pass", "grpc_pass"};

/* Of a log format: what the client sent, personal data included. */
static const char *const telling[] = {"$request_uri",  "$request ",     "$request\"",   "$args",
                                      "$query_string", "$http_referer", "$http_cookie", "$arg_"};

/* Places that have something in common, and the first of them by name. */
struct places {
    size_t count;
    char shown[SHOWN_MAX * (PLACE_BYTES + 2)];
};

static void add_place(struct places *places, const struct nginx_conf *conf, size_t row)
{
    size_t used = strlen(places->shown);
    char text[PLACE_BYTES];

    if (places->count++ >= SHOWN_MAX)
        return;
    cfdi_nginx_describe(conf, row, text, sizeof(text));
    (void)snprintf(places->shown + used, sizeof(places->shown) - used, "%s%s", used > 0 ? "; " : "",
                   text);
}

/* "location ... (and 4 more)" */
static const char *name_places(struct places *places)
{
    size_t used = strlen(places->shown);

    if (places->count > SHOWN_MAX)
        (void)snprintf(places->shown + used, sizeof(places->shown) - used, " and %zu more",
                       places->count - SHOWN_MAX);
    return places->shown;
}

bool cfdi_doctor_is_watched(const struct nginx_conf *conf, size_t row)
{
    size_t mode = cfdi_nginx_effective(conf, conf->rows[row].parent, "cofferdam");

    return mode != 0 && strcmp(cfdi_nginx_arg(conf, mode, 0), "off") != 0;
}

static bool is_handler(const char *name)
{
    for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++)
        if (strcmp(handlers[i], name) == 0)
            return true;
    return false;
}

/* The next row that hands requests to an upstream, or 0. */
static size_t next_handler(const struct nginx_conf *conf, size_t after)
{
    for (size_t row = after + 1; row < conf->row_count; row++)
        if (is_handler(conf->rows[row].name))
            return row;
    return 0;
}

static size_t next_watched(const struct nginx_conf *conf, size_t after)
{
    do
        after = next_handler(conf, after);
    while (after != 0 && !cfdi_doctor_is_watched(conf, after));
    return after;
}

static void check_locations(struct doctor *doctor)
{
    const struct nginx_conf *conf = &doctor->conf;
    struct places blind = {0, ""};
    size_t watched = 0;

    for (size_t row = next_handler(conf, 0); row != 0; row = next_handler(conf, row)) {
        if (cfdi_doctor_is_watched(conf, row))
            watched++;
        else
            add_place(&blind, conf, row);
    }
    if (watched == 0)
        cfdi_doctor_say(doctor, "locations", CHECK_FAIL,
                        "write cofferdam observe; into a server or location block, then reload",
                        "nothing is watched: %zu places hand on answers of upstreams, and all have "
                        "cofferdam off",
                        blind.count);
    else if (blind.count > 0)
        cfdi_doctor_say(doctor, "locations", CHECK_WARN,
                        "cofferdam observe; there, if they are APIs", "%zu watched, %zu not: %s",
                        watched, blind.count, name_places(&blind));
    else
        cfdi_doctor_say(doctor, "locations", CHECK_OK, NULL, "all %zu that have an upstream",
                        watched);
}

/* --- what stands, or is missing, where responses are looked at */

static bool lacks_consumer(const struct nginx_conf *conf, size_t block)
{
    return cfdi_nginx_effective(conf, block, "cofferdam_consumer") == 0;
}

static bool lacks_auth(const struct nginx_conf *conf, size_t block)
{
    return cfdi_nginx_effective(conf, block, "cofferdam_auth") == 0;
}

/* nginx hands a Range on unless it is told to drop it; an upstream's 206 is not read. */
static bool lets_ranges_through(const struct nginx_conf *conf, size_t block)
{
    size_t first = cfdi_nginx_effective(conf, block, "proxy_set_header");
    size_t level = first == 0 ? 0 : conf->rows[first].parent;

    for (size_t row = first; row != 0; row = cfdi_nginx_next(conf, level, "proxy_set_header", row))
        if (strcasecmp(cfdi_nginx_arg(conf, row, 0), "Range") == 0)
            return false;
    return cfdi_nginx_next(conf, block, "proxy_pass", block) != 0;
}

static bool is_cached(const struct nginx_conf *conf, size_t block)
{
    static const char *const names[] = {"proxy_cache", "fastcgi_cache", "uwsgi_cache",
                                        "scgi_cache"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t row = cfdi_nginx_effective(conf, block, names[i]);

        if (row != 0 && strcmp(cfdi_nginx_arg(conf, row, 0), "off") != 0)
            return true;
    }
    return false;
}

static bool is_telling(const struct nginx_conf *conf, const char *format)
{
    size_t row = 0;

    do
        row = cfdi_nginx_find(conf, "log_format", row);
    while (row != 0 && strcmp(cfdi_nginx_arg(conf, row, 0), format) != 0);
    if (row == 0)
        return true; /* combined, which is nginx's own */
    for (size_t place = 1; place < conf->rows[row].arg_count; place++)
        for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]); i++)
            if (strstr(cfdi_nginx_arg(conf, row, place), telling[i]) != NULL)
                return true;
    return false;
}

/* Without any access_log line nginx logs everything as combined. */
static bool logs_requests(const struct nginx_conf *conf, size_t block)
{
    size_t first = cfdi_nginx_effective(conf, block, "access_log");
    size_t level = first == 0 ? 0 : conf->rows[first].parent;

    if (first == 0)
        return true;
    for (size_t row = first; row != 0; row = cfdi_nginx_next(conf, level, "access_log", row)) {
        const char *format = cfdi_nginx_arg(conf, row, 1);

        if (strcmp(cfdi_nginx_arg(conf, row, 0), "off") != 0 && is_telling(conf, format))
            return true;
    }
    return false;
}

/* Its lines end in the request line, whatever they tell. */
static bool logs_errors(const struct nginx_conf *conf, size_t block)
{
    static const char *const quiet[] = {"crit", "alert", "emerg"};
    size_t row = cfdi_nginx_effective(conf, block, "error_log");
    const char *level = row == 0 ? "" : cfdi_nginx_arg(conf, row, 1);

    if (row != 0 && strcmp(cfdi_nginx_arg(conf, row, 0), "/dev/null") == 0)
        return false;
    for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++)
        if (strcmp(level, quiet[i]) == 0)
            return false;
    return true;
}

static const struct {
    const char *check;
    bool (*is_so)(const struct nginx_conf *conf, size_t block);
    const char *trouble;
    const char *well;
    const char *fix;
} rows[] = {
    {"consumers", lacks_consumer, "only the address tells who receives", "told by a credential",
     "cofferdam_consumer $cofferdam_jwt_sub $http_x_api_key; or whatever carries it"},
    {"trust", lacks_auth, "nobody vouches for credentials, so they count as presented only",
     "somebody vouches for credentials", "cofferdam_auth $VARIABLE; which is 1 for who proved it"},
    {"ranges", lets_ranges_through,
     "a client's Range reaches the upstream, and its 206 is not read", "upstreams see no Range",
     "proxy_set_header Range \"\"; proxy_set_header If-Range \"\";"},
    {"caches", is_cached, "the cache keeps bodies on disk as they are", "none keeps bodies",
     "proxy_cache off; there, or keep the cache on an encrypted disk"},
    {"access logs", logs_requests, "paths, queries or referrers are logged in clear",
     "no path, query or referrer in clear",
     "a log_format without $request, $args and $http_referer; $request_id leads to the exposure"},
    {"error logs", logs_errors, "nginx's error log holds request lines in clear",
     "no request lines below crit", "error_log FILE crit; and $request_id in the access log"},
};

static void check_places(struct doctor *doctor, size_t number)
{
    const struct nginx_conf *conf = &doctor->conf;
    struct places found = {0, ""};

    for (size_t row = next_watched(conf, 0); row != 0; row = next_watched(conf, row))
        if (rows[number].is_so(conf, conf->rows[row].parent))
            add_place(&found, conf, row);
    if (found.count > 0)
        cfdi_doctor_say(doctor, rows[number].check, CHECK_WARN, rows[number].fix, "%s: %s",
                        rows[number].trouble, name_places(&found));
    else
        cfdi_doctor_say(doctor, rows[number].check, CHECK_OK, NULL, "%s", rows[number].well);
}

void cfdi_doctor_coverage(struct doctor *doctor)
{
    if (!doctor->has_conf)
        return;
    check_locations(doctor);
    if (next_watched(&doctor->conf, 0) == 0)
        return;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_places(doctor, i);
}
