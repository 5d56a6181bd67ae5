/* SPDX-License-Identifier: Apache-2.0
 * The JSON tokenizer against JSONTestSuite, and the law of splits over its files and over bodies
 * made at random.
 *
 * Of a file's name in test_parsing the first letter says what a parser of RFC 8259 does: y accepts,
 * n refuses, i is free. Two of the n files are 100,000 levels deep and end at our limit first. */
#include "core/decode/json.h"

#include "tests/lib/json_log.h"
#include "tests/lib/test.h"

#include <dirent.h>

#define FILE_BYTES_MAX (1024u * 1024u)
#define BODY_BYTES_MAX 4096u

struct file {
    const char *name;
    char *bytes;
    size_t len;
};

/* Calls `visit` for each file of a folder of tests/data; returns the number of failures. */
typedef size_t (*visitor)(const struct file *file);

static void read_file(const char *folder, struct file *file)
{
    char path[1024];
    FILE *stream;

    assert_in_range(snprintf(path, sizeof(path), "%s/%s", folder, file->name), 1, sizeof(path) - 1);
    stream = fopen(path, "rb");
    assert_non_null(stream);
    file->len = fread(file->bytes, 1, FILE_BYTES_MAX, stream);
    assert_true(feof(stream));
    fclose(stream);
}

static void walk(const char *folder, size_t file_count_min, visitor visit)
{
    struct file file = {.bytes = malloc(FILE_BYTES_MAX)};
    size_t file_count = 0, failure_count = 0;
    struct dirent *entry;
    DIR *dir = opendir(folder);

    assert_non_null(file.bytes);
    if (dir == NULL) {
        free(file.bytes);
        print_message("skipped: there is no folder %s\n", folder);
        skip();
    }
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        file.name = entry->d_name;
        read_file(folder, &file);
        file_count++;
        failure_count += visit(&file);
    }
    closedir(dir);
    free(file.bytes);
    if (failure_count != 0 || file_count < file_count_min)
        fail_msg("%zu of %zu files failed", failure_count, file_count);
}

static enum cfd_status answer_to(const struct file *file, enum cfd_json_mode mode)
{
    struct json_log log;

    log_open(&log);
    parse(&log, mode, file->bytes, file->len);
    log_close(&log);
    return answer(&log);
}

static bool is_too_deep(const char *name)
{
    return strcmp(name, "n_structure_100000_opening_arrays.json") == 0 ||
           strcmp(name, "n_structure_open_array_object.json") == 0;
}

static size_t check_verdict(const struct file *file)
{
    enum cfd_status status = answer_to(file, CFD_JSON_ONE);
    enum cfd_status expected = status;

    if (is_too_deep(file->name))
        expected = CFD_ERR_LIMIT;
    else if (file->name[0] == 'y')
        expected = CFD_OK;
    else if (file->name[0] == 'n')
        expected = CFD_ERR_FORMAT;
    if (status == expected)
        return 0;
    print_message("%s: %d, not %d\n", file->name, status, expected);
    return 1;
}

static size_t check_splits(const struct file *file)
{
    if (!split_matters(CFD_JSON_ONE, file->bytes, file->len) &&
        !split_matters(CFD_JSON_LINES, file->bytes, file->len))
        return 0;
    print_message("%s: the split matters\n", file->name);
    return 1;
}

static void suite_files_are_judged_right(void **state)
{
    walk(TEST_DATA_DIR "/json/test_parsing", 318, check_verdict);
}

static void prop_split_of_suite_files(void **state)
{
    walk(TEST_DATA_DIR "/json/test_parsing", 318, check_splits);
}

static void prop_split_of_transform_files(void **state)
{
    walk(TEST_DATA_DIR "/json/test_transform", 22, check_splits);
}

/* A body is a row of these in any order: some are JSON, most are nearly. */
static size_t random_body(char *body, uint32_t *random)
{
    static const char *const parts[] = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"a\"",
        "\"name\":",
        "\n",
        "\\",
        "\\u",
        "\\ud83d",
        "\\ude00",
        "\\n",
        "0",
        "12",
        "-1.5e7",
        " ",
        "\r\n",
        "true",
        "false",
        "null",
        "\xc3\xa9",
        "\xff",
        "\x01",
        "Jane Example",
        "{\"a\":[1,true,{\"b\":\"c\\u0041\"}]}\n",
        "[\"\\ud834\\udd1e\", null]\n",
    };
    size_t part_count = next_random(random) % 24;
    size_t at = 0, len;

    for (size_t i = 0; i < part_count; i++) {
        const char *part = parts[next_random(random) % TEST_COUNT(parts)];

        len = strlen(part);
        assert_true(len <= BODY_BYTES_MAX - at);
        memcpy(body + at, part, len);
        at += len;
    }
    return at;
}

static void prop_split_of_random_bodies(void **state)
{
    char body[BODY_BYTES_MAX];
    uint32_t random = 7;
    struct file file = {.name = "random body", .bytes = body};

    for (int round = 0; round < 1500; round++) {
        file.len = random_body(body, &random);
        assert_int_equal(check_splits(&file), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suite_files_are_judged_right),
        cmocka_unit_test(prop_split_of_suite_files),
        cmocka_unit_test(prop_split_of_transform_files),
        cmocka_unit_test(prop_split_of_random_bodies),
    };

    return cmocka_run_group_tests_name("json_suite", tests, NULL, NULL);
}
