/* SPDX-License-Identifier: Apache-2.0
 * Content codings: coded bytes in, plain bytes out, within caps that a hostile body cannot pass.
 *
 *     codings = cfd_codings_of(content_encoding)
 *     cfd_decoder_new(&codings, &limits, sink, ctx, &alloc, &decoder)
 *     cfd_decoder_feed(decoder, data, data_bytes)     plain bytes reach the sink before it returns
 *     cfd_decoder_finish(decoder)
 *     cfd_decoder_free(decoder)
 *
 * gzip (also x-gzip, several members), deflate (zlib or raw), br, zstd (several frames, skippable
 * ones too), and up to CFD_CODINGS_MAX of them one over the other. The input is only read.
 *
 * Memory comes from `alloc` and is wiped before it goes back. Per coding: one output buffer of
 * CFD_DECODER_OUTPUT_BYTES and the decoder's state and window. Those of gzip and deflate are taken
 * at new; br and zstd take theirs when the body says how large they are. A window of more than
 * CFD_DECODER_WINDOW_BYTES_MAX is refused. */
#ifndef CFD_CODING_H
#define CFD_CODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CFD_CODINGS_MAX 3u
#define CFD_DECODER_OUTPUT_BYTES (16u * 1024u)
#define CFD_DECODER_WINDOW_BYTES_MAX (8u << 20)
#define CFD_DECODER_RATIO_MAX 1000u              /* plain per coded byte, past the first 1 MB */
#define CFD_DECODER_PLAIN_BYTES_MAX (1ull << 33) /* 8 GB: the longest plain body read */
#define CFD_DECODER_BARREN_BYTES_MAX (16u << 20) /* coded bytes in a row that give no plain one */

/* Memory that several decoders of one thread share; the caller's. They add what they take to
 * used_bytes and subtract what they give back; none takes so much that it passes max_bytes. */
struct cfd_decoder_budget {
    size_t max_bytes;
    size_t used_bytes;
};

/* 0 means the default above. Bytes up to plain_bytes_max reach the sink; the next is too many.
 * Both hold for the plain bytes of each coding of a stack, and count from the body as it came.
 * budget may be NULL: none; else it outlives the decoder. */
struct cfd_decoder_limits {
    uint64_t plain_bytes_max;
    uint32_t ratio_max;
    struct cfd_decoder_budget *budget;
};

/* Hears plain bytes. A bad status ends the decoding and is answered by feed. */
typedef enum cfd_status (*cfd_decoder_sink)(void *ctx, const uint8_t *data, size_t data_bytes);

struct cfd_decoder;

enum cfd_coding {
    CFD_CODING_GZIP,
    CFD_CODING_DEFLATE,
    CFD_CODING_BR,
    CFD_CODING_ZSTD,
};

/* What was done to a body: the codings in the order in which they were applied. */
struct cfd_codings {
    size_t count;   /* 0: the body is plain, or is_opaque */
    bool is_opaque; /* it cannot be read: an unknown coding, or too many */
    enum cfd_coding applied[CFD_CODINGS_MAX];
};

/* Reads a Content-Encoding value: names with commas between. Case, blanks around, empty names and
 * "identity" do not matter. */
struct cfd_codings cfd_codings_of(struct cfd_bytes content_encoding);

/* CFD_ERR_USAGE: codings name none, or one that does not exist; CFD_ERR_MEMORY: alloc gave none;
 * CFD_ERR_LIMIT: the budget is used up. limits may be NULL. */
CFD_CHECKED enum cfd_status cfd_decoder_new(const struct cfd_codings *codings,
                                            const struct cfd_decoder_limits *limits,
                                            cfd_decoder_sink sink, void *ctx,
                                            const struct cfd_alloc *alloc,
                                            struct cfd_decoder **out_decoder);

/* CFD_ERR_FORMAT: not of this coding, or damaged; CFD_ERR_LIMIT: a cap was reached, or the window
 * or the memory would be too large; CFD_ERR_MEMORY: alloc gave none; or the sink's status. What the
 * sink heard before stays valid. After a bad status only free is allowed. */
CFD_CHECKED enum cfd_status cfd_decoder_feed(struct cfd_decoder *decoder, const void *data,
                                             size_t data_bytes);

/* An empty body is whole. CFD_ERR_FORMAT: the coded body ended in the middle. */
CFD_CHECKED enum cfd_status cfd_decoder_finish(struct cfd_decoder *decoder);

/* Takes NULL. Wipes what was held. */
void cfd_decoder_free(struct cfd_decoder *decoder);

#ifdef __cplusplus
}
#endif

#endif
