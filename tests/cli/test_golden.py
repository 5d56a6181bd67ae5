# SPDX-License-Identifier: Apache-2.0
"""Runs each tests/cli/<command>/<case>/cmd and compares what it says to the byte.

A case is a folder: cmd (lines of sh, with `cofferdam` in the path), stdout.exact, stderr.exact,
exit, and the files it reads. It runs in a copy of the folder, in UTC, with nothing else in its
environment. UPDATE_GOLDEN=1 writes what it said as what it should say: read the diff.

What no run repeats is replaced on both sides: seconds, versions, and in key/ times and fingerprints.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import program

HERE = Path(__file__).resolve().parent
BINARY = program.BINARY
CASES = sorted(path.parent for path in HERE.glob('*/*/cmd'))
OUTPUTS = ('stdout.exact', 'stderr.exact', 'exit')
FEWEST_CASES = 45

MASKS = [
    (re.compile(rb'\d+\.\d\d s\)'), b'0.00 s)'),
    (re.compile(rb'"version":"[^"]*"'), b'"version":"0"'),
    (re.compile(rb'^cofferdam \d+\.\d+\.\d+$', re.MULTILINE), b'cofferdam 0'),
]
KEY_MASKS = [
    (re.compile(rb'\b[0-9a-f]{16}\b'), b'0123456789abcdef'),
    (re.compile(rb'\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d'), rb'2026-01-31\g<1>10:00:00'),
]
CLOCK = re.compile(rb'\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?')


def masked(case, text):
    for pattern, replacement in MASKS + (KEY_MASKS if case.parent.name == 'key' else []):
        text = pattern.sub(replacement, text)
    return text


def run(case, folder):
    shutil.copytree(case, folder / 'case', symlinks=True,
                    ignore=shutil.ignore_patterns('cmd', *OUTPUTS))
    (folder / 'bin').mkdir()
    (folder / 'bin' / 'cofferdam').symlink_to(BINARY)
    environment = {'PATH': f'{folder}/bin:/usr/bin:/bin', 'HOME': str(folder), 'TZ': 'UTC',
                   'LC_ALL': 'C', 'TERM': 'xterm'}
    done = subprocess.run(['/bin/sh', '-c', (case / 'cmd').read_text()], cwd=folder / 'case',
                          env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, check=False)
    return {'stdout.exact': masked(case, done.stdout), 'stderr.exact': masked(case, done.stderr),
            'exit': b'%d\n' % done.returncode}


@pytest.mark.parametrize('case', CASES, ids=lambda case: f'{case.parent.name}/{case.name}')
def test_says_exactly(case, tmp_path):
    said = run(case, tmp_path)
    if os.environ.get('UPDATE_GOLDEN') == '1':
        for name, text in said.items():
            (case / name).write_bytes(text)
    for name in OUTPUTS:
        assert said[name] == (case / name).read_bytes(), name


def test_no_time_lacks_its_zone():
    for case in CASES:
        for name in ('stdout.exact', 'stderr.exact'):
            for clock in CLOCK.finditer((case / name).read_bytes()):
                assert clock.group(1), f'{case}/{name}: {clock.group()}'


def test_no_escape_code_reaches_a_file_unasked():
    for case in CASES:
        asks = re.search(r'--color[= ]always|CLICOLOR_FORCE=1', (case / 'cmd').read_text())
        for name in ('stdout.exact', 'stderr.exact'):
            assert asks or b'\x1b' not in (case / name).read_bytes(), case / name


def test_cases_are_all_there():
    assert len(CASES) >= FEWEST_CASES
