/* SPDX-License-Identifier: Apache-2.0
 * Little-endian cursors: the only way bytes are written to or read from what crosses a process.
 *
 * A writer that runs out of room, and a reader that runs out of bytes, remember it in `is_failed`
 * and do nothing more; callers check once, at the end. Reads after a failure give 0. */
#ifndef CFD_CORE_WIRE_CODEC_H
#define CFD_CORE_WIRE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cofferdam/bytes.h>

struct cfd_writer {
    uint8_t *start;
    size_t capacity_bytes;
    size_t used_bytes;
    bool is_failed;
};

struct cfd_reader {
    const uint8_t *at;
    size_t left_bytes;
    bool is_failed;
};

static inline struct cfd_writer cfd_writer_of(void *memory, size_t capacity_bytes)
{
    struct cfd_writer writer = {(uint8_t *)memory, capacity_bytes, 0, false};

    return writer;
}

static inline struct cfd_reader cfd_reader_of(const void *data, size_t data_bytes)
{
    struct cfd_reader reader = {(const uint8_t *)data, data_bytes, false};

    return reader;
}

static inline void cfd_put_bytes(struct cfd_writer *writer, const void *data, size_t data_bytes)
{
    if (writer->is_failed || data_bytes > writer->capacity_bytes - writer->used_bytes) {
        writer->is_failed = true;
        return;
    }
    if (data_bytes > 0)
        memcpy(writer->start + writer->used_bytes, data, data_bytes);
    writer->used_bytes += data_bytes;
}

static inline void cfd_put_uint(struct cfd_writer *writer, uint64_t value, unsigned byte_count)
{
    uint8_t bytes[8];

    for (unsigned i = 0; i < byte_count; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
    cfd_put_bytes(writer, bytes, byte_count);
}

static inline void cfd_put_u8(struct cfd_writer *writer, uint8_t value)
{
    cfd_put_uint(writer, value, 1);
}

static inline void cfd_put_u16(struct cfd_writer *writer, uint16_t value)
{
    cfd_put_uint(writer, value, 2);
}

static inline void cfd_put_u32(struct cfd_writer *writer, uint32_t value)
{
    cfd_put_uint(writer, value, 4);
}

static inline void cfd_put_u64(struct cfd_writer *writer, uint64_t value)
{
    cfd_put_uint(writer, value, 8);
}

/* Whether cfd_get_text would take what this buffer holds: terminated, without control bytes. */
static inline bool cfd_text_is_plain(const char *text, size_t capacity_bytes)
{
    for (size_t i = 0; i < capacity_bytes; i++) {
        if (text[i] == '\0')
            return true;
        if ((uint8_t)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    }
    return false;
}

/* A text of at most 65,535 bytes: u16 length, bytes, no 0. */
static inline void cfd_put_text(struct cfd_writer *writer, const char *text)
{
    size_t text_bytes = strlen(text);

    if (text_bytes > UINT16_MAX) {
        writer->is_failed = true;
        return;
    }
    cfd_put_u16(writer, (uint16_t)text_bytes);
    cfd_put_bytes(writer, text, text_bytes);
}

static inline struct cfd_bytes cfd_get_bytes(struct cfd_reader *reader, size_t byte_count)
{
    struct cfd_bytes bytes = {reader->at, byte_count};

    if (reader->is_failed || byte_count > reader->left_bytes) {
        reader->is_failed = true;
        return cfd_bytes_of(NULL, 0);
    }
    reader->at += byte_count;
    reader->left_bytes -= byte_count;
    return bytes;
}

static inline uint64_t cfd_get_uint(struct cfd_reader *reader, unsigned byte_count)
{
    struct cfd_bytes bytes = cfd_get_bytes(reader, byte_count);
    uint64_t value = 0;

    for (size_t i = 0; i < bytes.len; i++)
        value |= (uint64_t)bytes.ptr[i] << (8 * i);
    return value;
}

static inline uint8_t cfd_get_u8(struct cfd_reader *reader)
{
    return (uint8_t)cfd_get_uint(reader, 1);
}

static inline uint16_t cfd_get_u16(struct cfd_reader *reader)
{
    return (uint16_t)cfd_get_uint(reader, 2);
}

static inline uint32_t cfd_get_u32(struct cfd_reader *reader)
{
    return (uint32_t)cfd_get_uint(reader, 4);
}

static inline uint64_t cfd_get_u64(struct cfd_reader *reader)
{
    return cfd_get_uint(reader, 8);
}

/* A byte that is 0 or 1; anything else is a failure. */
static inline bool cfd_get_bool(struct cfd_reader *reader)
{
    uint8_t value = cfd_get_u8(reader);

    if (value > 1)
        reader->is_failed = true;
    return value == 1;
}

/* Copies exactly byte_count bytes; leaves out alone on failure. */
static inline void cfd_get_copy(struct cfd_reader *reader, void *out, size_t byte_count)
{
    struct cfd_bytes bytes = cfd_get_bytes(reader, byte_count);

    if (bytes.ptr != NULL && byte_count > 0)
        memcpy(out, bytes.ptr, byte_count);
}

/* Reads a text into a buffer of capacity_bytes with its 0; too long, or with a 0 or another
 * control byte inside, is a failure. */
static inline void cfd_get_text(struct cfd_reader *reader, char *out_text, size_t capacity_bytes)
{
    struct cfd_bytes bytes = cfd_get_bytes(reader, cfd_get_u16(reader));

    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.ptr[i] < 0x20 || bytes.ptr[i] == 0x7f)
            reader->is_failed = true;
    if (reader->is_failed || bytes.len >= capacity_bytes) {
        reader->is_failed = true;
        return;
    }
    if (bytes.len > 0)
        memcpy(out_text, bytes.ptr, bytes.len);
    out_text[bytes.len] = '\0';
}

#endif
