/* SPDX-License-Identifier: Apache-2.0
 * The index as text: its tables, and every statement there is.
 *
 * An id is a number and 1: consumer 0 has id 1. Ids have no holes, and meta says how many there are,
 * so that a table that lost its tail does not look whole. Traffic, aliases, gaps and coverage are
 * numbered as they come. A subject is two integers, 8 bytes each, most significant first, as signed
 * numbers; other 64-bit counts are the signed numbers of the same bits. Numbers within blobs are
 * little-endian. */
#include "lib/ledger/index_inside.h"

const char cfdi_index_schema[] =
    "CREATE TABLE main.meta(id INTEGER PRIMARY KEY CHECK (id = 1), log_id BLOB, covered INTEGER,"
    " is_open INTEGER, consumer_count INTEGER, endpoint_count INTEGER, who_count INTEGER,"
    " traffic_count INTEGER, alias_count INTEGER, gap_count INTEGER, coverage_count INTEGER) "
    "STRICT;"
    "CREATE TABLE main.consumer(id INTEGER PRIMARY KEY, credential INTEGER, is_clear INTEGER,"
    " name TEXT, label TEXT, pseudonym BLOB, epoch INTEGER, day TEXT, sealed_address BLOB) STRICT;"
    "CREATE TABLE main.endpoint(id INTEGER PRIMARY KEY, endpoint TEXT) STRICT;"
    "CREATE TABLE main.who(id INTEGER PRIMARY KEY, consumers BLOB, side INTEGER, auth INTEGER)"
    " STRICT;"
    "CREATE TABLE main.traffic(id INTEGER PRIMARY KEY, who INTEGER, endpoint INTEGER,"
    " response_count INTEGER, mention_count INTEGER, kinds INTEGER, first_ms INTEGER,"
    " last_ms INTEGER, UNIQUE (who, endpoint)) STRICT;"
    "CREATE TABLE main.alias(id INTEGER PRIMARY KEY, subject INTEGER, subject_low INTEGER,"
    " subject_identity INTEGER, alias INTEGER, alias_low INTEGER, alias_identity INTEGER,"
    " epoch INTEGER) STRICT;"
    "CREATE TABLE main.gap(id INTEGER PRIMARY KEY, reason INTEGER, endpoint INTEGER, ring_id BLOB,"
    " response_count INTEGER, subject_count INTEGER, from_ms INTEGER, to_ms INTEGER) STRICT;"
    "CREATE TABLE main.coverage(id INTEGER PRIMARY KEY, ring_id BLOB, response_count INTEGER,"
    " inspected_count INTEGER, exposing_count INTEGER, body_bytes INTEGER, gap_counts BLOB,"
    " from_ms INTEGER, to_ms INTEGER) STRICT;"
    "CREATE TABLE open.meta(id INTEGER PRIMARY KEY CHECK (id = 1), log_id BLOB, covered INTEGER,"
    " row_count INTEGER) STRICT;"
    "CREATE TABLE open.exposure(id INTEGER PRIMARY KEY, subject INTEGER, subject_low INTEGER,"
    " who INTEGER, endpoint INTEGER, kinds INTEGER, identity INTEGER, action INTEGER,"
    " basis INTEGER, first_ms INTEGER, last_ms INTEGER, count INTEGER, is_lower_bound INTEGER) "
    "STRICT;";

const char *const cfdi_index_sql[CFDI_SQL_COUNT] = {
    [CFDI_SQL_BEGIN] = "BEGIN EXCLUSIVE",
    [CFDI_SQL_COMMIT] = "COMMIT",
    [CFDI_SQL_ROLLBACK] = "ROLLBACK",
    [CFDI_SQL_FOUND_MAIN] = "INSERT INTO main.meta VALUES (1, ?1, 0, 1, 0, 0, 0, 0, 0, 0, 0)",
    [CFDI_SQL_FOUND_OPEN] = "INSERT INTO open.meta VALUES (1, ?1, 0, 0)",
    /* The counts are in the order of enum cfdi_table. */
    [CFDI_SQL_JUDGE] =
        ("SELECT m.log_id = ?1 AND o.log_id = ?1 AND m.covered = o.covered AND m.is_open = 0"
         " AND m.consumer_count = (SELECT coalesce(max(id), 0) FROM main.consumer)"
         " AND m.endpoint_count = (SELECT coalesce(max(id), 0) FROM main.endpoint)"
         " AND m.who_count = (SELECT coalesce(max(id), 0) FROM main.who)"
         " AND o.row_count = (SELECT coalesce(max(id), 0) FROM open.exposure)"
         " AND m.traffic_count = (SELECT coalesce(max(id), 0) FROM main.traffic)"
         " AND m.alias_count = (SELECT coalesce(max(id), 0) FROM main.alias)"
         " AND m.gap_count = (SELECT coalesce(max(id), 0) FROM main.gap)"
         " AND m.coverage_count = (SELECT coalesce(max(id), 0) FROM main.coverage)"
         ", m.covered, m.consumer_count, m.endpoint_count, m.who_count, o.row_count,"
         " m.traffic_count, m.alias_count, m.gap_count, m.coverage_count"
         " FROM main.meta AS m, open.meta AS o"),
    [CFDI_SQL_MARK] = "UPDATE main.meta SET is_open = ?1",
    [CFDI_SQL_NOTE_MAIN] = ("UPDATE main.meta SET covered = ?1, consumer_count = ?2,"
                            " endpoint_count = ?3, who_count = ?4, traffic_count = ?5,"
                            " alias_count = ?6, gap_count = ?7, coverage_count = ?8"),
    [CFDI_SQL_NOTE_OPEN] = "UPDATE open.meta SET covered = ?1, row_count = ?2",

    [CFDI_SQL_PUT + CFDI_TABLE_CONSUMER] =
        "INSERT OR REPLACE INTO main.consumer VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [CFDI_SQL_PUT + CFDI_TABLE_ENDPOINT] = "INSERT OR REPLACE INTO main.endpoint VALUES (?1, ?2)",
    [CFDI_SQL_PUT + CFDI_TABLE_WHO] = "INSERT OR REPLACE INTO main.who VALUES (?1, ?2, ?3, ?4)",
    [CFDI_SQL_PUT + CFDI_TABLE_EXPOSURE] =
        ("INSERT INTO open.exposure"
         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
         " ON CONFLICT (id) DO UPDATE SET first_ms = excluded.first_ms, last_ms = excluded.last_ms,"
         " count = excluded.count, is_lower_bound = excluded.is_lower_bound"),
    [CFDI_SQL_PUT + CFDI_TABLE_TRAFFIC] =
        ("INSERT INTO main.traffic VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
         " ON CONFLICT (who, endpoint) DO UPDATE SET response_count = excluded.response_count,"
         " mention_count = excluded.mention_count, kinds = excluded.kinds,"
         " first_ms = excluded.first_ms, last_ms = excluded.last_ms RETURNING id"),
    [CFDI_SQL_PUT + CFDI_TABLE_ALIAS] =
        "INSERT INTO main.alias VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [CFDI_SQL_PUT + CFDI_TABLE_GAP] =
        "INSERT INTO main.gap VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [CFDI_SQL_PUT + CFDI_TABLE_COVERAGE] =
        "INSERT INTO main.coverage VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",

    [CFDI_SQL_LOAD + CFDI_TABLE_CONSUMER] = "SELECT * FROM main.consumer ORDER BY id",
    [CFDI_SQL_LOAD + CFDI_TABLE_ENDPOINT] = "SELECT * FROM main.endpoint ORDER BY id",
    [CFDI_SQL_LOAD + CFDI_TABLE_WHO] = "SELECT * FROM main.who ORDER BY id",
    [CFDI_SQL_LOAD + CFDI_TABLE_EXPOSURE] = "SELECT * FROM open.exposure ORDER BY id",
    [CFDI_SQL_LOAD + CFDI_TABLE_TRAFFIC] = "SELECT * FROM main.traffic ORDER BY id",
    [CFDI_SQL_LOAD + CFDI_TABLE_ALIAS] = "SELECT * FROM main.alias ORDER BY id",
    [CFDI_SQL_LOAD + CFDI_TABLE_GAP] = "SELECT * FROM main.gap ORDER BY id",
    [CFDI_SQL_LOAD + CFDI_TABLE_COVERAGE] = "SELECT * FROM main.coverage ORDER BY id",
};
