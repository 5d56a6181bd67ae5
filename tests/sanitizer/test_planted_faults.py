# SPDX-License-Identifier: Apache-2.0
"""The sanitizer builds of nginx see what they are there for: eight planted faults, one a request.

The whole build (tools/nginx-asan BUILD) must report all eight. Stock nginx with the runtimes loaded
first, the quick gate, cannot see what happens inside the block of a pool: it misses two of them.
"""

import http.client
import os
import pathlib
import subprocess

import pytest

from server import Server

HERE = pathlib.Path(__file__).parent
INCLUDES = ('core', 'event', 'event/modules', 'os/unix', 'http', 'http/modules', 'http/v2')

# The fault, and what the report calls it. A leak is reported when the module is no longer loaded,
# so that its function has no name there, but as many pieces as it lost.
SEEN_BY_BOTH = [
    ('pool_large', 'heap-buffer-overflow'),
    ('after_pool', 'heap-use-after-free'),
    ('stack', 'stack-buffer-overflow'),
    ('heap', 'heap-buffer-overflow'),
    ('global', 'global-buffer-overflow'),
    ('leak', '384 byte(s) in 16 object(s)'),
]
INSIDE_A_POOL = [
    ('pool_small', 'heap-buffer-overflow'),
    ('unterminated_copy', 'heap-buffer-overflow'),
]


def build_module(folder, source, configured):
    """The planted module for an nginx: its source, and the folder that configure filled for it."""
    module = folder / 'ngx_http_planted_module.so'
    done = subprocess.run(
        ['gcc', '-shared', '-fPIC', '-g', '-O1', '-fno-omit-frame-pointer', '-Wall', '-Werror',
         '-fsanitize=address,undefined', f'-I{configured}',
         *(f'-I{source}/src/{name}' for name in INCLUDES),
         HERE / 'ngx_http_planted_module.c', '-o', module],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return module


def runtime(name):
    """Where gcc keeps a sanitizer's library; None: it has none."""
    path = subprocess.run(['gcc', f'-print-file-name={name}'], capture_output=True, text=True).stdout
    return path.strip() if '/' in path else None


class Planted(Server):
    """Commits one fault; what the sanitizers said of it is in reports() after stop()."""

    def __init__(self, build, folder, module, fault):
        super().__init__(build, folder, module=False,
                         server_lines=f'location / {{ planted {fault}; }}')
        self.planted = module

    def config(self):
        return f'load_module {self.planted};\n{super().config()}'

    def commit(self):
        """The status of the answer; None: there was none."""
        try:
            return self.get()[0]
        except (http.client.RemoteDisconnected, ConnectionResetError):
            return None

    def reports(self):
        return ''.join(file.read_text(errors='replace') for file in self.folder.glob('report.*'))


@pytest.fixture(scope='module')
def whole(build, tmp_path_factory):
    """nginx built whole, and the planted module built like it."""
    folder = pathlib.Path(os.environ.get('COFFERDAM_NGINX_ASAN', build / 'nginx-asan')).resolve()
    if not (folder / 'nginx').exists():
        pytest.skip('nginx is not built under the sanitizers here (tools/nginx-asan BUILD)')
    module = build_module(tmp_path_factory.mktemp('whole'), folder / 'source' / 'nginx',
                          folder / 'objects')
    return module, {'COFFERDAM_NGINX': str(folder / 'nginx'), 'COFFERDAM_PRELOAD': ''}


@pytest.fixture(scope='module')
def preloaded(build, tmp_path_factory):
    """Stock nginx with the runtimes in front, and the planted module."""
    libraries = [runtime('libasan.so'), runtime('libubsan.so')]
    if None in libraries:
        pytest.skip('gcc has no sanitizer libraries here')
    module = build_module(tmp_path_factory.mktemp('preloaded'), '/usr/share/nginx/src',
                          build / 'nginx' / 'module')
    return module, {'COFFERDAM_NGINX': '', 'COFFERDAM_PRELOAD': ' '.join(libraries)}


@pytest.fixture
def plant(build, tmp_path, monkeypatch):
    """Commits a fault in such an nginx: (status of the answer, what the sanitizers said)."""
    def commit(host, fault):
        module, variables = host
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        nginx = Planted(build, tmp_path / 'n', module, fault)
        monkeypatch.setenv('ASAN_OPTIONS', f'detect_odr_violation=0:log_path={nginx.folder}/report')
        monkeypatch.setenv('UBSAN_OPTIONS', f'halt_on_error=1:log_path={nginx.folder}/report')
        nginx.start()
        try:
            status = nginx.commit()
        finally:
            nginx.stop()
        return status, nginx.reports()
    return commit


@pytest.mark.parametrize('fault, words', SEEN_BY_BOTH + INSIDE_A_POOL)
def test_the_whole_build_reports(whole, plant, fault, words):
    _, reports = plant(whole, fault)
    assert words in reports
    assert fault == 'leak' or f'ngx_http_planted_{fault}' in reports


@pytest.mark.parametrize('fault, words', SEEN_BY_BOTH)
def test_the_preloaded_one_reports(preloaded, plant, fault, words):
    _, reports = plant(preloaded, fault)
    assert words in reports
    assert fault == 'leak' or f'ngx_http_planted_{fault}' in reports


@pytest.mark.parametrize('fault', [fault for fault, _ in INSIDE_A_POOL])
def test_the_preloaded_one_is_blind_inside_a_pool(preloaded, plant, fault):
    status, reports = plant(preloaded, fault)
    assert status == 204
    assert reports == ''
