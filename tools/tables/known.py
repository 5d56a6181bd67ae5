#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Makes the table of known words: names, places, jobs, legal forms, ordinary words.

usage: tools/tables/known.py [--data DIR] [--held-out FILE] [--words FILE] [--vectors FILE] OUTPUT

OUTPUT is a C source for core/classify/gazetteer.c. A tenth of the names, by the FNV-1a hash of the
folded word, stays out of the table, so that tests can draw names that it does not know;
--held-out writes these (kind, word, flags left), --words all words in the table with their flags,
--vectors a C list of words, folds and hashes. Same input, same output.
Exit: 0 written; 1 a file cannot be read or written, or the words do not fit the table.
"""

import argparse
import collections
import csv
import gzip
import os
import re
import sys
import unicodedata

from fold import RANGES, WORD_MAX_BYTES, fold, fold_letter

(GIVEN, FAMILY, GIVEN_COMMON, FAMILY_COMMON, ORDINARY, PLACE, JOB_NOUN, DEPARTMENT, LEGAL_FORM,
 ORG, TITLE, PARTICLE) = (1 << bit for bit in range(12))
NAME_FLAGS = GIVEN | FAMILY | GIVEN_COMMON | FAMILY_COMMON

# As in core/classify/gazetteer.h.
SEED = 0x9e3779b97f4a7c15
FACTOR = 0xd6e8feb86659fd93
MASK = (1 << 64) - 1

BLOCK_ENTRIES = 16
BLOCK_WORDS = 10  # on the average
SET_BITS = 10
# Nouns of people: "management" ends titles too, and is nobody.
PERSON_NOUN = re.compile(
    r'(er|or|ist|man|woman|ian|yst|ant|ive|ary|ess|hand|chef|nurse|clerk|pilot)$')
JOB_NOUN_MIN = 12  # titles that end in it: below, heads of odd titles that are everyday words

OWN_LISTS = (('particles', PARTICLE), ('titles', TITLE), ('organisations', ORG),
             ('places', PLACE), ('ordinary', ORDINARY), ('job-nouns', JOB_NOUN),
             ('departments', DEPARTMENT), ('legal-forms', LEGAL_FORM))


def known_hash(word):
    """cfd_known_hash of a folded word."""
    data = word.encode()
    mixed = SEED
    for at in range(0, len(data), 8):
        mixed = (mixed ^ int.from_bytes(data[at:at + 8], 'little')) * FACTOR & MASK
        mixed ^= mixed >> 32
    mixed = (mixed ^ len(data)) * FACTOR & MASK
    return mixed ^ mixed >> 32


def is_held_out(word):
    mixed = 0xcbf29ce484222325
    for byte in word.encode():
        mixed = (mixed ^ byte) * 0x100000001b3 & MASK
    return mixed % 10 == 7


def is_ideograph(char):
    return '\u3400' <= char <= '\u9fff' or '\uac00' <= char <= '\ud7a3'


def is_name_word(word):
    """Letters and their marks only, and more than one of them where a letter is not a word."""
    return (all(unicodedata.category(char)[0] in 'LM' for char in word) and
            len(word.encode()) <= WORD_MAX_BYTES and
            (len(word) > 1 or (word != '' and is_ideograph(word))))


class Lists:
    """All lists of the data folder, as folded words with flags."""

    def __init__(self, folder):
        self.folder = folder
        self.flags = collections.Counter()
        self.sources = collections.defaultdict(set)  # (flag, word): lists and countries
        for name, flag in OWN_LISTS:
            self.read_own(name, flag)
        self.read_ordinary()
        self.read_names()
        self.read_jobs()
        self.read_legal_forms()

    def open(self, name):
        path = os.path.join(self.folder, name)
        if name.endswith('.gz'):
            return gzip.open(path, 'rt', encoding='utf-8')
        return open(path, encoding='utf-8-sig', newline='')

    def add(self, word, flag):
        folded = fold(word)
        if folded and len(folded.encode()) <= WORD_MAX_BYTES:
            self.flags[folded] |= flag

    def read_own(self, name, flag):
        with self.open(f'words/{name}.txt') as file:
            for line in file:
                for word in line.partition('#')[0].split():
                    self.add(word, flag)

    def read_ordinary(self):
        with self.open('gazetteers/scowl-english-words.txt') as file:
            for line in file:
                self.add(line.strip(), ORDINARY)

    def add_name(self, text, flag, source):
        if '@' in text:
            return
        parts = re.split(r'[\s/–-]+', text.strip())
        for part in parts:
            word = fold(part)
            if is_name_word(word) and not self.flags[word] & PARTICLE:
                self.sources[flag, word].add(source)

    def read_names(self):
        for name, flag in (('first', GIVEN), ('last', FAMILY)):
            with self.open(f'gazetteers/smashew-{name}.txt') as file:
                for line in file:
                    self.add_name(line, flag, 'smashew')
        for name, flag in (('forenames', GIVEN), ('surnames', FAMILY)):
            with self.open(f'gazetteers/cc0-common-{name}-by-country.csv') as file:
                for row in csv.DictReader(file):
                    for column in 'Localized Name', 'Romanized Name':
                        self.add_name(row[column], flag, row['Country'])
        for (flag, word), sources in self.sources.items():
            is_common = len(sources) > 1 or (not word.isascii() and sources != {'smashew'})
            self.flags[word] |= flag | (flag << 2 if is_common else 0)

    def read_jobs(self):
        heads = collections.Counter()
        titles = set()
        with self.open('gazetteers/esco-titles.csv') as file:
            for row in csv.DictReader(file):
                titles.update([row['label'], *row['alt_labels'].split('|')])
        with self.open('gazetteers/find_job_titles.txt.gz') as file:
            titles.update(line.strip().lower() for line in file)
        for title in titles:
            head = re.split(r' (?:of|in|for|at|to|with|and|on) |[,(/;]| - ', title)[0].split()
            if head and re.fullmatch(r'[^\W\d_]{3,}', fold(head[-1])):
                heads[head[-1]] += 1
        for word, count in heads.items():
            if count >= JOB_NOUN_MIN and PERSON_NOUN.search(word):
                self.add(word, JOB_NOUN)

    def read_legal_forms(self):
        forms = set()
        with self.open('gazetteers/gleif-elf-v1.5.csv') as file:
            for row in csv.DictReader(file):
                for column in 'Abbreviations Local language', 'Abbreviations transliterated':
                    forms.update(row[column].split(';'))
        with self.open('gazetteers/cleanco-legal-terms.txt') as file:  # the rest is countries
            forms.update(line.strip() for line in file if '.' in line or line.islower())
        for form in forms:
            words = re.sub(r'(?<=\b\w\.) (?=\w\b)', '', form.strip()).split()
            word = fold(words[-1]).strip(',()') if words else ''
            if re.fullmatch(r'[^\W\d_]{2,}(/[^\W\d_]+)?', word):
                self.add(word, LEGAL_FORM)


def hold_out(flags):
    """Takes a tenth of the names away; answers these as (word, name flags, flags left)."""
    held = []
    for word in sorted(flags):
        names = flags[word] & NAME_FLAGS
        if names and is_held_out(word):
            flags[word] &= ~NAME_FLAGS
            held.append((word, names, flags[word]))
    return held


def place(entries, block_count):
    """Blocks of entries, or None where two words could not be told apart."""
    blocks = [[] for _ in range(block_count)]
    for mixed, set_index in entries:
        mark = mixed & (1 << 32 - SET_BITS) - 1
        at = (mixed >> 32) * block_count >> 32
        while True:
            if any(entry >> SET_BITS == mark for entry in blocks[at]):
                return None
            if len(blocks[at]) < BLOCK_ENTRIES:
                break
            at = (at + 1) % block_count
        blocks[at].append(mark << SET_BITS | set_index)
    return blocks


def build(flags):
    """The distinct sets of flags, and the blocks."""
    sets = [0] + sorted(set(flags.values()))
    if len(sets) > 1 << SET_BITS:
        sys.exit('tools/tables/known.py: too many sets of flags')
    index_of = {bits: index for index, bits in enumerate(sets) if index}
    entries = [(known_hash(word), index_of[flags[word]]) for word in sorted(flags)]
    first = len(entries) // BLOCK_WORDS + 1
    for block_count in range(first, first + 1000):
        blocks = place(entries, block_count)
        if blocks is not None:
            return sets, blocks
    sys.exit('tools/tables/known.py: two words have one hash')


def lines_of(numbers):
    return ['    ' + ' '.join(f'{number:#x},' for number in numbers[at:at + 12])
            for at in range(0, len(numbers), 12)]


def fold_rows():
    """One number a code point of the ranges: 0 gone, a letter, or 0x8000 and a pair's place."""
    rows, pairs = [], []
    for code in (code for low, high in RANGES for code in range(low, high)):
        folded = [ord(char) for char in fold_letter(chr(code))]
        if len(folded) == 2 and folded not in pairs:
            pairs.append(folded)
        if len(folded) > 2 or any(letter >= 0x8000 for letter in folded):
            sys.exit(f'tools/tables/known.py: U+{code:04X} becomes too much')
        rows.append(0 if not folded else folded[0] if len(folded) == 1 else
                    0x8000 | pairs.index(folded))
    return rows, [letter for pair in pairs for letter in pair]


def source_of(sets, blocks):
    rows, pairs = fold_rows()
    lines = ['/* SPDX-License-Identifier: Apache-2.0',
             ' * Made by tools/tables/known.py from data/; do not edit. */',
             '#include "core/classify/gazetteer_table.h"', '',
             f'const uint32_t cfdi_known_block_count = {len(blocks)}u;']
    padded = [entry for block in blocks for entry in block + [0] * (BLOCK_ENTRIES - len(block))]
    for head, numbers in (('_Alignas(64) const uint32_t cfdi_known_entries[]', padded),
                          ('const uint16_t cfdi_known_sets[]', sets),
                          ('const uint16_t cfdi_fold_rows[]', rows),
                          ('const uint16_t cfdi_fold_pairs[]', pairs)):
        lines += [f'{head} = {{', *lines_of(numbers), '};']
    return '\n'.join(lines) + '\n'


def write(path, lines):
    with open(path, 'w', encoding='utf-8') as file:
        file.writelines(line + '\n' for line in lines)


def c_string(text):
    return '"' + ''.join(f'\\{byte:03o}' for byte in text.encode()) + '"'


def vectors(flags):
    """Every code point of the ranges, and 200 words, with their folds and hashes."""
    words = sorted(flags)
    texts = [chr(code) for low, high in RANGES for code in range(low, high)]
    texts += [words[at * len(words) // 200].upper() for at in range(200)]
    for text in texts:
        yield f'{{{c_string(text)}, {c_string(fold(text))}, {known_hash(fold(text)):#x}ull}},'


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split('\n')[2].removeprefix('usage: '))
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument('--data', default=os.path.join(here, '..', '..', 'data'))
    parser.add_argument('--held-out')
    parser.add_argument('--words')
    parser.add_argument('--vectors')
    parser.add_argument('output')
    options = parser.parse_args()
    try:
        flags = dict(Lists(options.data).flags)
        held = hold_out(flags)
        flags = {word: bits for word, bits in flags.items() if bits}
        write(options.output, [source_of(*build(flags)).rstrip('\n')])
        if options.held_out:
            write(options.held_out, (f'{"given" if names & GIVEN else "family"}\t{word}\t{left}'
                                     for word, names, left in held))
        if options.words:
            write(options.words, (f'{word}\t{flags[word]}' for word in sorted(flags)))
        if options.vectors:
            write(options.vectors, vectors(flags))
    except OSError as error:
        print(f'tools/tables/known.py: {error.filename}: {error.strerror}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
