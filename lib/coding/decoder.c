/* SPDX-License-Identifier: Apache-2.0
 * The decoder: a stack of codings, the caps that hold for all of them, the way to the sink.
 *
 *     body -> stage 0 (applied last) -> stage 1 -> ... -> sink
 *
 * The ratio counts from the body as it came: while stage 0 is in the n-th stretch of CHECK_BYTES,
 * no stage may have given more plain bytes than ratio_max times the n stretches, the first
 * megabyte being free. Stage 0 is fed no piece over the end of a stretch, so the verdict belongs to
 * the body and not to its split; and three codings one over the other come to no more than one.
 *
 * Work that leaves no plain bytes has two caps: coded bytes in a row without a plain one, and the
 * bytes that a body makes its decoders allocate, over and over. */
#include "lib/coding/stage.h"

#define RATIO_FREE_BYTES (1u << 20)
#define ASKED_FREE_BYTES (64u << 20)

struct cfd_decoder {
    struct cfd_decoder_limits limits;
    cfd_decoder_sink sink;
    void *ctx;
    struct cfdi_memory memory;
    bool is_closed; /* finished or failed */
    size_t stage_count;
    struct cfdi_stage stages[];
};

static const struct cfdi_codec *const codecs[] = {
    [CFD_CODING_GZIP] = &cfdi_codec_gzip,
    [CFD_CODING_DEFLATE] = &cfdi_codec_deflate,
    [CFD_CODING_BR] = &cfdi_codec_brotli,
    [CFD_CODING_ZSTD] = &cfdi_codec_zstd,
};

static struct cfd_decoder_limits limits_or_default(const struct cfd_decoder_limits *limits)
{
    struct cfd_decoder_limits result = {0};

    if (limits != NULL)
        result = *limits;
    if (result.plain_bytes_max == 0)
        result.plain_bytes_max = CFD_DECODER_PLAIN_BYTES_MAX;
    if (result.ratio_max == 0)
        result.ratio_max = CFD_DECODER_RATIO_MAX;
    return result;
}

static bool are_usable(const struct cfd_codings *codings)
{
    if (codings->is_opaque || codings->count == 0 || codings->count > CFD_CODINGS_MAX)
        return false;
    for (size_t i = 0; i < codings->count; i++) {
        if ((size_t)codings->applied[i] >= sizeof(codecs) / sizeof(codecs[0]))
            return false;
    }
    return true;
}

static enum cfd_status open_stages(struct cfd_decoder *decoder, const struct cfd_codings *codings)
{
    for (size_t i = 0; i < codings->count; i++) {
        struct cfdi_stage *stage = &decoder->stages[i];

        memset(stage, 0, sizeof(*stage));
        stage->codec = codecs[codings->applied[codings->count - 1 - i]];
        stage->decoder = decoder;
        stage->memory = &decoder->memory;
        decoder->stage_count++;
        CFD_TRY(stage->codec->open(stage));
    }
    return CFD_OK;
}

enum cfd_status cfd_decoder_new(const struct cfd_codings *codings,
                                const struct cfd_decoder_limits *limits, cfd_decoder_sink sink,
                                void *ctx, const struct cfd_alloc *alloc,
                                struct cfd_decoder **out_decoder)
{
    struct cfd_decoder_limits own_limits = limits_or_default(limits);
    struct cfdi_memory memory = {
        .alloc = *alloc, .budget = own_limits.budget, .asked_bytes_max = ASKED_FREE_BYTES};
    struct cfd_decoder *decoder;
    enum cfd_status status;

    if (!are_usable(codings) || sink == NULL)
        return CFD_ERR_USAGE;
    decoder =
        cfdi_memory_get(&memory, sizeof(*decoder) + codings->count * sizeof(struct cfdi_stage));
    if (decoder == NULL)
        return cfdi_memory_status(&memory);
    *decoder =
        (struct cfd_decoder){.limits = own_limits, .sink = sink, .ctx = ctx, .memory = memory};
    status = open_stages(decoder, codings);
    if (status != CFD_OK) {
        cfd_decoder_free(decoder);
        return status;
    }
    *out_decoder = decoder;
    return CFD_OK;
}

static uint64_t times_ratio(const struct cfd_decoder *decoder, uint64_t coded_bytes)
{
    uint64_t result;

    if (__builtin_mul_overflow(coded_bytes, (uint64_t)decoder->limits.ratio_max, &result))
        return UINT64_MAX;
    return result;
}

/* The end of the stretch that stage 0 is in; its count moves only when a piece is through. */
static uint64_t stretch_end(const struct cfd_decoder *decoder)
{
    return (decoder->stages[0].coded_bytes / CFDI_CHECK_BYTES + 1) * CFDI_CHECK_BYTES;
}

static uint64_t plain_bytes_allowed(const struct cfd_decoder *decoder)
{
    uint64_t allowed = times_ratio(decoder, stretch_end(decoder));

    if (allowed < RATIO_FREE_BYTES)
        allowed = RATIO_FREE_BYTES;
    return allowed < decoder->limits.plain_bytes_max ? allowed : decoder->limits.plain_bytes_max;
}

static enum cfd_status check_barren(const struct cfdi_stage *stage)
{
    return stage->coded_bytes % CFDI_CHECK_BYTES == 0 &&
                   stage->coded_bytes - stage->fruitful_bytes > CFD_DECODER_BARREN_BYTES_MAX
               ? CFD_ERR_LIMIT
               : CFD_OK;
}

/* No step crosses a multiple of CFDI_CHECK_BYTES. Stages call each other through emit, as deep as
 * the stack, which has CFD_CODINGS_MAX at most. */
static enum cfd_status feed_stage(struct cfdi_stage *stage, const uint8_t *data, size_t data_bytes)
{
    while (data_bytes > 0) {
        size_t piece_bytes = CFDI_CHECK_BYTES - (size_t)(stage->coded_bytes % CFDI_CHECK_BYTES);
        uint64_t plain_bytes = stage->plain_bytes;
        size_t used_bytes = 0;

        if (piece_bytes > data_bytes)
            piece_bytes = data_bytes;
        CFD_TRY(stage->codec->step(stage, data, piece_bytes, &used_bytes));
        data += used_bytes;
        data_bytes -= used_bytes;
        stage->coded_bytes += used_bytes;
        if (stage->plain_bytes > plain_bytes)
            stage->fruitful_bytes = stage->coded_bytes;
        CFD_TRY(check_barren(stage));
    }
    return CFD_OK;
}

static enum cfd_status hand_on(struct cfdi_stage *stage, size_t output_bytes)
{
    struct cfd_decoder *decoder = stage->decoder;

    if (stage < &decoder->stages[decoder->stage_count - 1])
        return feed_stage(stage + 1, stage->output, output_bytes);
    return decoder->sink(decoder->ctx, stage->output, output_bytes);
}

enum cfd_status cfdi_stage_emit(struct cfdi_stage *stage, size_t output_bytes)
{
    uint64_t allowed_bytes = plain_bytes_allowed(stage->decoder);
    uint64_t room_bytes =
        allowed_bytes > stage->plain_bytes ? allowed_bytes - stage->plain_bytes : 0;
    size_t emit_bytes = output_bytes < room_bytes ? output_bytes : (size_t)room_bytes;

    stage->plain_bytes += emit_bytes;
    if (emit_bytes > 0)
        CFD_TRY(hand_on(stage, emit_bytes));
    return emit_bytes < output_bytes ? CFD_ERR_LIMIT : CFD_OK;
}

/* What may be allocated grows with each stretch of the body. */
static enum cfd_status feed_all(struct cfd_decoder *decoder, const uint8_t *data, size_t data_bytes)
{
    while (data_bytes > 0) {
        size_t left_bytes = (size_t)(stretch_end(decoder) - decoder->stages[0].coded_bytes);
        size_t piece_bytes = data_bytes < left_bytes ? data_bytes : left_bytes;
        uint64_t asked_bytes_max = times_ratio(decoder, stretch_end(decoder));

        if (decoder->memory.asked_bytes_max < asked_bytes_max)
            decoder->memory.asked_bytes_max = asked_bytes_max;
        CFD_TRY(feed_stage(&decoder->stages[0], data, piece_bytes));
        data += piece_bytes;
        data_bytes -= piece_bytes;
    }
    return CFD_OK;
}

enum cfd_status cfd_decoder_feed(struct cfd_decoder *decoder, const void *data, size_t data_bytes)
{
    enum cfd_status status;

    if (decoder->is_closed)
        return CFD_ERR_STATE;
    status = feed_all(decoder, data, data_bytes);
    if (status != CFD_OK)
        decoder->is_closed = true;
    return status;
}

enum cfd_status cfd_decoder_finish(struct cfd_decoder *decoder)
{
    if (decoder->is_closed)
        return CFD_ERR_STATE;
    decoder->is_closed = true;
    for (size_t i = 0; i < decoder->stage_count; i++) {
        const struct cfdi_stage *stage = &decoder->stages[i];

        if (stage->coded_bytes > 0 && !stage->codec->is_whole(stage))
            return CFD_ERR_FORMAT;
    }
    return CFD_OK;
}

void cfd_decoder_free(struct cfd_decoder *decoder)
{
    struct cfdi_memory memory;

    if (decoder == NULL)
        return;
    for (size_t i = 0; i < decoder->stage_count; i++)
        decoder->stages[i].codec->close(&decoder->stages[i]);
    memory = decoder->memory;
    cfdi_memory_put(&memory, decoder);
}
