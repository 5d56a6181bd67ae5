# SPDX-License-Identifier: Apache-2.0
"""An upstream on raw sockets, which sends what it is told to, also what no server sends on purpose.

A plan says what the answer to one request is: framing, pieces, where it breaks off, what it waits
for. The request names its plan by `case=NUMBER` in the query; one without a plan gets a short
answer. Every response ends its connection.
"""

import contextlib
import dataclasses
import re
import socket
import struct
import threading

SECONDS = 60
ACCEL = re.compile(r'/accel(_off)?/')
SIDE = re.compile(r'/(auth|mirror)\b')

# Where a response breaks off.
BEFORE_HEAD, IN_HEAD, AFTER_HEAD = 'before_head', 'in_head', 'after_head'
MID_BODY, MID_CHUNK, BAD_CHUNK = 'mid_body', 'mid_chunk', 'bad_chunk'
RESET = 'reset'  # with RST instead of FIN, once the gate has let it


@dataclasses.dataclass
class Plan:
    status: int = 200
    headers: list = dataclasses.field(default_factory=list)
    pieces: list = dataclasses.field(default_factory=lambda: [b''])  # coded, as they go out
    framing: str = 'length'  # length, chunked, trailers, close; bare: no head at all
    dies: str = None  # one of the places above
    gate: object = None  # gate(count) returns once the next piece may follow; count: bytes sent
    hold: object = None  # an Event: half of the body waits for it

    @property
    def body(self):
        return b''.join(self.pieces)


class Upstream:
    def __init__(self):
        self.plans = {}
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        # A thread in accept() does not notice a close.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        client.settimeout(SECONDS)
        # nginx leaves in the middle when its client does.
        with client, contextlib.suppress(OSError):
            request = read_request(client)
            if request:
                self._answer(client, request)
                finish(client)

    def _answer(self, client, request):
        line = request.split(b'\r\n', 1)[0].decode('latin-1')
        method, target, _ = line.split(' ')
        # A subrequest has the arguments of its request.
        case = None if SIDE.match(target) else re.search(r'case=(\d+)', target)
        plan = self.plans.get(int(case[1])) if case else None
        if ACCEL.search(target):
            inner = ACCEL.sub(r'/inner\1/', target)
            plan = Plan(headers=[('X-Accel-Redirect', inner)], pieces=[b'never seen'])
        elif plan is None:
            plan = Plan(headers=[('Content-Type', 'text/plain')], pieces=[b'fine'])
        if plan.status == 101:
            upgrade(client, plan)
        else:
            respond(client, plan, method)


def read_request(client):
    """One request with its body; b'' when the client went away."""
    data = b''
    while b'\r\n\r\n' not in data:
        piece = client.recv(65536)
        if not piece:
            return b''
        data += piece
    length = re.search(rb'\r\ncontent-length: *(\d+)', data, re.I)
    end = data.index(b'\r\n\r\n') + 4 + (int(length[1]) if length else 0)
    while len(data) < end:
        data += client.recv(65536)
    return data


def finish(client):
    """Ends with FIN, never with RST: waits until the other side has closed, too."""
    client.shutdown(socket.SHUT_WR)
    while client.recv(65536):
        pass


def head_of(plan, method):
    has_body = plan.status not in (204, 304)
    lines = [f'HTTP/1.1 {plan.status} Whatever', 'Date: Tue, 14 Nov 2023 22:13:20 GMT']
    lines += [f'{name}: {value}' for name, value in plan.headers]
    if has_body and plan.framing == 'length':
        lines.append(f'Content-Length: {len(plan.body)}')
    elif has_body and plan.framing in ('chunked', 'trailers'):
        lines.append('Transfer-Encoding: chunked')
    if has_body and plan.framing == 'trailers':
        lines.append('Trailer: X-Checksum')
    return ('\r\n'.join(lines) + '\r\n\r\n').encode(), has_body and method != 'HEAD'


def respond(client, plan, method):
    head, has_body = head_of(plan, method)
    if plan.framing == 'bare':
        head = b''
    if plan.dies == BEFORE_HEAD:
        return
    if plan.dies == IN_HEAD:
        client.sendall(head[:len(head) // 2])
        return
    if not has_body or plan.dies == AFTER_HEAD:
        client.sendall(head)
        return
    if plan.dies or plan.hold:
        send_half(client, plan, head)
    else:
        send_pieces(client, plan, head)


def chunk(data):
    return b'%x\r\n%b\r\n' % (len(data), data) if data else b''


def last_chunk(plan):
    return b'0\r\nX-Checksum: 0123\r\n\r\n' if plan.framing == 'trailers' else b'0\r\n\r\n'


def send_pieces(client, plan, head):
    """The head travels with the first piece, the end of a chunked body with the last."""
    is_chunked = plan.framing in ('chunked', 'trailers')
    data, sent_bytes = head, 0
    for index, piece in enumerate(plan.pieces):
        data += chunk(piece) if is_chunked else piece
        sent_bytes += len(piece)
        if index == len(plan.pieces) - 1 and is_chunked:
            data += last_chunk(plan)
        client.sendall(data)
        data = b''
        if plan.gate and index < len(plan.pieces) - 1:
            plan.gate(sent_bytes)


def send_half(client, plan, head):
    """Half of the body; then the end of all, or the rest once hold is set."""
    body, half = plan.body, len(plan.body) // 2
    if plan.framing in ('chunked', 'trailers'):
        if plan.dies == BAD_CHUNK:
            client.sendall(head + chunk(body[:half]) + b'not a number\r\n' + body[half:])
            return
        coded = chunk(body) + last_chunk(plan)
    else:
        coded = body
    client.sendall(head + coded[:half])
    if plan.dies == RESET:
        plan.gate(half)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        client.close()
    elif plan.hold:
        plan.hold.wait(SECONDS)
        client.sendall(coded[half:])


def upgrade(client, plan):
    """101, then answers what comes with the same reversed, then sends the plan's pieces."""
    client.sendall(b'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n'
                   b'Upgrade: websocket\r\n\r\n')
    client.sendall(client.recv(65536)[::-1])
    for piece in plan.pieces:
        client.sendall(piece)
