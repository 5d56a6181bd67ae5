/* SPDX-License-Identifier: Apache-2.0
 * Rings that the monitor keeps: what the engine says arrives, what makes no sense does not, and all
 * is said again on the ring socket once. */
#include "daemon/monitor/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/common/pass.h"

#include "tests/lib/folder.h"
#include "tests/lib/test.h"

struct place {
    int engine, monitor; /* the two ends of the pair */
    struct cfd_keeper keeper;
};

static struct place *place_make(void)
{
    struct place *place = calloc(1, sizeof(*place));
    int pair[2];

    assert_non_null(place);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair),
                     0);
    place->engine = pair[0];
    place->monitor = pair[1];
    return place;
}

static void place_end(struct place *place)
{
    cfd_keeper_say_again(&place->keeper, "/nonexistent/ring.sock");
    close(place->engine);
    close(place->monitor);
    free(place);
}

/* A ring's memory of one byte, by which it is known again. */
static int ring_of(uint8_t number)
{
    int fd = memfd_create("ring", MFD_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, &number, 1), 1);
    return fd;
}

static void keep(struct place *place, uint8_t number)
{
    struct cfd_keep message = {.what = CFD_KEEP_RING, .ring_id = {number}, .hello = {number}};
    int fd = ring_of(number);

    assert_int_equal(cfd_keep_send(place->engine, &message, fd), CFD_OK);
    close(fd);
    cfd_keeper_take(&place->keeper, place->monitor);
}

static void keep_no_more(struct place *place, uint8_t number)
{
    struct cfd_keep message = {.what = CFD_KEEP_NO_MORE, .ring_id = {number}};

    assert_int_equal(cfd_keep_send(place->engine, &message, -1), CFD_OK);
    cfd_keeper_take(&place->keeper, place->monitor);
}

static int open_fd_count(void)
{
    int count = 0;

    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void ring_is_kept_until_it_is_no_more(void **state)
{
    struct place *place = place_make();
    int before = open_fd_count();

    keep(place, 1);
    keep(place, 2);
    assert_int_equal(place->keeper.count, 2);
    keep(place, 2); /* the same again takes the place of the first */
    assert_int_equal(place->keeper.count, 2);
    keep_no_more(place, 1);
    keep_no_more(place, 1);
    keep_no_more(place, 9);
    assert_int_equal(place->keeper.count, 1);
    keep_no_more(place, 2);
    assert_int_equal(place->keeper.count, 0);
    assert_int_equal(open_fd_count(), before);
    place_end(place);
}

static void assert_nothing_kept(struct place *place)
{
    cfd_keeper_take(&place->keeper, place->monitor);
    assert_int_equal(place->keeper.count, 0);
}

static void fail_what_makes_no_sense(void **state)
{
    struct place *place = place_make();
    struct cfd_keep message = {.what = CFD_KEEP_RING, .ring_id = {1}};
    int before = open_fd_count();
    int fd = ring_of(1);

    assert_int_equal(cfd_keep_send(place->engine, &message, -1), CFD_OK); /* without its ring */
    assert_nothing_kept(place);
    message.what = CFD_KEEP_NO_MORE;
    assert_int_equal(cfd_keep_send(place->engine, &message, fd), CFD_OK); /* with one */
    assert_nothing_kept(place);
    message.what = 7;
    assert_int_equal(cfd_keep_send(place->engine, &message, fd), CFD_OK);
    assert_nothing_kept(place);
    assert_int_equal(cfd_pass_send(place->engine, "short", 5, fd), CFD_OK);
    assert_nothing_kept(place);
    close(fd);
    assert_int_equal(open_fd_count(), before);
    place_end(place);
}

static void fail_more_rings_than_are_kept(void **state)
{
    struct place *place = place_make();

    for (uint32_t i = 0; i <= CFD_KEEPER_MAX; i++) {
        struct cfd_keep message = {.what = CFD_KEEP_RING};
        int fd = ring_of(1);

        memcpy(message.ring_id, &i, sizeof(i));
        assert_int_equal(cfd_keep_send(place->engine, &message, fd), CFD_OK);
        close(fd);
        cfd_keeper_take(&place->keeper, place->monitor);
    }
    assert_int_equal(place->keeper.count, CFD_KEEPER_MAX);
    assert_true(place->keeper.has_complained);
    place_end(place);
}

static void end_of_the_engine_is_no_message(void **state)
{
    struct place *place = place_make();

    keep(place, 1);
    shutdown(place->engine, SHUT_RDWR);
    cfd_keeper_take(&place->keeper, place->monitor);
    assert_int_equal(place->keeper.count, 1);
    place_end(place);
}

/* --- said again */

static int listen_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%.100s", path);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(fd, 16), 0);
    return fd;
}

/* The number of the ring that the next connection hands over; 0: there is none. */
static uint8_t accept_one(int listener)
{
    uint8_t hello[CFD_HELLO_BYTES], number = 0;
    char control[CMSG_SPACE(sizeof(int))];
    struct iovec iov = {hello, sizeof(hello)};
    struct msghdr header = {.msg_iov = &iov,
                            .msg_iovlen = 1,
                            .msg_control = control,
                            .msg_controllen = sizeof(control)};
    int fd = accept(listener, NULL, NULL);
    int ring;

    if (fd < 0)
        return 0;
    assert_int_equal(recvmsg(fd, &header, 0), sizeof(hello));
    memcpy(&ring, CMSG_DATA(CMSG_FIRSTHDR(&header)), sizeof(ring));
    assert_int_equal(pread(ring, &number, 1, 0), 1);
    assert_int_equal(hello[0], number);
    assert_int_equal(recv(fd, hello, 1, 0), 0); /* who said it has left */
    close(ring);
    close(fd);
    return number;
}

static void all_is_said_again_once(void **state)
{
    struct place *place = place_make();
    struct test_folder folder;
    char path[128];
    int listener, sum;

    test_folder_make(&folder);
    snprintf(path, sizeof(path), "%.90s/ring.sock", folder.path);
    listener = listen_at(path);
    keep(place, 1);
    keep(place, 2);
    keep(place, 4);
    cfd_keeper_say_again(&place->keeper, path);
    assert_int_equal(place->keeper.count, 0);
    sum = accept_one(listener) + accept_one(listener);
    sum += accept_one(listener);
    assert_int_equal(sum, 7);
    assert_int_equal(accept_one(listener), 0);
    cfd_keeper_say_again(&place->keeper, path);
    assert_int_equal(accept_one(listener), 0);
    close(listener);
    test_folder_remove(&folder);
    place_end(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ring_is_kept_until_it_is_no_more),
        cmocka_unit_test(fail_what_makes_no_sense),
        cmocka_unit_test(fail_more_rings_than_are_kept),
        cmocka_unit_test(end_of_the_engine_is_no_message),
        cmocka_unit_test(all_is_said_again_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
