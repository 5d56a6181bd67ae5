# SPDX-License-Identifier: Apache-2.0
"""A client that tells everything about an answer: each header in its order, the bytes, the end.

HTTP/1.x goes over a raw socket, HTTP/2 through curl. The end of an answer is one of: complete;
closed (complete by the close of the connection); cut (closed before the promised end); reset;
surplus (bytes after the end); aborted (by this client); curl N.
"""

import dataclasses
import os
import pathlib
import re
import socket
import struct
import subprocess
import tempfile
import time

SECONDS = 60
PAUSE_S = 0.05  # of a slow reader, once


@dataclasses.dataclass
class Request:
    target: str
    method: str = 'GET'
    version: str = 'HTTP/1.1'  # or HTTP/1.0, HTTP/2
    headers: tuple = ()
    body: bytes = b''
    abort_bytes: int = None  # leaves once it has so many bytes of the body
    is_slow: bool = False  # has a small window, and pauses
    watch: object = None  # watch(body so far), whenever there is more
    upgrade: bytes = b''  # what is sent after a 101


@dataclasses.dataclass
class Answer:
    line: str = ''
    headers: list = dataclasses.field(default_factory=list)
    body: bytes = b''
    trailers: list = dataclasses.field(default_factory=list)
    end: str = 'nothing'

    @property
    def status(self):
        return int(self.line.split(' ')[1]) if self.line else 0

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), '')


class Ended(Exception):
    """The answer is over; says how."""


def ask(port, request):
    answer = Answer()
    try:
        if request.version == 'HTTP/2':
            ask_curl(port, request, answer)
        else:
            with connect(port, request) as sock:
                Wire(sock, request, answer).run()
    except Ended as end:
        answer.end = str(end)
    return answer


def fields_of(text):
    return [tuple(line.split(': ', 1)) if ': ' in line else (line.rstrip(':'), '')
            for line in text.split('\r\n') if line]


def connect(port, request):
    sock = socket.socket()
    if request.is_slow:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.settimeout(SECONDS)
    sock.connect(('127.0.0.1', port))
    return sock


class Wire:
    """One exchange over HTTP/1.x."""

    def __init__(self, sock, request, answer):
        self.sock, self.request, self.answer = sock, request, answer
        self.data = b''
        self.body = []
        self.body_bytes = 0

    def run(self):
        self.sock.sendall(self.text())
        head = self.until(b'\r\n\r\n').decode('latin-1')
        self.answer.line, _, rest = head.partition('\r\n')
        self.answer.headers = fields_of(rest)
        if self.request.is_slow:
            time.sleep(PAUSE_S)
        try:
            self.answer.end = self.read_body()
            if self.answer.header('Connection') == 'close' and self.answer.end == 'complete':
                self.expect_close()
        finally:
            self.answer.body = b''.join(self.body)

    def text(self):
        request = self.request
        lines = [f'{request.method} {request.target} {request.version}', 'Host: api.test']
        lines += [f'{name}: {value}' for name, value in request.headers]
        if request.method == 'POST':
            lines.append(f'Content-Length: {len(request.body)}')
        return '\r\n'.join(lines).encode() + b'\r\n\r\n' + request.body

    def more(self):
        try:
            piece = self.sock.recv(65536)
        except ConnectionResetError:
            raise Ended('reset') from None
        if not piece:
            raise Ended('cut' if self.answer.line else 'nothing')
        self.data += piece

    def until(self, mark):
        while mark not in self.data:
            self.more()
        found, self.data = self.data.split(mark, 1)
        return found

    def take(self, count):
        """Moves up to count bytes into the body."""
        if not self.data:
            self.more()
        piece, self.data = self.data[:count], self.data[count:]
        self.body.append(piece)
        self.body_bytes += len(piece)
        if self.request.watch:
            self.request.watch(b''.join(self.body))
        if self.request.abort_bytes is not None and self.body_bytes >= self.request.abort_bytes:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            raise Ended('aborted')
        return len(piece)

    def read_body(self):
        answer = self.answer
        if answer.status == 101:
            self.sock.sendall(self.request.upgrade)
            return self.read_to_close()
        if self.request.method == 'HEAD' or answer.status in (204, 304):
            return 'complete'
        if answer.header('Transfer-Encoding') == 'chunked':
            return self.read_chunks()
        if answer.header('Content-Length'):
            left = int(answer.header('Content-Length'))
            while left:
                left -= self.take(left)
            return 'complete'
        return self.read_to_close()

    def read_chunks(self):
        while left := int(self.until(b'\r\n'), 16):
            while left:
                left -= self.take(left)
            self.until(b'\r\n')
        while line := self.until(b'\r\n').decode('latin-1'):
            self.answer.trailers += fields_of(line)
        return 'complete'

    def read_to_close(self):
        try:
            while True:
                self.take(65536)
        except Ended as end:
            return 'closed' if str(end) == 'cut' else str(end)

    def expect_close(self):
        before = self.body_bytes
        end = self.read_to_close()
        if end != 'closed':
            self.answer.end = end
        elif self.body_bytes > before:
            self.answer.end = 'surplus'


def ask_curl(port, request, answer):
    with tempfile.TemporaryDirectory() as folder:
        head = pathlib.Path(folder) / 'head'
        process = subprocess.Popen(curl_command(port, request, head), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            process.stdin.write(request.body)
            process.stdin.close()
            read_curl(process, request, answer)
        finally:
            process.kill()
            status = process.wait()
            process.stdout.close()
            if head.exists():
                take_head(answer, head.read_bytes().decode('latin-1'))
        answer.end = 'complete' if status == 0 else f'curl {status}'


def curl_command(port, request, head):
    command = ['curl', '--silent', '--no-buffer', '--http2-prior-knowledge', '--max-time',
               str(SECONDS), '--dump-header', str(head), '-H', 'Host: api.test']
    for name, value in request.headers:
        command += ['-H', f'{name}: {value}']
    if request.method == 'HEAD':
        command.append('--head')
    if request.method == 'POST':
        command += ['--data-binary', '@-']
    return [*command, f'http://127.0.0.1:{port}{request.target}']


def read_curl(process, request, answer):
    pieces, count = [], 0
    while piece := os.read(process.stdout.fileno(), 65536):
        if request.is_slow and not pieces:
            time.sleep(PAUSE_S)
        pieces.append(piece)
        count += len(piece)
        if request.watch:
            request.watch(b''.join(pieces))
        if request.abort_bytes is not None and count >= request.abort_bytes:
            raise Ended('aborted')
    answer.body = b'' if request.method == 'HEAD' else b''.join(pieces)
    process.wait(SECONDS)


def take_head(answer, text):
    """curl writes the trailers below the head."""
    head, _, trailers = text.partition('\r\n\r\n')
    answer.line, _, rest = head.partition('\r\n')
    answer.headers = fields_of(rest)
    answer.trailers = fields_of(re.sub(r'\r\n$', '', trailers))
