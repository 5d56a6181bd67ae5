/* SPDX-License-Identifier: Apache-2.0
 * One thread walks and hands out files, the others read them; the job hears of them in their order.
 *
 * Read is what has a name for it and is a regular file. Links are not followed, what is hidden is
 * left alone; both are counted. */
#include "cli/scan_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/scan_job.h"
#include "cli/scan_turn.h"

#define DEPTH_MAX 64
#define THREADS_MAX 64

/* What a folder holds that is not read. */
struct passed_by {
    uint64_t other_count, link_count, hidden_count, deep_count;
};

struct walk {
    struct job *job;
    struct turn turn;
    struct passed_by passed_by;
};

static bool has_ending(const char *name, const char *ending)
{
    size_t name_bytes = strlen(name);
    size_t ending_bytes = strlen(ending);

    return name_bytes > ending_bytes && strcasecmp(name + name_bytes - ending_bytes, ending) == 0;
}

enum cfd_format cfdi_format_of_name(const char *name)
{
    return has_ending(name, ".jsonl") || has_ending(name, ".ndjson") ? CFD_FORMAT_JSON_LINES
                                                                     : CFD_FORMAT_JSON_ANY;
}

static bool is_read_name(const char *name)
{
    static const char *const endings[] = {".json", ".jsonl", ".ndjson", ".har", ".http"};

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (has_ending(name, endings[i]))
            return true;
    return false;
}

/* Between the look at the folder and now the name may have become a link or a pipe. */
static void read_found(struct reader *reader, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    struct stat facts;

    if (fd < 0) {
        cfdi_reader_fail(reader, path);
        return;
    }
    if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode))
        cfdi_reader_file(reader, fd, path, cfdi_format_of_name(path));
    else
        cfdi_reader_blind(reader, BLIND_NOT_FOLLOWED, path, 1, OFFSET_NONE);
    (void)close(fd);
}

static void do_task(struct reader *reader, const struct task *task)
{
    reader->number = task->number;
    reader->has_turn = cfdi_turn_has(reader->turn, task->number);
    errno = task->error;
    if (task->error != 0)
        cfdi_reader_fail(reader, task->path);
    else if (!cfdi_job_is_over(reader->job))
        read_found(reader, task->path);
    cfdi_turn_done(reader->turn, task->number, &reader->queue);
}

static void *read_tasks(void *ctx)
{
    struct walk *walk = ctx;
    struct reader *reader = malloc(sizeof(*reader));
    struct event_queue none = {0};
    struct task task;

    if (reader == NULL)
        cfdi_job_trouble(walk->job, CFD_ERR_MEMORY);
    else
        cfdi_reader_init(reader, walk->job);
    while (cfdi_turn_take(&walk->turn, &task)) {
        if (reader != NULL) {
            reader->turn = &walk->turn;
            do_task(reader, &task);
        } else {
            cfdi_turn_done(&walk->turn, task.number, &none);
        }
        free(task.path);
    }
    if (reader != NULL)
        cfdi_reader_deinit(reader);
    free(reader);
    return NULL;
}

static void hand_in(struct walk *walk, const char *path, int error)
{
    const struct task task = {.path = strdup(path), .error = error};

    if (task.path == NULL)
        cfdi_job_trouble(walk->job, CFD_ERR_MEMORY);
    else
        cfdi_turn_put(&walk->turn, &task);
}

static bool is_hidden(const FTSENT *entry)
{
    return entry->fts_level > 0 && entry->fts_name[0] == '.';
}

static void visit(struct walk *walk, FTS *fts, FTSENT *entry)
{
    switch (entry->fts_info) {
    case FTS_D:
        if (is_hidden(entry))
            walk->passed_by.hidden_count++;
        else if (entry->fts_level > DEPTH_MAX)
            walk->passed_by.deep_count++;
        else
            break;
        (void)fts_set(fts, entry, FTS_SKIP);
        break;
    case FTS_DP:
    case FTS_DOT:
        break;
    case FTS_F:
        if (is_hidden(entry))
            walk->passed_by.hidden_count++;
        else if (is_read_name(entry->fts_name))
            hand_in(walk, entry->fts_accpath, 0);
        else
            walk->passed_by.other_count++;
        break;
    case FTS_DNR:
    case FTS_NS:
    case FTS_ERR:
        hand_in(walk, entry->fts_path, entry->fts_errno == 0 ? EIO : entry->fts_errno);
        break;
    default: /* links, sockets, pipes, devices, and a folder inside itself */
        walk->passed_by.link_count++;
        break;
    }
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static FTS *open_folder(const char *path)
{
    char *roots[] = {(char *)path, NULL};

    return fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, by_name);
}

uint64_t cfdi_folder_bytes(const char *path)
{
    struct walk none = {0};
    FTS *fts = open_folder(path);
    FTSENT *entry;
    uint64_t bytes = 0;

    while (fts != NULL && !cfdi_is_interrupted() && (entry = fts_read(fts)) != NULL) {
        if (entry->fts_info == FTS_D)
            visit(&none, fts, entry); /* skips what is skipped */
        else if (entry->fts_info == FTS_F && !is_hidden(entry) && is_read_name(entry->fts_name))
            bytes += (uint64_t)entry->fts_statp->st_size;
    }
    if (fts != NULL)
        (void)fts_close(fts);
    return bytes;
}

static size_t start_threads(struct walk *walk, pthread_t threads[THREADS_MAX])
{
    long core_count = sysconf(_SC_NPROCESSORS_ONLN);
    size_t count = 0;

    while (count < THREADS_MAX && (long)count < (core_count > 1 ? core_count : 1) &&
           pthread_create(&threads[count], NULL, read_tasks, walk) == 0)
        count++;
    return count;
}

static void walk_folder(struct walk *walk, FTS *fts)
{
    pthread_t threads[THREADS_MAX];
    size_t thread_count = start_threads(walk, threads);
    FTSENT *entry;

    if (thread_count == 0)
        cfdi_job_trouble(walk->job, CFD_ERR_MEMORY);
    while (!cfdi_job_is_over(walk->job) && (entry = fts_read(fts)) != NULL)
        visit(walk, fts, entry);
    cfdi_turn_end(&walk->turn);
    for (size_t i = 0; i < thread_count; i++)
        (void)pthread_join(threads[i], NULL);
}

void cfdi_folder_scan(struct job *job, const char *path)
{
    struct walk walk = {.job = job};
    FTS *fts = open_folder(path);

    if (fts == NULL) {
        cfdi_job_fail(job, path);
        return;
    }
    cfdi_turn_init(&walk.turn, cfdi_job_hear, job);
    walk_folder(&walk, fts);
    cfdi_turn_deinit(&walk.turn);
    (void)fts_close(fts);
    cfdi_job_add_blind(job, cfd_gap_name(CFD_GAP_FORMAT), path, walk.passed_by.other_count,
                       OFFSET_NONE);
    cfdi_job_add_blind(job, BLIND_NOT_FOLLOWED, path, walk.passed_by.link_count, OFFSET_NONE);
    cfdi_job_add_blind(job, BLIND_HIDDEN, path, walk.passed_by.hidden_count, OFFSET_NONE);
    cfdi_job_add_blind(job, cfd_gap_name(CFD_GAP_BUDGET), path, walk.passed_by.deep_count,
                       OFFSET_NONE);
}
