/* SPDX-License-Identifier: Apache-2.0
 * Questions of the api, answered from the book. */
#ifndef CFD_DAEMON_ENGINE_ANSWER_H
#define CFD_DAEMON_ENGINE_ANSWER_H

#include <stdint.h>

#include "core/wire/query.h"
#include "daemon/engine/book.h"

/* Writes one frame of at most CFD_FRAME_MAX_BYTES to the asker; false: it cannot be sent, stop. */
typedef bool (*cfd_frame_send)(void *ctx, const uint8_t *frame, size_t frame_bytes);

/* Answers one message: ROWS frames, then END; or one FAIL. What is no query is dropped. */
void cfd_answer(struct cfd_book *book, uint32_t worker_count, struct cfd_bytes message,
                cfd_frame_send send, void *ctx);

#endif
