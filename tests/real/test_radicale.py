# SPDX-License-Identifier: Apache-2.0
"""Address books behind nginx: what is neither read nor silent, and leaves nothing behind."""

import pytest

from radicale_stack import CREW, PEOPLE, RadicaleStack, canaries
from real_stack import files_below, traces

GET_BOOK = 'GET books.example/crew/{book}/'
CARD = 'GET books.example/crew/passengers/{s}'
PROPFIND = 'PROPFIND books.example/crew/'
REPORT = 'REPORT books.example/crew/passengers/'

ALL_PROPERTIES = '<?xml version="1.0"?><propfind xmlns="DAV:"><allprop/></propfind>'
ALL_CARDS = '''<?xml version="1.0"?>
<C:addressbook-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">
<prop><getetag/><C:address-data/></prop></C:addressbook-query>'''


@pytest.fixture(scope='session')
def radicale(build, tmp_path_factory):
    yield from RadicaleStack(tmp_path_factory.mktemp('radicale') / 's', build).started()


@pytest.fixture(scope='session')
def read(radicale):
    """Both books as vCards, the books' properties and one book's cards as XML: {endpoint: body}."""
    answers = {}
    for book in PEOPLE:
        answers[GET_BOOK.format(book=book)] = radicale.visit(f'/crew/{book}/', headers=CREW)
    answers[PROPFIND] = radicale.visit('/crew/', 'PROPFIND', body=ALL_PROPERTIES,
                                       headers={'Depth': '1', **CREW})
    answers[REPORT] = radicale.visit('/crew/passengers/', 'REPORT', body=ALL_CARDS,
                                     headers={'Depth': '1', **CREW})
    assert [status for status, _, _ in answers.values()] == [200, 200, 207, 207]
    return {endpoint: body.decode() for endpoint, (_, _, body) in answers.items()}


def test_the_cards_did_go_out(read):
    for book, people in PEOPLE.items():
        for person in people:
            assert all(value in read[GET_BOOK.format(book=book)] for value in person)
    assert all(value in read[REPORT] for person in PEOPLE['passengers'] for value in person)
    assert '/crew/suppliers/' in read[PROPFIND]


def test_a_body_that_is_no_json_is_a_gap_or_a_finding(radicale, read):
    told = radicale.told()
    assert [endpoint for endpoint in read if told[endpoint] == 0] == []


def test_a_card_asked_for_by_a_name_in_the_path_leaves_no_name(radicale, read):
    status, _, body = radicale.visit('/crew/passengers/Ilse-Brandvold.vcf', headers=CREW)
    assert (status, b'Brandvold' in body) == (200, True)
    assert radicale.told()[CARD] == 1
    assert traces(radicale.kept(), ['brandvold']) == []


def test_nothing_of_the_cards_is_kept(radicale, read):
    assert len(traces(files_below(radicale.books), canaries())) >= 20  # the search finds them
    radicale.items('gaps')
    kept = radicale.kept()
    assert len(kept) > 10
    assert traces(kept, canaries()) == []
