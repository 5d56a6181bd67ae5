/* SPDX-License-Identifier: Apache-2.0
 * Content codings: coded bytes in, plain bytes out, within caps that a hostile body cannot pass.
 *
 *     cfd_decoder_new(name, &limits, sink, ctx, &alloc, &decoder)
 *     cfd_decoder_feed(decoder, data, data_bytes)     plain bytes reach the sink before it returns
 *     cfd_decoder_finish(decoder)
 *     cfd_decoder_free(decoder)
 *
 * gzip (also x-gzip, several members) and deflate (zlib or raw) today; br and zstd have their
 * place here. The input is only read. Memory: window and one output buffer of
 * CFD_DECODER_OUTPUT_BYTES, all from `alloc` at new. */
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

#define CFD_DECODER_OUTPUT_BYTES (16u * 1024u)
#define CFD_DECODER_RATIO_MAX 1000u              /* plain per coded byte, past the first 1 MB */
#define CFD_DECODER_PLAIN_BYTES_MAX (1ull << 33) /* 8 GB: the longest plain body read */

/* 0 means the default above. Bytes up to plain_bytes_max reach the sink; the next is too many. */
struct cfd_decoder_limits {
    uint64_t plain_bytes_max;
    uint32_t ratio_max;
};

/* Hears plain bytes. A bad status ends the decoding and is answered by feed. */
typedef enum cfd_status (*cfd_decoder_sink)(void *ctx, const uint8_t *data, size_t data_bytes);

struct cfd_decoder;

/* Tells whether a Content-Encoding value is decoded ("gzip"), needs nothing ("", "identity"), or
 * is opaque (anything else, also a list of several). Case and blanks around do not matter. */
enum cfd_coding {
    CFD_CODING_IDENTITY,
    CFD_CODING_GZIP,
    CFD_CODING_DEFLATE,
    CFD_CODING_OPAQUE,
};
enum cfd_coding cfd_coding_of(struct cfd_bytes content_encoding);

/* CFD_ERR_USAGE: coding is IDENTITY or OPAQUE; CFD_ERR_MEMORY. limits may be NULL. */
CFD_CHECKED enum cfd_status cfd_decoder_new(enum cfd_coding coding,
                                            const struct cfd_decoder_limits *limits,
                                            cfd_decoder_sink sink, void *ctx,
                                            const struct cfd_alloc *alloc,
                                            struct cfd_decoder **out_decoder);

/* CFD_ERR_FORMAT: not of this coding, or damaged; CFD_ERR_LIMIT: a cap was reached; or the sink's
 * status. What the sink heard before stays valid. After a bad status only free is allowed. */
CFD_CHECKED enum cfd_status cfd_decoder_feed(struct cfd_decoder *decoder, const void *data,
                                             size_t data_bytes);

/* An empty body is whole. CFD_ERR_FORMAT: the coded body ended in the middle. */
CFD_CHECKED enum cfd_status cfd_decoder_finish(struct cfd_decoder *decoder);

/* Takes NULL. Wipes the window. */
void cfd_decoder_free(struct cfd_decoder *decoder);

#ifdef __cplusplus
}
#endif

#endif
