/* SPDX-License-Identifier: Apache-2.0
 * A key becomes a claim: which kind of personal data its value is said to be.
 *
 * Keys are read as people write them: customerNumber, customer_number, CUSTOMER-NUMBER. The claim
 * of a generic key (name, title) depends on the key of the object that holds it. */
#ifndef CFD_CORE_CLASSIFY_KEY_H
#define CFD_CORE_CLASSIFY_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/kind.h>

#define CFD_KEY_TOKENS_MAX 8u
#define CFD_KEY_READ_MAX_BYTES 64u /* longer keys claim nothing: names of kinds are short */

/* What an object of this key is about, for the fields inside it. */
enum cfd_context {
    CFD_CONTEXT_NEUTRAL = 0,
    CFD_CONTEXT_PERSON,   /* user, contact, shipper: somebody; a "role key" */
    CFD_CONTEXT_NAME,     /* name: { first, last } */
    CFD_CONTEXT_EMPLOYER, /* company: { name } */
    CFD_CONTEXT_JOB,
    CFD_CONTEXT_WRAPPER, /* profile, details: as the object around */
    CFD_CONTEXT_THING,   /* vessel, product: nobody */
};

enum cfd_claim_strength {
    CFD_CLAIM_NONE = 0, /* the key says nothing; the value may still speak for itself */
    CFD_CLAIM_GENERIC,  /* name, title, role */
    CFD_CLAIM_STRONG,   /* firstName, jobTitle, position, email */
    CFD_CLAIM_OTHER,    /* the key says it is something else (vesselName, emailCount) */
};

/* What a key says of its value; small, since one stands in each frame of a scan. */
struct cfd_key_claim {
    uint8_t kind;     /* enum cfd_kind */
    uint8_t part;     /* enum cfd_kind_part */
    uint8_t strength; /* enum cfd_claim_strength */
    uint8_t context;  /* enum cfd_context: of an object of this key */
};

struct cfd_key_reading {
    struct cfd_key_claim claim;
    uint8_t word;     /* enum cfd_word of a key that is one word */
    bool is_portrait; /* avatarUrl: whatever holds this key is somebody's account */
};

/* Reads a key. An empty key claims nothing. */
struct cfd_key_reading cfd_key_read(struct cfd_bytes key);

/* The claim of a key inside an object of the given context: a generic name in a company is an
 * employer, "first" in a name is a given name. */
struct cfd_key_claim cfdi_key_in_special_context(const struct cfd_key_reading *reading,
                                                 enum cfd_context context);
static inline struct cfd_key_claim cfd_key_in_context(const struct cfd_key_reading *reading,
                                                      enum cfd_context context)
{
    return context <= CFD_CONTEXT_PERSON ? reading->claim
                                         : cfdi_key_in_special_context(reading, context);
}

#endif
