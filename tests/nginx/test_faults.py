# SPDX-License-Identifier: Apache-2.0
"""Hostile bodies: bounded memory, the response untouched, the gap recorded."""

import http.client
import pathlib
import socket
import threading

import pytest

from server import SECONDS
from stack import IS_SANITIZED

OBSERVE = 'cofferdam observe;'
MB = 1 << 20
# A plain worker is 5 MB; the rest is room for nginx's own buffers, and for what a sanitizer keeps.
WORKER_MB_MAX = 512 if IS_SANITIZED else 64


def rss_mb(pid):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmHWM'):
            return int(line.split()[1]) / 1024
    raise AssertionError('no VmHWM')


def stream(nginx, path):
    """Reads a body in pieces; (bytes, checksum)."""
    connection = http.client.HTTPConnection('127.0.0.1', nginx.port, timeout=60)
    connection.request('GET', path, headers={'Host': 'api.test'})
    response = connection.getresponse()
    count = 0
    while piece := response.read(MB):
        count += len(piece)
    connection.close()
    return count


def big_file(nginx, name, head, piece, times, tail):
    with open(nginx.folder / name, 'wb') as file:
        file.write(head)
        for _ in range(times):
            file.write(piece)
        file.write(tail)
    return (nginx.folder / name).stat().st_size


@pytest.mark.parametrize('name, head, piece, times, tail, gap', [
    ('string', b'{"name":"', b'a' * MB, 1024, b'","email":"ada@test.example"}', 'long_value'),
    ('keys', b'{', b'"' + b'k' * (10 * MB) + b'":1,', 3, b'"email":"ada@test.example"}',
     'long_value'),
    ('nested', b'', b'[' * 100000, 1, b'', 'budget'),
], ids=['string', 'keys', 'nested'])
def test_hostile_bodies_stay_within_memory(server, name, head, piece, times, tail, gap):
    with server(http_lines=OBSERVE) as nginx:
        size = big_file(nginx, f'{name}.json', head, piece, times, tail)
        assert stream(nginx, f'/{name}.json') == size
        seen = nginx.seen()[0]
        assert rss_mb(nginx.worker_pid()) < WORKER_MB_MAX
        (nginx.folder / f'{name}.json').unlink()
    assert gap in seen['gap'].split(',')
    assert seen['persons'] == ('0' if gap == 'budget' else '1')


@pytest.mark.parametrize('charset, body', [
    ('latin1', '{"name":"Zoë Testperson","email":"zoe@test.example"}'.encode('latin-1')),
    ('utf16', '{"name":"Zoe Testperson","email":"zoe@test.example"}'.encode('utf-16')),
], ids=['latin1', 'utf16'])
def test_wrong_charsets_do_no_harm(server, charset, body):
    with server(http_lines=OBSERVE) as nginx:
        nginx.write('c.json', body)
        assert nginx.get('/c.json')[2] == body
        seen = nginx.seen()[0]
    assert seen['persons'] == '1' or 'broken' in seen['gap']


class Upstream(threading.Thread):
    """Sends a promise of 1,000 bytes, half a body, and is gone: what no server does on purpose."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        client, _ = self.listener.accept()
        client.settimeout(SECONDS)
        client.recv(65536)
        client.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
                       b'Content-Length: 1000\r\n\r\n{"email":"ada@test.example","name":"A')
        client.close()
        self.listener.close()


def test_a_body_that_is_cut_short_tells_what_came(server):
    upstream = Upstream()
    lines = f'{OBSERVE} location / {{ proxy_pass http://127.0.0.1:{upstream.port}; }}'
    with server(server_lines=lines) as nginx:
        with pytest.raises(http.client.IncompleteRead):
            nginx.get('/')
        seen = nginx.seen()[0]
    assert seen['persons'] == '1'
    assert nginx.gaps(seen) == {'cut_short'}
