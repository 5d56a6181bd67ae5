/* SPDX-License-Identifier: Apache-2.0
 * What letters become so that a word written large and the same word written small are one. */
#ifndef CFD_LIB_CRYPTO_FOLD_H
#define CFD_LIB_CRYPTO_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CFDI_FOLD_MAX 2u

/* Writes what a code point becomes and returns how many code points that are, 1 or 2. Folding a
 * folded code point changes nothing. */
size_t cfdi_fold(uint32_t code_point, uint32_t out_folded[CFDI_FOLD_MAX]);

/* White space of any script, and control characters, which end words just as well. */
bool cfdi_is_blank(uint32_t code_point);

/* Without width and meaning here: soft hyphen, zero-width marks, directions, byte order mark. */
bool cfdi_is_invisible(uint32_t code_point);

/* The value of a decimal digit, ASCII, full-width or Arabic-Indic; -1 for anything else. */
int cfdi_digit_value(uint32_t code_point);

#endif
