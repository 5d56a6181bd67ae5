/* SPDX-License-Identifier: Apache-2.0
 * A streaming reader of forms (application/x-www-form-urlencoded): one object.
 *
 *     name=Ann+Bee&mail=ann%40a.example      {name: "Ann Bee", mail: "ann@a.example"}
 *
 * A name or value longer than CFD_FORM_TEXT_MAX_BYTES (decoded) is told with is_cut. A % without
 * two digits stands for itself. Nothing is refused. */
#ifndef CFD_CORE_DECODE_FORM_H
#define CFD_CORE_DECODE_FORM_H

#include "core/decode/tell.h"

#define CFD_FORM_TEXT_MAX_BYTES 1024u

/* Caller's storage, private but for offset. */
struct cfd_form {
    struct cfdi_out out;
    uint64_t offset; /* of the next byte; may be set between two feeds by whoever transcodes */
    uint64_t text_offset;
    bool has_units;
    bool is_open;
    bool is_value; /* behind the = */
    bool is_cut;
    uint8_t escape_bytes; /* of a %XX that is being read */
    uint8_t escape[2];
    uint16_t text_bytes;
    uint8_t text[CFD_FORM_TEXT_MAX_BYTES];
};

/* has_units: as in cfdi_width. */
void cfd_form_init(struct cfd_form *form, bool has_units, cfd_json_sink sink, void *ctx);

/* Reads the next bytes. CFD_OK or what the sink answered; after a bad status only init is allowed. */
CFD_CHECKED enum cfd_status cfd_form_feed(struct cfd_form *form, const uint8_t *data,
                                          size_t data_bytes);

/* Ends the body. Statuses as in feed. */
CFD_CHECKED enum cfd_status cfd_form_finish(struct cfd_form *form);

#endif
