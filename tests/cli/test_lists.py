# SPDX-License-Identifier: Apache-2.0
"""The commands that ask the daemon, against the real one: empty, and after some traffic."""

import csv
import io
import json
import os
import re
import signal
import subprocess

import pytest

import program
from stack import wait_for

LISTS = ['endpoints', 'consumers', 'exposures', 'gaps']
TRAFFIC_SECONDS = 4
LOCAL_TIME = re.compile(r'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d')
UTC_TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z')


def ask(stack, *arguments, **options):
    return program.run(*arguments, '--socket', stack.socket, **options)


def ask_json(stack, *arguments, **options):
    done = ask(stack, *arguments, '-o', 'json', **options)
    assert (done.returncode, done.stderr) == (0, b'')
    return json.loads(done.stdout)


# --- an empty ledger

def test_an_empty_list_is_an_object_without_items(daemon):
    for command in LISTS:
        answer = ask_json(daemon, command)
        assert answer['schema'] == f'cofferdam.{command}/1'
        assert (answer['items'], answer['total'], answer['next']) == ([], 0, None)
        assert answer['truncated'] is False
        assert answer['window']['inspected'] == 0


def test_an_empty_list_is_no_line_and_a_header_in_csv(daemon):
    for command in LISTS:
        lines = ask(daemon, command, '-o', 'jsonl')
        assert (lines.returncode, lines.stdout, lines.stderr) == (0, b'', b'')
        table = ask(daemon, command, '-o', 'csv')
        fields = program.run(command, '--fields', 'help').stdout.decode().split()
        assert table.stdout.decode() == ','.join(fields) + '\n'


def test_an_empty_list_proves_life_and_warns_when_nothing_was_inspected(daemon):
    for command in LISTS:
        done = ask(daemon, command, '--since', '2h')
        text = done.stdout.decode()
        assert done.returncode == 0
        assert len(LOCAL_TIME.findall(text)) == 2
        assert '0 responses inspected, 0 not inspected' in text
        assert 'Warning: nothing was inspected at all' in text


def test_status_of_a_daemon_without_nginx(daemon):
    text = ask(daemon, 'status').stdout.decode()
    assert text.startswith('NOT WATCHING')
    assert len(text.splitlines()) <= 24
    assert ask(daemon).stdout.decode().splitlines()[0] == text.splitlines()[0]
    answer = ask_json(daemon, 'status')
    assert answer['schema'] == 'cofferdam.status/1'
    assert answer.keys() == json.loads(ask(daemon, 'status', '-o', 'jsonl').stdout).keys()
    row = next(csv.DictReader(io.StringIO(ask(daemon, 'status', '-o', 'csv').stdout.decode())))
    assert (row['workers'], row['exposures'], row['has_worker_key']) == ('0', '0', 'true')


def test_what_only_the_api_can_refuse_is_wrong_usage_too(daemon):
    done = ask(daemon, 'exposures', '--cursor', 'nonsense')
    assert done.returncode == 2
    assert done.stderr.startswith(b'cofferdam: exposures: cursor: ')
    done = ask(daemon, 'exposures', '--cursor', 'nonsense', '-o', 'json')
    assert (done.returncode, done.stdout, json.loads(done.stderr)['exit']) == (2, b'', 2)


def test_a_bad_time_is_told_in_the_same_words_by_api_and_program(daemon):
    of_api = daemon.get('/v1/exposures?since=1x')
    of_program = ask(daemon, 'exposures', '--since', '1x').stderr.decode()
    assert of_api[0] == 400
    assert of_api[1]['detail'].removeprefix('since: ') in of_program


def test_a_stopped_daemon_is_named_with_the_way_to_start_it(daemon):
    daemon.stop_one('cofferdamd')
    for command in ['status', *LISTS]:
        done = ask(daemon, command, timeout=2)
        assert (done.returncode, done.stdout) == (3, b'')
        assert str(daemon.socket).encode() in done.stderr
        assert b'systemctl start cofferdam' in done.stderr


def test_an_interrupt_ends_the_waiting(daemon, tmp_path):
    process = program.start('exposures', '--socket', daemon.socket, '--subject', '-',
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    pids = subprocess.run(['pgrep', '-g', str(daemon.processes['cofferdamd'].pid)],
                          capture_output=True, text=True, check=True).stdout.split()
    for pid in pids:  # the socket takes the question and nobody answers
        subprocess.run(['kill', '-STOP', pid], check=True)
    try:
        process.stdin.write(b'anna@mail.example\n')
        process.stdin.close()
        process.stdin = None
        while not connected(process.pid):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said, wrong = process.communicate(timeout=20)
    finally:
        for pid in pids:
            subprocess.run(['kill', '-CONT', pid], check=True)
    assert (process.returncode, said) == (130, b'')
    assert wrong == b'cofferdam: interrupted\n'


def connected(pid):
    """Whether the process waits in a poll: its question is out."""
    with open(f'/proc/{pid}/wchan', encoding='ascii') as file:
        return 'poll' in file.read()


# --- after some traffic

@pytest.fixture
def watched(stack):
    traffic = stack.start_traffic(TRAFFIC_SECONDS, stack.folder / 'truth.json')
    assert traffic.wait(TRAFFIC_SECONDS + 60) == 0
    return stack


def test_what_was_seen_is_listed(watched):
    until = ask_json(watched, 'exposures')['window']['until']
    for command in LISTS:
        check_formats(watched, command, until)
    check_cut_rows(watched, until)
    check_filters(watched)
    check_times(watched, until)
    check_status(watched)


def check_formats(stack, command, until):
    arguments = [command, '--limit', '0', '--until', until]
    answer = ask_json(stack, *arguments)
    items = answer['items']
    assert answer['total'] == len(items) > 0
    lines = ask(stack, *arguments, '-o', 'jsonl').stdout.splitlines()
    assert [json.loads(line)['id'] for line in lines] == [item['id'] for item in items]
    rows = list(csv.DictReader(io.StringIO(
        ask(stack, *arguments, '-o', 'csv').stdout.decode())))
    for row, item in zip(rows, items, strict=True):
        for name, text in row.items():
            value = item[name]
            if isinstance(value, list):
                value = ','.join(value)
            if isinstance(value, bool):
                value = str(value).lower()
            assert text == ('' if value is None else str(value))
    text = ask(stack, *arguments).stdout.decode()
    assert len(text.split('\n\n')[0].splitlines()) == len(items) + 1
    assert 'inspected, ' in text.split('\n\n')[1]


def check_cut_rows(stack, until):
    arguments = ['exposures', '--until', until]
    everything = ask_json(stack, *arguments, '--limit', '0')
    whole = everything['items']
    first = ask(stack, *arguments, '--limit', '2')
    assert first.stderr.decode() == f'showing 2 of {len(whole)}; --limit 0 for all\n'
    assert ask(stack, *arguments, '--limit', '2', '-q').stderr == b''
    answer = ask_json(stack, *arguments, '--limit', '2')
    assert answer['truncated'] is True
    following = ask_json(stack, *arguments, '--limit', '1', '--cursor', answer['next'])
    assert following['items'][0]['id'] == whole[2]['id']
    assert ask(stack, *arguments, '--limit', '0').stderr == b''


def check_filters(stack):
    for item in ask_json(stack, 'exposures', '--kind', 'phone', '--limit', '0')['items']:
        assert 'phone' in item['kinds']
    one = ask_json(stack, 'exposures')['items'][0]
    same = ask_json(stack, 'exposures', '--endpoint', one['endpoint'], '--consumer',
                    one['consumer'])['items']
    assert one['id'] in [item['id'] for item in same]
    assert {item['endpoint'] for item in same} == {one['endpoint']}
    named = ask_json(stack, 'exposures', '--fields', 'persons,id')['items'][0]
    assert list(named) == ['persons', 'id']
    nobody = ask_json(stack, 'exposures', '--subject', '-', input=b'nobody@mail.example\n')
    assert nobody['items'] == []


def check_times(stack, until):
    arguments = ['endpoints', '--until', until, '--since', '1h']
    local = ask(stack, *arguments, env={'TZ': 'America/New_York'}).stdout.decode()
    utc = ask(stack, *arguments, '--utc', env={'TZ': 'America/New_York'}).stdout.decode()
    assert LOCAL_TIME.search(local) and not UTC_TIME.search(local)
    assert re.search(r'-0[45]:00', local)
    assert UTC_TIME.search(utc) and not LOCAL_TIME.search(utc)
    for form in ('json', 'csv'):
        fixed = ['endpoints', '--since', '2026-01-01T00:00:00Z', '--until', until, '-o', form]
        assert ask(stack, *fixed, env={'TZ': 'America/New_York'}).stdout == \
            ask(stack, *fixed, '--utc').stdout


def check_status(stack):
    text = ask(stack, 'status').stdout.decode()
    assert re.match(r'Watching: [\d,]+ responses inspected in the last 24 hours, [\d,]+ persons',
                    text)
    assert re.search(r'Not inspected: [\d,]+ responses \(.*format \d', text)
    assert len(text.splitlines()) <= 24


def test_counts_that_a_crash_left_in_doubt_say_so(stack):
    assert stack.start_traffic(2, stack.folder / 'truth.json').wait(60) == 0
    assert ask_json(stack, 'exposures')['items']
    os.kill(stack.role_pid('engine'), signal.SIGKILL)
    wait_for('the next engine', lambda: stack.get('/v1/exposures')[0] == 200)
    items = ask_json(stack, 'exposures')['items']
    doubtful = [item for item in items if item['is_lower_bound']]
    assert doubtful
    text = ask(stack, 'exposures', '--limit', '0').stdout.decode()
    assert text.count('>=') == len(doubtful)
    table = csv.DictReader(io.StringIO(ask(stack, 'exposures', '-o', 'csv').stdout.decode()))
    assert {row['is_lower_bound'] for row in table} == {'true'}
