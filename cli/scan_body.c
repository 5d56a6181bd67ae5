/* SPDX-License-Identifier: Apache-2.0
 * One body: read in pieces, scanned, its findings written, its persons and gaps counted. */
#include "cli/scan_job.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/finding.h"

static bool is_left_out(const struct job *job, const struct cfd_finding *finding,
                        struct cfd_bytes path)
{
    const char *wanted = job->run->options.path;

    if (finding->confidence_permille < job->run->options.min_confidence_permille)
        return true;
    return wanted != NULL && !cfd_bytes_equal(path, cfd_bytes_str(wanted)) &&
           !cfd_bytes_equal(finding->path, cfd_bytes_str(wanted));
}

static void on_finding(void *ctx, const struct cfd_finding *finding)
{
    struct job *job = ctx;
    struct cell cells[FINDING_COLUMN_COUNT];
    char memory[CFD_PATH_MAX_BYTES];
    struct cfd_bytes path = cfdi_path_mask(finding->path, memory);
    struct cfd_bytes value;
    bool has_value;

    if (is_left_out(job, finding, path))
        return;
    has_value = job->run->options.is_reveal &&
                cfdi_raw_get(&job->raw, finding->offset, finding->length, &value) == CFD_OK;
    cfdi_finding_cells(finding, job->source, path, has_value ? &value : NULL, cells);
    cfdi_progress_make_way(&job->progress);
    job->output->row(job->output, cells, NULL);
    job->finding_count++;
}

static void on_record(void *ctx, const struct cfd_record *record)
{
    struct job *job = ctx;

    if (record->identity == CFD_KIND_NONE) {
        job->mention_count++;
        return;
    }
    job->record_count++;
    if (record->has_subject && cfdi_subjects_add(&job->subjects, record->subject) != CFD_OK)
        job->trouble = CFD_ERR_MEMORY;
}

static enum cfd_status pseudonym(void *ctx, const struct cfd_identity *identity,
                                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    struct job *job = ctx;

    return cfd_pseudonym_identity(job->key, identity, out_pseudonym);
}

static enum cfd_status get_scan(struct job *job, enum cfd_format format, struct cfd_scan **out_scan)
{
    const struct cfd_scan_options options = {.format = format};
    const struct cfd_scan_sink sink = {on_finding, on_record, pseudonym, job};
    struct cfd_scan **scan = format == CFD_FORMAT_JSON_LINES ? &job->line_scan : &job->any_scan;

    if (*scan == NULL)
        CFD_TRY(cfd_scan_new(&options, &sink, &cfd_alloc_libc, scan));
    else
        cfd_scan_reset(*scan);
    *out_scan = *scan;
    return CFD_OK;
}

/* 0 also at an interrupt: whoever called sees that the job is over. */
static ssize_t read_piece(struct job *job, int fd)
{
    ssize_t got;

    do {
        if (!cfdi_interrupt_wait(fd))
            return 0;
        got = read(fd, job->buffer, sizeof(job->buffer));
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    return got;
}

/* Feeds the body until it ends, breaks or the job is over. CFD_ERR_IO: errno says why. */
static enum cfd_status feed_body(struct job *job, struct cfd_scan *scan, int fd)
{
    for (;;) {
        ssize_t got = read_piece(job, fd);

        if (cfdi_job_is_over(job) || got == 0)
            return CFD_OK;
        if (got < 0)
            return CFD_ERR_IO;
        CFD_TRY(cfdi_raw_add(&job->raw, job->buffer, (size_t)got));
        CFD_TRY(cfd_scan_feed(scan, job->buffer, (size_t)got));
        (void)fflush(job->output->file); /* a pipe that trickles: who waits sees it now */
        cfdi_progress_show(&job->progress, job->byte_count, job->file_count, job->finding_count);
    }
}

static void add_gaps(struct job *job, const struct cfd_scan_report *report)
{
    for (unsigned gap = 0; gap < CFD_GAP_COUNT; gap++) {
        uint64_t count = 1;
        uint64_t offset = OFFSET_NONE;

        if (!(report->gaps & CFD_GAP_BIT(gap)))
            continue;
        if (gap == CFD_GAP_LONG_VALUE)
            count = report->long_value_count;
        if (gap == CFD_GAP_BROKEN) {
            count = report->broken_line_count > 0 ? report->broken_line_count : 1;
            offset = report->broken_offset;
        }
        cfdi_job_add_blind(job, cfd_gap_name((enum cfd_gap)gap), job->source, count, offset);
    }
}

static void book(struct job *job, const struct cfd_scan *scan, enum cfd_status feed_status)
{
    struct cfd_scan_report report;

    cfd_scan_report(scan, &report);
    /* A body that we stopped reading is not the one to blame for its missing end. */
    if ((feed_status == CFD_ERR_IO || cfdi_is_interrupted()) && report.broken_line_count == 0)
        report.gaps &= ~CFD_GAP_BIT(CFD_GAP_BROKEN);
    job->file_count += report.body_bytes > 0 || feed_status != CFD_ERR_IO;
    job->byte_count += report.body_bytes;
    job->document_count += report.document_count;
    add_gaps(job, &report);
    if (cfdi_is_interrupted())
        cfdi_job_add_blind(job, cfd_gap_name(CFD_GAP_CUT_SHORT), job->source, 1, OFFSET_NONE);
}

/* A body of no bytes is whole. How another one ends stands in the report. */
static void finish(struct cfd_scan *scan)
{
    struct cfd_scan_report report;
    enum cfd_status ended = CFD_OK;

    cfd_scan_report(scan, &report);
    if (report.body_bytes > 0)
        ended = cfd_scan_finish(scan);
    (void)ended;
}

void cfdi_job_scan_body(struct job *job, int fd, const char *source, enum cfd_format format)
{
    struct cfd_scan *scan;
    enum cfd_status status;

    job->source = source;
    if (get_scan(job, format, &scan) != CFD_OK) {
        job->trouble = CFD_ERR_MEMORY;
        return;
    }
    if (cfdi_raw_begin(&job->raw, fd, job->run->options.is_reveal) != CFD_OK) {
        cfdi_job_fail(job, source);
        return;
    }
    status = feed_body(job, scan, fd);
    if (status == CFD_ERR_IO)
        cfdi_job_fail(job, source);
    if (status == CFD_OK || status == CFD_ERR_IO)
        finish(scan);
    book(job, scan, status);
    cfdi_raw_end(&job->raw);
}
