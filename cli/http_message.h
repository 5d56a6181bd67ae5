/* SPDX-License-Identifier: Apache-2.0
 * HTTP messages in a file, as `curl -i`, proxies and debuggers save them: requests and answers, one
 * or several after another.
 *
 * An answer belongs to the request before it, if there is one. Bodies are delimited by chunks, by
 * Content-Length, or by the end of the file; what tools leave behind when they decode a body before
 * they save it (a chunked header without chunks, gzip that is none) is taken as they meant it.
 * Lines are read up to HTTP_LINE_BYTES, headers up to HTTP_LINES_MAX a message. */
#ifndef CFD_CLI_HTTP_MESSAGE_H
#define CFD_CLI_HTTP_MESSAGE_H

#include <stdbool.h>

#include <cofferdam/bytes.h>

#include "cli/scan_reader.h"

#define HTTP_LINE_BYTES (16u * 1024u)
#define HTTP_LINES_MAX 1000u

enum http_look {
    HTTP_NO,
    HTTP_YES,
    HTTP_MORE, /* its first line is not long enough to tell */
};

/* Whether the first bytes of a file begin a message: a status line, or a method, a target and the
 * version. */
enum http_look cfdi_http_looks(struct cfd_bytes begin);

struct http_message;

/* NULL: no memory. file is borrowed. */
struct http_message *cfdi_http_new(struct reader *reader, const char *file);
void cfdi_http_feed(struct http_message *http, const uint8_t *data, size_t data_bytes);

/* Ends and releases. is_cut: reading ended before the file did. */
void cfdi_http_end(struct http_message *http, bool is_cut);

#endif
