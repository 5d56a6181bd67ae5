/* SPDX-License-Identifier: Apache-2.0
 * A query becomes a filter, the table makes lines, lines become rows, rows become frames.
 *
 * A look-up by value lives here and nowhere else: the value is normalised and pseudonymised under
 * the worker key, then under every live epoch, and forgotten. */
#include "daemon/engine/answer.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SELECTION_FIRST 64u
#define ROWS_PER_FRAME 64u
#define NO_NUMBER UINT32_MAX

static uint8_t frame_buffer[CFD_FRAME_MAX_BYTES];

struct reply {
    struct cfd_book *book;
    uint32_t request_id;
    cfd_frame_send send;
    void *ctx;
    bool is_broken; /* the asker does not take frames */
    struct cfd_row rows[ROWS_PER_FRAME];
    size_t row_count;
};

/* What of the clear query the table understands. The lists grow as they must: a look-up that left
 * somebody out would look exact and not be. */
struct selection {
    struct cfd_exposure_filter filter;
    uint32_t *consumers;
    uint8_t (*subjects)[CFD_PSEUDONYM_BYTES];
    uint32_t consumer_capacity, subject_capacity;
};

static void send_frame(struct reply *reply, enum cfd_status encoded, size_t frame_bytes)
{
    if (encoded != CFD_OK || !reply->send(reply->ctx, frame_buffer, frame_bytes))
        reply->is_broken = true;
}

static void send_fail(struct reply *reply, enum cfd_status status, const char *text)
{
    size_t frame_bytes = 0;
    enum cfd_status encoded = cfd_fail_encode(reply->request_id, status, text, frame_buffer,
                                              sizeof(frame_buffer), &frame_bytes);

    send_frame(reply, encoded, frame_bytes);
}

static void flush_rows(struct reply *reply)
{
    size_t sent = 0;

    while (sent < reply->row_count && !reply->is_broken) {
        size_t frame_bytes = 0;
        size_t taken = 0;
        enum cfd_status encoded =
            cfd_rows_encode(reply->request_id, reply->rows + sent, reply->row_count - sent,
                            frame_buffer, sizeof(frame_buffer), &frame_bytes, &taken);

        send_frame(reply, taken == 0 ? CFD_ERR_LIMIT : encoded, frame_bytes);
        sent += taken;
    }
    reply->row_count = 0;
}

static struct cfd_row *next_row(struct reply *reply)
{
    if (reply->row_count == ROWS_PER_FRAME)
        flush_rows(reply);
    memset(&reply->rows[reply->row_count], 0, sizeof(reply->rows[0]));
    return &reply->rows[reply->row_count++];
}

/* --- the selection */

/* Room for one more item. */
static enum cfd_status reserve(void **items, uint32_t count, uint32_t *capacity, size_t item_bytes)
{
    uint32_t wanted = *capacity == 0 ? SELECTION_FIRST : 2 * *capacity;
    void *grown;

    if (count < *capacity)
        return CFD_OK;
    grown = realloc(*items, wanted * item_bytes);
    if (grown == NULL)
        return CFD_ERR_MEMORY;
    *items = grown;
    *capacity = wanted;
    return CFD_OK;
}

static enum cfd_status reserve_consumer(struct selection *selection)
{
    return reserve((void **)&selection->consumers, selection->filter.consumer_count,
                   &selection->consumer_capacity, sizeof(*selection->consumers));
}

static enum cfd_status reserve_subject(struct selection *selection)
{
    return reserve((void **)&selection->subjects, selection->filter.subject_count,
                   &selection->subject_capacity, sizeof(*selection->subjects));
}

static void selection_deinit(struct selection *selection)
{
    if (selection->subjects != NULL)
        cfd_wipe(selection->subjects, selection->subject_capacity * sizeof(*selection->subjects));
    free(selection->consumers);
    free(selection->subjects);
}

/* --- consumers */

/* The label as people see it: with four digits of the pseudonym where it is not the whole id. */
static void show_label(const struct cfd_consumer *consumer, char *out, size_t out_bytes)
{
    if (consumer->is_clear || !consumer->has_pseudonym)
        (void)snprintf(out, out_bytes, "%s", consumer->label);
    else
        (void)snprintf(out, out_bytes, "%s#%02x%02x", consumer->label, consumer->pseudonym[0],
                       consumer->pseudonym[1]);
}

/* An address as the user types it: its stored pseudonyms are compared. */
static bool parse_address(const char *text, uint8_t out_address[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

    if (inet_pton(AF_INET6, text, out_address) == 1)
        return true;
    memcpy(out_address, mapped, sizeof(mapped));
    return inet_pton(AF_INET, text, out_address + 12) == 1;
}

/* The stored forms of an address, one an epoch. */
struct address_forms {
    uint8_t forms[CFD_EPOCHS_MAX][CFD_PSEUDONYM_BYTES];
    uint32_t count; /* 0: it is no address, or there is no key */
};

static void read_address(const struct cfd_keyring *keys, const char *text,
                         struct address_forms *out)
{
    uint8_t address[16];
    uint8_t d[CFD_PSEUDONYM_BYTES];

    out->count = 0;
    if (keys->worker == NULL || !parse_address(text, address))
        return;
    cfd_pseudonym_first(keys->worker, CFD_DOMAIN_ADDRESS, cfd_bytes_of(address, sizeof(address)),
                        d);
    for (; out->count < keys->epoch_count; out->count++)
        cfd_pseudonym_second(keys->epochs[out->count], d, out->forms[out->count]);
}

static bool is_address(const struct cfd_consumer *consumer, const struct address_forms *forms)
{
    if (consumer->credential != CFD_CREDENTIAL_ADDRESS || !consumer->has_pseudonym)
        return false;
    for (uint32_t i = 0; i < forms->count; i++)
        if (memcmp(forms->forms[i], consumer->pseudonym, CFD_PSEUDONYM_BYTES) == 0)
            return true;
    return false;
}

static bool is_named(const struct cfd_consumer *consumer, uint32_t number, const char *wanted)
{
    char label[CFD_CONSUMER_LABEL_BYTES + 8];
    char full[sizeof(label) + CFD_CONSUMER_NAME_BYTES + 1];
    char id[16];

    show_label(consumer, label, sizeof(label));
    (void)snprintf(full, sizeof(full), "%s:%s", consumer->name, label);
    (void)snprintf(id, sizeof(id), "c%" PRIu32, number);
    return strcmp(wanted, label) == 0 || strcmp(wanted, full) == 0 || strcmp(wanted, id) == 0 ||
           strcmp(wanted, consumer->label) == 0;
}

static enum cfd_status select_consumers(const struct cfd_book *book, const char *wanted,
                                        struct selection *selection)
{
    const struct cfd_consumer *consumer;
    struct address_forms forms;

    read_address(&book->keys, wanted, &forms);
    CFD_TRY(reserve_consumer(selection)); /* an empty list is none, NULL would be all */
    for (uint32_t number = 0; (consumer = cfd_exposure_consumer_at(book->table, number)) != NULL;
         number++) {
        if (!is_named(consumer, number, wanted) && !is_address(consumer, &forms))
            continue;
        CFD_TRY(reserve_consumer(selection));
        selection->consumers[selection->filter.consumer_count++] = number;
    }
    selection->filter.consumers = selection->consumers;
    return CFD_OK;
}

/* --- subjects */

static enum cfd_status add_subject(struct selection *selection,
                                   const uint8_t subject[CFD_PSEUDONYM_BYTES])
{
    CFD_TRY(reserve_subject(selection));
    memcpy(selection->subjects[selection->filter.subject_count++], subject, CFD_PSEUDONYM_BYTES);
    return CFD_OK;
}

/* The pseudonym itself, and what it is an alias of. */
static enum cfd_status add_identity(const struct cfd_book *book,
                                    const uint8_t d[CFD_PSEUDONYM_BYTES],
                                    struct selection *selection)
{
    uint8_t p[CFD_PSEUDONYM_BYTES];
    const uint8_t *subject;

    for (uint32_t epoch = 0; epoch < book->keys.epoch_count; epoch++) {
        uint32_t at = 0;

        cfd_pseudonym_second(book->keys.epochs[epoch], d, p);
        CFD_TRY(add_subject(selection, p));
        while (cfd_aliases_next(&book->aliases, p, &at, &subject))
            CFD_TRY(add_subject(selection, subject));
    }
    return CFD_OK;
}

static enum cfd_status select_subjects(const struct cfd_book *book, const char *value,
                                       struct selection *selection)
{
    static const enum cfd_kind kinds[] = {CFD_KIND_CUSTOMER_ID, CFD_KIND_EMAIL, CFD_KIND_PHONE};

    CFD_TRY(reserve_subject(selection));
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct cfd_identity identity = {.kind = kinds[i], .value = cfd_bytes_str(value)};
        uint8_t d[CFD_PSEUDONYM_BYTES];

        if (cfd_pseudonym_identity(book->keys.worker, &identity, d) == CFD_OK)
            CFD_TRY(add_identity(book, d, selection));
    }
    selection->filter.subjects = (const uint8_t(*)[CFD_PSEUDONYM_BYTES])selection->subjects;
    return CFD_OK;
}

static enum cfd_status select_rows(const struct cfd_book *book, const struct cfd_query *query,
                                   struct selection *selection)
{
    memset(selection, 0, sizeof(*selection));
    selection->filter.since_ms = query->since_ms;
    selection->filter.until_ms = query->until_ms;
    selection->filter.kinds = query->kinds;
    if (query->endpoint[0] != '\0')
        selection->filter.endpoint = query->endpoint;
    if (query->consumer[0] != '\0')
        CFD_TRY(select_consumers(book, query->consumer, selection));
    return query->subject[0] != '\0' ? select_subjects(book, query->subject, selection) : CFD_OK;
}

/* --- rows */

static uint64_t line_id(const struct cfd_exposure_line *line, enum cfd_list list)
{
    if (list == CFD_LIST_CONSUMERS)
        return line->consumer;
    if (list == CFD_LIST_ENDPOINTS)
        return line->endpoint;
    return ((uint64_t)line->consumer << 32) | line->endpoint;
}

static void fill_row(const struct cfd_book *book, const struct cfd_exposure_line *line,
                     enum cfd_list list, struct cfd_row *row)
{
    const struct cfd_consumer *consumer =
        line->consumer == NO_NUMBER ? NULL : cfd_exposure_consumer_at(book->table, line->consumer);
    const char *endpoint =
        line->endpoint == NO_NUMBER ? NULL : cfd_exposure_endpoint_at(book->table, line->endpoint);

    row->id = line_id(line, list);
    if (endpoint != NULL)
        (void)snprintf(row->endpoint, sizeof(row->endpoint), "%s", endpoint);
    if (consumer != NULL) {
        row->credential = (uint8_t)consumer->credential;
        (void)snprintf(row->consumer_name, sizeof(row->consumer_name), "%s", consumer->name);
        show_label(consumer, row->consumer_label, sizeof(row->consumer_label));
    }
    row->auth = line->auth;
    row->side = line->side;
    row->kinds = line->kinds;
    row->person_count = line->person_count;
    row->mention_count = line->mention_count;
    row->consumer_count = line->consumer_count;
    row->endpoint_count = line->endpoint_count;
    row->count = line->count;
    row->first_ms = line->first_ms;
    row->last_ms = line->last_ms;
    row->is_lower_bound = line->is_lower_bound;
}

/* Rows [cursor, cursor + limit) of total; tells where the next begins. */
static uint64_t window_of(const struct cfd_query *query, uint64_t total, uint64_t *out_end)
{
    uint64_t begin = query->cursor < total ? query->cursor : total;

    *out_end = query->limit == 0 || query->limit > total - begin ? total : begin + query->limit;
    return begin;
}

static enum cfd_exposure_group group_of(const struct cfd_query *query)
{
    switch (query->list) {
    case CFD_LIST_ENDPOINTS:
        return CFD_GROUP_ENDPOINT;
    case CFD_LIST_CONSUMERS:
        return query->is_by_address ? CFD_GROUP_ADDRESS : CFD_GROUP_CONSUMER;
    case CFD_LIST_EXPOSURES:
        return CFD_GROUP_PAIR;
    default:
        return CFD_GROUP_NONE;
    }
}

static enum cfd_status list_exposures(struct reply *reply, const struct cfd_query *query,
                                      const struct selection *selection, struct cfd_answer_end *end)
{
    struct cfd_exposure_line *lines = NULL;
    size_t line_count = 0;
    uint64_t last;

    CFD_TRY(cfd_exposure_list(reply->book->table, group_of(query), &selection->filter, &lines,
                              &line_count, &end->person_count));
    if (group_of(query) != CFD_GROUP_NONE) {
        end->row_total = line_count;
        for (uint64_t i = window_of(query, line_count, &last); i < last; i++)
            fill_row(reply->book, &lines[i], query->list, next_row(reply));
        end->next = last < line_count ? last : 0;
    }
    cfd_exposure_lines_free(reply->book->table, lines);
    return CFD_OK;
}

/* Exact, or what begins so where the pattern ends in a star: as in the lists of exposures. */
static bool matches(const char *pattern, const char *text)
{
    size_t pattern_bytes = strlen(pattern);

    if (pattern_bytes > 0 && pattern[pattern_bytes - 1] == '*')
        return strncmp(pattern, text, pattern_bytes - 1) == 0;
    return strcmp(pattern, text) == 0;
}

static bool is_line_wanted(const struct cfd_book *book, const struct cfd_gap_line *line,
                           const struct cfd_query *query)
{
    if (line->last_ms < query->since_ms || line->first_ms >= query->until_ms)
        return false;
    if (query->endpoint[0] == '\0')
        return true;
    return line->endpoint != CFD_NO_ENDPOINT &&
           matches(query->endpoint, cfd_exposure_endpoint_at(book->table, line->endpoint));
}

static void list_gaps(struct reply *reply, const struct cfd_query *query,
                      struct cfd_answer_end *end)
{
    const struct cfd_coverage *coverage = &reply->book->coverage;

    for (uint32_t i = 0; i < coverage->line_count; i++) {
        const struct cfd_gap_line *line = &coverage->lines[i];
        uint64_t position = end->row_total;
        struct cfd_row *row;

        if (!is_line_wanted(reply->book, line, query))
            continue;
        end->row_total++;
        if (position < query->cursor)
            continue;
        if (query->limit != 0 && position >= query->cursor + query->limit) {
            if (end->next == 0)
                end->next = position;
            continue;
        }
        row = next_row(reply);
        row->id = i;
        row->gap = line->reason;
        row->count = line->response_count;
        row->person_count = line->subject_count;
        row->first_ms = line->first_ms;
        row->last_ms = line->last_ms;
        if (line->endpoint != CFD_NO_ENDPOINT)
            (void)snprintf(row->endpoint, sizeof(row->endpoint), "%s",
                           cfd_exposure_endpoint_at(reply->book->table, line->endpoint));
    }
}

static void fill_end(const struct cfd_book *book, uint32_t worker_count,
                     const struct cfd_query *query, struct cfd_answer_end *end)
{
    struct cfd_log_report report;
    struct cfd_span sum;

    cfd_coverage_sum(&book->coverage, query->since_ms, query->until_ms, &sum);
    end->response_count = sum.response_count;
    end->inspected_count = sum.inspected_count;
    end->uninspected_count =
        sum.response_count > sum.inspected_count ? sum.response_count - sum.inspected_count : 0;
    memcpy(end->gap_counts, sum.gap_counts, sizeof(end->gap_counts));
    end->exposure_count = cfd_exposure_row_count(book->table);
    end->dropped_part_count = book->coverage.dropped_part_count;
    end->dropped_subject_count = book->coverage.dropped_subject_count;
    end->worker_count = worker_count;
    cfd_log_stat(book->log, &report);
    end->log_entry_count = report.entry_count;
    end->log_bytes = report.log_bytes;
    end->engine_start_ms = book->start_ms;
    end->last_commit_ms = book->last_commit_ms;
    end->has_worker_key = book->keys.worker != NULL;
    end->ledger_state = (uint8_t)book->ledger_state;
    end->ledger_state_ms = book->ledger_state_ms;
}

/* Sends the rows, but for the last few. */
static enum cfd_status list_rows(struct reply *reply, const struct cfd_query *query,
                                 struct cfd_answer_end *end)
{
    struct selection selection;
    enum cfd_status status = select_rows(reply->book, query, &selection);

    if (status == CFD_OK)
        status = list_exposures(reply, query, &selection, end);
    selection_deinit(&selection);
    if (status == CFD_OK && query->list == CFD_LIST_GAPS)
        list_gaps(reply, query, end);
    return status;
}

static void answer_query(struct reply *reply, uint32_t worker_count, const struct cfd_query *query)
{
    struct cfd_answer_end end = {.row_total = 0};
    size_t frame_bytes = 0;
    enum cfd_status encoded;
    enum cfd_status status = list_rows(reply, query, &end);

    if (status != CFD_OK) {
        send_fail(reply, status, "the engine could not make this list");
        return;
    }
    flush_rows(reply);
    fill_end(reply->book, worker_count, query, &end);
    encoded =
        cfd_end_encode(reply->request_id, &end, frame_buffer, sizeof(frame_buffer), &frame_bytes);
    if (!reply->is_broken)
        send_frame(reply, encoded, frame_bytes);
}

void cfd_answer(struct cfd_book *book, uint32_t worker_count, struct cfd_bytes message,
                cfd_frame_send send, void *ctx)
{
    static struct reply reply;
    struct cfd_frame_head head;
    struct cfd_query query;

    if (cfd_frame_decode(message, &head) != CFD_OK || head.frame != CFD_FRAME_QUERY)
        return;
    memset(&reply, 0, sizeof(reply));
    reply.book = book;
    reply.request_id = head.request_id;
    reply.send = send;
    reply.ctx = ctx;
    if (cfd_query_decode(head.payload, &query) != CFD_OK)
        send_fail(&reply, CFD_ERR_FORMAT, "the engine does not understand this question");
    else if (query.subject[0] != '\0' && book->keys.worker == NULL)
        send_fail(&reply, CFD_ERR_DENIED,
                  "the engine has no worker key, so it cannot look up a value "
                  "(worker_key_file in the settings)");
    else
        answer_query(&reply, worker_count, &query);
    cfd_wipe(&query, sizeof(query));
}
