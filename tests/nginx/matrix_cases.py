# SPDX-License-Identifier: Apache-2.0
"""A case of the matrix becomes a request, a plan of the upstream, and what must be seen.

The expectation takes the status from the plain twin's answer, and the rest from the case alone.
"""

import threading

from raw_client import Request
from matrix_bodies import (ADDED_AFTER, ADDED_BEFORE, BODIES, EVENTS, OWN_404, decode, encode,
                           is_json, persons_in)
from matrix_dimensions import DEATHS, GATED
from upstream import SECONDS, Plan

ETAG = '"matrix"'
MTIME_TEXT = 'Tue, 14 Nov 2023 22:13:20 GMT'
FIRST, LAST = 5, 40  # of a range
UPGRADED = b'{"name":"Ada Testaaason","email":"ada0@test.example"}'
KEPT_BACK = 16  # bytes that a filter may hold until it has seen what follows


class Play:
    """One case on one nginx."""

    def __init__(self, case, number):
        self.case, self.number = case, number
        self.body = BODIES[case['body']]
        self.received = threading.Condition()
        self.received_bytes = 0
        self.is_over = threading.Event()
        self.was_late = False

    def __getitem__(self, name):
        return self.case[name]

    # --- the request

    def target(self):
        case = self.case
        flags = ''.join(str(int(case[name] == 'on')) for name in ('gzip', 'gunzip', 'buffering'))
        source = case['source'].split('_')[0]
        name = 'x'
        if source == 'static':
            name = {404: 'missing', 301: 'directory'}.get(
                case['status'], f'{case["body"]}.{self.body.suffix}')
        elif source == 'ssi':
            name = f'{flags}.json'
        if case['cofferdam'] == 'redirect_off':
            source += '_off'
        trailer = '&trailer=yes' if case['framing'] == 'trailers' else ''
        return f'/{flags}/{source}/{name}?case={self.number}{trailer}'

    def headers(self):
        case = self.case
        headers = [('Connection', 'close')] if self.number % 2 and case['client'] == 'HTTP/1.1' \
            else []
        if case['accept'] == 'gzip':
            headers.append(('Accept-Encoding', 'gzip'))
        if case['status'] == 206:
            headers.append(('Range', f'bytes={FIRST}-{LAST}'))
        if case['status'] == 304:
            headers.append(('If-Modified-Since', MTIME_TEXT) if case['source'] == 'static'
                           else ('If-None-Match', ETAG))
        if case['status'] == 101:
            headers = [('Upgrade', 'websocket'), ('Connection', 'Upgrade')]
        return tuple(headers)

    def request(self):
        case = self.case
        return Request(self.target(), case['method'], case['client'], self.headers(),
                       body=b'{"q":1}' if case['method'] == 'POST' else b'',
                       abort_bytes=1000 if case['special'] == 'abort' else None,
                       is_slow=case['special'] == 'slow_reader',
                       watch=self.note if case['special'] in GATED else None, upgrade=b'ping')

    # --- the upstream

    def plan(self):
        case = self.case
        is_cached = case['source'].startswith('cache')
        status = 200 if is_cached and case['status'] in (206, 304) else case['status']
        plan = Plan(status=status, headers=[('Content-Type', self.body.type), ('ETag', ETAG)],
                    framing=case['framing'],
                    pieces=[encode(case['coding'], self.body.plain)])
        if status == 206:
            plan.headers.append(('Content-Range',
                                 f'bytes {FIRST}-{LAST}/{len(self.body.plain)}'))
            plan.pieces = [self.fragment()]
        if is_cached:
            plan.headers.append(('Accept-Ranges', 'bytes'))
        if status == 301:
            plan.headers.append(('Location', '/elsewhere'))
        if case['coding'] != 'identity':
            plan.headers.append(('Content-Encoding', case['coding']))
        return self.specialise(plan)

    def specialise(self, plan):
        special = self['special']
        if special in DEATHS:
            plan.dies = special
        if special == 'abort' and self['source'] != 'cache_hit':
            plan.hold = self.is_over
        if special in GATED:
            plan.gate = self.wait_for_client
            if self['buffering'] == 'on':
                plan.headers.append(('X-Accel-Buffering', 'no'))
        if special == 'sse':
            plan.headers[0] = ('Content-Type', 'text/event-stream')
            plan.pieces = EVENTS
        if special == 'slow_chunks':
            third = len(self.body.plain) // 3
            plan.pieces = [self.body.plain[:third], self.body.plain[third:2 * third],
                           self.body.plain[2 * third:]]
        if self['status'] == 101:
            plan.pieces = [UPGRADED]
        return plan

    def note(self, body):
        """The client has so much of the body."""
        coding = 'gzip' if body[:2] == b'\x1f\x8b' else 'identity'
        with self.received:
            self.received_bytes = len(decode(coding, body))
            self.received.notify()

    def wait_for_client(self, count):
        """The upstream goes on once the client has what was sent: cause before effect."""
        with self.received:
            self.was_late = self.was_late or not self.received.wait_for(
                lambda: self.received_bytes + KEPT_BACK >= count, SECONDS / 3)

    # --- what must come of it

    def plain(self):
        """The whole plain body as the client is to read it."""
        plain = self.body.plain
        if self['special'] == 'sse':
            plain = b''.join(EVENTS)
        if self['source'] == 'ssi':
            plain = b'{"list":' + plain + b'}'
        if self['source'] == 'sub' and (self['coding'] == 'identity' or self.is_gunzipped()):
            plain = plain.replace(b'"company"', b'"employer"')
        if self['source'] == 'addition' and self['status'] == 200 and 'json' in self.type():
            plain = ADDED_BEFORE + plain + ADDED_AFTER
        return plain

    def fragment(self):
        return self.body.plain[FIRST:LAST + 1]

    def after_101(self):
        return b'ping'[::-1] + UPGRADED

    def type(self):
        return 'text/event-stream' if self['special'] == 'sse' else self.body.type

    def is_gunzipped(self):
        return (self['coding'] == 'gzip' and self['gunzip'] == 'on'
                and (self['accept'] == 'none' or self['client'] == 'HTTP/1.0'))

    def seen(self, answer):
        """(persons, gaps) that the log must show; None: what depends on how far it came."""
        if self['cofferdam'] == 'redirect_off':
            return '-', set()
        if answer.status == 101:
            return 0, {'upgraded'}
        if self['method'] == 'HEAD' or answer.status in (204, 304):
            return 0, set()
        if answer.status == 206:
            return 0, {'partial_content'}
        if self['special'] == 'abort':
            return None, {'cut_short'}
        if answer.header('Content-Type') == 'text/html':
            return 0, {'format'}
        if self.is_own_404(answer):
            return persons_in(OWN_404), set()
        return self.seen_in_body()

    def is_own_404(self, answer):
        return self['source'] == 'error' and answer.status in (404, 502)

    def seen_in_body(self):
        gaps = {'cut_short'} if self['special'] in DEATHS else set()
        if self['special'] == 'after_head':
            return 0, gaps
        plain = self.plain()
        if plain and 'json' not in self.type() and self['source'] != 'ssi':
            return 0, gaps | {'format'}
        if self['special'] in DEATHS:
            return None, gaps
        return persons_in(plain), {'broken'} if plain and not is_json(plain) else set()


def play_on(twin, upstream, case, number):
    play = Play(case, number)
    place = 'location' if case['cofferdam'] == 'location' else 'server'
    upstream.plans[number] = play.plan()
    if case['source'] == 'cache_hit':
        twin.ask(Request(play.target(), headers=()), place)
        twin.seen(number)
        del twin.lines[number]
    answer = twin.ask(play.request(), place)
    play.is_over.set()
    return play, answer
