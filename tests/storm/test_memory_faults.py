# SPDX-License-Identifier: Apache-2.0
"""One of a hundred allocations fails, in nginx and in the module: no worker dies, no body is wrong,
and no more requests fail than with the plain twin."""

import contextlib
import pathlib
import subprocess

import pytest

from compare import is_worse
from front import STORM_SECONDS
from pair import BODIES, PERSONS
from stack import wait_for
from tally import Clients

# nginx says each failed allocation
SAID = r'(malloc|memalign|calloc|realloc)\(.*failed|failed.*Cannot allocate memory'


@pytest.fixture
def shim(plain_nginx, tmp_path):
    library = tmp_path / 'faults.so'
    source = pathlib.Path(__file__).with_name('faults.c')
    subprocess.run(['cc', '-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror', '-o',
                    str(library), str(source)], check=True)
    return library


def failed_allocations(front):
    return sum('Cannot allocate memory' in line for line in front.errors().splitlines())


def test_failing_allocations_fail_no_more_requests_than_without_the_module(pair, shim, monkeypatch,
                                                                          long_or):
    requests = long_or(3000, 1000)
    monkeypatch.setenv('COFFERDAM_PRELOAD', str(shim))
    with pair(expected=SAID) as both, contextlib.ExitStack() as clients:
        workers = [front.serving() for front in (both.ours, both.twin)]
        # each on a connection of its own: a connection's pools are allocations, too
        ours, twin = [clients.enter_context(Clients(front.port, BODIES, per_connection=2))
                      for front in (both.ours, both.twin)]
        wait_for('the requests', lambda: min(ours.asked(), twin.asked()) >= requests,
                 seconds=STORM_SECONDS)
        clients.close()
        print(f'\nours: {ours.tally}\ntwin: {twin.tally}')
        assert [front.serving() for front in (both.ours, both.twin)] == workers
        assert failed_allocations(both.ours) > 10
        assert failed_allocations(both.twin) > 10
        assert ours.tally.of('wrong') == 0
        assert not is_worse(ours.tally.failed, twin.tally.failed, ours.asked(), twin.asked())
        both.wait_for_responses(ours.tally.begun, ours.tally.begun + ours.tally.failed)
        persons, sights = both.sights()
        lost = both.gap('internal') + both.gap('ring_absent')
        print(f'persons {persons}, sights {sights}, lost {lost}, responses {both.responses()}')
        assert persons == PERSONS
        assert ours.tally.of('ok') - lost <= sights <= ours.tally.begun
