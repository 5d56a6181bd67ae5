/* SPDX-License-Identifier: Apache-2.0
 * Telling what stands in the index: from columns to entries and rows.
 *
 * Every value is checked on its way out as it was on its way in; one that put would have refused, a
 * number out of order and a table that is too short are damage. */
#include "lib/ledger/index.h"

#include <string.h>

#include "core/wire/codec.h"
#include "lib/ledger/entry_rules.h"
#include "lib/ledger/index_inside.h"

static const char *const table_names[CFDI_TABLE_COUNT] = {
    [CFDI_TABLE_CONSUMER] = "consumers", [CFDI_TABLE_ENDPOINT] = "endpoints",
    [CFDI_TABLE_WHO] = "whos",           [CFDI_TABLE_EXPOSURE] = "exposures",
    [CFDI_TABLE_TRAFFIC] = "traffic",    [CFDI_TABLE_ALIAS] = "aliases",
    [CFDI_TABLE_GAP] = "gaps",           [CFDI_TABLE_COVERAGE] = "coverage",
};

/* One row of a result, read column by column in the order in which index_sql.c has them. */
struct source {
    const struct cfd_index *index;
    sqlite3_stmt *statement;
    int column;      /* of the next read */
    uint32_t number; /* of the item that comes now, from 0 */
    bool is_damaged;
};

/* --- columns */

static int64_t read_int(struct source *source)
{
    int column = source->column++;

    if (sqlite3_column_type(source->statement, column) != SQLITE_INTEGER)
        source->is_damaged = true;
    return sqlite3_column_int64(source->statement, column);
}

static uint64_t read_bits(struct source *source)
{
    return (uint64_t)read_int(source);
}

static uint32_t read_at_most(struct source *source, uint32_t max)
{
    uint64_t value = read_bits(source);

    if (value > max) {
        source->is_damaged = true;
        return 0;
    }
    return (uint32_t)value;
}

static uint32_t read_u32(struct source *source)
{
    return read_at_most(source, UINT32_MAX);
}

static uint8_t read_u8(struct source *source)
{
    return (uint8_t)read_at_most(source, UINT8_MAX);
}

static uint16_t read_u16(struct source *source)
{
    return (uint16_t)read_at_most(source, UINT16_MAX);
}

/* Leaves out alone where the column is NULL: answers whether it was something. */
static bool read_bytes(struct source *source, void *out, size_t len)
{
    int column = source->column++;
    const void *bytes;

    if (sqlite3_column_type(source->statement, column) == SQLITE_NULL)
        return false;
    bytes = sqlite3_column_blob(source->statement, column);
    if (bytes == NULL || (size_t)sqlite3_column_bytes(source->statement, column) != len)
        source->is_damaged = true;
    else
        memcpy(out, bytes, len);
    return true;
}

static void read_ring_id(struct source *source, uint8_t out[16])
{
    if (!read_bytes(source, out, 16))
        source->is_damaged = true;
}

static void read_text(struct source *source, char *out, size_t capacity_bytes)
{
    int column = source->column++;
    bool is_text = sqlite3_column_type(source->statement, column) == SQLITE_TEXT;
    const unsigned char *text = sqlite3_column_text(source->statement, column);
    size_t text_bytes = (size_t)sqlite3_column_bytes(source->statement, column);

    if (!is_text || text == NULL || text_bytes >= capacity_bytes ||
        memchr(text, 0, text_bytes) != NULL)
        source->is_damaged = true;
    else
        memcpy(out, text, text_bytes);
}

/* A blob of little-endian numbers; what the reader does not take must not be there. */
static struct cfd_reader read_numbers(struct source *source)
{
    int column = source->column++;
    const void *bytes = sqlite3_column_blob(source->statement, column);

    if (sqlite3_column_type(source->statement, column) != SQLITE_BLOB)
        source->is_damaged = true;
    return cfd_reader_of(bytes, (size_t)sqlite3_column_bytes(source->statement, column));
}

static void read_half(struct source *source, uint8_t out[8])
{
    uint64_t value = read_bits(source);

    for (int i = 7; i >= 0; i--, value >>= 8)
        out[i] = (uint8_t)value;
}

static void read_subject(struct source *source, uint8_t out[CFD_PSEUDONYM_BYTES])
{
    read_half(source, out);
    read_half(source, out + 8);
}

/* --- one item each: read, check, tell */

/* A value that there was no memory for looks like one that is not there. */
static enum cfd_status damaged(struct source *source)
{
    source->is_damaged = sqlite3_errcode(sqlite3_db_handle(source->statement)) != SQLITE_NOMEM;
    return source->is_damaged ? CFD_ERR_CORRUPT : CFD_ERR_MEMORY;
}

static enum cfd_status tell_consumer(struct source *source, const struct cfd_index_visitor *visitor)
{
    struct cfd_entry_consumer entry;
    struct cfd_consumer *consumer = &entry.consumer;

    memset(&entry, 0, sizeof(entry));
    entry.number = source->number;
    consumer->credential = (enum cfd_credential)read_u8(source);
    consumer->is_clear = read_at_most(source, 1) == 1;
    read_text(source, consumer->name, sizeof(consumer->name));
    read_text(source, consumer->label, sizeof(consumer->label));
    consumer->has_pseudonym = read_bytes(source, consumer->pseudonym, sizeof(consumer->pseudonym));
    entry.epoch = read_u32(source);
    read_text(source, entry.day, sizeof(entry.day));
    if (read_bytes(source, entry.sealed_address, sizeof(entry.sealed_address)) !=
        (entry.day[0] != '\0'))
        source->is_damaged = true;
    if (source->is_damaged || !cfdi_is_index_consumer(&entry))
        return damaged(source);
    return visitor->on_consumer(visitor->ctx, &entry);
}

static enum cfd_status tell_endpoint(struct source *source, const struct cfd_index_visitor *visitor)
{
    struct cfd_entry_endpoint entry;

    memset(&entry, 0, sizeof(entry));
    entry.number = source->number;
    read_text(source, entry.endpoint, sizeof(entry.endpoint));
    if (source->is_damaged || !cfdi_is_index_endpoint(&entry))
        return damaged(source);
    return visitor->on_endpoint(visitor->ctx, &entry);
}

static enum cfd_status tell_who(struct source *source, const struct cfd_index_visitor *visitor)
{
    struct cfd_entry_who entry;
    struct cfd_reader consumers = read_numbers(source);

    memset(&entry, 0, sizeof(entry));
    entry.number = source->number;
    while (consumers.left_bytes > 0 && entry.consumer_count < CFD_CONSUMERS_MAX &&
           !consumers.is_failed)
        entry.consumers[entry.consumer_count++] = cfd_get_u32(&consumers);
    entry.side = read_u8(source);
    entry.auth = read_u8(source);
    if (source->is_damaged || !cfdi_is_read(&consumers) ||
        !cfdi_is_index_who(source->index, &entry))
        return damaged(source);
    return visitor->on_who(visitor->ctx, &entry);
}

static enum cfd_status tell_row(struct source *source, const struct cfd_index_visitor *visitor)
{
    struct cfd_exposure_row row;

    memset(&row, 0, sizeof(row));
    read_subject(source, row.subject);
    row.who = read_u32(source);
    row.endpoint = read_u32(source);
    row.kinds = read_u16(source);
    row.identity = read_u8(source);
    row.action = read_u8(source);
    row.basis = read_u8(source);
    row.first_ms = read_int(source);
    row.last_ms = read_int(source);
    row.count = read_u32(source);
    row.logged_count = row.count;
    row.is_lower_bound = read_u8(source);
    if (source->is_damaged || !cfdi_is_index_row(source->index, &row))
        return damaged(source);
    return visitor->on_row(visitor->ctx, &row);
}

static enum cfd_status tell_traffic(struct source *source, const struct cfd_index_visitor *visitor)
{
    struct cfd_entry_traffic totals;

    memset(&totals, 0, sizeof(totals));
    totals.who = read_u32(source);
    totals.endpoint = read_u32(source);
    totals.response_count = read_bits(source);
    totals.mention_count = read_bits(source);
    totals.kinds = read_u16(source);
    totals.first_ms = read_int(source);
    totals.last_ms = read_int(source);
    if (source->is_damaged || !cfdi_is_index_traffic(source->index, &totals))
        return damaged(source);
    return visitor->on_traffic(visitor->ctx, &totals);
}

static enum cfd_status tell_alias(struct source *source, const struct cfd_index_visitor *visitor)
{
    struct cfd_entry_alias entry;

    memset(&entry, 0, sizeof(entry));
    read_subject(source, entry.subject);
    entry.subject_identity = read_u8(source);
    read_subject(source, entry.alias);
    entry.alias_identity = read_u8(source);
    entry.epoch = read_u32(source);
    if (source->is_damaged || !cfdi_is_index_alias(&entry))
        return damaged(source);
    return visitor->on_alias(visitor->ctx, &entry);
}

static enum cfd_status tell_gap(struct source *source, const struct cfd_index_visitor *visitor)
{
    struct cfd_entry_gap entry;

    memset(&entry, 0, sizeof(entry));
    entry.reason = read_u8(source);
    entry.endpoint = read_u32(source);
    read_ring_id(source, entry.ring_id);
    entry.response_count = read_bits(source);
    entry.subject_count = read_bits(source);
    entry.from_ms = read_int(source);
    entry.to_ms = read_int(source);
    if (source->is_damaged || !cfdi_is_index_gap(source->index, &entry))
        return damaged(source);
    return visitor->on_gap(visitor->ctx, &entry);
}

static enum cfd_status tell_coverage(struct source *source, const struct cfd_index_visitor *visitor)
{
    struct cfd_entry_coverage entry;
    struct cfd_reader gap_counts;

    memset(&entry, 0, sizeof(entry));
    read_ring_id(source, entry.ring_id);
    entry.response_count = read_bits(source);
    entry.inspected_count = read_bits(source);
    entry.exposing_count = read_bits(source);
    entry.body_bytes = read_bits(source);
    gap_counts = read_numbers(source);
    for (int i = 0; i < CFD_GAP_COUNT; i++)
        entry.gap_counts[i] = cfd_get_u64(&gap_counts);
    entry.from_ms = read_int(source);
    entry.to_ms = read_int(source);
    if (source->is_damaged || !cfdi_is_read(&gap_counts))
        return damaged(source);
    return visitor->on_coverage(visitor->ctx, &entry);
}

/* --- tables */

typedef enum cfd_status (*tell)(struct source *source, const struct cfd_index_visitor *visitor);

/* NULL: the visitor does not want this table. */
static tell teller_of(enum cfdi_table table, const struct cfd_index_visitor *visitor)
{
    const struct {
        bool is_wanted;
        tell tell;
    } tellers[CFDI_TABLE_COUNT] = {
        [CFDI_TABLE_CONSUMER] = {visitor->on_consumer != NULL, tell_consumer},
        [CFDI_TABLE_ENDPOINT] = {visitor->on_endpoint != NULL, tell_endpoint},
        [CFDI_TABLE_WHO] = {visitor->on_who != NULL, tell_who},
        [CFDI_TABLE_EXPOSURE] = {visitor->on_row != NULL, tell_row},
        [CFDI_TABLE_TRAFFIC] = {visitor->on_traffic != NULL, tell_traffic},
        [CFDI_TABLE_ALIAS] = {visitor->on_alias != NULL, tell_alias},
        [CFDI_TABLE_GAP] = {visitor->on_gap != NULL, tell_gap},
        [CFDI_TABLE_COVERAGE] = {visitor->on_coverage != NULL, tell_coverage},
    };

    return tellers[table].is_wanted ? tellers[table].tell : NULL;
}

static enum cfd_status tell_table(struct source *source, uint32_t count, tell tell_item,
                                  const struct cfd_index_visitor *visitor)
{
    int code;

    for (; (code = sqlite3_step(source->statement)) == SQLITE_ROW; source->number++) {
        source->column = 0;
        if (source->number == count || read_u32(source) != source->number + 1)
            return damaged(source);
        CFD_TRY(tell_item(source, visitor));
    }
    if (cfdi_index_status(code) == CFD_ERR_CORRUPT)
        return damaged(source);
    CFD_TRY(cfdi_index_status(code));
    return source->number == count ? CFD_OK : damaged(source);
}

static enum cfd_status load_table(struct cfd_index *index, enum cfdi_table table,
                                  const struct cfd_index_visitor *visitor, struct cfd_error *error)
{
    struct source source = {.index = index, .statement = index->statements[CFDI_SQL_LOAD + table]};
    tell tell_item = teller_of(table, visitor);
    enum cfd_status status;

    if (tell_item == NULL)
        return CFD_OK;
    status = tell_table(&source, index->counts[table], tell_item, visitor);
    if (status != CFD_OK)
        cfd_error_set(error, 0, "index: %s at item %u of %s",
                      source.is_damaged ? "damaged" : "stopped", (unsigned)source.number,
                      table_names[table]);
    if (source.is_damaged)
        index->is_whole = false;
    (void)sqlite3_reset(source.statement);
    return status;
}

enum cfd_status cfd_index_load(struct cfd_index *index, const struct cfd_index_visitor *visitor,
                               struct cfd_error *error)
{
    if (index->state != CFDI_INDEX_IDLE) {
        cfd_error_set(error, 0, "index: not while a transaction is open or after one has failed");
        return CFD_ERR_STATE;
    }
    for (int table = 0; table < CFDI_TABLE_COUNT; table++)
        CFD_TRY(load_table(index, (enum cfdi_table)table, visitor, error));
    return CFD_OK;
}
