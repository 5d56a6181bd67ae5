/* SPDX-License-Identifier: Apache-2.0
 * A book over a real ledger in a folder of its own, and made-up responses to book in it. */
#ifndef CFD_TESTS_LIB_BOOK_H
#define CFD_TESTS_LIB_BOOK_H

#include <fcntl.h>
#include <unistd.h>

#include "daemon/engine/book.h"

#include "tests/lib/folder.h"
#include "tests/lib/test.h"

#define TEST_NOW_MS 1767225600000 /* 2026-01-01 */
#define TEST_ENDPOINT "GET api.example/customers/{id}"

struct test_book {
    struct test_folder folder;
    struct cfd_settings settings;
    struct cfd_book book;
};

static inline enum cfd_status test_book_try_open(struct test_book *test, struct cfd_error *error)
{
    enum cfd_status status = cfd_book_open(&test->book, &test->settings, TEST_NOW_MS, error);
    int key_fd = open(test->settings.worker_key_file, O_RDONLY | O_CLOEXEC);

    if (status == CFD_OK)
        cfd_keyring_take_worker(&test->book.keys, key_fd, test->settings.worker_key_file);
    if (key_fd >= 0)
        (void)close(key_fd);
    return status;
}

static inline void test_book_open(struct test_book *test)
{
    struct cfd_error error = {"", 0};
    enum cfd_status status = test_book_try_open(test, &error);

    if (status != CFD_OK)
        fail_msg("the book does not open: %d %s", (int)status, error.text);
}

static inline void test_book_make(struct test_book *test)
{
    struct cfd_error error = {"", 0};

    memset(test, 0, sizeof(*test));
    test_folder_make(&test->folder);
    cfd_settings_default(&test->settings);
    snprintf(test->settings.state_dir, sizeof(test->settings.state_dir), "%s", test->folder.path);
    snprintf(test->settings.worker_key_file, sizeof(test->settings.worker_key_file), "%.200s/w.key",
             test->folder.path);
    assert_int_equal(cfd_key_create(test->settings.worker_key_file, CFD_KEY_WORKER, NULL, &error),
                     CFD_OK);
    test_book_open(test);
}

/* Ends it; what was not committed is gone, as after a kill. */
static inline void test_book_end(struct test_book *test)
{
    cfd_book_close(&test->book);
    test_folder_remove(&test->folder);
}

static inline void test_book_reopen(struct test_book *test)
{
    cfd_book_close(&test->book);
    test_book_open(test);
}

static inline void test_book_drop_index(const struct test_book *test)
{
    struct test_path path = test_path_of(&test->folder, "ledger/index");

    assert_int_equal(nftw(path.text, test_folder_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static inline void test_book_commit(struct test_book *test)
{
    assert_int_equal(cfd_book_commit(&test->book, NULL, 0, TEST_NOW_MS), CFD_OK);
}

/* As at an orderly stop. */
static inline void test_book_settle(struct test_book *test)
{
    assert_int_equal(cfd_book_deltas(&test->book, TEST_NOW_MS), CFD_OK);
    test_book_commit(test);
}

/* An orderly stop: what there is to say is said, and the index has it. */
static inline void test_book_stop(struct test_book *test)
{
    test_book_settle(test);
    while (!cfd_book_is_followed(&test->book))
        cfd_book_follow_on(&test->book, 1000);
    assert_int_equal(cfd_book_stop(&test->book, TEST_NOW_MS), CFD_OK);
}

/* --- a response that somebody received */

struct test_visit {
    struct cfd_part part;
    char endpoint[256];
    struct cfd_consumer consumers[CFD_CONSUMERS_MAX];
    struct cfd_subject subjects[CFD_PART_SUBJECTS_MAX];
};

static inline void test_number(uint8_t out[CFD_PSEUDONYM_BYTES], uint32_t domain, uint32_t number)
{
    memset(out, 0, CFD_PSEUDONYM_BYTES);
    memcpy(out, &number, sizeof(number));
    memcpy(out + 4, &domain, sizeof(domain));
}

static inline void test_visit_consumer(struct test_visit *visit, enum cfd_credential credential,
                                       const char *name, const char *label)
{
    struct cfd_consumer *consumer = &visit->consumers[visit->part.consumer_count++];
    uint32_t hash = 5381;

    memset(consumer, 0, sizeof(*consumer));
    consumer->credential = credential;
    snprintf(consumer->name, sizeof(consumer->name), "%s", name);
    snprintf(consumer->label, sizeof(consumer->label), "%s", label);
    for (const char *at = label; *at != '\0'; at++)
        hash = hash * 33 + (uint8_t)*at;
    consumer->is_clear = credential == CFD_CREDENTIAL_ID;
    consumer->has_pseudonym = true;
    test_number(consumer->pseudonym, 'c', hash);
}

/* One consumer (a clear id), subjects first, first + 1, ... of kind e-mail. */
static inline void test_visit_make(struct test_visit *visit, const char *consumer, uint32_t first,
                                   uint32_t subject_count)
{
    memset(visit, 0, sizeof(*visit));
    snprintf(visit->endpoint, sizeof(visit->endpoint), "%s", TEST_ENDPOINT);
    test_visit_consumer(visit, CFD_CREDENTIAL_ID, "jwt_sub", consumer);
    for (uint32_t i = 0; i < subject_count; i++) {
        struct cfd_subject *subject = &visit->subjects[i];

        test_number(subject->pseudonym, 's', first + i);
        subject->kinds = CFD_KIND_BIT(CFD_KIND_EMAIL);
        subject->identity = CFD_KIND_EMAIL;
    }
    visit->part.time_ms = TEST_NOW_MS - 1000;
    visit->part.is_last = true;
    visit->part.status = 200;
    visit->part.auth = CFD_AUTH_PRESENTED;
    visit->part.kinds = subject_count > 0 ? CFD_KIND_BIT(CFD_KIND_EMAIL) : 0;
    visit->part.subject_count = (uint8_t)subject_count;
    visit->part.record_count = subject_count;
    visit->part.endpoint = visit->endpoint;
    visit->part.consumers = visit->consumers;
    visit->part.subjects = visit->subjects;
}

/* Gives each subject as many aliases as there can be, each its own. */
static inline void test_visit_add_aliases(struct test_visit *visit, uint32_t first)
{
    for (uint32_t i = 0; i < visit->part.subject_count; i++) {
        struct cfd_subject *subject = &visit->subjects[i];

        subject->alias_count = CFD_RECORD_ALIASES_MAX;
        for (uint32_t j = 0; j < CFD_RECORD_ALIASES_MAX; j++) {
            subject->aliases[j].kind = CFD_KIND_PHONE;
            test_number(subject->aliases[j].pseudonym, 'a', (first + i) * 4 + j);
        }
    }
}

static inline enum cfd_status test_visit_book(struct test_book *test,
                                              const struct test_visit *visit)
{
    return cfd_book_part(&test->book, &visit->part, TEST_NOW_MS);
}

static inline void test_book_visit(struct test_book *test, const char *consumer, uint32_t first,
                                   uint32_t subject_count)
{
    struct test_visit visit;

    test_visit_make(&visit, consumer, first, subject_count);
    assert_int_equal(test_visit_book(test, &visit), CFD_OK);
}

/* --- looking */

struct test_sums {
    size_t line_count;
    uint64_t person_count;                    /* distinct, of all */
    uint64_t sight_count;                     /* of all rows */
    uint64_t mention_count;                   /* of all lines */
    uint64_t response_count, inspected_count; /* of all spans */
    uint64_t gap_count;                       /* of all lines */
    uint32_t gap_line_count, alias_count, row_count, traffic_count;
    uint64_t traffic_responses;
};

static inline struct test_sums test_book_sums(struct test_book *test)
{
    const struct cfd_coverage *coverage = &test->book.coverage;
    struct cfd_exposure_line *lines = NULL;
    struct test_sums sums;
    struct cfd_span span;

    memset(&sums, 0, sizeof(sums));
    assert_int_equal(cfd_exposure_list(test->book.table, CFD_GROUP_PAIR, NULL, &lines,
                                       &sums.line_count, &sums.person_count),
                     CFD_OK);
    for (size_t i = 0; i < sums.line_count; i++) {
        sums.sight_count += lines[i].count;
        sums.mention_count += lines[i].mention_count;
    }
    cfd_exposure_lines_free(test->book.table, lines);
    cfd_coverage_sum(coverage, INT64_MIN, INT64_MAX, &span);
    sums.response_count = span.response_count;
    sums.inspected_count = span.inspected_count;
    sums.gap_line_count = coverage->line_count;
    for (uint32_t i = 0; i < coverage->line_count; i++)
        sums.gap_count += coverage->lines[i].response_count;
    sums.alias_count = test->book.aliases.count;
    sums.row_count = cfd_exposure_row_count(test->book.table);
    sums.traffic_count = cfd_exposure_traffic_count(test->book.table);
    for (uint32_t i = 0; i < sums.traffic_count; i++)
        sums.traffic_responses += cfd_exposure_traffic_at(test->book.table, i)->response_count;
    return sums;
}

static inline void assert_sums_equal(const struct test_sums *a, const struct test_sums *b)
{
    assert_int_equal(a->line_count, b->line_count);
    assert_int_equal(a->person_count, b->person_count);
    assert_int_equal(a->sight_count, b->sight_count);
    assert_int_equal(a->mention_count, b->mention_count);
    assert_int_equal(a->response_count, b->response_count);
    assert_int_equal(a->inspected_count, b->inspected_count);
    assert_int_equal(a->gap_count, b->gap_count);
    assert_int_equal(a->gap_line_count, b->gap_line_count);
    assert_int_equal(a->alias_count, b->alias_count);
    assert_int_equal(a->row_count, b->row_count);
    assert_int_equal(a->traffic_count, b->traffic_count);
    assert_int_equal(a->traffic_responses, b->traffic_responses);
}

/* What a restart makes of it: by the index and by the log alone. */
static inline void assert_restores_alike(struct test_book *test)
{
    struct test_sums before = test_book_sums(test);
    struct test_sums after;

    test_book_stop(test);
    test_book_reopen(test);
    assert_non_null(test->book.index);
    after = test_book_sums(test);
    assert_sums_equal(&after, &before);
    cfd_book_close(&test->book);
    test_book_drop_index(test);
    test_book_open(test);
    after = test_book_sums(test);
    assert_sums_equal(&after, &before);
}

#endif
