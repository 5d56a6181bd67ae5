# SPDX-License-Identifier: Apache-2.0
"""WordPress as Debian packs it, in a folder of its own, installed through its own forms.

A copy of its files, a MariaDB and a pool of PHP processes, both on unix sockets. nginx speaks
FastCGI to the pool itself, as blogs do it, and has a second door past the module, through which
the blog is installed and filled.
"""

import base64
import http.cookiejar
import json
import os
import pathlib
import secrets
import shutil
import socket
import urllib.parse
import urllib.request

from real_stack import RealStack, needs, run_to_end
from stack import free_port, wait_for

FILES = pathlib.Path('/usr/share/wordpress')
INSTALL_SECONDS = 120
PASSWORD = 'no-secret-at-all-4711'

# Login, display name, e-mail. The first one installs the blog; each writes one post.
AUTHORS = [
    ('harbour-desk', 'Ottoline Brackwater', 'ottoline.brackwater@example.com'),
    ('marta.quellmann', 'Marta Quellmann', 'marta.quellmann@example.com'),
    ('iver.tangstad', 'Iver Tangstad', 'iver.tangstad@example.com'),
    ('sefa.lokombe', 'Sefa Lokombe', 'sefa.lokombe@example.com'),
]


def slug_of(author):
    """What WordPress makes of a login for its author pages."""
    return author[0].replace('.', '-')


def canaries():
    """All that names an author. The login of the desk names nobody; it is a consumer's id."""
    for login, name, email in AUTHORS:
        yield from (name, name.split()[1], email)
    for author in AUTHORS[1:]:
        yield from (author[0], slug_of(author))


class Editor:
    """The blog's first user, logged in, at the door past the module."""

    def __init__(self, base):
        self.base = base
        self.nonce = None
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def send(self, path, data=None, headers=None):
        request = urllib.request.Request(self.base + path, data, headers or {})
        with self.opener.open(request, timeout=INSTALL_SECONDS) as response:
            return response.read().decode()

    def form(self, path, **fields):
        return self.send(path, urllib.parse.urlencode(fields).encode())

    def install(self):
        login, name, email = AUTHORS[0]
        page = self.form('/wp-admin/install.php?step=2', weblog_title='Tarn Quay', user_name=login,
                         admin_password=PASSWORD, admin_password2=PASSWORD, pw_weak='1',
                         admin_email=email, language='')
        assert 'Success' in page, page
        self.send('/wp-login.php')  # sets the cookie that the form asks for
        self.form('/wp-login.php', log=login, pwd=PASSWORD, testcookie='1')
        self.nonce = self.send('/wp-admin/admin-ajax.php?action=rest-nonce')

    def key(self):
        """The head of a program that reads the blog with a password of its own."""
        password = self.rest('users/me/application-passwords', name='reader')['password']
        pair = base64.b64encode(f'{AUTHORS[0][0]}:{password}'.encode()).decode()
        return {'Authorization': f'Basic {pair}'}

    def rest(self, route, **fields):
        return json.loads(self.send(f'/?rest_route=/wp/v2/{route}', json.dumps(fields).encode(), {
            'Content-Type': 'application/json', 'X-WP-Nonce': self.nonce}))

    def fill(self):
        users = [self.rest('users/me', name=AUTHORS[0][1])['id']]
        for login, name, email in AUTHORS[1:]:
            users.append(self.rest('users', username=login, name=name, email=email,
                                   password=PASSWORD, roles=['author'])['id'])
        for number, user in enumerate(users):
            self.rest('posts', title=f'Tide table {number}', content='High water at noon.',
                      status='publish', author=user)


class WordpressStack(RealStack):
    host = 'blog.example'
    routes = '''GET blog.example/
GET blog.example/wp-json/
GET blog.example/wp-json/wp/v2/posts
GET blog.example/wp-json/wp/v2/users
GET blog.example/wp-json/wp/v2/users/{id}
'''

    def __init__(self, folder, build):
        super().__init__(folder, build)
        self.site = self.folder / 'site'
        self.data = self.folder / 'data'
        self.database = self.folder / 'mariadb.sock'
        self.pool = self.folder / 'php.sock'
        self.door = None

    # --- the parts

    def start_upstream(self):
        needs('wordpress', f'{FILES}/wp-load.php')
        needs('wordpress-theme-twentytwentythree', f'{FILES}/wp-content/themes/twentytwentythree')
        needs('php-mysql', '/usr/lib/php/*/mysqli.so')
        php = needs('php-fpm', '/usr/sbin/php-fpm[0-9]*')
        mariadb = needs('mariadb-server-core', '/usr/sbin/mariadbd')
        self.lay_site()
        self.start_database(mariadb)
        self.start_php(php)
        self.door = free_port()

    def lay_site(self):
        shutil.copytree(FILES, self.site, symlinks=True)
        salts = ''.join(f"define('{key}_{part}', '{secrets.token_hex(32)}');\n"
                        for key in ('AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE')
                        for part in ('KEY', 'SALT'))
        (self.site / 'wp-config.php').write_text(f'''<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{self.database}');
{salts}
// One blog, two doors.
define('WP_HOME', 'http://' . $_SERVER['HTTP_HOST']);
define('WP_SITEURL', WP_HOME);
// Else passwords for programs would ask for TLS.
define('WP_ENVIRONMENT_TYPE', 'local');
// Nothing leaves this machine, and nothing happens but what a test asks for.
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
require_once __DIR__ . '/wp-settings.php';
''')

    def start_database(self, program):
        user = ['--user=root'] if os.geteuid() == 0 else []
        status, said = run_to_end([
            '/usr/bin/mariadb-install-db', '--no-defaults', *user, f'--datadir={self.data}',
            '--skip-test-db', '--skip-name-resolve', '--auth-root-authentication-method=normal',
        ], INSTALL_SECONDS)
        assert status == 0, said
        first = self.folder / 'first.sql'
        first.write_text('CREATE DATABASE wordpress CHARACTER SET utf8mb4;\n')
        process = self.spawn('mariadb', [
            program, '--no-defaults', *user, f'--datadir={self.data}',
            f'--socket={self.database}', f'--pid-file={self.folder}/mariadb.pid',
            f'--init-file={first}', '--skip-networking', '--performance-schema=off',
            '--innodb-buffer-pool-size=32M', '--innodb-log-file-size=8M',
            '--innodb-flush-log-at-trx-commit=2'])
        wait_for('mariadb', lambda: is_accepting(self.database), process, INSTALL_SECONDS)

    def start_php(self, program):
        is_root = os.geteuid() == 0
        config = self.folder / 'php-fpm.conf'
        temp = self.folder / 'temp'
        temp.mkdir()
        config.write_text(f'''[global]
error_log = {self.folder}/php-errors.log
daemonize = no
[blog]
listen = {self.pool}
pm = static
pm.max_children = 3
{"user = root" if is_root else ""}
{"group = root" if is_root else ""}
php_admin_value[sys_temp_dir] = {temp}
php_admin_value[upload_tmp_dir] = {temp}
php_admin_value[sendmail_path] = /bin/true
''')
        process = self.spawn('php', [program, '--nodaemonize', '--fpm-config', str(config),
                                     *(['--allow-to-run-as-root'] if is_root else [])])
        wait_for('php-fpm', lambda: is_accepting(self.pool), process, INSTALL_SECONDS)

    # --- nginx

    def server_lines(self):
        return f'''root {self.site};
        index index.php;
        location / {{
            cofferdam_consumer $remote_user;
            try_files $uri $uri/ /index.php?$args;
        }}
        location ~ \\.php$ {{
            cofferdam_consumer $remote_user;
            include /etc/nginx/fastcgi.conf;
            fastcgi_max_temp_file_size 0;
            fastcgi_read_timeout {INSTALL_SECONDS};
            fastcgi_pass unix:{self.pool};
        }}'''

    def http_lines(self):
        return f'''{super().http_lines()}
    include /etc/nginx/mime.types;
    server {{
        listen 127.0.0.1:{self.door};
        cofferdam off;
        {self.server_lines()}
    }}'''

    def start(self):
        super().start()
        editor = Editor(f'http://127.0.0.1:{self.door}')
        editor.install()
        editor.fill()
        self.reader = editor.key()


def is_accepting(path):
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
