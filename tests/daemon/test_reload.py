# SPDX-License-Identifier: Apache-2.0
"""Workers and engines come and go under load: every response is counted once, by whoever is there."""

import os
import signal
import subprocess
import time

import truth
from stack import wait_for

TRAFFIC_SECONDS = 8
RELOADS = 10


def engine_pid(stack):
    found = subprocess.run(['pgrep', '-P', str(stack.processes['cofferdamd'].pid), '-f',
                            'role=engine'], capture_output=True, text=True).stdout.split()
    return int(found[0]) if found else None


def finished(stack):
    """Responses that nginx has logged."""
    return len((stack.folder / 'nginx' / 'access.log').read_text().splitlines())


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
        pid = engine_pid(stack)
        if turn % 2 and pid is not None:
            os.kill(pid, signal.SIGTERM)
    assert traffic.wait(TRAFFIC_SECONDS + 60) == 0
    wait_for('the last counters', lambda: counted(stack) == finished(stack))
    actors = truth.load(file)
    said, nobody = truth.said(stack, actors)
    assert nobody == []
    if 'ring_absent' not in stack.get('/v1/gaps')[1]['gaps']:  # a worker of some milliseconds
        assert said == truth.expected(actors)
