# SPDX-License-Identifier: Apache-2.0
"""Scans of folders: many files side by side, told in their order.

The people are made up.
"""

import json
import os
import pty
import select
import signal
import subprocess
import time

import pytest

import program
from program import run, scan, start

MANY = 300


def person(i):
    return {'customerId': f'C-{i:06d}', 'email': f'person{i}@mail.example'}


@pytest.fixture(scope='module')
def many(tmp_path_factory):
    """Files of very different sizes, so that the order they end in is not the order they have."""
    folder = tmp_path_factory.mktemp('many')
    for i in range(MANY):
        below = folder / f'd{i % 7}'
        below.mkdir(exist_ok=True)
        persons = [person(i * 1000 + n) for n in range(900 if i % 10 == 0 else 3)]
        (below / f'{i:04d}.json').write_text(json.dumps(persons))
    return folder


def test_findings_come_in_the_order_of_the_names(many):
    code, said = scan(many)
    assert code == 1
    sources = [finding['source'] for finding in said['findings']]
    assert sources == sorted(sources)
    assert len(set(sources)) == said['inspected']['files'] == MANY
    assert said['persons'] == said['records'] == 30 * 900 + 270 * 3


@pytest.mark.parametrize('form', ['text', 'json', 'jsonl', 'csv', 'html'])
def test_every_run_says_the_same(many, form):
    runs = {run('scan', '-q', '-o', form, many / 'd0', many / 'd3').stdout.split(b' in ')[0]
            for _ in range(4)}
    assert len(runs) == 1


def test_a_folder_finds_what_its_files_do(many):
    files = sorted((many / 'd0').glob('*.json'))
    of_files, of_folder = scan(*files), scan(many / 'd0')
    assert of_files == of_folder


def test_one_core_says_what_many_say(many):
    taskset = ['taskset', '-c', str(min(os.sched_getaffinity(0)))]
    one = subprocess.run([*taskset, program.BINARY, 'scan', '-o', 'json', many],
                         env=program.ENVIRONMENT, capture_output=True, check=False)
    assert one.stdout == run('scan', '-o', 'json', many).stdout


@pytest.mark.skipif('COFFERDAM_SANITIZED' in os.environ, reason='sanitizers take memory')
def test_what_waits_for_its_turn_is_bounded(tmp_path):
    """A first file that takes long, and behind it more findings than may wait."""
    persons = json.dumps([person(n) for n in range(10_000)])
    for i in range(20):
        (tmp_path / f'b{i:02d}.json').write_text(persons)
    (tmp_path / 'a.json').write_text('[' + ','.join(['{"a":1}'] * 2_000_000) + ']')
    process = start('scan', '-o', 'jsonl', '-q', tmp_path, stdout=subprocess.PIPE)
    first = process.stdout.readline()
    with open(f'/proc/{process.pid}/status', encoding='ascii') as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith('VmHWM'))
    rest = process.stdout.read()
    process.stdout.close()
    assert process.wait(program.TIMEOUT_S) == 1
    assert json.loads(first)['source'].endswith('b00.json')
    assert rest.count(b'\n') + 1 == 20 * 10_000 * 2
    assert peak < 60 * 1024


def as_nobody():
    return {'user': 65534} if os.geteuid() == 0 else {}


def test_what_cannot_be_read_is_said_and_the_rest_is_read(tmp_path):
    tmp_path.chmod(0o755)
    for name in ('a', 'b', 'c'):
        (tmp_path / f'{name}.json').write_text(json.dumps(person(1)))
    (tmp_path / 'b.json').chmod(0)
    (tmp_path / 'closed').mkdir(mode=0)
    try:
        done = run('scan', '-o', 'json', '.', cwd=tmp_path, **as_nobody())
    except PermissionError:
        pytest.skip('the program lies where only root may look')
    said = json.loads(done.stdout)
    assert done.returncode == 3
    assert [finding['source'][-6:] for finding in said['findings']] == ['a.json'] * 2 + ['c.json'] * 2
    assert [(gap['reason'], gap['source']) for gap in said['gaps']] == [
        ('unreadable', './b.json'), ('unreadable', './closed')]
    assert [json.loads(line)['exit'] for line in done.stderr.splitlines()] == [3, 3]


def test_links_and_hidden_names_are_passed_by_and_said(tmp_path):
    outside = tmp_path / 'outside'
    folder = tmp_path / 'folder'
    (folder / '.git').mkdir(parents=True)
    outside.mkdir()
    for file in (outside / 'o.json', folder / '.hidden.json', folder / '.git' / 'g.json'):
        file.write_text(json.dumps(person(1)))
    (folder / 'link').symlink_to(outside)
    (folder / 'link.json').symlink_to(outside / 'o.json')
    (folder / 'read.txt').write_text('no')
    code, said = scan(folder)
    assert (code, said['findings']) == (0, [])
    assert {gap['reason']: gap['count'] for gap in said['gaps']} == {
        'format': 1, 'not_followed': 2, 'hidden': 2}


def test_an_interrupt_of_a_folder_tells_what_was_found(tmp_path):
    for i in range(3000):
        (tmp_path / f'{i:05d}.json').write_text(json.dumps([person(n) for n in range(50)]))
    process = start('scan', '-o', 'json', tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = process.stdout.readline() + process.stdout.readline()
    process.send_signal(signal.SIGINT)  # the pipe is full: it cannot be done before
    said += process.stdout.read()
    error = process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    assert process.wait(program.TIMEOUT_S) == 130
    answer = json.loads(said)
    sources = [finding['source'] for finding in answer['findings']]
    assert 0 < len(sources) < 3000 * 100
    assert sources == sorted(sources)
    assert 'not all' in json.loads(error)['message']


def read_some(process, master):
    """Takes little of the output at a time; answers what the terminal has got since."""
    process.stdout.read(65536)
    return os.read(master, 65536) if select.select([master], [], [], 0.05)[0] else b''


@pytest.mark.parametrize('more,is_shown', [([], True), (['--quiet'], False)], ids=['', 'quiet'])
def test_progress_has_a_bar_a_rate_and_the_time_left(tmp_path, more, is_shown):
    """The output is a pipe that is read slowly, so that the scan lasts as long as it must."""
    one = json.dumps([person(n) for n in range(50_000)])
    for i in range(8):
        (tmp_path / f'{i}.json').write_text(one)
    master, slave = pty.openpty()
    begun = time.monotonic()
    process = start('scan', '-o', 'jsonl', *more, tmp_path, stdout=subprocess.PIPE, stderr=slave)
    os.close(slave)
    said = b''
    while b'finding' not in said and (is_shown or time.monotonic() < begun + 2):
        assert process.poll() is None, 'it was done before it showed how far it is'
        said += read_some(process, master)
    process.kill()
    process.stdout.close()
    process.wait(program.TIMEOUT_S)
    os.close(master)
    if not is_shown:
        assert said == b''
        return
    for part in (b'[', b' of ', b' MB, ', b' MB/s, ', b' left, ', b' file'):
        assert part in said
