/* SPDX-License-Identifier: Apache-2.0
 * The index when writes fail, memory ends or the process is killed: an opening afterwards finds all
 * of a commit or nothing of it, or an index that was remade. */
#include "lib/ledger/index.h"

#include <sys/wait.h>

#include "tests/lib/index.h"
#include "tests/lib/sqlite_calls.h"

#define ROWS 400u
#define MORE_ROWS 1200u /* so many that pages of old rows are written, too */

/* --- the story: an index with 100 entries covered is opened, gets a transaction, is closed */

struct story {
    struct place place;
    const struct content *before;
    struct content *after;
    enum cfd_status open_status;
    enum cfd_status put_status;
};

/* What every story begins with; made once. */
static struct {
    struct content *content;
    uint8_t *files[2];
    size_t file_bytes[2];
} begun;

static void story_begin(struct story *story)
{
    place_init(&story->place);
    if (begun.content == NULL) {
        begun.content = fill(&story->place, ROWS);
        begun.files[0] = test_file_read(story->place.main_path, &begun.file_bytes[0]);
        begun.files[1] = test_file_read(story->place.open_path, &begun.file_bytes[1]);
    } else {
        assert_int_equal(mkdir(story->place.dir, 0700), 0);
        test_file_write(story->place.main_path, begun.files[0], begun.file_bytes[0]);
        test_file_write(story->place.open_path, begun.files[1], begun.file_bytes[1]);
    }
    story->before = begun.content;
    story->after = content_copy(begun.content);
}

static void story_end(struct story *story)
{
    place_deinit(&story->place);
    free(story->after);
}

static void story_run(struct story *story)
{
    struct dice dice = {.state = 31};
    struct cfd_index *index;
    uint64_t covered;

    story->put_status = CFD_ERR_STATE;
    story->open_status =
        cfd_index_open(story->place.dir, test_log_id, 1000, &index, &covered, NULL);
    if (story->open_status != CFD_OK)
        return;
    if (covered == 0)
        memset(story->after, 0, sizeof(*story->after));
    story->put_status = put_transaction(index, &dice, story->after, MORE_ROWS, 200);
    if (story->put_status != CFD_OK)
        assert_int_equal(cfd_index_begin(index), CFD_ERR_STATE);
    cfd_index_close(index);
}

enum found { FOUND_NOTHING, FOUND_BEFORE, FOUND_AFTER };

/* Opens what is left and checks that it is one of three things. */
static enum found story_found(const struct story *story)
{
    struct content *nothing = content_new();
    struct content *told = content_new();
    const struct content *wanted = nothing;
    enum found found = FOUND_NOTHING;
    struct cfd_index *index;
    uint64_t covered;

    index = open_at(&story->place, 1000, &covered);
    assert_true(covered == 0 || covered == 100 || covered == 200);
    if (covered == 100) {
        found = FOUND_BEFORE;
        wanted = story->before;
    } else if (covered == 200) {
        found = FOUND_AFTER;
        wanted = story->after;
    }
    assert_int_equal(content_load(index, told), CFD_OK);
    assert_content_equal(told, wanted);
    cfd_index_close(index);
    free(told);
    free(nothing);
    return found;
}

/* Without a fault; the same bytes every time. Answers its writes. */
static unsigned story_in_peace(struct content *out_after)
{
    struct story story;
    unsigned write_count;

    story_begin(&story);
    sqlite_calls_reset();
    story_run(&story);
    write_count = sqlite_calls.write_count;
    sqlite_calls_reset();
    assert_int_equal(story.put_status, CFD_OK);
    assert_int_equal(story_found(&story), FOUND_AFTER);
    if (out_after != NULL)
        memcpy(out_after, story.after, sizeof(*out_after));
    story_end(&story);
    assert_in_range(write_count, 30, 1000);
    return write_count;
}

/* --- writes */

static void fail_write(int code, bool fails_ever_after, enum cfd_status wanted)
{
    unsigned write_count = story_in_peace(NULL);

    for (unsigned at = 1; at <= write_count; at++) {
        struct story story;

        story_begin(&story);
        sqlite_calls_reset();
        sqlite_calls.fail_at = at;
        sqlite_calls.fail_code = code;
        sqlite_calls.fails_ever_after = fails_ever_after;
        story_run(&story);
        sqlite_calls_reset();
        if (story.open_status == CFD_OK && story.put_status != CFD_OK)
            assert_int_equal(story.put_status, wanted);
        /* a commit that was answered for may be lost with the whole index, never in part */
        if (story_found(&story) == FOUND_AFTER)
            assert_int_equal(story.put_status, CFD_OK);
        story_end(&story);
    }
}

static void fail_one_write_with_a_full_disk(void **state)
{
    fail_write(SQLITE_FULL, false, CFD_ERR_FULL);
}

static void fail_all_writes_with_a_full_disk(void **state)
{
    fail_write(SQLITE_FULL, true, CFD_ERR_FULL);
}

static void fail_one_write_with_an_error(void **state)
{
    fail_write(SQLITE_IOERR_WRITE, false, CFD_ERR_IO);
}

static void fail_all_writes_with_an_error(void **state)
{
    fail_write(SQLITE_IOERR_WRITE, true, CFD_ERR_IO);
}

/* A disk that was full for one write costs the transaction and no more. */
static void full_disk_leaves_what_was_there(void **state)
{
    struct story story;
    struct dice dice = {.state = 31};
    struct cfd_index *index;
    uint64_t covered;

    story_begin(&story);
    sqlite_calls_reset();
    index = open_at(&story.place, 1000, &covered);
    sqlite_calls.fail_at = sqlite_calls.write_count + 3;
    sqlite_calls.fail_code = SQLITE_FULL;
    assert_int_equal(put_transaction(index, &dice, story.after, MORE_ROWS, 200), CFD_ERR_FULL);
    sqlite_calls_reset();
    cfd_index_close(index);
    assert_int_equal(story_found(&story), FOUND_BEFORE);
    story_end(&story);
}

/* An error of the disk is another matter: nobody knows what it left. */
static void disk_error_costs_the_index(void **state)
{
    struct story story;
    struct dice dice = {.state = 31};
    struct cfd_index *index;
    uint64_t covered;

    story_begin(&story);
    sqlite_calls_reset();
    index = open_at(&story.place, 1000, &covered);
    sqlite_calls.fail_at = sqlite_calls.write_count + 3;
    sqlite_calls.fail_code = SQLITE_IOERR_WRITE;
    assert_int_equal(put_transaction(index, &dice, story.after, MORE_ROWS, 200), CFD_ERR_IO);
    sqlite_calls_reset();
    cfd_index_close(index);
    assert_int_equal(story_found(&story), FOUND_NOTHING);
    story_end(&story);
}

/* --- syncs: the mark is safe before it is needed, all else before it goes */

static void transactions_are_not_synced(void **state)
{
    struct dice dice = {.state = 3};
    struct story story;
    struct cfd_index *index;
    uint64_t covered;

    story_begin(&story);
    sqlite_calls_reset();
    index = open_at(&story.place, 1000, &covered);
    assert_int_equal(sqlite_calls.sync_count, 2);
    for (int i = 0; i < 3; i++)
        assert_int_equal(put_transaction(index, &dice, story.after, 50, 200), CFD_OK);
    assert_int_equal(sqlite_calls.sync_count, 2);
    cfd_index_close(index);
    assert_int_equal(sqlite_calls.sync_count, 4);
    story_end(&story);
}

/* --- kill */

static bool dies_at(struct story *story, unsigned write)
{
    int how;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        sqlite_calls_reset();
        sqlite_calls.die_at = write;
        story_run(story);
        _exit(story->put_status == CFD_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_int_not_equal(WEXITSTATUS(how), 1);
    return WEXITSTATUS(how) == 99;
}

static void crash_before_any_write(void **state)
{
    struct content *after = content_new();
    unsigned write_count = story_in_peace(after);
    unsigned found_count[3] = {0};

    for (unsigned at = 1; at <= write_count + 1; at++) {
        struct story story;

        story_begin(&story);
        assert_int_equal(dies_at(&story, at), at <= write_count);
        memcpy(story.after, after, sizeof(*after));
        found_count[story_found(&story)]++;
        story_end(&story);
    }
    assert_true(found_count[FOUND_NOTHING] > write_count / 2);
    assert_in_range(found_count[FOUND_BEFORE], 1, 4);
    assert_in_range(found_count[FOUND_AFTER], 1, 4);
    free(after);
}

/* --- memory */

static struct {
    sqlite3_mem_methods under;
    unsigned count;
    unsigned fail_at; /* number of the allocation that fails; 0: none does */
    bool fails_ever_after;
} memory;

static bool is_out_of_memory(void)
{
    unsigned number = ++memory.count;

    return memory.fail_at != 0 &&
           (number == memory.fail_at || (number > memory.fail_at && memory.fails_ever_after));
}

static void *memory_malloc(int bytes)
{
    return is_out_of_memory() ? NULL : memory.under.xMalloc(bytes);
}

static void *memory_realloc(void *old, int bytes)
{
    return is_out_of_memory() ? NULL : memory.under.xRealloc(old, bytes);
}

static void memory_watch(void)
{
    sqlite3_mem_methods methods;

    assert_int_equal(sqlite3_shutdown(), SQLITE_OK);
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.under), SQLITE_OK);
    methods = memory.under;
    methods.xMalloc = memory_malloc;
    methods.xRealloc = memory_realloc;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), SQLITE_OK);
    assert_int_equal(sqlite3_initialize(), SQLITE_OK);
}

static void memory_fail(unsigned at, bool fails_ever_after)
{
    memory.count = 0;
    memory.fail_at = at;
    memory.fails_ever_after = fails_ever_after;
}

/* Opens, loads, writes and closes with one allocation failing (or all after it): no crash, no leak
 * (the sanitizers look), and afterwards all or nothing. Answers whether one did fail. */
static bool story_without_memory(unsigned at, bool fails_ever_after)
{
    struct dice dice = {.state = 31};
    struct content *told = content_new();
    struct story story;
    struct cfd_index *index = NULL;
    enum cfd_status status;
    uint64_t covered;
    bool has_failed;

    story_begin(&story);
    memory_fail(at, fails_ever_after);
    status = cfd_index_open(story.place.dir, test_log_id, 1000, &index, &covered, NULL);
    if (status == CFD_OK) {
        assert_true(covered == 100);
        status = content_load(index, told);
        if (status == CFD_OK)
            assert_content_equal(told, story.before);
        story.put_status = put_transaction(index, &dice, story.after, 20, 200);
        if (status == CFD_OK)
            status = story.put_status;
        cfd_index_close(index);
    }
    assert_true(status == CFD_OK || status == CFD_ERR_MEMORY || status == CFD_ERR_IO);
    has_failed = memory.count >= at;
    memory_fail(0, false);
    if (story_found(&story) == FOUND_AFTER)
        assert_int_equal(story.put_status, CFD_OK);
    story_end(&story);
    free(told);
    return has_failed;
}

static void fail_each_allocation_once(void **state)
{
    unsigned at = 1;

    while (story_without_memory(at, false))
        at += at < 120 ? 1 : 41;
    assert_true(at > 1000);
}

static void fail_each_allocation_and_all_after_it(void **state)
{
    unsigned at = 1;

    while (story_without_memory(at, true))
        at += at < 120 ? 1 : 41;
    assert_true(at > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_one_write_with_a_full_disk),
        cmocka_unit_test(fail_all_writes_with_a_full_disk),
        cmocka_unit_test(fail_one_write_with_an_error),
        cmocka_unit_test(fail_all_writes_with_an_error),
        cmocka_unit_test(full_disk_leaves_what_was_there),
        cmocka_unit_test(disk_error_costs_the_index),
        cmocka_unit_test(transactions_are_not_synced),
        cmocka_unit_test(crash_before_any_write),
        cmocka_unit_test(fail_each_allocation_once),
        cmocka_unit_test(fail_each_allocation_and_all_after_it),
    };

    int failed_count;

    memory_watch();
    sqlite_calls_watch();
    failed_count = cmocka_run_group_tests_name("index_faults", tests, NULL, NULL);
    free(begun.content);
    free(begun.files[0]);
    free(begun.files[1]);
    return failed_count;
}
