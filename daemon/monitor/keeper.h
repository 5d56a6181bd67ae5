/* SPDX-License-Identifier: Apache-2.0
 * The rings the monitor keeps for the next engine (daemon/common/keep.h). */
#ifndef CFD_DAEMON_MONITOR_KEEPER_H
#define CFD_DAEMON_MONITOR_KEEPER_H

#include <stdbool.h>

#include "daemon/common/keep.h"

/* Each costs a descriptor; the engine holds at most as many rings. */
#define CFD_KEEPER_MAX 512u

struct cfd_keeper {
    struct {
        struct cfd_keep keep;
        int fd;
    } rings[CFD_KEEPER_MAX];
    uint32_t count;
    bool has_complained; /* of a ring too many */
};

/* Takes all that the engine has sent on this end of the pair. */
void cfd_keeper_take(struct cfd_keeper *keeper, int fd);

/* Says every hello again on the ring socket, and keeps nothing any more: the next engine finds them
 * there, and has them kept anew. */
void cfd_keeper_say_again(struct cfd_keeper *keeper, const char *socket_path);

#endif
