#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the two corpora of the benchmarks, 50 MB each: same seed, same bytes.

    corpus.py FOLDER        FOLDER/dense.json and FOLDER/clean.json, made only when missing

dense: customers as the list call of a CRM answers them. 57 strings each (keys and values), 15
locales, every fourth record with all its letters beyond ASCII and its slashes escaped, as some
servers write them. clean: products and bookings, nobody in them. One record a line.

Prints for each file its name, bytes and the first 16 digits of its SHA-256.
"""

import hashlib
import json
import os
import random
import re
import sys
import unicodedata

import corpus_words as lists

SEED = 20260211
CORPUS_BYTES = 50_000_000
DENSE_STRINGS = 57
ESCAPED_EVERY = 4
SECONDS_PER_YEAR = 31_536_000


class Draw:
    """Draws that depend on random() alone, whose sequence no Python version may change."""

    def __init__(self, seed):
        self._random = random.Random(seed).random

    def below(self, limit):
        return int(self._random() * limit)

    def one(self, choices):
        return choices[self.below(len(choices))]

    def digits(self, pattern):
        return re.sub('#', lambda _: str(self.below(10)), pattern)

    def moment(self):
        second = self.below(3 * SECONDS_PER_YEAR)
        day, second = divmod(second, 86_400)
        return (f'{2023 + day // 365}-{day % 12 + 1:02d}-{day % 28 + 1:02d}'
                f'T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z')

    def hex(self, count):
        return f'{self.below(16 ** count):0{count}x}'


def spellings(name):
    """The name as written, and romanised."""
    written, _, roman = name.partition('=')
    return written, roman or written


def mail_word(text):
    text = text.replace('ß', 'ss').replace('ł', 'l').replace('ı', 'i').replace('ø', 'o')
    plain = unicodedata.normalize('NFKD', text).encode('ascii', 'ignore').decode()
    return re.sub('[^a-z0-9]+', '-', plain.lower()).strip('-')


def person(draw, locale):
    given, given_roman = spellings(draw.one(locale.given))
    family, family_roman = spellings(draw.one(locale.family))
    pair = (family, given) if locale.is_family_first else (given, family)
    local = draw.one(('{0}.{1}', '{0}.{1}', '{1}.{0}', '{2}{1}', '{0}_{1}'))
    given_word, family_word = mail_word(given_roman), mail_word(family_roman)
    return given, family, ' '.join(pair), local.format(given_word, family_word, given_word[0])


def customer(draw, number):
    locale = draw.one(lists.LOCALES)
    given, family, full, local = person(draw, locale)
    coined = draw.one(lists.FIRM_PARTS)
    domain = f'{coined.lower()}.example'
    postcode, town = draw.one(locale.towns).split('|')
    return {
        'id': f'{draw.hex(8)}-{draw.hex(4)}-4{draw.hex(3)}-a{draw.hex(3)}-{draw.hex(12)}',
        'customerNumber': f'C{number:07d}',
        'firstName': given,
        'lastName': family,
        'displayName': full,
        'employer': draw.one(locale.firms).replace('%', coined),
        'position': draw.one(locale.positions),
        'department': draw.one(locale.departments),
        'email': f'{local}{draw.below(90) + 10}@{domain}',
        'phone': draw.digits(draw.one(locale.phones)),
        'address': {
            'street': draw.one(locale.streets).replace('#', str(draw.below(180) + 1)),
            'postalCode': draw.digits(postcode),
            'city': town,
            'country': locale.country,
        },
        'language': locale.tag,
        'timeZone': locale.zone,
        'currency': locale.currency,
        'segment': draw.one(lists.SEGMENTS),
        'status': draw.one(lists.STATUSES),
        'website': f'https://www.{domain}/{locale.tag}/welcome',
        'lastLoginIp': f'192.0.2.{draw.below(254) + 1}',
        'createdAt': draw.moment(),
        'updatedAt': draw.moment(),
        'ownerTeam': f'TEAM-{draw.below(40):02d}',
        'hasNewsletter': draw.below(2) == 1,
        'openOrders': draw.below(30),
        'creditLimit': draw.below(500) * 100,
        'balance': draw.below(1_000_000) / 100,
        'tags': [draw.one(lists.TAGS)],
        'notes': ' '.join(draw.one(lists.NOTES) for _ in range(3)),
    }


def product(draw, number):
    goods, material = draw.one(lists.GOODS), draw.one(lists.MATERIALS)
    return {
        'sku': f'CR-{draw.below(90) + 10}-{number:06d}',
        'title': f'{goods.capitalize()}, {material}, {draw.below(90) + 10} mm',
        'category': draw.one(lists.CATEGORIES),
        'description': ' '.join(draw.one(lists.SENTENCES) for _ in range(3)),
        'price': {'amount': draw.below(100_000) / 100, 'currency': 'EUR', 'taxPermille': 190},
        'stock': {'warehouse': f'W-{draw.below(30):02d}', 'available': draw.below(5_000),
                  'reserved': draw.below(50), 'leadTimeDays': draw.below(20)},
        'dimensions': {'lengthMm': draw.below(2_000), 'widthMm': draw.below(800),
                       'heightMm': draw.below(600), 'weightKg': draw.below(9_000) / 100},
        'material': material,
        'tariffCode': draw.digits('7326.90.##'),
        'image': f'https://static.shop.example/products/{number}/large.webp',
        'variants': [{'code': f'{number}-{part}', 'color': draw.one(lists.COLORS),
                      'available': draw.below(900)} for part in 'ABC'],
        'rating': draw.below(50) / 10,
        'isActive': draw.below(9) > 0,
        'updatedAt': draw.moment(),
    }


def booking(draw, number):
    return {
        'bookingReference': f'BK{number:07d}',
        'status': draw.one(('confirmed', 'pending', 'amended')),
        'vessel': draw.one(lists.VESSELS),
        'voyage': draw.digits('0##E'),
        'portOfLoading': draw.one(lists.PORTS),
        'portOfDischarge': draw.one(lists.PORTS),
        'commodity': draw.one(lists.COMMODITIES),
        'containers': [{'number': draw.digits('CDXU#######'), 'sizeType': draw.one(('22G1', '45R1')),
                        'grossWeightKg': draw.below(30_000), 'seal': draw.digits('EU######'),
                        'setpointCelsius': draw.below(40) / 2 - 20} for _ in range(3)],
        'milestones': [{'event': draw.one(lists.MILESTONES), 'at': draw.moment(),
                        'isEstimate': draw.below(2) == 1} for _ in range(4)],
        'freight': {'amount': draw.below(900_000) / 100, 'currency': 'USD', 'isPrepaid': True},
        'remarks': draw.one(lists.SENTENCES),
    }


def string_count(value):
    """Keys and string values in a JSON value."""
    if isinstance(value, dict):
        return sum(1 + string_count(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(string_count(inner) for inner in value)
    return int(isinstance(value, str))


def text_of(record, is_escaped=False):
    text = json.dumps(record, ensure_ascii=is_escaped, separators=(',', ':'))
    return text.replace('/', '\\/') if is_escaped else text


def dense_line(draw, number):
    record = customer(draw, number)
    assert string_count(record) == DENSE_STRINGS, string_count(record)
    return text_of(record, number % ESCAPED_EVERY == 0)


def clean_line(draw, number):
    return text_of((product if number % 2 else booking)(draw, number))


def write_corpus(path, make_line, seed):
    """One array in one object, a record a line; renamed into place when whole."""
    draw = Draw(seed)
    written, number = 0, 0
    with open(path + '.new', 'wb') as file:
        written += file.write(b'{"value":[\n')
        while written < CORPUS_BYTES:
            number += 1
            line = make_line(draw, number).encode()
            written += file.write(line if number == 1 else b',\n' + line)
        file.write(b'\n]}\n')
    os.rename(path + '.new', path)


def describe(path):
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return f'{os.path.basename(path)} {os.path.getsize(path)} {digest.hexdigest()[:16]}'


def main():
    if len(sys.argv) != 2:
        print('usage: corpus.py FOLDER', file=sys.stderr)
        return 2
    os.makedirs(sys.argv[1], exist_ok=True)
    for offset, (name, make_line) in enumerate((('dense.json', dense_line),
                                                ('clean.json', clean_line))):
        path = os.path.join(sys.argv[1], name)
        if not os.path.exists(path):
            write_corpus(path, make_line, SEED + offset)
        print(describe(path))
    return 0


if __name__ == '__main__':
    sys.exit(main())
