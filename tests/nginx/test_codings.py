# SPDX-License-Identifier: Apache-2.0
"""Coded bodies are read as their clients read them, and passed as they came: br, zstd, stacks."""

import gzip
import subprocess
import zlib

import brotli
import pytest

from matrix_bodies import SMALL
from matrix_fixtures import files, front, upstream  # noqa: F401
from test_matrix_evasion import JSON, PERSONS, UNBUFFERED, plan_of, send, split
from upstream import Plan

SKIPPABLE = b'\x5a\x2a\x4d\x18\x05\x00\x00\x00noise'


def zstd(plain, *options):
    """As a stream: the length is not known beforehand."""
    return subprocess.run(['zstd', '-c', '-q', *options], input=plain, stdout=subprocess.PIPE,
                          check=True).stdout


def br(plain, window_log=18):
    return brotli.compress(plain, quality=5, lgwin=window_log)


ENCODERS = {'gzip': gzip.compress, 'deflate': zlib.compress, 'br': br, 'zstd': zstd}


def encode(codings, plain=SMALL):
    for coding in codings.split(','):
        plain = ENCODERS[coding.strip()](plain)
    return plain


def coded_plan(coding, body):
    return plan_of(body, JSON, ('Content-Encoding', coding))


@pytest.mark.parametrize('codings', ['br', 'zstd', 'gzip, br', 'br,gzip', 'zstd, br', 'br, zstd',
                                     'deflate, zstd, gzip', 'gzip, gzip'])
def test_a_coded_body_is_read_and_passed_as_it_came(front, upstream, codings):
    body = encode(codings)
    answer, persons, gaps = send(front, upstream, coded_plan(codings, body))
    assert answer.body == body
    assert answer.header('Content-Encoding') == codings
    assert (persons, gaps) == (PERSONS, set())


@pytest.mark.parametrize('codings', ['br', 'zstd', 'gzip, br'])
def test_pieces_of_one_byte_hide_nobody(front, upstream, codings):
    body = encode(codings)
    plan = Plan(headers=[JSON, ('Content-Encoding', codings)], pieces=split(body, 1),
                framing='chunked')
    answer, persons, gaps = send(front, upstream, plan, UNBUFFERED)
    assert answer.body == body
    assert (persons, gaps) == (PERSONS, set())


@pytest.mark.parametrize('body', [zstd(SMALL[:9]) + zstd(SMALL[9:]),
                                  SKIPPABLE + zstd(SMALL) + SKIPPABLE], ids=['two', 'skippable'])
def test_frames_of_zstd_are_one_body(front, upstream, body):
    assert send(front, upstream, coded_plan('zstd', body))[1:] == (PERSONS, set())


@pytest.mark.parametrize('codings', ['br', 'zstd', 'gzip, br', 'zstd, gzip'])
def test_a_bomb_is_a_gap_and_passes(front, upstream, codings):
    body = encode(codings, bytes(64 << 20))
    answer, persons, gaps = send(front, upstream, coded_plan(codings, body))
    assert answer.body == body
    assert persons == '0' and 'budget' in gaps


@pytest.mark.parametrize('coding, body', [
    ('br', br(SMALL, 24)), ('zstd', zstd(SMALL, '--long=27'))], ids=['br', 'zstd'])
def test_a_window_over_8_mb_is_a_gap(front, upstream, coding, body):
    answer, persons, gaps = send(front, upstream, coded_plan(coding, body))
    assert answer.body == body
    assert (persons, gaps) == ('0', {'budget'})


@pytest.mark.parametrize('coding', ['br', 'zstd', 'gzip, br'])
def test_a_body_cut_short_by_its_coding_is_a_gap(front, upstream, coding):
    body = encode(coding)[:-5]
    answer, _, gaps = send(front, upstream, coded_plan(coding, body))
    assert answer.body == body
    assert 'opaque_coding' in gaps
