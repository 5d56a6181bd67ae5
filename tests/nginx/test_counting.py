# SPDX-License-Identifier: Apache-2.0
"""One response is counted once, and a gap has one reason."""

import gzip

import pytest

from stack import wait_for

MB = 1 << 20
PERSON = b'{"customerNumber":"T-1001","name":"Ada Testperson","email":"ada@test.example"}'


def counts(daemon):
    return daemon.get('/v1/status')[1]['last_24h']


@pytest.fixture
def watched(server, daemon):
    """Runs requests on a front that serves files itself; (responses counted, gaps)."""
    lines = f'''cofferdam observe; cofferdam_run {daemon.run}; cofferdam_key_file {daemon.key};'''

    def run(requests, **options):
        nginx = server(http_lines=lines, **options)
        with nginx:
            wait_for('the ring', lambda: daemon.get('/v1/status')[1]['engine']['workers'] >= 1)
            requests(nginx)
            wait_for('the counters', lambda: counts(daemon)['responses'] > 0)
        return counts(daemon)['responses'], daemon.get('/v1/gaps')[1]['gaps']
    return run


def test_a_bad_range_is_one_response(watched, tmp_path):
    (tmp_path / 'a.json').write_bytes(PERSON)

    def requests(nginx):
        assert nginx.get('/a.json')[0] == 200
        assert nginx.get('/a.json', headers={'Range': 'bytes=99999-'})[0] == 416
    responses, gaps = watched(requests, server_lines=f'''default_type application/json;
        location / {{ root {tmp_path}; }}''')
    assert responses == 2
    assert 'cut_short' not in gaps


@pytest.mark.parametrize('path, status', [('/missing', 404), ('/moved', 301), ('/none', 204)])
def test_a_response_without_a_file_is_one_response(watched, path, status):
    responses, _ = watched(lambda nginx: nginx.get(path), server_lines='''
        location = /moved { return 301 /; }
        location = /none { return 204; }
        error_page 404 /own_404;
        location = /own_404 { internal; return 404 "{}"; }
        location / { root /nowhere; }''')
    assert responses == 1


def test_a_bomb_is_over_budget_and_nothing_else(server):
    bomb = gzip.compress(b'[' + b' ' * (256 * MB) + b']', 9)
    upstream = '''location /bomb { add_header Content-Encoding gzip; gzip off; }'''
    with server(http_lines='cofferdam observe;', upstream=upstream) as nginx:
        nginx.write('bomb', bomb)
        assert nginx.get('/bomb')[2] == bomb
        seen = nginx.seen()[0]
    assert nginx.gaps(seen) == {'budget'}
