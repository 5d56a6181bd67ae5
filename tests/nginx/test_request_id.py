# SPDX-License-Identifier: Apache-2.0
"""What the ledger keeps leads to the application's log: by $request_id."""

from stack import wait_for

PERSON = b'{"customerNumber":"T-1001","name":"Ada Testperson","email":"ada@test.example"}'


def test_the_record_carries_the_id_of_the_log(server, daemon):
    lines = f'''cofferdam observe; cofferdam_run {daemon.run};
        cofferdam_key_file {daemon.key}; log_format id '$request_id';'''
    nginx = server(http_lines=lines)
    log = nginx.folder / 'id.log'
    nginx.server_lines = f'''location / {{
        access_log {log} id; proxy_pass http://127.0.0.1:{nginx.upstream_port}; }}'''
    with nginx:
        wait_for('the ring', lambda: daemon.get('/v1/status')[1]['engine']['workers'] == 1)
        nginx.write('one.json', PERSON)
        assert nginx.get('/one.json')[2] == PERSON
        wait_for('the log', lambda: log.exists() and log.read_text().endswith('\n'))
        wait_for('the exposure', lambda: daemon.get('/v1/exposures')[1]['items'])
    request_id = bytes.fromhex(log.read_text().strip())
    assert len(request_id) == 16
    segments = (daemon.state / 'ledger' / 'log').iterdir()
    assert any(request_id in segment.read_bytes() for segment in segments)
