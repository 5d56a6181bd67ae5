/* SPDX-License-Identifier: Apache-2.0
 * The ring between one nginx worker and the engine: shared memory, one writer, one reader.
 *
 * Layout (little-endian, all offsets from the start of the mapping):
 *
 *     0     8  magic "CFDRING1"
 *     8     4  layout version (CFD_RING_LAYOUT)      12  4  header bytes (4096)
 *     16    8  data bytes (a power of two)           24 16  ring id, random
 *     40    4  pid of the worker                     44  4  worker slot
 *     48    8  wall clock of creation, ms
 *     128   8  head: bytes ever written (writer)     136 8  sequence of the last record (writer)
 *     192   8  tail: bytes ever released (reader)
 *     256   8 * CFD_RING_COUNTERS counters (writer); see enum cfd_ring_counter
 *     4096     data
 *
 * A record is contiguous, 8-byte aligned, never wraps (a PAD record, with a sequence of its own,
 * fills the rest of the data; a rest under 24 bytes is passed over):
 *
 *     0  4  bytes of the whole record (multiple of 8, at least 24, at most CFD_RING_RECORD_MAX_BYTES)
 *     4  2  type      6  2  version of the payload      8  8  sequence, 1 more than the one before
 *     16 4  payload bytes      20  payload, zeros up to a multiple of 8 less 4
 *     last 4  CRC-32C of everything before
 *
 * Rules. The writer never waits: no room means the record is dropped and counted. The reader trusts
 * nothing: it copies a record out, checks length, type, sequence and CRC, and on any violation
 * skips to the head (CFD_ERR_CORRUPT) so that a damaged ring costs what is in it, no more. The tail
 * moves only when the caller says so (after its own commit), so an unreleased record is read again
 * by the next reader. Head is published with release, read with acquire; likewise the tail.
 * The first sequence a reader meets, also after damage, may be any but 0; then each is 1 more. */
#ifndef CFD_CORE_WIRE_RING_H
#define CFD_CORE_WIRE_RING_H

#include <stddef.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/kind.h>
#include <cofferdam/status.h>

#ifndef CFD_RING_LAYOUT /* a test builds a module of another layout */
#define CFD_RING_LAYOUT 1u
#endif
#define CFD_RING_HEADER_BYTES 4096u
#define CFD_RING_RECORD_MAX_BYTES 32768u
#define CFD_RING_DATA_MIN_BYTES (1u << 20)
#define CFD_RING_DATA_MAX_BYTES (64u << 20)
#define CFD_RING_ID_BYTES 16u

enum cfd_ring_type {
    CFD_RING_PAD = 0,
    CFD_RING_PART = 1, /* struct cfd_part, core/wire/part.h */
};

/* Counters of a worker since the ring was made; they only grow. */
enum cfd_ring_counter {
    CFD_COUNTER_RESPONSES = 0,  /* finished responses on routes that observe */
    CFD_COUNTER_INSPECTED = 1,  /* whose body was read */
    CFD_COUNTER_EXPOSING = 2,   /* that showed a person */
    CFD_COUNTER_BODY_BYTES = 3, /* plain bytes read */
    CFD_COUNTER_RECORDS = 4,
    CFD_COUNTER_MENTIONS = 5,
    CFD_COUNTER_DROPPED_PARTS = 6, /* ring full */
    CFD_COUNTER_DROPPED_SUBJECTS = 7,
    CFD_COUNTER_GAP = 16, /* + enum cfd_gap: responses with that gap */
    CFD_RING_COUNTERS = 64,
};

struct cfd_ring_identity {
    uint8_t ring_id[CFD_RING_ID_BYTES];
    uint32_t pid;
    uint32_t worker_slot;
    int64_t created_ms;
};

/* Bytes of a mapping for that much data. */
static inline size_t cfd_ring_bytes(size_t data_bytes)
{
    return CFD_RING_HEADER_BYTES + data_bytes;
}

/* The size for one ring: an eighth of the memory, divided by twice the workers, down to a power of
 * two, within CFD_RING_DATA_MIN_BYTES and CFD_RING_DATA_MAX_BYTES. */
size_t cfd_ring_data_bytes(uint64_t memory_bytes, uint32_t worker_count);

/* --- writer (worker). The struct is the writer's private view. */
struct cfd_ring_writer {
    uint8_t *base;
    uint64_t data_bytes;
    uint64_t head;
    uint64_t sequence;
};

/* Lays out a fresh ring in zeroed memory of cfd_ring_bytes(data_bytes). CFD_ERR_USAGE: not a power
 * of two or out of bounds. */
CFD_CHECKED enum cfd_status cfd_ring_create(void *base, size_t data_bytes,
                                            const struct cfd_ring_identity *identity,
                                            struct cfd_ring_writer *out_writer);

/* Copies a record in. CFD_ERR_FULL: no room, nothing was written (the caller counts);
 * CFD_ERR_USAGE: longer than a record may be, or a PAD. */
CFD_CHECKED enum cfd_status cfd_ring_write(struct cfd_ring_writer *writer, enum cfd_ring_type type,
                                           uint16_t version, struct cfd_bytes payload);

/* Adds to a counter; a number from CFD_RING_COUNTERS on is ignored. */
void cfd_ring_count(struct cfd_ring_writer *writer, unsigned counter, uint64_t amount);

/* --- reader (engine). */
struct cfd_ring_reader {
    uint8_t *base;       /* mapped read-write: the tail is the reader's */
    uint64_t data_bytes; /* as checked at open, never read again from the mapping */
    uint64_t cursor;     /* bytes read, released or not */
    uint64_t sequence;   /* of the last record read; 0: none yet */
    struct cfd_ring_identity identity;
};

struct cfd_ring_record {
    enum cfd_ring_type type;
    uint16_t version;
    uint64_t sequence;
    uint64_t end;             /* value for cfd_ring_release once this record is safe */
    struct cfd_bytes payload; /* in the caller's buffer */
};

/* Opens a mapping of mapping_bytes made by a worker; starts at its tail. CFD_ERR_VERSION: another
 * layout; CFD_ERR_CORRUPT: not a ring, or sizes or positions that cannot be. */
CFD_CHECKED enum cfd_status cfd_ring_open(void *base, size_t mapping_bytes,
                                          struct cfd_ring_reader *out_reader);

/* Copies the next record out into buffer (CFD_RING_RECORD_MAX_BYTES). PAD records are skipped.
 * CFD_ERR_NOT_FOUND: nothing new; CFD_ERR_CORRUPT: damaged, the cursor now stands at the head, and
 * cfd_ring_release(reader, reader->cursor) gives the damaged bytes back. A worker that goes on
 * writing can keep a reader busy for ever: the caller bounds its records per turn. */
CFD_CHECKED enum cfd_status cfd_ring_read(struct cfd_ring_reader *reader, uint8_t *buffer,
                                          struct cfd_ring_record *out_record);

/* Gives room back to the writer: everything before `end` is committed elsewhere. An `end` that was
 * not read yet, or is further behind than the data is long, changes nothing. */
void cfd_ring_release(struct cfd_ring_reader *reader, uint64_t end);

/* 0 for a number from CFD_RING_COUNTERS on. */
uint64_t cfd_ring_counter_value(const struct cfd_ring_reader *reader, unsigned counter);

#endif
