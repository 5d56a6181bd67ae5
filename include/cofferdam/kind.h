/* SPDX-License-Identifier: Apache-2.0
 * The words for what leaves: kinds of personal data, their parts, and why something was not seen.
 *
 * The numbers are stored in the ledger and travel between processes: they never change and are
 * never reused. The names are part of every output and as stable. */
#ifndef CFD_KIND_H
#define CFD_KIND_H

#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum cfd_kind {
    CFD_KIND_NONE = 0,
    CFD_KIND_PERSON_NAME = 1,
    CFD_KIND_EMPLOYER = 2,
    CFD_KIND_JOB_TITLE = 3,
    CFD_KIND_EMAIL = 4,
    CFD_KIND_PHONE = 5,
    CFD_KIND_CUSTOMER_ID = 6,
    CFD_KIND_COUNT
};

/* Which part of a kind a value holds; most kinds have only the whole. */
enum cfd_kind_part {
    CFD_PART_WHOLE = 0,
    CFD_PART_GIVEN = 1,
    CFD_PART_FAMILY = 2,
    CFD_PART_FULL = 3,
    CFD_PART_COUNT
};

/* A set of kinds: bit (1 << kind). */
typedef uint16_t cfd_kinds;
#define CFD_KIND_BIT(kind) ((cfd_kinds)(1u << (kind)))

/* Why a response, or a part of it, was not inspected. A response may have several. */
enum cfd_gap {
    CFD_GAP_OPAQUE_CODING = 0,   /* a content coding we do not decode, or a broken one */
    CFD_GAP_FORMAT = 1,          /* a format that is not read (HTML, CSV, event streams ...) */
    CFD_GAP_EXCLUDED = 2,        /* images, fonts, style sheets: no data format, counted only */
    CFD_GAP_BROKEN = 3,          /* the body is not well-formed; what came before was read */
    CFD_GAP_BUDGET = 4,          /* a budget was spent (depth, tokens, bytes, decoder ratio) */
    CFD_GAP_LONG_VALUE = 5,      /* a key or value too long to be judged */
    CFD_GAP_FIELDS = 6,          /* more fields of one record than can wait */
    CFD_GAP_PARTIAL_CONTENT = 7, /* 206: a fragment */
    CFD_GAP_CUT_SHORT = 8,       /* the response ended before its body was whole */
    CFD_GAP_KEY_MISSING = 9,     /* persons counted without subjects */
    CFD_GAP_RING_FULL = 10,      /* records dropped between worker and engine */
    CFD_GAP_RING_ABSENT = 11,    /* no ring (yet): counted in the worker only */
    CFD_GAP_TEMPLATES = 12,      /* over 1,000 templates of a host: booked on {other} */
    CFD_GAP_UPGRADED = 13,       /* 101: what follows is not HTTP */
    CFD_GAP_INTERNAL = 14,       /* an error of our own */
    CFD_GAP_ENGINE_DOWN = 15,    /* written by the engine: time it did not hear from a worker */
    CFD_GAP_COUNT
};

/* A set of gaps: bit (1 << gap). */
typedef uint32_t cfd_gaps;
#define CFD_GAP_BIT(gap) ((cfd_gaps)(1u << (gap)))

/* Name of a kind, part or gap ("email", "given_name", "opaque_coding"); never NULL. The parts of
 * person_name are given_name, family_name and full_name; the whole has the empty name. */
const char *cfd_kind_name(enum cfd_kind kind);
const char *cfd_part_name(enum cfd_kind_part part);
const char *cfd_gap_name(enum cfd_gap gap);

/* Finds a kind by name. CFD_ERR_NOT_FOUND: no such kind. */
CFD_CHECKED enum cfd_status cfd_kind_parse(struct cfd_bytes name, enum cfd_kind *out_kind);

#ifdef __cplusplus
}
#endif

#endif
