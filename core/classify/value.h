/* SPDX-License-Identifier: Apache-2.0
 * What a classifier is asked about, and what it answers. */
#ifndef CFD_CORE_CLASSIFY_VALUE_H
#define CFD_CORE_CLASSIFY_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/kind.h>
#include <cofferdam/scan.h>

#include "core/classify/key.h"
#include "core/classify/term.h"

/* No identity, name or title is longer: e-mail 320, the rest below. */
#define CFD_VALUE_MAX_BYTES 320u

/* What a value is made of. */
struct cfd_value_form {
    uint16_t digit_count;
    uint16_t letter_count;  /* code points of any script */
    uint16_t word_count;    /* runs without white space */
    uint16_t capital_count; /* words that begin with a capital, or in a script without case */
    uint16_t lower_count;   /* words that begin with a small letter */
    bool has_at;
    bool has_plus_first;
    bool has_phone_only; /* digits and + ( ) - . / blank only */
    bool has_grouping;   /* a separator between digits */
    bool has_odd;        /* a byte that names do not have: @ / _ : ; < > = and the like */
};

/* What its words are known as. */
struct cfd_value_words {
    bool has_legal_form; /* the last of two words or more is one */
    bool has_job_noun;
    bool has_department;   /* a word that only names of departments have */
    bool has_organisation; /* a word of companies: shipping, bank, holding */
    bool has_name;         /* a word that is a name, and no ordinary word or a common name */
    bool has_ordinary;     /* an ordinary word, a place or a word of companies */
    bool is_ordinary;      /* ordinary words and places only */
};

struct cfd_value {
    struct cfd_bytes text; /* decoded, trimmed of white space, 1..CFD_VALUE_MAX_BYTES */
    bool is_number;        /* a JSON number */
    bool is_listed;        /* an element of an array: the key is the array's */
    struct cfd_key_claim claim;
    enum cfd_context context; /* of the object that holds it */
    struct cfd_value_form form;
    struct cfd_value_words words; /* read where the claim is of a kind that is told by words */
};

/* A value that may be personal data: the terms that do not depend on siblings. */
struct cfd_candidate {
    enum cfd_kind kind;
    enum cfd_kind_part part;
    bool is_role;      /* a role mailbox */
    bool is_generic;   /* its key alone does not say it: siblings must */
    bool is_unclaimed; /* its key says nothing at all */
    uint8_t terms[CFD_FINDING_TERMS_MAX];
    uint8_t term_count;
};

/* What stands beside a candidate in its record. */
struct cfd_siblings {
    bool has_identity; /* an accepted e-mail, phone or customer number */
    bool has_name;     /* an accepted name by a key of its own */
    bool has_portrait; /* the object has a key that says so (avatar_url) */
};

/* Reads the form of a value; text as in struct cfd_value. */
void cfd_value_read_form(struct cfd_bytes text, struct cfd_value_form *out_form);

/* Looks up the words of a value. */
void cfd_value_read_words(struct cfd_bytes text, struct cfd_value_words *out_words);

/* Reads of value->text what its claim needs: the form always, the words where a kind may be told by
 * them (names, employers, job titles). */
void cfd_value_read(struct cfd_value *value);

/* Adds a term; more than CFD_FINDING_TERMS_MAX are our own mistake and are left out. */
static inline void cfd_candidate_add(struct cfd_candidate *candidate, enum cfd_term_id term)
{
    if (candidate->term_count < CFD_FINDING_TERMS_MAX)
        candidate->terms[candidate->term_count++] = (uint8_t)term;
}

static inline int32_t cfd_candidate_sum(const struct cfd_candidate *candidate)
{
    int32_t sum = 0;

    for (unsigned i = 0; i < candidate->term_count; i++)
        sum += cfd_term_weight(candidate->terms[i]);
    return sum;
}

/* True when the text is an e-mail address (RFC 5321 Mailbox, RFC 6531 for other scripts; no comments,
 * no quoted local part, a domain of two labels or more). *out_is_role: a role mailbox. */
bool cfd_email_check(struct cfd_bytes text, bool *out_is_role);

#endif
