/* SPDX-License-Identifier: Apache-2.0
 * Messages on SEQPACKET sockets that may carry one descriptor. Neither call waits. */
#ifndef CFD_DAEMON_COMMON_PASS_H
#define CFD_DAEMON_COMMON_PASS_H

#include <stddef.h>

#include <cofferdam/status.h>

/* passed_fd: it is lent; -1: none goes along. CFD_ERR_IO: errno. */
CFD_CHECKED enum cfd_status cfd_pass_send(int fd, const void *bytes, size_t byte_count,
                                          int passed_fd);

/* Takes a message of exactly byte_count bytes. out_passed_fd: the caller's to close, or -1.
 * CFD_ERR_NOT_FOUND: there is none yet; CFD_ERR_FORMAT: of another length, or with more than one
 * descriptor, and dropped with all it brought; CFD_ERR_IO: errno, or no other end any more. */
CFD_CHECKED enum cfd_status cfd_pass_receive(int fd, void *out_bytes, size_t byte_count,
                                             int *out_passed_fd);

#endif
