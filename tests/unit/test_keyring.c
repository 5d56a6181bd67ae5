/* SPDX-License-Identifier: Apache-2.0
 * The keyring: which files are keys, which epoch is current, and that an expired day is closed. */
#include "daemon/engine/keyring.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/lib/folder.h"
#include "tests/lib/test.h"

#define DAY_MS (24ll * 3600 * 1000)
#define NOW_MS (20454 * DAY_MS + 1) /* 2026-01-01 */

struct place {
    struct test_folder folder;
    struct cfd_settings settings;
    struct cfd_keyring ring;
};

static void place_make(struct place *place)
{
    memset(place, 0, sizeof(*place));
    test_folder_make(&place->folder);
    cfd_settings_default(&place->settings);
    snprintf(place->settings.state_dir, sizeof(place->settings.state_dir), "%s",
             place->folder.path);
    snprintf(place->settings.worker_key_file, sizeof(place->settings.worker_key_file),
             "%.200s/worker.key", place->folder.path);
}

static enum cfd_status try_open(struct place *place, struct cfd_error *error)
{
    return cfd_keyring_open(&place->settings, &place->ring, error);
}

static void place_open(struct place *place)
{
    struct cfd_error error = {"", 0};

    assert_int_equal(try_open(place, &error), CFD_OK);
}

static void place_end(struct place *place)
{
    cfd_keyring_close(&place->ring);
    test_folder_remove(&place->folder);
}

static struct test_path key_path(const struct place *place, const char *file)
{
    char name[64];

    snprintf(name, sizeof(name), "keys/%s", file);
    return test_path_of(&place->folder, name);
}

static void add_key(const struct place *place, const char *file, enum cfd_key_role role,
                    const char *name)
{
    struct cfd_error error = {"", 0};

    assert_int_equal(cfd_key_create(key_path(place, file).text, role, name, &error), CFD_OK);
}

static bool is_there(const struct place *place, const char *file)
{
    return access(key_path(place, file).text, F_OK) == 0;
}

static void store_form_of(const struct place *place, uint8_t out[CFD_PSEUDONYM_BYTES])
{
    const uint8_t d[CFD_PSEUDONYM_BYTES] = "made up, 16 byte";

    cfd_keyring_store_form(&place->ring, d, out);
}

/* --- opening */

static void first_open_makes_the_first_epoch(void **state)
{
    struct place place;

    place_make(&place);
    place_open(&place);
    assert_int_equal(cfd_keyring_epoch(&place.ring), 1);
    assert_true(is_there(&place, "epoch-0001.key"));
    place_end(&place);
}

static void store_form_outlives_a_restart(void **state)
{
    uint8_t before[CFD_PSEUDONYM_BYTES];
    uint8_t after[CFD_PSEUDONYM_BYTES];
    struct place place;

    place_make(&place);
    place_open(&place);
    store_form_of(&place, before);
    cfd_keyring_close(&place.ring);
    place_open(&place);
    store_form_of(&place, after);
    assert_memory_equal(before, after, sizeof(before));
    place_end(&place);
}

static void highest_epoch_is_current(void **state)
{
    static const char *const names[] = {"0009", "0002", "0010", "0003"};
    uint8_t before[CFD_PSEUDONYM_BYTES];
    uint8_t after[CFD_PSEUDONYM_BYTES];
    struct place place;

    place_make(&place);
    place_open(&place);
    store_form_of(&place, before);
    cfd_keyring_close(&place.ring);
    for (size_t i = 0; i < TEST_COUNT(names); i++) {
        char file[32];

        snprintf(file, sizeof(file), "epoch-%s.key", names[i]);
        add_key(&place, file, CFD_KEY_EPOCH, names[i]);
    }
    place_open(&place);
    assert_int_equal(place.ring.epoch_count, 5);
    assert_int_equal(cfd_keyring_epoch(&place.ring), 10);
    for (uint32_t i = 1; i < place.ring.epoch_count; i++)
        assert_true(place.ring.epoch_numbers[i - 1] < place.ring.epoch_numbers[i]);
    store_form_of(&place, after);
    assert_memory_not_equal(before, after, sizeof(before));
    place_end(&place);
}

/* A crash while a key is made leaves a temporary with the key's name in front. */
static void files_that_only_look_like_keys_are_passed_over(void **state)
{
    static const char *const files[] = {"epoch-0001.key.x1y2z3",
                                        "epoch-0002.key.x1y2z3",
                                        "epoch-0003",
                                        "epoch-.key",
                                        "epoch-0004.key~",
                                        "epoch-00x5.key",
                                        "epoch-0000000000000000001.key",
                                        "notes.txt"};
    struct place place;

    place_make(&place);
    assert_int_equal(mkdir(test_path_of(&place.folder, "keys").text, 0700), 0);
    for (size_t i = 0; i < TEST_COUNT(files); i++)
        test_file_write(key_path(&place, files[i]).text, "no key", 6);
    place_open(&place);
    assert_int_equal(place.ring.epoch_count, 1);
    cfd_keyring_close(&place.ring);
    place_open(&place);
    assert_int_equal(place.ring.epoch_count, 1);
    assert_int_equal(cfd_keyring_epoch(&place.ring), 1);
    place_end(&place);
}

static void damaged_epoch_key_stops_the_start_and_is_named(void **state)
{
    struct cfd_error error = {"", 0};
    struct place place;

    place_make(&place);
    place_open(&place);
    cfd_keyring_close(&place.ring);
    test_file_write(key_path(&place, "epoch-0002.key").text, "no key", 6);
    assert_int_not_equal(try_open(&place, &error), CFD_OK);
    assert_non_null(strstr(error.text, "epoch-0002.key"));
    place_end(&place);
}

static void key_of_another_role_is_no_epoch(void **state)
{
    struct cfd_error error = {"", 0};
    struct place place;

    place_make(&place);
    place_open(&place);
    cfd_keyring_close(&place.ring);
    add_key(&place, "epoch-0002.key", CFD_KEY_DAY, "2026-01-01");
    assert_int_not_equal(try_open(&place, &error), CFD_OK);
    place_end(&place);
}

static void epochs_too_many_are_said(void **state)
{
    struct cfd_error error = {"", 0};
    struct place place;

    place_make(&place);
    place_open(&place);
    cfd_keyring_close(&place.ring);
    for (unsigned i = 2; i <= CFD_EPOCHS_MAX + 1; i++) {
        char name[8];
        char file[32];

        snprintf(name, sizeof(name), "%04u", i);
        snprintf(file, sizeof(file), "epoch-%s.key", name);
        add_key(&place, file, CFD_KEY_EPOCH, name);
    }
    assert_int_equal(try_open(&place, &error), CFD_ERR_LIMIT);
    assert_true(error.text[0] != '\0');
    place_end(&place);
}

static void state_folder_that_is_not_there_is_said(void **state)
{
    struct cfd_error error = {"", 0};
    struct place place;

    place_make(&place);
    snprintf(place.settings.state_dir, sizeof(place.settings.state_dir), "%.200s/none/such",
             place.folder.path);
    assert_int_equal(try_open(&place, &error), CFD_ERR_IO);
    assert_non_null(strstr(error.text, "none/such"));
    place_end(&place);
}

static void worker_key_may_be_missing(void **state)
{
    struct cfd_error error = {"", 0};
    struct place place;
    int key_fd;

    place_make(&place);
    place_open(&place);
    assert_null(place.ring.worker);
    cfd_keyring_close(&place.ring);
    assert_int_equal(cfd_key_create(place.settings.worker_key_file, CFD_KEY_WORKER, NULL, &error),
                     CFD_OK);
    place_open(&place);
    cfd_keyring_take_worker(&place.ring, -1, place.settings.worker_key_file);
    assert_null(place.ring.worker);
    key_fd = open(place.settings.worker_key_file, O_RDONLY);
    assert_true(key_fd >= 0);
    cfd_keyring_take_worker(&place.ring, key_fd, place.settings.worker_key_file);
    close(key_fd);
    assert_non_null(place.ring.worker);
    place_end(&place);
}

/* --- days */

static const uint8_t address[16] = {[10] = 0xff, [11] = 0xff, 198, 51, 100, 7};

static void seal(struct place *place, int64_t now_ms, uint8_t sealed[CFD_SEALED_ADDRESS_BYTES],
                 const char *expected_day)
{
    char day[CFD_DAY_TEXT_BYTES];

    assert_int_equal(cfd_keyring_seal(&place->ring, now_ms, address, sealed, day), CFD_OK);
    assert_string_equal(day, expected_day);
}

static void address_is_sealed_under_the_key_of_its_day(void **state)
{
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES];
    uint8_t opened[16];
    struct cfd_error error;
    struct cfd_key *key;
    struct place place;

    place_make(&place);
    place_open(&place);
    seal(&place, NOW_MS, sealed, "2026-01-01");
    seal(&place, NOW_MS + DAY_MS, sealed, "2026-01-02");
    seal(&place, NOW_MS + DAY_MS + 1, sealed, "2026-01-02");
    assert_true(is_there(&place, "day-2026-01-01.key"));
    assert_int_equal(
        cfd_key_load(key_path(&place, "day-2026-01-02.key").text, CFD_KEY_DAY, &key, &error),
        CFD_OK);
    assert_int_equal(cfd_open_address(key, sealed, opened), CFD_OK);
    assert_memory_equal(opened, address, sizeof(address));
    cfd_key_free(key);
    place_end(&place);
}

static void day_key_of_an_earlier_run_is_used_again(void **state)
{
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES];
    struct place place;

    place_make(&place);
    place_open(&place);
    seal(&place, NOW_MS, sealed, "2026-01-01");
    cfd_keyring_close(&place.ring);
    place_open(&place);
    seal(&place, NOW_MS, sealed, "2026-01-01");
    place_end(&place);
}

static void seal_fails_when_the_day_key_is_damaged(void **state)
{
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES];
    char day[CFD_DAY_TEXT_BYTES] = "unchanged";
    struct place place;

    place_make(&place);
    place_open(&place);
    test_file_write(key_path(&place, "day-2026-01-01.key").text, "no key", 6);
    assert_int_not_equal(cfd_keyring_seal(&place.ring, NOW_MS, address, sealed, day), CFD_OK);
    assert_string_equal(day, "unchanged");
    seal(&place, NOW_MS + DAY_MS, sealed, "2026-01-02");
    place_end(&place);
}

static void expire_destroys_what_is_older(void **state)
{
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES];
    struct place place;

    place_make(&place);
    place_open(&place);
    for (int i = 0; i < 5; i++) {
        static const char *const days[] = {"2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04",
                                           "2026-01-05"};

        seal(&place, NOW_MS + i * DAY_MS, sealed, days[i]);
    }
    assert_int_equal(cfd_keyring_expire(&place.ring, NOW_MS + 4 * DAY_MS, 4), 0);
    assert_int_equal(cfd_keyring_expire(&place.ring, NOW_MS + 4 * DAY_MS, 2), 2);
    assert_false(is_there(&place, "day-2026-01-01.key"));
    assert_false(is_there(&place, "day-2026-01-02.key"));
    assert_true(is_there(&place, "day-2026-01-03.key"));
    assert_true(is_there(&place, "day-2026-01-05.key"));
    assert_true(is_there(&place, "epoch-0001.key"));
    place_end(&place);
}

/* A key that is gone from the disk must not go on sealing. */
static void expire_forgets_the_key_in_memory(void **state)
{
    uint8_t sealed[CFD_SEALED_ADDRESS_BYTES];
    struct place place;

    place_make(&place);
    place_open(&place);
    seal(&place, NOW_MS, sealed, "2026-01-01");
    assert_int_equal(cfd_keyring_expire(&place.ring, NOW_MS + 60 * DAY_MS, 30), 1);
    assert_null(place.ring.day);
    seal(&place, NOW_MS, sealed, "2026-01-01");
    assert_true(is_there(&place, "day-2026-01-01.key"));
    place_end(&place);
}

static void expire_leaves_other_files_alone(void **state)
{
    static const char *const files[] = {"day-2020-01-01.key.x1y2z3", "day-2020-01-01",
                                        "day-2020-01-01.key~", "night-2020-01-01.key"};
    struct place place;

    place_make(&place);
    place_open(&place);
    for (size_t i = 0; i < TEST_COUNT(files); i++)
        test_file_write(key_path(&place, files[i]).text, "x", 1);
    assert_int_equal(cfd_keyring_expire(&place.ring, NOW_MS, 1), 0);
    for (size_t i = 0; i < TEST_COUNT(files); i++)
        assert_true(is_there(&place, files[i]));
    place_end(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_open_makes_the_first_epoch),
        cmocka_unit_test(store_form_outlives_a_restart),
        cmocka_unit_test(highest_epoch_is_current),
        cmocka_unit_test(files_that_only_look_like_keys_are_passed_over),
        cmocka_unit_test(damaged_epoch_key_stops_the_start_and_is_named),
        cmocka_unit_test(key_of_another_role_is_no_epoch),
        cmocka_unit_test(epochs_too_many_are_said),
        cmocka_unit_test(state_folder_that_is_not_there_is_said),
        cmocka_unit_test(worker_key_may_be_missing),
        cmocka_unit_test(address_is_sealed_under_the_key_of_its_day),
        cmocka_unit_test(day_key_of_an_earlier_run_is_used_again),
        cmocka_unit_test(seal_fails_when_the_day_key_is_damaged),
        cmocka_unit_test(expire_destroys_what_is_older),
        cmocka_unit_test(expire_forgets_the_key_in_memory),
        cmocka_unit_test(expire_leaves_other_files_alone),
    };

    return cmocka_run_group_tests_name("keyring", tests, NULL, NULL);
}
