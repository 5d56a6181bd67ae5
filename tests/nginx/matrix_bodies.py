# SPDX-License-Identifier: Apache-2.0
"""The bodies of the matrix, and what is to be seen in them. All people are made up."""

import functools
import gzip
import json
import zlib
from typing import NamedTuple

import brotli


class Body(NamedTuple):
    plain: bytes
    type: str = 'application/json'
    suffix: str = 'json'


def person(number):
    # Letters, because a digit makes it no name; every address is another one.
    word = chr(97 + number % 26) + chr(97 + number // 26 % 26) + chr(97 + number // 676 % 26)
    return {'customerNumber': f'T-{1000 + number}', 'name': f'Ada Test{word}son',
            'email': f'ada{number}@test.example', 'company': 'Test Lines Ltd'}


def people(count):
    return json.dumps([person(number) for number in range(count)]).encode()


SMALL = people(3)
LARGE = people(2400)  # 300 KB
BODIES = {
    'small': Body(SMALL),
    'large': Body(LARGE),
    'text': Body(b'Nobody is here, and nothing to read.\n' * 9, 'text/plain', 'txt'),
    'broken': Body(json.dumps(person(7)).encode()[:-1] + b',"x":[}'),
    'byte': Body(b'7'),
    'empty': Body(b''),
}
ADDED_BEFORE, ADDED_AFTER = b'[0,', b']'
OWN_404 = json.dumps(person(9)).encode()
EVENTS = [b'data: %b\n\n' % json.dumps(person(number)).encode() for number in range(3)]


def persons_in(plain):
    """How many persons a body of ours names, whether it is well-formed or not."""
    return plain.count(b'@test.example')


def is_json(plain):
    try:
        json.loads(plain)
    except ValueError:
        return False
    return True


@functools.lru_cache
def encode(coding, plain):
    if coding == 'gzip':
        return gzip.compress(plain, mtime=0)
    return brotli.compress(plain, quality=4) if coding == 'br' else plain


def decode(coding, data):
    """The plain bytes of what came, be it cut."""
    if coding == 'gzip':
        return zlib.decompressobj(31).decompress(data)
    return brotli.decompress(data) if coding == 'br' else data
