/* SPDX-License-Identifier: Apache-2.0
 * cofferdam exposures: who received what through which API. */
#include "cli/command.h"
#include "cli/list.h"

static const struct column columns[] = {
    {"id"},          {"consumer"},       {"endpoint"},      {"side"},
    {"auth"},        {"kinds"},          {"persons", true}, {"mentions", true},
    {"count", true}, {"is_lower_bound"}, {"first"},         {"last"},
};

static const struct list list = {
    .path = "/v1/exposures",
    .search_path = "/v1/exposures/search",
    .what = "exposures",
    .table =
        {
            .schema = "cofferdam.exposures/1",
            .list_name = "items",
            .columns = columns,
            .column_count = sizeof(columns) / sizeof(columns[0]),
            .text_fields = "id,consumer,endpoint,kinds,persons,mentions,count,last",
        },
    .types = {LIST_TEXT, LIST_TEXT, LIST_TEXT, LIST_TEXT, LIST_TEXT, LIST_NAMES, LIST_NUMBER,
              LIST_NUMBER, LIST_COUNT, LIST_FLAG, LIST_TIME, LIST_TIME},
};

enum exit_code cmd_exposures(struct run *run)
{
    return cfdi_list_run(run, &list);
}
