/* SPDX-License-Identifier: Apache-2.0
 * Shapes of methods, hosts and segments, each by one pass over few bytes.
 *
 * A word is lower case, has a letter (a number names a thing, never a kind of thing) and is no run
 * of hex digits. Segments are judged by their first bytes only: what is longer is no word, and
 * whether it is {id} or {s} shows early. A percent escape is neither a letter nor a digit. */
#include "core/route/name.h"

#include <string.h>

#define WORD_MAX_BYTES 32u
#define WORD_DIGIT_RUN_MAX 2u
#define HEX_RUN_MIN_BYTES 16u    /* a hash or a key; "effaced" is a word */
#define BASE64_RUN_MIN_BYTES 20u /* in both cases: a random token */
#define JUDGED_BYTES 64u

/* Classes of bytes in a segment; a segment has seen a set of them. */
enum {
    SEEN_LOWER_HEX = 1u << 0, /* a-f */
    SEEN_LOWER = 1u << 1,     /* g-z */
    SEEN_UPPER_HEX = 1u << 2,
    SEEN_UPPER = 1u << 3,
    SEEN_DIGIT = 1u << 4,
    SEEN_DASH = 1u << 5, /* '-' and '_': in words and in base64url */
    SEEN_DOT = 1u << 6,
    SEEN_BASE64 = 1u << 7, /* '+' and '=' */
    SEEN_ODD = 1u << 8,
    SEEN_ANY_LOWER = SEEN_LOWER_HEX | SEEN_LOWER,
    SEEN_ANY_UPPER = SEEN_UPPER_HEX | SEEN_UPPER,
    SEEN_ANY_HEX = SEEN_LOWER_HEX | SEEN_UPPER_HEX | SEEN_DIGIT,
};

/* RFC 9110 and 5789, WebDAV, and what APIs use beside them. */
static const char *const methods[] = {
    "{method}", "GET",     "HEAD",   "POST",     "PUT",       "PATCH", "DELETE",
    "OPTIONS",  "CONNECT", "TRACE",  "PROPFIND", "PROPPATCH", "MKCOL", "COPY",
    "MOVE",     "LOCK",    "UNLOCK", "REPORT",   "SEARCH",    "QUERY",
};

uint8_t cfdi_method_of(struct cfd_bytes name)
{
    for (size_t i = 1; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (cfd_bytes_equal(name, cfd_bytes_str(methods[i])))
            return (uint8_t)i;
    }
    return CFDI_METHOD_OTHER;
}

const char *cfdi_method_name(uint8_t method)
{
    return methods[method];
}

static bool is_between(uint8_t byte, char first, char last)
{
    return byte >= (uint8_t)first && byte <= (uint8_t)last;
}

static uint8_t lower(uint8_t byte)
{
    return is_between(byte, 'A', 'Z') ? (uint8_t)(byte | 0x20u) : byte;
}

static bool is_alphanumeric(uint8_t byte)
{
    return is_between(lower(byte), 'a', 'z') || is_between(byte, '0', '9');
}

/* An IPv6 address stands in brackets, as nginx writes it. */
static bool is_bracketed(struct cfd_bytes name)
{
    return name.len > 2 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']';
}

static bool is_host_byte(uint8_t byte, bool is_address)
{
    if (is_address)
        return is_between(byte, '0', '9') || is_between(lower(byte), 'a', 'f') || byte == ':' ||
               byte == '.';
    return is_alphanumeric(byte) || byte == '-' || byte == '.' || byte == '_';
}

static bool is_host(struct cfd_bytes name)
{
    bool is_address = is_bracketed(name);
    bool has_name = false;

    if (name.len == 0 || name.len > CFDI_HOST_MAX_BYTES || name.ptr[0] == '.')
        return false;
    for (size_t i = is_address; i < name.len - is_address; i++) {
        if (!is_host_byte(name.ptr[i], is_address))
            return false;
        has_name |= is_alphanumeric(name.ptr[i]);
    }
    return has_name;
}

bool cfdi_host_read(struct cfd_bytes name, struct cfdi_host *out_host)
{
    if (name.len > 0 && name.ptr[name.len - 1] == '.')
        name.len--;
    if (!is_host(name))
        return false;
    for (size_t i = 0; i < name.len; i++)
        out_host->text[i] = lower(name.ptr[i]);
    out_host->len = name.len;
    return true;
}

bool cfdi_segment_next(struct cfd_bytes *path, struct cfd_bytes *out_segment)
{
    const uint8_t *slash;
    struct cfd_bytes rest = *path;

    if (rest.len == 0)
        return false;
    if (rest.ptr[0] == '/') {
        rest.ptr++;
        rest.len--;
    }
    slash = rest.len == 0 ? NULL : memchr(rest.ptr, '/', rest.len);
    out_segment->ptr = rest.ptr;
    out_segment->len = slash == NULL ? rest.len : (size_t)(slash - rest.ptr);
    path->ptr = rest.ptr + out_segment->len;
    path->len = rest.len - out_segment->len;
    return true;
}

static unsigned class_of(uint8_t byte)
{
    if (is_between(byte, 'a', 'z'))
        return byte <= 'f' ? SEEN_LOWER_HEX : SEEN_LOWER;
    if (is_between(byte, '0', '9'))
        return SEEN_DIGIT;
    if (is_between(byte, 'A', 'Z'))
        return byte <= 'F' ? SEEN_UPPER_HEX : SEEN_UPPER;
    if (byte == '-' || byte == '_')
        return SEEN_DASH;
    if (byte == '.')
        return SEEN_DOT;
    return byte == '+' || byte == '=' ? SEEN_BASE64 : SEEN_ODD;
}

static bool is_hex_run(unsigned seen, size_t len)
{
    return len >= HEX_RUN_MIN_BYTES && (seen & ~(unsigned)SEEN_ANY_HEX) == 0;
}

static bool is_base64_run(unsigned seen, size_t len)
{
    return len >= BASE64_RUN_MIN_BYTES && (seen & (SEEN_DOT | SEEN_ODD)) == 0 &&
           (seen & SEEN_ANY_LOWER) != 0 && (seen & SEEN_ANY_UPPER) != 0;
}

static bool is_word(unsigned seen, size_t len, size_t digit_run_max)
{
    return len <= WORD_MAX_BYTES && digit_run_max <= WORD_DIGIT_RUN_MAX &&
           (seen & SEEN_ANY_LOWER) != 0 &&
           (seen & (SEEN_ANY_UPPER | SEEN_BASE64 | SEEN_ODD)) == 0 && !is_hex_run(seen, len);
}

struct cfdi_shape cfdi_shape_of(struct cfd_bytes segment)
{
    size_t judged = segment.len < JUDGED_BYTES ? segment.len : JUDGED_BYTES;
    size_t digit_run = 0;
    size_t digit_run_max = 0;
    unsigned seen = 0;
    struct cfdi_shape shape;

    for (size_t i = 0; i < judged; i++) {
        unsigned class = class_of(segment.ptr[i]);

        digit_run = class == SEEN_DIGIT ? digit_run + 1 : 0;
        digit_run_max = digit_run > digit_run_max ? digit_run : digit_run_max;
        seen |= class;
        if (segment.ptr[i] == '%')
            i += 2;
    }
    shape.is_word = is_word(seen, segment.len, digit_run_max);
    shape.is_id = (seen & SEEN_DIGIT) != 0 || is_hex_run(seen, segment.len) ||
                  is_base64_run(seen, segment.len);
    return shape;
}
