/* SPDX-License-Identifier: Apache-2.0
 * Fields that wait for their record to close, and what is told when it does.
 *
 * The waiting fields form a stack: those of the innermost open object lie on top. An object that
 * closes either tells a record and takes its fields away, or leaves them to the object around it.
 * Bounds: CFD_SCAN_FIELDS_MAX fields, CFD_FIELDS_TEXT_BYTES of values, CFD_FIELDS_PATH_BYTES of
 * paths. A field without room is dropped and counted (gap fields); a path without room becomes
 * "...". */
#ifndef CFD_CORE_SCAN_RECORD_H
#define CFD_CORE_SCAN_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/scan.h>

#include "core/classify/classify.h"

#define CFD_FIELDS_TEXT_BYTES 4096u /* a rich record holds about 20 values of 40 bytes */
#define CFD_FIELDS_PATH_BYTES 3072u
/* More addresses in one list are those of different people. */
#define CFD_RECORD_LIST_MAX 4u

struct cfd_field {
    uint64_t offset;
    uint32_t raw_bytes;
    uint16_t text_at, text_bytes; /* in fields->text */
    uint16_t path_at, path_bytes; /* in fields->path; 0 bytes: had no room */
    struct cfd_candidate candidate;
    bool is_apart : 1;     /* stood in an inner object that is nobody's */
    bool is_listed : 1;    /* an element of an array */
    bool has_portrait : 1; /* beside it */
};

struct cfd_fields {
    struct cfd_scan_sink sink;
    struct cfd_scan_report *report;
    uint32_t count;
    uint16_t text_used;
    uint16_t path_used;
    struct cfd_field items[CFD_SCAN_FIELDS_MAX];
    uint8_t *path; /* CFD_FIELDS_PATH_BYTES; NULL: nobody hears findings, no paths are kept */
    uint8_t text[CFD_FIELDS_TEXT_BYTES];
};

/* path: room for CFD_FIELDS_PATH_BYTES, the caller's, or NULL when the sink hears no findings. */
void cfd_fields_init(struct cfd_fields *fields, const struct cfd_scan_sink *sink,
                     struct cfd_scan_report *report, uint8_t *path);

/* Adds a field on top. False: no room, counted. */
bool cfd_fields_push(struct cfd_fields *fields, const struct cfd_field *field,
                     struct cfd_bytes text, struct cfd_bytes path);

/* Whether the fields from `first` on must be a record of their own: a strong identity is among
 * them, or a name when the object's key says that it is somebody. */
bool cfd_fields_are_record(const struct cfd_fields *fields, uint32_t first, bool is_somebody);

/* Tells the fields from `first` on as one record (and each listed address as one of its own where
 * they are those of different people), and takes them away. */
void cfd_fields_tell(struct cfd_fields *fields, uint32_t first, bool has_long_list);

/* Leaves the fields from `first` on to the object around; is_apart: the inner object was none of a
 * person's. */
void cfd_fields_join(struct cfd_fields *fields, uint32_t first, bool is_apart);

/* Says of the fields from `first` on that a portrait stands beside them. */
void cfd_fields_have_portrait(struct cfd_fields *fields, uint32_t first);

/* Forgets all and wipes the values. */
void cfd_fields_wipe(struct cfd_fields *fields);

#endif
