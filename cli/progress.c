/* SPDX-License-Identifier: Apache-2.0
 * The line is taken away with blanks: even a terminal that knows no escape codes can do that. */
#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/write.h"

#define SHOW_AFTER_MS 1000
#define SHOW_EACH_MS 200
#define BAR_COLUMNS 20
#define BAR_FULL "===================="

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void cfdi_progress_begin(struct progress *progress, const struct run *run)
{
    progress->is_wanted = cfdi_notes_are_wanted(run) && isatty(STDERR_FILENO);
    progress->is_beside_output = isatty(STDOUT_FILENO);
    progress->shown_columns = 0;
    progress->expected_bytes = 0;
    progress->begun_ms = now_ms();
    progress->drawn_ms = progress->begun_ms + SHOW_AFTER_MS - SHOW_EACH_MS;
}

static int put_bar(uint64_t done, uint64_t expected)
{
    int full = (int)(done * BAR_COLUMNS / expected);

    return fprintf(stderr, "[%.*s%*s] ", full, BAR_FULL, BAR_COLUMNS - full, "");
}

/* Whole seconds, then minutes: nobody plans by more. */
static int put_time_left(uint64_t left_bytes, uint64_t bytes_per_s)
{
    uint64_t left_s = left_bytes / (bytes_per_s > 0 ? bytes_per_s : 1) + 1;

    if (left_s < 100)
        return fprintf(stderr, ", %llu s left", (unsigned long long)left_s);
    return fprintf(stderr, ", %llu min left", (unsigned long long)((left_s + 59) / 60));
}

void cfdi_progress_show(struct progress *progress, uint64_t byte_count, uint64_t file_count,
                        uint64_t finding_count)
{
    char text[NUMBER_TEXT_BYTES], of[NUMBER_TEXT_BYTES];
    int64_t now;
    uint64_t rate, expected;

    if (!progress->is_wanted)
        return;
    now = now_ms();
    if (now - progress->drawn_ms < SHOW_EACH_MS)
        return;
    progress->drawn_ms = now;
    rate = byte_count * 1000 / (uint64_t)(now - progress->begun_ms);
    /* A file that grows while it is read is not done before its end. */
    expected = progress->expected_bytes < byte_count ? 0 : progress->expected_bytes;
    cfdi_progress_clear(progress);
    if (expected > 0)
        progress->shown_columns += put_bar(byte_count, expected);
    cfdi_format_count(byte_count / 1000000, text);
    cfdi_format_count(expected / 1000000, of);
    progress->shown_columns += expected > 0 ? fprintf(stderr, "%s of %s MB, ", text, of)
                                            : fprintf(stderr, "%s MB, ", text);
    progress->shown_columns += fprintf(stderr, "%llu MB/s", (unsigned long long)(rate / 1000000));
    if (expected > 0)
        progress->shown_columns += put_time_left(expected - byte_count, rate);
    cfdi_format_count(file_count, text);
    cfdi_format_count(finding_count, of);
    progress->shown_columns += fprintf(stderr, ", %s file%s, %s finding%s", text,
                                       cfdi_plural(file_count), of, cfdi_plural(finding_count));
}

void cfdi_progress_clear(struct progress *progress)
{
    if (progress->shown_columns > 0)
        fprintf(stderr, "\r%*s\r", progress->shown_columns, "");
    progress->shown_columns = 0;
}

void cfdi_progress_make_way(struct progress *progress)
{
    if (progress->is_beside_output)
        cfdi_progress_clear(progress);
}

int64_t cfdi_progress_ms(const struct progress *progress)
{
    return now_ms() - progress->begun_ms;
}
