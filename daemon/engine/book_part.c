/* SPDX-License-Identifier: Apache-2.0
 * Booking a part: dictionaries first, then each subject, then traffic and gaps. */
#include <string.h>

#include "daemon/engine/book_inside.h"

/* More than the entries of one part take: 96 aliases of 66 bytes are most of it. */
#define PART_ENTRIES_MAX_BYTES 16384u

/* Notes what the log does not know yet. Once would do; at 1, 2, 4, 8 ... makes up for a note that
 * found no memory, and is still a few a row. */
static void note_unlogged(struct cfd_changed *changed, uint32_t number, uint64_t unlogged_count)
{
    if ((unlogged_count & (unlogged_count - 1)) == 0)
        (void)cfd_changed_add(changed, number);
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
    CFD_TRY(cfd_entry_consumer_encode(&entry, cfdi_entry_buffer, sizeof(cfdi_entry_buffer),
                                      &entry_bytes));
    return cfdi_book_append(book, CFD_ENTRY_CONSUMER, now_ms, entry_bytes);
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
    CFD_TRY(cfd_entry_endpoint_encode(&entry, cfdi_entry_buffer, sizeof(cfdi_entry_buffer),
                                      &entry_bytes));
    return cfdi_book_append(book, CFD_ENTRY_ENDPOINT, now_ms, entry_bytes);
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
    CFD_TRY(
        cfd_entry_who_encode(&entry, cfdi_entry_buffer, sizeof(cfdi_entry_buffer), &entry_bytes));
    return cfdi_book_append(book, CFD_ENTRY_WHO, now_ms, entry_bytes);
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
enum cfd_status cfdi_book_make_nobodies(struct cfd_book *book, int64_t now_ms)
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
    CFD_TRY(
        cfd_entry_alias_encode(&entry, cfdi_entry_buffer, sizeof(cfdi_entry_buffer), &entry_bytes));
    return cfdi_book_append(book, CFD_ENTRY_ALIAS, now_ms, entry_bytes);
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

/* The first sight of a row in an hour is logged at once; further ones wait for the deltas. */
static bool is_due(struct cfd_book *book, uint32_t number, bool is_new, int64_t now_ms)
{
    struct cfd_exposure_row *row = cfd_exposure_row_at(book->table, number);
    uint16_t hour = cfd_book_hour(now_ms);

    if (!is_new && row->logged_hour == hour) {
        note_unlogged(&book->repeats, number, row->count - row->logged_count);
        return false;
    }
    row->logged_hour = hour;
    row->logged_count++;
    cfd_book_unfollowed_row(book, number);
    return true;
}

/* Books one subject; the first sight of an hour, or one that no row is left for, is added to
 * `sights`. */
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
    if (status == CFD_ERR_FULL || is_due(book, row, is_new, now_ms))
        add_sight(sights, sight_count, &sight);
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
    CFD_TRY(cfd_entry_exposure_encode(&group, cfdi_entry_buffer, sizeof(cfdi_entry_buffer),
                                      &entry_bytes));
    CFD_TRY(cfdi_book_append(book, CFD_ENTRY_EXPOSURE, now_ms, entry_bytes));
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

        if (gaps & CFD_GAP_BIT(reason))
            CFD_TRY(cfd_coverage_gap_unlogged(&book->coverage, &gap));
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
