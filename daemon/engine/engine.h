/* SPDX-License-Identifier: Apache-2.0
 * The engine process: rings in, ledger out, answers to the api. The only writer of the ledger. */
#ifndef CFD_DAEMON_ENGINE_ENGINE_H
#define CFD_DAEMON_ENGINE_ENGINE_H

#include <cofferdam/settings.h>

/* Serves until SIGTERM or SIGINT. ring_fd: a listening SEQPACKET socket; api_fd: one end of a
 * SEQPACKET socket pair; key_fd: the worker key's file, or -1. The first two stay open for the next
 * engine: they are the monitor's; key_fd is closed once it is read. Returns the exit code of the process: 0 after a signal, 5 when the ledger is damaged, 3 for other reasons
 * that keep it from working (said on stderr). */
int cfd_engine_main(const struct cfd_settings *settings, int ring_fd, int api_fd, int key_fd);

#endif
