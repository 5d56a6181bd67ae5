/* SPDX-License-Identifier: Apache-2.0
 * The engine process: rings in, ledger out, answers to the api. The only writer of the ledger. */
#ifndef CFD_DAEMON_ENGINE_ENGINE_H
#define CFD_DAEMON_ENGINE_ENGINE_H

#include <cofferdam/settings.h>

/* What the monitor hands an engine. The sockets stay open for the next one: they are the monitor's. */
struct cfd_engine_fds {
    int rings; /* a SEQPACKET socket that listens: workers come there */
    int api;   /* one end of a SEQPACKET socket pair */
    int key;   /* the worker key's file, closed once it is read; -1: there is none */
    int keep;  /* one end of a SEQPACKET socket pair to the monitor (daemon/common/keep.h) */
};

/* Serves until SIGTERM or SIGINT. Returns the exit code of the process: 0 after a signal, 5 when the
 * ledger is damaged, 3 for other reasons that keep it from working (said on stderr). */
int cfd_engine_main(const struct cfd_settings *settings, const struct cfd_engine_fds *fds);

#endif
