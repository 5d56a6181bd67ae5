/* SPDX-License-Identifier: Apache-2.0
 * An allocator that counts what is out and fails when told to: the n-th call only, or from then on. */
#ifndef CFD_TESTS_LIB_ALLOC_H
#define CFD_TESTS_LIB_ALLOC_H

#include <stdbool.h>

#include <cofferdam/bytes.h>

#include "tests/lib/test.h"

struct test_alloc {
    struct cfd_alloc alloc;
    uint64_t call_count;
    uint64_t live_count;
    uint64_t fail_at; /* number of the call, from 1; 0: never */
    bool is_for_ever;
};

static inline void *test_alloc_alloc(void *ctx, size_t size_bytes)
{
    struct test_alloc *alloc = ctx;
    void *memory;

    alloc->call_count++;
    if (alloc->fail_at != 0 && (alloc->call_count == alloc->fail_at ||
                                (alloc->is_for_ever && alloc->call_count > alloc->fail_at)))
        return NULL;
    memory = malloc(size_bytes);
    assert_non_null(memory);
    memset(memory, 0xa5, size_bytes); /* nobody may count on zeros */
    alloc->live_count++;
    return memory;
}

static inline void test_alloc_free(void *ctx, void *memory)
{
    struct test_alloc *alloc = ctx;

    if (memory == NULL)
        return;
    assert_true(alloc->live_count > 0);
    alloc->live_count--;
    free(memory);
}

static inline void test_alloc_init(struct test_alloc *alloc)
{
    memset(alloc, 0, sizeof(*alloc));
    alloc->alloc.alloc = test_alloc_alloc;
    alloc->alloc.free = test_alloc_free;
    alloc->alloc.ctx = alloc;
}

#endif
