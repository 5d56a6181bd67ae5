/* SPDX-License-Identifier: Apache-2.0
 * The tokenizer of HTML: what is text, what a tag, what neither.
 *
 *     TEXT -> OPEN -> TAG -> SPACE -> NAME -> AFTER -> VALUE_FIRST -> VALUE -> SPACE ... -> TEXT
 *             OPEN -> MARKUP -> COMMENT -> TEXT;  MARKUP -> BOGUS -> TEXT
 *             a script or style: RAW, up to its end tag
 *     TEXT, VALUE <-> ENTITY
 *
 * What tags mean is in html_block.c. Words that do not fit in their memory are nothing we know. */
#include "core/decode/html.h"

#include <string.h>

#include "core/base/utf8.h"
#include "core/decode/html_block.h"
#include "core/decode/html_entity.h"

enum html_state {
    HTML_TEXT,
    HTML_OPEN, /* after < */
    HTML_TAG,
    HTML_SPACE, /* before an attribute */
    HTML_NAME,
    HTML_AFTER, /* after an attribute's name */
    HTML_VALUE_FIRST,
    HTML_VALUE,
    HTML_ENTITY,
    HTML_MARKUP, /* after <! */
    HTML_COMMENT,
    HTML_BOGUS,
    HTML_RAW,
};

enum html_attribute {
    ATTRIBUTE_OTHER = 0,
    ATTRIBUTE_HREF,
    ATTRIBUTE_NAME,  /* name= or type= */
    ATTRIBUTE_VALUE, /* value= or content= */
};

static bool is_white(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f';
}

static bool is_letter(uint8_t byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static uint8_t to_lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

static void step(struct cfd_html *html, struct cfdi_piece *in)
{
    html->offset += cfdi_width(html->has_units, *in->at);
    in->at++;
}

/* ---- Words ---- */

static void add_to_word(struct cfd_html *html, uint8_t byte)
{
    if (html->word_bytes < CFD_HTML_WORD_BYTES)
        html->word[html->word_bytes++] = byte;
}

/* A word that fills its memory may be cut, and is none. */
static struct cfd_bytes get_word(const struct cfd_html *html)
{
    return cfd_bytes_of(html->word, html->word_bytes == CFD_HTML_WORD_BYTES ? 0 : html->word_bytes);
}

static bool word_is(const struct cfd_html *html, const char *word)
{
    return cfd_bytes_equal(get_word(html), cfd_bytes_str(word));
}

static struct cfd_bytes get_name(const struct cfd_html *html)
{
    return cfd_bytes_of(html->name, html->name_bytes);
}

/* ---- Values ---- */

static enum cfd_status put_link_byte(struct cfd_html *html, uint8_t byte, uint64_t offset,
                                     uint64_t raw_bytes)
{
    html->is_link_over |= byte == '?' || is_white(byte);
    if (html->is_link_over)
        return CFD_OK;
    return cfdi_html_put_as(html, cfd_bytes_of(&byte, 1), offset, raw_bytes);
}

static uint8_t hex_value(uint8_t byte)
{
    return (uint8_t)(byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10);
}

static bool is_hex(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

/* %40 is an @. A % without digits is dropped: it stands in no address. */
static enum cfd_status put_link(struct cfd_html *html, uint8_t byte, uint64_t offset,
                                uint64_t raw_bytes)
{
    if (html->escape > 0 && is_hex(byte)) {
        html->escape_value = (uint8_t)(html->escape_value << 4 | hex_value(byte));
        return --html->escape > 0 ? CFD_OK : put_link_byte(html, html->escape_value, offset, 1);
    }
    html->escape = byte == '%' ? 2 : 0;
    html->escape_value = 0;
    return byte == '%' ? CFD_OK : put_link_byte(html, byte, offset, raw_bytes);
}

/* The scheme of a link decides whether the rest is text. */
static void put_scheme(struct cfd_html *html, uint8_t byte)
{
    if (byte != ':') {
        add_to_word(html, to_lower(byte));
        return;
    }
    html->is_link = word_is(html, "mailto") || word_is(html, "tel");
    html->is_link_over = false;
    html->has_space = html->has_space || html->is_link;
    html->word_bytes = CFD_HTML_WORD_BYTES; /* a later colon is no scheme's */
}

static enum cfd_status put_value(struct cfd_html *html, struct cfd_bytes character, uint64_t offset,
                                 uint64_t raw_bytes)
{
    uint8_t byte = character.ptr[0];

    if (html->attribute == ATTRIBUTE_VALUE)
        return cfdi_html_put_as(html, character, offset, raw_bytes);
    if (html->attribute == ATTRIBUTE_HREF && html->is_link)
        return put_link(html, byte, offset, raw_bytes);
    if (html->attribute == ATTRIBUTE_HREF)
        put_scheme(html, byte);
    else if (html->attribute == ATTRIBUTE_NAME)
        add_to_word(html, html->tag == CFDI_HTML_INPUT ? byte : to_lower(byte));
    return CFD_OK;
}

static enum cfd_status begin_value(struct cfd_html *html)
{
    html->word_bytes = 0;
    html->is_link = false;
    html->escape = 0;
    html->state = HTML_VALUE;
    return html->attribute == ATTRIBUTE_VALUE ? cfdi_html_begin_value(html) : CFD_OK;
}

static void end_value(struct cfd_html *html)
{
    if (html->attribute == ATTRIBUTE_NAME) {
        html->name_bytes = (uint8_t)get_word(html).len;
        memcpy(html->name, html->word, html->name_bytes);
    }
    html->has_space = html->has_space || html->is_link;
    html->is_link = false;
    html->state = HTML_SPACE;
}

/* ---- Tags ---- */

static uint8_t attribute_of(const struct cfd_html *html)
{
    bool has_value = html->tag == CFDI_HTML_INPUT || html->tag == CFDI_HTML_META;

    if (html->is_end_tag)
        return ATTRIBUTE_OTHER;
    if (html->tag == CFDI_HTML_LINK)
        return word_is(html, "href") ? ATTRIBUTE_HREF : ATTRIBUTE_OTHER;
    if (html->tag == CFDI_HTML_SCRIPT)
        return word_is(html, "type") ? ATTRIBUTE_NAME : ATTRIBUTE_OTHER;
    if (has_value && word_is(html, "name"))
        return ATTRIBUTE_NAME;
    if (has_value && (word_is(html, "value") || word_is(html, "content")))
        return ATTRIBUTE_VALUE;
    return ATTRIBUTE_OTHER;
}

static void begin_tag(struct cfd_html *html, bool is_end_tag)
{
    html->is_end_tag = is_end_tag;
    html->word_bytes = 0;
    html->name_bytes = 0;
    html->state = HTML_TAG;
}

static bool is_json_ld(struct cfd_bytes type)
{
    return cfd_bytes_equal(type, cfd_bytes_str("application/ld+json"));
}

static enum cfd_status begin_raw(struct cfd_html *html)
{
    html->is_json = html->tag == CFDI_HTML_SCRIPT && is_json_ld(get_name(html));
    html->raw_at = 0;
    html->state = HTML_RAW;
    CFD_TRY(cfdi_html_begin_tag(html, html->tag));
    if (html->is_json) {
        cfd_json_init(&html->json, CFD_JSON_ONE, html->out.sink, html->out.ctx);
        html->json.offset = html->offset;
    }
    return CFD_OK;
}

/* Behind the >. */
static enum cfd_status end_tag(struct cfd_html *html)
{
    enum cfdi_html_tag tag = (enum cfdi_html_tag)html->tag;

    html->state = HTML_TEXT;
    if (html->is_end_tag)
        return cfdi_html_end_tag(html, tag);
    if (tag == CFDI_HTML_SCRIPT || tag == CFDI_HTML_STYLE)
        return begin_raw(html);
    if (tag == CFDI_HTML_INPUT || tag == CFDI_HTML_META)
        return cfdi_html_end_value(html, get_name(html));
    return cfdi_html_begin_tag(html, tag);
}

static enum cfd_status read_tag(struct cfd_html *html, struct cfdi_piece *in)
{
    if (!is_white(*in->at) && *in->at != '>' && *in->at != '/') {
        add_to_word(html, to_lower(*in->at));
        step(html, in);
        return CFD_OK;
    }
    html->tag = (uint8_t)cfdi_html_tag_of(get_word(html));
    html->state = HTML_SPACE;
    return CFD_OK;
}

static enum cfd_status read_space(struct cfd_html *html, struct cfdi_piece *in)
{
    uint8_t byte = *in->at;

    if (byte == '>') {
        step(html, in);
        return end_tag(html);
    }
    if (is_white(byte) || byte == '/') {
        step(html, in);
        return CFD_OK;
    }
    html->word_bytes = 0;
    html->state = HTML_NAME;
    add_to_word(html, to_lower(byte));
    step(html, in);
    return CFD_OK;
}

static enum cfd_status read_name(struct cfd_html *html, struct cfdi_piece *in)
{
    if (!is_white(*in->at) && *in->at != '>' && *in->at != '/' && *in->at != '=') {
        add_to_word(html, to_lower(*in->at));
        step(html, in);
        return CFD_OK;
    }
    html->attribute = attribute_of(html);
    html->state = HTML_AFTER;
    return CFD_OK;
}

static enum cfd_status read_after(struct cfd_html *html, struct cfdi_piece *in)
{
    if (*in->at == '=')
        html->state = HTML_VALUE_FIRST;
    else if (!is_white(*in->at)) {
        html->state = HTML_SPACE;
        return CFD_OK;
    }
    step(html, in);
    return CFD_OK;
}

static enum cfd_status read_value_first(struct cfd_html *html, struct cfdi_piece *in)
{
    uint8_t byte = *in->at;

    if (byte == '>') {
        html->state = HTML_SPACE;
        return CFD_OK;
    }
    html->quote = byte == '"' || byte == '\'' ? byte : 0;
    if (is_white(byte) || html->quote != 0)
        step(html, in);
    return is_white(byte) ? CFD_OK : begin_value(html);
}

/* ---- Entities ---- */

static void begin_entity(struct cfd_html *html, struct cfdi_piece *in)
{
    html->entity_state = html->state;
    html->mark_offset = html->offset;
    html->state = HTML_ENTITY;
    html->entity_bytes = 0;
    step(html, in);
}

/* ---- Text ---- */

/* A character of an entity. */
static enum cfd_status put_text(struct cfd_html *html, struct cfd_bytes character, uint64_t offset,
                                uint64_t raw_bytes)
{
    if (html->entity_state == HTML_VALUE)
        return put_value(html, character, offset, raw_bytes);
    if (character.len == 1 && character.ptr[0] == ' ') {
        html->has_space = true;
        return CFD_OK;
    }
    return cfdi_html_put_as(html, character, offset, raw_bytes);
}

static enum cfd_status read_text(struct cfd_html *html, struct cfdi_piece *in)
{
    struct cfdi_piece run = {in->at, in->at};
    uint64_t offset = html->offset;

    while (in->at < in->end && *in->at != '<' && *in->at != '&' && *in->at > ' ')
        step(html, in);
    run.end = in->at;
    if (run.at < run.end)
        CFD_TRY(cfdi_html_put_run(html, run, offset));
    for (; in->at < in->end && *in->at <= ' '; step(html, in))
        html->has_space = true;
    if (in->at == in->end)
        return CFD_OK;
    if (*in->at == '&') {
        begin_entity(html, in);
    } else if (*in->at == '<') {
        html->mark_offset = html->offset;
        html->state = HTML_OPEN;
        step(html, in);
    }
    return CFD_OK;
}

static enum cfd_status read_open(struct cfd_html *html, struct cfdi_piece *in)
{
    uint8_t byte = *in->at;

    if (is_letter(byte)) {
        begin_tag(html, false);
        return CFD_OK;
    }
    if (byte == '/') {
        begin_tag(html, true);
    } else if (byte == '!' || byte == '?') {
        html->state = byte == '!' ? HTML_MARKUP : HTML_BOGUS;
        html->raw_at = 0;
    } else { /* a sign of comparison */
        html->state = HTML_TEXT;
        return cfdi_html_put_as(html, cfd_bytes_of("<", 1), html->mark_offset, 1);
    }
    step(html, in);
    return CFD_OK;
}

static enum cfd_status read_value(struct cfd_html *html, struct cfdi_piece *in)
{
    uint8_t byte = *in->at;
    uint64_t offset = html->offset;

    if (html->quote != 0 ? byte == html->quote : is_white(byte) || byte == '>') {
        if (html->quote != 0)
            step(html, in);
        end_value(html);
        return CFD_OK;
    }
    if (byte == '&') {
        begin_entity(html, in);
        return CFD_OK;
    }
    step(html, in);
    return put_value(html, cfd_bytes_of(&byte, 1), offset, html->offset - offset);
}

/* What is no entity is text as it stands. */
static enum cfd_status put_entity(struct cfd_html *html, struct cfd_bytes name, uint64_t raw_bytes)
{
    uint32_t code_point = cfdi_html_entity(name);
    uint8_t utf8[CFD_UTF8_MAX_BYTES];

    if (code_point != 0)
        return put_text(html, cfd_bytes_of(utf8, cfd_utf8_encode(code_point, utf8)),
                        html->mark_offset, raw_bytes);
    CFD_TRY(put_text(html, cfd_bytes_of("&", 1), html->mark_offset, 1));
    for (size_t i = 0; i < name.len; i++)
        CFD_TRY(put_text(html, cfd_bytes_of(name.ptr + i, 1), html->mark_offset + 1 + i, 1));
    return CFD_OK;
}

/* The name waits in `entity`; a ; belongs to it, any other byte only ends it. */
static enum cfd_status end_entity(struct cfd_html *html, bool has_semicolon)
{
    struct cfd_bytes name = cfd_bytes_of(html->entity, html->entity_bytes);

    html->state = html->entity_state;
    CFD_TRY(put_entity(html, name, 1u + name.len + has_semicolon));
    if (has_semicolon && cfdi_html_entity(name) == 0)
        return put_text(html, cfd_bytes_of(";", 1), html->mark_offset + 1 + name.len, 1);
    return CFD_OK;
}

static enum cfd_status read_entity(struct cfd_html *html, struct cfdi_piece *in)
{
    uint8_t byte = *in->at;
    bool is_in_name =
        is_letter(byte) || (byte >= '0' && byte <= '9') || (byte == '#' && html->entity_bytes == 0);

    if (is_in_name && html->entity_bytes < CFD_HTML_ENTITY_BYTES) {
        html->entity[html->entity_bytes++] = byte;
        step(html, in);
        return CFD_OK;
    }
    if (byte == ';')
        step(html, in);
    return end_entity(html, byte == ';');
}

/* ---- Comments, scripts, styles ---- */

static enum cfd_status read_markup(struct cfd_html *html, struct cfdi_piece *in)
{
    if (*in->at != '-') {
        html->state = HTML_BOGUS;
        return CFD_OK;
    }
    if (++html->raw_at == 2) {
        html->state = HTML_COMMENT;
        html->raw_at = 2; /* <!--> is a whole comment */
    }
    step(html, in);
    return CFD_OK;
}

static enum cfd_status read_comment(struct cfd_html *html, struct cfdi_piece *in)
{
    for (; in->at < in->end; step(html, in)) {
        if (*in->at == '>' && html->raw_at >= 2) {
            html->state = HTML_TEXT;
            step(html, in);
            return CFD_OK;
        }
        if (*in->at != '-')
            html->raw_at = 0;
        else if (html->raw_at < 2)
            html->raw_at++;
    }
    return CFD_OK;
}

static enum cfd_status read_bogus(struct cfd_html *html, struct cfdi_piece *in)
{
    while (in->at < in->end && *in->at != '>')
        step(html, in);
    if (in->at < in->end) {
        html->state = HTML_TEXT;
        step(html, in);
    }
    return CFD_OK;
}

/* Bytes of JSON-LD; a broken one is skipped from there on. */
static enum cfd_status feed_json(struct cfd_html *html, struct cfd_bytes bytes, uint64_t offset)
{
    enum cfd_status status;

    if (!html->is_json || bytes.len == 0)
        return CFD_OK;
    html->json.offset = offset;
    status = cfd_json_feed(&html->json, bytes.ptr, bytes.len);
    if (status != CFD_ERR_FORMAT)
        return status;
    html->is_json = false;
    if (html->on_broken != NULL)
        html->on_broken(html->out.ctx, html->json.broken_offset);
    cfd_text_init(&html->text, html->has_units, html->out.sink, html->out.ctx);
    return CFD_OK;
}

/* An empty script is no broken one. */
static enum cfd_status end_json(struct cfd_html *html)
{
    enum cfd_status status;

    if (!html->is_json)
        return CFD_OK;
    status = cfd_json_finish(&html->json);
    html->is_json = false;
    if (status == CFD_ERR_FORMAT && html->on_broken != NULL)
        html->on_broken(html->out.ctx, html->json.broken_offset);
    cfd_text_init(&html->text, html->has_units, html->out.sink, html->out.ctx);
    return status == CFD_ERR_FORMAT ? CFD_OK : status;
}

static const char *end_word(const struct cfd_html *html)
{
    return html->tag == CFDI_HTML_SCRIPT ? "</script" : "</style";
}

/* What was held is no end tag. */
static enum cfd_status release_held(struct cfd_html *html)
{
    struct cfd_bytes held = cfd_bytes_of(html->held, html->raw_at);

    html->raw_at = 0;
    return feed_json(html, held, html->mark_offset);
}

static enum cfd_status read_raw_run(struct cfd_html *html, struct cfdi_piece *in)
{
    const uint8_t *from = in->at;
    uint64_t offset = html->offset;

    while (in->at < in->end && *in->at != '<')
        step(html, in);
    CFD_TRY(feed_json(html, cfd_bytes_of(from, (size_t)(in->at - from)), offset));
    if (in->at < in->end) {
        html->mark_offset = html->offset;
        html->held[0] = '<';
        html->raw_at = 1;
        step(html, in);
    }
    return CFD_OK;
}

static enum cfd_status read_raw(struct cfd_html *html, struct cfdi_piece *in)
{
    const char *word = end_word(html);

    if (html->raw_at == 0)
        return read_raw_run(html, in);
    if (word[html->raw_at] == '\0') {
        CFD_TRY(end_json(html));
        html->is_end_tag = true;
        html->state = HTML_SPACE;
        return CFD_OK;
    }
    if (to_lower(*in->at) != (uint8_t)word[html->raw_at])
        return release_held(html);
    html->held[html->raw_at++] = *in->at;
    step(html, in);
    return CFD_OK;
}

/* ---- The whole ---- */

static enum cfd_status read_state(struct cfd_html *html, struct cfdi_piece *in)
{
    static enum cfd_status (*const readers[])(struct cfd_html *, struct cfdi_piece *) = {
        [HTML_TEXT] = read_text,     [HTML_OPEN] = read_open,
        [HTML_TAG] = read_tag,       [HTML_SPACE] = read_space,
        [HTML_NAME] = read_name,     [HTML_AFTER] = read_after,
        [HTML_VALUE] = read_value,   [HTML_VALUE_FIRST] = read_value_first,
        [HTML_ENTITY] = read_entity, [HTML_MARKUP] = read_markup,
        [HTML_BOGUS] = read_bogus,   [HTML_COMMENT] = read_comment,
        [HTML_RAW] = read_raw,
    };

    return readers[html->state](html, in);
}

void cfd_html_init(struct cfd_html *html, bool has_units, cfd_json_sink sink, void *ctx)
{
    memset(html, 0, offsetof(struct cfd_html, names));
    html->out = (struct cfdi_out){sink, ctx};
    html->has_units = has_units;
    html->is_header_row = true;
    cfdi_names_clear(&html->names);
    cfd_text_init(&html->text, has_units, sink, ctx);
}

enum cfd_status cfd_html_feed(struct cfd_html *html, const uint8_t *data, size_t data_bytes)
{
    struct cfdi_piece in = {data, data};

    if (data_bytes > 0)
        in.end = data + data_bytes;
    while (in.at < in.end)
        CFD_TRY(read_state(html, &in));
    return CFD_OK;
}

enum cfd_status cfd_html_finish(struct cfd_html *html)
{
    if (html->state == HTML_RAW) {
        CFD_TRY(release_held(html));
        CFD_TRY(end_json(html));
    }
    if (html->state == HTML_ENTITY && html->entity_state == HTML_TEXT)
        CFD_TRY(end_entity(html, false));
    return cfdi_html_close(html);
}
