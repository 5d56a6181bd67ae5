# SPDX-License-Identifier: Apache-2.0
"""What the system tests share: the build under test, and the whole stack on loopback."""

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'examples' / 'demo'))
sys.path.insert(0, str(ROOT / 'tests' / 'lib'))

from stack import Stack  # noqa: E402


@pytest.fixture(scope='session')
def build():
    folder = pathlib.Path(os.environ.get('COFFERDAM_BUILD', ROOT / 'build'))
    if not (folder / 'cofferdam').exists():
        pytest.fail(f'{folder}/cofferdam is not there (run: make build)')
    return folder


@pytest.fixture
def stack(build, tmp_path):
    """Portline, daemon and nginx, started; stopped afterwards whatever happens."""
    stack = Stack(tmp_path / 's', build)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def daemon(build, tmp_path):
    """The daemon alone, with an empty ledger."""
    stack = Stack(tmp_path / 's', build)
    try:
        stack.prepare()
        stack.start_daemon()
        yield stack
    finally:
        stack.stop()
