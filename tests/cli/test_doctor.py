# SPDX-License-Identifier: Apache-2.0
"""cofferdam doctor against the real nginx and daemon: healthy, and with one thing broken each."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

import pytest

from stack import Stack, nginx_program

AS_ROOT = os.geteuid() == 0
NEEDS_ROOT = pytest.mark.skipif(not AS_ROOT, reason='only root can do this')
FAKETIME = shutil.which('faketime')
BROTLI = pathlib.Path('/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so')


@pytest.fixture(scope='module')
def running(build, tmp_path_factory):
    stack = Stack(tmp_path_factory.mktemp('doctor') / 's', build)
    yield from stack.started()


@pytest.fixture
def edited(running):
    """The running stack, for tests that break files only; they are mended afterwards."""
    files = {path: path.read_bytes() for path in (running.folder / 'nginx.conf', running.config,
                                                  running.key)}
    yield running
    for path, data in files.items():
        path.write_bytes(data)
        path.chmod(0o600)


def doctor(stack, *more, prefix=(), environment=None):
    done = subprocess.run(
        [*prefix, stack.program('cofferdam'), 'doctor', '--config', str(stack.config),
         '--nginx-conf', str(stack.folder / 'nginx.conf'),
         '--nginx-prefix', str(stack.folder / 'nginx'), *more],
        capture_output=True, text=True, timeout=90, env=environment)
    assert 'Sanitizer' not in done.stderr
    return done


def report(stack, **options):
    """(exit code, {check: [(state, text, fix)]})."""
    done = doctor(stack, '-o', 'json', **options)
    assert done.stderr == ''
    answer = json.loads(done.stdout)
    assert answer['schema'] == 'cofferdam.doctor/1'
    checks = {}
    for item in answer['items']:
        assert (item['state'] == 'ok') == (item['fix'] is None), item
        checks.setdefault(item['check'], []).append((item['state'], item['text'], item['fix']))
    return done.returncode, checks


def failed(checks):
    return {check for check, lines in checks.items() if any(line[0] == 'fail' for line in lines)}


def assert_fails(stack, check, cause, fix, **options):
    """The check fails, with the cause and what to do about it, and the exit code is 1."""
    code, checks = report(stack, **options)
    assert code == 1
    lines = [line for line in checks.get(check, []) if line[0] == 'fail']
    assert lines, checks
    assert re.search(cause, lines[0][1]), lines
    assert re.search(fix, lines[0][2]), lines
    return checks


def edit(stack, old, new, count=1):
    """Changes nginx's configuration on disk, as a person would, without a reload."""
    path = stack.folder / 'nginx.conf'
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, count))


# --- healthy

def test_a_healthy_system_has_no_failure_and_its_canary_comes_through(edited):
    code, checks = report(edited)
    assert (code, failed(checks)) == (0, set())
    state, text, _ = checks['canary'][0]
    assert state == 'ok'
    assert int(re.search(r'after (\d+) ms', text).group(1)) < 2000
    for check in ('settings', 'nginx config', 'module', 'worker key', 'ring socket', 'daemon',
                  'workers', 'gaps', 'disk', 'locations', 'consumers', 'caches', 'access logs',
                  'error logs'):
        assert [line[0] for line in checks[check]] == ['ok'], checks[check]
    # the demo vouches for nobody and lets ranges through, and says so
    assert checks['trust'][0][0] == checks['ranges'][0][0] == 'warn'


def test_the_canary_is_one_person_however_often_it_is_sent(stack):
    for _ in range(3):
        assert report(stack)[0] == 0
    assert stack.get('/v1/status')[1]['last_24h']['persons'] == 1


def test_text_has_a_line_a_check_and_a_sum(edited):
    done = doctor(edited)
    assert (done.returncode, done.stderr) == (0, '')
    lines = done.stdout.splitlines()
    assert all(re.match(r'(ok|warn|fail) +\w+|  +-> \w+', line) for line in lines[:-2])
    assert re.fullmatch(r'\d+ ok, \d+ warnings?, 0 failed', lines[-1])
    assert '\x1b' not in done.stdout
    assert '\x1b[32mok' in doctor(edited, '--color=always').stdout


def test_other_forms_have_the_same_checks(edited):
    rows = doctor(edited, '-o', 'jsonl').stdout.splitlines()
    table = doctor(edited, '-o', 'csv').stdout.splitlines()
    assert table[0] == 'check,state,text,fix'
    assert len(rows) == len(table) - 1
    assert json.loads(rows[0]).keys() == {'check', 'state', 'text', 'fix'}
    assert doctor(edited, '--fields', 'state,check').stdout.startswith('STATE')


# --- one thing broken each

def test_fault_daemon_stopped(stack):
    stack.stop_one('cofferdamd')
    checks = assert_fails(stack, 'daemon', r'does not answer on .*api\.sock', 'systemctl start')
    assert 'ring socket' in failed(checks)


def test_fault_dead_socket_of_a_daemon_that_was_killed(stack):
    stack.stop_one('cofferdamd', signal.SIGKILL)
    assert (stack.run / 'api.sock').exists()
    assert_fails(stack, 'daemon', 'Connection refused', 'systemctl start')


def test_fault_engine_stopped(stack):
    engine = stack.role_pid('engine')
    os.kill(engine, signal.SIGSTOP)
    try:
        assert_fails(stack, 'daemon', 'did not answer within 2 s', 'journalctl')
    finally:
        os.kill(engine, signal.SIGCONT)


def test_fault_nginx_not_running(stack):
    stack.stop_one('nginx')
    checks = assert_fails(stack, 'canary', 'nginx does not answer', 'start or reload nginx')
    assert 'workers' in failed(checks)


def test_fault_configuration_broken(edited):
    edit(edited, 'worker_processes', 'worker_proceses')
    assert_fails(edited, 'nginx config', 'unknown directive "worker_proceses"', 'mend the file')


def test_fault_module_not_loaded(edited):
    edit(edited, 'load_module', '#')
    assert_fails(edited, 'module', 'unknown directive "cofferdam', 'load_module')


def test_fault_module_file_missing(edited):
    edit(edited, 'cofferdam_module.so', 'cofferdam_modul.so')
    assert_fails(edited, 'module', r'dlopen\(\).*No such file', 'load_module')


def signature_of(data):
    """How nginx was configured: digits and bits with commas between."""
    return re.search(rb'\d,\d,\d,[01]{20,}', data).group(0)


def version_of():
    text = subprocess.run([nginx_program(), '-v'], capture_output=True, text=True).stderr
    first, second, third = map(int, re.search(r'/(\d+)\.(\d+)\.(\d+)', text).groups())
    return first * 1000000 + second * 1000 + third


@pytest.mark.parametrize('part', ['signature', 'version'])
def test_fault_module_of_another_abi(edited, part):
    module = edited.build / 'nginx' / 'ngx_http_cofferdam_module.so'
    data = module.read_bytes()
    if part == 'signature':
        old = signature_of(data)
        new = old[:-1] + (b'0' if old.endswith(b'1') else b'1')
    else:
        old, new = ((version_of() + more).to_bytes(8, 'little') for more in (0, 1000))
    assert old in data
    other = edited.folder / 'ngx_http_cofferdam_module.so'
    other.write_bytes(data.replace(old, new))
    edit(edited, str(module), str(other))
    assert_fails(edited, 'module ABI', 'not binary compatible|instead of', 'make build')


@pytest.mark.skipif(not BROTLI.exists(), reason='needs libnginx-mod-http-brotli-filter')
def test_fault_module_order(edited):
    line = (edited.folder / 'nginx.conf').read_text().split('\n')[1]
    assert line.startswith('load_module')
    edit(edited, line, f'{line}\nload_module {BROTLI};')
    assert_fails(edited, 'module order', 'brotli.*before cofferdam reads', 'above')
    edit(edited, f'{line}\nload_module {BROTLI};', f'load_module {BROTLI};\n{line}')
    assert report(edited)[0] == 0


def test_fault_key_that_others_may_read(edited):
    edited.key.chmod(0o640)
    assert_fails(edited, 'worker key', 'others may read it', 'chmod 0600')


def test_fault_key_missing(edited):
    edited.key.unlink()
    assert_fails(edited, 'worker key', 'No such file', 'cofferdam key new')


def test_fault_two_keys(edited):
    other = edited.folder / 'other.key'
    subprocess.run([edited.program('cofferdam'), 'key', 'new', str(other)], check=True,
                   stdout=subprocess.DEVNULL)
    edit(edited, str(edited.key), str(other))
    assert_fails(edited, 'worker key', 'find nobody', 'give both the same file')


def test_fault_engine_without_the_key(stack):
    hidden = stack.folder / 'hidden.key'
    stack.stop_one('cofferdamd')
    stack.key.rename(hidden)
    stack.start_daemon()
    hidden.rename(stack.key)
    assert_fails(stack, 'daemon', 'without the worker key', 'restart')


def test_fault_two_run_directories(edited):
    edit(edited, f'cofferdam_run      {edited.run};', f'cofferdam_run {edited.folder};')
    assert_fails(edited, 'ring socket', 'nginx looks for the daemon in', 'one folder')


def test_fault_nothing_is_watched(edited):
    edit(edited, 'cofferdam observe;', 'cofferdam off;')
    assert_fails(edited, 'locations', 'nothing is watched', 'cofferdam observe')


def test_fault_canary_that_is_not_watched(stack):
    edit(stack, 'location = /cofferdam-canary {\n            cofferdam observe;',
         'location = /cofferdam-canary {\n            cofferdam off;')
    stack.stop_one('nginx')
    text = (stack.folder / 'nginx.conf').read_text()
    stack.nginx_config = lambda: text
    stack.start_nginx()
    assert_fails(stack, 'canary', 'does not show it within 2 s', 'reloaded')


def test_fault_canary_open_to_all(edited):
    edit(edited, f'listen unix:{edited.canary};', 'listen 8079;')
    assert_fails(edited, 'canary', 'reached from outside', 'listen 127')


@NEEDS_ROOT
def test_fault_disk_full(edited):
    small = edited.folder / 'small'
    small.mkdir()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', str(small)], check=True)
    try:
        text = edited.config.read_text()
        edited.config.write_text(text.replace(f'state_dir: {edited.state}', f'state_dir: {small}'))
        assert_fails(edited, 'disk', '1 MB of 1 left|0 MB of 1 left', 'make room')
    finally:
        subprocess.run(['umount', str(small)], check=True)


@pytest.mark.skipif(FAKETIME is None, reason='needs faketime')
def test_fault_clock_skew(edited):
    assert_fails(edited, 'clock', r'\d+ s apart', 'timedatectl',
                 prefix=(FAKETIME, '-f', '+2h'))


@NEEDS_ROOT
def test_fault_ring_socket_closed_to_the_workers(build):
    folder = pathlib.Path(tempfile.mkdtemp(prefix='cofferdam-doctor-'))
    folder.chmod(0o711)
    stack = Stack(folder / 's', build, users={'nginx': 'www-data', 'ring_group': 'root'})
    try:
        stack.prepare()
        stack.start_portline()
        stack.start_daemon()
        stack.start_nginx()
        checks = assert_fails(stack, 'ring socket', 'may not connect', 'ring_group')
        assert 'workers' in failed(checks)
    finally:
        stack.stop()
        shutil.rmtree(folder)


def test_fault_settings_broken(edited):
    edited.config.write_text(edited.config.read_text() + 'stat_dir: /x\n')
    assert_fails(edited, 'settings', 'did you mean "state_dir"', 'cofferdamd -t')


def test_fault_no_nginx(edited):
    done = doctor(edited, '--nginx', '/nonexistent/nginx')
    assert done.returncode == 1
    assert re.search(r'fail +nginx config +nginx -T cannot be run: No such file', done.stdout)


# --- warnings

@pytest.mark.parametrize('check, old, new, text', [
    ('caches', 'location / {', 'location / { proxy_cache c;', 'keeps bodies'),
    ('access logs', 'access.log counts;', 'access.log;', 'logged in clear'),
    ('error logs', 'error.log crit;', 'error.log;', 'request lines in clear'),
    ('consumers', 'cofferdam_consumer', '#', 'only the address'),
    ('locations', 'location /events {', 'location /events { cofferdam off;', '1 watched, 1 not'),
    ('canary', 'location = /cofferdam-canary', 'location = /x', 'no location'),
    ('workers', 'worker_processes 2', 'worker_processes 4', '2 of 4'),
])
def test_warnings_say_where_and_what_to_do(edited, check, old, new, text):
    edit(edited, old, new)
    edit(edited, 'log_format', 'proxy_cache_path cache keys_zone=c:1m; log_format')
    code, checks = report(edited)
    assert code == 0
    assert [line[0] for line in checks[check]] == ['warn']
    assert text in checks[check][0][1]
    if check in ('caches', 'access logs', 'error logs', 'consumers'):
        assert re.search(r'location / of api\.portline\.example \(.*nginx\.conf:\d+\)',
                         checks[check][0][1])


def test_what_is_cured_is_no_warning(edited):
    edit(edited, 'proxy_set_header Host $host;',
         'proxy_set_header Host $host; proxy_set_header Range ""; cofferdam_auth $http_x;', 2)
    checks = report(edited)[1]
    assert [line[0] for line in checks['trust'] + checks['ranges']] == ['ok', 'ok']


def test_includes_and_quotes_are_read_as_nginx_reads_them(edited):
    snippet = edited.folder / 'snippets' / 'a b.conf'
    snippet.parent.mkdir()
    snippet.write_text('# { not a block\nlocation "/quoted {" { cofferdam off;\n'
                       "    add_header X 'it;\\'s }'; proxy_pass http://portline; }\n"
                       'location ~ "^/x{2}$" { return 200 "${host}"; }\n')
    edit(edited, 'location /events {', 'include "snippets/*.conf";\n        location /events {')
    checks = report(edited)[1]
    assert checks['nginx config'][0][0] == 'ok'
    assert re.search(r'2 watched, 1 not: location /quoted \{ of .*a b\.conf:2', checks['locations'][0][1])


def test_it_takes_no_argument(edited):
    done = doctor(edited, 'please')
    assert done.returncode == 2
