/* SPDX-License-Identifier: Apache-2.0
 * Segments: encoding, decoding and the walk from entry to entry. */
#include "lib/ledger/segment.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/wire/codec.h"

#define WINDOW_BYTES (256u * 1024u)
#define CRC_BYTES 4u
#define ZEROS_AT 80u /* of the header */

static const uint8_t magic[8] = {'C', 'F', 'D', 'S', 'E', 'G', '0', '1'};

/* --- header */

void cfdi_header_encode(const struct cfdi_header *header, uint8_t out[CFDI_HEADER_BYTES])
{
    static const uint8_t zeros[CFDI_HEADER_BYTES - CRC_BYTES - ZEROS_AT];
    struct cfd_writer writer = cfd_writer_of(out, CFDI_HEADER_BYTES);

    cfd_put_bytes(&writer, magic, sizeof(magic));
    cfd_put_u32(&writer, CFDI_SEGMENT_VERSION);
    cfd_put_u32(&writer, CFDI_HEADER_BYTES);
    cfd_put_bytes(&writer, header->node_id, sizeof(header->node_id));
    cfd_put_bytes(&writer, header->log_id, sizeof(header->log_id));
    cfd_put_u32(&writer, header->boot_epoch);
    cfd_put_u32(&writer, header->number);
    cfd_put_u64(&writer, header->first_index);
    cfd_put_u64(&writer, (uint64_t)header->created_ms);
    cfd_put_u64(&writer, header->fresh_index);
    cfd_put_bytes(&writer, zeros, sizeof(zeros));
    cfd_put_u32(&writer, cfd_crc32c(0, out, CFDI_HEADER_BYTES - CRC_BYTES));
}

static uint32_t u32_at(const uint8_t *bytes)
{
    struct cfd_reader reader = cfd_reader_of(bytes, 4);

    return cfd_get_u32(&reader);
}

static bool has_only_zeros(const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i] != 0)
            return false;
    return true;
}

/* What every version of the header keeps: magic, sizes, CRC. */
static bool is_header(struct cfd_bytes bytes)
{
    uint32_t header_bytes;

    if (bytes.len < CFDI_HEADER_BYTES || memcmp(bytes.ptr, magic, sizeof(magic)) != 0)
        return false;
    header_bytes = u32_at(bytes.ptr + 12);
    return header_bytes >= CFDI_HEADER_BYTES && header_bytes <= bytes.len &&
           header_bytes <= CFDI_HEADER_MAX_BYTES &&
           cfd_crc32c(0, bytes.ptr, header_bytes - CRC_BYTES) ==
               u32_at(bytes.ptr + header_bytes - CRC_BYTES);
}

enum cfd_status cfdi_header_decode(struct cfd_bytes bytes, struct cfdi_header *out_header)
{
    struct cfdi_header header;
    struct cfd_reader reader;

    if (!is_header(bytes))
        return CFD_ERR_CORRUPT;
    if (u32_at(bytes.ptr + 8) != CFDI_SEGMENT_VERSION)
        return CFD_ERR_VERSION;
    reader = cfd_reader_of(bytes.ptr + 12, CFDI_HEADER_BYTES - 12);
    if (cfd_get_u32(&reader) != CFDI_HEADER_BYTES ||
        !has_only_zeros(bytes.ptr + ZEROS_AT, CFDI_HEADER_BYTES - CRC_BYTES - ZEROS_AT))
        return CFD_ERR_CORRUPT;
    cfd_get_copy(&reader, header.node_id, sizeof(header.node_id));
    cfd_get_copy(&reader, header.log_id, sizeof(header.log_id));
    header.boot_epoch = cfd_get_u32(&reader);
    header.number = cfd_get_u32(&reader);
    header.first_index = cfd_get_u64(&reader);
    header.created_ms = (int64_t)cfd_get_u64(&reader);
    header.fresh_index = cfd_get_u64(&reader);
    if (header.fresh_index < header.first_index)
        return CFD_ERR_CORRUPT;
    *out_header = header;
    return CFD_OK;
}

/* --- entries */

size_t cfdi_entry_encode(const struct cfd_log_entry *entry, uint8_t *out)
{
    size_t entry_bytes = CFDI_FRAME_BYTES + entry->payload.len;
    struct cfd_writer writer = cfd_writer_of(out, entry_bytes);

    cfd_put_u32(&writer, (uint32_t)entry_bytes);
    cfd_put_u16(&writer, entry->type);
    cfd_put_u16(&writer, entry->version);
    cfd_put_u64(&writer, entry->index);
    cfd_put_u64(&writer, (uint64_t)entry->time_ms);
    cfd_put_bytes(&writer, entry->payload.ptr, entry->payload.len);
    cfd_put_u32(&writer, cfd_crc32c(0, out, entry_bytes - CRC_BYTES));
    return entry_bytes;
}

enum cfd_status cfdi_entry_decode(struct cfd_bytes bytes, struct cfd_log_entry *out_entry,
                                  uint32_t *out_entry_bytes)
{
    struct cfd_reader reader = cfd_reader_of(bytes.ptr, bytes.len);
    uint32_t entry_bytes = cfd_get_u32(&reader);
    struct cfd_log_entry entry;

    if (entry_bytes < CFDI_FRAME_BYTES || entry_bytes > CFDI_ENTRY_MAX_BYTES ||
        entry_bytes > bytes.len ||
        cfd_crc32c(0, bytes.ptr, entry_bytes - CRC_BYTES) !=
            u32_at(bytes.ptr + entry_bytes - CRC_BYTES))
        return CFD_ERR_FORMAT;
    entry.type = cfd_get_u16(&reader);
    entry.version = cfd_get_u16(&reader);
    entry.index = cfd_get_u64(&reader);
    entry.time_ms = (int64_t)cfd_get_u64(&reader);
    entry.payload = cfd_get_bytes(&reader, entry_bytes - CFDI_FRAME_BYTES);
    *out_entry = entry;
    *out_entry_bytes = entry_bytes;
    return CFD_OK;
}

size_t cfdi_commit_encode(uint64_t first_index, uint32_t entry_count,
                          const struct cfd_log_ring *rings, uint32_t ring_count, uint8_t *out)
{
    struct cfd_writer writer = cfd_writer_of(out, CFDI_COMMIT_MAX_BYTES - CFDI_FRAME_BYTES);

    cfd_put_u64(&writer, first_index);
    cfd_put_u32(&writer, entry_count);
    cfd_put_u32(&writer, ring_count);
    for (uint32_t i = 0; i < ring_count; i++) {
        cfd_put_bytes(&writer, rings[i].ring_id, sizeof(rings[i].ring_id));
        cfd_put_u64(&writer, rings[i].sequence);
    }
    return writer.used_bytes;
}

enum cfd_status cfdi_commit_decode(struct cfd_bytes payload, struct cfdi_commit *out_commit)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfdi_commit commit;

    commit.first_index = cfd_get_u64(&reader);
    commit.entry_count = cfd_get_u32(&reader);
    commit.ring_count = cfd_get_u32(&reader);
    if (commit.ring_count > CFD_LOG_RINGS_MAX)
        return CFD_ERR_FORMAT;
    commit.rings = cfd_get_bytes(&reader, (size_t)commit.ring_count * CFDI_RING_BYTES);
    if (reader.is_failed || reader.left_bytes > 0)
        return CFD_ERR_FORMAT;
    *out_commit = commit;
    return CFD_OK;
}

struct cfd_log_ring cfdi_commit_ring(const struct cfdi_commit *commit, uint32_t number)
{
    struct cfd_reader reader =
        cfd_reader_of(commit->rings.ptr + (size_t)number * CFDI_RING_BYTES, CFDI_RING_BYTES);
    struct cfd_log_ring ring;

    cfd_get_copy(&reader, ring.ring_id, sizeof(ring.ring_id));
    ring.sequence = cfd_get_u64(&reader);
    return ring;
}

/* --- window */

enum cfd_status cfdi_window_init(struct cfdi_window *window, const struct cfdi_file_calls *calls,
                                 int file, uint64_t file_bytes)
{
    struct cfdi_window made = {.calls = calls, .file = file, .file_bytes = file_bytes};

    made.buffer_bytes = file_bytes < WINDOW_BYTES ? (size_t)file_bytes : WINDOW_BYTES;
    made.buffer = malloc(made.buffer_bytes + 1); /* a file may have no bytes */
    if (made.buffer == NULL)
        return CFD_ERR_MEMORY;
    *window = made;
    return CFD_OK;
}

void cfdi_window_deinit(struct cfdi_window *window)
{
    free(window->buffer);
    window->buffer = NULL;
}

static enum cfd_status fill(struct cfdi_window *window, uint64_t offset)
{
    uint64_t left_bytes = window->file_bytes - offset;
    size_t want_bytes =
        left_bytes < window->buffer_bytes ? (size_t)left_bytes : window->buffer_bytes;
    size_t got = 0;

    window->held_bytes = 0;
    if (window->calls->read(window->calls->ctx, window->file, offset, window->buffer, want_bytes,
                            &got) != 0 ||
        got != want_bytes)
        return CFD_ERR_IO;
    window->held_at = offset;
    window->held_bytes = got;
    return CFD_OK;
}

enum cfd_status cfdi_window_view(struct cfdi_window *window, uint64_t offset, size_t want_bytes,
                                 struct cfd_bytes *out_bytes)
{
    if (offset >= window->file_bytes) {
        *out_bytes = cfd_bytes_of(window->buffer, 0);
        return CFD_OK;
    }
    if (want_bytes > window->file_bytes - offset)
        want_bytes = (size_t)(window->file_bytes - offset);
    if (offset < window->held_at || offset + want_bytes > window->held_at + window->held_bytes)
        CFD_TRY(fill(window, offset));
    *out_bytes = cfd_bytes_of(window->buffer + (offset - window->held_at), want_bytes);
    return CFD_OK;
}

/* --- walk */

void cfdi_walk_init(struct cfdi_walk *walk, struct cfdi_window *window, uint64_t first_index)
{
    memset(walk, 0, sizeof(*walk));
    walk->window = window;
    walk->offset = CFDI_HEADER_BYTES;
    walk->committed_bytes = CFDI_HEADER_BYTES;
    walk->next_index = first_index;
    walk->uncommitted_index = first_index;
}

static enum cfd_status check_type(const struct cfd_log_entry *entry)
{
    if (entry->type == 0)
        return CFD_ERR_CORRUPT;
    if (entry->type > CFDI_TYPE_LAST && entry->type < CFDI_TYPE_PASSABLE)
        return CFD_ERR_VERSION;
    if (entry->type == CFD_ENTRY_COMMIT && entry->version != CFD_ENTRY_VERSION)
        return CFD_ERR_VERSION;
    return CFD_OK;
}

static enum cfd_status check_commit(const struct cfdi_walk *walk, const struct cfd_log_entry *entry,
                                    struct cfdi_commit *out_commit)
{
    struct cfdi_commit commit;

    if (cfdi_commit_decode(entry->payload, &commit) != CFD_OK ||
        commit.first_index != walk->uncommitted_index ||
        commit.entry_count != entry->index - walk->uncommitted_index)
        return CFD_ERR_CORRUPT;
    *out_commit = commit;
    return CFD_OK;
}

enum cfd_status cfdi_walk_next(struct cfdi_walk *walk, struct cfd_log_entry *out_entry,
                               struct cfdi_commit *out_commit)
{
    struct cfd_log_entry entry;
    struct cfd_bytes bytes;
    uint32_t entry_bytes;

    CFD_TRY(cfdi_window_view(walk->window, walk->offset, CFDI_ENTRY_MAX_BYTES, &bytes));
    if (bytes.len == 0)
        return CFD_ERR_NOT_FOUND;
    CFD_TRY(cfdi_entry_decode(bytes, &entry, &entry_bytes));
    if (entry.index != walk->next_index)
        return CFD_ERR_CORRUPT;
    CFD_TRY(check_type(&entry));
    if (entry.type == CFD_ENTRY_COMMIT)
        CFD_TRY(check_commit(walk, &entry, out_commit));
    walk->offset += entry_bytes;
    walk->next_index++;
    if (entry.type == CFD_ENTRY_COMMIT) {
        walk->uncommitted_index = walk->next_index;
        walk->committed_bytes = walk->offset;
        walk->last_commit_ms = entry.time_ms;
        walk->commit_count++;
    }
    *out_entry = entry;
    return CFD_OK;
}
