/* SPDX-License-Identifier: Apache-2.0
 * br (RFC 7932) through libbrotlidec, within caps.
 *
 * One stream, and nothing may follow. The first byte tells the window: four one bits at its low end
 * say 16 MB, the only size of the RFC that is over our maximum. What extends it to larger windows
 * stays switched off in the library, where it is damage. */
#include "lib/coding/stage.h"

#include <brotli/decode.h>

#define WINDOW_16_MB 0x0fu

static void *brotli_alloc(void *memory, size_t size_bytes)
{
    return cfdi_memory_get(memory, size_bytes);
}

static void brotli_free(void *memory, void *block)
{
    cfdi_memory_put(memory, block);
}

static enum cfd_status brotli_open(struct cfdi_stage *stage)
{
    stage->brotli.stream = BrotliDecoderCreateInstance(brotli_alloc, brotli_free, stage->memory);
    return stage->brotli.stream == NULL ? cfdi_memory_status(stage->memory) : CFD_OK;
}

static enum cfd_status status_of_error(const struct cfdi_stage *stage)
{
    BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(stage->brotli.stream);

    return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
                   code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES
               ? cfdi_memory_status(stage->memory)
               : CFD_ERR_FORMAT;
}

static enum cfd_status brotli_step(struct cfdi_stage *stage, const uint8_t *data, size_t data_bytes,
                                   size_t *out_used_bytes)
{
    struct cfdi_brotli *brotli = &stage->brotli;
    size_t left_bytes = data_bytes;
    BrotliDecoderResult result;

    if (brotli->is_ended)
        return CFD_ERR_FORMAT;
    if (!brotli->is_begun && (data[0] & WINDOW_16_MB) == WINDOW_16_MB)
        return CFD_ERR_LIMIT;
    brotli->is_begun = true;
    do {
        uint8_t *output = stage->output;
        size_t room_bytes = sizeof(stage->output);

        result = BrotliDecoderDecompressStream(brotli->stream, &left_bytes, &data, &room_bytes,
                                               &output, NULL);
        CFD_TRY(cfdi_stage_emit(stage, sizeof(stage->output) - room_bytes));
    } while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
    if (result == BROTLI_DECODER_RESULT_ERROR)
        return status_of_error(stage);
    brotli->is_ended = result == BROTLI_DECODER_RESULT_SUCCESS;
    *out_used_bytes = data_bytes - left_bytes;
    return CFD_OK;
}

static bool brotli_is_whole(const struct cfdi_stage *stage)
{
    return stage->brotli.is_ended;
}

static void brotli_close(struct cfdi_stage *stage)
{
    if (stage->brotli.stream != NULL)
        BrotliDecoderDestroyInstance(stage->brotli.stream);
}

const struct cfdi_codec cfdi_codec_brotli = {brotli_open, brotli_step, brotli_is_whole,
                                             brotli_close};
