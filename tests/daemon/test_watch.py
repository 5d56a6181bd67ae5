# SPDX-License-Identifier: Apache-2.0
"""The whole path against the truth: what left, to whom, exactly."""

import json
import os
import pathlib
import signal
import subprocess
import time

import pytest

import truth
from sanitizer import no_search_for_leaks
from stack import Stack, UnixConnection, wait_for

TRAFFIC_SECONDS = 8
CANARIES = 10000


def play(stack, seconds=TRAFFIC_SECONDS, *more):
    file = stack.folder / 'truth.json'
    traffic = stack.start_traffic(seconds, file, *more)
    assert traffic.wait(seconds + 60) == 0, (stack.folder / 'traffic.log').read_text()
    return truth.load(file)


def assert_equals_truth(stack, actors):
    said, nobody = truth.said(stack, actors)
    assert nobody == []
    assert said == truth.expected(actors)


def canaries(actors):
    """The values of everybody whose data went through: four a person."""
    people = truth.people()
    rows = set().union(*(truth.rows_of(actor) for actor in actors if actor['endpoints']))
    return [value.encode() for row in sorted(rows)
            for value in (people[row].email, people[row].phone, people[row].name,
                          people[row].number)]


def surfaces(stack):
    """All that is left of a run: files, what processes show of themselves, what is answered."""
    found = {str(path): path.read_bytes() for path in stack.folder.rglob('*')
             if path.is_file() and 'portline' not in path.parts}
    for name in ('cofferdamd', 'nginx'):
        group = subprocess.run(['pgrep', '-g', str(stack.processes[name].pid)],
                               capture_output=True, text=True).stdout.split()
        for pid in group:
            for part in ('environ', 'cmdline'):
                found[f'/proc/{pid}/{part}'] = pathlib.Path(f'/proc/{pid}/{part}').read_bytes()
    for command in ('status', 'endpoints', 'consumers', 'exposures', 'gaps'):
        for form in ('text', 'json', 'jsonl', 'csv'):
            found[f'{command} {form}'] = stack.cofferdam(command, '-o', form).encode()
    with no_search_for_leaks():
        found['doctor'] = stack.doctor()[1].encode()
    connection = UnixConnection(stack.socket)
    connection.request('GET', '/metrics')
    found['metrics'] = connection.getresponse().read()
    connection.close()
    return found


def leaks(found, values):
    return [(name, value) for name, data in found.items() for value in values if value in data]


@pytest.fixture(scope='module')
def played(build, tmp_path_factory):
    """One play of the traffic for all tests that only look: (stack, actors)."""
    stack = Stack(tmp_path_factory.mktemp('played') / 's', build)
    try:
        stack.start()
        yield stack, play(stack, 10)
    finally:
        stack.stop()


def test_exposures_equal_the_truth_of_the_traffic(played):
    assert_equals_truth(*played)


def test_the_enumerator_received_most(played):
    stack, actors = played
    first = json.loads(stack.cofferdam('consumers', '-o', 'json'))['items'][0]
    enumerator = truth.enumerator_of(actors)
    assert first['consumer'] == truth.consumer_of(enumerator)
    assert first['persons'] == len(truth.rows_of(enumerator))


def test_formats_that_are_not_read_are_counted_gaps(played):
    stack, actors = played
    asked = sum(a['endpoints'][e]['responses'] for a in actors for e in truth.UNREAD
                if e in a['endpoints'])
    gaps = json.loads(stack.cofferdam('gaps', '--limit', '0', '-o', 'json'))['items']
    counted = {g['endpoint']: g['responses'] for g in gaps if g['reason'] == 'format'}
    assert sum(counted.values()) >= asked > 0
    assert set(counted) <= set(truth.UNREAD)


def test_no_value_of_a_person_is_left_anywhere(played):
    stack, actors = played
    values = canaries(actors)
    assert len(values) >= CANARIES
    database = {'database': (stack.folder / 'portline' / 'portline.db').read_bytes()}
    assert len(leaks(database, values[:40])) > 20  # the search finds what is there
    found = surfaces(stack)
    assert len(found) > 30
    assert leaks(found, values) == []


def test_a_subject_is_found_by_each_of_its_identities(played):
    stack, actors = played
    enumerator = truth.enumerator_of(actors)
    person = truth.people()[truth.rows_of(enumerator)[5]]
    for value in (person.email, person.number, person.phone, person.email.upper()):
        answer = json.loads(stack.cofferdam('exposures', '--subject', value, '-o', 'json'))
        assert truth.consumer_of(enumerator) in [item['consumer'] for item in answer['items']]
        assert answer['persons'] == 1
    nobody = stack.cofferdam('exposures', '--subject', 'nobody@example.com', '-o', 'json')
    assert json.loads(nobody)['items'] == []


def test_a_restart_of_the_daemon_answers_the_same(stack):
    actors = play(stack, 4)
    before = stack.cofferdam('exposures', '--limit', '0', '-o', 'json', '--fields',
                             'id,consumer,endpoint,persons,count')
    stack.stop_one('cofferdamd')
    stack.start_daemon()
    assert_equals_truth(stack, actors)
    after = stack.cofferdam('exposures', '--limit', '0', '-o', 'json', '--fields',
                            'id,consumer,endpoint,persons,count')
    assert json.loads(after)['items'] == json.loads(before)['items']


def test_an_index_that_was_removed_is_remade(stack):
    actors = play(stack, 4)
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
        pid = stack.role_pid('engine')
        if pid is not None and stack.is_daemon_ready():
            os.kill(pid, signal.SIGKILL)
            kills += 1
        try:
            traffic.wait(0.7)
        except subprocess.TimeoutExpired:
            pass
    assert traffic.wait(60) == 0, (stack.folder / 'traffic.log').read_text()
    assert kills >= 3
    wait_for('the engine', lambda: stack.is_daemon_ready() and stack.is_connected())
    assert_equals_truth(stack, truth.load(file))


def test_traffic_while_the_daemon_is_down_waits_in_the_ring(stack):
    stack.stop_one('cofferdamd')
    actors = play(stack, 4)
    stack.start_daemon()
    wait_for('the workers', stack.is_connected)
    assert_equals_truth(stack, actors)


def gap_reasons(stack):
    gaps = json.loads(stack.cofferdam('gaps', '--limit', '0', '-o', 'json'))['items']
    return [gap['reason'] for gap in gaps]


def test_workers_that_went_while_no_engine_ran_are_a_gap(stack):
    play(stack, 3)
    stack.stop_one('cofferdamd')
    os.killpg(stack.processes['nginx'].pid, signal.SIGKILL)
    stack.start_daemon()
    wait_for('the gap', lambda: 'engine_down' in gap_reasons(stack))


def test_workers_that_went_in_order_are_no_gap(stack):
    play(stack, 3)
    stack.stop_one('nginx')
    wait_for('the end of the rings', lambda: stack.get('/v1/status')[1]['engine']['workers'] == 0)
    stack.stop_one('cofferdamd')
    stack.start_daemon()
    time.sleep(6)  # the time after which absent workers are noted; there is no event for nothing
    assert 'engine_down' not in gap_reasons(stack)
