/* SPDX-License-Identifier: Apache-2.0
 * The monitor: opens what the other processes need, starts them, starts them again. It parses
 * nothing that comes from outside. */
#ifndef CFD_DAEMON_MONITOR_MONITOR_H
#define CFD_DAEMON_MONITOR_MONITOR_H

#include <cofferdam/settings.h>

/* Descriptors a child process finds, in this order, after the three of stdio. */
#define CFD_CHILD_LISTEN_FD 3 /* engine: ring socket; api: HTTP socket */
#define CFD_CHILD_PAIR_FD 4   /* its end of the pair between engine and api */
#define CFD_CHILD_KEY_FD 5    /* engine: the worker key's file; not open: there is none */
#define CFD_CHILD_KEEP_FD 6   /* engine: where it says which rings to keep (common/keep.h) */

/* Runs until SIGTERM or SIGINT. config_path: what children are started with; NULL: no file.
 * Returns the exit code of the program: 0 after a signal; 2 when the settings name a user or a group
 * that is not there; 3 when something could not be opened or
 * another daemon holds the run directory; 5 when the engine found the ledger damaged. */
int cfd_monitor_main(const struct cfd_settings *settings, const char *config_path);

#endif
