/* SPDX-License-Identifier: Apache-2.0
 * The reader of tables in text.
 *
 *     HEAD -> START;  or SKIP -> START        the first line: no header; or a header, and its rest
 *     START -> CELL <-> (delimiter);  START -> QUOTED <-> QUOTE -> CELL        QUOTE: "" or the end
 *
 * The first line waits in `head`. If it is no header it runs through the machine afterwards, in
 * place: what a cell keeps is never longer than what was read of it. */
#include "core/decode/csv.h"

#include <string.h>

enum csv_state {
    CSV_HEAD,
    CSV_SKIP,  /* what of a header did not fit */
    CSV_START, /* before the first byte of a cell */
    CSV_CELL,
    CSV_QUOTED,
    CSV_QUOTE, /* after a quote inside quotes */
};

/* In the order of preference where counts are equal. */
static const char delimiters[] = "\t;,|";

static const uint8_t byte_order_mark[] = {0xef, 0xbb, 0xbf};

static bool is_line_end(uint8_t byte)
{
    return byte == '\n' || byte == '\r';
}

/* ---- Rows ---- */

static enum cfd_status open_row(struct cfd_csv *csv)
{
    if (!csv->is_open)
        CFD_TRY(cfdi_tell_mark(&csv->out, CFD_JSON_ARRAY_BEGIN, csv->cell_offset));
    csv->is_open = true;
    if (!csv->is_row_open)
        CFD_TRY(cfdi_tell_mark(&csv->out,
                               csv->has_names ? CFD_JSON_OBJECT_BEGIN : CFD_JSON_ARRAY_BEGIN,
                               csv->cell_offset));
    csv->is_row_open = true;
    return CFD_OK;
}

static enum cfd_status tell_cell(struct cfd_csv *csv, uint64_t end_offset)
{
    CFD_TRY(open_row(csv));
    if (csv->has_names)
        CFD_TRY(cfdi_tell_text(&csv->out, CFD_JSON_KEY, cfdi_names_get(&csv->names, csv->column),
                               csv->cell_offset, 0, false));
    return cfdi_tell_text(&csv->out, CFD_JSON_STRING, cfd_bytes_of(csv->text, csv->text_bytes),
                          csv->cell_offset, end_offset - csv->cell_offset, csv->is_cut);
}

static enum cfd_status end_cell(struct cfd_csv *csv, uint64_t end_offset)
{
    if (csv->text_bytes > 0) {
        CFD_TRY(tell_cell(csv, end_offset));
    } else if (!csv->has_names) {
        CFD_TRY(open_row(csv));
        CFD_TRY(cfdi_tell_mark(&csv->out, CFD_JSON_NULL, csv->cell_offset));
    }
    csv->column++;
    csv->text_bytes = 0;
    csv->is_cut = false;
    csv->state = CSV_START;
    return CFD_OK;
}

static enum cfd_status end_row(struct cfd_csv *csv)
{
    csv->column = 0;
    if (!csv->is_row_open)
        return CFD_OK;
    csv->is_row_open = false;
    csv->row_count++;
    return cfdi_tell_mark(&csv->out, csv->has_names ? CFD_JSON_OBJECT_END : CFD_JSON_ARRAY_END,
                          csv->offset);
}

/* ---- Cells ---- */

static void keep(struct cfd_csv *csv, const uint8_t *from, const uint8_t *to)
{
    size_t room_bytes = CFD_CSV_TEXT_MAX_BYTES - csv->text_bytes;
    size_t len = (size_t)(to - from);

    csv->is_cut |= len > room_bytes;
    len = len > room_bytes ? room_bytes : len;
    memmove(csv->text + csv->text_bytes, from, len);
    csv->text_bytes = (uint16_t)(csv->text_bytes + len);
}

/* Takes the byte at `in`. */
static void step(struct cfd_csv *csv, struct cfdi_piece *in)
{
    csv->offset += cfdi_width(csv->has_units, *in->at);
    in->at++;
}

/* Takes and keeps the bytes up to `stop`, a line's end or the end of the piece. */
static void keep_run(struct cfd_csv *csv, struct cfdi_piece *in, uint8_t stop)
{
    const uint8_t *from = in->at;

    while (in->at < in->end && *in->at != stop && !is_line_end(*in->at))
        step(csv, in);
    keep(csv, from, in->at);
}

/* At the byte that ends a cell. */
static enum cfd_status take_end(struct cfd_csv *csv, struct cfdi_piece *in, uint64_t end_offset)
{
    bool is_row_end = is_line_end(*in->at);

    CFD_TRY(end_cell(csv, end_offset));
    if (is_row_end)
        CFD_TRY(end_row(csv));
    step(csv, in);
    return CFD_OK;
}

static enum cfd_status read_start(struct cfd_csv *csv, struct cfdi_piece *in)
{
    csv->cell_offset = csv->offset;
    if (csv->column == 0 && is_line_end(*in->at)) {
        step(csv, in); /* an empty line, or the LF of CRLF */
        return CFD_OK;
    }
    csv->state = CSV_CELL;
    if (*in->at == '"') {
        step(csv, in);
        csv->cell_offset = csv->offset;
        csv->state = CSV_QUOTED;
    }
    return CFD_OK;
}

static enum cfd_status read_cell(struct cfd_csv *csv, struct cfdi_piece *in)
{
    keep_run(csv, in, csv->delimiter);
    return in->at == in->end ? CFD_OK : take_end(csv, in, csv->offset);
}

static enum cfd_status read_quoted(struct cfd_csv *csv, struct cfdi_piece *in)
{
    keep_run(csv, in, '"');
    if (in->at == in->end)
        return CFD_OK;
    if (*in->at == '"') {
        csv->quote_offset = csv->offset;
        csv->state = CSV_QUOTE;
        step(csv, in);
    } else if (csv->is_cut) {
        csv->state = CSV_CELL; /* a quoted cell that is too long is not quoted: its line ends it */
    } else {
        keep(csv, in->at, in->at + 1);
        step(csv, in);
    }
    return CFD_OK;
}

/* Another quote is one of the text; bytes behind the closing one are tolerated. */
static enum cfd_status read_quote(struct cfd_csv *csv, struct cfdi_piece *in)
{
    if (*in->at == '"') {
        keep(csv, in->at, in->at + 1);
        step(csv, in);
        csv->state = CSV_QUOTED;
        return CFD_OK;
    }
    if (*in->at == csv->delimiter || is_line_end(*in->at))
        return take_end(csv, in, csv->quote_offset);
    csv->state = CSV_CELL;
    return CFD_OK;
}

static enum cfd_status skip_header(struct cfd_csv *csv, struct cfdi_piece *in)
{
    for (; in->at < in->end && (csv->is_head_quoted || !is_line_end(*in->at)); step(csv, in))
        if (*in->at == '"')
            csv->is_head_quoted = !csv->is_head_quoted;
    if (in->at < in->end)
        csv->state = CSV_START;
    return CFD_OK;
}

/* ---- The first line ---- */

static bool is_delimiter(uint8_t byte)
{
    return byte != '\0' && strchr(delimiters, byte) != NULL;
}

static uint8_t choose_delimiter(struct cfd_bytes line)
{
    size_t counts[sizeof(delimiters) - 1] = {0};
    bool is_quoted = false;
    size_t best = 0;

    for (size_t i = 0; i < line.len; i++) {
        is_quoted ^= line.ptr[i] == '"';
        if (!is_quoted && is_delimiter(line.ptr[i]))
            counts[strchr(delimiters, line.ptr[i]) - delimiters]++;
    }
    for (size_t i = 1; i < sizeof(counts) / sizeof(counts[0]); i++)
        if (counts[i] > counts[best])
            best = i;
    return counts[best] == 0 ? ',' : (uint8_t)delimiters[best];
}

/* One cell of the first line. */
struct head_cell {
    size_t next; /* where the next one begins; past the line: there is none */
    size_t len;
    uint8_t text[CFDI_NAME_MAX_BYTES + 1]; /* trimmed in front; one byte more: too long */
};

static void read_head_cell(struct cfd_bytes line, size_t at, uint8_t delimiter,
                           struct head_cell *out_cell)
{
    bool is_quoted = false;

    out_cell->len = 0;
    for (; at < line.len && (is_quoted || line.ptr[at] != delimiter); at++) {
        bool is_blank = line.ptr[at] == ' ' && out_cell->len == 0;

        if (line.ptr[at] == '"')
            is_quoted = !is_quoted;
        else if (!is_blank && out_cell->len < sizeof(out_cell->text))
            out_cell->text[out_cell->len++] = line.ptr[at];
    }
    while (out_cell->len > 0 && out_cell->text[out_cell->len - 1] == ' ')
        out_cell->len--;
    out_cell->next = at + 1;
}

/* Begins like a word, is short, and is mostly no number: "First name", "address_2", "Größe". */
static bool looks_like_name(const struct head_cell *cell)
{
    uint8_t first = cell->text[0] | 0x20;
    size_t digit_count = 0;

    if (cell->len > CFDI_NAME_MAX_BYTES)
        return false;
    if (!(first >= 'a' && first <= 'z') && cell->text[0] != '_' && cell->text[0] < 0x80)
        return false;
    for (size_t i = 0; i < cell->len; i++) {
        if (cell->text[i] == '@' || is_line_end(cell->text[i]))
            return false;
        digit_count += cell->text[i] >= '0' && cell->text[i] <= '9';
    }
    return digit_count * 2 <= cell->len;
}

/* Every cell but empty ones looks like a name, and there is one. */
static bool is_header(struct cfd_bytes line, uint8_t delimiter)
{
    struct head_cell cell = {.next = 0};
    size_t name_count = 0;

    while (cell.next <= line.len) {
        read_head_cell(line, cell.next, delimiter, &cell);
        if (cell.len > 0 && !looks_like_name(&cell))
            return false;
        name_count += cell.len > 0;
    }
    return name_count > 0;
}

static void take_names(struct cfd_csv *csv, struct cfd_bytes line)
{
    struct head_cell cell = {.next = 0};

    while (cell.next <= line.len) {
        read_head_cell(line, cell.next, csv->delimiter, &cell);
        cfdi_names_add(&csv->names, cfd_bytes_of(cell.text, cell.len));
    }
    csv->has_names = true;
}

/* sep=; in the first line is a word of spreadsheets to each other. */
static bool takes_sep_line(struct cfd_csv *csv, struct cfd_bytes line)
{
    if (line.len != 5 || memcmp(line.ptr, "sep=", 4) != 0)
        return false;
    csv->delimiter = line.ptr[4];
    csv->head_bytes = 0;
    return true;
}

static enum cfd_status run(struct cfd_csv *csv, struct cfdi_piece *in);

/* The first line was data. */
static enum cfd_status replay_head(struct cfd_csv *csv, struct cfd_bytes line)
{
    struct cfdi_piece in = {line.ptr, line.ptr + line.len};

    csv->state = CSV_START;
    csv->offset = csv->head_offset + (uint64_t)(line.ptr == csv->head ? 0 : csv->has_units ? 1 : 3);
    return run(csv, &in);
}

/* The line is whole, or as much of it as has room. A cell that is cut off is no name. */
static enum cfd_status end_head(struct cfd_csv *csv, bool is_whole)
{
    struct cfd_bytes line = cfd_bytes_of(csv->head, csv->head_bytes);
    uint64_t offset = csv->offset;
    struct cfd_bytes names;

    if (line.len >= 3 && memcmp(line.ptr, byte_order_mark, 3) == 0)
        line = cfd_bytes_of(line.ptr + 3, line.len - 3);
    if (takes_sep_line(csv, line))
        return CFD_OK;
    if (csv->delimiter == 0)
        csv->delimiter = choose_delimiter(line);
    names = line;
    while (!is_whole && names.len > 0 && names.ptr[names.len - 1] != csv->delimiter)
        names.len--;
    if (is_header(names, csv->delimiter)) {
        take_names(csv, names);
        csv->state = is_whole ? CSV_START : CSV_SKIP;
        return CFD_OK;
    }
    CFD_TRY(replay_head(csv, line));
    csv->offset = offset;
    return CFD_OK;
}

static bool may_open_quote(const struct cfd_csv *csv)
{
    return csv->head_bytes == 0 || is_delimiter(csv->head[csv->head_bytes - 1]);
}

static enum cfd_status read_head(struct cfd_csv *csv, struct cfdi_piece *in)
{
    for (; in->at < in->end; step(csv, in)) {
        if (csv->head_bytes == CFD_CSV_HEAD_BYTES)
            return end_head(csv, false);
        if (is_line_end(*in->at) && !csv->is_head_quoted && csv->head_bytes > 0)
            return end_head(csv, true);
        if (is_line_end(*in->at) && csv->head_bytes == 0)
            continue;
        if (csv->head_bytes == 0)
            csv->head_offset = csv->offset;
        if (*in->at == '"' && (csv->is_head_quoted || may_open_quote(csv)))
            csv->is_head_quoted = !csv->is_head_quoted;
        csv->head[csv->head_bytes++] = *in->at;
    }
    return CFD_OK;
}

/* ---- The whole ---- */

static enum cfd_status read_state(struct cfd_csv *csv, struct cfdi_piece *in)
{
    switch (csv->state) {
    case CSV_HEAD:
        return read_head(csv, in);
    case CSV_SKIP:
        return skip_header(csv, in);
    case CSV_START:
        return read_start(csv, in);
    case CSV_CELL:
        return read_cell(csv, in);
    case CSV_QUOTED:
        return read_quoted(csv, in);
    default: /* CSV_QUOTE */
        return read_quote(csv, in);
    }
}

static enum cfd_status run(struct cfd_csv *csv, struct cfdi_piece *in)
{
    while (in->at < in->end)
        CFD_TRY(read_state(csv, in));
    return CFD_OK;
}

void cfd_csv_init(struct cfd_csv *csv, bool has_units, cfd_json_sink sink, void *ctx)
{
    memset(csv, 0, sizeof(*csv));
    csv->out = (struct cfdi_out){sink, ctx};
    csv->has_units = has_units;
    csv->state = CSV_HEAD;
}

enum cfd_status cfd_csv_feed(struct cfd_csv *csv, const uint8_t *data, size_t data_bytes)
{
    struct cfdi_piece in = {data, data};

    if (data_bytes > 0)
        in.end = data + data_bytes;
    return run(csv, &in);
}

enum cfd_status cfd_csv_finish(struct cfd_csv *csv)
{
    if (csv->state == CSV_HEAD && csv->head_bytes > 0)
        CFD_TRY(end_head(csv, true));
    if (csv->state >= CSV_CELL || (csv->state == CSV_START && csv->column > 0))
        CFD_TRY(end_cell(csv, csv->state == CSV_QUOTE ? csv->quote_offset : csv->offset));
    CFD_TRY(end_row(csv));
    return csv->is_open ? cfdi_tell_mark(&csv->out, CFD_JSON_ARRAY_END, csv->offset) : CFD_OK;
}
