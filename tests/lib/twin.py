# SPDX-License-Identifier: Apache-2.0
"""A front with the module and plain twins of it, and what tells them apart.

Every twin is a Server of its own with two server blocks, each reachable over HTTP/1.x and HTTP/2:
one has `cofferdam` on the server, the other on each location. What differs between two plain twins
is masked: the Date, and the port that a redirect names.
"""

import re
import time

import raw_client as client
from server import BAD_LINES, SECONDS, Server
from stack import free_port

MASKED_HEADERS = ('Date',)
# How far a response gets into a temporary file depends on the scheduler.
UNSTEADY_LINE = 'is buffered to a temporary file'
LINE_HEAD = re.compile(r'^\S+ \S+ (\[\w+\]) \d+#\d+: (?:\*\d+ )?')


class Twin:
    """blocks(twin) gives the lines of http and, for both server blocks, of the server."""

    def __init__(self, build, folder, blocks, module):
        self.module = module
        self.server = Server(build, folder, module=module)
        self.ports = {('server', 'HTTP/1'): self.server.port}
        for place in (('server', 'HTTP/2'), ('location', 'HTTP/1'), ('location', 'HTTP/2')):
            self.ports[place] = free_port()
        http, on_server, on_location = blocks(self)
        self.server.server_lines = (f'listen 127.0.0.1:{self.ports["server", "HTTP/2"]} http2;\n'
                                    f'{on_server}')
        self.server.http_lines = f'''{http}
            server {{
                listen 127.0.0.1:{self.ports['location', 'HTTP/1']};
                listen 127.0.0.1:{self.ports['location', 'HTTP/2']} http2;
                server_name api.test;
                access_log {self.server.folder}/access.log seen;
                {on_location}
            }}'''
        self.lines = {}
        self.log = None

    def __enter__(self):
        self.server.__enter__()
        self.log = open(self.server.folder / 'access.log', encoding='utf-8', errors='replace')
        return self

    def __exit__(self, *error):
        self.log.close()
        self.server.__exit__(*error)

    def directive(self, text):
        """A directive of the module, for the front only."""
        return text if self.module else ''

    def ask(self, request, place='server'):
        answer = client.ask(self.ports[place, request.version[:6]], request)
        return self.mask(answer)

    def mask(self, answer):
        def without_port(text):
            for port in self.ports.values():
                text = text.replace(f':{port}', ':PORT')
            return text
        answer.headers = [(name, without_port(value)) for name, value in answer.headers
                          if name.title() not in MASKED_HEADERS]
        return answer

    def seen(self, number):
        """What the log says of `case=number`: the words of its line, once it is there."""
        deadline = time.monotonic() + SECONDS
        while number not in self.lines:
            line = self.log.readline()
            if line:
                self.note(line)
            elif time.monotonic() > deadline:
                raise AssertionError(f'case {number} is not in the access log')
            else:
                time.sleep(0.001)
        return self.lines[number]

    def note(self, line):
        status, target, *pairs = line.rstrip('\n').split(' ')
        case = re.search(r'case=(\d+)', target)
        if case:
            words = dict(pair.split('=', 1) for pair in pairs if '=' in pair)
            self.lines[int(case[1])] = {'status': int(status), **words}

    def errors(self):
        """{case: its lines in the error log, without what every run has anew}; None: the rest."""
        cases = {}
        for line in self.server.errors().splitlines():
            if UNSTEADY_LINE in line or '[notice]' in line:
                continue
            case = re.search(r'case=(\d+)', line)
            line = LINE_HEAD.sub(r'\1 ', line).replace(str(self.server.folder), 'FOLDER')
            line = re.sub(r'127\.0\.0\.1:\d+', '127.0.0.1:PORT', line)
            cases.setdefault(int(case[1]) if case else None, []).append(line)
        return cases

    def bad_lines(self):
        return [line for line in self.server.errors().splitlines() if BAD_LINES.search(line)]


def differences(one, other):
    """What two answers differ in, as texts; [] when they are the same."""
    found = []
    for name in ('line', 'headers', 'trailers', 'end'):
        if getattr(one, name) != getattr(other, name):
            found.append(f'{name}: {getattr(one, name)!r} and {getattr(other, name)!r}')
    if one.body != other.body:
        at = next((i for i, (a, b) in enumerate(zip(one.body, other.body)) if a != b),
                  min(len(one.body), len(other.body)))
        found.append(f'body: {len(one.body)} and {len(other.body)} bytes, from byte {at}: '
                     f'{one.body[at:at + 40]!r} and {other.body[at:at + 40]!r}')
    return found
