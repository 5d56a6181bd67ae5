/* SPDX-License-Identifier: Apache-2.0
 * Booking a part: dictionaries first, then each subject, then traffic and gaps. */
#include "daemon/engine/book.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <errno.h>

#include "daemon/common/message.h"
#include "lib/ledger/entry.h"

#define ENTRY_BUFFER_BYTES CFD_ENTRY_PAYLOAD_MAX_BYTES
#define CHANGED_FIRST 1024u
#define REPEATS_PER_ENTRY 512u

/* More than the entries of one part take: 96 aliases of 66 bytes are most of it. */
#define PART_ENTRIES_MAX_BYTES 16384u
#define REPEAT_ENTRY_MAX_BYTES 32768u
#define COUNT_ENTRY_MAX_BYTES 512u /* of a gap or of coverage */

/* One process, one thread, one buffer: entries are encoded here and copied into the batch. */
static uint8_t entry_buffer[ENTRY_BUFFER_BYTES];

bool cfd_changed_add(struct cfd_changed *changed, uint32_t number)
{
    if (changed->count == changed->capacity) {
        uint32_t capacity = changed->capacity == 0 ? CHANGED_FIRST : 2 * changed->capacity;
        uint32_t *numbers = realloc(changed->numbers, capacity * sizeof(*numbers));

        if (numbers == NULL)
            return false;
        changed->numbers = numbers;
        changed->capacity = capacity;
    }
    changed->numbers[changed->count++] = number;
    return true;
}

/* Notes what the log does not know yet. Once would do; at 1, 2, 4, 8 ... makes up for a note that
 * found no memory, and is still a few a row. */
static void note_unlogged(struct cfd_changed *changed, uint32_t number, uint64_t unlogged_count)
{
    if ((unlogged_count & (unlogged_count - 1)) == 0)
        (void)cfd_changed_add(changed, number);
}

static enum cfd_status append(struct cfd_book *book, enum cfd_entry_type type, int64_t now_ms,
                              size_t payload_bytes)
{
    return cfd_log_append(book->log, (uint16_t)type, CFD_ENTRY_VERSION, now_ms,
                          cfd_bytes_of(entry_buffer, payload_bytes), NULL);
}

static enum cfd_status log_consumer(struct cfd_book *book, uint32_t number,
                                    const struct cfd_consumer *stored, const uint8_t address[16],
                                    int64_t now_ms)
{
    struct cfd_entry_consumer entry = {
        .number = number, .consumer = *stored, .epoch = cfd_keyring_epoch(&book->keys)};
    size_t entry_bytes;

    if (stored->credential == CFD_CREDENTIAL_ADDRESS &&
        cfd_keyring_seal(&book->keys, now_ms, address, entry.sealed_address, entry.day) != CFD_OK)
        entry.day[0] = '\0'; /* the network stays readable, the full address is not kept */
    CFD_TRY(cfd_entry_consumer_encode(&entry, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    return append(book, CFD_ENTRY_CONSUMER, now_ms, entry_bytes);
}

static enum cfd_status book_consumer(struct cfd_book *book, const struct cfd_consumer *consumer,
                                     const uint8_t address[16], int64_t now_ms,
                                     uint32_t *out_number)
{
    struct cfd_consumer stored = *consumer;
    bool is_new;

    if (stored.has_pseudonym)
        cfd_keyring_store_form(&book->keys, consumer->pseudonym, stored.pseudonym);
    CFD_TRY(cfd_exposure_consumer_put(book->table, &stored, out_number, &is_new));
    return is_new ? log_consumer(book, *out_number, &stored, address, now_ms) : CFD_OK;
}

static enum cfd_status book_endpoint(struct cfd_book *book, const char *endpoint, int64_t now_ms,
                                     uint32_t *out_number)
{
    struct cfd_entry_endpoint entry;
    size_t entry_bytes;
    bool is_new;

    CFD_TRY(cfd_exposure_endpoint_put(book->table, endpoint, out_number, &is_new));
    if (!is_new)
        return CFD_OK;
    entry.number = *out_number;
    (void)snprintf(entry.endpoint, sizeof(entry.endpoint), "%s", endpoint);
    CFD_TRY(cfd_entry_endpoint_encode(&entry, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    return append(book, CFD_ENTRY_ENDPOINT, now_ms, entry_bytes);
}

static enum cfd_status put_who(struct cfd_book *book, const struct cfd_exposure_who *who,
                               int64_t now_ms, uint32_t *out_number)
{
    struct cfd_entry_who entry = {
        .consumer_count = who->consumer_count, .side = who->side, .auth = who->auth};
    size_t entry_bytes;
    bool is_new;

    CFD_TRY(cfd_exposure_who_put(book->table, who, out_number, &is_new));
    if (!is_new)
        return CFD_OK;
    entry.number = *out_number;
    memcpy(entry.consumers, who->consumers, sizeof(entry.consumers));
    CFD_TRY(cfd_entry_who_encode(&entry, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    return append(book, CFD_ENTRY_WHO, now_ms, entry_bytes);
}

/* Whoever can make up credentials can fill the dictionaries. Then those who come late have no name,
 * but what they saw is booked all the same, for nobody. */
static enum cfd_status book_who(struct cfd_book *book, const struct cfd_part *part, int64_t now_ms,
                                uint32_t *out_number, bool *out_is_nameless)
{
    struct cfd_exposure_who who = {.side = (uint8_t)part->side, .auth = part->auth};
    enum cfd_status status;

    *out_is_nameless = false;
    for (uint8_t i = 0; i < part->consumer_count; i++) {
        status = book_consumer(book, &part->consumers[i], part->address, now_ms,
                               &who.consumers[who.consumer_count]);
        if (status != CFD_OK && status != CFD_ERR_FULL)
            return status;
        who.consumer_count = (uint8_t)(who.consumer_count + (status == CFD_OK));
    }
    status = put_who(book, &who, now_ms, out_number);
    if (status == CFD_ERR_FULL) {
        who.consumer_count = 0;
        status = put_who(book, &who, now_ms, out_number);
    }
    *out_is_nameless = who.consumer_count < part->consumer_count;
    return status;
}

/* The nobodies of book_who have their places from the start. */
static enum cfd_status make_nobodies(struct cfd_book *book, int64_t now_ms)
{
    struct cfd_exposure_who who = {.consumer_count = 0};
    uint32_t number;

    for (who.side = 0; who.side <= CFD_SIDE_INTERNAL; who.side++)
        for (who.auth = 0; who.auth <= CFD_AUTH_PROVEN; who.auth++)
            CFD_TRY(put_who(book, &who, now_ms, &number));
    return CFD_OK;
}

static enum cfd_status book_alias(struct cfd_book *book, const struct cfd_subject *subject,
                                  const uint8_t stored[CFD_PSEUDONYM_BYTES],
                                  const struct cfd_alias *alias, int64_t now_ms)
{
    struct cfd_entry_alias entry = {.subject_identity = subject->identity,
                                    .alias_identity = (uint8_t)alias->kind,
                                    .epoch = cfd_keyring_epoch(&book->keys)};
    struct cfd_alias_pair pair;
    size_t entry_bytes;
    bool is_new;

    cfd_keyring_store_form(&book->keys, alias->pseudonym, pair.alias);
    memcpy(pair.subject, stored, sizeof(pair.subject));
    if (cfd_aliases_put(&book->aliases, &pair, &is_new) == CFD_OK && !is_new)
        return CFD_OK;
    memcpy(entry.subject, pair.subject, sizeof(entry.subject));
    memcpy(entry.alias, pair.alias, sizeof(entry.alias));
    CFD_TRY(cfd_entry_alias_encode(&entry, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    return append(book, CFD_ENTRY_ALIAS, now_ms, entry_bytes);
}

static void add_sight(struct cfd_entry_sight *sights, uint16_t *sight_count,
                      const struct cfd_exposure_row *row)
{
    struct cfd_entry_sight *sight = &sights[(*sight_count)++];

    memcpy(sight->subject, row->subject, sizeof(sight->subject));
    sight->kinds = row->kinds;
    sight->identity = row->identity;
    sight->shape = 0;
}

/* Books one subject; a first sight, or one that no row is left for, is added to `sights`. */
static enum cfd_status book_subject(struct cfd_book *book, const struct cfd_part *part,
                                    const struct cfd_subject *subject,
                                    const struct cfd_entry_exposure *group,
                                    struct cfd_entry_sight *sights, uint16_t *sight_count,
                                    int64_t now_ms)
{
    struct cfd_exposure_row sight = {.who = group->who,
                                     .endpoint = group->endpoint,
                                     .kinds = subject->kinds,
                                     .identity = subject->identity,
                                     .action = (uint8_t)part->action,
                                     .basis = (uint8_t)part->basis,
                                     .first_ms = part->time_ms,
                                     .last_ms = part->time_ms,
                                     .count = 1};
    uint32_t row = 0;
    bool is_new = true;
    enum cfd_status status;

    cfd_keyring_store_form(&book->keys, subject->pseudonym, sight.subject);
    status = cfd_exposure_add(book->table, &sight, &row, &is_new);
    if (status != CFD_OK && status != CFD_ERR_FULL)
        return status;
    if (status == CFD_OK && !is_new) {
        const struct cfd_exposure_row *known = cfd_exposure_row_at(book->table, row);

        note_unlogged(&book->repeats, row, known->count - known->logged_count);
    } else {
        add_sight(sights, sight_count, &sight);
        if (status == CFD_OK) {
            cfd_exposure_row_at(book->table, row)->logged_count = 1;
            cfd_book_unfollowed_row(book, row);
        }
    }
    for (uint8_t i = 0; i < subject->alias_count; i++)
        CFD_TRY(book_alias(book, subject, sight.subject, &subject->aliases[i], now_ms));
    return CFD_OK;
}

static enum cfd_status book_subjects(struct cfd_book *book, const struct cfd_part *part,
                                     uint32_t who, uint32_t endpoint, int64_t now_ms)
{
    struct cfd_entry_sight sights[CFD_PART_SUBJECTS_MAX];
    struct cfd_entry_exposure group = {.who = who,
                                       .endpoint = endpoint,
                                       .epoch = cfd_keyring_epoch(&book->keys),
                                       .action = (uint8_t)part->action,
                                       .basis = (uint8_t)part->basis,
                                       .first_ms = part->time_ms,
                                       .sights = sights};
    enum cfd_status status = CFD_OK;
    size_t entry_bytes;

    memcpy(group.request_id, part->request_id, sizeof(group.request_id));
    for (uint8_t i = 0; status == CFD_OK && i < part->subject_count; i++)
        status = book_subject(book, part, &part->subjects[i], &group, sights, &group.sight_count,
                              now_ms);
    if (group.sight_count == 0)
        return status;
    /* Also after a failure: the log must know every row that memory has. */
    CFD_TRY(cfd_entry_exposure_encode(&group, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    CFD_TRY(append(book, CFD_ENTRY_EXPOSURE, now_ms, entry_bytes));
    return status;
}

static enum cfd_status book_gaps(struct cfd_book *book, const struct cfd_part *part,
                                 uint32_t endpoint, cfd_gaps gaps)
{
    for (uint8_t reason = 0; reason < CFD_GAP_COUNT; reason++) {
        struct cfd_entry_gap gap = {.reason = reason,
                                    .endpoint = endpoint,
                                    .response_count = 1,
                                    .from_ms = part->time_ms,
                                    .to_ms = part->time_ms};
        struct cfd_gap_line *line;

        if (gaps & CFD_GAP_BIT(reason))
            CFD_TRY(cfd_coverage_gap(&book->coverage, &gap, &line));
    }
    return CFD_OK;
}

/* What is known only when the response has ended. */
static enum cfd_status book_end(struct cfd_book *book, const struct cfd_part *part, uint32_t who,
                                uint32_t endpoint, cfd_gaps gaps)
{
    const struct cfd_exposure_traffic *known;
    struct cfd_exposure_traffic traffic = {.who = who,
                                           .endpoint = endpoint,
                                           .response_count = 1,
                                           .mention_count = part->mention_count,
                                           .first_ms = part->time_ms,
                                           .last_ms = part->time_ms,
                                           .kinds = part->kinds};
    uint32_t number;

    CFD_TRY(cfd_exposure_traffic_add(book->table, &traffic, &number));
    known = cfd_exposure_traffic_at(book->table, number);
    note_unlogged(&book->traffic, number, known->response_count - known->logged_response_count);
    return book_gaps(book, part, endpoint, gaps);
}

static enum cfd_status book_all(struct cfd_book *book, const struct cfd_part *part, int64_t now_ms)
{
    cfd_gaps gaps = part->gaps;
    bool is_nameless;
    uint32_t who;
    uint32_t endpoint;

    CFD_TRY(book_endpoint(book, part->endpoint, now_ms, &endpoint));
    CFD_TRY(book_who(book, part, now_ms, &who, &is_nameless));
    CFD_TRY(book_subjects(book, part, who, endpoint, now_ms));
    if (is_nameless)
        gaps |= CFD_GAP_BIT(CFD_GAP_INTERNAL);
    return part->is_last ? book_end(book, part, who, endpoint, gaps) : CFD_OK;
}

/* What the log would refuse in the middle is refused at the door: a dictionary number that memory
 * has and the log has not would make the log unreadable. */
static bool is_bookable(const struct cfd_part *part)
{
    for (uint8_t i = 0; i < part->subject_count; i++)
        if (part->subjects[i].kinds == 0)
            return false;
    for (uint8_t i = 0; i + 1 < part->consumer_count; i++)
        if (part->consumers[i].credential == CFD_CREDENTIAL_ADDRESS)
            return false;
    return part->endpoint[0] != '\0';
}

static int64_t time_within(int64_t time_ms, int64_t now_ms)
{
    if (time_ms > now_ms)
        return now_ms;
    return time_ms < 0 ? 0 : time_ms;
}

enum cfd_status cfd_book_part(struct cfd_book *book, const struct cfd_part *part, int64_t now_ms)
{
    struct cfd_part booked = *part;
    enum cfd_status status;

    if (!is_bookable(part))
        return CFD_ERR_FORMAT;
    booked.time_ms = time_within(part->time_ms, now_ms);
    CFD_TRY(cfd_log_reserve(book->log, PART_ENTRIES_MAX_BYTES));
    status = book_all(book, &booked, now_ms);
    return status == CFD_ERR_FULL ? CFD_ERR_LIMIT : status; /* no commit makes room in a table */
}

static enum cfd_status log_coverage(struct cfd_book *book, const struct cfd_entry_coverage *grown,
                                    int64_t now_ms)
{
    size_t entry_bytes;

    CFD_TRY(cfd_entry_coverage_encode(grown, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    CFD_TRY(cfd_log_reserve(book->log, COUNT_ENTRY_MAX_BYTES));
    CFD_TRY(cfd_coverage_add(&book->coverage, grown));
    cfd_book_unfollowed_coverage(book, grown);
    return append(book, CFD_ENTRY_COVERAGE, now_ms, entry_bytes);
}

enum cfd_status cfd_book_coverage(struct cfd_book *book, const struct cfd_entry_coverage *grown,
                                  int64_t now_ms)
{
    return grown->response_count == 0 ? CFD_OK : log_coverage(book, grown, now_ms);
}

enum cfd_status cfd_book_ring_end(struct cfd_book *book, const uint8_t ring_id[16], int64_t now_ms)
{
    struct cfd_entry_coverage end = {.from_ms = now_ms, .to_ms = now_ms};

    memcpy(end.ring_id, ring_id, sizeof(end.ring_id));
    return log_coverage(book, &end, now_ms);
}

static enum cfd_status log_gap(struct cfd_book *book, const struct cfd_entry_gap *gap,
                               int64_t now_ms)
{
    size_t entry_bytes;

    CFD_TRY(cfd_entry_gap_encode(gap, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    CFD_TRY(append(book, CFD_ENTRY_GAP, now_ms, entry_bytes));
    cfd_book_unfollowed_gap(book, gap);
    return CFD_OK;
}

enum cfd_status cfd_book_gap(struct cfd_book *book, const struct cfd_entry_gap *grown,
                             int64_t now_ms)
{
    struct cfd_gap_line *line;

    CFD_TRY(cfd_log_reserve(book->log, COUNT_ENTRY_MAX_BYTES));
    CFD_TRY(cfd_coverage_gap(&book->coverage, grown, &line));
    line->logged_response_count += grown->response_count;
    line->logged_subject_count += grown->subject_count;
    return log_gap(book, grown, now_ms);
}

static struct cfd_entry_repeat repeat_of(const struct cfd_exposure_row *row)
{
    struct cfd_entry_repeat repeat = {.who = row->who,
                                      .endpoint = row->endpoint,
                                      .kinds = row->kinds,
                                      .action = row->action,
                                      .basis = row->basis,
                                      .count = row->count - row->logged_count,
                                      .last_ms = row->last_ms};

    memcpy(repeat.subject, row->subject, sizeof(repeat.subject));
    return repeat;
}

/* Writes the next repeats of the list, from *at on. With the room there it cannot fail half way. */
static enum cfd_status log_repeats(struct cfd_book *book, uint32_t *at, int64_t now_ms)
{
    struct cfd_entry_repeat repeats[REPEATS_PER_ENTRY];
    size_t count = 0;
    size_t taken;
    size_t entry_bytes;

    CFD_TRY(cfd_log_reserve(book->log, REPEAT_ENTRY_MAX_BYTES));
    for (; *at < book->repeats.count && count < REPEATS_PER_ENTRY; (*at)++) {
        struct cfd_exposure_row *row = cfd_exposure_row_at(book->table, book->repeats.numbers[*at]);

        if (row->count == row->logged_count)
            continue; /* it stood in the list twice */
        repeats[count++] = repeat_of(row);
        row->logged_count = row->count;
        cfd_book_unfollowed_row(book, book->repeats.numbers[*at]);
    }
    if (count == 0)
        return CFD_OK;
    CFD_TRY(cfd_entry_repeats_encode(repeats, count, entry_buffer, sizeof(entry_buffer),
                                     &entry_bytes, &taken));
    if (taken != count)
        return CFD_ERR_LIMIT; /* REPEATS_PER_ENTRY always fits */
    return append(book, CFD_ENTRY_REPEAT, now_ms, entry_bytes);
}

static enum cfd_status log_traffic(struct cfd_book *book, uint32_t number, int64_t now_ms)
{
    struct cfd_exposure_traffic *traffic = cfd_exposure_traffic_at(book->table, number);
    struct cfd_entry_traffic entry = {
        .who = traffic->who,
        .endpoint = traffic->endpoint,
        .response_count = traffic->response_count - traffic->logged_response_count,
        .mention_count = traffic->mention_count - traffic->logged_mention_count,
        .kinds = traffic->kinds,
        .first_ms = traffic->first_ms,
        .last_ms = traffic->last_ms,
    };
    size_t entry_bytes;

    if (entry.response_count == 0)
        return CFD_OK;
    CFD_TRY(cfd_entry_traffic_encode(&entry, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    CFD_TRY(append(book, CFD_ENTRY_TRAFFIC, now_ms, entry_bytes));
    traffic->logged_response_count = traffic->response_count;
    traffic->logged_mention_count = traffic->mention_count;
    cfd_book_unfollowed_traffic(book, number);
    return CFD_OK;
}

static enum cfd_status log_gap_lines(struct cfd_book *book, int64_t now_ms)
{
    for (uint32_t i = 0; i < book->coverage.line_count; i++) {
        struct cfd_gap_line *line = &book->coverage.lines[i];
        struct cfd_entry_gap gap = {
            .reason = line->reason,
            .endpoint = line->endpoint,
            .response_count = line->response_count - line->logged_response_count,
            .subject_count = line->subject_count - line->logged_subject_count,
            .from_ms = line->first_ms,
            .to_ms = line->last_ms,
        };

        if (gap.response_count == 0)
            continue;
        CFD_TRY(log_gap(book, &gap, now_ms));
        line->logged_response_count = line->response_count;
        line->logged_subject_count = line->subject_count;
    }
    return CFD_OK;
}

enum cfd_status cfd_book_deltas(struct cfd_book *book, int64_t now_ms)
{
    uint32_t at = 0;

    while (at < book->repeats.count)
        CFD_TRY(log_repeats(book, &at, now_ms));
    book->repeats.count = 0;
    for (uint32_t i = 0; i < book->traffic.count; i++)
        CFD_TRY(log_traffic(book, book->traffic.numbers[i], now_ms));
    book->traffic.count = 0;
    return log_gap_lines(book, now_ms);
}

enum cfd_status cfd_book_commit(struct cfd_book *book, const struct cfd_log_ring *rings,
                                size_t ring_count, int64_t now_ms)
{
    struct cfd_log_report report;

    CFD_TRY(cfd_log_commit(book->log, rings, ring_count, now_ms));
    book->last_commit_ms = now_ms;
    cfd_log_stat(book->log, &report);
    cfd_book_follow(book, report.entry_count);
    return CFD_OK;
}

static enum cfd_status note_start(struct cfd_book *book, int64_t now_ms)
{
    struct cfd_entry_start entry = {.epoch = cfd_keyring_epoch(&book->keys)};
    size_t entry_bytes;

    memcpy(entry.engine_id, book->engine_id, sizeof(entry.engine_id));
    (void)snprintf(entry.version, sizeof(entry.version), "%s", CFD_VERSION);
    CFD_TRY(cfd_entry_start_encode(&entry, entry_buffer, sizeof(entry_buffer), &entry_bytes));
    CFD_TRY(append(book, CFD_ENTRY_START, now_ms, entry_bytes));
    return make_nobodies(book, now_ms);
}

static enum cfd_status open_ledger(struct cfd_book *book, const struct cfd_settings *settings,
                                   int64_t now_ms, struct cfd_error *error)
{
    char dir[CFD_SETTING_PATH_MAX_BYTES + 16];
    struct cfd_log_options options = {.segment_bytes = (uint64_t)settings->segment_mb << 20,
                                      .now_ms = now_ms};
    struct cfd_log_report report;
    uint64_t covered;

    (void)snprintf(dir, sizeof(dir), "%s/ledger", settings->state_dir);
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        cfd_error_set(error, 0, "%s: %s", dir, strerror(errno));
        return CFD_ERR_IO;
    }
    (void)snprintf(dir, sizeof(dir), "%s/ledger/log", settings->state_dir);
    CFD_TRY(cfd_log_open(dir, &options, &book->log, &report, error));
    book->last_commit_ms = report.last_commit_ms;
    book->down_since_ms = report.last_commit_ms;
    if (report.torn_bytes > 0)
        cfd_message(CFD_MESSAGE_NOTICE,
                    "cut %llu bytes from the log's end that were never committed",
                    (unsigned long long)report.torn_bytes);
    (void)snprintf(dir, sizeof(dir), "%s/ledger/index", settings->state_dir);
    if (cfd_index_open(dir, report.log_id, report.entry_count, &book->index, &covered, error) !=
        CFD_OK) {
        cfd_message(CFD_MESSAGE_WARNING, "no index in this run: %s", error->text);
        book->index = NULL;
        covered = 0;
    }
    return cfd_book_restore(book, covered, error);
}

enum cfd_status cfd_book_open(struct cfd_book *book, const struct cfd_settings *settings,
                              int64_t now_ms, struct cfd_error *error)
{
    memset(book, 0, sizeof(*book));
    book->start_ms = now_ms;
    CFD_TRY(cfd_random(&book->hash_key, sizeof(book->hash_key)));
    CFD_TRY(cfd_random(book->engine_id, sizeof(book->engine_id)));
    CFD_TRY(cfd_keyring_open(settings, &book->keys, error));
    CFD_TRY(open_ledger(book, settings, now_ms, error));
    return note_start(book, now_ms);
}

void cfd_book_close(struct cfd_book *book)
{
    cfd_index_close(book->index);
    cfd_log_close(book->log);
    cfd_exposure_table_free(book->table);
    cfd_aliases_deinit(&book->aliases);
    cfd_coverage_deinit(&book->coverage);
    cfd_keyring_close(&book->keys);
    free(book->repeats.numbers);
    free(book->traffic.numbers);
    cfd_unfollowed_deinit(&book->unfollowed);
    memset(book, 0, sizeof(*book));
}
