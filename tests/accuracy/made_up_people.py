# SPDX-License-Identifier: Apache-2.0
"""Draws made-up persons with their employers, jobs, mail addresses and phone numbers."""

import random
import re
import unicodedata

import lists
from made_up_names import CULTURES


class Draw:
    """Draws that depend on random() alone, whose sequence no Python version may change."""

    def __init__(self, seed):
        self._random = random.Random(seed).random

    def below(self, limit):
        return int(self._random() * limit)

    def one(self, choices):
        return choices[self.below(len(choices))]

    def digits(self, pattern):
        return re.sub('[#N]', lambda found: str(self.below(10) if found[0] == '#'
                                                else 2 + self.below(8)), pattern)

    def hex(self, count):
        return f'{self.below(16 ** count):0{count}x}'

    def day(self):
        return f'20{20 + self.below(6)}-{1 + self.below(12):02d}-{1 + self.below(28):02d}'


def mail_word(text):
    text = text.replace('ß', 'ss').replace('ł', 'l').replace('ı', 'i').replace('đ', 'd')
    plain = unicodedata.normalize('NFKD', text).encode('ascii', 'ignore').decode()
    return re.sub('[^a-z0-9]+', '-', plain.lower()).strip('-') or 'x'


class Person:
    """One made-up person; the fields are plain strings."""

    def __init__(self, draw):
        culture = draw.one(CULTURES)
        self.given, given_roman = self._spellings(draw.one(culture.given))
        self.family, family_roman = self._spellings(draw.one(culture.family))
        space = '' if culture.tag in ('ja', 'zh', 'ko') and draw.below(2) else ' '
        pair = [self.given, self.family]
        self.full = space.join(reversed(pair) if culture.is_family_first else pair)
        self.country = culture.country
        coined = draw.one(lists.FIRM_PARTS)
        forms = lists.FIRM_FORMS.get(culture.country, lists.FIRM_FORMS_ELSEWHERE)
        self.employer = draw.one(forms).replace('%', coined)
        self.title = draw.one(lists.TITLES[culture.language] if draw.below(6)
                              else lists.RARE_TITLES)
        self.email = self._mail(draw, mail_word(given_roman), mail_word(family_roman), coined)
        international, national = lists.PHONES[culture.country]
        self.phone_plus = draw.digits(draw.one(international))
        self.phone_home = draw.digits(draw.one(national))
        self.phone = self.phone_plus if draw.below(2) else self.phone_home
        self.customer_id = draw.digits(draw.one(('C#######', 'K-######', '########', 'CUS-N####')))

    @staticmethod
    def _spellings(name):
        written, _, roman = name.partition('=')
        return written, roman or written

    @staticmethod
    def _mail(draw, given, family, coined):
        local = draw.one(('{0}.{1}', '{0}.{1}', '{2}.{1}', '{2}{1}', '{1}', '{0}_{1}', '{0}+crm',
                          '{1}{3}', 'harbour{3}')).format(given, family, given[0],
                                                        10 + draw.below(90))
        host = f'{coined.lower()}.example' if draw.below(3) else draw.one(lists.MAIL_HOSTS)
        return f'{local}@{host}'
