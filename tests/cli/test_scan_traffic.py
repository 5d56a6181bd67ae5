# SPDX-License-Identifier: Apache-2.0
"""Scans of recorded traffic: HTTP messages and HAR, with endpoints, consumers and gaps.

The people are made up.
"""

import base64
import gzip
import json
import subprocess
import zlib

import pytest

import program
from program import run, scan, start

PERSON = {'customerId': 'C-004711', 'givenName': 'Annegret', 'familyName': 'Beispielsen',
          'email': 'annegret.b@mail.example', 'phone': '+49 30 1234567'}
BODY = json.dumps(PERSON).encode()
KINDS = ['customer_id', 'person_name', 'person_name', 'email', 'phone']
TOKEN = 'Bearer made-up-token-of-nobody-7f3a'
JSON_TYPE = b'Content-Type: application/json\r\n'


# --- HTTP messages

def answer(body, *headers, status=b'200 OK', content_type=JSON_TYPE):
    return (b'HTTP/1.1 ' + status + b'\r\n' + content_type + b''.join(h + b'\r\n' for h in headers)
            + b'\r\n' + body)


def with_length(body, *headers, **options):
    return answer(body, b'Content-Length: %d' % len(body), *headers, **options)


def chunked(body, size=7):
    pieces = [body[i:i + size] for i in range(0, len(body), size)]
    return b''.join(b'%x;n=1\r\n%s\r\n' % (len(p), p) for p in pieces) + b'0\r\nX: y\r\n\r\n'


def request(method=b'GET', path=b'/customers/4711?q=annegret.b@mail.example', *headers):
    return (method + b' ' + path + b' HTTP/1.1\r\nHost: api.example:8443\r\n'
            + b''.join(h + b'\r\n' for h in headers) + b'\r\n')


def kinds_of(said):
    return [finding['kind'] for finding in said['findings']]


def gaps_of(said):
    return [(gap['reason'], gap['source']) for gap in said['gaps']]


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize('message', [
    with_length(BODY),
    answer(BODY),
    answer(chunked(BODY), b'Transfer-Encoding: chunked'),
    answer(BODY, b'Transfer-Encoding: chunked'),
    with_length(gzip.compress(BODY), b'Content-Encoding: gzip'),
    answer(chunked(gzip.compress(BODY)), b'content-encoding: GZIP', b'transfer-encoding: chunked'),
    with_length(zlib.compress(BODY), b'Content-Encoding: deflate'),
    with_length(raw_deflate(BODY), b'Content-Encoding: deflate'),
    with_length(BODY, b'Content-Encoding: gzip'),
    answer(BODY).replace(b'\r\n', b'\n'),
    answer(BODY).replace(b'HTTP/1.1', b'HTTP/2'),
    answer(b'', status=b'100 Continue', content_type=b'') + with_length(BODY),
], ids=['length', 'until-end', 'chunked', 'saved-without-chunks', 'gzip', 'gzip-chunked', 'zlib',
        'raw-deflate', 'saved-decoded', 'lf', 'http-2', 'after-100'])
def test_findings_are_at_offsets_of_the_decoded_body(message):
    code, said = scan('--reveal', input=message)
    assert (code, kinds_of(said), said['gaps']) == (1, KINDS, [])
    for finding in said['findings']:
        at = finding['offset']
        assert BODY[at:at + finding['length']].decode() == finding['value']
    assert said['inspected'] == {'files': 1, 'bytes': len(BODY), 'documents': 1}


def test_pieces_of_a_message_change_nothing():
    message = request() + answer(chunked(gzip.compress(BODY)), b'Content-Encoding: gzip',
                                 b'Transfer-Encoding: chunked') + with_length(b'[]')
    whole = run('scan', '-o', 'json', '--reveal', input=message).stdout
    for size in (1, 3, 64):
        process = start('scan', '-o', 'json', '--reveal', stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE)
        for i in range(0, len(message), size):
            process.stdin.write(message[i:i + size])
            process.stdin.flush()
        assert process.communicate(timeout=program.TIMEOUT_S)[0] == whole


def test_an_answer_belongs_to_the_request_before_it(tmp_path):
    key = b'X-Api-Key: made-up-key-of-nobody-00-wxyz'
    file = tmp_path / 'talk.http'
    file.write_bytes(request(b'GET', b'/customers/4711', key) + with_length(BODY)
                     + request(b'HEAD', b'/customers/4711', key)
                     + answer(b'', b'Content-Length: 90')
                     + request(b'GET', b'http://other.example/x/1', b'Cookie: s=1') + answer(b'')
                     .replace(b'200 OK', b'204 No Content')
                     + with_length(BODY))
    code, said = scan(file)
    assert code == 1
    assert {(f['source'].rsplit('#')[-1], f.get('endpoint'), f.get('consumer'))
            for f in said['findings']} == {
        ('2', 'GET api.example/{s}/{id}', 'x_api_key:...wxyz#1'),
        ('7', None, None)}
    assert said['persons'] == 1
    assert said['endpoints'] == [{
        'endpoint': 'GET api.example/{s}/{id}', 'persons': 1, 'findings': 5, 'consumers': 1,
        'kinds': {'person_name': 2, 'email': 1, 'phone': 1, 'customer_id': 1}}]
    assert said['gaps'] == []


def test_the_body_of_a_request_is_read():
    message = request(b'POST', b'/customers', JSON_TYPE.strip(), b'Content-Length: %d' % len(BODY))
    code, said = scan(input=message + BODY + answer(b'', status=b'201 Created'))
    assert (code, kinds_of(said)) == (1, KINDS)
    assert said['findings'][0]['endpoint'] == 'POST api.example/{s}'


@pytest.mark.parametrize('message,reason', [
    (with_length(b'<html>', content_type=b'Content-Type: text/html\r\n'), 'format'),
    (with_length(BODY, content_type=b''), 'format'),
    (with_length(b'\x89PNG', content_type=b'Content-Type: image/png\r\n'), 'excluded'),
    (with_length(BODY, status=b'206 Partial Content'), 'partial_content'),
    (with_length(BODY, b'Content-Encoding: rot13'), 'opaque_coding'),
    (with_length(gzip.compress(BODY)[:-9], b'Content-Encoding: gzip'), 'opaque_coding'),
    (with_length(gzip.compress(BODY)[:20] + b'\xff' * 40, b'Content-Encoding: gzip'),
     'opaque_coding'),
    (with_length(BODY)[:-20], 'cut_short'),
    (answer(chunked(BODY)[:-20], b'Transfer-Encoding: chunked'), 'cut_short'),
    (with_length(BODY[:-9]), 'broken'),
])
def test_what_is_not_read_is_a_gap(message, reason):
    _, said = scan(input=message)
    assert (reason, '-#1') in gaps_of(said)


@pytest.mark.parametrize('rest', [
    b'and so on', b'HTTX/1.1 200 OK\r\n\r\n', b'GET nothing\r\n', b'HTTP/1.1 200 OK\r\nno header\r\n\r\n',
    b'HTTP/1.1 200 OK\r\nA: ' + b'a' * 20_000, b'HTTP/1.1 200 OK\r\n' + b'a: b\r\n' * 2000,
    b'HTTP/1.1 200 OK\r\nA: b'])
def test_what_is_no_message_is_a_gap_after_those_before_it(rest):
    code, said = scan(input=with_length(BODY) + rest)
    assert (code, kinds_of(said)) == (1, KINDS)
    assert gaps_of(said) == [('broken', '-')]
    assert said['gaps'][0]['offset'] >= len(with_length(BODY))


@pytest.mark.parametrize('body', [b'HTTP', b'GET /x', b'GARBAGE', b'H', b'A ' + b'b' * 600])
def test_what_only_begins_like_a_message_is_broken_json(body):
    code, said = scan(input=body)
    assert code == 0
    assert [gap['reason'] for gap in said['gaps']] == ['broken']


# --- HAR

def entry(url='https://api.example/customers/4711?q=annegret.b@mail.example', body=BODY.decode(),
          mime='application/json; charset=utf-8', token=TOKEN, status=200, **content):
    headers = [{'name': 'Accept', 'value': '*/*'}]
    if token is not None:
        headers.append({'name': 'authorization', 'value': token})
    shown = {'size': len(body or ''), 'mimeType': mime} | content
    if body is not None:
        shown['text'] = body
    return {'startedDateTime': '2026-01-31T10:00:00.000Z', 'time': 1,
            'request': {'method': 'GET', 'url': url, 'headers': headers},
            'response': {'status': status, 'headers': [], 'content': shown}}


def har(*entries, **more):
    return json.dumps({'log': {'version': '1.2', 'creator': {'name': 'x', 'entries': [{'a': 1}]},
                               **more, 'entries': list(entries)}}).encode()


def encoded(body):
    return base64.b64encode(body).decode()


def test_entries_become_endpoints_and_consumers(tmp_path):
    file = tmp_path / 'traffic.har'
    file.write_bytes(har(entry(), entry(token='Bearer made-up-token-of-another-7f3a'),
                         entry('https://eve@shop.example:8443/orders', token=None)))
    code, said = scan(file)
    assert code == 1
    assert [(f['source'], f['endpoint'], f.get('consumer')) for f in said['findings'][::5]] == [
        (f'{file}#1', 'GET api.example/{s}/{id}', 'authorization:...7f3a#1'),
        (f'{file}#2', 'GET api.example/{s}/{id}', 'authorization:...7f3a#2'),
        (f'{file}#3', 'GET shop.example/{s}', None)]
    assert (said['persons'], said['records'], said['inspected']['files']) == (1, 3, 1)
    assert [(row['endpoint'], row['persons'], row.get('consumers')) for row in said['endpoints']] \
        == [('GET api.example/{s}/{id}', 1, 2), ('GET shop.example/{s}', 1, None)]
    assert [row['consumer'] for row in said['consumers']] == [
        'authorization:...7f3a#1', 'authorization:...7f3a#2']


@pytest.mark.parametrize('one', [
    entry(), entry(body=encoded(BODY), encoding='base64'), entry(mime='application/problem+json'),
    entry(body=encoded(b'\n'.join([BODY, b'{"a":1}'])), encoding='base64',
          mime='application/x-ndjson')])
def test_offsets_are_those_of_the_content(one):
    code, said = scan('--reveal', input=har(one))
    assert (code, kinds_of(said), said['gaps']) == (1, KINDS, [])
    for finding in said['findings']:
        at = finding['offset']
        assert BODY[at:at + finding['length']].decode() == finding['value']


@pytest.mark.parametrize('one,reason,source', [
    (entry(body=None, mime='image/png', size=4000), 'excluded', '-#1'),
    (entry(body=encoded(b'\x89PNG'), mime='image/png', encoding='base64'), 'excluded', '-#1'),
    (entry(body='<p>', mime='text/html'), 'format', '-#1'),
    (entry(body=None, size=400), 'cut_short', '-#1'),
    (entry(body='!not base64!', encoding='base64'), 'opaque_coding', '-#1'),
    (entry(status=206), 'partial_content', '-#1'),
    (entry(body='{"a":'), 'broken', '-#1'),
])
def test_what_an_entry_does_not_show_is_a_gap(one, reason, source):
    code, said = scan(input=har(one))
    assert (code, gaps_of(said)) == (0, [(reason, source)])


@pytest.mark.parametrize('text,reason', [
    (har(entry())[:-9], 'broken'),
    (har(entry()).replace(b'"mimeType"', b'mimeType'), 'broken'),
    (b'{"log":{"version":"1.2","creator":{}}}', 'format'),
    (har(entry(body='x' * (65 << 20))), 'budget'),
], ids=['cut', 'no-json', 'no-entries', 'too-large'])
def test_a_har_that_is_not_whole_is_a_gap(text, reason):
    _, said = scan(input=text)
    assert [gap['reason'] for gap in said['gaps']] == [reason]


def test_entries_before_the_end_of_a_cut_har_are_told():
    code, said = scan(input=har(entry(), entry())[:-40])
    assert (code, kinds_of(said)) == (1, KINDS)


@pytest.mark.parametrize('text', [
    b'{"log":"' + b'x' * 100 + b'","email":"annegret.b@mail.example"}',
    b'{"log":{"email":"annegret.b@mail.example"}}', b'{"logs":[{"email":"annegret.b@mail.example"}]}'])
def test_json_that_is_no_har_is_read_as_json(text):
    code, said = scan(input=text)
    assert (code, kinds_of(said), said['gaps']) == (1, ['email'], [])


def test_odd_entries_end_in_an_answer():
    odd = [{}, {'request': [], 'response': 1}, {'request': {'url': 7, 'headers': {'a': 1}}},
           entry(url='no url'), entry(url=''), entry(url='://'), entry(status=-1),
           entry(mime='x' * 500), entry(token='')]
    code, said = scan(input=har(*odd, pages=[[{'a': '"]}[{'}]]))
    assert code == 1
    assert said['inspected']['files'] == 1


def test_pieces_of_a_har_change_nothing():
    text = har(entry(), entry(body='{"a":"\\"]}"}'), comment='a \\" entries [ {')
    whole = run('scan', '-o', 'json', input=text).stdout
    process = start('scan', '-o', 'json', stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for i in range(0, len(text), 5):
        process.stdin.write(text[i:i + 5])
        process.stdin.flush()
    assert process.communicate(timeout=program.TIMEOUT_S)[0] == whole


# --- nothing leaks, and reveal changes nothing

@pytest.mark.parametrize('form', ['text', 'json', 'jsonl', 'csv', 'html'])
def test_traffic_shows_no_value_unasked(tmp_path, form):
    (tmp_path / 'a.har').write_bytes(har(entry(), entry('https://api.example/annegret.b@mail.example')))
    (tmp_path / 'b.http').write_bytes(
        request(b'GET', b'/annegret-beispielsen/1', b'Authorization: ' + TOKEN.encode())
        + with_length(BODY))
    done = run('scan', '-o', form, tmp_path)
    assert done.returncode == 1
    for value in [*PERSON.values(), 'annegret', 'made-up-token']:
        assert value.encode() not in done.stdout + done.stderr, value


@pytest.mark.parametrize('form', ['text', 'json', 'jsonl', 'csv', 'html'])
def test_reveal_changes_no_count_of_traffic(tmp_path, form):
    (tmp_path / 'a.har').write_bytes(har(entry(), entry(body=encoded(BODY), encoding='base64')))
    (tmp_path / 'b.http').write_bytes(request() + with_length(BODY))
    plain, shown = (run('scan', '-q', '-o', form, *more, tmp_path) for more in ([], ['--reveal']))
    assert plain.returncode == shown.returncode == 1
    if form == 'html':
        assert plain.stdout == shown.stdout
    elif form == 'json':
        revealed = json.loads(shown.stdout)
        assert [f.pop('value') for f in revealed['findings']] == list(PERSON.values()) * 3
        assert revealed == json.loads(plain.stdout)
    else:
        assert len(plain.stdout.splitlines()) == len(shown.stdout.splitlines())
