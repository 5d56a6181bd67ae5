/* SPDX-License-Identifier: Apache-2.0
 * What one coding of a stack is to the decoder: a codec with a row of functions, its state, and
 * memory that is counted.
 *
 * A codec is fed pieces that never cross a multiple of CFDI_CHECK_BYTES of its coded bytes, and
 * emits all plain bytes that a piece gives before it asks for the next; of a piece in which it
 * meets damage, brotli and zstd keep back what they have. */
#ifndef CFD_LIB_CODING_STAGE_H
#define CFD_LIB_CODING_STAGE_H

#include <cofferdam/coding.h>

#define ZLIB_CONST
#include <zlib.h>

#define CFDI_CHECK_BYTES 1024u
#define CFDI_INFLATE_HEAD_BYTES 2u

/* Blocks that know their size, so that they can be counted and wiped. asked_bytes only grows: what
 * a body makes its decoder allocate, and wipe, over and over is work as well. */
struct cfdi_memory {
    struct cfd_alloc alloc;
    struct cfd_decoder_budget *budget; /* NULL: none */
    uint64_t asked_bytes;
    uint64_t asked_bytes_max;
    bool is_limit_reached;
};

void *cfdi_memory_get(struct cfdi_memory *memory, size_t size_bytes);
/* Takes NULL. */
void cfdi_memory_put(struct cfdi_memory *memory, void *block);
/* Why the last get gave none: CFD_ERR_LIMIT or CFD_ERR_MEMORY. */
enum cfd_status cfdi_memory_status(const struct cfdi_memory *memory);

enum cfdi_inflate_state {
    CFDI_INFLATE_START,   /* head[] holds what came of the first bytes, deflate only */
    CFDI_INFLATE_MEMBER,  /* zlib is in the middle of a stream */
    CFDI_INFLATE_BETWEEN, /* a stream ended well */
};

struct cfdi_inflate {
    enum cfdi_inflate_state state;
    z_stream stream;
    size_t head_bytes;
    uint8_t head[CFDI_INFLATE_HEAD_BYTES];
};

struct cfdi_brotli {
    struct BrotliDecoderStateStruct *stream;
    bool is_begun;
    bool is_ended;
};

struct cfdi_zstd {
    struct ZSTD_DCtx_s *stream;
    size_t frame_head_bytes; /* of this frame, taken one at a time; 0: between frames */
};

struct cfdi_stage {
    const struct cfdi_codec *codec;
    struct cfd_decoder *decoder;
    struct cfdi_memory *memory;
    uint64_t coded_bytes;
    uint64_t plain_bytes;
    uint64_t fruitful_bytes; /* coded bytes when the last plain one came */
    union {
        struct cfdi_inflate inflate;
        struct cfdi_brotli brotli;
        struct cfdi_zstd zstd;
    };
    uint8_t output[CFD_DECODER_OUTPUT_BYTES];
};

struct cfdi_codec {
    enum cfd_status (*open)(struct cfdi_stage *stage);
    /* Takes some of the bytes, at least one, or changes its state. */
    enum cfd_status (*step)(struct cfdi_stage *stage, const uint8_t *data, size_t data_bytes,
                            size_t *out_used_bytes);
    /* Whether the coded body may end here. */
    bool (*is_whole)(const struct cfdi_stage *stage);
    /* Also of a stage that was never opened. */
    void (*close)(struct cfdi_stage *stage);
};

extern const struct cfdi_codec cfdi_codec_gzip;
extern const struct cfdi_codec cfdi_codec_deflate;
extern const struct cfdi_codec cfdi_codec_brotli;
extern const struct cfdi_codec cfdi_codec_zstd;

/* Hands on the first bytes of stage->output, up to the caps; a byte over them is the end. */
CFD_CHECKED enum cfd_status cfdi_stage_emit(struct cfdi_stage *stage, size_t output_bytes);

#endif
