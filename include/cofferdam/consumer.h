/* SPDX-License-Identifier: Apache-2.0
 * Who receives: a credential or an address becomes a consumer that may be stored and shown.
 *
 * What is kept in clear: ids that are nobody's personal data (u-000123, partner-7). An id that the
 * shape calls personal (an e-mail address, a phone number, a name with a blank) keeps a pseudonym
 * and a masked hint (a...@e...). Secrets (keys, cookies, tokens) keep a pseudonym and, from
 * 20 characters on, their last 4. An address keeps its /24 or /48 and a pseudonym. */
#ifndef CFD_CONSUMER_H
#define CFD_CONSUMER_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/scan.h>
#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CFD_CONSUMERS_MAX 4u          /* up to 3 credentials and the address */
#define CFD_CONSUMER_NAME_BYTES 24u   /* "jwt_sub", "x_api_key"; with its 0 */
#define CFD_CONSUMER_LABEL_BYTES 64u  /* with its 0; longer ids count as secrets */
#define CFD_SECRET_HINT_MIN_CHARS 20u /* a shorter secret has no 4 characters to spare */

/* Numbers are stored; never change one. */
enum cfd_credential {
    CFD_CREDENTIAL_ID = 1,      /* a claim or an operator's variable: an id */
    CFD_CREDENTIAL_SECRET = 2,  /* a key, cookie or token as the client sent it */
    CFD_CREDENTIAL_ADDRESS = 3, /* 4 or 16 bytes */
};

enum cfd_auth {
    CFD_AUTH_NONE = 0,
    CFD_AUTH_PRESENTED = 1,
    CFD_AUTH_PROVEN = 2,
};

struct cfd_consumer {
    enum cfd_credential credential;
    char name[CFD_CONSUMER_NAME_BYTES];   /* of the variable it came from; "address" */
    char label[CFD_CONSUMER_LABEL_BYTES]; /* id, hint or network; printable ASCII; may be "" */
    bool is_clear;                        /* the label is the whole id */
    bool has_pseudonym;                   /* false: the host has no key */
    uint8_t pseudonym[CFD_PSEUDONYM_BYTES];
};

/* Turns bytes into the first-stage pseudonym; domain is an enum cfd_domain. NULL: no key. */
typedef void (*cfd_pseudonym_raw)(void *ctx, uint8_t domain, struct cfd_bytes bytes,
                                  uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES]);

/* Makes a consumer of a credential's value. `name` is the nginx variable ("cofferdam_jwt_sub",
 * "http_x_api_key", "cookie_session"): its prefixes cofferdam_, http_, cookie_, arg_ are dropped and
 * what is left is cut to fit. The pseudonym covers the whole name, 0x1f and value, so that equal
 * values of different variables stay apart. Blanks around the value are no part of it. A value that
 * is not printable ASCII, and an id that does not fit a label, is a secret.
 * CFD_ERR_NOT_FOUND: the value is empty or only blanks. */
CFD_CHECKED enum cfd_status cfd_consumer_of_credential(struct cfd_bytes name,
                                                       enum cfd_credential credential,
                                                       struct cfd_bytes value,
                                                       cfd_pseudonym_raw pseudonym, void *ctx,
                                                       struct cfd_consumer *out_consumer);

/* Makes a consumer of an address (4 or 16 bytes; IPv4 in IPv6 is IPv4). The pseudonym covers the
 * 16 byte form. CFD_ERR_USAGE: another length. */
CFD_CHECKED enum cfd_status cfd_consumer_of_address(struct cfd_bytes address,
                                                    cfd_pseudonym_raw pseudonym, void *ctx,
                                                    struct cfd_consumer *out_consumer);

/* What a variable's value is, by its name: http_*, cookie_*, arg_* are secrets, all else ids. */
enum cfd_credential cfd_credential_of_variable(struct cfd_bytes name);

#ifdef __cplusplus
}
#endif

#endif
