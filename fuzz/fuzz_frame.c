/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_frame_decode and the decoders and encoders of all frames, cfd_hello_decode,
 * cfd_welcome_decode.
 *
 * The input is one message.
 * Oracles: whatever is decoded encodes to the same bytes; a refused row moves nothing. */
#include "core/wire/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wire/hello.h"

#define FRAME_HEAD_BYTES 12u
#define ENGINE_ID_AT 16u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes);

static uint8_t out[CFD_FRAME_MAX_BYTES];

static void must(bool is_so, const char *law)
{
    if (is_so)
        return;
    fprintf(stderr, "fuzz_frame: not so: %s\n", law);
    abort();
}

static void check_same(enum cfd_status status, size_t out_bytes, struct cfd_bytes message)
{
    must(status == CFD_OK, "what decodes encodes");
    must(cfd_bytes_equal(cfd_bytes_of(out, out_bytes), message), "to the same bytes");
}

static void check_query(struct cfd_bytes message, const struct cfd_frame_head *head)
{
    struct cfd_query query;
    enum cfd_status status;
    size_t out_bytes = 0;

    if (cfd_query_decode(head->payload, &query) != CFD_OK)
        return;
    status = cfd_query_encode(head->request_id, &query, out, sizeof(out), &out_bytes);
    check_same(status, out_bytes, message);
}

/* Each row alone, in a frame of its own, has the bytes it came in. */
static void check_rows(const struct cfd_frame_head *head)
{
    struct cfd_bytes payload = head->payload;
    struct cfd_bytes before = payload;
    struct cfd_row row;
    enum cfd_status status;

    while ((status = cfd_rows_next(&payload, &row)) == CFD_OK) {
        size_t out_bytes = 0, rows_taken = 0;

        status =
            cfd_rows_encode(head->request_id, &row, 1, out, sizeof(out), &out_bytes, &rows_taken);
        must(status == CFD_OK && rows_taken == 1, "what decodes encodes");
        must(cfd_bytes_equal(cfd_bytes_of(out + FRAME_HEAD_BYTES, out_bytes - FRAME_HEAD_BYTES),
                             cfd_bytes_of(before.ptr, before.len - payload.len)),
             "a row encodes to the same bytes");
        before = payload;
    }
    must(payload.ptr == before.ptr && payload.len == before.len, "a refused row moves nothing");
    must((status == CFD_ERR_NOT_FOUND) == (payload.len == 0), "rows end with the payload");
}

static void check_end(struct cfd_bytes message, const struct cfd_frame_head *head)
{
    struct cfd_answer_end end;
    enum cfd_status status;
    size_t out_bytes = 0;

    if (cfd_end_decode(head->payload, &end) != CFD_OK)
        return;
    status = cfd_end_encode(head->request_id, &end, out, sizeof(out), &out_bytes);
    check_same(status, out_bytes, message);
}

static void check_fail(struct cfd_bytes message, const struct cfd_frame_head *head)
{
    enum cfd_status told, status;
    char text[256];
    size_t out_bytes = 0;

    if (cfd_fail_decode(head->payload, &told, text) != CFD_OK)
        return;
    must(told < CFD_OK, "a failure is a bad status");
    status = cfd_fail_encode(head->request_id, told, text, out, sizeof(out), &out_bytes);
    check_same(status, out_bytes, message);
}

static void check_greetings(struct cfd_bytes message)
{
    struct cfd_hello hello;
    enum cfd_welcome verdict;

    if (cfd_hello_decode(message, &hello) == CFD_OK) {
        cfd_hello_encode(&hello, out);
        check_same(CFD_OK, CFD_HELLO_BYTES, message);
    }
    if (cfd_welcome_decode(message, &verdict) == CFD_OK) {
        cfd_welcome_encode(verdict, message.ptr + ENGINE_ID_AT, out);
        check_same(CFD_OK, CFD_HELLO_BYTES, message);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    struct cfd_bytes message = cfd_bytes_of(data, data_bytes);
    struct cfd_frame_head head;

    check_greetings(message);
    if (cfd_frame_decode(message, &head) != CFD_OK)
        return 0;
    switch (head.frame) {
    case CFD_FRAME_QUERY:
        check_query(message, &head);
        break;
    case CFD_FRAME_ROWS:
        check_rows(&head);
        break;
    case CFD_FRAME_END:
        check_end(message, &head);
        break;
    case CFD_FRAME_FAIL:
        check_fail(message, &head);
        break;
    }
    return 0;
}
