/* SPDX-License-Identifier: Apache-2.0
 * What the words in keys mean, looked up a word at a time.
 *
 * Words are lower case UTF-8, singular. English, French, German, Spanish, Portuguese, Italian,
 * Dutch. A word stands once; where it means two things in two languages the commoner one in keys
 * wins. */
#ifndef CFD_CORE_CLASSIFY_WORD_H
#define CFD_CORE_CLASSIFY_WORD_H

#include <stddef.h>

#include <cofferdam/bytes.h>

enum cfd_word {
    CFD_WORD_UNKNOWN = 0,
    CFD_WORD_NAME,        /* name, nom, nombre */
    CFD_WORD_GIVEN,       /* first, given, vor: before "name", or alone under a name */
    CFD_WORD_FAMILY,      /* last, family, sur */
    CFD_WORD_GIVEN_NAME,  /* firstname, vorname, prenom: whole */
    CFD_WORD_FAMILY_NAME, /* surname, nachname */
    CFD_WORD_FULL,        /* full, display, complete: before "name" */
    CFD_WORD_FULL_NAME,   /* fullname, displayname */
    CFD_WORD_USER_NAME,   /* username, login */
    CFD_WORD_EMAIL,
    CFD_WORD_PHONE,
    CFD_WORD_CUSTOMER,    /* a person word that also makes customer numbers */
    CFD_WORD_CUSTOMER_ID, /* customernumber, kundennummer: whole */
    CFD_WORD_NUMBER,      /* number, no, nr: after "customer" */
    CFD_WORD_ID,          /* id, code, ref: after "customer" the same; a phoneId is no phone */
    CFD_WORD_PERSON,      /* contact, user, agent, shipper: an object of that key is somebody */
    CFD_WORD_PARTY,       /* party: somebody, or a company */
    CFD_WORD_EMPLOYER,
    CFD_WORD_JOB,       /* job: before title, position */
    CFD_WORD_JOB_TITLE, /* jobtitle, occupation, poste */
    CFD_WORD_POSITION,  /* position */
    CFD_WORD_TITLE,     /* title, role: a job, a salutation, a document's, a right */
    CFD_WORD_WRAPPER,   /* profile, details: adds nothing to what it holds */
    CFD_WORD_THING,     /* vessel, port, product: an object of that key is nobody */
    CFD_WORD_PORTRAIT,  /* avatar, gravatar: the object that holds it has a face */
    CFD_WORD_QUALIFIER, /* type, count, url: the value is about the thing, not the thing */
};

/* The meaning of one lower-case word; a plural s is tried without it. */
enum cfd_word cfd_word_of(struct cfd_bytes word);

#endif
