/* SPDX-License-Identifier: Apache-2.0
 * A queue is one run of memory: an event, its three texts, filled up to 16 bytes; and the next. */
#include "cli/scan_event.h"

#include <stdlib.h>
#include <string.h>

#define ALIGN_BYTES 16u
#define ROOM_FIRST 4096u

static size_t size_of(const struct event *event)
{
    size_t bytes = sizeof(*event) + event->source.len + event->endpoint.len + event->value.len;

    return (bytes + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
}

/* Not realloc: values may lie in the old memory, which is wiped. */
static enum cfd_status make_room(struct event_queue *queue, size_t bytes)
{
    size_t room_bytes = queue->room_bytes == 0 ? ROOM_FIRST : queue->room_bytes;
    uint8_t *memory;

    if (queue->used_bytes > 0 && queue->used_bytes + bytes > QUEUE_BYTES_MAX)
        return CFD_ERR_FULL;
    while (room_bytes < queue->used_bytes + bytes)
        room_bytes *= 2;
    if (room_bytes == queue->room_bytes)
        return CFD_OK;
    memory = malloc(room_bytes);
    if (memory == NULL)
        return CFD_ERR_MEMORY;
    if (queue->used_bytes > 0)
        memcpy(memory, queue->memory, queue->used_bytes);
    if (queue->memory != NULL)
        cfd_wipe(queue->memory, queue->room_bytes);
    free(queue->memory);
    queue->memory = memory;
    queue->room_bytes = room_bytes;
    return CFD_OK;
}

static uint8_t *put(uint8_t *at, struct cfd_bytes text)
{
    if (text.len > 0)
        memcpy(at, text.ptr, text.len);
    return at + text.len;
}

enum cfd_status cfdi_queue_add(struct event_queue *queue, const struct event *event)
{
    size_t bytes = size_of(event);
    uint8_t *at;

    CFD_TRY(make_room(queue, bytes));
    at = put(queue->memory + queue->used_bytes, cfd_bytes_of(event, sizeof(*event)));
    at = put(at, event->source);
    at = put(at, event->endpoint);
    (void)put(at, event->value);
    queue->used_bytes += bytes;
    return CFD_OK;
}

void cfdi_queue_drain(struct event_queue *queue, void (*tell)(void *ctx, const struct event *event),
                      void *ctx)
{
    for (size_t at = 0; at < queue->used_bytes;) {
        const uint8_t *texts = queue->memory + at + sizeof(struct event);
        struct event event;

        memcpy(&event, queue->memory + at, sizeof(event));
        at += size_of(&event);
        event.source.ptr = texts;
        event.endpoint.ptr = texts + event.source.len;
        event.value.ptr = event.endpoint.ptr + event.endpoint.len;
        if (event.type == EVENT_FINDING)
            event.of.finding.path = event.source;
        tell(ctx, &event);
    }
    if (queue->memory != NULL)
        cfd_wipe(queue->memory, queue->used_bytes);
    queue->used_bytes = 0;
}

void cfdi_queue_deinit(struct event_queue *queue)
{
    if (queue->memory != NULL)
        cfd_wipe(queue->memory, queue->used_bytes);
    free(queue->memory);
    memset(queue, 0, sizeof(*queue));
}
