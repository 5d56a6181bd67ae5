/* SPDX-License-Identifier: Apache-2.0
 * The greeting on the ring socket: a worker hands its ring over, the engine answers.
 *
 * SEQPACKET, one message each way, 64 bytes:
 *     worker: 8 "CFDHELO1"  u32 protocol (1)  u32 ring layout  16 ring id  u64 mapping bytes
 *             u32 pid  u32 worker slot  zeros         with the memfd as SCM_RIGHTS
 *     engine: 8 "CFDWELC1"  u32 protocol (1)  u32 verdict (enum cfd_welcome)  16 engine id  zeros
 * Anything else closes the connection. Only after the answer does a worker call itself connected. */
#ifndef CFD_CORE_WIRE_HELLO_H
#define CFD_CORE_WIRE_HELLO_H

#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#define CFD_HELLO_BYTES 64u
#define CFD_HELLO_PROTOCOL 1u

enum cfd_welcome {
    CFD_WELCOME_OK = 0,
    CFD_WELCOME_LAYOUT = 1,  /* not read by this engine: keep counting, do not retry fast */
    CFD_WELCOME_BUSY = 2,    /* too many rings */
    CFD_WELCOME_REFUSED = 3, /* not sealed, wrong size, not a ring */
};

struct cfd_hello {
    uint32_t ring_layout;
    uint8_t ring_id[16];
    uint64_t mapping_bytes;
    uint32_t pid;
    uint32_t worker_slot;
};

void cfd_hello_encode(const struct cfd_hello *hello, uint8_t out[CFD_HELLO_BYTES]);
CFD_CHECKED enum cfd_status cfd_hello_decode(struct cfd_bytes message, struct cfd_hello *out_hello);
void cfd_welcome_encode(enum cfd_welcome verdict, const uint8_t engine_id[16],
                        uint8_t out[CFD_HELLO_BYTES]);
CFD_CHECKED enum cfd_status cfd_welcome_decode(struct cfd_bytes message,
                                               enum cfd_welcome *out_verdict);

#endif
