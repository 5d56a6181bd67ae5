/* SPDX-License-Identifier: Apache-2.0
 * The grammar, as nginx reads it:
 *
 *     file      = { directive }
 *     directive = word { word } ( ";" | "{" { directive } "}" )
 *     word      = quoted | bare       ' or " with \ before the same quote; bare ends at white space,
 *                                     ; or {, but ${ begins a variable
 *
 * The dump holds the files one after another, each below a line "# configuration file NAME:"; an
 * include is looked up among them by name, so nothing is opened here. */
#include "cli/nginx_conf.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include <cofferdam/text.h>

#define FILE_MARK "# configuration file "
#define INCLUDES_MAX 16u /* nginx itself would run out of files before long */
#define ENDING_OF_CODE "_by_lua_block"

struct nginx_file {
    char *name;
    const char *text;
    size_t bytes;
};

enum token {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_SEMICOLON,
    TOKEN_OPEN,
    TOKEN_CLOSE,
};

struct reader {
    struct nginx_conf *conf;
    const char *at, *end;
    size_t file;
    uint32_t line;
    unsigned depth; /* of includes */
    struct cfd_error *error;
};

static enum cfd_status wrong(struct reader *reader, const char *what)
{
    cfd_error_set(reader->error, reader->line, "%s: %s", reader->conf->files[reader->file].name,
                  what);
    return CFD_ERR_FORMAT;
}

/* --- growing arrays */

static enum cfd_status add_word(struct nginx_conf *conf, const char *text, size_t bytes)
{
    if (conf->word_count == conf->word_room) {
        size_t room = conf->word_room * 2 + 256;
        char **words = realloc(conf->words, room * sizeof(*words));

        if (words == NULL)
            return CFD_ERR_MEMORY;
        conf->words = words;
        conf->word_room = room;
    }
    conf->words[conf->word_count] = strndup(text, bytes);
    if (conf->words[conf->word_count] == NULL)
        return CFD_ERR_MEMORY;
    conf->word_count++;
    return CFD_OK;
}

static enum cfd_status add_row(struct nginx_conf *conf, struct nginx_row row)
{
    if (conf->row_count == conf->row_room) {
        size_t room = conf->row_room * 2 + 256;
        struct nginx_row *rows = realloc(conf->rows, room * sizeof(*rows));

        if (rows == NULL)
            return CFD_ERR_MEMORY;
        conf->rows = rows;
        conf->row_room = room;
    }
    conf->rows[conf->row_count++] = row;
    return CFD_OK;
}

/* --- tokens */

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end) {
        char c = *reader->at;

        if (c == '#') {
            const char *newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));

            reader->at = newline == NULL ? reader->end : newline;
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            reader->line += c == '\n';
            reader->at++;
        } else {
            return;
        }
    }
}

/* The quotes go, and the \ before a quote of the same sort. */
static enum cfd_status read_quoted(struct reader *reader)
{
    char quote = *reader->at++;
    const char *begin = reader->at;
    size_t kept = 0;
    enum cfd_status status;
    char *text;

    while (reader->at < reader->end && *reader->at != quote) {
        reader->at += *reader->at == '\\' && reader->at + 1 < reader->end ? 2 : 1;
    }
    if (reader->at >= reader->end)
        return wrong(reader, "a quote is not closed");
    text = malloc((size_t)(reader->at - begin) + 1);
    if (text == NULL)
        return CFD_ERR_MEMORY;
    for (const char *c = begin; c < reader->at; c++) {
        reader->line += *c == '\n';
        if (*c == '\\' && c[1] == quote)
            c++;
        text[kept++] = *c;
    }
    reader->at++;
    status = add_word(reader->conf, text, kept);
    free(text);
    return status;
}

static enum cfd_status read_bare(struct reader *reader)
{
    const char *begin = reader->at;

    while (reader->at < reader->end && strchr(" \t\r\n;", *reader->at) == NULL &&
           (*reader->at != '{' || (reader->at > begin && reader->at[-1] == '$'))) {
        reader->at += *reader->at == '\\' && reader->at + 1 < reader->end ? 2 : 1;
    }
    return add_word(reader->conf, begin, (size_t)(reader->at - begin));
}

static enum cfd_status next_token(struct reader *reader, enum token *out_token)
{
    skip_blanks(reader);
    if (reader->at == reader->end) {
        *out_token = TOKEN_END;
        return CFD_OK;
    }
    switch (*reader->at) {
    case ';':
        *out_token = TOKEN_SEMICOLON;
        break;
    case '{':
        *out_token = TOKEN_OPEN;
        break;
    case '}':
        *out_token = TOKEN_CLOSE;
        break;
    case '"':
    case '\'':
        *out_token = TOKEN_WORD;
        return read_quoted(reader);
    default:
        *out_token = TOKEN_WORD;
        return read_bare(reader);
    }
    reader->at++;
    return CFD_OK;
}

/* Behind the { of code in another language: to its }, by counting. */
static enum cfd_status skip_code(struct reader *reader)
{
    size_t open = 1;

    for (; reader->at < reader->end && open > 0; reader->at++) {
        reader->line += *reader->at == '\n';
        open += *reader->at == '{';
        open -= *reader->at == '}';
    }
    return open == 0 ? CFD_OK : wrong(reader, "a block of code is not closed");
}

/* --- files */

static enum cfd_status read_file(struct nginx_conf *conf, size_t file, size_t parent,
                                 unsigned depth, struct cfd_error *error);

static bool is_included(const struct nginx_conf *conf, const char *pattern, const char *name)
{
    size_t folder_bytes = strlen(conf->folder);

    if (pattern[0] == '/')
        return fnmatch(pattern, name, FNM_PATHNAME) == 0;
    return strncmp(name, conf->folder, folder_bytes) == 0 &&
           fnmatch(pattern, name + folder_bytes, FNM_PATHNAME) == 0;
}

/* The dump has the files of a pattern in the order in which nginx read them, but each once. */
static enum cfd_status read_include(struct reader *reader, const char *pattern, size_t parent)
{
    if (reader->depth == INCLUDES_MAX) {
        cfd_error_set(reader->error, reader->line, "%s: includes nested more than %u deep",
                      reader->conf->files[reader->file].name, INCLUDES_MAX);
        return CFD_ERR_LIMIT;
    }
    for (size_t i = 0; i < reader->conf->file_count; i++)
        if (is_included(reader->conf, pattern, reader->conf->files[i].name))
            CFD_TRY(read_file(reader->conf, i, parent, reader->depth + 1, reader->error));
    return CFD_OK;
}

static bool ends_with(const char *text, const char *ending)
{
    size_t text_bytes = strlen(text), ending_bytes = strlen(ending);

    return text_bytes >= ending_bytes && strcmp(text + text_bytes - ending_bytes, ending) == 0;
}

/* Of one directive, whose first word is the last that was read; *block becomes its row when it opens
 * one. */
static enum cfd_status read_directive(struct reader *reader, size_t *block)
{
    struct nginx_conf *conf = reader->conf;
    struct nginx_row row = {.first_arg = conf->word_count,
                            .parent = *block,
                            .file = reader->file,
                            .line = reader->line};
    enum token token;

    do
        CFD_TRY(next_token(reader, &token));
    while (token == TOKEN_WORD);
    if (token != TOKEN_SEMICOLON && token != TOKEN_OPEN)
        return wrong(reader, "a directive is not ended by ; or {");
    row.arg_count = conf->word_count - row.first_arg;
    row.name = conf->words[row.first_arg - 1];
    CFD_TRY(add_row(conf, row));
    if (token == TOKEN_OPEN && ends_with(row.name, ENDING_OF_CODE))
        return skip_code(reader);
    if (token == TOKEN_OPEN)
        *block = conf->row_count - 1;
    else if (strcmp(row.name, "include") == 0 && row.arg_count == 1)
        return read_include(reader, conf->words[row.first_arg], *block);
    return CFD_OK;
}

static enum cfd_status read_file(struct nginx_conf *conf, size_t file, size_t parent,
                                 unsigned depth, struct cfd_error *error)
{
    struct reader reader = {.conf = conf,
                            .at = conf->files[file].text,
                            .end = conf->files[file].text + conf->files[file].bytes,
                            .file = file,
                            .line = 1,
                            .depth = depth,
                            .error = error};
    size_t block = parent;
    enum token token;

    for (;;) {
        CFD_TRY(next_token(&reader, &token));
        if (token == TOKEN_END)
            return block == parent ? CFD_OK : wrong(&reader, "a block is not closed");
        if (token == TOKEN_WORD)
            CFD_TRY(read_directive(&reader, &block));
        else if (token == TOKEN_CLOSE && block != parent)
            block = conf->rows[block].parent;
        else
            return wrong(&reader, "a directive has no name");
    }
}

/* The beginning of the next file's line of name, or NULL. */
static const char *find_mark(const char *at, const char *end)
{
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));

        if ((size_t)(end - at) > strlen(FILE_MARK) &&
            strncmp(at, FILE_MARK, strlen(FILE_MARK)) == 0 && newline != NULL && newline[-1] == ':')
            return at;
        at = newline == NULL ? end : newline + 1;
    }
    return NULL;
}

static enum cfd_status add_file(struct nginx_conf *conf, const char *name, size_t name_bytes,
                                const char *text, size_t bytes)
{
    struct nginx_file *files = realloc(conf->files, (conf->file_count + 1) * sizeof(*files));

    if (files == NULL)
        return CFD_ERR_MEMORY;
    conf->files = files;
    files[conf->file_count] =
        (struct nginx_file){.name = strndup(name, name_bytes), .text = text, .bytes = bytes};
    if (files[conf->file_count].name == NULL)
        return CFD_ERR_MEMORY;
    conf->file_count++;
    return CFD_OK;
}

static enum cfd_status split_files(struct nginx_conf *conf, const char *dump, const char *end)
{
    const char *mark = find_mark(dump, end);

    while (mark != NULL) {
        const char *name = mark + strlen(FILE_MARK);
        const char *text = (const char *)memchr(mark, '\n', (size_t)(end - mark)) + 1;
        const char *next = find_mark(text, end);

        CFD_TRY(add_file(conf, name, (size_t)(text - 2 - name), text,
                         (size_t)((next == NULL ? end : next) - text)));
        mark = next;
    }
    return CFD_OK;
}

static enum cfd_status set_folder(struct nginx_conf *conf)
{
    const char *name = conf->files[0].name;
    const char *slash = strrchr(name, '/');

    conf->folder = strndup(name, slash == NULL ? 0 : (size_t)(slash + 1 - name));
    return conf->folder == NULL ? CFD_ERR_MEMORY : CFD_OK;
}

enum cfd_status cfdi_nginx_conf_read(const char *dump, size_t dump_bytes,
                                     struct nginx_conf *out_conf, struct cfd_error *error)
{
    memset(out_conf, 0, sizeof(*out_conf));
    CFD_TRY(split_files(out_conf, dump, dump + dump_bytes));
    if (out_conf->file_count == 0) {
        cfd_error_set(error, 0, "nginx printed no configuration");
        return CFD_ERR_FORMAT;
    }
    CFD_TRY(set_folder(out_conf));
    CFD_TRY(add_row(out_conf, (struct nginx_row){.name = "", .parent = NGINX_ROOT}));
    return read_file(out_conf, 0, NGINX_ROOT, 0, error);
}

void cfdi_nginx_conf_free(struct nginx_conf *conf)
{
    for (size_t i = 0; i < conf->word_count; i++)
        free(conf->words[i]);
    for (size_t i = 0; i < conf->file_count; i++)
        free(conf->files[i].name);
    free(conf->words);
    free(conf->files);
    free(conf->rows);
    free(conf->folder);
    memset(conf, 0, sizeof(*conf));
}

/* --- questions */

const char *cfdi_nginx_arg(const struct nginx_conf *conf, size_t row, size_t place)
{
    const struct nginx_row *found = &conf->rows[row];

    return place < found->arg_count ? conf->words[found->first_arg + place] : "";
}

size_t cfdi_nginx_next(const struct nginx_conf *conf, size_t block, const char *name, size_t after)
{
    for (size_t row = after + 1; row < conf->row_count; row++)
        if (conf->rows[row].parent == block && strcmp(conf->rows[row].name, name) == 0)
            return row;
    return 0;
}

size_t cfdi_nginx_find(const struct nginx_conf *conf, const char *name, size_t after)
{
    for (size_t row = after + 1; row < conf->row_count; row++)
        if (strcmp(conf->rows[row].name, name) == 0)
            return row;
    return 0;
}

size_t cfdi_nginx_effective(const struct nginx_conf *conf, size_t block, const char *name)
{
    for (;; block = conf->rows[block].parent) {
        size_t row = cfdi_nginx_next(conf, block, name, block);

        if (row != 0 || block == NGINX_ROOT)
            return row;
    }
}

size_t cfdi_nginx_around(const struct nginx_conf *conf, size_t row, const char *name)
{
    while (row != NGINX_ROOT && strcmp(conf->rows[row].name, name) != 0)
        row = conf->rows[row].parent;
    return row;
}

void cfdi_nginx_describe(const struct nginx_conf *conf, size_t row, char *out, size_t out_bytes)
{
    size_t location = cfdi_nginx_around(conf, row, "location");
    size_t server = cfdi_nginx_around(conf, row, "server");
    size_t names = server == 0 ? 0 : cfdi_nginx_next(conf, server, "server_name", server);
    const struct nginx_row *place = &conf->rows[location != 0 ? location : row];
    const char *second = location == 0 ? "" : cfdi_nginx_arg(conf, location, 1);

    (void)snprintf(out, out_bytes, "%s%s%s%s%s of %s (%s:%u)", place->name,
                   location != 0 ? " " : "", location != 0 ? cfdi_nginx_arg(conf, location, 0) : "",
                   second[0] != '\0' ? " " : "", second,
                   names != 0 ? cfdi_nginx_arg(conf, names, 0) : "a server without a name",
                   conf->files[place->file].name, (unsigned)place->line);
}
