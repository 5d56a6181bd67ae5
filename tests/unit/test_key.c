/* SPDX-License-Identifier: Apache-2.0
 * Key files: made whole and private, read back as they are, refused in every other form. Also the
 * random bytes behind them and the protection of the process that holds them. */
#include <cofferdam/key.h>

#include "tests/lib/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define FINGERPRINT "835556f75d97ed55"
#define WORKER_LINE "cofferdam-key v1 worker 1 2026-11-24T09:30:00Z " HEX "\n"
#define EPOCH_LINE "cofferdam-key v1 epoch 0001 2026-11-24T09:30:00Z " HEX "\n"
#define DAY_LINE "cofferdam-key v1 day 2026-11-24 2026-11-24T00:00:01Z " HEX "\n"

/* A folder of the test's own, and the one key file in it. */
struct place {
    char folder[64];
    char path[96];
};

static int place_make(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    if (place == NULL)
        return -1;
    (void)snprintf(place->folder, sizeof(place->folder), "/tmp/cofferdam-test-XXXXXX");
    if (mkdtemp(place->folder) == NULL)
        return -1;
    (void)snprintf(place->path, sizeof(place->path), "%s/some.key", place->folder);
    *state = place;
    return 0;
}

/* rmdir fails, and with it the test, when something was left behind in the folder. */
static int place_remove(void **state)
{
    struct place *place = *state;
    int result;

    (void)unlink(place->path);
    result = rmdir(place->folder);
    free(place);
    return result;
}

static void put_bytes(const char *path, const void *data, size_t data_bytes, mode_t mode)
{
    int fd;

    (void)unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, data_bytes), data_bytes);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static void put_text(const char *path, const char *text, mode_t mode)
{
    put_bytes(path, text, strlen(text), mode);
}

static size_t read_text(const char *path, char *out_text, size_t out_bytes)
{
    FILE *file = fopen(path, "r");
    size_t text_bytes;

    assert_non_null(file);
    text_bytes = fread(out_text, 1, out_bytes - 1, file);
    out_text[text_bytes] = '\0';
    (void)fclose(file);
    return text_bytes;
}

/* Neither load nor inspect takes the file, both for the same reason, and the outputs stay. */
static void assert_refused(const char *path, enum cfd_status expected)
{
    struct cfd_key *key = (struct cfd_key *)&errno;
    struct cfd_key_info info, before;
    struct cfd_error error = {.text = ""};

    memset(&info, 0x5a, sizeof(info));
    before = info;
    assert_int_equal(cfd_key_load(path, CFD_KEY_WORKER, &key, &error), expected);
    assert_ptr_equal(key, &errno);
    assert_true(strlen(error.text) > 0);
    assert_null(strstr(error.text, "0a0b0c"));
    assert_int_equal(cfd_key_load(path, CFD_KEY_WORKER, &key, NULL), expected);
    assert_int_equal(cfd_key_inspect(path, &info, NULL), expected);
    assert_memory_equal(&info, &before, sizeof(info));
}

/* --- making --------------------------------------------------------------------------------- */

static void create_writes_one_private_line(void **state)
{
    struct place *place = *state;
    struct stat facts;
    char text[256];
    size_t text_bytes;
    mode_t umask_before = umask(0);

    assert_int_equal(cfd_key_create(place->path, CFD_KEY_WORKER, NULL, NULL), CFD_OK);
    umask(umask_before);
    assert_int_equal(stat(place->path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0600);
    assert_int_equal(facts.st_nlink, 1);
    text_bytes = read_text(place->path, text, sizeof(text));
    assert_int_equal(text_bytes, strlen(WORKER_LINE));
    assert_ptr_equal(strchr(text, '\n'), text + text_bytes - 1);
    assert_memory_equal(text, "cofferdam-key v1 worker 1 2", 27);
}

static void create_minds_a_strict_umask(void **state)
{
    struct place *place = *state;
    struct cfd_key_info info;
    struct stat facts;
    mode_t umask_before = umask(0777);
    enum cfd_status status = cfd_key_create(place->path, CFD_KEY_WORKER, NULL, NULL);

    umask(umask_before);
    assert_int_equal(status, CFD_OK);
    assert_int_equal(stat(place->path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0600);
    assert_int_equal(cfd_key_inspect(place->path, &info, NULL), CFD_OK);
}

static void create_and_load_go_round(void **state)
{
    static const struct {
        enum cfd_key_role role;
        const char *name;
        const char *stored;
    } rows[] = {
        {CFD_KEY_WORKER, NULL, "1"},
        {CFD_KEY_WORKER, "1", "1"},
        {CFD_KEY_EPOCH, "0001", "0001"},
        {CFD_KEY_EPOCH, "123456789", "123456789"},
        {CFD_KEY_DAY, "2026-11-24", "2026-11-24"},
        {CFD_KEY_DAY, "2028-02-29", "2028-02-29"},
    };
    struct place *place = *state;

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        struct cfd_key_info loaded, inspected;
        struct cfd_key *key;

        assert_int_equal(cfd_key_create(place->path, rows[i].role, rows[i].name, NULL), CFD_OK);
        assert_int_equal(cfd_key_load(place->path, rows[i].role, &key, NULL), CFD_OK);
        assert_int_equal(cfd_key_inspect(place->path, &inspected, NULL), CFD_OK);
        cfd_key_info(key, &loaded);
        cfd_key_free(key);
        assert_int_equal(loaded.role, rows[i].role);
        assert_string_equal(loaded.name, rows[i].stored);
        assert_int_equal(strlen(loaded.fingerprint), 16);
        assert_int_equal(loaded.role, inspected.role);
        assert_string_equal(loaded.name, inspected.name);
        assert_string_equal(loaded.fingerprint, inspected.fingerprint);
        assert_true(loaded.created_ms == inspected.created_ms);
        assert_int_equal(unlink(place->path), 0);
    }
}

static void create_stamps_the_time_of_now(void **state)
{
    struct place *place = *state;
    struct cfd_key_info info;
    int64_t before_ms = (int64_t)time(NULL) * 1000;

    assert_int_equal(cfd_key_create(place->path, CFD_KEY_EPOCH, "0007", NULL), CFD_OK);
    assert_int_equal(cfd_key_inspect(place->path, &info, NULL), CFD_OK);
    assert_true(info.created_ms >= before_ms);
    assert_true(info.created_ms <= (int64_t)time(NULL) * 1000);
}

static void create_never_makes_the_same_key(void **state)
{
    struct place *place = *state;
    struct cfd_key_info first, second;

    assert_int_equal(cfd_key_create(place->path, CFD_KEY_WORKER, NULL, NULL), CFD_OK);
    assert_int_equal(cfd_key_inspect(place->path, &first, NULL), CFD_OK);
    assert_int_equal(unlink(place->path), 0);
    assert_int_equal(cfd_key_create(place->path, CFD_KEY_WORKER, NULL, NULL), CFD_OK);
    assert_int_equal(cfd_key_inspect(place->path, &second, NULL), CFD_OK);
    assert_string_not_equal(first.fingerprint, second.fingerprint);
}

static void create_leaves_what_is_there_alone(void **state)
{
    static const char *const texts[] = {
        WORKER_LINE,
        "",
        "the letters of Anna Berg\n",
    };
    struct place *place = *state;
    char text[256];

    for (size_t i = 0; i < TEST_COUNT(texts); i++) {
        struct cfd_error error = {.text = ""};

        put_text(place->path, texts[i], 0400);
        errno = 0;
        assert_int_equal(cfd_key_create(place->path, CFD_KEY_WORKER, NULL, &error), CFD_ERR_IO);
        assert_int_equal(errno, EEXIST);
        assert_non_null(strstr(error.text, "left alone"));
        (void)read_text(place->path, text, sizeof(text));
        assert_string_equal(text, texts[i]);
    }
}

/* Even a link that leads nowhere is a name that is taken. */
static void create_does_not_follow_a_link(void **state)
{
    struct place *place = *state;
    struct stat facts;

    assert_int_equal(symlink("elsewhere.key", place->path), 0);
    assert_int_equal(cfd_key_create(place->path, CFD_KEY_WORKER, NULL, NULL), CFD_ERR_IO);
    assert_int_equal(lstat(place->path, &facts), 0);
    assert_true(S_ISLNK(facts.st_mode));
}

static void create_refuses_a_name_of_another_role(void **state)
{
    struct place *place = *state;
    struct cfd_error error = {.text = ""};

    assert_int_equal(cfd_key_create(place->path, CFD_KEY_EPOCH, NULL, NULL), CFD_ERR_USAGE);
    assert_int_equal(cfd_key_create(place->path, CFD_KEY_WORKER, "0001", &error), CFD_ERR_USAGE);
    assert_true(strlen(error.text) > 0);
    assert_int_equal(access(place->path, F_OK), -1);
}

static void create_fails_where_there_is_no_folder(void **state)
{
    struct place *place = *state;
    struct cfd_error error = {.text = ""};
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/none/some.key", place->folder);
    assert_int_equal(cfd_key_create(path, CFD_KEY_WORKER, NULL, &error), CFD_ERR_IO);
    assert_int_equal(errno, ENOENT);
    assert_non_null(strstr(error.text, "cannot be written"));
}

/* A limit on the size of files stands for a full disk: at no fill level is anything left behind,
 * which the removal of the folder proves. */
static void fail_create_on_a_full_disk(void **state)
{
    struct place *place = *state;
    struct rlimit before, limit;
    void (*handler_before)(int) = signal(SIGXFSZ, SIG_IGN);

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    for (size_t room_bytes = 0; room_bytes < strlen(WORKER_LINE); room_bytes++) {
        enum cfd_status status;

        limit.rlim_cur = room_bytes;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        status = cfd_key_create(place->path, CFD_KEY_WORKER, NULL, NULL);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, CFD_ERR_IO);
        assert_int_equal(access(place->path, F_OK), -1);
    }
    (void)signal(SIGXFSZ, handler_before);
}

static void create_refuses_a_path_past_the_system_limit(void **state)
{
    static char path[8192];

    memset(path, 'a', sizeof(path) - 1);
    assert_int_equal(cfd_key_create(path, CFD_KEY_WORKER, NULL, NULL), CFD_ERR_IO);
    assert_int_equal(errno, ENAMETOOLONG);
}

/* --- reading -------------------------------------------------------------------------------- */

static void load_reads_the_facts(void **state)
{
    struct place *place = *state;
    struct cfd_key_info info;
    struct cfd_key *key;

    put_text(place->path, WORKER_LINE, 0600);
    assert_int_equal(cfd_key_load(place->path, CFD_KEY_WORKER, &key, NULL), CFD_OK);
    cfd_key_info(key, &info);
    cfd_key_free(key);
    assert_int_equal(info.role, CFD_KEY_WORKER);
    assert_string_equal(info.name, "1");
    assert_true(info.created_ms == 1795512600000);
    assert_string_equal(info.fingerprint, FINGERPRINT);
}

static void load_uses_the_secret_of_the_file(void **state)
{
    static const uint8_t expected[CFD_PSEUDONYM_BYTES] = {0xcb, 0xe8, 0x41, 0x4f, 0x52, 0x24,
                                                          0xd6, 0x86, 0x7f, 0xeb, 0x3d, 0x99,
                                                          0xe7, 0xdc, 0xa4, 0xb0};
    struct place *place = *state;
    struct cfd_key *key;
    uint8_t d[CFD_PSEUDONYM_BYTES];

    put_text(place->path, WORKER_LINE, 0400);
    assert_int_equal(cfd_key_load(place->path, CFD_KEY_WORKER, &key, NULL), CFD_OK);
    cfd_pseudonym_first(key, CFD_KIND_EMAIL, cfd_bytes_str("anna@berg.example"), d);
    cfd_key_free(key);
    assert_memory_equal(d, expected, sizeof(expected));
}

static void load_refuses_another_role(void **state)
{
    static const char *const lines[] = {
        WORKER_LINE,
        EPOCH_LINE,
        DAY_LINE,
    };
    struct place *place = *state;

    for (int held = CFD_KEY_WORKER; held <= CFD_KEY_DAY; held++) {
        put_text(place->path, lines[held], 0600);
        for (int wanted = CFD_KEY_WORKER; wanted <= CFD_KEY_DAY; wanted++) {
            struct cfd_error error = {.text = ""};
            struct cfd_key *key = NULL;
            enum cfd_status status =
                cfd_key_load(place->path, (enum cfd_key_role)wanted, &key, &error);

            assert_int_equal(status, held == wanted ? CFD_OK : CFD_ERR_FORMAT);
            assert_true((key != NULL) == (held == wanted));
            assert_true((strstr(error.text, "role") == NULL) == (held == wanted));
            cfd_key_free(key);
        }
    }
}

static void load_refuses_a_file_that_others_may_read(void **state)
{
    static const mode_t modes[] = {0640, 0604, 0620, 0602, 0610, 0601, 0644, 0660, 0666, 0777};
    static const mode_t good_modes[] = {0600, 0400, 0700};
    struct place *place = *state;
    struct cfd_key_info info;

    for (size_t i = 0; i < TEST_COUNT(modes); i++) {
        put_text(place->path, WORKER_LINE, modes[i]);
        assert_refused(place->path, CFD_ERR_DENIED);
    }
    for (size_t i = 0; i < TEST_COUNT(good_modes); i++) {
        put_text(place->path, WORKER_LINE, good_modes[i]);
        assert_int_equal(cfd_key_inspect(place->path, &info, NULL), CFD_OK);
    }
}

static void load_refuses_another_text(void **state)
{
    static const char *const texts[] = {
        "",
        "\n",
        HEX "\n",
        WORKER_LINE "\n",
        WORKER_LINE WORKER_LINE,
        "-----BEGIN PRIVATE KEY-----\n",
    };
    struct place *place = *state;

    for (size_t i = 0; i < TEST_COUNT(texts); i++) {
        put_text(place->path, texts[i], 0600);
        assert_refused(place->path, CFD_ERR_FORMAT);
    }
    for (size_t cut = 0; cut < strlen(WORKER_LINE); cut++) {
        put_bytes(place->path, WORKER_LINE, cut, 0600);
        assert_refused(place->path, CFD_ERR_FORMAT);
    }
}

static void load_refuses_a_long_file(void **state)
{
    static char text[100000];
    struct place *place = *state;

    memset(text, 'a', sizeof(text));
    memcpy(text, WORKER_LINE, strlen(WORKER_LINE));
    for (size_t text_bytes = 250; text_bytes < 262; text_bytes++) {
        put_bytes(place->path, text, text_bytes, 0600);
        assert_refused(place->path, CFD_ERR_FORMAT);
    }
    put_bytes(place->path, text, sizeof(text), 0600);
    assert_refused(place->path, CFD_ERR_FORMAT);
}

static void load_says_that_a_file_is_missing(void **state)
{
    struct place *place = *state;
    struct cfd_error error = {.text = ""};
    struct cfd_key *key;

    errno = 0;
    assert_int_equal(cfd_key_load(place->path, CFD_KEY_WORKER, &key, &error), CFD_ERR_IO);
    assert_int_equal(errno, ENOENT);
    assert_non_null(strstr(error.text, "No such file"));
    assert_refused(place->path, CFD_ERR_IO);
}

static void load_refuses_what_is_no_file(void **state)
{
    struct place *place = *state;

    assert_refused(place->folder, CFD_ERR_FORMAT);
    assert_refused("/dev/zero", CFD_ERR_FORMAT);
    assert_int_equal(mkfifo(place->path, 0600), 0);
    assert_refused(place->path, CFD_ERR_FORMAT); /* and does not wait for a writer */
}

static void load_follows_a_link(void **state)
{
    struct place *place = *state;
    struct cfd_key_info info;
    char target[128];

    (void)snprintf(target, sizeof(target), "%s/target.key", place->folder);
    put_text(target, WORKER_LINE, 0600);
    assert_int_equal(symlink("target.key", place->path), 0);
    assert_int_equal(cfd_key_inspect(place->path, &info, NULL), CFD_OK);
    assert_int_equal(unlink(target), 0);
}

static void inspect_takes_any_role(void **state)
{
    static const char *const lines[] = {
        WORKER_LINE,
        EPOCH_LINE,
        DAY_LINE,
    };
    static const char *const names[] = {
        "1",
        "0001",
        "2026-11-24",
    };
    struct place *place = *state;
    struct cfd_key_info info;

    for (int role = CFD_KEY_WORKER; role <= CFD_KEY_DAY; role++) {
        put_text(place->path, lines[role], 0600);
        assert_int_equal(cfd_key_inspect(place->path, &info, NULL), CFD_OK);
        assert_int_equal(info.role, role);
        assert_string_equal(info.name, names[role]);
    }
}

static void fingerprint_holds_no_part_of_the_key(void **state)
{
    struct place *place = *state;
    struct cfd_key_info info;
    char text[256];

    for (int i = 0; i < 50; i++) {
        assert_int_equal(cfd_key_create(place->path, CFD_KEY_WORKER, NULL, NULL), CFD_OK);
        assert_int_equal(cfd_key_inspect(place->path, &info, NULL), CFD_OK);
        (void)read_text(place->path, text, sizeof(text));
        for (size_t at = 0; at + 8 <= 16; at++) {
            char part[9];

            (void)snprintf(part, sizeof(part), "%.8s", info.fingerprint + at);
            assert_null(strstr(text, part));
        }
        assert_int_equal(unlink(place->path), 0);
    }
}

/* --- without a file ------------------------------------------------------------------------- */

static void random_keys_differ(void **state)
{
    struct cfd_key_info first, second;
    struct cfd_key *key;

    assert_int_equal(cfd_key_random(&key), CFD_OK);
    cfd_key_info(key, &first);
    cfd_key_free(key);
    assert_int_equal(cfd_key_random(&key), CFD_OK);
    cfd_key_info(key, &second);
    cfd_key_free(key);
    assert_int_equal(first.role, CFD_KEY_WORKER);
    assert_string_equal(first.name, "");
    assert_string_not_equal(first.fingerprint, second.fingerprint);
}

static void free_takes_null(void **state)
{
    cfd_key_free(NULL);
}

static void random_fills_every_byte_and_no_more(void **state)
{
    uint8_t bytes[600];
    uint8_t seen[600] = {0};

    for (int round = 0; round < 20; round++) {
        memset(bytes, 0, sizeof(bytes));
        assert_int_equal(cfd_random(bytes, sizeof(bytes) - 1), CFD_OK);
        assert_int_equal(bytes[sizeof(bytes) - 1], 0);
        for (size_t i = 0; i < sizeof(bytes); i++)
            seen[i] |= bytes[i];
    }
    for (size_t i = 0; i < sizeof(seen) - 1; i++)
        assert_int_not_equal(seen[i], 0);
    assert_int_equal(cfd_random(bytes, 0), CFD_OK);
}

/* In a child, because the flag would stay with the tests that follow. */
static void protect_makes_the_process_undumpable(void **state)
{
    pid_t child = fork();
    int result = 0;

    assert_true(child >= 0);
    if (child == 0)
        _exit(cfd_process_protect() == CFD_OK && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1);
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
}

#define in_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_place(create_writes_one_private_line),
        in_place(create_minds_a_strict_umask),
        in_place(create_and_load_go_round),
        in_place(create_stamps_the_time_of_now),
        in_place(create_never_makes_the_same_key),
        in_place(create_leaves_what_is_there_alone),
        in_place(create_does_not_follow_a_link),
        in_place(create_refuses_a_name_of_another_role),
        in_place(create_fails_where_there_is_no_folder),
        in_place(fail_create_on_a_full_disk),
        cmocka_unit_test(create_refuses_a_path_past_the_system_limit),
        in_place(load_reads_the_facts),
        in_place(load_uses_the_secret_of_the_file),
        in_place(load_refuses_another_role),
        in_place(load_refuses_a_file_that_others_may_read),
        in_place(load_refuses_another_text),
        in_place(load_refuses_a_long_file),
        in_place(load_says_that_a_file_is_missing),
        in_place(load_refuses_what_is_no_file),
        in_place(load_follows_a_link),
        in_place(inspect_takes_any_role),
        in_place(fingerprint_holds_no_part_of_the_key),
        cmocka_unit_test(random_keys_differ),
        cmocka_unit_test(free_takes_null),
        cmocka_unit_test(random_fills_every_byte_and_no_more),
        cmocka_unit_test(protect_makes_the_process_undumpable),
    };

    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
