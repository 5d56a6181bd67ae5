# SPDX-License-Identifier: Apache-2.0
"""An engine that dies with rings in its hands that no worker holds any more: the next one reads them."""

import os
import signal
import subprocess

import truth
from stack import wait_for

TRAFFIC_SECONDS = 3


def workers(stack):
    return set(subprocess.run(['pgrep', '-P', str(stack.processes['nginx'].pid)],
                              capture_output=True, text=True).stdout.split())


def is_counted(stack, log_lines):
    status, body = stack.get('/v1/status')
    return status == 200 and body['last_24h']['responses'] == log_lines


def test_rings_of_workers_that_have_gone_outlive_the_engine(stack):
    engine = stack.role_pid('engine')
    os.kill(engine, signal.SIGSTOP)  # it reads nothing from here on
    file = stack.folder / 'truth.json'
    assert stack.start_traffic(TRAFFIC_SECONDS, file).wait(TRAFFIC_SECONDS + 60) == 0
    old = workers(stack)
    os.kill(stack.processes['nginx'].pid, signal.SIGHUP)
    wait_for('the old workers to leave', lambda: not old & workers(stack))

    os.kill(engine, signal.SIGKILL)
    wait_for('the next engine', lambda: stack.get('/v1/status')[0] == 200)
    wait_for('all responses', lambda: is_counted(stack, stack.logged_count()))
    actors = truth.load(file)
    said, nobody = truth.said(stack, actors)
    assert nobody == []
    assert said == truth.expected(actors)
    gaps = stack.get('/v1/gaps')[1]['gaps']
    assert not {'engine_down', 'ring_full', 'internal'} & gaps.keys(), gaps
