/* SPDX-License-Identifier: Apache-2.0
 * What single words are known as: names, places, jobs, legal forms, ordinary words.
 *
 * A value is cut into words by the caller, each word folded, hashed and looked up:
 *
 *     uint8_t folded[CFD_FOLD_BYTES];
 *     size_t bytes = cfd_fold_word(word, folded);
 *     if (bytes != 0) known = cfd_known_of_hash(cfd_known_hash(folded, bytes));
 *
 * Folding: small letters; no diacritics on Latin, Greek and Cyrillic letters, so that composed and
 * decomposed text are one; ligatures as two letters (ae, oe, ss); no apostrophes and dots; all
 * else stays. Names of two words or with a hyphen are in the table word by word. The table holds
 * hashes, not words: a word that is not in it is taken for one that is less than once in 10^5.
 * The tables are constant; nothing here keeps state. data/README.md tells where words come from. */
#ifndef CFD_CORE_CLASSIFY_GAZETTEER_H
#define CFD_CORE_CLASSIFY_GAZETTEER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cofferdam/bytes.h>

#define CFD_KNOWN_MAX_BYTES 32u /* longer folded words are unknown */
#define CFD_FOLD_BYTES 40u      /* room that cfd_fold_word needs */

/* Bits of what a folded word is known as. */
enum cfd_known {
    CFD_KNOWN_GIVEN = 1u << 0,         /* a given name */
    CFD_KNOWN_FAMILY = 1u << 1,        /* a family name */
    CFD_KNOWN_GIVEN_COMMON = 1u << 2,  /* of two sources or countries: a strong witness */
    CFD_KNOWN_FAMILY_COMMON = 1u << 3, /* the same of family names */
    CFD_KNOWN_ORDINARY = 1u << 4,      /* an ordinary word: weak evidence of a name */
    CFD_KNOWN_PLACE = 1u << 5,         /* a big city, port, country or region */
    CFD_KNOWN_JOB_NOUN = 1u << 6,      /* head noun of job titles: manager, Leiter */
    CFD_KNOWN_DEPARTMENT = 1u << 7,    /* support, Abteilung */
    CFD_KNOWN_LEGAL_FORM = 1u << 8,    /* gmbh, ltd, sarl; its last word is enough */
    CFD_KNOWN_ORG = 1u << 9,           /* words of companies: university, shipping, holding */
    CFD_KNOWN_TITLE = 1u << 10,        /* mr, frau, dr */
    CFD_KNOWN_PARTICLE = 1u << 11,     /* van, de, bin */
};

#define CFD_KNOWN_SEED 0x9e3779b97f4a7c15ull
#define CFD_KNOWN_FACTOR 0xd6e8feb86659fd93ull

/* Hashes a folded word of `bytes` bytes; padded holds it and zeros up to a multiple of 8. Chunks
 * are little-endian; tools/tables/known.py does the same. */
static inline uint64_t cfd_known_hash(const uint8_t *padded, size_t bytes)
{
    uint64_t hash = CFD_KNOWN_SEED;

    for (size_t at = 0; at < bytes; at += 8) {
        uint64_t chunk;

        memcpy(&chunk, padded + at, sizeof(chunk));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        chunk = __builtin_bswap64(chunk);
#endif
        hash = (hash ^ chunk) * CFD_KNOWN_FACTOR;
        hash ^= hash >> 32;
    }
    hash = (hash ^ bytes) * CFD_KNOWN_FACTOR;
    return hash ^ (hash >> 32);
}

/* Folds a word into out_folded, zeros behind it up to a multiple of 8, and returns its bytes.
 * 0: nothing is left, it is longer than CFD_KNOWN_MAX_BYTES, or it is not UTF-8; out_folded then
 * holds nothing of meaning. */
size_t cfd_fold_word(struct cfd_bytes word, uint8_t out_folded[CFD_FOLD_BYTES]);

/* The bits of enum cfd_known for a hash; 0: unknown. */
uint16_t cfd_known_of_hash(uint64_t hash);

/* The bits for a word that is folded already; 0 also for one that is empty or too long. */
uint16_t cfd_known(struct cfd_bytes folded_word);

#endif
