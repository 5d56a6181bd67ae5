# SPDX-License-Identifier: Apache-2.0
"""The Booking API of the container lines, served by Prism from its OpenAPI document.

The answer is the document's own example of a confirmed booking. Read by hand: `Diane` and the
department of the booking's agent are contacts, both under the number +49 471 945410. A department
is nobody, so that is one person, known by the number.
"""

import json

import pytest

from prism_stack import HERE, PrismStack
from real_stack import traces
from stack import ROOT

BOOKING = 'GET carrier.example/v2/bookings/{bookingReference}'
NEW_BOOKING = 'POST carrier.example/v2/bookings'
EXAMPLE = 'dryConfirmedExample'
LOCK = HERE / 'package-lock.json'
REQUEST = ROOT / 'tests/data/dcsa/examples/post-v2-bookings.request.dryExample.json'
NAME, PHONE = 'Diane', '+49 471 945410'


@pytest.fixture(scope='session')
def prism(build, tmp_path_factory):
    yield from PrismStack(tmp_path_factory.mktemp('prism') / 's', build).started()


@pytest.fixture(scope='session')
def booking(prism):
    """The body of one booking, asked for under two references."""
    for reference in ('cbr-987', 'cbr-988'):
        status, _, body = prism.visit(f'/v2/bookings/{reference}',
                                      headers={'Prefer': f'code=200, example={EXAMPLE}'})
        assert status == 200
    return body


def test_the_lock_file_names_no_registry():
    packages = json.loads(LOCK.read_text())['packages']
    assert len(packages) > 100
    for name, package in packages.items():
        assert 'resolved' not in package
        assert name == '' or package['integrity'].startswith('sha512-')


def test_the_answer_holds_the_contact_once(booking):
    contacts = json.loads(booking)['partyContactDetails']
    assert contacts == [{'name': NAME, 'phone': PHONE}]


def test_the_contact_is_one_person_with_name_and_number(prism, booking):
    found = prism.items('exposures', subject=PHONE)
    assert [(item['endpoint'], item['persons']) for item in found] == [(BOOKING, 1)]
    assert set(found[0]['kinds']) >= {'person_name', 'phone'}


def test_the_booking_shows_nobody_else(prism, booking):
    found = [item for item in prism.items('endpoints') if item['endpoint'] == BOOKING]
    assert [item['persons'] for item in found] == [1]


def test_the_name_is_found_where_it_stands(prism, booking, tmp_path):
    file = tmp_path / 'booking.json'
    file.write_bytes(booking)
    found = prism.scan(file)
    assert ('person_name', 'partyContactDetails[0].name') in found
    assert ('phone', 'partyContactDetails[0].phone') in found


def test_endpoints_are_named_by_their_templates(prism, booking):
    named = [item['endpoint'] for what in ('endpoints', 'gaps') for item in prism.items(what)]
    assert BOOKING in named
    assert [name for name in named if 'cbr-' in name] == []


def test_errors_and_receipts_show_nobody(prism):
    assert prism.visit('/v2/bookings/cbr-989', headers={'Prefer': 'code=404'})[0] == 404
    headers = {'Content-Type': 'application/json'}
    assert prism.visit('/v2/bookings', 'POST', body='{}', headers=headers)[0] == 400
    accepted = prism.visit('/v2/bookings', 'POST', body=REQUEST.read_bytes(), headers=headers)
    assert (accepted[0], list(json.loads(accepted[2]))) == (202, ['carrierBookingRequestReference'])
    assert NEW_BOOKING not in [item['endpoint'] for item in prism.items('endpoints')]


def test_name_and_number_are_not_kept(prism, booking):
    values = [NAME, PHONE, PHONE.replace(' ', '')]
    assert len(traces({'booking': booking}, values)) == 2  # the search finds them
    prism.items('exposures')
    assert traces(prism.kept(), values) == []
