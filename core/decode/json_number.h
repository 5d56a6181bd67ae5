/* SPDX-License-Identifier: Apache-2.0
 * The grammar of a JSON number as one table: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
 */
#ifndef CFD_CORE_DECODE_JSON_NUMBER_H
#define CFD_CORE_DECODE_JSON_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* What has been read of it. */
enum cfdi_number {
    CFDI_NUMBER_NONE, /* nothing; the next byte is '-' or a digit */
    CFDI_NUMBER_MINUS,
    CFDI_NUMBER_ZERO, /* whole */
    CFDI_NUMBER_POINT,
    CFDI_NUMBER_E,
    CFDI_NUMBER_E_SIGN,
    CFDI_NUMBER_INTEGER,  /* whole; takes any digits */
    CFDI_NUMBER_FRACTION, /* likewise */
    CFDI_NUMBER_EXPONENT, /* likewise */
    CFDI_NUMBER_END,      /* the byte does not belong to it */
};

static inline bool cfdi_is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool cfdi_number_takes_digits(uint8_t number)
{
    return number >= CFDI_NUMBER_INTEGER;
}

/* True if the number may end here. */
static inline bool cfdi_number_is_whole(uint8_t number)
{
    return number == CFDI_NUMBER_ZERO || cfdi_number_takes_digits(number);
}

static inline unsigned cfdi_number_column(uint8_t byte)
{
    if (cfdi_is_digit(byte))
        return byte != '0';
    switch (byte) {
    case '.':
        return 2;
    case 'e':
    case 'E':
        return 3;
    case '+':
    case '-':
        return 4;
    default:
        return 5;
    }
}

/* What the number is after one more byte, or CFDI_NUMBER_END. */
static inline uint8_t cfdi_number_step(uint8_t number, uint8_t byte)
{
    enum {
        MIN = CFDI_NUMBER_MINUS,
        ZER = CFDI_NUMBER_ZERO,
        POI = CFDI_NUMBER_POINT,
        EXP = CFDI_NUMBER_E,
        SIG = CFDI_NUMBER_E_SIGN,
        INT = CFDI_NUMBER_INTEGER,
        FRA = CFDI_NUMBER_FRACTION,
        POW = CFDI_NUMBER_EXPONENT,
        END = CFDI_NUMBER_END,
    };
    static const uint8_t steps[CFDI_NUMBER_END][6] = {
        /* 0,  1-9,   .,   e,  +-, other */
        {ZER, INT, END, END, MIN, END}, /* NONE */
        {ZER, INT, END, END, END, END}, /* MINUS */
        {END, END, POI, EXP, END, END}, /* ZERO */
        {FRA, FRA, END, END, END, END}, /* POINT */
        {POW, POW, END, END, SIG, END}, /* E */
        {POW, POW, END, END, END, END}, /* E_SIGN */
        {INT, INT, POI, EXP, END, END}, /* INTEGER */
        {FRA, FRA, END, EXP, END, END}, /* FRACTION */
        {POW, POW, END, END, END, END}, /* EXPONENT */
    };

    return steps[number][cfdi_number_column(byte)];
}

#endif
