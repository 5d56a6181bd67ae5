# SPDX-License-Identifier: Apache-2.0
"""The ring in little memory: smaller, said, and never the end of a worker."""

import os
import pathlib

import pytest

from stack import IS_SANITIZED, wait_for

GROUPS = pathlib.Path('/sys/fs/cgroup/memory')
LIMIT_BYTES = 20 << 20
PERSON = b'{"customerNumber":"T-1001","name":"Ada Testperson","email":"ada@test.example"}'


@pytest.fixture
def small_group():
    group = GROUPS / f'cofferdam-test-{os.getpid()}'
    try:
        group.mkdir()
        (group / 'memory.limit_in_bytes').write_text(str(LIMIT_BYTES))
    except OSError as error:
        pytest.skip(f'no memory control group can be made here: {error}')
    yield group
    wait_for('the end of the group', lambda: not (group / 'cgroup.procs').read_text())
    group.rmdir()


@pytest.mark.skipif(IS_SANITIZED, reason='a sanitizer alone needs more than twenty megabytes')
def test_a_ring_in_twenty_megabytes(server, daemon, small_group):
    lines = f'''cofferdam observe; cofferdam_run {daemon.run};
        cofferdam_key_file {daemon.key};'''
    nginx = server(http_lines=lines)
    command = nginx.command
    nginx.command = lambda *more: ['/bin/sh', '-c',
                                   f'echo $$ > {small_group}/cgroup.procs; exec "$@"', 'sh',
                                   *command(*more)]
    with nginx:
        wait_for('the ring', lambda: daemon.get('/v1/status')[1]['engine']['workers'] >= 1)
        nginx.write('one.json', PERSON)
        for _ in range(500):
            assert nginx.get('/one.json')[2] == PERSON
        said = nginx.errors()
        items = daemon.get('/v1/exposures')[1]['items']
    assert 'little memory, the ring is 1024 KB' in said
    assert 'exited on signal' not in said
    assert (items[0]['persons'], items[0]['count']) == (1, 500)
