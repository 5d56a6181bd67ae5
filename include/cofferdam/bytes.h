/* SPDX-License-Identifier: Apache-2.0
 * A borrowed run of bytes, and the memory that objects of the core live in. */
#ifndef CFD_BYTES_H
#define CFD_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes owned by somebody else; ptr may be NULL only when len is 0. len is in bytes. */
struct cfd_bytes {
    const uint8_t *ptr;
    size_t len;
};

/* Memory of the host. alloc answers NULL when there is none; free takes what alloc gave, or NULL.
 * A host with a pool (nginx) may leave free as a no-op. */
struct cfd_alloc {
    void *(*alloc)(void *ctx, size_t size_bytes);
    void (*free)(void *ctx, void *memory);
    void *ctx;
};

/* malloc and free of libc. */
extern const struct cfd_alloc cfd_alloc_libc;

static inline struct cfd_bytes cfd_bytes_of(const void *ptr, size_t len)
{
    struct cfd_bytes bytes = {(const uint8_t *)ptr, len};

    return bytes;
}

static inline struct cfd_bytes cfd_bytes_str(const char *text)
{
    return cfd_bytes_of(text, text == NULL ? 0 : strlen(text));
}

static inline int cfd_bytes_equal(struct cfd_bytes a, struct cfd_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Overwrites secrets so that no compiler leaves them behind. */
static inline void cfd_wipe(void *memory, size_t size_bytes)
{
    memset(memory, 0, size_bytes);
    __asm__ __volatile__("" : : "r"(memory) : "memory");
}

#ifdef __cplusplus
}
#endif

#endif
