/* SPDX-License-Identifier: Apache-2.0
 * Memory made again: from the index as far as it covers, from the log beyond.
 *
 * Both speak in the same entries, so each entry has one function that takes it in; it does to memory
 * what booking did, and says nothing new. An index that cannot be read is given up, and the whole
 * log is read instead. */
#include "daemon/engine/book.h"

#include <string.h>

#include "daemon/common/message.h"
#include "lib/ledger/entry.h"

#define NO_HOUR UINT32_MAX /* of a repeat: its row's hour stays */
#define HOUR_END_MS 60000  /* after the hour the deltas of it are in the log, many times over */

/* The index follows while the log is read, or its notes would be as large as the log. */
#define NOTES_MAX 65536u

/* Dictionaries must come back under the numbers that entries use. */
static enum cfd_status expect_number(uint32_t number, uint32_t expected, bool is_new)
{
    return is_new && number == expected ? CFD_OK : CFD_ERR_CORRUPT;
}

/* --- taking in, ctx is the book */

static enum cfd_status take_consumer(void *ctx, const struct cfd_entry_consumer *entry)
{
    struct cfd_book *book = ctx;
    uint32_t number;
    bool is_new;

    CFD_TRY(cfd_exposure_consumer_put(book->table, &entry->consumer, &number, &is_new));
    return expect_number(number, entry->number, is_new);
}

static enum cfd_status take_endpoint(void *ctx, const struct cfd_entry_endpoint *entry)
{
    struct cfd_book *book = ctx;
    uint32_t number;
    bool is_new;

    CFD_TRY(cfd_exposure_endpoint_put(book->table, entry->endpoint, &number, &is_new));
    return expect_number(number, entry->number, is_new);
}

static enum cfd_status take_who(void *ctx, const struct cfd_entry_who *entry)
{
    struct cfd_book *book = ctx;
    struct cfd_exposure_who who = {
        .consumer_count = entry->consumer_count, .side = entry->side, .auth = entry->auth};
    uint32_t number;
    bool is_new;

    memcpy(who.consumers, entry->consumers, sizeof(who.consumers));
    CFD_TRY(cfd_exposure_who_put(book->table, &who, &number, &is_new));
    return expect_number(number, entry->number, is_new);
}

static enum cfd_status add_row(struct cfd_book *book, const struct cfd_exposure_row *row,
                               uint32_t *out_number)
{
    bool is_new;

    CFD_TRY(cfd_exposure_add(book->table, row, out_number, &is_new));
    cfd_exposure_row_at(book->table, *out_number)->logged_count =
        cfd_exposure_row_at(book->table, *out_number)->count;
    return CFD_OK;
}

static enum cfd_status take_row(void *ctx, const struct cfd_exposure_row *row)
{
    uint32_t number;

    return add_row(ctx, row, &number);
}

static enum cfd_status add_traffic(struct cfd_book *book, const struct cfd_entry_traffic *entry,
                                   uint32_t *out_number)
{
    struct cfd_exposure_traffic traffic = {.who = entry->who,
                                           .endpoint = entry->endpoint,
                                           .response_count = entry->response_count,
                                           .mention_count = entry->mention_count,
                                           .first_ms = entry->first_ms,
                                           .last_ms = entry->last_ms,
                                           .kinds = entry->kinds};
    struct cfd_exposure_traffic *known;

    CFD_TRY(cfd_exposure_traffic_add(book->table, &traffic, out_number));
    known = cfd_exposure_traffic_at(book->table, *out_number);
    known->logged_response_count = known->response_count;
    known->logged_mention_count = known->mention_count;
    return CFD_OK;
}

static enum cfd_status take_traffic(void *ctx, const struct cfd_entry_traffic *entry)
{
    uint32_t number;

    return add_traffic(ctx, entry, &number);
}

static enum cfd_status take_alias(void *ctx, const struct cfd_entry_alias *entry)
{
    struct cfd_book *book = ctx;
    struct cfd_alias_pair pair;
    enum cfd_status status;
    bool is_new;

    memcpy(pair.alias, entry->alias, sizeof(pair.alias));
    memcpy(pair.subject, entry->subject, sizeof(pair.subject));
    status = cfd_aliases_put(&book->aliases, &pair, &is_new);
    return status == CFD_ERR_FULL ? CFD_OK : status;
}

static enum cfd_status take_gap(void *ctx, const struct cfd_entry_gap *entry)
{
    struct cfd_book *book = ctx;
    struct cfd_gap_line *line;

    if (entry->endpoint != CFD_NO_ENDPOINT &&
        cfd_exposure_endpoint_at(book->table, entry->endpoint) == NULL)
        return CFD_ERR_CORRUPT;
    CFD_TRY(cfd_coverage_gap(&book->coverage, entry, &line));
    cfd_gap_line_logged(line);
    return CFD_OK;
}

static enum cfd_status take_coverage(void *ctx, const struct cfd_entry_coverage *entry)
{
    struct cfd_book *book = ctx;

    return cfd_coverage_add(&book->coverage, entry);
}

/* --- from the log: decode, take in, note for the index */

struct reading {
    struct cfd_book *book;
    struct cfd_error *error;
    bool is_running;   /* an engine has started and not ended in order */
    int64_t commit_ms; /* of the last COMMIT */
};

/* An engine was killed: sights since its last deltas may be lost. They were of rows whose first sight
 * of that hour was logged; earlier hours had their deltas, but for the first moments of a new one. */
static void doubt_open_rows(const struct reading *reading)
{
    struct cfd_exposure_table *table = reading->book->table;
    uint16_t hour = cfd_book_hour(reading->commit_ms);
    uint16_t earlier = cfd_book_hour(reading->commit_ms - HOUR_END_MS);
    struct cfd_exposure_row *row;

    for (uint32_t i = 0; (row = cfd_exposure_row_at(table, i)) != NULL; i++) {
        if (row->is_lower_bound || (row->logged_hour != hour && row->logged_hour != earlier))
            continue;
        row->is_lower_bound = 1;
        cfd_book_unfollowed_row(reading->book, i);
    }
}

static enum cfd_status read_consumer(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_entry_consumer consumer;

    CFD_TRY(cfd_entry_consumer_decode(entry->payload, entry->version, &consumer));
    return take_consumer(book, &consumer);
}

static enum cfd_status read_endpoint(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_entry_endpoint endpoint;

    CFD_TRY(cfd_entry_endpoint_decode(entry->payload, entry->version, &endpoint));
    return take_endpoint(book, &endpoint);
}

static enum cfd_status read_who(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_entry_who who;

    CFD_TRY(cfd_entry_who_decode(entry->payload, entry->version, &who));
    return take_who(book, &who);
}

static enum cfd_status read_row(struct cfd_book *book, const struct cfd_exposure_row *row,
                                uint32_t hour)
{
    uint32_t number;
    enum cfd_status status = add_row(book, row, &number);

    if (status == CFD_OK && hour != NO_HOUR)
        cfd_exposure_row_at(book->table, number)->logged_hour = (uint16_t)hour;
    if (status == CFD_OK)
        cfd_book_unfollowed_row(book, number);
    return status == CFD_ERR_FULL ? CFD_OK : status; /* the log holds more than memory */
}

static enum cfd_status read_exposure(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_entry_sight sights[CFD_GROUP_SUBJECTS_MAX];
    struct cfd_entry_exposure group;

    CFD_TRY(cfd_entry_exposure_decode(entry->payload, entry->version, &group, sights));
    for (uint16_t i = 0; i < group.sight_count; i++) {
        struct cfd_exposure_row row = {.who = group.who,
                                       .endpoint = group.endpoint,
                                       .kinds = sights[i].kinds,
                                       .identity = sights[i].identity,
                                       .action = group.action,
                                       .basis = group.basis,
                                       .first_ms = group.first_ms,
                                       .last_ms = group.first_ms,
                                       .count = 1};

        memcpy(row.subject, sights[i].subject, sizeof(row.subject));
        CFD_TRY(read_row(book, &row, cfd_book_hour(entry->time_ms)));
    }
    return CFD_OK;
}

static enum cfd_status read_repeats(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_bytes payload = entry->payload;
    struct cfd_entry_repeat repeat;
    enum cfd_status status;

    while ((status = cfd_entry_repeat_next(&payload, entry->version, &repeat)) == CFD_OK) {
        struct cfd_exposure_row row = {.who = repeat.who,
                                       .endpoint = repeat.endpoint,
                                       .kinds = repeat.kinds,
                                       .action = repeat.action,
                                       .basis = repeat.basis,
                                       .first_ms = repeat.last_ms,
                                       .last_ms = repeat.last_ms,
                                       .count = repeat.count};

        memcpy(row.subject, repeat.subject, sizeof(row.subject));
        CFD_TRY(read_row(book, &row, NO_HOUR));
    }
    return status == CFD_ERR_NOT_FOUND ? CFD_OK : status;
}

static enum cfd_status read_traffic(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_entry_traffic traffic;
    uint32_t number;

    CFD_TRY(cfd_entry_traffic_decode(entry->payload, entry->version, &traffic));
    CFD_TRY(add_traffic(book, &traffic, &number));
    cfd_book_unfollowed_traffic(book, number);
    return CFD_OK;
}

static enum cfd_status read_alias(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_entry_alias alias;

    CFD_TRY(cfd_entry_alias_decode(entry->payload, entry->version, &alias));
    return take_alias(book, &alias);
}

static enum cfd_status read_gap(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_entry_gap gap;

    CFD_TRY(cfd_entry_gap_decode(entry->payload, entry->version, &gap));
    CFD_TRY(take_gap(book, &gap));
    cfd_book_unfollowed_gap(book, &gap);
    return CFD_OK;
}

static enum cfd_status read_coverage(struct cfd_book *book, const struct cfd_log_entry *entry)
{
    struct cfd_entry_coverage coverage;

    CFD_TRY(cfd_entry_coverage_decode(entry->payload, entry->version, &coverage));
    cfd_book_unfollowed_coverage(book, &coverage);
    return take_coverage(book, &coverage);
}

static enum cfd_status read_commit(struct reading *reading, const struct cfd_log_entry *entry)
{
    struct cfd_book *book = reading->book;

    reading->commit_ms = entry->time_ms;
    if (cfd_unfollowed_count(&book->unfollowed) >= NOTES_MAX)
        cfd_book_follow(book, entry->index + 1, UINT32_MAX);
    return CFD_OK;
}

static void read_start(struct reading *reading)
{
    if (reading->is_running)
        doubt_open_rows(reading);
    reading->is_running = true;
}

static enum cfd_status read_one(struct reading *reading, const struct cfd_log_entry *entry)
{
    struct cfd_book *book = reading->book;

    switch (entry->type) {
    case CFD_ENTRY_COMMIT:
        return read_commit(reading, entry);
    case CFD_ENTRY_START:
        read_start(reading);
        return CFD_OK;
    case CFD_ENTRY_STOP:
        reading->is_running = false;
        return CFD_OK;
    case CFD_ENTRY_CONSUMER:
        return read_consumer(book, entry);
    case CFD_ENTRY_ENDPOINT:
        return read_endpoint(book, entry);
    case CFD_ENTRY_WHO:
        return read_who(book, entry);
    case CFD_ENTRY_EXPOSURE:
        return read_exposure(book, entry);
    case CFD_ENTRY_REPEAT:
        return read_repeats(book, entry);
    case CFD_ENTRY_TRAFFIC:
        return read_traffic(book, entry);
    case CFD_ENTRY_ALIAS:
        return read_alias(book, entry);
    case CFD_ENTRY_GAP:
        return read_gap(book, entry);
    case CFD_ENTRY_COVERAGE:
        return read_coverage(book, entry);
    default:
        return entry->type < 0x8000 ? CFD_ERR_VERSION : CFD_OK;
    }
}

/* An entry that names what is not there is damage, as one is that cannot be decoded. */
static enum cfd_status read_entry(void *ctx, const struct cfd_log_entry *entry)
{
    struct reading *reading = ctx;
    enum cfd_status status = read_one(reading, entry);

    if (status == CFD_OK)
        return CFD_OK;
    cfd_error_set(reading->error, 0, "log: entry %llu (type %u) %s",
                  (unsigned long long)entry->index, (unsigned)entry->type,
                  status == CFD_ERR_VERSION  ? "was written by a newer version"
                  : status == CFD_ERR_MEMORY ? "finds no memory"
                                             : "does not fit the entries before it");
    return status == CFD_ERR_USAGE || status == CFD_ERR_FORMAT ? CFD_ERR_CORRUPT : status;
}

/* Empties memory; what is open stays open. */
static enum cfd_status begin_anew(struct cfd_book *book)
{
    cfd_exposure_table_free(book->table);
    book->table = NULL;
    cfd_aliases_deinit(&book->aliases);
    cfd_coverage_deinit(&book->coverage);
    cfd_unfollowed_deinit(&book->unfollowed);
    cfd_aliases_init(&book->aliases, &book->hash_key);
    return cfd_exposure_table_new(&book->hash_key, &cfd_alloc_libc, &book->table);
}

/* What the index told is what it has. */
static void count_followed(struct cfd_book *book)
{
    struct cfd_unfollowed *unfollowed = &book->unfollowed;

    while (cfd_exposure_consumer_at(book->table, unfollowed->consumers) != NULL)
        unfollowed->consumers++;
    while (cfd_exposure_endpoint_at(book->table, unfollowed->endpoints) != NULL)
        unfollowed->endpoints++;
    while (cfd_exposure_who_at(book->table, unfollowed->whos) != NULL)
        unfollowed->whos++;
    unfollowed->aliases = book->aliases.count;
}

enum cfd_status cfd_book_restore(struct cfd_book *book, uint64_t covered, struct cfd_error *error)
{
    const struct cfd_index_visitor visitor = {.on_consumer = take_consumer,
                                              .on_endpoint = take_endpoint,
                                              .on_who = take_who,
                                              .on_row = take_row,
                                              .on_traffic = take_traffic,
                                              .on_alias = take_alias,
                                              .on_gap = take_gap,
                                              .on_coverage = take_coverage,
                                              .ctx = book};
    struct reading reading = {.book = book, .error = error};

    CFD_TRY(begin_anew(book));
    if (covered > 0 && cfd_index_load(book->index, &visitor, error) != CFD_OK) {
        cfd_message(CFD_MESSAGE_WARNING, "the index does not read, the log is read instead");
        cfd_book_give_up_index(book);
        CFD_TRY(begin_anew(book));
        covered = 0;
    }
    if (covered > 0)
        count_followed(book);
    CFD_TRY(cfd_log_read(book->log, covered, read_entry, &reading, error));
    if (reading.is_running)
        doubt_open_rows(&reading);
    return CFD_OK;
}
