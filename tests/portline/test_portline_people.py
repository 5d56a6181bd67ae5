# SPDX-License-Identifier: Apache-2.0
"""Tests of Portline's made-up customers: determinism, uniqueness, variety, example domains."""

import os
import re
from collections import Counter

import pytest

from portline_program import run_python
from people import as_bytes, make_people

MAIL_DOMAIN = re.compile(r"[a-z0-9-]+\.example|[a-z0-9-]+\.example\.(com|org|net)")


def printed_people(hash_seed):
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    process = run_python("people.py", env=environment)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    return out


def test_the_same_seed_gives_the_same_bytes_in_other_processes(people):
    here = as_bytes(people).decode()
    assert printed_people("1") == here
    assert printed_people("2") == here


def test_another_seed_gives_other_people(people):
    others = make_people(seed=7)
    assert len(others) == len(people)
    assert as_bytes(others) != as_bytes(people)


def test_rows_count_from_one(people):
    assert [person.row for person in people] == list(range(1, 10_001))


@pytest.mark.parametrize("field", ["email", "number"])
def test_no_two_customers_share(people, field):
    assert len({getattr(person, field) for person in people}) == len(people)


def test_no_two_customers_share_a_telephone(people):
    digits = {re.sub(r"\D", "", person.phone) for person in people}
    assert len(digits) == len(people)


def test_customer_numbers_rise_and_have_gaps(people):
    numbers = [person.number for person in people]
    assert all(re.fullmatch(r"PL-[0-9]{7}", number) for number in numbers)
    assert numbers == sorted(numbers)
    first, last = int(numbers[0][3:]), int(numbers[-1][3:])
    assert last - first > len(people)


def test_names_come_from_twelve_cultures_and_more(people):
    shares = Counter(person.culture for person in people)
    assert len(shares) >= 12
    assert min(shares.values()) >= 100


def test_twelve_cultures_have_another_native_than_romanised_spelling(people):
    spelled = {person.culture for person in people if person.native_name != person.roman_name}
    assert len(spelled) >= 12


def test_the_romanised_name_is_plain_latin(people):
    assert all(re.fullmatch(r"[A-Za-z .'-]+", person.roman_name) for person in people)


def test_the_name_on_file_is_one_of_both_spellings(people):
    assert all(person.name in (person.native_name, person.roman_name) for person in people)
    natives = sum(person.name == person.native_name != person.roman_name for person in people)
    assert 2_000 < natives < 8_000


def test_mail_addresses_lie_at_example_domains_only(people):
    for person in people:
        local, _, domain = person.email.partition("@")
        assert re.fullmatch(r"[a-z0-9._-]+", local), person.email
        assert MAIL_DOMAIN.fullmatch(domain), person.email


def test_telephones_are_national_and_international(people):
    international = sum(person.phone.startswith(("+", "00")) for person in people)
    assert 4_000 < international < 8_000
    codes = {re.match(r"\+(\d{1,2})", person.phone)[1] for person in people
             if person.phone.startswith("+")}
    assert len(codes) >= 12


def test_employers_stand_with_and_without_legal_form(people):
    employers = {person.employer for person in people}
    german = [name for name in employers if re.search(r"(Spedition|Seefracht|Logistik)\b", name)]
    with_form = [name for name in german if re.search(r"(GmbH|KG|AG|e\.K\.)$", name)]
    assert 0 < len(with_form) < len(german)
    assert len(employers) >= 300


def test_positions_come_in_several_languages(people):
    positions = {person.position for person in people}
    wanted = {"Logistics Manager", "Prokurist", "Déclarant en douane", "通関士", "Экспедитор"}
    assert wanted <= positions
    assert all(positions)


def test_some_offices_have_exactly_three_hundred_customers(people):
    sizes = Counter(person.office for person in people)
    assert sizes["BRV"] == 300
    assert sizes["GOT"] == 300
    assert len(sizes) > 10
