/* SPDX-License-Identifier: Apache-2.0
 * The table of commands: main, help and completion read it, each cmd_<name>.c fills one row. */
#ifndef CFD_CLI_COMMAND_H
#define CFD_CLI_COMMAND_H

#include <stddef.h>

#include "cli/run.h"

struct command {
    const char *name;
    enum exit_code (*run)(struct run *run);
    const char *help;         /* one line */
    const char *synopsis;     /* what follows the name */
    const char *text;         /* some more sentences; NULL: the line says it all */
    const char *examples;     /* lines that can be typed, each with what it does */
    const char *const *verbs; /* ended by NULL; the first is meant when none is given; NULL: none */
    unsigned groups;          /* of options */
};

extern const struct command cfdi_commands[];
extern const size_t cfdi_command_count;

/* The command of that name, or NULL. */
const struct command *cfdi_command_find(const char *name);

/* The name that may have been meant, or NULL. */
const char *cfdi_command_nearest(const char *name);

/* Takes the verb from the front of the run's args. NULL: it is none of the command's; that has been
 * said, and the command is to answer EXIT_USAGE. */
const char *cfdi_command_take_verb(struct run *run);

/* Says that names were given where the command takes none. EXIT_DONE: there are none. */
enum exit_code cfdi_command_no_args(const struct run *run);

/* Writes the help of all, or of one, on stdout. */
void cfdi_help_all(void);
void cfdi_help_one(const struct command *command);

enum exit_code cmd_status(struct run *run);
enum exit_code cmd_scan(struct run *run);
enum exit_code cmd_explain(struct run *run);
enum exit_code cmd_endpoints(struct run *run);
enum exit_code cmd_consumers(struct run *run);
enum exit_code cmd_exposures(struct run *run);
enum exit_code cmd_gaps(struct run *run);
enum exit_code cmd_doctor(struct run *run);
enum exit_code cmd_key(struct run *run);
enum exit_code cmd_completion(struct run *run);
enum exit_code cmd_help(struct run *run);

#endif
