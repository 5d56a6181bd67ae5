/* SPDX-License-Identifier: Apache-2.0
 * cofferdam gaps: what was not inspected, and why. */
#include "cli/command.h"
#include "cli/list.h"

static const struct column columns[] = {
    {"id"}, {"reason"}, {"endpoint"}, {"responses", true}, {"persons", true}, {"first"}, {"last"},
};

static const struct list list = {
    .path = "/v1/gaps",
    .what = "gaps",
    .has_no_persons = true,
    .table =
        {
            .schema = "cofferdam.gaps/1",
            .list_name = "items",
            .columns = columns,
            .column_count = sizeof(columns) / sizeof(columns[0]),
            .text_fields = "id,reason,endpoint,responses,persons,first,last",
        },
    .types = {LIST_TEXT, LIST_TEXT, LIST_TEXT, LIST_NUMBER, LIST_NUMBER, LIST_TIME, LIST_TIME},
};

enum exit_code cmd_gaps(struct run *run)
{
    return cfdi_list_run(run, &list);
}
