# SPDX-License-Identifier: Apache-2.0
"""Checks that the labelled set is what extract.py takes, and that its labels keep to the rules."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / 'data' / 'labelled'
sys.path.insert(0, str(FOLDER))

import agree  # noqa: E402
import extract  # noqa: E402

LABELS = agree.KINDS + ['none']


def rows_of(name):
    return [json.loads(line) for line in (FOLDER / f'{name}.jsonl').open(encoding='utf-8')]


@pytest.mark.parametrize('name', agree.SETS)
def test_set_is_what_extract_takes(name):
    taken = [{key: row[key] for key in ('source', 'path', 'value', 'half')}
             for row in rows_of(name)]
    assert taken == list(extract.extract(name))


@pytest.mark.parametrize('name', agree.SETS)
def test_labels_keep_to_the_rules(name):
    for row in rows_of(name):
        assert row['first'] in LABELS and row['label'] in LABELS, row
        assert row['second'] is None or row['second'] in LABELS, row
        assert row['label'] in (row['first'], row['second']), row
        assert row['class'] in ('clear', 'ambiguous', 'none'), row
        assert 'role' not in row or row['role'] is True and row['label'] in ('email', 'phone'), row


def test_class_depends_on_the_last_key_alone():
    classes = defaultdict(set)
    for name in agree.SETS:
        for row in rows_of(name):
            last = re.sub(r'\[\d+\]', '', row['path']).rsplit('.', 1)[-1]
            classes[last].add(row['class'])
    assert {key: found for key, found in classes.items() if len(found) > 1} == {}


def test_generic_path_lies_in_one_half():
    halves = defaultdict(set)
    for name in agree.SETS:
        for row in rows_of(name):
            halves[re.sub(r'\[\d+\]', '[]', row['path'])].add(row['half'])
    assert all(len(found) == 1 for found in halves.values())


@pytest.mark.parametrize('path, text', [
    (('value', 0, 'givenName'), 'value[0].givenName'),
    ((0, 'a-b', 'x$'), '[0].a-b.x$'),
    (('a b', '1a', ''), "['a b']['1a']['']"),
    (("q'r", 'a\\b', 'é'), "['q\\x27r']['a\\x5cb'].é"),
])
def test_path_is_written_as_the_scanner_writes_it(path, text):
    assert extract.written(path) == text


@pytest.mark.parametrize('pairs, value', [
    ([('a', 'a'), ('b', 'b')], 1.0),
    ([('a', 'b'), ('b', 'a')], -1.0),
    ([('a', 'a'), ('a', 'b'), ('b', 'a'), ('b', 'b')], 0.0),
    ([('a', 'a')] * 20 + [('a', 'b')] * 5 + [('b', 'a')] * 10 + [('b', 'b')] * 15, 0.4),
    ([('a', 'a'), ('a', 'a')], None),
])
def test_kappa(pairs, value):
    assert agree.kappa(pairs) == (value if value is None else pytest.approx(value))


def small_sets():
    row = {'first': 'none', 'second': None, 'label': 'none', 'class': 'none'}
    return {name: [dict(row)] for name in agree.SETS}


def test_second_labels_are_taken_in(tmp_path):
    given = tmp_path / 'second.tsv'
    given.write_text('1\temail\tclear\n2\tnone\tnone\n3\tnone\tnone\n')
    sets = small_sets()
    assert agree.take_second(sets, given) == (2, 3)
    assert [sets[name][0]['second'] for name in agree.SETS] == ['email', 'none', 'none']
    assert sets['stripe'][0]['label'] == 'none'


@pytest.mark.parametrize('text', [
    '1\tnone\tnone\n2\tnone\tnone\n',
    '1\tnone\tnone\n3\tnone\tnone\n2\tnone\tnone\n',
    '1\tnone\tnone\n2\tperson\tnone\n3\tnone\tnone\n',
])
def test_second_labels_that_do_not_fit_are_refused(tmp_path, text):
    given = tmp_path / 'second.tsv'
    given.write_text(text)
    with pytest.raises(SystemExit):
        agree.take_second(small_sets(), given)


def test_agreement_can_be_told():
    told = subprocess.run([sys.executable, FOLDER / 'agree.py'], capture_output=True, text=True)
    assert told.returncode == 0 and told.stdout.splitlines()[0].startswith('stripe')
