/* SPDX-License-Identifier: Apache-2.0
 * Failures on stderr, as a line for people or an object for programs. */
#include "cli/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/write.h"

#define MESSAGE_BYTES 1024u /* a longer one is cut: file names alone may have 4,096 */

static void put_line(const char *text, const char *hint)
{
    fputs("cofferdam: ", stderr);
    cfdi_put_shown(stderr, cfd_bytes_str(text));
    if (hint != NULL) {
        fputs(" (", stderr);
        cfdi_put_shown(stderr, cfd_bytes_str(hint));
        fputs(")", stderr);
    }
    fputs("\n", stderr);
}

static void put_object(enum exit_code code, const char *text, const char *hint)
{
    fprintf(stderr,
            "{\"schema\":\"cofferdam.error/1\",\"version\":\"%s\",\"message\":", CFD_VERSION);
    cfdi_put_json(stderr, cfd_bytes_str(text));
    fputs(",\"hint\":", stderr);
    if (hint != NULL)
        cfdi_put_json(stderr, cfd_bytes_str(hint));
    else
        fputs("null", stderr);
    fprintf(stderr, ",\"exit\":%d}\n", (int)code);
}

static enum exit_code say(const struct run *run, enum exit_code code, const char *text,
                          const char *hint)
{
    if (run->kept != NULL)
        cfd_error_set(run->kept, 0, "%s", text);
    else if (run->options.format == FORMAT_JSON)
        put_object(code, text, hint);
    else
        put_line(text, hint);
    return code;
}

enum exit_code cfdi_fail(const struct run *run, enum exit_code code, const char *hint,
                         const char *format, ...)
{
    char text[MESSAGE_BYTES];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return say(run, code, text, hint);
}

enum exit_code cfdi_fail_usage(const struct run *run, const char *nearest, const char *format, ...)
{
    char text[MESSAGE_BYTES];
    char hint[256];
    const char *command = run->command == NULL ? "" : run->command->name;
    size_t used = 0;
    va_list args;

    if (run->command != NULL)
        used = (size_t)snprintf(text, sizeof(text), "%s: ", command);
    va_start(args, format);
    (void)vsnprintf(text + used, sizeof(text) - used, format, args);
    va_end(args);
    if (nearest != NULL)
        (void)snprintf(hint, sizeof(hint), "did you mean %s?", nearest);
    else
        (void)snprintf(hint, sizeof(hint), "see: cofferdam help%s%s", *command ? " " : "", command);
    return say(run, EXIT_USAGE, text, hint);
}

bool cfdi_notes_are_wanted(const struct run *run)
{
    return !run->options.is_quiet && run->options.format != FORMAT_JSON;
}
