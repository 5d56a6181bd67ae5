/* SPDX-License-Identifier: Apache-2.0
 * A list by id. What is said again lies in the socket's backlog: hellos, and in each the ring. */
#include "daemon/monitor/keeper.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/common/message.h"
#include "daemon/common/pass.h"

static void forget(struct cfd_keeper *keeper, uint32_t place)
{
    (void)close(keeper->rings[place].fd);
    keeper->rings[place] = keeper->rings[--keeper->count];
}

static void forget_id(struct cfd_keeper *keeper, const uint8_t ring_id[CFD_RING_ID_BYTES])
{
    for (uint32_t i = 0; i < keeper->count; i++) {
        if (memcmp(keeper->rings[i].keep.ring_id, ring_id, CFD_RING_ID_BYTES) == 0) {
            forget(keeper, i);
            return;
        }
    }
}

static void add(struct cfd_keeper *keeper, const struct cfd_keep *keep, int fd)
{
    forget_id(keeper, keep->ring_id);
    if (keeper->count < CFD_KEEPER_MAX) {
        keeper->rings[keeper->count].keep = *keep;
        keeper->rings[keeper->count++].fd = fd;
        return;
    }
    (void)close(fd);
    if (!keeper->has_complained)
        cfd_message(CFD_MESSAGE_WARNING, "more than %u rings: a kill of the engine may lose some",
                    CFD_KEEPER_MAX);
    keeper->has_complained = true;
}

void cfd_keeper_take(struct cfd_keeper *keeper, int fd)
{
    struct cfd_keep keep;
    enum cfd_status status;
    int ring_fd;

    while ((status = cfd_keep_receive(fd, &keep, &ring_fd)) == CFD_OK || status == CFD_ERR_FORMAT) {
        if (status == CFD_ERR_FORMAT)
            continue;
        if (keep.what == CFD_KEEP_RING)
            add(keeper, &keep, ring_fd);
        else
            forget_id(keeper, keep.ring_id);
    }
}

/* The connection is closed at once: to the engine it is a worker that has left. */
static bool say(const struct sockaddr_un *address, const struct cfd_keep *keep, int ring_fd)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool is_said = fd >= 0 &&
                   connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 &&
                   cfd_pass_send(fd, keep->hello, sizeof(keep->hello), ring_fd) == CFD_OK;

    if (!is_said)
        cfd_message(CFD_MESSAGE_ERROR, "a ring is lost to the next engine: %s", strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    return is_said;
}

void cfd_keeper_say_again(struct cfd_keeper *keeper, const char *socket_path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    bool is_heard = true;

    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", socket_path);
    while (keeper->count > 0) {
        is_heard = is_heard && say(&address, &keeper->rings[keeper->count - 1].keep,
                                   keeper->rings[keeper->count - 1].fd);
        forget(keeper, keeper->count - 1);
    }
}
