/* SPDX-License-Identifier: Apache-2.0
 * Torn by a crash, or damaged? The rule stands in docs/ledger-format.md, "Opening after a crash".
 *
 * The idea: a crash can tear only the last batch, and it leaves pieces out (a short file, sectors
 * that read as zeros); damage changes what was there. A tail may be cut only if it is torn, because
 * cutting a damaged one would lose what was answered for. */
#include "lib/ledger/segment.h"

#include "core/base/hash.h"
#include "core/wire/codec.h"

#define SECTOR_BYTES 512u

/* A COMMIT found behind the broken entry. */
struct found {
    bool is_there;
    uint64_t end; /* in the file */
    uint64_t first_index;
};

/* Cheap looks first: nearly every byte fails here. */
static bool may_be_commit(struct cfd_bytes bytes)
{
    struct cfd_reader reader = cfd_reader_of(bytes.ptr, bytes.len);
    uint32_t entry_bytes = cfd_get_u32(&reader);

    return cfd_get_u16(&reader) == CFD_ENTRY_COMMIT && cfd_get_u16(&reader) == CFD_ENTRY_VERSION &&
           entry_bytes >= CFDI_COMMIT_MIN_BYTES && entry_bytes <= CFDI_COMMIT_MAX_BYTES &&
           (entry_bytes - CFDI_COMMIT_MIN_BYTES) % CFDI_RING_BYTES == 0;
}

static bool is_commit(const struct cfdi_walk *walk, struct cfd_bytes bytes, uint32_t *out_bytes,
                      struct cfdi_commit *out_commit)
{
    struct cfd_log_entry entry;

    return may_be_commit(bytes) && cfdi_entry_decode(bytes, &entry, out_bytes) == CFD_OK &&
           cfdi_commit_decode(entry.payload, out_commit) == CFD_OK &&
           out_commit->first_index >= walk->uncommitted_index &&
           out_commit->first_index <= entry.index &&
           entry.index - out_commit->first_index == out_commit->entry_count;
}

static enum cfd_status find_commit(const struct cfdi_walk *walk, struct found *out_found)
{
    struct found found = {.is_there = false};
    struct cfdi_commit commit;
    struct cfd_bytes bytes;
    uint32_t entry_bytes;

    for (uint64_t at = walk->offset + 1; at < walk->window->file_bytes; at++) {
        CFD_TRY(cfdi_window_view(walk->window, at, CFDI_COMMIT_MAX_BYTES, &bytes));
        if (!is_commit(walk, bytes, &entry_bytes, &commit))
            continue;
        found.is_there = true;
        found.end = at + entry_bytes;
        found.first_index = commit.first_index;
        break;
    }
    *out_found = found;
    return CFD_OK;
}

/* Whether nothing but zeros stands in [from, to), less than a sector. */
static enum cfd_status is_hole(const struct cfdi_walk *walk, uint64_t from, uint64_t to,
                               bool *out_is_hole)
{
    struct cfd_bytes bytes;
    uint8_t any = 0;

    CFD_TRY(cfdi_window_view(walk->window, from, (size_t)(to - from), &bytes));
    for (size_t i = 0; i < bytes.len; i++)
        any |= bytes.ptr[i];
    *out_is_hole = any == 0;
    return CFD_OK;
}

/* Where the broken entry ends, as far as its length can be believed. */
static enum cfd_status end_of_broken(const struct cfdi_walk *walk, uint64_t *out_end)
{
    uint64_t left_bytes = walk->window->file_bytes - walk->offset;
    struct cfd_reader reader;
    struct cfd_bytes bytes;
    uint32_t entry_bytes;

    CFD_TRY(cfdi_window_view(walk->window, walk->offset, 4, &bytes));
    reader = cfd_reader_of(bytes.ptr, bytes.len);
    entry_bytes = cfd_get_u32(&reader);
    if (entry_bytes < CFDI_FRAME_BYTES || entry_bytes > CFDI_ENTRY_MAX_BYTES ||
        entry_bytes > left_bytes)
        entry_bytes = (uint32_t)bytes.len;
    *out_end = walk->offset + entry_bytes;
    return CFD_OK;
}

static enum cfd_status touches_hole(const struct cfdi_walk *walk, bool *out_touches)
{
    uint64_t from, to, end;
    bool touches = false;

    CFD_TRY(end_of_broken(walk, &end));
    for (uint64_t sector = walk->offset / SECTOR_BYTES; !touches && sector * SECTOR_BYTES < end;
         sector++) {
        from = sector * SECTOR_BYTES;
        to = from + SECTOR_BYTES;
        if (from < walk->committed_bytes)
            from = walk->committed_bytes;
        if (to > walk->window->file_bytes)
            to = walk->window->file_bytes;
        CFD_TRY(is_hole(walk, from, to, &touches));
    }
    *out_touches = touches;
    return CFD_OK;
}

/* Whether the broken entry reaches exactly to the end of the file: its length says so, or its CRC
 * fits once the length does. */
static enum cfd_status fills_file(const struct cfdi_walk *walk, bool *out_fills)
{
    uint64_t left_bytes = walk->window->file_bytes - walk->offset;
    struct cfd_reader reader;
    struct cfd_writer writer;
    struct cfd_bytes bytes;
    uint8_t length[4];
    uint32_t crc;

    *out_fills = false;
    if (left_bytes < CFDI_FRAME_BYTES || left_bytes > CFDI_ENTRY_MAX_BYTES)
        return CFD_OK;
    CFD_TRY(cfdi_window_view(walk->window, walk->offset, (size_t)left_bytes, &bytes));
    reader = cfd_reader_of(bytes.ptr, bytes.len);
    if (cfd_get_u32(&reader) == left_bytes) {
        *out_fills = true;
        return CFD_OK;
    }
    writer = cfd_writer_of(length, sizeof(length));
    cfd_put_u32(&writer, (uint32_t)left_bytes);
    crc = cfd_crc32c(0, length, sizeof(length));
    crc = cfd_crc32c(crc, bytes.ptr + 4, bytes.len - 8);
    reader = cfd_reader_of(bytes.ptr + bytes.len - 4, 4);
    *out_fills = cfd_get_u32(&reader) == crc;
    return CFD_OK;
}

enum cfd_status cfdi_judge_tail(const struct cfdi_walk *walk)
{
    bool has_hole, is_at_end;
    struct found found;

    CFD_TRY(find_commit(walk, &found));
    CFD_TRY(touches_hole(walk, &has_hole));
    if (found.is_there)
        is_at_end =
            found.end == walk->window->file_bytes && found.first_index == walk->uncommitted_index;
    else
        CFD_TRY(fills_file(walk, &is_at_end));
    /* Without a COMMIT behind, only an entry that seems all there speaks for damage; with one, only
     * a hole in the batch that was being written speaks against it. */
    if (found.is_there ? is_at_end && has_hole : !is_at_end || has_hole)
        return CFD_OK;
    return CFD_ERR_CORRUPT;
}
