/* SPDX-License-Identifier: Apache-2.0
 * cofferdam explain --body: the scan once more, with the terms of each decision. */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/finding.h"
#include "cli/scan_job.h"

/* To explain a finding is what was asked for: it is no alarm, so the exit code is 0. */
static enum exit_code explain_body(struct run *run, struct output *output, struct job *job)
{
    enum exit_code code;

    if (cfdi_job_open(job, run, output) != CFD_OK)
        return cfdi_fail(run, EXIT_COULD_NOT, NULL, "explain: no memory, or no random bytes");
    output->begin(output);
    cfdi_job_scan_word(job, run->options.body);
    code = cfdi_job_report(job);
    return code == EXIT_FOUND ? EXIT_DONE : code;
}

enum exit_code cmd_explain(struct run *run)
{
    struct output output;
    struct job *job;
    bool is_help = false;
    enum exit_code code = cfdi_command_no_args(run);

    if (code == EXIT_DONE)
        code = cfdi_output_open(run, &cfdi_explain_table, &output, &is_help);
    if (code != EXIT_DONE || is_help)
        return code;
    if (run->options.body == NULL)
        return cfdi_fail_usage(run, NULL, "say what is to be explained: --body FILE");
    job = calloc(1, sizeof(*job));
    if (job == NULL)
        return cfdi_fail(run, EXIT_COULD_NOT, NULL, "explain: no memory");
    code = explain_body(run, &output, job);
    cfdi_job_close(job);
    free(job);
    cfdi_output_close(&output);
    return code;
}
