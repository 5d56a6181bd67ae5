/* SPDX-License-Identifier: Apache-2.0
 * Random bytes straight from the kernel: no state of ours that a fork could double. */
#include <cofferdam/key.h>

#include <errno.h>
#include <sys/random.h>

enum cfd_status cfd_random(void *out, size_t out_bytes)
{
    uint8_t *at = out;
    ssize_t got;

    while (out_bytes > 0) {
        got = getrandom(at, out_bytes, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return CFD_ERR_IO;
        at += got;
        out_bytes -= (size_t)got;
    }
    return CFD_OK;
}
