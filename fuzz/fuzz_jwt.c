/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_jwt_claim, cfd_base64url_decode.
 *
 * Byte 0: bit 0 the claim is exp instead of sub; bit 1 the rest is the payload, to be put into a
 * token here, instead of the header value.
 * Oracles: a claim is well-formed UTF-8 without control characters, terminated, and not empty;
 * outputs change on success only; scheme and blanks around a token change nothing; of a payload
 * that holds no colon there is no claim. */
#include "core/identity/jwt.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/base64.h"
#include "core/base/utf8.h"

#define HEADER "eyJhbGciOiJub25lIn0."
#define TEXT_MAX_BYTES (2u * CFD_JWT_MAX_BYTES)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

struct answer {
    enum cfd_status status;
    size_t claim_bytes;
    char claim[CFD_CLAIM_MAX_BYTES];
};

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_jwt: not so: %s\n", law);
    abort();
}

static void check_text(const struct answer *answer)
{
    struct cfd_bytes text = cfd_bytes_of(answer->claim, answer->claim_bytes);
    uint32_t code_point;
    size_t len;

    must(text.len > 0 && text.len < CFD_CLAIM_MAX_BYTES, "a claim fits and is not empty");
    must(answer->claim[text.len] == '\0', "a claim is terminated");
    for (size_t at = 0; at < text.len; at += len) {
        cfd_utf8_decode(text, at, &code_point, &len);
        must(code_point != CFD_UTF8_REPLACEMENT || len == 3, "a claim is UTF-8");
        must(code_point >= 0x20 && (code_point < 0x7f || code_point >= 0xa0),
             "a claim has no control characters");
    }
}

/* Asks with the text in memory of just its size. */
static struct answer ask(struct cfd_bytes text, const char *claim)
{
    struct answer answer = {.claim_bytes = 9999, .claim = "untouched"};
    uint8_t *copy = malloc(text.len == 0 ? 1 : text.len);

    if (copy == NULL)
        abort();
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    answer.status = cfd_jwt_claim(cfd_bytes_of(copy, text.len), cfd_bytes_str(claim), answer.claim,
                                  &answer.claim_bytes);
    free(copy);
    if (answer.status == CFD_OK)
        check_text(&answer);
    else
        must(answer.claim_bytes == 9999 && strcmp(answer.claim, "untouched") == 0,
             "a refusal writes nothing");
    return answer;
}

/* A token stays one behind its scheme and between blanks. */
static void compare_with_scheme(struct cfd_bytes text, const char *claim)
{
    static char longer[TEXT_MAX_BYTES + 16];
    struct answer bare = ask(text, claim);
    struct answer dressed;
    size_t used;

    if (bare.status != CFD_OK || text.len > TEXT_MAX_BYTES ||
        memchr(text.ptr, ' ', text.len) != NULL || memchr(text.ptr, '\t', text.len) != NULL)
        return;
    used = (size_t)snprintf(longer, sizeof(longer), " bEARER \t%.*s ", (int)text.len,
                            (const char *)text.ptr);
    dressed = ask(cfd_bytes_of(longer, used), claim);
    must(dressed.status == CFD_OK, "a scheme changes nothing");
    must(strcmp(dressed.claim, bare.claim) == 0, "a scheme does not change the claim");
}

static size_t encode(struct cfd_bytes data, char *out)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t count = 0;

    for (size_t bit = 0; bit < data.len * 8; bit += 6) {
        unsigned value = 0;

        for (size_t i = bit; i < bit + 6; i++)
            value = value << 1 | (i < data.len * 8 ? data.ptr[i / 8] >> (7 - i % 8) & 1u : 0u);
        out[count++] = alphabet[value];
    }
    return count;
}

static void check_base64(struct cfd_bytes data, struct cfd_bytes text)
{
    static uint8_t decoded[CFD_BASE64_DECODED_MAX(TEXT_MAX_BYTES)];
    size_t decoded_bytes = 0;

    must(cfd_base64url_decode(text, decoded, sizeof(decoded), &decoded_bytes) == CFD_OK,
         "what was encoded is decoded");
    must(cfd_bytes_equal(cfd_bytes_of(decoded, decoded_bytes), data), "and is what it was");
}

static void ask_payload(struct cfd_bytes payload, const char *claim)
{
    static char token[TEXT_MAX_BYTES] = HEADER;
    size_t used = sizeof(HEADER) - 1;
    struct answer answer;

    if (payload.len > CFD_JWT_MAX_BYTES)
        return;
    used += encode(payload, token + used);
    check_base64(payload, cfd_bytes_of(token + sizeof(HEADER) - 1, used - sizeof(HEADER) + 1));
    token[used++] = '.';
    answer = ask(cfd_bytes_of(token, used), claim);
    must((answer.status == CFD_ERR_LIMIT && used > CFD_JWT_MAX_BYTES) == (used > CFD_JWT_MAX_BYTES),
         "a long token is a limit");
    must(answer.status != CFD_OK || memchr(payload.ptr, ':', payload.len) != NULL,
         "a claim has a colon");
    compare_with_scheme(cfd_bytes_of(token, used), claim);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    struct cfd_bytes rest;
    const char *claim;

    if (data_bytes == 0)
        return 0;
    rest = cfd_bytes_of(data + 1, data_bytes - 1);
    claim = (data[0] & 1u) != 0 ? "exp" : "sub";
    if ((data[0] & 2u) != 0)
        ask_payload(rest, claim);
    else
        compare_with_scheme(rest, claim);
    return 0;
}
