/* SPDX-License-Identifier: Apache-2.0
 * Sums and products of sizes that say when they would wrap. */
#ifndef CFD_CORE_BASE_CHECKED_H
#define CFD_CORE_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

static inline bool cfd_add_ok(size_t a, size_t b, size_t *out_sum)
{
    return !__builtin_add_overflow(a, b, out_sum);
}

static inline bool cfd_mul_ok(size_t a, size_t b, size_t *out_product)
{
    return !__builtin_mul_overflow(a, b, out_product);
}

#endif
