/* SPDX-License-Identifier: Apache-2.0
 * The api's end of the socket pair to the engine: questions out, answers in, by request id.
 *
 *     cfdi_link_new(fd, &link)
 *     cfdi_link_ask(link, &query, on_answer, ctx)   any number of times
 *     cfdi_link_read(link)                          when fd is readable
 *     cfdi_link_expire(link)                        when cfdi_link_wait_ms is over
 *     cfdi_link_abandon(link); cfdi_link_free(link)
 *
 * It never waits. Bounds: CFDI_LINK_QUESTIONS_MAX questions at a time, CFDI_LINK_PATIENCE_MS each,
 * no more rows than were asked for, CFDI_LINK_ROWS_MAX gathered in all. Ids begin at a random
 * number, so that answers to an api that died before are answers to nobody. Inside daemon/api. */
#ifndef CFD_DAEMON_API_ENGINE_LINK_H
#define CFD_DAEMON_API_ENGINE_LINK_H

#include <stdint.h>

#include "daemon/api/answer.h"

#define CFDI_LINK_QUESTIONS_MAX 64u
#define CFDI_LINK_PATIENCE_MS 2000u
#define CFDI_LINK_ROWS_MAX 100000u /* about 45 MB */

struct cfdi_link;

/* Called exactly once for each question that was taken, never from inside cfdi_link_ask. The answer
 * is only lent. It must not call back into the link. */
typedef void (*cfdi_on_answer)(void *ctx, const struct cfdi_answer *answer);

/* fd is lent and must outlive the link. CFD_ERR_MEMORY; CFD_ERR_IO: no randomness. */
CFD_CHECKED enum cfd_status cfdi_link_new(int fd, struct cfdi_link **out_link);

/* Every question must have had its answer: call cfdi_link_abandon before. NULL is allowed. */
void cfdi_link_free(struct cfdi_link *link);

/* Sends a question; its limit must be 1 to CFD_QUERY_LIMIT_MAX, or the list CFD_LIST_STATUS.
 * CFD_ERR_FULL: too many questions wait, or the engine does not read: try again later;
 * CFD_ERR_USAGE: no such query; CFD_ERR_IO: the engine is gone. After an error on_answer is not
 * called. */
CFD_CHECKED enum cfd_status cfdi_link_ask(struct cfdi_link *link, const struct cfd_query *query,
                                          cfdi_on_answer on_answer, void *ctx);

/* Takes what the engine sent, up to a fair share of the loop's time. CFD_ERR_IO: its end is
 * closed, nothing more will come. */
CFD_CHECKED enum cfd_status cfdi_link_read(struct cfdi_link *link);

/* Milliseconds until the oldest question has waited long enough; -1: none waits. */
int64_t cfdi_link_wait_ms(const struct cfdi_link *link);

/* Answers CFDI_OUTCOME_LATE to those that have. */
void cfdi_link_expire(struct cfdi_link *link);

/* Answers CFDI_OUTCOME_LOST to all. */
void cfdi_link_abandon(struct cfdi_link *link);

#endif
