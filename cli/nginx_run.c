/* SPDX-License-Identifier: Apache-2.0
 * What nginx prints goes into files in memory, so neither side waits for the other. */
#include "cli/nginx_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NGINX_DEFAULT "/usr/sbin/nginx" /* not in everybody's PATH */
#define PATIENCE_MS 30000               /* names of upstreams may have to be looked up */
#define POLL_MS 10
#define ARGS_MAX 10u

extern char **environ;

/* Terminated; NULL: no memory or not readable. */
static char *read_whole(int fd, size_t *out_bytes)
{
    struct stat facts;
    char *text;

    if (fstat(fd, &facts) != 0)
        return NULL;
    text = malloc((size_t)facts.st_size + 1);
    if (text == NULL)
        return NULL;
    if (pread(fd, text, (size_t)facts.st_size, 0) != facts.st_size) {
        free(text);
        return NULL;
    }
    text[facts.st_size] = '\0';
    if (out_bytes != NULL)
        *out_bytes = (size_t)facts.st_size;
    return text;
}

static void put_args(const struct options *options, char *args[ARGS_MAX])
{
    size_t count = 0;

    args[count++] = (char *)(options->nginx != NULL ? options->nginx : NGINX_DEFAULT);
    args[count++] = (char *)"-T";
    args[count++] = (char *)"-e"; /* what goes wrong before the file is read; not in the log */
    args[count++] = (char *)"stderr";
    if (options->nginx_conf != NULL) {
        args[count++] = (char *)"-c";
        args[count++] = (char *)options->nginx_conf;
    }
    if (options->nginx_prefix != NULL) {
        args[count++] = (char *)"-p";
        args[count++] = (char *)options->nginx_prefix;
    }
    args[count] = NULL;
}

/* 0 or an error of the system. */
static int start(const struct options *options, int out_fd, int err_fd, pid_t *out_pid)
{
    posix_spawn_file_actions_t actions;
    char *args[ARGS_MAX];
    int error = posix_spawn_file_actions_init(&actions);

    if (error != 0)
        return error;
    put_args(options, args);
    if ((error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY,
                                                  0)) == 0 &&
        (error = posix_spawn_file_actions_adddup2(&actions, out_fd, STDOUT_FILENO)) == 0 &&
        (error = posix_spawn_file_actions_adddup2(&actions, err_fd, STDERR_FILENO)) == 0)
        error = posix_spawnp(out_pid, args[0], &actions, NULL, args, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* The status of waitpid, or -1 when it had to be killed. */
static int wait_for(pid_t pid)
{
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000};
    int status;

    for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += POLL_MS) {
        if (waitpid(pid, &status, WNOHANG) == pid)
            return status;
        (void)nanosleep(&pause, NULL);
    }
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, &status, 0);
    return -1;
}

static enum cfd_status run(const struct options *options, int out_fd, int err_fd,
                           struct nginx_words *words)
{
    pid_t pid;
    int error = start(options, out_fd, err_fd, &pid);
    int status;

    if (error != 0) {
        errno = error;
        return error == ENOENT ? CFD_ERR_NOT_FOUND : CFD_ERR_IO;
    }
    status = wait_for(pid);
    if (status == -1) {
        errno = ETIMEDOUT;
        return CFD_ERR_IO;
    }
    words->has_passed = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    words->conf = read_whole(out_fd, &words->conf_bytes);
    words->said = read_whole(err_fd, NULL);
    return words->conf != NULL && words->said != NULL ? CFD_OK : CFD_ERR_MEMORY;
}

enum cfd_status cfdi_nginx_run(const struct options *options, struct nginx_words *out_words)
{
    struct nginx_words words = {false, NULL, 0, NULL};
    int out_fd = memfd_create("nginx-conf", MFD_CLOEXEC);
    int err_fd = memfd_create("nginx-words", MFD_CLOEXEC);
    enum cfd_status status = CFD_ERR_IO;
    int saved;

    if (out_fd >= 0 && err_fd >= 0)
        status = run(options, out_fd, err_fd, &words);
    saved = errno;
    if (out_fd >= 0)
        (void)close(out_fd);
    if (err_fd >= 0)
        (void)close(err_fd);
    if (status == CFD_OK)
        *out_words = words;
    else
        cfdi_nginx_words_free(&words);
    errno = saved;
    return status;
}

void cfdi_nginx_words_free(struct nginx_words *words)
{
    free(words->conf);
    free(words->said);
    words->conf = NULL;
    words->said = NULL;
}
