/* SPDX-License-Identifier: Apache-2.0
 * The payloads that count: EXPOSURE, REPEAT, TRAFFIC, GAP, COVERAGE. Layouts: docs/ledger-format.md;
 * rules as in entry.c. */
#include "lib/ledger/entry.h"

#include <string.h>

#include "lib/ledger/entry_rules.h"
#include "lib/ledger/log.h"

#define REPEAT_BYTES 40u

/* --- EXPOSURE */

static bool is_sight_valid(const struct cfd_entry_sight *sight)
{
    return sight->kinds != 0 && cfdi_is_kind_set(sight->kinds) && cfdi_is_identity(sight->identity);
}

static bool is_exposure_valid(const struct cfd_entry_exposure *entry)
{
    if (!cfdi_is_act(entry->action, entry->basis) || entry->sight_count == 0 ||
        entry->sight_count > CFD_GROUP_SUBJECTS_MAX)
        return false;
    for (unsigned i = 0; i < entry->sight_count; i++)
        if (!is_sight_valid(&entry->sights[i]))
            return false;
    return true;
}

enum cfd_status cfd_entry_exposure_encode(const struct cfd_entry_exposure *entry, uint8_t *out,
                                          size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);

    if (!is_exposure_valid(entry))
        return CFD_ERR_USAGE;
    cfd_put_u32(&writer, entry->who);
    cfd_put_u32(&writer, entry->endpoint);
    cfd_put_u32(&writer, entry->epoch);
    cfd_put_u32(&writer, entry->policy);
    cfd_put_u8(&writer, entry->action);
    cfd_put_u8(&writer, entry->basis);
    cfd_put_bytes(&writer, entry->request_id, sizeof(entry->request_id));
    cfd_put_u64(&writer, (uint64_t)entry->first_ms);
    cfd_put_u16(&writer, entry->sight_count);
    for (unsigned i = 0; i < entry->sight_count; i++) {
        cfd_put_bytes(&writer, entry->sights[i].subject, CFD_PSEUDONYM_BYTES);
        cfd_put_u16(&writer, entry->sights[i].kinds);
        cfd_put_u8(&writer, entry->sights[i].identity);
        cfd_put_u32(&writer, entry->sights[i].shape);
    }
    return cfdi_written(&writer, out_bytes);
}

static void get_sights(struct cfd_reader *reader, struct cfd_entry_sight *sights, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        cfd_get_copy(reader, sights[i].subject, CFD_PSEUDONYM_BYTES);
        sights[i].kinds = cfd_get_u16(reader);
        sights[i].identity = cfd_get_u8(reader);
        sights[i].shape = cfd_get_u32(reader);
    }
}

enum cfd_status cfd_entry_exposure_decode(struct cfd_bytes payload, uint16_t version,
                                          struct cfd_entry_exposure *out_entry,
                                          struct cfd_entry_sight *sights)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_exposure entry;

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    memset(&entry, 0, sizeof(entry));
    entry.who = cfd_get_u32(&reader);
    entry.endpoint = cfd_get_u32(&reader);
    entry.epoch = cfd_get_u32(&reader);
    entry.policy = cfd_get_u32(&reader);
    entry.action = cfd_get_u8(&reader);
    entry.basis = cfd_get_u8(&reader);
    cfd_get_copy(&reader, entry.request_id, sizeof(entry.request_id));
    entry.first_ms = (int64_t)cfd_get_u64(&reader);
    entry.sight_count = cfd_get_u16(&reader);
    entry.sights = sights;
    if (entry.sight_count > CFD_GROUP_SUBJECTS_MAX)
        return CFD_ERR_FORMAT;
    get_sights(&reader, sights, entry.sight_count);
    if (!cfdi_is_read(&reader) || !is_exposure_valid(&entry))
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}

/* --- REPEAT */

static bool is_repeat_valid(const struct cfd_entry_repeat *entry)
{
    return entry->kinds != 0 && cfdi_is_kind_set(entry->kinds) &&
           cfdi_is_act(entry->action, entry->basis) && entry->count != 0;
}

enum cfd_status cfd_entry_repeats_encode(const struct cfd_entry_repeat *entries, size_t entry_count,
                                         uint8_t *out, size_t capacity_bytes, size_t *out_bytes,
                                         size_t *out_entries_taken)
{
    struct cfd_writer writer;
    size_t taken;

    if (capacity_bytes > CFD_ENTRY_PAYLOAD_MAX_BYTES)
        capacity_bytes = CFD_ENTRY_PAYLOAD_MAX_BYTES;
    if (entry_count == 0)
        return CFD_ERR_USAGE;
    if (capacity_bytes < REPEAT_BYTES)
        return CFD_ERR_LIMIT;
    writer = cfd_writer_of(out, capacity_bytes);
    for (taken = 0; taken < entry_count; taken++) {
        if (capacity_bytes - writer.used_bytes < REPEAT_BYTES)
            break;
        if (!is_repeat_valid(&entries[taken]))
            return CFD_ERR_USAGE;
        cfd_put_u32(&writer, entries[taken].who);
        cfd_put_u32(&writer, entries[taken].endpoint);
        cfd_put_bytes(&writer, entries[taken].subject, CFD_PSEUDONYM_BYTES);
        cfd_put_u16(&writer, entries[taken].kinds);
        cfd_put_u8(&writer, entries[taken].action);
        cfd_put_u8(&writer, entries[taken].basis);
        cfd_put_u32(&writer, entries[taken].count);
        cfd_put_u64(&writer, (uint64_t)entries[taken].last_ms);
    }
    *out_bytes = writer.used_bytes;
    *out_entries_taken = taken;
    return CFD_OK;
}

enum cfd_status cfd_entry_repeat_next(struct cfd_bytes *payload, uint16_t version,
                                      struct cfd_entry_repeat *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload->ptr, payload->len);
    struct cfd_entry_repeat entry = {.who = 0};

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    if (payload->len == 0)
        return CFD_ERR_NOT_FOUND;
    entry.who = cfd_get_u32(&reader);
    entry.endpoint = cfd_get_u32(&reader);
    cfd_get_copy(&reader, entry.subject, sizeof(entry.subject));
    entry.kinds = cfd_get_u16(&reader);
    entry.action = cfd_get_u8(&reader);
    entry.basis = cfd_get_u8(&reader);
    entry.count = cfd_get_u32(&reader);
    entry.last_ms = (int64_t)cfd_get_u64(&reader);
    if (reader.is_failed || !is_repeat_valid(&entry))
        return CFD_ERR_FORMAT;
    *payload = cfd_bytes_of(reader.at, reader.left_bytes);
    *out_entry = entry;
    return CFD_OK;
}

/* --- TRAFFIC */

enum cfd_status cfd_entry_traffic_encode(const struct cfd_entry_traffic *entry, uint8_t *out,
                                         size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);

    if (!cfdi_is_kind_set(entry->kinds))
        return CFD_ERR_USAGE;
    cfd_put_u32(&writer, entry->who);
    cfd_put_u32(&writer, entry->endpoint);
    cfd_put_u64(&writer, entry->response_count);
    cfd_put_u64(&writer, entry->mention_count);
    cfd_put_u16(&writer, entry->kinds);
    cfd_put_u64(&writer, (uint64_t)entry->first_ms);
    cfd_put_u64(&writer, (uint64_t)entry->last_ms);
    return cfdi_written(&writer, out_bytes);
}

enum cfd_status cfd_entry_traffic_decode(struct cfd_bytes payload, uint16_t version,
                                         struct cfd_entry_traffic *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_traffic entry;

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    entry.who = cfd_get_u32(&reader);
    entry.endpoint = cfd_get_u32(&reader);
    entry.response_count = cfd_get_u64(&reader);
    entry.mention_count = cfd_get_u64(&reader);
    entry.kinds = cfd_get_u16(&reader);
    entry.first_ms = (int64_t)cfd_get_u64(&reader);
    entry.last_ms = (int64_t)cfd_get_u64(&reader);
    if (!cfdi_is_read(&reader) || !cfdi_is_kind_set(entry.kinds))
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}

/* --- GAP */

enum cfd_status cfd_entry_gap_encode(const struct cfd_entry_gap *entry, uint8_t *out,
                                     size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);

    if (entry->reason >= CFD_GAP_COUNT)
        return CFD_ERR_USAGE;
    cfd_put_u8(&writer, entry->reason);
    cfd_put_u32(&writer, entry->endpoint);
    cfd_put_bytes(&writer, entry->ring_id, sizeof(entry->ring_id));
    cfd_put_u64(&writer, entry->response_count);
    cfd_put_u64(&writer, entry->subject_count);
    cfd_put_u64(&writer, (uint64_t)entry->from_ms);
    cfd_put_u64(&writer, (uint64_t)entry->to_ms);
    return cfdi_written(&writer, out_bytes);
}

enum cfd_status cfd_entry_gap_decode(struct cfd_bytes payload, uint16_t version,
                                     struct cfd_entry_gap *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_gap entry = {.reason = 0};

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    entry.reason = cfd_get_u8(&reader);
    entry.endpoint = cfd_get_u32(&reader);
    cfd_get_copy(&reader, entry.ring_id, sizeof(entry.ring_id));
    entry.response_count = cfd_get_u64(&reader);
    entry.subject_count = cfd_get_u64(&reader);
    entry.from_ms = (int64_t)cfd_get_u64(&reader);
    entry.to_ms = (int64_t)cfd_get_u64(&reader);
    if (!cfdi_is_read(&reader) || entry.reason >= CFD_GAP_COUNT)
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}

/* --- COVERAGE */

static void put_gap_counts(struct cfd_writer *writer, const uint64_t counts[CFD_GAP_COUNT])
{
    cfd_gaps gaps = 0;

    for (unsigned i = 0; i < CFD_GAP_COUNT; i++)
        if (counts[i] != 0)
            gaps |= CFD_GAP_BIT(i);
    cfd_put_u32(writer, gaps);
    for (unsigned i = 0; i < CFD_GAP_COUNT; i++)
        if (counts[i] != 0)
            cfd_put_u64(writer, counts[i]);
}

static void get_gap_counts(struct cfd_reader *reader, uint64_t counts[CFD_GAP_COUNT])
{
    cfd_gaps gaps = cfd_get_u32(reader);

    if (gaps >> (CFD_GAP_COUNT - 1) >> 1 != 0)
        reader->is_failed = true;
    for (unsigned i = 0; i < CFD_GAP_COUNT; i++) {
        if ((gaps & CFD_GAP_BIT(i)) == 0)
            continue;
        counts[i] = cfd_get_u64(reader);
        if (counts[i] == 0)
            reader->is_failed = true;
    }
}

enum cfd_status cfd_entry_coverage_encode(const struct cfd_entry_coverage *entry, uint8_t *out,
                                          size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);

    cfd_put_bytes(&writer, entry->ring_id, sizeof(entry->ring_id));
    cfd_put_u64(&writer, entry->response_count);
    cfd_put_u64(&writer, entry->inspected_count);
    cfd_put_u64(&writer, entry->exposing_count);
    cfd_put_u64(&writer, entry->body_bytes);
    put_gap_counts(&writer, entry->gap_counts);
    cfd_put_u64(&writer, (uint64_t)entry->from_ms);
    cfd_put_u64(&writer, (uint64_t)entry->to_ms);
    return cfdi_written(&writer, out_bytes);
}

enum cfd_status cfd_entry_coverage_decode(struct cfd_bytes payload, uint16_t version,
                                          struct cfd_entry_coverage *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_coverage entry;

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    memset(&entry, 0, sizeof(entry));
    cfd_get_copy(&reader, entry.ring_id, sizeof(entry.ring_id));
    entry.response_count = cfd_get_u64(&reader);
    entry.inspected_count = cfd_get_u64(&reader);
    entry.exposing_count = cfd_get_u64(&reader);
    entry.body_bytes = cfd_get_u64(&reader);
    get_gap_counts(&reader, entry.gap_counts);
    entry.from_ms = (int64_t)cfd_get_u64(&reader);
    entry.to_ms = (int64_t)cfd_get_u64(&reader);
    if (!cfdi_is_read(&reader))
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}
