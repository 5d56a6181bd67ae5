/* SPDX-License-Identifier: Apache-2.0
 * A scan of many bodies: what `scan` and `explain` have in common.
 *
 *     cfdi_job_open(&job, run, &output)
 *     cfdi_job_scan_word(&job, "samples/")          a file, a folder, or - for stdin
 *     cfdi_job_report(&job)                         ends the output, says the summary
 *     cfdi_job_close(&job)
 *
 * Bodies are read in pieces and findings go out as they come: memory does not grow with the bytes,
 * only with the persons met (to count each once) and the sources not inspected. */
#ifndef CFD_CLI_SCAN_JOB_H
#define CFD_CLI_SCAN_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/key.h>
#include <cofferdam/scan.h>

#include "cli/blind.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/raw.h"
#include "cli/subjects.h"

#define READ_BYTES (64u * 1024u)

struct job {
    const struct run *run;
    struct output *output;
    struct cfd_key *key;                   /* random: pseudonyms compare within this run only */
    struct cfd_scan *any_scan, *line_scan; /* of JSON_ANY and of JSON_LINES; made when needed */
    struct subjects subjects;
    struct blind blind;
    struct raw raw;
    struct progress progress;
    const char *source; /* of the body that is being read */
    uint64_t file_count, byte_count, document_count;
    uint64_t record_count, mention_count, finding_count;
    enum cfd_status trouble; /* of ours, met while a sink was called: ends the job */
    bool has_failed;         /* something could not be read; that has been said */
    uint8_t buffer[READ_BYTES];
};

/* The output is open and has begun. CFD_ERR_MEMORY, CFD_ERR_IO: close is allowed, nothing else. */
CFD_CHECKED enum cfd_status cfdi_job_open(struct job *job, const struct run *run,
                                          struct output *output);

/* Whether the job ends here: interrupted, no memory, or nobody takes the output. */
bool cfdi_job_is_over(const struct job *job);

/* Scans what a word of the command line names. What cannot be read is said and counted. */
void cfdi_job_scan_word(struct job *job, const char *word);

/* Scans one body from an open descriptor, which stays the caller's. */
void cfdi_job_scan_body(struct job *job, int fd, const char *source, enum cfd_format format);

/* Says why a source cannot be read (errno), and counts it as not inspected. */
void cfdi_job_fail(struct job *job, const char *source);

/* Adds to what was not inspected. */
void cfdi_job_add_blind(struct job *job, const char *reason, const char *source, uint64_t count,
                        uint64_t offset);

/* Ends the output and says the summary. Answers the exit code; EXIT_FOUND only where `found` is. */
enum exit_code cfdi_job_report(struct job *job);

/* Wipes and releases; takes a job that did not open. */
void cfdi_job_close(struct job *job);

#endif
