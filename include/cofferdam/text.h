/* SPDX-License-Identifier: Apache-2.0
 * What people type: times and names, read the same way by CLI, API and settings. */
#ifndef CFD_TEXT_H
#define CFD_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a message about a bad time lists. */
#define CFD_TIME_FORMS \
    "90s, 5m, 2h, 3d, 1w, 1h30m, today, yesterday, 2026-01-31, 2026-01-31T10:00:00+02:00"

/* Reads a moment: a span back from now (90s 5m 2h 3d 1w 1h30m; m is minutes, always), today or
 * yesterday (their midnight), an ISO date (its midnight), all in the zone of libc, or an RFC 3339
 * time (zone required). Wall milliseconds since 1970. CFD_ERR_FORMAT: anything else (empty,
 * negative, "5", "1x"); the error lists the forms. */
CFD_CHECKED enum cfd_status cfd_time_parse(const char *text, int64_t now_ms, int64_t *out_ms,
                                           struct cfd_error *error);

/* RFC 3339 UTC with milliseconds: 2026-01-31T08:00:00.250Z. */
#define CFD_TIME_TEXT_BYTES 32u
void cfd_time_format_utc(int64_t time_ms, char out_text[CFD_TIME_TEXT_BYTES]);

/* Local time with its offset, for people: 2026-01-31 10:00:00+02:00. */
void cfd_time_format_local(int64_t time_ms, char out_text[CFD_TIME_TEXT_BYTES]);

/* The name among `names` that is nearest to `name` (edit distance at most a third of its length,
 * at least 1), or NULL when none is near. For messages. */
const char *cfd_nearest_name(const char *name, const char *const *names, size_t name_count);

#ifdef __cplusplus
}
#endif

#endif
