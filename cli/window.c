/* SPDX-License-Identifier: Apache-2.0
 * What an answer says of its window, for people. */
#include "cli/list.h"

#include <stdio.h>
#include <string.h>

#include <cofferdam/text.h>

#include "cli/write.h"

void cfdi_window_time(const struct run *run, const char *rfc3339, char *out, size_t out_bytes)
{
    char text[CFD_TIME_TEXT_BYTES];
    int64_t time_ms;

    if (rfc3339 == NULL || cfd_time_parse(rfc3339, 0, &time_ms, NULL) != CFD_OK) {
        (void)snprintf(out, out_bytes, "an unknown time");
        return;
    }
    if (run->options.is_utc)
        cfd_time_format_utc(time_ms, text);
    else
        cfd_time_format_local(time_ms, text);
    (void)snprintf(out, out_bytes, "%s", text);
}

void cfdi_window_gaps(const json_t *gaps, char *out, size_t out_bytes)
{
    size_t used = 0;
    const char *reason;
    json_t *value;

    out[0] = '\0';
    json_object_foreach((json_t *)gaps, reason, value)
    {
        char count[NUMBER_TEXT_BYTES];

        if (used >= out_bytes)
            return;
        cfdi_format_count((uint64_t)json_integer_value(value), count);
        used += (size_t)snprintf(out + used, out_bytes - used, "%s%s %s", used > 0 ? ", " : "",
                                 reason, count);
    }
}
