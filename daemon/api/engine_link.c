/* SPDX-License-Identifier: Apache-2.0
 * Questions that wait for the engine, one slot each, and the frames that belong to them.
 *
 * A slot is free, or it gathers rows until END, FAIL or its deadline. A frame finds its slot by the
 * request id; a frame that finds none is an answer nobody waits for any more and is dropped. */
#include "daemon/api/engine_link.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

#include "daemon/common/message.h"

#define FRAMES_PER_READ_MAX 32u /* 2 MB; then the other clients have their turn */
#define ROWS_FIRST_CAPACITY 64u

struct question {
    bool is_used;
    uint32_t request_id;
    int64_t deadline_ms; /* monotonic */
    size_t row_limit;
    struct cfd_row *rows;
    size_t row_count, row_capacity;
    cfdi_on_answer on_answer;
    void *ctx;
};

struct cfdi_link {
    int fd;
    uint32_t next_request_id;
    size_t rows_reserved; /* sum of the row_capacity of all questions */
    bool has_complained;
    struct question questions[CFDI_LINK_QUESTIONS_MAX];
    uint8_t frame[CFD_FRAME_MAX_BYTES + 1]; /* a longer one shows as too long */
};

static int64_t monotonic_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum cfd_status cfdi_link_new(int fd, struct cfdi_link **out_link)
{
    struct cfdi_link *link = calloc(1, sizeof(*link));

    if (link == NULL)
        return CFD_ERR_MEMORY;
    link->fd = fd;
    if (getrandom(&link->next_request_id, sizeof(link->next_request_id), 0) !=
        (ssize_t)sizeof(link->next_request_id)) {
        free(link);
        return CFD_ERR_IO;
    }
    *out_link = link;
    return CFD_OK;
}

void cfdi_link_free(struct cfdi_link *link)
{
    free(link);
}

/* A broken engine would say the same thing a thousand times a second. */
static void complain_once(struct cfdi_link *link)
{
    if (!link->has_complained)
        cfd_message(CFD_MESSAGE_ERROR, "the engine sent a frame that cannot be read");
    link->has_complained = true;
}

/* The slot is free before its owner hears of it. */
static void give(struct cfdi_link *link, struct question *question, struct cfdi_answer *answer)
{
    struct question given = *question;

    memset(question, 0, sizeof(*question));
    link->rows_reserved -= given.row_capacity;
    answer->rows = given.rows;
    answer->row_count = given.row_count;
    given.on_answer(given.ctx, answer);
    free(given.rows);
}

static void give_outcome(struct cfdi_link *link, struct question *question,
                         enum cfdi_outcome outcome)
{
    struct cfdi_answer answer = {.outcome = outcome};

    give(link, question, &answer);
}

static struct question *find_free(struct cfdi_link *link)
{
    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++) {
        if (!link->questions[i].is_used)
            return &link->questions[i];
    }
    return NULL;
}

static struct question *find_asked(struct cfdi_link *link, uint32_t request_id)
{
    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++) {
        if (link->questions[i].is_used && link->questions[i].request_id == request_id)
            return &link->questions[i];
    }
    return NULL;
}

static enum cfd_status send_frame(const struct cfdi_link *link, const uint8_t *frame,
                                  size_t frame_bytes)
{
    ssize_t sent;

    do {
        sent = send(link->fd, frame, frame_bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return CFD_OK;
    return errno == EAGAIN || errno == ENOBUFS ? CFD_ERR_FULL : CFD_ERR_IO;
}

static enum cfd_status send_query(struct cfdi_link *link, const struct cfd_query *query)
{
    uint8_t frame[sizeof(*query) + 256];
    size_t frame_bytes = 0;
    enum cfd_status status =
        cfd_query_encode(link->next_request_id, query, frame, sizeof(frame), &frame_bytes);

    if (status == CFD_OK)
        status = send_frame(link, frame, frame_bytes);
    cfd_wipe(frame, sizeof(frame)); /* it may hold the value somebody looks for */
    return status;
}

enum cfd_status cfdi_link_ask(struct cfdi_link *link, const struct cfd_query *query,
                              cfdi_on_answer on_answer, void *ctx)
{
    struct question *question = find_free(link);
    bool has_rows = query->list != CFD_LIST_STATUS;

    if (has_rows && query->limit == 0)
        return CFD_ERR_USAGE;
    if (question == NULL)
        return CFD_ERR_FULL;
    CFD_TRY(send_query(link, query));
    *question = (struct question){
        .is_used = true,
        .request_id = link->next_request_id++,
        .deadline_ms = monotonic_ms() + CFDI_LINK_PATIENCE_MS,
        .row_limit = has_rows ? query->limit : 0,
        .on_answer = on_answer,
        .ctx = ctx,
    };
    return CFD_OK;
}

static enum cfd_status reserve_row(struct cfdi_link *link, struct question *question)
{
    size_t capacity =
        question->row_capacity == 0 ? ROWS_FIRST_CAPACITY : question->row_capacity * 2;
    struct cfd_row *rows;

    if (question->row_count < question->row_capacity)
        return CFD_OK;
    if (capacity > question->row_limit)
        capacity = question->row_limit;
    if (link->rows_reserved + (capacity - question->row_capacity) > CFDI_LINK_ROWS_MAX)
        return CFD_ERR_FULL;
    rows = realloc(question->rows, capacity * sizeof(*rows));
    if (rows == NULL)
        return CFD_ERR_FULL;
    link->rows_reserved += capacity - question->row_capacity;
    question->rows = rows;
    question->row_capacity = capacity;
    return CFD_OK;
}

/* CFD_ERR_NOT_FOUND: all rows of the frame are in. */
static enum cfd_status take_row(struct cfdi_link *link, struct question *question,
                                struct cfd_bytes *payload)
{
    struct cfd_row row;

    CFD_TRY(cfd_rows_next(payload, &row));
    if (question->row_count == question->row_limit)
        return CFD_ERR_FORMAT;
    CFD_TRY(reserve_row(link, question));
    question->rows[question->row_count++] = row;
    return CFD_OK;
}

static void take_rows(struct cfdi_link *link, struct question *question, struct cfd_bytes payload)
{
    enum cfd_status status;

    do {
        status = take_row(link, question, &payload);
    } while (status == CFD_OK);
    if (status == CFD_ERR_FULL) {
        give_outcome(link, question, CFDI_OUTCOME_FULL);
    } else if (status != CFD_ERR_NOT_FOUND) {
        complain_once(link);
        give_outcome(link, question, CFDI_OUTCOME_BROKEN);
    }
}

/* END and FAIL close the question; what cannot be read closes it too. */
static void take_last(struct cfdi_link *link, struct question *question,
                      const struct cfd_frame_head *head)
{
    struct cfdi_answer answer = {.outcome = CFDI_OUTCOME_BROKEN};

    if (head->frame == CFD_FRAME_END && cfd_end_decode(head->payload, &answer.end) == CFD_OK)
        answer.outcome = CFDI_OUTCOME_WHOLE;
    if (head->frame == CFD_FRAME_FAIL &&
        cfd_fail_decode(head->payload, &answer.fail_status, answer.fail_text) == CFD_OK)
        answer.outcome = CFDI_OUTCOME_FAILED;
    if (answer.outcome == CFDI_OUTCOME_BROKEN)
        complain_once(link);
    give(link, question, &answer);
}

static void take_frame(struct cfdi_link *link, struct cfd_bytes message)
{
    struct cfd_frame_head head;
    struct question *question;

    if (cfd_frame_decode(message, &head) != CFD_OK) {
        complain_once(link);
        return;
    }
    question = find_asked(link, head.request_id);
    if (question == NULL)
        return;
    if (head.frame == CFD_FRAME_ROWS)
        take_rows(link, question, head.payload);
    else
        take_last(link, question, &head);
}

enum cfd_status cfdi_link_read(struct cfdi_link *link)
{
    for (unsigned i = 0; i < FRAMES_PER_READ_MAX; i++) {
        ssize_t got = recv(link->fd, link->frame, sizeof(link->frame), MSG_DONTWAIT);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return CFD_OK;
        if (got <= 0)
            return CFD_ERR_IO;
        take_frame(link, cfd_bytes_of(link->frame, (size_t)got));
    }
    return CFD_OK;
}

int64_t cfdi_link_wait_ms(const struct cfdi_link *link)
{
    int64_t first_ms = INT64_MAX;
    int64_t left_ms;

    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++) {
        if (link->questions[i].is_used && link->questions[i].deadline_ms < first_ms)
            first_ms = link->questions[i].deadline_ms;
    }
    if (first_ms == INT64_MAX)
        return -1;
    left_ms = first_ms - monotonic_ms();
    return left_ms < 0 ? 0 : left_ms;
}

void cfdi_link_expire(struct cfdi_link *link)
{
    int64_t now_ms = monotonic_ms();

    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++) {
        if (link->questions[i].is_used && link->questions[i].deadline_ms <= now_ms)
            give_outcome(link, &link->questions[i], CFDI_OUTCOME_LATE);
    }
}

void cfdi_link_abandon(struct cfdi_link *link)
{
    for (size_t i = 0; i < CFDI_LINK_QUESTIONS_MAX; i++) {
        if (link->questions[i].is_used)
            give_outcome(link, &link->questions[i], CFDI_OUTCOME_LOST);
    }
}
