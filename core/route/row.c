/* SPDX-License-Identifier: Apache-2.0
 * Reads a line of a route list; what is not exactly one is refused with a sentence that says how it
 * should be, since a route that never matches would go unnoticed. */
#include "core/route/row.h"

#include <string.h>

#include "core/route/route.h"

#define TARGET_MAX_BYTES (CFD_ENDPOINT_MAX_BYTES - CFDI_METHOD_MAX_BYTES - 2u) /* blank and 0 */

_Static_assert(CFD_ROUTE_SEGMENTS_MAX == 32, "a message below names it");

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static struct cfd_bytes skip(struct cfd_bytes text, size_t count)
{
    return cfd_bytes_of(count == 0 ? text.ptr : text.ptr + count, text.len - count);
}

static struct cfd_bytes trim(struct cfd_bytes text)
{
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_blank(text.ptr[0]))
        text = skip(text, 1);
    return text;
}

/* What stands before `mark`; all of the text where there is none. */
static struct cfd_bytes until(struct cfd_bytes text, char mark)
{
    const uint8_t *end = text.len == 0 ? NULL : memchr(text.ptr, mark, text.len);

    return cfd_bytes_of(text.ptr, end == NULL ? text.len : (size_t)(end - text.ptr));
}

static struct cfd_bytes until_blank(struct cfd_bytes text)
{
    size_t len = 0;

    while (len < text.len && !is_blank(text.ptr[len]))
        len++;
    return cfd_bytes_of(text.ptr, len);
}

static struct cfd_bytes take_line(struct cfd_bytes *text)
{
    struct cfd_bytes line = until(*text, '\n');

    *text = skip(*text, line.len < text->len ? line.len + 1 : line.len);
    return line;
}

bool cfdi_is_param(struct cfd_bytes segment)
{
    return segment.len > 2 && segment.ptr[0] == '{' && segment.ptr[segment.len - 1] == '}';
}

static bool has_brace(struct cfd_bytes segment)
{
    return until(segment, '{').len < segment.len || until(segment, '}').len < segment.len;
}

static bool is_path_byte(uint8_t byte)
{
    return byte > 0x20 && byte < 0x7f && byte != '?';
}

static const char *path_fault(struct cfdi_row *row)
{
    struct cfd_bytes rest = row->path;
    struct cfd_bytes segment;

    for (size_t i = 0; i < row->path.len; i++) {
        if (!is_path_byte(row->path.ptr[i]))
            return "a path is printable ASCII without blanks and without a query";
    }
    for (row->segment_count = 0; cfdi_segment_next(&rest, &segment); row->segment_count++) {
        if (row->segment_count == CFD_ROUTE_SEGMENTS_MAX)
            return "a path has at most 32 segments";
        if (cfdi_is_param(segment))
            segment = cfd_bytes_of(segment.ptr + 1, segment.len - 2);
        if (has_brace(segment))
            return "braces go around a whole segment: /{name}/";
    }
    return NULL;
}

static const char *target_fault(struct cfd_bytes target, struct cfdi_row *row)
{
    struct cfd_bytes host = until(target, '/');

    row->path = skip(target, host.len);
    if (!cfdi_host_read(host, &row->host))
        return "after the method stands a host, without scheme and port";
    if (row->path.len == 0)
        return "after the host stands a path that begins with /";
    if (row->host.len + row->path.len > TARGET_MAX_BYTES)
        return "host and path are too long together";
    return path_fault(row);
}

const char *cfdi_row_read(struct cfd_bytes *text, struct cfdi_row *out_row)
{
    struct cfd_bytes line = trim(until(take_line(text), '#'));
    struct cfd_bytes method = until_blank(line);

    out_row->is_empty = line.len == 0;
    if (out_row->is_empty)
        return NULL;
    out_row->method = cfdi_method_of(method);
    if (out_row->method == CFDI_METHOD_OTHER && !cfd_bytes_equal(method, cfd_bytes_str("*")))
        return "a line begins with a method in capitals, or with * for any";
    return target_fault(trim(skip(line, method.len)), out_row);
}
