/* SPDX-License-Identifier: Apache-2.0
 * Under which users the processes run, and to which groups the sockets belong.
 *
 * Only root can give each process a user of its own. Elsewhere all of them run as who started the
 * daemon, and the sockets keep that user's group: fine for a trial, and said by `cofferdam doctor`.
 *
 *     monitor  root            opens, starts, starts again
 *     engine   engine_user     owns the state directory; gets the worker key as a descriptor
 *     api      api_user        owns nothing */
#ifndef CFD_DAEMON_MONITOR_USERS_H
#define CFD_DAEMON_MONITOR_USERS_H

#include <stdbool.h>
#include <sys/types.h>

#include <cofferdam/settings.h>

struct cfd_users {
    bool is_split; /* false: nothing below is used */
    uid_t engine_uid, api_uid;
    gid_t engine_gid, api_gid; /* of the processes */
    gid_t ring_socket_gid, api_socket_gid;
};

/* Looks the names of the settings up; needs no more than that the settings are good. A default name
 * that does not exist is warned about, and root's own takes its place; one that was set is an error.
 * Returns 0, or the exit code of the program (said on stderr). */
int cfd_users_find(const struct cfd_settings *settings, struct cfd_users *out_users);

/* Gives a directory and all below it to a user, unless the directory is that user's already. Links
 * are given away themselves and never followed. Returns 0, or -1 with errno. */
int cfd_users_give(const char *dir, uid_t uid, gid_t gid);

#endif
