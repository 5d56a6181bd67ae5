/* SPDX-License-Identifier: Apache-2.0
 * How far each ring is in the log: a short list, the most recent mover at its end. */
#include <string.h>

#include "lib/ledger/log_inside.h"

static uint32_t position_of(const struct cfdi_rings *rings, const uint8_t ring_id[16])
{
    for (uint32_t i = rings->count; i > 0; i--) /* who moves often stands at the end */
        if (memcmp(rings->rings[i - 1].ring_id, ring_id, 16) == 0)
            return i - 1;
    return rings->count;
}

const struct cfd_log_ring *cfdi_rings_find(const struct cfdi_rings *rings,
                                           const uint8_t ring_id[16])
{
    uint32_t at = position_of(rings, ring_id);

    return at < rings->count ? &rings->rings[at] : NULL;
}

void cfdi_rings_move(struct cfdi_rings *rings, const struct cfd_log_ring *moved)
{
    uint32_t at = position_of(rings, moved->ring_id);

    if (at == CFD_LOG_RINGS_MAX)
        at = 0;
    else if (at == rings->count)
        rings->count++;
    memmove(&rings->rings[at], &rings->rings[at + 1],
            (rings->count - at - 1) * sizeof(rings->rings[0]));
    rings->rings[rings->count - 1] = *moved;
}

enum cfd_status cfd_log_ring_sequence(const struct cfd_log *log, const uint8_t ring_id[16],
                                      uint64_t *out_sequence)
{
    const struct cfd_log_ring *ring = cfdi_rings_find(&log->rings, ring_id);

    if (ring == NULL)
        return CFD_ERR_NOT_FOUND;
    *out_sequence = ring->sequence;
    return CFD_OK;
}
