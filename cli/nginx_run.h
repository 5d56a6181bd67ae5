/* SPDX-License-Identifier: Apache-2.0
 * Asks nginx itself for its configuration: `nginx -T`, which also tests it. */
#ifndef CFD_CLI_NGINX_RUN_H
#define CFD_CLI_NGINX_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include <cofferdam/status.h>

#include "cli/options.h"

struct nginx_words {
    bool has_passed; /* it ended with status 0 */
    char *conf;      /* what it printed; terminated */
    size_t conf_bytes;
    char *said; /* on stderr; terminated */
};

/* Which nginx, and which file, the options say. CFD_ERR_NOT_FOUND: there is no such program;
 * CFD_ERR_IO: it cannot be started, or did not end within 30 s; CFD_ERR_MEMORY. Otherwise the caller
 * frees the words. */
CFD_CHECKED enum cfd_status cfdi_nginx_run(const struct options *options,
                                           struct nginx_words *out_words);
void cfdi_nginx_words_free(struct nginx_words *words);

#endif
