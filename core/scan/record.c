/* SPDX-License-Identifier: Apache-2.0
 * A record closes: siblings are weighed, findings told, the subject found. */
#include "core/scan/record.h"

#include <string.h>

#define IDENTITIES_MAX (1u + CFD_RECORD_ALIASES_MAX)
#define NAME_MAX_BYTES 400u /* given + family, each at most CFD_VALUE_MAX_BYTES and cut together */

/* Kinds that identify by themselves, strongest first (architecture, "identity kinds"). */
static const enum cfd_kind identity_order[] = {CFD_KIND_CUSTOMER_ID, CFD_KIND_EMAIL,
                                               CFD_KIND_PHONE};

/* The verdict on fields[first..], one bit a field. */
struct verdict {
    uint64_t accepted;
    struct cfd_siblings siblings;
};

static bool is_identity(const struct cfd_field *field)
{
    return (field->candidate.kind == CFD_KIND_EMAIL && !field->candidate.is_role) ||
           field->candidate.kind == CFD_KIND_PHONE || field->candidate.kind == CFD_KIND_CUSTOMER_ID;
}

static bool is_accepted(const struct verdict *verdict, uint32_t field)
{
    return (verdict->accepted >> field) & 1u;
}

static struct cfd_candidate settled(const struct cfd_field *field,
                                    const struct cfd_siblings *siblings)
{
    struct cfd_candidate candidate = field->candidate;
    struct cfd_siblings beside = *siblings;

    beside.has_portrait = field->has_portrait;
    cfd_classify_settle(&candidate, &beside, field->is_apart);
    return candidate;
}

/* Identities stand by themselves; names need identities; the rest needs either. */
static void judge(const struct cfd_fields *fields, uint32_t first, struct verdict *verdict)
{
    memset(verdict, 0, sizeof(*verdict));
    for (uint32_t i = first; i < fields->count; i++)
        if (is_identity(&fields->items[i]) && cfd_candidate_sum(&fields->items[i].candidate) > 0)
            verdict->siblings.has_identity = true;
    for (int names = 1; names >= 0; names--) {
        bool has_name = false;

        for (uint32_t i = first; i < fields->count; i++) {
            const struct cfd_field *field = &fields->items[i];
            bool is_name = field->candidate.kind == CFD_KIND_PERSON_NAME;
            struct cfd_candidate candidate;

            if (is_name != (names == 1))
                continue;
            candidate = settled(field, &verdict->siblings);
            if (cfd_candidate_sum(&candidate) <= 0)
                continue;
            verdict->accepted |= 1ull << i;
            has_name |= is_name;
        }
        verdict->siblings.has_name |= has_name;
    }
}

static struct cfd_bytes text_of(const struct cfd_fields *fields, const struct cfd_field *field)
{
    return cfd_bytes_of(fields->text + field->text_at, field->text_bytes);
}

static void tell_finding(struct cfd_fields *fields, const struct cfd_field *field,
                         const struct cfd_siblings *siblings)
{
    struct cfd_candidate candidate = settled(field, siblings);
    struct cfd_finding finding = {
        .kind = candidate.kind,
        .part = candidate.part,
        .confidence_permille = cfd_confidence_permille(cfd_candidate_sum(&candidate)),
        .is_role = candidate.is_role,
        .offset = field->offset,
        .length = field->raw_bytes,
        .path = field->path_bytes > 0
                    ? cfd_bytes_of(fields->path + field->path_at, field->path_bytes)
                    : cfd_bytes_str("..."),
        .term_count = candidate.term_count,
    };

    for (unsigned i = 0; i < candidate.term_count; i++) {
        finding.terms[i].id = candidate.terms[i];
        finding.terms[i].weight = cfd_term_weight(candidate.terms[i]);
    }
    fields->sink.on_finding(fields->sink.ctx, &finding);
}

static void tell_findings(struct cfd_fields *fields, uint32_t first, const struct verdict *verdict)
{
    for (uint32_t i = first; i < fields->count; i++) {
        if (!is_accepted(verdict, i))
            continue;
        fields->report->finding_count++;
        fields->report->kinds |= CFD_KIND_BIT(fields->items[i].candidate.kind);
        if (fields->sink.on_finding != NULL)
            tell_finding(fields, &fields->items[i], &verdict->siblings);
    }
}

/* Whether the record has this identity already; the kind is part of a pseudonym. */
static bool has_pseudonym(const struct cfd_record *record,
                          const uint8_t pseudonym[CFD_PSEUDONYM_BYTES])
{
    if (memcmp(record->subject, pseudonym, CFD_PSEUDONYM_BYTES) == 0)
        return true;
    for (unsigned i = 0; i < record->alias_count; i++)
        if (memcmp(record->aliases[i].pseudonym, pseudonym, CFD_PSEUDONYM_BYTES) == 0)
            return true;
    return false;
}

/* Books an identity into the record: the first is the subject, others are aliases. */
static void add_identity(const struct cfd_fields *fields, const struct cfd_identity *identity,
                         struct cfd_record *record)
{
    uint8_t pseudonym[CFD_PSEUDONYM_BYTES];

    if (fields->sink.pseudonym == NULL) {
        if (record->identity == CFD_KIND_NONE)
            record->identity = identity->kind;
        return;
    }
    if (record->alias_count == CFD_RECORD_ALIASES_MAX ||
        fields->sink.pseudonym(fields->sink.ctx, identity, pseudonym) != CFD_OK)
        return;
    if (record->identity == CFD_KIND_NONE) {
        record->identity = identity->kind;
        record->has_subject = true;
        memcpy(record->subject, pseudonym, sizeof(pseudonym));
        return;
    }
    if (has_pseudonym(record, pseudonym))
        return;
    record->aliases[record->alias_count].kind = identity->kind;
    memcpy(record->aliases[record->alias_count].pseudonym, pseudonym, sizeof(pseudonym));
    record->alias_count++;
}

static void append_name(struct cfd_bytes text, uint8_t name[NAME_MAX_BYTES], size_t *name_bytes)
{
    size_t room = NAME_MAX_BYTES - *name_bytes;

    if (*name_bytes > 0 && room > 0) {
        name[(*name_bytes)++] = ' ';
        room--;
    }
    if (text.len < room)
        room = text.len;
    if (room > 0)
        memcpy(name + *name_bytes, text.ptr, room);
    *name_bytes += room;
}

static const struct cfd_field *find_field(const struct cfd_fields *fields, uint32_t first,
                                          const struct verdict *verdict, enum cfd_kind kind,
                                          enum cfd_kind_part part)
{
    for (uint32_t i = first; i < fields->count; i++)
        if (is_accepted(verdict, i) && fields->items[i].candidate.kind == kind &&
            fields->items[i].candidate.part == part)
            return &fields->items[i];
    return NULL;
}

/* Name and employer together identify where nothing stronger does. */
static void add_named_employee(const struct cfd_fields *fields, uint32_t first,
                               const struct verdict *verdict, struct cfd_record *record)
{
    const struct cfd_field *employer =
        find_field(fields, first, verdict, CFD_KIND_EMPLOYER, CFD_PART_WHOLE);
    const struct cfd_field *full =
        find_field(fields, first, verdict, CFD_KIND_PERSON_NAME, CFD_PART_FULL);
    const struct cfd_field *given =
        find_field(fields, first, verdict, CFD_KIND_PERSON_NAME, CFD_PART_GIVEN);
    const struct cfd_field *family =
        find_field(fields, first, verdict, CFD_KIND_PERSON_NAME, CFD_PART_FAMILY);
    uint8_t name[NAME_MAX_BYTES];
    size_t name_bytes = 0;
    struct cfd_identity identity = {.kind = CFD_KIND_PERSON_NAME};

    if (employer == NULL || (full == NULL && (given == NULL || family == NULL)))
        return;
    if (full != NULL) {
        append_name(text_of(fields, full), name, &name_bytes);
    } else {
        append_name(text_of(fields, given), name, &name_bytes);
        append_name(text_of(fields, family), name, &name_bytes);
    }
    identity.value = cfd_bytes_of(name, name_bytes);
    identity.second = text_of(fields, employer);
    add_identity(fields, &identity, record);
    cfd_wipe(name, sizeof(name));
}

static void add_identities(const struct cfd_fields *fields, uint32_t first,
                           const struct verdict *verdict, enum cfd_kind kind, bool is_listed,
                           struct cfd_record *record)
{
    for (uint32_t i = first; i < fields->count; i++) {
        const struct cfd_field *field = &fields->items[i];
        struct cfd_identity identity = {.kind = kind, .value = text_of(fields, field)};

        if (field->candidate.kind == kind && field->is_listed == is_listed && is_identity(field) &&
            is_accepted(verdict, i))
            add_identity(fields, &identity, record);
    }
}

/* The strongest kind first; within a kind what stands by itself before what stands in a list. */
static void find_identities(const struct cfd_fields *fields, uint32_t first,
                            const struct verdict *verdict, struct cfd_record *record)
{
    for (size_t i = 0; i < sizeof(identity_order) / sizeof(identity_order[0]); i++) {
        add_identities(fields, first, verdict, identity_order[i], false, record);
        add_identities(fields, first, verdict, identity_order[i], true, record);
    }
    if (record->identity == CFD_KIND_NONE)
        add_named_employee(fields, first, verdict, record);
}

static bool is_contact(cfd_kinds kinds)
{
    kinds &= (cfd_kinds)(CFD_KIND_BIT(CFD_KIND_PERSON_NAME) | CFD_KIND_BIT(CFD_KIND_EMPLOYER) |
                         CFD_KIND_BIT(CFD_KIND_JOB_TITLE) | CFD_KIND_BIT(CFD_KIND_EMAIL) |
                         CFD_KIND_BIT(CFD_KIND_PHONE));
    return __builtin_popcount(kinds) >= 3;
}

/* Tells the accepted fields of [first, count) as one record; none: nothing is told. */
static void tell_record(struct cfd_fields *fields, uint32_t first, const struct verdict *verdict)
{
    struct cfd_record record = {0};

    for (uint32_t i = first; i < fields->count; i++) {
        if (!is_accepted(verdict, i))
            continue;
        if (record.kinds == 0)
            record.offset = fields->items[i].offset;
        record.kinds |= CFD_KIND_BIT(fields->items[i].candidate.kind);
    }
    find_identities(fields, first, verdict, &record);
    if (record.identity == CFD_KIND_NONE && !(record.kinds & CFD_KIND_BIT(CFD_KIND_PERSON_NAME)))
        return;
    if (record.identity != CFD_KIND_NONE)
        fields->report->record_count++;
    else
        fields->report->mention_count++;
    record.is_contact = is_contact(record.kinds);
    if (fields->sink.on_record != NULL)
        fields->sink.on_record(fields->sink.ctx, &record);
}

/* Different people's addresses: each listed identity is somebody. */
static uint64_t split_listed(struct cfd_fields *fields, uint32_t first, struct verdict *verdict)
{
    uint64_t listed = 0;

    for (uint32_t i = first; i < fields->count; i++)
        if (fields->items[i].is_listed && is_identity(&fields->items[i]) && is_accepted(verdict, i))
            listed |= 1ull << i;
    verdict->accepted &= ~listed;
    return listed;
}

static void pop(struct cfd_fields *fields, uint32_t first)
{
    if (first < fields->count) {
        fields->text_used = fields->items[first].text_at;
        fields->path_used = fields->items[first].path_at;
    }
    fields->count = first;
}

void cfd_fields_init(struct cfd_fields *fields, const struct cfd_scan_sink *sink,
                     struct cfd_scan_report *report, uint8_t *path)
{
    fields->sink = *sink;
    fields->report = report;
    fields->path = path;
    fields->count = 0;
    fields->text_used = 0;
    fields->path_used = 0;
}

bool cfd_fields_push(struct cfd_fields *fields, const struct cfd_field *field,
                     struct cfd_bytes text, struct cfd_bytes path)
{
    struct cfd_field *top = &fields->items[fields->count];

    if (fields->count == CFD_SCAN_FIELDS_MAX ||
        text.len > CFD_FIELDS_TEXT_BYTES - fields->text_used) {
        fields->report->gaps |= CFD_GAP_BIT(CFD_GAP_FIELDS);
        return false;
    }
    *top = *field;
    top->text_at = fields->text_used;
    top->text_bytes = (uint16_t)text.len;
    memcpy(fields->text + fields->text_used, text.ptr, text.len);
    fields->text_used = (uint16_t)(fields->text_used + text.len);
    if (fields->path == NULL || path.len > CFD_FIELDS_PATH_BYTES - fields->path_used)
        path.len = 0;
    top->path_at = fields->path_used;
    top->path_bytes = (uint16_t)path.len;
    if (path.len > 0)
        memcpy(fields->path + fields->path_used, path.ptr, path.len);
    fields->path_used = (uint16_t)(fields->path_used + path.len);
    fields->count++;
    return true;
}

bool cfd_fields_are_record(const struct cfd_fields *fields, uint32_t first, bool is_somebody)
{
    struct verdict verdict;

    judge(fields, first, &verdict);
    return verdict.siblings.has_identity || (is_somebody && verdict.siblings.has_name);
}

/* Whether the record is of one person, whose listed addresses are all hers or his: it has a name,
 * or a customer number that stands in no list. */
static bool is_of_one(const struct cfd_fields *fields, uint32_t first,
                      const struct verdict *verdict)
{
    if (verdict->siblings.has_name)
        return true;
    for (uint32_t i = first; i < fields->count; i++)
        if (is_accepted(verdict, i) && !fields->items[i].is_listed &&
            fields->items[i].candidate.kind == CFD_KIND_CUSTOMER_ID)
            return true;
    return false;
}

void cfd_fields_tell(struct cfd_fields *fields, uint32_t first, bool has_long_list)
{
    struct verdict verdict;
    struct verdict one;
    uint64_t listed = 0;

    if (first == fields->count)
        return;
    judge(fields, first, &verdict);
    tell_findings(fields, first, &verdict);
    one = verdict;
    if (has_long_list || !is_of_one(fields, first, &verdict))
        listed = split_listed(fields, first, &verdict);
    tell_record(fields, first, &verdict);
    for (uint32_t i = first; listed != 0 && i < fields->count; i++) {
        one.accepted = listed & (1ull << i);
        listed &= ~one.accepted;
        if (one.accepted != 0)
            tell_record(fields, i, &one);
    }
    pop(fields, first);
}

void cfd_fields_join(struct cfd_fields *fields, uint32_t first, bool is_apart)
{
    for (uint32_t i = first; i < fields->count; i++)
        fields->items[i].is_apart |= is_apart;
}

void cfd_fields_have_portrait(struct cfd_fields *fields, uint32_t first)
{
    for (uint32_t i = first; i < fields->count; i++)
        fields->items[i].has_portrait = true;
}

void cfd_fields_wipe(struct cfd_fields *fields)
{
    cfd_wipe(fields->text, sizeof(fields->text));
    if (fields->path != NULL)
        cfd_wipe(fields->path, CFD_FIELDS_PATH_BYTES);
    fields->count = 0;
    fields->text_used = 0;
    fields->path_used = 0;
}
