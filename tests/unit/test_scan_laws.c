/* SPDX-License-Identifier: Apache-2.0
 * Two laws of the scan: any split of the same bytes tells the same, and what is told does not
 * depend on the order in which records or members stand.
 *
 * Over customers made by chance, whole and damaged, and over the published bodies of tests/data. */
#include <cofferdam/scan.h>

#include "tests/lib/body.h"
#include "tests/lib/customers.h"
#include "tests/lib/scan_log.h"
#include "tests/lib/test.h"

#include <dirent.h>

#define EVERY_SPLIT_BYTES_MAX 1500u
#define SPLITS_OF_LONG_BODIES 24u
#define RANDOM_ROUNDS 12u

static struct body body_;

static const enum cfd_format formats[] = {CFD_FORMAT_JSON, CFD_FORMAT_JSON_LINES,
                                          CFD_FORMAT_JSON_ANY};

/* ---- Splits ---- */

struct pair {
    struct cfd_scan_options options;
    struct scan_log whole, pieces;
    struct cfd_scan *scan; /* of the pieces; used again and again */
    const char *body;
    size_t len;
    const char *name;
};

static void pair_begin(struct pair *pair, const struct cfd_scan_options *options, const char *body,
                       size_t len, const char *name)
{
    pair->options = *options;
    pair->body = body;
    pair->len = len;
    pair->name = name;
    scan_log_open(&pair->whole);
    scan_log_open(&pair->pieces);
    scan_log_run(&pair->whole, options, body, len);
    pair->scan = scan_log_new(&pair->pieces, options);
}

static void pair_end(struct pair *pair)
{
    cfd_scan_free(pair->scan);
    scan_log_close(&pair->whole);
    scan_log_close(&pair->pieces);
}

static void compare(struct pair *pair)
{
    scan_log_end(&pair->pieces, pair->scan);
    if (strcmp(pair->whole.text, pair->pieces.text) != 0)
        fail_msg("%s: whole\n%spieces\n%s", pair->name, pair->whole.text, pair->pieces.text);
    cfd_scan_reset(pair->scan);
}

static void compare_two(struct pair *pair, size_t cut)
{
    scan_log_begin(&pair->pieces);
    scan_log_feed(&pair->pieces, pair->scan, pair->body, cut);
    scan_log_feed(&pair->pieces, pair->scan, pair->body + cut, pair->len - cut);
    compare(pair);
}

/* Pieces of 1 to `piece_max` bytes, and some of none. */
static void compare_many(struct pair *pair, uint32_t piece_max, uint32_t *random)
{
    size_t piece_bytes;

    scan_log_begin(&pair->pieces);
    for (size_t at = 0; at < pair->len; at += piece_bytes) {
        piece_bytes = piece_max == 1 ? 1 : chance(random, piece_max + 1);
        if (piece_bytes > pair->len - at)
            piece_bytes = pair->len - at;
        scan_log_feed(&pair->pieces, pair->scan, pair->body + at, piece_bytes);
    }
    compare(pair);
}

static void compare_splits(const struct cfd_scan_options *options, const char *body, size_t len,
                           const char *name, uint32_t *random)
{
    struct pair pair;

    pair_begin(&pair, options, body, len, name);
    if (len <= EVERY_SPLIT_BYTES_MAX)
        for (size_t cut = 0; cut <= len; cut++)
            compare_two(&pair, cut);
    else
        for (unsigned i = 0; i < SPLITS_OF_LONG_BODIES; i++)
            compare_two(&pair, chance(random, (uint32_t)len));
    compare_many(&pair, 1, random);
    compare_many(&pair, 7, random);
    compare_many(&pair, 300, random);
    pair_end(&pair);
}

static void compare_formats(const char *body, size_t len, const char *name, uint32_t *random)
{
    for (size_t i = 0; i < TEST_COUNT(formats); i++) {
        struct cfd_scan_options options = {.format = formats[i]};

        compare_splits(&options, body, len, name, random);
    }
}

static void prop_split_tells_the_same_of_customers(void **state)
{
    uint32_t random = 11;

    for (unsigned round = 0; round < RANDOM_ROUNDS; round++) {
        body_begin(&body_);
        customers_put(&body_, 1 + chance(&random, 4), &random);
        compare_formats(body_.text, body_.len, "customers", &random);
    }
    body_begin(&body_);
    customers_put(&body_, 400, &random);
    compare_formats(body_.text, body_.len, "many customers", &random);
}

static void prop_split_tells_the_same_of_lines(void **state)
{
    static const char *const breaks[] = {"\n", "\n",  "\r\n",  "\n\n", " ",
                                         "",   "}\n", "\n[\n", "\n1"};
    uint32_t random = 12;

    for (unsigned round = 0; round < RANDOM_ROUNDS; round++) {
        body_begin(&body_);
        for (unsigned i = 0; i < 4; i++) {
            struct customer customer;

            customer_make(&customer, i, &random);
            customer_put(&body_, &customer, &random);
            body_put(&body_, "%s", PICK(&random, breaks));
        }
        compare_formats(body_.text, body_.len, "lines", &random);
    }
}

/* A byte changed, put in or taken out, and a body that ends too early. */
static void prop_split_tells_the_same_of_damaged_bodies(void **state)
{
    static const char marks[] = "{}[]\",:\\\n 0@+u\xff";
    uint32_t random = 13;

    for (unsigned round = 0; round < 4 * RANDOM_ROUNDS; round++) {
        size_t at;

        body_begin(&body_);
        customers_put(&body_, 2, &random);
        at = chance(&random, (uint32_t)body_.len);
        if (round % 4 == 0)
            body_.len = at;
        else if (round % 4 == 1)
            memmove(body_.text + at, body_.text + at + 1, body_.len-- - at);
        else
            body_.text[at] = marks[chance(&random, sizeof(marks) - 1)];
        compare_formats(body_.text, body_.len, "damaged", &random);
    }
}

static void prop_split_tells_the_same_under_budgets(void **state)
{
    uint32_t random = 14;

    for (unsigned round = 0; round < 2 * RANDOM_ROUNDS; round++) {
        struct cfd_scan_options options = {.format = PICK(&random, formats)};

        body_begin(&body_);
        customers_put(&body_, 2, &random);
        if (round % 2 == 0)
            options.body_bytes_max = 1 + chance(&random, (uint32_t)body_.len + 2);
        else
            options.token_count_max = 1 + chance(&random, 60);
        compare_splits(&options, body_.text, body_.len, "budgets", &random);
    }
}

static void compare_file(const char *folder, const char *name)
{
    uint32_t random = 15;
    char path[1024];
    FILE *stream;

    assert_in_range(snprintf(path, sizeof(path), "%s/%s", folder, name), 1, sizeof(path) - 1);
    stream = fopen(path, "rb");
    assert_non_null(stream);
    body_.len = fread(body_.text, 1, BODY_BYTES - 1, stream);
    assert_true(feof(stream));
    fclose(stream);
    compare_formats(body_.text, body_.len, name, &random);
}

static void compare_folder(const char *folder, size_t file_count_min)
{
    size_t file_count = 0;
    struct dirent *entry;
    DIR *dir = opendir(folder);

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        size_t len = strlen(entry->d_name);

        if (len < 6 || strcmp(entry->d_name + len - 5, ".json") != 0)
            continue;
        compare_file(folder, entry->d_name);
        file_count++;
    }
    closedir(dir);
    assert_true(file_count >= file_count_min);
}

static void prop_split_tells_the_same_of_published_bodies(void **state)
{
    compare_folder(TEST_DATA_DIR "/payloads", 1);
    compare_folder(TEST_DATA_DIR "/payloads/github", 22);
    compare_folder(TEST_DATA_DIR "/dcsa/examples", 122);
}

/* ---- Orders ---- */

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a text, sorted, in its own memory again. */
static char *sorted(const char *text)
{
    size_t count = 0, used = 0;
    char *copy = strdup(text), *out = malloc(strlen(text) + 1);
    char *lines[8192], *rest = copy, *line;

    assert_non_null(copy);
    assert_non_null(out);
    while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
        assert_true(count < TEST_COUNT(lines));
        lines[count++] = line;
    }
    qsort(lines, count, sizeof(lines[0]), compare_lines);
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(out + used, strlen(lines[i]) + 2, "%s\n", lines[i]);
    out[used] = '\0';
    free(copy);
    return out;
}

static char *records_of(struct scan_log *log)
{
    log->is_brief = true;
    scan_log_run(log, NULL, body_.text, body_.len);
    assert_int_equal(log->finish_status, CFD_OK);
    return sorted(log->text);
}

static void put_in_order(const struct customer *customers, const size_t *order, size_t count,
                         uint32_t random)
{
    body_begin(&body_);
    for (size_t i = 0; i < count; i++) {
        body_put(&body_, "%c", i == 0 ? '[' : ',');
        customer_put(&body_, &customers[order[i]], &random);
    }
    body_put(&body_, "]");
}

static void prop_records_in_another_order_are_the_same_subjects(void **state)
{
    static struct customer customers[40];
    size_t order[TEST_COUNT(customers)];
    struct scan_log log;
    uint32_t random = 16;

    scan_log_open(&log);
    for (unsigned round = 0; round < 40; round++) {
        char *before, *after;

        for (unsigned i = 0; i < TEST_COUNT(customers); i++) {
            customer_make(&customers[i], i, &random);
            order[i] = i;
        }
        put_in_order(customers, order, TEST_COUNT(customers), random);
        before = records_of(&log);
        assert_true(strlen(before) > 500);
        for (size_t i = TEST_COUNT(customers); i > 1; i--) {
            size_t other = chance(&random, (uint32_t)i), kept = order[i - 1];

            order[i - 1] = order[other];
            order[other] = kept;
        }
        put_in_order(customers, order, TEST_COUNT(customers), random);
        after = records_of(&log);
        assert_string_equal(before, after);
        free(before);
        free(after);
    }
    scan_log_close(&log);
}

static void prop_members_in_another_order_are_the_same_subject(void **state)
{
    struct customer customer;
    struct scan_log log;
    uint32_t random = 17;

    scan_log_open(&log);
    for (unsigned round = 0; round < 2000; round++) {
        char *before, *after;

        customer_make(&customer, round, &random);
        body_begin(&body_);
        customer_put(&body_, &customer, &random);
        before = records_of(&log);
        customer_shuffle(&customer, &random);
        body_begin(&body_);
        customer_put(&body_, &customer, &random);
        after = records_of(&log);
        if (strcmp(before, after) != 0)
            fail_msg("%s\nsays\n%snot\n%s", body_.text, after, before);
        free(before);
        free(after);
    }
    scan_log_close(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prop_split_tells_the_same_of_customers),
        cmocka_unit_test(prop_split_tells_the_same_of_lines),
        cmocka_unit_test(prop_split_tells_the_same_of_damaged_bodies),
        cmocka_unit_test(prop_split_tells_the_same_under_budgets),
        cmocka_unit_test(prop_split_tells_the_same_of_published_bodies),
        cmocka_unit_test(prop_records_in_another_order_are_the_same_subjects),
        cmocka_unit_test(prop_members_in_another_order_are_the_same_subject),
    };

    return cmocka_run_group_tests_name("scan_laws", tests, NULL, NULL);
}
