/* SPDX-License-Identifier: Apache-2.0
 * A streaming reader of plain text: lines that say "Key: value", addresses and numbers in the rest.
 *
 *     Name: Ann Bee                     { Name: "Ann Bee",
 *     Mail: ann@a.example                 Mail: "ann@a.example" }
 *
 *     or write to bo@b.example          "bo@b.example"
 *
 * Lines with a key in one paragraph are one object; a key that was the object's first one begins
 * the next. Of other lines only what looks like an address or an international number is told: as
 * a document of its own, or, once the paragraph has an object, as a list under an empty key. A
 * value with more than an address in it is told as a list, too.
 *
 * Lines end in LF, CR or CRLF, paragraphs at an empty line. Of a line longer than CFDI_LINE_BYTES
 * the key is not seen. Nothing is refused.
 *
 * The functions of cfdi_ are for decoders that find text in other formats. */
#ifndef CFD_CORE_DECODE_TEXT_H
#define CFD_CORE_DECODE_TEXT_H

#include "core/decode/line.h"

/* Caller's storage, private but for offset. */
struct cfd_text {
    struct cfdi_out out;
    uint64_t offset;    /* of the next byte; may be set between two feeds by whoever transcodes */
    bool is_open;       /* the paragraph's object */
    bool is_flushed;    /* the line's beginning is gone */
    bool has_cr;        /* the last byte was one */
    uint32_t first_key; /* hash of the object's */
    struct cfdi_line line;
};

/* has_units: as in cfdi_width. */
void cfd_text_init(struct cfd_text *text, bool has_units, cfd_json_sink sink, void *ctx);

/* Reads the next bytes. CFD_OK or what the sink answered; after a bad status only init is allowed. */
CFD_CHECKED enum cfd_status cfd_text_feed(struct cfd_text *text, const uint8_t *data,
                                          size_t data_bytes);

/* Ends the body. Statuses as in feed. */
CFD_CHECKED enum cfd_status cfd_text_finish(struct cfd_text *text);

/* Tells what is found in the line so far and makes room; the line goes on. */
CFD_CHECKED enum cfd_status cfdi_text_flush(struct cfd_text *text);

/* Tells the line and forgets it. */
CFD_CHECKED enum cfd_status cfdi_text_end_line(struct cfd_text *text);

/* Closes the object, if one is open. */
CFD_CHECKED enum cfd_status cfdi_text_close(struct cfd_text *text, uint64_t offset);

/* Tells the line and closes the object. */
CFD_CHECKED enum cfd_status cfdi_text_end_paragraph(struct cfd_text *text, uint64_t offset);

/* Tells the line as the value of a key that stood elsewhere, and forgets it. */
CFD_CHECKED enum cfd_status cfdi_text_tell_pair(struct cfd_text *text, struct cfd_bytes key);

#endif
