/* SPDX-License-Identifier: Apache-2.0
 * One setting: its place in the table and the check of its value. Inside lib/config only. */
#ifndef CFD_LIB_CONFIG_SETTING_H
#define CFD_LIB_CONFIG_SETTING_H

#include <cofferdam/bytes.h>
#include <cofferdam/settings.h>

#define CFDI_SETTING_COUNT 12u

/* A value as it stands in the file. */
struct cfdi_setting_text {
    struct cfd_bytes bytes;
    bool is_quoted; /* "50" is text and no number */
    uint32_t line;
};

/* Index of the row with that name in *out_index. CFD_ERR_NOT_FOUND: there is none. */
CFD_CHECKED enum cfd_status cfdi_setting_find(struct cfd_bytes name, size_t *out_index);

/* Checks a value against its row and writes it into the settings. CFD_ERR_FORMAT: wrong type or
 * out of range; error says which, at text->line, and the settings are as before. */
CFD_CHECKED enum cfd_status cfdi_setting_store(const struct cfd_setting_row *row,
                                               const struct cfdi_setting_text *text,
                                               struct cfd_settings *settings,
                                               struct cfd_error *error);

#endif
