# SPDX-License-Identifier: Apache-2.0
"""Builds the fictional employers: name, home culture and the e-mail domain of each."""

import re
from typing import NamedTuple

from employers_words import EMPLOYER_WORDS
from romanise import romanise

PER_CULTURE = 15
LEGAL_FORM_SHARE = 0.6
DOMAIN_ENDS = ("example", "example.com", "example.org", "example.net")


class Employer(NamedTuple):
    """One company; number is its place in the list and gives its tenant id."""
    number: int
    name: str
    culture: str
    domain: str

    @property
    def tenant(self):
        return f"t-{self.number:04d}"


def _entries(listing):
    return [entry.strip() for entry in listing.split(",")]


def _slug(*parts):
    return re.sub(r"[^a-z0-9]+", "-", " ".join(parts).lower()).strip("-")


def _split_entry(entry, culture):
    native, _, roman = entry.partition("=")
    return native, roman or romanise(native, culture)


def _name(template, root, trade, legal):
    if legal:
        return template.format(root=root, trade=trade, legal=legal)
    bare = template.replace("{legal}", "").replace("«", "").replace("»", "")
    return bare.format(root=root, trade=trade).strip()


def _pairs(rng, culture):
    """All (root, trade) of a culture, shuffled: no two employers share both."""
    _, roots, trades, _ = EMPLOYER_WORDS[culture]
    pairs = [(root, trade) for root in _entries(roots) for trade in _entries(trades)]
    rng.shuffle(pairs)
    return pairs[:PER_CULTURE]


def _employer(rng, number, culture, root_entry, trade_entry):
    template, _, _, legals = EMPLOYER_WORDS[culture]
    root, root_roman = _split_entry(root_entry, culture)
    trade, trade_roman = _split_entry(trade_entry, culture)
    is_native = root == root_roman or root.isascii() or rng.random() < 0.6
    legal = rng.choice(_entries(legals)) if rng.random() < LEGAL_FORM_SHARE else ""
    if not is_native:
        root, trade = root_roman, trade_roman
        legal, template = ("Co., Ltd." if legal else ""), "{root} {trade} {legal}"
    domain = f"{_slug(root_roman, trade_roman)}.{rng.choice(DOMAIN_ENDS)}"
    return Employer(number, _name(template, root, trade, legal), culture, domain)


def make_employers(rng, cultures):
    """Return the employers of all cultures, numbered from 1."""
    plans = [(culture, pair) for culture in cultures for pair in _pairs(rng, culture)]
    return [_employer(rng, number, culture, *pair)
            for number, (culture, pair) in enumerate(plans, start=1)]
