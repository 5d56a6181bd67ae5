/* SPDX-License-Identifier: Apache-2.0
 * The rows of who saw whom, and the traffic beside them: two sets, each with its own key.
 *
 * A key is written into a small buffer field by field before it is hashed, so that padding never
 * tells equal things apart. Hashes are keyed: what is hashed comes from outside. */
#include "core/exposure/table.h"

#include <string.h>

#include "core/exposure/inside.h"

#define ROW_KEY_BYTES (CFD_PSEUDONYM_BYTES + 4 + 4 + 2 + 1 + 1)
#define TRAFFIC_KEY_BYTES 8

enum cfd_status cfd_exposure_table_new(const struct cfd_hash_key *hash_key,
                                       const struct cfd_alloc *alloc,
                                       struct cfd_exposure_table **out_table)
{
    struct cfd_exposure_table *table = alloc->alloc(alloc->ctx, sizeof(*table));

    if (table == NULL)
        return CFD_ERR_MEMORY;
    memset(table, 0, sizeof(*table));
    table->alloc = *alloc;
    table->hash_key = *hash_key;
    table->rows = cfdi_set_of(&table->alloc, sizeof(struct cfd_exposure_row));
    table->traffic = cfdi_set_of(&table->alloc, sizeof(struct cfd_exposure_traffic));
    table->consumers = cfdi_set_of(&table->alloc, sizeof(struct cfd_consumer));
    table->endpoints = cfdi_set_of(&table->alloc, sizeof(char *));
    table->whos = cfdi_set_of(&table->alloc, sizeof(struct cfdi_who));
    table->subjects = cfdi_slots_of(&table->alloc);
    *out_table = table;
    return CFD_OK;
}

void cfd_exposure_table_free(struct cfd_exposure_table *table)
{
    struct cfd_alloc alloc;

    if (table == NULL)
        return;
    alloc = table->alloc;
    for (uint32_t i = 0; i < table->endpoints.items.count; i++)
        alloc.free(alloc.ctx, *(char **)cfdi_array_at(&table->endpoints.items, i));
    cfdi_set_free(&table->rows);
    cfdi_set_free(&table->traffic);
    cfdi_set_free(&table->consumers);
    cfdi_set_free(&table->endpoints);
    cfdi_set_free(&table->whos);
    cfdi_slots_free(&table->subjects);
    cfd_wipe(table, sizeof(*table));
    alloc.free(alloc.ctx, table);
}

/* --- rows */

static uint64_t row_hash(const struct cfd_exposure_table *table, const struct cfd_exposure_row *row)
{
    uint8_t key[ROW_KEY_BYTES];

    memcpy(key, row->subject, CFD_PSEUDONYM_BYTES);
    memcpy(key + 16, &row->who, 4);
    memcpy(key + 20, &row->endpoint, 4);
    memcpy(key + 24, &row->kinds, 2);
    key[26] = row->action;
    key[27] = row->basis;
    return cfd_siphash(&table->hash_key, key, sizeof(key));
}

static bool is_same_row(const struct cfd_exposure_row *a, const struct cfd_exposure_row *b)
{
    return a->who == b->who && a->endpoint == b->endpoint && a->kinds == b->kinds &&
           a->action == b->action && a->basis == b->basis &&
           memcmp(a->subject, b->subject, CFD_PSEUDONYM_BYTES) == 0;
}

static bool find_row(const struct cfd_exposure_table *table, uint64_t hash,
                     const struct cfd_exposure_row *sight, uint32_t *out_number)
{
    struct cfdi_probe probe = cfdi_probe_of(&table->rows.slots, hash);

    while (cfdi_probe_next(&probe, out_number))
        if (is_same_row(cfdi_array_at(&table->rows.items, *out_number), sight))
            return true;
    return false;
}

/* Counts stop at their largest value: a wrapped count would be a small lie. */
static uint32_t add_up(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

static void merge_row(struct cfd_exposure_row *row, const struct cfd_exposure_row *sight)
{
    row->count = add_up(row->count, sight->count);
    row->logged_count = add_up(row->logged_count, sight->logged_count);
    row->is_lower_bound |= sight->is_lower_bound;
    if (sight->first_ms < row->first_ms)
        row->first_ms = sight->first_ms;
    if (sight->last_ms > row->last_ms)
        row->last_ms = sight->last_ms;
}

/* The first row of a subject; NULL: it has none. */
static struct cfd_exposure_row *find_subject(const struct cfd_exposure_table *table, uint64_t hash,
                                             const uint8_t *subject)
{
    struct cfdi_probe probe = cfdi_probe_of(&table->subjects, hash);
    struct cfd_exposure_row *row;
    uint32_t number;

    while (cfdi_probe_next(&probe, &number)) {
        row = cfdi_array_at(&table->rows.items, number);
        if (memcmp(row->subject, subject, CFD_PSEUDONYM_BYTES) == 0)
            return row;
    }
    return NULL;
}

static enum cfd_status append_row(struct cfd_exposure_table *table, uint64_t hash,
                                  const struct cfd_exposure_row *sight)
{
    uint64_t subject_hash = cfd_siphash(&table->hash_key, sight->subject, CFD_PSEUDONYM_BYTES);
    struct cfd_exposure_row *first = find_subject(table, subject_hash, sight->subject);
    struct cfd_exposure_row row = *sight;
    uint32_t number = table->rows.items.count;

    CFD_TRY(cfdi_slots_reserve(&table->subjects));
    row.subject_number = first != NULL ? first->subject_number : table->subjects.count;
    row.has_siblings = first != NULL;
    CFD_TRY(cfdi_set_add(&table->rows, hash, &row));
    if (first != NULL)
        first->has_siblings = true;
    else
        cfdi_slots_add(&table->subjects, subject_hash, number);
    return CFD_OK;
}

enum cfd_status cfd_exposure_add(struct cfd_exposure_table *table,
                                 const struct cfd_exposure_row *sight, uint32_t *out_row,
                                 bool *out_is_new)
{
    uint64_t hash = row_hash(table, sight);
    uint32_t number = 0;
    bool is_new = !find_row(table, hash, sight, &number);

    if (sight->who >= table->whos.items.count || sight->endpoint >= table->endpoints.items.count)
        return CFD_ERR_USAGE;
    if (!is_new) {
        merge_row(cfdi_array_at(&table->rows.items, number), sight);
    } else {
        number = table->rows.items.count;
        if (number == CFD_EXPOSURE_ROWS_MAX) {
            table->left_out_count += sight->count;
            return CFD_ERR_FULL;
        }
        CFD_TRY(append_row(table, hash, sight));
    }
    *out_row = number;
    *out_is_new = is_new;
    return CFD_OK;
}

uint32_t cfd_exposure_row_count(const struct cfd_exposure_table *table)
{
    return table->rows.items.count;
}

struct cfd_exposure_row *cfd_exposure_row_at(struct cfd_exposure_table *table, uint32_t row)
{
    return row < table->rows.items.count ? cfdi_array_at(&table->rows.items, row) : NULL;
}

uint64_t cfd_exposure_left_out_count(const struct cfd_exposure_table *table)
{
    return table->left_out_count;
}

/* --- traffic */

static bool find_traffic(const struct cfd_exposure_table *table, uint64_t hash,
                         const struct cfd_exposure_traffic *traffic, uint32_t *out_number)
{
    struct cfdi_probe probe = cfdi_probe_of(&table->traffic.slots, hash);
    const struct cfd_exposure_traffic *other;

    while (cfdi_probe_next(&probe, out_number)) {
        other = cfdi_array_at(&table->traffic.items, *out_number);
        if (other->who == traffic->who && other->endpoint == traffic->endpoint)
            return true;
    }
    return false;
}

static void merge_traffic(struct cfd_exposure_traffic *total,
                          const struct cfd_exposure_traffic *traffic)
{
    total->response_count += traffic->response_count;
    total->mention_count += traffic->mention_count;
    total->logged_response_count += traffic->logged_response_count;
    total->logged_mention_count += traffic->logged_mention_count;
    total->kinds |= traffic->kinds;
    if (traffic->first_ms < total->first_ms)
        total->first_ms = traffic->first_ms;
    if (traffic->last_ms > total->last_ms)
        total->last_ms = traffic->last_ms;
}

enum cfd_status cfd_exposure_traffic_add(struct cfd_exposure_table *table,
                                         const struct cfd_exposure_traffic *traffic,
                                         uint32_t *out_number)
{
    uint8_t key[TRAFFIC_KEY_BYTES];
    uint32_t number = 0;
    uint64_t hash;

    if (traffic->who >= table->whos.items.count ||
        traffic->endpoint >= table->endpoints.items.count)
        return CFD_ERR_USAGE;
    memcpy(key, &traffic->who, 4);
    memcpy(key + 4, &traffic->endpoint, 4);
    hash = cfd_siphash(&table->hash_key, key, sizeof(key));
    if (find_traffic(table, hash, traffic, &number)) {
        merge_traffic(cfdi_array_at(&table->traffic.items, number), traffic);
    } else {
        number = table->traffic.items.count;
        if (number == CFD_EXPOSURE_ROWS_MAX)
            return CFD_ERR_FULL;
        CFD_TRY(cfdi_set_add(&table->traffic, hash, traffic));
    }
    *out_number = number;
    return CFD_OK;
}

uint32_t cfd_exposure_traffic_count(const struct cfd_exposure_table *table)
{
    return table->traffic.items.count;
}

struct cfd_exposure_traffic *cfd_exposure_traffic_at(struct cfd_exposure_table *table,
                                                     uint32_t number)
{
    return number < table->traffic.items.count ? cfdi_array_at(&table->traffic.items, number)
                                               : NULL;
}
