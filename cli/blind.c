/* SPDX-License-Identifier: Apache-2.0
 * A growing list; sources past the most are folded into one row a reason. */
#include "cli/blind.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/write.h"

#define ROOM_FIRST 16u

static struct blind_row *find_folded(struct blind *blind, const char *reason)
{
    for (size_t i = BLIND_ROWS_MAX; i < blind->row_count; i++)
        if (strcmp(blind->rows[i].reason, reason) == 0)
            return &blind->rows[i];
    return NULL;
}

static enum cfd_status make_room(struct blind *blind)
{
    size_t room = blind->room == 0 ? ROOM_FIRST : blind->room * 2;
    struct blind_row *rows;

    if (blind->row_count < blind->room)
        return CFD_OK;
    rows = reallocarray(blind->rows, room, sizeof(*rows));
    if (rows == NULL)
        return CFD_ERR_MEMORY;
    blind->rows = rows;
    blind->room = room;
    return CFD_OK;
}

enum cfd_status cfdi_blind_add(struct blind *blind, const char *reason, const char *source,
                               uint64_t count, uint64_t offset)
{
    bool is_folded = blind->row_count >= BLIND_ROWS_MAX;
    struct blind_row row = {.reason = reason, .count = count, .offset = offset};
    struct blind_row *folded = is_folded ? find_folded(blind, reason) : NULL;

    if (count == 0)
        return CFD_OK;
    if (folded != NULL) {
        folded->count += count;
        return CFD_OK;
    }
    CFD_TRY(make_room(blind));
    if (is_folded) {
        row.offset = OFFSET_NONE;
    } else {
        row.source = strdup(source);
        if (row.source == NULL)
            return CFD_ERR_MEMORY;
    }
    blind->rows[blind->row_count++] = row;
    return CFD_OK;
}

static uint64_t count_of(const struct blind *blind, const char *reason, size_t from)
{
    uint64_t count = 0;

    for (size_t i = from; i < blind->row_count; i++)
        if (strcmp(blind->rows[i].reason, reason) == 0)
            count += blind->rows[i].count;
    return count;
}

static bool is_first_of_reason(const struct blind *blind, size_t place)
{
    for (size_t i = 0; i < place; i++)
        if (strcmp(blind->rows[i].reason, blind->rows[place].reason) == 0)
            return false;
    return true;
}

void cfdi_blind_sum(const struct blind *blind, char *out, size_t out_bytes)
{
    size_t used = 0;

    if (blind->row_count == 0)
        (void)snprintf(out, out_bytes, "nothing");
    for (size_t i = 0; i < blind->row_count && used < out_bytes; i++) {
        char count[NUMBER_TEXT_BYTES];

        if (!is_first_of_reason(blind, i))
            continue;
        cfdi_format_count(count_of(blind, blind->rows[i].reason, i), count);
        used += (size_t)snprintf(out + used, out_bytes - used, "%s%s %s", used > 0 ? ", " : "",
                                 blind->rows[i].reason, count);
    }
}

static json_t *row_json(const struct blind_row *row)
{
    json_t *json = json_pack("{s:s, s:o, s:I}", "reason", row->reason, "source",
                             row->source == NULL ? json_null() : cfdi_text_json(row->source),
                             "count", (json_int_t)row->count);

    if (json != NULL && row->offset != OFFSET_NONE &&
        json_object_set_new(json, "offset", json_integer((json_int_t)row->offset)) != 0) {
        json_decref(json);
        return NULL;
    }
    return json;
}

json_t *cfdi_blind_json(const struct blind *blind)
{
    json_t *list = json_array();

    for (size_t i = 0; i < blind->row_count && list != NULL; i++) {
        if (json_array_append_new(list, row_json(&blind->rows[i])) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

void cfdi_blind_deinit(struct blind *blind)
{
    for (size_t i = 0; i < blind->row_count; i++)
        free(blind->rows[i].source);
    free(blind->rows);
    memset(blind, 0, sizeof(*blind));
}
