/* SPDX-License-Identifier: Apache-2.0
 * Running text in bounded memory. Each byte kept is looked at a fixed number of times between two
 * moves of the rest to the front, and the rest is at most half of what is kept. */
#include "core/decode/line.h"

#include <string.h>

#define GAP 0x8000u
#define NUMBER_DIGITS_MIN 7u  /* the shortest international numbers of E.164 */
#define NUMBER_DIGITS_MAX 15u /* the longest */
#define SEPARATORS_MAX 2u     /* between two digits: "+49 (40) 555" */

_Static_assert(CFDI_LINE_WORD_BYTES * 2 <= CFDI_LINE_BYTES, "a rest leaves room for as much");

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(uint8_t byte)
{
    return ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte >= 0x80;
}

static bool ends_word(uint8_t byte)
{
    return byte <= ' ' || strchr(",;:=<>()[]{}\"|/\\`?&", byte) != NULL;
}

static bool is_separator(uint8_t byte)
{
    return byte != '\0' && strchr(" -./()", byte) != NULL;
}

/* ---- Places ---- */

void cfdi_line_clear(struct cfdi_line *line)
{
    line->used_bytes = 0;
    line->is_skipping = false;
}

static uint64_t offset_of(const struct cfdi_line *line, size_t index)
{
    return line->offset + (line->at[index] & ~GAP);
}

uint64_t cfdi_line_offset(const struct cfdi_line *line, size_t index)
{
    return index < line->used_bytes ? offset_of(line, index) : line->end_offset;
}

/* Behind the byte before `index`. Where something lies between, the last byte was a plain one. */
static uint64_t end_of(const struct cfdi_line *line, size_t index)
{
    if (index == line->used_bytes)
        return line->end_offset;
    if ((line->at[index] & GAP) != 0)
        return offset_of(line, index - 1) + 1;
    return offset_of(line, index);
}

static bool has_room(const struct cfdi_line *line, size_t len, uint64_t offset)
{
    return len <= CFDI_LINE_BYTES - line->used_bytes &&
           (line->used_bytes == 0 || offset - line->offset < GAP - 8);
}

static void put(struct cfdi_line *line, uint8_t byte, uint64_t offset)
{
    uint16_t gap = line->used_bytes > 0 && offset > line->end_offset ? GAP : 0;

    if (line->used_bytes == 0)
        line->offset = offset;
    line->at[line->used_bytes] = (uint16_t)((uint16_t)(offset - line->offset) | gap);
    line->bytes[line->used_bytes++] = byte;
}

void cfdi_line_put(struct cfdi_line *line, struct cfdi_piece *in, uint64_t offset)
{
    for (; in->at < in->end; in->at++) {
        uint64_t width = cfdi_width(line->has_units, *in->at);

        line->is_skipping = line->is_skipping && !ends_word(*in->at);
        if (!line->is_skipping) {
            if (!has_room(line, 1, offset))
                return;
            put(line, *in->at, width == 0 ? offset - 1 : offset);
            line->end_offset = offset + width;
        }
        offset += width;
    }
}

bool cfdi_line_put_as(struct cfdi_line *line, struct cfd_bytes character, uint64_t offset,
                      uint64_t raw_bytes)
{
    line->is_skipping = line->is_skipping && !(character.len == 1 && ends_word(character.ptr[0]));
    if (line->is_skipping)
        return true;
    if (!has_room(line, character.len, offset))
        return false;
    for (size_t i = 0; i < character.len; i++) {
        put(line, character.ptr[i], offset);
        line->end_offset = offset + raw_bytes;
    }
    return true;
}

void cfdi_line_keep_from(struct cfdi_line *line, size_t rest)
{
    size_t len = line->used_bytes - rest;
    uint64_t base;

    if (len > CFDI_LINE_WORD_BYTES || (len > 0 && offset_of(line, rest) == line->offset)) {
        cfdi_line_clear(line);
        line->is_skipping = true;
        return;
    }
    base = len == 0 ? 0 : (uint64_t)(line->at[rest] & ~GAP);
    for (size_t i = 0; i < len; i++) {
        line->at[i] = (uint16_t)(line->at[rest + i] - base);
        line->bytes[i] = line->bytes[rest + i];
    }
    line->offset += base;
    line->used_bytes = (uint16_t)len;
}

/* ---- Addresses and numbers ---- */

struct cfdi_part cfdi_line_trim(const struct cfdi_line *line, struct cfdi_part part)
{
    while (part.from < part.to && line->bytes[part.from] <= ' ')
        part.from++;
    while (part.from < part.to && line->bytes[part.to - 1] <= ' ')
        part.to--;
    return part;
}

/* Reads a number from its + on. Returns where reading stopped; *out_found is empty if it is none. */
static size_t read_number(const struct cfdi_line *line, struct cfdi_part part,
                          struct cfdi_part *out_found)
{
    unsigned digit_count = 0;
    unsigned separator_count = 0;
    size_t end = part.from;
    size_t at = part.from + 1;

    for (; at < part.to && digit_count <= NUMBER_DIGITS_MAX; at++) {
        if (is_digit(line->bytes[at])) {
            digit_count++;
            separator_count = 0;
            end = at + 1;
        } else if (!is_separator(line->bytes[at]) || ++separator_count > SEPARATORS_MAX) {
            break;
        }
    }
    *out_found = (struct cfdi_part){part.from, end};
    if (digit_count < NUMBER_DIGITS_MIN || digit_count > NUMBER_DIGITS_MAX ||
        (end < part.to && (is_letter(line->bytes[end]) || line->bytes[end] == '_')))
        out_found->to = out_found->from;
    return at;
}

static bool is_mark(uint8_t byte)
{
    return byte < 0x80 && !is_letter(byte) && !is_digit(byte) && byte != '+' && byte != '_';
}

/* Marks around a word are not its own: 'ann@a.example', ann@a.example. */
static bool is_address(const struct cfdi_line *line, struct cfdi_part *word)
{
    const uint8_t *at_sign;
    size_t after;

    while (word->from < word->to && is_mark(line->bytes[word->from]))
        word->from++;
    while (word->from < word->to && is_mark(line->bytes[word->to - 1]))
        word->to--;
    if (word->to - word->from > CFDI_LINE_WORD_BYTES || word->from == word->to)
        return false;
    at_sign = memchr(line->bytes + word->from, '@', word->to - word->from);
    if (at_sign == NULL || at_sign == line->bytes + word->from)
        return false;
    after = (size_t)(at_sign + 1 - line->bytes);
    return after < word->to && memchr(line->bytes + after, '@', word->to - after) == NULL &&
           memchr(line->bytes + after, '.', word->to - after) != NULL;
}

/* Reads the word or number at part.from, which ends no word. Returns where it ends. */
static size_t read_word(const struct cfdi_line *line, struct cfdi_part part,
                        struct cfdi_part *out_found)
{
    size_t at = part.from;

    if (line->bytes[at] == '+')
        return read_number(line, part, out_found);
    while (at < part.to && !ends_word(line->bytes[at]))
        at++;
    *out_found = (struct cfdi_part){part.from, at};
    if (!is_address(line, out_found))
        out_found->to = out_found->from;
    return at;
}

bool cfdi_line_find(const struct cfdi_line *line, struct cfdi_part part, bool is_final,
                    struct cfdi_part *out_found, size_t *out_rest)
{
    while (part.from < part.to) {
        size_t end;

        if (ends_word(line->bytes[part.from])) {
            part.from++;
            continue;
        }
        end = read_word(line, part, out_found);
        if (end == part.to && !is_final)
            break;
        if (out_found->to > out_found->from)
            return true;
        while (end < part.to && !ends_word(line->bytes[end]))
            end++; /* what follows a number that is none belongs to its word */
        part.from = end;
    }
    *out_rest = is_final ? part.to : part.from;
    return false;
}

/* ---- Tokens ---- */

enum cfd_status cfdi_line_tell(const struct cfdi_line *line, const struct cfdi_out *out,
                               enum cfd_json_type type, struct cfdi_part part)
{
    uint64_t offset = cfdi_line_offset(line, part.from);
    uint64_t end_offset = part.to > part.from ? end_of(line, part.to) : offset;

    return cfdi_tell_text(out, type, cfd_bytes_of(line->bytes + part.from, part.to - part.from),
                          offset, end_offset - offset, false);
}

enum cfd_status cfdi_line_tell_found(const struct cfdi_line *line, const struct cfdi_out *out,
                                     bool is_final, size_t *out_rest)
{
    struct cfdi_part part = {0, line->used_bytes};
    struct cfdi_part found;

    for (; cfdi_line_find(line, part, is_final, &found, out_rest); part.from = found.to)
        CFD_TRY(cfdi_line_tell(line, out, CFD_JSON_STRING, found));
    return CFD_OK;
}

/* The words between two addresses, without the marks that set them apart. */
static enum cfd_status tell_between(const struct cfdi_line *line, const struct cfdi_out *out,
                                    struct cfdi_part part)
{
    while (part.from < part.to && is_mark(line->bytes[part.from]))
        part.from++;
    while (part.from < part.to && is_mark(line->bytes[part.to - 1]))
        part.to--;
    return part.from == part.to ? CFD_OK : cfdi_line_tell(line, out, CFD_JSON_STRING, part);
}

static enum cfd_status tell_mixed(const struct cfdi_line *line, const struct cfdi_out *out,
                                  struct cfdi_part part)
{
    struct cfdi_part found;
    size_t rest;

    CFD_TRY(cfdi_tell_mark(out, CFD_JSON_ARRAY_BEGIN, offset_of(line, part.from)));
    for (; cfdi_line_find(line, part, true, &found, &rest); part.from = found.to) {
        CFD_TRY(tell_between(line, out, (struct cfdi_part){part.from, found.from}));
        CFD_TRY(cfdi_line_tell(line, out, CFD_JSON_STRING, found));
    }
    CFD_TRY(tell_between(line, out, part));
    return cfdi_tell_mark(out, CFD_JSON_ARRAY_END, end_of(line, part.to));
}

enum cfd_status cfdi_line_tell_value(const struct cfdi_line *line, const struct cfdi_out *out,
                                     struct cfdi_part part)
{
    struct cfdi_part found;
    size_t rest;

    part = cfdi_line_trim(line, part);
    if (cfdi_line_find(line, part, true, &found, &rest) &&
        (found.from != part.from || found.to != part.to))
        return tell_mixed(line, out, part);
    return cfdi_line_tell(line, out, CFD_JSON_STRING, part);
}
