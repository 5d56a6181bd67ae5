/* SPDX-License-Identifier: Apache-2.0
 * What stands in the log: entry types and their payloads. Layout: docs/ledger-format.md, one
 * section a type; encode and decode live side by side in entry.c and entry_counts.c.
 *
 * Numbers never change. A type below 0x8000 that a reader does not know stops it (CFD_ERR_VERSION);
 * one from 0x8000 on may be passed over. */
#ifndef CFD_LIB_LEDGER_ENTRY_H
#define CFD_LIB_LEDGER_ENTRY_H

#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/consumer.h>
#include <cofferdam/kind.h>
#include <cofferdam/scan.h>
#include <cofferdam/status.h>

#define CFD_ENTRY_VERSION 1u
#define CFD_GROUP_SUBJECTS_MAX 255u
#define CFD_SEALED_BYTES 44u

enum cfd_entry_type {
    CFD_ENTRY_COMMIT = 1,    /* ends a batch; written by the log itself */
    CFD_ENTRY_START = 2,     /* an engine began */
    CFD_ENTRY_CONSUMER = 3,  /* dictionary */
    CFD_ENTRY_ENDPOINT = 4,  /* dictionary */
    CFD_ENTRY_WHO = 5,       /* dictionary: a set of consumers, side, auth */
    CFD_ENTRY_EXPOSURE = 6,  /* first sights of one response's subjects */
    CFD_ENTRY_REPEAT = 7,    /* further sights, as differences */
    CFD_ENTRY_TRAFFIC = 8,   /* responses and mentions per (who, endpoint), as differences */
    CFD_ENTRY_ALIAS = 9,     /* two pseudonyms of one record */
    CFD_ENTRY_GAP = 10,      /* not inspected: reason, endpoint, how many, from, to */
    CFD_ENTRY_COVERAGE = 11, /* counters of a worker, as differences */
    CFD_ENTRY_KEY_EPOCH = 12,
    CFD_ENTRY_SHAPE = 13, /* reserved from here on: their issues fill them in */
    CFD_ENTRY_ALERT = 14,
    CFD_ENTRY_ORDER = 15,
    CFD_ENTRY_PATCH = 16,
    CFD_ENTRY_POLICY = 17,
    CFD_ENTRY_CASE = 18,
    CFD_ENTRY_STATEMENT = 19,
    CFD_ENTRY_NOTICE = 20,
    CFD_ENTRY_MAIL = 21,
    CFD_ENTRY_TOMBSTONE = 22,
    CFD_ENTRY_CHECKPOINT = 23,
    CFD_ENTRY_STOP = 0x8000, /* an engine ended, and the log has all it knew */
};

struct cfd_entry_start {
    uint8_t engine_id[16];
    uint32_t epoch; /* current key epoch */
    char version[32];
};

struct cfd_entry_consumer {
    uint32_t number;
    struct cfd_consumer consumer; /* pseudonym of the second stage */
    uint32_t epoch;
    char day[12]; /* day key of the sealed address; "" when there is none */
    uint8_t sealed_address[CFD_SEALED_BYTES];
};

struct cfd_entry_endpoint {
    uint32_t number;
    char endpoint[256];
};

struct cfd_entry_who {
    uint32_t number;
    uint32_t consumers[CFD_CONSUMERS_MAX];
    uint8_t consumer_count;
    uint8_t side;
    uint8_t auth;
};

struct cfd_entry_sight {
    uint8_t subject[CFD_PSEUDONYM_BYTES];
    cfd_kinds kinds;
    uint8_t identity;
    uint32_t shape; /* 0: none */
};

struct cfd_entry_exposure {
    uint32_t who;
    uint32_t endpoint;
    uint32_t epoch;  /* of the pseudonyms */
    uint32_t policy; /* version, 0: none */
    uint8_t action;
    uint8_t basis;
    uint8_t request_id[16];
    int64_t first_ms;
    uint16_t sight_count; /* 1..CFD_GROUP_SUBJECTS_MAX */
    const struct cfd_entry_sight *sights;
};

struct cfd_entry_repeat {
    uint32_t who;
    uint32_t endpoint;
    uint8_t subject[CFD_PSEUDONYM_BYTES];
    cfd_kinds kinds;
    uint8_t action;
    uint8_t basis;
    uint32_t count; /* more than before */
    int64_t last_ms;
};

struct cfd_entry_traffic {
    uint32_t who;
    uint32_t endpoint;
    uint64_t response_count; /* more than before */
    uint64_t mention_count;  /* more than before */
    cfd_kinds kinds;
    int64_t first_ms, last_ms;
};

struct cfd_entry_alias {
    uint8_t subject[CFD_PSEUDONYM_BYTES];
    uint8_t subject_identity;
    uint8_t alias[CFD_PSEUDONYM_BYTES];
    uint8_t alias_identity;
    uint32_t epoch;
};

struct cfd_entry_gap {
    uint8_t reason;          /* enum cfd_gap */
    uint32_t endpoint;       /* UINT32_MAX: not of one endpoint */
    uint8_t ring_id[16];     /* zeros: not of one worker */
    uint64_t response_count; /* or records, for RING_FULL; 0 without subjects: unknown */
    uint64_t subject_count;  /* RING_FULL: subjects in them; alone: in records told before */
    int64_t from_ms, to_ms;
};

struct cfd_entry_coverage {
    uint8_t ring_id[16];
    uint64_t response_count, inspected_count, exposing_count, body_bytes;
    uint64_t gap_counts[CFD_GAP_COUNT];
    int64_t from_ms, to_ms;
};

/* Encoders write at most CFD_ENTRY_PAYLOAD_MAX_BYTES; CFD_ERR_LIMIT: out is too small;
 * CFD_ERR_USAGE: the decoder would refuse it. */
CFD_CHECKED enum cfd_status cfd_entry_start_encode(const struct cfd_entry_start *entry,
                                                   uint8_t *out, size_t capacity_bytes,
                                                   size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_entry_consumer_encode(const struct cfd_entry_consumer *entry,
                                                      uint8_t *out, size_t capacity_bytes,
                                                      size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_entry_endpoint_encode(const struct cfd_entry_endpoint *entry,
                                                      uint8_t *out, size_t capacity_bytes,
                                                      size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_entry_who_encode(const struct cfd_entry_who *entry, uint8_t *out,
                                                 size_t capacity_bytes, size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_entry_exposure_encode(const struct cfd_entry_exposure *entry,
                                                      uint8_t *out, size_t capacity_bytes,
                                                      size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_entry_repeats_encode(
    const struct cfd_entry_repeat *entries, size_t entry_count, uint8_t *out, size_t capacity_bytes,
    size_t *out_bytes, size_t *out_entries_taken); /* as many as fit */
CFD_CHECKED enum cfd_status cfd_entry_traffic_encode(const struct cfd_entry_traffic *entry,
                                                     uint8_t *out, size_t capacity_bytes,
                                                     size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_entry_alias_encode(const struct cfd_entry_alias *entry,
                                                   uint8_t *out, size_t capacity_bytes,
                                                   size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_entry_gap_encode(const struct cfd_entry_gap *entry, uint8_t *out,
                                                 size_t capacity_bytes, size_t *out_bytes);
CFD_CHECKED enum cfd_status cfd_entry_coverage_encode(const struct cfd_entry_coverage *entry,
                                                      uint8_t *out, size_t capacity_bytes,
                                                      size_t *out_bytes);

/* Decoders: CFD_ERR_VERSION, CFD_ERR_FORMAT (too short, left over, impossible values). */
CFD_CHECKED enum cfd_status cfd_entry_start_decode(struct cfd_bytes payload, uint16_t version,
                                                   struct cfd_entry_start *out_entry);
CFD_CHECKED enum cfd_status cfd_entry_consumer_decode(struct cfd_bytes payload, uint16_t version,
                                                      struct cfd_entry_consumer *out_entry);
CFD_CHECKED enum cfd_status cfd_entry_endpoint_decode(struct cfd_bytes payload, uint16_t version,
                                                      struct cfd_entry_endpoint *out_entry);
CFD_CHECKED enum cfd_status cfd_entry_who_decode(struct cfd_bytes payload, uint16_t version,
                                                 struct cfd_entry_who *out_entry);
/* sights: room for CFD_GROUP_SUBJECTS_MAX. */
CFD_CHECKED enum cfd_status cfd_entry_exposure_decode(struct cfd_bytes payload, uint16_t version,
                                                      struct cfd_entry_exposure *out_entry,
                                                      struct cfd_entry_sight *sights);
/* Reads the next of a REPEAT payload; *payload moves on; CFD_ERR_NOT_FOUND: none left. */
CFD_CHECKED enum cfd_status cfd_entry_repeat_next(struct cfd_bytes *payload, uint16_t version,
                                                  struct cfd_entry_repeat *out_entry);
CFD_CHECKED enum cfd_status cfd_entry_traffic_decode(struct cfd_bytes payload, uint16_t version,
                                                     struct cfd_entry_traffic *out_entry);
CFD_CHECKED enum cfd_status cfd_entry_alias_decode(struct cfd_bytes payload, uint16_t version,
                                                   struct cfd_entry_alias *out_entry);
CFD_CHECKED enum cfd_status cfd_entry_gap_decode(struct cfd_bytes payload, uint16_t version,
                                                 struct cfd_entry_gap *out_entry);
CFD_CHECKED enum cfd_status cfd_entry_coverage_decode(struct cfd_bytes payload, uint16_t version,
                                                      struct cfd_entry_coverage *out_entry);

#endif
