# SPDX-License-Identifier: Apache-2.0
"""What the system tests share: the build under test, and the whole stack on loopback."""

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'examples' / 'demo'))
sys.path.insert(0, str(ROOT / 'tests' / 'lib'))

from sanitizer import Reports  # noqa: E402
from stack import Stack  # noqa: E402


@pytest.fixture(scope='session')
def build():
    folder = pathlib.Path(os.environ.get('COFFERDAM_BUILD', ROOT / 'build'))
    if not (folder / 'cofferdam').exists():
        pytest.fail(f'{folder}/cofferdam is not there (run: make build)')
    return folder


@pytest.fixture(scope='session')
def sanitizer_reports(tmp_path_factory):
    """None, but in a run that tools/nginx-asan started."""
    folder = os.environ.get('COFFERDAM_SANITIZER_LOGS')
    return Reports(pathlib.Path(folder), tmp_path_factory.getbasetemp()) if folder else None


@pytest.fixture(autouse=True)
def no_sanitizer_reports(sanitizer_reports):
    """Comes before all that a test starts, so it looks after all that has ended."""
    yield
    if sanitizer_reports is not None:
        reports = sanitizer_reports.new()
        assert not reports, '\n'.join(reports)


@pytest.fixture
def stack(build, tmp_path):
    """Portline, daemon and nginx, started; stopped afterwards whatever happens."""
    stack = Stack(tmp_path / 's', build)
    yield from stack.started()


@pytest.fixture
def daemon(build, tmp_path):
    """The daemon alone, with an empty ledger."""
    stack = Stack(tmp_path / 's', build)
    yield from stack.started(stack.start_daemon)
