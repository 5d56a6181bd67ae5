# SPDX-License-Identifier: Apache-2.0
"""Started by root, each process has a user of its own, and stock nginx's workers theirs."""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile

import pytest

import truth
from stack import Stack

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason='only root can start others under users')

ENGINE, API = 64001, 64002
USERS = {'engine_user': ENGINE, 'api_user': API, 'ring_group': 'www-data', 'api_group': API,
         'nginx': 'www-data'}


@pytest.fixture
def reachable():
    """A folder that every user may pass through, which pytest's own is not."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='cofferdam-users-'))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def stack(build, reachable):
    stack = Stack(reachable / 's', build, users=USERS)
    yield from stack.started()


def children(stack):
    """{role: pid} of the daemon's processes."""
    lines = subprocess.run(['ps', '-o', 'pid=,args=', '--ppid',
                            str(stack.processes['cofferdamd'].pid)],
                           capture_output=True, text=True).stdout.splitlines()
    return {re.search(r'--role=(\w+)', line).group(1): int(line.split()[0]) for line in lines}


def ids(pid):
    """(user ids, group ids, supplementary groups) of a process."""
    status = pathlib.Path(f'/proc/{pid}/status').read_text()
    return tuple({int(word) for word in re.search(rf'^{name}:(.*)$', status, re.M).group(1).split()}
                 for name in ('Uid', 'Gid', 'Groups'))


def mode_and_owner(path):
    facts = path.stat()
    return oct(stat.S_IMODE(facts.st_mode)), facts.st_uid


def test_each_process_has_its_user_and_the_whole_path_works(stack):
    pids = children(stack)
    assert ids(pids['engine']) == ({ENGINE}, {ENGINE}, set())
    assert ids(pids['api']) == ({API}, {API}, set())
    assert mode_and_owner(stack.state) == ('0o700', ENGINE)
    assert mode_and_owner(stack.key) == ('0o600', 0)
    assert {path.stat().st_uid for path in stack.state.rglob('*')} == {ENGINE}

    file = stack.folder / 'truth.json'
    assert stack.start_traffic(3, file).wait(60) == 0
    actors = truth.load(file)
    said, nobody = truth.said(stack, actors)
    assert nobody == []
    assert said == truth.expected(actors)
    assert stack.get('/v1/status')[1]['engine']['has_worker_key']


def test_a_restart_keeps_the_ledger_its_owner_and_the_key(stack):
    before = stack.get('/v1/status')[1]['engine']
    stack.stop_one('cofferdamd')
    stack.start_daemon()
    assert stack.get('/v1/status')[1]['engine']['has_worker_key'] == before['has_worker_key'] is True
    assert {path.stat().st_uid for path in stack.state.rglob('*')} == {ENGINE}


def test_a_ledger_that_root_began_goes_to_the_engines_user(build, reachable):
    for users in ({}, USERS):
        stack = Stack(reachable / 's', build, users=users)
        try:
            stack.prepare()
            stack.start_daemon()
        finally:
            stack.stop()
    assert {path.stat().st_uid for path in stack.state.rglob('*')} == {ENGINE}


@pytest.mark.parametrize('path', ['state/keys/epoch-0001.key', 'worker.key', 'state/ledger'])
def test_the_api_reaches_neither_key_nor_ledger(stack, path):
    done = subprocess.run(['cat', str(stack.folder / path)], user=API, group=API, extra_groups=[],
                          capture_output=True, text=True)
    assert done.returncode == 1
    assert 'Permission denied' in done.stderr


@pytest.mark.parametrize('name, group', [('ring.sock', 'www-data'), ('api.sock', API)])
def test_sockets_belong_to_their_groups(stack, name, group):
    path = stack.run / name
    assert mode_and_owner(path) == ('0o660', 0)
    assert group in (path.group() if isinstance(group, str) else path.stat().st_gid,)


@pytest.mark.parametrize('setting', ['engine_user', 'api_user', 'ring_group', 'api_group'])
def test_a_name_that_was_set_and_is_not_there_is_refused(build, reachable, setting):
    stack = Stack(reachable / 's', build, users={setting: 'no-such-name'})
    stack.prepare()
    for more in ([], ['-t']):
        done = subprocess.run([stack.program('cofferdamd'), '-c', str(stack.config), *more],
                              capture_output=True, text=True, timeout=20)
        assert done.returncode == 2
        assert f'{setting}: there is no "no-such-name" on this machine' in done.stderr
