# SPDX-License-Identifier: Apache-2.0
"""A worker starts whatever is missing: one that fails in init_process is not started again, and
nginx would accept connections and answer none."""

import pytest

from front import Front
from pair import BODIES

PATH, BODY = next(iter(BODIES.items()))


def limited(front, *limits):
    """nginx under limits: the words for ulimit, each before nginx starts."""
    command = front.command
    lines = ''.join(f'ulimit {limit}; ' for limit in limits)
    front.command = lambda *more: ['/bin/sh', '-c', f'{lines}exec "$@"', 'sh', *command(*more)]


@pytest.fixture
def front(build, tmp_path, upstream):
    """front(lines): ours, not started; FOLDER in the lines is one of the test's own."""
    def make(lines, **options):
        lines = 'cofferdam observe; ' + lines.replace('FOLDER', str(tmp_path))
        return Front(build, tmp_path / 'ours', upstream.port, http_lines=lines, **options)
    return make


def assert_serves(front):
    """At the start, after a reload, and after the death of a worker: each starts workers."""
    for step in (lambda: lambda: None, front.reload, front.kill_worker):
        step()()
        assert front.get(PATH)[2] == BODY
    assert 'exited with' not in front.errors().replace('exited with code 0', '')


def test_without_a_daemon(front):
    with front('cofferdam_run FOLDER/nobody;', expected='exited on signal 9') as nginx:
        assert_serves(nginx)
        assert 'no daemon at' in nginx.errors()


def test_with_the_socket_missing(front, tmp_path):
    (tmp_path / 'run').mkdir()
    with front('cofferdam_run FOLDER/run;', expected='exited on signal 9') as nginx:
        assert_serves(nginx)


def test_with_a_plain_file_for_the_socket(front, tmp_path):
    (tmp_path / 'run').mkdir()
    (tmp_path / 'run' / 'ring.sock').write_text('no socket')
    with front('cofferdam_run FOLDER/run;', expected='exited on signal 9') as nginx:
        assert_serves(nginx)


def test_with_a_run_folder_too_long_for_a_socket(front):
    with front(f'cofferdam_run FOLDER/{"long" * 30};', expected='exited on signal 9') as nginx:
        assert_serves(nginx)
        assert 'too long for a socket' in nginx.errors()


def test_with_sixteen_descriptors(front):
    """Few enough that nginx's own probe of epoll finds none; with 13 nginx does not start."""
    nginx = front('cofferdam_run FOLDER/nobody;', main_lines='worker_rlimit_nofile 16;',
                  expected='exited on signal 9|socketpair.. failed')
    with nginx:
        assert_serves(nginx)


def test_with_memory_refused(plain_nginx, front):
    """60 MB of address space hold nginx with its libraries, but no ring of 64 MB."""
    nginx = front('cofferdam_run FOLDER/nobody;', expected='exited on signal 9')
    limited(nginx, '-v 60000')
    with nginx:
        assert_serves(nginx)
        assert 'no ring' in nginx.errors()


@pytest.mark.parametrize('key', ['missing', 'open', 'broken'])
def test_without_its_key(front, tmp_path, key):
    file = tmp_path / 'worker.key'
    if key != 'missing':
        file.write_text('cofferdam-key v1 worker 1 2026-11-24T09:30:00Z ' + 32 * '0a' + '\n')
        file.chmod(0o644 if key == 'open' else 0o600)
    if key == 'broken':
        file.write_text('cofferdam-key v1')
    with front('cofferdam_key_file FOLDER/worker.key;', expected='exited on signal 9') as nginx:
        assert_serves(nginx)
        assert 'is not used' in nginx.errors()
