/* SPDX-License-Identifier: Apache-2.0
 * The scan: tokens come in, values are judged once when they close, records when their object does.
 *
 * A frame stands for each open container. What an object is about comes from the key that opened it
 * (struct cfd_key_claim) and is handed down through wrappers and arrays; which kind a value may be
 * comes from its own key. Objects in arrays are records of their own, whatever they hold; others
 * leave weak fields to the object around them. */
#include <cofferdam/scan.h>

#include <string.h>

#include "core/classify/classify.h"
#include "core/classify/key_memory.h"
#include "core/decode/json.h"
#include "core/scan/path.h"
#include "core/scan/record.h"

#define BUDGET_DEFAULT (1ull << 40)
/* What no key claims must not take the room of what one does: past that many it is left out, which
 * is no gap. */
#define UNCLAIMED_FIELDS_MAX (CFD_SCAN_FIELDS_MAX / 2)

struct frame {
    uint32_t index;      /* elements of an array so far */
    uint16_t path_bytes; /* of the container itself */
    uint8_t first_field; /* objects: fields before it are another's */
    uint8_t context;     /* enum cfd_context of what is inside */
    uint8_t around;      /* enum cfd_context of the innermost object, for values */
    bool is_object : 1;
    bool is_somebody : 1;   /* its own key says so */
    bool is_plain : 1;      /* adds nothing to the object around: its fields are as that one's */
    bool is_element : 1;    /* stands in an array, or is the document */
    bool has_portrait : 1;  /* a key said so */
    bool has_key_field : 1; /* the last key was an identity and waits on top of the fields */
    uint8_t list_count;     /* objects: listed identities so far, up to one past the maximum */
    struct cfd_key_claim claim; /* of the key whose value comes next */
};

enum scan_state {
    SCAN_OPEN,
    SCAN_ENDED,
};

/* Kept only where findings are heard: a worker in front of production does without. */
struct paths {
    struct cfd_path at;
    uint8_t waiting[CFD_FIELDS_PATH_BYTES];
};

struct cfd_scan {
    struct cfd_alloc alloc;
    struct cfd_scan_options options;
    struct cfd_scan_report report;
    enum scan_state state;
    bool is_switched; /* JSON_ANY went over to lines */
    uint32_t depth;
    struct paths *paths; /* NULL: none are kept */
    struct cfd_json json;
    struct frame frames[CFD_JSON_DEPTH_MAX];
    struct cfd_fields fields;
};

_Static_assert(sizeof(struct cfd_scan) <= CFD_SCAN_QUIET_MEMORY_BYTES &&
                   sizeof(struct cfd_scan) + sizeof(struct paths) <= CFD_SCAN_MEMORY_BYTES,
               "a scan keeps its promise of memory");

static struct frame *top(struct cfd_scan *scan)
{
    return scan->depth == 0 ? NULL : &scan->frames[scan->depth - 1];
}

/* The path of a value in an array, or of a document; called for each value, before it. */
static void begin_element(struct cfd_scan *scan)
{
    struct frame *frame = top(scan);

    if (frame != NULL && frame->is_object)
        return;
    if (scan->paths != NULL) {
        cfd_path_cut(&scan->paths->at, frame == NULL ? 0 : frame->path_bytes);
        if (frame != NULL)
            cfd_path_add_index(&scan->paths->at, frame->index);
    }
    if (frame != NULL)
        frame->index++;
}

/* For what few tokens come to: kept out of the way of the many. */
#define SELDOM __attribute__((noinline))

static bool push(struct cfd_scan *scan, const struct cfd_field *field, struct cfd_bytes text)
{
    struct cfd_bytes path = {NULL, 0};

    if (scan->paths != NULL)
        path = cfd_bytes_of(scan->paths->at.text, scan->paths->at.used_bytes);
    return cfd_fields_push(&scan->fields, field, text, path);
}

static bool may_be_identity(const struct cfd_json_token *key)
{
    return key->has_at || (key->text.len > 0 && key->text.ptr[0] == '+');
}

/* {"ann@x.example": {...}}: a key that is an address or number of somebody is a field of the object
 * that it opens. Paths show * for it. False: it is a key as others. */
static SELDOM bool keep_key(struct cfd_scan *scan, const struct cfd_json_token *token)
{
    struct cfd_value value = {.text = token->text};
    struct cfd_field field = {.offset = token->offset, .raw_bytes = (uint32_t)token->raw_bytes};

    if (token->is_cut || token->text.len > CFD_VALUE_MAX_BYTES)
        return false;
    cfd_value_read(&value);
    if (!cfd_classify_value(&value, &field.candidate))
        return false;
    if (scan->paths != NULL)
        cfd_path_add_any(&scan->paths->at);
    top(scan)->has_key_field = push(scan, &field, token->text);
    return true;
}

static bool has_key_field(struct cfd_scan *scan)
{
    return scan->depth > 0 && top(scan)->has_key_field;
}

/* A key that opened no object is a record of its own. */
static SELDOM void tell_key(struct cfd_scan *scan)
{
    struct frame *frame = top(scan);

    frame->has_key_field = false;
    cfd_fields_tell(&scan->fields, scan->fields.count - 1, true);
}

static void on_key(struct cfd_scan *scan, const struct cfd_json_token *token)
{
    struct frame *frame = top(scan);
    struct cfd_key_reading reading;
    bool is_kept = false;

    if (scan->paths != NULL)
        cfd_path_cut(&scan->paths->at, frame->path_bytes);
    if (may_be_identity(token)) { /* somebody's address, whole or hidden, is not remembered */
        reading = cfd_key_read(token->text);
        is_kept = keep_key(scan, token);
    } else {
        reading = cfd_key_memory_read(scan->options.key_memory, token->text);
    }
    if (!is_kept && scan->paths != NULL)
        cfd_path_add_key(&scan->paths->at, token->text);
    frame->has_portrait |= reading.is_portrait;
    frame->claim = cfd_key_in_context(&reading, (enum cfd_context)frame->context);
    if (token->is_cut) {
        scan->report.long_value_count++;
        scan->report.gaps |= CFD_GAP_BIT(CFD_GAP_LONG_VALUE);
    }
}

/* What is inside a container that the parent's key opens. */
static void set_context(struct frame *frame, const struct frame *parent)
{
    enum cfd_context by_key = (enum cfd_context)parent->claim.context;

    frame->is_somebody = by_key == CFD_CONTEXT_PERSON;
    frame->is_plain = by_key != CFD_CONTEXT_NEUTRAL && by_key != CFD_CONTEXT_THING;
    frame->context = (uint8_t)(by_key == CFD_CONTEXT_WRAPPER ? parent->context : by_key);
    frame->around = frame->is_object ? frame->context : parent->around;
    frame->claim = parent->claim;
}

static void on_begin(struct cfd_scan *scan, bool is_object)
{
    struct frame *parent = top(scan);
    struct frame *frame = &scan->frames[scan->depth];

    memset(frame, 0, sizeof(*frame));
    frame->is_object = is_object;
    frame->is_element = parent == NULL || !parent->is_object;
    frame->first_field = (uint8_t)scan->fields.count;
    if (scan->paths != NULL)
        frame->path_bytes = scan->paths->at.used_bytes;
    if (parent != NULL) {
        set_context(frame, parent);
        frame->first_field = (uint8_t)(frame->first_field - parent->has_key_field);
        parent->has_key_field = false;
    }
    if (is_object)
        frame->claim = (struct cfd_key_claim){0};
    scan->depth++;
}

static void close_object(struct cfd_scan *scan, const struct frame *frame)
{
    struct cfd_fields *fields = &scan->fields;

    if (frame->has_portrait)
        cfd_fields_have_portrait(fields, frame->first_field);
    if (frame->is_element || cfd_fields_are_record(fields, frame->first_field, frame->is_somebody))
        cfd_fields_tell(fields, frame->first_field, frame->list_count > CFD_RECORD_LIST_MAX);
    else
        cfd_fields_join(fields, frame->first_field, !frame->is_plain);
}

static void on_end(struct cfd_scan *scan)
{
    const struct frame *frame = top(scan);

    scan->depth--;
    if (frame->is_object)
        close_object(scan, frame);
}

static struct cfd_bytes trim(struct cfd_bytes text)
{
    while (text.len > 0 && text.ptr[0] <= ' ') {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && text.ptr[text.len - 1] <= ' ')
        text.len--;
    return text;
}

static struct frame *object_around(struct cfd_scan *scan)
{
    for (uint32_t depth = scan->depth; depth > 0; depth--)
        if (scan->frames[depth - 1].is_object)
            return &scan->frames[depth - 1];
    return NULL;
}

/* Fields of arrays: lists of many, and lists that stand in no object, are told at once. */
static void settle_listed(struct cfd_scan *scan, enum cfd_kind kind)
{
    struct frame *object = object_around(scan);
    bool is_told = object == NULL;

    if (kind != CFD_KIND_EMAIL && kind != CFD_KIND_PHONE && kind != CFD_KIND_CUSTOMER_ID &&
        !is_told)
        return;
    if (object != NULL) {
        if (object->list_count <= CFD_RECORD_LIST_MAX)
            object->list_count++;
        is_told = object->list_count > CFD_RECORD_LIST_MAX;
    }
    if (is_told)
        cfd_fields_tell(&scan->fields, scan->fields.count - 1, true);
}

static void keep_candidate(struct cfd_scan *scan, const struct cfd_json_token *token,
                           const struct cfd_value *value, const struct cfd_candidate *candidate)
{
    const struct frame *frame = top(scan);
    struct cfd_field field = {.offset = token->offset,
                              .raw_bytes = (uint32_t)token->raw_bytes,
                              .candidate = *candidate,
                              .is_listed = frame != NULL && !frame->is_object};

    if (candidate->is_unclaimed && scan->fields.count >= UNCLAIMED_FIELDS_MAX)
        return;
    if (!push(scan, &field, value->text))
        return;
    if (frame == NULL)
        cfd_fields_tell(&scan->fields, scan->fields.count - 1, true);
    else if (field.is_listed)
        settle_listed(scan, candidate->kind);
}

static SELDOM void judge_value(struct cfd_scan *scan, const struct cfd_json_token *token)
{
    const struct frame *frame = top(scan);
    struct cfd_value value = {.text = trim(token->text),
                              .is_number = token->type == CFD_JSON_NUMBER};
    struct cfd_candidate candidate;

    if (value.text.len == 0 || value.text.len > CFD_VALUE_MAX_BYTES)
        return;
    if (frame != NULL) {
        value.claim = frame->claim;
        value.is_listed = !frame->is_object;
        value.context = (enum cfd_context)frame->around;
    }
    cfd_value_read(&value);
    if (cfd_classify_value(&value, &candidate))
        keep_candidate(scan, token, &value, &candidate);
}

static void on_value(struct cfd_scan *scan, const struct cfd_json_token *token)
{
    const struct frame *frame = top(scan);

    if (token->is_cut) {
        scan->report.long_value_count++;
        scan->report.gaps |= CFD_GAP_BIT(CFD_GAP_LONG_VALUE);
        return;
    }
    if ((frame != NULL && frame->claim.kind != CFD_KIND_NONE) ||
        cfd_classify_speaks(token->text, token->has_at))
        judge_value(scan, token);
}

static enum cfd_status on_token(void *ctx, const struct cfd_json_token *token)
{
    struct cfd_scan *scan = ctx;

    if (scan->report.token_count == scan->options.token_count_max)
        return CFD_ERR_LIMIT;
    scan->report.token_count++;
    switch (token->type) {
    case CFD_JSON_KEY:
        on_key(scan, token);
        return CFD_OK;
    case CFD_JSON_OBJECT_END:
    case CFD_JSON_ARRAY_END:
        on_end(scan);
        return CFD_OK;
    default:
        break;
    }
    if (token->type != CFD_JSON_OBJECT_BEGIN && has_key_field(scan))
        tell_key(scan);
    begin_element(scan);
    if (token->type == CFD_JSON_OBJECT_BEGIN || token->type == CFD_JSON_ARRAY_BEGIN)
        on_begin(scan, token->type == CFD_JSON_OBJECT_BEGIN);
    else if (token->type == CFD_JSON_STRING || token->type == CFD_JSON_NUMBER)
        on_value(scan, token);
    return CFD_OK;
}

/* Closes what is open: a body that breaks off tells what came before. */
static void close_open(struct cfd_scan *scan)
{
    while (scan->depth > 0)
        on_end(scan);
    if (scan->paths != NULL)
        cfd_path_cut(&scan->paths->at, 0);
}

static void on_broken_line(void *ctx, uint64_t offset)
{
    struct cfd_scan *scan = ctx;

    close_open(scan);
    if (scan->report.broken_line_count++ == 0)
        scan->report.broken_offset = offset;
    scan->report.gaps |= CFD_GAP_BIT(CFD_GAP_BROKEN);
}

static void begin_json(struct cfd_scan *scan, enum cfd_json_mode mode, uint64_t offset)
{
    cfd_json_init(&scan->json, mode, on_token, scan);
    scan->json.on_broken = on_broken_line;
    scan->json.offset = offset;
}

/* What the piece held beyond the end was not read, and a longer piece would tell no more. */
static enum cfd_status end_badly(struct cfd_scan *scan, enum cfd_status status)
{
    close_open(scan);
    scan->state = SCAN_ENDED;
    scan->report.body_bytes = scan->json.offset;
    if (status == CFD_ERR_FORMAT) {
        if (scan->report.broken_line_count == 0) /* else the first broken line has said where */
            scan->report.broken_offset = scan->json.broken_offset;
        scan->report.gaps |= CFD_GAP_BIT(CFD_GAP_BROKEN);
    } else {
        scan->report.gaps |= CFD_GAP_BIT(CFD_GAP_BUDGET);
    }
    return status;
}

/* JSON_ANY: something follows a whole document, so the rest is lines. */
static bool may_switch(const struct cfd_scan *scan)
{
    return scan->options.format == CFD_FORMAT_JSON_ANY && !scan->is_switched &&
           scan->json.document_count == 1 && scan->json.depth == 0;
}

static enum cfd_status feed_json(struct cfd_scan *scan, const uint8_t *data, size_t data_bytes,
                                 uint64_t data_offset)
{
    enum cfd_status status = cfd_json_feed(&scan->json, data, data_bytes);
    uint64_t rest_offset = scan->json.broken_offset;
    uint64_t document_count = scan->json.document_count;

    if (status != CFD_ERR_FORMAT || !may_switch(scan) || rest_offset < data_offset)
        return status;
    scan->is_switched = true;
    scan->report.document_count = document_count;
    begin_json(scan, CFD_JSON_LINES, rest_offset);
    return cfd_json_feed(&scan->json, data + (rest_offset - data_offset),
                         data_bytes - (size_t)(rest_offset - data_offset));
}

static void set_defaults(struct cfd_scan_options *options)
{
    if (options->body_bytes_max == 0)
        options->body_bytes_max = BUDGET_DEFAULT;
    if (options->token_count_max == 0)
        options->token_count_max = BUDGET_DEFAULT;
}

enum cfd_status cfd_scan_new(const struct cfd_scan_options *options,
                             const struct cfd_scan_sink *sink, const struct cfd_alloc *alloc,
                             struct cfd_scan **out_scan)
{
    size_t paths_bytes = sink->on_finding != NULL ? sizeof(struct paths) : 0;
    struct cfd_scan *scan = alloc->alloc(alloc->ctx, sizeof(*scan) + paths_bytes);

    if (scan == NULL)
        return CFD_ERR_MEMORY;
    memset(&scan->options, 0, sizeof(scan->options));
    if (options != NULL)
        scan->options = *options;
    set_defaults(&scan->options);
    scan->alloc = *alloc;
    scan->paths = paths_bytes > 0 ? (struct paths *)(scan + 1) : NULL;
    cfd_fields_init(&scan->fields, sink, &scan->report,
                    scan->paths != NULL ? scan->paths->waiting : NULL);
    cfd_scan_reset(scan);
    *out_scan = scan;
    return CFD_OK;
}

void cfd_scan_reset(struct cfd_scan *scan)
{
    memset(&scan->report, 0, sizeof(scan->report));
    scan->state = SCAN_OPEN;
    scan->is_switched = false;
    scan->depth = 0;
    if (scan->paths != NULL)
        memset(&scan->paths->at, 0, sizeof(scan->paths->at));
    scan->fields.count = 0;
    scan->fields.text_used = 0;
    scan->fields.path_used = 0;
    begin_json(scan, scan->options.format == CFD_FORMAT_JSON_LINES ? CFD_JSON_LINES : CFD_JSON_ONE,
               0);
}

void cfd_scan_free(struct cfd_scan *scan)
{
    struct cfd_alloc alloc;

    if (scan == NULL)
        return;
    alloc = scan->alloc;
    cfd_fields_wipe(&scan->fields);
    if (scan->paths != NULL)
        cfd_wipe(scan->paths, sizeof(*scan->paths)); /* keys may be somebody's, too */
    cfd_wipe(scan->json.text, sizeof(scan->json.text));
    if (alloc.free != NULL)
        alloc.free(alloc.ctx, scan);
}

enum cfd_status cfd_scan_feed(struct cfd_scan *scan, const void *data, size_t data_bytes)
{
    uint64_t data_offset = scan->report.body_bytes;
    bool is_over = data_bytes > scan->options.body_bytes_max - data_offset;
    enum cfd_status status;

    if (scan->state != SCAN_OPEN)
        return CFD_ERR_STATE;
    if (is_over)
        data_bytes = (size_t)(scan->options.body_bytes_max - data_offset);
    scan->report.body_bytes += data_bytes;
    status = feed_json(scan, data, data_bytes, data_offset);
    if (status == CFD_OK && is_over)
        status = CFD_ERR_LIMIT;
    return status == CFD_OK ? CFD_OK : end_badly(scan, status);
}

enum cfd_status cfd_scan_finish(struct cfd_scan *scan)
{
    enum cfd_status status;

    if (scan->state != SCAN_OPEN)
        return CFD_ERR_STATE;
    status = cfd_json_finish(&scan->json);
    if (status != CFD_OK)
        return end_badly(scan, status);
    scan->state = SCAN_ENDED;
    close_open(scan);
    return CFD_OK;
}

void cfd_scan_report(const struct cfd_scan *scan, struct cfd_scan_report *out_report)
{
    *out_report = scan->report;
    out_report->document_count += scan->json.document_count;
}
