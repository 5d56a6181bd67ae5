/* SPDX-License-Identifier: Apache-2.0
 * The spellings of an identity become one, and what identifies nobody is told so.
 *
 * Text comes through the reader of words.h, so the output holds no control characters and 0x1f
 * between name and employer is unambiguous. Law: normalising what is normal already changes
 * nothing. It holds because each step either drops something that it never writes, or maps to
 * what it leaves alone. */
#include <cofferdam/key.h>

#include "lib/crypto/phone.h"
#include "lib/crypto/words.h"

#define EMAIL_MAX_BYTES 320u /* RFC 5321: 64 before the @, 255 behind it */
#define ID_MIN_BYTES 2u
#define ID_MAX_BYTES 64u
#define NAME_MIN_BYTES 2u
#define NAME_MAX_BYTES ((CFD_NORMAL_MAX_BYTES - 1) / 2)
#define NAME_SEPARATOR 0x1fu
#define REPEATED_DIGITS_MIN 4u

static bool is_ascii_upper(uint32_t code_point)
{
    return code_point >= 'A' && code_point <= 'Z';
}

static bool is_ascii_lower(uint32_t code_point)
{
    return code_point >= 'a' && code_point <= 'z';
}

/* --- what identifies nobody ----------------------------------------------------------------- */

static bool equals_word(struct cfd_bytes text, const char *word)
{
    if (text.len != strlen(word))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (cfdi_ascii_lower(text.ptr[i]) != (uint8_t)word[i])
            return false;
    return true;
}

/* What forms and exports put where they know nothing. */
static bool is_placeholder(struct cfd_bytes text)
{
    static const char *const words[] = {"n/a",  "n.a.",      "unknown", "null",
                                        "none", "undefined", "test"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (equals_word(text, words[i]))
            return true;
    return false;
}

static bool is_letter(uint8_t byte)
{
    return byte >= 0x80 || is_ascii_upper(byte) || is_ascii_lower(byte);
}

static bool has_letter(struct cfd_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_letter(text.ptr[i]))
            return true;
    return false;
}

/* Punctuation alone, zeros alone, or one digit over and over; what stands between does not count.
 * Short numbers like 11 are left alone: small tables do number their customers so. */
static bool is_filler(struct cfd_bytes text)
{
    size_t digit_count = 0;
    uint8_t digit = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t byte = text.ptr[i];

        if (is_letter(byte))
            return false;
        if (byte < '0' || byte > '9')
            continue;
        if (digit_count++ > 0 && byte != digit)
            return false;
        digit = byte;
    }
    return digit_count == 0 || digit == '0' || digit_count >= REPEATED_DIGITS_MIN;
}

static bool is_nobody(struct cfd_bytes text)
{
    return is_filler(text) || is_placeholder(text);
}

/* --- e-mail --------------------------------------------------------------------------------- */

static struct cfd_bytes trimmed(struct cfd_bytes text)
{
    while (text.len > 0 && text.ptr[0] == ' ')
        text = cfdi_after(text, 1);
    while (text.len > 0 && text.ptr[text.len - 1] == ' ')
        text.len--;
    return text;
}

/* The length of text up to the first such byte, or all of it. */
static size_t length_to(struct cfd_bytes text, char byte)
{
    const uint8_t *found = text.len == 0 ? NULL : memchr(text.ptr, byte, text.len);

    return found == NULL ? text.len : (size_t)(found - text.ptr);
}

static bool take_scheme(struct cfd_bytes *text)
{
    static const char scheme[] = "mailto:";

    if (text->len < sizeof(scheme) - 1 || memcmp(text->ptr, scheme, sizeof(scheme) - 1) != 0)
        return false;
    *text = cfdi_after(*text, sizeof(scheme) - 1);
    text->len = length_to(*text, '?');
    return true;
}

/* Anna Berg <anna@berg.example> */
static bool take_brackets(struct cfd_bytes *text)
{
    const uint8_t *open;

    if (text->len == 0 || text->ptr[text->len - 1] != '>')
        return false;
    open = memrchr(text->ptr, '<', text->len);
    if (open == NULL)
        return false;
    *text = cfdi_after(*text, (size_t)(open - text->ptr) + 1);
    text->len--;
    return true;
}

static inline bool is_between_addresses(uint8_t byte)
{
    return byte == ' ' || byte == '<' || byte == '>' || byte == ',' || byte == ';';
}

/* One address with something on both sides of its @, and not a list of several. */
static bool is_address(struct cfd_bytes text)
{
    size_t local_bytes = length_to(text, '@');

    if (local_bytes == 0 || local_bytes + 1 >= text.len || text.len > EMAIL_MAX_BYTES)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (is_between_addresses(text.ptr[i]))
            return false;
    return length_to(cfdi_after(text, local_bytes + 1), '@') == text.len - local_bytes - 1;
}

static bool put_email(struct cfdi_writer *writer, struct cfd_bytes value)
{
    struct cfd_bytes text;

    cfdi_put_words(writer, value);
    text = cfdi_written(writer, 0);
    while (take_scheme(&text) || take_brackets(&text))
        text = trimmed(text);
    while (text.len > 0 && text.ptr[text.len - 1] == '.')
        text.len--;
    if (!is_address(text))
        return false;
    memmove(writer->out, text.ptr, text.len);
    writer->bytes = text.len;
    return true;
}

/* --- customer id ---------------------------------------------------------------------------- */

static bool put_customer_id(struct cfdi_writer *writer, struct cfd_bytes value)
{
    struct cfdi_reader reader = cfdi_read(value);
    uint32_t code_point;

    writer->bytes_max = ID_MAX_BYTES;
    while (!writer->is_over && cfdi_next(&reader, &code_point)) {
        if (is_ascii_lower(code_point))
            code_point -= 'a' - 'A';
        if (code_point != ' ')
            cfdi_put(writer, code_point);
    }
    return writer->bytes >= ID_MIN_BYTES && !is_nobody(cfdi_written(writer, 0));
}

/* --- name and employer ---------------------------------------------------------------------- */

/* "FAMILY, Given" is turned; with more commas nobody knows what they part. */
static void put_name(struct cfdi_writer *writer, struct cfd_bytes name)
{
    size_t family_bytes = length_to(name, ',');
    struct cfd_bytes given = {NULL, 0};
    size_t given_bytes;

    if (family_bytes < name.len)
        given = cfdi_after(name, family_bytes + 1);
    if (family_bytes == name.len || length_to(given, ',') < given.len) {
        cfdi_put_words(writer, name);
        return;
    }
    cfdi_put_words(writer, given);
    given_bytes = writer->bytes;
    if (given_bytes > 0)
        cfdi_put_byte(writer, ' ');
    cfdi_put_words(writer, cfd_bytes_of(name.ptr, family_bytes));
    if (given_bytes > 0 && writer->bytes == given_bytes + 1)
        writer->bytes = given_bytes;
}

static bool is_somebody(struct cfd_bytes text)
{
    return text.len >= NAME_MIN_BYTES && !is_nobody(text);
}

static bool put_person_name(struct cfdi_writer *writer, struct cfd_bytes name,
                            struct cfd_bytes employer)
{
    size_t employer_at;

    writer->bytes_max = NAME_MAX_BYTES;
    put_name(writer, name);
    if (writer->is_over || !has_letter(cfdi_written(writer, 0)) ||
        !is_somebody(cfdi_written(writer, 0)))
        return false;
    writer->bytes_max = CFD_NORMAL_MAX_BYTES;
    cfdi_put_byte(writer, NAME_SEPARATOR);
    employer_at = writer->bytes;
    writer->bytes_max = employer_at + NAME_MAX_BYTES;
    cfdi_put_words(writer, employer);
    return is_somebody(cfdi_written(writer, employer_at));
}

static bool put_identity(struct cfdi_writer *writer, const struct cfd_identity *identity)
{
    switch (identity->kind) {
    case CFD_KIND_EMAIL:
        return put_email(writer, identity->value);
    case CFD_KIND_PHONE:
        return cfdi_put_phone(writer, identity->value) && !is_nobody(cfdi_written(writer, 0));
    case CFD_KIND_CUSTOMER_ID:
        return put_customer_id(writer, identity->value);
    case CFD_KIND_PERSON_NAME:
        return put_person_name(writer, identity->value, identity->second);
    default:
        return false;
    }
}

enum cfd_status cfd_normalise(const struct cfd_identity *identity, uint8_t *out, size_t *out_bytes)
{
    uint8_t normal[CFD_NORMAL_MAX_BYTES];
    struct cfdi_writer writer = {normal, 0, sizeof(normal), false};
    bool is_found = put_identity(&writer, identity) && !writer.is_over;

    if (is_found) {
        memcpy(out, normal, writer.bytes);
        *out_bytes = writer.bytes;
    }
    cfd_wipe(normal, sizeof(normal));
    return is_found ? CFD_OK : CFD_ERR_NOT_FOUND;
}
