/* SPDX-License-Identifier: Apache-2.0
 * The one result type of Cofferdam: every call that can fail answers with it.
 *
 * 0 is good, negative is bad, and the answer must be used. A size, a count or a pointer is never
 * also an error. Outputs are written only on CFD_OK. Details for people (text, line) go to a
 * caller's struct cfd_error when the call takes one and the caller passed one. */
#ifndef CFD_STATUS_H
#define CFD_STATUS_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CFD_CHECKED __attribute__((warn_unused_result))

enum cfd_status {
    CFD_OK = 0,
    CFD_ERR_USAGE = -1,     /* the caller's arguments make no sense: our own mistake */
    CFD_ERR_STATE = -2,     /* called at a moment of the object's life where it is not allowed */
    CFD_ERR_LIMIT = -3,     /* a named budget was spent; what came before stays valid */
    CFD_ERR_MEMORY = -4,    /* no memory; nothing changed */
    CFD_ERR_FORMAT = -5,    /* the input is not what it claims to be */
    CFD_ERR_VERSION = -6,   /* the input is of a version or layout this build does not read */
    CFD_ERR_CORRUPT = -7,   /* a checksum or an invariant of stored data does not hold */
    CFD_ERR_IO = -8,        /* the operating system refused; errno says why */
    CFD_ERR_NOT_FOUND = -9, /* there is no such thing; often a normal answer */
    CFD_ERR_FULL = -10,     /* no room now; try again later or count the loss */
    CFD_ERR_DENIED = -11,   /* not permitted */
};

/* Text and place of a failure, for a person. The text never holds input values. */
struct cfd_error {
    char text[256];
    uint32_t line; /* 1-based line of a text input; 0: none */
};

/* Returns the bad status of `call` upward. The only macro that changes control flow. */
#define CFD_TRY(call)                             \
    do {                                          \
        enum cfd_status cfd_try_status_ = (call); \
        if (cfd_try_status_ != CFD_OK)            \
            return cfd_try_status_;               \
    } while (0)

/* Writes the text of a failure; error may be NULL. Always leaves a terminated string. */
static inline void cfd_error_set(struct cfd_error *error, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline void cfd_error_set(struct cfd_error *error, uint32_t line, const char *format, ...)
{
    va_list args;

    if (error == NULL)
        return;
    error->line = line;
    va_start(args, format);
    (void)vsnprintf(error->text, sizeof(error->text), format, args);
    va_end(args);
}

#ifdef __cplusplus
}
#endif

#endif
