/* SPDX-License-Identifier: Apache-2.0
 * The room for descriptors is told to the kernel as that of one: it drops any further itself, and
 * says so. */
#include "daemon/common/pass.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
    struct cmsghdr align;
    char space[CMSG_SPACE(sizeof(int))];
};

enum cfd_status cfd_pass_send(int fd, const void *bytes, size_t byte_count, int passed_fd)
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
    return sendmsg(fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)byte_count ? CFD_OK
                                                                                    : CFD_ERR_IO;
}

/* The descriptor of a message, or -1. */
static int passed_descriptor(struct msghdr *header)
{
    const struct cmsghdr *part = CMSG_FIRSTHDR(header);
    int passed = -1;

    if (part != NULL && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS &&
        part->cmsg_len >= CMSG_LEN(sizeof(int)))
        memcpy(&passed, CMSG_DATA(part), sizeof(passed));
    return passed;
}

enum cfd_status cfd_pass_receive(int fd, void *out_bytes, size_t byte_count, int *out_passed_fd)
{
    union control control;
    struct iovec iov = {out_bytes, byte_count};
    struct msghdr header = {.msg_iov = &iov,
                            .msg_iovlen = 1,
                            .msg_control = &control,
                            .msg_controllen = CMSG_LEN(sizeof(int))};
    ssize_t received = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    int passed;

    if (received <= 0)
        return received < 0 && (errno == EAGAIN || errno == EINTR) ? CFD_ERR_NOT_FOUND : CFD_ERR_IO;
    passed = passed_descriptor(&header);
    if ((size_t)received == byte_count && (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0) {
        *out_passed_fd = passed;
        return CFD_OK;
    }
    if (passed >= 0)
        (void)close(passed);
    return CFD_ERR_FORMAT;
}
