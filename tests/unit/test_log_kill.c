/* SPDX-License-Identifier: Apache-2.0
 * kill -9 at any moment of real writing: every commit that was answered for is there afterwards.
 *
 * A child appends, commits and says through a pipe what was committed; the parent kills it after a
 * random number of those words, at a random moment after the last. */
#include <signal.h>
#include <sys/wait.h>

#include "lib/ledger/log.h"

#include "tests/lib/folder.h"
#include "tests/lib/log.h"
#include "tests/lib/test.h"

#define KILLS 50
#define SEGMENT_BYTES 20000u

static const struct cfd_log_options options = {SEGMENT_BYTES, 1};

/* Writes until it is killed. Never returns. */
static void write_for_ever(const char *dir, int out)
{
    struct cfd_log_report report;
    struct cfd_log *log;
    uint64_t serial;

    if (cfd_log_open(dir, &options, &log, &report, NULL) != CFD_OK)
        _exit(1);
    serial = log_serial(log);
    for (;;) {
        for (uint64_t i = 0; i < 1 + serial % 40; i++)
            if (append_serial(log, ++serial) != CFD_OK)
                _exit(2);
        if (commit_serial(log, serial) != CFD_OK ||
            write(out, &serial, sizeof(serial)) != sizeof(serial))
            _exit(3);
    }
}

/* Reads what the child said until the pipe ends; answers the last word, or `before`. */
static uint64_t listen_to(int in, uint64_t word_count, uint64_t before)
{
    uint64_t serial = before;
    uint64_t word;

    for (uint64_t i = 0; i < word_count && read(in, &word, sizeof(word)) == sizeof(word); i++)
        serial = word;
    return serial;
}

/* One life of a writer; answers the last commit it told. */
static uint64_t kill_a_writer(const char *dir, uint32_t *dice, uint64_t before)
{
    uint64_t serial;
    int pipes[2];
    pid_t child;
    int how;

    assert_int_equal(pipe(pipes), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipes[0]);
        write_for_ever(dir, pipes[1]);
    }
    close(pipes[1]);
    *dice = *dice * 1664525u + 1013904223u;
    serial = listen_to(pipes[0], (*dice >> 16) % 30, before);
    for (uint32_t spin = (*dice >> 8) % 400000; spin > 0; spin--)
        __asm__ __volatile__("");
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    serial = listen_to(pipes[0], UINT64_MAX, serial);
    close(pipes[0]);
    return serial;
}

static void crash_anywhere_loses_nothing_committed(void **state)
{
    struct test_folder folder;
    struct test_path dir;
    struct cfd_log_report report;
    struct cfd_log *log;
    uint64_t told = 0, found, torn_count = 0;
    uint32_t dice = 99;

    test_folder_make(&folder);
    dir = test_path_of(&folder, "log");
    for (int i = 0; i < KILLS; i++) {
        told = kill_a_writer(dir.text, &dice, told);
        assert_int_equal(cfd_log_open(dir.text, &options, &log, &report, NULL), CFD_OK);
        found = read_serials(log);
        assert_true(found >= told);
        assert_true(found <= told + 41); /* at most the batch that was on its way */
        torn_count += report.torn_bytes > 0;
        told = found;
        cfd_log_close(log);
    }
    assert_true(told > 1000);
    print_message("%d kills, %llu entries, %llu torn tails\n", KILLS, (unsigned long long)told,
                  (unsigned long long)torn_count);
    test_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crash_anywhere_loses_nothing_committed),
    };

    return cmocka_run_group_tests_name("log_kill", tests, NULL, NULL);
}
