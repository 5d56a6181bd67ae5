/* SPDX-License-Identifier: Apache-2.0
 * Words become options and names: --name, --name=value, --name value, -o value, -ovalue, -qh.
 *
 * Not getopt_long: it takes any beginning of a name for the name, and cannot say which was meant. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#include <cofferdam/bytes.h>
#include <cofferdam/text.h>

#define NAMES_MAX 64u

struct parser {
    char **words;
    int count, at;
    struct options *options;
    struct usage_fault *fault;
};

void cfdi_options_default(struct options *out_options)
{
    const char *socket = getenv("COFFERDAM_SOCKET");

    memset(out_options, 0, sizeof(*out_options));
    out_options->socket = socket != NULL && *socket != '\0' ? socket : SOCKET_DEFAULT;
    out_options->limit = LIMIT_UNSET;
    out_options->found_exit_code = 1;
    out_options->since_ms = TIME_UNSET;
    out_options->until_ms = TIME_UNSET;
}

static const struct option_row *find_name(const char *name, size_t name_bytes)
{
    for (size_t i = 0; i < cfdi_option_row_count; i++)
        if (cfd_bytes_equal(cfd_bytes_of(name, name_bytes),
                            cfd_bytes_str(cfdi_option_rows[i].name)))
            return &cfdi_option_rows[i];
    return NULL;
}

static const struct option_row *find_letter(char letter)
{
    for (size_t i = 0; i < cfdi_option_row_count; i++)
        if (cfdi_option_rows[i].letter == letter)
            return &cfdi_option_rows[i];
    return NULL;
}

static enum cfd_status unknown_name(struct parser *parser, const char *name, size_t name_bytes)
{
    const char *names[NAMES_MAX];
    char shown[64];
    const char *nearest;

    (void)snprintf(shown, sizeof(shown), "%.*s", (int)name_bytes, name);
    for (size_t i = 0; i < cfdi_option_row_count; i++)
        names[i] = cfdi_option_rows[i].name;
    nearest = cfd_nearest_name(shown, names, cfdi_option_row_count);
    cfd_error_set(&parser->fault->error, 0, "unknown option --%s", shown);
    if (nearest != NULL)
        (void)snprintf(parser->fault->nearest, NEAREST_BYTES, "--%s", nearest);
    return CFD_ERR_USAGE;
}

/* value: what stood in the same word, or NULL; then the next word is taken. */
static enum cfd_status take_value(struct parser *parser, const struct option_row *row,
                                  const char *value)
{
    if (row->type == OPTION_FLAG && value != NULL) {
        cfd_error_set(&parser->fault->error, 0, "--%s takes no value", row->name);
        return CFD_ERR_USAGE;
    }
    if (row->type != OPTION_FLAG && value == NULL) {
        if (parser->at == parser->count) {
            cfd_error_set(&parser->fault->error, 0, "--%s needs a value: %s", row->name,
                          row->argument);
            return CFD_ERR_USAGE;
        }
        value = parser->words[parser->at++];
    }
    return cfdi_option_set(row, value, parser->options, parser->fault);
}

static enum cfd_status take_long(struct parser *parser, const char *word)
{
    size_t name_bytes = strcspn(word, "=");
    const struct option_row *row = find_name(word, name_bytes);

    if (row == NULL)
        return unknown_name(parser, word, name_bytes);
    return take_value(parser, row, word[name_bytes] == '=' ? word + name_bytes + 1 : NULL);
}

static enum cfd_status take_letters(struct parser *parser, const char *word)
{
    for (; *word != '\0'; word++) {
        const struct option_row *row = find_letter(*word);

        if (row == NULL) {
            cfd_error_set(&parser->fault->error, 0, "unknown option -%c", *word);
            return CFD_ERR_USAGE;
        }
        if (row->type != OPTION_FLAG)
            return take_value(parser, row, word[1] != '\0' ? word + 1 : NULL);
        CFD_TRY(take_value(parser, row, NULL));
    }
    return CFD_OK;
}

enum cfd_status cfdi_options_parse(int word_count, char **words, struct options *out_options,
                                   char **out_args, int *out_arg_count,
                                   struct usage_fault *out_fault)
{
    struct parser parser = {words, word_count, 0, out_options, out_fault};
    bool has_ended = false;

    memset(out_fault, 0, sizeof(*out_fault));
    *out_arg_count = 0;
    while (parser.at < parser.count) {
        char *word = words[parser.at++];

        if (has_ended || word[0] != '-' || word[1] == '\0')
            out_args[(*out_arg_count)++] = word;
        else if (strcmp(word, "--") == 0)
            has_ended = true;
        else if (word[1] == '-')
            CFD_TRY(take_long(&parser, word + 2));
        else
            CFD_TRY(take_letters(&parser, word + 1));
    }
    out_args[*out_arg_count] = NULL;
    return CFD_OK;
}
