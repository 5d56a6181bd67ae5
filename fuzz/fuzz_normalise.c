/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_normalise.
 *
 * First byte: kind ('0' e-mail, '1' phone, '2' customer id, '3' name; modulo 4). The rest is the
 * value; for a name, what follows the first '|' is the employer.
 * Oracles: the output is within its bounds and nothing is written behind it; it is well-formed
 * UTF-8 without control characters but the one separator of a name; normalising it again gives
 * the same; a refusal writes nothing. */
#include <cofferdam/key.h>

#include <stdlib.h>

#include "core/base/utf8.h"

#define UNTOUCHED 0x5au
#define SEPARATOR 0x1fu

struct normal {
    enum cfd_status status;
    uint8_t bytes[CFD_NORMAL_MAX_BYTES + 16];
    size_t count;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

static void check(bool is_right)
{
    if (!is_right)
        abort();
}

/* text = head, mark, tail; without a mark everything is the head. */
static void split_at(struct cfd_bytes text, uint8_t mark, struct cfd_bytes *out_head,
                     struct cfd_bytes *out_tail)
{
    const uint8_t *found = text.len == 0 ? NULL : memchr(text.ptr, mark, text.len);
    size_t head_bytes = found == NULL ? text.len : (size_t)(found - text.ptr);

    *out_head = cfd_bytes_of(text.ptr, head_bytes);
    *out_tail = cfd_bytes_of(NULL, 0);
    if (found != NULL)
        *out_tail = cfd_bytes_of(found + 1, text.len - head_bytes - 1);
}

static void normalise(enum cfd_kind kind, struct cfd_bytes text, uint8_t mark, struct normal *out)
{
    struct cfd_identity identity = {kind, text, {NULL, 0}};
    size_t used_bytes;

    if (kind == CFD_KIND_PERSON_NAME)
        split_at(text, mark, &identity.value, &identity.second);
    memset(out->bytes, UNTOUCHED, sizeof(out->bytes));
    out->count = 0;
    out->status = cfd_normalise(&identity, out->bytes, &out->count);
    check(out->status == CFD_OK || out->status == CFD_ERR_NOT_FOUND);
    check((out->count > 0) == (out->status == CFD_OK) && out->count <= CFD_NORMAL_MAX_BYTES);
    for (used_bytes = out->count; used_bytes < sizeof(out->bytes); used_bytes++)
        check(out->bytes[used_bytes] == UNTOUCHED);
}

static void check_text(enum cfd_kind kind, const struct normal *normal)
{
    struct cfd_bytes text = cfd_bytes_of(normal->bytes, normal->count);
    size_t separator_count = 0;
    uint32_t code_point;
    size_t len;

    for (size_t at = 0; at < text.len; at += len) {
        cfd_utf8_decode(text, at, &code_point, &len);
        check(code_point != CFD_UTF8_REPLACEMENT || len > 1);
        separator_count += code_point == SEPARATOR;
        check(code_point == SEPARATOR || (code_point >= 0x20 && code_point != 0x7f));
        check(code_point < 0x80 || code_point > 0xa0);
    }
    check(separator_count == (kind == CFD_KIND_PERSON_NAME));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static const enum cfd_kind kinds[] = {CFD_KIND_EMAIL, CFD_KIND_PHONE, CFD_KIND_CUSTOMER_ID,
                                          CFD_KIND_PERSON_NAME};
    struct normal once, twice;
    enum cfd_kind kind;

    if (data_bytes == 0)
        return 0;
    kind = kinds[data[0] % 4];
    normalise(kind, cfd_bytes_of(data + 1, data_bytes - 1), '|', &once);
    if (once.status != CFD_OK)
        return 0;
    check_text(kind, &once);
    normalise(kind, cfd_bytes_of(once.bytes, once.count), SEPARATOR, &twice);
    check(twice.status == CFD_OK && twice.count == once.count);
    check(memcmp(twice.bytes, once.bytes, once.count) == 0);
    return 0;
}
