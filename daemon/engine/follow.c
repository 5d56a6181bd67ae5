/* SPDX-License-Identifier: Apache-2.0
 * The index follows the log: what changed since its last transaction, in one transaction.
 *
 * The transaction may take many turns, so that a flood of persons does not keep the rings waiting. It
 * ends when nothing is left to put, at a moment when memory holds what the log holds: what was put
 * early and has changed since stands in the notes again, and was put again.
 *
 * The index is derived, so its troubles are never the engine's: at the first bad status it is given
 * up for this run and said once; answers come from memory, and the next start remakes it from the
 * log. */
#include <stdlib.h>
#include <string.h>

#include "daemon/common/message.h"
#include "daemon/engine/book.h"

#define ARRAY_FIRST 64u

void cfd_book_give_up_index(struct cfd_book *book)
{
    if (book->index == NULL)
        return;
    cfd_message(CFD_MESSAGE_WARNING, "the index is given up until the next start");
    cfd_index_leave(book->index);
    book->index = NULL;
    cfd_unfollowed_deinit(&book->unfollowed);
}

void cfd_unfollowed_deinit(struct cfd_unfollowed *unfollowed)
{
    free(unfollowed->gaps);
    free(unfollowed->coverages);
    free(unfollowed->rows.numbers);
    free(unfollowed->traffic.numbers);
    memset(unfollowed, 0, sizeof(*unfollowed));
}

uint64_t cfd_unfollowed_count(const struct cfd_unfollowed *unfollowed)
{
    return (uint64_t)unfollowed->rows.count + unfollowed->traffic.count + unfollowed->gap_count +
           unfollowed->coverage_count - unfollowed->row_at - unfollowed->traffic_at -
           unfollowed->gap_at - unfollowed->coverage_at;
}

void cfd_book_unfollowed_row(struct cfd_book *book, uint32_t row)
{
    if (book->index != NULL && !cfd_changed_add(&book->unfollowed.rows, row))
        cfd_book_give_up_index(book);
}

void cfd_book_unfollowed_traffic(struct cfd_book *book, uint32_t number)
{
    if (book->index != NULL && !cfd_changed_add(&book->unfollowed.traffic, number))
        cfd_book_give_up_index(book);
}

/* Room for one more item; NULL: no memory. */
static void *grow(void *items, uint32_t count, uint32_t *capacity, size_t item_bytes)
{
    uint32_t wanted = *capacity == 0 ? ARRAY_FIRST : 2 * *capacity;
    void *grown;

    if (count < *capacity)
        return items;
    grown = realloc(items, wanted * item_bytes);
    if (grown != NULL)
        *capacity = wanted;
    return grown;
}

void cfd_book_unfollowed_gap(struct cfd_book *book, const struct cfd_entry_gap *grown)
{
    struct cfd_unfollowed *unfollowed = &book->unfollowed;
    struct cfd_entry_gap *gaps;

    if (book->index == NULL)
        return;
    gaps = grow(unfollowed->gaps, unfollowed->gap_count, &unfollowed->gap_capacity, sizeof(*gaps));
    if (gaps == NULL) {
        cfd_book_give_up_index(book);
        return;
    }
    unfollowed->gaps = gaps;
    unfollowed->gaps[unfollowed->gap_count++] = *grown;
}

void cfd_book_unfollowed_coverage(struct cfd_book *book, const struct cfd_entry_coverage *grown)
{
    struct cfd_unfollowed *unfollowed = &book->unfollowed;
    struct cfd_entry_coverage *coverages;

    if (book->index == NULL)
        return;
    coverages = grow(unfollowed->coverages, unfollowed->coverage_count,
                     &unfollowed->coverage_capacity, sizeof(*coverages));
    if (coverages == NULL) {
        cfd_book_give_up_index(book);
        return;
    }
    unfollowed->coverages = coverages;
    unfollowed->coverages[unfollowed->coverage_count++] = *grown;
}

/* --- following */

struct turn {
    struct cfd_book *book;
    uint32_t left; /* puts of this turn */
};

static bool take(struct turn *turn)
{
    if (turn->left == 0)
        return false;
    turn->left--;
    return true;
}

static enum cfd_status follow_consumers(struct turn *turn)
{
    struct cfd_unfollowed *unfollowed = &turn->book->unfollowed;
    const struct cfd_consumer *consumer;

    for (;
         (consumer = cfd_exposure_consumer_at(turn->book->table, unfollowed->consumers)) != NULL &&
         take(turn);
         unfollowed->consumers++) {
        struct cfd_entry_consumer entry = {.number = unfollowed->consumers, .consumer = *consumer};

        CFD_TRY(cfd_index_put_consumer(turn->book->index, &entry));
    }
    return CFD_OK;
}

static enum cfd_status follow_endpoints(struct turn *turn)
{
    struct cfd_unfollowed *unfollowed = &turn->book->unfollowed;
    const char *endpoint;

    for (;
         (endpoint = cfd_exposure_endpoint_at(turn->book->table, unfollowed->endpoints)) != NULL &&
         take(turn);
         unfollowed->endpoints++) {
        struct cfd_entry_endpoint entry = {.number = unfollowed->endpoints};

        (void)snprintf(entry.endpoint, sizeof(entry.endpoint), "%s", endpoint);
        CFD_TRY(cfd_index_put_endpoint(turn->book->index, &entry));
    }
    return CFD_OK;
}

static enum cfd_status follow_whos(struct turn *turn)
{
    struct cfd_unfollowed *unfollowed = &turn->book->unfollowed;
    const struct cfd_exposure_who *who;

    for (; (who = cfd_exposure_who_at(turn->book->table, unfollowed->whos)) != NULL && take(turn);
         unfollowed->whos++) {
        struct cfd_entry_who entry = {.number = unfollowed->whos,
                                      .consumer_count = who->consumer_count,
                                      .side = who->side,
                                      .auth = who->auth};

        memcpy(entry.consumers, who->consumers, sizeof(entry.consumers));
        CFD_TRY(cfd_index_put_who(turn->book->index, &entry));
    }
    return CFD_OK;
}

/* Only what the log knows: later repeats come as later entries, and would count twice. */
static enum cfd_status follow_rows(struct turn *turn)
{
    struct cfd_unfollowed *unfollowed = &turn->book->unfollowed;

    for (; unfollowed->row_at < unfollowed->rows.count && take(turn); unfollowed->row_at++) {
        uint32_t number = unfollowed->rows.numbers[unfollowed->row_at];
        struct cfd_exposure_row row = *cfd_exposure_row_at(turn->book->table, number);

        row.count = row.logged_count;
        CFD_TRY(cfd_index_put_row(turn->book->index, number, &row));
    }
    return CFD_OK;
}

static enum cfd_status follow_traffic(struct turn *turn)
{
    struct cfd_unfollowed *unfollowed = &turn->book->unfollowed;

    for (; unfollowed->traffic_at < unfollowed->traffic.count && take(turn);
         unfollowed->traffic_at++) {
        const struct cfd_exposure_traffic *traffic = cfd_exposure_traffic_at(
            turn->book->table, unfollowed->traffic.numbers[unfollowed->traffic_at]);
        struct cfd_entry_traffic totals = {.who = traffic->who,
                                           .endpoint = traffic->endpoint,
                                           .response_count = traffic->logged_response_count,
                                           .mention_count = traffic->logged_mention_count,
                                           .kinds = traffic->kinds,
                                           .first_ms = traffic->first_ms,
                                           .last_ms = traffic->last_ms};

        CFD_TRY(cfd_index_put_traffic(turn->book->index, &totals));
    }
    return CFD_OK;
}

static enum cfd_status follow_aliases(struct turn *turn)
{
    struct cfd_unfollowed *unfollowed = &turn->book->unfollowed;

    for (; unfollowed->aliases < turn->book->aliases.count && take(turn); unfollowed->aliases++) {
        const struct cfd_alias_pair *pair = &turn->book->aliases.pairs[unfollowed->aliases];
        struct cfd_entry_alias entry = {.epoch = 0}; /* identities and epoch: the log has them */

        memcpy(entry.subject, pair->subject, sizeof(entry.subject));
        memcpy(entry.alias, pair->alias, sizeof(entry.alias));
        CFD_TRY(cfd_index_put_alias(turn->book->index, &entry));
    }
    return CFD_OK;
}

static enum cfd_status follow_coverage(struct turn *turn)
{
    struct cfd_unfollowed *unfollowed = &turn->book->unfollowed;

    for (; unfollowed->gap_at < unfollowed->gap_count && take(turn); unfollowed->gap_at++)
        CFD_TRY(cfd_index_put_gap(turn->book->index, &unfollowed->gaps[unfollowed->gap_at]));
    for (; unfollowed->coverage_at < unfollowed->coverage_count && take(turn);
         unfollowed->coverage_at++)
        CFD_TRY(cfd_index_put_coverage(turn->book->index,
                                       &unfollowed->coverages[unfollowed->coverage_at]));
    return CFD_OK;
}

/* The dictionaries first: the rest refers to them. */
static enum cfd_status follow_all(struct turn *turn)
{
    CFD_TRY(follow_consumers(turn));
    CFD_TRY(follow_endpoints(turn));
    CFD_TRY(follow_whos(turn));
    CFD_TRY(follow_rows(turn));
    CFD_TRY(follow_traffic(turn));
    CFD_TRY(follow_aliases(turn));
    return follow_coverage(turn);
}

static enum cfd_status follow(struct cfd_book *book, uint64_t covered, uint32_t put_max)
{
    struct cfd_unfollowed *unfollowed = &book->unfollowed;
    struct turn turn = {book, put_max};

    if (!unfollowed->has_begun)
        CFD_TRY(cfd_index_begin(book->index));
    unfollowed->has_begun = true;
    CFD_TRY(follow_all(&turn));
    if (turn.left == 0 || covered == CFD_COVERED_UNSETTLED)
        return CFD_OK;
    CFD_TRY(cfd_index_commit(book->index, covered));
    unfollowed->has_begun = false;
    return CFD_OK;
}

/* Drops the first *at of count items; the rest moves down only when that is the smaller part. */
static void drop_done(void *items, uint32_t *count, uint32_t *at, size_t item_bytes)
{
    if (*count == 0 || *at < *count - *at) /* of none, items may be NULL */
        return;
    memmove(items, (uint8_t *)items + *at * item_bytes, (*count - *at) * item_bytes);
    *count -= *at;
    *at = 0;
}

static void forget_followed(struct cfd_unfollowed *unfollowed)
{
    drop_done(unfollowed->rows.numbers, &unfollowed->rows.count, &unfollowed->row_at,
              sizeof(*unfollowed->rows.numbers));
    drop_done(unfollowed->traffic.numbers, &unfollowed->traffic.count, &unfollowed->traffic_at,
              sizeof(*unfollowed->traffic.numbers));
    drop_done(unfollowed->gaps, &unfollowed->gap_count, &unfollowed->gap_at,
              sizeof(*unfollowed->gaps));
    drop_done(unfollowed->coverages, &unfollowed->coverage_count, &unfollowed->coverage_at,
              sizeof(*unfollowed->coverages));
}

void cfd_book_follow(struct cfd_book *book, uint64_t covered, uint32_t put_max)
{
    if (book->index == NULL)
        return;
    if (follow(book, covered, put_max) == CFD_OK)
        forget_followed(&book->unfollowed);
    else
        cfd_book_give_up_index(book);
}

bool cfd_book_is_followed(const struct cfd_book *book)
{
    return book->index == NULL || !book->unfollowed.has_begun;
}
