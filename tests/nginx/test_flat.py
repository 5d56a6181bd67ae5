# SPDX-License-Identifier: Apache-2.0
"""Memory of a worker: of a response in flight, and of a body however long.

What a response in flight costs is what the worker grows by with so many of them, less what the
same nginx without the module grows by. An upstream of our own sends the first half of a body and
keeps the rest until all have that much.
"""

import asyncio
import contextlib
import itertools
import os
import pathlib
import re
import socket
import threading
import zlib

import pytest

from stack import wait_for

RESPONSES = 1000
PERSONS = 40
IN_FLIGHT_BYTES = 16 << 10
DECODERS_BYTES = 64 << 20
DECODERS_MIN = 1024  # of gzip, below 64 KB each
LONG = os.environ.get('COFFERDAM_LONG') == '1'
PIECE_BYTES = 1 << 20
WARM_BYTES = 16 << 20
FLAT_BYTES = 2 << 20
SECONDS = 60

THINGS = 4000  # in a piece of the stream
PERSON = b'{"customerNumber":"T-1001","name":"Ada Testperson","email":"ada@test.example"},\n'
THING = (b'{"sku":"CR-61-000001","title":"Dunnage bag, aluminium, 10 mm","price":{"amount":185.6,'
         b'"currency":"EUR"},"stock":{"warehouse":"W-09","available":1316,"reserved":44}},\n')

pytestmark = pytest.mark.skipif('COFFERDAM_SANITIZED' in os.environ or
                                'COFFERDAM_PRELOAD' in os.environ,
                                reason='sanitizers take memory')


def resident_bytes(nginx):
    status = pathlib.Path(f'/proc/{nginx.worker_pid()}/status').read_text()
    return int(re.search(r'^VmRSS:\s+(\d+) kB', status, re.M).group(1)) << 10


class Upstream:
    """Answers each request with `first`, and with `second` when told; in a thread of its own."""

    def __init__(self, head, first, second):
        self.head, self.first, self.second = head, first, second
        self.loop = asyncio.new_event_loop()
        self.released = asyncio.Event()
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=2048)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=(self.serve(),))
        self.ended = asyncio.Event()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.release()
        self.loop.call_soon_threadsafe(self.ended.set)
        self.thread.join()
        self.loop.close()

    def release(self):
        self.loop.call_soon_threadsafe(self.released.set)

    async def serve(self):
        async with await asyncio.start_server(self.answer, sock=self.listener):
            await self.ended.wait()

    async def answer(self, reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b'\r\n\r\n')
            writer.write(b'HTTP/1.1 200 OK\r\nConnection: close\r\n' + self.head + b'\r\n' +
                         self.first)
            await self.released.wait()
            writer.write(self.second)
            await writer.drain()
            writer.close()


def ask(nginx, count):
    """Clients that have read the first byte of a body each."""
    clients = []
    for number in range(count):
        client = socket.create_connection(('127.0.0.1', nginx.port), timeout=SECONDS)
        client.sendall(b'GET /%d HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n' % number)
        clients.append((client, client.makefile('rb')))
    for _, answer in clients:
        while answer.readline() != b'\r\n':
            pass
        assert answer.read(1)
    return clients


def growth(nginx, upstream, count):
    """What the worker grows by while so many responses are in flight; then they end well."""
    with nginx:
        idle = resident_bytes(nginx)
        clients = ask(nginx, count)
        grown = resident_bytes(nginx) - idle
        upstream.release()
        for client, answer in clients:
            assert answer.read()[-1:] == upstream.second[-1:]
            answer.close()
            client.close()
    return grown


def slow_front(server, upstream, module):
    lines = 'cofferdam observe;' if module else ''
    nginx = server(module=module, http_lines=lines, server_lines=f'''location / {{
        proxy_pass http://127.0.0.1:{upstream.port}; proxy_buffering off; }}''')
    plain = nginx.config
    nginx.config = lambda: plain().replace('worker_connections 256', 'worker_connections 4096')
    return nginx


def in_flight_bytes(server, head, first, second, count=RESPONSES):
    """More than the plain twin, in all; and the front, for its log."""
    grown = {}
    for module in (False, True):
        with Upstream(head, first, second) as upstream:
            nginx = slow_front(server, upstream, module)
            grown[module] = growth(nginx, upstream, count)
    return grown[True] - grown[False], nginx


def json_head(body, more=''):
    return f'Content-Type: application/json\r\n{more}Content-Length: {len(body)}\r\n'.encode()


def test_a_response_in_flight_takes_little(server):
    body = b'[' + PERSON * PERSONS + b'{}]'
    half = len(body) // 2
    taken, nginx = in_flight_bytes(server, json_head(body), body[:half], body[half:])
    assert [line['persons'] for line in nginx.seen(RESPONSES)] == [str(PERSONS)] * RESPONSES
    assert taken <= RESPONSES * IN_FLIGHT_BYTES, f'{taken / RESPONSES:.0f} bytes a response'


def test_decoders_take_their_budget_and_no_more(server):
    """Past it a coded body is passed unread, and that is a gap."""
    coder = zlib.compressobj(wbits=31)
    first = coder.compress(b'[' + PERSON * PERSONS) + coder.flush(zlib.Z_SYNC_FLUSH)
    second = coder.compress(PERSON * PERSONS + b'{}]') + coder.flush()
    count = DECODERS_MIN + 276
    taken, nginx = in_flight_bytes(server, json_head(first + second, 'Content-Encoding: gzip\r\n'),
                                   first, second, count)
    lines = nginx.seen(count)
    unread = [line for line in lines if 'budget' in line['gap'].split(',')]
    read = [line for line in lines if line['persons'] == str(2 * PERSONS)]
    assert len(read) >= DECODERS_MIN and unread and len(read) + len(unread) == count
    assert taken <= DECODERS_BYTES + count * IN_FLIGHT_BYTES, f'{taken / count:.0f} bytes each'


def send_pieces(listener, head, pieces):
    with listener, listener.accept()[0] as connection:
        request = connection.makefile('rb')
        while request.readline() != b'\r\n':
            pass
        connection.sendall(b'HTTP/1.1 200 OK\r\nConnection: close\r\n' + head + b'\r\n')
        for piece in pieces:
            connection.sendall(piece)


@contextlib.contextmanager
def stream(head, pieces):
    """An upstream that answers one request with all the pieces; its port."""
    listener = socket.create_server(('127.0.0.1', 0))
    thread = threading.Thread(target=send_pieces, args=(listener, head, pieces))
    thread.start()
    yield listener.getsockname()[1]
    thread.join()


def sizes_while_reading(nginx, body_bytes, sample_count=20):
    """The worker's size, over and over, from when the buffers are warm to the last byte."""
    room = bytearray(PIECE_BYTES)
    sizes, read = [], 0
    with socket.create_connection(('127.0.0.1', nginx.port), timeout=SECONDS) as client:
        client.sendall(b'GET /long HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n')
        while got := client.recv_into(room):
            read += got
            if read >= WARM_BYTES + len(sizes) * (body_bytes - WARM_BYTES) // sample_count:
                sizes.append(resident_bytes(nginx))
    assert read > body_bytes  # and the head
    return sizes


@pytest.mark.parametrize('kind, megabytes', [('image/png', 10240 if LONG else 1024),
                                             ('application/json', 10240 if LONG else 128)])
def test_a_long_body_takes_no_more_than_a_short_one(server, kind, megabytes):
    """An image is passed unread, JSON is read whole."""
    count = megabytes * (1 << 20) // len(THING) // THINGS
    pieces = itertools.chain([b'['], itertools.repeat(THING * THINGS, count), [b'{}]'])
    body_bytes = count * THINGS * len(THING) + len('[{}]')
    head = f'Content-Type: {kind}\r\nContent-Length: {body_bytes}\r\n'.encode()
    with stream(head, pieces) as port:
        nginx = server(http_lines='cofferdam observe; proxy_max_temp_file_size 0;',
                       server_lines=f'location / {{ proxy_pass http://127.0.0.1:{port}; }}')
        with nginx:
            sizes = sizes_while_reading(nginx, body_bytes)
        line = nginx.seen()[0]
    assert (line['status'], nginx.gaps(line), line['persons']) == (
        200, {'excluded'} if kind == 'image/png' else set(), '0')
    assert len(sizes) >= 20
    assert max(sizes) - sizes[0] <= FLAT_BYTES, sizes
