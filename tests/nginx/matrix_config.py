# SPDX-License-Identifier: Apache-2.0
"""The configuration of the matrix: below /GUB/ (gzip, gunzip, buffering; 0 or 1) a location for
each source, every one on both server blocks. The folder FILES is the same for all twins."""

import itertools
import os

from matrix_bodies import ADDED_AFTER, ADDED_BEFORE, BODIES, OWN_404

MTIME = 1700000000
FLAGS = [''.join(flags) for flags in itertools.product('01', repeat=3)]
ON = {'0': 'off', '1': 'on'}


def write_files(folder):
    for name in ('static/directory', 'ssi', 'around', 'own'):
        (folder / name).mkdir(parents=True)
    files = {f'static/{name}.{body.suffix}': body.plain for name, body in BODIES.items()}
    files |= {'around/before.json': ADDED_BEFORE, 'around/after.json': ADDED_AFTER,
              'own/404.json': OWN_404}
    for flags in FLAGS:
        files[f'ssi/{flags}.json'] = (
            f'{{"list":<!--# include virtual="/{flags}/proxy/x?case=$arg_case" -->}}').encode()
    for name, data in files.items():
        (folder / name).write_bytes(data)
        os.utime(folder / name, (MTIME, MTIME))


HTTP = '''
    types { application/json json; text/plain txt; text/html html; }
    map $http_upgrade $matrix_connection { '' close; default upgrade; }
    proxy_cache_path CACHE keys_zone=matrix:4m;
    add_trailer X-Told $arg_trailer;
'''

SERVER = '''
    root FILES;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $matrix_connection;
    gzip_types *;
    gzip_min_length 1;
    gzip_proxied any;
    location = /auth { internal; proxy_pass http://RAW; proxy_set_header Content-Length "";
                       proxy_pass_request_body off; }
    location = /mirror { internal; proxy_pass http://RAW; }
    location /around/ { internal; }
    location /own/ { internal; OBSERVE }
    location /off/ { internal; OFF location /off/own/ { alias FILES/own/; } }
'''

# In a location of the flags.
SOURCES = '''
    location /FLAGS/proxy/ { OBSERVE proxy_pass http://RAW; }
    location /FLAGS/cache/ { OBSERVE proxy_pass http://RAW; proxy_cache matrix;
        proxy_cache_key $request_uri; proxy_cache_valid any 10m;
        add_header X-Cache $upstream_cache_status always; }
    location /FLAGS/static/ { OBSERVE alias FILES/static/; sendfile on; }
    location /FLAGS/ssi/ { OBSERVE alias FILES/ssi/; ssi on; ssi_types application/json; }
    location /FLAGS/sub/ { OBSERVE proxy_pass http://RAW; sub_filter_types *; sub_filter_once off;
        sub_filter '"company"' '"employer"'; }
    location /FLAGS/auth/ { OBSERVE proxy_pass http://RAW; auth_request /auth; }
    location /FLAGS/mirror/ { OBSERVE proxy_pass http://RAW; mirror /mirror; }
    location /FLAGS/error/ { OBSERVE proxy_pass http://RAW; proxy_intercept_errors on;
        error_page 404 502 /own/404.json; }
    location /FLAGS/error_off/ { OBSERVE proxy_pass http://RAW; proxy_intercept_errors on;
        error_page 404 502 /off/own/404.json; }
    location /FLAGS/named/ { OBSERVE try_files /nowhere @FLAGS; }
    location /FLAGS/named_off/ { OBSERVE try_files /nowhere @FLAGS_off; }
    location /FLAGS/accel/ { OBSERVE proxy_pass http://RAW; }
    location /FLAGS/accel_off/ { OBSERVE proxy_pass http://RAW; }
    location /FLAGS/inner/ { internal; OBSERVE proxy_pass http://RAW; }
    location /FLAGS/inner_off/ { internal; OFF proxy_pass http://RAW; }
    location /FLAGS/addition/ { OBSERVE proxy_pass http://RAW; addition_types application/json;
        add_before_body /around/before.json; add_after_body /around/after.json; }
'''

# On the level of the server, where these have to stand.
NAMED = '''
    location @FLAGS { SETTINGS OBSERVE proxy_pass http://RAW; }
    location @FLAGS_off { SETTINGS OFF proxy_pass http://RAW; }
'''


def locations():
    text = SERVER
    for flags in FLAGS:
        gzip, gunzip, buffering = (ON[flag] for flag in flags)
        settings = f'gzip {gzip}; gunzip {gunzip}; proxy_buffering {buffering};'
        text += f'location /{flags}/ {{ {settings} {SOURCES} }} {NAMED}'.replace(
            'FLAGS', flags).replace('SETTINGS', settings)
    return text


def blocks(raw_port, files, more=''):
    """What class Twin wants to know; more: lines of http."""
    def of(twin):
        def filled(text, observe, off):
            return (text.replace('OBSERVE', observe).replace('OFF', off)
                    .replace('FILES', str(files)).replace('RAW', f'127.0.0.1:{raw_port}')
                    .replace('CACHE', str(twin.server.folder / 'cache')))
        observe, off = twin.directive('cofferdam observe;'), twin.directive('cofferdam off;')
        return (filled(HTTP, '', '') + more, observe + filled(locations(), '', off),
                filled(locations(), observe, off))
    return of
