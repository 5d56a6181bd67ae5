# SPDX-License-Identifier: Apache-2.0
"""With an engine behind it, every response of the matrix is counted once, however many locations
and subrequests had a part in it."""

import pytest

from matrix_cases import play_on
from matrix_config import blocks
from matrix_dimensions import SPACE
from matrix_fixtures import files, upstream  # noqa: F401
from stack import Stack, wait_for
from twin import Twin

SOURCES = [source for source in SPACE.dimensions['source'] if source != 'cache_hit']
ONE_EACH = [{'source': source} for source in SOURCES] + [
    {'source': 'error', 'status': 404}, {'source': 'error', 'special': 'before_head'},
    {'source': 'static', 'status': 206}, {'source': 'static', 'status': 304},
    {'source': 'static', 'status': 301}, {'source': 'static', 'status': 404},
    {'source': 'cache_miss', 'status': 304}, {'source': 'proxy', 'status': 101},
    {'source': 'proxy', 'status': 204}, {'source': 'auth', 'method': 'HEAD'},
    {'source': 'accel', 'special': 'mid_body'}, {'source': 'named', 'special': 'abort'}]
OFF = [{'source': source, 'cofferdam': 'redirect_off', **more} for source, more in (
    ('error', {'status': 404}), ('named', {}), ('accel', {}))]


@pytest.fixture(scope='module')
def engine(build, tmp_path_factory):
    """The daemon, and a count of the responses it knows of."""
    stack = Stack(tmp_path_factory.mktemp('engine'), build)
    yield from stack.started(stack.start_daemon)


@pytest.fixture(scope='module')
def counted(engine, build, upstream, files, tmp_path_factory):
    lines = f'cofferdam_run {engine.run}; cofferdam_key_file {engine.key};'
    with Twin(build, tmp_path_factory.mktemp('front'), blocks(upstream.port, files, lines),
              True) as front:
        wait_for('the ring', lambda: engine.get('/v1/status')[1]['engine']['workers'] >= 1)
        yield front


def responses(engine):
    return engine.get('/v1/status')[1]['last_24h']['responses']


def test_every_response_is_one(engine, counted, upstream):
    """Each is awaited before the next, so that one too many shows at the next at the latest."""
    for number, part in enumerate(ONE_EACH + [{'source': 'proxy'}]):
        play_on(counted, upstream, SPACE.complete(part), number)
        wait_for(f'{part}', lambda number=number: responses(engine) >= number + 1)
        assert responses(engine) == number + 1, part


def test_a_redirect_to_where_it_is_off_is_none(engine, counted, upstream):
    before = responses(engine)
    for number, part in enumerate(OFF, 100):
        play_on(counted, upstream, SPACE.complete(part), number)
        assert counted.seen(number)['persons'] == '-'
    play_on(counted, upstream, SPACE.complete({'source': 'proxy'}), 200)
    wait_for('the one that counts', lambda: responses(engine) > before)
    assert responses(engine) == before + 1
