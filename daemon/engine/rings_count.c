/* SPDX-License-Identifier: Apache-2.0
 * What the workers' counters grew by becomes coverage and gaps. The counters are the workers' memory:
 * they are taken as hostile. */
#include <string.h>

#include "daemon/engine/rings_inside.h"

static void at_most(uint64_t *value, uint64_t limit)
{
    if (*value > limit)
        *value = limit;
}

/* What a worker's counters say. It counts a response before what was in it, and a dropped part
 * before its subjects, so they are read the other way round: nothing is seen without what it
 * belongs to. A counter that shrank, or is larger than can be, is a damaged or hostile ring's. */
static void read_counters(const struct cfd_engine_ring *ring, uint64_t out[CFD_RING_COUNTERS])
{
    for (unsigned i = CFD_RING_COUNTERS; i > 0; i--)
        out[i - 1] = cfd_ring_counter_value(&ring->reader, i - 1);
    at_most(&out[CFD_COUNTER_INSPECTED], out[CFD_COUNTER_RESPONSES]);
    at_most(&out[CFD_COUNTER_EXPOSING], out[CFD_COUNTER_RESPONSES]);
    for (unsigned gap = 0; gap < CFD_GAP_COUNT; gap++)
        at_most(&out[CFD_COUNTER_GAP + gap], out[CFD_COUNTER_RESPONSES]);
    for (unsigned i = 0; i < CFD_RING_COUNTERS; i++)
        if (out[i] < ring->counters[i])
            out[i] = ring->counters[i];
}

/* From when on a ring's counters have not been booked. */
static int64_t counted_until(const struct cfd_engine_ring *ring, int64_t now_ms)
{
    int64_t from_ms = ring->counted_ms != 0 ? ring->counted_ms : ring->reader.identity.created_ms;

    return from_ms < 0 || from_ms > now_ms ? now_ms : from_ms;
}

static enum cfd_status count_responses(struct cfd_engine_ring *ring,
                                       const uint64_t now[CFD_RING_COUNTERS], int64_t now_ms)
{
    const uint64_t *known = ring->counters;
    struct cfd_entry_coverage grown = {
        .from_ms = counted_until(ring, now_ms),
        .to_ms = now_ms,
        .response_count = now[CFD_COUNTER_RESPONSES] - known[CFD_COUNTER_RESPONSES],
        .inspected_count = now[CFD_COUNTER_INSPECTED] - known[CFD_COUNTER_INSPECTED],
        .exposing_count = now[CFD_COUNTER_EXPOSING] - known[CFD_COUNTER_EXPOSING],
        .body_bytes = now[CFD_COUNTER_BODY_BYTES] - known[CFD_COUNTER_BODY_BYTES],
    };

    if (grown.response_count == 0)
        return CFD_OK;
    for (unsigned gap = 0; gap < CFD_GAP_COUNT; gap++)
        grown.gap_counts[gap] = now[CFD_COUNTER_GAP + gap] - known[CFD_COUNTER_GAP + gap];
    memcpy(grown.ring_id, ring->reader.identity.ring_id, sizeof(grown.ring_id));
    CFD_TRY(cfd_book_coverage(ring->rings->book, &grown, now_ms));
    for (unsigned i = 0; i < CFD_RING_COUNTERS; i++)
        if (i != CFD_COUNTER_DROPPED_PARTS && i != CFD_COUNTER_DROPPED_SUBJECTS)
            ring->counters[i] = now[i];
    return CFD_OK;
}

static enum cfd_status count_gap(struct cfd_engine_ring *ring, enum cfd_gap reason,
                                 uint64_t part_count, uint64_t subject_count, int64_t now_ms)
{
    struct cfd_entry_gap gap = {.reason = (uint8_t)reason,
                                .endpoint = CFD_NO_ENDPOINT,
                                .response_count = part_count,
                                .subject_count = subject_count,
                                .from_ms = counted_until(ring, now_ms),
                                .to_ms = now_ms};

    memcpy(gap.ring_id, ring->reader.identity.ring_id, sizeof(gap.ring_id));
    if (part_count == 0 && subject_count == 0)
        return CFD_OK;
    return cfd_book_gap(ring->rings->book, &gap, now_ms);
}

static enum cfd_status count_drops(struct cfd_engine_ring *ring,
                                   const uint64_t now[CFD_RING_COUNTERS], int64_t now_ms)
{
    uint64_t parts = now[CFD_COUNTER_DROPPED_PARTS] - ring->counters[CFD_COUNTER_DROPPED_PARTS];
    uint64_t subjects =
        now[CFD_COUNTER_DROPPED_SUBJECTS] - ring->counters[CFD_COUNTER_DROPPED_SUBJECTS];

    /* Subjects alone are those of a part that was seen when it was only half counted. */
    CFD_TRY(count_gap(ring, CFD_GAP_RING_FULL, parts, subjects, now_ms));
    ring->counters[CFD_COUNTER_DROPPED_PARTS] += parts;
    ring->counters[CFD_COUNTER_DROPPED_SUBJECTS] += subjects;
    return CFD_OK;
}

enum cfd_status cfdi_ring_count(struct cfd_engine_ring *ring, int64_t now_ms)
{
    uint64_t now[CFD_RING_COUNTERS];

    read_counters(ring, now);
    CFD_TRY(count_responses(ring, now, now_ms));
    CFD_TRY(count_drops(ring, now, now_ms));
    CFD_TRY(
        count_gap(ring, CFD_GAP_INTERNAL, ring->lost_part_count, ring->lost_subject_count, now_ms));
    ring->lost_part_count = 0;
    ring->lost_subject_count = 0;
    ring->counted_ms = now_ms;
    return CFD_OK;
}

static enum cfd_status count_refused(struct cfd_rings *rings, int64_t now_ms)
{
    struct cfd_entry_gap gap = {.reason = CFD_GAP_RING_ABSENT,
                                .endpoint = CFD_NO_ENDPOINT,
                                .from_ms = now_ms,
                                .to_ms = now_ms};

    for (uint32_t i = 0; i < CFD_REFUSED_RINGS_MAX; i++) {
        if (!rings->refused[i].has_come)
            continue;
        memcpy(gap.ring_id, rings->refused[i].ring_id, sizeof(gap.ring_id));
        CFD_TRY(cfd_book_gap(rings->book, &gap, now_ms));
        rings->refused[i].has_come = false;
    }
    return CFD_OK;
}

enum cfd_status cfd_rings_count(struct cfd_rings *rings, int64_t now_ms)
{
    CFD_TRY(count_refused(rings, now_ms));
    for (uint32_t i = 0; i < rings->count; i++)
        if (rings->items[i]->is_used)
            CFD_TRY(cfdi_ring_count(rings->items[i], now_ms));
    return CFD_OK;
}

static enum cfd_status note_absent(struct cfd_book *book, const uint8_t ring_id[16], int64_t now_ms)
{
    struct cfd_entry_gap gap = {.reason = CFD_GAP_ENGINE_DOWN,
                                .endpoint = CFD_NO_ENDPOINT,
                                .from_ms = book->down_since_ms,
                                .to_ms = book->start_ms};

    memcpy(gap.ring_id, ring_id, sizeof(gap.ring_id));
    CFD_TRY(cfd_book_gap(book, &gap, now_ms));
    return cfd_book_ring_end(book, ring_id, now_ms);
}

enum cfd_status cfd_rings_note_absent(struct cfd_rings *rings, int64_t now_ms)
{
    struct cfd_coverage *coverage = &rings->book->coverage;

    for (uint32_t i = 0; rings->book->down_since_ms != 0 && i < coverage->ring_count; i++) {
        uint8_t ring_id[16];

        memcpy(ring_id, coverage->rings[i].ring_id, sizeof(ring_id));
        if (!coverage->rings[i].is_ended && cfdi_ring_find(rings, ring_id) == NULL)
            CFD_TRY(note_absent(rings->book, ring_id, now_ms));
    }
    rings->waits_for_workers = false;
    return CFD_OK;
}
