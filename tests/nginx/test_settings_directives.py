# SPDX-License-Identifier: Apache-2.0
"""cofferdam_run, _key_file, _routes: what a missing or wrong one does."""

import subprocess

import pytest

PERSON = b'{"customerNumber":"T-1001","name":"Ada Testperson","email":"ada@test.example"}'


def new_key(build, path):
    subprocess.run([str(build / 'cofferdam'), 'key', 'new', str(path)], check=True,
                   capture_output=True)
    return path


def test_without_run_and_key_it_counts_and_says_so(server):
    with server(http_lines='cofferdam observe;') as nginx:
        nginx.write('one.json', PERSON)
        nginx.get('/one.json')
        seen = nginx.seen()[0]
        status, said = nginx.check()
    assert (seen['persons'], seen['gap']) == ('1', 'key_missing,ring_absent')
    assert status == 0
    assert 'no "cofferdam_run"' in said
    assert 'no "cofferdam_key_file"' in said


def test_with_a_key_nothing_is_missing(server, build, tmp_path):
    key = new_key(build, tmp_path / 'worker.key')
    with server(http_lines=f'cofferdam observe; cofferdam_key_file {key};') as nginx:
        nginx.write('one.json', PERSON)
        nginx.get('/one.json')
        assert nginx.gaps(nginx.seen()[0], but=('ring_absent',)) == set()


@pytest.mark.parametrize('spoil, text', [
    (lambda key: key.unlink(), 'is not used'),
    (lambda key: key.chmod(0o644), 'is not used'),
    (lambda key: key.write_text('not a key\n'), 'is not used'),
], ids=['missing', 'open to all', 'not a key'])
def test_a_key_that_cannot_be_used_is_a_warning(server, build, tmp_path, spoil, text):
    key = new_key(build, tmp_path / 'worker.key')
    spoil(key)
    with server(http_lines=f'cofferdam observe; cofferdam_key_file {key};') as nginx:
        nginx.write('one.json', PERSON)
        assert nginx.get('/one.json')[2] == PERSON
        assert nginx.gaps(nginx.seen()[0], but=('ring_absent',)) == {'key_missing'}
        assert text in nginx.check()[1]


def test_a_run_directory_without_a_daemon_does_no_harm(server, build, tmp_path):
    key = new_key(build, tmp_path / 'worker.key')
    lines = f'cofferdam observe; cofferdam_run {tmp_path}/none; cofferdam_key_file {key};'
    with server(http_lines=lines) as nginx:
        nginx.write('one.json', PERSON)
        for _ in range(20):
            assert nginx.get('/one.json')[2] == PERSON
        assert nginx.seen(20)[-1]['persons'] == '1'


@pytest.mark.parametrize('text, line', [
    ('GET api.test/a\nnonsense\n', ':2:'),
    ('GET api.test/{a\n', ':1:'),
])
def test_a_wrong_route_list_is_an_error_with_its_line(server, tmp_path, text, line):
    routes = tmp_path / 'routes.txt'
    routes.write_text(text)
    status, said = server(http_lines=f'cofferdam observe; cofferdam_routes {routes};').check()
    assert status != 0
    assert f'routes.txt{line}' in said


def test_a_missing_route_list_is_an_error(server, tmp_path):
    status, said = server(http_lines=f'cofferdam observe; cofferdam_routes {tmp_path}/no;').check()
    assert status != 0
    assert 'cannot be opened' in said


def test_init_never_fails_when_no_descriptor_is_left(server, build, tmp_path):
    lines = f'cofferdam observe; cofferdam_run {tmp_path}/none;'
    nginx = server(http_lines=lines)
    nginx.upstream = ''
    config = nginx.config().replace('daemon off;', 'daemon off; worker_rlimit_nofile 16;')
    config = config.replace('worker_connections 256', 'worker_connections 8')
    nginx.config = lambda: config
    with nginx:
        nginx.write('one.json', PERSON)
        assert nginx.get('/one.json')[0] in (200, 500, 502)
        assert nginx.worker_pid() > 0
