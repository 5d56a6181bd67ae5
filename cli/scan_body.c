/* SPDX-License-Identifier: Apache-2.0
 * One body: scanned as it comes, its findings, persons and gaps told. */
#include "cli/scan_reader.h"

#include <errno.h>
#include <string.h>

#include "cli/finding.h"
#include "cli/scan_job.h"

static void begin_turn(struct reader *reader)
{
    reader->has_turn = true;
    cfdi_queue_drain(&reader->queue, cfdi_job_hear, reader->job);
}

void cfdi_reader_tell(struct reader *reader, const struct event *event)
{
    if (!reader->has_turn) {
        if (cfdi_queue_add(&reader->queue, event) == CFD_OK)
            return;
        cfdi_turn_wait(reader->turn, reader->number);
        begin_turn(reader);
    }
    cfdi_job_hear(reader->job, event);
}

void cfdi_reader_show(struct reader *reader)
{
    if (!reader->has_turn && cfdi_turn_has(reader->turn, reader->number))
        begin_turn(reader);
    if (reader->has_turn)
        cfdi_job_show(reader->job);
}

void cfdi_reader_blind(struct reader *reader, const char *reason, const char *source,
                       uint64_t count, uint64_t offset)
{
    const struct event event = {
        .type = EVENT_BLIND, .of.blind = {reason, count, offset}, .source = cfd_bytes_str(source)};

    if (count > 0)
        cfdi_reader_tell(reader, &event);
}

void cfdi_reader_fail(struct reader *reader, const char *source)
{
    const struct event event = {
        .type = EVENT_FAIL, .error = errno, .source = cfd_bytes_str(source)};

    cfdi_reader_tell(reader, &event);
}

static void on_finding(void *ctx, const struct cfd_finding *finding)
{
    struct reader *reader = ctx;
    struct event event = {.type = EVENT_FINDING, .of.finding = *finding};
    char memory[CFD_PATH_MAX_BYTES];

    event.source = cfdi_path_mask(finding->path, memory);
    if (!cfdi_job_wants(reader->job, finding, event.source))
        return;
    event.of.finding.path = event.source;
    event.has_value =
        reader->raw.is_wanted &&
        cfdi_raw_get(&reader->raw, finding->offset, finding->length, &event.value) == CFD_OK;
    cfdi_reader_tell(reader, &event);
}

static void on_record(void *ctx, const struct cfd_record *record)
{
    const struct event event = {.type = EVENT_RECORD, .of.record = *record};

    cfdi_reader_tell(ctx, &event);
}

static enum cfd_status pseudonym(void *ctx, const struct cfd_identity *identity,
                                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    const struct reader *reader = ctx;

    return cfdi_job_pseudonym(reader->job, identity, out_pseudonym);
}

static enum cfd_status get_scan(struct reader *reader, enum cfd_format format)
{
    const struct cfd_scan_options options = {.format = format};
    const struct cfd_scan_sink sink = {on_finding, on_record, pseudonym, reader};
    struct cfd_scan **scan =
        format == CFD_FORMAT_JSON_LINES ? &reader->line_scan : &reader->any_scan;

    if (*scan == NULL)
        CFD_TRY(cfd_scan_new(&options, &sink, &cfd_alloc_libc, scan));
    else
        cfd_scan_reset(*scan);
    reader->scan = *scan;
    return CFD_OK;
}

bool cfdi_body_begin(struct reader *reader, const struct body_origin *origin, int fd)
{
    struct event event = {.type = EVENT_BODY,
                          .source = cfd_bytes_str(origin->source),
                          .file_bytes = origin->file_bytes,
                          .endpoint = cfd_bytes_str(origin->endpoint),
                          .has_endpoint = origin->endpoint != NULL,
                          .has_consumer = origin->consumer != NULL};

    reader->source = origin->source;
    if (get_scan(reader, origin->format) != CFD_OK) {
        cfdi_job_trouble(reader->job, CFD_ERR_MEMORY);
        return false;
    }
    if (cfdi_raw_begin(&reader->raw, fd, cfdi_job_reveals(reader->job)) != CFD_OK) {
        cfdi_reader_fail(reader, origin->source);
        return false;
    }
    if (event.file_bytes == 0)
        event.file_bytes = event.source.len;
    if (origin->consumer != NULL)
        event.of.consumer = *origin->consumer;
    reader->body_status = CFD_OK;
    cfdi_reader_tell(reader, &event);
    return true;
}

void cfdi_body_feed(struct reader *reader, const void *data, size_t data_bytes)
{
    if (reader->body_status != CFD_OK || data_bytes == 0)
        return;
    reader->body_status = cfdi_raw_add(&reader->raw, data, data_bytes);
    if (reader->body_status == CFD_ERR_IO)
        cfdi_reader_fail(reader, reader->source);
    else
        reader->body_status = cfd_scan_feed(reader->scan, data, data_bytes);
}

static void tell_gaps(struct reader *reader, const struct cfd_scan_report *report)
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
        cfdi_reader_blind(reader, cfd_gap_name((enum cfd_gap)gap), reader->source, count, offset);
    }
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

void cfdi_body_end(struct reader *reader, bool is_cut)
{
    struct event event = {.type = EVENT_BODY_END};
    struct cfd_scan_report report;

    if (reader->body_status == CFD_OK || reader->body_status == CFD_ERR_IO)
        finish(reader->scan);
    cfd_scan_report(reader->scan, &report);
    if (is_cut && report.broken_line_count == 0)
        report.gaps &= ~CFD_GAP_BIT(CFD_GAP_BROKEN);
    event.of.end.bytes = report.body_bytes;
    event.of.end.document_count = report.document_count;
    cfdi_reader_tell(reader, &event);
    tell_gaps(reader, &report);
    if (cfdi_is_interrupted())
        cfdi_reader_blind(reader, cfd_gap_name(CFD_GAP_CUT_SHORT), reader->source, 1, OFFSET_NONE);
    cfdi_raw_end(&reader->raw);
}

void cfdi_reader_init(struct reader *reader, struct job *job)
{
    memset(reader, 0, sizeof(*reader));
    reader->job = job;
    reader->raw.fd = -1;
}

void cfdi_reader_deinit(struct reader *reader)
{
    cfd_scan_free(reader->any_scan);
    cfd_scan_free(reader->line_scan);
    cfdi_queue_deinit(&reader->queue);
    cfd_wipe(reader->buffer, sizeof(reader->buffer));
}
