/* SPDX-License-Identifier: Apache-2.0
 * The names of a table's columns, in bounded memory: those past the bounds are empty. */
#ifndef CFD_CORE_DECODE_NAMES_H
#define CFD_CORE_DECODE_NAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cofferdam/bytes.h>

#define CFDI_NAMES_MAX 64u      /* real tables have fewer columns; wider ones are measurements */
#define CFDI_NAMES_BYTES 1024u  /* 64 names of 16 bytes */
#define CFDI_NAME_MAX_BYTES 64u /* as CFD_KEY_READ_MAX_BYTES: longer keys claim nothing */

struct cfdi_names {
    uint16_t count; /* columns, named or not */
    uint16_t ends[CFDI_NAMES_MAX];
    uint8_t bytes[CFDI_NAMES_BYTES];
};

static inline void cfdi_names_clear(struct cfdi_names *names)
{
    names->count = 0;
}

/* The next column's name; one that is too long or has no room is empty. */
static inline void cfdi_names_add(struct cfdi_names *names, struct cfd_bytes name)
{
    uint16_t used_bytes = names->count == 0 ? 0 : names->ends[names->count - 1];

    if (names->count == CFDI_NAMES_MAX)
        return;
    if (name.len <= CFDI_NAME_MAX_BYTES && name.len <= CFDI_NAMES_BYTES - used_bytes) {
        memmove(names->bytes + used_bytes, name.ptr, name.len);
        used_bytes = (uint16_t)(used_bytes + name.len);
    }
    names->ends[names->count++] = used_bytes;
}

/* Empty for a column that has none. */
static inline struct cfd_bytes cfdi_names_get(const struct cfdi_names *names, uint32_t column)
{
    uint16_t from;

    if (column >= names->count)
        return cfd_bytes_of(names->bytes, 0);
    from = column == 0 ? 0 : names->ends[column - 1];
    return cfd_bytes_of(names->bytes + from, (size_t)(names->ends[column] - from));
}

#endif
