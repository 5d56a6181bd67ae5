/* SPDX-License-Identifier: Apache-2.0
 * JSON lines: a row a line, and nothing where there are none. */
#include "cli/output.h"

static void begin(struct output *output)
{
    (void)output;
}

static void row(struct output *output, const struct cell *cells, const json_t *as_came)
{
    cfdi_output_put_object(output, cells, as_came);
    fputc('\n', output->file);
}

static void end(struct output *output, const json_t *rest)
{
    (void)output;
    (void)rest;
}

void cfdi_output_jsonl(struct output *output)
{
    output->begin = begin;
    output->row = row;
    output->end = end;
}
