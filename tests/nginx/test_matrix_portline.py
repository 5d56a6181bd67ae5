# SPDX-License-Identifier: Apache-2.0
"""500 responses of an API full of personal data, through nginx with the module and without: not
one byte differs."""

import random
import sys
import time

import pytest

from raw_client import Request
from stack import PORTLINE, Stack
from twin import Twin, differences

sys.path.append(str(PORTLINE))

from accounts import PARTNER_API_KEY, STAFF_TENANT, make_token  # noqa: E402
from people import make_people  # noqa: E402

SEED = 19
COUNT = 500
VERSIONS = ('HTTP/1.1',) * 8 + ('HTTP/1.0', 'HTTP/2')


def targets(rng, people):
    """What a client could ask for next, with about the weight that it has in life."""
    person = rng.choice(people)
    return rng.choice((
        f'/mobile/v1/customers/{person.number}', f'/mobile/v1/customers/{person.number}',
        '/mobile/v1/customers/PL-0000001', f'/api/v2/bookings?page={rng.randint(1, 40)}',
        f'/api/v2/contacts?q={person.email}', f'/api/v2/contacts?q={person.email[0]}', '/api/v2/me',
        f'/debug/users?page={rng.randint(1, 400)}', '/account', '/api/v2/vessels', '/health',
        f'/internal/export.csv?office={person.office}', f'/events?count={rng.randint(1, 3)}',
        '/nowhere', '/api/v2/bookings?page=none'))


def requests(people):
    """The 500 lines, the same in every run, with their headers."""
    rng = random.Random(SEED)
    token = make_token('u-900001', STAFF_TENANT, time.time())
    credentials = [(('Authorization', f'Bearer {token}'),)] * 6 + [
        (('X-Api-Key', PARTNER_API_KEY),), ()]
    for _ in range(COUNT):
        codings = rng.choice(((), (), (('Accept-Encoding', 'gzip'),)))
        yield Request(targets(rng, people), rng.choice(('GET',) * 9 + ('HEAD',)),
                      rng.choice(VERSIONS), rng.choice(credentials) + codings)


@pytest.fixture
def portline(build, tmp_path):
    stack = Stack(tmp_path / 'portline', build)
    yield from stack.started(stack.start_portline)


def blocks(port):
    def of(twin):
        lines = f'''{twin.directive('cofferdam observe;')}
            location / {{ proxy_pass http://127.0.0.1:{port}; proxy_http_version 1.1; }}'''
        return '', lines, lines
    return of


def test_500_responses_are_the_same(build, portline, tmp_path):
    front, plain = (Twin(build, tmp_path / name, blocks(portline.upstream_port), name == 'front')
                    for name in ('front', 'plain'))
    found = {}
    with front, plain:
        for request in requests(make_people()):
            one, other = front.ask(request), plain.ask(request)
            if differences(one, other):
                found[request.target] = differences(one, other)
        seen = front.server.seen(COUNT)
    assert found == {}
    assert len(seen) == COUNT
    assert sum(line['persons'] not in ('0', '-') for line in seen) > COUNT // 4
