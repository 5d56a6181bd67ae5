/* SPDX-License-Identifier: Apache-2.0
 * The daemon's HTTP API over its unix socket: a question with parameters, an object for an answer. */
#ifndef CFD_CLI_CLIENT_H
#define CFD_CLI_CLIENT_H

#include <jansson.h>

#include "cli/run.h"

/* Asks for path ("/v1/exposures"). params: an object of strings and integers, or NULL; it stands in
 * the URL, or with is_search in the body of a POST, where clear values may be. schema is what the
 * answer must begin its own with ("cofferdam.exposures/1").
 * EXIT_DONE: the caller owns out_body. Anything else has been said: EXIT_USAGE the API refused a
 * parameter, EXIT_DENIED, EXIT_INTERRUPTED, EXIT_COULD_NOT the daemon is not there, did not answer
 * in time, or speaks another version. */
enum exit_code cfdi_client_ask(const struct run *run, const char *path, const json_t *params,
                               bool is_search, const char *schema, json_t **out_body);

#endif
