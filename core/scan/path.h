/* SPDX-License-Identifier: Apache-2.0
 * Where in a body we are, as text: value[0].givenName, odd keys as ['a b'].
 *
 * One buffer; a container remembers how long the path was when it opened and cuts back to that. A
 * path that does not fit ends in "..." at a segment's border and stays so until cut back. */
#ifndef CFD_CORE_SCAN_PATH_H
#define CFD_CORE_SCAN_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/bytes.h>
#include <cofferdam/scan.h>

struct cfd_path {
    uint16_t used_bytes;
    bool is_cut;
    uint8_t text[CFD_PATH_MAX_BYTES];
};

/* Cuts back to the length a container remembered. */
void cfd_path_cut(struct cfd_path *path, uint16_t used_bytes);

/* Appends .key, or ['key'] when it is no plain word, or [index], or [*] for a key that may not be
 * shown. Of a key, control characters, quotes and bytes that are not UTF-8 are written as \xNN, so
 * that a path is always UTF-8 that a terminal can take. */
void cfd_path_add_key(struct cfd_path *path, struct cfd_bytes key);
void cfd_path_add_index(struct cfd_path *path, uint32_t index);
void cfd_path_add_any(struct cfd_path *path);

#endif
