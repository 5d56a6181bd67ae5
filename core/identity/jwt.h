/* SPDX-License-Identifier: Apache-2.0
 * Reads one string claim of a JSON Web Token without checking its signature: "presented". */
#ifndef CFD_CORE_IDENTITY_JWT_H
#define CFD_CORE_IDENTITY_JWT_H

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#define CFD_JWT_MAX_BYTES 8192u /* nginx's default header buffer: longer never arrives */
#define CFD_CLAIM_MAX_BYTES 256u

/* Finds the top-level string (or integer) claim `claim` in the payload of a token in compact form;
 * authorization may be the whole header value ("Bearer eyJ..."; the scheme in any case) or the bare
 * token. The text is copied to out as well-formed UTF-8, terminated; each control character and bad
 * byte in it becomes U+FFFD. A claim that stands there twice is the first one.
 * CFD_ERR_NOT_FOUND: no such claim, or it is empty, or neither string nor integer; CFD_ERR_FORMAT:
 * not a token (encrypted ones are none), or its payload is no object; CFD_ERR_LIMIT: token or claim
 * too long. */
CFD_CHECKED enum cfd_status cfd_jwt_claim(struct cfd_bytes authorization, struct cfd_bytes claim,
                                          char out_claim[CFD_CLAIM_MAX_BYTES],
                                          size_t *out_claim_bytes);

#endif
