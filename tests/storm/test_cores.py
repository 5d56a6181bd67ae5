# SPDX-License-Identifier: Apache-2.0
"""What a dead worker leaves: no core, unless the configuration asks for one, and never the key."""

import os
import pathlib
import re
import signal

import pytest

from front import STORM_SECONDS
from pair import BODIES
from stack import wait_for

ABORTED = r'exited on signal 6'
STATE_BYTES = 32        # of a prepared hash: eight words at the start of its struct
STATE_STRUCT_BYTES = 112


@pytest.fixture
def place(plain_nginx, tmp_path):
    """A folder for cores, where the kernel writes them as plain files."""
    pattern = pathlib.Path('/proc/sys/kernel/core_pattern').read_text().strip()
    if not re.fullmatch(r'core[.%a-z]*', pattern):
        pytest.skip(f'cores go elsewhere here: {pattern}')
    folder = tmp_path / 'cores'
    folder.mkdir()
    return folder


def unlimited(front):
    command = front.command
    front.command = lambda *more: ['/bin/sh', '-c', 'ulimit -c unlimited && exec "$@"', 'sh',
                                   *command(*more)]


def abort_worker(front, victim):
    """The log's line of its end."""
    os.kill(victim, signal.SIGABRT)
    mark = f'worker process {victim} {ABORTED}'
    wait_for('the end of the worker', lambda: mark in front.errors(), seconds=STORM_SECONDS)
    return next(line for line in front.errors().splitlines() if mark in line)


def secret_pages(pid):
    """The memory of a process that is left out of cores."""
    maps = pathlib.Path(f'/proc/{pid}/smaps').read_text()
    found = b''
    with open(f'/proc/{pid}/mem', 'rb') as memory:
        for first, end, flags in re.findall(
                r'^([0-9a-f]+)-([0-9a-f]+) rw.*?^VmFlags:([a-z0-9 ]*)$', maps, re.M | re.S):
            if ' dd' in flags:
                memory.seek(int(first, 16))
                found += memory.read(int(end, 16) - int(first, 16))
    return found


def secrets(key_file, pages):
    """All that gives the key away: itself, as bytes and as text, and its two prepared states."""
    text = key_file.read_text().split()[-1]
    raw = bytes.fromhex(text)
    assert raw in pages  # so the search finds what is there
    start = pages.rindex(raw) // 4096 * 4096
    states = [pages[start + at:start + at + STATE_BYTES] for at in (0, STATE_STRUCT_BYTES)]
    assert all(any(state) for state in states)
    return [raw, text.encode(), text[:32].encode(), *states]


def test_a_worker_leaves_no_core(pair, place):
    with pair(expected=ABORTED, main_lines=f'working_directory {place};', change=unlimited) as both:
        for path in BODIES:
            assert both.ours.get(path)[0] == 200
        assert 'core dumped' in abort_worker(both.twin, both.twin.serving()[0])
        for file in place.iterdir():
            file.unlink()
        assert 'core dumped' not in abort_worker(both.ours, both.ours.serving()[0])
        assert list(place.iterdir()) == []


def test_a_core_that_was_asked_for_does_not_hold_the_key(pair, place):
    lines = f'working_directory {place}; worker_rlimit_core 2g;'
    with pair(expected=ABORTED, main_lines=lines) as both:
        for path in BODIES:
            assert both.ours.get(path)[0] == 200
        both.wait_for_responses(len(BODIES))
        victims = both.ours.serving()
        assert '"worker_rlimit_core" allows cores' in both.ours.errors()
        wanted = secrets(both.daemon.key, secret_pages(victims[0]))
        for victim in victims:
            assert 'core dumped' in abort_worker(both.ours, victim)
            for file in place.iterdir():
                core = file.read_bytes()
                file.unlink()
                assert b'api.test' in core  # of the configuration: it is a core worth a search
                assert [secret for secret in wanted if secret in core] == []
