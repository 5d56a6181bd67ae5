/* SPDX-License-Identifier: Apache-2.0
 * Bodies in, counts out. */
#include "bench/reader.h"

#include <string.h>

#include "core/decode/json.h"

static void on_finding(void *ctx, const struct cfd_finding *finding)
{
    (void)ctx;
    (void)finding;
}

static void on_record(void *ctx, const struct cfd_record *record)
{
    (void)ctx;
    (void)record;
}

static enum cfd_status pseudonym(void *ctx, const struct cfd_identity *identity,
                                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    struct bench_scanner *scanner = ctx;

    scanner->pseudonym_count++;
    return cfd_pseudonym_identity(scanner->key, identity, out_pseudonym);
}

enum cfd_status bench_scanner_init(struct bench_scanner *scanner, const struct bench_scan_use *use,
                                   const struct bench_bodies *bodies, const struct cfd_key *key)
{
    struct cfd_scan_options options = {.format = CFD_FORMAT_JSON};
    const struct cfd_scan_sink sink = {
        .on_finding = use->is_findings_heard ? on_finding : NULL,
        .on_record = on_record,
        .pseudonym = use->has_pseudonyms ? pseudonym : NULL,
        .ctx = scanner,
    };

    memset(scanner, 0, sizeof(*scanner));
    scanner->use = *use;
    scanner->bodies = bodies;
    scanner->key = key;
    CFD_TRY(cfd_key_memory_new(&cfd_alloc_libc, &scanner->key_memory));
    options.key_memory = scanner->key_memory;
    return cfd_scan_new(&options, &sink, &cfd_alloc_libc, &scanner->scan);
}

void bench_scanner_deinit(struct bench_scanner *scanner)
{
    cfd_scan_free(scanner->scan);
    scanner->scan = NULL;
    cfd_key_memory_free(scanner->key_memory);
    scanner->key_memory = NULL;
}

static void add_report(struct bench_scanner *scanner)
{
    struct cfd_scan_report report;

    cfd_scan_report(scanner->scan, &report);
    scanner->report.body_bytes += report.body_bytes;
    scanner->report.token_count += report.token_count;
    scanner->report.finding_count += report.finding_count;
    scanner->report.record_count += report.record_count;
    scanner->report.mention_count += report.mention_count;
    scanner->report.gaps |= report.gaps;
}

static enum cfd_status scan_body(struct bench_scanner *scanner, struct cfd_bytes body)
{
    size_t piece_bytes = scanner->use.piece_bytes > 0 ? scanner->use.piece_bytes : body.len;

    cfd_scan_reset(scanner->scan);
    for (size_t at = 0; at < body.len; at += piece_bytes) {
        size_t left_bytes = body.len - at;

        CFD_TRY(cfd_scan_feed(scanner->scan, body.ptr + at,
                              left_bytes < piece_bytes ? left_bytes : piece_bytes));
    }
    CFD_TRY(cfd_scan_finish(scanner->scan));
    add_report(scanner);
    return CFD_OK;
}

enum cfd_status bench_scanner_run(void *ctx)
{
    struct bench_scanner *scanner = ctx;

    memset(&scanner->report, 0, sizeof(scanner->report));
    scanner->pseudonym_count = 0;
    for (size_t i = 0; i < scanner->bodies->count; i++)
        CFD_TRY(scan_body(scanner, scanner->bodies->items[i]));
    return CFD_OK;
}

static enum cfd_status on_token(void *ctx, const struct cfd_json_token *token)
{
    struct bench_counts *counts = ctx;

    if (token->type == CFD_JSON_KEY || token->type == CFD_JSON_STRING) {
        counts->string_count++;
        counts->text_bytes += token->text.len;
    } else if (token->type == CFD_JSON_NUMBER) {
        counts->number_count++;
    }
    return CFD_OK;
}

enum cfd_status bench_tokenizer_run(void *ctx)
{
    struct bench_tokenizer *tokenizer = ctx;
    struct cfd_json json;

    memset(&tokenizer->counts, 0, sizeof(tokenizer->counts));
    for (size_t i = 0; i < tokenizer->bodies->count; i++) {
        struct cfd_bytes body = tokenizer->bodies->items[i];

        cfd_json_init(&json, CFD_JSON_ONE, on_token, &tokenizer->counts);
        CFD_TRY(cfd_json_feed(&json, body.ptr, body.len));
        CFD_TRY(cfd_json_finish(&json));
    }
    return CFD_OK;
}
