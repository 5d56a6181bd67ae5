/* SPDX-License-Identifier: Apache-2.0
 * What a Content-Type means for us: read, a blind spot, or no data format at all. */
#ifndef CFD_CORE_SESSION_MEDIA_H
#define CFD_CORE_SESSION_MEDIA_H

#include <cofferdam/bytes.h>

enum cfd_media {
    CFD_MEDIA_JSON,
    CFD_MEDIA_JSON_LINES,
    CFD_MEDIA_UNREAD,   /* may hold personal data and is not read: a gap */
    CFD_MEDIA_EXCLUDED, /* images, fonts, style sheets, scripts */
};

/* content_type as sent, with parameters, in any case; empty: UNREAD. */
enum cfd_media cfd_media_of(struct cfd_bytes content_type);

#endif
