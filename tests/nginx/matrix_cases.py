# SPDX-License-Identifier: Apache-2.0
"""A case of the matrix becomes a request, a plan of the upstream, and what must be seen.

run() plays one case on the front and on a plain twin and tells everything that is not as it
should be. The expectation takes the status from the plain twin's answer, and the rest from the
case alone.
"""

import dataclasses
import threading

from client import Request
from matrix_bodies import (ADDED_AFTER, ADDED_BEFORE, BODIES, EVENTS, OWN_404, decode, encode,
                           is_json, persons_in)
from matrix_dimensions import DEATHS, GATED
from server import Server
from twin import differences
from upstream import SECONDS, Plan

ETAG = '"matrix"'
MTIME_TEXT = 'Tue, 14 Nov 2023 22:13:20 GMT'
FIRST, LAST = 5, 40  # of a range
UPGRADED = b'{"name":"Ada Testaaason","email":"ada0@test.example"}'
CUTS = ('after_head', 'mid_body', 'mid_chunk', 'bad_chunk', 'reset')
BAD_ENDS = ('nothing', 'cut', 'reset', 'curl 18', 'curl 52', 'curl 56', 'curl 92')
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
            plan.pieces = [self.body.plain[FIRST:LAST + 1]]
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

    def type(self):
        return 'text/event-stream' if self['special'] == 'sse' else self.body.type

    def is_gunzipped(self):
        return (self['coding'] == 'gzip' and self['gunzip'] == 'on'
                and (self['accept'] == 'none' or self['client'] == 'HTTP/1.0'))

    def seen(self, answer):
        """(persons or None for any number, gaps) that the log must show."""
        if self['cofferdam'] == 'redirect_off':
            return '-', set()
        if answer.status == 101:
            return 0, {'upgraded'}
        if self['method'] == 'HEAD' or answer.status in (204, 304):
            return 0, set()
        if answer.status == 206:
            return 0, {'partial_content'}
        if self['special'] == 'abort':
            return None, None
        if answer.header('Content-Type') == 'text/html':
            return 0, {'format'}
        if self.is_own_404(answer):
            return persons_in(OWN_404), set()
        return self.seen_in_body()

    def is_own_404(self, answer):
        return self['source'] == 'error' and answer.status in (404, 502)

    def seen_in_body(self):
        gaps = {'cut_short'} if self['special'] in DEATHS else set()
        sent = self.plan().body
        if self['coding'] == 'br' and sent:
            return 0, gaps | {'opaque_coding'}
        if self['special'] == 'after_head':
            return 0, gaps
        plain = self.plain()
        if plain and 'json' not in self.type() and self['source'] != 'ssi':
            return 0, gaps | {'format'}
        if self['special'] in DEATHS:
            return None, gaps
        return persons_in(plain), {'broken'} if plain and not is_json(plain) else set()


def run(front, twin, upstream, case, number):
    """Everything that is wrong with a case, as texts."""
    play, with_module = play_on(front, upstream, case, number)
    play2, without = play_on(twin, upstream, case, number)
    problems = unlike(case, unzipped(play, with_module), unzipped(play2, without))
    if play.was_late or play2.was_late:
        problems.append(f'a piece did not arrive before the next: {play.was_late} {play2.was_late}')
    problems += wrong_answer(play2, without) + wrong_answer(play, with_module)
    return problems + wrong_log(play, without, front.seen(number), twin.seen(number))


def unlike(case, one, other):
    """The differences of two answers. Where one breaks off in the middle, nginx has sent on more
    or less of it, at times nothing: then both must be the beginning of the same and end badly."""
    if case['special'] == 'abort':
        return []
    if case['special'] not in CUTS:
        return differences(one, other)
    if not one.line or not other.line:
        return [] if (one.end in BAD_ENDS) == (other.end in BAD_ENDS) else [one.end, other.end]
    length = min(len(one.body), len(other.body))
    one, other = (dataclasses.replace(answer, body=answer.body[:length]) for answer in (one, other))
    return differences(one, other)


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


def unzipped(play, answer):
    """What nginx has gzipped is compared plain: flushes fall where the upstream's segments end."""
    if play['gzip'] == 'on' and play['coding'] == 'identity' and answer.header(
            'Content-Encoding') == 'gzip':
        answer.body = decode('gzip', answer.body)
    return answer


def wrong_answer(play, answer):
    """Whether the case was the one that it says, and the bytes those of the upstream."""
    problems = []
    case = play.case
    wanted = 502 if case['special'] in ('before_head', 'in_head') else case['status']
    # gzip takes the whole body; a client of HTTP/1.0 gets ranges, too
    if case['special'] in CUTS and not answer.line:
        return problems
    if answer.status != wanted and not (wanted == 206 and answer.status == 200):
        problems.append(f'status {answer.status}, not {wanted}')
    if case['method'] == 'HEAD' and answer.body:
        problems.append('a body to HEAD')
    if answer.status == 101:
        if answer.body != b'gnip' + UPGRADED:
            problems.append(f'after 101: {answer.body!r}')
    elif answer.status == 200 and case['method'] != 'HEAD':
        problems += wrong_body(play, answer)
        if answer.end == 'complete' and case['client'] != 'HTTP/1.0':
            # twice with addition, which nginx does by itself
            told = {(name.title(), value) for name, value in answer.trailers}
            if told != ({('X-Told', 'yes')} if case['framing'] == 'trailers' else set()):
                problems.append(f'trailers {answer.trailers}')
    return problems


def wrong_body(play, answer):
    case, plain = play.case, play.plain()
    is_cut = case['special'] in (*DEATHS, 'abort')
    body = answer.body
    if case['coding'] == 'identity' and answer.header('Content-Encoding') == 'gzip' \
            and body[:2] == b'\x1f\x8b':
        body = decode('gzip', body)
    if case['coding'] != 'identity' and not play.is_gunzipped():
        plain = encode(case['coding'], plain)
    if is_cut and not plain.startswith(body):
        return ['what came is no beginning of what was sent']
    if not is_cut and body != plain:
        return [f'{len(body)} bytes came, not the {len(plain)} that were sent']
    is_promised = case['client'] != 'HTTP/1.0' or answer.header('Content-Length')
    if case['special'] in DEATHS and is_promised and answer.end in ('complete', 'closed'):
        return [f'a cut answer ended as {answer.end}']
    return []


def wrong_log(play, without, line, plain_line):
    """What the module says it saw, against what was there to see."""
    persons, gaps = play.seen(without)
    found = Server.gaps(line) if line['gap'] != '-' else set()
    problems = []
    if line['status'] != plain_line['status']:
        problems.append(f'status in the logs: {line["status"]} and {plain_line["status"]}')
    if persons is None:
        persons = line['persons']
    if line['persons'] != str(persons):
        problems.append(f'persons {line["persons"]}, not {persons}')
    if gaps is None:  # the client left: it was cut short, or nginx had sent it all before
        has_all = line['persons'] == str(persons_in(play.plain()))
        gaps = set() if has_all and not found else {'cut_short'}
    if found != gaps:
        problems.append(f'gaps {sorted(found)}, not {sorted(gaps)}')
    return problems
