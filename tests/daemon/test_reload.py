# SPDX-License-Identifier: Apache-2.0
"""Workers and engines come and go under load: every response is counted once, by whoever is there."""

import os
import signal
import time

import truth
from stack import wait_for

TRAFFIC_SECONDS = 8
RELOADS = 10


def counted(stack):
    try:
        status, body = stack.get('/v1/status')
    except OSError:
        return -1
    return body['last_24h']['responses'] if status == 200 else -1


def test_reloads_and_engine_restarts_under_load_lose_nothing(stack):
    file = stack.folder / 'truth.json'
    traffic = stack.start_traffic(TRAFFIC_SECONDS, file)
    for turn in range(RELOADS):
        time.sleep(TRAFFIC_SECONDS / (RELOADS + 2))  # spread over the traffic, nothing is waited for
        os.kill(stack.processes['nginx'].pid, signal.SIGHUP)
        pid = stack.role_pid('engine')
        if turn % 2 and pid is not None:
            os.kill(pid, signal.SIGTERM)
    assert traffic.wait(TRAFFIC_SECONDS + 60) == 0
    wait_for('the last counters', lambda: counted(stack) == stack.logged_count())
    actors = truth.load(file)
    said, nobody = truth.said(stack, actors)
    assert nobody == []
    if 'ring_absent' not in stack.get('/v1/gaps')[1]['gaps']:  # a worker of some milliseconds
        assert said == truth.expected(actors)
