/* SPDX-License-Identifier: Apache-2.0
 * Lists: one pass over the rows and one over the traffic, then a sort.
 *
 * What is distinct is counted with sets made for the question: (line, subject) for persons, (line,
 * other) for the consumers of an endpoint or the endpoints of a consumer. A member is two numbers,
 * so that nothing else is looked at. Subjects of one row, and totals, need no set: one bit tells. */
#include <string.h>

#include "core/base/checked.h"
#include "core/exposure/choice.h"
#include "core/exposure/inside.h"
#include "core/exposure/table.h"

struct listing {
    const struct cfd_exposure_table *table;
    enum cfd_exposure_group group;
    struct cfdi_choice choice;
    struct cfdi_set lines;   /* struct cfd_exposure_line */
    struct cfdi_set persons; /* struct member: line and number of the subject */
    struct cfdi_set others;  /* struct member: line and consumer or endpoint */
    uint8_t *seen;           /* over all rows: a bit a subject */
    uint64_t person_count;   /* likewise */
};

struct member {
    uint32_t line;
    uint32_t number;
};

/* What a row and a piece of traffic both say. */
struct sight {
    const struct cfdi_who *who;
    uint32_t endpoint;
    cfd_kinds kinds;
    int64_t first_ms, last_ms;
};

static const struct cfd_exposure_row *row_of(const struct listing *listing, uint32_t number)
{
    return cfdi_array_at(&listing->table->rows.items, number);
}

static const struct cfdi_who *who_of(const struct listing *listing, uint32_t number)
{
    return cfdi_array_at(&listing->table->whos.items, number);
}

/* --- sets */

/* *out_is_new: the set did not have this number for this line. CFD_ERR_MEMORY. */
static enum cfd_status add_member(const struct listing *listing, struct cfdi_set *set,
                                  uint32_t line, uint32_t number, bool *out_is_new)
{
    struct member added = {line, number};
    uint64_t hash = cfd_siphash(&listing->table->hash_key, &added, sizeof(added));
    struct cfdi_probe probe = cfdi_probe_of(&set->slots, hash);
    const struct member *member;
    uint32_t at;

    *out_is_new = false;
    while (cfdi_probe_next(&probe, &at)) {
        member = cfdi_array_at(&set->items, at);
        if (member->line == line && member->number == number)
            return CFD_OK;
    }
    *out_is_new = true;
    return cfdi_set_add(set, hash, &added);
}

/* True when no row with this subject came before. */
static bool is_first_of_subject(struct listing *listing, uint32_t subject_number)
{
    uint8_t bit = (uint8_t)(1u << (subject_number % 8));
    uint8_t *byte = &listing->seen[subject_number / 8];
    bool is_first = (*byte & bit) == 0;

    *byte |= bit;
    return is_first;
}

/* Finds the line of (consumer, endpoint), or begins it with what the sight says. */
static enum cfd_status line_of(struct listing *listing, uint32_t consumer, uint32_t endpoint,
                               const struct sight *sight, uint32_t *out_number)
{
    const uint32_t key[2] = {consumer, endpoint};
    uint64_t hash = cfd_siphash(&listing->table->hash_key, key, sizeof(key));
    struct cfdi_probe probe = cfdi_probe_of(&listing->lines.slots, hash);
    struct cfd_exposure_line begun = {.consumer = consumer,
                                      .endpoint = endpoint,
                                      .side = sight->who->who.side,
                                      .first_ms = sight->first_ms,
                                      .last_ms = sight->last_ms};
    const struct cfd_exposure_line *line;

    while (cfdi_probe_next(&probe, out_number)) {
        line = cfdi_array_at(&listing->lines.items, *out_number);
        if (line->consumer == consumer && line->endpoint == endpoint)
            return CFD_OK;
    }
    *out_number = listing->lines.items.count;
    return cfdi_set_add(&listing->lines, hash, &begun);
}

/* --- booking */

/* The consumers that a sight of this who is booked for. */
static uint32_t targets_of(enum cfd_exposure_group group, const struct cfdi_who *who,
                           const uint32_t **out_targets)
{
    static const uint32_t nobody = CFDI_NO_NUMBER;

    switch (group) {
    case CFD_GROUP_CONSUMER:
    case CFD_GROUP_PAIR:
        *out_targets = who->booked;
        return who->booked_count;
    case CFD_GROUP_ADDRESS:
        *out_targets = &who->address;
        return who->address != CFDI_NO_NUMBER ? 1 : 0;
    case CFD_GROUP_NONE:
    case CFD_GROUP_ENDPOINT:
        break;
    }
    *out_targets = &nobody;
    return 1;
}

static bool has_endpoint(enum cfd_exposure_group group)
{
    return group == CFD_GROUP_ENDPOINT || group == CFD_GROUP_PAIR;
}

static void widen(struct cfd_exposure_line *line, const struct sight *sight)
{
    const struct cfd_exposure_who *who = &sight->who->who;

    if (sight->first_ms < line->first_ms ||
        (sight->first_ms == line->first_ms && who->side < line->side)) {
        line->first_ms = sight->first_ms;
        line->side = who->side;
    }
    if (sight->last_ms > line->last_ms)
        line->last_ms = sight->last_ms;
    if (who->auth > line->auth)
        line->auth = who->auth;
    line->kinds |= sight->kinds;
}

static enum cfd_status count_others(struct listing *listing, uint32_t number,
                                    const struct sight *sight)
{
    struct cfd_exposure_line *line = cfdi_array_at(&listing->lines.items, number);
    bool is_new;

    if (listing->group == CFD_GROUP_ENDPOINT) {
        for (unsigned i = 0; i < sight->who->booked_count; i++) {
            CFD_TRY(add_member(listing, &listing->others, number, sight->who->booked[i], &is_new));
            line->consumer_count += is_new;
        }
    }
    if (listing->group == CFD_GROUP_CONSUMER || listing->group == CFD_GROUP_ADDRESS) {
        CFD_TRY(add_member(listing, &listing->others, number, sight->endpoint, &is_new));
        line->endpoint_count += is_new;
    }
    return CFD_OK;
}

/* Books all of a sight but its counts; tells the line. */
static enum cfd_status book(struct listing *listing, uint32_t target, const struct sight *sight,
                            uint32_t *out_number)
{
    uint32_t endpoint = has_endpoint(listing->group) ? sight->endpoint : CFDI_NO_NUMBER;

    CFD_TRY(line_of(listing, target, endpoint, sight, out_number));
    widen(cfdi_array_at(&listing->lines.items, *out_number), sight);
    return count_others(listing, *out_number, sight);
}

static enum cfd_status book_row(struct listing *listing, uint32_t row_number)
{
    const struct cfd_exposure_row *row = row_of(listing, row_number);
    const struct sight sight = {who_of(listing, row->who), row->endpoint, row->kinds, row->first_ms,
                                row->last_ms};
    bool is_first = is_first_of_subject(listing, row->subject_number);
    struct cfd_exposure_line *line;
    const uint32_t *targets;
    uint32_t target_count = targets_of(listing->group, sight.who, &targets);
    uint32_t number;
    bool is_new = is_first; /* so it is in the line of totals, and where nobody saw it twice */

    listing->person_count += is_first;
    for (uint32_t i = 0; i < target_count; i++) {
        CFD_TRY(book(listing, targets[i], &sight, &number));
        if (listing->group != CFD_GROUP_NONE && row->has_siblings)
            CFD_TRY(add_member(listing, &listing->persons, number, row->subject_number, &is_new));
        line = cfdi_array_at(&listing->lines.items, number);
        line->person_count += is_new;
        line->count += row->count;
        line->is_lower_bound |= row->is_lower_bound != 0;
    }
    return CFD_OK;
}

static enum cfd_status book_mentions(struct listing *listing,
                                     const struct cfd_exposure_traffic *traffic)
{
    const struct sight sight = {who_of(listing, traffic->who), traffic->endpoint, traffic->kinds,
                                traffic->first_ms, traffic->last_ms};
    struct cfd_exposure_line *line;
    const uint32_t *targets;
    uint32_t target_count = targets_of(listing->group, sight.who, &targets);
    uint32_t number;

    for (uint32_t i = 0; i < target_count; i++) {
        CFD_TRY(book(listing, targets[i], &sight, &number));
        line = cfdi_array_at(&listing->lines.items, number);
        line->mention_count += traffic->mention_count;
    }
    return CFD_OK;
}

static enum cfd_status make_seen(struct listing *listing)
{
    const struct cfd_alloc *alloc = &listing->table->alloc;
    size_t seen_bytes = listing->table->subjects.count / 8 + 1;

    listing->seen = alloc->alloc(alloc->ctx, seen_bytes);
    if (listing->seen == NULL)
        return CFD_ERR_MEMORY;
    memset(listing->seen, 0, seen_bytes);
    return CFD_OK;
}

static enum cfd_status book_all(struct listing *listing)
{
    const struct cfdi_array *rows = &listing->table->rows.items;
    const struct cfdi_array *traffic = &listing->table->traffic.items;

    CFD_TRY(make_seen(listing));
    for (uint32_t i = 0; i < rows->count; i++)
        if (cfdi_choice_has_row(&listing->choice, cfdi_array_at(rows, i)))
            CFD_TRY(book_row(listing, i));
    for (uint32_t i = 0; i < traffic->count; i++)
        if (cfdi_choice_has_mentions(&listing->choice, cfdi_array_at(traffic, i)))
            CFD_TRY(book_mentions(listing, cfdi_array_at(traffic, i)));
    return CFD_OK;
}

/* --- order */

static bool comes_before(const struct cfd_exposure_line *a, const struct cfd_exposure_line *b)
{
    if (a->person_count != b->person_count)
        return a->person_count > b->person_count;
    if (a->mention_count != b->mention_count)
        return a->mention_count > b->mention_count;
    if (a->first_ms != b->first_ms)
        return a->first_ms < b->first_ms;
    if (a->consumer != b->consumer)
        return a->consumer < b->consumer;
    return a->endpoint < b->endpoint;
}

/* Restores the heap (last in order on top) below `at`. */
static void sift_down(struct cfd_exposure_line *lines, size_t at, size_t count)
{
    struct cfd_exposure_line moved = lines[at];
    size_t child;

    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count && comes_before(&lines[child], &lines[child + 1]))
            child++;
        if (!comes_before(&moved, &lines[child]))
            break;
        lines[at] = lines[child];
        at = child;
    }
    lines[at] = moved;
}

/* A heap sort: libc's qsort may allocate, and this folder allocates from its host only. */
static void sort(struct cfd_exposure_line *lines, size_t count)
{
    struct cfd_exposure_line last;

    for (size_t i = count / 2; i > 0; i--)
        sift_down(lines, i - 1, count);
    for (size_t end = count; end > 1; end--) {
        last = lines[0];
        lines[0] = lines[end - 1];
        lines[end - 1] = last;
        sift_down(lines, 0, end - 1);
    }
}

/* --- the list */

static enum cfd_status copy_lines(const struct listing *listing,
                                  struct cfd_exposure_line **out_lines)
{
    const struct cfd_alloc *alloc = &listing->table->alloc;
    const struct cfdi_array *items = &listing->lines.items;
    struct cfd_exposure_line *lines = NULL;
    size_t bytes;

    if (items->count > 0) {
        if (!cfd_mul_ok(items->count, sizeof(*lines), &bytes))
            return CFD_ERR_MEMORY;
        lines = alloc->alloc(alloc->ctx, bytes);
        if (lines == NULL)
            return CFD_ERR_MEMORY;
    }
    for (uint32_t i = 0; i < items->count; i++)
        lines[i] = *(struct cfd_exposure_line *)cfdi_array_at(items, i);
    *out_lines = lines;
    return CFD_OK;
}

enum cfd_status cfd_exposure_list(const struct cfd_exposure_table *table,
                                  enum cfd_exposure_group group,
                                  const struct cfd_exposure_filter *filter,
                                  struct cfd_exposure_line **out_lines, size_t *out_line_count,
                                  uint64_t *out_person_count)
{
    struct listing listing = {.table = table, .group = group};
    struct cfd_exposure_line *lines = NULL;
    enum cfd_status status;

    CFD_TRY(cfdi_choice_init(&listing.choice, table, filter));
    listing.lines = cfdi_set_of(&table->alloc, sizeof(struct cfd_exposure_line));
    listing.persons = cfdi_set_of(&table->alloc, sizeof(struct member));
    listing.others = cfdi_set_of(&table->alloc, sizeof(struct member));
    status = book_all(&listing);
    if (status == CFD_OK)
        status = copy_lines(&listing, &lines);
    if (status == CFD_OK) {
        sort(lines, listing.lines.items.count);
        *out_lines = lines;
        *out_line_count = listing.lines.items.count;
        *out_person_count = listing.person_count;
    }
    cfdi_set_free(&listing.lines);
    cfdi_set_free(&listing.persons);
    cfdi_set_free(&listing.others);
    table->alloc.free(table->alloc.ctx, listing.seen);
    cfdi_choice_deinit(&listing.choice);
    return status;
}

void cfd_exposure_lines_free(const struct cfd_exposure_table *table,
                             struct cfd_exposure_line *lines)
{
    table->alloc.free(table->alloc.ctx, lines);
}
