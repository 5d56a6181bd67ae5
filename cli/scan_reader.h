/* SPDX-License-Identifier: Apache-2.0
 * One thread's reading: a file becomes bodies, a body becomes events for the job.
 *
 *     cfdi_reader_file(reader, fd, source, format)     tells what it is by its first bytes
 *       cfdi_body_begin, cfdi_body_feed, cfdi_body_end   once for JSON, once a message or entry
 *
 * Findings of a body carry offsets from its first byte: of the file for JSON, of the decoded body
 * for messages and entries of a HAR. */
#ifndef CFD_CLI_SCAN_READER_H
#define CFD_CLI_SCAN_READER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <cofferdam/scan.h>

#include "cli/raw.h"
#include "cli/scan_event.h"
#include "cli/scan_turn.h"

#define READ_BYTES (64u * 1024u)

struct job;

struct reader {
    struct job *job;
    struct turn *turn; /* NULL: it is always this reader's turn, and has_turn is set */
    uint64_t number;   /* of its task */
    bool has_turn;
    struct event_queue queue;
    struct cfd_scan *any_scan, *line_scan; /* of JSON_ANY and of JSON_LINES; made when needed */
    struct cfd_scan *scan;                 /* of the open body */
    enum cfd_status body_status;           /* not OK: the rest of the body is not read */
    const char *source;                    /* of the open body */
    struct raw raw;
    uint8_t buffer[READ_BYTES];
};

/* Where a body comes from; texts may be NULL. */
struct body_origin {
    const char *source;
    size_t file_bytes; /* so much of source names the file; 0: all */
    const char *endpoint;
    const struct cfd_consumer *consumer;
    enum cfd_format format;
};

void cfdi_reader_init(struct reader *reader, struct job *job);
void cfdi_reader_deinit(struct reader *reader); /* wipes */

/* Reads a file from where it stands; what cannot be read is told. */
void cfdi_reader_file(struct reader *reader, int fd, const char *source, enum cfd_format format);

/* fd: the body is this file, not yet read from; -1: a body that was decoded. False: no memory, or
 * (which is told) no way to keep what is to be revealed. */
bool cfdi_body_begin(struct reader *reader, const struct body_origin *origin, int fd);

/* Bytes after the end of what can be read are dropped. */
void cfdi_body_feed(struct reader *reader, const void *data, size_t data_bytes);

/* is_cut: others ended the body, its missing end is not its fault. */
void cfdi_body_end(struct reader *reader, bool is_cut);

/* Tells the job now, or in the file's turn. */
void cfdi_reader_tell(struct reader *reader, const struct event *event);
void cfdi_reader_blind(struct reader *reader, const char *reason, const char *source,
                       uint64_t count, uint64_t offset);
void cfdi_reader_fail(struct reader *reader, const char *source); /* errno says why */

/* Lets who waits see what there is, when it is the file's turn. */
void cfdi_reader_show(struct reader *reader);

/* Reads the next piece into the buffer, behind at_bytes that stand there. 0 at the end, or at an
 * interrupt; below 0: errno. */
ssize_t cfdi_reader_piece(struct reader *reader, int fd, size_t at_bytes);

#endif
