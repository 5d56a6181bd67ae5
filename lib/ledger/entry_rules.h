/* SPDX-License-Identifier: Apache-2.0
 * Rules for values that several entry types have, the same for writing and for reading. */
#ifndef CFD_LIB_LEDGER_ENTRY_RULES_H
#define CFD_LIB_LEDGER_ENTRY_RULES_H

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <cofferdam/session.h>

#include "core/wire/codec.h"
#include "lib/ledger/entry.h"

#define CFDI_ALL_KINDS ((1u << CFD_KIND_COUNT) - 2u) /* NONE has no bit */

static_assert(CFD_GAP_COUNT <= 32, "a set of gaps is a u32");
static_assert(CFD_KIND_COUNT <= 16, "a set of kinds is a u16");

static inline bool cfdi_is_text(const char *text, size_t capacity_bytes)
{
    const char *end = memchr(text, 0, capacity_bytes);

    if (end == NULL)
        return false;
    for (; text < end; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

static inline bool cfdi_is_kind_set(cfd_kinds kinds)
{
    return (kinds & ~CFDI_ALL_KINDS) == 0;
}

static inline bool cfdi_is_identity(uint8_t identity)
{
    return identity > CFD_KIND_NONE && identity < CFD_KIND_COUNT;
}

static inline bool cfdi_is_act(uint8_t action, uint8_t basis)
{
    return action <= CFD_ACTION_PASS && basis <= CFD_BASIS_POSSIBLE;
}

static inline bool cfdi_is_zero(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static inline bool cfdi_is_version(uint16_t version)
{
    return version == CFD_ENTRY_VERSION;
}

static inline enum cfd_status cfdi_written(const struct cfd_writer *writer, size_t *out_bytes)
{
    if (writer->is_failed)
        return CFD_ERR_LIMIT;
    *out_bytes = writer->used_bytes;
    return CFD_OK;
}

static inline bool cfdi_is_read(const struct cfd_reader *reader)
{
    return !reader->is_failed && reader->left_bytes == 0;
}

#endif
