/* SPDX-License-Identifier: Apache-2.0
 * What a file is, by its first bytes, and the reading of it piece by piece. */
#include "cli/scan_reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/har.h"
#include "cli/http_message.h"
#include "cli/scan_job.h"

#define SNIFF_BYTES 512u /* a start line's first words, or the first key of a HAR */

enum file_type { FILE_UNKNOWN, FILE_JSON, FILE_HTTP, FILE_HAR };

/* 0 also at an interrupt: whoever called sees that the job is over. */
ssize_t cfdi_reader_piece(struct reader *reader, int fd, size_t at_bytes)
{
    ssize_t got;

    do {
        if (!cfdi_interrupt_wait(fd))
            return 0;
        got = read(fd, reader->buffer + at_bytes, sizeof(reader->buffer) - at_bytes);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    if (got > 0)
        cfdi_job_read(reader->job, (uint64_t)got);
    return got;
}

/* Takes `word` off the text, blanks before it; *is_short: the text ends before it can be told. */
static bool skip(struct cfd_bytes *text, const char *word, bool *is_short)
{
    size_t word_bytes = strlen(word);
    size_t have_bytes;

    while (text->len > 0 && strchr(" \t\r\n", text->ptr[0]) != NULL && text->ptr[0] != '\0')
        *text = cfd_bytes_of(text->ptr + 1, text->len - 1);
    have_bytes = text->len < word_bytes ? text->len : word_bytes;
    if (have_bytes > 0 && memcmp(text->ptr, word, have_bytes) != 0)
        return false;
    *is_short = have_bytes < word_bytes;
    *text = cfd_bytes_of(text->ptr + have_bytes, text->len - have_bytes);
    return !*is_short;
}

/* {"log":{ and one of the keys that the format has there. */
static enum file_type sniff_har(struct cfd_bytes text)
{
    static const char *const begin[] = {"{", "\"log\"", ":", "{"};
    static const char *const keys[] = {"\"version\"", "\"creator\"", "\"browser\"",
                                       "\"pages\"",   "\"entries\"", "\"comment\""};
    bool is_any_short = false;
    bool is_short = false;

    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
        text = cfd_bytes_of(text.ptr + 3, text.len - 3);
    for (size_t i = 0; i < sizeof(begin) / sizeof(begin[0]); i++)
        if (!skip(&text, begin[i], &is_short))
            return is_short ? FILE_UNKNOWN : FILE_JSON;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct cfd_bytes rest = text;

        is_short = false;
        if (skip(&rest, keys[i], &is_short))
            return FILE_HAR;
        is_any_short = is_any_short || is_short;
    }
    return is_any_short ? FILE_UNKNOWN : FILE_JSON;
}

/* UNKNOWN: more bytes decide. */
static enum file_type sniff(struct cfd_bytes text)
{
    if (text.len == 0)
        return FILE_UNKNOWN;
    if (text.ptr[0] < 'A' || text.ptr[0] > 'Z')
        return sniff_har(text);
    switch (cfdi_http_looks(text)) {
    case HTTP_YES:
        return FILE_HTTP;
    case HTTP_MORE:
        return FILE_UNKNOWN;
    default:
        return FILE_JSON;
    }
}

static bool is_over(const struct reader *reader, ssize_t got)
{
    return got <= 0 || cfdi_job_is_over(reader->job);
}

/* Answers the last read's answer: 0, or below it. */
static ssize_t read_json(struct reader *reader, int fd, ssize_t got)
{
    while (!is_over(reader, got) && reader->body_status == CFD_OK) {
        cfdi_body_feed(reader, reader->buffer, (size_t)got);
        cfdi_reader_show(reader);
        if (reader->body_status == CFD_OK)
            got = cfdi_reader_piece(reader, fd, 0);
    }
    return got;
}

static ssize_t read_http(struct reader *reader, int fd, const char *source, ssize_t got)
{
    struct http_message *http = cfdi_http_new(reader, source);

    if (http == NULL) {
        cfdi_job_trouble(reader->job, CFD_ERR_MEMORY);
        return 0;
    }
    for (; !is_over(reader, got); got = cfdi_reader_piece(reader, fd, 0)) {
        cfdi_http_feed(http, reader->buffer, (size_t)got);
        cfdi_reader_show(reader);
    }
    cfdi_http_end(http, got != 0 || cfdi_is_interrupted());
    return got;
}

static ssize_t read_har(struct reader *reader, int fd, const char *source, ssize_t got)
{
    struct har *har = cfdi_har_new(reader, source);

    if (har == NULL) {
        cfdi_job_trouble(reader->job, CFD_ERR_MEMORY);
        return 0;
    }
    for (; !is_over(reader, got); got = cfdi_reader_piece(reader, fd, 0)) {
        cfdi_har_feed(har, reader->buffer, (size_t)got);
        cfdi_reader_show(reader);
    }
    cfdi_har_end(har, got != 0 || cfdi_is_interrupted());
    return got;
}

/* Reads until it is clear what the file is: a pipe may give its first bytes one by one. Answers how
 * many there are, or below 0. */
static ssize_t read_first(struct reader *reader, int fd, enum file_type *out_type)
{
    size_t bytes = 0;

    while (bytes < SNIFF_BYTES) {
        ssize_t got = cfdi_reader_piece(reader, fd, bytes);

        if (got < 0)
            return got;
        if (got == 0)
            break;
        bytes += (size_t)got;
        *out_type = sniff(cfd_bytes_of(reader->buffer, bytes));
        if (*out_type != FILE_UNKNOWN)
            break;
    }
    return (ssize_t)bytes;
}

/* A body of JSON keeps its place in the file, where values are read again to be revealed. */
static ssize_t begin_json(struct reader *reader, int fd, const char *source, enum cfd_format format,
                          ssize_t got)
{
    const struct body_origin origin = {.source = source, .format = format};

    if (got > 0)
        (void)lseek(fd, -got, SEEK_CUR); /* a pipe has no place, and none is asked for */
    if (!cfdi_body_begin(reader, &origin, fd))
        return 0;
    if (got > 0)
        (void)lseek(fd, got, SEEK_CUR);
    got = read_json(reader, fd, got);
    cfdi_body_end(reader, got < 0 || cfdi_is_interrupted());
    return got;
}

void cfdi_reader_file(struct reader *reader, int fd, const char *source, enum cfd_format format)
{
    const struct event end = {.type = EVENT_FILE_END};
    enum file_type type = FILE_JSON;
    ssize_t got;

    got = format == CFD_FORMAT_JSON_LINES ? cfdi_reader_piece(reader, fd, 0)
                                          : read_first(reader, fd, &type);
    if (got < 0) {
        cfdi_reader_fail(reader, source);
        return;
    }
    if (type == FILE_HTTP)
        got = read_http(reader, fd, source, got);
    else if (type == FILE_HAR)
        got = read_har(reader, fd, source, got);
    else
        got = begin_json(reader, fd, source, format, got);
    if (got < 0)
        cfdi_reader_fail(reader, source);
    cfdi_reader_tell(reader, &end);
}
