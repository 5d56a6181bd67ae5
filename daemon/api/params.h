/* SPDX-License-Identifier: Apache-2.0
 * What a client asks for, from the query part of a URL or from a JSON body, checked into a query.
 *
 * The parameters, the same in both places and for every list:
 *     since, until   a time (cfd_time_parse); default 1d and now
 *     kind           names of kinds, separated by commas
 *     endpoint, consumer
 *     by             address
 *     limit          0 to 10000, default 50; 0: as many as one answer holds (10000)
 *     cursor         the `next` of the answer before
 *     subject        only in a body: a clear value must not stand in a URL, which others log
 * Strict: an unknown or repeated name, an empty value and a value that makes no sense are refused,
 * since a filter that is silently ignored answers another question. Inside daemon/api only. */
#ifndef CFD_DAEMON_API_PARAMS_H
#define CFD_DAEMON_API_PARAMS_H

#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#include "core/wire/query.h"

#define CFDI_PARAMS_LIMIT_DEFAULT 50u
#define CFDI_PARAMS_SINCE_DEFAULT "1d"

/* Reads the part of a URL behind its `?` (not decoded; NULL: there was none).
 * CFD_ERR_FORMAT: error says what and what would do; it shows names, never values. */
CFD_CHECKED enum cfd_status cfdi_params_of_url(enum cfd_list list, const char *query_text,
                                               int64_t now_ms, struct cfd_query *out_query,
                                               struct cfd_error *error);

/* Reads one JSON object. Every member is a string; limit and cursor may be integers, and kind may
 * be an array of names. CFD_ERR_FORMAT as above. What was read is wiped where it was ours; the
 * caller wipes body and out_query. */
CFD_CHECKED enum cfd_status cfdi_params_of_body(enum cfd_list list, struct cfd_bytes body,
                                                int64_t now_ms, struct cfd_query *out_query,
                                                struct cfd_error *error);

/* For an address without parameters: any is refused. */
CFD_CHECKED enum cfd_status cfdi_params_none(const char *query_text, struct cfd_error *error);

#endif
