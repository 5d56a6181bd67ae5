/* SPDX-License-Identifier: Apache-2.0
 * One page that stands alone: no script, no picture or style from elsewhere, and no values.
 *
 * It is made of what is known at the end (`rest`): who is to be told how it looks, not each place.
 * Every text is escaped; the policy in its head forbids all but the style beside it. Without CSS it
 * reads from top to bottom, and the picture's numbers stand in the table below it. */
#include "cli/output.h"

#include <inttypes.h>
#include <string.h>

#include <cofferdam/kind.h>

#include "cli/write.h"

#define ROWS_MAX 100u /* of a table: a page is read by a person */
#define BARS_MAX 12u
#define BAR_HEIGHT 18
#define BAR_STEP 26
#define NAME_WIDTH 250
#define PICTURE_WIDTH 760
#define NAME_CHARACTERS 34

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<title>Personal data found by cofferdam scan</title>\n<style>\n"
    ":root{--back:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de}\n"
    "@media (prefers-color-scheme:dark){:root{--back:#12161b;--text:#e6edf3;--soft:#9aa5b1;"
    "--line:#39424c}}\n"
    "body{margin:2rem auto;max-width:60rem;padding:0 1rem;background:var(--back);color:var(--text);"
    "font:1rem/1.5 system-ui,sans-serif}\n"
    "table{border-collapse:collapse;width:100%;margin:0 0 1rem}\n"
    "caption{text-align:left;color:var(--soft)}\n"
    "th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}\n"
    "th.n,td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\n"
    "svg{width:100%;height:auto;font-size:13px}\nsvg text{fill:var(--text)}\n"
    "figure{margin:0 0 1rem}\nfigcaption,.soft{color:var(--soft)}\n"
    ".key{display:inline-block;margin-right:1rem}\n"
    ".key svg{width:.8rem;height:.8rem;margin-right:.3rem}\n"
    "@media print{body{max-width:none;margin:0}tr,figure{break-inside:avoid}thead{display:table-"
    "header-group}}\n"
    "</style>\n</head>\n<body>\n<main>\n<h1>Personal data found</h1>\n";

/* Told apart by people who see colours in another way, on white and on black (Okabe and Ito). */
static const char *const colours[] = {"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                      "#56b4e9", "#d55e00", "#8f8f00", "#8c8c8c"};
#define COLOUR_COUNT (sizeof(colours) / sizeof(colours[0]))

static const char *entity_of(uint8_t c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* What is between two marks is made visible as for a terminal: controls, what turns text around. */
static void put_text(FILE *file, struct cfd_bytes text)
{
    size_t from = 0;

    for (size_t at = 0; at <= text.len; at++) {
        const char *entity = at < text.len ? entity_of(text.ptr[at]) : NULL;

        if (entity == NULL && at < text.len)
            continue;
        cfdi_put_shown(file, cfd_bytes_of(text.ptr + from, at - from));
        if (entity != NULL)
            fputs(entity, file);
        from = at + 1;
    }
}

static uint64_t number_of(const json_t *object, const char *name)
{
    return (uint64_t)json_integer_value(json_object_get(object, name));
}

static void put_string(FILE *file, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    put_text(file, cfd_bytes_str(text == NULL ? "several" : text));
}

static void put_count(FILE *file, uint64_t count)
{
    char text[NUMBER_TEXT_BYTES];

    cfdi_format_count(count, text);
    fputs(text, file);
}

/* "12 persons" */
static void put_counted(FILE *file, uint64_t count, const char *name)
{
    put_count(file, count);
    fprintf(file, " %s%s", name, cfdi_plural(count));
}

static void put_verdict(FILE *file, const json_t *rest, uint64_t finding_count)
{
    const json_t *inspected = json_object_get(rest, "inspected");

    fputs("<p><strong>", file);
    put_counted(file, number_of(rest, "persons"), "person");
    fputs("</strong>, ", file);
    put_counted(file, number_of(rest, "records"), "record");
    fputs(", ", file);
    put_counted(file, number_of(rest, "mentions"), "mention");
    fputs(" and ", file);
    put_counted(file, finding_count, "finding");
    fputs(" in ", file);
    put_counted(file, number_of(inspected, "files"), "file");
    fputs(" (", file);
    put_counted(file, number_of(inspected, "bytes"), "byte");
    fputs(", ", file);
    put_counted(file, number_of(inspected, "documents"), "document");
    fputs(").</p>\n", file);
    if (finding_count == 0)
        fputs("<p>Nothing was found in what was inspected.</p>\n", file);
    fputs("<p class=\"soft\">Persons are counted exactly, each once. This page holds counts and "
          "places only, no values.</p>\n",
          file);
}

static void put_head_cell(FILE *file, const char *name, bool is_number)
{
    fprintf(file, "<th scope=\"col\"%s>%s</th>", is_number ? " class=\"n\"" : "", name);
}

static void put_number_cell(FILE *file, uint64_t number)
{
    fputs("<td class=\"n\">", file);
    put_count(file, number);
    fputs("</td>", file);
}

static void begin_table(FILE *file, const char *title, const char *caption, size_t row_count)
{
    fprintf(file, "<h2>%s</h2>\n<table>\n<caption>%s", title, caption);
    if (row_count > ROWS_MAX)
        fprintf(file, " The first %u of %zu; -o json has them all.", ROWS_MAX, row_count);
    fputs("</caption>\n<thead><tr>", file);
}

static void put_kinds_table(FILE *file, const json_t *rows)
{
    begin_table(file, "By kind", "A person counts under every kind that was found of them.",
                json_array_size(rows));
    put_head_cell(file, "Kind", false);
    put_head_cell(file, "Persons", true);
    put_head_cell(file, "Findings", true);
    fputs("</tr></thead>\n<tbody>\n", file);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);

        fputs("<tr><th scope=\"row\">", file);
        put_string(file, row, "kind");
        fputs("</th>", file);
        put_number_cell(file, number_of(row, "persons"));
        put_number_cell(file, number_of(row, "findings"));
        fputs("</tr>\n", file);
    }
    fputs("</tbody>\n</table>\n", file);
}

static void put_kinds_cell(FILE *file, const json_t *kinds)
{
    const char *name;
    json_t *count;
    bool is_first = true;

    fputs("<td>", file);
    json_object_foreach((json_t *)kinds, name, count)
    {
        fprintf(file, "%s%s ", is_first ? "" : ", ", name);
        put_count(file, (uint64_t)json_integer_value(count));
        is_first = false;
    }
    fputs("</td>", file);
}

/* Files, endpoints and consumers: a name, persons, findings, and which kinds. */
static void put_list(FILE *file, const json_t *rows, const char *title, const char *caption,
                     const char *heading, const char *name)
{
    bool has_consumers = strcmp(name, "endpoint") == 0;
    size_t count = json_array_size(rows);

    if (count == 0)
        return;
    begin_table(file, title, caption, count);
    put_head_cell(file, heading, false);
    put_head_cell(file, "Persons", true);
    if (has_consumers)
        put_head_cell(file, "Consumers", true);
    put_head_cell(file, "Findings", true);
    put_head_cell(file, "Kinds", false);
    fputs("</tr></thead>\n<tbody>\n", file);
    for (size_t i = 0; i < count && i < ROWS_MAX; i++) {
        const json_t *row = json_array_get(rows, i);

        fputs("<tr><th scope=\"row\">", file);
        put_string(file, row, name);
        fputs("</th>", file);
        put_number_cell(file, number_of(row, "persons"));
        if (has_consumers && json_object_get(row, "consumers") == NULL)
            fputs("<td class=\"n\">unknown</td>", file);
        else if (has_consumers)
            put_number_cell(file, number_of(row, "consumers"));
        put_number_cell(file, number_of(row, "findings"));
        put_kinds_cell(file, json_object_get(row, "kinds"));
        fputs("</tr>\n", file);
    }
    fputs("</tbody>\n</table>\n", file);
}

static void put_gaps(FILE *file, const json_t *rows)
{
    size_t count = json_array_size(rows);

    if (count == 0) {
        fputs("<h2>Not inspected</h2>\n<p>Nothing was left out.</p>\n", file);
        return;
    }
    begin_table(file, "Not inspected", "What may hold more than is shown above.", count);
    put_head_cell(file, "Source", false);
    put_head_cell(file, "Why", false);
    put_head_cell(file, "Count", true);
    fputs("</tr></thead>\n<tbody>\n", file);
    for (size_t i = 0; i < count && i < ROWS_MAX; i++) {
        const json_t *row = json_array_get(rows, i);

        fputs("<tr><th scope=\"row\">", file);
        put_string(file, row, "source");
        fputs("</th><td>", file);
        put_string(file, row, "reason");
        fputs("</td>", file);
        put_number_cell(file, number_of(row, "count"));
        fputs("</tr>\n", file);
    }
    fputs("</tbody>\n</table>\n", file);
}

static const char *colour_of(unsigned kind)
{
    return colours[(kind - 1) % COLOUR_COUNT];
}

static void put_key(FILE *file, const json_t *kinds)
{
    fputs("<p>", file);
    for (size_t i = 0; i < json_array_size(kinds); i++) {
        const char *name = json_string_value(json_object_get(json_array_get(kinds, i), "kind"));
        enum cfd_kind kind;

        if (cfd_kind_parse(cfd_bytes_str(name), &kind) != CFD_OK)
            continue;
        fprintf(file,
                "<span class=\"key\"><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect "
                "width=\"10\" height=\"10\" fill=\"%s\"/></svg>%s</span>\n",
                colour_of(kind), name);
    }
    fputs("</p>\n", file);
}

/* The end of a long name says more than its beginning. */
static void put_bar_name(FILE *file, const char *name)
{
    size_t columns = cfdi_shown_columns(cfd_bytes_str(name));
    const char *from = name;

    while (columns > NAME_CHARACTERS) {
        do
            from++;
        while ((*from & 0xc0) == 0x80);
        columns--;
    }
    if (from != name)
        fputs("\xe2\x80\xa6", file);
    put_text(file, cfd_bytes_str(from));
}

static void put_bar(FILE *file, const json_t *row, size_t place, uint64_t most)
{
    int top = (int)place * BAR_STEP;
    double at = NAME_WIDTH;
    const char *name;
    json_t *count;

    fprintf(file, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", NAME_WIDTH - 8, top + 14);
    put_bar_name(file, json_string_value(json_object_get(row, "source")));
    fputs("</text>\n", file);
    json_object_foreach(json_object_get(row, "kinds"), name, count)
    {
        double width = (double)(PICTURE_WIDTH - NAME_WIDTH - 60) *
                       (double)json_integer_value(count) / (double)most;
        enum cfd_kind kind;

        if (cfd_kind_parse(cfd_bytes_str(name), &kind) != CFD_OK)
            continue;
        fprintf(file,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>%s "
                "%" PRIu64 "</title></rect>\n",
                at, top, width, BAR_HEIGHT, colour_of(kind), name,
                (uint64_t)json_integer_value(count));
        at += width;
    }
    fprintf(file, "<text x=\"%.1f\" y=\"%d\">", at + 6, top + 14);
    put_count(file, number_of(row, "findings"));
    fputs("</text>\n", file);
}

/* Bars of findings, stacked by kind, a bar a file. */
static void put_picture(FILE *file, const json_t *sources, const json_t *kinds)
{
    size_t count = json_array_size(sources) < BARS_MAX ? json_array_size(sources) : BARS_MAX;
    uint64_t most = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t findings = number_of(json_array_get(sources, i), "findings");

        most = findings > most ? findings : most;
    }
    if (most == 0)
        return;
    fprintf(file,
            "<h2>Kinds by source</h2>\n<figure>\n<svg viewBox=\"0 0 %d %zu\" role=\"img\" "
            "aria-label=\"Findings of each kind in the %zu worst sources; the table below has the "
            "numbers\">\n",
            PICTURE_WIDTH, count * BAR_STEP, count);
    for (size_t i = 0; i < count; i++)
        put_bar(file, json_array_get(sources, i), i, most);
    fputs("</svg>\n<figcaption>Findings of each kind, in the sources that show most "
          "persons.</figcaption>\n</figure>\n",
          file);
    put_key(file, kinds);
}

static void begin(struct output *output)
{
    fputs(head, output->file);
}

static void row(struct output *output, const struct cell *cells, const json_t *as_came)
{
    (void)cells;
    (void)as_came;
    output->row_count++;
}

static void end(struct output *output, const json_t *rest)
{
    FILE *file = output->file;
    const json_t *sources = json_object_get(rest, "sources");
    const json_t *kinds = json_object_get(rest, "kinds");

    put_verdict(file, rest, output->row_count);
    if (json_array_size(kinds) > 0)
        put_kinds_table(file, kinds);
    put_list(file, json_object_get(rest, "endpoints"), "By endpoint",
             "Which APIs gave it away, most persons first.", "Endpoint", "endpoint");
    put_list(file, json_object_get(rest, "consumers"), "By consumer",
             "Who received it, by the credential of the request; of it the end is shown at most.",
             "Consumer", "consumer");
    put_picture(file, sources, kinds);
    put_list(file, sources, "By source", "Files, most persons first.", "Source", "source");
    put_gaps(file, json_object_get(rest, "gaps"));
    fprintf(file, "<p class=\"soft\">cofferdam %s</p>\n</main>\n</body>\n</html>\n",
            output->version);
}

void cfdi_output_html(struct output *output)
{
    output->begin = begin;
    output->row = row;
    output->end = end;
}
