# SPDX-License-Identifier: Apache-2.0
"""A real nginx for one test: an upstream with fixed answers, and in front of it the module.

The front's access log says what the module saw, one line a request. Stopping checks the error log:
no [alert], no sanitizer line.
"""

import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess

from sanitizer import no_search_for_leaks
from stack import free_port, nginx_environment, nginx_program, wait_for

SECONDS = 60  # a deadline on a loaded machine, and for a build that is slow
BAD_LINES = re.compile(r'\[alert\]|\[emerg\]|Sanitizer|runtime error')


class Server:
    def __init__(self, build, folder, http_lines='', server_lines='', upstream='', module=True):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.build = pathlib.Path(build).resolve()
        self.port = free_port()
        self.upstream_port = free_port()
        self.http_lines = http_lines
        self.server_lines = server_lines
        self.upstream = upstream
        self.module = module
        self.process = None

    def config(self):
        user = 'user root root;' if os.geteuid() == 0 else ''
        module = self.build / 'nginx' / 'ngx_http_cofferdam_module.so'
        seen = ('persons=$cofferdam_persons kinds=$cofferdam_kinds gap=$cofferdam_gap '
                'action=$cofferdam_action') if self.module else '-'
        return f'''{f"load_module {module};" if self.module else ""}
{user}
daemon off; worker_processes 1; pid {self.folder}/nginx.pid;
error_log {self.folder}/error.log info;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
    fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi;
    scgi_temp_path {self.folder}/scgi;
    log_format seen '$status $request_uri {seen}';
    access_log off;
    {self.http_lines}
    server {{
        listen 127.0.0.1:{self.upstream_port};
        server_name upstream;
        default_type application/json;
        root {self.folder};
        {"cofferdam off;" if self.module else ""}
        {self.upstream}
    }}
    server {{
        listen 127.0.0.1:{self.port};
        server_name api.test;
        access_log {self.folder}/access.log seen;
        {self.server_lines or f"location / {{ proxy_pass http://127.0.0.1:{self.upstream_port}; }}"}
    }}
}}
'''.replace('UPSTREAM', f'127.0.0.1:{self.upstream_port}')

    def command(self, *more):
        return [nginx_program(), '-e', str(self.folder / 'error.log'), '-p', str(self.folder), '-c',
                str(self.folder / 'nginx.conf'), *more]

    def check(self):
        """nginx -t: (status, what it says)."""
        (self.folder / 'nginx.conf').write_text(self.config())
        with no_search_for_leaks():
            done = subprocess.run(self.command('-t'), capture_output=True, text=True,
                                  timeout=SECONDS, env=nginx_environment())
        return done.returncode, done.stderr

    def start(self):
        (self.folder / 'nginx.conf').write_text(self.config())
        with open(self.folder / 'stderr.log', 'wb') as stderr:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=stderr,
                                            env=nginx_environment())
        wait_for('nginx', self.is_up, self.process, SECONDS)

    def is_up(self):
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', self.port)) == 0

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        if kind is None:
            bad = [line for line in self.errors().splitlines() if BAD_LINES.search(line)]
            assert bad == [], bad

    def get(self, path='/', method='GET', headers=None):
        """(status, headers, body) as the client sees them, coded as sent."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=SECONDS)
        try:
            connection.request(method, path, headers={'Host': 'api.test', **(headers or {})})
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def errors(self):
        return (self.folder / 'error.log').read_text(errors='replace')

    def seen(self, count=1):
        """The last lines of the front's log, as dictionaries; waits until there are `count`."""
        log = self.folder / 'access.log'
        wait_for('the access log', lambda: log.exists() and
                 len(log.read_text().splitlines()) >= count)
        lines = []
        for line in log.read_text().splitlines():
            status, uri, *pairs = line.split(' ')
            lines.append({'status': int(status), 'uri': uri,
                          **dict(pair.split('=', 1) for pair in pairs if '=' in pair)})
        return lines

    @staticmethod
    def gaps(line, but=('key_missing', 'ring_absent')):
        """The gaps of a line but for those of a front without key and daemon."""
        return set(line['gap'].split(',')) - {''} - set(but)

    def workers(self):
        """Process ids of the workers, those that are leaving included."""
        return [int(pid) for pid in subprocess.run(
            ['pgrep', '-P', str(self.process.pid)], capture_output=True, text=True).stdout.split()]

    def worker_pid(self):
        return self.workers()[0]

    def write(self, name, data):
        """A file that the upstream serves."""
        (self.folder / name).write_bytes(data)
