# SPDX-License-Identifier: Apache-2.0
"""Draws made-up names: one culture's first and family name, native and romanised, in its order."""

from typing import NamedTuple

from names_east import EAST
from names_west import WEST
from names_world import WORLD
from romanise import romanise

VOCABULARY = WEST | EAST | WORLD
CULTURES = tuple(VOCABULARY)

FAMILY_FIRST = {"chinese": "", "japanese": " ", "korean": "", "vietnamese": " ", "hungarian": " "}


class Spelling(NamedTuple):
    """A name as one person writes it: the parts, and the whole in the order of the culture."""
    first: str
    last: str
    full: str


class Name(NamedTuple):
    """One person's name in native spelling and in plain Latin letters."""
    culture: str
    native: Spelling
    roman: Spelling


def _split(listing):
    return [entry.strip() for entry in listing.split(",")]


def _pair(entry, culture):
    native, _, roman = entry.partition("=")
    return native, roman or romanise(native, culture)


def _family_for(entry, is_woman):
    """Choose the man's or the woman's form of `man/woman`; one form serves both."""
    forms = entry.split("/")
    return forms[-1] if is_woman else forms[0]


def _parsed(culture):
    lists = VOCABULARY[culture]
    return {key: _split(lists[key]) for key in ("men", "women", "family")}


PARSED = {culture: _parsed(culture) for culture in CULTURES}


def _spelling(first, last, joint):
    full = f"{first} {last}" if joint is None else f"{last}{joint}{first}"
    return Spelling(first, last, full)


def draw_name(rng, culture):
    """Draw one name of that culture. A romanised name is family first in half of the cultures
    whose native order is, as such records really are."""
    lists = PARSED[culture]
    is_woman = rng.random() < 0.5
    first, first_roman = _pair(rng.choice(lists["women" if is_woman else "men"]), culture)
    last, last_roman = _pair(_family_for(rng.choice(lists["family"]), is_woman), culture)
    joint = FAMILY_FIRST.get(culture)
    roman_joint = " " if joint is not None and rng.random() < 0.5 else None
    return Name(culture, _spelling(first, last, joint),
                _spelling(first_roman, last_roman, roman_joint))
