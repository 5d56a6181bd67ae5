/* SPDX-License-Identifier: Apache-2.0
 * The settings file: YAML reduced to one flat mapping of known keys.
 *
 *     nothing | [ "---" ] key ": " value, each key at most once [ "..." ]
 *
 * libyaml's events are read one by one, and the first that does not fit is the error; so nothing
 * is built, and nesting, aliases and long documents cost nothing. What YAML offers beyond that
 * (anchors, aliases, tags, lists, a second document) is refused: a settings file that needs them
 * is not what its writer believes it is. A tag directive without a tag changes nothing and passes.
 *
 * Error texts hold names of the table, libyaml's own sentences, and a key as it was typed if it
 * looks like a key; never a value. */
#include "lib/config/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <yaml.h>

#include <cofferdam/text.h>

#define KEY_SHOWN_MAX_BYTES 40u
#define BYTES_PER_MB (1u << 20)

/* One reading: the settings grow in a copy and are handed out whole. */
struct reader {
    yaml_parser_t parser;
    struct cfd_bytes text;
    struct cfd_settings settings;
    uint32_t first_line[CFDI_SETTING_COUNT]; /* 0: the key was not seen yet */
    struct cfd_error *error;
};

static uint32_t line_of(yaml_mark_t mark)
{
    return (uint32_t)mark.line + 1;
}

/* libyaml says at which byte it could not read on; people count lines. */
static uint32_t line_of_offset(struct cfd_bytes text, size_t offset)
{
    uint32_t line = 1;

    for (size_t i = 0; i < offset && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}

/* Where YAML broke: a token's first line, as an open quote is only missed at the end of the file;
 * and never past the last line, where libyaml stands when it has read the last newline. */
static uint32_t broken_line(const struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    bool is_in_token = parser->error == YAML_SCANNER_ERROR && parser->context != NULL;
    uint32_t line = line_of(is_in_token ? parser->context_mark : parser->problem_mark);
    uint32_t last = line_of_offset(reader->text, reader->text.len == 0 ? 0 : reader->text.len - 1);

    return line < last ? line : last;
}

static enum cfd_status yaml_failed(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;

    switch (parser->error) {
    case YAML_MEMORY_ERROR:
        cfd_error_set(reader->error, 0, "out of memory");
        return CFD_ERR_MEMORY;
    case YAML_READER_ERROR:
        cfd_error_set(reader->error, line_of_offset(reader->text, parser->problem_offset),
                      "not plain UTF-8 text: %s", parser->problem);
        return CFD_ERR_FORMAT;
    default:
        cfd_error_set(reader->error, broken_line(reader), "not YAML: %s",
                      parser->problem == NULL ? "cannot be read" : parser->problem);
        return CFD_ERR_FORMAT;
    }
}

static enum cfd_status next_event(struct reader *reader, yaml_event_t *out_event)
{
    return yaml_parser_parse(&reader->parser, out_event) ? CFD_OK : yaml_failed(reader);
}

static enum cfd_status refuse(struct reader *reader, const yaml_event_t *event, const char *text)
{
    cfd_error_set(reader->error, line_of(event->start_mark), "%s", text);
    return CFD_ERR_FORMAT;
}

static struct cfd_bytes scalar_bytes(const yaml_event_t *event)
{
    return cfd_bytes_of(event->data.scalar.value, event->data.scalar.length);
}

static bool is_plain(const yaml_event_t *event)
{
    return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* Anchors, aliases and tags, wherever they stand. */
static enum cfd_status refuse_extras(struct reader *reader, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL;
    const yaml_char_t *tag = NULL;

    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return refuse(reader, event, "aliases (*name) are not allowed here");
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    default:
        break;
    }
    if (anchor != NULL)
        return refuse(reader, event, "anchors (&name) are not allowed here");
    return tag == NULL ? CFD_OK : refuse(reader, event, "tags (!name) are not allowed here");
}

static bool looks_like_a_key(struct cfd_bytes name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] <= ' ' || name.ptr[i] >= 0x7f || name.ptr[i] == '"')
            return false;
    }
    return name.len > 0 && name.len <= KEY_SHOWN_MAX_BYTES;
}

static enum cfd_status refuse_unknown(struct reader *reader, const yaml_event_t *event)
{
    struct cfd_bytes name = scalar_bytes(event);
    const char *names[CFDI_SETTING_COUNT];
    const char *typed = (const char *)name.ptr; /* libyaml terminates it */
    const char *nearest;

    if (!looks_like_a_key(name))
        return refuse(reader, event, "unknown key");
    for (size_t i = 0; i < CFDI_SETTING_COUNT; i++)
        names[i] = cfd_setting_rows[i].name;
    nearest = cfd_nearest_name(typed, names, CFDI_SETTING_COUNT);
    if (nearest == NULL)
        cfd_error_set(reader->error, line_of(event->start_mark), "unknown key \"%s\"", typed);
    else
        cfd_error_set(reader->error, line_of(event->start_mark),
                      "unknown key \"%s\" (did you mean \"%s\"?)", typed, nearest);
    return CFD_ERR_FORMAT;
}

static enum cfd_status read_key(struct reader *reader, const yaml_event_t *event, size_t *out_index)
{
    size_t index;

    CFD_TRY(refuse_extras(reader, event));
    if (event->type != YAML_SCALAR_EVENT)
        return refuse(reader, event, "a key must be a name");
    if (cfdi_setting_find(scalar_bytes(event), &index) != CFD_OK)
        return refuse_unknown(reader, event);
    if (reader->first_line[index] != 0) {
        cfd_error_set(reader->error, line_of(event->start_mark),
                      "duplicate key \"%s\" (first on line %u)", cfd_setting_rows[index].name,
                      reader->first_line[index]);
        return CFD_ERR_FORMAT;
    }
    reader->first_line[index] = line_of(event->start_mark);
    *out_index = index;
    return CFD_OK;
}

/* A missing value is an empty scalar that stands where the next thing begins; its line is the
 * key's. */
static uint32_t line_of_value(const struct reader *reader, const yaml_event_t *event, size_t index)
{
    bool is_missing = is_plain(event) && event->data.scalar.length == 0;

    return is_missing ? reader->first_line[index] : line_of(event->start_mark);
}

static enum cfd_status read_value(struct reader *reader, const yaml_event_t *event, size_t index)
{
    const struct cfd_setting_row *row = &cfd_setting_rows[index];
    struct cfdi_setting_text text;

    CFD_TRY(refuse_extras(reader, event));
    if (event->type != YAML_SCALAR_EVENT) {
        cfd_error_set(reader->error, line_of(event->start_mark), "%s takes one value, not a %s",
                      row->name, event->type == YAML_SEQUENCE_START_EVENT ? "list" : "mapping");
        return CFD_ERR_FORMAT;
    }
    text.bytes = scalar_bytes(event);
    text.is_quoted = !is_plain(event);
    text.line = line_of_value(reader, event, index);
    if (event->start_mark.line != event->end_mark.line) {
        cfd_error_set(reader->error, text.line, "%s takes a value on one line", row->name);
        return CFD_ERR_FORMAT;
    }
    return cfdi_setting_store(row, &text, &reader->settings, reader->error);
}

static enum cfd_status take_value(struct reader *reader, size_t index)
{
    yaml_event_t event;
    enum cfd_status status;

    CFD_TRY(next_event(reader, &event));
    status = read_value(reader, &event, index);
    yaml_event_delete(&event);
    return status;
}

/* One key with its value; *out_is_end when the mapping closed instead. */
static enum cfd_status take_pair(struct reader *reader, bool *out_is_end)
{
    yaml_event_t event;
    enum cfd_status status = CFD_OK;
    size_t index = 0;

    CFD_TRY(next_event(reader, &event));
    *out_is_end = event.type == YAML_MAPPING_END_EVENT;
    if (!*out_is_end)
        status = read_key(reader, &event, &index);
    yaml_event_delete(&event);
    if (status != CFD_OK || *out_is_end)
        return status;
    return take_value(reader, index);
}

static enum cfd_status take_pairs(struct reader *reader)
{
    bool is_end = false;

    while (!is_end)
        CFD_TRY(take_pair(reader, &is_end));
    return CFD_OK;
}

/* What stands at the top: a mapping, or nothing at all, which YAML reports as an empty scalar. */
static enum cfd_status read_top(struct reader *reader, const yaml_event_t *event)
{
    CFD_TRY(refuse_extras(reader, event));
    if (event->type == YAML_MAPPING_START_EVENT)
        return take_pairs(reader);
    if (event->type == YAML_SCALAR_EVENT && is_plain(event) && event->data.scalar.length == 0)
        return CFD_OK;
    return refuse(reader, event, "settings are lines of the form \"key: value\"");
}

/* Between documents everything is StreamStart, DocumentStart, DocumentEnd or StreamEnd. */
static enum cfd_status read_stream(struct reader *reader)
{
    bool is_end = false;
    bool is_read = false;

    while (!is_end) {
        yaml_event_t event;
        enum cfd_status status = CFD_OK;

        CFD_TRY(next_event(reader, &event));
        is_end = event.type == YAML_STREAM_END_EVENT;
        if (event.type == YAML_DOCUMENT_START_EVENT && is_read) {
            status = refuse(reader, &event, "only one document is allowed in a settings file");
        } else if (event.type != YAML_STREAM_START_EVENT &&
                   event.type != YAML_DOCUMENT_START_EVENT &&
                   event.type != YAML_DOCUMENT_END_EVENT && !is_end) {
            is_read = true;
            status = read_top(reader, &event);
        }
        yaml_event_delete(&event);
        CFD_TRY(status);
    }
    return CFD_OK;
}

static struct cfd_bytes without_byte_order_mark(const char *text, size_t text_bytes)
{
    struct cfd_bytes bytes = cfd_bytes_of(text, text_bytes);

    if (text_bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        bytes = cfd_bytes_of(text + 3, text_bytes - 3);
    return bytes;
}

enum cfd_status cfd_settings_parse(const char *text, size_t text_bytes,
                                   struct cfd_settings *out_settings, struct cfd_error *error)
{
    struct reader reader = {.text = without_byte_order_mark(text, text_bytes), .error = error};
    enum cfd_status status;

    if (text_bytes > CFD_SETTINGS_FILE_MAX_BYTES) {
        cfd_error_set(error, 0, "larger than %u MB: this is no settings file",
                      CFD_SETTINGS_FILE_MAX_BYTES / BYTES_PER_MB);
        return CFD_ERR_FORMAT;
    }
    cfd_settings_default(&reader.settings);
    if (!yaml_parser_initialize(&reader.parser)) {
        cfd_error_set(error, 0, "out of memory");
        return CFD_ERR_MEMORY;
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, reader.text.ptr, reader.text.len);
    status = read_stream(&reader);
    yaml_parser_delete(&reader.parser);
    if (status == CFD_OK)
        *out_settings = reader.settings;
    return status;
}

/* Reads until the end or until the buffer is full. */
static enum cfd_status read_all(int fd, char *buffer, size_t buffer_bytes, size_t *out_bytes)
{
    size_t bytes = 0;
    ssize_t got = 1;

    while (got > 0 && bytes < buffer_bytes) {
        got = read(fd, buffer + bytes, buffer_bytes - bytes);
        if (got > 0)
            bytes += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    if (got < 0)
        return CFD_ERR_IO;
    *out_bytes = bytes;
    return CFD_OK;
}

static enum cfd_status cannot_read(struct cfd_error *error)
{
    int saved = errno;

    cfd_error_set(error, 0, "cannot be read: %s", strerror(saved));
    errno = saved;
    return CFD_ERR_IO;
}

/* One byte more than allowed is room enough to see that a file is too large. */
enum cfd_status cfd_settings_load(const char *path, struct cfd_settings *out_settings,
                                  struct cfd_error *error)
{
    const size_t room_bytes = CFD_SETTINGS_FILE_MAX_BYTES + 1;
    enum cfd_status status;
    size_t text_bytes = 0;
    char *text;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return cannot_read(error);
    text = malloc(room_bytes);
    if (text == NULL)
        status = CFD_ERR_MEMORY;
    else
        status = read_all(fd, text, room_bytes, &text_bytes);
    if (status == CFD_ERR_IO)
        (void)cannot_read(error);
    if (status == CFD_OK)
        status = cfd_settings_parse(text, text_bytes, out_settings, error);
    free(text);
    (void)close(fd);
    return status;
}
