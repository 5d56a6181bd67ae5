/* SPDX-License-Identifier: Apache-2.0
 * What an entity of HTML stands for. */
#ifndef CFD_CORE_DECODE_HTML_ENTITY_H
#define CFD_CORE_DECODE_HTML_ENTITY_H

#include <stdint.h>

#include <cofferdam/bytes.h>

/* The code point of a name without & and ; (amp, eacute, #64, #x40); 0: it is none of the numeric
 * ones, of the letters of Latin-1, or of those that stand in names and addresses. A no-break space
 * is a space. */
uint32_t cfdi_html_entity(struct cfd_bytes name);

#endif
