/* SPDX-License-Identifier: Apache-2.0
 * struct cfd_part as bytes: the payload of a CFD_RING_PART record.
 *
 * Version 1, little-endian, in this order (text = u16 length + bytes):
 *     i64 time_ms   16 request_id   u32 part_number   u8 is_last   u16 status   u8 side   u8 auth
 *     u8 action   u8 basis   16 address
 *     text endpoint
 *     u8 consumer_count, each: u8 credential, u8 flags (1 clear, 2 pseudonym), text name,
 *                              text label, 16 pseudonym
 *     u8 group_count, each: text
 *     u64 body_bytes   u64 record_count   u64 mention_count   u16 kinds   u32 gaps
 *     u8 subject_count, each: 16 pseudonym, u16 kinds, u8 identity, u8 alias_count,
 *                             each alias: u8 kind, 16 pseudonym
 * Nothing follows. A decoder refuses unknown enum values, counts over their maximum, bytes left
 * over, texts with control bytes. */
#ifndef CFD_CORE_WIRE_PART_H
#define CFD_CORE_WIRE_PART_H

#include <cofferdam/session.h>

#define CFD_PART_VERSION 1u
#define CFD_PART_MAX_BYTES 8192u /* of an encoded part with all counts at their maximum */

/* A decoded part owns its arrays. */
struct cfd_part_storage {
    struct cfd_part part; /* points into what follows */
    char endpoint[256];
    struct cfd_consumer consumers[CFD_CONSUMERS_MAX];
    char groups[CFD_GROUPS_MAX][CFD_GROUP_BYTES];
    struct cfd_subject subjects[CFD_PART_SUBJECTS_MAX];
};

/* CFD_ERR_LIMIT: out_capacity_bytes is too small (CFD_PART_MAX_BYTES never is); CFD_ERR_USAGE: a
 * part that cfd_part_decode would refuse. */
CFD_CHECKED enum cfd_status cfd_part_encode(const struct cfd_part *part, uint8_t *out,
                                            size_t out_capacity_bytes, size_t *out_bytes);

/* CFD_ERR_VERSION: not version 1; CFD_ERR_FORMAT: not a part. */
CFD_CHECKED enum cfd_status cfd_part_decode(struct cfd_bytes payload, uint16_t version,
                                            struct cfd_part_storage *out_storage);

#endif
