/* SPDX-License-Identifier: Apache-2.0
 * The tail buffer of a JSON tokenizer, and the escapes that lead into it. */
#include "core/decode/json_text.h"

#include <string.h>

#include "core/base/utf8.h"

void cfdi_json_text_begin(struct cfd_json *json, uint64_t offset)
{
    json->is_buffered = false;
    json->is_cut = false;
    json->text_bytes = 0;
    json->high_surrogate = 0;
    json->token_offset = offset;
}

static void put_bytes(struct cfd_json *json, const uint8_t *bytes, size_t len)
{
    size_t room_bytes = CFD_JSON_TEXT_MAX_BYTES - json->text_bytes;

    json->is_buffered = true;
    if (len > room_bytes) {
        json->is_cut = true;
        len = room_bytes;
    }
    memcpy(json->text + json->text_bytes, bytes, len);
    json->text_bytes += (uint32_t)len;
}

static void put_byte(struct cfd_json *json, uint8_t byte)
{
    json->is_buffered = true;
    if (json->text_bytes < CFD_JSON_TEXT_MAX_BYTES)
        json->text[json->text_bytes++] = byte;
    else
        json->is_cut = true;
}

static void put_code_point(struct cfd_json *json, uint32_t code_point)
{
    uint8_t bytes[CFD_UTF8_MAX_BYTES];
    size_t len = cfd_utf8_encode(code_point, bytes);

    for (size_t i = 0; i < len; i++)
        put_byte(json, bytes[i]);
}

void cfdi_json_text_end(struct cfd_json *json)
{
    if (json->high_surrogate != 0)
        put_code_point(json, CFD_UTF8_REPLACEMENT);
    json->high_surrogate = 0;
}

void cfdi_json_text_keep(struct cfd_json *json, const uint8_t *from, const uint8_t *to)
{
    if (from == to)
        return;
    cfdi_json_text_end(json);
    put_bytes(json, from, (size_t)(to - from));
}

/* What an escape other than \u stands for; 0: there is no such escape. */
static uint8_t unescaped(uint8_t byte)
{
    switch (byte) {
    case '"':
    case '\\':
    case '/':
        return byte;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return 0;
    }
}

bool cfdi_json_text_escape(struct cfd_json *json, uint8_t byte)
{
    uint8_t value = unescaped(byte);

    if (value == 0)
        return false;
    cfdi_json_text_end(json);
    put_byte(json, value);
    return true;
}

static bool hex_digit(uint8_t byte, uint16_t *out_value)
{
    uint8_t lower = byte | 0x20;

    if (byte >= '0' && byte <= '9')
        *out_value = (uint16_t)(byte - '0');
    else if (lower >= 'a' && lower <= 'f')
        *out_value = (uint16_t)(lower - 'a' + 10);
    else
        return false;
    return true;
}

static bool is_high(uint32_t unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* Takes a whole UTF-16 unit; a low surrogate without a high one becomes U+FFFD in the encoder. */
static void put_unit(struct cfd_json *json, uint16_t unit)
{
    uint32_t high = json->high_surrogate;

    if (high != 0 && is_low(unit)) {
        json->high_surrogate = 0;
        put_code_point(json, 0x10000u + ((high - 0xd800u) << 10) + (unit - 0xdc00u));
        return;
    }
    cfdi_json_text_end(json);
    if (is_high(unit))
        json->high_surrogate = unit;
    else
        put_code_point(json, unit);
}

const uint8_t *cfdi_json_text_hex(struct cfd_json *json, const uint8_t *at, const uint8_t *end)
{
    uint16_t digit;

    json->is_buffered = true; /* even if all there is so far is a surrogate that waits */
    for (; json->hex_left > 0 && at < end && hex_digit(*at, &digit); at++, json->hex_left--)
        json->hex_value = (uint16_t)((json->hex_value << 4) | digit);
    if (json->hex_left == 0)
        put_unit(json, json->hex_value);
    return at;
}
