/* SPDX-License-Identifier: Apache-2.0
 * The one way for the module to write to a log once requests are served.
 *
 * A line is a literal and at most one argument of a closed set of types: an
 * integer, or a text of the configuration, which has a type of its own.
 * A body, a header, a path, an address, anything of a request is none of
 * these, so a call that would log it does not compile; nor does any other way
 * to a log or to stderr, for its name is poisoned below. The log is always
 * the cycle's: nginx adds the request line to what a connection logs.
 *
 * ngx_conf_log_error() stays: it takes an ngx_conf_t, which there is only
 * while the configuration is read, when there are no requests. */
#ifndef NGX_HTTP_COFFERDAM_LOG_H
#define NGX_HTTP_COFFERDAM_LOG_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


/* A text of the configuration, for "%V". */
typedef struct {
    ngx_str_t  text;
} ngx_http_cofferdam_text_t;


#define ngx_http_cofferdam_loggable(arg)                                      \
    _Generic((arg),                                                           \
        int: (arg),                                                           \
        unsigned int: (arg),                                                  \
        long: (arg),                                                          \
        unsigned long: (arg),                                                 \
        ngx_http_cofferdam_text_t *: (arg))

/* The format is glued to a literal, so it is one. */
#define ngx_http_cofferdam_log0(level, err, fmt)                              \
    do {                                                                      \
        if (ngx_cycle->log->log_level >= (level)) {                           \
            ngx_log_error_core(level, ngx_cycle->log, err,                    \
                               "cofferdam: " fmt);                            \
        }                                                                     \
    } while (0)

#define ngx_http_cofferdam_log1(level, err, fmt, arg)                         \
    do {                                                                      \
        if (ngx_cycle->log->log_level >= (level)) {                           \
            ngx_log_error_core(level, ngx_cycle->log, err, "cofferdam: " fmt, \
                               ngx_http_cofferdam_loggable(arg));             \
        }                                                                     \
    } while (0)


#undef ngx_log_error
#undef ngx_log_debug
#undef ngx_log_debug0
#undef ngx_log_debug1
#undef ngx_log_debug2
#undef ngx_log_debug3
#undef ngx_log_debug4
#undef ngx_log_debug5
#undef ngx_log_debug6
#undef ngx_log_debug7
#undef ngx_log_debug8

#pragma GCC poison ngx_log_error ngx_log_error_core ngx_log_debug
#pragma GCC poison ngx_log_debug0 ngx_log_debug1 ngx_log_debug2
#pragma GCC poison ngx_log_debug3 ngx_log_debug4 ngx_log_debug5
#pragma GCC poison ngx_log_debug6 ngx_log_debug7 ngx_log_debug8
#pragma GCC poison ngx_log_abort ngx_log_stderr ngx_write_stderr
#pragma GCC poison syslog printf fprintf vprintf vfprintf dprintf vdprintf
#pragma GCC poison puts fputs perror


#endif /* NGX_HTTP_COFFERDAM_LOG_H */
