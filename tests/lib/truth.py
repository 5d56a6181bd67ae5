# SPDX-License-Identifier: Apache-2.0
"""The traffic's truth file beside what Cofferdam says."""

import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / 'examples' / 'portline'))

from people import make_people  # noqa: E402

# Counted gaps until their formats are read.
UNREAD = ('GET api.portline.example/internal/export.csv', 'GET api.portline.example/account',
          'GET api.portline.example/events')


def load(path):
    return json.loads(path.read_text())['actors']


def consumer_of(actor):
    """What to give --consumer for this actor."""
    credential = actor['credential']
    if credential is None:
        return actor['address']
    if credential['kind'] == 'jwt_sub':
        return 'jwt_sub:' + credential['id']
    return None  # a key: known by its name only


def expected(actors):
    """{(actor, endpoint): persons} of the endpoints that are read and showed somebody."""
    return {(actor['actor'], endpoint): len(seen['rows'])
            for actor in actors
            for endpoint, seen in actor['endpoints'].items()
            if endpoint not in UNREAD and seen['rows']}


def said(stack, actors):
    """{(actor, endpoint): persons} as exposures tells it, and whatever belongs to no actor."""
    rows = json.loads(stack.cofferdam('exposures', '--limit', '0', '-o', 'json'))['items']
    names = {}
    for actor in actors:
        consumer = consumer_of(actor)
        if consumer is None:
            mine = [row for row in rows if row['consumer'].startswith('x_api_key:')]
        else:
            mine = json.loads(stack.cofferdam('exposures', '--limit', '0', '-o', 'json',
                                              '--consumer', consumer))['items']
        for row in mine:
            names[row['id']] = actor['actor']
    result, nobody = {}, []
    for row in rows:
        if row['persons'] == 0:
            continue
        if row['id'] in names:
            result[(names[row['id']], row['endpoint'])] = row['persons']
        else:
            nobody.append(row)
    return result, nobody


def people():
    """Portline's customers by row number."""
    return {person.row: person for person in make_people()}


def enumerator_of(actors):
    return next(actor for actor in actors if actor['actor'] == 'enumerator')


def rows_of(actor):
    """Everybody whose data this actor received."""
    return sorted(set().union(*(seen['rows'] for seen in actor['endpoints'].values())))
