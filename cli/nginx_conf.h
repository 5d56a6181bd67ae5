/* SPDX-License-Identifier: Apache-2.0
 * nginx's configuration as a tree, read from what `nginx -T` prints: every directive with its words,
 * its file and line, and the block it stands in; includes stand where they were included.
 *
 * It knows the grammar, not the directives: a block of a language inside (lua) is skipped whole. */
#ifndef CFD_CLI_NGINX_CONF_H
#define CFD_CLI_NGINX_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/status.h>

#define NGINX_ROOT 0u /* the row that holds all others */

struct nginx_row {
    const char *name;
    size_t first_arg, arg_count; /* in the words of the configuration */
    size_t parent;               /* a row; the root's is itself */
    size_t file;
    uint32_t line;
};

struct nginx_conf {
    struct nginx_row *rows;
    size_t row_count, row_room;
    char **words;
    size_t word_count, word_room;
    struct nginx_file *files;
    size_t file_count;
    char *folder; /* of the main file: relative names begin here */
};

/* CFD_ERR_FORMAT: error says what does not fit and where; CFD_ERR_LIMIT: includes nested too deep;
 * CFD_ERR_MEMORY. After any status, cfdi_nginx_conf_free is due. */
CFD_CHECKED enum cfd_status cfdi_nginx_conf_read(const char *dump, size_t dump_bytes,
                                                 struct nginx_conf *out_conf,
                                                 struct cfd_error *error);
void cfdi_nginx_conf_free(struct nginx_conf *conf);

/* The word behind a directive's name, or "" when there are fewer. */
const char *cfdi_nginx_arg(const struct nginx_conf *conf, size_t row, size_t place);

/* The next row of that name right inside a block, after `after` (the block itself: from its
 * beginning). 0: there is none. */
size_t cfdi_nginx_next(const struct nginx_conf *conf, size_t block, const char *name, size_t after);

/* The next row of that name anywhere. 0: there is none. */
size_t cfdi_nginx_find(const struct nginx_conf *conf, const char *name, size_t after);

/* The first row of that name in the nearest block around: nginx's inheritance. 0: there is none. */
size_t cfdi_nginx_effective(const struct nginx_conf *conf, size_t block, const char *name);

/* The nearest block of that name at or around a row. 0: there is none. */
size_t cfdi_nginx_around(const struct nginx_conf *conf, size_t row, const char *name);

/* "location /api/ of api.example (/etc/nginx/conf.d/api.conf:12)" for a row in a location. */
void cfdi_nginx_describe(const struct nginx_conf *conf, size_t row, char *out, size_t out_bytes);

#endif
