# SPDX-License-Identifier: Apache-2.0
"""One simulated client of Portline: its connection, its login, and the receipts of what it got.

A response is booked only after it was received whole. A call ends in one of three ways: it returns
a Reply; it raises Failure (the server misbehaved, the whole play ends); it raises CutShort (the
play was over while the call was under way).
"""

import gzip
import http.client
import json
import socket
import threading
from typing import NamedTuple

HOST = "api.portline.example"
CALL_TIMEOUT_S = 10
STALE_ERRORS = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
LOGIN = f"POST {HOST}/login"


class Failure(Exception):
    """A request went wrong; the text names actor, endpoint and reason, and nothing personal."""


class CutShort(Exception):
    """The play is over."""


class Reply(NamedTuple):
    """A whole response; content is decompressed."""
    status: int
    content: bytes

    def json(self):
        """Return the content as JSON."""
        return json.loads(self.content)


class Receipts:
    """What one actor received: responses with status 200 and customer rows, per endpoint."""

    def __init__(self):
        self._lock = threading.Lock()
        self._responses, self._rows = {}, {}

    def add(self, endpoint, rows):
        """Book one response and the rows it showed."""
        with self._lock:
            self._responses[endpoint] = self._responses.get(endpoint, 0) + 1
            self._rows.setdefault(endpoint, set()).update(rows)

    def distinct_count(self):
        """Return how many different customers this actor has received."""
        with self._lock:
            return len(set().union(*self._rows.values()))

    def response_count(self):
        """Return how many responses were booked."""
        with self._lock:
            return sum(self._responses.values())

    def as_endpoints(self):
        """Return the `endpoints` object of the truth file."""
        with self._lock:
            return {endpoint: {"responses": count, "rows": sorted(self._rows[endpoint])}
                    for endpoint, count in sorted(self._responses.items())}


class Client:
    """A keep-alive connection from one source address; used by one thread."""

    def __init__(self, actor, target, receipts, is_over, wants_gzip=False):
        """target is (host, port); is_over() tells whether errors no longer count."""
        self._actor, self._target, self._receipts, self._is_over = actor, target, receipts, is_over
        self._headers = {"Host": HOST, "User-Agent": f"portline-{actor.kind}/1.0"}
        if wants_gzip:
            self._headers["Accept-Encoding"] = "gzip"
        self._connection = None

    def login(self, account, password):
        """Log in; later calls carry the token."""
        content = json.dumps({"user": account, "password": password}).encode()
        reply = self.call(LOGIN, "/login", content=content)
        self._receipts.add(LOGIN, ())
        self._headers["Authorization"] = f"Bearer {reply.json()['token']}"

    def use_key(self, key):
        """Carry an API key from now on."""
        self._headers["X-Api-Key"] = key

    def fetch(self, endpoint, path, rows_of, expected=(200,)):
        """GET path and book the rows that rows_of(reply) finds. Returns the Reply."""
        reply = self.call(endpoint, path, expected=expected)
        if reply.status == 200:
            self._receipts.add(endpoint, self._rows(endpoint, reply, rows_of))
        return reply

    def call(self, endpoint, path, content=None, expected=(200,)):
        """Send one request (POST with content, else GET) and return the whole Reply."""
        try:
            reply = self._exchange(path, content)
        except (OSError, http.client.HTTPException, EOFError) as error:
            self.close()
            if self._is_over():
                raise CutShort from None
            raise self._failure(endpoint, _reason(error)) from None
        if reply.status not in expected:
            raise self._failure(endpoint, f"unexpected status {reply.status}")
        return reply

    def close(self):
        """Close the connection; the next call opens a new one."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def cut(self):
        """Break the connection from another thread, so that a waiting call ends."""
        connection = self._connection
        if connection and connection.sock:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass                    # it was closed meanwhile, which is what we want

    def _exchange(self, path, content):
        is_fresh = self._connection is None
        try:
            return self._exchange_once(path, content)
        except STALE_ERRORS:            # an idle connection that the server closed: once more
            if is_fresh:
                raise
            self.close()
            return self._exchange_once(path, content)

    def _exchange_once(self, path, content):
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                *self._target, timeout=CALL_TIMEOUT_S, source_address=(self._actor.address, 0))
        method, headers = "GET", self._headers
        if content is not None:
            method, headers = "POST", self._headers | {"Content-Type": "application/json"}
        self._connection.request(method, path, body=content, headers=headers)
        response = self._connection.getresponse()
        data = response.read()
        if response.getheader("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        return Reply(response.status, data)

    def _rows(self, endpoint, reply, rows_of):
        try:
            return rows_of(reply)
        except (ValueError, KeyError, TypeError):
            raise self._failure(endpoint, "a body of another shape than expected") from None

    def _failure(self, endpoint, reason):
        return Failure(f"{self._actor.name}: {endpoint}: {reason}")


def _reason(error):
    if isinstance(error, TimeoutError):
        return f"no answer within {CALL_TIMEOUT_S} s"
    if isinstance(error, http.client.IncompleteRead):
        return "the response ended early"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
