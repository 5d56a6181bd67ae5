/* SPDX-License-Identifier: Apache-2.0
 * The bytes of a body once more, for --reveal: a finding comes long after its value has passed.
 *
 * A regular file is read again at the place. What comes from a pipe is kept in a memory file without
 * a name, its last RAW_WINDOW_BYTES only: nothing of it reaches a disk (but swap), and a body without
 * end does not fill the memory. A value that has left the window cannot be shown; it still counts. */
#ifndef CFD_CLI_RAW_H
#define CFD_CLI_RAW_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <cofferdam/bytes.h>
#include <cofferdam/status.h>

#define RAW_WINDOW_BYTES (256ull << 20)
/* Judged text is at most 2 KB decoded, each byte of it written as \u00xx at worst. */
#define RAW_VALUE_MAX_BYTES (6u * 2048u)

/* Zero it to begin; -1 is no descriptor. */
struct raw {
    bool is_wanted;
    bool is_spool; /* fd is our memory file, else the body itself, not ours */
    int fd;
    off_t base;            /* of the body's first byte in fd */
    uint64_t kept_from;    /* spool: bytes before are gone */
    uint64_t passed_bytes; /* spool: so many have been added */
    uint8_t value[RAW_VALUE_MAX_BYTES];
};

/* Begins with a body open at `fd`, before its first byte is read; -1: one that is no file, as it was
 * decoded. CFD_ERR_IO: errno says why. */
CFD_CHECKED enum cfd_status cfdi_raw_begin(struct raw *raw, int fd, bool is_wanted);

/* Hears what has been read, before the scan does. CFD_ERR_IO: errno says why. */
CFD_CHECKED enum cfd_status cfdi_raw_add(struct raw *raw, const void *data, size_t data_bytes);

/* The bytes of a value, until the next call. CFD_ERR_NOT_FOUND: they cannot be had. */
CFD_CHECKED enum cfd_status cfdi_raw_get(struct raw *raw, uint64_t offset, uint64_t length,
                                         struct cfd_bytes *out_value);

/* Ends a body: wipes and releases. */
void cfdi_raw_end(struct raw *raw);

#endif
