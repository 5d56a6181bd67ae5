/* SPDX-License-Identifier: Apache-2.0
 * The text of a key file, between key_line.c and key_file.c. */
#ifndef CFD_LIB_CRYPTO_KEY_LINE_H
#define CFD_LIB_CRYPTO_KEY_LINE_H

#include <cofferdam/key.h>

#define CFDI_KEY_LINE_MAX_BYTES 256u /* the longest line that is written has 119 */

/* The fingerprint of info is not in the text and stays empty. */
struct cfdi_key_line {
    struct cfd_key_info info;
    uint8_t secret[CFD_KEY_BYTES];
};

const char *cfdi_key_role_name(enum cfd_key_role role);

bool cfdi_key_name_fits(enum cfd_key_role role, const char *name);

/* Reads the whole text of a key file, which is cut up; byte text_bytes must be writable. Answers
 * what is wrong, for a person, or NULL when nothing is; *line is of use only then. */
const char *cfdi_key_line_read(char *text, size_t text_bytes, struct cfdi_key_line *line);

/* Writes a line with a new secret and the time of now, terminated. CFD_ERR_IO: no randomness. */
CFD_CHECKED enum cfd_status cfdi_key_line_write(enum cfd_key_role role, const char *name,
                                                char out_line[CFDI_KEY_LINE_MAX_BYTES]);

#endif
