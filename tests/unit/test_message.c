/* SPDX-License-Identifier: Apache-2.0
 * Lines on stderr, read back through a pipe. */
#include "daemon/common/message.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/test.h"

static int saved_stderr;
static int read_end;

static int catch_stderr(void **state)
{
    int fds[2];

    (void)state;
    assert_int_equal(pipe(fds), 0);
    saved_stderr = dup(STDERR_FILENO);
    assert_true(saved_stderr >= 0 && dup2(fds[1], STDERR_FILENO) >= 0);
    (void)close(fds[1]);
    read_end = fds[0];
    return 0;
}

static int release_stderr(void **state)
{
    (void)state;
    assert_true(dup2(saved_stderr, STDERR_FILENO) >= 0);
    (void)close(saved_stderr);
    (void)close(read_end);
    (void)unsetenv("JOURNAL_STREAM");
    return 0;
}

/* One read: a line that came in two writes would come in pieces too. */
static void assert_line(const char *wanted)
{
    char line[2 * CFD_MESSAGE_LINE_BYTES];
    ssize_t got = read(read_end, line, sizeof(line) - 1);

    assert_true(got > 0);
    line[got] = '\0';
    assert_string_equal(line, wanted);
}

static void set_journal_stream(uint64_t device, uint64_t inode)
{
    char text[64];

    (void)snprintf(text, sizeof(text), "%llu:%llu", (unsigned long long)device,
                   (unsigned long long)inode);
    assert_int_equal(setenv("JOURNAL_STREAM", text, 1), 0);
}

static void line_names_its_role(void **state)
{
    cfd_message_open("api");
    cfd_message(CFD_MESSAGE_ERROR, "cannot %s: %d", "start", 7);
    assert_line("cofferdamd[api]: cannot start: 7\n");
}

static void line_without_role_has_the_name_only(void **state)
{
    cfd_message_open(NULL);
    cfd_message(CFD_MESSAGE_NOTICE, "started");
    assert_line("cofferdamd: started\n");
}

static void journal_gets_the_priority(void **state)
{
    struct stat status;

    assert_int_equal(fstat(STDERR_FILENO, &status), 0);
    set_journal_stream((uint64_t)status.st_dev, (uint64_t)status.st_ino);
    cfd_message_open("engine");
    cfd_message(CFD_MESSAGE_WARNING, "late");
    assert_line("<4>cofferdamd[engine]: late\n");
    cfd_message(CFD_MESSAGE_INFO, "done");
    assert_line("<6>cofferdamd[engine]: done\n");
}

static void stderr_elsewhere_gets_no_priority(void **state)
{
    static const char *const streams[] = {"", "x", "1", "1:", ":1", "0:0", "1:1"};
    struct stat status;

    for (size_t i = 0; i < TEST_COUNT(streams); i++) {
        assert_int_equal(setenv("JOURNAL_STREAM", streams[i], 1), 0);
        cfd_message_open("engine");
        cfd_message(CFD_MESSAGE_WARNING, "late");
        assert_line("cofferdamd[engine]: late\n");
    }
    assert_int_equal(fstat(STDERR_FILENO, &status), 0);
    set_journal_stream((uint64_t)status.st_dev, (uint64_t)status.st_ino + 1);
    cfd_message_open("engine");
    cfd_message(CFD_MESSAGE_WARNING, "late");
    assert_line("cofferdamd[engine]: late\n");
}

static void control_bytes_become_blanks(void **state)
{
    cfd_message_open("api");
    cfd_message(CFD_MESSAGE_ERROR, "a\nb\r<3>\tc\x1b[31m\x7f");
    assert_line("cofferdamd[api]: a b <3> c [31m \n");
}

static void long_line_is_cut(void **state)
{
    char text[3 * CFD_MESSAGE_LINE_BYTES];
    char line[CFD_MESSAGE_LINE_BYTES + 1];

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    cfd_message_open("api");
    cfd_message(CFD_MESSAGE_ERROR, "%s", text);
    memset(line, 'x', sizeof(line));
    memcpy(line, "cofferdamd[api]: ", 17);
    line[CFD_MESSAGE_LINE_BYTES - 1] = '\n';
    line[CFD_MESSAGE_LINE_BYTES] = '\0';
    assert_line(line);
}

static void errno_is_kept(void **state)
{
    cfd_message_open("api");
    errno = EXDEV;
    cfd_message(CFD_MESSAGE_ERROR, "x");
    assert_int_equal(errno, EXDEV);
    (void)close(STDERR_FILENO);
    cfd_message(CFD_MESSAGE_ERROR, "lost");
    assert_int_equal(errno, EXDEV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(line_names_its_role, catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(line_without_role_has_the_name_only, catch_stderr,
                                        release_stderr),
        cmocka_unit_test_setup_teardown(journal_gets_the_priority, catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(stderr_elsewhere_gets_no_priority, catch_stderr,
                                        release_stderr),
        cmocka_unit_test_setup_teardown(control_bytes_become_blanks, catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(long_line_is_cut, catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(errno_is_kept, catch_stderr, release_stderr),
    };

    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
