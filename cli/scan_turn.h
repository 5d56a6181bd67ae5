/* SPDX-License-Identifier: Apache-2.0
 * Files are read side by side and told in their order.
 *
 * The walk hands out numbered tasks; a thread takes the next one. Who holds the lowest number that
 * is not done has the turn and tells at once; others fill their queue and, when it is full, wait.
 * A task that ends early leaves its queue to whoever has the turn. No more than TASKS_MAX tasks are
 * ahead of the turn, so that no more than TASKS_MAX queues wait. */
#ifndef CFD_CLI_SCAN_TURN_H
#define CFD_CLI_SCAN_TURN_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <cofferdam/status.h>

#include "cli/scan_event.h"

#define TASKS_MAX 64u

/* A file to read, or (error not 0) a place that cannot be read. */
struct task {
    char *path;
    int error;
    uint64_t number;
};

struct turn {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t put_count, taken_count; /* tasks handed in, and out */
    uint64_t now;                    /* the number that has the turn */
    bool has_ended;                  /* no task will follow */
    struct task tasks[TASKS_MAX];
    struct event_queue left[TASKS_MAX]; /* by number: of tasks that are done before their turn */
    bool is_left[TASKS_MAX];
    void (*tell)(void *ctx, const struct event *event);
    void *ctx;
};

void cfdi_turn_init(struct turn *turn, void (*tell)(void *ctx, const struct event *event),
                    void *ctx);
void cfdi_turn_deinit(struct turn *turn);

/* Hands in a task, whose path is taken over; waits while TASKS_MAX are ahead of the turn. */
void cfdi_turn_put(struct turn *turn, const struct task *task);
void cfdi_turn_end(struct turn *turn);

/* Takes the next task, whose path is then the caller's; waits for one. False: there is none left. */
bool cfdi_turn_take(struct turn *turn, struct task *out_task);

/* Whether it is this number's turn; it stays so until done. */
bool cfdi_turn_has(struct turn *turn, uint64_t number);
void cfdi_turn_wait(struct turn *turn, uint64_t number);

/* Ends a task. Its queue is told now, or taken over until its turn comes. */
void cfdi_turn_done(struct turn *turn, uint64_t number, struct event_queue *queue);

#endif
