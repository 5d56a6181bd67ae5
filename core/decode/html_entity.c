/* SPDX-License-Identifier: Apache-2.0
 * The table of named entities. */
#include "core/decode/html_entity.h"

#include <string.h>

#define CODE_POINT_MAX 0x10ffffu

struct entity_row {
    const char *name;
    uint32_t code_point;
};

/* Letters of Latin-1 from U+00C0 on, in order. */
static const char *const letters[] = {
    "Agrave", "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig", "Ccedil",
    "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc", "Iuml",
    "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",  "times",
    "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN", "szlig",
    "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig", "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc", "iuml",
    "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",  "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn", "yuml",
};

static const struct entity_row others[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
    {"nbsp", ' '},     {"commat", '@'},   {"period", '.'},   {"plus", '+'},     {"colon", ':'},
    {"comma", ','},    {"lpar", '('},     {"rpar", ')'},     {"lowbar", '_'},   {"sol", '/'},
    {"ensp", ' '},     {"emsp", ' '},     {"thinsp", ' '},   {"shy", 0xad},     {"middot", 0xb7},
    {"OElig", 0x152},  {"oelig", 0x153},  {"Scaron", 0x160}, {"scaron", 0x161}, {"Yuml", 0x178},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"bull", 0x2022},
    {"euro", 0x20ac},
};

static int hex_value(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'f' ? (byte | 0x20) - 'a' + 10 : 16;
}

static uint32_t read_number(struct cfd_bytes digits, uint32_t base)
{
    uint32_t value = 0;

    for (size_t i = 0; i < digits.len; i++) {
        uint32_t digit = (uint32_t)hex_value(digits.ptr[i]);

        if (digit >= base || value > CODE_POINT_MAX)
            return 0;
        value = value * base + digit;
    }
    if (value == 0xa0)
        return ' ';
    return value > CODE_POINT_MAX ? 0 : value;
}

uint32_t cfdi_html_entity(struct cfd_bytes name)
{
    if (name.len > 1 && name.ptr[0] == '#') {
        if ((name.ptr[1] | 0x20) == 'x')
            return read_number(cfd_bytes_of(name.ptr + 2, name.len - 2), 16);
        return read_number(cfd_bytes_of(name.ptr + 1, name.len - 1), 10);
    }
    for (uint32_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
        if (cfd_bytes_equal(name, cfd_bytes_str(letters[i])))
            return 0xc0 + i;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (cfd_bytes_equal(name, cfd_bytes_str(others[i].name)))
            return others[i].code_point;
    return 0;
}
