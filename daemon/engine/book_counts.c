/* SPDX-License-Identifier: Apache-2.0
 * Booking counts: coverage and gaps as they are told, and every few seconds what repeats, traffic
 * and gap lines grew by. */
#include <string.h>

#include "daemon/engine/book_inside.h"

#define REPEATS_PER_ENTRY 512u
#define REPEAT_ENTRY_MAX_BYTES 32768u
#define COUNT_ENTRY_MAX_BYTES 512u /* of a gap or of coverage */

static enum cfd_status log_coverage(struct cfd_book *book, const struct cfd_entry_coverage *grown,
                                    int64_t now_ms)
{
    size_t entry_bytes;

    CFD_TRY(cfd_entry_coverage_encode(grown, cfdi_entry_buffer, sizeof(cfdi_entry_buffer),
                                      &entry_bytes));
    CFD_TRY(cfd_log_reserve(book->log, COUNT_ENTRY_MAX_BYTES));
    CFD_TRY(cfd_coverage_add(&book->coverage, grown));
    cfd_book_unfollowed_coverage(book, grown);
    return cfdi_book_append(book, CFD_ENTRY_COVERAGE, now_ms, entry_bytes);
}

enum cfd_status cfd_book_coverage(struct cfd_book *book, const struct cfd_entry_coverage *grown,
                                  int64_t now_ms)
{
    return grown->response_count == 0 ? CFD_OK : log_coverage(book, grown, now_ms);
}

enum cfd_status cfd_book_ring_end(struct cfd_book *book, const uint8_t ring_id[16], int64_t now_ms)
{
    struct cfd_entry_coverage end = {.from_ms = now_ms, .to_ms = now_ms};

    memcpy(end.ring_id, ring_id, sizeof(end.ring_id));
    return log_coverage(book, &end, now_ms);
}

static enum cfd_status log_gap(struct cfd_book *book, const struct cfd_entry_gap *gap,
                               int64_t now_ms)
{
    size_t entry_bytes;

    CFD_TRY(cfd_entry_gap_encode(gap, cfdi_entry_buffer, sizeof(cfdi_entry_buffer), &entry_bytes));
    CFD_TRY(cfdi_book_append(book, CFD_ENTRY_GAP, now_ms, entry_bytes));
    cfd_book_unfollowed_gap(book, gap);
    return CFD_OK;
}

enum cfd_status cfd_book_gap(struct cfd_book *book, const struct cfd_entry_gap *grown,
                             int64_t now_ms)
{
    struct cfd_gap_line *line;

    CFD_TRY(cfd_log_reserve(book->log, COUNT_ENTRY_MAX_BYTES));
    CFD_TRY(cfd_coverage_gap(&book->coverage, grown, &line));
    line->logged_response_count += grown->response_count;
    line->logged_subject_count += grown->subject_count;
    return log_gap(book, grown, now_ms);
}

static struct cfd_entry_repeat repeat_of(const struct cfd_exposure_row *row)
{
    struct cfd_entry_repeat repeat = {.who = row->who,
                                      .endpoint = row->endpoint,
                                      .kinds = row->kinds,
                                      .action = row->action,
                                      .basis = row->basis,
                                      .count = row->count - row->logged_count,
                                      .last_ms = row->last_ms};

    memcpy(repeat.subject, row->subject, sizeof(repeat.subject));
    return repeat;
}

/* Writes the next repeats of the list, from *at on. With the room there it cannot fail half way. */
static enum cfd_status log_repeats(struct cfd_book *book, uint32_t *at, int64_t now_ms)
{
    struct cfd_entry_repeat repeats[REPEATS_PER_ENTRY];
    size_t count = 0;
    size_t taken;
    size_t entry_bytes;

    CFD_TRY(cfd_log_reserve(book->log, REPEAT_ENTRY_MAX_BYTES));
    for (; *at < book->repeats.count && count < REPEATS_PER_ENTRY; (*at)++) {
        struct cfd_exposure_row *row = cfd_exposure_row_at(book->table, book->repeats.numbers[*at]);

        if (row->count == row->logged_count)
            continue; /* it stood in the list twice */
        repeats[count++] = repeat_of(row);
        row->logged_count = row->count;
        cfd_book_unfollowed_row(book, book->repeats.numbers[*at]);
    }
    if (count == 0)
        return CFD_OK;
    CFD_TRY(cfd_entry_repeats_encode(repeats, count, cfdi_entry_buffer, sizeof(cfdi_entry_buffer),
                                     &entry_bytes, &taken));
    if (taken != count)
        return CFD_ERR_LIMIT; /* REPEATS_PER_ENTRY always fits */
    return cfdi_book_append(book, CFD_ENTRY_REPEAT, now_ms, entry_bytes);
}

static enum cfd_status log_traffic(struct cfd_book *book, uint32_t number, int64_t now_ms)
{
    struct cfd_exposure_traffic *traffic = cfd_exposure_traffic_at(book->table, number);
    struct cfd_entry_traffic entry = {
        .who = traffic->who,
        .endpoint = traffic->endpoint,
        .response_count = traffic->response_count - traffic->logged_response_count,
        .mention_count = traffic->mention_count - traffic->logged_mention_count,
        .kinds = traffic->kinds,
        .first_ms = traffic->first_ms,
        .last_ms = traffic->last_ms,
    };
    size_t entry_bytes;

    if (entry.response_count == 0)
        return CFD_OK;
    CFD_TRY(cfd_entry_traffic_encode(&entry, cfdi_entry_buffer, sizeof(cfdi_entry_buffer),
                                     &entry_bytes));
    CFD_TRY(cfdi_book_append(book, CFD_ENTRY_TRAFFIC, now_ms, entry_bytes));
    traffic->logged_response_count = traffic->response_count;
    traffic->logged_mention_count = traffic->mention_count;
    cfd_book_unfollowed_traffic(book, number);
    return CFD_OK;
}

static enum cfd_status log_gap_lines(struct cfd_book *book, int64_t now_ms)
{
    for (uint32_t i = 0; i < book->coverage.line_count; i++) {
        struct cfd_gap_line *line = &book->coverage.lines[i];
        struct cfd_entry_gap gap = {
            .reason = line->reason,
            .endpoint = line->endpoint,
            .response_count = line->response_count - line->logged_response_count,
            .subject_count = line->subject_count - line->logged_subject_count,
            .from_ms = line->unlogged_from_ms,
            .to_ms = line->unlogged_to_ms,
        };

        if (gap.response_count == 0)
            continue;
        CFD_TRY(log_gap(book, &gap, now_ms));
        cfd_gap_line_logged(line);
    }
    return CFD_OK;
}

enum cfd_status cfd_book_deltas(struct cfd_book *book, int64_t now_ms)
{
    uint32_t at = 0;

    while (at < book->repeats.count)
        CFD_TRY(log_repeats(book, &at, now_ms));
    book->repeats.count = 0;
    for (uint32_t i = 0; i < book->traffic.count; i++)
        CFD_TRY(log_traffic(book, book->traffic.numbers[i], now_ms));
    book->traffic.count = 0;
    CFD_TRY(log_gap_lines(book, now_ms));
    book->deltas_ms = now_ms;
    return CFD_OK;
}

bool cfd_book_are_deltas_due(const struct cfd_book *book, int64_t now_ms)
{
    return cfd_book_hour(book->deltas_ms) != cfd_book_hour(now_ms);
}
