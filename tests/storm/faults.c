/* SPDX-License-Identifier: Apache-2.0
 * Loaded into nginx before everything else: makes 1 of 100 allocations fail, in nginx itself, in
 * its modules and in the libraries below them.
 *
 * Only processes that serve are hit: from its first accept4() on. A master never accepts, and a
 * worker whose start fails is not started again, which is nginx's business. Which calls fail follows
 * from their number, so that a run can be had again. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ONE_IN 100

/* glibc's own, below the names that are taken over here. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static int is_serving;
static uint64_t call_count;

static int fails(void)
{
    uint64_t mixed;

    if (!is_serving)
        return 0;
    mixed = ++call_count * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 32)) * 0xbf58476d1ce4e5b9u;
    if ((mixed >> 32) % ONE_IN != 0)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}

int posix_memalign(void **out_memory, size_t alignment, size_t size)
{
    void *memory = fails() ? NULL : __libc_memalign(alignment, size);

    if (memory == NULL)
        return ENOMEM;
    *out_memory = memory;
    return 0;
}

int accept4(int fd, struct sockaddr *address, socklen_t *address_bytes, int flags)
{
    int accepted = (int)syscall(SYS_accept4, fd, address, address_bytes, flags);

    is_serving |= accepted >= 0;
    return accepted;
}
