/* SPDX-License-Identifier: Apache-2.0
 * Words of the command line become bodies: files, what is in folders, stdin.
 *
 * What is named is read, whatever it is and wherever a link leads. */
#include "cli/scan_job.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/scan_folder.h"

#define STDIN_WORD "-"

/* Of a pipe, of stdin and of what cannot be opened nobody knows; that is no reason to fail here. */
static bool add_bytes_of(const char *word, uint64_t *bytes)
{
    struct stat facts;

    if (strcmp(word, STDIN_WORD) == 0 || stat(word, &facts) != 0)
        return false;
    if (S_ISDIR(facts.st_mode))
        *bytes += cfdi_folder_bytes(word);
    else
        *bytes += (uint64_t)facts.st_size;
    return S_ISDIR(facts.st_mode) || S_ISREG(facts.st_mode);
}

void cfdi_job_expect(struct job *job, const char *const *words)
{
    uint64_t bytes = 0;

    if (!job->progress.is_wanted)
        return;
    for (; *words != NULL; words++)
        if (!add_bytes_of(*words, &bytes))
            return;
    job->progress.expected_bytes = bytes;
}

void cfdi_job_scan_word(struct job *job, const char *word)
{
    struct stat facts;
    int fd;

    if (strcmp(word, STDIN_WORD) == 0) {
        cfdi_reader_file(&job->reader, STDIN_FILENO, word, CFD_FORMAT_JSON_ANY);
        return;
    }
    fd = open(word, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &facts) != 0) {
        cfdi_job_fail(job, word);
    } else if (S_ISDIR(facts.st_mode)) {
        cfdi_folder_scan(job, word);
    } else {
        cfdi_reader_file(&job->reader, fd, word, cfdi_format_of_name(word));
    }
    if (fd >= 0)
        (void)close(fd);
}
