/* SPDX-License-Identifier: Apache-2.0
 * A scan reads one body, in any pieces, and tells which personal data it holds and whose.
 *
 *     cfd_scan_new(&options, &sink, &alloc, &scan)
 *     cfd_scan_feed(scan, data, data_bytes)       any number of times, in order
 *     cfd_scan_finish(scan, &report)              pending records are closed, the sink hears them
 *     cfd_scan_reset(scan)                        for the next body, without allocation
 *     cfd_scan_free(scan)
 *
 * Laws: findings and records are a function of the bytes and the options only; any split of the
 * same bytes gives the same calls with the same offsets. Time is linear in the bytes. All memory
 * (CFD_SCAN_MEMORY_BYTES) is taken at new; feed and finish allocate nothing.
 * Threads: a scan belongs to one thread; scans share nothing but what options lend.
 * Errors: after any bad status only report, reset and free are allowed; what the sink heard
 * stays valid. */
#ifndef CFD_SCAN_H
#define CFD_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/kind.h>
#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CFD_SCAN_MEMORY_BYTES (16u * 1024u) /* upper bound of one scan, everything in it */
#define CFD_SCAN_QUIET_MEMORY_BYTES 11648u  /* of one whose sink hears no findings: no paths */
#define CFD_SCAN_FIELDS_MAX 64u             /* fields of open records that wait together */
#define CFD_PSEUDONYM_BYTES 16u
#define CFD_RECORD_ALIASES_MAX 3u /* further identities of one record that are kept */
#define CFD_FINDING_TERMS_MAX 8u
#define CFD_PATH_MAX_BYTES 512u /* a longer path is cut at the front of a segment and ends in ... */

enum cfd_format {
    CFD_FORMAT_JSON = 0,       /* one document */
    CFD_FORMAT_JSON_LINES = 1, /* one document a line; a broken line costs only itself */
    CFD_FORMAT_JSON_ANY = 2,   /* one document; if more follows it, lines from there on */
    CFD_FORMAT_CSV = 3,        /* from here on also a claim: what the first bytes say counts more */
    CFD_FORMAT_HTML = 4,
    CFD_FORMAT_SSE = 5,
    CFD_FORMAT_FORM = 6,
    CFD_FORMAT_TEXT = 7,
    CFD_FORMAT_ANY = 8,  /* nothing is claimed */
    CFD_FORMAT_NONE = 9, /* no text */
};

/* One term of the log-odds sum behind a decision. */
struct cfd_term {
    uint8_t id;     /* cfd_term_name() says it in words */
    int16_t weight; /* hundredths of a nat */
};

/* A value that was taken for personal data. Pointers are valid during the call only. */
struct cfd_finding {
    enum cfd_kind kind;
    enum cfd_kind_part part;
    uint16_t confidence_permille;
    bool is_role;          /* a role mailbox (info@, no-reply@): nobody's own address */
    uint64_t offset;       /* of the raw value without its quotes, from the body's first byte */
    uint64_t length;       /* of the raw value, in bytes of the body */
    struct cfd_bytes path; /* value[0].givenName; odd keys as ['a b'], identities as [*] */
    struct cfd_term terms[CFD_FINDING_TERMS_MAX];
    uint8_t term_count;
};

/* An identity as it stands in the body, to be turned into a pseudonym by the host. */
struct cfd_identity {
    enum cfd_kind kind;      /* customer_id, email, phone; person_name: together with employer */
    struct cfd_bytes value;  /* decoded text, UTF-8 as found */
    struct cfd_bytes second; /* the employer beside a person_name, else empty */
};

struct cfd_alias {
    enum cfd_kind kind;
    uint8_t pseudonym[CFD_PSEUDONYM_BYTES];
};

/* One record that holds personal data of somebody. */
struct cfd_record {
    cfd_kinds kinds;        /* all kinds found in it */
    enum cfd_kind identity; /* kind of the strongest identity; NONE: a mention, no person */
    bool has_subject;       /* false with an identity: the host has no key */
    bool is_contact;        /* 3 or more of name, employer, job title, e-mail, phone */
    uint8_t subject[CFD_PSEUDONYM_BYTES];
    struct cfd_alias aliases[CFD_RECORD_ALIASES_MAX];
    uint8_t alias_count;
    uint64_t offset; /* of the record's first field, from the body's first byte */
};

/* Where results go. Any member may be NULL. Called during feed and finish, in body order of the
 * records' ends; findings of a record come before the record. */
struct cfd_scan_sink {
    void (*on_finding)(void *ctx, const struct cfd_finding *finding);
    void (*on_record)(void *ctx, const struct cfd_record *record);
    /* Normalises and pseudonymises an identity. CFD_ERR_NOT_FOUND: this value identifies nobody
     * (the next weaker identity is tried). NULL: there is no key, persons count without subject. */
    enum cfd_status (*pseudonym)(void *ctx, const struct cfd_identity *identity,
                                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES]);
    void *ctx;
};

/* What keys mean, remembered from body to body: about 8 KB that scans of one thread share. Saves
 * time and changes no result. */
struct cfd_key_memory;

/* 0 and NULL mean the default. */
struct cfd_scan_options {
    enum cfd_format format;
    struct cfd_key_memory *key_memory; /* outlives the scan; NULL: none, each key is read anew */
    uint64_t body_bytes_max;           /* default 2^40 */
    uint64_t token_count_max;          /* default 2^40 */
};

/* What a scan has seen so far. */
struct cfd_scan_report {
    uint64_t body_bytes; /* fed; after a bad status those before the place where it ended */
    uint64_t token_count;
    uint64_t finding_count;
    uint64_t record_count;  /* records that name a person (identity is not NONE) */
    uint64_t mention_count; /* records with a name and no identity */
    uint64_t document_count;
    uint64_t broken_line_count; /* JSON lines only */
    uint64_t long_value_count;
    uint64_t broken_offset; /* where the body stopped being well-formed; valid with GAP_BROKEN */
    cfd_kinds kinds;
    cfd_gaps gaps; /* BROKEN, BUDGET, LONG_VALUE, FIELDS */
};

struct cfd_scan;

/* Makes a scan in memory of `alloc`. options may be NULL. The sink is copied.
 * CFD_ERR_MEMORY: no memory, nothing is made. */
CFD_CHECKED enum cfd_status cfd_scan_new(const struct cfd_scan_options *options,
                                         const struct cfd_scan_sink *sink,
                                         const struct cfd_alloc *alloc, struct cfd_scan **out_scan);

/* Makes ready for the next body: counts and state start anew, options and sink stay. */
void cfd_scan_reset(struct cfd_scan *scan);

/* Wipes and releases; takes NULL. */
void cfd_scan_free(struct cfd_scan *scan);

/* Reads the next bytes of the body. data may be NULL when data_bytes is 0; it is only read during
 * the call. CFD_OK; CFD_ERR_FORMAT: not well-formed, the records open at that point were closed
 * and told; CFD_ERR_LIMIT: a budget was spent, likewise; CFD_ERR_STATE: called after finish. */
CFD_CHECKED enum cfd_status cfd_scan_feed(struct cfd_scan *scan, const void *data,
                                          size_t data_bytes);

/* Ends the body: closes what is open and tells it. CFD_OK; CFD_ERR_FORMAT: the body ended in the
 * middle (a body of no bytes is broken, too: whoever allows it does not finish it).
 * CFD_ERR_STATE: called twice. */
CFD_CHECKED enum cfd_status cfd_scan_finish(struct cfd_scan *scan);

/* Counts so far; valid at any time until free. */
void cfd_scan_report(const struct cfd_scan *scan, struct cfd_scan_report *out_report);

/* CFD_ERR_MEMORY: nothing is made. free wipes and takes NULL. */
CFD_CHECKED enum cfd_status cfd_key_memory_new(const struct cfd_alloc *alloc,
                                               struct cfd_key_memory **out_memory);
void cfd_key_memory_free(struct cfd_key_memory *memory);

/* What a term of a decision means, in words; never NULL. */
const char *cfd_term_name(uint8_t term_id);

#ifdef __cplusplus
}
#endif

#endif
