/* SPDX-License-Identifier: Apache-2.0
 * The daemon's settings: one YAML file, every key one row of a table.
 *
 * An unknown key, a key given twice, a value out of range or of the wrong type is an error with
 * its line and, for a key, the nearest name. A missing key has its default. The rows are public so
 * that the checks, `cofferdamd --help` and the man page come from the same table. */
#ifndef CFD_SETTINGS_H
#define CFD_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cofferdam/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CFD_SETTINGS_DEFAULT_PATH "/etc/cofferdam/cofferdam.yaml"
#define CFD_SETTING_PATH_MAX_BYTES 256u
#define CFD_SETTING_NAME_MAX_BYTES 33u         /* user names have at most 32 */
#define CFD_SETTINGS_FILE_MAX_BYTES (1u << 20) /* a settings file is written by hand */

struct cfd_settings {
    char run_dir[CFD_SETTING_PATH_MAX_BYTES];   /* ring.sock, api.sock; default /run/cofferdam */
    char state_dir[CFD_SETTING_PATH_MAX_BYTES]; /* ledger/, keys/; default /var/lib/cofferdam */
    char worker_key_file[CFD_SETTING_PATH_MAX_BYTES]; /* default /etc/cofferdam/worker.key */
    uint32_t commit_interval_ms; /* 1..1000, default 50: longest wait of a group commit */
    uint32_t delta_interval_s;   /* 1..3600, default 10: how often repeats are written */
    uint32_t segment_mb;         /* 1..1024, default 64: size of a ledger segment */
    uint32_t address_days;       /* 1..365, default 30: days after which day keys are destroyed */
    uint32_t socket_mode;        /* octal text "0660": mode of ring.sock and api.sock */
    /* Used where the daemon is started as root; each a name or a number. */
    char engine_user[CFD_SETTING_NAME_MAX_BYTES]; /* default cofferdam */
    char api_user[CFD_SETTING_NAME_MAX_BYTES];    /* default cofferdam-api */
    char ring_group[CFD_SETTING_NAME_MAX_BYTES];  /* of ring.sock; default www-data */
    char api_group[CFD_SETTING_NAME_MAX_BYTES];   /* of api.sock; default cofferdam */
};

enum cfd_setting_type {
    CFD_SETTING_PATH, /* absolute path */
    CFD_SETTING_U32,
    CFD_SETTING_OCTAL,
    CFD_SETTING_NAME, /* of a user or a group, or its number */
};

struct cfd_setting_row {
    const char *name;
    enum cfd_setting_type type;
    uint32_t min, max;        /* of the value; of a path or name: of its length in bytes */
    const char *default_text; /* as it would stand in the file */
    const char *unit;         /* "" when it has none */
    const char *sentence;     /* what it is, one sentence */
    size_t offset;            /* in struct cfd_settings */
};

extern const struct cfd_setting_row cfd_setting_rows[];
extern const size_t cfd_setting_row_count;

void cfd_settings_default(struct cfd_settings *out_settings);

/* Reads and checks a file whole. CFD_ERR_IO: cannot be read; CFD_ERR_FORMAT: error says what, at
 * which line and what to do (example: unknown key "stat_dir" (did you mean "state_dir"?)). */
CFD_CHECKED enum cfd_status cfd_settings_load(const char *path, struct cfd_settings *out_settings,
                                              struct cfd_error *error);

/* The same from memory. Both, rarely: CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfd_settings_parse(const char *text, size_t text_bytes,
                                               struct cfd_settings *out_settings,
                                               struct cfd_error *error);

#ifdef __cplusplus
}
#endif

#endif
