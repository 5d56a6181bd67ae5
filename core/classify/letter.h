/* SPDX-License-Identifier: Apache-2.0
 * Letters, capitals and blanks of the scripts that names are written in, by ranges of code points. */
#ifndef CFD_CORE_CLASSIFY_LETTER_H
#define CFD_CORE_CLASSIFY_LETTER_H

#include <stdbool.h>
#include <stdint.h>

static inline bool cfdi_is_ascii_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Capital letters of the scripts that have case: ASCII, Latin-1, Latin Extended-A and -B (even code
 * points, nearly), Greek, Cyrillic. */
static inline bool cfdi_is_capital(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c < 0x100)
        return c >= 0xc0 && c <= 0xde && c != 0xd7;
    if (c < 0x250)
        return (c & 1u) == 0 || (c >= 0x139 && c <= 0x148) || (c >= 0x178 && c <= 0x17e);
    if (c < 0x400)
        return c >= 0x386 && c <= 0x3ab;
    if (c < 0x530)
        return c < 0x430 || (c >= 0x460 && (c & 1u) == 0);
    return c >= 0x1e00 && c < 0x1f00 && (c & 1u) == 0;
}

static inline bool cfdi_has_case(uint32_t c)
{
    return c < 0x530 || (c >= 0x1e00 && c < 0x2000);
}

/* Letters beyond ASCII: everything but the blocks of punctuation, symbols and private use. */
static inline bool cfdi_is_other_letter(uint32_t c)
{
    if (c < 0xc0)
        return c == 0xaa || c == 0xb5 || c == 0xba;
    return c != 0xd7 && c != 0xf7 && !(c >= 0x2000 && c < 0x2c00) && !(c >= 0x3000 && c < 0x3041) &&
           !(c >= 0xd800 && c < 0xf900) && !(c >= 0xfe00 && c < 0xfe70) && c < 0x1f000 &&
           c != 0xfffd;
}

static inline bool cfdi_is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x3000;
}

#endif
