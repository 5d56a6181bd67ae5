/* SPDX-License-Identifier: Apache-2.0
 * A log whose entries are the serial numbers 1, 2, 3 ... of one ring, as an engine would write it:
 * after an opening it goes on behind the sequence that the log knows. So whatever happened, a whole
 * log holds each number once and in order, and all that were committed. */
#ifndef CFD_TESTS_LIB_LOG_H
#define CFD_TESTS_LIB_LOG_H

#include "lib/ledger/entry.h"
#include "lib/ledger/log.h"
#include "lib/ledger/log_inside.h"

#include "core/wire/codec.h"
#include "tests/lib/test.h"

#define TEST_TYPE CFD_ENTRY_GAP
#define TEST_PAYLOAD_BYTES 40u

static const uint8_t test_ring_id[16] = {'r', 'i', 'n', 'g', 1};

/* Changed by a test from one life to the next: the same number is never written in the same bytes
 * twice, as with a real engine, so that a mixture of two lives is none of both. */
static uint8_t test_salt;

/* The payload of a serial number: it, the salt, and bytes that depend on both, none of them 0. */
static inline size_t serial_payload(uint64_t serial, uint8_t salt, uint8_t out[TEST_PAYLOAD_BYTES])
{
    struct cfd_writer writer = cfd_writer_of(out, TEST_PAYLOAD_BYTES);

    cfd_put_u64(&writer, serial);
    cfd_put_u8(&writer, salt);
    for (uint64_t i = 0; i < (serial + salt) % 20; i++)
        cfd_put_u8(&writer, (uint8_t)(1 + (serial * 31 + i * 7 + salt) % 255));
    return writer.used_bytes;
}

static inline enum cfd_status append_serial(struct cfd_log *log, uint64_t serial)
{
    uint8_t payload[TEST_PAYLOAD_BYTES];
    size_t payload_bytes = serial_payload(serial, test_salt, payload);

    return cfd_log_append(log, TEST_TYPE, CFD_ENTRY_VERSION, (int64_t)serial,
                          cfd_bytes_of(payload, payload_bytes), NULL);
}

static inline enum cfd_status commit_serial(struct cfd_log *log, uint64_t serial)
{
    struct cfd_log_ring ring = {.sequence = serial};

    memcpy(ring.ring_id, test_ring_id, sizeof(test_ring_id));
    return cfd_log_commit(log, &ring, 1, (int64_t)serial);
}

/* The last serial number that the log has. */
static inline uint64_t log_serial(const struct cfd_log *log)
{
    uint64_t serial = 0;
    enum cfd_status status = cfd_log_ring_sequence(log, test_ring_id, &serial);

    assert_true(status == CFD_OK || status == CFD_ERR_NOT_FOUND);
    return serial;
}

/* Appends and commits the next entry_count numbers. */
static inline void write_batch_of(struct cfd_log *log, uint64_t entry_count)
{
    uint64_t serial = log_serial(log);

    for (uint64_t i = 0; i < entry_count; i++)
        assert_int_equal(append_serial(log, ++serial), CFD_OK);
    assert_int_equal(commit_serial(log, serial), CFD_OK);
}

struct serial_check {
    uint64_t serial; /* last seen */
    uint64_t index;  /* next expected */
    uint64_t commit_count;
    bool is_wrong;
};

static inline enum cfd_status check_entry(void *ctx, const struct cfd_log_entry *entry)
{
    struct serial_check *check = ctx;
    uint8_t payload[TEST_PAYLOAD_BYTES];
    size_t payload_bytes;

    check->is_wrong |= entry->index != check->index;
    check->index++;
    if (entry->type == CFD_ENTRY_COMMIT) {
        check->commit_count++;
        return CFD_OK;
    }
    check->serial++;
    if (entry->payload.len < 9) {
        check->is_wrong = true;
        return CFD_OK;
    }
    payload_bytes = serial_payload(check->serial, entry->payload.ptr[8], payload);
    check->is_wrong |= entry->type != TEST_TYPE || entry->time_ms != (int64_t)check->serial ||
                       entry->payload.len != payload_bytes ||
                       memcmp(entry->payload.ptr, payload, payload_bytes) != 0;
    return CFD_OK;
}

/* Reads all; the numbers must be whole, in order, and as many as the ring says. Answers how many. */
static inline uint64_t read_serials(const struct cfd_log *log)
{
    struct serial_check check = {.index = 0};
    struct cfd_log_report report;
    struct cfd_error error = {.text = ""};
    enum cfd_status status = cfd_log_read(log, 0, check_entry, &check, &error);

    if (status != CFD_OK)
        print_error("%s\n", error.text);
    assert_int_equal(status, CFD_OK);
    assert_false(check.is_wrong);
    cfd_log_stat(log, &report);
    assert_int_equal(check.index, report.entry_count);
    assert_int_equal(check.serial, log_serial(log));
    return check.serial;
}

#endif
