# SPDX-License-Identifier: Apache-2.0
"""The measure itself: are truths where they say, same bytes every time, and are errors counted?"""

import filecmp
import json
import pathlib
import subprocess

import labelled
import negatives
import pytest
from generate import generate
from made_up_names import CULTURES
from report import bar_rows
from score import KINDS, Score, belongs, judge_file
from writer import NONE, Inner, Mark, Truth, write_lines

TOOL = pathlib.Path(__file__).resolve().parents[2] / 'tools' / 'accuracy'


@pytest.fixture(scope='module')
def generated(tmp_path_factory):
    folder = tmp_path_factory.mktemp('generated')
    return folder, generate(folder, records=20)


def finding(start, end, kind, value='', role=None):
    return {'offset': start, 'length': end - start, 'kind': kind, 'value': value, 'role': role,
            'path': ''}


def truth(start, end, kind=NONE, value='', key_class='clear', is_role=False):
    return Truth(start, end, 'a', Mark(value, kind, key_class, is_role), 'shape')


def judged(truths, findings):
    score = Score()
    judge_file(score, 'file', truths, findings, lambda one: truth(one['offset'], one['offset'] + 1))
    return score


# --- the generated set

def test_truths_stand_where_they_say(generated):
    folder, truths = generated
    for name, values in truths.items():
        body = (folder / name).read_bytes()
        for value in values:
            text = body[value.start:value.end].decode()
            expected = json.dumps(value.value, ensure_ascii=False)[1:-1]
            assert text.replace('\\', '') == expected.replace('\\', ''), (name, value.path)


def test_every_line_is_json_and_holds_its_values(generated):
    folder, truths = generated
    for name, values in truths.items():
        lines = (folder / name).read_text(encoding='utf-8').splitlines()
        assert len(lines) == 20
        assert all(json.loads(line) for line in lines)
        assert values


def test_same_seed_same_bytes(generated, tmp_path):
    folder, truths = generated
    generate(tmp_path, records=20)
    same, different, missing = filecmp.cmpfiles(folder, tmp_path, truths, shallow=False)
    assert (sorted(same), different, missing) == (sorted(truths), [], [])


def test_there_is_enough_of_everything(tmp_path):
    values = [value for file in generate(tmp_path).values() for value in file]
    people = [value for value in values if value.kind != NONE]
    assert len(people) >= 20_000
    assert {value.kind for value in people} == set(KINDS)
    assert len({value.shape for value in people}) >= 20
    assert len([value for value in values if value.kind == NONE]) >= len(people) / 2


def test_paths_are_those_that_the_scan_prints(tmp_path):
    tree = {'a-b': [{'mail': Mark('x@y.example', 'email', 'clear')}],
            Mark('k@y.example', 'email', 'none'): {'n': 'z'}, 'j': Inner({'e': 'ö "q"'})}
    with open(tmp_path / 'one.jsonl', 'wb') as file:
        truths = write_lines(file, 'shape', [tree])
    assert [value.path for value in truths] == ["['a-b'][0].mail", '[*]', '[*].n', 'j.e']


# --- the clean set

def test_nobody_made_up_is_in_the_clean_data(tmp_path):
    sizes = negatives.write_negatives(tmp_path, total_bytes=800_000)
    assert len(sizes) == 8
    text = ''.join((tmp_path / f'{sort}.jsonl').read_text(encoding='utf-8') for sort in sizes)
    assert '@example' not in text
    families = [name for culture in CULTURES[:20] for name in culture.family if len(name) > 6]
    assert [name for name in families if name in text] == []


def test_clean_data_has_its_size_and_repeats(tmp_path):
    one, two = (negatives.write_negatives(tmp_path / name, total_bytes=400_000) for name in 'ab')
    assert one == two
    assert all(50_000 <= size < 150_000 for size in one.values())
    for sort in one:
        assert filecmp.cmp(tmp_path / 'a' / f'{sort}.jsonl', tmp_path / 'b' / f'{sort}.jsonl',
                           shallow=False)


# --- counting

def test_right_false_and_missed_are_told_apart():
    score = judged([truth(0, 5, 'email'), truth(10, 15, 'phone'), truth(20, 25)],
                   [finding(0, 5, 'email'), finding(20, 25, 'person_name')])
    email, phone = score.counts['email', 'clear'], score.counts['phone', 'clear']
    assert (email.right, email.false, email.missed) == (1, 0, 0)
    assert (phone.right, phone.false, phone.missed) == (0, 0, 1)
    assert score.counts['person_name', 'clear'].false == 1
    assert sorted(str(error.said) for error in score.errors) == ['None', 'person_name']


def test_another_kind_is_missed_and_false():
    score = judged([truth(0, 5, 'employer')], [finding(0, 5, 'person_name')])
    assert score.counts['employer', 'clear'].missed == 1
    assert score.counts['person_name', 'clear'].false == 1


def test_a_finding_outside_of_every_value_is_false():
    score = judged([truth(0, 5, 'email')], [finding(0, 5, 'email'), finding(40, 45, 'email')])
    assert score.counts['email', 'clear'].right == 1
    assert score.counts['email', 'clear'].false == 1


def test_a_finding_that_points_at_the_whole_string_finds_its_inner_value():
    inner = [truth(10, 15, 'email', 'a@b.c'), truth(20, 25, 'phone', '12345')]
    assert belongs(finding(4, 40, 'phone', '12345'), inner) is inner[1]
    assert belongs(finding(4, 40, 'email', 'other'), inner) is inner[0]
    assert belongs(finding(50, 60, 'email', 'a@b.c'), inner) is None


def test_flags_of_role_mailboxes_are_counted():
    score = judged([truth(0, 5, 'email', is_role=True), truth(10, 15, 'email')],
                   [finding(at, at + 5, 'email', role='mailbox') for at in (0, 10)])
    assert (score.roles.right, score.roles.false, score.roles.missed) == (1, 1, 0)


def test_bars_compare_f1_with_the_must():
    score = judged([truth(at, at + 5, 'email') for at in range(0, 1000, 10)],
                   [finding(at, at + 5, 'email') for at in range(0, 970, 10)])
    (what, figure, must, _, stands), = bar_rows(score)
    assert (what, must, stands) == ('e-mail', .99, False)
    assert figure == pytest.approx(2 * 97 / (2 * 97 + 3))


def test_labelled_values_are_joined_by_path_and_false_names_counted(build, tmp_path, monkeypatch):
    (tmp_path / 'labelled').mkdir()
    (tmp_path / 'payloads').mkdir()
    body = {'lines': [{'name': 'Bolt Seal', 'email': 'x@y.example'}],
            'person': {'name': 'Örs Kékháti', 'mail': 'o@y.example'}, 'tel': 'none yet'}
    (tmp_path / 'payloads' / 'one.json').write_text(json.dumps(body))
    rows = [('person.name', 'Örs Kékháti', 'none', 'ambiguous', 'open'),
            ('lines[0].email', 'x@y.example', 'email', 'clear', 'held'),
            ('person.mail', 'o@y.example', 'email', 'clear', 'open'),
            ('tel', 'none yet', 'phone', 'clear', 'open')]
    with open(tmp_path / 'labelled' / 'github.jsonl', 'w', encoding='utf-8') as file:
        for path, value, label, key_class, half in rows:
            file.write(json.dumps({'source': 'payloads/one.json', 'path': path, 'value': value,
                                   'label': label, 'class': key_class, 'half': half}) + '\n')
    monkeypatch.setattr(labelled, 'DATA', tmp_path)
    assert len(labelled.read_rows('all')['github']) == 4
    score, false_names, names = labelled.score_rows(build, labelled.read_rows('open')['github'])
    assert (false_names, names) == (1, 1)
    assert score.counts['email', 'clear'].right == 1
    assert score.counts['phone', 'clear'].missed == 1


# --- the program

def test_it_prints_tables_and_errors_with_terms(build):
    answer = subprocess.run([TOOL, build, '--quick', '--errors', '1'], capture_output=True,
                            text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert '| generated | e-mail |' in answer.stdout
    assert '# errors: generated' in answer.stdout


def test_a_folder_without_the_program_could_not_be_measured(tmp_path):
    answer = subprocess.run([TOOL, tmp_path, '--quick'], capture_output=True, text=True,
                            check=False)
    assert answer.returncode == 3
    assert 'could not measure' in answer.stderr


def test_an_unknown_flag_is_wrong_usage(build):
    assert subprocess.run([TOOL, build, '--fast'], capture_output=True, check=False).returncode == 2
