/* SPDX-License-Identifier: Apache-2.0
 * Lines on stderr.
 *
 * The role is the one global of the daemon: stderr is one per process too, and a line must be
 * possible from everywhere, also where nothing could be handed in yet. */
#include "daemon/common/message.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *message_role;
static bool message_is_journal;

/* JOURNAL_STREAM is DEVICE:INODE of the stream systemd made; a redirected stderr is another one. */
static bool stderr_is_journal(void)
{
    const char *text = getenv("JOURNAL_STREAM");
    uint64_t device, inode;
    struct stat status;

    if (text == NULL || sscanf(text, "%" SCNu64 ":%" SCNu64, &device, &inode) != 2)
        return false;
    return fstat(STDERR_FILENO, &status) == 0 && (uint64_t)status.st_dev == device &&
           (uint64_t)status.st_ino == inode;
}

void cfd_message_open(const char *role)
{
    message_role = role;
    message_is_journal = stderr_is_journal();
}

/* What snprintf really wrote, of what it says it would have. */
static size_t written(int wanted, size_t capacity_bytes)
{
    if (wanted < 0)
        return 0;
    return (size_t)wanted < capacity_bytes ? (size_t)wanted : capacity_bytes - 1;
}

static size_t put_head(char *line, size_t capacity_bytes, enum cfd_message_priority priority)
{
    size_t used = 0;

    if (message_is_journal)
        used = written(snprintf(line, capacity_bytes, "<%d>", (int)priority), capacity_bytes);
    if (message_role == NULL)
        return used + written(snprintf(line + used, capacity_bytes - used, "cofferdamd: "),
                              capacity_bytes - used);
    return used +
           written(snprintf(line + used, capacity_bytes - used, "cofferdamd[%s]: ", message_role),
                   capacity_bytes - used);
}

void cfd_message(enum cfd_message_priority priority, const char *format, ...)
{
    int saved_errno = errno;
    char line[CFD_MESSAGE_LINE_BYTES];
    size_t used = put_head(line, sizeof(line), priority);
    va_list args;

    va_start(args, format);
    used += written(vsnprintf(line + used, sizeof(line) - used, format, args), sizeof(line) - used);
    va_end(args);
    for (size_t i = 0; i < used; i++) {
        if ((uint8_t)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = ' ';
    }
    line[used] = '\n';
    if (write(STDERR_FILENO, line, used + 1) < 0)
        line[0] = '\0'; /* there is no other place to say so */
    errno = saved_errno;
}
