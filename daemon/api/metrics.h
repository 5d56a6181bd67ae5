/* SPDX-License-Identifier: Apache-2.0
 * The engine's counts as Prometheus text, version 0.0.4. Inside daemon/api only. */
#ifndef CFD_DAEMON_API_METRICS_H
#define CFD_DAEMON_API_METRICS_H

#include <cofferdam/status.h>

#include "core/wire/query.h"
#include "daemon/api/answer.h"

/* query: CFD_LIST_STATUS since the beginning of time, so that counters only grow; answer: a whole
 * one. *out_text is malloc'd and the caller's. CFD_ERR_MEMORY. */
CFD_CHECKED enum cfd_status cfdi_metrics_text(const struct cfd_query *query,
                                              const struct cfdi_answer *answer, char **out_text);

#endif
