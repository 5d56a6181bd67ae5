/* SPDX-License-Identifier: Apache-2.0
 * Which region a text names: codes, locales, names, domains. */
#include "core/classify/phone_number.h"

#include <string.h>

#include "core/classify/phone_plan.h"

#define WORD_MAX_BYTES 64u

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20u) : byte;
}

static bool is_letter(uint8_t byte)
{
    return lower(byte) >= 'a' && lower(byte) <= 'z';
}

static bool are_letters(struct cfd_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_letter(text.ptr[i]))
            return false;
    return text.len > 0;
}

/* Two letters that are a region. */
static uint16_t code_of(struct cfd_bytes text)
{
    uint16_t region;

    if (text.len != 2 || !are_letters(text))
        return 0;
    region = (uint16_t)((text.ptr[0] & 0xdfu) << 8 | (text.ptr[1] & 0xdfu));
    return cfdi_phone_territory_of(region) == NULL ? 0 : region;
}

static int compare(const struct cfdi_phone_word *word, struct cfd_bytes text)
{
    size_t shorter = word->bytes < text.len ? word->bytes : text.len;
    int order = memcmp(cfdi_phone_word_bytes + word->at, text.ptr, shorter);

    return order != 0 ? order : (int)word->bytes - (int)text.len;
}

static uint16_t listed(struct cfd_bytes text)
{
    size_t low = 0;
    size_t high = cfdi_phone_word_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(&cfdi_phone_words[middle], text);

        if (order == 0)
            return cfdi_phone_words[middle].region;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* Three capitals are a code; names may be written large or small. */
static uint16_t word_of(struct cfd_bytes text)
{
    uint8_t folded[WORD_MAX_BYTES];

    if (text.len == 0 || text.len > sizeof(folded))
        return 0;
    for (size_t i = 0; i < text.len; i++)
        folded[i] = text.len == 3 ? text.ptr[i] : lower(text.ptr[i]);
    return listed(cfd_bytes_of(folded, text.len));
}

/* language[-Script][-REGION][...], also with _ and .encoding: the second or third part. */
static uint16_t locale_of(struct cfd_bytes text)
{
    size_t start = 0;

    for (size_t at = 0, part = 0; at <= text.len && part < 3; at++) {
        struct cfd_bytes run = cfd_bytes_of(text.ptr + start, at - start);

        if (at < text.len && text.ptr[at] != '-' && text.ptr[at] != '_' && text.ptr[at] != '.')
            continue;
        if (!are_letters(run) || (part == 0 && run.len != 2 && run.len != 3))
            return 0;
        if (part > 0 && run.len != 4)
            return code_of(run);
        start = at + 1;
        part++;
    }
    return 0;
}

/* Domains that are sold to the whole world as words say nothing. */
static bool is_sold_domain(struct cfd_bytes label)
{
    static const char sold[] = "ac ai cc co fm gg io la ly me sh to tv vc ws ";

    for (size_t i = 0; i + 2 < sizeof(sold); i += 3)
        if (lower(label.ptr[0]) == (uint8_t)sold[i] && lower(label.ptr[1]) == (uint8_t)sold[i + 1])
            return true;
    return false;
}

/* What follows the last dot of a domain or an e-mail address. */
static uint16_t domain_of(struct cfd_bytes text)
{
    const uint8_t *dot = NULL;
    struct cfd_bytes label;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ' ')
            return 0;
        if (text.ptr[i] == '.')
            dot = text.ptr + i;
    }
    if (dot == NULL)
        return 0;
    label = cfd_bytes_of(dot + 1, (size_t)(text.ptr + text.len - dot) - 1);
    if (label.len != 2 || is_sold_domain(label))
        return 0;
    if (lower(label.ptr[0]) == 'u' && lower(label.ptr[1]) == 'k')
        return 'G' << 8 | 'B';
    return code_of(label);
}

uint16_t cfd_region_of(struct cfd_bytes text)
{
    static uint16_t (*const ways[])(struct cfd_bytes) = {code_of, word_of, locale_of, domain_of};
    uint16_t region = 0;

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]) && region == 0; i++)
        region = ways[i](text);
    return region;
}
