# SPDX-License-Identifier: Apache-2.0
"""Responses with very many persons are in the ledger exactly, and no record of them is lost."""

import os

import pytest

from crowd import PATHS

long_only = pytest.mark.skipif(os.environ.get('COFFERDAM_LONG') != '1',
                               reason='large: COFFERDAM_LONG=1 runs it')


def assert_exact(stack, fetches):
    """All is in the ledger: persons per (consumer, endpoint), and nothing dropped on the way."""
    stack.start()
    stack.fetch_all(fetches)
    status = stack.settle()
    assert status['dropped'] == {'parts': 0, 'subjects': 0}
    assert status['gaps'] == {}
    assert stack.said() == dict(stack.truth)


def one_response(stack, persons):
    stack.write('all', 1, persons)
    assert_exact(stack, [('all', 'u-000001', PATHS[0])])


def many_responses(stack, count, persons):
    for number in range(count):
        stack.write(f'crowd{number}', 1 + number * persons, persons)
    assert_exact(stack, [(f'crowd{number}', f'u-{number:06d}', PATHS[number % len(PATHS)])
                         for number in range(count)])


def test_one_response_of_half_a_million(crowds):
    one_response(crowds, 500000)


def test_twenty_responses_of_fifty_thousand_at_once(crowds):
    many_responses(crowds, 20, 50000)


@long_only
def test_one_response_of_three_times_that(crowds):
    one_response(crowds, 1500000)


@long_only
def test_sixty_responses_of_fifty_thousand_at_once(crowds):
    many_responses(crowds, 60, 50000)
