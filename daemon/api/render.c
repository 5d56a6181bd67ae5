/* SPDX-License-Identifier: Apache-2.0
 * Rows and counts to JSON, with jansson.
 *
 * jansson answers NULL when there is no memory, and takes NULL as "did not work" everywhere, so
 * values are put together without a check each and one check at the end sees it all. */
#include "daemon/api/render.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <cofferdam/consumer.h>
#include <cofferdam/kind.h>
#include <cofferdam/session.h>
#include <cofferdam/text.h>

#include "core/base/utf8.h"

#define ID_BYTES 24u

/* An object that grows; one value that was not there makes all of it not there. */
struct object {
    json_t *json;
    bool is_failed;
};

static struct object begin(void)
{
    struct object object = {json_object(), false};

    return object;
}

/* Takes the value, also when it fails. */
static void put(struct object *object, const char *name, json_t *value)
{
    if (json_object_set_new(object->json, name, value) != 0)
        object->is_failed = true;
}

static json_t *finish(struct object *object)
{
    if (!object->is_failed)
        return object->json;
    json_decref(object->json);
    return NULL;
}

static json_t *count_of(uint64_t count)
{
    return json_integer(count > INT64_MAX ? INT64_MAX : (json_int_t)count);
}

/* Path text can be any bytes of a client's; jansson takes UTF-8 only. */
static json_t *repaired_text(const char *text)
{
    struct cfd_bytes bytes = cfd_bytes_str(text);
    uint8_t *out = malloc(bytes.len * 3 + 1); /* a bad byte becomes the 3 of U+FFFD */
    size_t used = 0;
    json_t *json;

    if (out == NULL)
        return NULL;
    for (size_t at = 0; at < bytes.len;) {
        uint32_t code_point;
        size_t code_point_bytes;

        cfd_utf8_decode(bytes, at, &code_point, &code_point_bytes);
        used += cfd_utf8_encode(code_point, out + used);
        at += code_point_bytes;
    }
    json = json_stringn((const char *)out, used);
    free(out);
    return json;
}

static json_t *text_of(const char *text)
{
    json_t *json = json_string(text);

    return json != NULL ? json : repaired_text(text);
}

static json_t *time_of(int64_t time_ms)
{
    char text[CFD_TIME_TEXT_BYTES];

    cfd_time_format_utc(time_ms, text);
    return json_string(text);
}

static json_t *id_of(char letter, uint64_t id)
{
    char text[ID_BYTES];

    (void)snprintf(text, sizeof(text), "%c%" PRIu64, letter, id);
    return json_string(text);
}

static json_t *kinds_of(cfd_kinds kinds)
{
    json_t *array = json_array();
    int failed = 0;

    for (int kind = CFD_KIND_NONE + 1; kind < CFD_KIND_COUNT; kind++) {
        if (kinds & CFD_KIND_BIT(kind))
            failed |= json_array_append_new(array, json_string(cfd_kind_name((enum cfd_kind)kind)));
    }
    if (failed == 0)
        return array;
    json_decref(array);
    return NULL;
}

static json_t *gaps_of(const uint64_t counts[CFD_GAP_COUNT])
{
    struct object gaps = begin();

    for (int gap = 0; gap < CFD_GAP_COUNT; gap++) {
        if (counts[gap] > 0)
            put(&gaps, cfd_gap_name((enum cfd_gap)gap), count_of(counts[gap]));
    }
    return finish(&gaps);
}

static json_t *consumer_of(const struct cfd_row *row)
{
    char text[sizeof(row->consumer_name) + sizeof(row->consumer_label)];

    if (row->consumer_name[0] == '\0')
        return json_string("unknown"); /* no credential, and no address: a unix socket */
    (void)snprintf(text, sizeof(text), "%s:%s", row->consumer_name, row->consumer_label);
    return text_of(text);
}

static json_t *auth_of(uint8_t auth)
{
    static const char *const names[] = {
        [CFD_AUTH_NONE] = "none", [CFD_AUTH_PRESENTED] = "presented", [CFD_AUTH_PROVEN] = "proven"};

    return json_string(auth <= CFD_AUTH_PROVEN ? names[auth] : "none");
}

static json_t *side_of(uint8_t side)
{
    static const char *const names[] = {[CFD_SIDE_EXTERNAL] = "external",
                                        [CFD_SIDE_PARTNER] = "partner",
                                        [CFD_SIDE_INTERNAL] = "internal"};

    return json_string(side <= CFD_SIDE_INTERNAL ? names[side] : "external");
}

/* --- one item a list */

static void put_persons(struct object *item, const struct cfd_row *row)
{
    put(item, "persons", count_of(row->person_count));
    put(item, "mentions", count_of(row->mention_count));
    put(item, "count", count_of(row->count));
    put(item, "is_lower_bound", json_boolean(row->is_lower_bound));
}

static void put_times(struct object *item, const struct cfd_row *row)
{
    put(item, "first", time_of(row->first_ms));
    put(item, "last", time_of(row->last_ms));
}

static json_t *exposure_of(const struct cfd_row *row)
{
    struct object item = begin();

    put(&item, "id", id_of('x', row->id));
    put(&item, "consumer", consumer_of(row));
    put(&item, "endpoint", text_of(row->endpoint));
    put(&item, "side", side_of(row->side));
    put(&item, "auth", auth_of(row->auth));
    put(&item, "kinds", kinds_of(row->kinds));
    put_persons(&item, row);
    put_times(&item, row);
    return finish(&item);
}

static json_t *consumer_item_of(const struct cfd_row *row)
{
    struct object item = begin();

    put(&item, "id", id_of('c', row->id));
    put(&item, "consumer", consumer_of(row));
    put(&item, "auth", auth_of(row->auth));
    put(&item, "side", side_of(row->side));
    put(&item, "kinds", kinds_of(row->kinds));
    put(&item, "endpoints", count_of(row->endpoint_count));
    put_persons(&item, row);
    put_times(&item, row);
    return finish(&item);
}

static json_t *endpoint_of(const struct cfd_row *row)
{
    struct object item = begin();

    put(&item, "id", id_of('e', row->id));
    put(&item, "endpoint", text_of(row->endpoint));
    put(&item, "kinds", kinds_of(row->kinds));
    put(&item, "consumers", count_of(row->consumer_count));
    put_persons(&item, row);
    put_times(&item, row);
    return finish(&item);
}

static json_t *gap_of(const struct cfd_row *row)
{
    struct object item = begin();

    put(&item, "id", id_of('g', row->id));
    put(&item, "reason", json_string(cfd_gap_name((enum cfd_gap)row->gap)));
    put(&item, "endpoint", row->endpoint[0] == '\0' ? json_null() : text_of(row->endpoint));
    put(&item, "responses", count_of(row->count));
    put(&item, "persons", count_of(row->person_count));
    put_times(&item, row);
    return finish(&item);
}

static const struct {
    const char *schema;
    json_t *(*item_of)(const struct cfd_row *row);
} lists[] = {
    [CFD_LIST_ENDPOINTS] = {"cofferdam.endpoints/1", endpoint_of},
    [CFD_LIST_CONSUMERS] = {"cofferdam.consumers/1", consumer_item_of},
    [CFD_LIST_EXPOSURES] = {"cofferdam.exposures/1", exposure_of},
    [CFD_LIST_GAPS] = {"cofferdam.gaps/1", gap_of},
};

/* --- whole answers */

static json_t *items_of(const struct cfd_query *query, const struct cfdi_answer *answer)
{
    json_t *items = json_array();
    int failed = 0;

    for (size_t i = 0; i < answer->row_count && failed == 0; i++)
        failed = json_array_append_new(items, lists[query->list].item_of(&answer->rows[i]));
    if (failed == 0)
        return items;
    json_decref(items);
    return NULL;
}

static json_t *window_of(const struct cfd_query *query, const struct cfd_answer_end *end)
{
    struct object window = begin();

    put(&window, "since", time_of(query->since_ms));
    put(&window, "until", time_of(query->until_ms));
    put(&window, "responses", count_of(end->response_count));
    put(&window, "inspected", count_of(end->inspected_count));
    put(&window, "uninspected", count_of(end->uninspected_count));
    return finish(&window);
}

static json_t *cursor_of(uint64_t next)
{
    char text[ID_BYTES];

    if (next == 0)
        return json_null();
    (void)snprintf(text, sizeof(text), "%" PRIu64, next);
    return json_string(text);
}

/* Gives the object up, whether it worked or not. */
static enum cfd_status dump(struct object *object, char **out_text)
{
    json_t *json = finish(object);
    size_t text_bytes;
    char *text;
    char *line;

    if (json == NULL)
        return CFD_ERR_MEMORY;
    text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(json);
    if (text == NULL)
        return CFD_ERR_MEMORY;
    text_bytes = strlen(text);
    line = realloc(text, text_bytes + 2);
    if (line == NULL) {
        free(text);
        return CFD_ERR_MEMORY;
    }
    memcpy(line + text_bytes, "\n", 2);
    *out_text = line;
    return CFD_OK;
}

enum cfd_status cfdi_render_list(const struct cfd_query *query, const struct cfdi_answer *answer,
                                 char **out_text)
{
    struct object list = begin();

    put(&list, "schema", json_string(lists[query->list].schema));
    put(&list, "version", json_string(CFD_VERSION));
    put(&list, "window", window_of(query, &answer->end));
    put(&list, "persons", count_of(answer->end.person_count));
    put(&list, "gaps", gaps_of(answer->end.gap_counts));
    put(&list, "items", items_of(query, answer));
    put(&list, "total", count_of(answer->end.row_total));
    put(&list, "truncated", json_boolean(answer->end.next != 0));
    put(&list, "next", cursor_of(answer->end.next));
    return dump(&list, out_text);
}

static json_t *engine_of(const struct cfd_answer_end *end)
{
    struct object engine = begin();

    put(&engine, "since", time_of(end->engine_start_ms));
    put(&engine, "last_commit",
        end->last_commit_ms == 0 ? json_null() : time_of(end->last_commit_ms));
    put(&engine, "workers", count_of(end->worker_count));
    put(&engine, "has_worker_key", json_boolean(end->has_worker_key));
    return finish(&engine);
}

static json_t *ledger_of(const struct cfd_answer_end *end)
{
    static const char *const states[] = {[CFD_LEDGER_WRITTEN] = "written",
                                         [CFD_LEDGER_FULL] = "disk_full",
                                         [CFD_LEDGER_FAILING] = "failing"};
    bool is_known = end->ledger_state <= CFD_LEDGER_FAILING;
    struct object ledger = begin();

    put(&ledger, "entries", count_of(end->log_entry_count));
    put(&ledger, "bytes", count_of(end->log_bytes));
    put(&ledger, "state", json_string(is_known ? states[end->ledger_state] : "failing"));
    put(&ledger, "unwritten_since",
        end->ledger_state_ms == 0 ? json_null() : time_of(end->ledger_state_ms));
    return finish(&ledger);
}

static json_t *last_24h_of(const struct cfd_answer_end *end)
{
    struct object last_24h = begin();

    put(&last_24h, "responses", count_of(end->response_count));
    put(&last_24h, "inspected", count_of(end->inspected_count));
    put(&last_24h, "uninspected", count_of(end->uninspected_count));
    put(&last_24h, "persons", count_of(end->person_count));
    return finish(&last_24h);
}

static json_t *dropped_of(const struct cfd_answer_end *end)
{
    struct object dropped = begin();

    put(&dropped, "parts", count_of(end->dropped_part_count));
    put(&dropped, "subjects", count_of(end->dropped_subject_count));
    return finish(&dropped);
}

enum cfd_status cfdi_render_status(const struct cfd_query *query, const struct cfdi_answer *answer,
                                   char **out_text)
{
    struct object status = begin();

    (void)query; /* the window is the last 24 hours, always */
    put(&status, "schema", json_string("cofferdam.status/1"));
    put(&status, "version", json_string(CFD_VERSION));
    put(&status, "engine", engine_of(&answer->end));
    put(&status, "ledger", ledger_of(&answer->end));
    put(&status, "last_24h", last_24h_of(&answer->end));
    put(&status, "exposures", count_of(answer->end.exposure_count));
    put(&status, "gaps", gaps_of(answer->end.gap_counts));
    put(&status, "dropped", dropped_of(&answer->end));
    return dump(&status, out_text);
}

enum cfd_status cfdi_render_problem(unsigned http_status, const char *title, const char *detail,
                                    char **out_text)
{
    struct object problem = begin();

    put(&problem, "type", json_string("about:blank"));
    put(&problem, "title", json_string(title));
    put(&problem, "status", count_of(http_status));
    put(&problem, "detail", text_of(detail));
    return dump(&problem, out_text);
}
