/* SPDX-License-Identifier: Apache-2.0
 * Labels of consumers: the shapes of personal ids, and hints that name nobody. */
#include "core/identity/label.h"

#include <string.h>

#define SECRET_HINT_CHARS 4u
#define PHONE_DIGITS_MIN 7u
#define PHONE_DIGITS_MAX 15u
#define NETWORK_GROUPS 3u /* of a /48 */

const uint8_t cfdi_ipv4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(uint8_t byte)
{
    return (byte | 0x20u) >= 'a' && (byte | 0x20u) <= 'z';
}

static struct cfd_bytes skip(struct cfd_bytes text, size_t count)
{
    return cfd_bytes_of(text.ptr + count, text.len - count);
}

static bool is_printable(struct cfd_bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 0x20 || text.ptr[i] > 0x7e)
            return false;
    }
    return true;
}

/* Index of the last `byte` of a text, or its length. */
static size_t find_last(struct cfd_bytes text, char byte)
{
    for (size_t i = text.len; i > 0; i--) {
        if (text.ptr[i - 1] == (uint8_t)byte)
            return i - 1;
    }
    return text.len;
}

static void put(char *label, struct cfd_bytes text)
{
    memcpy(label, text.ptr, text.len);
    label[text.len] = '\0';
}

/* The first character of a text and what says that more follows. */
static size_t put_initial(char *label, struct cfd_bytes text)
{
    size_t count = text.len > 0 ? 1 : 0;

    if (count > 0)
        label[0] = (char)text.ptr[0];
    memcpy(label + count, "...", 4);
    return count + 3;
}

static void put_email(char label[CFD_CONSUMER_LABEL_BYTES], struct cfd_bytes value, size_t at_sign)
{
    size_t used = put_initial(label, cfd_bytes_of(value.ptr, at_sign));

    label[used] = '@';
    (void)put_initial(label + used + 1, skip(value, at_sign + 1));
}

static void put_name(char label[CFD_CONSUMER_LABEL_BYTES], struct cfd_bytes value)
{
    size_t used = put_initial(label, value);

    label[used] = ' ';
    (void)put_initial(label + used + 1, skip(value, find_last(value, ' ') + 1));
}

/* '+', then digits with what people put between them. */
static bool is_phone(struct cfd_bytes value)
{
    size_t digit_count = 0;

    if (value.ptr[0] != '+')
        return false;
    for (size_t i = 1; i < value.len; i++) {
        if (is_digit(value.ptr[i]))
            digit_count++;
        else if (value.ptr[i] == '\0' || strchr(" -./()", value.ptr[i]) == NULL)
            return false;
    }
    return digit_count >= PHONE_DIGITS_MIN && digit_count <= PHONE_DIGITS_MAX;
}

/* A letter, perhaps a comma or a dot, blanks, a letter: "Schmidt, Anna", "A. Schmidt". */
static bool is_name(struct cfd_bytes value)
{
    bool is_after_letter = false;
    bool is_after_word = false;

    for (size_t i = 0; i < value.len; i++) {
        uint8_t byte = value.ptr[i];

        if (is_letter(byte) && is_after_word)
            return true;
        if (byte == ' ')
            is_after_word = is_after_word || is_after_letter;
        else
            is_after_word = false;
        if (byte != ',' && byte != '.')
            is_after_letter = is_letter(byte);
    }
    return false;
}

/* "Basic" is base64 of name:password; its last characters are those of the password. */
static bool is_password(struct cfd_bytes value)
{
    static const char basic[] = "basic";

    if (value.len < sizeof(basic) || !is_blank(value.ptr[sizeof(basic) - 1]))
        return false;
    for (size_t i = 0; i < sizeof(basic) - 1; i++) {
        if ((value.ptr[i] | 0x20) != basic[i])
            return false;
    }
    return true;
}

static void label_secret(struct cfd_consumer *consumer, struct cfd_bytes value)
{
    if (value.len < CFD_SECRET_HINT_MIN_CHARS || is_password(value))
        return;
    memcpy(consumer->label, "...", 3);
    put(consumer->label + 3, skip(value, value.len - SECRET_HINT_CHARS));
}

static void label_id(struct cfd_consumer *consumer, struct cfd_bytes value)
{
    size_t at_sign = find_last(value, '@');

    if (at_sign < value.len) {
        put_email(consumer->label, value, at_sign);
    } else if (is_phone(value)) {
        put(consumer->label, cfd_bytes_str("+..."));
    } else if (is_name(value)) {
        put_name(consumer->label, value);
    } else if (value.len < CFD_CONSUMER_LABEL_BYTES) {
        put(consumer->label, value);
        consumer->is_clear = true;
    } else {
        consumer->credential = CFD_CREDENTIAL_SECRET;
        label_secret(consumer, value);
    }
}

void cfdi_label_credential(struct cfd_consumer *consumer, struct cfd_bytes value)
{
    if (!is_printable(value))
        consumer->credential = CFD_CREDENTIAL_SECRET;
    else if (consumer->credential == CFD_CREDENTIAL_ID)
        label_id(consumer, value);
    else
        label_secret(consumer, value);
}

/* Writes a number without leading zeros; answers where it ends. */
static char *put_number(char *at, unsigned number, unsigned base)
{
    char digits[10];
    size_t count = 0;

    do {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number > 0);
    while (count > 0)
        *at++ = digits[--count];
    return at;
}

static void put_ipv4_network(char *label, const uint8_t *address)
{
    for (size_t i = 0; i < 3; i++) {
        label = put_number(label, address[i], 10);
        *label++ = '.';
    }
    put(label, cfd_bytes_str("0/24"));
}

/* RFC 5952: behind a /48 the zeros are always the longest run, so "::" stands there and takes in
 * zero groups right before it. */
static void put_ipv6_network(char *label, const uint8_t *address)
{
    unsigned groups[NETWORK_GROUPS];
    size_t group_count = NETWORK_GROUPS;

    for (size_t i = 0; i < NETWORK_GROUPS; i++)
        groups[i] = (unsigned)address[2 * i] << 8 | address[2 * i + 1];
    while (group_count > 0 && groups[group_count - 1] == 0)
        group_count--;
    for (size_t i = 0; i < group_count; i++) {
        label = put_number(label, groups[i], 16);
        *label++ = ':';
    }
    put(label, cfd_bytes_str(group_count == 0 ? "::/48" : ":/48"));
}

void cfdi_label_network(const uint8_t address[CFDI_IPV6_BYTES],
                        char out_label[CFD_CONSUMER_LABEL_BYTES])
{
    if (memcmp(address, cfdi_ipv4_prefix, sizeof(cfdi_ipv4_prefix)) == 0)
        put_ipv4_network(out_label, address + sizeof(cfdi_ipv4_prefix));
    else
        put_ipv6_network(out_label, address);
}
