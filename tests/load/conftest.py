# SPDX-License-Identifier: Apache-2.0
"""Stacks with crowds behind them, little memory, small disks."""

import os
import pathlib
import shutil
import subprocess

import pytest

from crowd import CrowdStack
from stack import wait_for

GROUP_BYTES = 20 << 20
DISK_BYTES = 32 << 20


@pytest.fixture
def crowds(build, tmp_path):
    """The stack, not started: crowds can be written before."""
    stack = CrowdStack(tmp_path / 's', build)
    yield stack
    stack.stop()
    shutil.rmtree(stack.crowds, ignore_errors=True)  # hundreds of megabytes


def make_group(name):
    """A control group of GROUP_BYTES, in whichever hierarchy there is."""
    for root, limit in (('/sys/fs/cgroup/memory', 'memory.limit_in_bytes'),
                        ('/sys/fs/cgroup', 'memory.max')):
        group = pathlib.Path(root) / name
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / limit).write_text(str(GROUP_BYTES))
        except OSError:
            group.rmdir()
            continue
        return group
    return None


@pytest.fixture
def small_group():
    """A memory control group in which a ring is as small as it can be."""
    group = make_group(f'cofferdam-load-{os.getpid()}')
    if group is None:
        pytest.skip('no memory control group can be made here')
    yield group
    wait_for('the end of the group', lambda: not (group / 'cgroup.procs').read_text())
    group.rmdir()


@pytest.fixture
def in_small_group(small_group, crowds):
    """The stack with nginx in that group."""
    crowds.group = small_group
    yield crowds
    crowds.stop()  # before the group goes


@pytest.fixture
def small_disk(crowds):
    """The state folder as a disk of its own that a file can fill."""
    crowds.state.mkdir(parents=True)
    mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={DISK_BYTES},mode=0700', 'none',
                              str(crowds.state)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip('no file system can be mounted here')
    yield crowds.state
    crowds.stop()
    subprocess.run(['umount', '-l', str(crowds.state)], check=True)
