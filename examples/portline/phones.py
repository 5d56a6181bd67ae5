# SPDX-License-Identifier: Apache-2.0
"""Made-up telephone numbers in the national and international notations of several countries.

Where a regulator reserves numbers for films and books, only those are used (marked `reserved`).
Elsewhere the blocks are conspicuous (00000, 55555), written here once, and meant to be dialled by
nobody. In a block an `x` is a free digit and the blanks are where people of that country group.
"""

from typing import NamedTuple


class Plan(NamedTuple):
    """How one country writes numbers: its code, trunk prefix, blocks and national styles."""
    code: str
    trunk: str
    blocks: tuple
    national: tuple      # (shape, joint); joint replaces the blanks inside area and rest


SPACED, DASHED, DOTTED = ("{area} {rest}", " "), ("{area}-{rest}", "-"), ("{area}.{rest}", ".")
PACKED, DASH_ONCE = ("{area}{rest}", ""), ("{area}-{rest}", "")
SLASHED, SLASH_SPACED = ("{area}/{rest}", ""), ("{area}/{rest}", " ")
PARENS, PARENS_DASHED, PARENS_PACKED = (("({area}) {rest}", " "), ("({area}) {rest}", "-"),
                                        ("({area}) {rest}", ""))

PLANS = {
    "GB": Plan("44", "0", ("20 7946 0xxx", "113 496 0xxx", "117 496 0xxx", "131 496 0xxx",
                           "161 496 0xxx", "1632 960xxx", "7700 900xxx"),  # reserved
                          (SPACED, PARENS)),
    "US": Plan("1", "", ("212 555 01xx", "310 555 01xx", "713 555 01xx", "912 555 01xx",
                         "206 555 01xx", "504 555 01xx", "416 555 01xx", "604 555 01xx",
                         "757 555 01xx", "305 555 01xx"),  # reserved
                        (PARENS_DASHED, DASHED, DOTTED)),
    "AU": Plan("61", "0", ("2 5550 xxxx", "3 5550 xxxx", "7 7010 xxxx", "8 7010 xxxx"),  # reserved
                          (PARENS, SPACED)),
    "IE": Plan("353", "0", ("20 91x xxxx",), (SPACED, PARENS)),  # reserved
    "FR": Plan("33", "0", ("1 99 00 xx xx", "2 61 91 xx xx", "3 53 01 xx xx", "4 65 71 xx xx",
                           "5 36 49 xx xx", "6 39 98 xx xx"),  # reserved
                          (SPACED, DOTTED, PACKED)),
    "DE": Plan("49", "0", ("30 23125 xxx", "69 90009 xxx", "40 66969 xxx", "221 4710 xxx",
                           "89 99998 xxx"),  # reserved
                          (SLASHED, SLASH_SPACED, PARENS_PACKED, DASHED)),
    "SE": Plan("46", "0", ("8 465 004 xx", "31 390 06 xx", "40 628 04 xx", "980 319 2xx",
                           "70 174 06 xx"), (DASH_ONCE, DASHED)),  # reserved
    "NL": Plan("31", "0", ("10 200 0x xx", "20 200 0x xx", "85 000 xx xx"), (DASH_ONCE, PARENS)),
    "ES": Plan("34", "", ("910 00x xxx", "960 00x xxx", "600 00x xxx"), (SPACED, PACKED)),
    "MX": Plan("52", "", ("55 5000 0xxx", "229 900 0xxx", "314 300 0xxx"), (SPACED, PACKED)),
    "PT": Plan("351", "", ("21 000 0x xx", "22 000 0x xx", "910 00x xxx"), (SPACED, PACKED)),
    "BR": Plan("55", "", ("11 95555 0xxx", "13 95555 0xxx", "21 95555 0xxx"),
                         (PARENS_DASHED, PACKED)),
    "IT": Plan("39", "", ("010 0000 xxx", "06 0000 xxxx", "040 000 xxx"),
                         (SPACED, SLASHED, DASH_ONCE)),
    "IS": Plan("354", "", ("555 0xxx", "550 0xxx"), (DASHED, SPACED)),
    "FI": Plan("358", "0", ("9 555 0xxx", "40 000 0xxx", "50 000 0xxx"), (SPACED, DASHED)),
    "PL": Plan("48", "", ("58 500 0x xx", "22 500 0x xx", "500 000 xxx"),
                         (SPACED, PARENS_PACKED)),
    "CZ": Plan("420", "", ("220 00x xxx", "601 00x xxx", "412 00x xxx"), (SPACED, PACKED)),
    "HU": Plan("36", "06 ", ("1 200 0xxx", "20 200 0xxx", "30 200 0xxx"), (SPACED, SLASHED)),
    "TR": Plan("90", "0", ("212 200 0x xx", "232 200 0x xx", "501 000 0x xx"), (PARENS, SPACED)),
    "GR": Plan("30", "", ("21 0000 0xxx", "21 0400 0xxx", "690 000 0xxx"), (SPACED, PACKED)),
    "RU": Plan("7", "8 ", ("812 200 0x xx", "495 200 0x xx", "900 000 0x xx"),
                          (PARENS_DASHED, DASHED)),
    "UA": Plan("380", "0", ("48 700 0x xx", "44 200 0x xx", "50 000 xx xx"), (PARENS, SPACED)),
    "RO": Plan("40", "0", ("241 000 xxx", "21 200 0xxx", "720 000 xxx"),
                          (SPACED, DOTTED, PACKED)),
    "AE": Plan("971", "0", ("4 200 0xxx", "2 200 0xxx", "50 200 0xxx"), (SPACED, DASHED)),
    "EG": Plan("20", "0", ("3 500 0xxx", "2 2000 0xxx", "100 000 0xxx"), (SPACED, PARENS)),
    "MA": Plan("212", "0", ("520 000 xxx", "600 00x xxx"), (SPACED, DASHED)),
    "IL": Plan("972", "0", ("4 800 0xxx", "3 500 0xxx", "50 200 0xxx"), (DASH_ONCE, DASHED)),
    "IR": Plan("98", "0", ("21 2000 0xxx", "76 3200 0xxx", "912 000 0xxx"), (SPACED, DASH_ONCE)),
    "IN": Plan("91", "0", ("22 2000 0xxx", "44 2000 0xxx", "90000 00xxx"), (SPACED, DASH_ONCE)),
    "CN": Plan("86", "0", ("21 5000 0xxx", "755 2000 0xxx", "574 8700 0xxx"),
                          (DASH_ONCE, PARENS_PACKED)),
    "HK": Plan("852", "", ("2100 0xxx", "3500 0xxx", "5500 0xxx"), (SPACED, PACKED)),
    "JP": Plan("81", "0", ("3 5000 0xxx", "45 200 0xxx", "90 1000 0xxx"),
                          (DASHED, PARENS_DASHED)),
    "KR": Plan("82", "0", ("2 2000 0xxx", "51 200 0xxx", "10 2000 0xxx"), (DASHED, SPACED)),
    "VN": Plan("84", "0", ("28 3800 0xxx", "24 3800 0xxx", "90 200 0xxx"), (PARENS, SPACED)),
    "ID": Plan("62", "0", ("21 5000 0xxx", "31 5000 0xxx", "812 1000 0xxx"),
                          (PARENS_DASHED, DASH_ONCE)),
    "NG": Plan("234", "0", ("1 460 0xxx", "802 000 0xxx", "803 000 0xxx"), (SPACED, PACKED)),
}

COUNTRIES = {
    "english": ("GB", "US", "AU", "IE"), "french": ("FR", "FR", "MA"), "german": ("DE",),
    "dutch": ("NL",), "spanish": ("ES", "MX"), "portuguese": ("PT", "BR"), "italian": ("IT",),
    "swedish": ("SE", "SE", "FI"), "icelandic": ("IS",), "finnish": ("FI",), "polish": ("PL",),
    "czech": ("CZ",), "hungarian": ("HU",), "turkish": ("TR",), "greek": ("GR",),
    "russian": ("RU",), "ukrainian": ("UA",), "romanian": ("RO",), "arabic": ("AE", "EG", "MA"),
    "hebrew": ("IL",), "persian": ("IR", "AE"), "hindi": ("IN",), "chinese": ("CN", "CN", "HK"),
    "japanese": ("JP",), "korean": ("KR",), "vietnamese": ("VN",), "indonesian": ("ID",),
    "yoruba": ("NG",),
}

INTERNATIONAL = ("+{code} {spaced}", "+{code} {spaced}", "+{code}{packed}", "+{code}-{dashed}",
                 "00{code} {spaced}")
WITH_TRUNK_ZERO = "+{code} (0){spaced}"
NATIONAL_SHARE = 0.4
TRY_COUNT = 20
FALLBACK_COUNTRIES = ("GB", "US", "FR", "DE")


def _fill(rng, block):
    return "".join(str(rng.randrange(10)) if char == "x" else char for char in block)


def _digits(text):
    return "".join(char for char in text if char.isdigit())


def _national(plan, style, number):
    shape, joint = style
    first_group, _, rest = number.partition(" ")
    area = plan.trunk + first_group
    return shape.format(area=area.replace(" ", joint), rest=rest.replace(" ", joint))


def _international(rng, plan, number):
    styles = INTERNATIONAL + ((WITH_TRUNK_ZERO,) if plan.trunk == "0" else ())
    return rng.choice(styles).format(code=plan.code, spaced=number, packed=number.replace(" ", ""),
                                     dashed=number.replace(" ", "-"))


class PhoneBook:
    """Hands out numbers that no two customers share, whatever their notation."""

    def __init__(self, rng):
        self._rng = rng
        self._taken = set()

    def draw(self, culture):
        """Draw an unused number of one of the culture's countries, in one of its notations."""
        for attempt in range(TRY_COUNT * 2):
            countries = COUNTRIES[culture] if attempt < TRY_COUNT else FALLBACK_COUNTRIES
            plan = PLANS[self._rng.choice(countries)]
            number = _fill(self._rng, self._rng.choice(plan.blocks))
            shown = self._write(plan, number)
            digits = {plan.code + _digits(number), _digits(shown)}
            if not digits & self._taken:
                self._taken |= digits
                return shown
        raise RuntimeError("the telephone blocks are used up; add blocks to PLANS")

    def _write(self, plan, number):
        if self._rng.random() < NATIONAL_SHARE:
            return _national(plan, self._rng.choice(plan.national), number)
        return _international(self._rng, plan, number)
