/* SPDX-License-Identifier: Apache-2.0
 * The table of media types. */
#include "core/session/media.h"

#include <stdbool.h>
#include <string.h>

#define TYPE_MAX_BYTES 96u /* a longer type is nothing we know */

struct media_row {
    const char *type; /* ends in *: what begins so */
    enum cfd_media media;
};

static const struct media_row media_table[] = {
    {"application/json", CFD_MEDIA_JSON},
    {"text/json", CFD_MEDIA_JSON},
    {"application/x-ndjson", CFD_MEDIA_JSON_LINES},
    {"application/ndjson", CFD_MEDIA_JSON_LINES},
    {"application/jsonl", CFD_MEDIA_JSON_LINES},
    {"application/x-jsonlines", CFD_MEDIA_JSON_LINES},
    {"application/jsonlines", CFD_MEDIA_JSON_LINES},
    {"application/x-jsonl", CFD_MEDIA_JSON_LINES},
    {"application/stream+json", CFD_MEDIA_JSON_LINES},
    {"image/svg+xml", CFD_MEDIA_UNREAD},
    {"image/*", CFD_MEDIA_EXCLUDED},
    {"font/*", CFD_MEDIA_EXCLUDED},
    {"audio/*", CFD_MEDIA_EXCLUDED},
    {"video/*", CFD_MEDIA_EXCLUDED},
    {"application/font*", CFD_MEDIA_EXCLUDED},
    {"application/vnd.ms-fontobject", CFD_MEDIA_EXCLUDED},
    {"application/wasm", CFD_MEDIA_EXCLUDED},
    {"text/css", CFD_MEDIA_EXCLUDED},
    {"text/javascript", CFD_MEDIA_EXCLUDED},
    {"application/javascript", CFD_MEDIA_EXCLUDED},
    {"application/x-javascript", CFD_MEDIA_EXCLUDED},
};

static size_t fold_type(struct cfd_bytes content_type, char out[TYPE_MAX_BYTES])
{
    size_t used = 0;

    for (size_t i = 0; i < content_type.len && content_type.ptr[i] != ';'; i++) {
        uint8_t c = content_type.ptr[i];

        if (c == ' ' || c == '\t')
            continue;
        if (used + 1 == TYPE_MAX_BYTES || c == '\0')
            return 0;
        out[used++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    out[used] = '\0';
    return used;
}

static bool matches(const char *type, const char *row)
{
    size_t row_bytes = strlen(row);

    if (row[row_bytes - 1] == '*')
        return strncmp(type, row, row_bytes - 1) == 0;
    return strcmp(type, row) == 0;
}

enum cfd_media cfd_media_of(struct cfd_bytes content_type)
{
    char type[TYPE_MAX_BYTES];
    size_t type_bytes = fold_type(content_type, type);

    if (type_bytes == 0)
        return CFD_MEDIA_UNREAD;
    for (size_t i = 0; i < sizeof(media_table) / sizeof(media_table[0]); i++)
        if (matches(type, media_table[i].type))
            return media_table[i].media;
    if (type_bytes > 5 && strcmp(type + type_bytes - 5, "+json") == 0)
        return CFD_MEDIA_JSON;
    return CFD_MEDIA_UNREAD;
}
