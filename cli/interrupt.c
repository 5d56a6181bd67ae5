/* SPDX-License-Identifier: Apache-2.0
 * SIGINT as a flag: what was found so far is still told, and JSON is still closed.
 *
 * A signal that comes between the look at the flag and a read would leave the read waiting for ever,
 * so the handler also makes an event readable, and reads wait for both. */
#include "cli/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static volatile sig_atomic_t is_interrupted;
static int event_fd = -1;

/* The second one does not wait: whoever presses twice wants out. */
static void on_interrupt(int signal_number)
{
    const uint64_t one = 1;
    int saved = errno;

    is_interrupted = 1;
    (void)!write(event_fd, &one, sizeof(one));
    (void)signal(signal_number, SIG_DFL);
    errno = saved;
}

void cfdi_interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = on_interrupt}; /* no SA_RESTART: an open shall end */

    event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    (void)sigaction(SIGINT, &action, NULL);
}

bool cfdi_is_interrupted(void)
{
    return is_interrupted != 0;
}

bool cfdi_interrupt_wait(int fd)
{
    struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = event_fd, .events = POLLIN}};

    while (!cfdi_is_interrupted()) {
        int ready_count = poll(fds, 2, -1);

        if ((ready_count > 0 && fds[0].revents != 0) || (ready_count < 0 && errno != EINTR))
            return true; /* what is wrong with it the read will tell */
    }
    return false;
}
