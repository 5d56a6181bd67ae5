/* SPDX-License-Identifier: Apache-2.0
 * Words of the command line become bodies: files, what is in folders, stdin.
 *
 * What is named is read, whatever it is and wherever a link leads; what is merely found in a folder
 * is read when its name says JSON and it is a regular file. */
#include "cli/scan_job.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STDIN_WORD "-"
#define DEPTH_MAX 64

/* What a folder holds that is not read. */
struct passed_by {
    uint64_t other_count, link_count, deep_count;
};

static bool has_ending(const char *name, const char *ending)
{
    size_t name_bytes = strlen(name);
    size_t ending_bytes = strlen(ending);

    return name_bytes > ending_bytes && strcasecmp(name + name_bytes - ending_bytes, ending) == 0;
}

static enum cfd_format format_of(const char *name)
{
    return has_ending(name, ".jsonl") || has_ending(name, ".ndjson") ? CFD_FORMAT_JSON_LINES
                                                                     : CFD_FORMAT_JSON_ANY;
}

static bool is_json_name(const char *name)
{
    return has_ending(name, ".json") || has_ending(name, ".jsonl") || has_ending(name, ".ndjson");
}

/* Between the look at the folder and now the name may have become a link or a pipe. */
static void scan_found(struct job *job, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    struct stat facts;

    if (fd < 0) {
        cfdi_job_fail(job, path);
        return;
    }
    if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode))
        cfdi_job_scan_body(job, fd, path, format_of(path));
    else
        cfdi_job_add_blind(job, BLIND_NOT_FOLLOWED, path, 1, OFFSET_NONE);
    (void)close(fd);
}

static void visit(struct job *job, FTS *walk, FTSENT *entry, struct passed_by *passed_by)
{
    switch (entry->fts_info) {
    case FTS_D:
        if (entry->fts_level > DEPTH_MAX) {
            passed_by->deep_count++;
            (void)fts_set(walk, entry, FTS_SKIP);
        }
        break;
    case FTS_DP:
    case FTS_DOT:
        break;
    case FTS_F:
        if (is_json_name(entry->fts_name))
            scan_found(job, entry->fts_accpath);
        else
            passed_by->other_count++;
        break;
    case FTS_DNR:
    case FTS_NS:
    case FTS_ERR:
        errno = entry->fts_errno;
        cfdi_job_fail(job, entry->fts_path);
        break;
    default: /* links, sockets, pipes, devices, and a folder inside itself */
        passed_by->link_count++;
        break;
    }
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void scan_folder(struct job *job, const char *path)
{
    char *roots[] = {(char *)path, NULL};
    struct passed_by passed_by = {0};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, by_name);
    FTSENT *entry;

    if (walk == NULL) {
        cfdi_job_fail(job, path);
        return;
    }
    while (!cfdi_job_is_over(job) && (entry = fts_read(walk)) != NULL)
        visit(job, walk, entry, &passed_by);
    cfdi_job_add_blind(job, cfd_gap_name(CFD_GAP_FORMAT), path, passed_by.other_count, OFFSET_NONE);
    cfdi_job_add_blind(job, BLIND_NOT_FOLLOWED, path, passed_by.link_count, OFFSET_NONE);
    cfdi_job_add_blind(job, cfd_gap_name(CFD_GAP_BUDGET), path, passed_by.deep_count, OFFSET_NONE);
    (void)fts_close(walk);
}

void cfdi_job_scan_word(struct job *job, const char *word)
{
    struct stat facts;
    int fd;

    if (strcmp(word, STDIN_WORD) == 0) {
        cfdi_job_scan_body(job, STDIN_FILENO, word, CFD_FORMAT_JSON_ANY);
        return;
    }
    fd = open(word, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &facts) != 0) {
        cfdi_job_fail(job, word);
    } else if (S_ISDIR(facts.st_mode)) {
        scan_folder(job, word);
    } else {
        cfdi_job_scan_body(job, fd, word, format_of(word));
    }
    if (fd >= 0)
        (void)close(fd);
}
