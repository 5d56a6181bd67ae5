# SPDX-License-Identifier: Apache-2.0
"""What holds for every scan: reveal changes nothing, memory stays bounded, nothing leaks.

The people are made up.
"""

import csv
import io
import json
import os
import pty
import re
import select
import signal
import subprocess

import pytest

import program
from program import DATA, run, scan, start

CORPORA = [DATA / 'payloads', DATA / 'dcsa' / 'examples']
JSON_SUITE = DATA / 'json' / 'test_parsing'
FORMATS = ('text', 'json', 'jsonl', 'csv')
PAGE = ('html',)
PIECE = b'a' * 65536
MEMORY_MAX_KB = 40 * 1024
REVEAL_WINDOW_BYTES = 272 << 20  # what is kept of a pipe, and the step in which it is dropped
SHORTEST_LEAK = 6
PERSON = {'customerId': 'C-004711', 'givenName': 'Annegret', 'familyName': 'Beispielsen',
          'email': 'annegret.b@mail.example', 'phone': '+49 30 1234567',
          'company': 'Musterfracht Spedition GmbH', 'jobTitle': 'Customs Compliance Manager'}


def without_values(answer):
    for finding in answer['findings']:
        finding.pop('value', None)
    return answer


def files_of(corpus):
    return sorted(corpus.rglob('*.json'))


@pytest.fixture(scope='module', params=CORPORA, ids=lambda corpus: corpus.name)
def corpus(request):
    return request.param


@pytest.fixture(scope='module')
def revealed(corpus):
    code, answer = scan('--reveal', corpus)
    assert code == 1
    return answer


# --- reveal

def test_reveal_changes_neither_counts_nor_order_nor_exit_code(corpus, revealed):
    code, answer = scan(corpus)
    assert code == 1
    assert len(answer['findings']) > 0
    assert all('value' not in finding for finding in answer['findings'])
    assert without_values(json.loads(json.dumps(revealed))) == answer


def test_a_revealed_value_is_what_stands_in_the_body(revealed):
    for finding in revealed['findings']:
        with open(finding['source'], 'rb') as body:
            body.seek(finding['offset'])
            assert body.read(finding['length']).decode() == finding['value']


def test_a_pipe_reveals_the_same_as_a_file(corpus, revealed):
    sources = sorted({finding['source'] for finding in revealed['findings']})
    for source in sources[:20]:
        of_file = [finding for finding in revealed['findings'] if finding['source'] == source]
        with open(source, 'rb') as body:
            _, answer = scan('--reveal', '-', input=body.read())
        for finding in answer['findings']:
            finding['source'] = source
        assert answer['findings'] == of_file


def test_a_value_that_left_the_window_of_a_pipe_counts_but_is_null(tmp_path):
    begin = b'{"email":"anna.beispiel@mail.example","pad":"'
    end = b'","phone":"+49 30 1234567"}'
    pieces = REVEAL_WINDOW_BYTES // len(PIECE) + 1
    process = start('scan', '-o', 'json', '--reveal', stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE)
    process.stdin.write(begin)
    for _ in range(pieces):
        process.stdin.write(PIECE)
    process.stdin.write(end)
    answer = json.loads(process.communicate(timeout=program.TIMEOUT_S)[0])
    assert [(f['kind'], f['value']) for f in answer['findings']] == [
        ('email', None), ('phone', '+49 30 1234567')]
    assert answer['persons'] == 1


# --- formats

def test_formats_show_the_same_findings(corpus, revealed):
    lines = [json.loads(line) for line in run('scan', '-o', 'jsonl', '--reveal', corpus)
             .stdout.splitlines()]
    assert lines == revealed['findings']
    rows = list(csv.DictReader(io.StringIO(
        run('scan', '-o', 'csv', '--reveal', corpus).stdout.decode())))
    assert [(r['source'], r['path'], r['offset'], r['confidence']) for r in rows] == \
        [(f['source'], f['path'], str(f['offset']), str(f['confidence'])) for f in lines]
    text = run('scan', corpus).stdout.decode()
    assert len(re.findall(r'^  \w+ .* \d+ +\d+ +\d+ ', text, re.MULTILINE)) == len(lines)


def test_explain_finds_what_scan_finds(revealed):
    for source in sorted({finding['source'] for finding in revealed['findings']})[:10]:
        done = run('explain', '-o', 'json', '--reveal', '--body', source)
        explained = json.loads(done.stdout)['findings']
        assert done.returncode == 0
        for finding in explained:
            assert finding['sum'] > 0
            assert round(sum(term['weight'] for term in finding['terms']), 2) == finding['sum']
            del finding['sum'], finding['terms']
        assert explained == [f for f in revealed['findings'] if f['source'] == source]


# --- exit codes: they say what was found, never how it is shown

@pytest.fixture
def bodies(tmp_path):
    (tmp_path / 'clean.json').write_text('{"id":1,"state":"open"}')
    (tmp_path / 'leaky.json').write_text(json.dumps(PERSON))
    return tmp_path


@pytest.mark.parametrize('form', FORMATS + PAGE)
@pytest.mark.parametrize('more', [[], ['--quiet'], ['--reveal', '-q']], ids=' '.join)
def test_exit_codes_are_those_of_the_contract(bodies, form, more):
    for arguments, code in ((['clean.json'], 0), (['leaky.json'], 1), (['--no-such', 'x'], 2),
                            (['missing.json'], 3), (['leaky.json', 'missing.json'], 3),
                            (['.'], 1), (['--min-confidence', '1000', '--kinds', 'phone', '.'], 0)):
        done = run('scan', '-o', form, *more, *arguments, cwd=bodies)
        assert done.returncode == code, arguments
        if code <= 1 and '--quiet' in more:
            assert done.stderr == b''
        if code >= 2:
            assert done.stderr.startswith(b'{' if form == 'json' else b'cofferdam: ')


@pytest.mark.parametrize('form', FORMATS)
def test_an_empty_result_has_the_shape_of_a_full_one(bodies, form):
    done = run('scan', '-q', '-o', form, bodies / 'clean.json')
    header = b'source,path,kind,part,offset,length,confidence,role,endpoint,consumer\n'
    assert done.returncode == 0
    if form == 'json':
        answer = json.loads(done.stdout)
        assert (answer['schema'], answer['findings']) == ('cofferdam.scan/1', [])
    elif form == 'text':
        assert done.stdout.startswith(b'Nothing found in 1 file (23 bytes, 1 document, ')
        assert done.stdout.endswith(b'not inspected: nothing\n')
    else:
        assert done.stdout == (header if form == 'csv' else b'')


# --- filters and terms

@pytest.mark.parametrize('form', FORMATS + PAGE)
@pytest.mark.parametrize('option', ['--kinds', '--kind'])
def test_an_unknown_kind_or_key_is_said_with_the_nearest(bodies, form, option):
    done = run('scan', '-o', form, option, 'emial', bodies)
    assert (done.returncode, done.stdout) == (2, b'')
    assert b'email' in done.stderr
    done = run('scan', '-o', form, '--knids', 'email', bodies)
    assert (done.returncode, done.stdout) == (2, b'')
    assert b'--kinds' in done.stderr or b'--kind' in done.stderr


def test_kinds_leave_out_findings_but_no_person(bodies):
    whole = scan(bodies)[1]
    code, some = scan('--kinds', 'email,phone', '--kinds', 'job_title', bodies)
    assert code == 1
    assert some['findings'] == [f for f in whole['findings']
                                if f['kind'] in ('email', 'phone', 'job_title')]
    assert (some['persons'], some['records']) == (whole['persons'], whole['records'])


@pytest.mark.parametrize('least', [0, 500, 993, 999, 1000])
def test_min_confidence_leaves_out_what_is_below(corpus, revealed, least):
    _, some = scan('--min-confidence', least, corpus)
    assert some['findings'] == [{k: v for k, v in f.items() if k != 'value'}
                                for f in revealed['findings'] if f['confidence'] >= least]


def test_scan_explains_as_explain_does(corpus, revealed):
    source = revealed['findings'][0]['source']
    _, scanned = scan('--explain', source)
    explained = json.loads(run('explain', '-o', 'json', '--body', source).stdout)
    assert scanned['findings'] == explained['findings']
    for finding in scanned['findings']:
        assert round(sum(term['weight'] for term in finding['terms']), 2) == finding['sum']
    text = run('scan', '--explain', source).stdout.decode()
    assert text.count('  sum\n') == len(explained['findings'])


# --- nothing leaks

@pytest.mark.parametrize('command', [['scan'], ['explain', '--body']], ids=lambda c: c[0])
@pytest.mark.parametrize('form', FORMATS + PAGE)
def test_no_value_is_shown_unasked(tmp_path, command, form):
    body = tmp_path / 'body.json'
    body.write_text(json.dumps({
        'customers': [PERSON, PERSON | {'email': 'second.person@mail.example'}],
        'by_mail': {'third.person@mail.example': PERSON},
        'by_number': {'C-004711': PERSON, '+49 30 1234567': PERSON}, 'cut': 'x' * 5000}))
    done = run(*command, body, '-o', form)
    said = done.stdout + done.stderr
    for value in [*PERSON.values(), 'second.person', 'third.person']:
        assert value.encode() not in said, value


def test_no_value_of_the_corpora_is_shown_unasked(corpus, revealed):
    sources = {finding['source'] for finding in revealed['findings']}
    values = {finding['value'] for finding in revealed['findings']}
    paths = ' '.join({finding['path'] for finding in revealed['findings']} | sources)
    for form in FORMATS:
        said = run('scan', '-o', form, corpus).stdout.decode()
        for value in values:
            if len(value) >= SHORTEST_LEAK and value not in paths:
                assert value not in said, value


# --- bounded memory

def peak_memory_kb(process):
    """Of its own life: what wait4 says includes the process that it was forked from."""
    with open(f'/proc/{process.pid}/status', encoding='ascii') as status:
        return int(re.search(r'VmHWM:\s+(\d+) kB', status.read()).group(1))


@pytest.mark.skipif('COFFERDAM_SANITIZED' in os.environ, reason='sanitizers take memory')
def test_a_string_of_1_gb_takes_no_memory():
    process = start('scan', '-o', 'json', stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(b'{"email":"anna@mail.example","a":"')
    for _ in range((1 << 30) // len(PIECE)):
        process.stdin.write(PIECE)
    process.stdin.flush()
    peak_kb = peak_memory_kb(process)
    answer = json.loads(process.communicate(b'"}', timeout=program.TIMEOUT_S)[0])
    assert peak_kb < MEMORY_MAX_KB
    assert answer['inspected']['bytes'] > 1 << 30
    assert answer['persons'] == 1
    assert answer['gaps'] == [{'reason': 'long_value', 'source': '-', 'count': 1}]


@pytest.mark.skipif('COFFERDAM_SANITIZED' in os.environ, reason='sanitizers take memory')
def test_many_findings_are_not_kept():
    process = start('scan', '-o', 'jsonl', '-q', stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    line = json.dumps(PERSON).encode() + b'\n'
    for _ in range(200):
        process.stdin.write(line * 1000)
    process.stdin.flush()
    assert peak_memory_kb(process) < MEMORY_MAX_KB
    process.stdin.close()
    assert process.wait(program.TIMEOUT_S) == 1


# --- hostile bodies

def test_a_key_of_10_mb_is_a_gap():
    key = b'k' * 10_000_000
    code, answer = scan(input=b'{"%s":1,"email":"anna@mail.example"}' % key)
    assert code == 1
    assert [f['path'] for f in answer['findings']] == ['email']
    assert answer['gaps'] == [{'reason': 'long_value', 'source': '-', 'count': 1}]


def test_100_000_nested_arrays_are_a_gap():
    code, answer = scan(JSON_SUITE / 'n_structure_100000_opening_arrays.json')
    assert code == 0
    assert [gap['reason'] for gap in answer['gaps']] == ['budget']


@pytest.mark.parametrize('file', sorted(JSON_SUITE.glob('[yin]_*.json')), ids=lambda f: f.stem)
def test_any_json_ends_in_an_answer(file):
    code, answer = scan(file)
    assert code in (0, 1)
    assert answer['inspected']['files'] == 1
    if file.name.startswith('y_'):
        assert answer['gaps'] == []
        assert answer['inspected'] == {'files': 1, 'bytes': file.stat().st_size, 'documents': 1}


@pytest.mark.parametrize('cut', [1, 10, 40, 80, 120, 150])
def test_a_cut_body_tells_what_came_before(cut):
    body = json.dumps(PERSON).encode()
    whole = {f['offset']: f['kind'] for f in scan(input=body)[1]['findings']}
    _, answer = scan(input=body[:cut])
    assert {f['offset']: f['kind'] for f in answer['findings']}.items() <= whole.items()
    assert [gap['reason'] for gap in answer['gaps']] == ['broken']
    assert answer['inspected']['bytes'] == cut


@pytest.mark.parametrize('encoding', ['utf-16-le', 'utf-16-be', 'utf-32'])
def test_other_encodings_are_a_gap(encoding):
    code, answer = scan(input=json.dumps(PERSON).encode(encoding))
    assert code == 0
    assert [gap['reason'] for gap in answer['gaps']] == ['broken']


def test_bytes_that_are_no_utf_8_come_out_as_utf_8():
    body = '{"contact":{"email":"anna@mail.example","company":"Müller Spedition GmbH"}}'
    for form in FORMATS:
        said = run('scan', '--reveal', '-o', form, input=body.encode('latin-1')).stdout
        said.decode('utf-8')
        assert b'anna@mail.example' in said


def test_pieces_of_a_pipe_change_nothing():
    body = json.dumps([PERSON, PERSON]).encode()
    whole = run('scan', '-o', 'json', input=body).stdout
    process = start('scan', '-o', 'json', stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for i in range(0, len(body), 7):
        process.stdin.write(body[i:i + 7])
        process.stdin.flush()
    assert process.communicate(timeout=program.TIMEOUT_S)[0] == whole


def test_persons_are_counted_exactly():
    lines = [json.dumps({'email': f'p{i % 5000}@mail.example'}) for i in range(12_000)]
    lines += [json.dumps({'email': f'P{i}@MAIL.example'}) for i in range(100)]
    code, answer = scan(input='\n'.join(lines).encode())
    assert (code, answer['persons'], answer['records']) == (1, 5000, 12_100)


# --- a person in front of it

def test_an_interrupt_tells_what_was_found_and_exits_130():
    process = start('scan', '-o', 'json', stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE)
    process.stdin.write(b'{"email":"anna@mail.example"}\n{"email":"omar@mail.example"}\n')
    process.stdin.flush()
    said = process.stdout.readline() + process.stdout.readline()  # the first finding is out
    process.send_signal(signal.SIGINT)
    said += process.stdout.read()
    assert process.wait(program.TIMEOUT_S) == 130
    answer = json.loads(said)
    assert answer['persons'] == len(answer['findings']) > 0
    assert 'cut_short' in [gap['reason'] for gap in answer['gaps']]
    assert json.loads(process.stderr.read())['exit'] == 130
    process.stdin.close()
    process.stdout.close()
    process.stderr.close()


def read_terminal(master, process):
    said = b''
    while True:
        ready, _, _ = select.select([master], [], [], 0.1)
        if not ready and process.poll() is not None:
            return said
        if ready:
            try:
                said += os.read(master, 65536)
            except OSError:  # the other side has closed
                return said


@pytest.mark.parametrize('env,arguments,is_coloured', [
    ({}, [], True),
    ({'NO_COLOR': '1'}, [], False),
    ({'NO_COLOR': ''}, [], True),
    ({'NO_COLOR': '1', 'CLICOLOR_FORCE': '1'}, [], False),
    ({'NO_COLOR': '1'}, ['--color', 'always'], True),
    ({'TERM': 'dumb'}, [], False),
    ({'TERM': ''}, [], False),
    ({}, ['--color=never'], False),
    ({}, ['-o', 'json'], False),
    ({}, ['-o', 'csv'], False),
])
def test_colour_on_a_terminal(tmp_path, env, arguments, is_coloured):
    body = tmp_path / 'body.json'
    body.write_text(json.dumps(PERSON))
    master, slave = pty.openpty()
    with start('scan', *arguments, body, stdin=subprocess.DEVNULL, stdout=slave, env=env,
               stderr=subprocess.DEVNULL) as process:
        os.close(slave)
        said = read_terminal(master, process)
    os.close(master)
    assert (b'\x1b' in said) == is_coloured
    assert b'email' in said


def feed_until(process, master, is_enough):
    """Feeds clean lines until the terminal has said enough; what it said."""
    said = b''
    for _ in range(200_000):
        process.stdin.write(b'{"a":1}\n' * 1000)
        if select.select([master], [], [], 0)[0]:
            said += os.read(master, 65536)
        if is_enough(said):
            break
    return said


def test_progress_is_shown_on_a_terminal_and_taken_away():
    master, slave = pty.openpty()
    with start('scan', stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=slave) as process:
        os.close(slave)
        said = feed_until(process, master, lambda text: b'MB, ' in text)
        process.stdin.close()
        out = process.stdout.read()
        said += read_terminal(master, process)
    os.close(master)
    assert b'MB, ' in said
    assert said.endswith(b'\r')
    assert b'\x1b' not in said
    assert out.startswith(b'Nothing found in 1 file')


def test_without_a_body_on_a_terminal_it_asks_for_one():
    master, slave = pty.openpty()
    done = run('scan', stdin=slave)
    os.close(slave)
    os.close(master)
    assert done.returncode == 2
    assert b'pipe a body into it' in done.stderr


# --- the daemon is not there

@pytest.mark.parametrize('command', ['status', 'endpoints', 'consumers', 'exposures', 'gaps'])
@pytest.mark.parametrize('form', FORMATS)
def test_without_the_daemon_it_says_so_at_once(command, form):
    done = run(command, '-o', form, '--socket', 'none.sock', timeout=2)
    assert done.returncode == 3
    assert done.stdout == b''
    assert b'none.sock' in done.stderr
    assert b'systemctl start cofferdam' in done.stderr


@pytest.mark.parametrize('arguments', [
    ['status', '--socket', 'closed/api.sock'],
    ['key', 'new', 'closed/worker.key'],
    ['key', 'list', 'closed'],
])
def test_what_is_not_permitted_exits_4(tmp_path, arguments):
    (tmp_path / 'closed').mkdir(mode=0)
    tmp_path.chmod(0o755)
    as_nobody = {'user': 65534} if os.geteuid() == 0 else {}
    try:
        done = run(*arguments, cwd=tmp_path, **as_nobody)
    except PermissionError:
        pytest.skip('the program lies where only root may look')
    assert (done.returncode, done.stdout) == (4, b'')
    assert b'ermi' in done.stderr  # permitted, or Permission denied


def test_scan_and_explain_need_no_network(tmp_path):
    body = tmp_path / 'body.json'
    body.write_text(json.dumps(PERSON))
    inside = ['unshare', '--net', '--map-root-user', str(program.BINARY)]
    if subprocess.run(inside[:3] + ['true'], capture_output=True, check=False).returncode != 0:
        pytest.skip('no network namespaces here')
    for arguments in (['scan', '-q', '-o', 'jsonl', body], ['explain', '-o', 'json', '--body', body]):
        within = subprocess.run(inside + arguments, capture_output=True, check=False)
        assert within.stdout == run(*arguments).stdout
