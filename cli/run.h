/* SPDX-License-Identifier: Apache-2.0
 * What every command is handed, and how it speaks to the person in front of it.
 *
 * Data goes to stdout and nothing else does. What went wrong goes to stderr, once, at the place that
 * decides what to do; with -o json as one JSON object. Notes are for people: --quiet and -o json
 * leave them out. */
#ifndef CFD_CLI_RUN_H
#define CFD_CLI_RUN_H

#include <stdbool.h>

#include <cofferdam/status.h>

#include "cli/options.h"

/* Documented, stable, and the same for every command. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_FOUND = 1,
    EXIT_USAGE = 2,
    EXIT_COULD_NOT = 3,
    EXIT_DENIED = 4,
    EXIT_INTERRUPTED = 130,
};

struct command;

struct run {
    struct options options;
    const struct command *command;
    char **args; /* what is neither option nor command, in order */
    int arg_count;
    struct cfd_error *kept; /* failures go there instead of to stderr; NULL: they are said */
};

/* Says `cofferdam: TEXT (hint)` and answers `code`, so that a command can return it. hint may be
 * NULL. Control characters in the text are made visible: it may hold names of files. */
enum exit_code cfdi_fail(const struct run *run, enum exit_code code, const char *hint,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same for wrong usage, with the command's name in front and its help as the hint. nearest may
 * be NULL, else it is proposed. */
enum exit_code cfdi_fail_usage(const struct run *run, const char *nearest, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether notes are wanted. */
bool cfdi_notes_are_wanted(const struct run *run);

/* Makes SIGINT set a flag that ends the work in order. */
void cfdi_interrupt_catch(void);
bool cfdi_is_interrupted(void);

/* Waits until a read of fd would not wait. False: interrupted. */
bool cfdi_interrupt_wait(int fd);

#endif
