/* SPDX-License-Identifier: Apache-2.0
 * The options of all commands: one table, from which the parser, the help and the completion work.
 *
 * Options and names may stand in any order; `--` ends the options. Long names are never shortened,
 * so that a later option cannot change what an old script means. An option given twice counts the
 * last time, but kinds add up. */
#ifndef CFD_CLI_OPTIONS_H
#define CFD_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/status.h>

#define NEAREST_BYTES 72u
#define LIMIT_UNSET UINT32_MAX
#define LIMIT_MAX 10000u
#define SOCKET_DEFAULT "/run/cofferdam/api.sock"
#define TIME_UNSET (-1)

enum output_format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_JSONL,
    FORMAT_CSV,
    FORMAT_HTML,
};

enum colour_mode {
    COLOUR_AUTO,
    COLOUR_ALWAYS,
    COLOUR_NEVER,
};

/* Which commands know an option: a command names its groups. */
enum option_group {
    GROUP_ANY = 1 << 0, /* every command */
    GROUP_OUTPUT = 1 << 1,
    GROUP_FIELDS = 1 << 2,
    GROUP_DAEMON = 1 << 3,
    GROUP_LIST = 1 << 4,
    GROUP_SUBJECT = 1 << 5,
    GROUP_SCAN = 1 << 6,
    GROUP_REVEAL = 1 << 7,
    GROUP_BODY = 1 << 8,
    GROUP_KEY = 1 << 9,
    GROUP_TIME = 1 << 10,
    GROUP_DOCTOR = 1 << 11,
};

enum option_type {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_CHOICE,  /* one of the values; its place in the list is kept */
    OPTION_CHOICES, /* several, with commas; a bit (1 << place) each */
    OPTION_NUMBER,
    OPTION_TIME,
};

struct options {
    enum output_format format;
    enum colour_mode colour;
    bool is_quiet, is_utc, is_reveal, is_explain;
    bool wants_help, wants_version;
    const char *fields; /* texts are NULL when not given */
    const char *socket; /* has its default */
    const char *endpoint, *consumer, *subject, *cursor;
    const char *body, *path;
    const char *name;
    const char *config, *nginx, *nginx_conf, *nginx_prefix;
    uint32_t kinds;    /* bit (1 << (kind - 1)) */
    uint32_t by;       /* 1: address */
    uint32_t key_role; /* enum cfd_key_role */
    uint32_t limit;
    uint32_t min_confidence_permille;
    uint32_t found_exit_code;
    int64_t since_ms, until_ms;
    uint64_t given; /* bit (1 << row) */
};

struct option_row {
    const char *name;
    char letter; /* 0: none */
    enum option_type type;
    size_t offset;                         /* in struct options */
    const char *argument;                  /* as the help shows it; NULL for a flag */
    const char *(*value_at)(size_t place); /* choices: NULL past the last; else NULL */
    uint32_t min, max;
    unsigned groups;
    const char *help; /* a sentence without its point */
};

/* What is wrong with the words, and what may have been meant. */
struct usage_fault {
    struct cfd_error error;
    char nearest[NEAREST_BYTES]; /* as it is to be typed; "" when nothing is near */
};

extern const struct option_row cfdi_option_rows[];
extern const size_t cfdi_option_row_count;

void cfdi_options_default(struct options *out_options);

/* Sorts words (without the program's name) into options and the rest; out_args has room for all of
 * them and one NULL more. CFD_ERR_USAGE: the fault says what is wrong; the options up to there are
 * set. */
CFD_CHECKED enum cfd_status cfdi_options_parse(int word_count, char **words,
                                               struct options *out_options, char **out_args,
                                               int *out_arg_count, struct usage_fault *out_fault);

/* Reads the value (NULL for a flag) of one option into its place. CFD_ERR_USAGE: as above. */
CFD_CHECKED enum cfd_status cfdi_option_set(const struct option_row *row, const char *value,
                                            struct options *options, struct usage_fault *out_fault);

#endif
