/* SPDX-License-Identifier: Apache-2.0
 * cofferdam completion: scripts for three shells, made from the tables of commands and options. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static bool knows(const struct command *command, const struct option_row *row)
{
    return (row->groups & (command->groups | GROUP_ANY)) != 0;
}

static void put_values(const struct option_row *row)
{
    for (size_t place = 0; row->value_at(place) != NULL; place++)
        printf("%s%s", place > 0 ? " " : "", row->value_at(place));
}

static void put_words(const char *const *words)
{
    for (size_t i = 0; words != NULL && words[i] != NULL; i++)
        printf("%s%s", i > 0 ? " " : "", words[i]);
}

static void put_options(const struct command *command)
{
    for (size_t i = 0; i < cfdi_option_row_count; i++)
        if (knows(command, &cfdi_option_rows[i]))
            printf(" --%s", cfdi_option_rows[i].name);
}

static void put_command_names(const char *between)
{
    for (size_t i = 0; i < cfdi_command_count; i++)
        printf("%s%s", i > 0 ? between : "", cfdi_commands[i].name);
}

/* case arms `-o|--output) choices='text json' ;;` for options with a list of values; others that take
 * a value leave the word to the shell, which offers files. */
static void put_value_arms(void)
{
    for (size_t i = 0; i < cfdi_option_row_count; i++) {
        const struct option_row *row = &cfdi_option_rows[i];

        if (row->type == OPTION_FLAG)
            continue;
        printf("    ");
        if (row->letter != 0)
            printf("-%c|", row->letter);
        printf("--%s) ", row->name);
        if (row->value_at == NULL) {
            printf("is_file=yes ;;\n");
            continue;
        }
        printf("choices='");
        put_values(row);
        printf("' ;;\n");
    }
}

/* case arms `scan) options='...' verbs='...' ;;` */
static void put_command_arms(void)
{
    for (size_t i = 0; i < cfdi_command_count; i++) {
        const struct command *command = &cfdi_commands[i];

        printf("    %s) options='", command->name);
        put_options(command);
        printf("' verbs='");
        if (strcmp(command->name, "help") == 0)
            put_command_names(" ");
        else
            put_words(command->verbs);
        printf("' ;;\n");
    }
}

static void put_bash(void)
{
    printf("# bash completion for cofferdam\n"
           "_cofferdam()\n"
           "{\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local command='' word options='' verbs='' choices='' is_file=''\n"
           "    COMPREPLY=()\n"
           "    [ \"$previous\" != = ] || previous=${COMP_WORDS[COMP_CWORD-2]}\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case $word in\n        ");
    put_command_names("|");
    printf(") command=$word; break ;;\n"
           "        esac\n"
           "    done\n"
           "    case $previous in\n");
    put_value_arms();
    printf("    esac\n"
           "    [ -z \"$is_file\" ] || return 0\n"
           "    if [ -n \"$choices\" ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$current\")\n"
           "        return 0\n"
           "    fi\n"
           "    case ${command:-status} in\n");
    put_command_arms();
    printf("    esac\n"
           "    [ -n \"$command\" ] || verbs='");
    put_command_names(" ");
    printf("'\n"
           "    case $current in\n"
           "    -*) choices=$options ;;\n"
           "    *) choices=$verbs ;;\n"
           "    esac\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$current\")\n"
           "}\n"
           "complete -o default -F _cofferdam cofferdam\n");
}

static void put_zsh(void)
{
    printf("#compdef cofferdam\n"
           "_cofferdam()\n"
           "{\n"
           "    local current=$words[CURRENT] previous=$words[CURRENT-1]\n"
           "    local chosen='' word options='' verbs='' choices='' is_file=''\n"
           "    local -a typed\n"
           "    typed=(\"${(@)words[2,CURRENT-1]}\")\n"
           "    for word in $typed; do\n"
           "        case $word in\n        ");
    put_command_names("|");
    printf(") chosen=$word; break ;;\n"
           "        esac\n"
           "    done\n"
           "    case $previous in\n");
    put_value_arms();
    printf("    esac\n"
           "    if [[ -n $is_file ]]; then _files; return; fi\n"
           "    if [[ -n $choices ]]; then compadd -- ${=choices}; return; fi\n"
           "    case ${chosen:-status} in\n");
    put_command_arms();
    printf("    esac\n"
           "    [[ -n $chosen ]] || verbs='");
    put_command_names(" ");
    printf("'\n"
           "    case $current in\n"
           "    -*) compadd -- ${=options} ;;\n"
           "    *) if [[ -n $verbs ]]; then compadd -- ${=verbs}; else _files; fi ;;\n"
           "    esac\n"
           "}\n"
           "if [[ $funcstack[1] = _cofferdam ]]; then _cofferdam \"$@\"; "
           "else compdef _cofferdam cofferdam; fi\n");
}

static void put_fish_option(const struct command *command, const struct option_row *row)
{
    printf("complete -c cofferdam -n '__fish_seen_subcommand_from %s' -l %s", command->name,
           row->name);
    if (row->letter != 0)
        printf(" -s %c", row->letter);
    if (row->type != OPTION_FLAG)
        printf(" -r");
    if (row->value_at != NULL) {
        printf(" -f -a '");
        put_values(row);
        printf("'");
    }
    printf(" -d '%s'\n", row->help);
}

static void put_fish(void)
{
    printf("# fish completion for cofferdam\n");
    for (size_t i = 0; i < cfdi_command_count; i++) {
        const struct command *command = &cfdi_commands[i];

        printf("complete -c cofferdam -n __fish_use_subcommand -f -a %s -d '%s'\n", command->name,
               command->help);
        if (command->verbs != NULL) {
            printf("complete -c cofferdam -n '__fish_seen_subcommand_from %s' -f -a '",
                   command->name);
            put_words(command->verbs);
            printf("'\n");
        }
        for (size_t row = 0; row < cfdi_option_row_count; row++)
            if (knows(command, &cfdi_option_rows[row]))
                put_fish_option(command, &cfdi_option_rows[row]);
    }
}

enum exit_code cmd_completion(struct run *run)
{
    const char *shell;

    if (run->arg_count == 0)
        return cfdi_fail_usage(run, NULL, "for which shell? bash, zsh or fish");
    shell = cfdi_command_take_verb(run);
    if (shell == NULL || cfdi_command_no_args(run) != EXIT_DONE)
        return EXIT_USAGE;
    if (strcmp(shell, "bash") == 0)
        put_bash();
    else if (strcmp(shell, "zsh") == 0)
        put_zsh();
    else
        put_fish();
    return EXIT_DONE;
}
