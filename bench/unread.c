/* SPDX-License-Identifier: Apache-2.0
 * A session a response, its body handed over in pieces of 64 KB as a proxy would. */
#include "bench/unread.h"

#include <cofferdam/session.h>

#define PIECE_BYTES (64u * 1024u)

static enum cfd_status pseudonym(void *ctx, const struct cfd_identity *identity,
                                 uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    const struct bench_unread *unread = ctx;

    return cfd_pseudonym_identity(unread->key, identity, out_pseudonym);
}

static void pseudonym_raw(void *ctx, uint8_t domain, struct cfd_bytes bytes,
                          uint8_t out_pseudonym[CFD_PSEUDONYM_BYTES])
{
    const struct bench_unread *unread = ctx;

    cfd_pseudonym_first(unread->key, domain, bytes, out_pseudonym);
}

static enum cfd_status begin(struct cfd_session *session)
{
    static const uint8_t address[4] = {192, 0, 2, 7};
    const struct cfd_request request = {
        .method = cfd_bytes_str("GET"),
        .server_name = cfd_bytes_str("api.example"),
        .host = cfd_bytes_str("api.example"),
        .path = cfd_bytes_str("/ships/17/photo"),
        .address = cfd_bytes_of(address, sizeof(address)),
        .credentials[0] = {cfd_bytes_str("http_x_api_key"),
                           cfd_bytes_str("bench-0123456789abcdef")},
    };
    const struct cfd_head head = {.status = 200, .content_type = cfd_bytes_str("image/png")};
    enum cfd_wants wants;

    CFD_TRY(cfd_session_request(session, &request));
    CFD_TRY(cfd_session_head(session, &head, &wants));
    return wants == CFD_WANTS_BYTES ? CFD_ERR_CORRUPT : CFD_OK;
}

static enum cfd_status answer(struct cfd_session *session, struct cfd_bytes body)
{
    CFD_TRY(begin(session));
    for (size_t at = 0; at < body.len; at += PIECE_BYTES) {
        size_t left_bytes = body.len - at;

        CFD_TRY(cfd_session_body(session, body.ptr + at,
                                 left_bytes < PIECE_BYTES ? left_bytes : PIECE_BYTES));
    }
    return cfd_session_end(session, CFD_END_WHOLE);
}

enum cfd_status bench_unread_run(void *ctx)
{
    struct bench_unread *unread = ctx;
    const struct cfd_session_env env = {.alloc = &cfd_alloc_libc,
                                        .pseudonym = pseudonym,
                                        .pseudonym_raw = pseudonym_raw,
                                        .ctx = unread};

    for (size_t i = 0; i < BENCH_UNREAD_RESPONSES; i++) {
        struct cfd_session *session;
        enum cfd_status status;

        CFD_TRY(cfd_session_open(&env, &session));
        status = answer(session, unread->body);
        cfd_session_close(session);
        CFD_TRY(status);
    }
    return CFD_OK;
}
