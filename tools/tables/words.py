#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the fixed table of the words of keys from data/words; see core/classify/word_table.h.

    words.py KEYS.tsv OUTPUT.c

A line is WORD TAB MEANING; # begins a comment. The list must be sorted by bytes, without a word
twice, and no word may be longer than a slot holds.
"""

import struct
import sys

WORD_MAX_BYTES = 24
MASK = (1 << 64) - 1


def fail(path, number, what):
    sys.exit(f'words.py: {path}:{number}: {what}')


def read_list(path):
    """[(word, [meaning, ...])]"""
    rows = []
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            if line.startswith('#') or not line.strip():
                continue
            word, _, meanings = line.rstrip('\n').partition('\t')
            word = word.encode()
            if not meanings:
                fail(path, number, 'a word without a meaning')
            if len(word) > WORD_MAX_BYTES:
                fail(path, number, f'longer than {WORD_MAX_BYTES} bytes')
            if rows and rows[-1][0] >= word:
                fail(path, number, 'not sorted, or twice')
            rows.append((word, meanings.split(' ')))
    return rows


def short_text(word):
    """As cfd_short_text_read."""
    if len(word) >= 8:
        second = struct.unpack('<Q', word[8:16])[0] if len(word) > 16 else 0
        return (struct.unpack('<Q', word[:8])[0], second, struct.unpack('<Q', word[-8:])[0])
    if len(word) >= 4:
        low, high = struct.unpack('<I', word[:4])[0], struct.unpack('<I', word[-4:])[0]
        return (low | high << 32, 0, 0)
    return (word[0] | word[len(word) // 2] << 8 | word[-1] << 16, 0, 0)


def hash_of(text, size):
    """As cfd_short_text_hash."""
    value = (text[0] ^ size) * 0x9e3779b97f4a7c15 & MASK
    value ^= ((text[1] + (text[2] << 1)) & MASK) * 0xc2b2ae3d27d4eb4f & MASK
    value ^= value >> 29
    return value * 0x9e3779b97f4a7c15 & MASK


def place(rows):
    bits = max(4, (2 * len(rows) - 1).bit_length())
    slots = [None] * (1 << bits)
    for word, meanings in rows:
        text = short_text(word)
        at = hash_of(text, len(word)) >> (64 - bits)
        while slots[at] is not None:
            at = (at + 1) % len(slots)
        slots[at] = (text, len(word), meanings)
    return bits, slots


def write_table(file, name, prefix, rows):
    bits, slots = place(rows)
    file.write(f'\nstatic const struct cfdi_word_slot {name}_slots[{len(slots)}] = {{\n')
    for at, slot in enumerate(slots):
        if slot is not None:
            text, size, meanings = slot
            words = ', '.join(f'{word:#x}u' for word in text)
            meaning = ' | '.join(prefix + meaning.upper() for meaning in meanings)
            file.write(f'    [{at}] = {{{{{{{words}}}}}, {size}, {meaning}}},\n')
    file.write(f'}};\n\nconst struct cfdi_word_table cfdi_{name} = {{{name}_slots, {bits}}};\n')


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    keys, output = sys.argv[1:]
    with open(output, 'w', encoding='utf-8') as file:
        file.write('/* Made by tools/tables/words.py. */\n#include "core/classify/word.h"\n'
                   '#include "core/classify/word_table.h"\n')
        write_table(file, 'key_words', 'CFD_WORD_', read_list(keys))


if __name__ == '__main__':
    main()
