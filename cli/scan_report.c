/* SPDX-License-Identifier: Apache-2.0
 * What a scan says at its end: to programs the rest of the object, to people a summary. */
#include <string.h>

#include "cli/scan_job.h"
#include "cli/write.h"

#define BLIND_LINES_MAX 20u /* of sources not inspected, in text; json has them all */
#define ENDPOINT_LINES_MAX 20u
#define SENTENCE_BYTES 512u

/* "2 files (1,234 bytes, 3 documents, 0.01 s)" */
static void say_inspected(const struct job *job, FILE *to)
{
    char files[NUMBER_TEXT_BYTES], bytes[NUMBER_TEXT_BYTES], documents[NUMBER_TEXT_BYTES];
    char seconds[NUMBER_TEXT_BYTES];

    cfdi_format_count(job->file_count, files);
    cfdi_format_count(job->byte_count, bytes);
    cfdi_format_count(job->document_count, documents);
    cfdi_format_hundredths(cfdi_progress_ms(&job->progress) / 10, seconds);
    fprintf(to, "%s file%s (%s byte%s, %s document%s, %s s)", files, cfdi_plural(job->file_count),
            bytes, cfdi_plural(job->byte_count), documents, cfdi_plural(job->document_count),
            seconds);
}

/* "3 persons, 4 records, 1 mention, 17 findings" */
static void say_found(const struct job *job, FILE *to)
{
    const struct {
        uint64_t count;
        const char *name;
    } counts[] = {
        {job->summary.persons.count, "person"},
        {job->record_count, "record"},
        {job->mention_count, "mention"},
        {job->finding_count, "finding"},
    };

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        char text[NUMBER_TEXT_BYTES];

        cfdi_format_count(counts[i].count, text);
        fprintf(to, "%s%s %s%s", i > 0 ? ", " : "", text, counts[i].name,
                cfdi_plural(counts[i].count));
    }
}

static void say_blind_rows(const struct job *job, FILE *to)
{
    for (size_t i = 0; i < job->blind.row_count && i < BLIND_LINES_MAX; i++) {
        const struct blind_row *row = &job->blind.rows[i];

        fprintf(to, "  not inspected: %s", row->reason);
        if (row->count > 1)
            fprintf(to, " %llu", (unsigned long long)row->count);
        fputs(", ", to);
        cfdi_put_shown(to, cfd_bytes_str(row->source != NULL ? row->source : "several"));
        if (row->offset != OFFSET_NONE)
            fprintf(to, ", from byte %llu on", (unsigned long long)row->offset);
        fputc('\n', to);
    }
    if (job->blind.row_count > BLIND_LINES_MAX)
        fprintf(to, "  and %zu more; -o json has them all\n",
                job->blind.row_count - BLIND_LINES_MAX);
}

/* "  GET api.example/{s}/{id}: 1 person, 5 findings, to 2 consumers", the worst first. */
static void say_endpoints(const json_t *rest, FILE *to)
{
    const json_t *rows = json_object_get(rest, "endpoints");
    size_t count = json_array_size(rows);

    for (size_t i = 0; i < count && i < ENDPOINT_LINES_MAX; i++) {
        const json_t *row = json_array_get(rows, i);
        uint64_t persons = (uint64_t)json_integer_value(json_object_get(row, "persons"));
        uint64_t findings = (uint64_t)json_integer_value(json_object_get(row, "findings"));
        uint64_t consumers = (uint64_t)json_integer_value(json_object_get(row, "consumers"));

        fputs("  ", to);
        cfdi_put_shown(to, cfd_bytes_str(json_string_value(json_object_get(row, "endpoint"))));
        fprintf(to, ": %llu person%s, %llu finding%s", (unsigned long long)persons,
                cfdi_plural(persons), (unsigned long long)findings, cfdi_plural(findings));
        if (consumers > 0)
            fprintf(to, ", to %llu consumer%s", (unsigned long long)consumers,
                    cfdi_plural(consumers));
        fputc('\n', to);
    }
    if (count > ENDPOINT_LINES_MAX)
        fprintf(to, "  and %zu more endpoints; -o json has them all\n", count - ENDPOINT_LINES_MAX);
}

static const char *opening_of(const struct job *job)
{
    if (job->file_count == 0 || (job->byte_count == 0 && job->blind.row_count > 0))
        return "Nothing found, as nothing was inspected: ";
    return "Nothing found in ";
}

/* Proof of life: also where nothing was found it says what was looked at, and what was not. */
static void say_summary(const struct job *job, const json_t *rest, FILE *to)
{
    char blind[SENTENCE_BYTES];

    if (job->finding_count == 0 && job->record_count + job->mention_count == 0) {
        fputs(opening_of(job), to);
    } else {
        if (job->finding_count == 0)
            fputs("No finding that was asked for: ", to);
        say_found(job, to);
        fputs(" in ", to);
    }
    say_inspected(job, to);
    cfdi_blind_sum(&job->blind, blind, sizeof(blind));
    fprintf(to, "; not inspected: %s\n", blind);
    say_endpoints(rest, to);
    say_blind_rows(job, to);
}

static json_t *rest_json(struct job *job)
{
    json_t *blind = cfdi_blind_json(&job->blind);

    json_t *rest;

    if (blind == NULL)
        return NULL;
    rest =
        json_pack("{s:{s:I, s:I, s:I}, s:I, s:I, s:I, s:o}", "inspected", "files",
                  (json_int_t)job->file_count, "bytes", (json_int_t)job->byte_count, "documents",
                  (json_int_t)job->document_count, "persons",
                  (json_int_t)job->summary.persons.count, "records", (json_int_t)job->record_count,
                  "mentions", (json_int_t)job->mention_count, "gaps", blind);
    if (rest != NULL && cfdi_summary_add_json(&job->summary, rest))
        return rest;
    json_decref(rest);
    return NULL;
}

static enum exit_code exit_code_of(const struct job *job)
{
    if (cfdi_is_interrupted())
        return cfdi_fail(job->run, EXIT_INTERRUPTED, NULL, "interrupted: this is not all");
    if (job->trouble != CFD_OK)
        return cfdi_fail(job->run, EXIT_COULD_NOT, NULL, "no memory: this is not all");
    if (job->has_failed)
        return EXIT_COULD_NOT;
    return job->finding_count > 0 ? EXIT_FOUND : EXIT_DONE;
}

enum exit_code cfdi_job_report(struct job *job)
{
    json_t *rest = rest_json(job);

    cfdi_progress_clear(&job->progress);
    if (rest == NULL)
        job->trouble = CFD_ERR_MEMORY;
    job->output->end(job->output, rest);
    if (job->run->options.format == FORMAT_TEXT) {
        if (job->finding_count > 0)
            fputc('\n', job->output->file);
        say_summary(job, rest, job->output->file);
    } else if (cfdi_notes_are_wanted(job->run)) {
        (void)fflush(job->output->file);
        say_summary(job, rest, stderr);
    }
    json_decref(rest);
    return exit_code_of(job);
}
