# SPDX-License-Identifier: Apache-2.0
"""The daemon stands still under load: requests go on, and afterwards everybody is accounted for."""

import os
import threading
import time

from crowd import PATHS

IS_LONG = os.environ.get('COFFERDAM_LONG') == '1'
STOPPED_SECONDS = 60 if IS_LONG else 8
CLIENTS = 4
PERSONS = 2000
PAUSE_SECONDS = 0.1  # of each client between responses


def play(stack, until):
    """Fetches crowd after crowd, nobody twice by the same consumer, until told to end."""
    failures = []

    def client(number):
        turn = 0
        while not until.is_set():
            consumer = f'u-{number:03d}{turn:05d}'
            try:
                stack.fetch(f'crowd{number}', consumer, PATHS[number % len(PATHS)])
            except (OSError, AssertionError) as error:
                failures.append(f'{consumer}: {error}')
            turn += 1
            until.wait(PAUSE_SECONDS)
    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    return threads, failures


def test_a_daemon_that_stands_still(crowds):
    for number in range(CLIENTS):
        crowds.write(f'crowd{number}', 1 + number * PERSONS, PERSONS)
    crowds.start()
    end = threading.Event()
    threads, failures = play(crowds, end)
    crowds.stop_daemon()
    before = crowds.fetched
    time.sleep(STOPPED_SECONDS)  # the length of the standstill is what is tested
    during = crowds.fetched
    crowds.continue_daemon()
    end.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert during > before + CLIENTS
    status = crowds.settle()
    if status['dropped']['parts'] == 0:
        assert crowds.said() == dict(crowds.truth)
    else:
        assert 'ring_full' in status['gaps']
