/* SPDX-License-Identifier: Apache-2.0
 * The struct travels as it stands: both ends are one program. */
#include "daemon/common/keep.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
    struct cmsghdr align;
    char space[CMSG_SPACE(sizeof(int))];
};

int cfd_keep_pass(int fd, const void *bytes, size_t byte_count, int passed_fd)
{
    union control control;
    struct iovec iov = {(void *)(uintptr_t)bytes, byte_count};
    struct msghdr header = {.msg_iov = &iov, .msg_iovlen = 1};

    if (passed_fd >= 0) {
        memset(&control, 0, sizeof(control));
        header.msg_control = &control;
        header.msg_controllen = sizeof(control);
        control.align.cmsg_level = SOL_SOCKET;
        control.align.cmsg_type = SCM_RIGHTS;
        control.align.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.align), &passed_fd, sizeof(int));
    }
    return sendmsg(fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)byte_count ? 0 : -1;
}

enum cfd_status cfd_keep_send(int fd, const struct cfd_keep *keep, int ring_fd)
{
    return cfd_keep_pass(fd, keep, sizeof(*keep), ring_fd) == 0 ? CFD_OK : CFD_ERR_IO;
}

/* The descriptor of a message, or -1. There is room for one, so the kernel drops any more. */
static int passed_descriptor(struct msghdr *header)
{
    const struct cmsghdr *part = CMSG_FIRSTHDR(header);
    int passed = -1;

    if (part != NULL && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS &&
        part->cmsg_len >= CMSG_LEN(sizeof(int)))
        memcpy(&passed, CMSG_DATA(part), sizeof(passed));
    return passed;
}

static bool makes_sense(const struct cfd_keep *keep, ssize_t bytes, int passed)
{
    return bytes == (ssize_t)sizeof(*keep) && ((keep->what == CFD_KEEP_RING && passed >= 0) ||
                                               (keep->what == CFD_KEEP_NO_MORE && passed < 0));
}

enum cfd_status cfd_keep_receive(int fd, struct cfd_keep *out_keep, int *out_ring_fd)
{
    union control control;
    struct cfd_keep keep;
    struct iovec iov = {&keep, sizeof(keep)};
    struct msghdr header = {.msg_iov = &iov,
                            .msg_iovlen = 1,
                            .msg_control = &control,
                            .msg_controllen = CMSG_LEN(sizeof(int))};
    ssize_t bytes = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    int passed;

    if (bytes < 0)
        return errno == EAGAIN || errno == EINTR ? CFD_ERR_NOT_FOUND : CFD_ERR_IO;
    if (bytes == 0)
        return CFD_ERR_IO; /* no other end */
    passed = passed_descriptor(&header);
    if (!makes_sense(&keep, bytes, passed)) {
        if (passed >= 0)
            (void)close(passed);
        return CFD_ERR_FORMAT;
    }
    *out_keep = keep;
    *out_ring_fd = passed;
    return CFD_OK;
}
