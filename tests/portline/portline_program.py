# SPDX-License-Identifier: Apache-2.0
"""Portline's programs, started: a running server, and one play of the traffic."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
from typing import NamedTuple

PORTLINE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "portline"
HOST = "api.portline.example"
CALL_TIMEOUT_S = 20


class Reply(NamedTuple):
    """A whole response."""
    status: int
    headers: object
    content: bytes

    def json(self):
        return json.loads(self.content)


def run_python(script, *arguments, **options):
    """Start one of Portline's programs."""
    command = [sys.executable, "-B", str(PORTLINE / script), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            **options)


class Server:
    """A running server.py; stop() ends it and returns (status, rest of stdout, stderr)."""

    def __init__(self, database):
        self._process = run_python("server.py", "--db", database, "--port", 0)
        self.first_line = self._process.stdout.readline()
        self.port = int(self.first_line.rpartition(":")[2])
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self, number=signal.SIGTERM):
        if self._process.poll() is None:
            self._process.send_signal(number)
        rest, errors = self._process.communicate(timeout=CALL_TIMEOUT_S)
        return self._process.returncode, rest, errors

    def connect(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CALL_TIMEOUT_S)
        return contextlib.closing(connection)

    def call(self, path, token=None, method="GET", content=None, **headers):
        """Send one request; keyword headers are written with _ for -."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        with self.connect() as connection:
            connection.request(method, path, body=content, headers={"Host": HOST} | fields)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())

    def login(self, account):
        content = json.dumps({"user": account, "password": f"anchor-{account[2:]}"})
        return self.call("/login", method="POST", content=content).json()["token"]


class Played(NamedTuple):
    """A finished traffic.py: status, stderr, and the truth as text and as actors by name."""
    status: int
    errors: str
    text: str

    @property
    def truth(self):
        return json.loads(self.text)

    def actor(self, name):
        return next(actor for actor in self.truth["actors"] if actor["actor"] == name)


def play_traffic(url, truth_file, *arguments):
    """Run traffic.py to its end."""
    process = run_python("traffic.py", "--url", url, "--truth", truth_file, *arguments)
    _, errors = process.communicate(timeout=120)
    text = truth_file.read_text() if os.path.exists(truth_file) else ""
    return Played(process.returncode, errors, text)
