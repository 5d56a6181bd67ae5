/* SPDX-License-Identifier: Apache-2.0
 * The api process: answers questions over HTTP by asking the engine.
 *
 * It parses what strangers send, so it holds nothing worth taking: no key, no file, no ledger; only
 * the listening socket, the clients' connections and one end of a socket pair to the engine. One
 * loop, and nothing in it waits: a request that asks the engine is put aside until the answer
 * comes or 2 s are over. Nothing about a request is ever logged. */
#ifndef CFD_DAEMON_API_API_H
#define CFD_DAEMON_API_API_H

/* Serves until SIGTERM or SIGINT, or until the engine's end of the pair is closed for good.
 * listen_fd: a unix stream socket that listens; engine_fd: a SOCK_SEQPACKET socket whose other end
 * the engine reads (core/wire/query.h). Both are closed before this returns; neither is shut down,
 * so that the caller's copy of the listening socket keeps its clients waiting for the next api.
 * Returns the exit code of the process: 0 after a signal, with what was asked answered; 1 when it
 * could not start or the engine's end is gone, said in one line on stderr. */
int cfd_api_main(int listen_fd, int engine_fd);

#endif
