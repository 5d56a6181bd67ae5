/* SPDX-License-Identifier: Apache-2.0
 * The line is taken away with blanks: even a terminal that knows no escape codes can do that. */
#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/write.h"

#define SHOW_AFTER_MS 1000
#define SHOW_EACH_MS 200

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
    progress->begun_ms = now_ms();
    progress->drawn_ms = progress->begun_ms + SHOW_AFTER_MS - SHOW_EACH_MS;
}

void cfdi_progress_show(struct progress *progress, uint64_t byte_count, uint64_t file_count,
                        uint64_t finding_count)
{
    char megabytes[NUMBER_TEXT_BYTES], files[NUMBER_TEXT_BYTES], findings[NUMBER_TEXT_BYTES];
    int64_t now;

    if (!progress->is_wanted)
        return;
    now = now_ms();
    if (now - progress->drawn_ms < SHOW_EACH_MS)
        return;
    progress->drawn_ms = now;
    cfdi_format_count(byte_count / 1000000, megabytes);
    cfdi_format_count(file_count, files);
    cfdi_format_count(finding_count, findings);
    cfdi_progress_clear(progress);
    progress->shown_columns =
        fprintf(stderr, "%s MB, %s file%s, %s finding%s", megabytes, files, cfdi_plural(file_count),
                findings, cfdi_plural(finding_count));
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
