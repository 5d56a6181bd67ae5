/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_scan_new, cfd_scan_feed, cfd_scan_finish, cfd_scan_reset, cfd_session_request,
 * cfd_session_head, cfd_session_body, cfd_session_end.
 *
 * Byte 0: bits 0-1 format of the scan; bits 2-4 content type and bit 5 end of the session; bit 6 no
 * key. Bytes 1 and 2: sizes of the pieces, in turn, each plus 1. Byte 3: 0, or a budget of as many
 * bytes or (odd) tokens. The rest is the body.
 * Oracles: findings, records, parts and counts of the whole are those of the pieces; findings lie
 * in the body, paths are printable UTF-8 within bounds; findings come before their record and in
 * no record twice; the session counts what the scan counts. */
#include <cofferdam/session.h>

#include <stdio.h>
#include <stdlib.h>

#include "core/base/hash.h"
#include "core/base/utf8.h"

#define HEAD_BYTES 4u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

struct run {
    struct cfd_bytes body;
    uint32_t crc; /* of all that was told */
    uint64_t finding_count, record_count, mention_count, subject_count;
    uint32_t part_number;
    bool is_last_told;
    enum cfd_status feed_status, finish_status;
    struct cfd_scan_report report;
    struct cfd_session_totals totals;
};

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_session: not so: %s\n", law);
    abort();
}

static void add(struct run *run, const void *data, size_t data_bytes)
{
    run->crc = cfd_crc32c(run->crc, data, data_bytes);
}

/* ---- What is told ---- */

static void check_path(struct cfd_bytes path)
{
    size_t len;

    must(path.len > 0 && path.len <= CFD_PATH_MAX_BYTES, "a path keeps its bounds");
    for (size_t at = 0; at < path.len; at += len) {
        uint32_t c;

        cfd_utf8_decode(path, at, &c, &len);
        must(c >= 0x20 && !(c >= 0x7f && c < 0xa0), "a path has no control character");
        must(c != CFD_UTF8_REPLACEMENT || len == 3, "a path is UTF-8");
    }
}

static void on_finding(void *ctx, const struct cfd_finding *finding)
{
    struct run *run = ctx;
    int32_t sum = 0;

    run->finding_count++;
    must(finding->kind > CFD_KIND_NONE && finding->kind < CFD_KIND_COUNT, "a finding has a kind");
    must(finding->part < CFD_PART_COUNT, "a part is one");
    must(finding->offset <= run->body.len && finding->length <= run->body.len - finding->offset &&
             finding->length > 0,
         "a finding lies in the body");
    must(finding->term_count > 0 && finding->term_count <= CFD_FINDING_TERMS_MAX, "terms fit");
    for (unsigned i = 0; i < finding->term_count; i++)
        sum += finding->terms[i].weight;
    must(sum > 0 && finding->confidence_permille > 500, "the terms speak for the finding");
    check_path(finding->path);
    add(run, &finding->kind, sizeof(finding->kind));
    add(run, &finding->part, sizeof(finding->part));
    add(run, &finding->offset, sizeof(finding->offset));
    add(run, &finding->length, sizeof(finding->length));
    add(run, finding->path.ptr, finding->path.len);
    add(run, finding->terms, finding->term_count * sizeof(finding->terms[0]));
}

static void check_aliases(const uint8_t *subject, const struct cfd_alias *aliases, unsigned count)
{
    must(count <= CFD_RECORD_ALIASES_MAX, "aliases fit");
    for (unsigned i = 0; i < count; i++) {
        must(memcmp(aliases[i].pseudonym, subject, CFD_PSEUDONYM_BYTES) != 0,
             "an alias is another one");
        for (unsigned j = 0; j < i; j++)
            must(memcmp(aliases[i].pseudonym, aliases[j].pseudonym, CFD_PSEUDONYM_BYTES) != 0,
                 "an alias stands once");
    }
}

static void on_record(void *ctx, const struct cfd_record *record)
{
    struct run *run = ctx;

    *(record->identity == CFD_KIND_NONE ? &run->mention_count : &run->record_count) += 1;
    must(record->kinds != 0 && record->offset < run->body.len, "a record has fields");
    must(record->identity == CFD_KIND_NONE || (record->kinds & CFD_KIND_BIT(record->identity)) != 0,
         "a record shows its identity");
    must(record->identity != CFD_KIND_NONE || !record->has_subject, "a mention has no subject");
    check_aliases(record->subject, record->aliases, record->alias_count);
    add(run, &record->kinds, sizeof(record->kinds));
    add(run, &record->identity, sizeof(record->identity));
    add(run, &record->offset, sizeof(record->offset));
    add(run, record->subject, sizeof(record->subject));
    for (unsigned i = 0; i < record->alias_count; i++)
        add(run, record->aliases[i].pseudonym, CFD_PSEUDONYM_BYTES);
}

/* One value in eight identifies nobody, so that the next identity is asked for. */
static enum cfd_status pseudonym(void *ctx, const struct cfd_identity *identity,
                                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    struct cfd_hash_key key = {(uint64_t)identity->kind, identity->second.len};
    uint64_t hash;

    (void)ctx;
    must(identity->value.len > 0, "an identity has a value");
    must((identity->kind == CFD_KIND_PERSON_NAME) == (identity->second.len > 0),
         "a name comes with its employer, and nothing else does");
    hash = cfd_siphash(&key, identity->value.ptr, identity->value.len);
    if ((hash & 7u) == 0)
        return CFD_ERR_NOT_FOUND;
    memset(out_pseudonym, (int)identity->kind, CFD_PSEUDONYM_BYTES);
    memcpy(out_pseudonym, &hash, sizeof(hash));
    return CFD_OK;
}

static void pseudonym_raw(void *ctx, uint8_t domain, struct cfd_bytes bytes,
                          uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    (void)ctx;
    (void)bytes;
    memset(out_pseudonym, domain, CFD_PSEUDONYM_BYTES);
}

static void on_part(void *ctx, const struct cfd_part *part)
{
    struct run *run = ctx;

    must(part->part_number == run->part_number++, "parts are numbered");
    must(!run->is_last_told, "nothing follows the last part");
    must(part->is_last || part->subject_count == CFD_PART_SUBJECTS_MAX, "parts are full");
    run->is_last_told = part->is_last;
    run->subject_count += part->subject_count;
    for (unsigned i = 0; i < part->subject_count; i++) {
        const struct cfd_subject *subject = &part->subjects[i];

        check_aliases(subject->pseudonym, subject->aliases, subject->alias_count);
        add(run, subject->pseudonym, sizeof(subject->pseudonym));
        add(run, &subject->kinds, sizeof(subject->kinds));
    }
    add(run, &part->record_count, sizeof(part->record_count) * part->is_last);
}

/* ---- The scan ---- */

struct choices {
    uint8_t flags, sizes[2], budget;
};

static struct cfd_scan *open_scan(struct run *run, const struct choices *choices)
{
    static const enum cfd_format formats[] = {CFD_FORMAT_JSON, CFD_FORMAT_JSON_LINES,
                                              CFD_FORMAT_JSON_ANY, CFD_FORMAT_JSON};
    struct cfd_scan_options options = {.format = formats[choices->flags & 3u]};
    struct cfd_scan_sink sink = {.on_finding = on_finding,
                                 .on_record = on_record,
                                 .pseudonym = choices->flags & 0x40u ? NULL : pseudonym,
                                 .ctx = run};
    struct cfd_scan *scan;

    if (choices->budget & 1u)
        options.token_count_max = choices->budget;
    else
        options.body_bytes_max = choices->budget;
    if (cfd_scan_new(&options, &sink, &cfd_alloc_libc, &scan) != CFD_OK)
        abort();
    return scan;
}

static void feed_scan(struct run *run, struct cfd_scan *scan, const uint8_t *bytes, size_t len)
{
    uint8_t *piece = malloc(len + (len == 0)); /* what is kept of it must have been copied */

    if (piece == NULL)
        abort();
    if (len > 0)
        memcpy(piece, bytes, len);
    run->feed_status = cfd_scan_feed(scan, piece, len);
    free(piece);
}

static void finish_scan(struct run *run, struct cfd_scan *scan)
{
    if (run->feed_status == CFD_OK)
        run->finish_status = cfd_scan_finish(scan);
    cfd_scan_report(scan, &run->report);
    must(run->report.finding_count == run->finding_count, "findings are counted");
    must(run->report.record_count == run->record_count, "records are counted");
    must(run->report.mention_count == run->mention_count, "mentions are counted");
    must(run->report.body_bytes <= run->body.len, "no byte is counted twice");
    must(run->report.broken_offset <= run->body.len, "the fault lies in the body");
    must((run->feed_status == CFD_OK && run->finish_status == CFD_OK) || run->report.gaps != 0,
         "what ends badly is a gap");
}

static size_t next_piece(const struct choices *choices, unsigned turn, size_t left_bytes)
{
    size_t piece_bytes = (size_t)choices->sizes[turn & 1u] + 1;

    return piece_bytes < left_bytes ? piece_bytes : left_bytes;
}

static void scan_pieces(struct run *run, struct cfd_scan *scan, const struct choices *choices)
{
    size_t piece_bytes;
    unsigned turn = 0;

    for (size_t at = 0; at < run->body.len && run->feed_status == CFD_OK; at += piece_bytes) {
        piece_bytes = next_piece(choices, turn++, run->body.len - at);
        feed_scan(run, scan, run->body.ptr + at, piece_bytes);
    }
    finish_scan(run, scan);
}

static void compare_reports(const struct cfd_scan_report *a, const struct cfd_scan_report *b)
{
    must(a->body_bytes == b->body_bytes, "pieces have as many bytes as the whole");
    must(a->token_count == b->token_count, "pieces have as many tokens");
    must(a->document_count == b->document_count, "pieces have as many documents");
    must(a->broken_line_count == b->broken_line_count, "pieces have as many broken lines");
    must(a->long_value_count == b->long_value_count, "pieces have as many long values");
    must(a->broken_offset == b->broken_offset, "pieces break where the whole does");
    must(a->kinds == b->kinds, "pieces have the kinds of the whole");
    must(a->gaps == b->gaps, "pieces have the gaps of the whole");
}

/* A scan that has read another body half and was reset. */
static struct cfd_scan *used_scan(struct run *run, const struct choices *choices)
{
    struct cfd_bytes before = cfd_bytes_str("{\"ann@abe.example\":{\"vorname\":\"Ann\",\"x\":[");
    struct cfd_bytes body = run->body;
    struct cfd_scan *scan = open_scan(run, choices);

    run->body = before;
    feed_scan(run, scan, before.ptr, before.len);
    cfd_scan_reset(scan);
    memset(run, 0, sizeof(*run));
    run->body = body;
    return scan;
}

static void check_scan(struct run *whole, const struct choices *choices)
{
    struct run pieces = {.body = whole->body};
    struct cfd_scan *scan = open_scan(whole, choices);

    feed_scan(whole, scan, whole->body.ptr, whole->body.len);
    finish_scan(whole, scan);
    cfd_scan_free(scan);
    scan = used_scan(&pieces, choices);
    scan_pieces(&pieces, scan, choices);
    cfd_scan_free(scan);
    must(whole->crc == pieces.crc, "pieces tell what the whole tells");
    must(whole->feed_status == pieces.feed_status, "pieces end the feed as the whole does");
    must(whole->finish_status == pieces.finish_status, "pieces finish as the whole does");
    compare_reports(&whole->report, &pieces.report);
}

/* ---- The session ---- */

static void run_session(struct run *run, const struct choices *choices, bool is_whole)
{
    static const char *const types[] = {
        "application/json", "application/x-ndjson",      "text/html",
        "image/png",        "application/hal+json; x=y", "",
        "text/json",        "application/json"};
    struct cfd_session_env env = {.alloc = &cfd_alloc_libc, .on_part = on_part, .ctx = run};
    struct cfd_request request = {.method = cfd_bytes_str("GET"), .path = cfd_bytes_str("/x/17")};
    struct cfd_head head = {.status = (choices->flags & 0x1cu) == 0x1cu ? 206 : 200,
                            .content_type = cfd_bytes_str(types[(choices->flags >> 2) & 7u])};
    struct cfd_session *session;
    enum cfd_wants wants;
    size_t piece_bytes;
    unsigned turn = 0;

    if ((choices->flags & 0x40u) == 0) {
        env.pseudonym = pseudonym;
        env.pseudonym_raw = pseudonym_raw;
    }
    if (cfd_session_open(&env, &session) != CFD_OK ||
        cfd_session_request(session, &request) != CFD_OK ||
        cfd_session_head(session, &head, &wants) != CFD_OK)
        abort();
    for (size_t at = 0; at < run->body.len; at += piece_bytes) {
        piece_bytes = is_whole ? run->body.len : next_piece(choices, turn++, run->body.len - at);
        must(cfd_session_body(session, wants == CFD_WANTS_BYTES ? run->body.ptr + at : NULL,
                              piece_bytes) == CFD_OK,
             "a body is taken whatever it holds");
    }
    must(cfd_session_end(session, choices->flags & 0x20u ? CFD_END_CUT_SHORT : CFD_END_WHOLE) ==
             CFD_OK,
         "a session ends once");
    cfd_session_totals(session, &run->totals);
    cfd_session_close(session);
}

static void check_totals(const struct run *run)
{
    const struct cfd_session_totals *totals = &run->totals;

    must(totals->body_bytes == run->body.len, "all bytes are counted");
    must(totals->person_count <= totals->record_count, "no person without a record");
    must(run->part_number == 0 || run->is_last_told, "the last part is told");
    must(run->subject_count == totals->record_count || run->subject_count == 0,
         "each record has its subject, or there is no key");
    must(totals->is_inspected || totals->gaps != 0, "what is not inspected is a gap");
    must(run->part_number > 0 || (totals->record_count == 0 && totals->mention_count == 0 &&
                                  (totals->gaps & ~CFD_GAP_BIT(CFD_GAP_EXCLUDED)) == 0),
         "what there is to tell is told");
}

static void check_session(struct cfd_bytes body, const struct choices *choices)
{
    struct run whole = {.body = body};
    struct run pieces = {.body = body};

    run_session(&whole, choices, true);
    run_session(&pieces, choices, false);
    check_totals(&whole);
    check_totals(&pieces);
    must(whole.crc == pieces.crc, "pieces tell the parts of the whole");
    must(whole.part_number == pieces.part_number, "pieces have as many parts");
    must(whole.totals.person_count == pieces.totals.person_count, "pieces have as many persons");
    must(whole.totals.mention_count == pieces.totals.mention_count, "pieces have as many mentions");
    must(whole.totals.gaps == pieces.totals.gaps, "pieces have the gaps of the whole");
    must(whole.totals.kinds == pieces.totals.kinds, "pieces have the kinds of the whole");
}

/* The session reads what the scan of the same format reads. */
static void check_both(const struct run *scan, const struct choices *choices)
{
    struct choices same = *choices;
    struct run session = {.body = scan->body};

    if (choices->budget != 0 || (choices->flags & 3u) == 2u)
        return;
    same.flags = (uint8_t)((choices->flags & 0x40u) | ((choices->flags & 3u) == 1u ? 4u : 0u));
    run_session(&session, &same, true);
    must(session.totals.record_count == scan->record_count,
         "the session counts the scan's records");
    must(session.totals.mention_count == scan->mention_count, "and its mentions");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    struct run whole = {0};
    struct choices choices;

    if (data_bytes < HEAD_BYTES)
        return 0;
    memcpy(&choices, data, sizeof(choices));
    whole.body = cfd_bytes_of(data + HEAD_BYTES, data_bytes - HEAD_BYTES);
    check_scan(&whole, &choices);
    check_session(whole.body, &choices);
    check_both(&whole, &choices);
    return 0;
}
