/* SPDX-License-Identifier: Apache-2.0
 * A streaming reader of HTML pages: tables, lists of terms, forms, links, JSON-LD and text.
 *
 *     <tr><th>Name<th>Mail                   [ {Name: "Ann Bee", Mail: "ann@a.example"} ]
 *     <tr><td>Ann Bee<td>ann@a.example
 *     <tr><th>Name<td>Ann Bee                {Name: "Ann Bee"}           (also td "Name:")
 *     <dt>Name<dd>Ann Bee                    {Name: "Ann Bee"}
 *     <input name=mail value=ann@a.example>  {mail: "ann@a.example"}     (also meta name=author)
 *     <a href="mailto:ann@a.example">        as if the address stood in the text; also tel:+49...
 *     <script type="application/ld+json">    a JSON document of its own
 *
 * All other text is read as plain text is (text.h): blocks are lines, headings and sections
 * paragraphs. Scripts, styles and comments are skipped; entities are resolved. No tree is built and
 * nothing is refused: tags may be left out, misplaced or broken. A table in a table ends the outer
 * one's row. JSON-LD that is broken costs itself; on_broken hears it after the tokens before. */
#ifndef CFD_CORE_DECODE_HTML_H
#define CFD_CORE_DECODE_HTML_H

#include "core/decode/names.h"
#include "core/decode/text.h"

#define CFD_HTML_WORD_BYTES \
    64u /* names of tags and attributes, short values; longer ones are none */
#define CFD_HTML_END_TAG_BYTES 9u /* "</script>" */
#define CFD_HTML_ENTITY_BYTES 10u /* the longest name of an entity that is known has 6 */

/* Caller's storage, private but for offset and on_broken. */
struct cfd_html {
    struct cfdi_out out;
    void (*on_broken)(void *ctx, uint64_t offset); /* init sets NULL */
    uint64_t offset;      /* of the next byte; may be set between two feeds by whoever transcodes */
    uint64_t mark_offset; /* of the & that is being read */
    bool has_units;
    /* Tags */
    uint8_t state;
    uint8_t entity_state; /* the state that an entity belongs to */
    uint8_t tag;
    uint8_t attribute;
    uint8_t quote;  /* of the attribute's value; 0: none */
    uint8_t raw_at; /* progress in the end of a comment or script */
    uint8_t escape; /* digits still to come of a %XX in a link */
    uint8_t escape_value;
    bool is_end_tag;
    bool is_json; /* the script is JSON-LD, and not broken */
    bool is_link; /* the value is an address: mailto:, tel: */
    bool is_link_over;
    uint8_t word_bytes, name_bytes;
    uint8_t word[CFD_HTML_WORD_BYTES];    /* tag, attribute, scheme or entity being read */
    uint8_t name[CFD_HTML_WORD_BYTES];    /* name= or type= of the open tag */
    uint8_t held[CFD_HTML_END_TAG_BYTES]; /* what may be the end tag of a script */
    uint8_t entity_bytes;
    uint8_t entity[CFD_HTML_ENTITY_BYTES];
    /* Text */
    uint8_t cell;   /* where text goes */
    bool has_space; /* a blank waits for the next text */
    bool is_table;
    bool is_head;       /* thead */
    bool is_header_row; /* only th so far */
    bool has_names;
    bool has_key; /* a key waits for its value */
    bool is_open; /* the array of rows */
    bool is_row_open;
    uint16_t column;
    uint8_t key_bytes;
    uint8_t key[CFD_HTML_WORD_BYTES];
    struct cfdi_names names;
    union {
        struct cfd_text text;
        struct cfd_json json; /* inside JSON-LD, where no text is open */
    };
};

/* has_units: as in cfdi_width. */
void cfd_html_init(struct cfd_html *html, bool has_units, cfd_json_sink sink, void *ctx);

/* Reads the next bytes. CFD_OK or what the sink answered; CFD_ERR_LIMIT: JSON-LD is too deep. After
 * a bad status only init is allowed. */
CFD_CHECKED enum cfd_status cfd_html_feed(struct cfd_html *html, const uint8_t *data,
                                          size_t data_bytes);

/* Ends the body: what is open is told. Statuses as in feed. */
CFD_CHECKED enum cfd_status cfd_html_finish(struct cfd_html *html);

#endif
