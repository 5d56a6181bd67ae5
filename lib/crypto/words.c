/* SPDX-License-Identifier: Apache-2.0
 * Reads text as words and writes it folded. Most text is ASCII, so a run of visible ASCII goes
 * straight from the one to the other. */
#include "lib/crypto/words.h"

#include "core/base/utf8.h"
#include "lib/crypto/fold.h"

#define COMBINING_DOT_ABOVE 0x0307u

bool cfdi_next_rare(struct cfdi_reader *reader, uint32_t *out_code_point)
{
    uint32_t code_point;
    size_t len;

    while (reader->at < reader->text.len) {
        if (reader->text.ptr[reader->at] < 0x80) {
            code_point = reader->text.ptr[reader->at++];
            *out_code_point = code_point <= ' ' || code_point == 0x7f ? ' ' : code_point;
            return true;
        }
        cfd_utf8_decode(reader->text, reader->at, &code_point, &len);
        if (code_point == CFD_UTF8_REPLACEMENT && len == 1)
            code_point = reader->text.ptr[reader->at];
        reader->at += len;
        if (cfdi_is_invisible(code_point))
            continue;
        *out_code_point = cfdi_is_blank(code_point) ? ' ' : code_point;
        return true;
    }
    return false;
}

bool cfdi_skip_word(struct cfdi_reader *reader, const char *word)
{
    struct cfdi_reader ahead = *reader;
    uint32_t code_point;

    for (; *word != '\0'; word++)
        if (!cfdi_next(&ahead, &code_point) || code_point >= 0x80 ||
            cfdi_ascii_lower((uint8_t)code_point) != (uint8_t)*word)
            return false;
    *reader = ahead;
    return true;
}

void cfdi_put_rare(struct cfdi_writer *writer, uint32_t code_point)
{
    uint8_t coded[CFD_UTF8_MAX_BYTES];
    size_t coded_bytes = cfd_utf8_encode(code_point, coded);

    if (coded_bytes > writer->bytes_max - writer->bytes) {
        writer->is_over = true;
        return;
    }
    memcpy(writer->out + writer->bytes, coded, coded_bytes);
    writer->bytes += coded_bytes;
}

/* Copies the visible ASCII before the reader and returns its last byte, 0 when there is none. */
static uint8_t put_ascii(struct cfdi_writer *writer, struct cfdi_reader *reader)
{
    const uint8_t *from = reader->text.ptr;
    uint8_t *to = writer->out;
    size_t at = reader->at;
    size_t to_at = writer->bytes;

    while (at < reader->text.len && to_at < writer->bytes_max && cfdi_is_visible_ascii(from[at]))
        to[to_at++] = cfdi_ascii_lower(from[at++]);
    if (at == reader->at)
        return 0;
    reader->at = at;
    writer->bytes = to_at;
    return to[to_at - 1];
}

static uint32_t put_folded(struct cfdi_writer *writer, uint32_t code_point)
{
    uint32_t folded[CFDI_FOLD_MAX];
    size_t count = cfdi_fold(code_point, folded);

    for (size_t i = 0; i < count; i++)
        cfdi_put(writer, folded[i]);
    return folded[count - 1];
}

/* A dot above after an i is what software makes of a Turkish capital letter: part of the i. */
void cfdi_put_words(struct cfdi_writer *writer, struct cfd_bytes text)
{
    struct cfdi_reader reader = cfdi_read(text);
    size_t start = writer->bytes;
    uint32_t last = put_ascii(writer, &reader);
    uint32_t code_point;
    bool is_parted = false;
    uint8_t ascii;

    while (!writer->is_over && cfdi_next(&reader, &code_point)) {
        if (code_point == ' ') {
            is_parted = true;
            continue;
        }
        if (code_point == COMBINING_DOT_ABOVE && last == 'i' && !is_parted)
            continue;
        if (is_parted && writer->bytes > start)
            cfdi_put_byte(writer, ' ');
        is_parted = false;
        last = put_folded(writer, code_point);
        ascii = put_ascii(writer, &reader);
        if (ascii != 0)
            last = ascii;
    }
}
