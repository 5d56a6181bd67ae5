/* SPDX-License-Identifier: Apache-2.0
 * A streaming reader of event streams (text/event-stream).
 *
 *     event: order                      {name: "Ann Bee"}
 *     data: {"name":
 *     data:  "Ann Bee"}
 *
 * The data lines of one event are one document: JSON if it begins with { or [, else plain text
 * (text.h). Other fields and comments are skipped, and so is the data "[DONE]". An event whose JSON
 * is broken costs itself: on_broken hears it after the tokens before the fault. */
#ifndef CFD_CORE_DECODE_SSE_H
#define CFD_CORE_DECODE_SSE_H

#include "core/decode/text.h"

#define CFD_SSE_FIELD_BYTES 5u /* "data:" */

/* Caller's storage, private but for the counts, offset and on_broken. */
struct cfd_sse {
    struct cfdi_out out;
    void (*on_broken)(void *ctx, uint64_t offset); /* init sets NULL */
    uint64_t offset;      /* of the next byte; may be set between two feeds by whoever transcodes */
    uint64_t event_count; /* that had data */
    uint64_t broken_count;
    uint8_t state;
    uint8_t kind;     /* of the event's data */
    uint8_t field_at; /* progress in "data:" or a byte order mark */
    uint8_t done_at;  /* progress in "[DONE]" */
    uint64_t done_offset;
    bool has_units;
    bool has_cr; /* the last byte was one */
    union {
        struct cfd_text text;
        struct cfd_json json;
    };
};

/* has_units: as in cfdi_width. */
void cfd_sse_init(struct cfd_sse *sse, bool has_units, cfd_json_sink sink, void *ctx);

/* Reads the next bytes. CFD_OK or what the sink answered; CFD_ERR_LIMIT: JSON is too deep. After a
 * bad status only init is allowed. */
CFD_CHECKED enum cfd_status cfd_sse_feed(struct cfd_sse *sse, const uint8_t *data,
                                         size_t data_bytes);

/* Ends the body and the last event. Statuses as in feed. */
CFD_CHECKED enum cfd_status cfd_sse_finish(struct cfd_sse *sse);

#endif
