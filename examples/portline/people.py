#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Portline's 10,000 customers, all made up from a fixed seed: same seed, same bytes.

Life of a customer: an employer is drawn, then the name (mostly of the employer's culture), the
position in the employer's language, a telephone number, and an e-mail address at the employer's or
a private mailbox domain. Row numbers count from 1 in the order of the customer numbers.

Run as a program it prints the customers, one JSON object a line.
"""

import argparse
import datetime
import json
import random
import re
from typing import NamedTuple

from employers import make_employers
from names import CULTURES, draw_name
from phones import PhoneBook
from positions import draw_position

SEED = 20260114
CUSTOMER_COUNT = 10_000
FIRST_NUMBER = 48_213

FULL_OFFICES = ("BRV", "GOT")
FULL_OFFICE_CUSTOMERS = 300
OTHER_OFFICES = ("ANR", "BUD", "CAI", "DXB", "GDN", "GOA", "HAM", "HFA", "HKG", "IST", "KRK", "LEH",
                 "LIS", "LOS", "MUM", "NYC", "PIR", "PUS", "REK", "SAO", "SGN", "TYO", "VLC")
PREFERRED_PORTS = ("DEHAM", "NLRTM", "BEANR", "SEGOT", "ESVLC", "ITGOA", "GRPIR", "TRIST", "AEJEA",
                   "INNSA", "CNSHA", "JPYOK", "KRPUS", "VNSGN", "USNYC", "BRSSZ", "NGAPP", "PLGDN")
PRIVATE_DOMAINS = ("post.example.net", "mail.example.org", "inbox.example", "home.example.com")
STATUSES = ("active", "active", "active", "active", "dormant", "blocked")

SAME_CULTURE_SHARE = 0.75
PRIVATE_MAIL_SHARE = 0.2
NATIVE_SPELLING_SHARE = 0.55
FIRST_DAY = datetime.date(2011, 3, 1)


class Customer(NamedTuple):
    """One customer. first_name, last_name and name are the spelling on file; native_name and
    roman_name are both spellings, whichever of them that is."""
    row: int
    number: str
    first_name: str
    last_name: str
    name: str
    native_name: str
    roman_name: str
    culture: str
    employer: str
    tenant: str
    position: str
    email: str
    phone: str
    office: str
    preferred_port: str
    created: str
    status: str
    has_newsletter: bool


def account_of(row):
    """Return the account id of a customer's row."""
    return f"u-{row:06d}"


def _ascii_word(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _local_part(rng, name):
    first, last = _ascii_word(name.roman.first), _ascii_word(name.roman.last)
    styles = (f"{first}.{last}", f"{first}.{last}", f"{first[0]}.{last}", f"{last}.{first}",
              f"{first[0]}{last}".replace("-", ""), f"{first}_{last}")
    return rng.choice(styles)


class _MailBook:
    """Hands out e-mail addresses, each once; namesakes get a number."""

    def __init__(self, rng):
        self._rng = rng
        self._taken = set()

    def draw(self, name, employer):
        is_private = self._rng.random() < PRIVATE_MAIL_SHARE
        domain = self._rng.choice(PRIVATE_DOMAINS) if is_private else employer.domain
        local, suffix = _local_part(self._rng, name), 1
        address = f"{local}@{domain}"
        while address in self._taken:
            suffix += 1
            address = f"{local}{suffix}@{domain}"
        self._taken.add(address)
        return address


def _office_deck(rng, count):
    """One office per row: the full offices exactly full, the others by chance, all shuffled."""
    full_customers = min(FULL_OFFICE_CUSTOMERS, count // len(FULL_OFFICES))
    deck = [office for office in FULL_OFFICES for _ in range(full_customers)]
    deck += [rng.choice(OTHER_OFFICES) for _ in range(count - len(deck))]
    rng.shuffle(deck)
    return deck


def _number_steps(rng, count):
    """Customer numbers rise by one; now and then a cancelled application left a gap."""
    number = FIRST_NUMBER
    for _ in range(count):
        yield f"PL-{number:07d}"
        number += 1 if rng.random() < 0.93 else rng.randrange(2, 4)


def _created(row, count):
    """The day of application: later numbers applied later."""
    return (FIRST_DAY + datetime.timedelta(days=row * 5400 // count)).isoformat()


def _draw_customer(rng, row, number, office, created, employers, mails, phones):
    employer = rng.choice(employers)
    is_local = rng.random() < SAME_CULTURE_SHARE
    name = draw_name(rng, employer.culture if is_local else rng.choice(CULTURES))
    spelling = name.native if rng.random() < NATIVE_SPELLING_SHARE else name.roman
    return Customer(
        row=row, number=number,
        first_name=spelling.first, last_name=spelling.last, name=spelling.full,
        native_name=name.native.full, roman_name=name.roman.full, culture=name.culture,
        employer=employer.name, tenant=employer.tenant,
        position=draw_position(rng, employer.culture),
        email=mails.draw(name, employer), phone=phones.draw(employer.culture),
        office=office, preferred_port=rng.choice(PREFERRED_PORTS), created=created,
        status=rng.choice(STATUSES), has_newsletter=rng.random() < 0.4)


def make_people(seed=SEED, count=CUSTOMER_COUNT):
    """Return the customers of this seed as a list; the customer of row r stands at r - 1."""
    rng = random.Random(seed)
    employers = make_employers(rng, CULTURES)
    mails, phones = _MailBook(rng), PhoneBook(rng)
    offices = _office_deck(rng, count)
    numbers = list(_number_steps(rng, count))
    return [_draw_customer(rng, row, numbers[row - 1], offices[row - 1], _created(row, count),
                           employers, mails, phones)
            for row in range(1, count + 1)]


def as_bytes(people):
    """Return the customers as UTF-8 JSON lines: the form in which two runs are compared."""
    lines = (json.dumps(person._asdict(), ensure_ascii=False) for person in people)
    return ("\n".join(lines) + "\n").encode()


def main():
    """Print the customers."""
    parser = argparse.ArgumentParser(description="print Portline's made-up customers as JSON lines")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=CUSTOMER_COUNT)
    options = parser.parse_args()
    people = make_people(options.seed, options.count)
    with open(1, "wb", closefd=False) as out:
        out.write(as_bytes(people))


if __name__ == "__main__":
    main()
