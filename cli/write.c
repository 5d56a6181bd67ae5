/* SPDX-License-Identifier: Apache-2.0
 * One walk over UTF-8 serves text and JSON; they differ in what they do with an unsafe character. */
#include "cli/write.h"

#include <stdbool.h>
#include <string.h>

#define POINT_INVALID UINT32_MAX
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Reads the character at text[at]; the answer is how many bytes it takes, at least 1. */
static size_t read_point(struct cfd_bytes text, size_t at, uint32_t *out_point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t first = text.ptr[at];
    size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t point = bytes == 1 ? first : first & (0xffu >> (bytes + 1));

    *out_point = POINT_INVALID;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || bytes > text.len - at)
        return 1;
    for (size_t i = 1; i < bytes; i++) {
        if ((text.ptr[at + i] & 0xc0) != 0x80)
            return 1;
        point = (point << 6) | (text.ptr[at + i] & 0x3fu);
    }
    if (point < least[bytes] || (point >= 0xd800 && point < 0xe000) || point > 0x10ffff)
        return 1;
    *out_point = point;
    return bytes;
}

/* Controls, line and paragraph separators, and the marks that turn the direction of text. */
static bool is_unsafe(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x61c || point == 0x200e ||
           point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
}

/* Printable ASCII from text[at] on, up to one of `stops`: most text, written in one go. */
static size_t count_plain(struct cfd_bytes text, size_t at, const char *stops)
{
    size_t end = at;

    while (end < text.len && text.ptr[end] >= 0x20 && text.ptr[end] < 0x7f &&
           strchr(stops, text.ptr[end]) == NULL)
        end++;
    return end - at;
}

static void put_shown_point(FILE *file, struct cfd_bytes text, uint32_t point)
{
    if (point == POINT_INVALID)
        fputs(REPLACEMENT, file);
    else if (is_unsafe(point))
        fprintf(file, point < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)point);
    else
        fwrite(text.ptr, 1, text.len, file);
}

void cfdi_put_shown(FILE *file, struct cfd_bytes text)
{
    size_t at = 0;

    while (at < text.len) {
        uint32_t point;
        size_t bytes = count_plain(text, at, "");

        if (bytes > 0) {
            fwrite(text.ptr + at, 1, bytes, file);
        } else {
            bytes = read_point(text, at, &point);
            put_shown_point(file, cfd_bytes_of(text.ptr + at, bytes), point);
        }
        at += bytes;
    }
}

size_t cfdi_shown_columns(struct cfd_bytes text)
{
    size_t columns = 0;
    size_t at = 0;

    while (at < text.len) {
        uint32_t point;

        at += read_point(text, at, &point);
        columns += point == POINT_INVALID || !is_unsafe(point) ? 1 : point < 0x100 ? 4 : 6;
    }
    return columns;
}

static void put_json_point(FILE *file, struct cfd_bytes text, uint32_t point)
{
    if (point == POINT_INVALID)
        fputs(REPLACEMENT, file);
    else if (point == '"' || point == '\\')
        fprintf(file, "\\%c", (char)point);
    else if (is_unsafe(point))
        fprintf(file, "\\u%04x", (unsigned)point);
    else
        fwrite(text.ptr, 1, text.len, file);
}

void cfdi_put_json(FILE *file, struct cfd_bytes text)
{
    size_t at = 0;

    fputc('"', file);
    while (at < text.len) {
        uint32_t point;
        size_t bytes = count_plain(text, at, "\"\\");

        if (bytes > 0) {
            fwrite(text.ptr + at, 1, bytes, file);
        } else {
            bytes = read_point(text, at, &point);
            put_json_point(file, cfd_bytes_of(text.ptr + at, bytes), point);
        }
        at += bytes;
    }
    fputc('"', file);
}

static bool is_one_of(uint8_t byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

/* What a spreadsheet would take for one. */
static bool looks_like_formula(struct cfd_bytes text)
{
    if (text.len == 0 || !is_one_of(text.ptr[0], "=+-@\t\r"))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_one_of(text.ptr[i], "+-0123456789 ()."))
            return true;
    return false;
}

static bool must_quote(struct cfd_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '"' || text.ptr[i] == ',' || text.ptr[i] == '\'' || text.ptr[i] <= ' ')
            return true;
    return false;
}

void cfdi_put_csv(FILE *file, struct cfd_bytes text)
{
    bool is_formula = looks_like_formula(text);

    if (!is_formula && !must_quote(text)) {
        cfdi_put_shown(file, text);
        return;
    }
    fputs(is_formula ? "\"'" : "\"", file);
    while (text.len > 0) {
        const uint8_t *quote = memchr(text.ptr, '"', text.len);
        size_t bytes = quote == NULL ? text.len : (size_t)(quote - text.ptr);

        cfdi_put_shown(file, cfd_bytes_of(text.ptr, bytes));
        if (quote == NULL)
            break;
        fputs("\"\"", file);
        text = cfd_bytes_of(quote + 1, text.len - bytes - 1);
    }
    fputc('"', file);
}

void cfdi_format_count(uint64_t count, char out_text[NUMBER_TEXT_BYTES])
{
    char digits[NUMBER_TEXT_BYTES];
    size_t digit_count =
        (size_t)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)count);
    char *out = out_text;

    for (size_t i = 0; i < digit_count; i++) {
        if (i > 0 && (digit_count - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
}

void cfdi_format_hundredths(int64_t hundredths, char out_text[NUMBER_TEXT_BYTES])
{
    uint64_t size = (uint64_t)(hundredths < 0 ? -hundredths : hundredths);

    (void)snprintf(out_text, NUMBER_TEXT_BYTES, "%s%llu.%02u", hundredths < 0 ? "-" : "",
                   (unsigned long long)(size / 100), (unsigned)(size % 100));
}

const char *cfdi_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}
