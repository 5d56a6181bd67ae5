/* SPDX-License-Identifier: Apache-2.0
 * Content types: what is read, what is a blind spot, what holds no data. */
#include "core/session/media.h"

#include "tests/lib/test.h"

static void check(const char *const *types, size_t count, enum cfd_media media)
{
    for (size_t i = 0; i < count; i++)
        if (cfd_media_of(cfd_bytes_str(types[i])) != media)
            fail_msg("'%s' is %d", types[i], (int)cfd_media_of(cfd_bytes_str(types[i])));
}

static void json_is_read(void **state)
{
    static const char *const types[] = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8;q=1",
        "APPLICATION/JSON",
        "Application/Json ; odata=minimal",
        " application/json",
        "application/json\t",
        "text/json",
        "application/problem+json",
        "application/hal+json; profile=x",
        "application/vnd.github.v3+json",
        "application/vnd.abe.customers-1.0+JSON",
        "model/gltf+json",
        "x+json",
    };

    check(types, TEST_COUNT(types), CFD_MEDIA_JSON);
}

static void json_lines_are_read_as_lines(void **state)
{
    static const char *const types[] = {
        "application/x-ndjson",    "application/ndjson",
        "application/jsonl",       "application/jsonlines",
        "application/x-jsonlines", "application/x-jsonl",
        "application/stream+json", "application/X-NDJSON; charset=utf-8",
    };

    check(types, TEST_COUNT(types), CFD_MEDIA_JSON_LINES);
}

static void media_and_scripts_are_excluded(void **state)
{
    static const char *const types[] = {
        "image/png",
        "image/jpeg; q=1",
        "IMAGE/GIF",
        "image/webp",
        "font/woff2",
        "audio/mpeg",
        "video/mp4",
        "application/font-woff",
        "application/vnd.ms-fontobject",
        "application/wasm",
        "text/css",
        "text/css; charset=utf-8",
        "text/javascript",
        "application/javascript",
        "application/x-javascript",
    };

    check(types, TEST_COUNT(types), CFD_MEDIA_EXCLUDED);
}

/* Whatever may hold personal data and is not read must say so, also what we do not know. */
static void all_else_is_unread(void **state)
{
    static const char *const types[] = {
        "",
        " ",
        ";",
        "; application/json",
        "text/html",
        "text/plain",
        "text/csv",
        "text/xml",
        "application/xml",
        "text/vcard",
        "text/event-stream",
        "application/octet-stream",
        "application/pdf",
        "application/zip",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/byteranges",
        "application/grpc",
        "application/grpc+proto",
        "application/x-protobuf",
        "application/json-seq",
        "application/json+x",
        "application/jsonx",
        "xapplication/json",
        "application/json/x",
        "application",
        "json",
        "+json",
        "/+jso",
        "*/*",
        "image",
        "images/png",
        "image/svg+xml",
        "application/xhtml+xml",
        "text/cssx",
        "text/javascriptx",
        "application/wasm2",
        "application/json, text/html",
        "text/html; x=application/json",
        "\xff\xfe",
        "unknown/unknown",
    };

    check(types, TEST_COUNT(types), CFD_MEDIA_UNREAD);
    assert_int_equal(cfd_media_of(cfd_bytes_of(NULL, 0)), CFD_MEDIA_UNREAD);
    assert_int_equal(cfd_media_of(cfd_bytes_of("application/json\0x", 18)), CFD_MEDIA_UNREAD);
}

/* A type is short; what stands in the parameters may be as long as it likes. */
static void long_type_is_unread(void **state)
{
    char type[400];

    memset(type, 'x', sizeof(type));
    memcpy(type + 90, "+json", 5);
    assert_int_equal(cfd_media_of(cfd_bytes_of(type, 95)), CFD_MEDIA_JSON);
    memcpy(type + 91, "+json", 5);
    assert_int_equal(cfd_media_of(cfd_bytes_of(type, 96)), CFD_MEDIA_UNREAD);
    memcpy(type, "application/json;", 17);
    assert_int_equal(cfd_media_of(cfd_bytes_of(type, sizeof(type))), CFD_MEDIA_JSON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_read),
        cmocka_unit_test(json_lines_are_read_as_lines),
        cmocka_unit_test(media_and_scripts_are_excluded),
        cmocka_unit_test(all_else_is_unread),
        cmocka_unit_test(long_type_is_unread),
    };

    return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
