/* SPDX-License-Identifier: Apache-2.0
 * The struct travels as it stands: both ends are one program. */
#include "daemon/common/keep.h"

#include <stdbool.h>
#include <unistd.h>

#include "daemon/common/pass.h"

enum cfd_status cfd_keep_send(int fd, const struct cfd_keep *keep, int ring_fd)
{
    return cfd_pass_send(fd, keep, sizeof(*keep), ring_fd);
}

static bool makes_sense(const struct cfd_keep *keep, int passed)
{
    return (keep->what == CFD_KEEP_RING && passed >= 0) ||
           (keep->what == CFD_KEEP_NO_MORE && passed < 0);
}

enum cfd_status cfd_keep_receive(int fd, struct cfd_keep *out_keep, int *out_ring_fd)
{
    struct cfd_keep keep;
    int passed;

    CFD_TRY(cfd_pass_receive(fd, &keep, sizeof(keep), &passed));
    if (!makes_sense(&keep, passed)) {
        if (passed >= 0)
            (void)close(passed);
        return CFD_ERR_FORMAT;
    }
    *out_keep = keep;
    *out_ring_fd = passed;
    return CFD_OK;
}
