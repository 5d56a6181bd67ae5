/* SPDX-License-Identifier: Apache-2.0
 * An index that is not what it should be: remade, or found out by load, or left alone. Never
 * believed. */
#include "lib/ledger/index.h"

#include <sqlite3.h>
#include <sys/wait.h>

#include "tests/lib/index.h"
#include "tests/lib/sqlite_calls.h"

/* --- tools */

static void sql(const char *path, const char *text)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = MEMORY", NULL, NULL, NULL), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void cut(const char *path, size_t bytes)
{
    assert_int_equal(truncate(path, (off_t)bytes), 0);
}

static size_t size_of(const char *path)
{
    struct stat facts;

    assert_int_equal(stat(path, &facts), 0);
    return (size_t)facts.st_size;
}

static void overwrite(const char *path, size_t at, const uint8_t *bytes, size_t len)
{
    int file = open(path, O_WRONLY);

    assert_true(file >= 0);
    assert_int_equal(pwrite(file, bytes, len, (off_t)at), len);
    close(file);
}

static const char *path_of(const struct place *place, int which)
{
    return which == 0 ? place->main_path : place->open_path;
}

/* Remade, and as good as new afterwards. */
static void find_remade_and_use(const struct place *place)
{
    struct content *put;

    find_remade(place);
    put = fill(place, 8);
    cfd_index_close(open_and_find(place, 100, put));
    free(put);
}

/* --- whole files */

static void truncated_file_is_remade(void **state)
{
    static const size_t lengths[] = {0, 1, 50, 99, 100, 512, 4095, 4096, 8192};
    struct place place;

    place_init(&place);
    for (int which = 0; which < 2; which++)
        for (size_t i = 0; i < TEST_COUNT(lengths) + 2; i++) {
            struct content *put = fill(&place, 400);
            size_t whole = size_of(path_of(&place, which));

            if (i < TEST_COUNT(lengths))
                cut(path_of(&place, which), lengths[i]);
            else
                cut(path_of(&place, which), i == TEST_COUNT(lengths) ? whole - 1 : whole - 4096);
            find_remade(&place);
            free(put);
        }
    place_deinit(&place);
}

static void random_bytes_are_remade(void **state)
{
    static const size_t lengths[] = {10, 4096, 65536};
    struct dice dice = {.state = 99};
    static uint8_t bytes[65536];
    struct place place;

    place_init(&place);
    for (int which = 0; which < 2; which++)
        for (size_t i = 0; i < TEST_COUNT(lengths); i++) {
            free(fill(&place, 8));
            roll_bytes(&dice, bytes, sizeof(bytes));
            test_file_write(path_of(&place, which), bytes, lengths[i]);
            find_remade(&place);
        }
    free(fill(&place, 8));
    test_file_write(place.main_path, bytes, sizeof(bytes));
    test_file_write(place.open_path, bytes, sizeof(bytes));
    find_remade_and_use(&place);
    place_deinit(&place);
}

static void missing_file_is_remade(void **state)
{
    struct place place;

    place_init(&place);
    for (int which = 0; which < 2; which++) {
        free(fill(&place, 8));
        assert_int_equal(unlink(path_of(&place, which)), 0);
        find_remade_and_use(&place);
    }
    place_deinit(&place);
}

static void swapped_files_are_remade(void **state)
{
    struct place place;
    char other[3 * TEST_PATH_BYTES];

    place_init(&place);
    free(fill(&place, 8));
    snprintf(other, sizeof(other), "%s/other", place.folder.path);
    assert_int_equal(rename(place.main_path, other), 0);
    assert_int_equal(rename(place.open_path, place.main_path), 0);
    assert_int_equal(rename(other, place.open_path), 0);
    find_remade(&place);
    place_deinit(&place);
}

static void leftovers_go_with_the_index(void **state)
{
    static const char *const tails[] = {"-journal", "-wal", "-shm"};
    char path[4 * TEST_PATH_BYTES];
    struct place place;

    place_init(&place);
    free(fill(&place, 8));
    sql(place.main_path, "PRAGMA user_version = 7");
    for (size_t i = 0; i < TEST_COUNT(tails); i++) {
        snprintf(path, sizeof(path), "%s%s", place.open_path, tails[i]);
        test_file_write(path, "left over", 9);
    }
    find_remade(&place);
    for (size_t i = 0; i < TEST_COUNT(tails); i++) {
        snprintf(path, sizeof(path), "%s%s", place.open_path, tails[i]);
        assert_int_not_equal(access(path, F_OK), 0);
    }
    place_deinit(&place);
}

/* --- files that SQLite likes and that are not ours */

static void other_log_is_remade(void **state)
{
    struct place place;
    struct content *nothing = content_new();
    struct content *told = content_new();
    uint8_t log_id[16];
    struct cfd_index *index;
    uint64_t covered = 1;

    place_init(&place);
    free(fill(&place, 8));
    memcpy(log_id, test_log_id, sizeof(log_id));
    log_id[15] ^= 1;
    assert_int_equal(cfd_index_open(place.dir, log_id, UINT64_MAX, &index, &covered, NULL), CFD_OK);
    assert_true(covered == 0);
    assert_int_equal(content_load(index, told), CFD_OK);
    assert_content_equal(told, nothing);
    cfd_index_close(index);
    find_remade(&place);
    free(told);
    free(nothing);
    place_deinit(&place);
}

static void ahead_of_the_log_is_remade(void **state)
{
    struct place place;
    struct cfd_index *index;
    uint64_t covered;

    place_init(&place);
    free(fill(&place, 8));
    index = open_at(&place, 100, &covered);
    assert_true(covered == 100);
    cfd_index_close(index);
    index = open_at(&place, 99, &covered);
    assert_true(covered == 0);
    cfd_index_close(index);
    find_remade(&place);
    place_deinit(&place);
}

static void unfit_file_is_remade(void **state)
{
    static const struct {
        int which;
        const char *text;
    } changes[] = {
        {0, "PRAGMA user_version = 0"},
        {0, "PRAGMA user_version = 2"},
        {1, "PRAGMA user_version = 2"},
        {0, "UPDATE meta SET covered = 99"},
        {1, "UPDATE meta SET covered = 101"},
        {0, "UPDATE meta SET covered = NULL"},
        {0, "UPDATE meta SET log_id = NULL"},
        {1, "UPDATE meta SET log_id = x'10'"},
        {0, "UPDATE meta SET is_open = 1"},
        {0, "UPDATE meta SET is_open = NULL"},
        {0, "UPDATE meta SET who_count = who_count + 1"},
        {0, "UPDATE meta SET gap_count = -1"},
        {1, "UPDATE meta SET row_count = NULL"},
        {0, "DELETE FROM meta"},
        {1, "DELETE FROM meta"},
        {0, "DROP TABLE alias"},
        {1, "DROP TABLE exposure"},
        {0, "ALTER TABLE coverage DROP COLUMN body_bytes"},
        {0, "DROP TABLE meta"},
        {0, "DELETE FROM consumer WHERE id = (SELECT max(id) FROM consumer)"},
        {0, "DELETE FROM endpoint"},
        {0, "DELETE FROM coverage WHERE id = (SELECT max(id) FROM coverage)"},
        {1, "DELETE FROM exposure WHERE id = (SELECT max(id) FROM exposure)"},
        {1, "INSERT INTO exposure(id) SELECT max(id) + 1 FROM exposure"},
    };
    struct place place;

    place_init(&place);
    for (size_t i = 0; i < TEST_COUNT(changes); i++) {
        uint64_t covered;
        struct cfd_index *index;

        free(fill(&place, 40));
        sql(path_of(&place, changes[i].which), changes[i].text);
        index = open_at(&place, UINT64_MAX, &covered);
        if (covered != 0)
            fail_msg("believed after: %s", changes[i].text);
        cfd_index_close(index);
        find_remade(&place);
    }
    find_remade_and_use(&place);
    place_deinit(&place);
}

/* --- what only load can see */

static void load_finds_damage_and_the_index_is_remade(void **state)
{
    static const struct {
        int which;
        const char *text;
    } changes[] = {
        {1, "DELETE FROM exposure WHERE id = 3"},
        {1, "UPDATE exposure SET id = 0 WHERE id = 1"},
        {1, "UPDATE exposure SET kinds = 1 WHERE id = 2"},
        {1, "UPDATE exposure SET kinds = 65538 WHERE id = 2"},
        {1, "UPDATE exposure SET who = 4294967296 WHERE id = 2"},
        {1, "UPDATE exposure SET endpoint = 100000 WHERE id = 2"},
        {1, "UPDATE exposure SET subject_low = NULL WHERE id = 2"},
        {1, "UPDATE exposure SET count = -1 WHERE id = 2"},
        {1, "UPDATE exposure SET count = 4294967296 WHERE id = 2"},
        {1, "UPDATE exposure SET last_ms = NULL WHERE id = 2"},
        {1, "UPDATE exposure SET action = 256 WHERE id = 2"},
        {1, "UPDATE exposure SET is_lower_bound = 2 WHERE id = 2"},
        {0, "DELETE FROM consumer WHERE id = 1"},
        {0, "UPDATE consumer SET credential = 0"},
        {0, "UPDATE consumer SET is_clear = 2"},
        {0, "UPDATE consumer SET name = 'a name of twenty-four by'"},
        {0, "UPDATE consumer SET label = NULL"},
        {0, "UPDATE consumer SET label = 'a' || char(10)"},
        {0, "UPDATE consumer SET label = CAST(x'610062' AS TEXT)"},
        {0, "UPDATE consumer SET pseudonym = x'00'"},
        {0, "UPDATE consumer SET epoch = NULL"},
        {0, "UPDATE consumer SET day = '', sealed_address = zeroblob(44)"},
        {0, "UPDATE consumer SET day = '2026-01-31', sealed_address = NULL"},
        {0, "UPDATE consumer SET day = '2026-01-31', sealed_address = zeroblob(45)"},
        {0, "UPDATE endpoint SET endpoint = NULL WHERE id = 2"},
        {0, "UPDATE endpoint SET endpoint = printf('%0256d', 1) WHERE id = 2"},
        {0, "UPDATE who SET consumers = x'00' WHERE id = 1"},
        {0, "UPDATE who SET consumers = NULL WHERE id = 1"},
        {0, "UPDATE who SET consumers = zeroblob(20) WHERE id = 1"},
        {0, "UPDATE who SET consumers = x'ffffffff' WHERE id = 1"},
        {0, "UPDATE who SET side = 3 WHERE id = 1"},
        {0, "UPDATE traffic SET who = 100000 WHERE id = 1"},
        {0, "UPDATE traffic SET response_count = NULL WHERE id = 1"},
        {0, "UPDATE alias SET alias_identity = 200 WHERE id = 1"},
        {0, "UPDATE alias SET alias_low = NULL WHERE id = 1"},
        {0, "UPDATE gap SET reason = 16 WHERE id = 1"},
        {0, "UPDATE gap SET ring_id = NULL WHERE id = 1"},
        {0, "UPDATE gap SET endpoint = 100000 WHERE id = 1"},
        {0, "UPDATE coverage SET gap_counts = zeroblob(127) WHERE id = 1"},
        {0, "UPDATE coverage SET gap_counts = zeroblob(136) WHERE id = 1"},
        {0, "UPDATE coverage SET ring_id = zeroblob(15) WHERE id = 1"},
    };
    struct place place;
    struct content *told = content_new();

    place_init(&place);
    for (size_t i = 0; i < TEST_COUNT(changes); i++) {
        struct cfd_index_visitor visitor = content_visitor(told);
        struct cfd_error error = {0};
        struct cfd_index *index;
        uint64_t covered;

        memset(told, 0, sizeof(*told));
        free(fill(&place, 40));
        sql(path_of(&place, changes[i].which), changes[i].text);
        index = open_at(&place, UINT64_MAX, &covered);
        if (covered != 100)
            fail_msg("not opened after: %s", changes[i].text);
        if (cfd_index_load(index, &visitor, &error) != CFD_ERR_CORRUPT)
            fail_msg("believed after: %s", changes[i].text);
        assert_non_null(strstr(error.text, "damaged at item"));
        cfd_index_close(index);
        find_remade(&place);
    }
    free(told);
    place_deinit(&place);
}

/* What an opener may find after this: nothing, damage that load tells and that is then remade, or
 * all that was put. */
static void find_all_or_nothing(const struct place *place, const struct content *put, size_t at)
{
    struct content *nothing = content_new();
    struct content *told = content_new();
    uint64_t covered;
    struct cfd_index *index = open_at(place, UINT64_MAX, &covered);
    enum cfd_status status = content_load(index, told);

    cfd_index_close(index);
    if (status == CFD_ERR_CORRUPT)
        find_remade(place);
    else if (status != CFD_OK || !content_equal(told, covered == 0 ? nothing : put))
        fail_msg("damage at %zu: status %d, covered %llu", at, status, (unsigned long long)covered);
    free(told);
    free(nothing);
}

static void prop_damaged_page_is_never_believed(void **state)
{
    struct dice dice = {.state = 4711};
    struct place place;
    uint8_t page[4096];

    place_init(&place);
    for (int which = 0; which < 2; which++)
        for (int is_random = 0; is_random < 2; is_random++)
            for (size_t at = 0, end = 1; at < end; at += sizeof(page)) {
                struct content *put = fill(&place, 400);

                end = size_of(path_of(&place, which));
                memset(page, 0, sizeof(page));
                if (is_random)
                    roll_bytes(&dice, page, sizeof(page));
                overwrite(path_of(&place, which), at, page, sizeof(page));
                find_all_or_nothing(&place, put, at);
                free(put);
                assert_int_equal(unlink(place.main_path), 0);
            }
    place_deinit(&place);
}

/* A changed bit in a value is not seen, but no changed bit does harm, to who loads or who writes. */
static void prop_changed_bit_does_no_harm(void **state)
{
    struct dice dice = {.state = 815};
    struct content *told = content_new();
    struct place place;
    uint8_t *whole[2];
    size_t bytes[2];
    int written_count = 0;

    place_init(&place);
    free(fill(&place, 40));
    for (int which = 0; which < 2; which++)
        whole[which] = test_file_read(path_of(&place, which), &bytes[which]);
    for (int i = 0; i < 600; i++) {
        int which = (int)roll_below(&dice, 2);
        size_t at = roll_below(&dice, 4) == 0 ? roll_below(&dice, 112)
                                              : roll_below(&dice, (uint32_t)bytes[which]);
        uint8_t changed = (uint8_t)(whole[which][at] ^ (1u << roll_below(&dice, 8)));
        struct cfd_index *index;
        uint64_t covered;
        enum cfd_status status;

        for (int j = 0; j < 2; j++)
            test_file_write(path_of(&place, j), whole[j], bytes[j]);
        overwrite(path_of(&place, which), at, &changed, 1);
        index = open_at(&place, UINT64_MAX, &covered);
        status = content_load(index, told);
        assert_true(status == CFD_OK || status == CFD_ERR_CORRUPT);
        status = cfd_index_begin(index);
        if (status == CFD_OK)
            status = put_dictionaries(index, &dice, told);
        if (status == CFD_OK)
            status = put_some_row(index, &dice, told);
        if (status == CFD_OK)
            status = cfd_index_commit(index, covered);
        written_count += status == CFD_OK;
        cfd_index_close(index);
    }
    assert_in_range(written_count, 50, 599);
    free(whole[0]);
    free(whole[1]);
    free(told);
    place_deinit(&place);
}

/* --- what cannot be opened is left alone */

static void assert_refused(const char *dir, const char *why)
{
    struct cfd_error error = {0};
    struct cfd_index *index = NULL;
    uint64_t covered = 4321;

    assert_int_equal(cfd_index_open(dir, test_log_id, UINT64_MAX, &index, &covered, &error),
                     CFD_ERR_IO);
    assert_null(index);
    assert_true(covered == 4321);
    if (strstr(error.text, why) == NULL)
        fail_msg("not \"%s\": %s", why, error.text);
}

static void folder_in_place_of_a_file_is_refused(void **state)
{
    struct place place;

    place_init(&place);
    for (int which = 0; which < 2; which++) {
        free(fill(&place, 8));
        assert_int_equal(unlink(path_of(&place, which)), 0);
        assert_int_equal(mkdir(path_of(&place, which), 0700), 0);
        assert_refused(place.dir, "directory");
        assert_int_equal(rmdir(path_of(&place, which)), 0);
    }
    place_deinit(&place);
}

static void link_in_place_of_a_file_is_refused(void **state)
{
    struct place place;
    char other[3 * TEST_PATH_BYTES];

    place_init(&place);
    free(fill(&place, 8));
    snprintf(other, sizeof(other), "%s/other", place.folder.path);
    assert_int_equal(rename(place.open_path, other), 0);
    assert_int_equal(symlink(other, place.open_path), 0);
    assert_refused(place.dir, "cannot use");
    assert_int_equal(access(other, F_OK), 0);
    place_deinit(&place);
}

static void file_in_place_of_the_folder_is_refused(void **state)
{
    struct place place;

    place_init(&place);
    test_file_write(place.dir, "", 0);
    assert_refused(place.dir, "Not a directory");
    assert_refused("/nowhere/at/all", "No such file");
    place_deinit(&place);
}

static void second_opener_is_refused(void **state)
{
    struct dice dice = {.state = 12};
    struct place place;
    struct content *put;
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 8);
    index = open_and_find(&place, 100, put);
    assert_refused(place.dir, "another process has");
    assert_int_equal(put_transaction(index, &dice, put, 10, 110), CFD_OK);
    assert_refused(place.dir, "another process has");
    cfd_index_close(index);
    cfd_index_close(open_and_find(&place, 110, put));
    free(put);
    place_deinit(&place);
}

/* In a child, since locks are a process's. */
static int opens_elsewhere(const struct place *place)
{
    int how;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct cfd_index *index;
        uint64_t covered;
        enum cfd_status status =
            cfd_index_open(place->dir, test_log_id, UINT64_MAX, &index, &covered, NULL);

        if (status == CFD_OK)
            cfd_index_close(index);
        _exit(-status);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    return -WEXITSTATUS(how);
}

static void second_process_is_refused(void **state)
{
    struct place place;
    struct content *put;
    struct cfd_index *index;

    place_init(&place);
    put = fill(&place, 8);
    index = open_and_find(&place, 100, put);
    assert_int_equal(opens_elsewhere(&place), CFD_ERR_IO);
    assert_refused(place.dir, "another process has");
    assert_int_equal(opens_elsewhere(&place), CFD_ERR_IO);
    cfd_index_close(index);
    assert_int_equal(opens_elsewhere(&place), CFD_OK);
    cfd_index_close(open_and_find(&place, 100, put));
    free(put);
    place_deinit(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truncated_file_is_remade),
        cmocka_unit_test(random_bytes_are_remade),
        cmocka_unit_test(missing_file_is_remade),
        cmocka_unit_test(swapped_files_are_remade),
        cmocka_unit_test(leftovers_go_with_the_index),
        cmocka_unit_test(other_log_is_remade),
        cmocka_unit_test(ahead_of_the_log_is_remade),
        cmocka_unit_test(unfit_file_is_remade),
        cmocka_unit_test(load_finds_damage_and_the_index_is_remade),
        cmocka_unit_test(prop_damaged_page_is_never_believed),
        cmocka_unit_test(prop_changed_bit_does_no_harm),
        cmocka_unit_test(folder_in_place_of_a_file_is_refused),
        cmocka_unit_test(link_in_place_of_a_file_is_refused),
        cmocka_unit_test(file_in_place_of_the_folder_is_refused),
        cmocka_unit_test(second_opener_is_refused),
        cmocka_unit_test(second_process_is_refused),
    };

    sqlite_calls_watch();
    return cmocka_run_group_tests_name("index_damage", tests, NULL, NULL);
}
