/* SPDX-License-Identifier: Apache-2.0
 * One request and its response, from its first header to its last byte.
 *
 * The state only moves forward: OPEN, REQUESTED, READING or PASSING, ENDED. Subjects gather in a
 * small batch; a full batch goes out at once, the rest with the totals at the end. */
#include <cofferdam/session.h>

#include <string.h>

#include "core/route/route.h"
#include "core/session/media.h"

#define RECENT_COUNT 64u /* a power of two: subjects of this response that are remembered */

/* After one of these the connector feeds no more. */
#define FEEDING_GAPS                                                    \
    (CFD_GAP_BIT(CFD_GAP_OPAQUE_CODING) | CFD_GAP_BIT(CFD_GAP_BUDGET) | \
     CFD_GAP_BIT(CFD_GAP_INTERNAL))

enum session_state {
    SESSION_OPEN,
    SESSION_REQUESTED,
    SESSION_READING, /* the scan reads the body */
    SESSION_PASSING, /* the body is not read, or no longer */
    SESSION_ENDED,
};

struct cfd_session {
    const struct cfd_session_env *env;
    enum session_state state;
    struct cfd_scan *scan;
    struct cfd_session_totals totals;
    int64_t time_ms;
    uint32_t part_number;
    uint16_t status;
    bool is_cut_short;   /* ended in the middle by others: the body is not to blame */
    bool is_body_unread; /* the first body byte makes it a gap of `unread_gap` */
    enum cfd_gap unread_gap;
    enum cfd_side side;
    enum cfd_auth auth;
    uint8_t consumer_count, group_count, subject_count;
    uint8_t address[16];
    uint8_t request_id[CFD_REQUEST_ID_BYTES];
    char endpoint[CFD_ENDPOINT_MAX_BYTES];
    char groups[CFD_GROUPS_MAX][CFD_GROUP_BYTES];
    struct cfd_consumer consumers[CFD_CONSUMERS_MAX];
    struct cfd_subject subjects[CFD_PART_SUBJECTS_MAX];
    uint64_t recent[RECENT_COUNT]; /* first 8 bytes of pseudonyms, 0: empty */
};

_Static_assert(sizeof(struct cfd_session) + CFD_SCAN_QUIET_MEMORY_BYTES <= CFD_SESSION_MEMORY_BYTES,
               "a session keeps its promise of memory");

/* Takes over what the scan has counted. */
static void count_scan(const struct cfd_session *session, struct cfd_session_totals *totals)
{
    struct cfd_scan_report report;

    if (session->scan == NULL)
        return;
    cfd_scan_report(session->scan, &report);
    if (session->is_cut_short)
        report.gaps &= ~CFD_GAP_BIT(CFD_GAP_BROKEN);
    totals->record_count = report.record_count;
    totals->mention_count = report.mention_count;
    totals->kinds |= report.kinds;
    totals->gaps |= report.gaps;
}

static void tell_part(struct cfd_session *session, bool is_last)
{
    struct cfd_part part = {
        .time_ms = session->time_ms,
        .part_number = session->part_number++,
        .is_last = is_last,
        .status = session->status,
        .side = session->side,
        .auth = (uint8_t)session->auth,
        .action = CFD_ACTION_PASS,
        .basis = CFD_BASIS_SEEN,
        .endpoint = session->endpoint,
        .consumers = session->consumers,
        .consumer_count = session->consumer_count,
        .groups = (const char(*)[CFD_GROUP_BYTES])session->groups,
        .group_count = session->group_count,
        .subjects = session->subjects,
        .subject_count = session->subject_count,
    };

    count_scan(session, &session->totals);
    part.body_bytes = session->totals.body_bytes;
    part.record_count = session->totals.record_count;
    part.mention_count = session->totals.mention_count;
    part.kinds = session->totals.kinds;
    part.gaps = session->totals.gaps;
    memcpy(part.request_id, session->request_id, sizeof(part.request_id));
    memcpy(part.address, session->address, sizeof(part.address));
    if (session->env->on_part != NULL)
        session->env->on_part(session->env->ctx, &part);
    session->subject_count = 0;
}

/* True when the subject was not among the last ones; remembers it. */
static bool is_new_person(struct cfd_session *session, const uint8_t *pseudonym)
{
    uint64_t tag;
    uint64_t *slot;

    memcpy(&tag, pseudonym, sizeof(tag));
    slot = &session->recent[tag % RECENT_COUNT];
    if (*slot == tag)
        return false;
    *slot = tag;
    return true;
}

static void on_record(void *ctx, const struct cfd_record *record)
{
    struct cfd_session *session = ctx;
    struct cfd_subject *subject;

    if (record->identity == CFD_KIND_NONE)
        return;
    if (!record->has_subject) {
        session->totals.person_count++;
        session->totals.gaps |= CFD_GAP_BIT(CFD_GAP_KEY_MISSING);
        return;
    }
    if (is_new_person(session, record->subject))
        session->totals.person_count++;
    subject = &session->subjects[session->subject_count++];
    memcpy(subject->pseudonym, record->subject, sizeof(subject->pseudonym));
    subject->kinds = record->kinds;
    subject->identity = (uint8_t)record->identity;
    subject->alias_count = record->alias_count;
    memcpy(subject->aliases, record->aliases, sizeof(subject->aliases));
    if (session->subject_count == CFD_PART_SUBJECTS_MAX)
        tell_part(session, false);
}

static enum cfd_status pseudonym_of(void *ctx, const struct cfd_identity *identity,
                                    uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    struct cfd_session *session = ctx;

    return session->env->pseudonym(session->env->ctx, identity, out_pseudonym);
}

enum cfd_status cfd_session_open(const struct cfd_session_env *env,
                                 struct cfd_session **out_session)
{
    struct cfd_session *session = env->alloc->alloc(env->alloc->ctx, sizeof(*session));

    if (session == NULL)
        return CFD_ERR_MEMORY;
    memset(session, 0, sizeof(*session));
    session->env = env;
    *out_session = session;
    return CFD_OK;
}

static void add_credentials(struct cfd_session *session, const struct cfd_request *request)
{
    for (size_t i = 0; i < CFD_CREDENTIALS_MAX; i++) {
        const struct cfd_credential_value *given = &request->credentials[i];
        struct cfd_consumer *consumer = &session->consumers[session->consumer_count];

        if (given->value.len == 0 ||
            cfd_consumer_of_credential(given->name, cfd_credential_of_variable(given->name),
                                       given->value, session->env->pseudonym_raw, session->env->ctx,
                                       consumer) != CFD_OK)
            continue;
        session->consumer_count++;
        session->auth = request->is_proven ? CFD_AUTH_PROVEN : CFD_AUTH_PRESENTED;
    }
}

static void add_address(struct cfd_session *session, struct cfd_bytes address)
{
    struct cfd_consumer *consumer = &session->consumers[session->consumer_count];

    if (cfd_consumer_of_address(address, session->env->pseudonym_raw, session->env->ctx,
                                consumer) != CFD_OK)
        return;
    session->consumer_count++;
    if (address.len == 16) {
        memcpy(session->address, address.ptr, 16);
        return;
    }
    session->address[10] = 0xff; /* ::ffff:a.b.c.d */
    session->address[11] = 0xff;
    memcpy(session->address + 12, address.ptr, 4);
}

/* Whose request it is, for the memory of routes: the first consumer's pseudonym. */
static uint64_t consumer_hash(const struct cfd_session *session)
{
    uint64_t hash = 0;

    if (session->consumer_count > 0 && session->consumers[0].has_pseudonym)
        memcpy(&hash, session->consumers[0].pseudonym, sizeof(hash));
    return hash;
}

static void add_groups(struct cfd_session *session, const struct cfd_request *request)
{
    for (size_t i = 0; i < CFD_GROUPS_MAX; i++) {
        char *group = session->groups[session->group_count];
        size_t used = 0;

        for (size_t at = 0; at < request->groups[i].len && used + 1 < CFD_GROUP_BYTES; at++) {
            uint8_t c = request->groups[i].ptr[at];

            group[used++] = (char)(c > 0x20 && c < 0x7f ? c : '_');
        }
        group[used] = '\0';
        session->group_count = (uint8_t)(session->group_count + (used > 0));
    }
}

enum cfd_status cfd_session_request(struct cfd_session *session, const struct cfd_request *request)
{
    struct cfd_route_request route = {.method = request->method,
                                      .server_name = request->server_name,
                                      .host = request->host,
                                      .path = request->path};
    cfd_gaps gaps = 0;

    if (session->state != SESSION_OPEN)
        return CFD_ERR_STATE;
    session->state = SESSION_REQUESTED;
    session->side = request->side;
    memcpy(session->request_id, request->request_id, sizeof(session->request_id));
    add_credentials(session, request);
    add_address(session, request->address);
    add_groups(session, request);
    route.consumer_hash = consumer_hash(session);
    cfd_route_endpoint(session->env->routes, session->env->route_memory, &route, session->endpoint,
                       &gaps);
    session->totals.gaps |= gaps;
    return CFD_OK;
}

/* The body is not read; if it has a byte, that is a gap. */
static void pass_unread(struct cfd_session *session, enum cfd_gap gap)
{
    session->state = SESSION_PASSING;
    session->is_body_unread = true;
    session->unread_gap = gap;
}

static enum cfd_status begin_scan(struct cfd_session *session, enum cfd_media media)
{
    struct cfd_scan_options options = {
        .format = media == CFD_MEDIA_JSON_LINES ? CFD_FORMAT_JSON_LINES : CFD_FORMAT_JSON,
        .key_memory = session->env->key_memory};
    struct cfd_scan_sink sink = {.on_record = on_record,
                                 .pseudonym = session->env->pseudonym != NULL ? pseudonym_of : NULL,
                                 .ctx = session};

    CFD_TRY(cfd_scan_new(&options, &sink, session->env->alloc, &session->scan));
    session->state = SESSION_READING;
    return CFD_OK;
}

enum cfd_status cfd_session_head(struct cfd_session *session, const struct cfd_head *head,
                                 enum cfd_wants *out_wants)
{
    enum cfd_media media = cfd_media_of(head->content_type);
    enum cfd_status status = CFD_OK;

    if (session->state != SESSION_REQUESTED)
        return CFD_ERR_STATE;
    session->state = SESSION_PASSING;
    session->time_ms = head->now_ms;
    session->status = head->status;
    if (head->status == 101)
        session->totals.gaps |= CFD_GAP_BIT(CFD_GAP_UPGRADED);
    else if (head->has_no_body)
        session->totals.is_inspected = true;
    else if (media == CFD_MEDIA_EXCLUDED)
        pass_unread(session, CFD_GAP_EXCLUDED);
    else if (head->status == 206)
        pass_unread(session, CFD_GAP_PARTIAL_CONTENT);
    else if (head->is_opaque)
        pass_unread(session, CFD_GAP_OPAQUE_CODING);
    else if (media == CFD_MEDIA_UNREAD)
        pass_unread(session, CFD_GAP_FORMAT);
    else
        status = begin_scan(session, media);
    if (status != CFD_OK)
        pass_unread(session, CFD_GAP_INTERNAL);
    if (session->state == SESSION_READING)
        *out_wants = CFD_WANTS_BYTES;
    else
        *out_wants = session->is_body_unread ? CFD_WANTS_LENGTH : CFD_WANTS_NOTHING;
    return status;
}

enum cfd_status cfd_session_body(struct cfd_session *session, const void *data, size_t data_bytes)
{
    if (session->state != SESSION_READING && session->state != SESSION_PASSING)
        return CFD_ERR_STATE;
    if (data_bytes == 0)
        return CFD_OK;
    session->totals.body_bytes += data_bytes;
    if (session->is_body_unread)
        cfd_session_add_gap(session, session->unread_gap);
    if (session->state != SESSION_READING)
        return CFD_OK;
    session->totals.is_inspected = true;
    if (cfd_scan_feed(session->scan, data, data_bytes) != CFD_OK)
        session->state = SESSION_PASSING; /* the scan has counted why */
    return CFD_OK;
}

void cfd_session_add_gap(struct cfd_session *session, enum cfd_gap gap)
{
    session->totals.gaps |= CFD_GAP_BIT(gap);
}

/* A body that others cut in the middle ends broken; that is not its fault, but lines that were
 * broken before are. */
static void finish_scan(struct cfd_session *session, enum cfd_end how)
{
    bool is_of_others = how == CFD_END_CUT_SHORT || (session->totals.gaps & FEEDING_GAPS) != 0;
    struct cfd_scan_report before;

    cfd_scan_report(session->scan, &before);
    if (cfd_scan_finish(session->scan) != CFD_OK)
        session->is_cut_short = is_of_others && (before.gaps & CFD_GAP_BIT(CFD_GAP_BROKEN)) == 0;
}

static bool is_worth_telling(const struct cfd_session *session)
{
    return session->subject_count > 0 || session->part_number > 0 ||
           session->totals.record_count > 0 || session->totals.mention_count > 0 ||
           (session->totals.gaps & ~CFD_GAP_BIT(CFD_GAP_EXCLUDED)) != 0;
}

static void end_response(struct cfd_session *session, enum cfd_end how)
{
    if (how == CFD_END_CUT_SHORT)
        cfd_session_add_gap(session, CFD_GAP_CUT_SHORT);
    if (session->totals.body_bytes == 0 &&
        (session->state == SESSION_READING || session->is_body_unread))
        session->totals.is_inspected = true; /* nothing came, nothing was missed */
    else if (session->state == SESSION_READING)
        finish_scan(session, how);
    count_scan(session, &session->totals);
    session->state = SESSION_ENDED;
    if (is_worth_telling(session))
        tell_part(session, true);
}

enum cfd_status cfd_session_end(struct cfd_session *session, enum cfd_end how)
{
    if (session->state == SESSION_OPEN || session->state == SESSION_ENDED)
        return CFD_ERR_STATE;
    end_response(session, how);
    return CFD_OK;
}

void cfd_session_totals(const struct cfd_session *session, struct cfd_session_totals *out_totals)
{
    *out_totals = session->totals;
    count_scan(session, out_totals);
}

const char *cfd_session_endpoint(const struct cfd_session *session)
{
    return session->endpoint;
}

void cfd_session_close(struct cfd_session *session)
{
    const struct cfd_alloc *alloc;

    if (session == NULL)
        return;
    alloc = session->env->alloc;
    if (session->state != SESSION_OPEN && session->state != SESSION_ENDED)
        end_response(session, CFD_END_CUT_SHORT);
    cfd_scan_free(session->scan);
    cfd_wipe(session, sizeof(*session));
    if (alloc->free != NULL)
        alloc->free(alloc->ctx, session);
}
