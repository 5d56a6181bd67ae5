/* SPDX-License-Identifier: Apache-2.0
 * A session is one request and its response as a connector (nginx, a file reader) shows them; it
 * owns the scan and tells who received whose data. The only object of the core a connector drives.
 *
 *     cfd_session_open(&env, &session)
 *     cfd_session_request(session, &request)       endpoint and consumers are settled
 *     cfd_session_head(session, &head, &wants)
 *     cfd_session_body(session, data, data_bytes)  plain (decoded) bytes, in order
 *     cfd_session_end(session, how)                the last part is told
 *     cfd_session_close(session)
 *
 * It observes only: no call ever asks the connector to change or stop a response (that comes with
 * the policy). A bad status means our own trouble, has been counted as a gap, and the response
 * goes on. Results arrive at the environment's on_part, at most CFD_PART_SUBJECTS_MAX subjects at
 * a time; every part is complete in itself. Memory per session: CFD_SESSION_MEMORY_BYTES. */
#ifndef CFD_SESSION_H
#define CFD_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/consumer.h>
#include <cofferdam/kind.h>
#include <cofferdam/scan.h>
#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cfd_route_list; /* core/route/route.h */
struct cfd_route_memory;

#define CFD_SESSION_MEMORY_BYTES (16u * 1024u) /* scan, subjects that wait, context */
#define CFD_PART_SUBJECTS_MAX 32u
#define CFD_GROUPS_MAX 4u
#define CFD_GROUP_BYTES 64u
#define CFD_REQUEST_ID_BYTES 16u
#define CFD_CREDENTIALS_MAX 3u

enum cfd_side {
    CFD_SIDE_EXTERNAL = 0,
    CFD_SIDE_PARTNER = 1,
    CFD_SIDE_INTERNAL = 2,
};

enum cfd_basis {
    CFD_BASIS_SEEN = 0, /* the value was observed in the response */
    CFD_BASIS_ID = 1,
    CFD_BASIS_POSSIBLE = 2,
};

enum cfd_action {
    CFD_ACTION_PASS = 0,
};

/* What a session wants of the body. */
enum cfd_wants {
    CFD_WANTS_NOTHING, /* no call of body is needed */
    CFD_WANTS_LENGTH, /* only whether there are bytes, and how many: data may be NULL, coded or not */
    CFD_WANTS_BYTES, /* the plain bytes */
};

enum cfd_end {
    CFD_END_WHOLE,
    CFD_END_CUT_SHORT, /* client or upstream went away */
};

struct cfd_subject {
    uint8_t pseudonym[CFD_PSEUDONYM_BYTES]; /* first stage */
    cfd_kinds kinds;
    uint8_t identity; /* enum cfd_kind */
    uint8_t alias_count;
    struct cfd_alias aliases[CFD_RECORD_ALIASES_MAX];
};

/* One piece of what a response showed. Pointers are valid during the call only. */
struct cfd_part {
    int64_t time_ms; /* wall clock of the head */
    uint8_t request_id[CFD_REQUEST_ID_BYTES];
    uint32_t part_number; /* 0, 1, 2 ... of the response */
    bool is_last;         /* the totals below are final */
    uint16_t status;      /* HTTP status */
    enum cfd_side side;
    uint8_t auth; /* enum cfd_auth of the strongest credential */
    enum cfd_action action;
    enum cfd_basis basis;
    const char *endpoint;
    const struct cfd_consumer *consumers; /* credentials first, the address last */
    uint8_t consumer_count;
    uint8_t address[16]; /* full, for the engine to seal; IPv4 mapped into IPv6 */
    const char (*groups)[CFD_GROUP_BYTES];
    uint8_t group_count;
    const struct cfd_subject *subjects;
    uint8_t subject_count;
    uint64_t body_bytes;    /* read so far */
    uint64_t record_count;  /* so far */
    uint64_t mention_count; /* so far */
    cfd_kinds kinds;
    cfd_gaps gaps;
};

/* What sessions of one worker share; outlives them all. */
struct cfd_session_env {
    const struct cfd_alloc *alloc;         /* of the session; e.g. the request's pool */
    const struct cfd_route_list *routes;   /* may be NULL */
    struct cfd_route_memory *route_memory; /* may be NULL */
    struct cfd_key_memory *key_memory;     /* may be NULL */
    /* Both NULL: no key, persons are counted without subjects. */
    enum cfd_status (*pseudonym)(void *ctx, const struct cfd_identity *identity,
                                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES]);
    void (*pseudonym_raw)(void *ctx, uint8_t domain, struct cfd_bytes bytes,
                          uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES]);
    /* Called for full batches and once at the end, if the response showed a person, a mention or a
     * gap other than EXCLUDED. */
    void (*on_part)(void *ctx, const struct cfd_part *part);
    void *ctx;
};

/* A credential as the connector found it; an empty value is none. */
struct cfd_credential_value {
    struct cfd_bytes name; /* of the variable: cofferdam_jwt_sub, http_x_api_key */
    struct cfd_bytes value;
};

/* Bytes are copied or hashed during the call. */
struct cfd_request {
    struct cfd_bytes method;
    struct cfd_bytes server_name;
    struct cfd_bytes host;
    struct cfd_bytes path;    /* without query */
    struct cfd_bytes address; /* 4 or 16 bytes, network order; empty: unknown */
    struct cfd_credential_value credentials[CFD_CREDENTIALS_MAX];
    bool is_proven; /* the operator vouches, or the connector verified */
    enum cfd_side side;
    struct cfd_bytes groups[CFD_GROUPS_MAX]; /* labels; empty ones are left out */
    uint8_t request_id[CFD_REQUEST_ID_BYTES];
};

struct cfd_head {
    int64_t now_ms; /* wall clock */
    uint16_t status;
    struct cfd_bytes content_type;
    bool is_opaque;   /* a content coding the connector cannot decode */
    bool has_no_body; /* HEAD, 204, 304 */
};

/* Totals of a session; persons are distinct as far as a memory of 64 shows. */
struct cfd_session_totals {
    uint64_t body_bytes;
    uint64_t person_count;
    uint64_t record_count;
    uint64_t mention_count;
    cfd_kinds kinds;
    cfd_gaps gaps;
    bool is_inspected; /* its body was read, at least in part */
};

struct cfd_session;

/* env is borrowed. CFD_ERR_MEMORY: nothing was made. */
CFD_CHECKED enum cfd_status cfd_session_open(const struct cfd_session_env *env,
                                             struct cfd_session **out_session);

/* Settles endpoint and consumers. CFD_ERR_STATE: called twice. */
CFD_CHECKED enum cfd_status cfd_session_request(struct cfd_session *session,
                                                const struct cfd_request *request);

/* Decides by status and type whether the body is read; *out_wants tells the connector.
 * CFD_ERR_STATE; CFD_ERR_MEMORY: counted as gap internal, *out_wants is valid. */
CFD_CHECKED enum cfd_status cfd_session_head(struct cfd_session *session,
                                             const struct cfd_head *head,
                                             enum cfd_wants *out_wants);

/* Takes the next bytes of the body, as head wanted them. A body that turns out broken or over budget is a gap, not an error:
 * CFD_OK, and the rest is ignored. CFD_ERR_STATE: before head. */
CFD_CHECKED enum cfd_status cfd_session_body(struct cfd_session *session, const void *data,
                                             size_t data_bytes);

/* Books a gap the connector found (a broken coding, its own trouble). */
void cfd_session_add_gap(struct cfd_session *session, enum cfd_gap gap);

/* Ends the response and tells the last part. CFD_ERR_STATE: called twice or before request. */
CFD_CHECKED enum cfd_status cfd_session_end(struct cfd_session *session, enum cfd_end how);

void cfd_session_totals(const struct cfd_session *session, struct cfd_session_totals *out_totals);

/* The endpoint as settled by request; "" before. */
const char *cfd_session_endpoint(const struct cfd_session *session);

/* Wipes and releases; takes NULL. A session that was not ended is ended as CUT_SHORT first. */
void cfd_session_close(struct cfd_session *session);

#ifdef __cplusplus
}
#endif

#endif
