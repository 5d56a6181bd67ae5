/* SPDX-License-Identifier: Apache-2.0
 * zstd (RFC 8878) through libzstd, within caps.
 *
 * Frames follow each other, skippable ones among them. The first HEAD_BYTES of each frame go in one
 * at a time: libzstd decodes a frame that it gets in one piece by a way of its own, which asks
 * neither for the window nor for the caller's memory, and a verdict must not depend on the split.
 * The first byte is judged here, for libzstd may also know formats from before the RFC, and those
 * decoders take memory past ours.
 *
 * The custom allocator is of libzstd's experimental interface: docs/decisions/0004. */
#include "lib/coding/stage.h"

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

#define HEAD_BYTES ZSTD_FRAMEHEADERSIZE_MAX
#define WINDOW_LOG_MAX 23

_Static_assert(1u << WINDOW_LOG_MAX == CFD_DECODER_WINDOW_BYTES_MAX, "one maximum, two units");

static void *zstd_alloc(void *memory, size_t size_bytes)
{
    return cfdi_memory_get(memory, size_bytes);
}

static void zstd_free(void *memory, void *block)
{
    cfdi_memory_put(memory, block);
}

static enum cfd_status status_of(const struct cfdi_stage *stage, size_t code)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_no_error:
        return CFD_OK;
    case ZSTD_error_frameParameter_windowTooLarge:
        return CFD_ERR_LIMIT;
    case ZSTD_error_memory_allocation:
        return cfdi_memory_status(stage->memory);
    default:
        return CFD_ERR_FORMAT;
    }
}

static enum cfd_status zstd_open(struct cfdi_stage *stage)
{
    ZSTD_customMem memory = {zstd_alloc, zstd_free, stage->memory};

    stage->zstd.stream = ZSTD_createDStream_advanced(memory);
    if (stage->zstd.stream == NULL)
        return cfdi_memory_status(stage->memory);
    return status_of(
        stage, ZSTD_DCtx_setParameter(stage->zstd.stream, ZSTD_d_windowLogMax, WINDOW_LOG_MAX));
}

static bool is_first_of_frame(uint8_t byte)
{
    return byte == (ZSTD_MAGICNUMBER & 0xffu) ||
           (byte & 0xf0u) == (ZSTD_MAGIC_SKIPPABLE_START & 0xf0u);
}

static enum cfd_status zstd_step(struct cfdi_stage *stage, const uint8_t *data, size_t data_bytes,
                                 size_t *out_used_bytes)
{
    struct cfdi_zstd *zstd = &stage->zstd;
    bool is_head = zstd->frame_head_bytes < HEAD_BYTES;
    ZSTD_inBuffer in = {data, is_head ? 1 : data_bytes, 0};
    ZSTD_outBuffer out;
    size_t code;

    if (zstd->frame_head_bytes == 0 && !is_first_of_frame(data[0]))
        return CFD_ERR_FORMAT;
    zstd->frame_head_bytes += is_head;
    do {
        out = (ZSTD_outBuffer){stage->output, sizeof(stage->output), 0};
        code = ZSTD_decompressStream(zstd->stream, &out, &in);
        CFD_TRY(cfdi_stage_emit(stage, out.pos));
        CFD_TRY(status_of(stage, code));
    } while (code != 0 && (in.pos < in.size || out.pos == out.size));
    if (code == 0)
        zstd->frame_head_bytes = 0;
    *out_used_bytes = in.pos;
    return CFD_OK;
}

static bool zstd_is_whole(const struct cfdi_stage *stage)
{
    return stage->zstd.frame_head_bytes == 0;
}

static void zstd_close(struct cfdi_stage *stage)
{
    (void)ZSTD_freeDStream(stage->zstd.stream); /* takes NULL */
}

const struct cfdi_codec cfdi_codec_zstd = {zstd_open, zstd_step, zstd_is_whole, zstd_close};
