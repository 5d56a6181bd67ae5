# SPDX-License-Identifier: Apache-2.0
"""Reloads, upgrades and kills under load: no more failures than the plain twin has, and the
daemon's counters equal to the clients' tally.

The laws, each with what the kills of its storm make unavoidable:

    reloads, upgrades  responses = what clients saw begin; sights = responses, but for those of
                       workers whose ring was not there yet (a counted gap)
    kills of workers   what clients saw whole <= responses <= that and all that failed: a response
                       is counted before its last byte is sent, and one in flight not yet
    kills of engines   no request fails; responses = what clients saw begin; repeats that were not
                       written yet may be missing from sights
    always             the persons are those whose responses came, none doubled
"""

import os
import pathlib
import re
import signal
import socket
import threading
import time

from compare import is_worse
from front import STORM_SECONDS, is_alive
from pair import PERSONS
from stack import wait_for

KILLED = r'exited on signal 9'
SLOW_BYTES = 300000
SLOW_CLIENTS = 12
SHORT_LIVES = 10
FLAT = 1.05           # of a size after the first 50 signals
FLAT_KB = 512         # and what a page here and there makes


def assert_no_worse(ours, twin):
    assert ours.of('wrong') == twin.of('wrong') == 0
    assert not is_worse(ours.failed, twin.failed), f'ours {ours}; twin {twin}'


def assert_none_fresh(ours, twin):
    assert ours.failed_fresh == 0 or twin.failed_fresh > 0, f'ours {ours}; twin {twin}'


def assert_all_counted(pair, tally):
    """The law of storms in which no process is killed that holds anything."""
    pair.wait_for_responses(tally.begun)
    persons, sights = pair.sights()
    assert persons == len(tally.whole) == PERSONS
    assert sights == tally.begun - pair.gap('ring_absent')


class Sizes:
    """Memory and descriptors of a front, turn by turn."""

    def __init__(self, front):
        self.front = front
        self.seen = []

    def look(self, turn):
        master = self.front.master()
        # the largest: one of the first moments has not touched all its pages
        worker_kb = max(rss_kb(worker) for worker in self.front.serving())
        self.seen.append((rss_kb(master), worker_kb, descriptors(master)))

    def assert_flat_after(self, turn):
        early, late = self.seen[turn], self.seen[-1]
        print(f'master KB, worker KB, descriptors: {self.seen[0]}, {early}, {late}')
        assert late[0] <= FLAT * early[0] + FLAT_KB
        assert late[1] <= FLAT * early[1] + FLAT_KB
        assert late[2] == early[2]


def rss_kb(pid):
    status = pathlib.Path(f'/proc/{pid}/status').read_text()
    return int(re.search(r'VmRSS:\s+(\d+)', status)[1])


def descriptors(pid):
    return len(os.listdir(f'/proc/{pid}/fd'))


def test_reloads(pair, long_or):
    with pair() as both:
        sizes = Sizes(both.ours)
        ours, twin = both.storm(long_or(100, 8), lambda front: front.reload(), look=sizes.look)
        assert_no_worse(ours, twin)
        assert_none_fresh(ours, twin)
        assert_all_counted(both, ours)
        sizes.assert_flat_after(long_or(50, 4))


def test_binary_upgrades(pair, long_or):
    with pair() as both:
        ours, twin = both.storm(long_or(20, 3), lambda front: front.upgrade())
        assert_no_worse(ours, twin)
        assert_none_fresh(ours, twin)
        assert_all_counted(both, ours)


def test_kills_of_workers(pair, long_or):
    with pair(expected=KILLED) as both:
        sizes = Sizes(both.ours)
        kills = long_or(100, 8)
        ours, twin = both.storm(kills, lambda front: front.kill_worker(), look=sizes.look)
        assert_no_worse(ours, twin)
        both.wait_for_responses(ours.of('ok', 'error'), ours.begun + ours.failed)
        responses = both.responses()
        persons, sights = both.sights()
        shown = responses - both.gap('ring_absent')
        assert persons == len(ours.whole) == PERSONS
        assert shown <= sights <= shown + kills  # a kill between a record and its count
        sizes.assert_flat_after(long_or(50, 4))


def test_kills_of_engines(pair, long_or):
    with pair() as both:
        def strike(front):
            if front is both.twin:
                return lambda: None
            pid = both.daemon.role_pid('engine')
            os.kill(pid, signal.SIGKILL)
            return lambda: wait_for('the next engine', lambda: both.daemon.role_pid('engine') not in
                                    (None, pid) and both.status() is not None,
                                    seconds=STORM_SECONDS)
        ours, twin = both.storm(long_or(100, 8), strike)
        assert ours.failed == twin.failed == 0
        assert ours.of('wrong') == 0
        both.wait_for_responses(ours.begun)
        persons, sights = both.sights()
        assert persons == len(ours.whole) == PERSONS
        assert sights <= ours.begun
        assert 'engine_down' not in both.status()['gaps']


class Slow(threading.Thread):
    """One response that takes seconds, and the worker that gives it."""

    def __init__(self, port, body):
        super().__init__(daemon=True)
        self.body = body
        self.is_whole = False
        self.connection = socket.create_connection(('127.0.0.1', port), STORM_SECONDS)
        self.connection.sendall(b'GET /slow/body.json HTTP/1.1\r\nHost: api.test\r\n'
                                b'Connection: close\r\n\r\n')
        head = b''
        while b'\r\n\r\n' not in head:
            head += self.connection.recv(1)
        self.worker = int(re.search(rb'X-Worker: (\d+)', head)[1])

    def run(self):
        got = b''
        try:
            while piece := self.connection.recv(65536):
                got += piece
        except ConnectionError:
            pass
        self.is_whole = got == self.body
        self.connection.close()


def test_a_killed_worker_fails_its_own_clients_only(pair, upstream):
    body = b'{"customerNumber":"S-1","text":"' + b'x' * SLOW_BYTES + b'"}'
    upstream.write('slow/body.json', body)
    with pair(expected=KILLED) as both:
        slow = []
        wait_for('responses of both workers', lambda: slow.append(Slow(both.ours.port, body)) or
                 (len(slow) >= SLOW_CLIENTS and len({one.worker for one in slow}) == 2))
        victim = slow[0].worker
        for one in slow:
            one.start()
        os.kill(victim, signal.SIGKILL)
        for one in slow:
            one.join()
        assert {one.is_whole for one in slow if one.worker == victim} == {False}
        assert {one.is_whole for one in slow if one.worker != victim} == {True}
        whole = sum(one.is_whole for one in slow)
        both.wait_for_responses(whole, len(slow))
        assert both.sights()[0] == 1


def test_a_fast_shutdown_counts_what_was_in_flight(pair, upstream):
    body = b'{"customerNumber":"S-1","text":"' + b'x' * SLOW_BYTES + b'"}'
    upstream.write('slow/body.json', body)
    with pair() as both:
        slow = [Slow(both.ours.port, body) for _ in range(SLOW_CLIENTS)]
        workers = both.ours.serving()
        for pid in workers:
            os.kill(pid, signal.SIGTERM)
        wait_for('the end of the workers', lambda: not any(is_alive(pid) for pid in workers),
                 seconds=STORM_SECONDS)
        for one in slow:
            one.start()
            one.join()
        assert not any(one.is_whole for one in slow)
        both.wait_for_responses(SLOW_CLIENTS)
        wait_for('the gap', lambda: both.gap('cut_short') == SLOW_CLIENTS, seconds=STORM_SECONDS)
        assert both.sights() == (1, SLOW_CLIENTS)


def test_a_worker_of_some_milliseconds_keeps_its_counts(pair):
    """It serves before its ring has its pages, and leaves before, too."""
    with pair(workers=1) as both:
        worker = both.ours.serving()[0]
        for _ in range(SHORT_LIVES):
            os.kill(worker, signal.SIGTERM)
            deadline = time.monotonic() + STORM_SECONDS
            while is_alive(worker) and time.monotonic() < deadline:
                pass  # the next one is caught within its first milliseconds
            status, headers, _ = both.ours.get('/p/1.json')
            assert status == 200
            worker = int(dict(headers)['X-Worker'])
        os.kill(worker, signal.SIGTERM)
        both.wait_for_responses(SHORT_LIVES)
        wait_for('the sights', lambda: both.sights()[1] == SHORT_LIVES - both.gap('ring_absent'))
        print(f'{both.gap("ring_absent")} of {SHORT_LIVES} served before the ring was there')
