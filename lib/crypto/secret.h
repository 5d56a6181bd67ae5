/* SPDX-License-Identifier: Apache-2.0
 * Memory for keys: pages of their own that stay out of core files and, where the limits allow it,
 * out of swap; for this folder and its tests. */
#ifndef CFD_LIB_CRYPTO_SECRET_H
#define CFD_LIB_CRYPTO_SECRET_H

#include <stddef.h>

/* Zeroed memory of whole pages. NULL: there is none. */
void *cfdi_secret_new(size_t size_bytes);

/* Asks that the pages stay out of swap, which a fork does not inherit. */
void cfdi_secret_lock(const void *secret, size_t size_bytes);

/* Wipes and releases; takes NULL. */
void cfdi_secret_free(void *secret, size_t size_bytes);

#endif
