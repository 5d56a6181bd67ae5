/* SPDX-License-Identifier: Apache-2.0
 * A host for sessions: memory that counts and can fail, pseudonyms that repeat themselves, and the
 * parts of the last session kept. */
#ifndef CFD_TESTS_LIB_SESSION_LOG_H
#define CFD_TESTS_LIB_SESSION_LOG_H

#include <cofferdam/session.h>

#include "core/base/hash.h"

#include "tests/lib/test.h"

#include <stdbool.h>

#define PARTS_MAX 512u

/* A part, with what it points to copied. */
struct kept_part {
    struct cfd_part part;
    char endpoint[256];
    struct cfd_consumer consumers[CFD_CONSUMERS_MAX];
    struct cfd_subject subjects[CFD_PART_SUBJECTS_MAX];
    char groups[CFD_GROUPS_MAX][CFD_GROUP_BYTES];
};

struct host {
    struct cfd_alloc alloc;
    struct cfd_session_env env;
    size_t alloc_count, free_count, fail_at, taken_bytes;
    struct kept_part parts[PARTS_MAX];
    size_t part_count;
    size_t pseudonym_count;
};

static inline void *host_alloc(void *ctx, size_t size_bytes)
{
    struct host *host = ctx;

    if (++host->alloc_count == host->fail_at)
        return NULL;
    host->taken_bytes += size_bytes;
    return malloc(size_bytes);
}

static inline void host_free(void *ctx, void *memory)
{
    struct host *host = ctx;

    host->free_count += memory != NULL;
    free(memory);
}

static inline void host_hash(uint8_t kind, struct cfd_bytes a, struct cfd_bytes b,
                             uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    struct cfd_hash_key key = {kind, 2};
    uint64_t halves[2] = {cfd_siphash(&key, a.ptr, a.len), cfd_siphash(&key, b.ptr, b.len)};

    memcpy(out_pseudonym, halves, CFD_PSEUDONYM_BYTES);
}

static inline enum cfd_status host_pseudonym(void *ctx, const struct cfd_identity *identity,
                                             uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    struct host *host = ctx;

    host->pseudonym_count++;
    if (identity->value.len >= 6 && memcmp(identity->value.ptr, "nobody", 6) == 0)
        return CFD_ERR_NOT_FOUND;
    host_hash((uint8_t)identity->kind, identity->value, identity->second, out_pseudonym);
    return CFD_OK;
}

static inline void host_pseudonym_raw(void *ctx, uint8_t domain, struct cfd_bytes bytes,
                                      uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    host_hash(domain, bytes, bytes, out_pseudonym);
}

/* Laws of every part: numbered, one last, bounded, totals that only grow. */
static inline void host_check_part(const struct host *host, const struct cfd_part *part)
{
    const struct cfd_part *before =
        host->part_count > 0 ? &host->parts[host->part_count - 1].part : NULL;

    assert_int_equal(part->part_number, host->part_count);
    assert_true(part->subject_count <= CFD_PART_SUBJECTS_MAX);
    assert_true(part->is_last || part->subject_count == CFD_PART_SUBJECTS_MAX);
    assert_true(part->consumer_count <= CFD_CONSUMERS_MAX);
    assert_true(part->group_count <= CFD_GROUPS_MAX);
    assert_non_null(memchr(part->endpoint, '\0', 256));
    if (before == NULL)
        return;
    assert_false(before->is_last);
    assert_true(part->record_count >= before->record_count);
    assert_true(part->mention_count >= before->mention_count);
    assert_true(part->body_bytes >= before->body_bytes);
    assert_int_equal(part->gaps & before->gaps, before->gaps);
    assert_int_equal(part->kinds & before->kinds, before->kinds);
}

static inline void host_on_part(void *ctx, const struct cfd_part *part)
{
    struct host *host = ctx;
    struct kept_part *kept = &host->parts[host->part_count];

    assert_true(host->part_count < PARTS_MAX);
    host_check_part(host, part);
    host->part_count++;
    kept->part = *part;
    (void)snprintf(kept->endpoint, sizeof(kept->endpoint), "%s", part->endpoint);
    memcpy(kept->consumers, part->consumers, part->consumer_count * sizeof(part->consumers[0]));
    memcpy(kept->subjects, part->subjects, part->subject_count * sizeof(part->subjects[0]));
    memcpy(kept->groups, part->groups, part->group_count * sizeof(part->groups[0]));
}

static inline void host_open(struct host *host)
{
    memset(host, 0, sizeof(*host));
    host->alloc = (struct cfd_alloc){host_alloc, host_free, host};
    host->env = (struct cfd_session_env){.alloc = &host->alloc,
                                         .pseudonym = host_pseudonym,
                                         .pseudonym_raw = host_pseudonym_raw,
                                         .on_part = host_on_part,
                                         .ctx = host};
}

static inline bool host_is_subject(const struct cfd_subject *subject, enum cfd_kind kind,
                                   const char *value)
{
    uint8_t pseudonym[CFD_PSEUDONYM_BYTES];

    host_hash((uint8_t)kind, cfd_bytes_str(value), cfd_bytes_of(NULL, 0), pseudonym);
    return subject->identity == kind &&
           memcmp(subject->pseudonym, pseudonym, CFD_PSEUDONYM_BYTES) == 0;
}

#endif
