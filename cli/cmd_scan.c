/* SPDX-License-Identifier: Apache-2.0
 * cofferdam scan: personal data in files, found in process, without the daemon. */
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/finding.h"
#include "cli/scan_job.h"

static enum exit_code scan_words(struct run *run, struct output *output, struct job *job)
{
    static const char *const only_stdin[] = {"-", NULL};
    const char *const *words = run->arg_count > 0 ? (const char *const *)run->args : only_stdin;
    enum exit_code code;

    if (cfdi_job_open(job, run, output) != CFD_OK)
        return cfdi_fail(run, EXIT_COULD_NOT, NULL, "scan: no memory, or no random bytes");
    cfdi_job_expect(job, words);
    output->begin(output);
    for (; *words != NULL && !cfdi_job_is_over(job); words++)
        cfdi_job_scan_word(job, *words);
    code = cfdi_job_report(job);
    return code == EXIT_FOUND ? (enum exit_code)run->options.found_exit_code : code;
}

enum exit_code cmd_scan(struct run *run)
{
    struct output output;
    struct job *job;
    bool is_help = false;
    enum exit_code code =
        cfdi_output_open(run, run->options.is_explain ? &cfdi_scan_explain_table : &cfdi_scan_table,
                         &output, &is_help);

    if (code != EXIT_DONE || is_help)
        return code;
    if (run->arg_count == 0 && isatty(STDIN_FILENO))
        return cfdi_fail_usage(run, NULL, "name a file or a folder, or pipe a body into it");
    job = calloc(1, sizeof(*job));
    if (job == NULL)
        return cfdi_fail(run, EXIT_COULD_NOT, NULL, "scan: no memory");
    code = scan_words(run, &output, job);
    cfdi_job_close(job);
    free(job);
    cfdi_output_close(&output);
    return code;
}
