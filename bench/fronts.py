# SPDX-License-Identifier: Apache-2.0
"""The servers of the request benchmark: one upstream, and in front of it the same nginx several times.

Each front is one nginx with one worker on the first core; upstream, client and daemon share the
second. What a front costs is the processor time of its worker, as the kernel's scheduler counts it.
"""

import os
import pathlib
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'examples' / 'demo'))

from stack import Stack, StackError, free_port, nginx_program, wait_for  # noqa: E402

FRONT_CORE, OTHER_CORE = 0, 1
SECONDS = 120
CRS = pathlib.Path('/usr/share/modsecurity-crs/rules')
MODSECURITY = pathlib.Path('/usr/lib/nginx/modules/ngx_http_modsecurity_module.so')
CRS_SETUP = pathlib.Path('/etc/modsecurity/crs/crs-setup.conf')


class Nginx:
    def __init__(self, folder, core, main_lines='', http_lines='', location='', single=False):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.port = free_port()
        self.core, self.single = core, single
        self.main_lines, self.http_lines, self.location = main_lines, http_lines, location
        self.process = self.worker = None

    def config(self):
        user = 'user root root;' if os.geteuid() == 0 else ''
        affinity = f'worker_cpu_affinity {1 << self.core:b};'
        return f'''{self.main_lines}
{user}
daemon off; worker_processes 1; pid {self.folder}/nginx.pid;
{'master_process off;' if self.single else affinity}
error_log {self.folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
    fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi;
    scgi_temp_path {self.folder}/scgi;
    access_log off; sendfile on; tcp_nopush on; open_file_cache max=100;
    keepalive_requests 100000000; keepalive_timeout 600s;
    proxy_max_temp_file_size 0;
    types {{ application/json json; image/png png; }}
    {self.http_lines}
    server {{
        listen 127.0.0.1:{self.port}; server_name api.test;
        location / {{ {self.location} }}
    }}
}}
'''

    def command(self):
        return [nginx_program(), '-e', str(self.folder / 'error.log'), '-p', str(self.folder),
                '-c', str(self.folder / 'nginx.conf')]

    def start(self, *wrapper):
        (self.folder / 'nginx.conf').write_text(self.config())
        self.process = subprocess.Popen([*wrapper, *self.command()], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for('nginx', lambda: Stack.is_listening(self.port), self.process, SECONDS)
        if not self.single:
            wait_for('its worker', self.find_worker, self.process)
        return self

    def find_worker(self):
        children = pathlib.Path(f'/proc/{self.process.pid}/task/{self.process.pid}/children')
        self.worker = children.read_text().strip()
        return self.worker != ''

    def stop(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(SECONDS)
            self.process = None

    def cpu_ns(self):
        """Processor time of the worker so far."""
        return int(pathlib.Path(f'/proc/{self.worker}/schedstat').read_text().split()[0])


def upstream(folder):
    return Nginx(folder, OTHER_CORE, location=f'root {folder};')


def front(folder, upstream_port, main_lines='', http_lines='', location='', single=False):
    """A proxy that keeps its connections to the upstream."""
    peer = (f'upstream peer {{ server 127.0.0.1:{upstream_port}; keepalive 64; '
            'keepalive_requests 100000000; }')
    location += 'proxy_pass http://peer; proxy_http_version 1.1; proxy_set_header Connection "";'
    return Nginx(folder, FRONT_CORE, main_lines, f'{peer} {http_lines}', location, single)


def module_line(build):
    return f'load_module {build}/nginx/ngx_http_cofferdam_module.so;'


def observe_lines(stack):
    return (f'cofferdam_run {stack.run}; cofferdam_key_file {stack.key}; cofferdam observe; '
            'cofferdam_consumer $http_x_api_key;')


# Where the module is off, it is on elsewhere: loaded and never told to observe, it is in no chain.
OFF = 'cofferdam off;'


def modsecurity(folder, upstream_port):
    """ModSecurity with the Core Rule Set, reading JSON responses; None where it is not installed."""
    if not (CRS.is_dir() and CRS_SETUP.exists() and MODSECURITY.exists()):
        return None
    rules = pathlib.Path(folder).with_suffix('.rules')
    rules.write_text('SecRuleEngine On\nSecRequestBodyAccess On\nSecResponseBodyAccess On\n'
                     'SecResponseBodyMimeType application/json\nSecResponseBodyLimit 1048576\n'
                     f'Include {CRS_SETUP}\nInclude {CRS}/*.conf\n')
    return front(folder, upstream_port, f'load_module {MODSECURITY};',
                 f'modsecurity on; modsecurity_rules_file {rules};')


def workers_connected(stack):
    return stack.get('/v1/status')[1]['engine']['workers']
