/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_log_open, cfd_log_read, cfd_log_append, cfd_log_commit over files in memory.
 *
 * The input is a log folder: byte 0 says how many segments (1..3), then for each but the last a u16
 * length, then bytes; the last has the rest. Each byte of a segment is that of the file, but that
 * bit 7 of byte 0 has the headers replaced by right ones (from two bytes before each segment: its
 * first index, and how many entries were carried over), and bit 6 has the CRC of every entry that a walk by lengths meets put right.
 * Oracles: nothing is changed by a refusal; what opens is read to its end or refused as damaged;
 * what opens and reads takes another batch, and opens again with that batch and no tear. */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/hash.h"
#include "core/wire/codec.h"
#include "lib/ledger/log_inside.h"
#include "tests/lib/memory_files.h"

#define SEGMENTS_MAX 3u
#define FLAG_HEADERS 0x80u
#define FLAG_CRCS 0x40u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

static const struct cfd_log_options options = {0, 1};

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_log: not so: %s\n", law);
    abort();
}

/* --- the folder */

static void put_right_crcs(uint8_t *bytes, size_t byte_count)
{
    struct cfd_reader reader;
    struct cfd_writer writer;
    uint32_t entry_bytes;

    for (size_t at = CFDI_HEADER_BYTES; byte_count - at >= CFDI_FRAME_BYTES; at += entry_bytes) {
        reader = cfd_reader_of(bytes + at, 4);
        entry_bytes = cfd_get_u32(&reader);
        if (entry_bytes < CFDI_FRAME_BYTES || entry_bytes > CFDI_ENTRY_MAX_BYTES ||
            entry_bytes > byte_count - at)
            return;
        writer = cfd_writer_of(bytes + at + entry_bytes - 4, 4);
        cfd_put_u32(&writer, cfd_crc32c(0, bytes + at, entry_bytes - 4));
    }
}

static void put_segment(struct memory_files *disk, uint32_t number, uint8_t flags,
                        struct cfd_bytes input)
{
    struct cfdi_header header = {.boot_epoch = 1, .number = number};
    char name[CFDI_SEGMENT_NAME_BYTES];
    uint8_t *bytes;
    size_t byte_count = input.len;

    if ((flags & FLAG_HEADERS) != 0 && input.len > 1) {
        header.first_index = input.ptr[0];
        header.fresh_index = header.first_index + input.ptr[1];
        input = cfd_bytes_of(input.ptr + 2, input.len - 2);
        byte_count = CFDI_HEADER_BYTES + input.len;
    }
    bytes = malloc(byte_count + 1);
    must(bytes != NULL, "there is memory");
    if (input.len > 0)
        memcpy(bytes + byte_count - input.len, input.ptr, input.len);
    if (byte_count > input.len)
        cfdi_header_encode(&header, bytes);
    if ((flags & FLAG_CRCS) != 0 && byte_count >= CFDI_HEADER_BYTES)
        put_right_crcs(bytes, byte_count);
    cfdi_segment_name(number, name);
    memory_put_file(disk, name, bytes, byte_count);
    free(bytes);
}

static void put_folder(struct memory_files *disk, struct cfd_bytes input)
{
    struct cfd_reader reader = cfd_reader_of(input.ptr, input.len);
    uint8_t flags = cfd_get_u8(&reader);
    uint32_t segment_count = 1 + flags % SEGMENTS_MAX;
    size_t segment_bytes;

    for (uint32_t i = 0; i < segment_count; i++) {
        segment_bytes = i + 1 < segment_count ? cfd_get_u16(&reader) : reader.left_bytes;
        if (segment_bytes > reader.left_bytes)
            segment_bytes = reader.left_bytes;
        put_segment(disk, i, flags, cfd_get_bytes(&reader, segment_bytes));
    }
}

/* --- the oracles */

/* A sum of everything that can be seen in the folder. */
static uint32_t sum_of(const struct memory_files *disk)
{
    const struct memory_file *file;
    uint32_t sum = 0;

    for (unsigned i = 0; i < disk->seen.count; i++) {
        if (strcmp(disk->seen.names[i].name, "lock") == 0)
            continue;
        file = &disk->files[disk->seen.names[i].file];
        sum = cfd_crc32c(sum, disk->seen.names[i].name, MEMORY_NAME_BYTES);
        sum = cfd_crc32c(sum, file->seen, (size_t)file->seen_bytes);
    }
    return sum;
}

struct reading {
    uint64_t next_index;
};

static enum cfd_status on_entry(void *ctx, const struct cfd_log_entry *entry)
{
    struct reading *reading = ctx;

    must(entry->index == reading->next_index, "entries come in order");
    reading->next_index++;
    return CFD_OK;
}

static enum cfd_status open_log(struct memory_files *disk, struct cfd_log **out_log,
                                struct cfd_log_report *out_report)
{
    struct cfd_error error = {.text = ""};
    enum cfd_status status =
        cfdi_log_open_with(&disk->calls, "log", &options, out_log, out_report, &error);

    must(status == CFD_OK || error.text[0] != '\0', "a refusal says why");
    must(status == CFD_OK || status == CFD_ERR_CORRUPT || status == CFD_ERR_VERSION,
         "bytes alone cause no other refusal");
    return status;
}

/* The log goes on after what was read. */
static void write_on(struct memory_files *disk, struct cfd_log *log, uint64_t entry_count)
{
    struct reading reading = {entry_count};
    struct cfd_log_report report;

    must(cfd_log_append(log, CFD_ENTRY_GAP, 1, 1, cfd_bytes_of("mark", 4), NULL) == CFD_OK &&
             cfd_log_commit(log, NULL, 0, 1) == CFD_OK,
         "a log that opens can be written");
    cfd_log_close(log);
    must(open_log(disk, &log, &report) == CFD_OK, "it opens again");
    must(report.torn_bytes == 0 && report.entry_count == entry_count + 2, "with the new batch");
    must(cfd_log_read(log, entry_count, on_entry, &reading, NULL) == CFD_OK, "which is read");
    must(reading.next_index == entry_count + 2, "whole");
    cfd_log_close(log);
}

static void try_folder(struct memory_files *disk)
{
    struct reading reading = {0};
    struct cfd_log_report report;
    uint32_t sum = sum_of(disk);
    struct cfd_log *log = NULL;
    enum cfd_status status;

    if (open_log(disk, &log, &report) != CFD_OK) {
        must(sum_of(disk) == sum, "a refusal changes nothing");
        return;
    }
    must(report.torn_bytes > 0 || sum_of(disk) == sum, "without a tear nothing changes");
    status = cfd_log_read(log, 0, on_entry, &reading, NULL);
    must(status == CFD_OK || status == CFD_ERR_CORRUPT || status == CFD_ERR_VERSION,
         "it is read or refused");
    must(status != CFD_OK || reading.next_index == report.entry_count, "to its end");
    write_on(disk, log, report.entry_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static struct memory_files disk;

    memory_files_init(&disk, 1);
    put_folder(&disk, cfd_bytes_of(data, data_bytes));
    try_folder(&disk);
    must(memory_open_count(&disk) == 0, "all is closed");
    memory_files_deinit(&disk);
    return 0;
}
