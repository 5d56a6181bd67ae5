/* SPDX-License-Identifier: Apache-2.0
 * Loading a corpus and cutting it at its lines. */
#include "bench/body.h"

#include <errno.h>
#include <stdlib.h>

#define HEAD "{\"value\":[\n"
#define TAIL "\n]}\n"
#define HEAD_BYTES (sizeof(HEAD) - 1)
#define TAIL_BYTES (sizeof(TAIL) - 1)

static enum cfd_status get_file_bytes(FILE *file, size_t *out_bytes)
{
    long end;

    if (fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0)
        return CFD_ERR_IO;
    *out_bytes = (size_t)end;
    return CFD_OK;
}

static enum cfd_status read_all(FILE *file, struct bench_bodies *out_bodies)
{
    size_t file_bytes;
    uint8_t *block;

    CFD_TRY(get_file_bytes(file, &file_bytes));
    block = calloc(1, file_bytes + BENCH_PADDING_BYTES);
    if (block == NULL)
        return CFD_ERR_MEMORY;
    if (fread(block, 1, file_bytes, file) != file_bytes) {
        free(block);
        return CFD_ERR_IO;
    }
    out_bodies->block = block;
    out_bodies->count = 1;
    out_bodies->total_bytes = file_bytes;
    out_bodies->items[0] = cfd_bytes_of(block, file_bytes);
    return CFD_OK;
}

enum cfd_status bench_bodies_load(const char *folder, const char *name,
                                  struct bench_bodies *out_bodies)
{
    char path[4096];
    enum cfd_status status;
    FILE *file;

    if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder, name) >= sizeof(path)) {
        errno = ENAMETOOLONG;
        return CFD_ERR_IO;
    }
    file = fopen(path, "rb");
    if (file == NULL)
        return CFD_ERR_IO;
    status = read_all(file, out_bodies);
    fclose(file);
    return status;
}

/* The first `records` bytes hold whole records; the comma after the last one is theirs, too. */
static void add_body(struct bench_bodies *bodies, const uint8_t *records, size_t records_bytes)
{
    uint8_t *body = bodies->block + bodies->total_bytes;
    size_t body_bytes = HEAD_BYTES + records_bytes + TAIL_BYTES;

    memcpy(body, HEAD, HEAD_BYTES);
    memcpy(body + HEAD_BYTES, records, records_bytes);
    memcpy(body + HEAD_BYTES + records_bytes, TAIL, TAIL_BYTES);
    bodies->items[bodies->count++] = cfd_bytes_of(body, body_bytes);
    bodies->total_bytes += body_bytes;
}

/* Where the records that make up the next body end, without the comma. */
static const uint8_t *end_of_body(const uint8_t *at, const uint8_t *end, size_t body_bytes)
{
    const uint8_t *line_end;

    if ((size_t)(end - at) <= body_bytes)
        return end;
    line_end = memchr(at + body_bytes, '\n', (size_t)(end - at) - body_bytes);
    return line_end == NULL ? end : line_end - 1;
}

static enum cfd_status cut(struct cfd_bytes corpus, size_t body_bytes, struct bench_bodies *bodies)
{
    const uint8_t *at = corpus.ptr + HEAD_BYTES;
    const uint8_t *end = corpus.ptr + corpus.len - TAIL_BYTES;

    while (at < end) {
        const uint8_t *body_end = end_of_body(at, end, body_bytes);

        if (bodies->count == BENCH_BODIES_MAX)
            return CFD_ERR_LIMIT;
        if (body_end < end && memcmp(body_end, ",\n", 2) != 0)
            return CFD_ERR_FORMAT;
        add_body(bodies, at, (size_t)(body_end - at));
        at = body_end + 2;
    }
    return CFD_OK;
}

enum cfd_status bench_bodies_cut(const struct bench_bodies *corpus, size_t body_bytes,
                                 struct bench_bodies *out_bodies)
{
    struct cfd_bytes whole = corpus->items[0];
    enum cfd_status status;

    if (whole.len < HEAD_BYTES + TAIL_BYTES || memcmp(whole.ptr, HEAD, HEAD_BYTES) != 0 ||
        memcmp(whole.ptr + whole.len - TAIL_BYTES, TAIL, TAIL_BYTES) != 0)
        return CFD_ERR_FORMAT;
    memset(out_bodies, 0, sizeof(*out_bodies));
    out_bodies->block =
        calloc(1, whole.len + BENCH_BODIES_MAX * (HEAD_BYTES + TAIL_BYTES) + BENCH_PADDING_BYTES);
    if (out_bodies->block == NULL)
        return CFD_ERR_MEMORY;
    status = cut(whole, body_bytes, out_bodies);
    if (status != CFD_OK)
        bench_bodies_free(out_bodies);
    return status;
}

void bench_bodies_free(struct bench_bodies *bodies)
{
    free(bodies->block);
    memset(bodies, 0, sizeof(*bodies));
}
