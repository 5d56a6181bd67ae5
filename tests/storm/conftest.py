# SPDX-License-Identifier: Apache-2.0
"""An upstream that nothing happens to, a front with module and daemon, and its plain twin."""

import contextlib
import os
import statistics
import time

import pytest

from front import Front, STORM_SECONDS
from server import Server
from stack import wait_for
from tally import Clients

IS_LONG = os.environ.get('COFFERDAM_LONG') == '1'
PERSONS = 60


def person(number):
    return (f'{{"customerNumber":"S-{number:05d}","name":"Ada Testperson",'
            f'"email":"storm{number}@test.example"}}').encode()


BODIES = {f'/p/{number}.json': person(number) for number in range(PERSONS)}


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


class Pair:
    """Ours beside the twin: the same clients, the same signals, at the same time."""

    def __init__(self, ours, twin, daemon):
        self.ours = ours
        self.twin = twin
        self.daemon = daemon

    def storm(self, signals, strike, rest_requests=100, look=None):
        """Strikes both fronts `signals` times under load, and lets some requests pass after each.
        strike(front) sends the signal and returns what waits for its effect."""
        with Clients(self.ours.port, BODIES) as at_ours, Clients(self.twin.port, BODIES) as at_twin:
            waits = []
            for turn in range(signals):
                start = time.monotonic()
                for finish in [strike(front) for front in (self.ours, self.twin)]:
                    finish()
                waits.append(time.monotonic() - start)
                self.wait_for_daemon()
                goals = [(clients, clients.answered() + rest_requests)
                         for clients in (at_ours, at_twin)]
                wait_for('requests to pass', lambda: all(clients.answered() >= goal
                                                         for clients, goal in goals),
                         seconds=STORM_SECONDS)
                if look is not None:
                    look(turn)
        print(f'\nours: {at_ours.tally}\ntwin: {at_twin.tally}\n'
              f'until both had their workers: {1000 * statistics.median(waits):.0f} ms (median)')
        return at_ours.tally, at_twin.tally

    # --- what the daemon says

    def status(self):
        """None while there is nobody to answer."""
        try:
            status, body = self.daemon.get('/v1/status')
        except (OSError, ValueError):
            return None
        return body if status == 200 else None

    def wait_for_daemon(self):
        """Both workers of ours have handed their rings over."""
        wait_for('the rings', lambda: (status := self.status()) is not None and
                 status['engine']['workers'] >= self.ours.workers, seconds=STORM_SECONDS)

    def responses(self):
        status = self.status()
        return -1 if status is None else status['last_24h']['responses']

    def wait_for_responses(self, low, high=None):
        """Waits until the engine has counted at least `low`; it may not be more than `high`."""
        wait_for(f'{low} responses to be counted (now {self.responses()})',
                 lambda: self.responses() >= low, seconds=STORM_SECONDS)
        assert self.responses() <= (low if high is None else high)

    def sights(self):
        """(persons, how often they were shown) as exposures tells it."""
        answer = self.daemon.get('/v1/exposures?limit=0')[1]
        return answer['persons'], sum(item['count'] for item in answer['items'])

    def gap(self, reason):
        return self.status()['gaps'].get(reason, 0)


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
