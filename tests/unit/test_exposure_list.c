/* SPDX-License-Identifier: Apache-2.0
 * Lists of the exposure table against fixed answers, and against a slow oracle that walks all rows
 * once for every line that could be. */
#include "core/exposure/table.h"

#include "tests/lib/alloc.h"
#include "tests/lib/exposure.h"
#include "tests/lib/test.h"

#define NOBODY UINT32_MAX
#define FOR_EVER .since_ms = INT64_MIN, .until_ms = INT64_MAX

struct answer {
    struct cfd_exposure_line *lines;
    size_t line_count;
    uint64_t person_count;
};

static struct answer list(const struct cfd_exposure_table *table, enum cfd_exposure_group group,
                          const struct cfd_exposure_filter *filter)
{
    struct answer answer;

    assert_int_equal(cfd_exposure_list(table, group, filter, &answer.lines, &answer.line_count,
                                       &answer.person_count),
                     CFD_OK);
    return answer;
}

static void add(struct cfd_exposure_table *table, struct cfd_exposure_row sight)
{
    uint32_t number;
    bool is_new;

    assert_int_equal(cfd_exposure_add(table, &sight, &number, &is_new), CFD_OK);
}

static void add_mentions(struct cfd_exposure_table *table, uint32_t who, uint32_t endpoint,
                         uint64_t mention_count, int64_t time_ms)
{
    const struct cfd_exposure_traffic traffic = {.who = who,
                                                 .endpoint = endpoint,
                                                 .response_count = 1,
                                                 .mention_count = mention_count,
                                                 .first_ms = time_ms,
                                                 .last_ms = time_ms,
                                                 .kinds = CFD_KIND_BIT(CFD_KIND_PERSON_NAME)};
    uint32_t number;

    assert_int_equal(cfd_exposure_traffic_add(table, &traffic, &number), CFD_OK);
}

/* --- fixed answers */

/* Two credentials (0, 1), an address (2); whos: both with the address, the address alone, nobody. */
struct fixture {
    struct cfd_exposure_table *table;
    uint32_t both, lone, nobody;
    uint32_t customers, orders;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct cfd_exposure_who who = {
        .consumers = {0, 1, 2}, .consumer_count = 3, .side = 1, .auth = CFD_AUTH_PRESENTED};
    bool is_new;

    assert_int_equal(cfd_exposure_table_new(&test_hash_key, &cfd_alloc_libc, &fixture->table),
                     CFD_OK);
    put_consumer(fixture->table, CFD_CREDENTIAL_ID, "partner-7");
    put_consumer(fixture->table, CFD_CREDENTIAL_SECRET, "4f2a");
    put_consumer(fixture->table, CFD_CREDENTIAL_ADDRESS, "192.0.2.0/24");
    assert_int_equal(cfd_exposure_who_put(fixture->table, &who, &fixture->both, &is_new), CFD_OK);
    fixture->lone = put_who(fixture->table, 2, NOBODY, 0, CFD_AUTH_NONE);
    fixture->nobody = put_who(fixture->table, NOBODY, NOBODY, 2, CFD_AUTH_NONE);
    fixture->customers = put_endpoint(fixture->table, "GET api.example/customers/{id}");
    fixture->orders = put_endpoint(fixture->table, "GET api.example/orders");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    cfd_exposure_table_free(fixture->table);
    free(fixture);
    return 0;
}

static void empty_table_has_no_lines(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;

    for (int group = CFD_GROUP_NONE; group <= CFD_GROUP_PAIR; group++) {
        answer = list(fixture->table, group, NULL);
        assert_null(answer.lines);
        assert_int_equal(answer.line_count, 0);
        assert_int_equal(answer.person_count, 0);
        cfd_exposure_lines_free(fixture->table, answer.lines);
    }
}

static void each_credential_counts_all_and_the_address_none(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;

    add(fixture->table, test_sight(fixture->both, fixture->customers, 7, 1000));
    add(fixture->table, test_sight(fixture->both, fixture->orders, 8, 2000));
    answer = list(fixture->table, CFD_GROUP_CONSUMER, NULL);
    assert_int_equal(answer.line_count, 2);
    assert_int_equal(answer.person_count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(answer.lines[i].consumer, i);
        assert_int_equal(answer.lines[i].endpoint, NOBODY);
        assert_int_equal(answer.lines[i].person_count, 2);
        assert_int_equal(answer.lines[i].endpoint_count, 2);
        assert_int_equal(answer.lines[i].count, 2);
        assert_int_equal(answer.lines[i].side, 1);
        assert_int_equal(answer.lines[i].auth, CFD_AUTH_PRESENTED);
        assert_int_equal(answer.lines[i].first_ms, 1000);
        assert_int_equal(answer.lines[i].last_ms, 2000);
    }
    cfd_exposure_lines_free(fixture->table, answer.lines);
}

static void lone_address_has_a_line_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;

    add(fixture->table, test_sight(fixture->lone, fixture->customers, 7, 1000));
    answer = list(fixture->table, CFD_GROUP_CONSUMER, NULL);
    assert_int_equal(answer.line_count, 1);
    assert_int_equal(answer.lines[0].consumer, 2);
    cfd_exposure_lines_free(fixture->table, answer.lines);
}

static void by_address_books_addresses_only(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;

    add(fixture->table, test_sight(fixture->both, fixture->customers, 7, 1000));
    add(fixture->table, test_sight(fixture->lone, fixture->customers, 8, 1000));
    add(fixture->table, test_sight(fixture->nobody, fixture->customers, 9, 1000));
    answer = list(fixture->table, CFD_GROUP_ADDRESS, NULL);
    assert_int_equal(answer.line_count, 1);
    assert_int_equal(answer.lines[0].consumer, 2);
    assert_int_equal(answer.lines[0].person_count, 2);
    assert_int_equal(answer.person_count, 3); /* the third is not hidden */
    cfd_exposure_lines_free(fixture->table, answer.lines);
}

static void who_without_any_consumer_is_not_lost(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;

    add(fixture->table, test_sight(fixture->nobody, fixture->customers, 7, 1000));
    answer = list(fixture->table, CFD_GROUP_PAIR, NULL);
    assert_int_equal(answer.line_count, 1);
    assert_int_equal(answer.lines[0].consumer, NOBODY);
    assert_int_equal(answer.lines[0].endpoint, fixture->customers);
    assert_int_equal(answer.lines[0].person_count, 1);
    cfd_exposure_lines_free(fixture->table, answer.lines);
}

static void mentions_make_lines_but_no_persons(void **state)
{
    struct fixture *fixture = *state;
    const uint8_t subject[1][CFD_PSEUDONYM_BYTES] = {{7}};
    const struct cfd_exposure_filter by_subject = {FOR_EVER, .subjects = subject,
                                                   .subject_count = 1};
    const struct cfd_exposure_filter by_phone = {FOR_EVER, .kinds = CFD_KIND_BIT(CFD_KIND_PHONE)};
    const struct cfd_exposure_filter by_name = {
        FOR_EVER, .kinds = CFD_KIND_BIT(CFD_KIND_PERSON_NAME) | CFD_KIND_BIT(CFD_KIND_PHONE)};
    struct answer answer;

    add_mentions(fixture->table, fixture->both, fixture->orders, 5, 1000);
    add_mentions(fixture->table, fixture->both, fixture->customers, 0, 1000);
    answer = list(fixture->table, CFD_GROUP_PAIR, NULL);
    assert_int_equal(answer.line_count, 2); /* of two credentials; nothing for no mentions */
    assert_int_equal(answer.lines[0].mention_count, 5);
    assert_int_equal(answer.lines[0].person_count, 0);
    assert_int_equal(answer.lines[0].count, 0);
    assert_int_equal(answer.person_count, 0);
    cfd_exposure_lines_free(fixture->table, answer.lines);
    assert_int_equal(list(fixture->table, CFD_GROUP_PAIR, &by_subject).line_count, 0);
    assert_int_equal(list(fixture->table, CFD_GROUP_PAIR, &by_phone).line_count, 0);
    answer = list(fixture->table, CFD_GROUP_NONE, &by_name);
    assert_int_equal(answer.line_count, 1);
    assert_int_equal(answer.lines[0].mention_count, 5);
    cfd_exposure_lines_free(fixture->table, answer.lines);
}

static void lower_bound_of_a_row_is_that_of_its_lines(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_exposure_row sight = test_sight(fixture->lone, fixture->orders, 7, 1000);
    struct answer answer;

    add(fixture->table, sight);
    sight.endpoint = fixture->customers;
    sight.is_lower_bound = 1;
    add(fixture->table, sight);
    answer = list(fixture->table, CFD_GROUP_ENDPOINT, NULL);
    assert_int_equal(answer.line_count, 2);
    for (size_t i = 0; i < answer.line_count; i++)
        assert_int_equal(answer.lines[i].is_lower_bound,
                         answer.lines[i].endpoint == fixture->customers);
    cfd_exposure_lines_free(fixture->table, answer.lines);
    answer = list(fixture->table, CFD_GROUP_CONSUMER, NULL);
    assert_int_equal(answer.line_count, 1);
    assert_true(answer.lines[0].is_lower_bound);
    assert_int_equal(answer.lines[0].person_count, 1);
    cfd_exposure_lines_free(fixture->table, answer.lines);
}

static void window_is_half_open(void **state)
{
    struct fixture *fixture = *state;
    struct cfd_exposure_row sight = test_sight(fixture->lone, fixture->orders, 7, 1000);
    const struct {
        int64_t since_ms, until_ms;
        uint64_t person_count;
    } windows[] = {
        {2000, 3000, 1}, {2001, 3000, 0}, {0, 1001, 1}, {0, 1000, 0},
        {1500, 1600, 1}, {1000, 1000, 0}, {0, 0, 0},
    };
    struct cfd_exposure_filter filter = {FOR_EVER};
    struct answer answer;

    sight.last_ms = 2000;
    add(fixture->table, sight);
    for (size_t i = 0; i < TEST_COUNT(windows); i++) {
        filter.since_ms = windows[i].since_ms;
        filter.until_ms = windows[i].until_ms;
        answer = list(fixture->table, CFD_GROUP_NONE, &filter);
        assert_int_equal(answer.person_count, windows[i].person_count);
        cfd_exposure_lines_free(fixture->table, answer.lines);
    }
}

static void endpoint_is_matched_whole_or_by_its_beginning(void **state)
{
    struct fixture *fixture = *state;
    const struct {
        const char *pattern;
        size_t line_count;
    } patterns[] = {
        {"GET api.example/orders", 1},
        {"GET api.example/order", 0},
        {"GET api.example/order*", 1},
        {"GET api.example/orders*", 1},
        {"GET api.example/orders/*", 0},
        {"GET api.example/*", 2},
        {"*", 2},
        {"", 0},
        {"GET api.example/ORDERS", 0},
        {"*/orders", 0},
    };
    struct cfd_exposure_filter filter = {FOR_EVER};
    struct answer answer;

    add(fixture->table, test_sight(fixture->both, fixture->customers, 7, 1000));
    add(fixture->table, test_sight(fixture->both, fixture->orders, 7, 1000));
    for (size_t i = 0; i < TEST_COUNT(patterns); i++) {
        filter.endpoint = patterns[i].pattern;
        answer = list(fixture->table, CFD_GROUP_ENDPOINT, &filter);
        assert_int_equal(answer.line_count, patterns[i].line_count);
        cfd_exposure_lines_free(fixture->table, answer.lines);
    }
}

static void filter_of_nobody_picks_nothing(void **state)
{
    struct fixture *fixture = *state;
    const uint32_t unknown[] = {3, UINT32_MAX};
    struct cfd_exposure_filter filter = {FOR_EVER, .consumers = unknown};

    add(fixture->table, test_sight(fixture->both, fixture->customers, 7, 1000));
    add_mentions(fixture->table, fixture->both, fixture->orders, 5, 1000);
    assert_int_equal(list(fixture->table, CFD_GROUP_NONE, &filter).line_count, 0);
    filter.consumer_count = 2;
    assert_int_equal(list(fixture->table, CFD_GROUP_NONE, &filter).line_count, 0);
    filter = (struct cfd_exposure_filter){FOR_EVER, .subjects = (const void *)""};
    assert_int_equal(list(fixture->table, CFD_GROUP_NONE, &filter).line_count, 0);
}

static void most_persons_come_first_then_mentions_then_age(void **state)
{
    struct fixture *fixture = *state;
    uint32_t more[4];
    struct answer answer;
    char name[32];

    for (uint32_t i = 0; i < 4; i++) {
        snprintf(name, sizeof(name), "GET api.example/%u", i);
        more[i] = put_endpoint(fixture->table, name);
    }
    add(fixture->table, test_sight(fixture->lone, more[3], 1, 500));
    add(fixture->table, test_sight(fixture->lone, more[2], 1, 500));
    add(fixture->table, test_sight(fixture->lone, more[1], 1, 900));
    add(fixture->table, test_sight(fixture->lone, more[0], 1, 900));
    add(fixture->table, test_sight(fixture->lone, fixture->orders, 1, 950));
    add(fixture->table, test_sight(fixture->lone, fixture->orders, 2, 950));
    add_mentions(fixture->table, fixture->lone, more[1], 1, 900);
    answer = list(fixture->table, CFD_GROUP_ENDPOINT, NULL);
    assert_int_equal(answer.line_count, 5);
    assert_int_equal(answer.lines[0].endpoint, fixture->orders); /* persons */
    assert_int_equal(answer.lines[1].endpoint, more[1]);         /* mentions */
    assert_int_equal(answer.lines[2].endpoint, more[2]);         /* age, number */
    assert_int_equal(answer.lines[3].endpoint, more[3]);
    assert_int_equal(answer.lines[4].endpoint, more[0]);
    cfd_exposure_lines_free(fixture->table, answer.lines);
}

/* --- random tables against the oracle */

#define RANDOM_ROWS 300u
#define RANDOM_TRAFFIC 40u
#define RANDOM_CONSUMERS 7u
#define RANDOM_ENDPOINTS 5u
#define RANDOM_SUBJECTS 40u
#define RANDOM_WHOS 12u

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static struct cfd_exposure_who random_who(uint32_t *seed)
{
    struct cfd_exposure_who who = {.side = (uint8_t)draw(seed, 3), .auth = (uint8_t)draw(seed, 3)};
    uint32_t credential_count = draw(seed, 4);

    for (uint32_t i = 0; i < credential_count; i++) /* twice the same may happen */
        who.consumers[who.consumer_count++] = draw(seed, RANDOM_CONSUMERS - 2);
    if (draw(seed, 4) > 0)
        who.consumers[who.consumer_count++] = RANDOM_CONSUMERS - 2 + draw(seed, 2);
    return who;
}

struct world {
    struct cfd_exposure_row rows[RANDOM_ROWS];
    struct cfd_exposure_traffic traffic[RANDOM_TRAFFIC];
    struct cfd_exposure_who whos[RANDOM_WHOS];
};

static void make_world(struct world *world, uint32_t *seed)
{
    for (uint32_t i = 0; i < RANDOM_WHOS; i++)
        world->whos[i] = random_who(seed);
    for (uint32_t i = 0; i < RANDOM_ROWS; i++) {
        world->rows[i] = test_sight(draw(seed, RANDOM_WHOS), draw(seed, RANDOM_ENDPOINTS),
                                    draw(seed, RANDOM_SUBJECTS), draw(seed, 30));
        world->rows[i].last_ms += draw(seed, 30);
        world->rows[i].kinds = (cfd_kinds)(2u << draw(seed, 4));
        world->rows[i].count = 1 + draw(seed, 5);
    }
    for (uint32_t i = 0; i < RANDOM_TRAFFIC; i++)
        world->traffic[i] = (struct cfd_exposure_traffic){
            .who = draw(seed, RANDOM_WHOS),
            .endpoint = draw(seed, RANDOM_ENDPOINTS),
            .mention_count = draw(seed, 3),
            .first_ms = draw(seed, 30),
            .last_ms = 30 + draw(seed, 30),
            .kinds = (cfd_kinds)(2u << draw(seed, 4)),
        };
}

/* Puts the world into a table; its sights in the order told, or in their own. Equal whos become one
 * number, which `world` is told. */
static struct cfd_exposure_table *table_of(struct world *world, const uint32_t *row_order)
{
    struct cfd_exposure_table *table;
    uint32_t numbers[RANDOM_WHOS];
    uint32_t number;
    bool is_new;
    char name[40];

    assert_int_equal(cfd_exposure_table_new(&test_hash_key, &cfd_alloc_libc, &table), CFD_OK);
    for (uint32_t i = 0; i < RANDOM_CONSUMERS; i++) {
        snprintf(name, sizeof(name), "c-%u", i);
        put_consumer(table, i < RANDOM_CONSUMERS - 2 ? CFD_CREDENTIAL_ID : CFD_CREDENTIAL_ADDRESS,
                     name);
    }
    for (uint32_t i = 0; i < RANDOM_ENDPOINTS; i++) {
        snprintf(name, sizeof(name), "GET api.example/%s/%u", i < 3 ? "a" : "b", i);
        put_endpoint(table, name);
    }
    for (uint32_t i = 0; i < RANDOM_WHOS; i++)
        assert_int_equal(cfd_exposure_who_put(table, &world->whos[i], &numbers[i], &is_new),
                         CFD_OK);
    for (uint32_t i = 0; i < RANDOM_ROWS; i++) {
        struct cfd_exposure_row sight = world->rows[row_order == NULL ? i : row_order[i]];

        sight.who = numbers[sight.who];
        add(table, sight);
    }
    for (uint32_t i = 0; i < RANDOM_TRAFFIC; i++) {
        struct cfd_exposure_traffic traffic = world->traffic[i];

        traffic.who = numbers[traffic.who];
        assert_int_equal(cfd_exposure_traffic_add(table, &traffic, &number), CFD_OK);
    }
    return table;
}

static bool contains(const uint32_t *numbers, uint32_t count, uint32_t number)
{
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

/* Whether a sight of that who is booked for that consumer, said in another way than the code does. */
static bool oracle_books(struct cfd_exposure_table *table, enum cfd_exposure_group group,
                         uint32_t who_number, uint32_t consumer)
{
    const struct cfd_exposure_who *who = cfd_exposure_who_at(table, who_number);
    bool has_credential = false, has_address = false, is_there = false, is_address;

    if (group == CFD_GROUP_NONE || group == CFD_GROUP_ENDPOINT)
        return consumer == NOBODY;
    for (unsigned i = 0; i < who->consumer_count; i++) {
        is_address = cfd_exposure_consumer_at(table, who->consumers[i])->credential ==
                     CFD_CREDENTIAL_ADDRESS;
        has_address |= is_address;
        has_credential |= !is_address;
        is_there |= who->consumers[i] == consumer;
    }
    is_address = consumer != NOBODY &&
                 cfd_exposure_consumer_at(table, consumer)->credential == CFD_CREDENTIAL_ADDRESS;
    if (group == CFD_GROUP_ADDRESS)
        return is_there && is_address;
    if (consumer == NOBODY)
        return !has_credential && !has_address;
    return is_there && (!is_address || !has_credential);
}

static bool oracle_pattern(const char *pattern, const char *text)
{
    for (; *pattern != '\0'; pattern++, text++) {
        if (*pattern == '*' && pattern[1] == '\0')
            return true;
        if (*pattern != *text)
            return false;
    }
    return *text == '\0';
}

static bool oracle_picks(struct cfd_exposure_table *table, const struct cfd_exposure_filter *filter,
                         uint32_t who, uint32_t endpoint, cfd_kinds kinds, int64_t first_ms,
                         int64_t last_ms)
{
    const struct cfd_exposure_who *consumers = cfd_exposure_who_at(table, who);
    bool has_consumer = filter->consumers == NULL;

    for (unsigned i = 0; !has_consumer && i < consumers->consumer_count; i++)
        has_consumer = contains(filter->consumers, filter->consumer_count, consumers->consumers[i]);
    return has_consumer && (filter->kinds == 0 || (kinds & filter->kinds) != 0) &&
           (filter->endpoint == NULL ||
            oracle_pattern(filter->endpoint, cfd_exposure_endpoint_at(table, endpoint))) &&
           last_ms >= filter->since_ms && first_ms < filter->until_ms;
}

static bool oracle_has_subject(const struct cfd_exposure_filter *filter, const uint8_t *subject)
{
    if (filter->subjects == NULL)
        return true;
    for (uint32_t i = 0; i < filter->subject_count; i++)
        if (memcmp(filter->subjects[i], subject, CFD_PSEUDONYM_BYTES) == 0)
            return true;
    return false;
}

struct oracle {
    struct cfd_exposure_line line;
    bool is_there;
    bool has_subject[RANDOM_SUBJECTS];
    bool has_consumer[RANDOM_CONSUMERS + 1];
    bool has_endpoint[RANDOM_ENDPOINTS];
};

static void oracle_book(struct oracle *oracle, struct cfd_exposure_table *table, uint32_t who,
                        uint32_t endpoint, cfd_kinds kinds, int64_t first_ms, int64_t last_ms)
{
    const struct cfd_exposure_who *of = cfd_exposure_who_at(table, who);
    struct cfd_exposure_line *line = &oracle->line;

    if (!oracle->is_there || first_ms < line->first_ms ||
        (first_ms == line->first_ms && of->side < line->side))
        line->side = of->side;
    if (!oracle->is_there || first_ms < line->first_ms)
        line->first_ms = first_ms;
    if (!oracle->is_there || last_ms > line->last_ms)
        line->last_ms = last_ms;
    if (of->auth > line->auth)
        line->auth = of->auth;
    line->kinds |= kinds;
    oracle->is_there = true;
    oracle->has_endpoint[endpoint] = true;
    for (uint32_t i = 0; i < RANDOM_CONSUMERS; i++)
        oracle->has_consumer[i] |= oracle_books(table, CFD_GROUP_CONSUMER, who, i);
    oracle->has_consumer[RANDOM_CONSUMERS] |= oracle_books(table, CFD_GROUP_CONSUMER, who, NOBODY);
}

/* The line of (consumer, endpoint) by looking at everything. */
static void oracle_line(struct oracle *oracle, struct cfd_exposure_table *table,
                        enum cfd_exposure_group group, const struct cfd_exposure_filter *filter,
                        uint32_t consumer, uint32_t endpoint)
{
    const struct cfd_exposure_row *row;
    const struct cfd_exposure_traffic *traffic;

    memset(oracle, 0, sizeof(*oracle));
    oracle->line.consumer = consumer;
    oracle->line.endpoint = endpoint;
    for (uint32_t i = 0; i < cfd_exposure_row_count(table); i++) {
        row = cfd_exposure_row_at(table, i);
        if ((endpoint != NOBODY && row->endpoint != endpoint) ||
            !oracle_books(table, group, row->who, consumer) ||
            !oracle_picks(table, filter, row->who, row->endpoint, row->kinds, row->first_ms,
                          row->last_ms) ||
            !oracle_has_subject(filter, row->subject))
            continue;
        oracle_book(oracle, table, row->who, row->endpoint, row->kinds, row->first_ms,
                    row->last_ms);
        oracle->line.count += row->count;
        oracle->has_subject[row->subject[0]] = true;
    }
    for (uint32_t i = 0; i < cfd_exposure_traffic_count(table); i++) {
        traffic = cfd_exposure_traffic_at(table, i);
        if ((endpoint != NOBODY && traffic->endpoint != endpoint) || traffic->mention_count == 0 ||
            filter->subjects != NULL || !oracle_books(table, group, traffic->who, consumer) ||
            !oracle_picks(table, filter, traffic->who, traffic->endpoint, traffic->kinds,
                          traffic->first_ms, traffic->last_ms))
            continue;
        oracle_book(oracle, table, traffic->who, traffic->endpoint, traffic->kinds,
                    traffic->first_ms, traffic->last_ms);
        oracle->line.mention_count += traffic->mention_count;
    }
    for (uint32_t i = 0; i < RANDOM_SUBJECTS; i++)
        oracle->line.person_count += oracle->has_subject[i];
    for (uint32_t i = 0; group == CFD_GROUP_ENDPOINT && i <= RANDOM_CONSUMERS; i++)
        oracle->line.consumer_count += oracle->has_consumer[i];
    for (uint32_t i = 0;
         (group == CFD_GROUP_CONSUMER || group == CFD_GROUP_ADDRESS) && i < RANDOM_ENDPOINTS; i++)
        oracle->line.endpoint_count += oracle->has_endpoint[i];
}

static void assert_same_line(const struct cfd_exposure_line *a, const struct cfd_exposure_line *b)
{
    assert_int_equal(a->consumer, b->consumer);
    assert_int_equal(a->endpoint, b->endpoint);
    assert_int_equal(a->side, b->side);
    assert_int_equal(a->auth, b->auth);
    assert_int_equal(a->kinds, b->kinds);
    assert_int_equal(a->person_count, b->person_count);
    assert_int_equal(a->mention_count, b->mention_count);
    assert_int_equal(a->consumer_count, b->consumer_count);
    assert_int_equal(a->endpoint_count, b->endpoint_count);
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->first_ms, b->first_ms);
    assert_int_equal(a->last_ms, b->last_ms);
}

static const struct cfd_exposure_line *find(const struct answer *answer, uint32_t consumer,
                                            uint32_t endpoint)
{
    for (size_t i = 0; i < answer->line_count; i++)
        if (answer->lines[i].consumer == consumer && answer->lines[i].endpoint == endpoint)
            return &answer->lines[i];
    return NULL;
}

/* Every line that could be is there exactly when the oracle has one, and says the same. */
static void assert_like_oracle(struct cfd_exposure_table *table, enum cfd_exposure_group group,
                               const struct cfd_exposure_filter *filter)
{
    const bool by_endpoint = group == CFD_GROUP_ENDPOINT || group == CFD_GROUP_PAIR;
    struct answer answer = list(table, group, filter);
    const struct cfd_exposure_line *line;
    struct oracle oracle;
    size_t line_count = 0;

    for (uint32_t c = 0; c <= RANDOM_CONSUMERS; c++) {
        for (uint32_t e = 0; e < (by_endpoint ? RANDOM_ENDPOINTS : 1); e++) {
            uint32_t consumer = c == RANDOM_CONSUMERS ? NOBODY : c;
            uint32_t endpoint = by_endpoint ? e : NOBODY;

            oracle_line(&oracle, table, group, filter, consumer, endpoint);
            line = find(&answer, consumer, endpoint);
            assert_int_equal(line != NULL, oracle.is_there);
            if (line != NULL)
                assert_same_line(line, &oracle.line);
            line_count += line != NULL;
        }
    }
    assert_int_equal(answer.line_count, line_count);
    oracle_line(&oracle, table, CFD_GROUP_NONE, filter, NOBODY, NOBODY);
    assert_int_equal(answer.person_count, oracle.line.person_count);
    for (size_t i = 1; i < answer.line_count; i++)
        assert_true(answer.lines[i - 1].person_count >= answer.lines[i].person_count);
    cfd_exposure_lines_free(table, answer.lines);
}

static void prop_list_equals_oracle(void **state)
{
    static const char *const patterns[] = {NULL, "*", "GET api.example/a*", "GET api.example/b/3",
                                           "GET api.example/b"};
    uint8_t subjects[3][CFD_PSEUDONYM_BYTES] = {{0}};
    struct world *world = malloc(sizeof(*world));
    struct cfd_exposure_table *table;
    uint32_t consumers[2];
    uint32_t seed = 20260131;

    for (int round = 0; round < 100; round++) {
        struct cfd_exposure_filter filter = {FOR_EVER};

        make_world(world, &seed);
        table = table_of(world, NULL);
        filter.since_ms = draw(&seed, 2) ? draw(&seed, 40) : INT64_MIN;
        filter.until_ms = draw(&seed, 2) ? 20 + draw(&seed, 40) : INT64_MAX;
        filter.kinds = (cfd_kinds)(draw(&seed, 2) ? draw(&seed, 16) << 1 : 0);
        filter.endpoint = patterns[draw(&seed, TEST_COUNT(patterns))];
        consumers[0] = draw(&seed, RANDOM_CONSUMERS);
        consumers[1] = draw(&seed, RANDOM_CONSUMERS + 1);
        filter.consumers = draw(&seed, 3) == 0 ? consumers : NULL;
        filter.consumer_count = 1 + draw(&seed, 2);
        for (int i = 0; i < 3; i++)
            subjects[i][0] = (uint8_t)draw(&seed, RANDOM_SUBJECTS + 2);
        filter.subjects = draw(&seed, 4) == 0 ? (const void *)subjects : NULL;
        filter.subject_count = 3;
        for (int group = CFD_GROUP_NONE; group <= CFD_GROUP_PAIR; group++)
            assert_like_oracle(table, group, &filter);
        cfd_exposure_table_free(table);
    }
    free(world);
}

static void prop_order_independence(void **state)
{
    struct world *world = malloc(sizeof(*world));
    uint32_t order[RANDOM_ROWS];
    uint32_t seed = 7;

    for (int round = 0; round < 50; round++) {
        struct cfd_exposure_table *straight, *shuffled;
        struct answer a, b;

        make_world(world, &seed);
        for (uint32_t i = 0; i < RANDOM_ROWS; i++)
            order[i] = i;
        for (uint32_t i = RANDOM_ROWS - 1; i > 0; i--) {
            uint32_t other = draw(&seed, i + 1), kept = order[i];

            order[i] = order[other];
            order[other] = kept;
        }
        straight = table_of(world, NULL);
        shuffled = table_of(world, order);
        for (int group = CFD_GROUP_NONE; group <= CFD_GROUP_PAIR; group++) {
            a = list(straight, group, NULL);
            b = list(shuffled, group, NULL);
            assert_int_equal(a.line_count, b.line_count);
            assert_int_equal(a.person_count, b.person_count);
            for (size_t i = 0; i < a.line_count; i++)
                assert_same_line(&a.lines[i], &b.lines[i]);
            cfd_exposure_lines_free(straight, a.lines);
            cfd_exposure_lines_free(shuffled, b.lines);
        }
        cfd_exposure_table_free(straight);
        cfd_exposure_table_free(shuffled);
    }
    free(world);
}

static void fail_each_allocation(void **state)
{
    const uint32_t consumers[] = {0, 2};
    const uint8_t subjects[2][CFD_PSEUDONYM_BYTES] = {{1}, {2}};
    const struct cfd_exposure_filter filter = {FOR_EVER,
                                               .endpoint = "*",
                                               .consumers = consumers,
                                               .consumer_count = 2,
                                               .subjects = subjects,
                                               .subject_count = 2};
    struct test_alloc alloc;
    struct cfd_exposure_table *table;
    struct cfd_exposure_line *lines = (void *)&alloc;
    enum cfd_status status = CFD_ERR_MEMORY;
    uint64_t person_count, before, fail_count;
    size_t line_count = 99;

    test_alloc_init(&alloc);
    assert_int_equal(cfd_exposure_table_new(&test_hash_key, &alloc.alloc, &table), CFD_OK);
    put_consumer(table, CFD_CREDENTIAL_ID, "partner-7");
    put_who(table, 0, NOBODY, 0, 0);
    put_endpoint(table, "GET api.example/a");
    for (uint32_t i = 0; i < 200; i++)
        add(table, test_sight(0, 0, i % 100, 1000));
    before = alloc.live_count;
    for (fail_count = 0; status != CFD_OK; fail_count++) {
        alloc.call_count = 0;
        alloc.fail_at = fail_count + 1;
        status = cfd_exposure_list(table, CFD_GROUP_CONSUMER, &filter, &lines, &line_count,
                                   &person_count);
        if (status != CFD_OK) {
            assert_int_equal(status, CFD_ERR_MEMORY);
            assert_ptr_equal(lines, &alloc);
            assert_int_equal(line_count, 99);
            assert_int_equal(alloc.live_count, before);
        }
    }
    assert_true(fail_count > 10);
    assert_int_equal(person_count, 2);
    cfd_exposure_lines_free(table, lines);
    cfd_exposure_table_free(table);
    assert_int_equal(alloc.live_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(empty_table_has_no_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_credential_counts_all_and_the_address_none, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(lone_address_has_a_line_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(by_address_books_addresses_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_without_any_consumer_is_not_lost, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mentions_make_lines_but_no_persons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lower_bound_of_a_row_is_that_of_its_lines, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(window_is_half_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(endpoint_is_matched_whole_or_by_its_beginning, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(filter_of_nobody_picks_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(most_persons_come_first_then_mentions_then_age, set_up,
                                        tear_down),
        cmocka_unit_test(prop_list_equals_oracle),
        cmocka_unit_test(prop_order_independence),
        cmocka_unit_test(fail_each_allocation),
    };

    return cmocka_run_group_tests_name("exposure_list", tests, NULL, NULL);
}
