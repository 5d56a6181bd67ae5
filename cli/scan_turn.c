/* SPDX-License-Identifier: Apache-2.0
 * One lock, one condition: whatever changes wakes all, who are as many as the machine has cores. */
#include "cli/scan_turn.h"

#include <stdlib.h>
#include <string.h>

void cfdi_turn_init(struct turn *turn, void (*tell)(void *ctx, const struct event *event),
                    void *ctx)
{
    memset(turn, 0, sizeof(*turn));
    (void)pthread_mutex_init(&turn->lock, NULL);
    (void)pthread_cond_init(&turn->changed, NULL);
    turn->tell = tell;
    turn->ctx = ctx;
}

void cfdi_turn_deinit(struct turn *turn)
{
    for (size_t i = 0; i < TASKS_MAX; i++)
        cfdi_queue_deinit(&turn->left[i]);
    (void)pthread_cond_destroy(&turn->changed);
    (void)pthread_mutex_destroy(&turn->lock);
}

void cfdi_turn_put(struct turn *turn, const struct task *task)
{
    (void)pthread_mutex_lock(&turn->lock);
    while (turn->put_count - turn->now >= TASKS_MAX)
        (void)pthread_cond_wait(&turn->changed, &turn->lock);
    turn->tasks[turn->put_count % TASKS_MAX] = *task;
    turn->tasks[turn->put_count % TASKS_MAX].number = turn->put_count;
    turn->put_count++;
    (void)pthread_cond_broadcast(&turn->changed);
    (void)pthread_mutex_unlock(&turn->lock);
}

void cfdi_turn_end(struct turn *turn)
{
    (void)pthread_mutex_lock(&turn->lock);
    turn->has_ended = true;
    (void)pthread_cond_broadcast(&turn->changed);
    (void)pthread_mutex_unlock(&turn->lock);
}

bool cfdi_turn_take(struct turn *turn, struct task *out_task)
{
    bool is_there;

    (void)pthread_mutex_lock(&turn->lock);
    while (turn->taken_count == turn->put_count && !turn->has_ended)
        (void)pthread_cond_wait(&turn->changed, &turn->lock);
    is_there = turn->taken_count < turn->put_count;
    if (is_there)
        *out_task = turn->tasks[turn->taken_count++ % TASKS_MAX];
    (void)pthread_mutex_unlock(&turn->lock);
    return is_there;
}

bool cfdi_turn_has(struct turn *turn, uint64_t number)
{
    bool has;

    (void)pthread_mutex_lock(&turn->lock);
    has = turn->now == number;
    (void)pthread_mutex_unlock(&turn->lock);
    return has;
}

void cfdi_turn_wait(struct turn *turn, uint64_t number)
{
    (void)pthread_mutex_lock(&turn->lock);
    while (turn->now != number)
        (void)pthread_cond_wait(&turn->changed, &turn->lock);
    (void)pthread_mutex_unlock(&turn->lock);
}

/* Leaves the queue with the turn, unless it is the turn of this number. */
static bool leave(struct turn *turn, uint64_t number, struct event_queue *queue)
{
    bool is_early;

    (void)pthread_mutex_lock(&turn->lock);
    is_early = turn->now != number;
    if (is_early) {
        turn->left[number % TASKS_MAX] = *queue;
        turn->is_left[number % TASKS_MAX] = true;
        memset(queue, 0, sizeof(*queue));
    }
    (void)pthread_mutex_unlock(&turn->lock);
    return is_early;
}

/* Passes the turn on; true when the next one is done already and its queue came with it. */
static bool pass_on(struct turn *turn, struct event_queue *out_queue)
{
    bool is_left;
    size_t place;

    (void)pthread_mutex_lock(&turn->lock);
    turn->now++;
    place = turn->now % TASKS_MAX;
    is_left = turn->is_left[place];
    if (is_left) {
        *out_queue = turn->left[place];
        memset(&turn->left[place], 0, sizeof(turn->left[place]));
        turn->is_left[place] = false;
    }
    (void)pthread_cond_broadcast(&turn->changed);
    (void)pthread_mutex_unlock(&turn->lock);
    return is_left;
}

void cfdi_turn_done(struct turn *turn, uint64_t number, struct event_queue *queue)
{
    struct event_queue next = {0};
    bool is_left;

    if (leave(turn, number, queue))
        return;
    cfdi_queue_drain(queue, turn->tell, turn->ctx);
    do {
        is_left = pass_on(turn, &next);
        cfdi_queue_drain(&next, turn->tell, turn->ctx);
        cfdi_queue_deinit(&next);
    } while (is_left);
}
