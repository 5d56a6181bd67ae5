/* SPDX-License-Identifier: Apache-2.0
 * How fast a body is scanned, against simdjson reading the same bytes in the same run.
 *
 *     bench_scan FOLDER [ROW...]      FOLDER holds dense.json and clean.json of bench/corpus.py
 *
 * Lines: name unit median p5 p95 runs; what begins with # says what was read. A row that has a
 * peer prints its speed and its ratio; the peer's own speed stands once a set of bodies.
 * Exit: 0 measured; 2 wrong usage, or no such row; 3 could not, and why. */
#include <errno.h>
#include <string.h>

#include "bench/measure.h"
#include "bench/reader.h"
#include "bench/unread.h"

#define PIECE_BYTES (64u * 1024u)
#define BODY_BYTES (200u * 1000u) /* a large page of a list call */

enum bodies_id { DENSE, DENSE_200K, CLEAN, CLEAN_200K, BODIES_COUNT };

struct row {
    const char *name;
    enum bodies_id bodies;
    bool is_tokens; /* the tokenizer alone */
    struct bench_scan_use use;
};

static const struct row rows[] = {
    {"dense", DENSE, false, {0}},
    {"dense_64k", DENSE, false, {.piece_bytes = PIECE_BYTES}},
    {"dense_pseudonyms", DENSE, false, {.has_pseudonyms = true}},
    {"dense_pseudonyms_64k", DENSE, false, {.piece_bytes = PIECE_BYTES, .has_pseudonyms = true}},
    {"dense_findings", DENSE, false, {.is_findings_heard = true}},
    {"dense_tokens", DENSE, true, {0}},
    {"dense_bodies", DENSE_200K, false, {0}},
    {"dense_bodies_pseudonyms", DENSE_200K, false, {.has_pseudonyms = true}},
    {"clean", CLEAN, false, {0}},
    {"clean_64k", CLEAN, false, {.piece_bytes = PIECE_BYTES}},
    {"clean_tokens", CLEAN, true, {0}},
    {"clean_bodies", CLEAN_200K, false, {0}},
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static const struct {
    const char *name, *each_name;
    size_t body_bytes;
} unread_rows[] = {
    {"unread_200k", "unread_200k_response", 200000},
    {"unread_20k", "unread_20k_response", 20000},
    {"unread_2k", "unread_2k_response", 2000},
};
#define UNREAD_COUNT (sizeof(unread_rows) / sizeof(unread_rows[0]))

static const struct {
    const char *name, *peer_name;
} bodies_names[BODIES_COUNT] = {
    [DENSE] = {"dense", "dense_simdjson"},
    [DENSE_200K] = {"dense_bodies", "dense_bodies_simdjson"},
    [CLEAN] = {"clean", "clean_simdjson"},
    [CLEAN_200K] = {"clean_bodies", "clean_bodies_simdjson"},
};

struct bench {
    struct cfd_key *key;
    struct bench_peer *peer;
    struct bench_bodies bodies[BODIES_COUNT];
    bool has_shown_peer[BODIES_COUNT];
    char **wanted; /* names of rows */
    size_t wanted_count;
};

struct peer_job {
    struct bench_peer *peer;
    const struct bench_bodies *bodies;
    struct bench_counts counts; /* of the last run */
};

static enum cfd_status run_peer(void *ctx)
{
    struct peer_job *job = ctx;

    memset(&job->counts, 0, sizeof(job->counts));
    for (size_t i = 0; i < job->bodies->count; i++)
        CFD_TRY(bench_peer_read(job->peer, job->bodies->items[i], &job->counts));
    return CFD_OK;
}

static bool is_wanted(const struct bench *bench, const char *name)
{
    for (size_t i = 0; i < bench->wanted_count; i++)
        if (strcmp(bench->wanted[i], name) == 0)
            return true;
    return bench->wanted_count == 0;
}

static bool is_row(const char *name)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return true;
    for (size_t i = 0; i < UNREAD_COUNT; i++)
        if (strcmp(unread_rows[i].name, name) == 0)
            return true;
    return false;
}

static enum cfd_status measure(struct bench *bench, const struct row *row,
                               const struct bench_job *ours)
{
    const struct bench_bodies *bodies = &bench->bodies[row->bodies];
    struct peer_job peer_job = {bench->peer, bodies, {0}};
    const struct bench_job peer = {run_peer, &peer_job};
    struct bench_times times;

    CFD_TRY(bench_pairs(ours, &peer, &times));
    if (!bench->has_shown_peer[row->bodies])
        bench_print_speed(bodies_names[row->bodies].peer_name, (double)bodies->total_bytes,
                          times.peer_ns);
    bench->has_shown_peer[row->bodies] = true;
    bench_print_speed(row->name, (double)bodies->total_bytes, times.ours_ns);
    bench_print_ratio(row->name, &times);
    return CFD_OK;
}

static void describe(const struct row *row, const struct bench_scanner *scanner)
{
    const struct cfd_scan_report *report = &scanner->report;

    printf("# %s: %zu bodies, %llu tokens, %llu findings, %llu persons, %llu mentions, "
           "%llu pseudonyms asked for, gaps %#x\n",
           row->name, scanner->bodies->count, (unsigned long long)report->token_count,
           (unsigned long long)report->finding_count, (unsigned long long)report->record_count,
           (unsigned long long)report->mention_count, (unsigned long long)scanner->pseudonym_count,
           report->gaps);
}

static enum cfd_status measure_scan(struct bench *bench, const struct row *row)
{
    struct bench_scanner scanner;
    const struct bench_job ours = {bench_scanner_run, &scanner};
    enum cfd_status status;

    CFD_TRY(bench_scanner_init(&scanner, &row->use, &bench->bodies[row->bodies], bench->key));
    status = measure(bench, row, &ours);
    if (status == CFD_OK)
        describe(row, &scanner);
    bench_scanner_deinit(&scanner);
    return status;
}

static enum cfd_status measure_tokens(struct bench *bench, const struct row *row)
{
    struct bench_tokenizer tokenizer = {.bodies = &bench->bodies[row->bodies]};
    const struct bench_job ours = {bench_tokenizer_run, &tokenizer};

    return measure(bench, row, &ours);
}

static enum cfd_status measure_unread(struct bench *bench, size_t index)
{
    struct bench_unread unread = {
        .key = bench->key,
        /* What the bytes are does not matter, since nobody looks at them. */
        .body = cfd_bytes_of(bench->bodies[DENSE].block, unread_rows[index].body_bytes),
    };
    const struct bench_job ours = {bench_unread_run, &unread};
    struct bench_times times;

    CFD_TRY(bench_pairs(&ours, NULL, &times));
    bench_print_speed(unread_rows[index].name, (double)unread.body.len * BENCH_UNREAD_RESPONSES,
                      times.ours_ns);
    bench_print_each(unread_rows[index].each_name, BENCH_UNREAD_RESPONSES, times.ours_ns);
    return CFD_OK;
}

/* A comparison is worth nothing unless both have read the same. */
static enum cfd_status check_agreement(struct bench *bench, enum bodies_id id)
{
    struct bench_tokenizer ours = {.bodies = &bench->bodies[id]};
    struct peer_job peer = {bench->peer, &bench->bodies[id], {0}};

    CFD_TRY(bench_tokenizer_run(&ours));
    CFD_TRY(run_peer(&peer));
    printf("# %s: %zu bytes; both read %llu strings of %llu bytes and %llu numbers\n",
           bodies_names[id].name, bench->bodies[id].total_bytes,
           (unsigned long long)peer.counts.string_count, (unsigned long long)peer.counts.text_bytes,
           (unsigned long long)peer.counts.number_count);
    return memcmp(&ours.counts, &peer.counts, sizeof(ours.counts)) == 0 ? CFD_OK : CFD_ERR_CORRUPT;
}

static enum cfd_status load(struct bench *bench, const char *folder)
{
    CFD_TRY(bench_bodies_load(folder, "dense.json", &bench->bodies[DENSE]));
    CFD_TRY(bench_bodies_load(folder, "clean.json", &bench->bodies[CLEAN]));
    CFD_TRY(bench_bodies_cut(&bench->bodies[DENSE], BODY_BYTES, &bench->bodies[DENSE_200K]));
    CFD_TRY(bench_bodies_cut(&bench->bodies[CLEAN], BODY_BYTES, &bench->bodies[CLEAN_200K]));
    CFD_TRY(cfd_key_random(&bench->key));
    return bench_peer_new(&bench->peer);
}

static enum cfd_status run(struct bench *bench, const char *folder)
{
    CFD_TRY(load(bench, folder));
    printf("# peer: simdjson, %s\n", bench_peer_path());
    for (int id = 0; id < BODIES_COUNT; id++)
        CFD_TRY(check_agreement(bench, (enum bodies_id)id));
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (is_wanted(bench, rows[i].name))
            CFD_TRY(rows[i].is_tokens ? measure_tokens(bench, &rows[i])
                                      : measure_scan(bench, &rows[i]));
    for (size_t i = 0; i < UNREAD_COUNT; i++)
        if (is_wanted(bench, unread_rows[i].name))
            CFD_TRY(measure_unread(bench, i));
    return CFD_OK;
}

static const char *reason(enum cfd_status status)
{
    switch (status) {
    case CFD_ERR_IO:
        return strerror(errno);
    case CFD_ERR_MEMORY:
        return "no memory";
    case CFD_ERR_CORRUPT:
        return "the two readers do not agree on what they read";
    default:
        return "a corpus is not what bench/corpus.py writes; remove it, and it is made anew";
    }
}

int main(int argc, char **argv)
{
    static struct bench bench; /* too large for the stack */
    enum cfd_status status;

    if (argc < 2) {
        fprintf(stderr, "usage: bench_scan FOLDER [ROW...]\n");
        return 2;
    }
    for (int i = 2; i < argc; i++)
        if (!is_row(argv[i])) {
            fprintf(stderr, "bench_scan: there is no row %s\n", argv[i]);
            return 2;
        }
    bench.wanted = argv + 2;
    bench.wanted_count = (size_t)argc - 2;
    status = run(&bench, argv[1]);
    if (status != CFD_OK)
        fprintf(stderr, "bench_scan: %s\n", reason(status));
    for (size_t id = 0; id < BODIES_COUNT; id++)
        bench_bodies_free(&bench.bodies[id]);
    bench_peer_free(bench.peer);
    cfd_key_free(bench.key);
    return status == CFD_OK ? 0 : 3;
}
