/* SPDX-License-Identifier: Apache-2.0
 * Paths are appended a whole segment at a time, so that a cut one is still true as far as it goes. */
#include "core/scan/path.h"

#include <stdio.h>
#include <string.h>

#include "core/base/utf8.h"

#define ELLIPSIS "..."
#define ELLIPSIS_BYTES 3u
#define KEY_SHOWN_MAX_BYTES 128u /* of a longer key the beginning is shown */
#define SEGMENT_MAX_BYTES (4u * KEY_SHOWN_MAX_BYTES + 8u) /* every byte as \xNN, and the brackets */

void cfd_path_cut(struct cfd_path *path, uint16_t used_bytes)
{
    if (used_bytes < path->used_bytes) {
        path->used_bytes = used_bytes;
        path->is_cut = false;
    }
}

static void append(struct cfd_path *path, const char *segment, size_t segment_bytes)
{
    if (path->is_cut)
        return;
    if (path->used_bytes + segment_bytes + ELLIPSIS_BYTES > CFD_PATH_MAX_BYTES) {
        segment = ELLIPSIS;
        segment_bytes = ELLIPSIS_BYTES;
        path->is_cut = true;
    }
    memcpy(path->text + path->used_bytes, segment, segment_bytes);
    path->used_bytes = (uint16_t)(path->used_bytes + segment_bytes);
}

/* Characters that a terminal would obey, or that turn the text around them. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c < 0x2010) ||
           (c >= 0x2028 && c < 0x202f) || (c >= 0x2066 && c < 0x206a) || c == 0xfeff;
}

static bool is_plain_character(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '$' || (c >= 0xa0 && !is_control(c) && c != CFD_UTF8_REPLACEMENT);
}

static bool is_plain(struct cfd_bytes key)
{
    size_t length;

    if (key.len == 0 || key.len > KEY_SHOWN_MAX_BYTES || (key.ptr[0] >= '0' && key.ptr[0] <= '9'))
        return false;
    for (size_t at = 0; at < key.len; at += length) {
        uint32_t c;

        cfd_utf8_decode(key, at, &c, &length);
        if (!is_plain_character(c))
            return false;
    }
    return true;
}

/* Writes a character that a quoted key shows as it is, or its bytes as \xNN. */
static size_t quote_character(struct cfd_bytes character, uint32_t c, char *out)
{
    bool is_bad_byte = c == CFD_UTF8_REPLACEMENT && character.len == 1;
    size_t used = 0;

    if (!is_control(c) && c != '\'' && c != '\\' && !is_bad_byte) {
        memcpy(out, character.ptr, character.len);
        return character.len;
    }
    for (size_t i = 0; i < character.len; i++)
        used += (size_t)snprintf(out + used, 5, "\\x%02x", character.ptr[i]);
    return used;
}

static size_t quote_key(struct cfd_bytes key, char out[SEGMENT_MAX_BYTES])
{
    size_t used = 0;
    size_t length;

    out[used++] = '[';
    out[used++] = '\'';
    for (size_t at = 0; at < key.len; at += length) {
        uint32_t c;

        cfd_utf8_decode(key, at, &c, &length);
        if (at + length > KEY_SHOWN_MAX_BYTES)
            break;
        used += quote_character(cfd_bytes_of(key.ptr + at, length), c, out + used);
    }
    out[used++] = '\'';
    out[used++] = ']';
    return used;
}

void cfd_path_add_key(struct cfd_path *path, struct cfd_bytes key)
{
    char segment[SEGMENT_MAX_BYTES];
    size_t used = 0;

    if (!is_plain(key)) {
        append(path, segment, quote_key(key, segment));
        return;
    }
    if (path->used_bytes > 0)
        segment[used++] = '.';
    memcpy(segment + used, key.ptr, key.len);
    append(path, segment, used + key.len);
}

void cfd_path_add_index(struct cfd_path *path, uint32_t index)
{
    char segment[16];

    append(path, segment, (size_t)snprintf(segment, sizeof(segment), "[%u]", (unsigned)index));
}

void cfd_path_add_any(struct cfd_path *path)
{
    append(path, "[*]", 3);
}
