/* SPDX-License-Identifier: Apache-2.0
 * Puts: from entries and rows to columns, and what the index takes at all.
 *
 * Columns are bound in the order in which index_sql.c has them. Nothing is copied: what is bound
 * lives until the statement has run. */
#include "lib/ledger/index.h"

#include "core/wire/codec.h"
#include "lib/ledger/entry_rules.h"
#include "lib/ledger/index_inside.h"

/* --- what it takes */

bool cfdi_is_index_consumer(const struct cfd_entry_consumer *entry)
{
    const struct cfd_consumer *consumer = &entry->consumer;

    return consumer->credential >= CFD_CREDENTIAL_ID &&
           consumer->credential <= CFD_CREDENTIAL_ADDRESS &&
           cfdi_is_text(consumer->name, sizeof(consumer->name)) &&
           cfdi_is_text(consumer->label, sizeof(consumer->label)) &&
           cfdi_is_text(entry->day, sizeof(entry->day));
}

bool cfdi_is_index_endpoint(const struct cfd_entry_endpoint *entry)
{
    return cfdi_is_text(entry->endpoint, sizeof(entry->endpoint));
}

bool cfdi_is_index_who(const struct cfd_index *index, const struct cfd_entry_who *entry)
{
    if (entry->consumer_count > CFD_CONSUMERS_MAX || entry->side > CFD_SIDE_INTERNAL ||
        entry->auth > CFD_AUTH_PROVEN)
        return false;
    for (unsigned i = 0; i < entry->consumer_count; i++)
        if (entry->consumers[i] >= index->counts[CFDI_TABLE_CONSUMER])
            return false;
    return true;
}

static bool is_known(const struct cfd_index *index, uint32_t who, uint32_t endpoint)
{
    return who < index->counts[CFDI_TABLE_WHO] && endpoint < index->counts[CFDI_TABLE_ENDPOINT];
}

bool cfdi_is_index_row(const struct cfd_index *index, const struct cfd_exposure_row *row)
{
    return is_known(index, row->who, row->endpoint) && cfdi_is_kind_set(row->kinds) &&
           row->identity < CFD_KIND_COUNT && cfdi_is_act(row->action, row->basis) &&
           row->is_lower_bound <= 1;
}

bool cfdi_is_index_traffic(const struct cfd_index *index, const struct cfd_entry_traffic *totals)
{
    return is_known(index, totals->who, totals->endpoint) && cfdi_is_kind_set(totals->kinds);
}

bool cfdi_is_index_alias(const struct cfd_entry_alias *entry)
{
    return entry->subject_identity < CFD_KIND_COUNT && entry->alias_identity < CFD_KIND_COUNT;
}

bool cfdi_is_index_gap(const struct cfd_index *index, const struct cfd_entry_gap *entry)
{
    return entry->reason < CFD_GAP_COUNT &&
           (entry->endpoint == UINT32_MAX || entry->endpoint < index->counts[CFDI_TABLE_ENDPOINT]);
}

/* --- one put */

struct put {
    struct cfd_index *index;
    enum cfdi_table table;
    uint32_t number;
    sqlite3_stmt *statement;
    int column; /* bound last */
    int code;   /* of any bad bind; bits of several may mix */
};

static void bind_int(struct put *put, int64_t value)
{
    put->code |= sqlite3_bind_int64(put->statement, ++put->column, value);
}

static void bind_bits(struct put *put, uint64_t value)
{
    bind_int(put, (int64_t)value);
}

static void bind_text(struct put *put, const char *text)
{
    put->code |= sqlite3_bind_text(put->statement, ++put->column, text, -1, SQLITE_STATIC);
}

static void bind_bytes(struct put *put, const void *bytes, size_t len)
{
    put->code |= sqlite3_bind_blob64(put->statement, ++put->column, bytes, len, SQLITE_STATIC);
}

static void bind_nothing(struct put *put)
{
    put->code |= sqlite3_bind_null(put->statement, ++put->column);
}

static uint64_t high_first(const uint8_t bytes[8])
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value = value << 8 | bytes[i];
    return value;
}

static void bind_subject(struct put *put, const uint8_t subject[CFD_PSEUDONYM_BYTES])
{
    bind_bits(put, high_first(subject));
    bind_bits(put, high_first(subject + 8));
}

static enum cfd_status refuse(struct cfd_index *index)
{
    cfdi_index_give_up(index, CFD_ERR_USAGE);
    return CFD_ERR_USAGE;
}

/* number: a known one, or the next. */
static enum cfd_status begin_put(struct cfd_index *index, enum cfdi_table table, uint32_t number,
                                 struct put *out_put)
{
    if (index->state != CFDI_INDEX_WRITING)
        return CFD_ERR_STATE;
    if (number > index->counts[table] || number == UINT32_MAX)
        return refuse(index);
    *out_put = (struct put){.index = index,
                            .table = table,
                            .number = number,
                            .statement = index->statements[CFDI_SQL_PUT + table]};
    bind_int(out_put, (int64_t)number + 1);
    return CFD_OK;
}

static enum cfd_status begin_append(struct cfd_index *index, enum cfdi_table table,
                                    struct put *out_put)
{
    return begin_put(index, table, index->counts[table], out_put);
}

/* wanted: what the step is to answer with, SQLITE_ROW or SQLITE_DONE. */
static enum cfd_status step_put(struct put *put, int wanted)
{
    int code = put->code == SQLITE_OK ? sqlite3_step(put->statement) : SQLITE_MISUSE;
    enum cfd_status status = cfdi_index_status(code);

    if (code == wanted)
        return CFD_OK;
    (void)sqlite3_reset(put->statement);
    if (status == CFD_OK)
        status = CFD_ERR_CORRUPT;
    cfdi_index_give_up(put->index, status);
    return status;
}

static enum cfd_status end_put(struct put *put)
{
    uint32_t *count = &put->index->counts[put->table];

    CFD_TRY(step_put(put, SQLITE_DONE));
    (void)sqlite3_reset(put->statement);
    if (put->number == *count)
        (*count)++;
    return CFD_OK;
}

/* --- puts */

enum cfd_status cfd_index_put_consumer(struct cfd_index *index,
                                       const struct cfd_entry_consumer *entry)
{
    const struct cfd_consumer *consumer = &entry->consumer;
    struct put put;

    CFD_TRY(begin_put(index, CFDI_TABLE_CONSUMER, entry->number, &put));
    if (!cfdi_is_index_consumer(entry))
        return refuse(index);
    bind_int(&put, consumer->credential);
    bind_int(&put, consumer->is_clear);
    bind_text(&put, consumer->name);
    bind_text(&put, consumer->label);
    if (consumer->has_pseudonym)
        bind_bytes(&put, consumer->pseudonym, sizeof(consumer->pseudonym));
    else
        bind_nothing(&put);
    bind_int(&put, entry->epoch);
    bind_text(&put, entry->day);
    if (entry->day[0] != '\0')
        bind_bytes(&put, entry->sealed_address, sizeof(entry->sealed_address));
    else
        bind_nothing(&put);
    return end_put(&put);
}

enum cfd_status cfd_index_put_endpoint(struct cfd_index *index,
                                       const struct cfd_entry_endpoint *entry)
{
    struct put put;

    CFD_TRY(begin_put(index, CFDI_TABLE_ENDPOINT, entry->number, &put));
    if (!cfdi_is_index_endpoint(entry))
        return refuse(index);
    bind_text(&put, entry->endpoint);
    return end_put(&put);
}

enum cfd_status cfd_index_put_who(struct cfd_index *index, const struct cfd_entry_who *entry)
{
    uint8_t consumers[CFD_CONSUMERS_MAX * 4];
    struct cfd_writer writer = cfd_writer_of(consumers, sizeof(consumers));
    struct put put;

    CFD_TRY(begin_put(index, CFDI_TABLE_WHO, entry->number, &put));
    if (!cfdi_is_index_who(index, entry))
        return refuse(index);
    for (unsigned i = 0; i < entry->consumer_count; i++)
        cfd_put_u32(&writer, entry->consumers[i]);
    bind_bytes(&put, consumers, writer.used_bytes);
    bind_int(&put, entry->side);
    bind_int(&put, entry->auth);
    return end_put(&put);
}

enum cfd_status cfd_index_put_row(struct cfd_index *index, uint32_t row_number,
                                  const struct cfd_exposure_row *row)
{
    struct put put;

    CFD_TRY(begin_put(index, CFDI_TABLE_EXPOSURE, row_number, &put));
    if (!cfdi_is_index_row(index, row))
        return refuse(index);
    bind_subject(&put, row->subject);
    bind_int(&put, row->who);
    bind_int(&put, row->endpoint);
    bind_int(&put, row->kinds);
    bind_int(&put, row->identity);
    bind_int(&put, row->action);
    bind_int(&put, row->basis);
    bind_int(&put, row->first_ms);
    bind_int(&put, row->last_ms);
    bind_int(&put, row->count);
    bind_int(&put, row->is_lower_bound);
    return end_put(&put);
}

/* The statement answers with the id the totals have: the one offered when they are new. */
static enum cfd_status end_traffic(struct put *put)
{
    CFD_TRY(step_put(put, SQLITE_ROW));
    put->number = (uint32_t)(sqlite3_column_int64(put->statement, 0) - 1);
    return end_put(put);
}

enum cfd_status cfd_index_put_traffic(struct cfd_index *index,
                                      const struct cfd_entry_traffic *totals)
{
    struct put put;

    CFD_TRY(begin_append(index, CFDI_TABLE_TRAFFIC, &put));
    if (!cfdi_is_index_traffic(index, totals))
        return refuse(index);
    bind_int(&put, totals->who);
    bind_int(&put, totals->endpoint);
    bind_bits(&put, totals->response_count);
    bind_bits(&put, totals->mention_count);
    bind_int(&put, totals->kinds);
    bind_int(&put, totals->first_ms);
    bind_int(&put, totals->last_ms);
    return end_traffic(&put);
}

enum cfd_status cfd_index_put_alias(struct cfd_index *index, const struct cfd_entry_alias *entry)
{
    struct put put;

    CFD_TRY(begin_append(index, CFDI_TABLE_ALIAS, &put));
    if (!cfdi_is_index_alias(entry))
        return refuse(index);
    bind_subject(&put, entry->subject);
    bind_int(&put, entry->subject_identity);
    bind_subject(&put, entry->alias);
    bind_int(&put, entry->alias_identity);
    bind_int(&put, entry->epoch);
    return end_put(&put);
}

enum cfd_status cfd_index_put_gap(struct cfd_index *index, const struct cfd_entry_gap *entry)
{
    struct put put;

    CFD_TRY(begin_append(index, CFDI_TABLE_GAP, &put));
    if (!cfdi_is_index_gap(index, entry))
        return refuse(index);
    bind_int(&put, entry->reason);
    bind_int(&put, entry->endpoint);
    bind_bytes(&put, entry->ring_id, sizeof(entry->ring_id));
    bind_bits(&put, entry->response_count);
    bind_bits(&put, entry->subject_count);
    bind_int(&put, entry->from_ms);
    bind_int(&put, entry->to_ms);
    return end_put(&put);
}

enum cfd_status cfd_index_put_coverage(struct cfd_index *index,
                                       const struct cfd_entry_coverage *entry)
{
    uint8_t gap_counts[CFD_GAP_COUNT * 8];
    struct cfd_writer writer = cfd_writer_of(gap_counts, sizeof(gap_counts));
    struct put put;

    CFD_TRY(begin_append(index, CFDI_TABLE_COVERAGE, &put));
    for (int i = 0; i < CFD_GAP_COUNT; i++)
        cfd_put_u64(&writer, entry->gap_counts[i]);
    bind_bytes(&put, entry->ring_id, sizeof(entry->ring_id));
    bind_bits(&put, entry->response_count);
    bind_bits(&put, entry->inspected_count);
    bind_bits(&put, entry->exposing_count);
    bind_bits(&put, entry->body_bytes);
    bind_bytes(&put, gap_counts, writer.used_bytes);
    bind_int(&put, entry->from_ms);
    bind_int(&put, entry->to_ms);
    return end_put(&put);
}
