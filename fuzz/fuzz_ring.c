/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_ring_open, cfd_ring_read, cfd_ring_release, cfd_ring_write.
 *
 * Byte 0: bit 0 the first 200 bytes of the rest are the header, instead of one made here; bit 1
 * records are sealed here, so that what lies behind the CRC is reached. Bytes 1-2: where the data
 * begins, in steps of 8 before the seam. Bytes 3-4: how far the head is ahead, in steps of 8.
 * Oracles: a record is the reader's own copy, sealed, in sequence; after the last one, and after
 * damage, the reader stands at the head; two readers read the same; a refusal writes nothing; a
 * writer with whatever tail writes a whole record or none. */
#include "core/wire/ring.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/hash.h"
#include "core/wire/codec.h"

#define DATA_BYTES CFD_RING_DATA_MIN_BYTES
#define MAPPING_BYTES (CFD_RING_HEADER_BYTES + DATA_BYTES)
#define IMAGE_BYTES 200u /* of a header, tail included */
#define HEAD_AT 128u
#define TAIL_AT 192u
#define PADS_MAX 2u /* before one head, each with a sequence of its own */
#define READS_MAX (DATA_BYTES / 24u + 2u)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

static uint8_t *mapping; /* of just its size, so that a step outside is seen */
static uint8_t *buffer;

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_ring: not so: %s\n", law);
    abort();
}

static uint64_t peek(size_t offset)
{
    uint64_t value;

    memcpy(&value, mapping + offset, sizeof(value));
    return value;
}

static void poke(size_t offset, uint64_t value)
{
    memcpy(mapping + offset, &value, sizeof(value));
}

static uint8_t *data_at(uint64_t position)
{
    return mapping + CFD_RING_HEADER_BYTES + position % DATA_BYTES;
}

static void make_header(uint64_t tail, uint64_t head)
{
    const struct cfd_ring_identity identity = {{1, 2, 3}, 4, 5, 6};
    struct cfd_ring_writer writer;

    must(cfd_ring_create(mapping, DATA_BYTES, &identity, &writer) == CFD_OK, "a ring is made");
    poke(HEAD_AT, head);
    poke(TAIL_AT, tail);
}

/* Gives every record from the tail on the CRC that its length asks for. */
static void seal_records(uint64_t position, uint64_t end)
{
    while (position < end) {
        uint64_t before_wrap = DATA_BYTES - position % DATA_BYTES;
        uint32_t record_bytes, crc;

        if (before_wrap < 24) {
            position += before_wrap;
            continue;
        }
        memcpy(&record_bytes, data_at(position), 4);
        if (record_bytes < 24 || record_bytes > before_wrap || record_bytes % 8 != 0)
            return;
        crc = cfd_crc32c(0, data_at(position), record_bytes - 4);
        memcpy(data_at(position) + record_bytes - 4, &crc, 4);
        position += record_bytes;
    }
}

static void lay_out(struct cfd_reader *in)
{
    uint8_t options = cfd_get_u8(in);
    uint64_t tail = 3 * (uint64_t)DATA_BYTES - 8 * (uint64_t)cfd_get_u16(in);
    uint64_t head = tail + 8 * (uint64_t)cfd_get_u16(in);
    struct cfd_bytes rest;

    memset(mapping, 0, MAPPING_BYTES);
    make_header(tail, head);
    if ((options & 1u) != 0) {
        cfd_get_copy(in, mapping, in->left_bytes < IMAGE_BYTES ? in->left_bytes : IMAGE_BYTES);
        tail = peek(TAIL_AT) & ~(uint64_t)7;
    }
    rest = cfd_get_bytes(in, in->left_bytes < DATA_BYTES ? in->left_bytes : DATA_BYTES);
    for (size_t i = 0; i < rest.len; i++)
        *data_at(tail + i) = rest.ptr[i];
    if ((options & 2u) != 0)
        seal_records(tail, tail + rest.len);
}

/* before: the reader as it was. Where the record began at its cursor there was no PAD between. */
static void check_record(const struct cfd_ring_record *record, const struct cfd_ring_reader *reader,
                         const struct cfd_ring_reader *before)
{
    struct cfd_reader fields = cfd_reader_of(buffer, CFD_RING_RECORD_MAX_BYTES);
    uint32_t record_bytes = cfd_get_u32(&fields);
    uint64_t pads_max = record->end - before->cursor == record_bytes ? 0 : PADS_MAX;
    uint32_t crc;

    must(record_bytes >= 24 && record_bytes <= CFD_RING_RECORD_MAX_BYTES, "a record has its size");
    memcpy(&crc, buffer + record_bytes - 4, 4);
    must(crc == cfd_crc32c(0, buffer, record_bytes - 4), "a record is sealed");
    must(record->type == CFD_RING_PART, "a PAD is not told");
    must(record->payload.ptr == buffer + 20, "a payload is the reader's copy");
    must((record->payload.len + 24 + 7) / 8 * 8 == record_bytes, "a payload fills its record");
    must(record->end == reader->cursor && record->sequence == reader->sequence,
         "the reader stands behind the record");
    must(peek(HEAD_AT) - record->end <= DATA_BYTES, "a record ends before the head");
    must(record->sequence != 0, "no sequence is 0");
    must(before->sequence == 0 || record->sequence - before->sequence - 1 <= pads_max,
         "sequences follow");
}

/* Reads to the end; the answer is a sum over all that was told. */
static uint32_t read_all(struct cfd_ring_reader *reader)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < READS_MAX; i++) {
        struct cfd_ring_record record = {.end = 7777};
        struct cfd_ring_reader before = *reader;
        enum cfd_status status = cfd_ring_read(reader, buffer, &record);

        if (status == CFD_OK) {
            check_record(&record, reader, &before);
            sum = cfd_crc32c(sum, record.payload.ptr, record.payload.len);
            continue;
        }
        must(record.end == 7777 && record.payload.ptr == NULL, "a refusal writes nothing");
        must(reader->cursor == peek(HEAD_AT), "a reader that has no more stands at the head");
        must(status == CFD_ERR_CORRUPT || status == CFD_ERR_NOT_FOUND, "no other status");
        if (status == CFD_ERR_NOT_FOUND)
            return cfd_crc32c(sum, &reader->cursor, sizeof(reader->cursor));
    }
    must(false, "the records of a ring come to an end");
    return 0;
}

/* A writer goes on at the head, whatever the tail is. */
static void check_writer(struct cfd_ring_reader *reader)
{
    struct cfd_ring_writer writer = {mapping, reader->data_bytes, peek(HEAD_AT) & ~(uint64_t)7,
                                     reader->sequence};
    struct cfd_ring_record record;
    struct cfd_bytes payload = cfd_bytes_of("made up", 7);
    uint64_t head = writer.head;
    enum cfd_status status = cfd_ring_write(&writer, CFD_RING_PART, 1, payload);

    must(status == CFD_OK || status == CFD_ERR_FULL, "a writer writes, or has no room");
    must((status == CFD_OK) == (writer.head != head), "no room: nothing is written");
    must(peek(HEAD_AT) == writer.head, "a writer publishes where it is");
    if (status != CFD_OK || reader->cursor != head || writer.sequence == 0)
        return; /* no writer lives long enough to come round to sequence 0, which is refused */
    must(cfd_ring_read(reader, buffer, &record) == CFD_OK, "what was written is read");
    must(cfd_bytes_equal(record.payload, payload), "and is what it was");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    struct cfd_reader in = cfd_reader_of(data, data_bytes);
    struct cfd_ring_reader first, second;
    enum cfd_status status;

    if (mapping == NULL) {
        mapping = malloc(MAPPING_BYTES);
        buffer = malloc(CFD_RING_RECORD_MAX_BYTES);
    }
    if (mapping == NULL || buffer == NULL)
        abort();
    lay_out(&in);
    status = cfd_ring_open(mapping, MAPPING_BYTES, &first);
    if (status != CFD_OK) {
        must(status == CFD_ERR_CORRUPT || status == CFD_ERR_VERSION, "no other status of open");
        return 0;
    }
    second = first;
    must(read_all(&first) == read_all(&second), "two readers read the same");
    check_writer(&second);
    cfd_ring_release(&second, second.cursor);
    must(peek(TAIL_AT) == second.cursor, "what was read is given back");
    return 0;
}
