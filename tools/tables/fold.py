# SPDX-License-Identifier: Apache-2.0
"""How words are folded before they are looked up; cfd_fold_word in core/classify does the same.

Small letters; no diacritics on Latin, Greek and Cyrillic letters, so that composed and decomposed
text are one; ligatures as two letters; no apostrophes and dots. Other scripts stay as they are.
"""

import unicodedata

WORD_MAX_BYTES = 32
RANGES = ((0x80, 0x590), (0x1e00, 0x1f00))
REMOVED = set('\'.`´·‘’′ʻʼ')

# Letters that Unicode does not take apart.
SPECIAL = {
    'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ð': 'd', 'đ': 'd', 'ł': 'l', 'ħ': 'h', 'ı': 'i', 'þ': 'th',
    'ß': 'ss', 'ŋ': 'n', 'ŧ': 't', 'ĸ': 'k', 'ƒ': 'f', 'ə': 'a', 'ɓ': 'b', 'ɖ': 'd', 'ɗ': 'd',
    'ɛ': 'e', 'ɔ': 'o', 'ƙ': 'k', 'ƴ': 'y', 'ƶ': 'z', 'ǥ': 'g', 'ς': 'σ', 'և': 'եւ',
}


def fold_letter(char):
    """What one code point becomes: nothing, one letter or two."""
    code = ord(char)
    if char in REMOVED or 0x300 <= code < 0x370:
        return ''
    if code < 0x80:
        return char.lower()
    if not any(low <= code < high for low, high in RANGES) or code < 0xc0:
        return char
    if not unicodedata.category(char).startswith('L'):
        return char
    is_latin = code < 0x250 or code >= 0x1e00
    low = char.lower()
    if low in SPECIAL:
        return SPECIAL[low]
    apart = unicodedata.normalize('NFKD' if is_latin else 'NFD', low)
    kept = ''.join(SPECIAL.get(part, part) for part in apart
                   if part not in REMOVED and not 0x300 <= ord(part) < 0x370)
    return kept or char


def fold(word):
    return ''.join(fold_letter(char) for char in word)
