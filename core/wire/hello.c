/* SPDX-License-Identifier: Apache-2.0
 * The greeting on the ring socket, both directions. Byte layout: hello.h.
 *
 * Both messages begin alike and end in zeros, which the other side demands: a later protocol that
 * gives them a meaning has another number. */
#include "core/wire/hello.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/wire/codec.h"

#define MAGIC_BYTES 8u
#define ID_BYTES 16u

static const char hello_magic[MAGIC_BYTES] = {'C', 'F', 'D', 'H', 'E', 'L', 'O', '1'};
static const char welcome_magic[MAGIC_BYTES] = {'C', 'F', 'D', 'W', 'E', 'L', 'C', '1'};

static struct cfd_writer begin(const char magic[MAGIC_BYTES], uint8_t out[CFD_HELLO_BYTES])
{
    struct cfd_writer writer = cfd_writer_of(out, CFD_HELLO_BYTES);

    memset(out, 0, CFD_HELLO_BYTES);
    cfd_put_bytes(&writer, magic, MAGIC_BYTES);
    cfd_put_u32(&writer, CFD_HELLO_PROTOCOL);
    return writer;
}

/* Checks length, magic and protocol; *in stands after them. */
static enum cfd_status read_begin(struct cfd_bytes message, const char magic[MAGIC_BYTES],
                                  struct cfd_reader *in)
{
    if (message.len != CFD_HELLO_BYTES || memcmp(message.ptr, magic, MAGIC_BYTES) != 0)
        return CFD_ERR_FORMAT;
    *in = cfd_reader_of(message.ptr + MAGIC_BYTES, message.len - MAGIC_BYTES);
    return cfd_get_u32(in) == CFD_HELLO_PROTOCOL ? CFD_OK : CFD_ERR_VERSION;
}

static bool rest_is_zero(const struct cfd_reader *in)
{
    for (size_t i = 0; i < in->left_bytes; i++)
        if (in->at[i] != 0)
            return false;
    return true;
}

void cfd_hello_encode(const struct cfd_hello *hello, uint8_t out[CFD_HELLO_BYTES])
{
    struct cfd_writer writer = begin(hello_magic, out);

    cfd_put_u32(&writer, hello->ring_layout);
    cfd_put_bytes(&writer, hello->ring_id, ID_BYTES);
    cfd_put_u64(&writer, hello->mapping_bytes);
    cfd_put_u32(&writer, hello->pid);
    cfd_put_u32(&writer, hello->worker_slot);
}

enum cfd_status cfd_hello_decode(struct cfd_bytes message, struct cfd_hello *out_hello)
{
    struct cfd_hello hello;
    struct cfd_reader in;

    CFD_TRY(read_begin(message, hello_magic, &in));
    hello.ring_layout = cfd_get_u32(&in);
    cfd_get_copy(&in, hello.ring_id, ID_BYTES);
    hello.mapping_bytes = cfd_get_u64(&in);
    hello.pid = cfd_get_u32(&in);
    hello.worker_slot = cfd_get_u32(&in);
    if (!rest_is_zero(&in))
        return CFD_ERR_FORMAT;
    *out_hello = hello;
    return CFD_OK;
}

void cfd_welcome_encode(enum cfd_welcome verdict, const uint8_t engine_id[16],
                        uint8_t out[CFD_HELLO_BYTES])
{
    struct cfd_writer writer = begin(welcome_magic, out);

    cfd_put_u32(&writer, (uint32_t)verdict);
    cfd_put_bytes(&writer, engine_id, ID_BYTES);
}

enum cfd_status cfd_welcome_decode(struct cfd_bytes message, enum cfd_welcome *out_verdict)
{
    struct cfd_reader in;
    uint32_t verdict;

    CFD_TRY(read_begin(message, welcome_magic, &in));
    verdict = cfd_get_u32(&in);
    (void)cfd_get_bytes(&in, ID_BYTES);
    if (verdict > CFD_WELCOME_REFUSED || !rest_is_zero(&in))
        return CFD_ERR_FORMAT;
    *out_verdict = (enum cfd_welcome)verdict;
    return CFD_OK;
}
