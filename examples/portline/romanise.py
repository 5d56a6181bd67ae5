# SPDX-License-Identifier: Apache-2.0
"""Spells a native name in plain Latin letters, the way a booking clerk or a passport would.

Latin scripts lose their accents, with a few letters that a culture spells out (ü becomes ue in
German); Cyrillic and Greek go through letter tables. Other scripts are not guessed: the vocabulary
gives their romanised form.
"""

import unicodedata

PLAIN_LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "’": "'",
})

SPELLED_OUT = {
    "german": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}),
    "swedish": str.maketrans({"å": "a", "ä": "a", "ö": "o", "Å": "A", "Ä": "A", "Ö": "O"}),
}

RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}

UKRAINIAN = RUSSIAN | {"г": "h", "и": "y", "і": "i", "ї": "yi", "є": "ye", "й": "i", "’": ""}

GREEK = {
    "ου": "ou", "αυ": "av", "ευ": "ev", "μπ": "b", "ντ": "nt", "γγ": "ng", "γκ": "gk", "τσ": "ts",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}

LETTER_TABLES = {"russian": RUSSIAN, "ukrainian": UKRAINIAN, "greek": GREEK}


def strip_accents(text):
    """Return text without combining marks; letters that only look accented stay as they are."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _by_table(text, table):
    out, at = [], 0
    while at < len(text):
        pair, one = text[at:at + 2].lower(), text[at].lower()
        key = pair if len(pair) == 2 and pair in table else one
        latin = table.get(key, text[at])
        is_capital = text[at] != one
        out.append(latin.capitalize() if is_capital else latin)
        at += len(key)
    return "".join(out)


def romanise(text, culture):
    """Return the plain Latin spelling of a native name of that culture."""
    table = LETTER_TABLES.get(culture)
    if table == GREEK:
        return _by_table(strip_accents(text), table)
    if table:
        return _by_table(unicodedata.normalize("NFC", text), table)
    spelled = text.translate(SPELLED_OUT.get(culture, {})).translate(PLAIN_LETTERS)
    return strip_accents(spelled)
