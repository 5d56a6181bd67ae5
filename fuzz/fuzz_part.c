/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_part_decode, cfd_part_encode.
 *
 * Bytes 0-1: the version; the rest is the payload.
 * Oracles: what is decoded encodes to the same bytes, in exactly their room and not in less; its
 * pointers stay inside its storage; a refusal writes nothing. */
#include "core/wire/part.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/wire/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_part: not so: %s\n", law);
    abort();
}

static void check_encode(const struct cfd_part *part, struct cfd_bytes payload)
{
    uint8_t *out = malloc(payload.len);
    size_t out_bytes = 0;

    if (out == NULL)
        abort();
    must(payload.len <= CFD_PART_MAX_BYTES, "no part is longer than the maximum");
    must(cfd_part_encode(part, out, payload.len, &out_bytes) == CFD_OK, "what decodes encodes");
    must(cfd_bytes_equal(cfd_bytes_of(out, out_bytes), payload), "to the same bytes");
    must(cfd_part_encode(part, out, payload.len - 1, &out_bytes) == CFD_ERR_LIMIT,
         "a byte less of room is a limit");
    free(out);
}

static void check_untouched(const struct cfd_part_storage *storage)
{
    const uint8_t *bytes = (const uint8_t *)storage;

    for (size_t i = 0; i < sizeof(*storage); i++)
        must(bytes[i] == 0x5a, "a refusal writes nothing");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static struct cfd_part_storage storage;
    struct cfd_reader in = cfd_reader_of(data, data_bytes);
    uint16_t version = cfd_get_u16(&in);
    struct cfd_bytes payload = cfd_bytes_of(in.at, in.left_bytes);
    enum cfd_status status;

    if (in.is_failed)
        return 0;
    memset(&storage, 0x5a, sizeof(storage));
    status = cfd_part_decode(payload, version, &storage);
    if (status != CFD_OK) {
        must(status == (version == CFD_PART_VERSION ? CFD_ERR_FORMAT : CFD_ERR_VERSION),
             "the version is asked first");
        check_untouched(&storage);
        return 0;
    }
    must(storage.part.endpoint == storage.endpoint && storage.part.consumers == storage.consumers &&
             storage.part.subjects == storage.subjects,
         "a part points into its storage");
    check_encode(&storage.part, payload);
    return 0;
}
