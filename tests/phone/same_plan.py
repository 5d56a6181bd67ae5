#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""libphonenumber's rules, in their Python edition, over the metadata of data/phone.

The C++ library carries metadata of its own age. Where it and the tables differ, this tells whether
a plan has changed in between or a rule is another: same rules, same metadata as the tables.
"""

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, phonenumberutil
from phonenumbers.phonemetadata import PhoneMetadata, PhoneNumberDesc

import phone_plan

FIELDS = {'fixedLine': 'fixed_line', 'mobile': 'mobile', 'pager': 'pager', 'tollFree': 'toll_free',
          'sharedCost': 'shared_cost', 'personalNumber': 'personal_number', 'voip': 'voip',
          'uan': 'uan', 'voicemail': 'voicemail', 'premiumRate': 'premium_rate'}


def description(pattern, lengths, local=()):
    return PhoneNumberDesc(national_number_pattern=phone_plan.without_blanks(pattern),
                           possible_length=tuple(sorted(lengths)),
                           possible_length_local_only=tuple(sorted(local)))


def metadata_of(territory):
    types = {FIELDS[name]: description(pattern, lengths)
             for name, pattern, lengths in territory.named_types}
    return PhoneMetadata(
        id=territory.id, country_code=territory.code, register=False,
        general_desc=description(territory.general, territory.lengths, territory.local_lengths),
        international_prefix=territory.international or None,
        national_prefix=territory.prefix or None,
        national_prefix_for_parsing=territory.parsing or None,
        national_prefix_transform_rule=territory.transform.replace('$', '\\') or None,
        leading_digits=territory.leading or None, main_country_for_code=territory.is_main, **types)


def install(territories):
    """Puts the territories in the place of the library's own."""
    PhoneMetadata.load_all()
    PhoneMetadata._region_metadata.clear()
    PhoneMetadata._country_code_metadata.clear()
    COUNTRY_CODE_TO_REGION_CODE.clear()
    phonenumberutil.SUPPORTED_REGIONS.clear()
    for code, members in phone_plan.by_code(territories).items():
        COUNTRY_CODE_TO_REGION_CODE[code] = tuple(x.id for x in members)
        for territory in members:
            if territory.id == phone_plan.WORLD:
                PhoneMetadata._country_code_metadata[code] = metadata_of(territory)
            else:
                PhoneMetadata._region_metadata[territory.id] = metadata_of(territory)
                phonenumberutil.SUPPORTED_REGIONS.add(territory.id)


def verdict(region, text):
    """(is valid, E.164 or -)"""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False, '-'
    return (phonenumbers.is_valid_number(number),
            phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
