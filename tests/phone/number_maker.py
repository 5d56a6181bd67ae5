# SPDX-License-Identifier: Apache-2.0
"""Makes numbers that may be phones: at random, out of a plan's patterns, and with slips."""

import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tools' / 'tables'))

import phone_plan  # noqa: E402
from phone_language import parsed  # noqa: E402

METADATA = ROOT / 'data' / 'phone' / 'PhoneNumberMetadata.xml'
GAPS = ('', '', '', ' ', ' ', '-', '.', '/', ') ')


def word_of(tree, dice):
    """A word of an expression's language."""
    what = tree[0]
    if what == 'set':
        return str(dice.choice(sorted(tree[1])))
    if what == 'cat':
        return ''.join(word_of(part, dice) for part in tree[1])
    if what == 'alt':
        return word_of(dice.choice(tree[1]), dice)
    if what == 'group':
        return word_of(tree[1], dice)
    if what == 'repeat':
        return ''.join(word_of(tree[1], dice) for _ in range(dice.randint(tree[2], tree[3])))
    return ''


def random_digits(count, dice):
    return ''.join(dice.choice('0123456789') for _ in range(count))


def with_gaps(text, dice):
    """The same digits, grouped as somebody might; the first character stays in front."""
    gap = dice.choice(GAPS)
    return text[:2] + ''.join((gap if dice.random() < 0.3 else '') + x for x in text[2:])


def with_slip(number, dice):
    """One digit too much, too few, or another."""
    at = dice.randrange(len(number))
    return number[:at] + dice.choice(('', random_digits(1, dice), random_digits(2, dice))) \
        + number[at + 1:]


class Maker:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.territories = phone_plan.read_territories(METADATA)

    def national(self, territory, way):
        if way == 'random':
            return random_digits(self.dice.choice(sorted(territory.lengths)), self.dice)
        _, pattern, _ = self.dice.choice(territory.named_types)
        number = word_of(parsed(pattern), self.dice)
        return with_slip(number, self.dice) if way == 'slip' else number

    def dialled(self, territory, number):
        """The number behind one of the things that are put in front of it."""
        if territory.id == phone_plan.WORLD:
            return f'+{territory.code}{number}'
        abroad = word_of(parsed(territory.international), self.dice)
        plus = f'+{territory.code}'
        front = self.dice.choice((plus, plus, plus, f'{plus}{territory.prefix}',
                                  f'{abroad}{territory.code}', str(territory.code),
                                  '', '', territory.prefix, territory.prefix,
                                  word_of(parsed(territory.parsing), self.dice)))
        return front + number

    def numbers(self, territory, count):
        """(way, what is written)"""
        for _ in range(count):
            way = self.dice.choice(('random', 'plan', 'slip'))
            number = self.dialled(territory, self.national(territory, way))
            yield way, with_gaps(number, self.dice)
