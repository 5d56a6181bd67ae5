/* SPDX-License-Identifier: Apache-2.0
 * What a scan did not inspect: reasons, sources and counts, kept until the end.
 *
 * The reasons are the names of enum cfd_gap, and three that only files know: unreadable (the system
 * refused); in a folder, not_followed (links and what is no file) and hidden (names that begin with
 * a dot). At most BLIND_ROWS_MAX sources
 * are kept by name; those that come later count under their reason alone. */
#ifndef CFD_CLI_BLIND_H
#define CFD_CLI_BLIND_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <cofferdam/kind.h>
#include <cofferdam/status.h>

#define BLIND_ROWS_MAX 10000u
#define BLIND_UNREADABLE "unreadable"
#define BLIND_NOT_FOLLOWED "not_followed"
#define BLIND_HIDDEN "hidden"
#define OFFSET_NONE UINT64_MAX

struct blind_row {
    const char *reason; /* a constant */
    char *source;       /* NULL: several, past the most */
    uint64_t count;
    uint64_t offset; /* where a body broke; OFFSET_NONE otherwise */
};

/* Zero it to begin. */
struct blind {
    struct blind_row *rows;
    size_t row_count, room;
};

/* count 0 adds nothing. CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfdi_blind_add(struct blind *blind, const char *reason,
                                           const char *source, uint64_t count, uint64_t offset);

/* A sentence's end: "nothing", or "format 3, broken 1". */
void cfdi_blind_sum(const struct blind *blind, char *out, size_t out_bytes);

/* [{"reason","source","count"}]; NULL: no memory. The caller owns it. */
json_t *cfdi_blind_json(const struct blind *blind);

void cfdi_blind_deinit(struct blind *blind);

#endif
