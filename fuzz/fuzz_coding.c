/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_codings_of, cfd_decoder_new, cfd_decoder_feed, cfd_decoder_finish.
 *
 * Byte 0: bits 0 and 5-7 the codings, bits 1-2 the cap of plain bytes, bits 3-4 the ratio.
 * Byte 1: size of the pieces, 1..256. The rest is the coded body, and also a coding's name.
 * Oracle: whole and in pieces come to the same bytes and the same end; no cap is passed, and all
 * memory is given back. libbrotlidec and libzstd keep back what they have when they meet damage, so
 * of their bodies those that are not whole need only be so in both. */
#include <cofferdam/coding.h>

#include <stdio.h>
#include <stdlib.h>

#include "core/base/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

struct outcome {
    enum cfd_status status;
    bool is_finished;
    uint32_t plain_crc;
    uint64_t plain_bytes;
};

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    (void)fprintf(stderr, "fuzz_coding: not so: %s\n", law);
    abort();
}

static enum cfd_status hear(void *ctx, const uint8_t *data, size_t data_bytes)
{
    struct outcome *outcome = ctx;

    must(data_bytes > 0 && data_bytes <= CFD_DECODER_OUTPUT_BYTES, "a piece has the size promised");
    outcome->plain_crc = cfd_crc32c(outcome->plain_crc, data, data_bytes);
    outcome->plain_bytes += data_bytes;
    return CFD_OK;
}

static struct outcome decode(const struct cfd_codings *codings,
                             const struct cfd_decoder_limits *limits, struct cfd_bytes coded,
                             size_t piece_bytes)
{
    struct outcome outcome = {CFD_OK, false, 0, 0};
    struct cfd_decoder *decoder;

    must(cfd_decoder_new(codings, limits, hear, &outcome, &cfd_alloc_libc, &decoder) == CFD_OK,
         "there is memory");
    for (size_t at = 0; at < coded.len && outcome.status == CFD_OK; at += piece_bytes) {
        size_t left_bytes = coded.len - at;

        outcome.status = cfd_decoder_feed(decoder, coded.ptr + at,
                                          left_bytes < piece_bytes ? left_bytes : piece_bytes);
    }
    if (outcome.status == CFD_OK) {
        outcome.status = cfd_decoder_finish(decoder);
        outcome.is_finished = true;
    }
    must(limits->budget->used_bytes <= limits->budget->max_bytes, "the budget holds");
    cfd_decoder_free(decoder);
    must(limits->budget->used_bytes == 0, "all memory is given back");
    return outcome;
}

/* Bit 0 alone chooses gzip or deflate, as the first seeds have it. */
static struct cfd_codings codings_of(uint8_t choice)
{
    static const char *const names[] = {"gzip",
                                        "deflate",
                                        "br",
                                        "zstd",
                                        "gzip, br",
                                        "br, gzip",
                                        "br, zstd",
                                        "zstd, gzip",
                                        "gzip, gzip",
                                        "zstd, br",
                                        "gzip, deflate, gzip",
                                        "br, br",
                                        "zstd, zstd",
                                        "deflate, zstd, br",
                                        "zstd, gzip, br",
                                        "gzip, zstd"};

    return cfd_codings_of(cfd_bytes_str(names[(choice & 1u) | (choice >> 5) << 1]));
}

static bool keeps_back(const struct cfd_codings *codings)
{
    for (size_t i = 0; i < codings->count; i++) {
        if (codings->applied[i] == CFD_CODING_BR || codings->applied[i] == CFD_CODING_ZSTD)
            return true;
    }
    return false;
}

static struct cfd_decoder_limits limits_of(uint8_t choice, struct cfd_decoder_budget *budget)
{
    static const uint64_t plain_bytes_max[] = {4u << 20, 1, 1000, 100000};
    static const uint32_t ratio_max[] = {0, 1, 20, 500};

    return (struct cfd_decoder_limits){plain_bytes_max[choice >> 1 & 3u],
                                       ratio_max[choice >> 3 & 3u], budget};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    struct cfd_decoder_budget budget = {32u << 20, 0};
    struct cfd_decoder_limits limits;
    struct cfd_codings codings;
    struct cfd_bytes coded;
    struct outcome whole;
    struct outcome split;

    if (data_bytes < 2)
        return 0;
    codings = codings_of(data[0]);
    limits = limits_of(data[0], &budget);
    coded = cfd_bytes_of(data + 2, data_bytes - 2);
    (void)cfd_codings_of(coded);
    whole = decode(&codings, &limits, coded, coded.len + 1);
    split = decode(&codings, &limits, coded, data[1] + 1u);
    must(whole.plain_bytes <= limits.plain_bytes_max, "no more plain bytes than allowed");
    must(whole.status == CFD_OK || whole.status == CFD_ERR_FORMAT || whole.status == CFD_ERR_LIMIT,
         "a body is whole, damaged or too large");
    must((whole.status == CFD_OK) == (split.status == CFD_OK), "pieces are whole as the whole is");
    if (whole.status != CFD_OK && keeps_back(&codings))
        return 0;
    must(whole.status == split.status && whole.is_finished == split.is_finished,
         "pieces end as the whole does");
    must(whole.plain_bytes == split.plain_bytes && whole.plain_crc == split.plain_crc,
         "pieces come to the same bytes");
    return 0;
}
