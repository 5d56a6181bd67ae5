/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_entry_*_decode, cfd_entry_repeat_next, cfdi_entry_decode, cfdi_commit_decode,
 * cfdi_header_decode.
 *
 * Byte 0 chooses the decoder, byte 1 the version (0: 1; else the byte), the rest is the payload.
 * Oracle: what a decoder takes, its encoder writes as the same bytes; another version than 1 is
 * refused. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/ledger/entry.h"
#include "lib/ledger/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

static uint8_t again[CFDI_ENTRY_MAX_BYTES];

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_entry: not so: %s\n", law);
    abort();
}

/* Compares what was written again with what was read. */
static void must_equal(struct cfd_bytes payload, enum cfd_status encoded, size_t again_bytes)
{
    must(encoded == CFD_OK, "what was read can be written");
    must(again_bytes == payload.len && memcmp(again, payload.ptr, again_bytes) == 0,
         "it is written as it was");
}

/* One type: decode into its struct, encode, compare. Answers the status of the decoder. */
#define TARGET(name)                                                                     \
    static enum cfd_status try_##name(struct cfd_bytes payload, uint16_t version)        \
    {                                                                                    \
        struct cfd_entry_##name entry;                                                   \
        enum cfd_status encoded;                                                         \
        size_t again_bytes = 0;                                                          \
                                                                                         \
        CFD_TRY(cfd_entry_##name##_decode(payload, version, &entry));                    \
        encoded = cfd_entry_##name##_encode(&entry, again, sizeof(again), &again_bytes); \
        must_equal(payload, encoded, again_bytes);                                       \
        return CFD_OK;                                                                   \
    }

TARGET(start)
TARGET(consumer)
TARGET(endpoint)
TARGET(who)
TARGET(traffic)
TARGET(alias)
TARGET(gap)
TARGET(coverage)

static enum cfd_status try_exposure(struct cfd_bytes payload, uint16_t version)
{
    struct cfd_entry_sight sights[CFD_GROUP_SUBJECTS_MAX];
    struct cfd_entry_exposure entry;
    enum cfd_status encoded;
    size_t again_bytes = 0;

    CFD_TRY(cfd_entry_exposure_decode(payload, version, &entry, sights));
    encoded = cfd_entry_exposure_encode(&entry, again, sizeof(again), &again_bytes);
    must_equal(payload, encoded, again_bytes);
    return CFD_OK;
}

static enum cfd_status try_repeat(struct cfd_bytes payload, uint16_t version)
{
    static struct cfd_entry_repeat entries[CFD_ENTRY_PAYLOAD_MAX_BYTES / 40];
    struct cfd_bytes rest = payload;
    enum cfd_status status = CFD_OK, encoded;
    size_t count = 0, taken = 0, again_bytes = 0;

    if (payload.len > CFD_ENTRY_PAYLOAD_MAX_BYTES) /* more than a log tells */
        return CFD_OK;
    while (status == CFD_OK && rest.len > 0)
        status = cfd_entry_repeat_next(&rest, version, &entries[count++]);
    if (status != CFD_OK || count == 0)
        return status;
    encoded = cfd_entry_repeats_encode(entries, count, again, sizeof(again), &again_bytes, &taken);
    must_equal(payload, encoded, again_bytes);
    must(taken == count, "all repeats fit");
    return CFD_OK;
}

static enum cfd_status try_frame(struct cfd_bytes payload, uint16_t version)
{
    struct cfd_log_entry entry;
    uint32_t entry_bytes;

    (void)version;
    if (cfdi_entry_decode(payload, &entry, &entry_bytes) == CFD_OK)
        must_equal(cfd_bytes_of(payload.ptr, entry_bytes), CFD_OK,
                   cfdi_entry_encode(&entry, again));
    return CFD_OK;
}

static enum cfd_status try_commit(struct cfd_bytes payload, uint16_t version)
{
    static struct cfd_log_ring rings[CFD_LOG_RINGS_MAX];
    struct cfdi_commit commit;

    (void)version;
    if (cfdi_commit_decode(payload, &commit) != CFD_OK)
        return CFD_OK;
    for (uint32_t i = 0; i < commit.ring_count; i++)
        rings[i] = cfdi_commit_ring(&commit, i);
    must_equal(payload, CFD_OK,
               cfdi_commit_encode(commit.first_index, commit.entry_count, rings, commit.ring_count,
                                  again));
    return CFD_OK;
}

static enum cfd_status try_header(struct cfd_bytes payload, uint16_t version)
{
    struct cfdi_header header;

    (void)version;
    if (cfdi_header_decode(payload, &header) != CFD_OK)
        return CFD_OK;
    cfdi_header_encode(&header, again);
    must_equal(cfd_bytes_of(payload.ptr, CFDI_HEADER_BYTES), CFD_OK, CFDI_HEADER_BYTES);
    return CFD_OK;
}

static enum cfd_status (*const targets[])(struct cfd_bytes payload, uint16_t version) = {
    try_start, try_consumer, try_endpoint, try_who,   try_exposure, try_repeat, try_traffic,
    try_alias, try_gap,      try_coverage, try_frame, try_commit,   try_header,
};
#define VERSIONED_COUNT 10u /* of the targets, from the front */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    unsigned which;
    uint16_t version;
    enum cfd_status status;

    if (data_bytes < 2)
        return 0;
    which = data[0] % (sizeof(targets) / sizeof(targets[0]));
    version = data[1] == 0 ? CFD_ENTRY_VERSION : data[1];
    status = targets[which](cfd_bytes_of(data + 2, data_bytes - 2), version);
    if (which < VERSIONED_COUNT && data_bytes > 2)
        must((status == CFD_ERR_VERSION) == (version != CFD_ENTRY_VERSION),
             "other versions, and only they, are refused as such");
    return 0;
}
