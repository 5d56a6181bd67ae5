/* SPDX-License-Identifier: Apache-2.0
 * One table row a metric; the two with labels have a function each.
 *
 * No label holds anything from outside: how many series there are is fixed, whatever is asked of
 * the APIs watched. All reasons are there from the start, at 0, so that a rate over the first gap
 * has a point to begin at. */
#include "daemon/api/metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <cofferdam/kind.h>

struct metric {
    const char *name;
    const char *type;
    const char *help;
    uint64_t (*value_of)(const struct cfd_answer_end *end);
};

static uint64_t inspected_of(const struct cfd_answer_end *end)
{
    return end->inspected_count;
}

static uint64_t persons_of(const struct cfd_answer_end *end)
{
    return end->person_count;
}

static uint64_t exposures_of(const struct cfd_answer_end *end)
{
    return end->exposure_count;
}

static uint64_t workers_of(const struct cfd_answer_end *end)
{
    return end->worker_count;
}

static uint64_t dropped_subjects_of(const struct cfd_answer_end *end)
{
    return end->dropped_subject_count;
}

static uint64_t ledger_entries_of(const struct cfd_answer_end *end)
{
    return end->log_entry_count;
}

static uint64_t ledger_bytes_of(const struct cfd_answer_end *end)
{
    return end->log_bytes;
}

static const struct metric metrics[] = {
    {"cofferdam_responses_inspected_total", "counter", "Responses whose body was read.",
     inspected_of},
    {"cofferdam_persons", "gauge", "Distinct persons seen, in the whole ledger.", persons_of},
    {"cofferdam_exposures", "gauge", "Pairs of a consumer and an endpoint that gave it persons.",
     exposures_of},
    {"cofferdam_workers", "gauge", "nginx workers connected now.", workers_of},
    {"cofferdam_dropped_subjects_total", "counter",
     "Persons counted by a worker that did not reach the engine.", dropped_subjects_of},
    {"cofferdam_ledger_entries_total", "counter", "Entries written to the ledger.",
     ledger_entries_of},
    {"cofferdam_ledger_bytes", "gauge", "Bytes of the ledger's log.", ledger_bytes_of},
};

static void put_head(FILE *out, const char *name, const char *type, const char *help)
{
    (void)fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_build_info(FILE *out)
{
    put_head(out, "cofferdam_build_info", "gauge", "Always 1; the version is a label.");
    (void)fprintf(out, "cofferdam_build_info{version=\"%s\"} 1\n", CFD_VERSION);
}

static void put_uninspected(FILE *out, const struct cfd_answer_end *end)
{
    static const char name[] = "cofferdam_responses_uninspected_total";

    put_head(out, name, "counter",
             "Responses with a coverage gap, by reason; one response may have several reasons.");
    for (int gap = 0; gap < CFD_GAP_COUNT; gap++)
        (void)fprintf(out, "%s{reason=\"%s\"} %" PRIu64 "\n", name, cfd_gap_name((enum cfd_gap)gap),
                      end->gap_counts[gap]);
}

static void put_metric(FILE *out, const struct metric *metric, const struct cfd_answer_end *end)
{
    put_head(out, metric->name, metric->type, metric->help);
    (void)fprintf(out, "%s %" PRIu64 "\n", metric->name, metric->value_of(end));
}

enum cfd_status cfdi_metrics_text(const struct cfd_query *query, const struct cfdi_answer *answer,
                                  char **out_text)
{
    char *text = NULL;
    size_t text_bytes = 0;
    FILE *out = open_memstream(&text, &text_bytes);
    int failed;

    (void)query;
    if (out == NULL)
        return CFD_ERR_MEMORY;
    put_build_info(out);
    put_uninspected(out, &answer->end);
    for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
        put_metric(out, &metrics[i], &answer->end);
    failed = ferror(out);
    if (fclose(out) != 0 || failed) {
        free(text);
        return CFD_ERR_MEMORY;
    }
    *out_text = text;
    return CFD_OK;
}
