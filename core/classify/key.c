/* SPDX-License-Identifier: Apache-2.0
 * Keys are cut into lower-case words, the words looked up, their meanings read by a few rules.
 *
 * Order of the rules: the whole key as one word (firstname); what the last words say (a qualifier
 * takes the claim away: emailCount); then the pairs (first + name, customer + number, job + title). */
#include "core/classify/key.h"

#include <string.h>

#include "core/classify/word.h"

struct key_words {
    uint8_t text[CFD_KEY_READ_MAX_BYTES];   /* all words, lower case, without separators */
    uint8_t starts[CFD_KEY_TOKENS_MAX + 1]; /* into text; one more as the end of the last */
    enum cfd_word meanings[CFD_KEY_TOKENS_MAX];
    unsigned count;
};

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_word_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || is_upper(c) || c >= 0x80;
}

/* Whether a new word begins at key[at]: after a separator or digit, at aB, and at the last capital
 * of ABc. */
static bool begins_word(struct cfd_bytes key, size_t at)
{
    if (at == 0 || !is_word_byte(key.ptr[at - 1]))
        return true;
    if (!is_upper(key.ptr[at]))
        return false;
    if (!is_upper(key.ptr[at - 1]))
        return true;
    return at + 1 < key.len && is_word_byte(key.ptr[at + 1]) && !is_upper(key.ptr[at + 1]);
}

/* Cuts a key into words. Answers false for a key with more words than names of kinds have. */
static bool cut_words(struct cfd_bytes key, struct key_words *words)
{
    uint8_t text_bytes = 0;

    words->count = 0;
    for (size_t at = 0; at < key.len; at++) {
        uint8_t c = key.ptr[at];

        if (!is_word_byte(c))
            continue;
        if (begins_word(key, at)) {
            if (words->count == CFD_KEY_TOKENS_MAX)
                return false;
            words->starts[words->count++] = text_bytes;
        }
        words->text[text_bytes++] = is_upper(c) ? (uint8_t)(c - 'A' + 'a') : c;
    }
    words->starts[words->count] = text_bytes;
    for (unsigned i = 0; i < words->count; i++)
        words->meanings[i] = cfd_word_of(cfd_bytes_of(
            words->text + words->starts[i], (size_t)(words->starts[i + 1] - words->starts[i])));
    return words->count > 0;
}

static bool has(const struct key_words *words, enum cfd_word meaning)
{
    for (unsigned i = 0; i < words->count; i++)
        if (words->meanings[i] == meaning)
            return true;
    return false;
}

static enum cfd_context context_of(enum cfd_word meaning)
{
    switch (meaning) {
    case CFD_WORD_CUSTOMER:
    case CFD_WORD_PERSON:
    case CFD_WORD_PARTY:
    case CFD_WORD_FULL_NAME:
        return CFD_CONTEXT_PERSON;
    case CFD_WORD_NAME:
        return CFD_CONTEXT_NAME;
    case CFD_WORD_EMPLOYER:
        return CFD_CONTEXT_EMPLOYER;
    case CFD_WORD_JOB:
    case CFD_WORD_JOB_TITLE:
        return CFD_CONTEXT_JOB;
    case CFD_WORD_WRAPPER:
        return CFD_CONTEXT_WRAPPER;
    case CFD_WORD_THING:
        return CFD_CONTEXT_THING;
    default:
        return CFD_CONTEXT_NEUTRAL;
    }
}

static struct cfd_key_claim claim_of(enum cfd_kind kind, enum cfd_kind_part part,
                                     enum cfd_claim_strength strength)
{
    return (struct cfd_key_claim){
        .kind = (uint8_t)kind, .part = (uint8_t)part, .strength = (uint8_t)strength};
}

/* The claim of a key that is one known word, or whose words joined are one. */
static struct cfd_key_claim claim_of_word(enum cfd_word word)
{
    switch (word) {
    case CFD_WORD_EMAIL:
        return claim_of(CFD_KIND_EMAIL, CFD_PART_WHOLE, CFD_CLAIM_STRONG);
    case CFD_WORD_PHONE:
        return claim_of(CFD_KIND_PHONE, CFD_PART_WHOLE, CFD_CLAIM_STRONG);
    case CFD_WORD_CUSTOMER_ID:
        return claim_of(CFD_KIND_CUSTOMER_ID, CFD_PART_WHOLE, CFD_CLAIM_STRONG);
    case CFD_WORD_CUSTOMER:
        return claim_of(CFD_KIND_CUSTOMER_ID, CFD_PART_WHOLE, CFD_CLAIM_GENERIC);
    case CFD_WORD_GIVEN_NAME:
        return claim_of(CFD_KIND_PERSON_NAME, CFD_PART_GIVEN, CFD_CLAIM_STRONG);
    case CFD_WORD_FAMILY_NAME:
        return claim_of(CFD_KIND_PERSON_NAME, CFD_PART_FAMILY, CFD_CLAIM_STRONG);
    case CFD_WORD_FULL_NAME:
        return claim_of(CFD_KIND_PERSON_NAME, CFD_PART_FULL, CFD_CLAIM_STRONG);
    case CFD_WORD_NAME:
    case CFD_WORD_USER_NAME:
        return claim_of(CFD_KIND_PERSON_NAME, CFD_PART_FULL, CFD_CLAIM_GENERIC);
    case CFD_WORD_EMPLOYER:
        return claim_of(CFD_KIND_EMPLOYER, CFD_PART_WHOLE, CFD_CLAIM_STRONG);
    case CFD_WORD_JOB_TITLE:
    case CFD_WORD_POSITION:
        return claim_of(CFD_KIND_JOB_TITLE, CFD_PART_WHOLE, CFD_CLAIM_STRONG);
    case CFD_WORD_TITLE:
        return claim_of(CFD_KIND_JOB_TITLE, CFD_PART_WHOLE, CFD_CLAIM_GENERIC);
    case CFD_WORD_THING:
    case CFD_WORD_PORTRAIT:
    case CFD_WORD_QUALIFIER:
        return claim_of(CFD_KIND_NONE, CFD_PART_WHOLE, CFD_CLAIM_OTHER);
    default:
        return claim_of(CFD_KIND_NONE, CFD_PART_WHOLE, CFD_CLAIM_NONE);
    }
}

/* xName: whose name it is decides. */
static struct cfd_key_claim claim_of_name(const struct key_words *words)
{
    enum cfd_word owner = words->meanings[words->count - 2];

    if (owner == CFD_WORD_GIVEN)
        return claim_of_word(CFD_WORD_GIVEN_NAME);
    if (owner == CFD_WORD_FAMILY)
        return claim_of_word(CFD_WORD_FAMILY_NAME);
    if (owner == CFD_WORD_FULL || owner == CFD_WORD_CUSTOMER || owner == CFD_WORD_PERSON)
        return claim_of_word(has(words, CFD_WORD_THING) ? CFD_WORD_THING : CFD_WORD_FULL_NAME);
    if (owner == CFD_WORD_PARTY)
        return claim_of_word(CFD_WORD_NAME);
    if (owner == CFD_WORD_EMPLOYER)
        return claim_of_word(CFD_WORD_EMPLOYER);
    return claim_of_word(CFD_WORD_THING); /* vesselName, fileName, anythingName */
}

static struct cfd_key_claim claim_of_words(const struct key_words *words)
{
    enum cfd_word last = words->meanings[words->count - 1];
    enum cfd_word before = words->meanings[words->count - 2];

    if (last == CFD_WORD_NAME)
        return claim_of_name(words);
    if ((last == CFD_WORD_NUMBER || last == CFD_WORD_ID) && before == CFD_WORD_CUSTOMER)
        return claim_of_word(CFD_WORD_CUSTOMER_ID);
    if (last == CFD_WORD_QUALIFIER)
        return claim_of_word(CFD_WORD_QUALIFIER);
    if (has(words, CFD_WORD_EMAIL))
        return claim_of_word(CFD_WORD_EMAIL); /* the value's shape decides */
    if (has(words, CFD_WORD_PHONE))           /* phoneNumberId: digits, but no number to call */
        return claim_of_word(last == CFD_WORD_ID ? CFD_WORD_QUALIFIER : CFD_WORD_PHONE);
    if (before == CFD_WORD_JOB && (last == CFD_WORD_TITLE || last == CFD_WORD_POSITION))
        return claim_of_word(CFD_WORD_JOB_TITLE);
    if (last == CFD_WORD_EMPLOYER || last == CFD_WORD_JOB_TITLE || last == CFD_WORD_GIVEN_NAME ||
        last == CFD_WORD_FAMILY_NAME || last == CFD_WORD_FULL_NAME)
        return claim_of_word(last);
    return claim_of_word(CFD_WORD_UNKNOWN);
}

struct cfd_key_reading cfd_key_read(struct cfd_bytes key)
{
    struct cfd_key_reading reading = {.word = CFD_WORD_UNKNOWN};
    struct key_words words;
    enum cfd_word whole;

    if (key.len > CFD_KEY_READ_MAX_BYTES || !cut_words(key, &words))
        return reading;
    whole = cfd_word_of(cfd_bytes_of(words.text, words.starts[words.count]));
    if (whole != CFD_WORD_UNKNOWN || words.count == 1)
        reading.claim = claim_of_word(whole);
    else
        reading.claim = claim_of_words(&words);
    if (whole == CFD_WORD_UNKNOWN)
        whole = words.meanings[words.count - 1];
    reading.claim.context = (uint8_t)context_of(whole);
    if (words.count == 1)
        reading.word = (uint8_t)whole;
    reading.is_portrait = has(&words, CFD_WORD_PORTRAIT);
    return reading;
}

static struct cfd_key_claim name_in_context(struct cfd_key_claim claim, enum cfd_context context)
{
    uint8_t own = claim.context;

    if (context == CFD_CONTEXT_EMPLOYER)
        claim = claim_of_word(CFD_WORD_EMPLOYER);
    else if (context == CFD_CONTEXT_JOB)
        claim = claim_of_word(CFD_WORD_JOB_TITLE);
    else if (context == CFD_CONTEXT_THING)
        claim = claim_of_word(CFD_WORD_THING);
    claim.context = own;
    return claim;
}

/* name: { first, last } */
static struct cfd_key_claim part_of_name(const struct cfd_key_reading *reading)
{
    switch (reading->word) {
    case CFD_WORD_GIVEN:
        return claim_of_word(CFD_WORD_GIVEN_NAME);
    case CFD_WORD_FAMILY:
        return claim_of_word(CFD_WORD_FAMILY_NAME);
    case CFD_WORD_FULL:
        return claim_of_word(CFD_WORD_FULL_NAME);
    default:
        return reading->claim;
    }
}

struct cfd_key_claim cfdi_key_in_special_context(const struct cfd_key_reading *reading,
                                                 enum cfd_context context)
{
    struct cfd_key_claim claim = reading->claim;

    if (claim.strength == CFD_CLAIM_GENERIC && claim.kind == CFD_KIND_PERSON_NAME)
        return name_in_context(claim, context);
    if (context == CFD_CONTEXT_JOB && claim.kind == CFD_KIND_JOB_TITLE)
        claim.strength = CFD_CLAIM_STRONG;
    if (context == CFD_CONTEXT_NAME && claim.strength == CFD_CLAIM_NONE)
        return part_of_name(reading);
    return claim;
}
