/* SPDX-License-Identifier: Apache-2.0
 * The reader of plain text. */
#include "core/decode/text.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/decode/names.h"

#define KEY_WORDS_MAX 5u /* "Name of the contact person"; a longer beginning is a sentence */

/* A "Key: value" line. */
struct pair {
    struct cfdi_part key, value;
};

static bool is_letter(uint8_t byte)
{
    return ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte >= 0x80;
}

static bool is_in_key(uint8_t byte)
{
    return is_letter(byte) || (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr(" -_./()'#&*", byte) != NULL);
}

/* ---- The object of a paragraph ---- */

enum cfd_status cfdi_text_close(struct cfd_text *text, uint64_t offset)
{
    if (!text->is_open)
        return CFD_OK;
    text->is_open = false;
    return cfdi_tell_mark(&text->out, CFD_JSON_OBJECT_END, offset);
}

static enum cfd_status open_object(struct cfd_text *text, struct cfd_bytes key, uint64_t offset)
{
    uint32_t hash = cfd_crc32c(0, key.ptr, key.len);

    if (text->is_open && hash == text->first_key)
        CFD_TRY(cfdi_text_close(text, offset));
    if (text->is_open)
        return CFD_OK;
    text->is_open = true;
    text->first_key = hash;
    return cfdi_tell_mark(&text->out, CFD_JSON_OBJECT_BEGIN, offset);
}

/* ---- Lines ---- */

/* The key's colon, or 0: the line has no key. */
static size_t find_colon(const struct cfdi_line *line, struct cfdi_part part)
{
    unsigned word_count = 1;
    size_t at = part.from;

    if (at == part.to || !is_letter(line->bytes[at]))
        return 0;
    for (; at < part.to && is_in_key(line->bytes[at]); at++)
        word_count += line->bytes[at] == ' ';
    if (at == part.to || line->bytes[at] != ':' || at - part.from > CFDI_NAME_MAX_BYTES ||
        word_count > KEY_WORDS_MAX)
        return 0;
    return at;
}

/* Without a blank behind the colon only an address or number is a value: no URL, no CSS. */
static bool read_pair(const struct cfdi_line *line, struct pair *out_pair)
{
    struct cfdi_part part = cfdi_line_trim(line, (struct cfdi_part){0, line->used_bytes});
    struct cfdi_part found;
    size_t colon, rest;

    while (part.from < part.to && strchr(" -*#>", line->bytes[part.from]) != NULL)
        part.from++; /* of a list, or of a quotation */
    colon = find_colon(line, part);
    if (colon == 0 || colon + 1 >= part.to)
        return false;
    out_pair->key = cfdi_line_trim(line, (struct cfdi_part){part.from, colon});
    out_pair->value = cfdi_line_trim(line, (struct cfdi_part){colon + 1, part.to});
    return line->bytes[colon + 1] <= ' ' ||
           (cfdi_line_find(line, out_pair->value, true, &found, &rest) &&
            found.from == out_pair->value.from);
}

static enum cfd_status tell_pair(struct cfd_text *text, const struct pair *pair)
{
    const struct cfdi_line *line = &text->line;
    struct cfd_bytes key =
        cfd_bytes_of(line->bytes + pair->key.from, pair->key.to - pair->key.from);

    CFD_TRY(open_object(text, key, line->offset));
    CFD_TRY(cfdi_line_tell(line, &text->out, CFD_JSON_KEY, pair->key));
    return cfdi_line_tell_value(line, &text->out, pair->value);
}

/* Addresses and numbers of running text. */
static enum cfd_status tell_found(struct cfd_text *text, bool is_final, size_t *out_rest)
{
    const struct cfdi_line *line = &text->line;
    struct cfdi_part found;

    if (!text->is_open)
        return cfdi_line_tell_found(line, &text->out, is_final, out_rest);
    if (!cfdi_line_find(line, (struct cfdi_part){0, line->used_bytes}, is_final, &found, out_rest))
        return CFD_OK;
    CFD_TRY(cfdi_line_tell(line, &text->out, CFD_JSON_KEY, (struct cfdi_part){0, 0}));
    CFD_TRY(cfdi_tell_mark(&text->out, CFD_JSON_ARRAY_BEGIN, line->offset));
    CFD_TRY(cfdi_line_tell_found(line, &text->out, is_final, out_rest));
    return cfdi_tell_mark(&text->out, CFD_JSON_ARRAY_END, cfdi_line_offset(line, *out_rest));
}

static void begin_line(struct cfd_text *text)
{
    cfdi_line_clear(&text->line);
    text->is_flushed = false;
}

enum cfd_status cfdi_text_flush(struct cfd_text *text)
{
    size_t rest = 0;

    CFD_TRY(tell_found(text, false, &rest));
    cfdi_line_keep_from(&text->line, rest);
    text->is_flushed = true;
    return CFD_OK;
}

enum cfd_status cfdi_text_end_line(struct cfd_text *text)
{
    struct pair pair;
    size_t rest = 0;

    if (text->line.used_bytes > 0) {
        if (!text->is_flushed && read_pair(&text->line, &pair))
            CFD_TRY(tell_pair(text, &pair));
        else
            CFD_TRY(tell_found(text, true, &rest));
    }
    begin_line(text);
    return CFD_OK;
}

enum cfd_status cfdi_text_end_paragraph(struct cfd_text *text, uint64_t offset)
{
    CFD_TRY(cfdi_text_end_line(text));
    return cfdi_text_close(text, offset);
}

enum cfd_status cfdi_text_tell_pair(struct cfd_text *text, struct cfd_bytes key)
{
    struct cfdi_line *line = &text->line;
    struct cfdi_part value = cfdi_line_trim(line, (struct cfdi_part){0, line->used_bytes});

    if (value.from == value.to || text->is_flushed)
        return cfdi_text_end_line(text);
    CFD_TRY(open_object(text, key, line->offset));
    CFD_TRY(cfdi_tell_text(&text->out, CFD_JSON_KEY, key, line->offset, 0, false));
    CFD_TRY(cfdi_line_tell_value(line, &text->out, value));
    begin_line(text);
    return CFD_OK;
}

/* ---- Plain text ---- */

static const uint8_t *find_line_end(const uint8_t *at, const uint8_t *end)
{
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    return at;
}

/* An empty line ends the paragraph; the LF of CRLF is none. */
static enum cfd_status take_line_end(struct cfd_text *text, uint8_t byte)
{
    bool is_second_half = text->has_cr && byte == '\n';
    struct cfdi_part part =
        cfdi_line_trim(&text->line, (struct cfdi_part){0, text->line.used_bytes});
    bool is_empty = !text->is_flushed && part.from == part.to;

    text->has_cr = byte == '\r';
    if (is_second_half)
        return CFD_OK;
    return is_empty ? cfdi_text_end_paragraph(text, text->offset) : cfdi_text_end_line(text);
}

static uint64_t run_width(const struct cfd_text *text, const uint8_t *from, const uint8_t *to)
{
    uint64_t width = 0;

    if (!text->line.has_units)
        return (uint64_t)(to - from);
    for (; from < to; from++)
        width += cfdi_width(true, *from);
    return width;
}

static enum cfd_status read_run(struct cfd_text *text, struct cfdi_piece run)
{
    text->has_cr = false;
    for (;;) {
        const uint8_t *from = run.at;

        cfdi_line_put(&text->line, &run, text->offset);
        text->offset += run_width(text, from, run.at);
        if (run.at == run.end)
            return CFD_OK;
        CFD_TRY(cfdi_text_flush(text));
    }
}

void cfd_text_init(struct cfd_text *text, bool has_units, cfd_json_sink sink, void *ctx)
{
    memset(text, 0, offsetof(struct cfd_text, line));
    text->out = (struct cfdi_out){sink, ctx};
    text->line.has_units = has_units;
    cfdi_line_clear(&text->line);
}

enum cfd_status cfd_text_feed(struct cfd_text *text, const uint8_t *data, size_t data_bytes)
{
    const uint8_t *end = data_bytes > 0 ? data + data_bytes : data;

    while (data < end) {
        const uint8_t *line_end = find_line_end(data, end);

        if (line_end > data)
            CFD_TRY(read_run(text, (struct cfdi_piece){data, line_end}));
        data = line_end;
        if (data == end)
            break;
        CFD_TRY(take_line_end(text, *data));
        text->offset++;
        data++;
    }
    return CFD_OK;
}

enum cfd_status cfd_text_finish(struct cfd_text *text)
{
    return cfdi_text_end_paragraph(text, text->offset);
}
