/* SPDX-License-Identifier: Apache-2.0
 * The payloads that name things: START, the dictionaries and ALIAS. Layouts: docs/ledger-format.md.
 *
 * Each type has its rule (is_..._valid), its encoder and its decoder side by side. The rule holds in
 * both directions: what a decoder would refuse is never written, and every payload has one
 * encoding. */
#include "lib/ledger/entry.h"

#include <string.h>

#include "lib/ledger/entry_rules.h"

#define FLAG_CLEAR 1u
#define FLAG_PSEUDONYM 2u
#define DAY_BYTES 10u

/* --- START */

static bool is_start_valid(const struct cfd_entry_start *entry)
{
    return cfdi_is_text(entry->version, sizeof(entry->version));
}

enum cfd_status cfd_entry_start_encode(const struct cfd_entry_start *entry, uint8_t *out,
                                       size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);

    if (!is_start_valid(entry))
        return CFD_ERR_USAGE;
    cfd_put_bytes(&writer, entry->engine_id, sizeof(entry->engine_id));
    cfd_put_u32(&writer, entry->epoch);
    cfd_put_text(&writer, entry->version);
    return cfdi_written(&writer, out_bytes);
}

enum cfd_status cfd_entry_start_decode(struct cfd_bytes payload, uint16_t version,
                                       struct cfd_entry_start *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_start entry = {.epoch = 0};

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    cfd_get_copy(&reader, entry.engine_id, sizeof(entry.engine_id));
    entry.epoch = cfd_get_u32(&reader);
    cfd_get_text(&reader, entry.version, sizeof(entry.version));
    if (!cfdi_is_read(&reader) || !is_start_valid(&entry))
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}

/* --- CONSUMER */

static bool is_day(const char *day)
{
    static const char form[] = "0000-00-00";

    for (unsigned i = 0; i < DAY_BYTES; i++)
        if (form[i] == '-' ? day[i] != '-' : day[i] < '0' || day[i] > '9')
            return false;
    return day[DAY_BYTES] == '\0';
}

static bool is_consumer_valid(const struct cfd_entry_consumer *entry)
{
    const struct cfd_consumer *consumer = &entry->consumer;

    return consumer->credential >= CFD_CREDENTIAL_ID &&
           consumer->credential <= CFD_CREDENTIAL_ADDRESS &&
           cfdi_is_text(consumer->name, sizeof(consumer->name)) &&
           cfdi_is_text(consumer->label, sizeof(consumer->label)) &&
           (entry->day[0] == '\0' || is_day(entry->day));
}

enum cfd_status cfd_entry_consumer_encode(const struct cfd_entry_consumer *entry, uint8_t *out,
                                          size_t capacity_bytes, size_t *out_bytes)
{
    static const uint8_t nobody[CFD_PSEUDONYM_BYTES];
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);
    const struct cfd_consumer *consumer = &entry->consumer;

    if (!is_consumer_valid(entry))
        return CFD_ERR_USAGE;
    cfd_put_u32(&writer, entry->number);
    cfd_put_u8(&writer, (uint8_t)consumer->credential);
    cfd_put_u8(&writer, (uint8_t)((consumer->is_clear ? FLAG_CLEAR : 0) |
                                  (consumer->has_pseudonym ? FLAG_PSEUDONYM : 0)));
    cfd_put_text(&writer, consumer->name);
    cfd_put_text(&writer, consumer->label);
    cfd_put_bytes(&writer, consumer->has_pseudonym ? consumer->pseudonym : nobody, sizeof(nobody));
    cfd_put_u32(&writer, entry->epoch);
    cfd_put_text(&writer, entry->day);
    if (entry->day[0] != '\0')
        cfd_put_bytes(&writer, entry->sealed_address, sizeof(entry->sealed_address));
    return cfdi_written(&writer, out_bytes);
}

enum cfd_status cfd_entry_consumer_decode(struct cfd_bytes payload, uint16_t version,
                                          struct cfd_entry_consumer *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_consumer entry;
    struct cfd_consumer *consumer = &entry.consumer;
    uint8_t flags;

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    memset(&entry, 0, sizeof(entry));
    entry.number = cfd_get_u32(&reader);
    consumer->credential = cfd_get_u8(&reader);
    flags = cfd_get_u8(&reader);
    consumer->is_clear = (flags & FLAG_CLEAR) != 0;
    consumer->has_pseudonym = (flags & FLAG_PSEUDONYM) != 0;
    cfd_get_text(&reader, consumer->name, sizeof(consumer->name));
    cfd_get_text(&reader, consumer->label, sizeof(consumer->label));
    cfd_get_copy(&reader, consumer->pseudonym, sizeof(consumer->pseudonym));
    entry.epoch = cfd_get_u32(&reader);
    cfd_get_text(&reader, entry.day, sizeof(entry.day));
    if (entry.day[0] != '\0')
        cfd_get_copy(&reader, entry.sealed_address, sizeof(entry.sealed_address));
    if (!cfdi_is_read(&reader) || (flags & ~(FLAG_CLEAR | FLAG_PSEUDONYM)) != 0 ||
        (!consumer->has_pseudonym &&
         !cfdi_is_zero(consumer->pseudonym, sizeof(consumer->pseudonym))) ||
        !is_consumer_valid(&entry))
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}

/* --- ENDPOINT */

static bool is_endpoint_valid(const struct cfd_entry_endpoint *entry)
{
    return entry->endpoint[0] != '\0' && cfdi_is_text(entry->endpoint, sizeof(entry->endpoint));
}

enum cfd_status cfd_entry_endpoint_encode(const struct cfd_entry_endpoint *entry, uint8_t *out,
                                          size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);

    if (!is_endpoint_valid(entry))
        return CFD_ERR_USAGE;
    cfd_put_u32(&writer, entry->number);
    cfd_put_text(&writer, entry->endpoint);
    return cfdi_written(&writer, out_bytes);
}

enum cfd_status cfd_entry_endpoint_decode(struct cfd_bytes payload, uint16_t version,
                                          struct cfd_entry_endpoint *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_endpoint entry = {.number = 0};

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    entry.number = cfd_get_u32(&reader);
    cfd_get_text(&reader, entry.endpoint, sizeof(entry.endpoint));
    if (!cfdi_is_read(&reader) || !is_endpoint_valid(&entry))
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}

/* --- WHO */

static bool is_who_valid(const struct cfd_entry_who *entry)
{
    return entry->consumer_count <= CFD_CONSUMERS_MAX && entry->side <= CFD_SIDE_INTERNAL &&
           entry->auth <= CFD_AUTH_PROVEN;
}

enum cfd_status cfd_entry_who_encode(const struct cfd_entry_who *entry, uint8_t *out,
                                     size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);

    if (!is_who_valid(entry))
        return CFD_ERR_USAGE;
    cfd_put_u32(&writer, entry->number);
    cfd_put_u8(&writer, entry->consumer_count);
    for (unsigned i = 0; i < entry->consumer_count; i++)
        cfd_put_u32(&writer, entry->consumers[i]);
    cfd_put_u8(&writer, entry->side);
    cfd_put_u8(&writer, entry->auth);
    return cfdi_written(&writer, out_bytes);
}

enum cfd_status cfd_entry_who_decode(struct cfd_bytes payload, uint16_t version,
                                     struct cfd_entry_who *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_who entry = {.number = 0};

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    entry.number = cfd_get_u32(&reader);
    entry.consumer_count = cfd_get_u8(&reader);
    for (unsigned i = 0; i < entry.consumer_count && i < CFD_CONSUMERS_MAX; i++)
        entry.consumers[i] = cfd_get_u32(&reader);
    entry.side = cfd_get_u8(&reader);
    entry.auth = cfd_get_u8(&reader);
    if (!cfdi_is_read(&reader) || !is_who_valid(&entry))
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}

/* --- ALIAS */

static bool is_alias_valid(const struct cfd_entry_alias *entry)
{
    return cfdi_is_identity(entry->subject_identity) && cfdi_is_identity(entry->alias_identity);
}

enum cfd_status cfd_entry_alias_encode(const struct cfd_entry_alias *entry, uint8_t *out,
                                       size_t capacity_bytes, size_t *out_bytes)
{
    struct cfd_writer writer = cfd_writer_of(out, capacity_bytes);

    if (!is_alias_valid(entry))
        return CFD_ERR_USAGE;
    cfd_put_bytes(&writer, entry->subject, sizeof(entry->subject));
    cfd_put_u8(&writer, entry->subject_identity);
    cfd_put_bytes(&writer, entry->alias, sizeof(entry->alias));
    cfd_put_u8(&writer, entry->alias_identity);
    cfd_put_u32(&writer, entry->epoch);
    return cfdi_written(&writer, out_bytes);
}

enum cfd_status cfd_entry_alias_decode(struct cfd_bytes payload, uint16_t version,
                                       struct cfd_entry_alias *out_entry)
{
    struct cfd_reader reader = cfd_reader_of(payload.ptr, payload.len);
    struct cfd_entry_alias entry = {.epoch = 0};

    if (!cfdi_is_version(version))
        return CFD_ERR_VERSION;
    cfd_get_copy(&reader, entry.subject, sizeof(entry.subject));
    entry.subject_identity = cfd_get_u8(&reader);
    cfd_get_copy(&reader, entry.alias, sizeof(entry.alias));
    entry.alias_identity = cfd_get_u8(&reader);
    entry.epoch = cfd_get_u32(&reader);
    if (!cfdi_is_read(&reader) || !is_alias_valid(&entry))
        return CFD_ERR_FORMAT;
    *out_entry = entry;
    return CFD_OK;
}
