# SPDX-License-Identifier: Apache-2.0
"""Crowds: responses that show many made-up persons, and who fetched them.

A crowd is a file that a plain nginx serves; the stack's own nginx, with the module, stands before
it. Persons are numbers: the same number is the same person, another number is somebody else, so
that the truth about any set of fetches is a sum.
"""

import base64
import collections
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time

from stack import HOST, Stack, UnixConnection, free_port, nginx_program, wait_for

PATHS = ('/api/v2/contacts', '/api/v2/bookings', '/api/v2/vessels', '/api/v2/ports')
PERSON = ('{"customerNumber":"T-%(n)08d","name":"Ada Testperson",'
          '"email":"ada.%(n)08d@test.example","phone":"+49 30 9%(n)08d",'
          '"company":"Example Freight","jobTitle":"Dispatcher"}')
SECONDS = 150
PAUSE_SECONDS = 0.25  # between questions: each costs the engine a pass over all it knows
READ_BYTES = 1 << 20


def token(name):
    """An unsigned token whose subject is that name."""
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b'=').decode()
    return f'{part({"alg": "none"})}.{part({"sub": name})}.'


class CrowdStack(Stack):
    """The stack with crowds behind it instead of portline, and the truth about who fetched whom."""

    def __init__(self, folder, build, **options):
        super().__init__(folder, build, **options)
        self.crowds = self.folder / 'crowds'
        self.bodies = {}  # name: (persons, bytes)
        self.truth = collections.Counter()  # (consumer, endpoint): persons, each once
        self.fetched = 0
        self.lock = threading.Lock()
        self.group = None  # a memory control group for nginx

    def write(self, name, first, count):
        """A crowd of the persons first, first + 1, ..."""
        self.crowds.mkdir(parents=True, exist_ok=True)
        file = self.crowds / name
        with open(file, 'w') as out:
            for at in range(first, first + count, 10000):
                numbers = range(at, min(at + 10000, first + count))
                out.write('[' if at == first else ',')
                out.write(','.join(PERSON % {'n': number} for number in numbers))
            out.write(']')
        self.bodies[name] = (count, file.stat().st_size)

    def start_portline(self):
        self.crowds.mkdir(parents=True, exist_ok=True)
        folder = self.folder / 'upstream'
        folder.mkdir(exist_ok=True)
        self.upstream_port = free_port()
        config = folder / 'nginx.conf'
        config.write_text(f'''{'user root root;' if os.geteuid() == 0 else ''}
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    access_log off; sendfile on; default_type application/json;
    server {{
        listen 127.0.0.1:{self.upstream_port};
        root {self.crowds};
        location / {{ rewrite ^ /$arg_crowd break; }}
    }}
}}
''')
        process = self.spawn('portline', [nginx_program(), '-e', str(folder / 'error.log'), '-p',
                                          str(folder), '-c', str(config)])
        wait_for('the crowds', lambda: self.is_listening(self.upstream_port), process)

    def spawn(self, name, command, **options):
        if name == 'nginx' and self.group is not None:
            command = ['/bin/sh', '-c', f'echo $$ > {self.group}/cgroup.procs; exec "$@"', 'sh',
                       *command]
        return super().spawn(name, command, **options)

    def stop(self):
        daemon = self.processes.get('cofferdamd')
        if daemon is not None and daemon.poll() is None:
            self.continue_daemon()
        super().stop()

    # --- fetching

    def fetch(self, name, consumer, path=PATHS[0]):
        """Fetches a crowd whole; what it showed becomes part of the truth."""
        persons, body_bytes = self.bodies[name]
        request = (f'GET {path}?crowd={name} HTTP/1.0\r\nHost: {HOST}\r\n'
                   f'Authorization: Bearer {token(consumer)}\r\n\r\n')
        with socket.create_connection(('127.0.0.1', self.port), SECONDS) as connection:
            connection.sendall(request.encode())
            head, received = b'', 0
            while b'\r\n\r\n' not in head:
                head += self.some(connection, name)
            received = len(head) - head.index(b'\r\n\r\n') - 4
            while received < body_bytes:
                received += len(self.some(connection, name))
        assert head.startswith(b'HTTP/1.1 200 '), head[:40]
        assert received == body_bytes, name
        with self.lock:
            self.truth[self.truth_key(consumer, path)] += persons
            self.fetched += 1

    @staticmethod
    def some(connection, name):
        data = connection.recv(READ_BYTES)
        assert data, f'{name} was cut short'
        return data

    def fetch_all(self, fetches):
        """Fetches (name, consumer, path) all at once; whoever failed is told."""
        failures = []

        def one(fetch):
            try:
                self.fetch(*fetch)
            except (OSError, AssertionError) as error:
                failures.append(f'{fetch}: {error}')
        threads = [threading.Thread(target=one, args=(fetch,)) for fetch in fetches]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []

    # --- the daemon

    def stop_daemon(self):
        """Monitor, engine and api stand still, as if the machine did not run them."""
        os.killpg(self.processes['cofferdamd'].pid, signal.SIGSTOP)

    def continue_daemon(self):
        os.killpg(self.processes['cofferdamd'].pid, signal.SIGCONT)

    # --- looking

    @staticmethod
    def truth_key(consumer, path=PATHS[0]):
        return f'jwt_sub:{consumer}', f'GET {HOST}{path}'

    def pids(self, role):
        """Of the daemon's processes with that role."""
        found = subprocess.run(['pgrep', '-P', str(self.processes['cofferdamd'].pid), '-f',
                                f'role={role}'], capture_output=True, text=True).stdout.split()
        return [int(pid) for pid in found]

    def ask(self, path):
        """The answer; {} while nobody answers, or the engine has too much to do."""
        connection = UnixConnection(self.socket, SECONDS)
        try:
            connection.request('GET', path)
            response = connection.getresponse()
            body = json.loads(response.read())
        except (OSError, http.client.HTTPException):
            return {}
        finally:
            connection.close()
        return body if response.status == 200 else {}

    def status(self):
        return self.ask('/v1/status')

    def settle(self, is_done=None):
        """Waits until all that was fetched is counted, and what the caller waits for is so."""
        deadline = time.monotonic() + SECONDS
        while True:
            status = self.status()
            if status and status['last_24h']['responses'] == self.fetched and self.accounted(
                    status) == self.persons() and (is_done is None or is_done(status)):
                return status
            assert time.monotonic() < deadline, (status, self.fetched, self.persons())
            time.sleep(PAUSE_SECONDS)

    def persons(self):
        return sum(self.truth.values())

    @staticmethod
    def accounted(status):
        """Sights in the ledger and in the gap together, where no consumer saw anybody twice."""
        return status['exposures'] + status['dropped']['subjects']

    def said(self):
        """{(consumer, endpoint): persons} as the exposures tell it."""
        body = {}
        path = '/v1/exposures?limit=10000'
        wait_for('the exposures', lambda: body.update(self.ask(path)) or body, seconds=SECONDS)
        assert not body['truncated']
        items = body['items']
        return {(item['consumer'], item['endpoint']): item['persons'] for item in items}
