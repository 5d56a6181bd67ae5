/* SPDX-License-Identifier: Apache-2.0
 * Credentials and addresses as consumers: the variable's short name, a label, the pseudonym.
 *
 * A value of any length goes into its pseudonym whole. Up to BLOCK_BYTES the pseudonym is that of
 * name, 0x1f and value; of more it is taken block by block, and what was covered so far stands
 * before the next block. */
#include <cofferdam/consumer.h>

#include <string.h>

#include <cofferdam/key.h>

#include "core/identity/label.h"

#define NAME_END 0x1fu /* between name and value under the pseudonym */
#define BLOCK_BYTES 4096u
#define IPV4_BYTES (CFDI_IPV6_BYTES - sizeof(cfdi_ipv4_prefix))

struct cover {
    cfd_pseudonym_raw pseudonym;
    void *ctx;
    size_t used;
    uint8_t block[BLOCK_BYTES];
};

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

static bool is_name_byte(uint8_t byte)
{
    return is_letter(byte) || is_digit(byte) || byte == '_';
}

static struct cfd_bytes skip(struct cfd_bytes text, size_t count)
{
    return cfd_bytes_of(count == 0 ? text.ptr : text.ptr + count, text.len - count);
}

static struct cfd_bytes trim(struct cfd_bytes text)
{
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_blank(text.ptr[0]))
        text = skip(text, 1);
    return text;
}

static bool starts_with(struct cfd_bytes text, const char *prefix)
{
    return text.len >= strlen(prefix) && memcmp(text.ptr, prefix, strlen(prefix)) == 0;
}

static struct cfd_bytes without_prefix(struct cfd_bytes name)
{
    static const char *const prefixes[] = {"cofferdam_", "http_", "cookie_", "arg_"};

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (starts_with(name, prefixes[i]) && name.len > strlen(prefixes[i]))
            return skip(name, strlen(prefixes[i]));
    }
    return name;
}

static void put_variable(char out_name[CFD_CONSUMER_NAME_BYTES], struct cfd_bytes variable)
{
    struct cfd_bytes name = without_prefix(variable);
    size_t used = 0;

    for (; used < name.len && used + 1 < CFD_CONSUMER_NAME_BYTES; used++)
        out_name[used] = is_name_byte(name.ptr[used]) ? (char)name.ptr[used] : '_';
    out_name[used] = '\0';
}

static void cover_add(struct cover *cover, struct cfd_bytes bytes)
{
    uint8_t so_far[CFD_PSEUDONYM_BYTES];

    while (bytes.len > 0) {
        size_t room;
        size_t taken;

        if (cover->used == BLOCK_BYTES) {
            cover->pseudonym(cover->ctx, CFD_DOMAIN_CREDENTIAL,
                             cfd_bytes_of(cover->block, cover->used), so_far);
            memcpy(cover->block, so_far, sizeof(so_far));
            cover->used = sizeof(so_far);
        }
        room = BLOCK_BYTES - cover->used;
        taken = bytes.len < room ? bytes.len : room;
        memcpy(cover->block + cover->used, bytes.ptr, taken);
        cover->used += taken;
        bytes = skip(bytes, taken);
    }
}

static void cover_credential(struct cfd_bytes name, struct cfd_bytes value,
                             cfd_pseudonym_raw pseudonym, void *ctx,
                             uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    const uint8_t name_end = NAME_END;
    struct cover cover;

    cover.pseudonym = pseudonym;
    cover.ctx = ctx;
    cover.used = 0;
    cover_add(&cover, name);
    cover_add(&cover, cfd_bytes_of(&name_end, 1));
    cover_add(&cover, value);
    pseudonym(ctx, CFD_DOMAIN_CREDENTIAL, cfd_bytes_of(cover.block, cover.used), out_pseudonym);
    cfd_wipe(cover.block, cover.used);
}

enum cfd_status cfd_consumer_of_credential(struct cfd_bytes name, enum cfd_credential credential,
                                           struct cfd_bytes value, cfd_pseudonym_raw pseudonym,
                                           void *ctx, struct cfd_consumer *out_consumer)
{
    struct cfd_consumer consumer = {.credential = credential};

    value = trim(value);
    if (value.len == 0)
        return CFD_ERR_NOT_FOUND;
    put_variable(consumer.name, name);
    cfdi_label_credential(&consumer, value);
    if (pseudonym != NULL) {
        cover_credential(name, value, pseudonym, ctx, consumer.pseudonym);
        consumer.has_pseudonym = true;
    }
    *out_consumer = consumer;
    return CFD_OK;
}

/* The 16 byte form; false: not an address. */
static bool read_address(struct cfd_bytes address, uint8_t out_ipv6[CFDI_IPV6_BYTES])
{
    if (address.len == CFDI_IPV6_BYTES) {
        memcpy(out_ipv6, address.ptr, CFDI_IPV6_BYTES);
        return true;
    }
    if (address.len != IPV4_BYTES)
        return false;
    memcpy(out_ipv6, cfdi_ipv4_prefix, sizeof(cfdi_ipv4_prefix));
    memcpy(out_ipv6 + sizeof(cfdi_ipv4_prefix), address.ptr, IPV4_BYTES);
    return true;
}

enum cfd_status cfd_consumer_of_address(struct cfd_bytes address, cfd_pseudonym_raw pseudonym,
                                        void *ctx, struct cfd_consumer *out_consumer)
{
    struct cfd_consumer consumer = {.credential = CFD_CREDENTIAL_ADDRESS, .name = "address"};
    uint8_t ipv6[CFDI_IPV6_BYTES];

    if (!read_address(address, ipv6))
        return CFD_ERR_USAGE;
    cfdi_label_network(ipv6, consumer.label);
    if (pseudonym != NULL) {
        pseudonym(ctx, CFD_DOMAIN_ADDRESS, cfd_bytes_of(ipv6, sizeof(ipv6)), consumer.pseudonym);
        consumer.has_pseudonym = true;
    }
    *out_consumer = consumer;
    return CFD_OK;
}

enum cfd_credential cfd_credential_of_variable(struct cfd_bytes name)
{
    bool is_secret =
        starts_with(name, "http_") || starts_with(name, "cookie_") || starts_with(name, "arg_");

    return is_secret ? CFD_CREDENTIAL_SECRET : CFD_CREDENTIAL_ID;
}
