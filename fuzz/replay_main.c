/* SPDX-License-Identifier: Apache-2.0
 * Runs a fuzz target once over each file given, and over each file right in the folders given.
 *
 * So the seeds are tests of the normal run, with any compiler. The file that is being run is named
 * on standard error before a target aborts, because nothing can be said after it. Exit: 0 all ran;
 * 1 a file cannot be read, or there was none. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

static char running_path[PATH_BYTES];

static void on_abort(int signal_number)
{
    ssize_t written = write(STDERR_FILENO, running_path, strlen(running_path));

    (void)written;
    (void)signal_number;
}

static bool cannot(const char *path)
{
    fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
    return false;
}

/* Hands over memory of exactly the file's size, so that a read past the end is seen. */
static bool run_stream(FILE *stream, size_t size_bytes)
{
    uint8_t *data = malloc(size_bytes == 0 ? 1 : size_bytes);
    bool is_read = data != NULL && fread(data, 1, size_bytes, stream) == size_bytes;

    if (is_read)
        (void)LLVMFuzzerTestOneInput(data, size_bytes);
    free(data);
    return is_read;
}

static bool run_file(const char *path, size_t size_bytes)
{
    FILE *stream = fopen(path, "rb");
    bool is_run;

    if (stream == NULL)
        return cannot(path);
    (void)snprintf(running_path, sizeof(running_path), "replay: stopped at %s\n", path);
    is_run = run_stream(stream, size_bytes);
    fclose(stream);
    return is_run || cannot(path);
}

static bool run_entry(const char *folder, const char *name, size_t *file_count)
{
    char path[PATH_BYTES];
    struct stat status;

    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
        errno = ENAMETOOLONG;
        return cannot(folder);
    }
    if (stat(path, &status) != 0)
        return cannot(path);
    if (!S_ISREG(status.st_mode))
        return true;
    ++*file_count;
    return run_file(path, (size_t)status.st_size);
}

static bool run_folder(const char *folder, size_t *file_count)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    bool is_good = true;

    if (dir == NULL)
        return cannot(folder);
    while (is_good && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            is_good = run_entry(folder, entry->d_name, file_count);
    closedir(dir);
    return is_good;
}

static bool run_path(const char *path, size_t *file_count)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return cannot(path);
    if (S_ISDIR(status.st_mode))
        return run_folder(path, file_count);
    ++*file_count;
    return run_file(path, (size_t)status.st_size);
}

int main(int argument_count, char **arguments)
{
    size_t file_count = 0;

    signal(SIGABRT, on_abort);
    for (int i = 1; i < argument_count; i++)
        if (!run_path(arguments[i], &file_count))
            return 1;
    if (file_count == 0) {
        fprintf(stderr, "replay: no files; usage: replay_<target> FILE|FOLDER...\n");
        return 1;
    }
    printf("%zu files\n", file_count);
    return 0;
}
