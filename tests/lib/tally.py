# SPDX-License-Identifier: Apache-2.0
"""Clients that keep an exact tally of what a front did with their requests.

Each client is a thread with one connection at a time, which it uses for some requests and then
closes. A request ends in exactly one way:

    ok       the whole response came, byte by byte what it had to be
    wrong    a whole response came, and it is another
    error    a whole response came, with a status that is no success
    cut      the response began and broke off
    closed   the connection ended before a byte of the response
    reset    the same, by a reset, or when the request could not be written
    hung     nothing came for half a minute
    refused  there was no connection

and each is counted apart for fresh and for used connections: a server that closes an idle
connection just when a request comes is no fault, on a fresh one it is.
"""

import collections
import socket
import threading

SECONDS = 30
FAILED = ('error', 'cut', 'closed', 'reset', 'hung', 'refused')


class Tally:
    def __init__(self):
        self.counts = collections.Counter()  # (how, is_fresh)
        self.whole = set()                   # paths that came whole at least once

    def add(self, other):
        self.counts += other.counts
        self.whole |= other.whole

    def of(self, *hows, fresh=(True, False)):
        return sum(count for (how, is_fresh), count in self.counts.items()
                   if how in hows and is_fresh in fresh)

    @property
    def failed(self):
        return self.of(*FAILED)

    @property
    def failed_fresh(self):
        return self.of(*FAILED, fresh=(True,))

    @property
    def begun(self):
        """Responses of which the client saw at least a byte."""
        return self.of('ok', 'wrong', 'error', 'cut')

    def __str__(self):
        return ', '.join(f'{how}{" fresh" if fresh else ""} {count}'
                         for (how, fresh), count in sorted(self.counts.items()))


def read_response(connection):
    """(status, body, whether it is the connection's last) of a response with a Content-Length.
    None: the connection ended before its first byte; EOFError: it broke off."""
    data = b''
    while (end := data.find(b'\r\n\r\n')) < 0:
        try:
            piece = connection.recv(65536)
        except ConnectionError:
            if data:
                raise EOFError from None
            raise
        if not piece:
            if data:
                raise EOFError
            return None
        data += piece
    head = data[:end].lower()
    length = int(head.split(b'content-length:')[1].split(b'\r\n')[0])
    body = data[end + 4:]
    while len(body) < length:
        try:
            piece = connection.recv(65536)
        except ConnectionError:
            raise EOFError from None
        if not piece:
            raise EOFError
        body += piece
    return int(data[9:12]), body, b'connection: close' in head


class Client(threading.Thread):
    """Asks for `bodies`, {path: body}, in turn until it is told to stop."""

    def __init__(self, port, bodies, first=0, per_connection=25, pause_s=0.002):
        super().__init__(daemon=True)
        self.port = port
        self.bodies = list(bodies.items())
        self.next = first
        self.per_connection = per_connection
        self.pause_s = pause_s
        self.tally = Tally()
        self.connection = None
        self.used = 0
        self.has_ended_well = False
        self.asks_no_more = threading.Event()

    def run(self):
        while not self.asks_no_more.wait(self.pause_s):
            path, body = self.bodies[self.next % len(self.bodies)]
            self.next += 1
            is_fresh = self.used == 0
            how = self.ask(path, body)
            self.tally.counts[how, is_fresh] += 1
            if how == 'ok':
                self.tally.whole.add(path)
            self.used += 1
            if how not in ('ok', 'wrong', 'error') or self.used == self.per_connection:
                self.close()
        self.close()
        self.has_ended_well = True

    def ask(self, path, body):
        try:
            if self.connection is None:
                self.connection = socket.create_connection(('127.0.0.1', self.port), SECONDS)
        except ConnectionRefusedError:
            return 'refused'
        except ConnectionError:
            return 'reset'
        except TimeoutError:
            return 'hung'
        try:
            self.connection.sendall(f'GET {path} HTTP/1.1\r\nHost: api.test\r\n\r\n'.encode())
            answer = read_response(self.connection)
        except EOFError:
            return 'cut'
        except ConnectionError:
            return 'reset'
        except TimeoutError:
            return 'hung'
        if answer is None:
            return 'closed'
        status, got, is_last = answer
        if is_last:
            self.used = self.per_connection - 1
        if status >= 400:
            return 'error'
        return 'ok' if got == body else 'wrong'

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None
        self.used = 0


class Clients:
    """Some clients at one port, for the time of a with block; then .tally is theirs together."""

    def __init__(self, port, bodies, count=4, **options):
        self.threads = [Client(port, bodies, first=i * len(bodies) // count, **options)
                        for i in range(count)]
        self.tally = Tally()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        for thread in self.threads:
            thread.asks_no_more.set()
        for thread in self.threads:
            thread.join()
            assert thread.has_ended_well
            self.tally.add(thread.tally)

    def answered(self):
        return sum(thread.tally.of('ok') for thread in self.threads)

    def asked(self):
        return sum(thread.tally.counts.total() for thread in self.threads)
