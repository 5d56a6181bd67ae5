/* SPDX-License-Identifier: Apache-2.0
 * The machine: a clock that records can be ordered by, and room for the ledger. */
#include "cli/doctor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <time.h>

#include <cofferdam/text.h>

#include "cli/client.h"

#define SKEW_MAX_MS 5000 /* far more than an answer takes */
#define MB (1024ull * 1024)
#define FREE_FAIL_BYTES (64 * MB) /* a segment of the ledger */
#define FREE_WARN_BYTES (1024 * MB)

static int64_t wall_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The daemon's clock, told by the end of an answer's window. */
static bool daemon_clock(struct doctor *doctor, int64_t *out_ms)
{
    json_t *answer;
    bool is_read;

    if (cfdi_client_ask(&doctor->run, "/v1/gaps", NULL, false, "cofferdam.gaps/1", &answer) !=
        EXIT_DONE)
        return false;
    is_read = cfd_time_parse(
                  json_string_value(json_object_get(json_object_get(answer, "window"), "until")), 0,
                  out_ms, NULL) == CFD_OK;
    json_decref(answer);
    return is_read;
}

/* When the ledger was last written, or 0. */
static int64_t last_commit(const struct doctor *doctor)
{
    const json_t *value = json_object_get(json_object_get(doctor->status, "engine"), "last_commit");
    int64_t time_ms;

    return json_is_string(value) &&
                   cfd_time_parse(json_string_value(value), 0, &time_ms, NULL) == CFD_OK
               ? time_ms
               : 0;
}

static bool is_synchronised(void)
{
    struct timex facts = {.modes = 0};

    return adjtimex(&facts) >= 0 && (facts.status & STA_UNSYNC) == 0;
}

static void check_clock(struct doctor *doctor)
{
    int64_t theirs = 0;
    int64_t ours = wall_ms();

    if (doctor->status != NULL && daemon_clock(doctor, &theirs) &&
        llabs((long long)(theirs - ours)) > SKEW_MAX_MS) {
        cfdi_doctor_say(doctor, "clock", CHECK_FAIL,
                        "set the machine's clock and keep it: timedatectl set-ntp true; then "
                        "restart the daemon",
                        "the daemon's clock and this one are %lld s apart",
                        llabs((long long)(theirs - ours)) / 1000);
        return;
    }
    if (doctor->status != NULL && last_commit(doctor) - wall_ms() > SKEW_MAX_MS) {
        cfdi_doctor_say(doctor, "clock", CHECK_FAIL,
                        "set the machine's clock: timedatectl set-ntp true",
                        "the ledger was last written in the future: the clock went back");
        return;
    }
    if (is_synchronised())
        cfdi_doctor_say(doctor, "clock", CHECK_OK, NULL, "kept by the network's time");
    else
        cfdi_doctor_say(doctor, "clock", CHECK_WARN, "timedatectl set-ntp true",
                        "nothing keeps this machine's clock: records may not match other logs");
}

/* The daemon says it itself, whatever the disk looks like from here. */
static void check_ledger(struct doctor *doctor)
{
    const json_t *ledger = json_object_get(doctor->status, "ledger");
    const char *state = json_string_value(json_object_get(ledger, "state"));

    if (state == NULL)
        return; /* no daemon */
    if (strcmp(state, "written") == 0)
        cfdi_doctor_say(doctor, "ledger", CHECK_OK, NULL, "takes what is written");
    else
        cfdi_doctor_say(doctor, "ledger", CHECK_FAIL,
                        "make room, or see the daemon's log; it goes on by itself",
                        "it is not written (%s): what is seen now waits, then it is only counted",
                        state);
}

static void check_disk(struct doctor *doctor)
{
    const char *dir = doctor->settings.state_dir;
    unsigned long long free_bytes, all_bytes;
    struct statvfs facts;

    if (statvfs(dir, &facts) != 0) {
        cfdi_doctor_say(doctor, "disk", CHECK_FAIL,
                        "set state_dir to the ledger's folder; the daemon makes it at its start",
                        "%s: %s", dir, strerror(errno));
        return;
    }
    free_bytes = (unsigned long long)facts.f_bavail * facts.f_frsize;
    all_bytes = (unsigned long long)facts.f_blocks * facts.f_frsize;
    if (free_bytes < FREE_FAIL_BYTES || (facts.f_files > 0 && facts.f_favail == 0))
        cfdi_doctor_say(doctor, "disk", CHECK_FAIL,
                        "make room: without it exposures are only counted, as gaps",
                        "%s has %llu MB of %llu left, and %llu files", dir, free_bytes / MB,
                        all_bytes / MB, (unsigned long long)facts.f_favail);
    else if (free_bytes < FREE_WARN_BYTES)
        cfdi_doctor_say(doctor, "disk", CHECK_WARN, "make room before the ledger needs it",
                        "%s has %llu MB of %llu left", dir, free_bytes / MB, all_bytes / MB);
    else
        cfdi_doctor_say(doctor, "disk", CHECK_OK, NULL, "%s has %llu MB left", dir,
                        free_bytes / MB);
}

void cfdi_doctor_machine(struct doctor *doctor)
{
    check_clock(doctor);
    check_ledger(doctor);
    check_disk(doctor);
}
