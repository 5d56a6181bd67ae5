/* SPDX-License-Identifier: Apache-2.0
 * The allocator of hosts that have no pool of their own. */
#include <cofferdam/bytes.h>

#include <stdlib.h>

static void *libc_alloc(void *ctx, size_t size_bytes)
{
    (void)ctx;
    return malloc(size_bytes);
}

static void libc_free(void *ctx, void *memory)
{
    (void)ctx;
    free(memory);
}

const struct cfd_alloc cfd_alloc_libc = {libc_alloc, libc_free, NULL};
