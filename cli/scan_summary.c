/* SPDX-License-Identifier: Apache-2.0
 * Lists of tallies, found by name (consumers: by pseudonym) in the order of their first body. */
#include "cli/scan_summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

#define OTHERS "(others)"
#define ROOM_FIRST 8u
#define CONSUMER_TEXT_BYTES 128u

static enum cfd_status add_row(struct tally_list *list, const char *name)
{
    size_t room = list->room == 0 ? ROOM_FIRST : list->room * 2;
    struct tally row = {0};

    if (list->count == list->room) {
        struct tally *rows = reallocarray(list->rows, room, sizeof(*rows));

        if (rows == NULL)
            return CFD_ERR_MEMORY;
        list->rows = rows;
        list->room = room;
    }
    row.name = strdup(list->count < SUMMARY_ROWS_MAX ? name : OTHERS);
    if (row.name == NULL)
        return CFD_ERR_MEMORY;
    list->rows[list->count] = row;
    list->current = &list->rows[list->count++];
    return CFD_OK;
}

/* The last row once there are enough of them. */
static bool is_full(struct tally_list *list)
{
    if (list->count <= SUMMARY_ROWS_MAX)
        return false;
    list->current = &list->rows[SUMMARY_ROWS_MAX];
    return true;
}

static enum cfd_status enter_name(struct tally_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        list->current = &list->rows[i];
        if (strcmp(list->current->name, name) == 0)
            return CFD_OK;
    }
    return is_full(list) ? CFD_OK : add_row(list, name);
}

/* authorization:...wxyz#1: the number tells apart what the hint does not, and says nothing else. */
static enum cfd_status enter_consumer(struct tally_list *list, const struct cfd_consumer *consumer)
{
    char text[CONSUMER_TEXT_BYTES];

    for (size_t i = 0; i < list->count; i++) {
        list->current = &list->rows[i];
        if (memcmp(list->current->pseudonym, consumer->pseudonym, CFD_PSEUDONYM_BYTES) == 0)
            return CFD_OK;
    }
    if (is_full(list))
        return CFD_OK;
    (void)snprintf(text, sizeof(text), "%s:%s#%zu", consumer->name, consumer->label,
                   list->count + 1);
    CFD_TRY(add_row(list, text));
    memcpy(list->current->pseudonym, consumer->pseudonym, CFD_PSEUDONYM_BYTES);
    return CFD_OK;
}

/* Files come one after another, so who they show need not be kept once one is done. */
static enum cfd_status enter_file(struct tally_list *list, const char *name)
{
    struct tally *last = list->current;

    if (last != NULL && (strcmp(last->name, name) == 0 || is_full(list)))
        return CFD_OK;
    if (last != NULL) {
        last->person_count = last->persons.count;
        cfdi_subjects_deinit(&last->persons);
    }
    return add_row(list, name);
}

enum cfd_status cfdi_summary_body(struct summary *summary, const struct event *body)
{
    char *source = strndup((const char *)body->source.ptr, body->source.len);
    char *endpoint;
    enum cfd_status status = CFD_OK;
    char end;

    if (source == NULL)
        return CFD_ERR_MEMORY;
    free(summary->source);
    summary->source = source;
    summary->endpoints.current = NULL;
    summary->consumers.current = NULL;
    if (summary->is_page) {
        end = source[body->file_bytes];
        source[body->file_bytes] = '\0';
        status = enter_file(&summary->files, source);
        source[body->file_bytes] = end;
    }
    if (status == CFD_OK && body->has_consumer)
        status = enter_consumer(&summary->consumers, &body->of.consumer);
    if (status != CFD_OK || !body->has_endpoint)
        return status;
    endpoint = strndup((const char *)body->endpoint.ptr, body->endpoint.len);
    if (endpoint == NULL)
        return CFD_ERR_MEMORY;
    status = enter_name(&summary->endpoints, endpoint);
    free(endpoint);
    return status;
}

static enum cfd_status add_person(struct tally *tally, const struct cfd_record *record)
{
    return tally == NULL ? CFD_OK : cfdi_subjects_add(&tally->persons, record->subject);
}

enum cfd_status cfdi_summary_record(struct summary *summary, const struct cfd_record *record)
{
    if (!record->has_subject)
        return CFD_OK;
    CFD_TRY(cfdi_subjects_add(&summary->persons, record->subject));
    CFD_TRY(add_person(summary->files.current, record));
    CFD_TRY(add_person(summary->endpoints.current, record));
    CFD_TRY(add_person(summary->consumers.current, record));
    if (summary->endpoints.current != NULL && summary->consumers.current != NULL)
        CFD_TRY(cfdi_subjects_add(&summary->endpoints.current->consumers,
                                  summary->consumers.current->pseudonym));
    for (unsigned kind = 1; summary->is_page && kind < CFD_KIND_COUNT; kind++)
        if (record->kinds & CFD_KIND_BIT(kind))
            CFD_TRY(cfdi_subjects_add(&summary->kind_persons[kind], record->subject));
    return CFD_OK;
}

static void add_finding(struct tally *tally, enum cfd_kind kind)
{
    if (tally == NULL)
        return;
    tally->finding_counts[kind]++;
    tally->finding_count++;
}

void cfdi_summary_finding(struct summary *summary, enum cfd_kind kind)
{
    summary->kind_findings[kind]++;
    add_finding(summary->files.current, kind);
    add_finding(summary->endpoints.current, kind);
    add_finding(summary->consumers.current, kind);
}

const char *cfdi_summary_endpoint(const struct summary *summary)
{
    return summary->endpoints.current == NULL ? NULL : summary->endpoints.current->name;
}

const char *cfdi_summary_consumer(const struct summary *summary)
{
    return summary->consumers.current == NULL ? NULL : summary->consumers.current->name;
}

static json_t *kinds_json(const uint64_t counts[CFD_KIND_COUNT])
{
    json_t *kinds = json_object();

    for (unsigned kind = 1; kind < CFD_KIND_COUNT && kinds != NULL; kind++) {
        if (counts[kind] == 0)
            continue;
        if (json_object_set_new(kinds, cfd_kind_name((enum cfd_kind)kind),
                                json_integer((json_int_t)counts[kind])) != 0) {
            json_decref(kinds);
            return NULL;
        }
    }
    return kinds;
}

static int worst_first(const void *a, const void *b)
{
    const struct tally *left = a;
    const struct tally *right = b;

    if (left->person_count != right->person_count)
        return left->person_count < right->person_count ? 1 : -1;
    if (left->finding_count != right->finding_count)
        return left->finding_count < right->finding_count ? 1 : -1;
    return strcmp(left->name, right->name);
}

static json_t *row_json(const struct tally *tally, const char *name)
{
    json_t *text = cfdi_text_json(tally->name);
    json_t *kinds = kinds_json(tally->finding_counts);

    return json_pack("{s:o, s:I, s:I, s:o}", name, text, "persons", (json_int_t)tally->person_count,
                     "findings", (json_int_t)tally->finding_count, "kinds", kinds);
}

/* A file that shows nothing is no source of anything; an endpoint that shows nothing is good news. */
static bool is_told(const struct tally *tally, bool is_file)
{
    return !is_file || tally->finding_count > 0 || tally->person_count > 0;
}

static bool add_list(struct tally_list *list, const char *name, const char *plural, json_t *object)
{
    bool is_file = strcmp(name, "source") == 0;
    json_t *rows = json_array();

    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].persons.count > 0)
            list->rows[i].person_count = list->rows[i].persons.count;
    if (list->count > 0)
        qsort(list->rows, list->count, sizeof(*list->rows), worst_first);
    for (size_t i = 0; i < list->count; i++) {
        json_t *row;

        if (!is_told(&list->rows[i], is_file))
            continue;
        row = row_json(&list->rows[i], name);
        if (list->rows[i].consumers.count > 0)
            (void)json_object_set_new(row, "consumers",
                                      json_integer((json_int_t)list->rows[i].consumers.count));
        if (json_array_append_new(rows, row) != 0) {
            json_decref(rows);
            return false;
        }
    }
    return json_object_set_new(object, plural, rows) == 0;
}

static bool add_kinds(const struct summary *summary, json_t *object)
{
    json_t *rows = json_array();

    for (unsigned kind = 1; kind < CFD_KIND_COUNT; kind++) {
        if (summary->kind_findings[kind] == 0 && summary->kind_persons[kind].count == 0)
            continue;
        if (json_array_append_new(
                rows, json_pack("{s:s, s:I, s:I}", "kind", cfd_kind_name((enum cfd_kind)kind),
                                "persons", (json_int_t)summary->kind_persons[kind].count,
                                "findings", (json_int_t)summary->kind_findings[kind])) != 0) {
            json_decref(rows);
            return false;
        }
    }
    return json_object_set_new(object, "kinds", rows) == 0;
}

bool cfdi_summary_add_json(struct summary *summary, json_t *object)
{
    return (summary->endpoints.count == 0 ||
            add_list(&summary->endpoints, "endpoint", "endpoints", object)) &&
           (summary->consumers.count == 0 ||
            add_list(&summary->consumers, "consumer", "consumers", object)) &&
           (!summary->is_page ||
            (add_list(&summary->files, "source", "sources", object) && add_kinds(summary, object)));
}

static void deinit_list(struct tally_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->rows[i].name);
        cfdi_subjects_deinit(&list->rows[i].persons);
        cfdi_subjects_deinit(&list->rows[i].consumers);
    }
    free(list->rows);
}

void cfdi_summary_deinit(struct summary *summary)
{
    deinit_list(&summary->files);
    deinit_list(&summary->endpoints);
    deinit_list(&summary->consumers);
    cfdi_subjects_deinit(&summary->persons);
    for (unsigned kind = 0; kind < CFD_KIND_COUNT; kind++)
        cfdi_subjects_deinit(&summary->kind_persons[kind]);
    free(summary->source);
}
