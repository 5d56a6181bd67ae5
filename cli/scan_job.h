/* SPDX-License-Identifier: Apache-2.0
 * A scan of many bodies: what `scan` and `explain` have in common.
 *
 *     cfdi_job_open(&job, run, &output)
 *     cfdi_job_scan_word(&job, "samples/")          a file, a folder, or - for stdin
 *     cfdi_job_report(&job)                         ends the output, says the summary
 *     cfdi_job_close(&job)
 *
 * Readers tell what they find (scan_reader.h); the job hears one event at a time, in the order of
 * the files, whatever was read side by side. Bodies are read in pieces and findings go out as they
 * come: memory does not grow with the bytes, only with the persons met (to count each once) and the
 * sources not inspected. */
#ifndef CFD_CLI_SCAN_JOB_H
#define CFD_CLI_SCAN_JOB_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/key.h>
#include <cofferdam/scan.h>

#include "cli/blind.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/scan_event.h"
#include "cli/scan_reader.h"
#include "cli/scan_summary.h"

struct job {
    const struct run *run;
    struct output *output;
    struct cfd_key *key; /* random: pseudonyms compare within this run only */
    pthread_mutex_t key_lock;
    struct summary summary;
    struct blind blind;
    struct progress progress;
    atomic_uint_fast64_t read_bytes; /* of files, by all readers */
    uint64_t file_count, byte_count, document_count;
    uint64_t record_count, mention_count, finding_count;
    atomic_int trouble;   /* enum cfd_status, of ours: ends the job */
    bool has_failed;      /* something could not be read; that has been said */
    struct reader reader; /* of what is not in a folder */
};

/* The output is open and has begun. CFD_ERR_MEMORY, CFD_ERR_IO: close is allowed, nothing else. */
CFD_CHECKED enum cfd_status cfdi_job_open(struct job *job, const struct run *run,
                                          struct output *output);

/* Learns how much there is to read, for who waits in front of a terminal. words end in NULL. */
void cfdi_job_expect(struct job *job, const char *const *words);

/* Scans what a word of the command line names. What cannot be read is said and counted. */
void cfdi_job_scan_word(struct job *job, const char *word);

/* Ends the output and says the summary. Answers the exit code; EXIT_FOUND only where `found` is. */
enum exit_code cfdi_job_report(struct job *job);

/* Wipes and releases; takes a job that did not open. */
void cfdi_job_close(struct job *job);

/* --- for readers, from any thread */

/* Whether the job ends here: interrupted, no memory, or nobody takes the output. */
bool cfdi_job_is_over(const struct job *job);

void cfdi_job_trouble(struct job *job, enum cfd_status status);
bool cfdi_job_reveals(const struct job *job);

/* Whether a finding at a path (as it is shown) was asked for. */
bool cfdi_job_wants(const struct job *job, const struct cfd_finding *finding,
                    struct cfd_bytes path);
CFD_CHECKED enum cfd_status cfdi_job_pseudonym(struct job *job, const struct cfd_identity *identity,
                                               uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES]);

/* A cfd_pseudonym_raw; ctx is the job. */
void cfdi_job_pseudonym_raw(void *ctx, uint8_t domain, struct cfd_bytes bytes,
                            uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES]);

/* Counts bytes read. */
void cfdi_job_read(struct job *job, uint64_t bytes);

/* --- for whoever has the turn */

/* Hears an event; ctx is the job. */
void cfdi_job_hear(void *ctx, const struct event *event);

/* Says why a source cannot be read (errno), and counts it as not inspected. */
void cfdi_job_fail(struct job *job, const char *source);

/* Adds to what was not inspected. */
void cfdi_job_add_blind(struct job *job, const char *reason, const char *source, uint64_t count,
                        uint64_t offset);

/* Shows how far it is. */
void cfdi_job_show(struct job *job);

#endif
