/* SPDX-License-Identifier: Apache-2.0
 * What endpoints, consumers, exposures and gaps have in common: a question to the daemon, a window,
 * rows, and a sentence that proves life. Each cmd_<name>.c only says which columns there are. */
#ifndef CFD_CLI_LIST_H
#define CFD_CLI_LIST_H

#include "cli/output.h"

enum list_type {
    LIST_TEXT,
    LIST_NUMBER,
    LIST_COUNT, /* a number that may be a lower bound: text says >= */
    LIST_FLAG,
    LIST_TIME,  /* RFC 3339 in the answer */
    LIST_NAMES, /* an array of names */
};

struct list {
    const char *path;        /* of the API */
    const char *search_path; /* where --subject goes; NULL: it does not */
    const char *what;        /* "exposures", in sentences */
    bool has_no_persons;     /* its rows are of responses that showed nobody */
    struct table table;
    enum list_type types[COLUMNS_MAX];
};

enum exit_code cfdi_list_run(struct run *run, const struct list *list);

/* The parameters that the options say, an object of strings and integers; with the subject.
 * EXIT_DONE: the caller owns it. */
enum exit_code cfdi_query_build(const struct run *run, json_t **out_params);

/* Texts about an answer's window: "2026-01-31 10:00:00+02:00", "format 3, broken 1". */
void cfdi_window_time(const struct run *run, const char *rfc3339, char *out, size_t out_bytes);
void cfdi_window_gaps(const json_t *gaps, char *out, size_t out_bytes);

#endif
