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

#define SUBJECTS_MAX 256u /* pseudonyms one look-up may mean: kinds x epochs, and their aliases */
#define CONSUMERS_MATCHED_MAX 4096u
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

/* What of the clear query the table understands. */
struct selection {
    struct cfd_exposure_filter filter;
    uint32_t consumers[CONSUMERS_MATCHED_MAX];
    uint8_t subjects[SUBJECTS_MAX][CFD_PSEUDONYM_BYTES];
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
    static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

    if (inet_pton(AF_INET6, text, out_address) == 1)
        return true;
    memcpy(out_address, mapped, sizeof(mapped));
    return inet_pton(AF_INET, text, out_address + 12) == 1;
}

static bool is_address(const struct cfd_keyring *keys, const struct cfd_consumer *consumer,
                       const uint8_t d[CFD_PSEUDONYM_BYTES])
{
    uint8_t p[CFD_PSEUDONYM_BYTES];

    if (consumer->credential != CFD_CREDENTIAL_ADDRESS || !consumer->has_pseudonym)
        return false;
    for (uint32_t i = 0; i < keys->epoch_count; i++) {
        cfd_pseudonym_second(keys->epochs[i], d, p);
        if (memcmp(p, consumer->pseudonym, sizeof(p)) == 0)
            return true;
    }
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

static void select_consumers(const struct cfd_book *book, const char *wanted,
                             struct selection *selection)
{
    const struct cfd_consumer *consumer;
    uint8_t address[16];
    uint8_t d[CFD_PSEUDONYM_BYTES];
    bool has_address = book->keys.worker != NULL && parse_address(wanted, address);

    if (has_address)
        cfd_pseudonym_first(book->keys.worker, CFD_DOMAIN_ADDRESS,
                            cfd_bytes_of(address, sizeof(address)), d);
    selection->filter.consumers = selection->consumers;
    for (uint32_t number = 0; (consumer = cfd_exposure_consumer_at(book->table, number)) != NULL &&
                              selection->filter.consumer_count < CONSUMERS_MATCHED_MAX;
         number++)
        if (is_named(consumer, number, wanted) ||
            (has_address && is_address(&book->keys, consumer, d)))
            selection->consumers[selection->filter.consumer_count++] = number;
}

/* --- subjects */

static void add_subject(struct selection *selection, const uint8_t subject[CFD_PSEUDONYM_BYTES])
{
    for (uint32_t i = 0; i < selection->filter.subject_count; i++)
        if (memcmp(selection->subjects[i], subject, CFD_PSEUDONYM_BYTES) == 0)
            return;
    if (selection->filter.subject_count < SUBJECTS_MAX)
        memcpy(selection->subjects[selection->filter.subject_count++], subject,
               CFD_PSEUDONYM_BYTES);
}

/* The pseudonym itself, and what it is an alias of. */
static void add_identity(const struct cfd_book *book, const uint8_t d[CFD_PSEUDONYM_BYTES],
                         struct selection *selection)
{
    uint8_t subjects[16][CFD_PSEUDONYM_BYTES];
    uint8_t p[CFD_PSEUDONYM_BYTES];

    for (uint32_t epoch = 0; epoch < book->keys.epoch_count; epoch++) {
        uint32_t found;

        cfd_pseudonym_second(book->keys.epochs[epoch], d, p);
        add_subject(selection, p);
        found = cfd_aliases_find(&book->aliases, p, subjects, 16);
        for (uint32_t i = 0; i < found; i++)
            add_subject(selection, subjects[i]);
    }
}

static void select_subjects(const struct cfd_book *book, const char *value,
                            struct selection *selection)
{
    static const enum cfd_kind kinds[] = { CFD_KIND_CUSTOMER_ID, CFD_KIND_EMAIL, CFD_KIND_PHONE };

    selection->filter.subjects = (const uint8_t(*)[CFD_PSEUDONYM_BYTES])selection->subjects;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct cfd_identity identity = { .kind = kinds[i], .value = cfd_bytes_str(value) };
        uint8_t d[CFD_PSEUDONYM_BYTES];

        if (cfd_pseudonym_identity(book->keys.worker, &identity, d) == CFD_OK)
            add_identity(book, d, selection);
    }
}

static void select_rows(const struct cfd_book *book, const struct cfd_query *query,
                        struct selection *selection)
{
    memset(&selection->filter, 0, sizeof(selection->filter));
    selection->filter.since_ms = query->since_ms;
    selection->filter.until_ms = query->until_ms;
    selection->filter.kinds = query->kinds;
    if (query->endpoint[0] != '\0')
        selection->filter.endpoint = query->endpoint;
    if (query->consumer[0] != '\0')
        select_consumers(book, query->consumer, selection);
    if (query->subject[0] != '\0')
        select_subjects(book, query->subject, selection);
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

static bool is_line_wanted(const struct cfd_book *book, const struct cfd_gap_line *line,
                           const struct cfd_query *query)
{
    const char *endpoint = line->endpoint == CFD_NO_ENDPOINT
                               ? ""
                               : cfd_exposure_endpoint_at(book->table, line->endpoint);

    return line->last_ms >= query->since_ms && line->first_ms < query->until_ms &&
           (query->endpoint[0] == '\0' || (endpoint != NULL && strcmp(endpoint, query->endpoint) == 0));
}

static void list_gaps(struct reply *reply, const struct cfd_query *query, struct cfd_answer_end *end)
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
    end->uninspected_count = sum.response_count - sum.inspected_count;
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
}

static void answer_query(struct reply *reply, uint32_t worker_count, const struct cfd_query *query)
{
    struct selection *selection = malloc(sizeof(*selection));
    struct cfd_answer_end end = { .row_total = 0 };
    size_t frame_bytes = 0;
    enum cfd_status status = CFD_OK;
    enum cfd_status encoded;

    if (selection == NULL) {
        send_fail(reply, CFD_ERR_MEMORY, "the engine has no memory for this question");
        return;
    }
    select_rows(reply->book, query, selection);
    status = list_exposures(reply, query, selection, &end);
    if (query->list == CFD_LIST_GAPS)
        list_gaps(reply, query, &end);
    cfd_wipe(selection, sizeof(*selection));
    free(selection);
    if (status != CFD_OK) {
        send_fail(reply, status, "the engine could not make this list");
        return;
    }
    flush_rows(reply);
    fill_end(reply->book, worker_count, query, &end);
    encoded = cfd_end_encode(reply->request_id, &end, frame_buffer, sizeof(frame_buffer),
                             &frame_bytes);
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
