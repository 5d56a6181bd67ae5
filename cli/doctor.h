/* SPDX-License-Identifier: Apache-2.0
 * What the checks of `cofferdam doctor` share. Each check says one or more lines; none asks another.
 *
 *     cmd_doctor.c       settings, order, output
 *     doctor_nginx.c     the configuration: read, module, keys, ring
 *     doctor_coverage.c  what of it is not looked at, or leaves traces
 *     doctor_daemon.c    daemon, workers, gaps
 *     doctor_machine.c   clock, disk
 *     doctor_canary.c    one response through the live nginx, found again */
#ifndef CFD_CLI_DOCTOR_H
#define CFD_CLI_DOCTOR_H

#include <jansson.h>

#include <cofferdam/settings.h>

#include "cli/nginx_conf.h"
#include "cli/output.h"
#include "cli/run.h"

#define DOCTOR_TEXT_BYTES 768u

enum check_state {
    CHECK_OK,
    CHECK_WARN,
    CHECK_FAIL,
    CHECK_STATES,
};

struct doctor {
    struct run run; /* its failures are kept in `why` */
    struct cfd_error why;
    struct cfd_settings settings;
    struct nginx_conf conf;
    bool has_conf;
    json_t *status; /* NULL: the daemon did not answer */
    struct output *output;
    size_t counts[CHECK_STATES];
};

/* One line: fix is what to do about it, NULL when all is well. */
void cfdi_doctor_say(struct doctor *doctor, const char *check, enum check_state state,
                     const char *fix, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Whether a row stands where responses are looked at. */
bool cfdi_doctor_is_watched(const struct nginx_conf *conf, size_t row);

void cfdi_doctor_nginx(struct doctor *doctor);    /* sets conf */
void cfdi_doctor_coverage(struct doctor *doctor); /* needs conf */
void cfdi_doctor_daemon(struct doctor *doctor);   /* sets status */
void cfdi_doctor_machine(struct doctor *doctor);
void cfdi_doctor_canary(struct doctor *doctor); /* needs conf and status */

#endif
