/* SPDX-License-Identifier: Apache-2.0
 * The index follows the log: what changed since its last transaction, in one transaction.
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
    cfd_index_close(book->index);
    book->index = NULL;
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
           unfollowed->coverage_count;
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

static enum cfd_status follow_dictionaries(struct cfd_book *book)
{
    const struct cfd_consumer *consumer;
    const char *endpoint;
    const struct cfd_exposure_who *who;

    for (; (consumer = cfd_exposure_consumer_at(book->table, book->unfollowed.consumers)) != NULL;
         book->unfollowed.consumers++) {
        struct cfd_entry_consumer entry = {.number = book->unfollowed.consumers,
                                           .consumer = *consumer};

        CFD_TRY(cfd_index_put_consumer(book->index, &entry));
    }
    for (; (endpoint = cfd_exposure_endpoint_at(book->table, book->unfollowed.endpoints)) != NULL;
         book->unfollowed.endpoints++) {
        struct cfd_entry_endpoint entry = {.number = book->unfollowed.endpoints};

        (void)snprintf(entry.endpoint, sizeof(entry.endpoint), "%s", endpoint);
        CFD_TRY(cfd_index_put_endpoint(book->index, &entry));
    }
    for (; (who = cfd_exposure_who_at(book->table, book->unfollowed.whos)) != NULL;
         book->unfollowed.whos++) {
        struct cfd_entry_who entry = {.number = book->unfollowed.whos,
                                      .consumer_count = who->consumer_count,
                                      .side = who->side,
                                      .auth = who->auth};

        memcpy(entry.consumers, who->consumers, sizeof(entry.consumers));
        CFD_TRY(cfd_index_put_who(book->index, &entry));
    }
    return CFD_OK;
}

/* Only what the log knows: later repeats come as later entries, and would count twice. */
static enum cfd_status follow_rows(struct cfd_book *book)
{
    for (uint32_t i = 0; i < book->unfollowed.rows.count; i++) {
        uint32_t number = book->unfollowed.rows.numbers[i];
        struct cfd_exposure_row row = *cfd_exposure_row_at(book->table, number);

        row.count = row.logged_count;
        CFD_TRY(cfd_index_put_row(book->index, number, &row));
    }
    return CFD_OK;
}

static enum cfd_status follow_traffic(struct cfd_book *book)
{
    for (uint32_t i = 0; i < book->unfollowed.traffic.count; i++) {
        const struct cfd_exposure_traffic *traffic =
            cfd_exposure_traffic_at(book->table, book->unfollowed.traffic.numbers[i]);
        struct cfd_entry_traffic totals = {.who = traffic->who,
                                           .endpoint = traffic->endpoint,
                                           .response_count = traffic->logged_response_count,
                                           .mention_count = traffic->logged_mention_count,
                                           .kinds = traffic->kinds,
                                           .first_ms = traffic->first_ms,
                                           .last_ms = traffic->last_ms};

        CFD_TRY(cfd_index_put_traffic(book->index, &totals));
    }
    return CFD_OK;
}

static enum cfd_status follow_aliases(struct cfd_book *book)
{
    for (; book->unfollowed.aliases < book->aliases.count; book->unfollowed.aliases++) {
        const struct cfd_alias_pair *pair = &book->aliases.pairs[book->unfollowed.aliases];
        struct cfd_entry_alias entry = {.epoch = 0}; /* identities and epoch: the log has them */

        memcpy(entry.subject, pair->subject, sizeof(entry.subject));
        memcpy(entry.alias, pair->alias, sizeof(entry.alias));
        CFD_TRY(cfd_index_put_alias(book->index, &entry));
    }
    return CFD_OK;
}

static enum cfd_status follow_coverage(struct cfd_book *book)
{
    for (uint32_t i = 0; i < book->unfollowed.gap_count; i++)
        CFD_TRY(cfd_index_put_gap(book->index, &book->unfollowed.gaps[i]));
    for (uint32_t i = 0; i < book->unfollowed.coverage_count; i++)
        CFD_TRY(cfd_index_put_coverage(book->index, &book->unfollowed.coverages[i]));
    return CFD_OK;
}

static enum cfd_status follow(struct cfd_book *book, uint64_t covered)
{
    CFD_TRY(cfd_index_begin(book->index));
    CFD_TRY(follow_dictionaries(book));
    CFD_TRY(follow_rows(book));
    CFD_TRY(follow_traffic(book));
    CFD_TRY(follow_aliases(book));
    CFD_TRY(follow_coverage(book));
    return cfd_index_commit(book->index, covered);
}

void cfd_book_follow(struct cfd_book *book, uint64_t covered)
{
    if (book->index != NULL && follow(book, covered) != CFD_OK)
        cfd_book_give_up_index(book);
    book->unfollowed.rows.count = 0;
    book->unfollowed.traffic.count = 0;
    book->unfollowed.gap_count = 0;
    book->unfollowed.coverage_count = 0;
}
