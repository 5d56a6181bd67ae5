/* SPDX-License-Identifier: Apache-2.0
 * How all identities are read and written: one reader, one bounded writer.
 *
 * The reader shows white space and control characters of any sort as one kind of blank, leaves out
 * what is invisible, and takes a byte that is no UTF-8 for Latin-1, the likeliest thing it is.
 * What is written is therefore always UTF-8 without control characters. */
#ifndef CFD_LIB_CRYPTO_WORDS_H
#define CFD_LIB_CRYPTO_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/bytes.h>

struct cfdi_reader {
    struct cfd_bytes text;
    size_t at;
};

/* A writer that overflowed writes nothing more and says so at the end. */
struct cfdi_writer {
    uint8_t *out;
    size_t bytes, bytes_max;
    bool is_over;
};

static inline struct cfdi_reader cfdi_read(struct cfd_bytes text)
{
    struct cfdi_reader reader = {text, 0};

    return reader;
}

static inline bool cfdi_is_visible_ascii(uint8_t byte)
{
    return (uint8_t)(byte - 0x21) < 0x7f - 0x21;
}

/* cfdi_next for all but visible ASCII. */
bool cfdi_next_rare(struct cfdi_reader *reader, uint32_t *out_code_point);

/* Reads on to the next code point that counts; a blank of any sort is ' '. False at the end. */
static inline bool cfdi_next(struct cfdi_reader *reader, uint32_t *out_code_point)
{
    if (reader->at < reader->text.len && cfdi_is_visible_ascii(reader->text.ptr[reader->at])) {
        *out_code_point = reader->text.ptr[reader->at++];
        return true;
    }
    return cfdi_next_rare(reader, out_code_point);
}

/* Skips an ASCII word, given in lower case, if the reader stands before it in any case. */
bool cfdi_skip_word(struct cfdi_reader *reader, const char *word);

static inline void cfdi_put_byte(struct cfdi_writer *writer, uint8_t byte)
{
    if (writer->bytes < writer->bytes_max)
        writer->out[writer->bytes++] = byte;
    else
        writer->is_over = true;
}

/* cfdi_put for all but ASCII. */
void cfdi_put_rare(struct cfdi_writer *writer, uint32_t code_point);

static inline void cfdi_put(struct cfdi_writer *writer, uint32_t code_point)
{
    if (code_point < 0x80)
        cfdi_put_byte(writer, (uint8_t)code_point);
    else
        cfdi_put_rare(writer, code_point);
}

/* Writes the folded words of a text with one blank between them. */
void cfdi_put_words(struct cfdi_writer *writer, struct cfd_bytes text);

static inline struct cfd_bytes cfdi_written(const struct cfdi_writer *writer, size_t start)
{
    return cfd_bytes_of(writer->out + start, writer->bytes - start);
}

static inline uint8_t cfdi_ascii_lower(uint8_t byte)
{
    return (uint8_t)(byte + ((uint8_t)(byte - 'A') < 26) * ('a' - 'A'));
}

/* text without its first bytes, of which there must be as many. */
static inline struct cfd_bytes cfdi_after(struct cfd_bytes text, size_t skip_bytes)
{
    return cfd_bytes_of(text.ptr + skip_bytes, text.len - skip_bytes);
}

#endif
