/* SPDX-License-Identifier: Apache-2.0
 * The ring between a worker and the engine: writing, reading, counting. Layout and rules: ring.h.
 *
 * Each side keeps its positions in a private struct and looks at one field of the other side only:
 * the writer at the tail, the reader at the head. Whatever the reader takes from the mapping is
 * copied once and judged in the copy, for the other process may change it between two looks.
 *
 * Damaged positions heal. A tail that cannot be counts as "no room", a head that cannot be as
 * damage up to it. A writer without room publishes its head again, so that the reader, which
 * jumped to a wrong head and released it, finds the right one and jumps back. */
#include "core/wire/ring.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/wire/codec.h"

#define HEAD_AT 128u
#define SEQUENCE_AT 136u
#define TAIL_AT 192u
#define COUNTERS_AT 256u

#define FIXED_HEADER_BYTES 56u /* what stands still once a ring is made */
#define RECORD_HEAD_BYTES 20u
#define RECORD_CRC_BYTES 4u
#define RECORD_MIN_BYTES (RECORD_HEAD_BYTES + RECORD_CRC_BYTES)

static const char ring_magic[8] = {'C', 'F', 'D', 'R', 'I', 'N', 'G', '1'};

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "positions are stored as they are");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && sizeof(_Atomic uint64_t) == 8,
               "positions are shared between processes");
_Static_assert(COUNTERS_AT + 8u * CFD_RING_COUNTERS <= CFD_RING_HEADER_BYTES,
               "counters fit the header");

/* Every offset handed in is a multiple of 8, and mappings begin at a page. */
static _Atomic uint64_t *field_at(uint8_t *base, size_t offset)
{
    return (_Atomic uint64_t *)(void *)(base + offset);
}

/* Copies bytes that another process may be changing. The barrier keeps the compiler from going
 * back to the source when it wants a byte of the copy. */
static void copy_shared(void *copy, const void *shared, size_t copy_bytes)
{
    memcpy(copy, shared, copy_bytes);
    __asm__ __volatile__("" : : "r"(copy) : "memory");
}

static bool is_power_of_two(uint64_t value)
{
    return value != 0 && (value & (value - 1)) == 0;
}

static bool data_bytes_are_allowed(uint64_t data_bytes)
{
    return is_power_of_two(data_bytes) && data_bytes >= CFD_RING_DATA_MIN_BYTES &&
           data_bytes <= CFD_RING_DATA_MAX_BYTES;
}

/* Of a record with that payload; the payload is at most CFD_RING_RECORD_MAX_BYTES. */
static uint32_t record_bytes_of(size_t payload_bytes)
{
    return (uint32_t)((RECORD_MIN_BYTES + payload_bytes + 7u) & ~(size_t)7u);
}

/* Bytes from a position to the end of the data, 8 at least. */
static uint64_t bytes_before_wrap(uint64_t data_bytes, uint64_t position)
{
    return data_bytes - (position & (data_bytes - 1));
}

size_t cfd_ring_data_bytes(uint64_t memory_bytes, uint32_t worker_count)
{
    uint64_t share_bytes = memory_bytes / 8 / (2 * (uint64_t)(worker_count > 0 ? worker_count : 1));
    size_t data_bytes = CFD_RING_DATA_MIN_BYTES;

    while (data_bytes < CFD_RING_DATA_MAX_BYTES && 2 * data_bytes <= share_bytes)
        data_bytes *= 2;
    return data_bytes;
}

enum cfd_status cfd_ring_create(void *base, size_t data_bytes,
                                const struct cfd_ring_identity *identity,
                                struct cfd_ring_writer *out_writer)
{
    struct cfd_writer fields = cfd_writer_of(base, FIXED_HEADER_BYTES);

    if (!data_bytes_are_allowed(data_bytes))
        return CFD_ERR_USAGE;
    cfd_put_bytes(&fields, ring_magic, sizeof(ring_magic));
    cfd_put_u32(&fields, CFD_RING_LAYOUT);
    cfd_put_u32(&fields, CFD_RING_HEADER_BYTES);
    cfd_put_u64(&fields, data_bytes);
    cfd_put_bytes(&fields, identity->ring_id, CFD_RING_ID_BYTES);
    cfd_put_u32(&fields, identity->pid);
    cfd_put_u32(&fields, identity->worker_slot);
    cfd_put_u64(&fields, (uint64_t)identity->created_ms);
    *out_writer = (struct cfd_ring_writer){.base = base, .data_bytes = data_bytes};
    return CFD_OK;
}

/* Bytes the writer may fill. A tail that cannot be (ahead of the head, or too far behind) makes
 * `used` huge and leaves none. */
static uint64_t room_bytes(const struct cfd_ring_writer *writer)
{
    uint64_t tail = atomic_load_explicit(field_at(writer->base, TAIL_AT), memory_order_acquire);
    uint64_t used_bytes = writer->head - tail;

    return used_bytes > writer->data_bytes ? 0 : writer->data_bytes - used_bytes;
}

static void publish(struct cfd_ring_writer *writer)
{
    atomic_store_explicit(field_at(writer->base, SEQUENCE_AT), writer->sequence,
                          memory_order_relaxed);
    atomic_store_explicit(field_at(writer->base, HEAD_AT), writer->head, memory_order_release);
}

/* Lays a record down at the head; whoever calls has checked the room and that it does not wrap.
 * A payload without memory is that many zeros. */
static void put_record(struct cfd_ring_writer *writer, enum cfd_ring_type type, uint16_t version,
                       struct cfd_bytes payload)
{
    uint8_t *record =
        writer->base + CFD_RING_HEADER_BYTES + (writer->head & (writer->data_bytes - 1));
    uint32_t record_bytes = record_bytes_of(payload.len);
    uint32_t sealed_bytes = record_bytes - RECORD_CRC_BYTES;
    struct cfd_writer fields = cfd_writer_of(record, record_bytes);

    cfd_put_u32(&fields, record_bytes);
    cfd_put_u16(&fields, (uint16_t)type);
    cfd_put_u16(&fields, version);
    cfd_put_u64(&fields, ++writer->sequence);
    cfd_put_u32(&fields, (uint32_t)payload.len);
    if (payload.ptr != NULL)
        cfd_put_bytes(&fields, payload.ptr, payload.len);
    memset(record + fields.used_bytes, 0, sealed_bytes - fields.used_bytes);
    fields.used_bytes = sealed_bytes;
    cfd_put_u32(&fields, cfd_crc32c(0, record, sealed_bytes));
    writer->head += record_bytes;
}

/* Fills the data up to its end; a rest that holds no record is passed over. */
static void put_pad(struct cfd_ring_writer *writer, uint64_t pad_bytes)
{
    if (pad_bytes < RECORD_MIN_BYTES)
        writer->head += pad_bytes;
    else
        put_record(writer, CFD_RING_PAD, 0,
                   cfd_bytes_of(NULL, (size_t)pad_bytes - RECORD_MIN_BYTES));
}

enum cfd_status cfd_ring_write(struct cfd_ring_writer *writer, enum cfd_ring_type type,
                               uint16_t version, struct cfd_bytes payload)
{
    uint64_t before_wrap = bytes_before_wrap(writer->data_bytes, writer->head);
    uint64_t pad_bytes = 0;
    uint32_t record_bytes;

    if (type == CFD_RING_PAD || payload.len > CFD_RING_RECORD_MAX_BYTES - RECORD_MIN_BYTES)
        return CFD_ERR_USAGE;
    record_bytes = record_bytes_of(payload.len);
    if (record_bytes > before_wrap)
        pad_bytes = before_wrap;
    if (pad_bytes + record_bytes > room_bytes(writer)) {
        publish(writer); /* heals a damaged head */
        return CFD_ERR_FULL;
    }
    if (pad_bytes > 0)
        put_pad(writer, pad_bytes);
    put_record(writer, type, version, payload);
    publish(writer);
    return CFD_OK;
}

/* Load and store in two steps: nobody else writes counters. */
void cfd_ring_count(struct cfd_ring_writer *writer, unsigned counter, uint64_t amount)
{
    _Atomic uint64_t *field;

    if (counter >= CFD_RING_COUNTERS)
        return;
    field = field_at(writer->base, COUNTERS_AT + 8u * (size_t)counter);
    atomic_store_explicit(field, atomic_load_explicit(field, memory_order_relaxed) + amount,
                          memory_order_relaxed);
}

/* Reads what stands still in the header; fixed is the copy. */
static enum cfd_status read_fixed_header(const uint8_t *fixed, size_t mapping_bytes,
                                         struct cfd_ring_reader *reader)
{
    struct cfd_reader fields = cfd_reader_of(fixed, FIXED_HEADER_BYTES);
    struct cfd_bytes magic = cfd_get_bytes(&fields, sizeof(ring_magic));

    if (!cfd_bytes_equal(magic, cfd_bytes_of(ring_magic, sizeof(ring_magic))))
        return CFD_ERR_CORRUPT;
    if (cfd_get_u32(&fields) != CFD_RING_LAYOUT)
        return CFD_ERR_VERSION;
    if (cfd_get_u32(&fields) != CFD_RING_HEADER_BYTES)
        return CFD_ERR_CORRUPT;
    reader->data_bytes = cfd_get_u64(&fields);
    if (!data_bytes_are_allowed(reader->data_bytes) ||
        mapping_bytes != cfd_ring_bytes((size_t)reader->data_bytes))
        return CFD_ERR_CORRUPT;
    cfd_get_copy(&fields, reader->identity.ring_id, CFD_RING_ID_BYTES);
    reader->identity.pid = cfd_get_u32(&fields);
    reader->identity.worker_slot = cfd_get_u32(&fields);
    reader->identity.created_ms = (int64_t)cfd_get_u64(&fields);
    return CFD_OK;
}

/* Whether the head can be where it says, seen from the cursor. Differences of unsigned positions
 * are right even when one of them is nonsense. */
static bool head_is_possible(const struct cfd_ring_reader *reader, uint64_t head)
{
    return ((head | reader->cursor) & 7u) == 0 && head - reader->cursor <= reader->data_bytes;
}

enum cfd_status cfd_ring_open(void *base, size_t mapping_bytes, struct cfd_ring_reader *out_reader)
{
    struct cfd_ring_reader reader = {.base = base};
    uint8_t fixed[FIXED_HEADER_BYTES];
    uint64_t head;

    if (mapping_bytes < cfd_ring_bytes(CFD_RING_DATA_MIN_BYTES))
        return CFD_ERR_CORRUPT;
    copy_shared(fixed, base, sizeof(fixed));
    CFD_TRY(read_fixed_header(fixed, mapping_bytes, &reader));
    reader.cursor = atomic_load_explicit(field_at(base, TAIL_AT), memory_order_relaxed);
    head = atomic_load_explicit(field_at(base, HEAD_AT), memory_order_acquire);
    if (!head_is_possible(&reader, head))
        return CFD_ERR_CORRUPT;
    *out_reader = reader;
    return CFD_OK;
}

/* Judges the copy of a record. end is not set here. */
static bool read_record(const struct cfd_ring_reader *reader, const uint8_t *buffer,
                        uint32_t record_bytes, struct cfd_ring_record *out_record)
{
    struct cfd_reader fields = cfd_reader_of(buffer, record_bytes);
    uint32_t sealed_bytes = record_bytes - RECORD_CRC_BYTES;
    struct cfd_reader seal = cfd_reader_of(buffer + sealed_bytes, RECORD_CRC_BYTES);
    uint16_t type;
    uint32_t payload_bytes;

    if (cfd_crc32c(0, buffer, sealed_bytes) != cfd_get_u32(&seal) ||
        cfd_get_u32(&fields) != record_bytes)
        return false;
    type = cfd_get_u16(&fields);
    out_record->version = cfd_get_u16(&fields);
    out_record->sequence = cfd_get_u64(&fields);
    payload_bytes = cfd_get_u32(&fields);
    if (type > CFD_RING_PART || payload_bytes > CFD_RING_RECORD_MAX_BYTES - RECORD_MIN_BYTES ||
        record_bytes_of(payload_bytes) != record_bytes)
        return false;
    if (out_record->sequence == 0 ||
        (reader->sequence != 0 && out_record->sequence != reader->sequence + 1))
        return false;
    out_record->type = (enum cfd_ring_type)type;
    out_record->payload = cfd_get_bytes(&fields, payload_bytes);
    return true;
}

/* Copies out and judges the record at the cursor, with unread_bytes before the head. */
static bool take_record(const struct cfd_ring_reader *reader, uint64_t unread_bytes,
                        uint8_t *buffer, struct cfd_ring_record *out_record)
{
    uint64_t before_wrap = bytes_before_wrap(reader->data_bytes, reader->cursor);
    uint8_t *shared = reader->base + CFD_RING_HEADER_BYTES + (reader->data_bytes - before_wrap);
    uint32_t record_bytes =
        atomic_load_explicit((_Atomic uint32_t *)(void *)shared, memory_order_relaxed);

    if (record_bytes < RECORD_MIN_BYTES || record_bytes > CFD_RING_RECORD_MAX_BYTES ||
        record_bytes % 8 != 0 || record_bytes > before_wrap || record_bytes > unread_bytes)
        return false;
    copy_shared(buffer, shared, record_bytes);
    if (!read_record(reader, buffer, record_bytes, out_record))
        return false;
    out_record->end = reader->cursor + record_bytes;
    return out_record->type != CFD_RING_PAD || record_bytes == before_wrap;
}

/* Moves over a rest of the data that holds no record. False: the head stands inside it. */
static bool pass_rest(struct cfd_ring_reader *reader, uint64_t head)
{
    uint64_t before_wrap = bytes_before_wrap(reader->data_bytes, reader->cursor);

    if (before_wrap >= RECORD_MIN_BYTES)
        return true;
    if (before_wrap > head - reader->cursor)
        return false;
    reader->cursor += before_wrap;
    return true;
}

static enum cfd_status skip_to(struct cfd_ring_reader *reader, uint64_t head)
{
    reader->cursor = head;
    reader->sequence = 0;
    return CFD_ERR_CORRUPT;
}

enum cfd_status cfd_ring_read(struct cfd_ring_reader *reader, uint8_t *buffer,
                              struct cfd_ring_record *out_record)
{
    uint64_t head = atomic_load_explicit(field_at(reader->base, HEAD_AT), memory_order_acquire);
    struct cfd_ring_record record;

    /* At most two PAD records lie before one head, each at the end of the data. */
    while (reader->cursor != head) {
        if (!head_is_possible(reader, head) || !pass_rest(reader, head))
            return skip_to(reader, head);
        if (reader->cursor == head)
            break;
        if (!take_record(reader, head - reader->cursor, buffer, &record))
            return skip_to(reader, head);
        reader->cursor = record.end;
        reader->sequence = record.sequence;
        if (record.type != CFD_RING_PAD) {
            *out_record = record;
            return CFD_OK;
        }
    }
    return CFD_ERR_NOT_FOUND;
}

void cfd_ring_release(struct cfd_ring_reader *reader, uint64_t end)
{
    if (end > reader->cursor || reader->cursor - end > reader->data_bytes)
        return;
    atomic_store_explicit(field_at(reader->base, TAIL_AT), end, memory_order_release);
}

uint64_t cfd_ring_counter_value(const struct cfd_ring_reader *reader, unsigned counter)
{
    if (counter >= CFD_RING_COUNTERS)
        return 0;
    return atomic_load_explicit(field_at(reader->base, COUNTERS_AT + 8u * (size_t)counter),
                                memory_order_relaxed);
}
