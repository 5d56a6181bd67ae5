/* SPDX-License-Identifier: Apache-2.0
 * cofferdam help: the tables of commands and options, as text. */
#include <stdio.h>

#include "cli/command.h"

#define NAME_COLUMNS 12
#define OPTION_COLUMNS 26

static const char exit_codes[] = "exit codes:\n"
                                 "  0    done; nothing to report\n"
                                 "  1    found: scan only\n"
                                 "  2    wrong usage\n"
                                 "  3    could not do it, or not all of it\n"
                                 "  4    not permitted\n"
                                 "  130  interrupted\n";

static void put_option(const struct option_row *row)
{
    char name[64];
    char letter[8] = "    ";

    if (row->letter != 0)
        (void)snprintf(letter, sizeof(letter), "-%c, ", row->letter);
    (void)snprintf(name, sizeof(name), "%s--%s%s%s", letter, row->name,
                   row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
    printf("  %-*s %s\n", OPTION_COLUMNS, name, row->help);
}

static void put_options(unsigned groups)
{
    for (size_t i = 0; i < cfdi_option_row_count; i++)
        if (cfdi_option_rows[i].groups & groups)
            put_option(&cfdi_option_rows[i]);
}

void cfdi_help_all(void)
{
    printf("cofferdam: which personal data leaves through which API, and to whom\n\n"
           "usage: cofferdam [COMMAND] [options]\n\n");
    for (size_t i = 0; i < cfdi_command_count; i++)
        printf("  %-*s%s\n", NAME_COLUMNS, cfdi_commands[i].name, cfdi_commands[i].help);
    printf("\noptions of every command:\n");
    put_options(GROUP_ANY);
    printf("\n%s", exit_codes);
}

void cfdi_help_one(const struct command *command)
{
    printf("cofferdam %s: %s\n\nusage: cofferdam %s %s\n", command->name, command->help,
           command->name, command->synopsis);
    if (command->text != NULL)
        printf("\n%s\n", command->text);
    printf("\noptions:\n");
    put_options(command->groups | GROUP_ANY);
    printf("\nexamples:\n%s", command->examples);
}

enum exit_code cmd_help(struct run *run)
{
    const struct command *command;

    if (run->arg_count == 0) {
        cfdi_help_all();
        return EXIT_DONE;
    }
    command = cfdi_command_find(run->args[0]);
    if (command == NULL)
        return cfdi_fail_usage(run, cfdi_command_nearest(run->args[0]), "no command \"%s\"",
                               run->args[0]);
    cfdi_help_one(command);
    return EXIT_DONE;
}
