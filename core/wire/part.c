/* SPDX-License-Identifier: Apache-2.0
 * Parts as bytes, both directions. Byte layout: part.h.
 *
 * One check says what a part may be. The encoder asks it before it writes and the decoder after it
 * read, so that neither side makes what the other refuses. A part has one encoding only: a decoded
 * part encodes to the same bytes. */
#include "core/wire/part.h"

#include <stdbool.h>
#include <string.h>

#include "core/wire/codec.h"

#define FLAG_CLEAR 1u
#define FLAG_PSEUDONYM 2u
#define FLAGS_KNOWN (FLAG_CLEAR | FLAG_PSEUDONYM)

#define KINDS_KNOWN ((1u << CFD_KIND_COUNT) - 1u - CFD_KIND_BIT(CFD_KIND_NONE))
#define GAPS_KNOWN ((1u << CFD_GAP_COUNT) - 1u)

#define ENDPOINT_CAPACITY_BYTES sizeof(((struct cfd_part_storage *)NULL)->endpoint)

static const uint8_t no_pseudonym[CFD_PSEUDONYM_BYTES];

static bool kind_is_known(unsigned kind)
{
    return kind > CFD_KIND_NONE && kind < CFD_KIND_COUNT;
}

static bool kinds_are_known(cfd_kinds kinds)
{
    return (kinds & ~KINDS_KNOWN) == 0;
}

static bool consumer_is_valid(const struct cfd_consumer *consumer)
{
    return consumer->credential >= CFD_CREDENTIAL_ID &&
           consumer->credential <= CFD_CREDENTIAL_ADDRESS &&
           cfd_text_is_plain(consumer->name, sizeof(consumer->name)) &&
           cfd_text_is_plain(consumer->label, sizeof(consumer->label));
}

static bool subject_is_valid(const struct cfd_subject *subject)
{
    if (!kinds_are_known(subject->kinds) || !kind_is_known(subject->identity) ||
        subject->alias_count > CFD_RECORD_ALIASES_MAX)
        return false;
    for (size_t i = 0; i < subject->alias_count; i++)
        if (!kind_is_known(subject->aliases[i].kind))
            return false;
    return true;
}

static bool lists_are_valid(const struct cfd_part *part)
{
    if (part->consumer_count > CFD_CONSUMERS_MAX || part->group_count > CFD_GROUPS_MAX ||
        part->subject_count > CFD_PART_SUBJECTS_MAX)
        return false;
    for (size_t i = 0; i < part->consumer_count; i++)
        if (!consumer_is_valid(&part->consumers[i]))
            return false;
    for (size_t i = 0; i < part->group_count; i++)
        if (!cfd_text_is_plain(part->groups[i], CFD_GROUP_BYTES))
            return false;
    for (size_t i = 0; i < part->subject_count; i++)
        if (!subject_is_valid(&part->subjects[i]))
            return false;
    return true;
}

static bool part_is_valid(const struct cfd_part *part)
{
    return part->side <= CFD_SIDE_INTERNAL && part->auth <= CFD_AUTH_PROVEN &&
           part->action <= CFD_ACTION_PASS && part->basis <= CFD_BASIS_POSSIBLE &&
           kinds_are_known(part->kinds) && (part->gaps & ~GAPS_KNOWN) == 0 &&
           cfd_text_is_plain(part->endpoint, ENDPOINT_CAPACITY_BYTES) && lists_are_valid(part);
}

static void put_head(struct cfd_writer *out, const struct cfd_part *part)
{
    cfd_put_u64(out, (uint64_t)part->time_ms);
    cfd_put_bytes(out, part->request_id, sizeof(part->request_id));
    cfd_put_u32(out, part->part_number);
    cfd_put_u8(out, part->is_last);
    cfd_put_u16(out, part->status);
    cfd_put_u8(out, (uint8_t)part->side);
    cfd_put_u8(out, part->auth);
    cfd_put_u8(out, (uint8_t)part->action);
    cfd_put_u8(out, (uint8_t)part->basis);
    cfd_put_bytes(out, part->address, sizeof(part->address));
    cfd_put_text(out, part->endpoint);
}

/* Where there is no pseudonym the array may hold anything, so zeros travel. */
static void put_consumer(struct cfd_writer *out, const struct cfd_consumer *consumer)
{
    unsigned flags = 0;

    if (consumer->is_clear)
        flags |= FLAG_CLEAR;
    if (consumer->has_pseudonym)
        flags |= FLAG_PSEUDONYM;
    cfd_put_u8(out, (uint8_t)consumer->credential);
    cfd_put_u8(out, (uint8_t)flags);
    cfd_put_text(out, consumer->name);
    cfd_put_text(out, consumer->label);
    cfd_put_bytes(out, consumer->has_pseudonym ? consumer->pseudonym : no_pseudonym,
                  CFD_PSEUDONYM_BYTES);
}

static void put_subject(struct cfd_writer *out, const struct cfd_subject *subject)
{
    cfd_put_bytes(out, subject->pseudonym, CFD_PSEUDONYM_BYTES);
    cfd_put_u16(out, subject->kinds);
    cfd_put_u8(out, subject->identity);
    cfd_put_u8(out, subject->alias_count);
    for (size_t i = 0; i < subject->alias_count; i++) {
        cfd_put_u8(out, (uint8_t)subject->aliases[i].kind);
        cfd_put_bytes(out, subject->aliases[i].pseudonym, CFD_PSEUDONYM_BYTES);
    }
}

static void put_part(struct cfd_writer *out, const struct cfd_part *part)
{
    put_head(out, part);
    cfd_put_u8(out, part->consumer_count);
    for (size_t i = 0; i < part->consumer_count; i++)
        put_consumer(out, &part->consumers[i]);
    cfd_put_u8(out, part->group_count);
    for (size_t i = 0; i < part->group_count; i++)
        cfd_put_text(out, part->groups[i]);
    cfd_put_u64(out, part->body_bytes);
    cfd_put_u64(out, part->record_count);
    cfd_put_u64(out, part->mention_count);
    cfd_put_u16(out, part->kinds);
    cfd_put_u32(out, part->gaps);
    cfd_put_u8(out, part->subject_count);
    for (size_t i = 0; i < part->subject_count; i++)
        put_subject(out, &part->subjects[i]);
}

enum cfd_status cfd_part_encode(const struct cfd_part *part, uint8_t *out,
                                size_t out_capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, out_capacity_bytes);

    if (!part_is_valid(part))
        return CFD_ERR_USAGE;
    put_part(&writer, part);
    if (writer.is_failed)
        return CFD_ERR_LIMIT;
    *out_bytes = writer.used_bytes;
    return CFD_OK;
}

static void get_head(struct cfd_reader *in, struct cfd_part_storage *storage)
{
    struct cfd_part *part = &storage->part;

    part->time_ms = (int64_t)cfd_get_u64(in);
    cfd_get_copy(in, part->request_id, sizeof(part->request_id));
    part->part_number = cfd_get_u32(in);
    part->is_last = cfd_get_bool(in);
    part->status = cfd_get_u16(in);
    part->side = (enum cfd_side)cfd_get_u8(in);
    part->auth = cfd_get_u8(in);
    part->action = (enum cfd_action)cfd_get_u8(in);
    part->basis = (enum cfd_basis)cfd_get_u8(in);
    cfd_get_copy(in, part->address, sizeof(part->address));
    cfd_get_text(in, storage->endpoint, sizeof(storage->endpoint));
}

/* Reads a count; over its maximum is a failure, and then 0, for whoever loops over it. */
static uint8_t get_count(struct cfd_reader *in, unsigned count_max)
{
    uint8_t count = cfd_get_u8(in);

    if (count <= count_max)
        return count;
    in->is_failed = true;
    return 0;
}

static void get_consumer(struct cfd_reader *in, struct cfd_consumer *consumer)
{
    uint8_t flags;

    consumer->credential = (enum cfd_credential)cfd_get_u8(in);
    flags = cfd_get_u8(in);
    consumer->is_clear = (flags & FLAG_CLEAR) != 0;
    consumer->has_pseudonym = (flags & FLAG_PSEUDONYM) != 0;
    cfd_get_text(in, consumer->name, sizeof(consumer->name));
    cfd_get_text(in, consumer->label, sizeof(consumer->label));
    cfd_get_copy(in, consumer->pseudonym, CFD_PSEUDONYM_BYTES);
    if ((flags & ~FLAGS_KNOWN) != 0)
        in->is_failed = true;
    if (!consumer->has_pseudonym &&
        memcmp(consumer->pseudonym, no_pseudonym, CFD_PSEUDONYM_BYTES) != 0)
        in->is_failed = true;
}

static void get_subject(struct cfd_reader *in, struct cfd_subject *subject)
{
    cfd_get_copy(in, subject->pseudonym, CFD_PSEUDONYM_BYTES);
    subject->kinds = cfd_get_u16(in);
    subject->identity = cfd_get_u8(in);
    subject->alias_count = get_count(in, CFD_RECORD_ALIASES_MAX);
    for (size_t i = 0; i < subject->alias_count; i++) {
        subject->aliases[i].kind = (enum cfd_kind)cfd_get_u8(in);
        cfd_get_copy(in, subject->aliases[i].pseudonym, CFD_PSEUDONYM_BYTES);
    }
}

static void get_part(struct cfd_reader *in, struct cfd_part_storage *storage)
{
    struct cfd_part *part = &storage->part;

    get_head(in, storage);
    part->consumer_count = get_count(in, CFD_CONSUMERS_MAX);
    for (size_t i = 0; i < part->consumer_count; i++)
        get_consumer(in, &storage->consumers[i]);
    part->group_count = get_count(in, CFD_GROUPS_MAX);
    for (size_t i = 0; i < part->group_count; i++)
        cfd_get_text(in, storage->groups[i], CFD_GROUP_BYTES);
    part->body_bytes = cfd_get_u64(in);
    part->record_count = cfd_get_u64(in);
    part->mention_count = cfd_get_u64(in);
    part->kinds = cfd_get_u16(in);
    part->gaps = cfd_get_u32(in);
    part->subject_count = get_count(in, CFD_PART_SUBJECTS_MAX);
    for (size_t i = 0; i < part->subject_count; i++)
        get_subject(in, &storage->subjects[i]);
}

static void point_into(struct cfd_part_storage *storage)
{
    storage->part.endpoint = storage->endpoint;
    storage->part.consumers = storage->consumers;
    storage->part.groups = (const char(*)[CFD_GROUP_BYTES])storage->groups;
    storage->part.subjects = storage->subjects;
}

enum cfd_status cfd_part_decode(struct cfd_bytes payload, uint16_t version,
                                struct cfd_part_storage *out_storage)
{
    struct cfd_reader in = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_part_storage storage;

    if (version != CFD_PART_VERSION)
        return CFD_ERR_VERSION;
    memset(&storage, 0, sizeof(storage));
    get_part(&in, &storage);
    point_into(&storage);
    if (in.is_failed || in.left_bytes > 0 || !part_is_valid(&storage.part))
        return CFD_ERR_FORMAT;
    memcpy(out_storage, &storage, sizeof(storage));
    point_into(out_storage);
    return CFD_OK;
}
