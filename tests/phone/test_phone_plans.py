# SPDX-License-Identifier: Apache-2.0
"""Our verdicts on 200,000 numbers beside libphonenumber's, each difference explained.

Two oracles: the C++ library, whose metadata is of its own age, and the same rules over the metadata
of the tables (same_plan.py). Where only the first differs, a plan has changed in between. Where
both do, one of three rules of ours must be the reason, and that is rare.
"""

import collections
import os
import pathlib
import shutil
import subprocess

import pytest

import number_maker
from number_maker import METADATA, ROOT, phone_plan

HEADER = pathlib.Path('/usr/include/phonenumbers/phonenumberutil.h')
SOURCES = ('core/base/utf8.c', 'core/classify/phone_number.c', 'core/classify/phone_plan.c',
           'core/classify/phone_region.c', 'core/classify/phone_text.c')
COUNT_PER_TERRITORY = 788  # of 254: 200,152
SAMPLED = 8  # every so many verdicts on which the C++ library agrees are asked of the second too
OURS_PERMILLE_MAX = 1
INTERNATIONAL = '4'

Verdict = collections.namedtuple('Verdict', 'is_valid e164 is_valid_here form here')


@pytest.fixture(scope='module')
def oracle(tmp_path_factory):
    if not HEADER.exists() or shutil.which('g++') is None:
        pytest.skip('libphonenumber-dev or g++ is not installed')
    folder = tmp_path_factory.mktemp('oracle')
    tables = folder / 'phone_tables.c'
    subprocess.run([ROOT / 'tools/tables/phone.py', 'tables', METADATA,
                    METADATA.parent / 'regions.txt', tables], check=True)
    include = ['-I', ROOT, '-I', ROOT / 'include']
    subprocess.run(['gcc', '-O1', '-c', *include, *(ROOT / x for x in SOURCES), tables],
                   cwd=folder, check=True)
    subprocess.run(['g++', '-O1', *include, '-o', folder / 'oracle', ROOT / 'tests/phone/oracle.cc',
                    *folder.glob('*.o'), '-lphonenumber'], check=True)
    return folder / 'oracle'


@pytest.fixture(scope='module')
def maker():
    return number_maker.Maker(seed=20261125)


@pytest.fixture(scope='module')
def same_plan(maker):
    pytest.importorskip('phonenumbers', reason='python3-phonenumbers is not installed')
    import same_plan
    same_plan.install(maker.territories)
    return same_plan


def region_of(territory):
    return 'ZZ' if territory.id == phone_plan.WORLD else territory.id


def verdicts(oracle, rows):
    text = ''.join(f'{region_of(territory)}\t{number}\n' for territory, _, number in rows)
    answer = subprocess.run([oracle], input=text, text=True, capture_output=True, check=True)
    return [Verdict(*line.split()) for line in answer.stdout.splitlines()]


def agrees(verdict, is_valid, e164):
    return verdict.is_valid_here == ('1' if is_valid else '0') and \
        (not is_valid or verdict.here == e164)


def rule_of_ours(same_plan, number, verdict):
    """Which of our three rules makes the difference; None: none."""
    digits = ''.join(x for x in number if x.isdigit())
    if verdict.form != INTERNATIONAL:
        return None
    if digits[0] == '0' and same_plan.verdict('ZZ', verdict.here) == (True, verdict.here):
        return 'a + before zeros' if number[0] == '+' else '00 everywhere'
    return 'valid as it stands' if digits.endswith(verdict.here[1:]) else None


def compared(same_plan, rows, found):
    """{territory: Counter of agreed, plan changed, and our rules}; fails on anything else."""
    table = collections.defaultdict(collections.Counter)
    for at, ((territory, _, number), verdict) in enumerate(zip(rows, found)):
        name = f'{territory.id} {territory.code}'
        is_agreed = agrees(verdict, verdict.is_valid == '1', verdict.e164)
        if is_agreed and at % SAMPLED != 0:
            table[name]['agreed'] += 1
        elif agrees(verdict, *same_plan.verdict(region_of(territory), number)):
            table[name]['agreed' if is_agreed else 'plan changed'] += 1
        else:
            rule = rule_of_ours(same_plan, number, verdict)
            assert rule is not None, (name, number, verdict)
            table[name][rule] += 1
    return table


def test_verdicts_are_libphonenumbers(oracle, maker, same_plan, tmp_path):
    rows = [(territory, way, number) for territory in maker.territories
            for way, number in maker.numbers(territory, COUNT_PER_TERRITORY)]
    found = verdicts(oracle, rows)
    assert len(found) == len(rows) >= 200000
    assert sum(x.is_valid_here == '1' for x in found) > len(rows) // 4
    table = compared(same_plan, rows, found)
    total = sum(table.values(), collections.Counter())
    lines = [f'{name:8} ' + ' '.join(f'{key}: {count}' for key, count in sorted(row.items()))
             for name, row in sorted(table.items())]
    out = pathlib.Path(os.environ.get('COFFERDAM_PHONE_TABLE', tmp_path / 'table.txt'))
    out.write_text('\n'.join([*lines, f'all      {dict(total)}', '']))
    ours = len(rows) - total['agreed'] - total['plan changed']
    assert ours * 1000 < len(rows) * OURS_PERMILLE_MAX, total


def test_examples_are_libphonenumbers(oracle, maker, same_plan):
    rows = [(territory, 'example', writing) for territory in maker.territories
            for number in territory.examples
            for writing in phone_plan.writings(territory, number, maker.territories)
            if territory.id != phone_plan.WORLD or writing[0] == '+']
    found = verdicts(oracle, rows)
    for (territory, _, writing), verdict in zip(rows, found):
        assert verdict.is_valid_here == '1', (territory.id, writing)
        assert agrees(verdict, *same_plan.verdict(region_of(territory), writing)), writing
    assert len(found) > 3400
