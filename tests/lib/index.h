/* SPDX-License-Identifier: Apache-2.0
 * For the tests of the index: content that is made up, a memory of what was put, and the comparison
 * with what is told. */
#ifndef CFD_TESTS_LIB_INDEX_H
#define CFD_TESTS_LIB_INDEX_H

#include "lib/ledger/index.h"

#include "tests/lib/folder.h"
#include "tests/lib/test.h"

#define CONTENT_SMALL 600u
#define CONTENT_ROWS 12000u

static const uint8_t test_log_id[16] = {0x10, 0x00, 0xff, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/* --- where it lies */

struct place {
    struct test_folder folder;
    char dir[2 * TEST_PATH_BYTES]; /* not made yet */
    char main_path[3 * TEST_PATH_BYTES];
    char open_path[3 * TEST_PATH_BYTES];
};

static inline void place_init(struct place *place)
{
    test_folder_make(&place->folder);
    snprintf(place->dir, sizeof(place->dir), "%s/index", place->folder.path);
    snprintf(place->main_path, sizeof(place->main_path), "%s/index.db", place->dir);
    snprintf(place->open_path, sizeof(place->open_path), "%s/00000001.db", place->dir);
}

static inline void place_deinit(const struct place *place)
{
    test_folder_remove(&place->folder);
}

/* --- content */

struct content {
    uint32_t consumer_count, endpoint_count, who_count, row_count, traffic_count, alias_count,
        gap_count, coverage_count;
    struct cfd_entry_consumer consumers[CONTENT_SMALL];
    struct cfd_entry_endpoint endpoints[CONTENT_SMALL];
    struct cfd_entry_who whos[CONTENT_SMALL];
    struct cfd_exposure_row rows[CONTENT_ROWS];
    struct cfd_entry_traffic traffic[CONTENT_SMALL];
    struct cfd_entry_alias aliases[CONTENT_SMALL];
    struct cfd_entry_gap gaps[CONTENT_SMALL];
    struct cfd_entry_coverage coverage[CONTENT_SMALL];
};

static inline struct content *content_new(void)
{
    struct content *content = calloc(1, sizeof(*content));

    assert_non_null(content);
    return content;
}

static inline struct content *content_copy(const struct content *other)
{
    struct content *content = content_new();

    memcpy(content, other, sizeof(*content));
    return content;
}

#define CONTENT_TAKES(entry_type, member, count, max)                                      \
    static inline enum cfd_status take_##member(void *ctx, const struct entry_type *entry) \
    {                                                                                      \
        struct content *content = ctx;                                                     \
                                                                                           \
        assert_true(content->count < (max));                                               \
        memcpy(&content->member[content->count++], entry, sizeof(*entry));                 \
        return CFD_OK;                                                                     \
    }

CONTENT_TAKES(cfd_entry_consumer, consumers, consumer_count, CONTENT_SMALL)
CONTENT_TAKES(cfd_entry_endpoint, endpoints, endpoint_count, CONTENT_SMALL)
CONTENT_TAKES(cfd_entry_who, whos, who_count, CONTENT_SMALL)
CONTENT_TAKES(cfd_exposure_row, rows, row_count, CONTENT_ROWS)
CONTENT_TAKES(cfd_entry_traffic, traffic, traffic_count, CONTENT_SMALL)
CONTENT_TAKES(cfd_entry_alias, aliases, alias_count, CONTENT_SMALL)
CONTENT_TAKES(cfd_entry_gap, gaps, gap_count, CONTENT_SMALL)
CONTENT_TAKES(cfd_entry_coverage, coverage, coverage_count, CONTENT_SMALL)

static inline struct cfd_index_visitor content_visitor(struct content *content)
{
    return (struct cfd_index_visitor){
        .on_consumer = take_consumers,
        .on_endpoint = take_endpoints,
        .on_who = take_whos,
        .on_row = take_rows,
        .on_traffic = take_traffic,
        .on_alias = take_aliases,
        .on_gap = take_gaps,
        .on_coverage = take_coverage,
        .ctx = content,
    };
}

static inline enum cfd_status content_load(struct cfd_index *index, struct content *out)
{
    struct cfd_index_visitor visitor = content_visitor(out);

    memset(out, 0, sizeof(*out));
    return cfd_index_load(index, &visitor, NULL);
}

static inline bool content_equal(const struct content *a, const struct content *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

/* Says where they differ; memory of both is zeroed, so that bytes may be compared. */
static inline void assert_content_equal(const struct content *told, const struct content *put)
{
    assert_memory_equal(told, put, offsetof(struct content, consumers));
    assert_memory_equal(told->consumers, put->consumers, sizeof(put->consumers));
    assert_memory_equal(told->endpoints, put->endpoints, sizeof(put->endpoints));
    assert_memory_equal(told->whos, put->whos, sizeof(put->whos));
    assert_memory_equal(told->rows, put->rows, sizeof(put->rows));
    assert_memory_equal(told->traffic, put->traffic, sizeof(put->traffic));
    assert_memory_equal(told->aliases, put->aliases, sizeof(put->aliases));
    assert_memory_equal(told->gaps, put->gaps, sizeof(put->gaps));
    assert_memory_equal(told->coverage, put->coverage, sizeof(put->coverage));
}

/* --- making things up */

struct dice {
    uint64_t state; /* not 0 */
};

static inline uint64_t roll(struct dice *dice)
{
    dice->state ^= dice->state << 13;
    dice->state ^= dice->state >> 7;
    dice->state ^= dice->state << 17;
    return dice->state;
}

static inline uint32_t roll_below(struct dice *dice, uint32_t limit)
{
    return (uint32_t)((roll(dice) >> 16) % limit);
}

/* Often one of the ends. */
static inline uint64_t roll_wide(struct dice *dice)
{
    static const uint64_t ends[] = {0, 1, INT64_MAX, (uint64_t)INT64_MIN, UINT64_MAX, UINT32_MAX};

    return roll_below(dice, 3) == 0 ? ends[roll_below(dice, TEST_COUNT(ends))] : roll(dice);
}

static inline void roll_bytes(struct dice *dice, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)roll_below(dice, 256);
}

static inline uint8_t roll_kind(struct dice *dice)
{
    return (uint8_t)roll_below(dice, CFD_KIND_COUNT);
}

static inline cfd_kinds roll_kinds(struct dice *dice)
{
    return (cfd_kinds)(roll_below(dice, 1u << CFD_KIND_COUNT) & ~1u);
}

static inline void make_consumer(struct dice *dice, struct content *content,
                                 struct cfd_entry_consumer *out)
{
    memset(out, 0, sizeof(*out));
    out->number = content->consumer_count;
    out->consumer.credential = (enum cfd_credential)(1 + roll_below(dice, 3));
    snprintf(out->consumer.name, sizeof(out->consumer.name), "jwt_sub");
    snprintf(out->consumer.label, sizeof(out->consumer.label), "%.*s%u", (int)roll_below(dice, 50),
             "made-up partner's long label, as long as it may be at all", out->number);
    out->consumer.is_clear = roll_below(dice, 2) == 0;
    out->consumer.has_pseudonym = roll_below(dice, 3) != 0;
    if (out->consumer.has_pseudonym)
        roll_bytes(dice, out->consumer.pseudonym, sizeof(out->consumer.pseudonym));
    out->epoch = (uint32_t)roll_wide(dice);
    if (roll_below(dice, 2) == 0) {
        snprintf(out->day, sizeof(out->day), "2026-01-31");
        roll_bytes(dice, out->sealed_address, sizeof(out->sealed_address));
    }
}

static inline void make_endpoint(struct dice *dice, struct content *content,
                                 struct cfd_entry_endpoint *out)
{
    memset(out, 0, sizeof(*out));
    out->number = content->endpoint_count;
    snprintf(out->endpoint, sizeof(out->endpoint), "GET shop.example /\xc3\xa4/%0*u",
             1 + (int)roll_below(dice, 200), out->number);
}

static inline void make_who(struct dice *dice, struct content *content, struct cfd_entry_who *out)
{
    memset(out, 0, sizeof(*out));
    out->number = content->who_count;
    out->consumer_count = (uint8_t)roll_below(dice, CFD_CONSUMERS_MAX + 1);
    for (unsigned i = 0; i < out->consumer_count; i++)
        out->consumers[i] = roll_below(dice, content->consumer_count);
    out->side = (uint8_t)roll_below(dice, 3);
    out->auth = (uint8_t)roll_below(dice, 3);
}

static inline void make_row(struct dice *dice, struct content *content,
                            struct cfd_exposure_row *out)
{
    memset(out, 0, sizeof(*out));
    roll_bytes(dice, out->subject, sizeof(out->subject));
    out->who = roll_below(dice, content->who_count);
    out->endpoint = roll_below(dice, content->endpoint_count);
    out->kinds = roll_kinds(dice);
    out->identity = roll_kind(dice);
    out->basis = (uint8_t)roll_below(dice, 3);
    out->is_lower_bound = (uint8_t)roll_below(dice, 2);
    out->first_ms = (int64_t)roll_wide(dice);
    out->last_ms = (int64_t)roll_wide(dice);
    out->count = (uint32_t)roll_wide(dice);
    out->logged_count = out->count;
}

static inline void make_traffic(struct dice *dice, struct content *content,
                                struct cfd_entry_traffic *out)
{
    memset(out, 0, sizeof(*out));
    out->who = roll_below(dice, content->who_count);
    out->endpoint = roll_below(dice, content->endpoint_count);
    out->response_count = roll_wide(dice);
    out->mention_count = roll_wide(dice);
    out->kinds = roll_kinds(dice);
    out->first_ms = (int64_t)roll_wide(dice);
    out->last_ms = (int64_t)roll_wide(dice);
}

static inline void make_alias(struct dice *dice, struct cfd_entry_alias *out)
{
    memset(out, 0, sizeof(*out));
    roll_bytes(dice, out->subject, sizeof(out->subject));
    out->subject_identity = roll_kind(dice);
    roll_bytes(dice, out->alias, sizeof(out->alias));
    out->alias_identity = roll_kind(dice);
    out->epoch = (uint32_t)roll_wide(dice);
}

static inline void make_gap(struct dice *dice, struct content *content, struct cfd_entry_gap *out)
{
    memset(out, 0, sizeof(*out));
    out->reason = (uint8_t)roll_below(dice, CFD_GAP_COUNT);
    out->endpoint =
        roll_below(dice, 3) == 0 ? UINT32_MAX : roll_below(dice, content->endpoint_count);
    roll_bytes(dice, out->ring_id, sizeof(out->ring_id));
    out->response_count = roll_wide(dice);
    out->subject_count = roll_wide(dice);
    out->from_ms = (int64_t)roll_wide(dice);
    out->to_ms = (int64_t)roll_wide(dice);
}

static inline void make_coverage(struct dice *dice, struct cfd_entry_coverage *out)
{
    memset(out, 0, sizeof(*out));
    roll_bytes(dice, out->ring_id, sizeof(out->ring_id));
    out->response_count = roll_wide(dice);
    out->inspected_count = roll_wide(dice);
    out->exposing_count = roll_wide(dice);
    out->body_bytes = roll_wide(dice);
    for (int i = 0; i < CFD_GAP_COUNT; i++)
        out->gap_counts[i] = roll_wide(dice);
    out->from_ms = (int64_t)roll_wide(dice);
    out->to_ms = (int64_t)roll_wide(dice);
}

/* --- putting and remembering; a bad status is answered, the memory has the item all the same */

static inline enum cfd_status put_dictionaries(struct cfd_index *index, struct dice *dice,
                                               struct content *put)
{
    struct cfd_entry_consumer consumer;
    struct cfd_entry_endpoint endpoint;
    struct cfd_entry_who who;

    make_consumer(dice, put, &consumer);
    (void)take_consumers(put, &consumer);
    CFD_TRY(cfd_index_put_consumer(index, &consumer));
    make_endpoint(dice, put, &endpoint);
    (void)take_endpoints(put, &endpoint);
    CFD_TRY(cfd_index_put_endpoint(index, &endpoint));
    make_who(dice, put, &who);
    (void)take_whos(put, &who);
    return cfd_index_put_who(index, &who);
}

/* A new row, or news of a known one. */
static inline enum cfd_status put_some_row(struct cfd_index *index, struct dice *dice,
                                           struct content *put)
{
    uint32_t number = put->row_count;
    struct cfd_exposure_row row;

    make_row(dice, put, &row);
    if (number > 0 && roll_below(dice, 4) == 0) {
        struct cfd_exposure_row *known;

        number = roll_below(dice, put->row_count);
        known = &put->rows[number];
        known->first_ms = row.first_ms;
        known->last_ms = row.last_ms;
        known->count = known->logged_count = row.count;
        known->is_lower_bound = row.is_lower_bound;
        row = *known;
    } else {
        (void)take_rows(put, &row);
    }
    return cfd_index_put_row(index, number, &row);
}

static inline enum cfd_status put_some_traffic(struct cfd_index *index, struct dice *dice,
                                               struct content *put)
{
    struct cfd_entry_traffic totals;
    uint32_t i = 0;

    make_traffic(dice, put, &totals);
    while (i < put->traffic_count &&
           (put->traffic[i].who != totals.who || put->traffic[i].endpoint != totals.endpoint))
        i++;
    if (i == put->traffic_count)
        (void)take_traffic(put, &totals);
    else
        memcpy(&put->traffic[i], &totals, sizeof(totals));
    return cfd_index_put_traffic(index, &totals);
}

static inline enum cfd_status put_increments(struct cfd_index *index, struct dice *dice,
                                             struct content *put)
{
    struct cfd_entry_alias alias;
    struct cfd_entry_gap gap;
    struct cfd_entry_coverage coverage;

    make_alias(dice, &alias);
    (void)take_aliases(put, &alias);
    CFD_TRY(cfd_index_put_alias(index, &alias));
    make_gap(dice, put, &gap);
    (void)take_gaps(put, &gap);
    CFD_TRY(cfd_index_put_gap(index, &gap));
    make_coverage(dice, &coverage);
    (void)take_coverage(put, &coverage);
    return cfd_index_put_coverage(index, &coverage);
}

/* A transaction of everything there is. */
static inline enum cfd_status put_transaction(struct cfd_index *index, struct dice *dice,
                                              struct content *put, uint32_t row_count,
                                              uint64_t covered)
{
    CFD_TRY(cfd_index_begin(index));
    CFD_TRY(put_dictionaries(index, dice, put));
    for (uint32_t i = 0; i < row_count; i++)
        CFD_TRY(put_some_row(index, dice, put));
    CFD_TRY(put_some_traffic(index, dice, put));
    CFD_TRY(put_some_traffic(index, dice, put));
    CFD_TRY(put_increments(index, dice, put));
    return cfd_index_commit(index, covered);
}

/* --- opening */

static inline struct cfd_index *open_at(const struct place *place, uint64_t entry_count,
                                        uint64_t *out_covered)
{
    struct cfd_error error = {0};
    struct cfd_index *index = NULL;

    if (cfd_index_open(place->dir, test_log_id, entry_count, &index, out_covered, &error) != CFD_OK)
        fail_msg("%s", error.text);
    return index;
}

/* Opens, and finds exactly this. */
static inline struct cfd_index *open_and_find(const struct place *place, uint64_t covered,
                                              const struct content *content)
{
    struct content *told = content_new();
    uint64_t found = 12345;
    struct cfd_index *index = open_at(place, UINT64_MAX, &found);

    assert_true(found == covered);
    assert_int_equal(content_load(index, told), CFD_OK);
    assert_content_equal(told, content);
    free(told);
    return index;
}

/* Opens, and finds an index without anything in it. */
static inline void find_remade(const struct place *place)
{
    struct content *nothing = content_new();

    cfd_index_close(open_and_find(place, 0, nothing));
    free(nothing);
}

/* An index that was closed in order, with some of everything in it, covering 100 entries. */
static inline struct content *fill(const struct place *place, uint32_t row_count)
{
    struct dice dice = {.state = 0x9e3779b97f4a7c15u};
    struct content *put = content_new();
    uint64_t covered;
    struct cfd_index *index = open_at(place, 0, &covered);

    assert_true(covered == 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(put_transaction(index, &dice, put, row_count / 4, 25 * ((uint64_t)i + 1)),
                         CFD_OK);
    cfd_index_close(index);
    return put;
}

#endif
