/* SPDX-License-Identifier: Apache-2.0
 * Answers as JSON text; docs/openapi.yaml describes them member by member.
 *
 * Members stand in the order of that description, times are RFC 3339 UTC with milliseconds, and
 * bytes of a label that are not UTF-8 become U+FFFD. All outputs are malloc'd, end in a newline
 * and belong to the caller. CFD_ERR_MEMORY is all that can go wrong. Inside daemon/api only. */
#ifndef CFD_DAEMON_API_RENDER_H
#define CFD_DAEMON_API_RENDER_H

#include <cofferdam/status.h>

#include "core/wire/query.h"
#include "daemon/api/answer.h"

/* query: what was asked, for the list's name and the window; answer: a whole one. */
CFD_CHECKED enum cfd_status cfdi_render_list(const struct cfd_query *query,
                                             const struct cfdi_answer *answer, char **out_text);
CFD_CHECKED enum cfd_status cfdi_render_status(const struct cfd_query *query,
                                               const struct cfdi_answer *answer, char **out_text);

/* An error as RFC 9457 has it. */
CFD_CHECKED enum cfd_status cfdi_render_problem(unsigned http_status, const char *title,
                                                const char *detail, char **out_text);

#endif
