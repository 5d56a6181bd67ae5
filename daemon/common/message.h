/* SPDX-License-Identifier: Apache-2.0
 * One line on stderr for the daemon's own events and failures: `cofferdamd[role]: text`.
 *
 * Under systemd each line begins with its priority as sd-daemon(3) wants it (`<4>`), but only where
 * stderr is the journal itself: in a terminal or a file the mark would be noise.
 * What never reaches it: bodies, URLs, subjects, labels of consumers, texts of requests. Callers
 * hand in names of ours, numbers and strerror() only; no call takes a pointer to a body. */
#ifndef CFD_DAEMON_COMMON_MESSAGE_H
#define CFD_DAEMON_COMMON_MESSAGE_H

/* The numbers are those of syslog(3). */
enum cfd_message_priority {
    CFD_MESSAGE_ERROR = 3,   /* something does not work, and a person must act */
    CFD_MESSAGE_WARNING = 4, /* something is not as it should be, and the daemon goes on */
    CFD_MESSAGE_NOTICE = 5,  /* start, stop, reload */
    CFD_MESSAGE_INFO = 6,
};

#define CFD_MESSAGE_LINE_BYTES 1024u /* with its newline; what is longer is cut */

/* Names this process in every line that follows ("api"); role must outlive them. Call it once, at
 * the start of the process, before there are threads. Without it lines begin `cofferdamd: `. */
void cfd_message_open(const char *role);

/* Writes one line, in one write(2). Control bytes become blanks, so that it stays one line. A
 * stderr that does not take it is no failure of the caller's: the line is lost. errno is kept. */
void cfd_message(enum cfd_message_priority priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
