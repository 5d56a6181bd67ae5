/* SPDX-License-Identifier: Apache-2.0
 * base64url without padding (RFC 4648, 5), as tokens carry it.
 *
 * Strict: a byte outside the alphabet, a '=' and bits left over that are not zero are refused, so
 * that every run of bytes has exactly one spelling. */
#ifndef CFD_CORE_BASE_BASE64_H
#define CFD_CORE_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

/* Room that the bytes of text_bytes characters need, at most. */
#define CFD_BASE64_DECODED_MAX(text_bytes) ((text_bytes) / 4u * 3u + 2u)

/* Decodes text into out, which holds out_capacity_bytes. No text is no bytes.
 * CFD_ERR_FORMAT: not base64url; CFD_ERR_LIMIT: out is too small. out may have been written to
 * after an error. */
CFD_CHECKED enum cfd_status cfd_base64url_decode(struct cfd_bytes text, uint8_t *out,
                                                 size_t out_capacity_bytes, size_t *out_bytes);

#endif
