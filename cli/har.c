/* SPDX-License-Identifier: Apache-2.0
 * Finds the entries: brackets are counted outside of strings, and what lies between the braces of an
 * element of log.entries is kept and handed on. Whether it is JSON is asked there. */
#include "cli/har.h"

#include <stdlib.h>
#include <string.h>

#include "cli/har_entry.h"
#include "cli/scan_job.h"

#define LOG_DEPTH 2u   /* inside {"log":{ */
#define ENTRY_DEPTH 4u /* inside an element of its entries */
#define KEY_BYTES 16u
#define ROOM_FIRST (64u * 1024u)

struct har {
    struct reader *reader;
    const char *file;
    unsigned depth;
    bool is_string, is_escape;
    bool has_entries; /* the list has begun */
    bool is_inside;   /* it is open */
    bool is_entry;    /* an element is being kept */
    bool is_too_large;
    char key[KEY_BYTES]; /* the last string in the log, as far as it fits */
    size_t key_bytes;
    uint64_t number, offset, entry_offset;
    uint8_t *entry;
    size_t entry_bytes, room_bytes;
};

struct har *cfdi_har_new(struct reader *reader, const char *file)
{
    struct har *har = calloc(1, sizeof(*har));

    if (har == NULL)
        return NULL;
    har->reader = reader;
    har->file = file;
    return har;
}

static void release_entry(struct har *har)
{
    if (har->entry != NULL)
        cfd_wipe(har->entry, har->room_bytes);
    free(har->entry);
    har->entry = NULL;
    har->entry_bytes = 0;
    har->room_bytes = 0;
}

static bool make_room(struct har *har, size_t bytes)
{
    size_t room_bytes = har->room_bytes == 0 ? ROOM_FIRST : har->room_bytes;
    uint8_t *entry;

    if (har->entry_bytes + bytes > HAR_ENTRY_MAX_BYTES)
        return false;
    while (room_bytes < har->entry_bytes + bytes)
        room_bytes *= 2;
    if (room_bytes == har->room_bytes)
        return true;
    entry = realloc(har->entry, room_bytes);
    if (entry == NULL)
        return false;
    har->entry = entry;
    har->room_bytes = room_bytes;
    return true;
}

static void keep(struct har *har, const uint8_t *data, size_t data_bytes)
{
    if (!har->is_entry || har->is_too_large || data_bytes == 0)
        return;
    if (!make_room(har, data_bytes)) {
        release_entry(har);
        har->is_too_large = true;
        return;
    }
    memcpy(har->entry + har->entry_bytes, data, data_bytes);
    har->entry_bytes += data_bytes;
}

static void end_entry(struct har *har)
{
    har->is_entry = false;
    if (har->is_too_large)
        cfdi_reader_blind(har->reader, cfd_gap_name(CFD_GAP_BUDGET), har->file, 1,
                          har->entry_offset);
    else if (!cfdi_job_is_over(har->reader->job))
        cfdi_har_entry(har->reader, har->file, har->number, har->entry_offset,
                       cfd_bytes_of(har->entry, har->entry_bytes));
    har->entry_bytes = 0;
    if (har->room_bytes > ROOM_FIRST * 16)
        release_entry(har); /* one large entry shall not cost memory for the rest */
}

static void open_bracket(struct har *har, uint8_t byte, uint64_t offset)
{
    har->depth++;
    if (byte == '[' && har->depth == LOG_DEPTH + 1 && har->key_bytes == strlen("entries") &&
        memcmp(har->key, "entries", har->key_bytes) == 0) {
        har->has_entries = true;
        har->is_inside = true;
    }
    if (byte == '{' && har->is_inside && har->depth == ENTRY_DEPTH) {
        har->is_entry = true;
        har->is_too_large = false;
        har->entry_offset = offset;
        har->number++;
    }
}

/* A byte outside of strings. The bytes of an entry are kept by the caller, but for its last one. */
static void take_mark(struct har *har, const uint8_t *at, uint64_t offset)
{
    switch (*at) {
    case '"':
        har->is_string = true;
        har->key_bytes = har->depth == LOG_DEPTH ? 0 : har->key_bytes;
        break;
    case '{':
    case '[':
        open_bracket(har, *at, offset);
        break;
    case '}':
    case ']':
        har->depth -= har->depth > 0;
        if (har->depth < LOG_DEPTH + 1)
            har->is_inside = false;
        break;
    default:
        break;
    }
}

static void take_string_byte(struct har *har, uint8_t byte)
{
    if (har->is_escape)
        har->is_escape = false;
    else if (byte == '\\')
        har->is_escape = true;
    else if (byte == '"')
        har->is_string = false;
    if (har->is_string && har->depth == LOG_DEPTH) {
        if (har->key_bytes < KEY_BYTES)
            har->key[har->key_bytes] = (char)byte;
        har->key_bytes++;
    }
}

void cfdi_har_feed(struct har *har, const uint8_t *data, size_t data_bytes)
{
    size_t kept = 0; /* data before has been kept, or is nobody's */

    for (size_t at = 0; at < data_bytes; at++) {
        bool was_entry = har->is_entry;

        if (har->is_string) {
            take_string_byte(har, data[at]);
            continue;
        }
        take_mark(har, data + at, har->offset + at);
        if (!was_entry && har->is_entry)
            kept = at;
        if (was_entry && har->depth < ENTRY_DEPTH) {
            keep(har, data + kept, at + 1 - kept);
            end_entry(har);
        }
    }
    keep(har, data + kept, data_bytes - kept);
    har->offset += data_bytes;
}

void cfdi_har_end(struct har *har, bool is_cut)
{
    if (!is_cut && har->depth > 0)
        cfdi_reader_blind(har->reader, cfd_gap_name(CFD_GAP_BROKEN), har->file, 1,
                          har->is_entry ? har->entry_offset : har->offset);
    else if (!is_cut && !har->has_entries)
        cfdi_reader_blind(har->reader, cfd_gap_name(CFD_GAP_FORMAT), har->file, 1, OFFSET_NONE);
    if (is_cut && cfdi_is_interrupted())
        cfdi_reader_blind(har->reader, cfd_gap_name(CFD_GAP_CUT_SHORT), har->file, 1, OFFSET_NONE);
    release_entry(har);
    cfd_wipe(har, sizeof(*har));
    free(har);
}
