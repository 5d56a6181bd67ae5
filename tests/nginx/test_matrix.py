# SPDX-License-Identifier: Apache-2.0
"""The behaviour matrix in observe mode: nginx with the module is its plain twin, and it looked."""

import itertools
import os
import re

import pytest

from matrix_cases import play_on
from matrix_dimensions import CODINGS, INTERACTING, SPACE
from matrix_fixtures import files, twins, upstream  # noqa: F401
from matrix_judge import CUTS, run, unlike, unzipped
from matrix_pairs import Space, pairs_of

CASES = SPACE.cover(CODINGS)
IDS = [f'{number}-' + '-'.join(str(value) for value in case.values()).replace('/', '')
       for number, case in enumerate(CASES)]
AA_FROM = 10000  # numbers of the cases that two plain twins play
LONG_FROM = 20000


def test_pairs_are_those_of_the_whole_product():
    """The search beside brute force, on a space small enough for it."""
    space = Space({'a': (1, 2, 3), 'b': (1, 2, 3), 'c': (1, 2), 'd': (1, 2)},
                  [(('a', 'b'), lambda a, b: a == b), (('b', 'c'), lambda b, c: b < c),
                   (('a', 'c', 'd'), lambda a, c, d: a == 3 and c != d)])
    whole = [case for values in itertools.product(*space.dimensions.values())
             if space.allows(case := dict(zip(space.names, values)))]
    assert set(space.pairs) == {pair for case in whole for pair in pairs_of(case)}
    assert sorted(map(str, space.product(space.names))) == sorted(map(str, whole))


def test_every_allowed_pair_occurs():
    covered = {pair for case in CASES for pair in pairs_of(case)}
    assert [pair for pair in SPACE.pairs if pair not in covered] == []
    assert [case for case in CASES if not SPACE.allows(case)] == []


def test_every_value_occurs():
    for name, values in SPACE.dimensions.items():
        assert {case[name] for case in CASES} == set(values)


@pytest.mark.parametrize('number', range(len(CASES)), ids=IDS)
def test_the_front_is_its_twin(twins, upstream, number):
    assert run(twins[0], twins[1], upstream, CASES[number], number) == []


def test_two_plain_twins_differ_in_nothing_but_what_is_masked(twins, upstream):
    """Otherwise the mask would be too small, and a difference of the front no proof."""
    for number, case in enumerate(CASES[::3], AA_FROM):
        one, other = (unzipped(case, play_on(twin, upstream, case, number)[1])
                      for twin in twins[1:])
        assert unlike(case, one, other) == [], case


def told(case, lines):
    """What nginx was at when it noticed that the upstream had left is chance."""
    if case['special'] in CUTS:
        return [re.sub(r' while [^,]*', '', line) for line in lines]
    return lines


def of_no_case(errors):
    """The module's own warnings are those of a configuration without key and daemon; what [info]
    says of connections depends on when clients close."""
    return [line for line in errors.get(None, [])
            if '[info]' not in line and 'cofferdam' not in line]


def test_the_error_logs_say_the_same(twins):
    """After all cases: each has the same lines in both logs, but for clients that left."""
    front, plain = (twin.errors() for twin in twins[:2])
    for number, case in enumerate(CASES):
        if case['special'] != 'abort':
            assert told(case, front.get(number, [])) == told(case, plain.get(number, [])), case
    assert of_no_case(front) == of_no_case(plain)


@pytest.mark.skipif(not os.environ.get('COFFERDAM_LONG'), reason='COFFERDAM_LONG is not set')
def test_the_product_of_what_interacts(twins, upstream):
    failed = {}
    for number, case in enumerate(SPACE.product(INTERACTING), LONG_FROM):
        problems = run(twins[0], twins[1], upstream, case, number)
        if problems:
            failed[str(case)] = problems
    assert failed == {}
