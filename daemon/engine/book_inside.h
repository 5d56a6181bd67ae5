/* SPDX-License-Identifier: Apache-2.0
 * What the files of the book share: one buffer to encode entries in, and the way into the batch. */
#ifndef CFD_DAEMON_ENGINE_BOOK_INSIDE_H
#define CFD_DAEMON_ENGINE_BOOK_INSIDE_H

#include "daemon/engine/book.h"

#include "lib/ledger/entry.h"

/* One process, one thread, one buffer: entries are encoded here and copied into the batch. */
extern uint8_t cfdi_entry_buffer[CFD_ENTRY_PAYLOAD_MAX_BYTES];

/* Puts the first payload_bytes of the buffer into the batch as an entry. CFD_ERR_FULL. */
CFD_CHECKED enum cfd_status cfdi_book_append(struct cfd_book *book, enum cfd_entry_type type,
                                             int64_t now_ms, size_t payload_bytes);

/* Gives the nobodies, who are booked when the dictionaries are full, their places. */
CFD_CHECKED enum cfd_status cfdi_book_make_nobodies(struct cfd_book *book, int64_t now_ms);

#endif
