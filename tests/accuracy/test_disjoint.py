# SPDX-License-Identifier: Apache-2.0
"""The vocabulary of the accuracy test stands in no table, nor in what tables are made from.

Head nouns of jobs and legal forms are words of a language, not entries: of titles and employers it
is the whole title and the coined part that must be in no list.
"""

import gzip
import pathlib
import re
import unicodedata

import lists
import pytest
from made_up_names import CULTURES

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / 'data'
TABLES = ROOT / 'core' / 'classify'


def fold(text):
    plain = unicodedata.normalize('NFKD', text.casefold())
    plain = ''.join(c for c in plain if not unicodedata.combining(c))
    return plain.replace('ı', 'i').replace('ł', 'l').replace('ø', 'o').replace('đ', 'd').strip()


def text_of(file):
    data = gzip.decompress(file.read_bytes()) if file.suffix == '.gz' else file.read_bytes()
    return data.decode('utf-8-sig', errors='replace')


def listed_in(folder):
    """Every field of the files below a folder of sources; data/words has words between blanks."""
    return {fold(entry) for file in sorted(folder.rglob('*'))
            if file.suffix in ('.txt', '.csv', '.tsv', '.gz')
            for entry in re.split(r'[\n\t,;|" ]' if file.parent.name == 'words' else r'[\n\t,;|"]',
                                  text_of(file))}


def words_of_keys_and_jobs():
    """The strings in the C files, and the words that a table is made from."""
    in_c = {fold(entry) for file in sorted(TABLES.glob('*.[ch]'))
            for entry in re.findall(r'"([^"\n]+)"', text_of(file))}
    return in_c | listed_in(SOURCES / 'words')


def entries():
    """Those, and all else that tables are made from."""
    return (words_of_keys_and_jobs() | listed_in(SOURCES)) - {''}


@pytest.fixture(scope='module')
def listed():
    return entries()


def spellings(name):
    return [part for part in name.split('=') if part]


def test_the_tables_were_read(listed):
    assert {'geschaftsfuhrer', 'no-reply', 'gmbh', 'vorname'} <= listed


@pytest.mark.parametrize('culture', CULTURES, ids=lambda culture: culture.tag)
def test_no_name_is_listed(culture, listed):
    names = [part for name in culture.given + culture.family for part in spellings(name)]
    assert [name for name in names if fold(name) in listed] == []


def test_no_name_stands_twice():
    for culture in CULTURES:
        names = culture.given + culture.family
        assert len(names) == len(set(names)), culture.tag


def test_no_title_is_listed(listed):
    titles = [title for group in lists.TITLES.values() for title in group]
    assert [title for title in (*titles, *lists.RARE_TITLES) if fold(title) in listed] == []


def test_no_employer_and_no_mail_host_is_listed(listed):
    names = [*lists.FIRM_PARTS, *lists.MAIL_HOSTS]
    assert [name for name in names if fold(name) in listed] == []


def test_rare_titles_have_no_head_noun_of_ours():
    ours = words_of_keys_and_jobs()
    words = [word for title in lists.RARE_TITLES for word in re.split(r'[\s-]', title)]
    heads = {word for word in words if word[0].isupper()}
    assert [word for word in heads if fold(word) in ours] == []
