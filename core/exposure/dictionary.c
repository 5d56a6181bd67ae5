/* SPDX-License-Identifier: Apache-2.0
 * The dictionaries of the table: consumers, endpoints and whos become small numbers.
 *
 * Three sets of the same build. A key is written into a small buffer field by field before it is
 * hashed, so that padding and what stands behind the 0 of a text never tell equal things apart. */
#include "core/exposure/table.h"

#include <string.h>

#include "core/exposure/inside.h"

#define CONSUMER_KEY_BYTES \
    (2 + CFD_CONSUMER_NAME_BYTES + CFD_CONSUMER_LABEL_BYTES + CFD_PSEUDONYM_BYTES)
#define WHO_KEY_BYTES (3 + 4 * CFD_CONSUMERS_MAX)

/* --- consumers */

static void consumer_key(const struct cfd_consumer *consumer, uint8_t out_key[CONSUMER_KEY_BYTES])
{
    uint8_t *at = out_key;

    memset(out_key, 0, CONSUMER_KEY_BYTES);
    *at++ = (uint8_t)consumer->credential;
    *at++ = (uint8_t)((consumer->is_clear ? 1 : 0) | (consumer->has_pseudonym ? 2 : 0));
    memcpy(at, consumer->name, strlen(consumer->name));
    at += CFD_CONSUMER_NAME_BYTES;
    memcpy(at, consumer->label, strlen(consumer->label));
    at += CFD_CONSUMER_LABEL_BYTES;
    if (consumer->has_pseudonym)
        memcpy(at, consumer->pseudonym, CFD_PSEUDONYM_BYTES);
}

static bool find_consumer(const struct cfd_exposure_table *table, uint64_t hash,
                          const uint8_t key[CONSUMER_KEY_BYTES], uint32_t *out_number)
{
    struct cfdi_probe probe = cfdi_probe_of(&table->consumers.slots, hash);
    uint8_t other[CONSUMER_KEY_BYTES];

    while (cfdi_probe_next(&probe, out_number)) {
        consumer_key(cfdi_array_at(&table->consumers.items, *out_number), other);
        if (memcmp(key, other, sizeof(other)) == 0)
            return true;
    }
    return false;
}

enum cfd_status cfd_exposure_consumer_put(struct cfd_exposure_table *table,
                                          const struct cfd_consumer *consumer, uint32_t *out_number,
                                          bool *out_is_new)
{
    uint8_t key[CONSUMER_KEY_BYTES];
    uint32_t number = 0;
    uint64_t hash;
    bool is_new;

    if (memchr(consumer->name, 0, sizeof(consumer->name)) == NULL ||
        memchr(consumer->label, 0, sizeof(consumer->label)) == NULL)
        return CFD_ERR_USAGE;
    consumer_key(consumer, key);
    hash = cfd_siphash(&table->hash_key, key, sizeof(key));
    is_new = !find_consumer(table, hash, key, &number);
    if (is_new) {
        number = table->consumers.items.count;
        if (number == CFD_EXPOSURE_DICTIONARY_MAX)
            return CFD_ERR_FULL;
        CFD_TRY(cfdi_set_add(&table->consumers, hash, consumer));
    }
    *out_number = number;
    *out_is_new = is_new;
    return CFD_OK;
}

const struct cfd_consumer *cfd_exposure_consumer_at(const struct cfd_exposure_table *table,
                                                    uint32_t number)
{
    if (number >= table->consumers.items.count)
        return NULL;
    return cfdi_array_at(&table->consumers.items, number);
}

/* --- endpoints */

static const char *endpoint_text(const struct cfd_exposure_table *table, uint32_t number)
{
    return *(char **)cfdi_array_at(&table->endpoints.items, number);
}

static bool find_endpoint(const struct cfd_exposure_table *table, uint64_t hash,
                          const char *endpoint, uint32_t *out_number)
{
    struct cfdi_probe probe = cfdi_probe_of(&table->endpoints.slots, hash);

    while (cfdi_probe_next(&probe, out_number))
        if (strcmp(endpoint_text(table, *out_number), endpoint) == 0)
            return true;
    return false;
}

static enum cfd_status add_endpoint(struct cfd_exposure_table *table, uint64_t hash,
                                    const char *endpoint, size_t endpoint_bytes)
{
    char *copy = table->alloc.alloc(table->alloc.ctx, endpoint_bytes + 1);
    enum cfd_status status;

    if (copy == NULL)
        return CFD_ERR_MEMORY;
    memcpy(copy, endpoint, endpoint_bytes + 1);
    status = cfdi_set_add(&table->endpoints, hash, &copy);
    if (status != CFD_OK)
        table->alloc.free(table->alloc.ctx, copy);
    return status;
}

enum cfd_status cfd_exposure_endpoint_put(struct cfd_exposure_table *table, const char *endpoint,
                                          uint32_t *out_number, bool *out_is_new)
{
    size_t endpoint_bytes = strlen(endpoint);
    uint64_t hash = cfd_siphash(&table->hash_key, endpoint, endpoint_bytes);
    uint32_t number = 0;
    bool is_new = !find_endpoint(table, hash, endpoint, &number);

    if (is_new) {
        number = table->endpoints.items.count;
        if (number == CFD_EXPOSURE_DICTIONARY_MAX)
            return CFD_ERR_FULL;
        CFD_TRY(add_endpoint(table, hash, endpoint, endpoint_bytes));
    }
    *out_number = number;
    *out_is_new = is_new;
    return CFD_OK;
}

const char *cfd_exposure_endpoint_at(const struct cfd_exposure_table *table, uint32_t number)
{
    return number < table->endpoints.items.count ? endpoint_text(table, number) : NULL;
}

/* --- whos */

static void who_key(const struct cfd_exposure_who *who, uint8_t out_key[WHO_KEY_BYTES])
{
    memset(out_key, 0, WHO_KEY_BYTES);
    out_key[0] = who->consumer_count;
    out_key[1] = who->side;
    out_key[2] = who->auth;
    memcpy(out_key + 3, who->consumers, who->consumer_count * sizeof(who->consumers[0]));
}

static bool is_booked(const struct cfdi_who *item, uint32_t consumer)
{
    for (unsigned i = 0; i < item->booked_count; i++)
        if (item->booked[i] == consumer)
            return true;
    return false;
}

/* CFD_ERR_USAGE: an unknown consumer, or an address that is not the last. */
static enum cfd_status settle_who(const struct cfd_exposure_table *table,
                                  const struct cfd_exposure_who *who, struct cfdi_who *out_item)
{
    struct cfdi_who item = {.who = *who, .address = CFDI_NO_NUMBER};
    const struct cfd_consumer *consumer;

    if (who->consumer_count > CFD_CONSUMERS_MAX)
        return CFD_ERR_USAGE;
    for (unsigned i = 0; i < who->consumer_count; i++) {
        consumer = cfd_exposure_consumer_at(table, who->consumers[i]);
        if (consumer == NULL || item.address != CFDI_NO_NUMBER)
            return CFD_ERR_USAGE;
        if (consumer->credential == CFD_CREDENTIAL_ADDRESS)
            item.address = who->consumers[i];
        else if (!is_booked(&item, who->consumers[i]))
            item.booked[item.booked_count++] = who->consumers[i];
    }
    /* With no credential the address is booked; with no address either, nobody is, by that name. */
    if (item.booked_count == 0)
        item.booked[item.booked_count++] = item.address;
    *out_item = item;
    return CFD_OK;
}

static bool find_who(const struct cfd_exposure_table *table, uint64_t hash,
                     const uint8_t key[WHO_KEY_BYTES], uint32_t *out_number)
{
    struct cfdi_probe probe = cfdi_probe_of(&table->whos.slots, hash);
    uint8_t other[WHO_KEY_BYTES];

    while (cfdi_probe_next(&probe, out_number)) {
        who_key(cfd_exposure_who_at(table, *out_number), other);
        if (memcmp(key, other, sizeof(other)) == 0)
            return true;
    }
    return false;
}

enum cfd_status cfd_exposure_who_put(struct cfd_exposure_table *table,
                                     const struct cfd_exposure_who *who, uint32_t *out_number,
                                     bool *out_is_new)
{
    uint8_t key[WHO_KEY_BYTES];
    struct cfdi_who item;
    uint32_t number = 0;
    uint64_t hash;
    bool is_new;

    CFD_TRY(settle_who(table, who, &item));
    who_key(who, key);
    hash = cfd_siphash(&table->hash_key, key, sizeof(key));
    is_new = !find_who(table, hash, key, &number);
    if (is_new) {
        number = table->whos.items.count;
        if (number == CFD_EXPOSURE_DICTIONARY_MAX)
            return CFD_ERR_FULL;
        CFD_TRY(cfdi_set_add(&table->whos, hash, &item));
    }
    *out_number = number;
    *out_is_new = is_new;
    return CFD_OK;
}

const struct cfd_exposure_who *cfd_exposure_who_at(const struct cfd_exposure_table *table,
                                                   uint32_t number)
{
    if (number >= table->whos.items.count)
        return NULL;
    return &((const struct cfdi_who *)cfdi_array_at(&table->whos.items, number))->who;
}
