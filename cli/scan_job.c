/* SPDX-License-Identifier: Apache-2.0
 * The life of a job, and what it makes of what it hears. */
#include "cli/scan_job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/finding.h"

enum cfd_status cfdi_job_open(struct job *job, const struct run *run, struct output *output)
{
    memset(job, 0, sizeof(*job));
    job->run = run;
    job->output = output;
    job->summary.is_page = run->options.format == FORMAT_HTML;
    (void)pthread_mutex_init(&job->key_lock, NULL);
    cfdi_reader_init(&job->reader, job);
    job->reader.has_turn = true;
    CFD_TRY(cfd_key_random(&job->key));
    cfdi_progress_begin(&job->progress, run);
    return CFD_OK;
}

bool cfdi_job_is_over(const struct job *job)
{
    return cfdi_is_interrupted() || job->trouble != CFD_OK || ferror(job->output->file);
}

void cfdi_job_trouble(struct job *job, enum cfd_status status)
{
    job->trouble = status;
}

bool cfdi_job_reveals(const struct job *job)
{
    return job->run->options.is_reveal;
}

bool cfdi_job_wants(const struct job *job, const struct cfd_finding *finding, struct cfd_bytes path)
{
    const char *wanted = job->run->options.path;
    uint32_t kinds = job->run->options.kinds;

    if (kinds != 0 && !(kinds >> (finding->kind - 1) & 1u))
        return false;
    if (finding->confidence_permille < job->run->options.min_confidence_permille)
        return false;
    return wanted == NULL || cfd_bytes_equal(path, cfd_bytes_str(wanted)) ||
           cfd_bytes_equal(finding->path, cfd_bytes_str(wanted));
}

/* A key belongs to one thread at a time. */
enum cfd_status cfdi_job_pseudonym(struct job *job, const struct cfd_identity *identity,
                                   uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    enum cfd_status status;

    (void)pthread_mutex_lock(&job->key_lock);
    status = cfd_pseudonym_identity(job->key, identity, out_pseudonym);
    (void)pthread_mutex_unlock(&job->key_lock);
    return status;
}

void cfdi_job_pseudonym_raw(void *ctx, uint8_t domain, struct cfd_bytes bytes,
                            uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    struct job *job = ctx;

    (void)pthread_mutex_lock(&job->key_lock);
    cfd_pseudonym_first(job->key, domain, bytes, out_pseudonym);
    (void)pthread_mutex_unlock(&job->key_lock);
}

void cfdi_job_read(struct job *job, uint64_t bytes)
{
    job->read_bytes += bytes;
}

void cfdi_job_add_blind(struct job *job, const char *reason, const char *source, uint64_t count,
                        uint64_t offset)
{
    if (cfdi_blind_add(&job->blind, reason, source, count, offset) != CFD_OK)
        job->trouble = CFD_ERR_MEMORY;
}

void cfdi_job_fail(struct job *job, const char *source)
{
    int saved = errno;

    cfdi_progress_clear(&job->progress);
    (void)cfdi_fail(job->run, EXIT_COULD_NOT, NULL, "%s: %s", source, strerror(saved));
    cfdi_job_add_blind(job, BLIND_UNREADABLE, source, 1, OFFSET_NONE);
    job->has_failed = true;
}

static void hear_finding(struct job *job, const struct event *event)
{
    const struct finding_place place = {
        .source = job->summary.source,
        .path = event->of.finding.path,
        .endpoint = cfdi_summary_endpoint(&job->summary),
        .consumer = cfdi_summary_consumer(&job->summary),
        .value = event->has_value ? &event->value : NULL,
    };
    struct cell cells[FINDING_COLUMN_COUNT];

    cfdi_finding_cells(&event->of.finding, &place, cells);
    cfdi_progress_make_way(&job->progress);
    job->output->row(job->output, cells, NULL);
    job->finding_count++;
    cfdi_summary_finding(&job->summary, event->of.finding.kind);
}

static void hear_record(struct job *job, const struct cfd_record *record)
{
    if (record->identity == CFD_KIND_NONE) {
        job->mention_count++;
        return;
    }
    job->record_count++;
    if (cfdi_summary_record(&job->summary, record) != CFD_OK)
        job->trouble = CFD_ERR_MEMORY;
}

/* BLIND and FAIL: rare, so a copy of the name costs nothing. */
static void hear_missing(struct job *job, const struct event *event)
{
    char *source = strndup((const char *)event->source.ptr, event->source.len);

    if (source == NULL) {
        job->trouble = CFD_ERR_MEMORY;
        return;
    }
    errno = event->error;
    if (event->type == EVENT_FAIL)
        cfdi_job_fail(job, source);
    else
        cfdi_job_add_blind(job, event->of.blind.reason, source, event->of.blind.count,
                           event->of.blind.offset);
    free(source);
}

void cfdi_job_hear(void *ctx, const struct event *event)
{
    struct job *job = ctx;

    switch (event->type) {
    case EVENT_BODY:
        if (cfdi_summary_body(&job->summary, event) != CFD_OK)
            job->trouble = CFD_ERR_MEMORY;
        break;
    case EVENT_FINDING:
        if (job->trouble == CFD_OK)
            hear_finding(job, event);
        break;
    case EVENT_RECORD:
        hear_record(job, &event->of.record);
        break;
    case EVENT_BLIND:
    case EVENT_FAIL:
        hear_missing(job, event);
        break;
    case EVENT_BODY_END:
        job->byte_count += event->of.end.bytes;
        job->document_count += event->of.end.document_count;
        break;
    case EVENT_FILE_END:
        job->file_count++;
        break;
    }
}

void cfdi_job_show(struct job *job)
{
    (void)fflush(job->output->file); /* a pipe that trickles: who waits sees it now */
    cfdi_progress_show(&job->progress, job->read_bytes, job->file_count, job->finding_count);
}

void cfdi_job_close(struct job *job)
{
    cfdi_reader_deinit(&job->reader);
    cfd_key_free(job->key);
    (void)pthread_mutex_destroy(&job->key_lock);
    cfdi_summary_deinit(&job->summary);
    cfdi_blind_deinit(&job->blind);
}
