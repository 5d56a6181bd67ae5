/* SPDX-License-Identifier: Apache-2.0
 * Writes down what a scan tells of a body, whole or in pieces, so that two answers can be compared
 * as text:
 *     F email 10+15 1000 contact.email                    kind, place, confidence, path
 *     R email ann@abe.example | +49301 | person_name email phone | contact | 10
 *     R none | | person_name | | 55                         a mention
 *     = 0 0 ...                                          statuses and the whole report
 * A subject is written as the identity that the scan handed over for it. */
#ifndef CFD_TESTS_LIB_SCAN_LOG_H
#define CFD_TESTS_LIB_SCAN_LOG_H

#include <cofferdam/scan.h>

#include "core/base/hash.h"

#include "tests/lib/test.h"

#include <stdbool.h>

struct scan_log {
    FILE *stream;
    char *text;
    size_t bytes;
    bool is_brief; /* without findings, offsets and the report: what does not depend on order */
    bool has_no_key;
    enum cfd_status answer_for_nobody; /* to identities that hold "nobody" */
    char **identities;                 /* as handed over, in the order of their numbers */
    size_t identity_count;
    size_t finding_count, record_count, mention_count;
    enum cfd_status feed_status, finish_status;
    struct cfd_scan_report report;
};

static inline void scan_log_open(struct scan_log *log)
{
    memset(log, 0, sizeof(*log));
    log->answer_for_nobody = CFD_ERR_NOT_FOUND;
}

static inline void scan_log_close(struct scan_log *log)
{
    for (size_t i = 0; i < log->identity_count; i++)
        free(log->identities[i]);
    free(log->identities);
    free(log->text);
}

static inline void scan_log_on_finding(void *ctx, const struct cfd_finding *finding)
{
    struct scan_log *log = ctx;

    log->finding_count++;
    assert_in_range(finding->term_count, 1, CFD_FINDING_TERMS_MAX);
    if (log->is_brief)
        return;
    fprintf(log->stream, "F %s", cfd_kind_name(finding->kind));
    if (finding->part != CFD_PART_WHOLE)
        fprintf(log->stream, "/%s", cfd_part_name(finding->part));
    fprintf(log->stream, " %llu+%llu %u%s %.*s\n", (unsigned long long)finding->offset,
            (unsigned long long)finding->length, finding->confidence_permille,
            finding->is_role ? " role" : "", (int)finding->path.len,
            (const char *)finding->path.ptr);
}

static inline const char *scan_log_identity(const struct scan_log *log, const uint8_t *pseudonym)
{
    uint32_t number;

    memcpy(&number, pseudonym + 8, sizeof(number));
    assert_true(number < log->identity_count);
    return log->identities[number];
}

static inline void scan_log_kinds(FILE *stream, cfd_kinds kinds)
{
    for (int kind = 1; kind < CFD_KIND_COUNT; kind++)
        if (kinds & CFD_KIND_BIT(kind))
            fprintf(stream, "%s ", cfd_kind_name((enum cfd_kind)kind));
}

static inline void scan_log_on_record(void *ctx, const struct cfd_record *record)
{
    struct scan_log *log = ctx;

    *(record->identity == CFD_KIND_NONE ? &log->mention_count : &log->record_count) += 1;
    assert_true(record->identity != CFD_KIND_NONE || !record->has_subject);
    assert_true(record->has_subject || record->alias_count == 0);
    fprintf(log->stream, "R %s ", cfd_kind_name(record->identity));
    if (record->has_subject)
        fprintf(log->stream, "%s ", scan_log_identity(log, record->subject));
    fprintf(log->stream, "| ");
    for (unsigned i = 0; i < record->alias_count; i++)
        fprintf(log->stream, "%s ", scan_log_identity(log, record->aliases[i].pseudonym));
    fprintf(log->stream, "| ");
    scan_log_kinds(log->stream, record->kinds);
    fprintf(log->stream, "|%s", record->is_contact ? " contact" : "");
    if (!log->is_brief)
        fprintf(log->stream, " | %llu", (unsigned long long)record->offset);
    fprintf(log->stream, "\n");
}

static inline size_t scan_log_number_of(struct scan_log *log, const char *identity)
{
    for (size_t i = 0; i < log->identity_count; i++)
        if (strcmp(log->identities[i], identity) == 0)
            return i;
    if ((log->identity_count & (log->identity_count - 1)) == 0) {
        log->identities = realloc(log->identities, (2 * log->identity_count + 1) * sizeof(char *));
        assert_non_null(log->identities);
    }
    log->identities[log->identity_count] = strdup(identity);
    assert_non_null(log->identities[log->identity_count]);
    return log->identity_count++;
}

/* Kind, then its number: equal identities have equal pseudonyms. */
static inline enum cfd_status scan_log_pseudonym(void *ctx, const struct cfd_identity *identity,
                                                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    struct scan_log *log = ctx;
    char text[1024];
    uint32_t number;

    assert_int_equal(identity->second.len != 0, identity->kind == CFD_KIND_PERSON_NAME);
    (void)snprintf(text, sizeof(text), "%.*s%s%.*s", (int)identity->value.len,
                   (const char *)identity->value.ptr, identity->second.len != 0 ? " @ " : "",
                   (int)identity->second.len, (const char *)identity->second.ptr);
    if (strstr(text, "nobody") != NULL)
        return log->answer_for_nobody;
    number = (uint32_t)scan_log_number_of(log, text);
    memset(out_pseudonym, 0, CFD_PSEUDONYM_BYTES);
    out_pseudonym[0] = (uint8_t)identity->kind;
    memcpy(out_pseudonym + 8, &number, sizeof(number));
    return CFD_OK;
}

static inline struct cfd_scan_sink scan_log_sink(struct scan_log *log)
{
    struct cfd_scan_sink sink = {.on_finding = scan_log_on_finding,
                                 .on_record = scan_log_on_record,
                                 .pseudonym = log->has_no_key ? NULL : scan_log_pseudonym,
                                 .ctx = log};

    return sink;
}

/* Forgets the last body and begins to write. */
static inline void scan_log_begin(struct scan_log *log)
{
    free(log->text);
    log->text = NULL;
    log->finding_count = log->record_count = log->mention_count = 0;
    log->feed_status = log->finish_status = CFD_OK;
    log->stream = open_memstream(&log->text, &log->bytes);
    assert_non_null(log->stream);
}

/* Feeds a piece from memory of exactly its size, so that a read past it is seen. */
static inline void scan_log_feed(struct scan_log *log, struct cfd_scan *scan, const char *body,
                                 size_t len)
{
    uint8_t *piece;

    if (log->feed_status != CFD_OK)
        return;
    piece = malloc(len + (len == 0));
    assert_non_null(piece);
    memcpy(piece, body, len);
    log->feed_status = cfd_scan_feed(scan, piece, len);
    memset(piece, 'X', len);
    free(piece);
}

static inline void scan_log_end(struct scan_log *log, struct cfd_scan *scan)
{
    const struct cfd_scan_report *report = &log->report;

    if (log->feed_status == CFD_OK)
        log->finish_status = cfd_scan_finish(scan);
    cfd_scan_report(scan, &log->report);
    assert_int_equal(report->finding_count, log->finding_count);
    assert_int_equal(report->record_count, log->record_count);
    assert_int_equal(report->mention_count, log->mention_count);
    if (!log->is_brief) {
        fprintf(log->stream, "= %d %d bytes %llu tokens %llu documents %llu broken %llu at %llu ",
                log->feed_status, log->finish_status, (unsigned long long)report->body_bytes,
                (unsigned long long)report->token_count, (unsigned long long)report->document_count,
                (unsigned long long)report->broken_line_count,
                (unsigned long long)report->broken_offset);
        fprintf(log->stream, "long %llu kinds %x gaps %x\n",
                (unsigned long long)report->long_value_count, report->kinds, report->gaps);
    }
    fclose(log->stream);
}

static inline struct cfd_scan *scan_log_new(struct scan_log *log,
                                            const struct cfd_scan_options *options)
{
    struct cfd_scan_sink sink = scan_log_sink(log);
    struct cfd_scan *scan;

    assert_int_equal(cfd_scan_new(options, &sink, &cfd_alloc_libc, &scan), CFD_OK);
    return scan;
}

static inline void scan_log_run(struct scan_log *log, const struct cfd_scan_options *options,
                                const char *body, size_t len)
{
    struct cfd_scan *scan = scan_log_new(log, options);

    scan_log_begin(log);
    scan_log_feed(log, scan, body, len);
    scan_log_end(log, scan);
    cfd_scan_free(scan);
}

/* The lines that begin so, in one text that the caller frees. */
static inline char *scan_log_lines(const struct scan_log *log, char first)
{
    char *lines = malloc(log->bytes + 1);
    size_t used = 0;
    const char *end;

    assert_non_null(lines);
    for (const char *at = log->text; *at != '\0'; at = end) {
        end = strchr(at, '\n') + 1;
        if (*at != first)
            continue;
        memcpy(lines + used, at, (size_t)(end - at));
        used += (size_t)(end - at);
    }
    lines[used] = '\0';
    return lines;
}

#endif
