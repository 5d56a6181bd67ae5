/* SPDX-License-Identifier: Apache-2.0
 * Three growing arrays and their sums, and a table that finds gap lines. */
#include "daemon/engine/coverage.h"

#include <stdlib.h>
#include <string.h>

#define MERGE_MS 60000
#define ARRAY_FIRST 64u

/* Room for one more item of an array that grows by doubling up to max items. */
static enum cfd_status reserve(void **items, uint32_t count, uint32_t *capacity, size_t item_bytes,
                               uint32_t max)
{
    uint32_t wanted = *capacity == 0 ? ARRAY_FIRST : 2 * *capacity;
    void *grown;

    if (count < *capacity)
        return CFD_OK;
    if (count >= max)
        return CFD_ERR_FULL;
    grown = realloc(*items, wanted * item_bytes);
    if (grown == NULL)
        return CFD_ERR_MEMORY;
    *items = grown;
    *capacity = wanted;
    return CFD_OK;
}

void cfd_coverage_deinit(struct cfd_coverage *coverage)
{
    free(coverage->spans);
    free(coverage->lines);
    free(coverage->slots);
    free(coverage->rings);
    memset(coverage, 0, sizeof(*coverage));
}

static void add_span(struct cfd_span *sum, const struct cfd_span *span)
{
    sum->response_count += span->response_count;
    sum->inspected_count += span->inspected_count;
    sum->exposing_count += span->exposing_count;
    sum->body_bytes += span->body_bytes;
    for (int i = 0; i < CFD_GAP_COUNT; i++)
        sum->gap_counts[i] += span->gap_counts[i];
}

static void widen(int64_t *first, int64_t *last, int64_t from_ms, int64_t to_ms)
{
    if (*first == 0 || from_ms < *first)
        *first = from_ms;
    if (to_ms > *last)
        *last = to_ms;
}

static struct cfd_span span_of(const struct cfd_entry_coverage *grown)
{
    struct cfd_span span = {.from_ms = grown->from_ms,
                            .to_ms = grown->to_ms,
                            .response_count = grown->response_count,
                            .inspected_count = grown->inspected_count,
                            .exposing_count = grown->exposing_count,
                            .body_bytes = grown->body_bytes};

    memcpy(span.gap_counts, grown->gap_counts, sizeof(span.gap_counts));
    return span;
}

static void merge_oldest(struct cfd_coverage *coverage)
{
    struct cfd_span *spans = coverage->spans;

    add_span(&spans[0], &spans[1]);
    spans[0].to_ms = spans[1].to_ms;
    memmove(&spans[1], &spans[2], (coverage->span_count - 2) * sizeof(*spans));
    coverage->span_count--;
}

static enum cfd_status append_span(struct cfd_coverage *coverage, const struct cfd_span *span)
{
    struct cfd_span *last =
        coverage->span_count == 0 ? NULL : &coverage->spans[coverage->span_count - 1];

    if (last != NULL && span->from_ms >= last->from_ms && span->to_ms - last->from_ms <= MERGE_MS) {
        add_span(last, span);
        widen(&last->from_ms, &last->to_ms, span->from_ms, span->to_ms);
        return CFD_OK;
    }
    if (coverage->span_count == CFD_SPANS_MAX)
        merge_oldest(coverage);
    CFD_TRY(reserve((void **)&coverage->spans, coverage->span_count, &coverage->span_capacity,
                    sizeof(*coverage->spans), CFD_SPANS_MAX));
    coverage->spans[coverage->span_count++] = *span;
    return CFD_OK;
}

enum cfd_status cfd_coverage_add(struct cfd_coverage *coverage,
                                 const struct cfd_entry_coverage *grown)
{
    struct cfd_span span = span_of(grown);
    struct cfd_known_ring *ring = cfd_coverage_ring(coverage, grown->ring_id);

    if (ring == NULL)
        return CFD_ERR_MEMORY;
    ring->is_ended = grown->response_count == 0;
    if (ring->is_ended)
        return CFD_OK;
    CFD_TRY(append_span(coverage, &span));
    add_span(&ring->sums, &span);
    ring->last_ms = grown->to_ms;
    return CFD_OK;
}

/* --- gap lines, found by open addressing with at most half of the slots taken */

static uint32_t slot_of(const struct cfd_coverage *coverage, uint8_t reason, uint32_t endpoint)
{
    uint32_t mask = coverage->slot_count - 1;
    uint32_t at = (endpoint * CFD_GAP_COUNT + reason) * 0x9e3779b1u >> 8 & mask;
    const struct cfd_gap_line *line;

    for (; coverage->slots[at] != 0; at = (at + 1) & mask) {
        line = &coverage->lines[coverage->slots[at] - 1];
        if (line->reason == reason && line->endpoint == endpoint)
            break;
    }
    return at;
}

static struct cfd_gap_line *find_line(struct cfd_coverage *coverage, uint8_t reason,
                                      uint32_t endpoint)
{
    uint32_t number =
        coverage->slot_count == 0 ? 0 : coverage->slots[slot_of(coverage, reason, endpoint)];

    return number == 0 ? NULL : &coverage->lines[number - 1];
}

static void place_line(struct cfd_coverage *coverage, uint32_t number)
{
    const struct cfd_gap_line *line = &coverage->lines[number];

    coverage->slots[slot_of(coverage, line->reason, line->endpoint)] = number + 1;
}

static enum cfd_status reserve_slot(struct cfd_coverage *coverage)
{
    uint32_t slot_count = coverage->slot_count == 0 ? 2 * ARRAY_FIRST : coverage->slot_count;
    uint32_t *slots;

    while (slot_count < 2 * (coverage->line_count + 1))
        slot_count *= 2;
    if (slot_count == coverage->slot_count)
        return CFD_OK;
    slots = calloc(slot_count, sizeof(*slots));
    if (slots == NULL)
        return CFD_ERR_MEMORY;
    free(coverage->slots);
    coverage->slots = slots;
    coverage->slot_count = slot_count;
    for (uint32_t i = 0; i < coverage->line_count; i++)
        place_line(coverage, i);
    return CFD_OK;
}

static enum cfd_status append_line(struct cfd_coverage *coverage, uint8_t reason, uint32_t endpoint)
{
    struct cfd_gap_line line = {.reason = reason, .endpoint = endpoint};

    CFD_TRY(reserve((void **)&coverage->lines, coverage->line_count, &coverage->line_capacity,
                    sizeof(*coverage->lines), CFD_GAP_LINES_MAX));
    CFD_TRY(reserve_slot(coverage));
    coverage->lines[coverage->line_count] = line;
    place_line(coverage, coverage->line_count++);
    return CFD_OK;
}

/* Places for the lines of no endpoint are kept free. */
static enum cfd_status get_line(struct cfd_coverage *coverage, uint8_t reason, uint32_t endpoint,
                                struct cfd_gap_line **out_line)
{
    struct cfd_gap_line *line = find_line(coverage, reason, endpoint);

    if (line == NULL && coverage->line_count >= CFD_GAP_LINES_MAX - CFD_GAP_COUNT) {
        endpoint = CFD_NO_ENDPOINT;
        line = find_line(coverage, reason, endpoint);
    }
    if (line == NULL) {
        CFD_TRY(append_line(coverage, reason, endpoint));
        line = &coverage->lines[coverage->line_count - 1];
    }
    *out_line = line;
    return CFD_OK;
}

static bool is_drop_of_ring(const struct cfd_entry_gap *grown)
{
    static const uint8_t no_ring[sizeof(grown->ring_id)];

    return grown->reason == CFD_GAP_RING_FULL && grown->endpoint == CFD_NO_ENDPOINT &&
           memcmp(grown->ring_id, no_ring, sizeof(no_ring)) != 0;
}

static enum cfd_status count_drop(struct cfd_coverage *coverage, const struct cfd_entry_gap *grown)
{
    struct cfd_known_ring *ring = cfd_coverage_ring(coverage, grown->ring_id);

    if (ring == NULL)
        return CFD_ERR_MEMORY;
    ring->dropped_part_count += grown->response_count;
    ring->dropped_subject_count += grown->subject_count;
    coverage->dropped_part_count += grown->response_count;
    coverage->dropped_subject_count += grown->subject_count;
    return CFD_OK;
}

enum cfd_status cfd_coverage_gap(struct cfd_coverage *coverage, const struct cfd_entry_gap *grown,
                                 struct cfd_gap_line **out_line)
{
    struct cfd_gap_line *line;

    CFD_TRY(get_line(coverage, grown->reason, grown->endpoint, &line));
    if (is_drop_of_ring(grown))
        CFD_TRY(count_drop(coverage, grown));
    line->response_count += grown->response_count;
    line->subject_count += grown->subject_count;
    widen(&line->first_ms, &line->last_ms, grown->from_ms, grown->to_ms);
    *out_line = line;
    return CFD_OK;
}

enum cfd_status cfd_coverage_gap_unlogged(struct cfd_coverage *coverage,
                                          const struct cfd_entry_gap *grown)
{
    struct cfd_gap_line *line;

    CFD_TRY(cfd_coverage_gap(coverage, grown, &line));
    widen(&line->unlogged_from_ms, &line->unlogged_to_ms, grown->from_ms, grown->to_ms);
    return CFD_OK;
}

void cfd_gap_line_logged(struct cfd_gap_line *line)
{
    line->logged_response_count = line->response_count;
    line->logged_subject_count = line->subject_count;
    line->unlogged_from_ms = 0;
    line->unlogged_to_ms = 0;
}

/* One that has ended is never asked for again; one that has not would be counted anew. */
static bool goes_before(const struct cfd_known_ring *a, const struct cfd_known_ring *b)
{
    return a->is_ended != b->is_ended ? a->is_ended : a->last_ms < b->last_ms;
}

static uint32_t oldest_ring(const struct cfd_coverage *coverage)
{
    uint32_t oldest = 0;

    for (uint32_t i = 1; i < coverage->ring_count; i++)
        if (goes_before(&coverage->rings[i], &coverage->rings[oldest]))
            oldest = i;
    return oldest;
}

struct cfd_known_ring *cfd_coverage_ring(struct cfd_coverage *coverage, const uint8_t ring_id[16])
{
    struct cfd_known_ring *ring;

    for (uint32_t i = 0; i < coverage->ring_count; i++)
        if (memcmp(coverage->rings[i].ring_id, ring_id, 16) == 0)
            return &coverage->rings[i];
    if (coverage->ring_count == CFD_KNOWN_RINGS_MAX) {
        ring = &coverage->rings[oldest_ring(coverage)];
    } else {
        if (reserve((void **)&coverage->rings, coverage->ring_count, &coverage->ring_capacity,
                    sizeof(*coverage->rings), CFD_KNOWN_RINGS_MAX) != CFD_OK)
            return NULL;
        ring = &coverage->rings[coverage->ring_count++];
    }
    memset(ring, 0, sizeof(*ring));
    memcpy(ring->ring_id, ring_id, 16);
    return ring;
}

void cfd_coverage_sum(const struct cfd_coverage *coverage, int64_t since_ms, int64_t until_ms,
                      struct cfd_span *out_sum)
{
    memset(out_sum, 0, sizeof(*out_sum));
    for (uint32_t i = 0; i < coverage->span_count; i++)
        if (coverage->spans[i].to_ms >= since_ms && coverage->spans[i].from_ms < until_ms)
            add_span(out_sum, &coverage->spans[i]);
}
