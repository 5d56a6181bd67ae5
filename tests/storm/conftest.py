# SPDX-License-Identifier: Apache-2.0
"""An upstream that nothing happens to, a front with module and daemon, and its plain twin."""

import contextlib
import os

import pytest

from front import Front
from pair import BODIES, Pair
from server import Server

IS_LONG = os.environ.get('COFFERDAM_LONG') == '1'


@pytest.fixture(scope='session')
def long_or():
    """long_or(long, short): the size of a storm."""
    return lambda long, short: long if IS_LONG else short


@pytest.fixture
def plain_nginx():
    """For tests of allocations, address space and cores: sanitizers have ways of their own."""
    if os.environ.get('COFFERDAM_PRELOAD') or os.environ.get('COFFERDAM_NGINX'):
        pytest.skip('for the nginx of the machine, with nothing else loaded into it')


@pytest.fixture
def upstream(build, tmp_path):
    server = Server(build, tmp_path / 'upstream', module=False)
    (server.folder / 'p').mkdir()
    (server.folder / 'slow').mkdir()
    for path, body in BODIES.items():
        server.write(path[1:], body)
    with server:
        yield server


@pytest.fixture
def pair(build, tmp_path, daemon, upstream):
    """pair(**options of Front): a context that yields the running Pair; change(front) may still
    change either before it starts."""
    lines = f'''cofferdam observe; cofferdam_run {daemon.run}; cofferdam_key_file {daemon.key};'''

    @contextlib.contextmanager
    def make(expected='', change=lambda front: None, **options):
        options = {'expected': expected, **options}
        ours = Front(build, tmp_path / 'ours', upstream.port, http_lines=lines, **options)
        twin = Front(build, tmp_path / 'twin', upstream.port, module=False, **options)
        for front in (ours, twin):
            change(front)
        with ours, twin:
            both = Pair(ours, twin, daemon)
            both.wait_for_daemon()
            yield both
    return make
