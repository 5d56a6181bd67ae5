/* SPDX-License-Identifier: Apache-2.0
 * What the api asks the engine and what it answers, as frames on a SEQPACKET socket pair.
 *
 * A frame: u32 magic "CFQ1", u32 request id (the api's, echoed), u16 frame type, u16 version (1),
 * then the payload; at most CFD_FRAME_MAX_BYTES. One QUERY is answered by any number of ROWS
 * frames and one END (or one FAIL). An answer to an older request id is dropped by the api.
 * All integers little-endian; the layouts stand in query.c beside both directions. */
#ifndef CFD_CORE_WIRE_QUERY_H
#define CFD_CORE_WIRE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/consumer.h>
#include <cofferdam/kind.h>
#include <cofferdam/status.h>

#define CFD_FRAME_MAX_BYTES 60000u
#define CFD_QUERY_TEXT_BYTES 320u
#define CFD_QUERY_LIMIT_MAX 10000u

enum cfd_frame {
    CFD_FRAME_QUERY = 1,
    CFD_FRAME_ROWS = 2,
    CFD_FRAME_END = 3,
    CFD_FRAME_FAIL = 4,
};

enum cfd_list {
    CFD_LIST_STATUS = 0,    /* no rows, END only */
    CFD_LIST_ENDPOINTS = 1, /* one row an endpoint */
    CFD_LIST_CONSUMERS = 2, /* one row a credential; an address where no credential came with it */
    CFD_LIST_EXPOSURES = 3, /* one row a (consumer, endpoint) */
    CFD_LIST_GAPS = 4,      /* one row a gap reason and endpoint */
};

struct cfd_query {
    enum cfd_list list;
    int64_t since_ms;                    /* exposures whose last sight is at or after */
    int64_t until_ms;                    /* and whose first sight is before */
    cfd_kinds kinds;                     /* any of them; 0: all */
    char endpoint[CFD_QUERY_TEXT_BYTES]; /* exact, or with * at its end; "": all */
    char consumer[CFD_QUERY_TEXT_BYTES]; /* label, name:label, row id, or an address: "": all */
    char subject[CFD_QUERY_TEXT_BYTES];  /* clear value, looked up by the engine; "": all */
    bool is_by_address;
    uint32_t limit;  /* rows wanted, 0: all */
    uint64_t cursor; /* row to begin with: what `next` said */
};

/* How the ledger takes what is written. */
enum cfd_ledger_state {
    CFD_LEDGER_WRITTEN = 0,
    CFD_LEDGER_FULL = 1,    /* the disk is full; records wait in the rings */
    CFD_LEDGER_FAILING = 2, /* it cannot be written for another reason; likewise */
};

/* One row of any list; members that a list does not have are zero. */
struct cfd_row {
    uint64_t id; /* stable while the ledger stands */
    char endpoint[256];
    uint8_t credential; /* enum cfd_credential */
    uint8_t auth;
    uint8_t side;
    uint8_t gap; /* GAPS only */
    char consumer_name[CFD_CONSUMER_NAME_BYTES];
    /* With #abcd of the pseudonym when not clear. */
    char consumer_label[CFD_CONSUMER_LABEL_BYTES + 8];
    cfd_kinds kinds;
    uint64_t person_count; /* distinct subjects; GAPS: subjects in what was dropped */
    uint64_t mention_count;
    uint64_t consumer_count; /* ENDPOINTS: distinct consumers; else 0 */
    uint64_t endpoint_count; /* CONSUMERS */
    uint64_t count;          /* times received */
    int64_t first_ms, last_ms;
    bool is_lower_bound; /* count and last: a crash took some; persons, kinds, first are exact */
};

struct cfd_answer_end {
    uint64_t row_total; /* rows there are */
    uint64_t next;      /* cursor of the next row; 0: none is left */
    uint64_t response_count, inspected_count, uninspected_count; /* in the window */
    uint64_t person_count;              /* distinct, in the window and filter */
    uint64_t exposure_count;            /* rows of the exposure table */
    uint64_t gap_counts[CFD_GAP_COUNT]; /* responses with that gap, in the window */
    uint64_t dropped_part_count, dropped_subject_count;
    uint32_t worker_count; /* connected now */
    uint64_t log_entry_count, log_bytes;
    int64_t engine_start_ms, last_commit_ms;
    bool has_worker_key;     /* the engine holds K_w: look-ups by value work */
    uint8_t ledger_state;    /* enum cfd_ledger_state */
    int64_t ledger_state_ms; /* since when it cannot be written; 0: it can */
};

/* The encoders write one frame. CFD_ERR_LIMIT: out_capacity_bytes is too small (it never is with
 * CFD_FRAME_MAX_BYTES); CFD_ERR_USAGE: values, or control bytes in a text, that the decoder of the
 * other side would refuse. What `out` holds after an error means nothing. */
CFD_CHECKED enum cfd_status cfd_query_encode(uint32_t request_id, const struct cfd_query *query,
                                             uint8_t *out, size_t out_capacity_bytes,
                                             size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_rows_encode(uint32_t request_id, const struct cfd_row *rows,
                                            size_t row_count, uint8_t *out,
                                            size_t out_capacity_bytes, size_t *out_bytes,
                                            size_t *out_rows_taken); /* as many as fit */
CFD_CHECKED enum cfd_status cfd_end_encode(uint32_t request_id, const struct cfd_answer_end *end,
                                           uint8_t *out, size_t out_capacity_bytes,
                                           size_t *out_bytes);
/* text: what went wrong, for a person, without input values; what is longer than 255 bytes is cut,
 * control bytes become blanks, NULL is "". CFD_ERR_USAGE: status is no failure. */
CFD_CHECKED enum cfd_status cfd_fail_encode(uint32_t request_id, enum cfd_status status,
                                            const char *text, uint8_t *out,
                                            size_t out_capacity_bytes, size_t *out_bytes);

struct cfd_frame_head {
    uint32_t request_id;
    enum cfd_frame frame;
    struct cfd_bytes payload; /* into the message */
};
/* CFD_ERR_FORMAT: not such a frame, or of a type nobody speaks; CFD_ERR_VERSION. */
CFD_CHECKED enum cfd_status cfd_frame_decode(struct cfd_bytes message, struct cfd_frame_head *out);
/* The decoders of payloads answer CFD_ERR_FORMAT for everything the encoders do not make. */
CFD_CHECKED enum cfd_status cfd_query_decode(struct cfd_bytes payload, struct cfd_query *out_query);
/* Reads the next row of a ROWS payload; *payload moves on; CFD_ERR_NOT_FOUND: no row left. */
CFD_CHECKED enum cfd_status cfd_rows_next(struct cfd_bytes *payload, struct cfd_row *out_row);
CFD_CHECKED enum cfd_status cfd_end_decode(struct cfd_bytes payload,
                                           struct cfd_answer_end *out_end);
CFD_CHECKED enum cfd_status cfd_fail_decode(struct cfd_bytes payload, enum cfd_status *out_status,
                                            char out_text[256]);

#endif
