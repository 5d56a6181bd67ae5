# SPDX-License-Identifier: Apache-2.0
"""The program under test: $COFFERDAM, or cofferdam in $COFFERDAM_BUILD, or in build/."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / 'tests' / 'data'
BUILD = Path(os.environ.get('COFFERDAM_BUILD', ROOT / 'build'))
BINARY = Path(os.environ.get('COFFERDAM', BUILD / 'cofferdam')).resolve()
ENVIRONMENT = {'PATH': '/usr/bin:/bin', 'TZ': 'UTC', 'LC_ALL': 'C', 'TERM': 'xterm',
               'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '')}
TIMEOUT_S = 120


def run(*arguments, **options):
    """Runs it; options as subprocess.run, env adds to a clean one."""
    environment = ENVIRONMENT | options.pop('env', {})
    if 'input' not in options:
        options.setdefault('stdin', subprocess.DEVNULL)
    return subprocess.run([BINARY, *map(str, arguments)], env=environment, capture_output=True,
                          timeout=options.pop('timeout', TIMEOUT_S), check=False, **options)


def start(*arguments, **options):
    environment = ENVIRONMENT | options.pop('env', {})
    return subprocess.Popen([BINARY, *map(str, arguments)], env=environment, **options)


def scan(*arguments, **options):
    """A scan as JSON: (exit code, object)."""
    done = run('scan', '-o', 'json', *arguments, **options)
    return done.returncode, json.loads(done.stdout)
