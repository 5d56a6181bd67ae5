# SPDX-License-Identifier: Apache-2.0
"""What the ledger keeps leads to the application's log: by $request_id."""

import socket

from stack import wait_for

PERSON = b'{"customerNumber":"T-1001","name":"Ada Testperson","email":"ada@test.example"}'


def front(server, daemon, log, upstream=''):
    nginx = server(upstream=upstream, http_lines=f'''cofferdam observe; cofferdam_run {daemon.run};
        cofferdam_key_file {daemon.key}; log_format id '$request_id';''')
    nginx.server_lines = f'''location / {{
        access_log {log} id; proxy_pass http://127.0.0.1:{nginx.upstream_port}; }}'''
    return nginx


def logged_id(log):
    wait_for('the log', lambda: log.exists() and log.read_text().endswith('\n'))
    request_id = bytes.fromhex(log.read_text().strip())
    assert len(request_id) == 16
    return request_id


def wait_for_it_in_the_ledger(daemon, request_id):
    """On disk: an answer may come from memory."""
    wait_for('the exposure', lambda: daemon.get('/v1/exposures')[1]['items'])
    wait_for('the id in the ledger', lambda: any(
        request_id in segment.read_bytes()
        for segment in (daemon.state / 'ledger' / 'log').iterdir()))


def wait_for_ring(daemon):
    wait_for('the ring', lambda: daemon.get('/v1/status')[1]['engine']['workers'] == 1)


def test_the_record_carries_the_id_of_the_log(server, daemon, tmp_path):
    log = tmp_path / 'id.log'
    with front(server, daemon, log) as nginx:
        wait_for_ring(daemon)
        nginx.write('one.json', PERSON)
        assert nginx.get('/one.json')[2] == PERSON
        request_id = logged_id(log)
    wait_for_it_in_the_ledger(daemon, request_id)


def test_so_does_that_of_a_response_the_client_left(server, daemon, tmp_path):
    log = tmp_path / 'id.log'
    with front(server, daemon, log, upstream='limit_rate 10k;') as nginx:
        wait_for_ring(daemon)
        nginx.write('many.json', b'[' + PERSON + b',0' * 100000 + b']')
        with socket.create_connection(('127.0.0.1', nginx.port)) as client:
            client.sendall(b'GET /many.json HTTP/1.1\r\nHost: api.test\r\n\r\n')
            assert client.recv(100).startswith(b'HTTP/1.1 200')
        request_id = logged_id(log)
    wait_for_it_in_the_ledger(daemon, request_id)
