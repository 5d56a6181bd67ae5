# SPDX-License-Identifier: Apache-2.0
"""What the tests of real APIs share: the stack in front of one, visits to it, and what it kept."""

import collections
import contextlib
import glob
import http.client
import json
import os
import pathlib
import signal
import subprocess

import pytest

from stack import Stack, wait_for

ANSWER_SECONDS = 60
SETTLE_SECONDS = 60


def needs(package, pattern):
    """The newest file that a package installs under a name; without it the test is skipped."""
    found = sorted(glob.glob(pattern))
    if not found:
        pytest.skip(f'{package} is not installed (run: tools/setup check)')
    return found[-1]


def run_to_end(command, seconds, **options):
    """(status, what it said). Whatever ends the wait also ends all that the command started."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, start_new_session=True, **options) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode, said


def ask(port, method, path, host, body=None, headers=None, source='127.0.0.1'):
    """One request on a connection of its own: (status, headers, body)."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=ANSWER_SECONDS,
                                            source_address=(source, 0))
    try:
        connection.request(method, path, body, {'Host': host, **(headers or {})})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


class RealStack(Stack):
    """The stack with an API of somebody else's. A subclass says `host`, `routes` (the lines of the
    route list) and start_upstream(); visit() goes through nginx and is counted."""

    routes = ''

    def __init__(self, folder, build):
        super().__init__(folder, build, workers=1)
        self.visits = 0

    def http_lines(self):
        routes = self.folder / 'routes.txt'
        routes.write_text(self.routes)
        return f'cofferdam_routes {routes};'

    def server_lines(self):
        return f'''location / {{
            proxy_pass http://127.0.0.1:{self.upstream_port};
            proxy_http_version 1.1;
            proxy_set_header Host $host;
        }}'''

    def visit(self, path, method='GET', **more):
        self.visits += 1
        return ask(self.port, method, path, self.host, **more)

    def items(self, what, **filters):
        """The rows of a list, once the ledger knows every visit so far."""
        wait_for('the ledger', lambda: self.responses() >= self.visits, seconds=SETTLE_SECONDS)
        more = [word for name, value in filters.items() for word in (f'--{name}', value)]
        return json.loads(self.cofferdam(what, '--limit', '0', '-o', 'json', *more))['items']

    def told(self):
        """{endpoint: how often it is told of}, as a gap or with what was found: not in silence."""
        times = collections.Counter()
        for item in self.items('gaps'):
            times[item['endpoint']] += item['responses']
        for item in self.items('endpoints'):
            times[item['endpoint']] += item['count']
        return times

    def responses(self):
        return self.get('/v1/status')[1]['last_24h']['responses']

    def scan(self, file):
        """{(kind, path)} of what the command line finds in a file by itself."""
        done = subprocess.run([self.program('cofferdam'), 'scan', '-o', 'jsonl', str(file)],
                              capture_output=True, timeout=60)
        assert done.returncode in (0, 1), done.stderr  # nothing found, or something
        return {(finding['kind'], finding['path'])
                for finding in map(json.loads, done.stdout.splitlines())}

    def kept(self):
        """{name: bytes} of all that cofferdam and nginx left on disk, and of what is answered."""
        folders = (self.run, self.state, self.folder / 'nginx')
        found = files_below(*folders)
        for log in ('cofferdamd.log', 'nginx.log'):
            found[log] = (self.folder / log).read_bytes()
        for command in ('status', 'endpoints', 'consumers', 'exposures', 'gaps'):
            found[command] = self.cofferdam(command, '-o', 'json').encode()
        return found


def traces(found, values):
    """Where which of the values stands, whatever its case."""
    wanted = [value.lower().encode() for value in values]
    return [(name, value) for name, data in found.items()
            for value in wanted if value in data.lower()]


def files_below(*folders):
    """{path: bytes}; a file that goes meanwhile, as those of databases do, is left out."""
    found = {}
    for folder in folders:
        for path in pathlib.Path(folder).rglob('*'):
            with contextlib.suppress(FileNotFoundError):
                if path.is_file():
                    found[str(path)] = path.read_bytes()
    return found
