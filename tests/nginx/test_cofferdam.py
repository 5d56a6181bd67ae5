# SPDX-License-Identifier: Apache-2.0
"""The directive `cofferdam`: off, observe, and that observing changes nothing."""

import gzip
import json
import os

import pytest

PERSON = json.dumps({'customerNumber': 'T-1001', 'name': 'Ada Testperson', 'email':
                     'ada@test.example', 'phone': '+44 1632 960001', 'company': 'Test Lines Ltd',
                     'position': 'Planner'}).encode()
PEOPLE = json.dumps([{'customerNumber': f'T-{i}', 'name': f'Ada Test{chr(97 + i % 26)}son',
                      'email': f'ada{i}@test.example'} for i in range(2000)]).encode()
OBSERVE = 'cofferdam observe;'


def test_observe_sees_a_person(server):
    with server(http_lines=OBSERVE) as nginx:
        nginx.write('one.json', PERSON)
        assert nginx.get('/one.json')[2] == PERSON
        seen = nginx.seen()[0]
    assert seen['persons'] == '1'
    assert seen['kinds'].split(',') == ['person_name', 'employer', 'job_title', 'email', 'phone',
                                        'customer_id']
    assert seen['action'] == 'pass'


def test_off_sees_nothing(server):
    with server(http_lines='cofferdam off;') as nginx:
        nginx.write('one.json', PERSON)
        assert nginx.get('/one.json')[2] == PERSON
        assert nginx.seen()[0]['persons'] == '-'


def test_without_the_directive_nothing_is_seen(server):
    with server() as nginx:
        nginx.write('one.json', PERSON)
        nginx.get('/one.json')
        assert nginx.seen()[0]['persons'] == '-'


def test_a_location_overrides_what_it_inherits(server):
    lines = '''cofferdam observe;
        location / { proxy_pass http://UPSTREAM; }
        location /quiet/ { cofferdam off; proxy_pass http://UPSTREAM/; }'''
    with server(server_lines=lines) as nginx:
        nginx.write('one.json', PERSON)
        nginx.get('/one.json')
        nginx.get('/quiet/one.json')
        seen = nginx.seen(2)
    assert [line['persons'] for line in seen] == ['1', '-']


@pytest.mark.parametrize('value, text', [
    ('on', 'needs enforcement, which this version does not have yet'),
    ('yes', 'it must be "off" or "observe"'),
    ('observe observe', 'invalid number of arguments'),
    ('', 'invalid number of arguments'),
])
def test_other_values_are_refused(server, value, text):
    status, said = server(http_lines=f'cofferdam {value};').check()
    assert status != 0
    assert text in said


def test_given_twice_is_refused(server):
    status, said = server(http_lines='cofferdam off; cofferdam observe;').check()
    assert status != 0
    assert 'is duplicate' in said


@pytest.mark.parametrize('directive', ['cofferdam_jwt_keys', 'cofferdam_own', 'cofferdam_hold',
                                       'cofferdam_fail'])
def test_directives_of_enforcement_are_refused_with_the_reason(server, directive):
    status, said = server(http_lines=f'{directive} a b;').check()
    assert status != 0
    assert 'needs enforcement, which this version does not have yet' in said


UPSTREAM = '''
        location /empty { return 204; }
        location /moved { return 302 /one.json; }
        location /text { default_type text/plain; return 200 'plain Ada'; }
        location /html { default_type text/html; return 200 '<p>Ada</p>'; }
        location /broken { return 200 '{"name":"Ada Test","email":"ada@test.example","x":[}'; }
        location /nothing { return 200 ''; }
        location /error { return 500 '{"error":"no"}'; }
        location /zip/ { gzip on; gzip_types *; gzip_min_length 1;
                         gzip_http_version 1.0; gzip_proxied any; alias FOLDER/; }
'''


def twins(server, tmp_path, **options):
    """The same upstream behind the module and behind a plain nginx."""
    made = []
    for module in (True, False):
        one = server(http_lines=OBSERVE if module else '', module=module, **options)
        one.upstream = UPSTREAM.replace('FOLDER', str(one.folder))
        made.append(one)
    return made


CASES = [('/one.json', 'GET', {}), ('/many.json', 'GET', {}), ('/many.json', 'HEAD', {}),
         ('/empty', 'GET', {}), ('/moved', 'GET', {}), ('/text', 'GET', {}), ('/html', 'GET', {}),
         ('/broken', 'GET', {}), ('/nothing', 'GET', {}), ('/error', 'GET', {}),
         ('/missing', 'GET', {}), ('/zip/many.json', 'GET', {'Accept-Encoding': 'gzip'}),
         ('/many.json', 'GET', {'Range': 'bytes=100-2000'}),
         ('/many.json', 'GET', {'Range': 'bytes=0-9,20-29'}),
         ('/one.json', 'GET', {'If-Modified-Since': 'Wed, 25 Nov 2099 00:00:00 GMT'})]


def test_observing_changes_no_byte_and_no_header(server, tmp_path):
    module, plain = twins(server, tmp_path)
    with module, plain:
        for nginx in (module, plain):
            nginx.write('one.json', PERSON)
            nginx.write('many.json', PEOPLE)
            for name in ('one.json', 'many.json'):
                os.utime(nginx.folder / name, (1700000000, 1700000000))
        for path, method, headers in CASES:
            status, with_headers, body = module.get(path, method, headers)
            status2, headers2, body2 = plain.get(path, method, headers)
            changing = {'Date', 'ETag', 'Location'}
            assert status == status2, path
            if 'multipart' not in dict(headers2).get('Content-Type', ''):
                assert body == body2, path
                assert [h for h in with_headers if h[0] not in changing] == \
                    [h for h in headers2 if h[0] not in changing], path


def test_a_gzip_body_is_read_in_a_copy(server):
    options = dict(http_lines=OBSERVE)
    nginx = server(**options)
    nginx.upstream = UPSTREAM.replace('FOLDER', str(nginx.folder))
    with nginx:
        nginx.write('many.json', PEOPLE)
        body = nginx.get('/zip/many.json', headers={'Accept-Encoding': 'gzip'})[2]
        assert gzip.decompress(body) == PEOPLE
        seen = nginx.seen()[0]
    assert seen['persons'] == '2000'
    assert nginx.gaps(seen) == set()


@pytest.mark.parametrize('path, headers, gap', [
    ('/text', {}, 'format'), ('/html', {}, 'format'), ('/broken', {}, 'broken'),
    ('/many.json', {'Range': 'bytes=100-2000'}, 'partial_content'), ('/nothing', {}, ''),
    ('/empty', {}, ''), ('/error', {}, ''),
])
def test_what_is_not_read_is_a_gap(server, path, headers, gap):
    nginx = server(http_lines=OBSERVE)
    nginx.upstream = UPSTREAM.replace('FOLDER', str(nginx.folder))
    with nginx:
        nginx.write('many.json', PEOPLE)
        nginx.get(path, headers=headers)
        seen = nginx.seen()[0]
    assert nginx.gaps(seen) == ({gap} if gap else set())


def test_a_broken_body_tells_what_came_before(server):
    nginx = server(http_lines=OBSERVE)
    nginx.upstream = UPSTREAM.replace('FOLDER', str(nginx.folder))
    with nginx:
        nginx.get('/broken')
        assert nginx.seen()[0]['persons'] == '1'
