/* SPDX-License-Identifier: Apache-2.0
 * Names become numbers once, at the start: later restarts ask no directory service. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "daemon/monitor/users.h"

#include <errno.h>
#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/message.h"

#define EXIT_USAGE 2
#define OPEN_DIRS_MAX 16
#define ID_MAX 4294967294ul /* the next one means "leave it" to chown */

/* A number stands for itself, whether or not a name belongs to it. */
static bool read_number(const char *name, unsigned long *out_number)
{
    char *end;

    errno = 0;
    *out_number = strtoul(name, &end, 10);
    return name[0] >= '0' && name[0] <= '9' && *end == '\0' && errno == 0 && *out_number <= ID_MAX;
}

static bool is_default(size_t offset, const char *name)
{
    for (size_t i = 0; i < cfd_setting_row_count; i++)
        if (cfd_setting_rows[i].offset == offset)
            return strcmp(cfd_setting_rows[i].default_text, name) == 0;
    return false;
}

/* What a name that does not exist means. */
static int missing(const struct cfd_settings *settings, const char *name, const char *setting,
                   const char *consequence)
{
    size_t offset = (size_t)(name - (const char *)settings);

    if (!is_default(offset, name)) {
        cfd_message(CFD_MESSAGE_ERROR, "%s: there is no \"%s\" on this machine", setting, name);
        return EXIT_USAGE;
    }
    cfd_message(CFD_MESSAGE_WARNING, "%s: there is no \"%s\" on this machine; %s", setting, name,
                consequence);
    return 0;
}

static int find_user(const struct cfd_settings *settings, const char *name, const char *setting,
                     uid_t *out_uid, gid_t *out_gid)
{
    const struct passwd *user = getpwnam(name);
    unsigned long number;

    if (user != NULL) {
        *out_uid = user->pw_uid;
        *out_gid = user->pw_gid;
        return 0;
    }
    if (read_number(name, &number)) {
        user = getpwuid((uid_t)number);
        *out_uid = (uid_t)number;
        *out_gid = user != NULL ? user->pw_gid : (gid_t)number;
        return 0;
    }
    return missing(settings, name, setting, "that process runs as root (useradd --system it)");
}

static int find_group(const struct cfd_settings *settings, const char *name, const char *setting,
                      gid_t *out_gid)
{
    const struct group *group = getgrnam(name);
    unsigned long number;

    if (group != NULL) {
        *out_gid = group->gr_gid;
        return 0;
    }
    if (read_number(name, &number)) {
        *out_gid = (gid_t)number;
        return 0;
    }
    return missing(settings, name, setting, "only root may connect there (groupadd --system it)");
}

int cfd_users_find(const struct cfd_settings *settings, struct cfd_users *out_users)
{
    struct cfd_users users = {.is_split = geteuid() == 0};
    int code = 0;

    if (users.is_split) {
        code = find_user(settings, settings->engine_user, "engine_user", &users.engine_uid,
                         &users.engine_gid);
        if (code == 0)
            code =
                find_user(settings, settings->api_user, "api_user", &users.api_uid, &users.api_gid);
        if (code == 0)
            code = find_group(settings, settings->ring_group, "ring_group", &users.ring_socket_gid);
        if (code == 0)
            code = find_group(settings, settings->api_group, "api_group", &users.api_socket_gid);
    }
    if (code == 0)
        *out_users = users;
    return code;
}

/* nftw hands its function no context. */
static uid_t new_uid;
static gid_t new_gid;

static int give_one(const char *path, const struct stat *facts, int type, struct FTW *place)
{
    (void)facts;
    (void)type;
    (void)place;
    return lchown(path, new_uid, new_gid);
}

int cfd_users_give(const char *dir, uid_t uid, gid_t gid)
{
    struct stat facts;

    if (stat(dir, &facts) != 0)
        return -1;
    if (facts.st_uid == uid)
        return 0;
    new_uid = uid;
    new_gid = gid;
    /* depth first: a walk that breaks off leaves the directory itself, so the next start goes on */
    return nftw(dir, give_one, OPEN_DIRS_MAX, FTW_PHYS | FTW_DEPTH | FTW_MOUNT);
}
