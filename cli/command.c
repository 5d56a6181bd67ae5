/* SPDX-License-Identifier: Apache-2.0
 * The commands, in the order of the help. */
#include "cli/command.h"

#include <string.h>

#include <cofferdam/text.h>

#define NAMES_MAX 32u
#define LIST_GROUPS (GROUP_OUTPUT | GROUP_FIELDS | GROUP_DAEMON | GROUP_TIME | GROUP_LIST)

static const char *const list_verbs[] = {"list", NULL};
static const char *const key_verbs[] = {"list", "new", NULL};
static const char *const shells[] = {"bash", "zsh", "fish", NULL};

const struct command cfdi_commands[] = {
    {"status", cmd_status, "is it watching, what did it see, what did it not see", "[options]",
     "Without a command, this one is meant.",
     "  cofferdam\n"
     "  cofferdam status -o json | jq .last_24h.persons\n",
     NULL, GROUP_OUTPUT | GROUP_DAEMON | GROUP_TIME},
    {"scan", cmd_scan, "find personal data in files, without the daemon",
     "[options] [FILE|DIR|-]...",
     "Reads JSON, JSON lines, HTTP messages and HAR, told apart by their first bytes, in pieces;\n"
     "without a name, stdin. In folders *.json, *.jsonl, *.ndjson, *.har and *.http are read, side "
     "by\n"
     "side; other and hidden files are counted as not inspected, links are not followed. Messages "
     "and\n"
     "entries tell the endpoint and who asked, too. -o html is one page for people. Values are not "
     "shown unless --reveal is given, and nothing else changes by it; of\n"
     "stdin it shows what lies in the last 256 MB, which are kept in memory for it. Keys that "
     "hold\n"
     "an @ or 5 digits are shown as [*]. --min-confidence leaves out findings; persons, records\n"
     "and mentions count all the same, as with --kinds.",
     "  cofferdam scan response.json           what is in it\n"
     "  curl -s https://api.example/customers | cofferdam scan\n"
     "  cofferdam scan -o csv samples/ >findings.csv\n"
     "  cofferdam scan traffic.har -o html >report.html\n"
     "  cofferdam scan --min-confidence 900 --exit-code 9 samples/\n",
     NULL, GROUP_OUTPUT | GROUP_FIELDS | GROUP_SCAN | GROUP_REVEAL},
    {"explain", cmd_explain, "why something was taken for personal data", "[options] --body FILE",
     "The same scan, without the daemon. Each finding comes with the terms of the sum that "
     "decided:\n"
     "log-odds in nats, personal data above 0.",
     "  cofferdam explain --body response.json\n"
     "  cofferdam explain --body response.json --path 'customers[0].email'\n",
     NULL, GROUP_OUTPUT | GROUP_FIELDS | GROUP_BODY | GROUP_REVEAL},
    {"endpoints", cmd_endpoints, "which APIs give personal data away", "[list] [options]", NULL,
     "  cofferdam endpoints --since 1w\n"
     "  cofferdam endpoints --kind email,phone -o csv\n",
     list_verbs, LIST_GROUPS},
    {"consumers", cmd_consumers, "who receives it", "[list] [options]", NULL,
     "  cofferdam consumers --since 2h\n"
     "  cofferdam consumers --by address --fields consumer,persons\n",
     list_verbs, LIST_GROUPS},
    {"exposures", cmd_exposures, "who received what through which API", "[list] [options]", NULL,
     "  cofferdam exposures --since yesterday --until today\n"
     "  cofferdam exposures --subject - <address.txt     all that shows this person\n"
     "  cofferdam exposures --limit 0 -o jsonl\n",
     list_verbs, LIST_GROUPS | GROUP_SUBJECT},
    {"gaps", cmd_gaps, "what was not inspected, and why", "[list] [options]", NULL,
     "  cofferdam gaps --since 1w\n", list_verbs, LIST_GROUPS},
    {"doctor", cmd_doctor,
     "is all between nginx and the ledger as it must be, and what to do if not", "[options]",
     "Reads the settings and what nginx -T says, asks the daemon, looks at clock and disk, and "
     "sends\n"
     "one synthetic response through the live nginx, which must be in the ledger within 2 s. Run "
     "it "
     "as\n"
     "root, or as who may read nginx's configuration. It ends with 1 when a check failed; warnings "
     "are\n"
     "what works but could hurt later.",
     "  cofferdam doctor\n"
     "  cofferdam doctor -o json | jq '.items[] | select(.state == \"fail\")'\n"
     "  cofferdam doctor --nginx-conf /srv/edge/nginx.conf --nginx-prefix /srv/edge\n",
     NULL, GROUP_OUTPUT | GROUP_FIELDS | GROUP_DAEMON | GROUP_DOCTOR},
    {"key", cmd_key, "make keys and look at their files, never at the secret",
     "new [options] FILE | list [options] [DIR]",
     "A new key file is readable by its owner only; one that is there is never overwritten.\n"
     "Without DIR, /etc/cofferdam and /var/lib/cofferdam/keys are listed.",
     "  cofferdam key new /etc/cofferdam/worker.key\n"
     "  cofferdam key new --role epoch epoch-0002.key\n"
     "  cofferdam key list /etc/cofferdam -o json\n",
     key_verbs, GROUP_OUTPUT | GROUP_FIELDS | GROUP_TIME | GROUP_KEY},
    {"completion", cmd_completion, "a script that lets the shell complete all this",
     "bash|zsh|fish", NULL,
     "  cofferdam completion bash >/etc/bash_completion.d/cofferdam\n"
     "  cofferdam completion zsh >/usr/share/zsh/vendor-completions/_cofferdam\n"
     "  cofferdam completion fish >/etc/fish/completions/cofferdam.fish\n",
     shells, 0},
    {"help", cmd_help, "this list, or more about one command", "[COMMAND]", NULL,
     "  cofferdam help scan\n", NULL, 0},
};
const size_t cfdi_command_count = sizeof(cfdi_commands) / sizeof(cfdi_commands[0]);

const struct command *cfdi_command_find(const char *name)
{
    for (size_t i = 0; i < cfdi_command_count; i++)
        if (strcmp(cfdi_commands[i].name, name) == 0)
            return &cfdi_commands[i];
    return NULL;
}

const char *cfdi_command_nearest(const char *name)
{
    const char *names[NAMES_MAX];

    for (size_t i = 0; i < cfdi_command_count; i++)
        names[i] = cfdi_commands[i].name;
    return cfd_nearest_name(name, names, cfdi_command_count);
}

const char *cfdi_command_take_verb(struct run *run)
{
    const char *const *verbs = run->command->verbs;
    char all[64] = "";
    size_t count = 0;
    size_t used = 0;

    if (run->arg_count == 0)
        return verbs[0];
    for (; verbs[count] != NULL; count++) {
        if (strcmp(verbs[count], run->args[0]) == 0) {
            run->args++;
            run->arg_count--;
            return verbs[count];
        }
    }
    for (size_t i = 0; i < count && used < sizeof(all); i++)
        used +=
            (size_t)snprintf(all + used, sizeof(all) - used, "%s%s", i > 0 ? ", " : "", verbs[i]);
    (void)cfdi_fail_usage(run, cfd_nearest_name(run->args[0], verbs, count), "\"%s\" is none of %s",
                          run->args[0], all);
    return NULL;
}

enum exit_code cfdi_command_no_args(const struct run *run)
{
    if (run->arg_count == 0)
        return EXIT_DONE;
    return cfdi_fail_usage(run, NULL, "\"%s\" is one word too many", run->args[0]);
}
