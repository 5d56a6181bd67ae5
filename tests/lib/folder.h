/* SPDX-License-Identifier: Apache-2.0
 * A folder of a test's own, gone with everything in it when the test is over; and files in it. */
#ifndef CFD_TESTS_LIB_FOLDER_H
#define CFD_TESTS_LIB_FOLDER_H

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/test.h"

#define TEST_PATH_BYTES 256u

struct test_folder {
    char path[TEST_PATH_BYTES];
};

static inline void test_folder_make(struct test_folder *folder)
{
    const char *base = getenv("TMPDIR");

    snprintf(folder->path, sizeof(folder->path), "%s/cofferdam-test-XXXXXX",
             base != NULL && strlen(base) < 150 ? base : "/tmp");
    assert_non_null(mkdtemp(folder->path));
}

static inline int test_folder_remove_one(const char *path, const struct stat *facts, int type,
                                         struct FTW *place)
{
    (void)facts;
    (void)type;
    (void)place;
    return remove(path);
}

static inline void test_folder_remove(const struct test_folder *folder)
{
    assert_int_equal(nftw(folder->path, test_folder_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

struct test_path {
    char text[2 * TEST_PATH_BYTES];
};

static inline struct test_path test_path_of(const struct test_folder *folder, const char *name)
{
    struct test_path path;

    snprintf(path.text, sizeof(path.text), "%s/%s", folder->path, name);
    return path;
}

/* The whole file; free() it. */
static inline uint8_t *test_file_read(const char *path, size_t *out_bytes)
{
    struct stat facts;
    uint8_t *bytes;
    int file = open(path, O_RDONLY);

    assert_true(file >= 0);
    assert_int_equal(fstat(file, &facts), 0);
    bytes = malloc((size_t)facts.st_size + 1);
    assert_non_null(bytes);
    assert_int_equal(read(file, bytes, (size_t)facts.st_size), facts.st_size);
    close(file);
    *out_bytes = (size_t)facts.st_size;
    return bytes;
}

static inline void test_file_write(const char *path, const void *bytes, size_t byte_count)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, byte_count), byte_count);
    close(file);
}

#endif
