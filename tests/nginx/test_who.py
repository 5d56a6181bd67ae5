# SPDX-License-Identifier: Apache-2.0
"""cofferdam_consumer, _auth, _side, _group: who received it, as the daemon tells it."""

import base64
import json

import pytest

PERSON = b'{"customerNumber":"T-1001","name":"Ada Testperson","email":"ada@test.example"}'


def token(**claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip('=')
    return f'{part({"alg": "HS256"})}.{part(claims)}.c2ln'


def front(server, daemon, lines=''):
    return server(http_lines=f'''cofferdam observe; cofferdam_run {daemon.run};
        cofferdam_key_file {daemon.key}; {lines}''')


def connected(daemon):
    from stack import wait_for
    wait_for('the ring', lambda: daemon.get('/v1/status')[1]['engine']['workers'] >= 1)


def rows(daemon, path='/v1/exposures'):
    return daemon.get(path)[1]['items']


def ask(server, daemon, lines, headers):
    with front(server, daemon, lines) as nginx:
        connected(daemon)
        nginx.write('one.json', PERSON)
        assert nginx.get('/one.json', headers=headers)[0] == 200
        return rows(daemon)


def test_a_token_s_subject_is_the_consumer(server, daemon):
    items = ask(server, daemon, 'cofferdam_consumer $cofferdam_jwt_sub;',
                {'Authorization': 'Bearer ' + token(sub='u-42')})
    assert [(i['consumer'], i['auth'], i['persons']) for i in items] == \
        [('jwt_sub:u-42', 'presented', 1)]


def test_a_key_is_a_pseudonym_with_a_hint(server, daemon):
    items = ask(server, daemon, 'cofferdam_consumer $http_x_api_key;',
                {'X-Api-Key': 'secret-key-of-twenty-chars-wxyz'})
    assert items[0]['consumer'].startswith('x_api_key:...wxyz#')
    assert 'secret' not in json.dumps(items)


def test_a_personal_id_is_masked(server, daemon):
    items = ask(server, daemon, 'cofferdam_consumer $cofferdam_jwt_sub;',
                {'Authorization': 'Bearer ' + token(sub='ada@test.example')})
    assert items[0]['consumer'].startswith('jwt_sub:a...@t...#')
    assert 'ada@test.example' not in json.dumps(items)


def test_without_a_credential_the_address_is_the_consumer(server, daemon):
    items = ask(server, daemon, 'cofferdam_consumer $http_x_api_key;', {})
    assert items[0]['consumer'].startswith('address:127.0.0.0/24#')
    assert items[0]['auth'] == 'none'


def test_all_credentials_are_recorded(server, daemon):
    items = ask(server, daemon, 'cofferdam_consumer $cofferdam_jwt_sub $http_x_api_key $arg_k;',
                {'Authorization': 'Bearer ' + token(sub='u-42'), 'X-Api-Key': 'k' * 24})
    assert sorted(i['consumer'].split(':')[0] for i in items) == ['jwt_sub', 'x_api_key']


def test_auth_by_a_variable_the_operator_vouches_for(server, daemon):
    items = ask(server, daemon, 'cofferdam_consumer $http_x_user; cofferdam_auth $http_x_user;',
                {'X-User': 'p-1'})
    assert items[0]['auth'] == 'proven'


@pytest.mark.parametrize('side, said', [('partner', 'partner'), ('internal', 'internal'),
                                        ('nonsense', 'external')])
def test_side(server, daemon, side, said):
    assert ask(server, daemon, f'cofferdam_side {side};', {})[0]['side'] == said


def test_the_endpoint_has_method_host_and_template(server, daemon):
    assert ask(server, daemon, '', {})[0]['endpoint'] == 'GET api.test/{s}'


@pytest.mark.parametrize('lines, text', [
    ('cofferdam_consumer $a $b $c $d;', 'takes at most 3 values'),
    ('cofferdam_consumer word;', 'takes variables'),
    ('cofferdam_consumer $no_such_variable_here;', 'unknown "no_such_variable_here" variable'),
    ('cofferdam_group $a $b $c $d $e;', 'takes at most 4 values'),
    ('cofferdam_side;', 'invalid number of arguments'),
    ('cofferdam_auth;', 'invalid number of arguments'),
])
def test_wrong_values_are_refused(server, lines, text):
    status, said = server(http_lines='cofferdam observe; ' + lines).check()
    assert status != 0
    assert text in said


def test_a_group_is_accepted(server, daemon):
    assert ask(server, daemon, 'cofferdam_group tenant:4 $http_x_client;', {})[0]['persons'] == 1
