# SPDX-License-Identifier: Apache-2.0
"""Plays a case on the front and on a plain twin, and tells everything that is not as it should be.
"""

import dataclasses

from matrix_bodies import decode, encode, persons_in
from matrix_cases import play_on
from matrix_dimensions import DEATHS
from server import Server
from twin import differences

# Deaths after nginx has begun to answer.
CUTS = ('after_head', 'mid_body', 'mid_chunk', 'bad_chunk', 'reset')


def run(front, twin, upstream, case, number):
    """Everything that is wrong with a case, as texts."""
    play, with_module = play_on(front, upstream, case, number)
    play2, without = play_on(twin, upstream, case, number)
    problems = unlike(case, unzipped(case, with_module), unzipped(case, without))
    if play.was_late or play2.was_late:
        problems.append(f'a piece did not arrive before the next: {play.was_late} {play2.was_late}')
    problems += wrong_answer(play, without) + wrong_answer(play, with_module)
    line = front.seen(number)
    if line['status'] != twin.seen(number)['status']:
        problems.append(f'status in the logs: {line} and {twin.seen(number)}')
    persons, gaps = play.seen(without)
    if persons is None:
        return problems + wrong_part(play, with_module, line)
    if (line['persons'], gaps_of(line)) != (str(persons), gaps):
        problems.append(f'the log says {line}, not {persons} persons with gaps {gaps}')
    return problems


def unlike(case, one, other):
    """The differences of two answers. Where one breaks off in the middle, nginx has sent on more
    or less of it, at times nothing: then both must be the beginning of the same and end badly."""
    if case['special'] == 'abort':
        return []
    if case['special'] not in CUTS:
        return differences(one, other)
    if not one.line or not other.line:
        return [one.end, other.end] if 'complete' in (one.end, other.end) else []
    length = min(len(one.body), len(other.body))
    one, other = (dataclasses.replace(answer, body=answer.body[:length]) for answer in (one, other))
    return differences(one, other)


def unzipped(case, answer):
    """What nginx has gzipped is compared plain: flushes fall where the upstream's segments end."""
    if case['gzip'] == 'on' and case['coding'] == 'identity' and answer.header(
            'Content-Encoding') == 'gzip':
        answer.body = decode('gzip', answer.body)
    return answer


def wrong_answer(play, answer):
    """Whether the case was the one that it says, and the bytes those of the upstream."""
    case = play.case
    if case['special'] in CUTS and not answer.line:
        return []
    problems = wrong_status(case, answer)
    if case['method'] == 'HEAD' and answer.body:
        problems.append('a body to HEAD')
    if answer.status == 101 and answer.body != play.after_101():
        problems.append(f'after 101: {answer.body!r}')
    if answer.status == 206 and answer.body != play.fragment():
        problems.append(f'the wrong fragment: {answer.body!r}')
    if answer.status == 200 and case['method'] != 'HEAD':
        problems += wrong_body(play, answer)
        if answer.end == 'complete' and case['client'] != 'HTTP/1.0':
            problems += wrong_trailers(case, answer)
    return problems


def wrong_status(case, answer):
    wanted = 502 if case['special'] in ('before_head', 'in_head') else case['status']
    if wanted == 206 and case['gzip'] == case['accept'].replace('gzip', 'on') == 'on':
        return [] if answer.status in (200, 206) else [f'status {answer.status}']
    return [] if answer.status == wanted else [f'status {answer.status}, not {wanted}']


def wrong_body(play, answer):
    case, plain = play.case, play.plain()
    if case['coding'] != 'identity' and not play.is_gunzipped():
        plain = encode(case['coding'], plain)
    if case['special'] not in (*DEATHS, 'abort'):
        return [] if answer.body == plain else [
            f'{len(answer.body)} bytes came, not the {len(plain)} that were sent']
    if not plain.startswith(answer.body):
        return ['what came is no beginning of what was sent']
    is_promised = case['client'] != 'HTTP/1.0' or answer.header('Content-Length')
    if case['special'] in DEATHS and is_promised and answer.end in ('complete', 'closed'):
        return [f'a cut answer ended as {answer.end}']
    return []


def wrong_trailers(case, answer):
    wanted = {('X-Told', 'yes')} if case['framing'] == 'trailers' else set()
    # twice with addition, which nginx does by itself
    told = {(name.title(), value) for name, value in answer.trailers}
    return [] if told == wanted else [f'trailers {answer.trailers}']


def gaps_of(line):
    return Server.gaps(line) if line['gap'] != '-' else set()


def wrong_part(play, answer, line):
    """Of a body that was cut the module saw at least the persons that the client got whole."""
    persons, all_persons = int(line['persons']), persons_in(play.plain())
    got_whole = answer_plain(answer).count(b'"}')
    problems = []
    if not got_whole <= persons <= all_persons:
        problems.append(f'persons {persons}, with {got_whole} delivered of {all_persons}')
    # of a client that left, nginx may have sent it all before it noticed
    if gaps_of(line) != {'cut_short'} and not (
            play['special'] == 'abort' and persons == all_persons and not gaps_of(line)):
        problems.append(f'gaps {gaps_of(line)} of a body that was cut')
    return problems


def answer_plain(answer):
    return decode('gzip', answer.body) if answer.body[:2] == b'\x1f\x8b' else answer.body
