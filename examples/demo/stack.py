# SPDX-License-Identifier: Apache-2.0
"""Portline behind nginx with the module, and the daemon beside it, all below one folder.

Used by the demo and by the system tests. Everything listens on loopback or on unix sockets in the
folder; nothing outside it is written. Works as an ordinary user and as root.
"""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PORTLINE = ROOT / 'examples' / 'portline'
HOST = 'api.portline.example'
IS_SANITIZED = 'COFFERDAM_SANITIZER_LOGS' in os.environ  # tools/nginx-asan runs this
START_SECONDS = 60 if IS_SANITIZED else 20
STOP_SECONDS = 60 if IS_SANITIZED else 15


# Looked at by a daemon of root's only. All root's, as other users may not reach the folder.
USER_SETTINGS = ('engine_user', 'api_user', 'ring_group', 'api_group')


class StackError(Exception):
    """Something could not be started; the text says what to do."""


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def is_port_taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(('127.0.0.1', port))
        except OSError:
            return True
    return False


def wait_for(what, is_there, process=None, seconds=START_SECONDS):
    """Waits until is_there() is true; the process that should bring it about may not end."""
    deadline = time.monotonic() + seconds
    while not is_there():
        if process is not None and process.poll() is not None:
            raise StackError(f'{what} ended with status {process.returncode}')
        if time.monotonic() > deadline:
            raise StackError(f'{what} did not come up within {seconds} s')
        time.sleep(0.02)


def nginx_program():
    """The nginx to run; COFFERDAM_NGINX names another than the machine's own."""
    nginx = os.environ.get('COFFERDAM_NGINX') or shutil.which(
        'nginx', path='/usr/sbin:/usr/bin:/sbin:/bin')
    if nginx is None:
        raise StackError('nginx is not installed (run: tools/setup demo)')
    return nginx


def nginx_environment():
    """For nginx alone: COFFERDAM_PRELOAD names a library that is loaded into it first."""
    preload = os.environ.get('COFFERDAM_PRELOAD')
    return {**os.environ, 'LD_PRELOAD': preload} if preload else None


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path, timeout=5):
        super().__init__('localhost', timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Stack:
    """A subclass that puts another API in portline's place says its host, how it starts, and the
    lines of nginx's configuration that lead to it."""

    host = HOST

    def __init__(self, folder, build, port=None, observe='observe', workers=2, users=None):
        self.folder = pathlib.Path(folder).resolve()
        self.build = pathlib.Path(build).resolve()
        self.port = port or free_port()
        self.observe = observe
        self.workers = workers
        self.users = users or {}
        self.run = self.folder / 'run'
        self.state = self.folder / 'state'
        self.key = self.folder / 'worker.key'
        self.socket = self.run / 'api.sock'
        self.canary = self.run / 'canary.sock'
        self.config = self.folder / 'cofferdam.yaml'
        self.processes = {}
        self.upstream_port = None

    # --- the parts

    def program(self, name):
        path = self.build / name
        if not path.exists():
            raise StackError(f'{path} is not there (run: make build)')
        return str(path)

    def spawn(self, name, command, **options):
        log = open(self.folder / f'{name}.log', 'ab')
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log,
                                   stdout=options.pop('stdout', log), start_new_session=True,
                                   **options)
        log.close()
        self.processes[name] = process
        return process

    def prepare(self):
        for folder in (self.folder, self.run, self.folder / 'nginx'):
            folder.mkdir(parents=True, exist_ok=True)
        if not self.key.exists():
            subprocess.run([self.program('cofferdam'), 'key', 'new', str(self.key)], check=True,
                           stdout=subprocess.DEVNULL)
        self.config.write_text(f'run_dir: {self.run}\nstate_dir: {self.state}\n'
                               f'worker_key_file: {self.key}\ndelta_interval_s: 2\n'
                               + ''.join(f'{name}: {self.users.get(name, "root")}\n'
                                         for name in USER_SETTINGS))

    def start_upstream(self):
        self.start_portline()

    def start_portline(self):
        (self.folder / 'portline').mkdir(exist_ok=True)
        process = self.spawn('portline', [
            '/usr/bin/python3', str(PORTLINE / 'server.py'), '--db',
            str(self.folder / 'portline' / 'portline.db'), '--port', '0'], stdout=subprocess.PIPE)
        line = process.stdout.readline().decode()
        if ':' not in line:
            raise StackError(f'portline does not start, see {self.folder}/portline.log')
        self.upstream_port = int(line.rsplit(':', 1)[1])

    def start_daemon(self):
        process = self.spawn('cofferdamd', [self.program('cofferdamd'), '-c', str(self.config)])
        wait_for('cofferdamd', self.is_daemon_ready, process)

    def is_daemon_ready(self):
        try:
            return self.get('/v1/status')[0] == 200
        except OSError:
            return False

    def http_lines(self):
        """What stands in front of the server in nginx's configuration."""
        return f'''cofferdam_routes {PORTLINE}/routes.txt;
    upstream portline {{ server 127.0.0.1:{self.upstream_port}; keepalive 16; }}'''

    def server_lines(self):
        """The locations, and whatever else the server needs."""
        proxy = '''proxy_pass http://portline;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;'''
        return f'''location / {{
            {proxy}
        }}
        location /events {{
            {proxy}
            proxy_buffering off;
        }}'''

    def nginx_config(self):
        temp = self.folder / 'nginx'
        user = self.users.get('nginx', 'root root')
        user = f'user {user};' if os.geteuid() == 0 else ''
        return f'''# Written anew at every start. As root the workers stay root, so that they reach this folder.
load_module {self.build}/nginx/ngx_http_cofferdam_module.so;
{user}
daemon off;
worker_processes {self.workers};
pid {temp}/nginx.pid;
error_log {temp}/error.log crit;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {temp}/body;
    proxy_temp_path {temp}/proxy;
    fastcgi_temp_path {temp}/fastcgi;
    uwsgi_temp_path {temp}/uwsgi;
    scgi_temp_path {temp}/scgi;
    proxy_max_temp_file_size 0;

    # No path, no query, no referrer: they would hold what the bodies hold.
    log_format counts '$msec $status $bytes_sent $request_id persons=$cofferdam_persons '
                      'kinds=$cofferdam_kinds gap=$cofferdam_gap scan_us=$cofferdam_scan_us';
    access_log {temp}/access.log counts;

    cofferdam_run      {self.run};
    cofferdam_key_file {self.key};
    {self.http_lines()}

    server {{
        listen 127.0.0.1:{self.port};
        server_name {self.host};
        cofferdam {self.observe};
        cofferdam_consumer $cofferdam_jwt_sub $http_x_api_key $cookie_session;
        {self.server_lines()}
    }}

    # For cofferdam doctor: a person of nobody's, through the live nginx; reachable from here only.
    server {{
        listen unix:{self.canary};
        server_name canary;
        access_log off;
        location = /cofferdam-canary {{
            cofferdam observe;
            default_type application/json;
            return 200 '{{"email":"$arg_person@canary.invalid"}}';
        }}
    }}
}}
'''

    def start_nginx(self):
        nginx = nginx_program()
        if is_port_taken(self.port):
            raise StackError(f'port {self.port} is taken (choose another: DEMO_PORT=8081 make demo)')
        config = self.folder / 'nginx.conf'
        config.write_text(self.nginx_config())
        process = self.spawn('nginx', [nginx, '-e', str(self.folder / 'nginx' / 'error.log'), '-p',
                                       str(self.folder / 'nginx'), '-c', str(config)],
                             env=nginx_environment())
        wait_for('nginx', lambda: self.is_listening(self.port), process)

    @staticmethod
    def is_listening(port):
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', port)) == 0

    # --- all of it

    def start(self):
        self.prepare()
        self.start_upstream()
        self.start_daemon()
        self.start_nginx()
        wait_for('the way from nginx to the daemon', self.is_connected)

    def started(self, *parts):
        """For fixtures: yields the stack with all of it started, or with these parts (start_daemon
        ...) only, and stops it whatever happens."""
        try:
            if not parts:
                self.start()
            else:
                self.prepare()
            for part in parts:
                part()
            yield self
        finally:
            self.stop()

    def is_connected(self):
        return self.get('/v1/status')[1]['engine']['workers'] >= self.workers

    def stop(self):
        for name in ('traffic', 'nginx', 'cofferdamd', *self.processes):
            self.stop_one(name)

    def stop_one(self, name, number=signal.SIGTERM):
        process = self.processes.pop(name, None)
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def start_traffic(self, seconds, truth, *more):
        return self.spawn('traffic', [
            '/usr/bin/python3', str(PORTLINE / 'traffic.py'), '--url',
            f'http://127.0.0.1:{self.port}', '--seconds', str(seconds), '--truth', str(truth), *more])

    # --- looking at it

    def get(self, path):
        connection = UnixConnection(self.socket)
        try:
            connection.request('GET', path)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def role_pid(self, role):
        """Process id of the daemon's engine or api; None while it does not run."""
        found = subprocess.run(['pgrep', '-P', str(self.processes['cofferdamd'].pid), '-f',
                                f'role={role}'], capture_output=True, text=True).stdout.split()
        return int(found[0]) if found else None

    def logged_count(self):
        """Responses that nginx has logged."""
        return len((self.folder / 'nginx' / 'access.log').read_text().splitlines())

    def doctor(self, *arguments):
        """(exit code, standard output) of cofferdam doctor about this stack."""
        done = subprocess.run(
            [self.program('cofferdam'), 'doctor', '--config', str(self.config),
             '--nginx', nginx_program(), '--nginx-conf', str(self.folder / 'nginx.conf'),
             '--nginx-prefix', str(self.folder / 'nginx'), *arguments],
            capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout

    def cofferdam(self, *arguments, check=True):
        """Runs the command line against this daemon; its standard output."""
        return subprocess.run([self.program('cofferdam'), *arguments, '--socket', str(self.socket)],
                              check=check, capture_output=True, timeout=30).stdout.decode()


def main():
    sys.exit('stack.py is a module: run examples/demo/demo.py')


if __name__ == '__main__':
    main()
