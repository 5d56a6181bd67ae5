/* SPDX-License-Identifier: Apache-2.0
 * Which rows a filter picks.
 *
 * There are far fewer whos and endpoints than rows, so both get a table of yes and no, and a row
 * costs two look-ups whatever the filter says. */
#include "core/exposure/choice.h"

#include <string.h>

/* CFD_ERR_MEMORY; all no. */
static enum cfd_status new_flags(const struct cfd_exposure_table *table, uint32_t count,
                                 uint8_t **out_flags)
{
    uint8_t *flags = table->alloc.alloc(table->alloc.ctx, (size_t)count + 1);

    if (flags == NULL)
        return CFD_ERR_MEMORY;
    memset(flags, 0, (size_t)count + 1);
    *out_flags = flags;
    return CFD_OK;
}

static bool matches(const char *pattern, const char *text)
{
    size_t pattern_bytes = strlen(pattern);

    if (pattern_bytes > 0 && pattern[pattern_bytes - 1] == '*')
        return strncmp(pattern, text, pattern_bytes - 1) == 0;
    return strcmp(pattern, text) == 0;
}

static enum cfd_status choose_endpoints(struct cfdi_choice *choice)
{
    uint32_t count = choice->table->endpoints.items.count;

    if (choice->filter.endpoint == NULL)
        return CFD_OK;
    CFD_TRY(new_flags(choice->table, count, &choice->has_endpoint));
    for (uint32_t i = 0; i < count; i++)
        choice->has_endpoint[i] =
            matches(choice->filter.endpoint, cfd_exposure_endpoint_at(choice->table, i));
    return CFD_OK;
}

static bool has_any(const struct cfd_exposure_who *who, const uint8_t *is_wanted)
{
    for (unsigned i = 0; i < who->consumer_count; i++)
        if (is_wanted[who->consumers[i]])
            return true;
    return false;
}

static enum cfd_status choose_whos(struct cfdi_choice *choice)
{
    const struct cfd_exposure_table *table = choice->table;
    const struct cfd_exposure_filter *filter = &choice->filter;
    uint32_t consumer_count = table->consumers.items.count;
    uint8_t *is_wanted = NULL;

    if (filter->consumers == NULL)
        return CFD_OK;
    CFD_TRY(new_flags(table, table->whos.items.count, &choice->has_who));
    CFD_TRY(new_flags(table, consumer_count, &is_wanted));
    for (uint32_t i = 0; i < filter->consumer_count; i++)
        if (filter->consumers[i] < consumer_count)
            is_wanted[filter->consumers[i]] = 1;
    for (uint32_t i = 0; i < table->whos.items.count; i++)
        choice->has_who[i] = has_any(cfd_exposure_who_at(table, i), is_wanted);
    table->alloc.free(table->alloc.ctx, is_wanted);
    return CFD_OK;
}

static uint64_t subject_hash(const struct cfdi_choice *choice, const uint8_t *subject)
{
    return cfd_siphash(&choice->table->hash_key, subject, CFD_PSEUDONYM_BYTES);
}

static enum cfd_status choose_subjects(struct cfdi_choice *choice)
{
    const struct cfd_exposure_filter *filter = &choice->filter;

    if (filter->subjects == NULL)
        return CFD_OK;
    for (uint32_t i = 0; i < filter->subject_count; i++) {
        CFD_TRY(cfdi_slots_reserve(&choice->subjects));
        cfdi_slots_add(&choice->subjects, subject_hash(choice, filter->subjects[i]), i);
    }
    return CFD_OK;
}

enum cfd_status cfdi_choice_init(struct cfdi_choice *choice, const struct cfd_exposure_table *table,
                                 const struct cfd_exposure_filter *filter)
{
    static const struct cfd_exposure_filter all = {.since_ms = INT64_MIN, .until_ms = INT64_MAX};
    enum cfd_status status;

    memset(choice, 0, sizeof(*choice));
    choice->table = table;
    choice->filter = filter != NULL ? *filter : all;
    choice->subjects = cfdi_slots_of(&table->alloc);
    status = choose_endpoints(choice);
    if (status == CFD_OK)
        status = choose_whos(choice);
    if (status == CFD_OK)
        status = choose_subjects(choice);
    if (status != CFD_OK)
        cfdi_choice_deinit(choice);
    return status;
}

void cfdi_choice_deinit(struct cfdi_choice *choice)
{
    const struct cfd_alloc *alloc = &choice->table->alloc;

    alloc->free(alloc->ctx, choice->has_who);
    alloc->free(alloc->ctx, choice->has_endpoint);
    cfdi_slots_free(&choice->subjects);
}

static bool has_time(const struct cfdi_choice *choice, int64_t first_ms, int64_t last_ms)
{
    return last_ms >= choice->filter.since_ms && first_ms < choice->filter.until_ms;
}

static bool has_pair(const struct cfdi_choice *choice, uint32_t who, uint32_t endpoint)
{
    return (choice->has_who == NULL || choice->has_who[who]) &&
           (choice->has_endpoint == NULL || choice->has_endpoint[endpoint]);
}

static bool has_kinds(const struct cfdi_choice *choice, cfd_kinds kinds)
{
    return choice->filter.kinds == 0 || (choice->filter.kinds & kinds) != 0;
}

static bool has_subject(const struct cfdi_choice *choice, const uint8_t *subject)
{
    struct cfdi_probe probe;
    uint32_t number;

    if (choice->filter.subjects == NULL)
        return true;
    probe = cfdi_probe_of(&choice->subjects, subject_hash(choice, subject));
    while (cfdi_probe_next(&probe, &number))
        if (memcmp(choice->filter.subjects[number], subject, CFD_PSEUDONYM_BYTES) == 0)
            return true;
    return false;
}

bool cfdi_choice_has_row(const struct cfdi_choice *choice, const struct cfd_exposure_row *row)
{
    return has_time(choice, row->first_ms, row->last_ms) &&
           has_pair(choice, row->who, row->endpoint) && has_kinds(choice, row->kinds) &&
           has_subject(choice, row->subject);
}

bool cfdi_choice_has_mentions(const struct cfdi_choice *choice,
                              const struct cfd_exposure_traffic *traffic)
{
    return traffic->mention_count > 0 && choice->filter.subjects == NULL &&
           has_time(choice, traffic->first_ms, traffic->last_ms) &&
           has_pair(choice, traffic->who, traffic->endpoint) && has_kinds(choice, traffic->kinds);
}
