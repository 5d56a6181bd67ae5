/* SPDX-License-Identifier: Apache-2.0
 * Names of content codings: what a Content-Encoding value says was done to a body. */
#include <cofferdam/coding.h>

#include <strings.h>

#define NAME_IDENTITY (-1)
#define NAME_UNKNOWN (-2)

struct coding_row {
    const char *name;
    int coding; /* enum cfd_coding, or NAME_IDENTITY */
};

static const struct coding_row coding_rows[] = {
    {"", NAME_IDENTITY},         {"identity", NAME_IDENTITY},     {"gzip", CFD_CODING_GZIP},
    {"x-gzip", CFD_CODING_GZIP}, {"deflate", CFD_CODING_DEFLATE}, {"br", CFD_CODING_BR},
    {"zstd", CFD_CODING_ZSTD},
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

static int coding_named(struct cfd_bytes name)
{
    for (size_t i = 0; i < sizeof(coding_rows) / sizeof(coding_rows[0]); i++) {
        if (is_name(name, coding_rows[i].name))
            return coding_rows[i].coding;
    }
    return NAME_UNKNOWN;
}

/* Takes the bytes before the next comma off the list, and the comma. */
static struct cfd_bytes next_name(struct cfd_bytes *list)
{
    struct cfd_bytes name = *list;
    const uint8_t *comma = list->len > 0 ? memchr(list->ptr, ',', list->len) : NULL;

    *list = cfd_bytes_of(NULL, 0);
    if (comma != NULL) {
        size_t name_bytes = (size_t)(comma - name.ptr);

        *list = cfd_bytes_of(comma + 1, name.len - name_bytes - 1);
        name.len = name_bytes;
    }
    return trimmed(name);
}

struct cfd_codings cfd_codings_of(struct cfd_bytes content_encoding)
{
    const struct cfd_codings opaque = {.is_opaque = true};
    struct cfd_codings codings = {0};

    while (content_encoding.len > 0) {
        int coding = coding_named(next_name(&content_encoding));

        if (coding == NAME_IDENTITY)
            continue;
        if (coding == NAME_UNKNOWN || codings.count == CFD_CODINGS_MAX)
            return opaque;
        codings.applied[codings.count++] = (enum cfd_coding)coding;
    }
    return codings;
}
