/* SPDX-License-Identifier: Apache-2.0
 * cofferdam: the command line. Finds the command, checks that it knows the options, runs it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/command.h"

#define COMMAND_DEFAULT "status"

/* How an error is to be said must be known before the words are read: they may be the error. */
static bool wants_json(int word_count, char **words)
{
    for (int i = 0; i < word_count && strcmp(words[i], "--") != 0; i++) {
        const char *next = i + 1 < word_count ? words[i + 1] : "";

        if (strcmp(words[i], "-ojson") == 0 || strcmp(words[i], "--output=json") == 0)
            return true;
        if ((strcmp(words[i], "-o") == 0 || strcmp(words[i], "--output") == 0) &&
            strcmp(next, "json") == 0)
            return true;
    }
    return false;
}

/* "scan and explain" for an option that those know. */
static void list_owners(const struct option_row *row, char *out, size_t out_bytes)
{
    size_t used = 0;
    bool is_first = true;

    for (size_t i = 0; i < cfdi_command_count && used < out_bytes; i++) {
        if (!(cfdi_commands[i].groups & row->groups))
            continue;
        used += (size_t)snprintf(out + used, out_bytes - used, "%s%s", is_first ? "" : ", ",
                                 cfdi_commands[i].name);
        is_first = false;
    }
}

static enum exit_code check_groups(const struct run *run)
{
    for (size_t i = 0; i < cfdi_option_row_count; i++) {
        const struct option_row *row = &cfdi_option_rows[i];
        char owners[160] = "";

        if (!(run->options.given >> i & 1u) || (row->groups & (run->command->groups | GROUP_ANY)))
            continue;
        list_owners(row, owners, sizeof(owners));
        return cfdi_fail_usage(run, NULL, "--%s exists for %s only", row->name, owners);
    }
    return EXIT_DONE;
}

static enum exit_code find_command(struct run *run)
{
    const char *name = COMMAND_DEFAULT;

    if (run->arg_count > 0) {
        name = run->args[0];
        run->args++;
        run->arg_count--;
    }
    run->command = cfdi_command_find(name);
    if (run->command != NULL)
        return EXIT_DONE;
    return cfdi_fail_usage(run, cfdi_command_nearest(name), "unknown command \"%s\"", name);
}

static enum exit_code dispatch(struct run *run)
{
    bool has_command = run->arg_count > 0;
    enum exit_code code;

    if (run->options.wants_version) {
        printf("cofferdam %s\n", CFD_VERSION);
        return EXIT_DONE;
    }
    code = find_command(run);
    if (code != EXIT_DONE)
        return code;
    if (run->options.wants_help) {
        if (has_command)
            cfdi_help_one(run->command);
        else
            cfdi_help_all();
        return EXIT_DONE;
    }
    code = check_groups(run);
    return code == EXIT_DONE ? run->command->run(run) : code;
}

/* The command a fault is told under: the first word that is one. */
static void guess_command(struct run *run, int word_count, char **words)
{
    for (int i = 0; i < word_count && run->command == NULL; i++)
        run->command = cfdi_command_find(words[i]);
}

static enum exit_code start(struct run *run, int word_count, char **words)
{
    struct usage_fault fault = {0};

    cfdi_options_default(&run->options);
    if (cfdi_options_parse(word_count, words, &run->options, run->args, &run->arg_count, &fault) ==
        CFD_OK)
        return dispatch(run);
    guess_command(run, word_count, words);
    run->options.format = wants_json(word_count, words) ? FORMAT_JSON : FORMAT_TEXT;
    return cfdi_fail_usage(run, fault.nearest[0] != '\0' ? fault.nearest : NULL, "%s",
                           fault.error.text);
}

/* What could not be written was not done. */
static enum exit_code flush(const struct run *run, enum exit_code code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    return cfdi_fail(run, EXIT_COULD_NOT, NULL, "stdout: %s", strerror(errno));
}

int main(int argc, char **argv)
{
    const struct rlimit no_core = {0, 0}; /* bodies and keys are in this memory */
    char **args = calloc((size_t)argc + 1, sizeof(*args));
    struct run run = {.args = args};
    enum exit_code code;

    (void)setrlimit(RLIMIT_CORE, &no_core);
    if (args == NULL)
        return EXIT_COULD_NOT;
    cfdi_interrupt_catch();
    code = flush(&run, start(&run, argc > 0 ? argc - 1 : 0, argv + (argc > 0)));
    free(args);
    return (int)code;
}
