# SPDX-License-Identifier: Apache-2.0
"""Fronts for storms: nginx with several workers before an upstream of its own, which no signal of a
storm reaches; with the module, or as the plain twin.

They run as daemons: nginx takes USR2 only once the process that started it is no longer its parent.
"""

import os
import pathlib
import re
import signal
import subprocess

from server import BAD_LINES, Server
from stack import nginx_environment, wait_for

STORM_SECONDS = 60  # a deadline for one step on a loaded machine, never a measure


def is_alive(pid):
    """A process that has ended and was not waited for yet counts as ended."""
    try:
        return pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[0] != 'Z'
    except OSError:
        return False


def children(pid):
    """In the order of their birth."""
    found = subprocess.run(['pgrep', '-P', str(pid)], capture_output=True, text=True).stdout
    return sorted((int(child) for child in found.split() if is_alive(child)), key=born)


def born(pid):
    try:
        return int(pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[19])
    except OSError:
        return 0


def is_worker(pid):
    """A worker that takes requests: one that is told to leave says so in its title."""
    try:
        title = pathlib.Path(f'/proc/{pid}/cmdline').read_bytes()
    except OSError:
        return False
    return title.startswith(b'nginx: worker process\0')


class Front(Server):
    def __init__(self, build, folder, upstream_port, http_lines='', main_lines='', workers=2,
                 expected='', **options):
        super().__init__(build, folder, http_lines=http_lines, **options)
        self.upstream_port = upstream_port
        self.main_lines = main_lines
        self.workers = workers
        self.expected = expected  # bad lines that the test brings about
        self.environment = nginx_environment()
        self.module_path = self.build / 'nginx' / 'ngx_http_cofferdam_module.so'

    def config(self):
        user = 'user root root;' if os.geteuid() == 0 else ''
        return f'''{f"load_module {self.module_path};" if self.module else ""}
{user}
daemon on; worker_processes {self.workers}; pid {self.folder}/nginx.pid;
error_log {self.folder}/error.log notice;
{self.main_lines}
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
    fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi;
    scgi_temp_path {self.folder}/scgi;
    access_log off;
    {self.http_lines}
    upstream app {{ server 127.0.0.1:{self.upstream_port}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{self.port};
        server_name api.test;
        add_header X-Worker $pid;
        location / {{
            proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";
        }}
        location /slow/ {{ proxy_pass http://app; limit_rate 64k; }}
    }}
}}
'''

    def __enter__(self):
        (self.folder / 'nginx.conf').write_text(self.config())
        subprocess.run(self.command(), check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env=self.environment, timeout=STORM_SECONDS)
        wait_for('nginx', self.is_up, seconds=STORM_SECONDS)
        return self

    # --- processes

    def master(self):
        return int((self.folder / 'nginx.pid').read_text())

    def serving(self):
        """The workers that take requests, the oldest first."""
        return [pid for pid in children(self.master()) if is_worker(pid)]

    def wait_for_workers(self, but=()):
        wait_for('new workers', lambda: len(set(self.serving()) - set(but)) >= self.workers,
                 seconds=STORM_SECONDS)

    def is_up(self):
        """Serving, and past the start: a signal before that would end nginx."""
        return super().is_up() and (self.folder / 'nginx.pid').exists() and \
            len(self.serving()) >= self.workers

    # --- what a storm does

    def reload(self):
        before = self.serving()
        os.kill(self.master(), signal.SIGHUP)
        return lambda: self.wait_for_workers(but=before)

    def upgrade(self):
        """USR2; then, with the new master there, QUIT to the old one."""
        old = self.master()
        os.kill(old, signal.SIGUSR2)

        def finish():
            wait_for('the new master', lambda: self.has_new_master(old), seconds=STORM_SECONDS)
            self.wait_for_workers()
            os.kill(old, signal.SIGQUIT)
            wait_for('the end of the old master', lambda: not is_alive(old),
                     seconds=STORM_SECONDS)
        return finish

    def has_new_master(self, old):
        try:
            return self.master() != old
        except (OSError, ValueError):  # the file is being made
            return False

    def kill_worker(self):
        """The oldest one: the others have not necessarily found their daemon yet."""
        before = self.serving()
        os.kill(before[0], signal.SIGKILL)
        return lambda: self.wait_for_workers(but=before[:1])

    # --- the end

    def __exit__(self, kind, value, trace):
        last = self.master()
        os.kill(last, signal.SIGQUIT)
        try:
            wait_for('the end of nginx', lambda: not is_alive(last), seconds=STORM_SECONDS)
        finally:
            for pid in [last, *children(last)] if is_alive(last) else ():
                os.kill(pid, signal.SIGKILL)
        if kind is None:
            bad = [line for line in self.errors().splitlines() if BAD_LINES.search(line)
                   and not (self.expected and re.search(self.expected, line))]
            assert bad == [], bad
