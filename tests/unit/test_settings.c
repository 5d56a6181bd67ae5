/* SPDX-License-Identifier: Apache-2.0
 * The settings file: what it says, and one refusal for each thing it must not say. */
#include <cofferdam/settings.h>

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/test.h"

static struct cfd_settings parsed_bytes(const char *text, size_t text_bytes)
{
    struct cfd_settings settings;
    struct cfd_error error = {"", 0};

    memset(&settings, 0xa5, sizeof(settings));
    if (cfd_settings_parse(text, text_bytes, &settings, &error) != CFD_OK)
        fail_msg("%s\nline %u: %s", text, error.line, error.text);
    return settings;
}

static struct cfd_settings parsed(const char *text)
{
    return parsed_bytes(text, strlen(text));
}

static struct cfd_settings defaults(void)
{
    struct cfd_settings settings;

    memset(&settings, 0x5a, sizeof(settings));
    cfd_settings_default(&settings);
    return settings;
}

static void assert_default(const char *text)
{
    struct cfd_settings settings = parsed(text);
    struct cfd_settings expected = defaults();

    assert_memory_equal(&settings, &expected, sizeof(settings));
}

static void assert_refused_bytes(const char *text, size_t text_bytes, uint32_t line,
                                 const char *message)
{
    struct cfd_settings settings;
    struct cfd_settings before;
    struct cfd_error error = {"", 0};

    memset(&settings, 0xa5, sizeof(settings));
    before = settings;
    if (cfd_settings_parse(text, text_bytes, &settings, &error) != CFD_ERR_FORMAT)
        fail_msg("was taken: %s", text);
    assert_string_equal(error.text, message);
    assert_int_equal(error.line, line);
    assert_memory_equal(&settings, &before, sizeof(settings));
    assert_int_equal(cfd_settings_parse(text, text_bytes, &settings, NULL), CFD_ERR_FORMAT);
}

static void assert_refused(const char *text, uint32_t line, const char *message)
{
    assert_refused_bytes(text, strlen(text), line, message);
}

static void defaults_are_those_of_the_header(void **state)
{
    struct cfd_settings settings = defaults();

    assert_string_equal(settings.run_dir, "/run/cofferdam");
    assert_string_equal(settings.state_dir, "/var/lib/cofferdam");
    assert_string_equal(settings.worker_key_file, "/etc/cofferdam/worker.key");
    assert_int_equal(settings.commit_interval_ms, 50);
    assert_int_equal(settings.delta_interval_s, 10);
    assert_int_equal(settings.segment_mb, 64);
    assert_int_equal(settings.address_days, 30);
    assert_int_equal(settings.socket_mode, 0660);
    assert_string_equal(settings.engine_user, "cofferdam");
    assert_string_equal(settings.api_user, "cofferdam-api");
    assert_string_equal(settings.ring_group, "www-data");
    assert_string_equal(settings.api_group, "cofferdam");
}

static void empty_file_means_defaults(void **state)
{
    assert_default("");
    assert_default("\n\n");
    assert_default("# nothing but a remark\n");
    assert_default("---\n");
    assert_default("--- # with a remark\n...\n");
    assert_default("{}");
    assert_default("\xef\xbb\xbf");
    assert_default("%YAML 1.1\n---\n");
}

static void every_key_is_read(void **state)
{
    struct cfd_settings settings = parsed("# all of them\n"
                                          "run_dir: /run/quay\n"
                                          "state_dir: \"/srv/quay state\"\n"
                                          "worker_key_file: '/etc/quay/k'\n"
                                          "commit_interval_ms: 7\n"
                                          "delta_interval_s: 3600   # an hour\n"
                                          "segment_mb: 1\n"
                                          "address_days: 365\n"
                                          "socket_mode: \"0600\"\n"
                                          "engine_user: 64001\n"
                                          "api_user: \"quay.api\"\n"
                                          "ring_group: _nginx\n"
                                          "api_group: staff-2\n");

    assert_string_equal(settings.run_dir, "/run/quay");
    assert_string_equal(settings.state_dir, "/srv/quay state");
    assert_string_equal(settings.worker_key_file, "/etc/quay/k");
    assert_int_equal(settings.commit_interval_ms, 7);
    assert_int_equal(settings.delta_interval_s, 3600);
    assert_int_equal(settings.segment_mb, 1);
    assert_int_equal(settings.address_days, 365);
    assert_string_equal(settings.engine_user, "64001");
    assert_string_equal(settings.api_user, "quay.api");
    assert_string_equal(settings.ring_group, "_nginx");
    assert_string_equal(settings.api_group, "staff-2");
    assert_int_equal(settings.socket_mode, 0600);
}

static void one_key_leaves_the_others_at_default(void **state)
{
    struct cfd_settings settings = parsed("segment_mb: 9\n");
    struct cfd_settings expected = defaults();

    expected.segment_mb = 9;
    assert_memory_equal(&settings, &expected, sizeof(settings));
}

static void shapes_of_yaml_make_no_difference(void **state)
{
    struct cfd_settings expected = parsed("run_dir: /r\nsegment_mb: 9\n");
    static const char *const same[] = {
        "---\nrun_dir: /r\nsegment_mb: 9\n...\n", "{run_dir: /r, segment_mb: 9}",
        "segment_mb:    9\r\nrun_dir: '/r'\r\n",  "\"segment_mb\": 9\n\"run_dir\": /r",
        "? run_dir\n: /r\n? segment_mb\n: 9\n",   "\xef\xbb\xbfrun_dir: /r\nsegment_mb: 9",
        "run_dir: \"\\x2fr\"\nsegment_mb: 9\n",   "  run_dir: /r\n  segment_mb: 9\n"};

    for (size_t i = 0; i < TEST_COUNT(same); i++) {
        struct cfd_settings settings = parsed(same[i]);

        assert_memory_equal(&settings, &expected, sizeof(settings));
    }
}

static void prop_every_default_is_read_as_itself(void **state)
{
    char whole[4096] = "";
    size_t whole_bytes = 0;

    for (size_t i = 0; i < cfd_setting_row_count; i++) {
        char line[300];

        (void)snprintf(line, sizeof(line), "%s: %s\n", cfd_setting_rows[i].name,
                       cfd_setting_rows[i].default_text);
        assert_default(line);
        memcpy(whole + whole_bytes, line, strlen(line) + 1);
        whole_bytes += strlen(line);
    }
    assert_default(whole);
}

static void rows_are_whole(void **state)
{
    for (size_t i = 0; i < cfd_setting_row_count; i++) {
        const struct cfd_setting_row *row = &cfd_setting_rows[i];

        assert_true(row->min <= row->max);
        assert_non_null(row->unit);
        assert_true(strlen(row->sentence) > 10);
        assert_int_equal(row->sentence[strlen(row->sentence) - 1], '.');
        assert_true(row->offset < sizeof(struct cfd_settings));
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(row->name, cfd_setting_rows[j].name);
            assert_int_not_equal(row->offset, cfd_setting_rows[j].offset);
        }
    }
}

/* Each number's ends are in, and the next to them out. */
static void prop_ranges_are_exact(void **state)
{
    for (size_t i = 0; i < cfd_setting_row_count; i++) {
        const struct cfd_setting_row *row = &cfd_setting_rows[i];
        char line[100];
        char message[200];

        if (row->type != CFD_SETTING_U32)
            continue;
        (void)snprintf(message, sizeof(message), "%s is out of range: %u to %u %s", row->name,
                       row->min, row->max, row->unit);
        for (uint32_t value = row->min; value <= row->max; value += row->max - row->min) {
            struct cfd_settings settings;

            (void)snprintf(line, sizeof(line), "%s: %u", row->name, value);
            settings = parsed(line);
            assert_int_equal(*(uint32_t *)((char *)&settings + row->offset), value);
        }
        (void)snprintf(line, sizeof(line), "\n%s: %u", row->name, row->max + 1);
        assert_refused(line, 2, message);
        (void)snprintf(line, sizeof(line), "\n\n%s: %u", row->name, row->min - 1);
        assert_refused(line, 3, message);
        (void)snprintf(line, sizeof(line), "%s: 4294967297", row->name); /* 1 in 32 bits */
        assert_refused(line, 1, message);
        (void)snprintf(line, sizeof(line), "%s: 18446744073709551617", row->name);
        assert_refused(line, 1, message);
    }
}

static void fail_unknown_key(void **state)
{
    assert_refused("stat_dir: /x", 1, "unknown key \"stat_dir\" (did you mean \"state_dir\"?)");
    assert_refused("run_dir: /x\n\n# here\nrnu_dir: /y\n", 4,
                   "unknown key \"rnu_dir\" (did you mean \"run_dir\"?)");
    assert_refused("colour: red", 1, "unknown key \"colour\"");
    assert_refused("Run_dir: /x", 1, "unknown key \"Run_dir\" (did you mean \"run_dir\"?)");
    assert_refused("<<: {}", 1, "unknown key \"<<\"");
    assert_refused("run_dir : /x\nrun_dirs: [/a]\n", 2,
                   "unknown key \"run_dirs\" (did you mean \"run_dir\"?)");
}

/* What cannot be a key is not repeated: it may be a slip of the hand that holds a secret. */
static void fail_unknown_key_that_is_not_shown(void **state)
{
    assert_refused("\"\": 1", 1, "unknown key");
    assert_refused("two words: 1", 1, "unknown key");
    assert_refused("\"run_dir\\0\": /x", 1, "unknown key");
    assert_refused("\"run\\e[2Jdir\": /x", 1, "unknown key");
    assert_refused("\"say \\\"x\": 1", 1, "unknown key");
    assert_refused("gr\xc3\xb6\xc3\x9f"
                   "e: 1",
                   1, "unknown key");
    assert_refused("0123456789012345678901234567890123456789x: 1", 1, "unknown key");
    assert_refused("\n0123456789012345678901234567890123456789: 1", 2,
                   "unknown key \"0123456789012345678901234567890123456789\"");
}

static void fail_duplicate_key(void **state)
{
    assert_refused("run_dir: /a\nsegment_mb: 1\nrun_dir: /a\n", 3,
                   "duplicate key \"run_dir\" (first on line 1)");
    assert_refused("{segment_mb: 1, 'segment_mb': 2}", 1,
                   "duplicate key \"segment_mb\" (first on line 1)");
}

static void fail_number_of_wrong_type(void **state)
{
    static const char *const values[] = {
        "",     "~",   "null",  "fifty", "\"50\"", "'50'",  "+50",  "-1",   "50.0", "5e1", "0x32",
        "0o62", "050", "1_000", "1,000", "50ms",   "50 ms", "true", "1:30", ".5",   "00"};

    for (size_t i = 0; i < TEST_COUNT(values); i++) {
        char line[64];

        (void)snprintf(line, sizeof(line), "commit_interval_ms: %s", values[i]);
        assert_refused(line, 1, "commit_interval_ms must be a whole number, 1 to 1000 ms");
    }
}

static void fail_list_or_mapping_as_value(void **state)
{
    assert_refused("run_dir: [/a]", 1, "run_dir takes one value, not a list");
    assert_refused("run_dir:\n  - /a\n  - /b\n", 2, "run_dir takes one value, not a list");
    assert_refused("segment_mb: {a: 1}", 1, "segment_mb takes one value, not a mapping");
    assert_refused("socket_mode:\n  ring: 0600\n", 2, "socket_mode takes one value, not a mapping");
}

static void fail_mode(void **state)
{
    static const char *const wrong[] = {"660",  "rw-rw----", "0o660", "0668",  "0x1b0", "",
                                        "\"\"", "0",         "-0660", "06 60", "u=rw"};

    for (size_t i = 0; i < TEST_COUNT(wrong); i++) {
        char line[64];

        (void)snprintf(line, sizeof(line), "socket_mode: %s", wrong[i]);
        assert_refused(line, 1, "socket_mode must be a mode in octal, such as \"0660\"");
    }
    assert_refused("socket_mode: 0667", 1, "socket_mode is out of range: \"0600\" to \"0666\"");
    assert_refused("socket_mode: \"0577\"", 1, "socket_mode is out of range: \"0600\" to \"0666\"");
    assert_refused("socket_mode: '04660'", 1, "socket_mode is out of range: \"0600\" to \"0666\"");
    assert_refused("socket_mode: 0777777777777777777777777777", 1,
                   "socket_mode is out of range: \"0600\" to \"0666\"");
}

static void fail_path_that_is_not_absolute(void **state)
{
    static const char *const values[] = {"",     "ledger", "./ledger", "../x", "~",       "~/x",
                                         "\"\"", "' /x'",  "C:/x",     "50",   "file:/x", "null"};

    for (size_t i = 0; i < TEST_COUNT(values); i++) {
        char line[64];

        (void)snprintf(line, sizeof(line), "state_dir: %s", values[i]);
        assert_refused(line, 1, "state_dir must be an absolute path, such as /var/lib/cofferdam");
    }
}

static void fail_path_with_control_characters(void **state)
{
    static const char *const values[] = {"\"/a\\0b\"",   "\"/a\\nb\"",   "\"/a\\tb\"",
                                         "\"/a\\e[2J\"", "\"/a\\x7fb\"", "\"/a\\x9bJ\"",
                                         "\"/a\\N\""};

    for (size_t i = 0; i < TEST_COUNT(values); i++) {
        char line[64];

        (void)snprintf(line, sizeof(line), "state_dir: %s", values[i]);
        assert_refused(line, 1, "state_dir holds a control character");
    }
    assert_string_equal(parsed("state_dir: /\xc3\xa9t\xc3\xa9").state_dir, "/\xc3\xa9t\xc3\xa9");
}

static void path_line(char out_line[400], const char *key, int path_bytes)
{
    (void)snprintf(out_line, 400, "%s: /%0*d", key, path_bytes - 1, 0);
}

static void fail_path_that_is_too_long(void **state)
{
    char line[400];

    path_line(line, "state_dir", 255);
    assert_int_equal(strlen(parsed(line).state_dir), 255);
    path_line(line, "state_dir", 256);
    assert_refused(line, 1, "state_dir must be at most 255 bytes long");
    path_line(line, "run_dir", 97); /* /ring.sock must fit behind it in a socket's address */
    assert_int_equal(strlen(parsed(line).run_dir), 97);
    path_line(line, "run_dir", 98);
    assert_refused(line, 1, "run_dir must be at most 97 bytes long");
}

static void fail_value_over_several_lines(void **state)
{
    assert_refused("run_dir: /a\n  b\n", 1, "run_dir takes a value on one line");
    assert_refused("\nrun_dir: \"/a\n  b\"\n", 2, "run_dir takes a value on one line");
    assert_refused("run_dir: /a\n  state_dir: /b\n", 1, "run_dir takes a value on one line");
    assert_refused("run_dir: |\n  /a\n", 1, "run_dir takes a value on one line");
    assert_refused("segment_mb: >-\n  5\n", 1, "segment_mb takes a value on one line");
}

static void fail_anchor_alias_tag(void **state)
{
    static const char anchors[] = "anchors (&name) are not allowed here";
    static const char tags[] = "tags (!name) are not allowed here";

    assert_refused("run_dir: &a /x", 1, anchors);
    assert_refused("&a run_dir: /x", 1, anchors);
    assert_refused("&a {run_dir: /x}", 1, anchors);
    assert_refused("run_dir: &a [/x]", 1, anchors);
    assert_refused("--- &a\nrun_dir: /x", 1, anchors);
    assert_refused("run_dir: /x\nstate_dir: *a", 2, "aliases (*name) are not allowed here");
    assert_refused("*a : /x", 1, "aliases (*name) are not allowed here");
    assert_refused("run_dir: !!str /x", 1, tags);
    assert_refused("run_dir: ! /x", 1, tags);
    assert_refused("!!str run_dir: /x", 1, tags);
    assert_refused("!!map {run_dir: /x}", 1, tags);
    assert_refused("run_dir: !<tag:x> [1]", 1, tags);
    assert_refused("&a", 1, anchors);
}

static void fail_several_documents(void **state)
{
    static const char message[] = "only one document is allowed in a settings file";

    assert_refused("run_dir: /x\n---\nstate_dir: /y\n", 2, message);
    assert_refused("---\n---\n", 2, message);
    assert_refused("run_dir: /x\n...\n---\n{}\n", 3, message);
}

static void fail_top_that_is_no_mapping(void **state)
{
    static const char message[] = "settings are lines of the form \"key: value\"";

    assert_refused("run_dir", 1, message);
    assert_refused("\n\nrun_dir /x\n", 3, message);
    assert_refused("- run_dir: /x", 1, message);
    assert_refused("[run_dir, /x]", 1, message);
    assert_refused("\"\"", 1, message);
    assert_refused("~", 1, message);
    assert_refused("run_dir=/x", 1, message);
}

static void fail_key_that_is_no_name(void **state)
{
    assert_refused("? [run_dir]\n: /x", 1, "a key must be a name");
    assert_refused("{{run_dir: /x}: 1}", 1, "a key must be a name");
}

static void fail_not_utf_8(void **state)
{
    static const char utf_16[] = "\xff\xfe"
                                 "r\0u\0n\0";

    assert_refused("run_dir: /x\nstate_dir: /\xff\n", 2,
                   "not plain UTF-8 text: invalid leading UTF-8 octet");
    assert_refused("\n\n# caf\xe9\n# and on\n", 3,
                   "not plain UTF-8 text: invalid trailing UTF-8 octet");
    assert_refused("# \xc0\xaf", 1, "not plain UTF-8 text: invalid length of a UTF-8 sequence");
    assert_refused("# \xed\xa0\x80", 1, "not plain UTF-8 text: invalid Unicode character");
    assert_refused("# \xc3", 1, "not plain UTF-8 text: incomplete UTF-8 octet sequence");
    assert_refused_bytes(utf_16, sizeof(utf_16) - 1, 1,
                         "not plain UTF-8 text: invalid leading UTF-8 octet");
}

static void fail_control_characters(void **state)
{
    static const char message[] = "not plain UTF-8 text: control characters are not allowed";

    assert_refused_bytes("run_dir: /x\n\0", 13, 2, message);
    assert_refused("run_dir: /x\x1b[2J", 1, message);
    assert_refused("\x07", 1, message);
    assert_refused("a: \x7f", 1, message);
}

static void fail_not_yaml(void **state)
{
    static const char *const broken[] = {"run_dir: \"/x",
                                         "{run_dir: /x",
                                         "\trun_dir: /x",
                                         "run_dir: @x",
                                         "run_dir: \"\\q\"",
                                         "%FOO",
                                         "run_dir: /x\n}",
                                         "%YAML 9.9\n---\n",
                                         "run_dir: `x`",
                                         "run_dir: /x: /y",
                                         "run_dir: \"/x\"\n segment_mb: 1",
                                         "run_dir: /x\n- /y",
                                         "run_dir: *",
                                         "run_dir: !<"};

    for (size_t i = 0; i < TEST_COUNT(broken); i++) {
        struct cfd_settings settings;
        struct cfd_error error = {"", 0};

        assert_int_equal(cfd_settings_parse(broken[i], strlen(broken[i]), &settings, &error),
                         CFD_ERR_FORMAT);
        assert_true(error.line >= 1 && error.line <= 3);
        if (strncmp(error.text, "not YAML: ", 10) != 0)
            fail_msg("%s: %s", broken[i], error.text);
    }
}

static void broken_yaml_is_found_where_it_began(void **state)
{
    assert_refused("# here:\nrun_dir: \"/x\nsegment_mb: 1\n\n", 2,
                   "not YAML: found unexpected end of stream");
    assert_refused("run_dir: /x\nsegment_mb", 2, "not YAML: could not find expected ':'");
    assert_refused("run_dir: /x\nsegment_mb 5\ndelta_interval_s: 5\n", 2,
                   "not YAML: could not find expected ':'");
    assert_refused("{run_dir: /x\n", 1, "not YAML: did not find expected ',' or '}'");
    assert_refused("run_dir: \"/x\"\n segment_mb: 1\n", 2, "not YAML: did not find expected key");
    assert_refused("\n? state_dir\n\n# gone\n", 2,
                   "state_dir must be an absolute path, such as /var/lib/cofferdam");
    assert_refused("\nstate_dir:\nsegment_mb: 3\n", 2,
                   "state_dir must be an absolute path, such as /var/lib/cofferdam");
}

static void fail_deep_nesting_is_refused_at_its_first_step(void **state)
{
    size_t bytes = CFD_SETTINGS_FILE_MAX_BYTES;
    char *text = malloc(bytes);

    assert_non_null(text);
    memset(text, '[', bytes);
    memcpy(text, "run_dir: ", 9);
    assert_refused_bytes(text, bytes, 1, "run_dir takes one value, not a list");
    free(text);
}

static void fail_too_large(void **state)
{
    size_t bytes = CFD_SETTINGS_FILE_MAX_BYTES + 1;
    char *text = malloc(bytes);
    struct cfd_settings settings;
    struct cfd_settings expected = defaults();

    assert_non_null(text);
    memset(text, '#', bytes);
    assert_refused_bytes(text, bytes, 0, "larger than 1 MB: this is no settings file");
    settings = parsed_bytes(text, bytes - 1);
    assert_memory_equal(&settings, &expected, sizeof(settings));
    free(text);
}

/* A file in a directory of its own, gone at the end. */
struct place {
    char dir[64];
    char file[80];
};

static int make_place(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    assert_non_null(place);
    (void)snprintf(place->dir, sizeof(place->dir), "/tmp/cfd-settings-XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    (void)snprintf(place->file, sizeof(place->file), "%s/c.yaml", place->dir);
    *state = place;
    return 0;
}

static int drop_place(void **state)
{
    struct place *place = *state;

    (void)unlink(place->file);
    (void)rmdir(place->dir);
    free(place);
    return 0;
}

static void write_file(const struct place *place, const char *text, size_t text_bytes)
{
    FILE *file = fopen(place->file, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, text_bytes, file), text_bytes);
    assert_int_equal(fclose(file), 0);
}

static void file_is_read(void **state)
{
    const struct place *place = *state;
    struct cfd_settings settings;
    struct cfd_settings expected = defaults();

    write_file(place, "segment_mb: 77\n", 15);
    assert_int_equal(cfd_settings_load(place->file, &settings, NULL), CFD_OK);
    expected.segment_mb = 77;
    assert_memory_equal(&settings, &expected, sizeof(settings));
}

static void fail_file_with_an_error(void **state)
{
    const struct place *place = *state;
    struct cfd_settings settings;
    struct cfd_error error = {"", 0};

    write_file(place, "\nsegment_mb: 0\n", 15);
    assert_int_equal(cfd_settings_load(place->file, &settings, &error), CFD_ERR_FORMAT);
    assert_string_equal(error.text, "segment_mb is out of range: 1 to 1024 MB");
    assert_int_equal(error.line, 2);
}

static void fail_file_that_is_too_large(void **state)
{
    const struct place *place = *state;
    struct cfd_settings settings;
    struct cfd_error error = {"", 0};

    write_file(place, "", 0);
    assert_int_equal(truncate(place->file, 5 << 20), 0);
    assert_int_equal(cfd_settings_load(place->file, &settings, &error), CFD_ERR_FORMAT);
    assert_string_equal(error.text, "larger than 1 MB: this is no settings file");
}

static void fail_file_that_cannot_be_read(void **state)
{
    const struct place *place = *state;
    struct cfd_settings settings;
    struct cfd_settings before;
    struct cfd_error error = {"", 9};

    memset(&settings, 0xa5, sizeof(settings));
    before = settings;
    assert_int_equal(cfd_settings_load(place->file, &settings, &error), CFD_ERR_IO);
    assert_int_equal(errno, ENOENT);
    assert_string_equal(error.text, "cannot be read: No such file or directory");
    assert_int_equal(error.line, 0);
    assert_int_equal(cfd_settings_load(place->dir, &settings, &error), CFD_ERR_IO);
    assert_int_equal(errno, EISDIR);
    assert_int_equal(cfd_settings_load(place->dir, &settings, NULL), CFD_ERR_IO);
    assert_memory_equal(&settings, &before, sizeof(settings));
}

#define place_test(function) cmocka_unit_test_setup_teardown(function, make_place, drop_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_those_of_the_header),
        cmocka_unit_test(empty_file_means_defaults),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(one_key_leaves_the_others_at_default),
        cmocka_unit_test(shapes_of_yaml_make_no_difference),
        cmocka_unit_test(prop_every_default_is_read_as_itself),
        cmocka_unit_test(rows_are_whole),
        cmocka_unit_test(prop_ranges_are_exact),
        cmocka_unit_test(fail_unknown_key),
        cmocka_unit_test(fail_unknown_key_that_is_not_shown),
        cmocka_unit_test(fail_duplicate_key),
        cmocka_unit_test(fail_number_of_wrong_type),
        cmocka_unit_test(fail_list_or_mapping_as_value),
        cmocka_unit_test(fail_mode),
        cmocka_unit_test(fail_path_that_is_not_absolute),
        cmocka_unit_test(fail_path_with_control_characters),
        cmocka_unit_test(fail_path_that_is_too_long),
        cmocka_unit_test(fail_value_over_several_lines),
        cmocka_unit_test(fail_anchor_alias_tag),
        cmocka_unit_test(fail_several_documents),
        cmocka_unit_test(fail_top_that_is_no_mapping),
        cmocka_unit_test(fail_key_that_is_no_name),
        cmocka_unit_test(fail_not_utf_8),
        cmocka_unit_test(fail_control_characters),
        cmocka_unit_test(fail_not_yaml),
        cmocka_unit_test(broken_yaml_is_found_where_it_began),
        cmocka_unit_test(fail_deep_nesting_is_refused_at_its_first_step),
        cmocka_unit_test(fail_too_large),
        place_test(file_is_read),
        place_test(fail_file_with_an_error),
        place_test(fail_file_that_is_too_large),
        place_test(fail_file_that_cannot_be_read),
    };

    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
