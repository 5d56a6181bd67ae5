/* SPDX-License-Identifier: Apache-2.0
 * Lines, paragraphs, cells and rows of a page.
 *
 * Two kinds of containers are open in turn, never both: the object of a paragraph, which text.c
 * keeps and which keys outside of header rows join, and the array of rows. */
#include "core/decode/html_block.h"

#include <string.h>

struct tag_row {
    const char *name;
    enum cfdi_html_tag tag;
};

static const struct tag_row tags[] = {
    {"a", CFDI_HTML_LINK},
    {"area", CFDI_HTML_LINK},
    {"b", CFDI_HTML_INLINE},
    {"i", CFDI_HTML_INLINE},
    {"u", CFDI_HTML_INLINE},
    {"em", CFDI_HTML_INLINE},
    {"strong", CFDI_HTML_INLINE},
    {"span", CFDI_HTML_INLINE},
    {"small", CFDI_HTML_INLINE},
    {"font", CFDI_HTML_INLINE},
    {"label", CFDI_HTML_INLINE},
    {"code", CFDI_HTML_INLINE},
    {"abbr", CFDI_HTML_INLINE},
    {"mark", CFDI_HTML_INLINE},
    {"time", CFDI_HTML_INLINE},
    {"wbr", CFDI_HTML_INLINE},
    {"sup", CFDI_HTML_INLINE},
    {"sub", CFDI_HTML_INLINE},
    {"bdi", CFDI_HTML_INLINE},
    {"cite", CFDI_HTML_INLINE},
    {"h1", CFDI_HTML_PARAGRAPH},
    {"h2", CFDI_HTML_PARAGRAPH},
    {"h3", CFDI_HTML_PARAGRAPH},
    {"h4", CFDI_HTML_PARAGRAPH},
    {"h5", CFDI_HTML_PARAGRAPH},
    {"h6", CFDI_HTML_PARAGRAPH},
    {"hr", CFDI_HTML_PARAGRAPH},
    {"section", CFDI_HTML_PARAGRAPH},
    {"article", CFDI_HTML_PARAGRAPH},
    {"address", CFDI_HTML_PARAGRAPH},
    {"footer", CFDI_HTML_PARAGRAPH},
    {"header", CFDI_HTML_PARAGRAPH},
    {"nav", CFDI_HTML_PARAGRAPH},
    {"main", CFDI_HTML_PARAGRAPH},
    {"aside", CFDI_HTML_PARAGRAPH},
    {"ul", CFDI_HTML_PARAGRAPH},
    {"ol", CFDI_HTML_PARAGRAPH},
    {"dl", CFDI_HTML_PARAGRAPH},
    {"body", CFDI_HTML_PARAGRAPH},
    {"table", CFDI_HTML_TABLE},
    {"thead", CFDI_HTML_THEAD},
    {"tbody", CFDI_HTML_TBODY},
    {"tr", CFDI_HTML_TR},
    {"th", CFDI_HTML_TH},
    {"td", CFDI_HTML_TD},
    {"dt", CFDI_HTML_DT},
    {"dd", CFDI_HTML_DD},
    {"input", CFDI_HTML_INPUT},
    {"meta", CFDI_HTML_META},
    {"script", CFDI_HTML_SCRIPT},
    {"style", CFDI_HTML_STYLE},
};

/* Names of meta that say whose the page is. */
static const char *const meta_names[] = {"author",   "creator", "dc.creator", "contact",
                                         "reply-to", "owner",   "email"};

enum cfdi_html_tag cfdi_html_tag_of(struct cfd_bytes name)
{
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        if (cfd_bytes_equal(name, cfd_bytes_str(tags[i].name)))
            return tags[i].tag;
    return CFDI_HTML_BLOCK;
}

static struct cfdi_part whole_line(const struct cfd_html *html)
{
    const struct cfdi_line *line = &html->text.line;

    return cfdi_line_trim(line, (struct cfdi_part){0, line->used_bytes});
}

/* Where the line stands, or what comes next. */
static uint64_t line_offset(const struct cfd_html *html)
{
    return html->text.line.used_bytes > 0 ? html->text.line.offset : html->offset;
}

/* ---- Rows ---- */

static enum cfd_status close_row(struct cfd_html *html, uint64_t offset)
{
    if (!html->is_row_open)
        return CFD_OK;
    html->is_row_open = false;
    return cfdi_tell_mark(&html->out, html->has_names ? CFD_JSON_OBJECT_END : CFD_JSON_ARRAY_END,
                          offset);
}

static enum cfd_status close_rows(struct cfd_html *html, uint64_t offset)
{
    CFD_TRY(close_row(html, offset));
    if (!html->is_open)
        return CFD_OK;
    html->is_open = false;
    return cfdi_tell_mark(&html->out, CFD_JSON_ARRAY_END, offset);
}

static enum cfd_status open_row(struct cfd_html *html, uint64_t offset)
{
    CFD_TRY(cfdi_text_close(&html->text, offset));
    if (!html->is_open)
        CFD_TRY(cfdi_tell_mark(&html->out, CFD_JSON_ARRAY_BEGIN, offset));
    html->is_open = true;
    if (!html->is_row_open)
        CFD_TRY(cfdi_tell_mark(
            &html->out, html->has_names ? CFD_JSON_OBJECT_BEGIN : CFD_JSON_ARRAY_BEGIN, offset));
    html->is_row_open = true;
    return CFD_OK;
}

static enum cfd_status open_cell(struct cfd_html *html)
{
    uint64_t offset = line_offset(html);

    CFD_TRY(open_row(html, offset));
    if (!html->has_names)
        return CFD_OK;
    return cfdi_tell_text(&html->out, CFD_JSON_KEY, cfdi_names_get(&html->names, html->column),
                          offset, 0, false);
}

/* A cell that is too long for a line: what is found in it. */
static enum cfd_status tell_long_cell(struct cfd_html *html, bool is_final)
{
    struct cfdi_line *line = &html->text.line;
    struct cfdi_part found;
    size_t rest = 0;

    if (cfdi_line_find(line, (struct cfdi_part){0, line->used_bytes}, is_final, &found, &rest)) {
        CFD_TRY(open_cell(html));
        CFD_TRY(cfdi_tell_mark(&html->out, CFD_JSON_ARRAY_BEGIN, line->offset));
        CFD_TRY(cfdi_line_tell_found(line, &html->out, is_final, &rest));
        CFD_TRY(cfdi_tell_mark(&html->out, CFD_JSON_ARRAY_END, cfdi_line_offset(line, rest)));
    }
    cfdi_line_keep_from(line, rest);
    html->text.is_flushed = true;
    return CFD_OK;
}

static enum cfd_status tell_cell(struct cfd_html *html)
{
    struct cfdi_part part = whole_line(html);

    if (html->text.is_flushed)
        return tell_long_cell(html, true);
    if (part.from == part.to)
        return CFD_OK;
    CFD_TRY(open_cell(html));
    return cfdi_line_tell_value(&html->text.line, &html->out, part);
}

/* ---- Keys ---- */

/* The line is a key: its colon is no part of it. */
static void take_key(struct cfd_html *html)
{
    struct cfdi_part part = whole_line(html);

    while (part.to > part.from && html->text.line.bytes[part.to - 1] == ':')
        part.to--;
    html->has_key =
        part.to > part.from && part.to - part.from <= sizeof(html->key) && !html->text.is_flushed;
    if (!html->has_key)
        return;
    html->key_bytes = (uint8_t)(part.to - part.from);
    memcpy(html->key, html->text.line.bytes + part.from, html->key_bytes);
}

static bool line_ends_in_colon(const struct cfd_html *html)
{
    struct cfdi_part part = whole_line(html);

    return part.to - part.from > 1 && html->text.line.bytes[part.to - 1] == ':';
}

static void take_name(struct cfd_html *html)
{
    struct cfdi_part part = whole_line(html);

    take_key(html);
    cfdi_names_add(&html->names, cfd_bytes_of(html->text.line.bytes + part.from,
                                              html->text.is_flushed ? 0 : part.to - part.from));
}

static enum cfd_status tell_pair(struct cfd_html *html)
{
    CFD_TRY(close_rows(html, line_offset(html)));
    return cfdi_text_tell_pair(&html->text, cfd_bytes_of(html->key, html->key_bytes));
}

/* ---- Cells ---- */

static enum cfd_status end_td(struct cfd_html *html)
{
    if (html->has_key)
        return tell_pair(html);
    if (!html->has_names && !html->is_row_open && line_ends_in_colon(html))
        take_key(html);
    else
        CFD_TRY(tell_cell(html));
    return CFD_OK;
}

static enum cfd_status end_cell(struct cfd_html *html)
{
    uint8_t cell = html->cell;

    if (cell == 0)
        return CFD_OK;
    html->cell = 0;
    if (cell == CFDI_HTML_DT)
        take_key(html);
    else if (cell == CFDI_HTML_TH)
        take_name(html);
    else if (cell == CFDI_HTML_DD && html->has_key)
        CFD_TRY(tell_pair(html));
    else if (cell == CFDI_HTML_TD)
        CFD_TRY(end_td(html));
    else
        CFD_TRY(cfdi_text_end_line(&html->text));
    html->is_header_row = html->is_header_row && cell == CFDI_HTML_TH;
    html->column++;
    cfdi_line_clear(&html->text.line);
    html->text.is_flushed = false;
    html->has_space = false;
    return CFD_OK;
}

/* A row of two names or more is the header; one name alone is a caption. */
static enum cfd_status end_row(struct cfd_html *html)
{
    CFD_TRY(end_cell(html));
    CFD_TRY(close_row(html, html->offset));
    html->has_key = false;
    html->column = 0;
    if (!html->has_names && html->is_header_row && html->names.count > 1) {
        CFD_TRY(close_rows(html, html->offset));
        html->has_names = true;
    } else if (!html->has_names) {
        cfdi_names_clear(&html->names);
    }
    html->is_header_row = true;
    return CFD_OK;
}

static enum cfd_status end_table(struct cfd_html *html)
{
    CFD_TRY(end_row(html));
    CFD_TRY(close_rows(html, html->offset));
    html->is_table = false;
    html->is_head = false;
    html->has_names = false;
    cfdi_names_clear(&html->names);
    return cfdi_text_end_paragraph(&html->text, html->offset);
}

/* A header cell below the header, or behind a value, is a value. */
static enum cfd_status begin_cell(struct cfd_html *html, enum cfdi_html_tag tag)
{
    CFD_TRY(end_cell(html));
    if (!html->is_open)
        CFD_TRY(cfdi_text_end_line(&html->text));
    html->has_space = false;
    if (tag == CFDI_HTML_TD && html->is_head)
        tag = CFDI_HTML_TH;
    if (tag == CFDI_HTML_TH && (html->has_names || html->is_row_open))
        tag = CFDI_HTML_TD;
    html->is_table = html->is_table || tag == CFDI_HTML_TH || tag == CFDI_HTML_TD;
    html->cell = (uint8_t)tag;
    return CFD_OK;
}

/* ---- Text ---- */

static bool is_dropped(const struct cfd_html *html)
{
    return html->is_open && html->cell == 0; /* between the cells of a table */
}

static enum cfd_status flush(struct cfd_html *html)
{
    if (html->cell == CFDI_HTML_TD && !html->has_key)
        return tell_long_cell(html, false);
    CFD_TRY(close_rows(html, line_offset(html)));
    return cfdi_text_flush(&html->text);
}

static enum cfd_status put_all(struct cfd_html *html, struct cfd_bytes character, uint64_t offset,
                               uint64_t raw_bytes)
{
    while (!cfdi_line_put_as(&html->text.line, character, offset, raw_bytes))
        CFD_TRY(flush(html));
    return CFD_OK;
}

static enum cfd_status put_owed_space(struct cfd_html *html, uint64_t offset)
{
    bool is_owed = html->has_space && html->text.line.used_bytes > 0;

    html->has_space = false;
    html->text.line.is_skipping = html->text.line.is_skipping && !is_owed;
    return is_owed ? put_all(html, cfd_bytes_of(" ", 1), offset, 0) : CFD_OK;
}

enum cfd_status cfdi_html_put_run(struct cfd_html *html, struct cfdi_piece run, uint64_t offset)
{
    if (is_dropped(html))
        return CFD_OK;
    CFD_TRY(put_owed_space(html, offset));
    for (;;) {
        const uint8_t *from = run.at;

        cfdi_line_put(&html->text.line, &run, offset);
        if (run.at == run.end)
            return CFD_OK;
        for (; from < run.at; from++)
            offset += cfdi_width(html->has_units, *from);
        CFD_TRY(flush(html));
    }
}

enum cfd_status cfdi_html_put_as(struct cfd_html *html, struct cfd_bytes character, uint64_t offset,
                                 uint64_t raw_bytes)
{
    if (is_dropped(html))
        return CFD_OK;
    CFD_TRY(put_owed_space(html, offset));
    return put_all(html, character, offset, raw_bytes);
}

/* ---- Tags ---- */

static enum cfd_status break_line(struct cfd_html *html, bool is_paragraph)
{
    if (is_paragraph && html->is_open && html->cell == 0)
        return end_table(html); /* its end tag was left out */
    if (html->cell != 0 || html->is_open) {
        html->has_space = true;
        html->text.line.is_skipping = false;
        return CFD_OK;
    }
    html->has_space = false;
    if (is_paragraph)
        return cfdi_text_end_paragraph(&html->text, html->offset);
    return cfdi_text_end_line(&html->text);
}

/* Terms inside a table are lines of its cells. */
static enum cfd_status begin_term(struct cfd_html *html, enum cfdi_html_tag tag)
{
    return html->is_table ? break_line(html, false) : begin_cell(html, tag);
}

static enum cfd_status end_terms(struct cfd_html *html)
{
    if (html->cell == CFDI_HTML_DT || html->cell == CFDI_HTML_DD)
        CFD_TRY(end_cell(html));
    if (!html->is_table)
        html->has_key = false;
    return CFD_OK;
}

enum cfd_status cfdi_html_begin_tag(struct cfd_html *html, enum cfdi_html_tag tag)
{
    switch (tag) {
    case CFDI_HTML_INLINE:
    case CFDI_HTML_LINK:
    case CFDI_HTML_INPUT:
    case CFDI_HTML_META:
    case CFDI_HTML_STYLE:
        return CFD_OK;
    case CFDI_HTML_TABLE:
        CFD_TRY(end_terms(html));
        CFD_TRY(end_table(html));
        html->is_table = true;
        return CFD_OK;
    case CFDI_HTML_THEAD:
    case CFDI_HTML_TBODY:
    case CFDI_HTML_TR:
        CFD_TRY(end_terms(html));
        CFD_TRY(end_row(html));
        if (tag != CFDI_HTML_TR)
            html->is_head = tag == CFDI_HTML_THEAD;
        return CFD_OK;
    case CFDI_HTML_TH:
    case CFDI_HTML_TD:
        CFD_TRY(end_terms(html));
        return begin_cell(html, tag);
    case CFDI_HTML_DT:
    case CFDI_HTML_DD:
        return begin_term(html, tag);
    case CFDI_HTML_SCRIPT:
        return html->is_json ? cfdi_html_close(html) : CFD_OK;
    default:
        return break_line(html, tag == CFDI_HTML_PARAGRAPH);
    }
}

enum cfd_status cfdi_html_end_tag(struct cfd_html *html, enum cfdi_html_tag tag)
{
    switch (tag) {
    case CFDI_HTML_TABLE:
        return end_table(html);
    case CFDI_HTML_THEAD:
    case CFDI_HTML_TR:
        CFD_TRY(end_row(html));
        html->is_head = html->is_head && tag != CFDI_HTML_THEAD;
        return CFD_OK;
    case CFDI_HTML_TH:
    case CFDI_HTML_TD:
        return html->is_table ? end_cell(html) : CFD_OK;
    case CFDI_HTML_PARAGRAPH:
        CFD_TRY(end_terms(html));
        return break_line(html, true);
    case CFDI_HTML_BLOCK:
        return break_line(html, false);
    case CFDI_HTML_DT:
    case CFDI_HTML_DD:
        return html->is_table ? break_line(html, false) : end_cell(html);
    default:
        return CFD_OK;
    }
}

enum cfd_status cfdi_html_begin_value(struct cfd_html *html)
{
    return break_line(html, false);
}

static bool names_owner(struct cfd_bytes name)
{
    for (size_t i = 0; i < sizeof(meta_names) / sizeof(meta_names[0]); i++)
        if (cfd_bytes_equal(name, cfd_bytes_str(meta_names[i])))
            return true;
    return false;
}

enum cfd_status cfdi_html_end_value(struct cfd_html *html, struct cfd_bytes name)
{
    if (html->cell != 0 || html->is_open || name.len == 0 ||
        (html->tag == CFDI_HTML_META && !names_owner(name)))
        return break_line(html, false);
    html->has_space = false;
    return cfdi_text_tell_pair(&html->text, name);
}

enum cfd_status cfdi_html_close(struct cfd_html *html)
{
    CFD_TRY(end_terms(html));
    return end_table(html);
}
