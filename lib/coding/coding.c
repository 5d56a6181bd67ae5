/* SPDX-License-Identifier: Apache-2.0
 * Names of content codings: what a Content-Encoding value asks for. */
#include <cofferdam/coding.h>

#include <strings.h>

struct coding_row {
    const char *name;
    enum cfd_coding coding;
};

static const struct coding_row coding_rows[] = {
    {"", CFD_CODING_IDENTITY},   {"identity", CFD_CODING_IDENTITY}, {"gzip", CFD_CODING_GZIP},
    {"x-gzip", CFD_CODING_GZIP}, {"deflate", CFD_CODING_DEFLATE},
};

static int is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static struct cfd_bytes trimmed(struct cfd_bytes text)
{
    while (text.len > 0 && is_blank(text.ptr[0]))
        text = cfd_bytes_of(text.ptr + 1, text.len - 1);
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

static int is_name(struct cfd_bytes text, const char *name)
{
    return text.len == strlen(name) &&
           (text.len == 0 || strncasecmp((const char *)text.ptr, name, text.len) == 0);
}

enum cfd_coding cfd_coding_of(struct cfd_bytes content_encoding)
{
    struct cfd_bytes name = trimmed(content_encoding);

    for (size_t i = 0; i < sizeof(coding_rows) / sizeof(coding_rows[0]); i++) {
        if (is_name(name, coding_rows[i].name))
            return coding_rows[i].coding;
    }
    return CFD_CODING_OPAQUE;
}
