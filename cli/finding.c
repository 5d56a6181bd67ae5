/* SPDX-License-Identifier: Apache-2.0
 * The columns of findings, and paths without the persons in them. */
#include "cli/finding.h"

#include <string.h>

#define KEY_MASK "[*]"    /* as the core writes keys that it takes for an address or a number */
#define KEY_DIGITS_MIN 5u /* a shorter number is an index, a year or a version */

static const struct column columns[FINDING_COLUMN_COUNT] = {
    [FINDING_SOURCE] = {"source", false, false, 0},
    [FINDING_PATH] = {"path", false, false, 32},
    [FINDING_KIND] = {"kind", false, false, 11},
    [FINDING_PART] = {"part", false, false, 11},
    [FINDING_OFFSET] = {"offset", true, false, 8},
    [FINDING_LENGTH] = {"length", true, false, 6},
    [FINDING_CONFIDENCE] = {"confidence", true, false, 10},
    [FINDING_ROLE] = {"role", false, false, 4},
    [FINDING_ENDPOINT] = {"endpoint", false, false, 0},
    [FINDING_CONSUMER] = {"consumer", false, false, 0},
    [FINDING_VALUE] = {"value", false, true, 0},
    [FINDING_SUM] = {"sum", true, false, 6},
    [FINDING_TERMS] = {"terms", false, false, 0, true},
};

const struct table cfdi_scan_table = {
    .schema = "cofferdam.scan/1",
    .version = CFD_VERSION,
    .list_name = "findings",
    .columns = columns,
    .column_count = FINDING_VALUE + 1,
    .text_fields = "kind,part,confidence,offset,length,role,path,value",
    .is_grouped = true,
    .has_page = true,
};

const struct table cfdi_scan_explain_table = {
    .schema = "cofferdam.scan/1",
    .version = CFD_VERSION,
    .list_name = "findings",
    .columns = columns,
    .column_count = FINDING_COLUMN_COUNT,
    .text_fields = "kind,part,confidence,offset,length,role,path,value,terms",
    .is_grouped = true,
    .has_page = true,
};

const struct table cfdi_explain_table = {
    .schema = "cofferdam.explain/1",
    .version = CFD_VERSION,
    .list_name = "findings",
    .columns = columns,
    .column_count = FINDING_COLUMN_COUNT,
    .text_fields = "kind,part,confidence,offset,length,role,path,value,terms",
    .is_grouped = true,
};

static bool is_personal(struct cfd_bytes key)
{
    size_t digit_count = 0;

    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '@' && i > 0 && i + 1 < key.len)
            return true;
        digit_count += key.ptr[i] >= '0' && key.ptr[i] <= '9';
    }
    return digit_count >= KEY_DIGITS_MIN;
}

static size_t count_until(struct cfd_bytes path, size_t at, const char *ends)
{
    size_t bytes = 0;

    while (at + bytes < path.len && strchr(ends, path.ptr[at + bytes]) == NULL)
        bytes++;
    return bytes;
}

struct shown_path {
    char *text;
    size_t bytes;
};

static void append(struct shown_path *shown, const void *text, size_t text_bytes)
{
    memcpy(shown->text + shown->bytes, text, text_bytes);
    shown->bytes += text_bytes;
}

static void append_key(struct shown_path *shown, struct cfd_bytes key, struct cfd_bytes segment)
{
    if (!is_personal(key)) {
        append(shown, segment.ptr, segment.len);
        return;
    }
    if (shown->bytes > 0 && shown->text[shown->bytes - 1] == '.')
        shown->bytes--;
    append(shown, KEY_MASK, strlen(KEY_MASK));
}

/* ['a b'], from its bracket on; a quote inside is written \x27, so the next one ends it. */
static size_t add_odd_key(struct shown_path *shown, struct cfd_bytes path, size_t at)
{
    size_t key_bytes = count_until(path, at + 2, "'");
    size_t bytes = key_bytes + 4 <= path.len - at ? key_bytes + 4 : path.len - at;

    append_key(shown, cfd_bytes_of(path.ptr + at + 2, key_bytes),
               cfd_bytes_of(path.ptr + at, bytes));
    return bytes;
}

static size_t add_plain_key(struct shown_path *shown, struct cfd_bytes path, size_t at)
{
    struct cfd_bytes key = cfd_bytes_of(path.ptr + at, count_until(path, at, ".["));

    append_key(shown, key, key);
    return key.len;
}

struct cfd_bytes cfdi_path_mask(struct cfd_bytes path, char memory[CFD_PATH_MAX_BYTES])
{
    struct shown_path shown = {memory, 0};
    size_t at = 0;

    while (at < path.len) {
        size_t index_bytes = count_until(path, at, "]");

        if (path.ptr[at] == '[' && at + 1 < path.len && path.ptr[at + 1] == '\'') {
            at += add_odd_key(&shown, path, at);
        } else if (path.ptr[at] == '[' && at + index_bytes < path.len) {
            append(&shown, path.ptr + at, index_bytes + 1);
            at += index_bytes + 1;
        } else if (path.ptr[at] == '.' || path.ptr[at] == '[') {
            append(&shown, path.ptr + at, 1);
            at++;
        } else {
            at += add_plain_key(&shown, path, at);
        }
    }
    return cfd_bytes_of(memory, shown.bytes);
}

static struct cell null_cell(void)
{
    return (struct cell){.type = CELL_NULL};
}

static struct cell text_cell(struct cfd_bytes text)
{
    return (struct cell){.type = CELL_TEXT, .text = text};
}

static struct cell number_cell(uint64_t number)
{
    return (struct cell){.type = CELL_NUMBER, .number = (int64_t)number};
}

static struct cell part_cell(enum cfd_kind_part part)
{
    if (part == CFD_PART_WHOLE)
        return null_cell();
    return text_cell(cfd_bytes_str(cfd_part_name(part)));
}

static int64_t sum_of(const struct cfd_finding *finding)
{
    int64_t sum = 0;

    for (unsigned i = 0; i < finding->term_count; i++)
        sum += finding->terms[i].weight;
    return sum;
}

/* Absent where nothing is known: a row of a file of JSON has no such member. */
static struct cell known_cell(const char *text)
{
    struct cell absent = {.type = CELL_ABSENT};

    return text == NULL ? absent : text_cell(cfd_bytes_str(text));
}

void cfdi_finding_cells(const struct cfd_finding *finding, const struct finding_place *place,
                        struct cell out_cells[FINDING_COLUMN_COUNT])
{
    out_cells[FINDING_SOURCE] = text_cell(cfd_bytes_str(place->source));
    out_cells[FINDING_PATH] = text_cell(place->path);
    out_cells[FINDING_KIND] = text_cell(cfd_bytes_str(cfd_kind_name(finding->kind)));
    out_cells[FINDING_PART] = part_cell(finding->part);
    out_cells[FINDING_OFFSET] = number_cell(finding->offset);
    out_cells[FINDING_LENGTH] = number_cell(finding->length);
    out_cells[FINDING_CONFIDENCE] = number_cell(finding->confidence_permille);
    out_cells[FINDING_ROLE] = (struct cell){.type = finding->is_role ? CELL_TRUE : CELL_ABSENT};
    out_cells[FINDING_ENDPOINT] = known_cell(place->endpoint);
    out_cells[FINDING_CONSUMER] = known_cell(place->consumer);
    out_cells[FINDING_VALUE] = place->value == NULL ? null_cell() : text_cell(*place->value);
    out_cells[FINDING_SUM] = (struct cell){.type = CELL_HUNDREDTHS, .number = sum_of(finding)};
    out_cells[FINDING_TERMS] =
        (struct cell){.type = CELL_TERMS, .number = finding->term_count, .terms = finding->terms};
}
