/* SPDX-License-Identifier: Apache-2.0
 * cofferdam consumers: who receives personal data. */
#include "cli/command.h"
#include "cli/list.h"

static const struct column columns[] = {
    {"id"},          {"consumer"},        {"auth"},          {"side"},
    {"kinds"},       {"endpoints", true}, {"persons", true}, {"mentions", true},
    {"count", true}, {"is_lower_bound"},  {"first"},         {"last"},
};

static const struct list list = {
    .path = "/v1/consumers",
    .what = "consumers",
    .table =
        {
            .schema = "cofferdam.consumers/1",
            .list_name = "items",
            .columns = columns,
            .column_count = sizeof(columns) / sizeof(columns[0]),
            .text_fields = "id,consumer,auth,kinds,endpoints,persons,mentions,count,last",
        },
    .types = {LIST_TEXT, LIST_TEXT, LIST_TEXT, LIST_TEXT, LIST_NAMES, LIST_NUMBER, LIST_NUMBER,
              LIST_NUMBER, LIST_COUNT, LIST_FLAG, LIST_TIME, LIST_TIME},
};

enum exit_code cmd_consumers(struct run *run)
{
    return cfdi_list_run(run, &list);
}
