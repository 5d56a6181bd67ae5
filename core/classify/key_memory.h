/* SPDX-License-Identifier: Apache-2.0
 * What keys mean, remembered: the same few keys come again in every record of every body.
 *
 * A table of CFD_KEY_MEMORY_SLOTS slots, each key in one place, the last one stays. What a key
 * means depends on the key alone, so that it makes no difference to a result what is remembered.
 * Keys of more than CFD_SHORT_TEXT_MAX_BYTES are read each time; so
 * should be those that may be an identity themselves. */
#ifndef CFD_CORE_CLASSIFY_KEY_MEMORY_H
#define CFD_CORE_CLASSIFY_KEY_MEMORY_H

#include <cofferdam/scan.h>

#include "core/classify/key.h"

#define CFD_KEY_MEMORY_SLOTS 256u /* a power of two: an API speaks some hundred keys */

/* As cfd_key_read; memory may be NULL. */
struct cfd_key_reading cfd_key_memory_read(struct cfd_key_memory *memory, struct cfd_bytes key);

#endif
