/* SPDX-License-Identifier: Apache-2.0
 * One code point at a time out of UTF-8 and into it.
 *
 * Strict as RFC 3629: no overlong form, no surrogate, nothing past U+10FFFF. Text of the world is
 * often not UTF-8; reading it never fails: each byte that does not begin a well-formed sequence is
 * U+FFFD of length 1, so that a reader comes back into step by itself. */
#ifndef CFD_CORE_BASE_UTF8_H
#define CFD_CORE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include <cofferdam/bytes.h>

#define CFD_UTF8_MAX_BYTES 4u
#define CFD_UTF8_REPLACEMENT 0xfffdu

/* Reads the code point that begins at byte `at` (below bytes.len) and tells its length in bytes,
 * 1 to 4. A U+FFFD that stands in the text has length 3, one made of a bad byte length 1. An `at`
 * past the end reads nothing and answers as a bad byte does, so that every loop moves on. */
void cfd_utf8_decode(struct cfd_bytes bytes, size_t at, uint32_t *out_code_point, size_t *out_len);

/* Writes a code point and returns its length in bytes, 1 to 4. A surrogate or a number past
 * U+10FFFF is written as U+FFFD. */
size_t cfd_utf8_encode(uint32_t code_point, uint8_t out_bytes[CFD_UTF8_MAX_BYTES]);

#endif
