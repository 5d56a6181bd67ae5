# SPDX-License-Identifier: Apache-2.0
"""What a body could hide behind: it is read all the same, or a gap names it. Never silence."""

import gzip
import itertools
import threading
import zlib

import pytest

from raw_client import Request
from matrix_bodies import SMALL, persons_in
from matrix_fixtures import files, front, upstream  # noqa: F401
from server import Server
from upstream import SECONDS, Plan

JSON = ('Content-Type', 'application/json')
PERSONS = str(persons_in(SMALL))
NUMBERS = itertools.count(30000)
BUFFERED, UNBUFFERED = '/001/proxy/x', '/000/proxy/x'


def send(front, upstream, plan, target=BUFFERED, **request):
    """(answer, persons, gaps) of one response of the upstream."""
    number = next(NUMBERS)
    upstream.plans[number] = plan
    answer = front.ask(Request(f'{target}?case={number}', **request))
    line = front.seen(number)
    return answer, line['persons'], Server.gaps(line)


def plan_of(body=SMALL, *headers, **more):
    return Plan(headers=list(headers) or [JSON], pieces=[body], **more)


# --- ranges

@pytest.mark.parametrize('first, last', [(0, 0), (0, 99), (6, 12), (20, 27), (1, 10 ** 6)])
@pytest.mark.parametrize('source', ['static', 'cache'])
def test_a_fragment_cut_by_nginx_is_a_gap(front, upstream, source, first, last):
    target = {'static': '/001/static/small.json', 'cache': '/001/cache/x'}[source]
    answer, persons, gaps = send(front, upstream, plan_of(SMALL, JSON, ('Accept-Ranges', 'bytes')),
                                 target, headers=(('Range', f'bytes={first}-{last}'),))
    assert answer.status == 206
    assert answer.body == SMALL[first:last + 1]
    assert (persons, gaps) == ('0', {'partial_content'})


def test_a_fragment_that_is_json_by_itself_is_a_gap(front, upstream):
    """One number of a body, asked for alone, is a whole JSON text in which nobody stands."""
    body = b'{"customerNumber":1000234567,"email":"ada@test.example"}'
    first = body.index(b'1000')
    answer, persons, gaps = send(
        front, upstream, plan_of(body, JSON, ('Accept-Ranges', 'bytes')), '/001/cache/x',
        headers=(('Range', f'bytes={first}-{first + 9}'),))
    assert answer.body == b'1000234567'
    assert (persons, gaps) == ('0', {'partial_content'})


def test_several_ranges_are_a_gap(front, upstream):
    answer, persons, gaps = send(front, upstream, None, '/001/static/small.json',
                                 headers=(('Range', 'bytes=0-9,20-29'),))
    assert answer.header('Content-Type').startswith('multipart/byteranges')
    assert (persons, gaps) == ('0', {'partial_content'})


@pytest.mark.parametrize('first, last', [(0, len(SMALL) - 1), (6, 12), (5, 9), (10, 17)])
def test_a_fragment_cut_by_the_upstream_is_a_gap(front, upstream, first, last):
    plan = plan_of(SMALL[first:last + 1], JSON, status=206)
    plan.headers.append(('Content-Range', f'bytes {first}-{last}/{len(SMALL)}'))
    _, persons, gaps = send(front, upstream, plan)
    assert (persons, gaps) == ('0', {'partial_content'})


def test_a_range_that_is_not_heeded_is_a_whole_body(front, upstream):
    answer, persons, gaps = send(front, upstream, plan_of(), headers=(('Range', 'bytes=5-9'),))
    assert answer.body == SMALL
    assert (persons, gaps) == (PERSONS, set())


def test_content_range_without_206_is_a_whole_body(front, upstream):
    plan = plan_of(SMALL, JSON, ('Content-Range', f'bytes 0-9/{len(SMALL)}'))
    assert send(front, upstream, plan)[1:] == (PERSONS, set())


# --- what ends without a body

@pytest.mark.parametrize('source', ['proxy', 'cache'])
@pytest.mark.parametrize('version', ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2'])
def test_what_the_client_has_already_is_not_cut_short(front, upstream, source, version):
    answer, persons, gaps = send(
        front, upstream, plan_of(SMALL, JSON, ('ETag', '"e"'), status={'proxy': 304, 'cache': 200}[
            source]), f'/001/{source}/x', version=version, headers=(('If-None-Match', '"e"'),))
    assert answer.status == 304
    assert (persons, gaps) == ('0', set())


# --- types

@pytest.mark.parametrize('value', [
    'APPLICATION/JSON', 'application/json;', 'application/json; charset=iso-8859-1',
    ' application/json ', 'application/json;charset=utf-8;x="', 'text/json',
    'application/problem+json', 'application/vnd.a.b+JSON ; v=1'])
def test_a_type_that_says_json_is_read(front, upstream, value):
    assert send(front, upstream, plan_of(SMALL, ('Content-Type', value)))[1:] == (PERSONS, set())


@pytest.mark.parametrize('value, gap', [
    ('text/plain', 'format'), ('text/html', 'format'), ('application/octet-stream', 'format'),
    ('application/jsonp', 'format'), ('application/json, text/plain', 'format'),
    ('json', 'format'), ('application/' + 'j' * 200 + '+json', 'format'), ('/', 'format'),
    ('image/svg+xml', 'format'), ('image/png', 'excluded'), ('text/css', 'excluded'),
    ('font/json', 'excluded'), ('', 'format')])
def test_json_under_another_type_is_a_gap(front, upstream, value, gap):
    _, persons, gaps = send(front, upstream, plan_of(SMALL, ('Content-Type', value)))
    assert (persons, gaps) == ('0', {gap})


def test_json_without_a_type_is_a_gap(front, upstream):
    _, persons, gaps = send(front, upstream, plan_of(SMALL, ('X-Nothing', 'here')))
    assert (persons, gaps) == ('0', {'format'})


def test_a_body_without_a_head_is_a_gap(front, upstream):
    """As HTTP/0.9 had it; nginx takes that from an upstream, and sends it on as it is."""
    _, persons, gaps = send(front, upstream, plan_of(framing='bare'),
                            headers=(('Connection', 'close'),))
    assert (persons, gaps) == ('0', {'format'})


@pytest.mark.parametrize('status', [201, 203, 226, 299, 400, 403, 500, 503, 599])
def test_every_status_is_read(front, upstream, status):
    answer, persons, gaps = send(front, upstream, plan_of(status=status))
    assert answer.status == status
    assert (persons, gaps) == (PERSONS, set())


# --- codings

RAW_DEFLATE = zlib.compressobj(wbits=-15)
ZIPPED = gzip.compress(SMALL, mtime=0)
HALF = len(SMALL) // 2


@pytest.mark.parametrize('coding, body', [
    ('gzip', ZIPPED), ('GZip', ZIPPED), ('x-gzip', ZIPPED), (' gzip ', ZIPPED),
    ('gzip', gzip.compress(SMALL[:HALF]) + gzip.compress(SMALL[HALF:])),
    ('deflate', zlib.compress(SMALL)),
    ('deflate', RAW_DEFLATE.compress(SMALL) + RAW_DEFLATE.flush()),
    ('identity', SMALL), ('', SMALL)],
    ids=['gzip', 'case', 'x-gzip', 'blanks', 'members', 'zlib', 'raw', 'identity', 'none'])
def test_a_coding_that_is_known_is_read(front, upstream, coding, body):
    plan = plan_of(body, JSON, ('Content-Encoding', coding))
    assert send(front, upstream, plan)[1:] == (PERSONS, set())


@pytest.mark.parametrize('codings, body, gap', [
    (['br'], b'\x0b' + SMALL, 'opaque_coding'), (['zstd'], b'\x28' + SMALL, 'opaque_coding'),
    (['compress'], SMALL, 'opaque_coding'), (['gzipped'], ZIPPED, 'opaque_coding'),
    (['"gzip"'], ZIPPED, 'opaque_coding'), (['gzip;q=1'], ZIPPED, 'opaque_coding'),
    (['utf-8'], SMALL, 'opaque_coding'), (['gzip, compress'], ZIPPED, 'opaque_coding'),
    (['gzip,br'], ZIPPED, 'budget'), (['gzip,gzip,gzip,gzip'], ZIPPED, 'opaque_coding'),
    (['gzip', 'gzip'], gzip.compress(ZIPPED), None), (['br', 'identity'], ZIPPED, None),
    (['gzip', 'identity'], ZIPPED, None), (['gzip'], SMALL, 'opaque_coding'),
    (['gzip'], gzip.compress(ZIPPED), 'broken'), (['deflate'], ZIPPED, 'opaque_coding'),
    (['identity'], ZIPPED, 'broken'), ([], ZIPPED, 'broken'),
    (['gzip'], ZIPPED[:-30], 'opaque_coding'), (['gzip'], b'\x1f', 'opaque_coding')])
def test_a_coding_that_is_not_undone_is_a_gap(front, upstream, codings, body, gap):
    """Two header lines: whichever nginx takes for the one, what comes of it is no JSON. Read as br,
    the first byte of gzip asks for a window of 16 MB."""
    plan = plan_of(body, JSON, *(('Content-Encoding', coding) for coding in codings))
    answer, persons, gaps = send(front, upstream, plan)
    assert answer.body == body
    assert gaps == {gap} if gap else gaps and gaps <= {'broken', 'opaque_coding'}


# --- bodies

@pytest.mark.parametrize('before, after', [(b'1 ', b''), (b'{}', b''), (b'null\n', b''),
                                           (b'\x00', b''), (b')]}\'\n', b''), (b'while(1);', b''),
                                           (b'callback(', b')'), (b'/**/', b'')])
def test_what_stands_around_the_json_is_read_or_a_gap(front, upstream, before, after):
    _, persons, gaps = send(front, upstream, plan_of(before + SMALL + after))
    assert persons == PERSONS or gaps == {'broken'}


# --- seams

class Hand:
    """Lets the upstream send the next piece when the client has the last one."""

    def __init__(self):
        self.condition, self.bytes, self.was_late = threading.Condition(), 0, False

    def take(self, body):
        with self.condition:
            self.bytes = len(body)
            self.condition.notify()

    def give(self, count):
        with self.condition:
            self.was_late = self.was_late or not self.condition.wait_for(
                lambda: self.bytes >= count, SECONDS / 3)


def split(body, piece_bytes):
    return [body[at:at + piece_bytes] for at in range(0, len(body), piece_bytes)]


@pytest.mark.parametrize('piece_bytes', range(1, 65))
@pytest.mark.parametrize('coding', ['identity', 'gzip'])
def test_seams_hide_nobody(front, upstream, coding, piece_bytes):
    """Every piece reaches the filter alone: the next is sent when the client has this one."""
    body = ZIPPED if coding == 'gzip' else SMALL
    hand = Hand()
    framing = ('chunked', 'length', 'close', 'trailers')[piece_bytes % 4]
    plan = Plan(headers=[JSON, ('Content-Encoding', coding)], pieces=split(body, piece_bytes),
                framing=framing, gate=hand.give)
    answer, persons, gaps = send(front, upstream, plan, UNBUFFERED, watch=hand.take)
    assert not hand.was_late
    assert answer.body == body
    assert (persons, gaps) == (PERSONS, set())
