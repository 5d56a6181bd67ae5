/* SPDX-License-Identifier: Apache-2.0
 * What the tags of a page do to its text: lines, paragraphs, cells and rows. */
#ifndef CFD_CORE_DECODE_HTML_BLOCK_H
#define CFD_CORE_DECODE_HTML_BLOCK_H

#include "core/decode/html.h"

enum cfdi_html_tag {
    CFDI_HTML_BLOCK = 0, /* any that is not listed: ends a line */
    CFDI_HTML_INLINE,
    CFDI_HTML_PARAGRAPH,
    CFDI_HTML_LINK,
    CFDI_HTML_TABLE,
    CFDI_HTML_THEAD,
    CFDI_HTML_TBODY,
    CFDI_HTML_TR,
    CFDI_HTML_TH, /* TH to DD are cells */
    CFDI_HTML_TD,
    CFDI_HTML_DT,
    CFDI_HTML_DD,
    CFDI_HTML_INPUT,
    CFDI_HTML_META,
    CFDI_HTML_SCRIPT,
    CFDI_HTML_STYLE,
};

enum cfdi_html_tag cfdi_html_tag_of(struct cfd_bytes name);

/* Text in front of which a blank may be owed. A run is told as it stands, a character as what is
 * written in raw_bytes. */
CFD_CHECKED enum cfd_status cfdi_html_put_run(struct cfd_html *html, struct cfdi_piece run,
                                              uint64_t offset);
CFD_CHECKED enum cfd_status cfdi_html_put_as(struct cfd_html *html, struct cfd_bytes character,
                                             uint64_t offset, uint64_t raw_bytes);

/* A tag has been read whole. */
CFD_CHECKED enum cfd_status cfdi_html_begin_tag(struct cfd_html *html, enum cfdi_html_tag tag);
CFD_CHECKED enum cfd_status cfdi_html_end_tag(struct cfd_html *html, enum cfdi_html_tag tag);

/* The value of an input or meta begins; it is put as text and ends with the tag, which may say the
 * name of it. */
CFD_CHECKED enum cfd_status cfdi_html_begin_value(struct cfd_html *html);
CFD_CHECKED enum cfd_status cfdi_html_end_value(struct cfd_html *html, struct cfd_bytes name);

/* Tells and closes all that is open. */
CFD_CHECKED enum cfd_status cfdi_html_close(struct cfd_html *html);

#endif
