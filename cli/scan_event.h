/* SPDX-License-Identifier: Apache-2.0
 * What a reader of bodies tells its job, and the queue where it waits for its turn.
 *
 * Files of a folder are read side by side, but a job hears of them in their order: who reads the
 * first of them tells at once, the others keep what they have to tell, up to QUEUE_BYTES_MAX. */
#ifndef CFD_CLI_SCAN_EVENT_H
#define CFD_CLI_SCAN_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/consumer.h>
#include <cofferdam/scan.h>

#define QUEUE_BYTES_MAX (256u * 1024u)

enum event_type {
    EVENT_BODY,    /* a body begins: source, endpoint, consumer */
    EVENT_FINDING, /* its path and value are masked and cut out already */
    EVENT_RECORD,
    EVENT_BLIND,    /* something of `source` was not inspected */
    EVENT_FAIL,     /* `source` cannot be read: error */
    EVENT_BODY_END, /* so many bytes and documents were read */
    EVENT_FILE_END,
};

struct event {
    enum event_type type;
    bool has_endpoint, has_consumer, has_value;
    int error; /* FAIL: errno */
    size_t
        file_bytes; /* BODY: so much of source names the file; the rest says which of its bodies */
    union {
        struct cfd_finding finding;
        struct cfd_record record;
        struct cfd_consumer consumer;
        struct {
            const char *reason; /* a constant */
            uint64_t count, offset;
        } blind;
        struct {
            uint64_t bytes, document_count;
        } end;
    } of;
    /* Borrowed for the call, copied by the queue. FINDING: path and value. */
    struct cfd_bytes source, endpoint, value;
};

/* Zero it to begin. */
struct event_queue {
    uint8_t *memory;
    size_t used_bytes, room_bytes;
};

/* CFD_ERR_FULL: it holds QUEUE_BYTES_MAX; CFD_ERR_MEMORY. Nothing was kept then. */
CFD_CHECKED enum cfd_status cfdi_queue_add(struct event_queue *queue, const struct event *event);

/* Tells all in their order and empties the queue; its memory is wiped. */
void cfdi_queue_drain(struct event_queue *queue, void (*tell)(void *ctx, const struct event *event),
                      void *ctx);

void cfdi_queue_deinit(struct event_queue *queue);

#endif
