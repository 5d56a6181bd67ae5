/* SPDX-License-Identifier: Apache-2.0
 * One request with its answer, as a message file or a HAR shows it: judged by the same rules as the
 * module judges live traffic.
 *
 * A type that is not read, a fragment, a coding that is not decoded are gaps, as there. The endpoint
 * is named as the module does it without a route list. Who asked is named by the first of the
 * credentials that stands in the request, under a pseudonym that lives as long as the run. */
#ifndef CFD_CLI_EXCHANGE_H
#define CFD_CLI_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/coding.h>
#include <cofferdam/session.h>

#include "cli/scan_reader.h"

#define EXCHANGE_ENDPOINT_BYTES 256u

/* Who asked, and for what; kept from a request to its answer. */
struct exchange_request {
    bool is_known; /* false: an answer without its request */
    bool is_head;  /* the answer has no body */
    bool has_consumer;
    char endpoint[EXCHANGE_ENDPOINT_BYTES];
    struct cfd_consumer consumer;
};

/* What a request says of itself; empty where it says nothing. */
struct request_facts {
    struct cfd_bytes method, host, path; /* path without query */
    struct cfd_bytes authorization, api_key, cookie;
};

struct body_facts {
    uint16_t status; /* of an answer; 200 for the body of a request */
    bool has_no_body;
    struct cfd_bytes content_type, content_encoding;
};

struct exchange {
    struct reader *reader;
    char *source;                /* with the number of the message or entry */
    struct cfd_session *session; /* decides whether a body is read */
    struct cfd_decoder *decoder; /* NULL: the bytes are plain */
    struct cfd_codings codings;
    enum cfd_wants wants;
    bool is_open, has_begun; /* a body is being read; its first byte has come */
    bool is_undecodable;     /* the decoder gave up */
};

void cfdi_exchange_request(struct reader *reader, const struct request_facts *facts,
                           struct exchange_request *out_request);

/* Begins a body. The source is `file`#number. False: no memory (which is told), no body follows. */
bool cfdi_exchange_begin(struct exchange *exchange, struct reader *reader, const char *file,
                         uint64_t number, const struct exchange_request *request,
                         const struct body_facts *facts);

/* Takes the next bytes of it, as they were sent. */
void cfdi_exchange_feed(struct exchange *exchange, const void *data, size_t data_bytes);

/* Ends it. is_cut: the file ended first. */
void cfdi_exchange_end(struct exchange *exchange, bool is_cut);

#endif
