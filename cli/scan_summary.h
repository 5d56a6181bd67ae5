/* SPDX-License-Identifier: Apache-2.0
 * What a scan says at its end: how many persons, and how they spread over kinds, files, endpoints
 * and consumers.
 *
 * Persons are counted exactly everywhere. Endpoints and consumers come from HTTP messages and HAR;
 * past SUMMARY_ROWS_MAX they share one row, (others). Files and kinds are counted for a page only;
 * of files, those that show something. */
#ifndef CFD_CLI_SCAN_SUMMARY_H
#define CFD_CLI_SCAN_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include <cofferdam/consumer.h>
#include <cofferdam/scan.h>

#include "cli/scan_event.h"
#include "cli/subjects.h"

#define SUMMARY_ROWS_MAX 1000u

struct tally {
    char *name;
    uint8_t pseudonym[CFD_PSEUDONYM_BYTES]; /* consumers: whose */
    uint64_t finding_counts[CFD_KIND_COUNT];
    uint64_t finding_count;
    uint64_t person_count; /* of a file that is done */
    struct subjects persons;
    struct subjects consumers; /* endpoints: to whom */
};

struct tally_list {
    struct tally *rows;
    size_t count, room;
    struct tally *current; /* of the open body; NULL: none */
};

/* Zero it to begin, but for is_page. */
struct summary {
    bool is_page;
    struct subjects persons;
    struct subjects kind_persons[CFD_KIND_COUNT];
    uint64_t kind_findings[CFD_KIND_COUNT];
    struct tally_list files, endpoints, consumers;
    char *source; /* of the open body, with its number */
};

/* A body begins. Later calls are about it. CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfdi_summary_body(struct summary *summary, const struct event *body);
CFD_CHECKED enum cfd_status cfdi_summary_record(struct summary *summary,
                                                const struct cfd_record *record);
void cfdi_summary_finding(struct summary *summary, enum cfd_kind kind);

/* Of the open body; NULL: unknown. */
const char *cfdi_summary_endpoint(const struct summary *summary);
const char *cfdi_summary_consumer(const struct summary *summary);

/* Adds "endpoints" and "consumers", where there are any, and for a page "kinds" and "sources", the
 * worst first. False: no memory. */
bool cfdi_summary_add_json(struct summary *summary, json_t *object);

void cfdi_summary_deinit(struct summary *summary);

#endif
