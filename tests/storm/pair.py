# SPDX-License-Identifier: Apache-2.0
"""Ours beside the plain twin under one storm, and what the daemon says of ours."""

import statistics
import time

from front import STORM_SECONDS
from stack import wait_for
from tally import Clients

PERSONS = 60


def person(number):
    return (f'{{"customerNumber":"S-{number:05d}","name":"Ada Testperson",'
            f'"email":"storm{number}@test.example"}}').encode()


BODIES = {f'/p/{number}.json': person(number) for number in range(PERSONS)}


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
