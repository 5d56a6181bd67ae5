# SPDX-License-Identifier: Apache-2.0
"""The whole path against the truth: what left, to whom, exactly."""

import json
import os
import pathlib
import signal
import subprocess
import time

import truth

TRAFFIC_SECONDS = 8
CANARIES = 10


def play(stack, seconds=TRAFFIC_SECONDS, *more):
    file = stack.folder / 'truth.json'
    traffic = stack.start_traffic(seconds, file, *more)
    assert traffic.wait(seconds + 60) == 0, (stack.folder / 'traffic.log').read_text()
    return truth.load(file)


def assert_equals_truth(stack, actors):
    said, nobody = truth.said(stack, actors)
    assert nobody == []
    assert said == truth.expected(actors)


def engine_pid(stack):
    pids = subprocess.run(['pgrep', '-P', str(stack.processes['cofferdamd'].pid), '-f',
                           'role=engine'], capture_output=True, text=True).stdout.split()
    return int(pids[0]) if pids else None


def canaries(actors):
    """The values of ten people whose data really went through."""
    people = truth.people()
    rows = truth.rows_of(truth.enumerator_of(actors))
    chosen = [people[row] for row in rows[::len(rows) // CANARIES]][:CANARIES]
    return [value.encode() for person in chosen
            for value in (person.email, person.phone, person.name, person.number)]


def files_with(folder, values, but):
    found = []
    for path in pathlib.Path(folder).rglob('*'):
        if path.is_file() and but not in path.parts:
            data = path.read_bytes()
            found += [(path.name, value) for value in values if value in data]
    return found


def test_exposures_equal_the_truth_of_the_traffic(stack):
    actors = play(stack)
    assert_equals_truth(stack, actors)


def test_the_enumerator_received_most(stack):
    actors = play(stack)
    first = json.loads(stack.cofferdam('consumers', '-o', 'json'))['items'][0]
    enumerator = truth.enumerator_of(actors)
    assert first['consumer'] == truth.consumer_of(enumerator)
    assert first['persons'] == len(truth.rows_of(enumerator))


def test_formats_that_are_not_read_are_counted_gaps(stack):
    actors = play(stack)
    asked = sum(a['endpoints'][e]['responses'] for a in actors for e in truth.UNREAD
                if e in a['endpoints'])
    gaps = json.loads(stack.cofferdam('gaps', '--limit', '0', '-o', 'json'))['items']
    counted = {g['endpoint']: g['responses'] for g in gaps if g['reason'] == 'format'}
    assert sum(counted.values()) >= asked > 0
    assert set(counted) <= set(truth.UNREAD)


def test_no_value_of_a_person_is_anywhere_on_disk(stack):
    values = canaries(play(stack))
    assert len(values) == 4 * CANARIES
    assert files_with(stack.folder, values, but='nowhere') != []  # portline's own database
    assert files_with(stack.folder, values, but='portline') == []
    stack.stop()
    assert files_with(stack.folder, values, but='portline') == []


def test_a_restart_of_the_daemon_answers_the_same(stack):
    actors = play(stack)
    before = stack.cofferdam('exposures', '--limit', '0', '-o', 'json', '--fields',
                             'id,consumer,endpoint,persons,count')
    stack.stop_one('cofferdamd')
    stack.start_daemon()
    assert_equals_truth(stack, actors)
    after = stack.cofferdam('exposures', '--limit', '0', '-o', 'json', '--fields',
                            'id,consumer,endpoint,persons,count')
    assert json.loads(after)['items'] == json.loads(before)['items']


def test_an_index_that_was_removed_is_remade(stack):
    actors = play(stack)
    stack.stop_one('cofferdamd')
    for file in (stack.state / 'ledger' / 'index').iterdir():
        file.unlink()
    stack.start_daemon()
    assert_equals_truth(stack, actors)


def test_crash_of_the_engine_under_load_loses_nothing(stack):
    """kill -9 again and again: no request fails, and what was not committed is read again."""
    file = stack.folder / 'truth.json'
    traffic = stack.start_traffic(TRAFFIC_SECONDS, file)
    kills = 0
    end = time.monotonic() + TRAFFIC_SECONDS - 1
    while time.monotonic() < end and traffic.poll() is None:
        pid = engine_pid(stack)
        if pid is not None and stack.is_daemon_ready():
            os.kill(pid, signal.SIGKILL)
            kills += 1
        try:
            traffic.wait(0.7)
        except subprocess.TimeoutExpired:
            pass
    assert traffic.wait(60) == 0, (stack.folder / 'traffic.log').read_text()
    assert kills >= 3
    deadline = time.monotonic() + 20
    while not stack.is_daemon_ready() or not stack.is_connected():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert_equals_truth(stack, truth.load(file))


def test_traffic_while_the_daemon_is_down_waits_in_the_ring(stack):
    stack.stop_one('cofferdamd')
    actors = play(stack, 4)
    stack.start_daemon()
    deadline = time.monotonic() + 20
    while not stack.is_connected():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert_equals_truth(stack, actors)


def test_a_subject_is_found_by_each_of_its_identities(stack):
    enumerator = truth.enumerator_of(play(stack))
    person = truth.people()[truth.rows_of(enumerator)[5]]
    for value in (person.email, person.number, person.phone, person.email.upper()):
        answer = json.loads(stack.cofferdam('exposures', '--subject', value, '-o', 'json'))
        assert truth.consumer_of(enumerator) in [item['consumer'] for item in answer['items']]
        assert answer['persons'] == 1
    nobody = stack.cofferdam('exposures', '--subject', 'nobody@example.com', '-o', 'json')
    assert json.loads(nobody)['items'] == []
