#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Serves Portline's API over HTTP/1.1: sockets, headers, compression, start and stop.

usage: server.py --db FILE [--port N]

Prints one line, `portline: listening on 127.0.0.1:PORT`, once connections are accepted; after that
it says nothing about requests. SIGTERM and SIGINT end it with status 0.
"""

import argparse
import signal
import socketserver
import sqlite3
import sys
import threading
import urllib.parse
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from api import Api, ApiError, Request
from database import Database, DatabaseError

ADDRESS = "127.0.0.1"
LISTEN_QUEUE = 128
IDLE_TIMEOUT_S = 75
REQUEST_BODY_BYTES_MAX = 65_536
QUERY_FIELDS_MAX = 20
EVENT_PAUSE_S = 0.02
EVENT_TYPE = "text/event-stream"
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def accepts_gzip(header):
    """Tell whether an Accept-Encoding header allows gzip."""
    for item in header.lower().split(","):
        coding, _, parameters = item.partition(";")
        if coding.strip() == "gzip":
            weight = parameters.replace(" ", "").removeprefix("q=")
            return weight.strip("0.") != "" or not parameters
    return False


class Handler(BaseHTTPRequestHandler):
    """One connection; every request becomes an api.Request, every answer is sent in one write."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Portline/2.4", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = IDLE_TIMEOUT_S

    def do_GET(self):
        self._respond("GET")

    def do_POST(self):
        self._respond("POST")

    def do_HEAD(self):
        self._respond("GET")

    def do_PUT(self):
        self._respond(self.command)

    do_PATCH = do_DELETE = do_OPTIONS = do_PUT

    def log_message(self, format, *args):
        """Say nothing about requests."""

    def send_error(self, code, message=None, explain=None):
        """Answer what the base class refuses (bad request lines and the like), as JSON."""
        self.close_connection = True
        self._send_body(code, ApiError(code, "the request was not understood").body())

    def _respond(self, method):
        try:
            answer = self.server.api.answer(self._read_request(method))
        except ApiError as error:
            self._send_body(error.status, error.body(), error.headers)
            return
        except (ConnectionError, TimeoutError):
            raise
        except Exception as error:  # our own mistake: tell the client nothing, the operator where
            print(f"portline: internal error: {type(error).__name__} in line "
                  f"{error.__traceback__.tb_lineno}", file=sys.stderr, flush=True)
            self._send_body(500, ApiError(500, "something went wrong here").body())
            return
        if answer.stream is None:
            self._send_body(200, answer.body, answer.headers)
        else:
            self._send_events(answer)

    def _read_request(self, method):
        target = urllib.parse.urlsplit(self.path)
        content = self._read_content(method)
        try:
            fields = urllib.parse.parse_qsl(target.query, keep_blank_values=True,
                                            max_num_fields=QUERY_FIELDS_MAX)
        except ValueError:
            raise ApiError(400, "too many parameters") from None
        query = dict(reversed(fields))
        path = urllib.parse.unquote(target.path)
        return Request(method, path, query, self.headers, self._session_cookie(), content)

    def _read_content(self, method):
        text = self.headers.get("Content-Length")
        if "Transfer-Encoding" in self.headers or (method == "POST" and text is None):
            self.close_connection = True
            raise ApiError(411, "send the length of the body")
        if not (text or "0").isdecimal() or int(text or 0) > REQUEST_BODY_BYTES_MAX:
            self.close_connection = True
            raise ApiError(413, f"a body has at most {REQUEST_BODY_BYTES_MAX} bytes")
        return self.rfile.read(int(text or 0))

    def _session_cookie(self):
        try:
            morsel = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        except CookieError:
            return ""
        return morsel.value if morsel else ""

    def _send_head(self, status, headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _send_body(self, status, body, headers=()):
        is_gzip = accepts_gzip(self._header("Accept-Encoding"))
        data = body.gzipped if is_gzip else body.plain
        own = [("Content-Type", body.content_type), ("Content-Length", str(len(data))),
               ("Vary", "Accept-Encoding")]
        if is_gzip:
            own.append(("Content-Encoding", "gzip"))
        self._send_head(status, (*own, *headers))
        if self.command != "HEAD":
            self.wfile.write(data)

    def _header(self, name):
        """A request header, also where the base class gave up before it read any."""
        headers = getattr(self, "headers", None)
        return headers.get(name, "") if headers else ""

    def _send_events(self, answer):
        """Send a stream event by event: chunked to HTTP/1.1, up to the close to older clients."""
        is_chunked = self.request_version == "HTTP/1.1"
        if not is_chunked:
            self.close_connection = True
        own = [("Content-Type", EVENT_TYPE)]
        if is_chunked:
            own.append(("Transfer-Encoding", "chunked"))
        self._send_head(200, (*own, *answer.headers))
        if self.command == "HEAD":
            return
        for event in answer.stream:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(event), event) if is_chunked else event)
            self.wfile.flush()
            if self.server.stopping.wait(EVENT_PAUSE_S):
                self.close_connection = True
                return
        if is_chunked:
            self.wfile.write(b"0\r\n\r\n")


class Server(ThreadingHTTPServer):
    """The listener; stopping is set once, when the process is to end."""

    request_queue_size = LISTEN_QUEUE
    daemon_threads = True

    def __init__(self, port, api):
        self.api = api
        self.stopping = threading.Event()
        super().__init__((ADDRESS, port), Handler)

    def server_bind(self):
        """Bind without the base class's look-up of the host's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request, client_address):
        """A client that went away is no news."""


def run(database, port):
    """Serve until one of STOP_SIGNALS arrives."""
    with Server(port, Api(database)) as server:
        accepting = threading.Thread(target=server.serve_forever, name="accept")
        accepting.start()
        print(f"portline: listening on {ADDRESS}:{server.server_port}", flush=True)
        signal.sigwait(STOP_SIGNALS)
        server.stopping.set()
        server.shutdown()
        accepting.join()


def main():
    """Read the options, open the file, serve."""
    parser = argparse.ArgumentParser(description="the API of the fictional container line Portline")
    parser.add_argument("--db", required=True, metavar="FILE",
                        help="SQLite file, created when missing")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="0 takes a free port")
    options = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        database = Database(options.db)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        sys.exit(f"portline: cannot use {options.db}: {error}")
    try:
        run(database, options.port)
    except OSError as error:
        sys.exit(f"portline: cannot listen on port {options.port}: {error}")


if __name__ == "__main__":
    main()
