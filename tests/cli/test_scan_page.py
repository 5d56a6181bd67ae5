# SPDX-License-Identifier: Apache-2.0
"""`scan -o html`: one page for people, without script, values or anything from elsewhere.

The people are made up.
"""

import html.parser
import json
import re
import shutil
import subprocess

import pytest

from program import DATA, run, scan

CHROMIUM = shutil.which('chromium')
PAGE_MAX_BYTES = 300_000
VOID = {'meta'}
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
KINDS = ('person_name', 'employer', 'job_title', 'email', 'phone', 'customer_id')
HOSTILE = '<script>alert(1)&"\'\x1b[31m\u202e.json'


def person(i):
    return {'customerId': f'C-{i:06d}', 'givenName': 'Annegret', 'email': f'person{i}@mail.example'}


def har(count):
    entries = [{
        'request': {'method': 'GET', 'url': f'https://api{i % 149}.example/a/{i}', 'headers': [
            {'name': 'Cookie', 'value': f'session=made-up-cookie-of-nobody-{i % 120}'}]},
        'response': {'status': 200, 'headers': [], 'content': {
            'mimeType': 'application/json' if i % 3 else 'text/html', 'text': json.dumps(person(i))}},
    } for i in range(count)]
    return json.dumps({'log': {'version': '1.2', 'entries': entries}})


class Page(html.parser.HTMLParser):
    """Checks that every element is closed in its order, and keeps tags, attributes and texts."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag == 'rect'
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else None, data))

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    def text(self, tag):
        return [data for name, data in self.texts if name == tag]


@pytest.fixture(scope='module')
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp('page')
    (folder / 'sample.har').write_text(har(600))
    (folder / HOSTILE).write_text(json.dumps([person(1), person(2)]))
    (folder / 'other.txt').write_text('')
    return folder


@pytest.fixture(scope='module')
def shown(sample):
    done = run('scan', sample, '-o', 'html')
    assert done.returncode == 1
    return done.stdout.decode()


@pytest.fixture(scope='module')
def page(shown):
    return Page(shown)


def test_the_page_is_small_and_stands_alone(shown, page):
    assert len(shown) < PAGE_MAX_BYTES
    assert {tag for tag, _ in page.tags} <= {
        'html', 'head', 'meta', 'title', 'style', 'body', 'main', 'h1', 'h2', 'p', 'strong', 'table',
        'caption', 'thead', 'tbody', 'tr', 'th', 'td', 'figure', 'figcaption', 'svg', 'rect', 'text',
        'span'}
    assert {'http-equiv': 'Content-Security-Policy', 'content': POLICY} in page.all('meta')
    for _, attributes in page.tags:
        assert not {'src', 'href', 'style', 'srcset', 'data'} & attributes.keys()
        assert not [name for name in attributes if name.startswith('on')]
    assert 'url(' not in shown and '@import' not in shown and '//' not in shown


def test_the_page_is_accessible(page):
    assert page.all('html') == [{'lang': 'en'}]
    assert page.text('title')[0] == 'Personal data found by cofferdam scan'
    assert {attrs['scope'] for attrs in page.all('th')} == {'col', 'row'}
    assert len(page.all('caption')) == len(page.all('table'))
    assert [attrs['aria-label'] for attrs in page.all('svg') if attrs.get('role') == 'img']
    assert all('aria-hidden' in attrs or 'role' in attrs for attrs in page.all('svg'))


def test_names_of_files_are_escaped(shown, page):
    assert '<script' not in shown and '\x1b' not in shown and '\u202e' not in shown
    rows = ''.join(page.text('th'))
    assert '<script>alert(1)&"\'\\x1b[31m\\u202e.json' in rows


def test_numbers_are_those_of_json(sample, shown, page):
    _, said = scan(sample)
    text = re.sub(r'<[^>]*>', ' ', shown).replace(',', '')
    for count, name in ((said['persons'], 'persons'), (said['records'], 'records'),
                        (len(said['findings']), 'findings')):
        assert re.search(rf'\b{count}\s+{name}', text.replace('person ', 'persons ')), name
    kinds = {kind: sum(f['kind'] == kind for f in said['findings']) for kind in KINDS}
    for kind, count in kinds.items():
        if count > 0:
            assert re.search(rf'<th scope="row">{kind}</th><td class="n">[\d,]+</td>'
                             rf'<td class="n">{count:,}</td>', shown), kind
    assert 'The first 100 of 149;' in shown
    assert len(page.all('rect')) > 0


def test_the_worst_come_first(shown):
    sources = shown.split('<h2>By source</h2>')[1].split('</table>')[0]
    persons = [int(n.replace(',', '')) for n in re.findall(r'</th><td class="n">([\d,]+)<', sources)]
    assert persons == sorted(persons, reverse=True)
    assert len(persons) == 2


def test_no_value_is_on_the_page_even_with_reveal(sample, shown):
    revealed = run('scan', '--reveal', sample, '-o', 'html').stdout.decode()
    assert revealed == shown
    for value in ('Annegret', 'C-0000', '@mail.example', 'made-up-cookie', 'session='):
        assert value not in shown


def test_no_value_of_the_corpora_is_on_the_page():
    for corpus in (DATA / 'payloads', DATA / 'dcsa' / 'examples'):
        text = run('scan', corpus, '-o', 'html').stdout.decode()
        for finding in scan('--reveal', corpus)[1]['findings']:
            if len(finding['value']) >= 8 and finding['value'] not in str(corpus):
                assert finding['value'] not in text


def test_a_page_of_nothing_says_what_was_inspected(tmp_path):
    (tmp_path / 'clean.json').write_text('{"a":1}')
    done = run('scan', tmp_path, '-q', '-o', 'html')
    assert (done.returncode, done.stderr) == (0, b'')
    Page(done.stdout.decode())
    assert b'Nothing was found' in done.stdout
    assert b'1 file (7 bytes, 1 document)' in done.stdout
    assert b'Nothing was left out' in done.stdout


@pytest.mark.parametrize('arguments', [['explain', '--body', 'x', '-o', 'html'],
                                       ['exposures', '-o', 'html'],
                                       ['scan', '-o', 'html', '--fields', 'kind', 'x']])
def test_there_is_no_page_of_other_things(arguments):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b'')
    assert b'-o html: ' in done.stderr


# --- in a real browser

def browse(folder, *arguments):
    done = subprocess.run([CHROMIUM, '--headless', '--no-sandbox', '--disable-gpu',
                           f'--user-data-dir={folder}/profile', '--virtual-time-budget=2000',
                           *arguments], capture_output=True, timeout=300, check=False)
    return done.stdout.decode(), done.stderr.decode()


@pytest.mark.skipif(CHROMIUM is None, reason='no chromium here')
def test_chromium_shows_the_page_as_it_was_written(tmp_path, shown, page):
    file = tmp_path / 'page.html'
    file.write_text(shown)
    dom, log = browse(tmp_path, '--enable-logging=stderr', '--v=0', '--dump-dom', f'file://{file}')
    assert [tag for tag, _ in Page(dom).tags] == [tag for tag, _ in page.tags]
    assert 'CONSOLE' not in log  # neither a blocked style nor a fault of the page


@pytest.mark.skipif(CHROMIUM is None, reason='no chromium here')
def test_chromium_prints_the_page(tmp_path, shown):
    file = tmp_path / 'page.html'
    file.write_text(shown)
    browse(tmp_path, f'--print-to-pdf={tmp_path}/page.pdf', f'file://{file}')
    assert (tmp_path / 'page.pdf').read_bytes().startswith(b'%PDF')
